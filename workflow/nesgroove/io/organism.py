"""The species that a file names for its chains."""

from __future__ import annotations

import re
from collections.abc import Iterable

import gemmi

SOURCES = (
    ("_entity_src_gen.", "entity_id", "pdbx_gene_src_scientific_name"),
    ("_entity_src_nat.", "entity_id", "pdbx_organism_scientific"),
    ("_pdbx_entity_src_syn.", "entity_id", "organism_scientific"),
    ("_ma_target_ref_db_details.", "target_entity_id", "organism_scientific"),
)
"""Categories of mmCIF that name species: genetically made, natural, synthetic, and the target of a prediction."""


def organisms_of_cif(block: gemmi.cif.Block) -> dict[str, str]:
    """Read the species of each entity of an mmCIF block.

    Parameters
    ----------
    block
        The block.

    Returns
    -------
    dict of str to str
        Species by entity; those of a chimera are parted by semicolons.
    """
    named: dict[str, list[str]] = {}
    for category, entity, name in SOURCES:
        for row in block.find(category, [entity, name]):
            named.setdefault(row.str(0), []).append(species_name(row.str(1)))
    return _joined(named.items())


def organisms_of_pdb(text: str) -> dict[str, str]:
    """Read the species of each chain of a PDB file from its COMPND and SOURCE records.

    Parameters
    ----------
    text
        The file.

    Returns
    -------
    dict of str to str
        Species by chain; those of a chimera are parted by semicolons.
    """
    chains: dict[str, list[str]] = {}
    for molecule, key, value in specifications(text, "COMPND"):
        if key == "CHAIN":
            chains[molecule] = [name.strip() for name in value.split(",")]
    named: dict[str, list[str]] = {}
    for molecule, key, value in specifications(text, "SOURCE"):
        if key == "ORGANISM_SCIENTIFIC":
            for chain in chains.get(molecule, ()):
                named.setdefault(chain, []).extend(species_name(part) for part in value.split(","))
    return _joined(named.items())


def species_name(written: str) -> str:
    """Write a species as its two words: ``SACCHAROMYCES CEREVISIAE (STRAIN S288C)`` is ``Saccharomyces cerevisiae``.

    Parameters
    ----------
    written
        As a file has it: in capitals, with a strain behind it.

    Returns
    -------
    str
        Genus and species, a subspecies in small letters with them; empty where the file means none.
    """
    words = re.sub(r"[(\[].*", "", written).split()
    if not words or words[0].casefold() in ("?", ".", "synthetic", "unidentified", "unknown", "artificial", "other"):
        return ""
    if not all(word.isupper() for word in words):
        # What stands behind genus and species in capitals or figures is a strain.
        words = [word for i, word in enumerate(words) if i < 2 or (word.islower() and word.isalpha())]
    else:
        words = words[:3] if words[:2] == ["CANIS", "LUPUS"] else words[:2]
    return " ".join([words[0].capitalize(), *(word.lower() for word in words[1:])])


def _joined(named: Iterable[tuple[str, list[str]]]) -> dict[str, str]:
    return {key: "; ".join(dict.fromkeys(filter(None, names))) for key, names in named}


def specifications(text: str, record: str) -> list[tuple[str, str, str]]:
    """Read the records COMPND or SOURCE, whose values run over lines until a semicolon.

    Parameters
    ----------
    text
        The file, or its header.
    record
        ``COMPND`` or ``SOURCE``.

    Returns
    -------
    list of (str, str, str)
        Molecule, key and value.
    """
    lines = []
    for line in text.splitlines():
        if line.startswith(("ATOM", "HETATM")):
            break
        if line.startswith(record):
            lines.append(line[10:80].strip())
    rows = []
    molecule = ""
    for specification in " ".join(lines).split(";"):
        key, _, value = (part.strip() for part in specification.partition(":"))
        if key == "MOL_ID":
            molecule = value
        elif key:
            rows.append((molecule, key, value))
    return rows
