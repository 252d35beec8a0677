"""Occupants in the sections in which figures show them: by kind of source, then by class."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Final, TypeVar

from nesgroove.compare.tables import NO_CLASS, OccupantKey, RunTables
from nesgroove.model.structure import SOURCE_KINDS, SourceKind
from nesgroove.show.look import SOURCE_GLYPHS

T = TypeVar("T")

UNASSIGNED: Final = "NES class not assigned"
"""What is said of a cargo's class where it has none."""

PLURALS: Final = {"inhibitor": "inhibitors", "cargo": "cargoes"}


def sections(run: RunTables, kind: str) -> list[tuple[str, list[OccupantKey]]]:
    """Group the occupants of a kind as figures show them.

    Inhibitors by chemical class, the larger classes first; cargoes by class of export signal, which says the
    direction, and by direction where they have none; those of experimental structures first. In one section where
    the run is sorted without groups.

    Parameters
    ----------
    run : RunTables
    kind : str
        ``inhibitor`` or ``cargo``.

    Returns
    -------
    list of (str, list of OccupantKey)
        Title and members of each section.
    """
    if not run.order.grouped:
        every = [key for key in run.occupants if key.kind == kind]
        return [(f"all {PLURALS[kind]}", every)] if every else []
    directions = {(row.complex, row.cargo_chain): row.direction for row in run.anchors}
    groups: dict[tuple[SourceKind, str], list[OccupantKey]] = defaultdict(list)
    for key in run.occupants:
        if key.kind == kind:
            name = inhibitor_class(run, key) if kind == "inhibitor" else _cargo_group(key, directions)
            groups[run.by_id[key.complex].source_kind, name].append(key)
    if kind == "inhibitor":
        last, unnamed = "unknown", "class unknown"
    else:
        last, unnamed = NO_CLASS, UNASSIGNED
    sizes = Counter(name for (_, name), members in groups.items() for _ in members)
    several = len({source for source, _ in groups}) > 1
    titled = []
    for source, name in sorted(groups, key=lambda group: _section_order(group, last, sizes, kind)):
        title = name.replace(last, unnamed, 1) if name.startswith(last) else name
        words = "unknown source" if source == "unknown" else source
        titled.append((f"{words}, {title}" if several else title, groups[source, name]))
    return titled


def of_one_kind(run: RunTables, parts: list[tuple[str, list[T]]]) -> list[tuple[str, list[T]]]:
    """Part sections by kind of source, so that no count and no median holds models and experiments together.

    Parameters
    ----------
    run : RunTables
    parts : list of (str, list)
        Sections of occupants, or of what has one as its ``key``.

    Returns
    -------
    list of (str, list)
        The same where each is of one kind already, as it is unless the run is sorted without groups.
    """
    divided = []
    for title, members in parts:
        kinds: dict[SourceKind, list[T]] = defaultdict(list)
        for member in members:
            complex_: str = getattr(getattr(member, "key", member), "complex")  # noqa: B009
            kinds[run.by_id[complex_].source_kind].append(member)
        for kind in sorted(kinds, key=SOURCE_KINDS.index):
            divided.append((title if len(kinds) == 1 else f"{kind}, {title}", kinds[kind]))
    return divided


def _section_order(
    group: tuple[SourceKind, str], last: str, sizes: Mapping[str, int], kind: str
) -> tuple[int, bool, int, str]:
    """Experiments first; among them what has no name last, the largest class of inhibitors first."""
    source, name = group
    return (SOURCE_KINDS.index(source), name.startswith(last), -sizes[name] if kind == "inhibitor" else 0, name)


def _cargo_group(key: OccupantKey, directions: Mapping[tuple[str, str], str]) -> str:
    """Class of a cargo; of one without a class the direction."""
    if key.nes_class:
        return key.group
    return f"{NO_CLASS}, {directions.get((key.complex, key.occupant)) or 'no one direction'}"


def brief(title: str) -> str:
    """Title of a section where there is little room: the sign of its kind, and no class in three words.

    Examples
    --------
    >>> brief("predicted, NES class not assigned, minus"), brief("SINE")
    ('\u25cb no class, minus', 'SINE')
    """
    kind, comma, rest = title.partition(", ")
    named = next((one for one in SOURCE_KINDS if kind in (one, f"{one} source")), None)
    short = f"{SOURCE_GLYPHS[named]} {rest}" if comma and named else title
    return short.replace(UNASSIGNED, "no class")


def inhibitor_class(run: RunTables, key: OccupantKey) -> str:
    """Look up the chemical class of an inhibitor; ``unknown`` where its component has none."""
    row = run.by_id[key.complex]
    classes = dict(zip(row.inhibitor.split(";"), row.inhibitor_class.split(";"), strict=False))
    return classes.get(key.component, "") or "unknown"
