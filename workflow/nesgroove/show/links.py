"""Links out of what is shown: from an entry, a protein or a compound to where more is known of it.

The addresses are those under which the sites are entered by people; each link says where it leads, so that a page that
is read offline still tells. What has no id there has no link: the name of a file of one's own is no entry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from nesgroove.chem.components import UNKNOWN_COMPONENTS
from nesgroove.io.run_names import without_number
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.model.named import ACCESSION, ISOFORM

ENTRY: Final = re.compile(r"[1-9][a-z0-9]{3}|pdb_[a-z0-9]{8}", re.IGNORECASE)
"""Ids of the archive, as :class:`nesgroove.fetch.ids.EntryId` reads them."""

UNIPROT: Final = re.compile(f"({ACCESSION}){ISOFORM}")
"""Accessions, also of isoforms, whose entry is that of the protein."""

INCHIKEY: Final = re.compile(r"[A-Z]{14}-[A-Z]{10}-[A-Z]")
"""An InChIKey: skeleton, the rest of the structure and the version, protonation (Heller et al. 2015,
doi:10.1186/s13321-015-0068-4)."""

COMPONENT: Final = re.compile(r"[A-Z0-9]{1,3}|[A-Z0-9]{5}")


@dataclass(frozen=True)
class Link:
    """A link, with what a reader finds behind it.

    Attributes
    ----------
    label : str
        Short: ``RCSB PDB``.
    url : str
        Where it leads.
    leads_to : str
        In words: ``the entry 3GJX at the Protein Data Bank (RCSB)``.
    """

    label: str
    url: str
    leads_to: str


def entry_links(row: ComplexRecord) -> list[Link]:
    """Links of a complex's entry: RCSB PDB, PDBe, and the paper.

    Parameters
    ----------
    row
        The complex.

    Returns
    -------
    list of Link
        None to the archive for what is no experiment, whatever its file is called, nor for a second file of one name.
    """
    links = []
    entry = row.entry
    deposited = row.source_kind in ("experiment", "unknown") and without_number(entry) == entry
    if deposited and ENTRY.fullmatch(entry):
        shown = entry.upper() if len(entry) == 4 else entry.lower()
        links += [
            Link("RCSB PDB", f"https://www.rcsb.org/structure/{shown}",
                 f"the entry {shown} at the Protein Data Bank, RCSB"),
            Link("PDBe", f"https://www.ebi.ac.uk/pdbe/entry/pdb/{entry.lower()}",
                 f"the entry {shown} at the Protein Data Bank in Europe"),
        ]  # fmt: skip
    return links + doi_links(row.doi)


def doi_links(doi: str) -> list[Link]:
    """Link to a paper by its DOI.

    Parameters
    ----------
    doi
        Without an address before it; empty where there is none.

    Returns
    -------
    list of Link
        One, or none.
    """
    return (
        [Link("paper", f"https://doi.org/{quote(doi, safe='/:;().-_')}", f"the entry's paper, doi:{doi}")]
        if doi
        else []
    )


def protein_links(accessions: str) -> list[Link]:
    """Links of proteins to UniProt.

    Parameters
    ----------
    accessions
        One, or several as the column ``cargo_uniprot`` has them: those of cargoes parted by semicolons, those of a
        chain that is made of several proteins by blanks.

    Returns
    -------
    list of Link
        One for each that is an accession.
    """
    matches = map(UNIPROT.fullmatch, re.split(r"[;\s]+", accessions))
    return [
        Link("UniProt", f"https://www.uniprot.org/uniprotkb/{accession}/entry", f"the protein {accession} at UniProt")
        for accession in dict.fromkeys(match[1] for match in matches if match)
    ]


def compound_links(inchikey: str, component: str = "") -> list[Link]:
    """Links of a compound: PubChem and ChEMBL by its InChIKey, the archive's description of its component.

    Parameters
    ----------
    inchikey
        Of the compound; empty where it is not known.
    component
        Its component id; empty where there is none.

    Returns
    -------
    list of Link
        None to the archive for components that stand for any compound, such as UNL.
    """
    links = []
    if INCHIKEY.fullmatch(inchikey):
        links += [
            Link("PubChem", f"https://pubchem.ncbi.nlm.nih.gov/compound/{inchikey}",
                 f"the compound {inchikey} at PubChem"),
            Link("ChEMBL", f"https://www.ebi.ac.uk/chembl/g/#search_results/all/query={inchikey}",
                 f"what ChEMBL has of {inchikey}"),
        ]  # fmt: skip
    if COMPONENT.fullmatch(component) and component not in UNKNOWN_COMPONENTS:
        links.append(
            Link("PDB component", f"https://www.rcsb.org/ligand/{component}",
                 f"the component {component} of the Protein Data Bank, with the entries that have it")
        )  # fmt: skip
    return links
