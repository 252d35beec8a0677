"""Whether a report is of the coordinates that are measured, and not of others of the same entry.

A structure that was refined again (by PDB-REDO, for one: Joosten et al. 2014, doi:10.1107/S2052252514009324), or that
was released again with other coordinates, keeps its id, and numbers of the old ones would be taken for the new.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from nesgroove.io.entry_names import ARCHIVE_NAME, entry_name
from nesgroove.io.reports.contents import Contents
from nesgroove.model.points import torsion
from nesgroove.model.report import Reported, ResidueKey
from nesgroove.model.structure import FloatArray, Structure

FEWEST: Final = 20
"""Residues with torsions in both that a comparison takes; fewer say nothing."""

APART: Final = 0.5
"""Median difference of phi and psi, degrees, above which coordinates are others. A report has them to a tenth of a
degree, so that of the same coordinates the median is below 0.1; between the isomorphous crystals 3M1I, 3WYF and 4HB2 it
is 4.2 to 4.3."""

SHARED: Final = 0.9
"""Part of the polymer's residues that the report has to have, under the same name in the same place."""


def other_entry(structure: Structure, contents: Contents) -> str:
    """Say that a report is of another entry than a structure.

    Parameters
    ----------
    structure, contents
        What is measured, and what was read of the report.

    Returns
    -------
    str
        In words that follow "it is"; empty where the ids agree, or the structure has none.
    """
    of = entry_name(contents.entry)
    own = [name for name in (structure.file_id, structure.entry) if ARCHIVE_NAME.fullmatch(name)]
    if not own or any(entry_name(name) == of for name in own):
        return ""
    return f"of the entry {of}, and the structure is {entry_name(own[0])}"


def other_version(structure: Structure, contents: Contents, residues: dict[ResidueKey, tuple[Reported, ...]]) -> str:
    """Say that a report is of other coordinates than a structure.

    Parameters
    ----------
    structure, contents
        What is measured, and what was read of the report.
    residues
        Of the model that is measured.

    Returns
    -------
    str
        In words that follow "it is"; empty where nothing shows it.
    """
    major, _, _ = contents.revision.partition(".")
    own, _, _ = structure.revision.partition(".")
    if major.isdecimal() and own.isdecimal() and major != own:
        # The archive counts the first figure up where coordinates change, and the second for all else.
        return f"of revision {contents.revision}, and the structure is revision {structure.revision}"
    polymer = [r for r in structure.residues if r.kind == "polymer"]
    there = sum(_named(residues.get((r.auth_chain, r.number), ()), r.component) for r in polymer)
    if there < SHARED * len(polymer):
        return f"of another model: it has {there} of the structure's {len(polymer)} residues"
    differences = _differences(structure, residues)
    if len(differences) >= FEWEST and (median := float(np.median(differences))) > APART:
        return (
            f"of other coordinates: phi and psi differ by {median:.1f} degrees in the median, as after another "
            "refinement"
        )
    return ""


def _named(rows: tuple[Reported, ...], component: str) -> bool:
    return any(row.component == component for row in rows)


def _differences(structure: Structure, residues: dict[ResidueKey, tuple[Reported, ...]]) -> FloatArray:
    """Differences of all torsions that both have, degrees, without a sign."""
    differences = []
    for chain in structure.chains:
        for before, here, after in zip(chain.residues, chain.residues[1:], chain.residues[2:], strict=False):
            residue = structure.residues[here]
            rows = residues.get((residue.auth_chain, residue.number), ())
            if len(rows) != 1 or rows[0].component != residue.component:
                continue  # of alternate locations nobody knows which the torsions are of
            pairs = (
                (rows[0].phi, ((before, "C"), (here, "N"), (here, "CA"), (here, "C"))),
                (rows[0].psi, ((here, "N"), (here, "CA"), (here, "C"), (after, "N"))),
            )
            for told, names in pairs:
                atoms = [structure.atom_of(index, name) for index, name in names]
                if told is not None and None not in atoms:
                    here_is = torsion(*structure.atoms.xyz[[int(atom or 0) for atom in atoms]])
                    differences.append(abs((here_is - told + 180.0) % 360.0 - 180.0))
    return np.array(differences, dtype=np.float64)
