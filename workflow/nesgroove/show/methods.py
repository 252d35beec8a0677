"""The methods paragraph of a run: what was done, with which versions, ready to paste."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill

from nesgroove.chem.radii import PROBE
from nesgroove.compare.kinds import observed
from nesgroove.compare.tables import RunTables
from nesgroove.measure.footprint import TOUCH
from nesgroove.measure.lid import LID_PROBE
from nesgroove.measure.overlap import BORDERLINE
from nesgroove.measure.reach import STEP
from nesgroove.measure.state import CLOSED_BELOW, OPEN_FROM
from nesgroove.model.kinds import KIND_NOUNS
from nesgroove.model.structure import SOURCE_KINDS
from nesgroove.survey.provenance import read_provenance

CITATIONS = {
    "gemmi": "Wojdyr 2022, doi:10.21105/joss.04200",
    "biopython": "Cock et al. 2009, doi:10.1093/bioinformatics/btp163",
    "MDAnalysis": "Gowers et al. 2016, doi:10.25080/Majora-629e541a-00e",
    "prolif": "Bouysset and Fiorucci 2021, doi:10.1186/s13321-021-00548-6",
    "biotite": "Kunzmann and Hamacher 2018, doi:10.1186/s12859-018-2367-z",
}
"""Papers of the libraries that measure."""

WIDTH = 110


def methods_paragraph(tables: Path) -> str:
    """Write the methods paragraph of a run from its tables and provenance.

    Parameters
    ----------
    tables
        Directory that ``nesgroove measure`` or ``gather`` wrote.

    Returns
    -------
    str
        Markdown; the same run gives the same text.

    Raises
    ------
    ConfigError
        The directory has no tables or no provenance.
    """
    run = RunTables.read(tables)
    provenance = read_provenance(tables, step="methods")
    versions = provenance["libraries"]
    references = provenance["options"].get("references", {})
    mixed = not all(observed(row) for row in run.complexes)
    note = " Kinds of source were never averaged together." if mixed else ""
    seen = any(value is not None for row in run.complexes for value in (row.rscc_cargo, row.rscc_inhibitor))
    fit = " How well occupants are seen (RSCC) is that of the wwPDB's validation reports." if seen else ""
    cited = "; ".join(f"{name} {versions[name]} ({CITATIONS[name]})" for name in CITATIONS)
    others = ", ".join(f"{name} {version}" for name, version in versions.items() if name not in CITATIONS)
    named = ", ".join(f"{kind} {name}" for kind, name in references.items() if name)
    text = (
        f"NES grooves of XPO1 were measured with nesgroove {provenance['nesgroove']} under Python "
        f"{provenance['python']}. Complexes analysed: {_counted(run) or 'none'}.{note}{fit} Chains "
        "were recognised by sequence and numbered by alignment to human XPO1 (UniProt O14980). Each XPO1 copy was "
        "placed in a frame defined by the C-alpha atoms of its helices H11A, H11B, H12A and H12B. Grooves were called "
        f"closed below {CLOSED_BELOW} A and open from {OPEN_FROM} A of mean C-alpha distance over the stations "
        f"518-561, 521-565 and 525-568. Cavities were computed on grids of {STEP} A with probes of {PROBE} A and "
        f"{LID_PROBE} A and Bondi radii, with occupants taken out; a pocket was called occupied "
        f"where {BORDERLINE[1]:.0%} or more of the side-chain volume of the reference cargo's anchor there was taken, "
        f"borderline from {BORDERLINE[0]:.0%} on. Of each residue with alternate locations the one with the highest "
        f"occupancy was used. A residue was called touched where heavy atoms lie within {TOUCH:g} A. Contacts were "
        f"typed on heavy atoms. References: {named or 'none of this run'}. Libraries: {cited}; {others}."
    )
    ending = (
        "Input files and their SHA-256 checksums are listed in `provenance.json`; what could not be measured is listed "
        "in `problems.tsv`."
    )
    return f"# Methods\n\n{fill(text, WIDTH)}\n\n{fill(ending, WIDTH)}\n"


def _counted(run: RunTables) -> str:
    """Count complexes and their entries by kind: two copies of one crystal are no two experiments."""
    said = []
    for kind in SOURCE_KINDS:
        entries = [row.entry for row in run.complexes if row.source_kind == kind]
        if entries:
            what = "from experiments" if kind == "experiment" else KIND_NOUNS[kind][len(entries) != 1]
            several = "entry" if len(set(entries)) == 1 else "entries"
            said.append(f"{len(entries)} {what} ({len(set(entries))} {several})")
    return ", ".join(said)
