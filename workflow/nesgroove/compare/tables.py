"""The tables of a run, read once, and how its occupants are named in comparisons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nesgroove.compare.beside import Beside, read_beside
from nesgroove.compare.kinds import kind_order
from nesgroove.compare.order import Order
from nesgroove.compare.stored import KeptTables, ReplacedTables, StoredTables, each
from nesgroove.errors import ConfigError
from nesgroove.measure.registry import records
from nesgroove.model.named import cargo_words, compound_words
from nesgroove.model.plain_text import natural
from nesgroove.model.record import Record
from nesgroove.survey.provenance import NAME as PROVENANCE
from nesgroove.survey.provenance import read_provenance

if TYPE_CHECKING:
    from nesgroove.measure.cargo import AnchorRecord
    from nesgroove.measure.complexes import ComplexRecord
    from nesgroove.measure.contacts import ContactRecord
    from nesgroove.measure.covalent import CovalentRecord
    from nesgroove.measure.footprint import FootprintRecord
    from nesgroove.measure.groove_ca import GrooveAtomRecord
    from nesgroove.measure.molecules import MoleculeRecord
    from nesgroove.measure.occupancy import OccupancyRecord
    from nesgroove.measure.occupant_atoms import OccupantAtomRecord
    from nesgroove.measure.pockets import PocketRecord
    from nesgroove.measure.scalar import GeometryRecord
    from nesgroove.model.problem import ProblemRecord

NO_CLASS: Final = "NES, class not told"
"""Group of the cargoes whose class of export signal is not known."""


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
        What figures write: name and complex, ``selinexor 6xjs-C``, ``snurportin 1 3gjx-D``; of a cargo without a
        name ``cargo 3gjx-D``. Two occupants of a complex that would have one label are told apart by chain and
        number: ``selinexor 6xjs-C (C:1101)``.
    group : str
        What averages are over: the compound, or the class of export signal.
    nes_class : str
        Class of a cargo's export signal; empty where it is not known.
    name : str
        What a reader calls it: ``selinexor``; ``snurportin 1, chain E``, ``cargo, chain E``.
    """

    complex: str
    occupant: str
    kind: str
    label: str
    group: str
    nes_class: str = ""
    name: str = ""

    @property
    def component(self) -> str:
        """Component id of an inhibitor."""
        return self.occupant.split(":", 1)[0]


# Long because every part of it is a few lines with its documentation.
class RunTables:
    """Tables of a run, each an attribute of its name: ``run.complexes``, ``run.occupancy`` ...

    Which there are follows from the record classes of :mod:`nesgroove.measure.registry`.

    Parameters
    ----------
    tables, **more
        Rows by the name of their table; those that are not named are empty.
    references : dict of str to str
        Complex that is the reference of the run, by what it is: ``open``, ``closed``, ``cargo``.
    chosen : str
        What was chosen of the run, in words; empty where it is all there.
    beside : dict of str to dict
        What tables of models and poses say of complexes (:mod:`nesgroove.compare.beside`).
    order : Order
        In which occupants are shown (:mod:`nesgroove.compare.sorting`).

    Attributes
    ----------
    tables : dict of str to list of Record
        All tables by name, rows in the order of the files.
    """

    tables: Mapping[str, list[Any]]
    references: Mapping[str, str]
    chosen: str
    beside: Beside
    order: Order

    if TYPE_CHECKING:
        # What the type checker cannot see in the registry; a table that is not listed is a list of any rows.
        complexes: list[ComplexRecord]
        molecules: list[MoleculeRecord]
        geometry: list[GeometryRecord]
        pockets: list[PocketRecord]
        occupancy: list[OccupancyRecord]
        contacts: list[ContactRecord]
        anchors: list[AnchorRecord]
        covalent: list[CovalentRecord]
        footprint: list[FootprintRecord]
        groove_ca: list[GrooveAtomRecord]
        occupant_atoms: list[OccupantAtomRecord]
        problems: list[ProblemRecord]

    def __init__(
        self,
        tables: Mapping[str, Iterable[Record]] | None = None,
        *,
        references: Mapping[str, str] | None = None,
        chosen: str = "",
        beside: Beside | None = None,
        order: Order | None = None,
        **more: Iterable[Record],
    ) -> None:
        given = {**(tables or {}), **more}
        names = _known(given)
        self.__dict__.update(
            tables={name: list(given.get(name, ())) for name in names},
            references=dict(references or {}),
            chosen=chosen,
            beside=beside or {},
            order=order or Order(),
        )

    def __getattr__(self, name: str) -> list[Any]:
        # Through __dict__: an instance that is being unpickled has no tables yet.
        tables = self.__dict__.get("tables", {})
        if name not in tables:
            raise AttributeError(f"there is no table {name}", name=name, obj=self)
        rows: list[Any] = tables[name]
        return rows

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name} of a run is not changed; with_rows makes another")

    @classmethod
    def of(cls, rows: Iterable[Record], references: Mapping[str, str] | None = None) -> RunTables:
        """Sort rows into their tables."""
        tables: dict[str, list[Record]] = defaultdict(list)
        for row in rows:
            tables[row.table].append(row)
        return cls(tables, references=references)

    @classmethod
    def read(cls, directory: Path) -> RunTables:
        """Open the tables of a directory that ``nesgroove measure`` or ``gather`` wrote.

        The rows of a table are read when it is first asked for (:mod:`nesgroove.compare.stored`).

        Raises
        ------
        ConfigError
            A table is missing or does not fit this version; of a row that does not fit, when its table is read.
        """
        if not (directory / "complexes.tsv").is_file():
            raise ConfigError(
                "there are no tables in it", file=directory, step="ensemble",
                remedy="Name the directory that `nesgroove measure` or `nesgroove gather` wrote",
            )  # fmt: skip
        run = cls(references=_references(directory), beside=read_beside(directory))
        return run._with(tables=StoredTables(directory, records()))

    def with_rows(self, **tables: Iterable[Record]) -> RunTables:
        """Put other rows in the place of some tables."""
        _known(tables)
        return self._with(tables=ReplacedTables(self.tables, {name: list(rows) for name, rows in tables.items()}))

    def named(self, chosen: str) -> RunTables:
        """Say in words what was chosen of the run; the rows are the same."""
        return self._with(chosen=chosen)

    def ordered(self, order: Order) -> RunTables:
        """Show occupants in another order; the rows are the same."""
        return self._with(order=order)

    def _with(self, **other: object) -> RunTables:
        """Make another run, of which some attributes are others; tables that are not read yet stay so."""
        run = RunTables.__new__(RunTables)
        kept = {name: self.__dict__[name] for name in ("tables", "references", "chosen", "beside", "order")}
        run.__dict__.update(kept | other)
        return run

    def split(self) -> dict[str, RunTables]:
        """Part the tables by complex, in one pass: a large run takes no longer per complex than a small one.

        What is said of a whole entry is in the part of each of its complexes.
        """
        parts: dict[str, dict[str, list[Record]]] = {row.complex: defaultdict(list) for row in self.complexes}
        for name in self.tables:
            for row in each(self.tables, name):
                for complex_ in _about(self, row):
                    parts[complex_][name].append(row)
        empty: dict[str, list[Record]] = {name: [] for name in self.tables}
        return {complex_: self._with(tables=empty | tables) for complex_, tables in parts.items()}

    def only(self, complexes: Collection[str], occupants: Collection[tuple[str, str]] | None = None) -> RunTables:
        """Keep the rows of some complexes.

        Parameters
        ----------
        complexes
            Ids of complexes.
        occupants
            Complex and occupant: where given, rows about an occupant are kept for these alone.
        """

        def kept(row: Record) -> bool:
            mine = any(complex_ in complexes for complex_ in _about(self, row))
            if not mine or occupants is None or "occupant" not in type(row).model_fields:
                return mine
            return (getattr(row, "complex", ""), getattr(row, "occupant", "")) in occupants

        return self._with(tables=KeptTables(self.tables, kept))

    @cached_property
    def by_id(self) -> dict[str, ComplexRecord]:
        """Complexes by their id."""
        return {row.complex: row for row in self.complexes}

    @cached_property
    def by_entry(self) -> dict[str, list[str]]:
        """Ids of the complexes of each entry."""
        complexes: dict[str, list[str]] = defaultdict(list)
        for complex_, row in self.by_id.items():
            complexes[row.entry].append(complex_)
        return dict(complexes)

    @cached_property
    def values(self) -> dict[str, dict[str, float]]:
        """Scalar measures: complex -> measure -> value; what was not measured is not in it."""
        measures: dict[str, dict[str, float]] = defaultdict(dict)
        for row in self.geometry:
            if row.value is not None:
                measures[row.complex][row.measure] = row.value
        return dict(measures)

    @cached_property
    def occupants(self) -> list[OccupantKey]:
        """All occupants: inhibitors, then cargoes; of each experiments first, by group and by name (2 before 10).

        Where the run has another order, kinds of occupants and of sources come first all the same, if it is grouped.
        """
        return _occupants(self)


def _known(given: Mapping[str, object]) -> list[str]:
    """Refuse tables that there are not, and name those that there are."""
    names = [record.table for record in records()]
    unknown = sorted(given.keys() - set(names))
    if unknown:
        raise TypeError(f"there is no table {', '.join(unknown)}; there are {', '.join(names)}")
    return names


def _occupants(run: RunTables) -> list[OccupantKey]:
    classes = {(row.complex, row.cargo_chain): row for row in run.anchors}
    names = dict.fromkeys((row.complex, row.occupant, row.kind) for row in run.occupancy)
    occupants = []
    for complex_, occupant, kind in names:
        nes_class = ""
        if kind == "inhibitor":
            group = name = words = _compound(run.by_id[complex_], occupant)
        else:
            anchor = classes.get((complex_, occupant))
            nes_class = anchor.nes_class if anchor is not None else ""
            group = f"NES class {nes_class}" if nes_class else NO_CLASS
            own = cargo_name(run.by_id[complex_], occupant)
            words, name = cargo_words(own), cargo_words(own, occupant)
        occupants.append(OccupantKey(complex_, occupant, kind, f"{words} {complex_}", group, nes_class, name))
    labels = Counter(key.label for key in occupants)
    occupants = [
        replace(key, label=f"{key.label} ({key.occupant.split(':', 1)[-1]})") if labels[key.label] > 1 else key
        for key in occupants
    ]
    return sorted(
        occupants,
        key=lambda key: (
            key.kind != "inhibitor", kind_order(run.by_id[key.complex]) if run.order.grouped else 0,
            run.order.places.get((key.complex, key.occupant), 0), () if run.order.places else natural(key.group),
            natural(key.complex), natural(key.occupant),
        ),
    )  # fmt: skip


def _about(run: RunTables, row: Record) -> Sequence[str]:
    """Complexes of the run that a row is about: the one that it names, else all of its entry."""
    complex_: str = getattr(row, "complex", "")
    if complex_:
        return (complex_,) if complex_ in run.by_id else ()
    return run.by_entry.get(row.entry, ())


def _compound(row: ComplexRecord, occupant: str) -> str:
    """Name the compound of an inhibitor; one without a name is called by its component id."""
    component = occupant.split(":", 1)[0]
    names = dict(zip(row.inhibitor.split(";"), row.inhibitor_name.split(";"), strict=False))
    return compound_words(names.get(component, ""), component)


def cargo_name(row: ComplexRecord, occupant: str) -> str:
    """Name of a cargo; empty where nothing names it."""
    return dict(zip(row.cargo_chain.split(";"), row.cargo_name.split(";"), strict=False)).get(occupant, "")


def _references(directory: Path) -> dict[str, str]:
    """Read from the provenance of a run which complexes are its references; none where there is no provenance."""
    if not (directory / PROVENANCE).exists():
        return {}
    options = read_provenance(directory, step="ensemble")["options"]
    return {kind: name for kind, name in options.get("references", {}).items() if name}
