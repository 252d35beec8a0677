"""The tables of a run, read once, and how its occupants are named in comparisons."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from nesgroove.errors import ConfigError
from nesgroove.io.tables import read_table
from nesgroove.measure.cargo import AnchorRecord
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.contacts import ContactRecord
from nesgroove.measure.covalent import CovalentRecord
from nesgroove.measure.groove_ca import GrooveAtomRecord
from nesgroove.measure.molecules import MoleculeRecord
from nesgroove.measure.occupancy import OccupancyRecord
from nesgroove.measure.occupant_atoms import OccupantAtomRecord
from nesgroove.measure.pockets import PocketRecord
from nesgroove.measure.scalar import GeometryRecord


@dataclass(frozen=True)
class OccupantKey:
    """One occupant of one complex.

    Attributes
    ----------
    complex, occupant : str
        As in the tables.
    kind : str
        ``cargo`` or ``inhibitor``.
    label : str
        What figures write: compound and complex of an inhibitor, title-free and short: ``selinexor
        6xjs-C``; of a cargo ``cargo 3gjx-D``.
    group : str
        What averages are over: the compound, or the class of export signal.
    """

    complex: str
    occupant: str
    kind: str
    label: str
    group: str


@dataclass(frozen=True)
class RunTables:
    """Tables of a run.

    Attributes
    ----------
    complexes, molecules, geometry, pockets, occupancy, contacts, anchors, covalent, groove_ca, occupant_atoms
        Rows in the order of the files.
    """

    complexes: list[ComplexRecord]
    molecules: list[MoleculeRecord]
    geometry: list[GeometryRecord]
    pockets: list[PocketRecord]
    occupancy: list[OccupancyRecord]
    contacts: list[ContactRecord]
    anchors: list[AnchorRecord]
    covalent: list[CovalentRecord]
    groove_ca: list[GrooveAtomRecord]
    occupant_atoms: list[OccupantAtomRecord]

    @classmethod
    def read(cls, directory: Path) -> RunTables:
        """Read the tables of a directory that ``nesgroove measure`` or ``gather`` wrote.

        Raises
        ------
        ConfigError
            A table is missing or does not fit this version.
        """
        if not (directory / "complexes.tsv").is_file():
            raise ConfigError(
                "there are no tables in it",
                file=directory,
                step="ensemble",
                remedy="Name the directory that `nesgroove measure` or `nesgroove gather` wrote",
            )
        return cls(
            complexes=read_table(ComplexRecord, directory / "complexes.tsv"),
            molecules=read_table(MoleculeRecord, directory / "molecules.tsv"),
            geometry=read_table(GeometryRecord, directory / "geometry.tsv"),
            pockets=read_table(PocketRecord, directory / "pockets.tsv"),
            occupancy=read_table(OccupancyRecord, directory / "occupancy.tsv"),
            contacts=read_table(ContactRecord, directory / "contacts.tsv"),
            anchors=read_table(AnchorRecord, directory / "anchors.tsv"),
            covalent=read_table(CovalentRecord, directory / "covalent.tsv"),
            groove_ca=read_table(GrooveAtomRecord, directory / "groove_ca.tsv"),
            occupant_atoms=read_table(OccupantAtomRecord, directory / "occupant_atoms.tsv"),
        )

    def split(self) -> dict[str, RunTables]:
        """Part the tables by complex, in one pass: a large run takes no longer per complex than a small one."""
        names = [field.name for field in fields(self)]
        parts: dict[str, dict[str, list[Any]]] = {row.complex: {name: [] for name in names} for row in self.complexes}
        for name in names:
            for row in getattr(self, name):
                if row.complex in parts:
                    parts[row.complex][name].append(row)
        return {complex_: RunTables(**tables) for complex_, tables in parts.items()}

    @cached_property
    def by_id(self) -> dict[str, ComplexRecord]:
        """Complexes by their id."""
        return {row.complex: row for row in self.complexes}

    @cached_property
    def values(self) -> dict[str, dict[str, float]]:
        """Scalar measures: complex -> measure -> value; what was not measured is not in it."""
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for row in self.geometry:
            if row.value is not None:
                found[row.complex][row.measure] = row.value
        return dict(found)

    @cached_property
    def occupants(self) -> list[OccupantKey]:
        """All occupants: inhibitors first, then cargoes, each sorted by group and complex."""
        classes = {(row.complex, row.cargo_chain): row for row in self.anchors}
        names = dict.fromkeys((row.complex, row.occupant, row.kind) for row in self.occupancy)
        found = []
        for complex_, occupant, kind in names:
            if kind == "inhibitor":
                group = self._compound(complex_, occupant)
                label = f"{group} {complex_}"
            else:
                anchor = classes.get((complex_, occupant))
                nes_class = anchor.nes_class if anchor is not None else ""
                group = f"NES class {nes_class}" if nes_class else "NES, class not told"
                label = f"cargo {complex_}"
            found.append(OccupantKey(complex_, occupant, kind, label, group))
        return sorted(found, key=lambda key: (key.kind != "inhibitor", key.group, key.complex, key.occupant))

    def _compound(self, complex_: str, occupant: str) -> str:
        """Name the compound of an inhibitor; one without a name is called by its component id."""
        row = self.by_id[complex_]
        component = occupant.split(":", 1)[0]
        names = dict(zip(row.inhibitor.split(";"), row.inhibitor_name.split(";"), strict=False))
        name = names.get(component, "unknown")
        return f"{component} (unknown)" if name == "unknown" else name


def bound_state(row: ComplexRecord) -> str:
    """Say what is bound to a complex, for grouping: RanBP1, cargo, inhibitor, nothing in the groove."""
    parts = []
    if row.inhibitor:
        parts.append("inhibitor")
    if row.cargo_chain:
        parts.append("cargo")
    if row.ranbp_chain:
        parts.append("RanBP")
    return " + ".join(parts) if parts else "groove empty"


def is_model(row: ComplexRecord) -> bool:
    """Tell a model from an experiment: a phantom, or a file that names no method or calls itself a model."""
    return row.phantom == "yes" or not row.method.strip() or "MODEL" in row.method.upper()


def reference_cargo(run: RunTables) -> OccupantKey | None:
    """Choose the cargo that others are compared with: the run's reference, else the first observed one."""
    cargoes = [key for key in run.occupants if key.kind == "cargo"]
    named = {row.reference for row in run.occupancy}
    order = sorted(cargoes, key=lambda key: (key.complex not in named, is_model(run.by_id[key.complex])))
    return order[0] if order else None
