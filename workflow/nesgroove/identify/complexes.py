"""Complexes: each XPO1 copy of an entry with what is bound to it, in its own groove frame.

Roles follow from sequence and place alone. What lies in the groove is told by its atoms near the pocket
centres of the groove frame: a chain that lies there is a cargo (the export signal of RanBP1 too), a ligand
that is no crystallisation additive is an inhibitor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from scipy.spatial import cKDTree

from nesgroove.chem.components import additives, nucleotide_states
from nesgroove.errors import IdentifyError
from nesgroove.identify.recognise import Recognition, human_positions, recognise
from nesgroove.model.frame import GrooveFrame, groove_frame
from nesgroove.model.structure import Chain, FloatArray, IntArray, Residue, Structure
from nesgroove.model.target import XPO1

Role = Literal["xpo1", "ran", "ranbp", "cargo", "inhibitor", "nucleotide", "additive", "other"]

POCKET_REACH = 5.0
"""An atom within this distance (A) of a pocket's centre counts as near the pocket. Neighbouring centres are
5 to 7 A apart, so that the spheres cover the groove's floor between P0 and P4 and not its rims."""

MIN_CARGO_ATOMS = 8
"""Atoms near the pockets that make a chain a cargo: less than one anchor residue and its neighbours. Export
signals have 50 to 90; a side chain that grazes the groove has fewer."""

MIN_INHIBITOR_ATOMS = 4
"""The same for a ligand: more than a glycerol that grazes P0 (2 atoms in 4HB2), fewer than any inhibitor (21
and more)."""

INTERFACE_REACH = 5.0
"""Chains with heavy atoms this close (A) touch."""

MIN_INTERFACE_ATOMS = 20
"""Atoms of a chain within reach of XPO1 that make it a partner of that copy: Ran has some 200, crystal
neighbours often fewer than ten."""

NUCLEOTIDE_REACH = 4.0
"""A nucleotide with an atom this close (A) to Ran is bound to it."""

BOND_RANGE = (1.5, 2.2)
"""Lengths (A) taken for a bond at the sulphur or oxygen of residue 528. C-S single bonds are 1.81 A (Allen et
al. 1987, doi:10.1039/P298700000S1); coordinates of 2-3 A resolution scatter by 0.1-0.2 A around it, and the
shortest C...S contacts without a bond start near 3.0 A."""


@dataclass(frozen=True)
class Occupant:
    """A cargo or an inhibitor in the groove.

    Attributes
    ----------
    kind : {'cargo', 'inhibitor'}
    name : str
        Chain id of a cargo; component, chain and number of an inhibitor.
    residues : tuple of int
        Its residues: of a cargo the whole chain, of an inhibitor one ligand.
    atoms_near_pockets : int
        Heavy atoms within :data:`POCKET_REACH` of a pocket centre.
    """

    kind: Literal["cargo", "inhibitor"]
    name: str
    residues: tuple[int, ...]
    atoms_near_pockets: int


@dataclass(frozen=True)
class Molecule:
    """A chain or ligand with its role in a complex."""

    name: str
    role: Role
    residues: tuple[int, ...]
    recognition: Recognition | None = None
    atoms_near_pockets: int = 0


@dataclass(frozen=True)
class Complex:
    """One XPO1 copy and what is bound to it.

    Attributes
    ----------
    structure : Structure
    chain : Chain
        XPO1.
    recognition : Recognition
        Which species' XPO1 it is, with mutations and deletions.
    residue_at : dict of int to int
        Position -> residue index.
    frame : GrooveFrame
    molecules : tuple of Molecule
        Everything bound, XPO1 included, waters excluded.
    occupants : tuple of Occupant
        What is in the groove, the one with most atoms there first.
    notes : tuple of str
        What a reader has to know about how roles were found.
    """

    structure: Structure
    chain: Chain
    recognition: Recognition
    residue_at: dict[int, int]
    frame: GrooveFrame
    molecules: tuple[Molecule, ...]
    occupants: tuple[Occupant, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def id(self) -> str:
        """Entry and chain: ``3gjx-D``."""
        return f"{self.structure.entry}-{self.chain.name}"

    @property
    def position_of(self) -> dict[int, int]:
        """Residue index -> position."""
        return {index: position for position, index in self.residue_at.items()}

    def with_role(self, role: Role) -> list[Molecule]:
        """Molecules that play a role."""
        return [molecule for molecule in self.molecules if molecule.role == role]

    def atom_at(self, position: int, name: str) -> int | None:
        """Index of an atom of the residue at a position, None where residue or atom are not in the file."""
        residue = self.residue_at.get(position)
        return None if residue is None else self.structure.atom_of(residue, name)


def find_complexes(structure: Structure) -> tuple[list[Complex], list[IdentifyError]]:
    """Find all complexes of a structure.

    Parameters
    ----------
    structure
        One entry.

    Returns
    -------
    complexes : list of Complex
        In the order of the XPO1 chains in the file.
    failures : list of IdentifyError
        One for each XPO1 chain whose groove is not in the file, or a single one where there is no XPO1.
    """
    recognised = {chain.name: recognise(structure, chain) for chain in structure.chains}
    copies = [c for c in structure.chains if (r := recognised[c.name]) is not None and r.kind == "xpo1"]
    if not copies:
        others = ", ".join(f"{c.name} {_describe(recognised[c.name], len(c.residues))}" for c in structure.chains)
        return [], [
            IdentifyError(
                f"no chain is XPO1 (chains: {others or 'none'})",
                file=structure.entry,
                remedy="Leave the entry out, or check that it is the right one",
            )
        ]
    placed: list[tuple[Chain, Recognition, dict[int, int], GrooveFrame]] = []
    failures = []
    for chain in copies:
        recognition = recognised[chain.name]
        assert recognition is not None
        to_human = human_positions(recognition.reference)
        residue_at = {to_human[n]: i for i, n in recognition.number_of.items() if n in to_human}
        try:
            frame = groove_frame(_c_alphas(structure, residue_at))
        except IdentifyError as error:
            covered = f"{min(residue_at)}-{max(residue_at)}" if residue_at else "none"
            failures.append(
                IdentifyError(
                    f"XPO1 chain {chain.name} covers positions {covered}: {error.message}",
                    file=f"{structure.entry}-{chain.name}",
                    remedy=error.remedy,
                )
            )
            continue
        placed.append((chain, recognition, residue_at, frame))
    partners = _partners(structure, [p[0] for p in placed], recognised)
    complexes = [_complex(structure, *copy, recognised, partners, number_of_copies=len(placed)) for copy in placed]
    return complexes, failures


def near_pockets(frame: GrooveFrame, xyz: FloatArray) -> IntArray:
    """Tell which coordinates, shape (n, 3) in the file's frame, lie near a pocket.

    Returns
    -------
    ndarray of int
        Indices of those within :data:`POCKET_REACH` of a pocket centre.
    """
    distance = np.linalg.norm(frame.to_frame(xyz)[:, None, :] - XPO1.centres[None], axis=2)
    return np.flatnonzero(distance.min(axis=1) < POCKET_REACH) if len(xyz) else np.empty(0, np.intp)


def bonds_at_site(structure: Structure, residue_at: Mapping[int, int]) -> list[tuple[int, int, float, bool, bool]]:
    """List bonds between the side chain at position 528 and atoms outside the protein.

    Returns
    -------
    list of (site atom, other atom, length in A, recorded in the file, found by distance)
        Sorted by length.
    """
    site = residue_at.get(XPO1.cysteine)
    if site is None:
        return []
    record = structure.residues[site]
    recorded: dict[tuple[int, int], float] = {}
    for bond in structure.bonds:
        for here, there in ((bond.first, bond.second), (bond.second, bond.first)):
            outside = structure.residues[structure.atoms.residue[there]].kind != "polymer"
            if record.start <= here < record.stop and outside:
                recorded[here, there] = bond.length
    sulphur = next((a for a in (structure.atom_of(site, n) for n in ("SG", "OG", "OG1")) if a is not None), None)
    close: dict[tuple[int, int], float] = {}
    if sulphur is not None:
        distance = np.linalg.norm(structure.atoms.xyz - structure.atoms.xyz[sulphur], axis=1)
        for there in np.flatnonzero((distance >= BOND_RANGE[0]) & (distance <= BOND_RANGE[1])).tolist():
            other = structure.residues[structure.atoms.residue[there]]
            if other.kind == "ligand" and additives().get(other.component) != "ion":
                close[sulphur, there] = float(distance[there])
    return sorted(
        (
            (here, there, (recorded | close)[here, there], (here, there) in recorded, (here, there) in close)
            for here, there in recorded | close
        ),
        key=lambda bond: bond[2],
    )


def groove_coverage(residue_at: Mapping[int, int]) -> tuple[int, int]:
    """Count the groove's positions (first to last helix) that are in the file, and how many there are."""
    first, last = XPO1.helices["H11A"][0], XPO1.helices["H12B"][1]
    return sum(p in residue_at for p in range(first, last + 1)), last - first + 1


def _describe(recognition: Recognition | None, residues: int) -> str:
    return recognition.reference.key if recognition else f"{residues} residues, not recognised"


def _c_alphas(structure: Structure, residue_at: Mapping[int, int]) -> dict[int, FloatArray]:
    first, last = XPO1.helices["H11A"][0], XPO1.helices["H12B"][1]
    found = {}
    for position in range(first, last + 1):
        if position in residue_at and (atom := structure.atom_of(residue_at[position], "CA")) is not None:
            found[position] = structure.atoms.xyz[atom]
    return found


def _partners(
    structure: Structure, copies: list[Chain], recognised: Mapping[str, Recognition | None]
) -> dict[str, tuple[str, int]]:
    """Give each Ran and Ran-binding protein, and any other chain, the XPO1 copy it touches most."""
    trees = {c.name: cKDTree(structure.atoms.xyz[structure.atom_indices(c.residues)]) for c in copies}
    found = {}
    for chain in structure.chains:
        recognition = recognised[chain.name]
        if recognition is not None and recognition.kind == "xpo1":
            continue
        xyz = structure.atoms.xyz[structure.atom_indices(chain.residues)]
        touching = {
            name: int((tree.query(xyz, distance_upper_bound=INTERFACE_REACH)[0] < INTERFACE_REACH).sum())
            for name, tree in trees.items()
        }
        if touching:
            best = max(touching, key=lambda name: touching[name])
            found[chain.name] = (best, touching[best])
    return found


def _complex(
    structure: Structure,
    chain: Chain,
    recognition: Recognition,
    residue_at: dict[int, int],
    frame: GrooveFrame,
    recognised: Mapping[str, Recognition | None],
    partners: Mapping[str, tuple[str, int]],
    *,
    number_of_copies: int,
) -> Complex:
    notes: list[str] = []
    molecules = [Molecule(chain.name, "xpo1", chain.residues, recognition)]
    occupants: list[Occupant] = []
    for other in structure.chains:
        if other.name == chain.name:
            continue
        known = recognised[other.name]
        near = len(near_pockets(frame, structure.atoms.xyz[structure.atom_indices(other.residues)]))
        in_groove = near >= MIN_CARGO_ATOMS
        if known is not None and known.kind in ("xpo1", "ran"):
            if in_groove:
                notes.append(
                    f"chain {other.name} ({known.reference.key}) has {near} atoms in the groove: a crystal "
                    "neighbour, not a cargo"
                )
            if known.kind == "xpo1":
                continue
        if in_groove and (known is None or known.kind == "ranbp"):
            occupants.append(Occupant("cargo", other.name, other.residues, near))
            molecules.append(Molecule(other.name, "cargo", other.residues, known, near))
            continue
        partner, touching = partners[other.name]
        if partner != chain.name:
            continue
        if touching < MIN_INTERFACE_ATOMS:
            # Ran that touches no XPO1 in the file still belongs to the only copy there is.
            if number_of_copies > 1 or known is None:
                continue
            notes.append(f"chain {other.name} ({known.reference.key}) does not touch XPO1 within the file")
        molecules.append(Molecule(other.name, known.kind if known else "other", other.residues, known, near))
    ligand_molecules, inhibitors = _ligands(structure, chain, residue_at, frame, molecules)
    occupants += inhibitors
    occupants.sort(key=lambda o: (-o.atoms_near_pockets, o.name))
    cargoes = [o.name for o in occupants if o.kind == "cargo"]
    if len(cargoes) > 1:
        notes.append(f"chains {', '.join(cargoes)} all lie in the groove; {cargoes[0]} has most atoms there")
    return Complex(
        structure, chain, recognition, residue_at, frame, (*molecules, *ligand_molecules),
        tuple(occupants), tuple(notes),
    )  # fmt: skip


def _ligands(
    structure: Structure,
    chain: Chain,
    residue_at: Mapping[int, int],
    frame: GrooveFrame,
    molecules: list[Molecule],
) -> tuple[list[Molecule], list[Occupant]]:
    """Give ligands their roles; those that touch none of the complex's chains belong to another copy."""
    bonded = {int(structure.atoms.residue[there]) for _, there, *_ in bonds_at_site(structure, residue_at)}
    ran_residues = [i for m in molecules if m.role == "ran" for i in m.residues]
    own = cKDTree(structure.atoms.xyz[structure.atom_indices([i for m in molecules for i in m.residues])])
    ran = cKDTree(structure.atoms.xyz[structure.atom_indices(ran_residues)]) if ran_residues else None
    found: list[Molecule] = []
    occupants: list[Occupant] = []
    for residue in structure.residues:
        if residue.kind != "ligand":
            continue
        xyz = structure.atoms.xyz[residue.start : residue.stop]
        near = len(near_pockets(frame, xyz))
        role = _ligand_role(residue, near, residue.index in bonded)
        if role == "nucleotide":
            if ran is None or ran.query(xyz)[0].min() > NUCLEOTIDE_REACH:
                continue
        elif role != "inhibitor" and own.query(xyz)[0].min() > INTERFACE_REACH:
            continue
        found.append(Molecule(residue.label, role, (residue.index,), None, near))
        if role == "inhibitor":
            occupants.append(Occupant("inhibitor", residue.label, (residue.index,), near))
    return found, occupants


def _ligand_role(residue: Residue, near: int, bonded: bool) -> Role:
    if residue.component in nucleotide_states():
        return "nucleotide"
    if residue.component in additives():
        return "additive"
    return "inhibitor" if bonded or near >= MIN_INHIBITOR_ATOMS else "other"
