"""Atoms, residues and chains of what gemmi read, as columns and records of :mod:`nesgroove.io.source_atoms`."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import Any, Final

import gemmi
import numpy as np
import numpy.typing as npt

from nesgroove.io.assemble import one_letter_code
from nesgroove.io.source_atoms import SourceAtoms, SourceChain, SourceResidue

ASCII: Final = 128
"""Bytes from here on are parts of characters."""


def from_gemmi(structure: gemmi.Structure, organisms: Mapping[str, str]) -> tuple[SourceAtoms, list[SourceChain]]:
    """Lay out the first model of a structure.

    Parameters
    ----------
    structure
        As gemmi read it.
    organisms
        Species by the name of the entity (mmCIF) or by chain id (PDB).

    Returns
    -------
    atoms : SourceAtoms
        Of all chains and residues, in their order; hydrogens and alternate locations included.
    chains : list of SourceChain
        Empty, as the columns are, where the structure has no model.
    """
    if not len(structure):
        nothing: npt.NDArray[np.str_] = np.empty(0, "U1")
        return SourceAtoms(np.empty((0, 3)), nothing, nothing, nothing, np.empty(0), np.empty(0)), []
    flat, names = _flat(structure)
    return _atoms(flat, names), _chains(structure, flat, organisms)


def _flat(structure: gemmi.Structure) -> tuple[Any, npt.NDArray[np.str_]]:
    """Atoms as gemmi's columns, and their names; the columns refuse names of eight characters and more of any kind."""
    try:
        flat: Any = gemmi.FlatStructure(structure)
    except RuntimeError:
        bare = structure.clone()
        for number, chain in enumerate(bare[0]):
            chain.name = str(number)  # all names are taken from the structure itself
            for residue in chain:
                residue.name = residue.subchain = ""
                for atom in residue:
                    atom.name = ""
        return gemmi.FlatStructure(bare), _names(structure)
    names = flat.atom_names.view(np.uint8)
    return flat, _names(structure) if (names >= ASCII).any() else _text(names)


def _names(structure: gemmi.Structure) -> npt.NDArray[np.str_]:
    return np.array([atom.name for chain in structure[0] for residue in chain for atom in residue], dtype=np.str_)


def _text(characters: npt.NDArray[np.uint8]) -> npt.NDArray[np.str_]:
    """Make strings of ASCII bytes, one row for each, with nulls behind shorter ones."""
    used = np.flatnonzero(characters.any(axis=0))
    width = int(used[-1]) + 1 if len(used) else 1
    return characters[:, :width].astype(np.uint32).view(f"U{width}").ravel()


def _atoms(flat: Any, names: npt.NDArray[np.str_]) -> SourceAtoms:  # noqa: ANN401 (it has no type stub)
    elements = np.ascontiguousarray(flat.element_names).view(np.uint8).reshape(len(names), -1)
    return SourceAtoms(
        xyz=np.array(flat.pos, dtype=np.float64).reshape(-1, 3),
        name=names,
        element=_text(np.where(elements >= ord("a"), elements - 32, elements)) if len(names) else names,
        altloc=np.ascontiguousarray(flat.altlocs).view("S1").astype(np.str_),
        # gemmi has single precision; the digits of the file are enough.
        occupancy=flat.occ.astype(np.float64).round(4),
        b_factor=flat.b_iso.astype(np.float64).round(4),
    )


def _chains(
    structure: gemmi.Structure, flat: Any, organisms: Mapping[str, str]  # noqa: ANN401
) -> list[SourceChain]:  # fmt: skip
    chains = []
    # Numbers by atom, of which the first of each residue has its own; 0 where a residue has none.
    numbers = np.where(flat.resnums == np.iinfo(np.int32).min, 0, flat.resnums).tolist()
    codes = flat.icodes.tobytes().decode("latin-1")
    hetero = (flat.het_flags == ord("H")).tolist()
    by_chain = structure.input_format == gemmi.CoorFormat.Pdb
    start = 0
    for chain in structure[0]:
        # One kind of id after the other: through a list of residues that is several times as fast as all of each.
        own = list(chain)
        labels = [residue.subchain for residue in own]
        if by_chain:
            segments = [residue.segment for residue in own]
        else:
            made = f"{chain.name}x"
            segments = ["" if label.startswith(made) else label for label in labels]
        stops = list(accumulate(map(len, own), initial=start))
        residues = map(
            SourceResidue,
            [residue.name for residue in own],
            [numbers[row] for row in stops[:-1]],
            [codes[row].strip() for row in stops[:-1]],
            labels,
            [residue.label_seq for residue in own],
            map(range, stops, stops[1:]),
            segments,
            [hetero[row] for row in stops[:-1]],
        )
        start = stops[-1]
        entity = structure.get_entity_of(chain.get_polymer())
        organism = organisms.get(chain.name if by_chain else entity.name if entity else "", "")
        chains.append(SourceChain(chain.name, list(residues), _declared(entity), organism))
    return chains


def _declared(entity: gemmi.Entity | None) -> str:
    if entity is None or not entity.full_sequence:
        return ""
    return "".join(one_letter_code(name.split(",")[0]) for name in entity.full_sequence)
