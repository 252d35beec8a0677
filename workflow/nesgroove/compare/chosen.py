"""Which complexes of a run are shown: by name, and by what was measured of them.

Here is the one place that says which values a complex has to be chosen by (:func:`complex_values`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Final

from nesgroove.compare.beside import NUMBERS, TEXTS
from nesgroove.compare.kinds import bound_state
from nesgroove.compare.tables import RunTables
from nesgroove.errors import ConfigError
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.scalar import scalar_measures
from nesgroove.model.choice import Choice, parse_choice
from nesgroove.model.condition import is_empty
from nesgroove.model.kinds import parts_counted
from nesgroove.model.plain_text import clipped, first_few, shown
from nesgroove.model.record import columns
from nesgroove.model.target import XPO1

OF_CARGO: Final = ("direction", "nes_class", "spacing", "correlation")
"""Columns of anchors.tsv that are of the cargo as a whole."""

OF_OCCUPANT: Final = ("x_min", "x_max", "cargo_volume_taken", "anchors_displaced")
"""Columns of occupancy.tsv that are of the occupant as a whole: those of the rows of pocket ``all``."""

VOLUMES: Final = tuple(f"volume_{pocket}" for pocket in (*XPO1.pockets, "all"))
"""Volumes of the empty pockets, A^3."""

MOST_VALUES: Final = 8
"""Values of a name that an error lists."""

LONGEST: Final = 400
"""Of the words that say what was chosen, characters."""


@dataclass(frozen=True)
class Chosen:
    """What a user chooses of a run.

    Attributes
    ----------
    names : tuple of str
        Entries or complexes, or patterns of them, in which ``*`` and ``?`` stand for any letters; all where empty.
    where : Choice or None
        What is true of those that are kept; None keeps all.
    """

    names: tuple[str, ...] = ()
    where: Choice | None = None

    @classmethod
    def read(cls, only: str | Iterable[str] | None, where: str | None, *, step: str) -> Chosen:
        """Understand what a user says.

        Parameters
        ----------
        only
            Names and patterns; commas part several.
        where
            A choice in the grammar of :mod:`nesgroove.model.choice`.
        step
            The step that an error names.

        Returns
        -------
        Chosen
            For :meth:`of`.

        Raises
        ------
        ConfigError
            The choice is not of the grammar, or has a name that no complex has a value of; a name is empty.
        """
        given = [only] if isinstance(only, str) else list(only or ())
        if given and not all(name.strip(" ,") for name in given):
            raise ConfigError("no name is given", file="--only", step=step, remedy="Name entries or complexes: '3gjx*'")
        choice = None if where is None else parse_choice(where, step=step)
        if choice is not None:
            choice.check(value_names(), step=step)
        return cls(tuple(name.strip() for name in given), choice)

    def __bool__(self) -> bool:
        return bool(self.names) or self.where is not None

    def of(self, run: RunTables, *, step: str) -> RunTables:
        """Keep what was chosen of a run.

        Parameters
        ----------
        run
            All tables.
        step
            The step that an error names.

        Returns
        -------
        RunTables
            The rows of the complexes that fit; :attr:`RunTables.chosen` says in words which they are.

        Raises
        ------
        ConfigError
            A name fits no complex, or nothing is left.
        """
        if not self:
            return run
        kept = list(run.by_id)
        if self.names:
            kept = _named(run, self.names, step)
        if self.where is not None:
            values = complex_values(run)
            before, kept = kept, [complex_ for complex_ in kept if self.where.holds(values[complex_])]
            if not kept:
                _refuse(self.where, [values[complex_] for complex_ in before], step)
        counted = parts_counted((row.source_kind, row.complex in kept) for row in run.complexes)
        return run.only(kept).named(f"{counted}: {self.words()}")

    def words(self) -> str:
        """Say what was chosen, as it is written beside what is shown."""
        names = [", ".join(self.names)] if self.names else []
        conditions = [f"where {self.where.text}"] if self.where is not None else []
        return clipped(shown("; ".join([*names, *conditions])), LONGEST)


def value_names() -> list[str]:
    """All names that complexes can be chosen by, in the order of the tables."""
    measures = sorted(name for measure in scalar_measures() for name in measure.about)
    return [*columns(ComplexRecord), *measures, *OF_CARGO, *OF_OCCUPANT, *VOLUMES, *XPO1.pockets,
            "bound", "occupant_kind", "covalent", "errors", "warnings", *TEXTS, *NUMBERS]  # fmt: skip


def complex_values(run: RunTables) -> dict[str, dict[str, object]]:
    """Collect what complexes are chosen by, from all tables that have something of a complex.

    Parameters
    ----------
    run
        The tables.

    Returns
    -------
    dict of str to dict
        Complex -> name -> value. Columns of complexes.tsv; numbers of geometry.tsv by their measure; what anchors.tsv
        says of the cargo and occupancy.tsv of the occupant, empty where a complex has several that differ;
        ``volume_P0`` to ``volume_all``; ``P0`` to ``P4``: whether an occupant occupies the pocket (``yes``,
        ``borderline``, ``no``); ``bound`` as in conformations.tsv; ``occupant_kind``: ``cargo``, ``inhibitor``,
        ``cargo and inhibitor``, or empty; ``covalent``: whether an inhibitor is bonded at 528; ``errors`` and
        ``warnings``: how many of each problems.tsv has of the complex; of predicted models what model_samples.tsv
        says of them (``iptm_pair``, ``ipsae_cargo_xpo1``, ``job`` ...).
    """
    values: dict[str, dict[str, object]] = {}
    for row in run.complexes:
        values[row.complex] = {
            **run.beside.get(row.complex, {}), **row.model_dump(), **run.values.get(row.complex, {}),
            "bound": bound_state(row), "occupant_kind": "", "covalent": "no", "errors": 0, "warnings": 0,
        }  # fmt: skip
    _add_occupants(run, values)
    for pocket in run.pockets:
        if pocket.complex in values:
            values[pocket.complex][f"volume_{pocket.pocket}"] = pocket.volume
    for bond in run.covalent:
        if bond.complex in values:
            values[bond.complex]["covalent"] = "yes"
    for problem in run.problems:
        if problem.complex in values and problem.severity != "note":
            name = f"{problem.severity}s"
            values[problem.complex][name] = int(str(values[problem.complex][name])) + 1
    return values


def _add_occupants(run: RunTables, values: dict[str, dict[str, object]]) -> None:
    """Add what is known of cargoes and occupants; of several that differ, nothing."""
    several: dict[tuple[str, str], list[object]] = defaultdict(list)
    occupied: dict[tuple[str, str], set[str]] = defaultdict(set)
    kinds: dict[str, set[str]] = defaultdict(set)
    for anchor in run.anchors:
        for name in OF_CARGO:
            several[anchor.complex, name].append(getattr(anchor, name))
    for row in run.occupancy:
        kinds[row.complex].add(row.kind)
        if row.pocket == "all":
            for name in OF_OCCUPANT:
                several[row.complex, name].append(getattr(row, name))
        elif row.occupied:
            occupied[row.complex, row.pocket].add(row.occupied)
    for (complex_, name), given in several.items():
        if complex_ in values and len(set(given)) == 1:
            values[complex_][name] = given[0]
    for (complex_, pocket), words in occupied.items():
        if complex_ in values:
            values[complex_][pocket] = next(word for word in ("yes", "borderline", "no") if word in words)
    for complex_, names in kinds.items():
        if complex_ in values:
            values[complex_]["occupant_kind"] = " and ".join(sorted(names))


def _named(run: RunTables, names: Sequence[str], step: str) -> list[str]:
    """Complexes whose id or entry fits one of the names or patterns, in the order of the run."""
    kept: set[str] = set()
    # A name of a file may hold a comma itself.
    whole = [any(_fits(name, (row.complex, row.entry)) for row in run.complexes) for name in names]
    parted = [[name] if fits else name.split(",") for name, fits in zip(names, whole, strict=True)]
    for name in (part.strip() for parts in parted for part in parts if part.strip()):
        mine = {row.complex for row in run.complexes if _fits(name, (row.complex, row.entry))}
        if not mine:
            near = get_close_matches(name, [*run.by_id, *run.by_entry], n=3)
            raise ConfigError(
                f"no complex or entry is named {shown(name)}", file="--only", step=step,
                remedy=f"{'Did you mean' if near else 'There are'}: {first_few(near or list(run.by_id), MOST_VALUES)}",
            )  # fmt: skip
        kept |= mine
    return [complex_ for complex_ in run.by_id if complex_ in kept]


def _fits(name: str, ids: Collection[str]) -> bool:
    """Whether a name is one of the ids, or fits one as a pattern, whatever the case of the letters."""
    return name in ids or any(fnmatchcase(id_.lower(), name.lower()) for id_ in ids)


def _refuse(where: Choice, values: Sequence[Mapping[str, object]], step: str) -> None:
    """Say that nothing is left, and what there is."""
    there = "; ".join(f"{name} is {_summary([row.get(name) for row in values])}" for name in where.names)
    raise ConfigError(
        f"of {len(values)} complexes none is left where {shown(where.text)}", file="--where", step=step,
        remedy=f"In these tables {there}" if there else "",
    )  # fmt: skip


def _summary(values: Sequence[object]) -> str:
    """What values a name has: the range of numbers, the commonest texts, and how many are empty."""
    given = [value for value in values if not is_empty(value)]
    empty = f"empty in {len(values) - len(given)}" if len(given) < len(values) else ""
    numbers = [value for value in given if isinstance(value, (int, float)) and not isinstance(value, bool)]
    if given and len(numbers) == len(given):
        parts = [f"{min(numbers):g} to {max(numbers):g}"]
    else:
        commonest = Counter(shown(str(value)) for value in given).most_common()
        parts = [first_few([f"'{text}' ({count})" for text, count in commonest], MOST_VALUES)] if given else []
    return ", ".join([*parts, *([empty] if empty else [])])
