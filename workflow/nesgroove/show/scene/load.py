"""Scenes from the tables of a run and its superposed files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import gemmi
import numpy as np

from nesgroove.compare.tables import RunTables
from nesgroove.errors import ConfigError
from nesgroove.io.read import read_structure
from nesgroove.measure.cargo import AnchorRecord
from nesgroove.measure.contacts import ContactRecord
from nesgroove.model.structure import FloatArray, Residue
from nesgroove.model.target import XPO1
from nesgroove.show.scene.model import (
    AtomRef,
    Key,
    ResidueRef,
    Scene,
    SceneAnchor,
    SceneBond,
    SceneContact,
    SceneOccupant,
)
from nesgroove.survey.complex_cif import ligand_chain, superposed_chain
from nesgroove.survey.superposed import FOLDER, how_to_have, superposed_name

RING_CONTACTS = frozenset({"pi_stacking", "cation_pi"})
"""Contacts that are measured from the centre of a ring."""

RING_BOND = 1.7
"""Heavy atoms of a ring that are bonded are closer than this, A: 1.34 to 1.54 in rings of C, N, O, 1.73 in
thiophene, whose ring is found through its other atoms."""


def load_scene(tables: Path, complex_id: str, run: RunTables | None = None) -> Scene:
    """Make the scene of a complex.

    Parameters
    ----------
    tables
        Directory of tables of a run, with the superposed files in ``superposed/``.
    complex_id
        ``3gjx-D``.
    run
        The tables, where they are already read; those of the complex alone will do
        (:meth:`nesgroove.compare.tables.RunTables.split`).

    Raises
    ------
    ConfigError
        There is no such complex in the tables, or no superposed file of it.
    """
    run = run or RunTables.read(tables)
    if complex_id not in run.by_id:
        known = ", ".join(list(run.by_id)[:6])
        raise ConfigError(
            f"there is no complex {complex_id}",
            file=tables,
            step="scene",
            remedy=f"Name one of complexes.tsv: {known}{', ...' if len(run.by_id) > 6 else ''}",
        )
    path = tables / FOLDER / superposed_name(complex_id)
    if not path.is_file():
        raise ConfigError(
            "the superposed structure is not there",
            file=path,
            step="scene",
            remedy=how_to_have(tables),
        )
    return _Reader(run, complex_id, path).scene()


def load_scenes(tables: Path, complex_ids: Sequence[str] = ()) -> list[Scene]:
    """Make the scenes of several complexes, of all where none is named."""
    parts = RunTables.read(tables).split()
    return [load_scene(tables, complex_id, parts.get(complex_id)) for complex_id in complex_ids or parts]


class _Reader:
    """Brings tables and coordinates of one complex together."""

    def __init__(self, run: RunTables, complex_id: str, path: Path) -> None:
        self.run = run
        self.row = run.by_id[complex_id]
        self.path = path
        self.structure = read_structure(path, entry=complex_id)
        self.molecules = [m for m in run.molecules if m.complex == complex_id]
        positions = _positions(path)
        self.refs: dict[Key, ResidueRef] = {}
        self.records: dict[Key, Residue] = {}
        self.chains = {r.auth_chain for r in self.structure.residues}
        for r in self.structure.residues:
            number = (r.auth_chain, r.auth_seq_id, r.ins_code)
            polymer = r.kind == "polymer"
            ref = ResidueRef(
                r.component, r.code if polymer else "X", *number, r.label_chain, r.label_seq_id,
                positions.get(number) if polymer else None,
            )  # fmt: skip
            self.refs[ref.key], self.records[ref.key] = ref, r

    def scene(self) -> Scene:
        """Make the scene."""
        partners: dict[str, list[str]] = defaultdict(list)
        for molecule in self.molecules:
            if not molecule.component and molecule.role != "xpo1":
                partners[molecule.role].append(molecule.molecule)
        return Scene(
            row=self.row,
            path=self.path,
            structure=self.structure,
            residue_at={ref.position: ref for ref in self.refs.values() if ref.position is not None},
            partners={role: tuple(map(self._chain, chains)) for role, chains in partners.items()},
            nucleotides=tuple(self._by_name(m.molecule) for m in self.molecules if m.role == "nucleotide"),
            occupants=tuple(self._occupants()),
            contact_rows=tuple(self._contacts()),
            bonds=tuple(self._bonds()),
            anchors=tuple(self._anchor(a) for a in self.run.anchors if a.complex == self.row.complex and a.residue),
        )

    def _chain(self, name: str) -> str:
        """Chain in the superposed file of a chain, or of a part of one, in the tables."""
        return name if name in self.chains else superposed_chain(name)

    def _by_name(self, name: str) -> ResidueRef:
        """Find a ligand by its name in the tables: component, chain, number with insertion code and copy."""
        component, _, number = name.split(":")
        chain, number = ligand_chain(name), number.partition(".")[0]
        digits = number.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        return self.refs[chain, int(digits), number[len(digits) :], component]

    def _occupants(self) -> list[SceneOccupant]:
        near = defaultdict(set)
        for atom in self.run.occupant_atoms:
            if atom.complex == self.row.complex:
                near[atom.occupant].add((atom.auth_seq_id, atom.ins_code))
        occupants = []
        for key in self.run.occupants:
            if key.complex != self.row.complex:
                continue
            if key.kind == "inhibitor":
                residues = (self._by_name(key.occupant),)
                occupants.append(SceneOccupant(key.kind, key.occupant, key.name, residues, residues))
            else:
                own = self._chain(key.occupant)
                # By kind, not by letter: residues of a cargo may have none (UNK, caps).
                chain = tuple(r for k, r in self.refs.items() if r.chain == own and self.records[k].kind == "polymer")
                inside = tuple(r for r in chain if (r.number, r.ins_code) in near[key.occupant])
                occupants.append(SceneOccupant(key.kind, key.occupant, key.name, chain, inside))
        return occupants

    def _contacts(self) -> list[SceneContact | None]:
        """One for each row of the table that is not Ran's; None for what is not in the file."""
        return [
            self._contact(row) for row in self.run.contacts if row.complex == self.row.complex and row.kind != "ran"
        ]

    def _contact(self, row: ContactRecord) -> SceneContact | None:
        if row.symmetry or row.distance is None:
            return None
        first, second = self._ends(row)
        rings = row.type in RING_CONTACTS
        return SceneContact(
            row.type, row.distance, first, second,
            self._centre(first) if rings else first.xyz, self._centre(second) if rings else second.xyz,
            row.occupant, row.via,
        )  # fmt: skip

    def _ends(self, row: ContactRecord) -> tuple[AtomRef, AtomRef]:
        assert row.auth_seq_id is not None
        assert row.occupant_auth_seq_id is not None
        chain = row.occupant_auth_chain
        if row.kind in ("cargo", "inhibitor"):
            chain = self._chain(row.occupant) if row.kind == "cargo" else ligand_chain(row.occupant)
        return (
            self._atom((self._chain(self.row.xpo1_chain), row.auth_seq_id, row.ins_code, row.component), row.atom),
            self._atom(
                (chain, row.occupant_auth_seq_id, row.occupant_ins_code, row.occupant_component), row.occupant_atom
            ),
        )

    def _atom(self, key: Key, name: str) -> AtomRef:
        index = self.structure.atom_of(self.records[key].index, name)
        assert index is not None, f"{key} {name} is in the tables and not in {self.path}"
        x, y, z = self.structure.atoms.xyz[index].tolist()
        return AtomRef(self.refs[key], name, (x, y, z))

    def _centre(self, atom: AtomRef) -> tuple[float, float, float]:
        """Centre of the ring that an atom is in; the atom itself where it is in none (the nitrogen of a cation)."""
        record = self.records[atom.residue.key]
        xyz = self.structure.atoms.xyz[record.start : record.stop]
        start = int(np.argmin(np.linalg.norm(xyz - np.array(atom.xyz), axis=1)))
        ring = smallest_ring(xyz, start)
        x, y, z = xyz[ring].mean(axis=0).tolist() if ring else atom.xyz
        return x, y, z

    def _bonds(self) -> list[SceneBond]:
        bonds = []
        site = next((ref for ref in self.refs.values() if ref.position == XPO1.cysteine), None)
        for row in self.run.covalent:
            if row.complex != self.row.complex or row.by_distance != "yes" or row.length is None or site is None:
                continue
            other = self._by_name(row.occupant)
            bonds.append(SceneBond(self._atom(site.key, row.site_atom), self._atom(other.key, row.atom), row.length))
        return bonds

    def _anchor(self, row: AnchorRecord) -> SceneAnchor:
        assert row.auth_seq_id is not None
        ref = self.refs[self._chain(row.cargo_chain), row.auth_seq_id, row.ins_code, row.component]
        return SceneAnchor(row.pocket, row.anchor, ref)


def smallest_ring(xyz: FloatArray, start: int) -> list[int]:
    """Find the smallest ring of bonded atoms through one atom, by distance alone.

    Parameters
    ----------
    xyz
        Coordinates of one residue's heavy atoms, shape (n, 3), A.
    start
        The atom.

    Returns
    -------
    list of int
        Its atoms, 3 to 7 of them; empty where there is none.
    """
    distance = np.linalg.norm(xyz[:, None] - xyz[None], axis=2)
    neighbours = [np.flatnonzero((row < RING_BOND) & (row > 0)).tolist() for row in distance]
    paths = [[start, n] for n in neighbours[start]]
    for _ in range(6):
        longer = []
        for path in paths:
            for n in neighbours[path[-1]]:
                if n == start and len(path) > 2:
                    return sorted(path)
                if n not in path:
                    longer.append([*path, n])
        paths = longer
    return []


def _positions(path: Path) -> dict[tuple[str, int, str], int]:
    """Positions by the author's chain, number and insertion code, from our own category of a superposed file."""
    block = gemmi.cif.read(str(path)).sole_block()
    columns = ["position", "auth_asym_id", "auth_seq_id", "pdbx_PDB_ins_code"]
    return {
        (row.str(1), int(row.str(2)), row.str(3)): int(row.str(0))
        for row in block.find("_nesgroove_position.", columns)
    }
