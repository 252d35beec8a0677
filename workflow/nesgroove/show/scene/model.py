"""What a picture of a complex shows: its parts by the ids that every program understands, and where they lie.

A :class:`Scene` is made from the tables of a run and the superposed file of the complex, and from nothing else: what
was measured is what is shown. PyMOL pictures, the scripts for PyMOL and ChimeraX, MolViewSpec, the atlas and the
notebook all draw scenes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from nesgroove.compare.kinds import kind_mark, observed
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.model.structure import FloatArray, Residue, SourceKind, Structure
from nesgroove.model.target import XPO1
from nesgroove.show.confidence import plddt_words
from nesgroove.show.marks import seen_words

Key: TypeAlias = tuple[str, int, str, str]
"""The author's chain, number and insertion code, and the component id."""


@dataclass(frozen=True)
class ResidueRef:
    """One residue or ligand, by the ids that viewers select by.

    Attributes
    ----------
    component, code : str
        Component id, and the one-letter code (``X`` for a ligand).
    chain, number, ins_code : str, int, str
        The author's ids.
    label_chain, label_number : str, int or None
        The label ids in the superposed file.
    position : int or None
        Of a residue of XPO1.
    """

    component: str
    code: str
    chain: str
    number: int
    ins_code: str
    label_chain: str
    label_number: int | None
    position: int | None = None

    @property
    def key(self) -> Key:
        """What identifies it among all of a complex."""
        return self.chain, self.number, self.ins_code, self.component

    @property
    def site_name(self) -> str:
        """As a residue of XPO1, in the numbers of the human protein: ``K568``; else as :attr:`label`."""
        return self.label if self.position is None else f"{self.code}{self.position}"

    @property
    def label(self) -> str:
        """As a paper names it, in the author's numbers: ``C539``; a ligand by its component: ``V6A``."""
        return self.component if self.code == "X" else f"{self.code}{self.number}{self.ins_code}"


@dataclass(frozen=True)
class AtomRef:
    """One atom: its residue, its name and its coordinates in the groove frame, A."""

    residue: ResidueRef
    name: str
    xyz: tuple[float, float, float]


@dataclass(frozen=True)
class SceneOccupant:
    """What lies in the groove.

    Attributes
    ----------
    kind : {'inhibitor', 'cargo'}
    name : str
        As in the tables: ``V6A:C:1101``, or the chain of a cargo.
    label : str
        What a reader calls it: ``selinexor``, ``cargo, chain E``.
    residues : tuple of ResidueRef
        All of it.
    in_groove : tuple of ResidueRef
        Those with an atom in the groove: of an inhibitor itself, of a cargo the export signal.
    """

    kind: str
    name: str
    label: str
    residues: tuple[ResidueRef, ...]
    in_groove: tuple[ResidueRef, ...]


@dataclass(frozen=True)
class SceneContact:
    """One contact between XPO1 and an occupant.

    Attributes
    ----------
    type : str
        As in contacts.tsv.
    distance : float
        A.
    first, second : AtomRef
        In XPO1, and in the occupant.
    start, end : tuple of float
        Where a line between them begins and ends: the atoms, or the centres of their rings.
    occupant : str
        Name of the occupant.
    via : str
        The water or ion between them, which is not drawn; empty where there is none.
    """

    type: str
    distance: float
    first: AtomRef
    second: AtomRef
    start: tuple[float, float, float]
    end: tuple[float, float, float]
    occupant: str
    via: str = ""

    @property
    def label(self) -> str:
        """Its description for the reader: ``hydrogen bond K579 NZ - F12 O, 2.80 A``."""
        ends = f"{self.first.residue.label} {self.first.name} - {self.second.residue.label} {self.second.name}"
        through = f" through {self.via}" if self.via else ""
        return f"{self.type.replace('_', ' ')} {ends}{through}, {self.distance:.2f} A"


@dataclass(frozen=True)
class SceneBond:
    """The bond at position 528."""

    site: AtomRef
    other: AtomRef
    length: float


@dataclass(frozen=True)
class SceneAnchor:
    """A cargo's residue that fills a pocket."""

    pocket: str
    anchor: str
    residue: ResidueRef


@dataclass(frozen=True)
class Scene:
    """What is to be seen of one complex, in the groove frame.

    Attributes
    ----------
    row : ComplexRecord
    path : Path
        The superposed file.
    structure : Structure
        Read from it.
    residue_at : dict of int to ResidueRef
        Residues of XPO1 by position.
    partners : dict of str to tuple of str
        Chains by role: ran, ranbp, cargo, other.
    nucleotides : tuple of ResidueRef
    occupants : tuple of SceneOccupant
    contact_rows : tuple of (SceneContact or None)
        One for each row of the table of contacts that is not Ran's, in its order; None for a contact with a
        symmetry image, which is not in the file.
    bonds : tuple of SceneBond
    anchors : tuple of SceneAnchor
    """

    row: ComplexRecord
    path: Path
    structure: Structure
    residue_at: dict[int, ResidueRef]
    partners: dict[str, tuple[str, ...]]
    nucleotides: tuple[ResidueRef, ...]
    occupants: tuple[SceneOccupant, ...]
    contact_rows: tuple[SceneContact | None, ...]
    bonds: tuple[SceneBond, ...]
    anchors: tuple[SceneAnchor, ...]

    @cached_property
    def contacts(self) -> tuple[SceneContact, ...]:
        """Contacts that are drawn: van der Waals contacts are not among them, which would hide the others."""
        return tuple(c for c in self.contact_rows if c is not None and c.type != "van_der_waals")

    @property
    def id(self) -> str:
        """Id of the complex."""
        return self.row.complex

    @property
    def xpo1_chain(self) -> str:
        """Chain of XPO1 in the superposed file: the author's, or that of a part of it."""
        return next((ref.chain for ref in self.residue_at.values()), self.row.xpo1_chain)

    @property
    def site(self) -> ResidueRef | None:
        """The residue at position 528."""
        return self.residue_at.get(XPO1.cysteine)

    @property
    def helices(self) -> dict[str, tuple[ResidueRef, ...]]:
        """Residues of the four groove helices that are in the file."""
        return {name: self.residues(range(first, last + 1)) for name, (first, last) in XPO1.helices.items()}

    @property
    def pockets(self) -> dict[str, tuple[ResidueRef, ...]]:
        """Residues that line each pocket; some line two."""
        return {name: self.residues(positions) for name, positions in XPO1.pocket_residues.items()}

    @property
    def lining(self) -> tuple[ResidueRef, ...]:
        """The 19 residues that line the groove."""
        return self.residues(XPO1.lining)

    def residues(self, positions: Iterable[int]) -> tuple[ResidueRef, ...]:
        """Residues of XPO1 at these positions, those that are in the file."""
        return tuple(self.residue_at[p] for p in positions if p in self.residue_at)

    @cached_property
    def records(self) -> dict[Key, Residue]:
        """Residues of the structure by the ids of a reference."""
        return {(r.auth_chain, r.auth_seq_id, r.ins_code, r.component): r for r in self.structure.residues}

    @cached_property
    def indices(self) -> dict[ResidueRef, int]:
        """Indices in the structure of the residues that a scene names."""
        named = [*self.residue_at.values(), *self.nucleotides, *(r for o in self.occupants for r in o.residues)]
        # What is bonded to position 528 need not be an occupant: an additive may be.
        named += [bond.other.residue for bond in self.bonds]
        return {ref: self.records[ref.key].index for ref in named}

    @property
    def site_name(self) -> str:
        """Name what sits at 528 by its position: ``Cys528``."""
        if self.site is None:
            return f"position {XPO1.cysteine}"
        return f"{self.site.component.capitalize()}{XPO1.cysteine}"

    @property
    def site_label(self) -> str:
        """Name what sits at 528: ``Cys528``; with its number in the file where that is another: ``Cys528 (C539)``."""
        name = self.site_name
        if self.site is None:
            return name
        return name if self.site.number == XPO1.cysteine else f"{name} ({self.site.label})"

    @cached_property
    def atoms_of(self) -> dict[ResidueRef, FloatArray]:
        """Coordinates of all residues of XPO1 and the occupants, shape (n, 3) each, A."""
        refs = [*self.residue_at.values(), *(r for o in self.occupants for r in o.residues)]
        coordinates = {}
        for ref in refs:
            record = self.records[ref.key]
            coordinates[ref] = self.structure.atoms.xyz[record.start : record.stop]
        return coordinates

    @property
    def in_groove(self) -> set[ResidueRef]:
        """Residues of the occupants that are in the groove: of a large cargo, only its export signal."""
        return {ref for occupant in self.occupants for ref in occupant.in_groove}

    @property
    def compound(self) -> str:
        """What is in the groove, in words: ``selinexor``, ``cargo, chain E``, ``nothing in the groove``."""
        return " and ".join(o.label for o in self.occupants) or "nothing in the groove"

    @property
    def source_kind(self) -> SourceKind:
        """What it is."""
        return self.row.source_kind

    @property
    def observed(self) -> bool:
        """Whether it is an experiment."""
        return observed(self.row)

    @property
    def source(self) -> str:
        """How it is known, in words: ``X-ray diffraction, 2.50 Å``, ``phantom, not observed``.

        Of a prediction it says how sure the predictor was too.
        """
        if not self.observed:
            return ", ".join(filter(None, [kind_mark(self.source_kind), plddt_words(self.row)]))
        method = self.row.method.strip().lower().replace("x-ray", "X-ray")
        resolution = f"{self.row.resolution:.2f} Å" if self.row.resolution is not None else ""
        return ", ".join(filter(None, [method, resolution, seen_words(self.row)]))
