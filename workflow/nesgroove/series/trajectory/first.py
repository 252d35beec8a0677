"""The first frame of a trajectory: who is who in it, which holds for all the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from nesgroove.errors import ConfigError, IdentifyError, NesgrooveError, ReadError
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.from_mdanalysis import heavy_rows, structure_from_universe
from nesgroove.io.trajectory.opened import STEP, Dimensions, Universe, quiet, select
from nesgroove.io.trajectory.system import WATER, box_of, heavy
from nesgroove.model.complex import Complex, Molecule, Occupant, near_pockets
from nesgroove.model.structure import FloatArray, IntArray, SourceKind, Structure
from nesgroove.series.trajectory.mended import Mending
from nesgroove.series.trajectory.warhead import Warhead
from nesgroove.series.trajectory.whole import tree_of


@dataclass(frozen=True)
class Chosen:
    """What the user says of the system.

    Attributes
    ----------
    entry : str
        Name of the entry.
    source : str
        What it is.
    complex : str
        Which copy of XPO1 is followed, by its chain or id; empty for the first with an occupant.
    cargo, inhibitor : str
        MDAnalysis selections of occupants that are not found by themselves.
    reacting : str
        Name of the atom that reacts.
    """

    entry: str
    source: SourceKind = "modelled"
    complex: str = ""
    cargo: str = ""
    inhibitor: str = ""
    reacting: str = ""


@dataclass(frozen=True)
class First:
    """The system as its first frame shows it.

    Attributes
    ----------
    complex : Complex
        The copy of XPO1 that is followed.
    others : tuple of str
        Ids of the copies that are not.
    rows : ndarray of int, shape (n,)
        Rows of the trajectory's atoms that the structure has, in its order.
    heavy_atoms : int
        Of the whole system, with its water.
    mending : Mending
        How molecules are put together.
    warhead : Warhead or None
    waters : int
        Molecules of water that are left out.
    """

    complex: Complex
    others: tuple[str, ...]
    rows: IntArray
    heavy_atoms: int
    mending: Mending
    warhead: Warhead | None
    waters: int


def identify_first(
    universe: Universe,
    xyz: FloatArray,
    dimensions: Dimensions,
    chosen: Chosen,
) -> First:
    """Find XPO1 and what is in its groove in a frame.

    Parameters
    ----------
    universe : MDAnalysis.Universe
        The topology.
    xyz, dimensions
        Coordinates of all its atoms, shape (n, 3), A, and the box as MDAnalysis gives it.
    chosen
        What the user says.

    Returns
    -------
    First
        Without a warhead, which is looked for when all occupants are known.

    Raises
    ------
    NesgrooveError
        Molecules are broken and there is no box to mend them with; there is no XPO1, or its groove is not there; what
        the user says fits nothing.
    """
    is_heavy = heavy(universe)
    box = box_of(dimensions, int(is_heavy.sum()))
    with quiet():
        water = np.zeros(len(universe.atoms), dtype=bool)
        water[universe.select_atoms(WATER).ix] = True
    kept = np.flatnonzero(is_heavy & ~water)
    if not len(kept):
        raise ReadError("there are no heavy atoms in it but water's", file=chosen.entry, step=STEP)
    whole = xyz[kept]
    residue = universe.atoms.resindices[kept]
    if box is not None:
        whole = tree_of(whole, residue, _chains(universe), box, _bonds(universe, kept)).whole(whole, box)
    structure, rows = _structure(universe, kept, whole, chosen)
    complexes, failures = find_complexes(structure)
    if not complexes:
        raise failures[0] if box is not None else _perhaps_broken(failures[0])
    complex_ = _with_given(_the_one(complexes, chosen), structure, universe, rows, chosen)
    mending = Mending.of(complex_, xyz[rows], universe.atoms.resindices[rows], _chains(universe), box,
                         _bonds(universe, rows))  # fmt: skip
    others = tuple(other.id for other in complexes if other.id != complex_.id)
    waters = len(np.unique(universe.atoms.resindices[water]))
    return First(complex_, others, rows, int(is_heavy.sum()), mending, None, waters)


def _structure(universe: Universe, kept: IntArray, xyz: FloatArray, chosen: Chosen) -> tuple[Structure, IntArray]:
    """Make the structure of some atoms of a universe, and say which rows it has."""
    import MDAnalysis

    with quiet():
        part = MDAnalysis.Merge(universe.atoms[kept])
        part.load_new(xyz.astype(np.float32)[None])  # a PSF or PRMTOP has no coordinates that could be set
        structure = structure_from_universe(part, entry=chosen.entry, source_kind=chosen.source)
        own = heavy_rows(part)
    return structure, kept[own]


def _chains(universe: Universe) -> list[str]:
    """Chain of each residue of the topology, as the structure has it."""
    segments = [str(segment).strip() for segment in universe.residues.segids]
    if not hasattr(universe.atoms, "chainIDs"):
        return segments
    first = np.array([atoms[0] for atoms in universe.residues.indices])
    ids = universe.atoms.chainIDs[first]
    return [str(own).strip() or segment for own, segment in zip(ids, segments, strict=True)]


def _bonds(universe: Universe, kept: IntArray) -> IntArray:
    """Bonds of the topology between some of its atoms, by their places among these, shape (m, 2)."""
    if not hasattr(universe, "bonds"):
        return np.empty((0, 2), dtype=np.intp)
    place = np.full(len(universe.atoms), -1, dtype=np.intp)
    place[kept] = np.arange(len(kept))
    pairs = place[universe.bonds.indices]
    return np.asarray(pairs[(pairs >= 0).all(axis=1)])


def _perhaps_broken(error: IdentifyError) -> NesgrooveError:
    return IdentifyError(
        error.message, file=error.file,
        remedy=f"{error.remedy}; the frames have no box, without which molecules that lie across its edge cannot be "
        "put together: give a trajectory with its box, or one with whole molecules (gmx trjconv -pbc whole)",
    )  # fmt: skip


def _the_one(complexes: Sequence[Complex], chosen: Chosen) -> Complex:
    if not chosen.complex:
        return next((complex_ for complex_ in complexes if complex_.occupants), complexes[0])
    for complex_ in complexes:
        if chosen.complex in (complex_.id, complex_.chain.name):
            return complex_
    raise ConfigError(
        f"there is no XPO1 {chosen.complex!r}", step=STEP,
        remedy=f"Its copies are {', '.join(complex_.chain.name for complex_ in complexes)}",
    )  # fmt: skip


def _with_given(
    complex_: Complex,
    structure: Structure,
    universe: Universe,
    rows: IntArray,
    chosen: Chosen,
) -> Complex:
    """Give a complex the occupants that the user names, in place of those that were found of that kind."""
    kinds: tuple[tuple[Literal["cargo", "inhibitor"], str], ...] = (
        ("cargo", chosen.cargo), ("inhibitor", chosen.inhibitor),
    )  # fmt: skip
    for kind, text in kinds:
        if text:
            atoms = np.flatnonzero(np.isin(rows, select(universe, text, f"--{kind}").ix))
            residues = tuple(dict.fromkeys(structure.atoms.residue[atoms].tolist()))
            complex_ = _with_occupant(complex_, structure, kind, residues, text)
    return complex_


def _with_occupant(
    complex_: Complex, structure: Structure, kind: Literal["cargo", "inhibitor"], residues: tuple[int, ...], text: str
) -> Complex:
    if not residues or set(residues) & set(complex_.receptor_residues):
        what = "selects parts of XPO1" if residues else "selects nothing but hydrogens and water"
        raise ConfigError(f"--{kind} {text!r} {what}", step=STEP, remedy="Select what lies in the groove, and no more")
    taken = set(residues)
    first, last = structure.residues[residues[0]], structure.residues[residues[-1]]
    name = first.label if kind == "inhibitor" else first.auth_chain
    if kind == "cargo" and any(r.auth_chain == name for r in structure.residues if r.index not in taken):
        name = f"{name}:{first.number}-{last.number}"
    near = len(near_pockets(complex_.frame, structure.atoms.xyz[structure.atom_indices(residues)]))
    own = Occupant(kind, name, residues, near)
    beside = [o for o in complex_.occupants if o.kind != kind and not taken & set(o.residues)]
    molecules = [m for m in complex_.molecules if m.role != kind and not taken & set(m.residues)]
    molecule = Molecule(name, kind, residues, None, near)
    return replace(
        complex_, molecules=(*molecules, molecule),
        occupants=tuple(sorted([own, *beside], key=lambda o: (-o.atoms_near_pockets, o.name))),
    )  # fmt: skip


def name_of(path: Path) -> str:
    """Name the entry of a topology: its file's name without what says its format."""
    from nesgroove.io.run_names import named_files

    return named_files([path])[0].entry
