"""What a file calls its chains and components, and the UniProt accessions that it gives them.

mmCIF describes entities (``_entity.pdbx_description``), with their database (``_struct_ref``), and components
(``_chem_comp.name``); PDB files have COMPND, DBREF and HETNAM.
"""

from __future__ import annotations

import re
from typing import Final

import gemmi

from nesgroove.io.organism import specifications
from nesgroove.model.named import ACCESSION, ISOFORM, Described
from nesgroove.model.plain_text import clipped, shown

PROTEIN: Final = re.compile(ACCESSION + ISOFORM)

UNIPROT: Final = ("UNP", "UNIPROT", "SWS", "SP", "SWISSPROT")
"""How files name the database; ``SWS`` in entries of before 2004."""

NO_DESCRIPTION: Final = re.compile(
    r"([?.\-]*|(model )?sub-?unit\W*\d*|(poly)?peptides?|proteins?|polymers?|entity\W*\d*|molecules?\W*\d*|"
    r"(protein )?chains?\W*\w{0,2}|uncharacterized protein|hypothetical protein|unknown|unnamed|none|cargo|nes|"
    r"mol_id\W*\d*)(\s*\(?\w{0,2}\)?)?",
    re.IGNORECASE,
)
"""What programs write where nobody described a chain; it names nothing."""


LOUD: Final = re.compile(r"\b[A-Z]{5,}\b")
"""Words of descriptions in capitals, as older entries have them; what is shorter is an abbreviation: CRM1, NES, DNA."""


LONGEST: Final = 200
"""Of a description, characters; those of the archive's entities stay below 200 but for lists of synonyms."""


def described_in_block(block: gemmi.cif.Block, structure: gemmi.Structure) -> Described:
    """Read what an mmCIF block calls its chains and components.

    Parameters
    ----------
    block
        The block.
    structure
        What gemmi made of it.

    Returns
    -------
    Described
        By the author's chain id.
    """
    words = {row.str(0): _words(row.str(1)) for row in block.find("_entity.", ["id", "pdbx_description"])}
    accessions: dict[str, list[str]] = {}
    for row in block.find("_struct_ref.", ["entity_id", "db_name", "pdbx_db_accession"]):
        if row.str(1).upper() in UNIPROT and PROTEIN.fullmatch(row.str(2)):
            accessions.setdefault(row.str(0), []).append(row.str(2))
    entity_of = {name: entity.name for entity in structure.entities for name in entity.subchains}
    chains: dict[str, str] = {}
    uniprot: dict[str, str] = {}
    for chain in structure[0] if len(structure) else ():
        entities = {entity_of.get(residue.subchain, "") for residue in chain.get_polymer()}
        for entity in sorted(entities):
            if words.get(entity):
                chains.setdefault(chain.name, words[entity])
            if entity in accessions:
                uniprot.setdefault(chain.name, " ".join(dict.fromkeys(accessions[entity])))
    components = {row.str(0): _words(row.str(1)) for row in block.find("_chem_comp.", ["id", "name"])}
    return Described(chains, uniprot, {name: text for name, text in components.items() if text})


def described_in_header(text: str) -> Described:
    """Read what the header of a PDB file calls its chains and components.

    Parameters
    ----------
    text
        The file, or its header.

    Returns
    -------
    Described
        By chain id.
    """
    chains_of: dict[str, list[str]] = {}
    molecule_words: dict[str, str] = {}
    for molecule, key, value in specifications(text, "COMPND"):
        if key == "CHAIN":
            chains_of[molecule] = [name.strip() for name in value.split(",")]
        elif key == "MOLECULE":
            molecule_words[molecule] = _words(value)
    chains = {
        chain: molecule_words[molecule]
        for molecule, names in chains_of.items() if molecule_words.get(molecule)
        for chain in names
    }  # fmt: skip
    uniprot: dict[str, list[str]] = {}
    components: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith(("ATOM", "HETATM")):
            break
        accession = line[33:41].strip()
        if line.startswith("DBREF ") and line[26:32].strip() in UNIPROT and PROTEIN.fullmatch(accession):
            uniprot.setdefault(line[12:13].strip(), []).append(accession)
        elif line.startswith("HETNAM"):
            name = line[11:14].strip()
            components[name] = components.get(name, "") + line[15:70].strip()
    return Described(
        chains,
        {chain: " ".join(dict.fromkeys(names)) for chain, names in uniprot.items()},
        {name: words for name, text in components.items() if (words := _words(text))},
    )


def _words(text: str) -> str:
    """A description as one line, cut; nothing where it says nothing. Words of capitals become small letters."""
    words = " ".join(shown(text).split()).strip(" ;,")
    if NO_DESCRIPTION.fullmatch(words):
        return ""
    words = words.replace(";", ",").replace("~{", "{")
    if words.isupper() and LOUD.search(words):
        words = LOUD.sub(lambda word: word[0].lower(), words)
        words = words[:1].upper() + words[1:]
    return clipped(words, LONGEST)
