"""Poses in PDB and mmCIF files: the one compound of each model, with or without the receptor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import gemmi
import numpy as np

from nesgroove.chem.components import additives
from nesgroove.chem.elements import KNOWN, element_by_name
from nesgroove.chem.perceive import bonded_pairs
from nesgroove.io.given import marked_absent_pdb
from nesgroove.io.polymers import is_water
from nesgroove.io.poses.atoms import Part, RawAtom, ResidueId
from nesgroove.io.poses.molecule import LARGEST, UnreadableError
from nesgroove.io.poses.pdbqt import PAIRED, SPOKEN, TITLE
from nesgroove.model.plain_text import first_few

SMALLEST: Final = 6
"""Heavy atoms from which on a residue beside a receptor may be the pose: below are ions, solvents and buffers."""

SHOWN: Final = 4
"""Names that a message lists."""


@dataclass
class ModelText:
    """A model of a PDB file as text.

    Attributes
    ----------
    lines : list of str
        Atoms and bonds.
    title : str
    properties : dict of str to str
    ended : bool
        Whether its end is there.
    """

    lines: list[str] = field(default_factory=list)
    title: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    ended: bool = False


def pdb_models(text: str) -> Iterator[ModelText]:
    """Part a PDB file into models.

    Parameters
    ----------
    text
        The file. Ligands alone may follow each other with END between them, as Open Babel writes them.

    Yields
    ------
    ModelText
        Those that have atoms.
    """
    several = re.search(r"^MODEL\b", text, re.MULTILINE) is not None
    model, name = ModelText(), ""
    for line in text.split("\n"):
        record = line[:6].rstrip()
        if record == "MODEL":
            if _has_atoms(model):
                yield model
            model = ModelText(title=name)
        elif record == "ENDMDL" or (record == "END" and not several):
            model.ended = True
            if _has_atoms(model):
                yield model
            model = ModelText(title=name)
        elif record in ("COMPND", "REMARK"):
            _take_remark(model, line)
        elif record in ("ATOM", "HETATM", "TER", "CONECT"):
            model.lines.append(line)
    if _has_atoms(model):
        model.ended = model.ended or not several
        yield model


def _has_atoms(model: ModelText) -> bool:
    return any(line.startswith(("ATOM", "HETATM")) for line in model.lines)


def _take_remark(model: ModelText, line: str) -> None:
    if match := TITLE.match(line):
        model.title = match["name"]
    elif line.startswith("COMPND") and ":" not in line:
        # Open Babel's title; that of the archive has its keys with colons.
        model.title = model.title or line[10:].strip()
    elif match := PAIRED.match(line) or SPOKEN.match(line):
        model.properties.setdefault(match["what"], match["value"].strip())


def pdb_part(model: ModelText) -> Part:
    """Find the pose in a model of a PDB file.

    Parameters
    ----------
    model
        As :func:`pdb_models` gives it.

    Returns
    -------
    Part
        Its atoms.

    Raises
    ------
    UnreadableError
        There is no compound, or more than one may be meant.
    """
    lines = [line for line in model.lines if line.startswith(("ATOM", "HETATM"))]
    # Columns are counted in characters here and in bytes there.
    rows = [line.encode("ascii", "replace").decode() for line in lines]
    text = marked_absent_pdb("\n".join([*rows, ""]), rows)
    try:
        structure = gemmi.read_pdb_string(text)
    except (RuntimeError, ValueError) as error:
        raise UnreadableError(f"its atoms cannot be read ({error})", "Write the pose again") from error
    if not len(structure):
        raise UnreadableError("it has no atoms", "Write the pose again")
    return _the_compound(structure[0])


def cif_parts(text: str) -> Iterator[tuple[str, Part | UnreadableError]]:
    """Find the pose in each model of an mmCIF file.

    Parameters
    ----------
    text
        The file; blocks without atoms are passed over.

    Yields
    ------
    (str, Part or UnreadableError)
        The name of the block, and the atoms of the pose or why there is none.
    """
    try:
        document = gemmi.cif.read_string(text)
    except (RuntimeError, ValueError) as error:
        yield "", UnreadableError(f"it is no mmCIF ({error})", "Write the poses again")
        return
    for block in document:
        if not block.find_loop("_atom_site.Cartn_x") and not block.find_pair("_atom_site.Cartn_x"):
            continue
        try:
            structure = gemmi.make_structure_from_block(block)
        except (RuntimeError, ValueError) as error:
            yield block.name, UnreadableError(f"its atoms cannot be read ({error})", "Write the pose again")
            continue
        for model in structure:
            try:
                yield block.name, _the_compound(model)
            except UnreadableError as error:
                yield block.name, error


def _the_compound(model: gemmi.Model) -> Part:
    """The one residue that may be the pose."""
    residues = [(chain.name, residue) for chain in model for residue in chain if not is_water(residue.name)]
    parts = [_part(chain, residue) for chain, residue in residues]
    if len(parts) == 1 and not _of_polymer(parts[0]):
        return parts[0]
    known = set(additives())
    compounds = [
        part for part in parts
        if len(part.heavy) >= SMALLEST and not _of_polymer(part) and part.residue.name not in known
    ]  # fmt: skip
    together = Part(atoms=[atom for part in parts for atom in part.atoms])
    if not compounds and len(parts) > 1 and len(together.heavy) <= LARGEST and _is_one_molecule(together):
        return together  # a peptide, or a compound that is written as several residues
    if len(compounds) != 1:
        names = [f"{part.residue.name}:{part.residue.chain}:{part.residue.number}" for part in compounds]
        raise UnreadableError(
            f"which molecule is the pose cannot be told: {first_few(names, SHOWN)}" if names else "it has no compound",
            "Give the poses of the ligand alone",
        )
    return compounds[0]


def _is_one_molecule(part: Part) -> bool:
    """Whether bonds by distance hold all heavy atoms together."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    elements = [part.atoms[i].element for i in part.heavy]
    if not np.isfinite(part.xyz(part.heavy)).all():
        return False
    pairs = np.array(sorted(bonded_pairs(elements, part.xyz(part.heavy)))).reshape(-1, 2)
    if not elements or not len(pairs):
        return False
    ends = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(elements), len(elements)))
    return int(connected_components(ends, directed=False)[0]) == 1


def _of_polymer(part: Part) -> bool:
    info = gemmi.find_tabulated_residue(part.residue.name)
    # A cysteine with a compound on it has more atoms than any amino acid.
    return (info.is_amino_acid() or info.is_nucleic_acid() or bool(part.residue.amino_acid)) and not _is_adduct(part)


def _is_adduct(part: Part) -> bool:
    return bool(part.residue.amino_acid) and len(part.heavy) >= LARGEST_AMINO_ACID + SMALLEST


LARGEST_AMINO_ACID: Final = 15
"""Heavy atoms of tryptophan at the end of a chain."""


def _part(chain: str, residue: gemmi.Residue) -> Part:
    atoms = []
    kept = next((atom.altloc for atom in residue if atom.altloc != "\0"), "\0")
    for atom in residue:
        if atom.altloc not in ("\0", kept):
            continue
        given = atom.element.name.upper()
        named = element_by_name("UNL", atom.name, "ligand", given)
        element = given if given in KNOWN else named
        xyz = (atom.pos.x, atom.pos.y, atom.pos.z)
        atoms.append(RawAtom(atom.name, "H" if element == "D" else element or "*", xyz))
    icode = residue.seqid.icode.strip()
    return Part(residue=ResidueId(residue.name, chain, residue.seqid.num, icode), atoms=atoms)
