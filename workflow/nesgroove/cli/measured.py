"""The result of a run on the screen: a row for each occupant of each complex, and what is worth a look."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Final, Literal

from nesgroove.cli.errors import is_quiet, tell

if TYPE_CHECKING:
    from nesgroove.compare.tables import OccupantKey, RunTables
    from nesgroove.measure.complexes import ComplexRecord

HEADER: Final = ("complex", "kind", "state", "528", "width (A)", "occupant", "pockets", "class")
"""Of the rows; the width is that of the groove."""

BETWEEN: Final = 2
"""Blanks between two columns on a terminal."""

SHOWN: Final = 40
"""Complexes that are shown; of more, the tables are the place to look."""

KINDS_SHOWN: Final = 8
"""Kinds of problems that are shown."""

LONGEST: Final = 160
"""Letters of a message that are shown: a list of residues may be long."""

EMPTY: Final = "-"
"""In the place of what is not there, or not known."""


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: ``1 file``, ``2 complexes``, ``3 entries``."""
    several = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}es" if noun.endswith("x") else f"{noun}s"
    return f"{number} {noun if number == 1 else several}"


def tell_measured(out: Path) -> None:
    """Show what was measured: a table on a terminal, lines of words on a narrow one, else columns two blanks apart.

    Parameters
    ----------
    out
        Directory of tables.
    """
    if is_quiet():
        return
    rows, more = result_rows(out)
    if rows and sys.stdout.isatty():
        _draw(rows)
    elif rows:
        for line in aligned([HEADER, *rows]):
            tell(line)
    if more:
        tell(f"and {more} more complexes in {out / 'complexes.tsv'}")


def result_rows(out: Path) -> tuple[list[tuple[str, ...]], int]:
    """Make the rows of the first complexes, one for each occupant.

    Parameters
    ----------
    out
        Directory of tables.

    Returns
    -------
    rows : list of tuple of str
        With the columns of :data:`HEADER`.
    more : int
        Complexes that have no row here.
    """
    from nesgroove.compare.tables import RunTables
    from nesgroove.io.tables import iter_table
    from nesgroove.measure.cargo import AnchorRecord
    from nesgroove.measure.complexes import ComplexRecord
    from nesgroove.measure.occupancy import OccupancyRecord

    every = iter_table(ComplexRecord, out / "complexes.tsv")
    complexes = list(islice(every, SHOWN))
    shown = {row.complex for row in complexes}
    run = RunTables(
        complexes=complexes,
        occupancy=[row for row in iter_table(OccupancyRecord, out / "occupancy.tsv") if row.complex in shown],
        anchors=[row for row in iter_table(AnchorRecord, out / "anchors.tsv") if row.complex in shown],
    )
    occupants: dict[str, list[OccupantKey]] = {}
    for key in run.occupants:
        occupants.setdefault(key.complex, []).append(key)
    rows = [
        tuple(cell or EMPTY for cell in (*_of_complex(row), *_of_occupant(run, row, key)))
        for row in complexes
        for key in occupants.get(row.complex, [None])
    ]
    return rows, sum(1 for _ in every)


def _of_complex(row: ComplexRecord) -> tuple[str, ...]:
    from nesgroove.show.marks import mark_of

    badge = mark_of(row).badge
    kind = row.source_kind if badge in (row.source_kind, f"{row.source_kind} source") else f"{row.source_kind} {badge}"
    width = f"{row.groove_width:.2f}" if row.groove_width is not None else ""
    return row.complex, kind, row.state or "", row.site528, width


def _of_occupant(run: RunTables, row: ComplexRecord, key: OccupantKey | None) -> tuple[str, ...]:
    """Name an occupant, the pockets that it fills, and its class."""
    if key is None:
        return "none", "", ""
    cells = [row for row in run.occupancy if (row.complex, row.occupant) == (key.complex, key.occupant)]
    if key.kind == "inhibitor":
        classes = dict(zip(row.inhibitor.split(";"), row.inhibitor_class.split(";"), strict=False))
        kind = classes.get(key.component, "").replace("_", " ")
    else:
        own = (row.direction for row in run.anchors if (row.complex, row.cargo_chain) == (key.complex, key.occupant))
        direction = next(own, "")
        kind = " ".join(filter(None, (key.nes_class, direction)))
    return key.name, pockets_filled({cell.pocket: cell.occupied for cell in cells if cell.pocket != "all"}), kind


def pockets_filled(occupied: Mapping[str, str]) -> str:
    """Write which pockets are filled: ``P0 P2-P4``; one of which it cannot be told as ``P1?``.

    Parameters
    ----------
    occupied
        ``yes``, ``borderline``, ``no`` or nothing, by pocket.

    Returns
    -------
    str
        Empty where none is.
    """
    stretches: list[list[str]] = []
    before = ""
    for pocket, filled in sorted(occupied.items()):
        if filled == "yes" and before == "yes":
            stretches[-1].append(pocket)
        elif filled != "no":
            stretches.append([pocket if filled == "yes" else f"{pocket}?"])
        before = filled
    return " ".join(f"{part[0]}-{part[-1]}" if len(part) > 1 else part[0] for part in stretches)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lay out rows as plain text, columns two blanks apart.

    Parameters
    ----------
    rows
        Cells, none of them empty.

    Returns
    -------
    list of str
        A line each, without blanks at its end.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def fitted(rows: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Give columns the widths at which they fit, with cells parted between words and never within one.

    Parameters
    ----------
    rows
        Cells.
    room
        Letters of a line.

    Returns
    -------
    list of int or None
        None where the longest words do not fit beside each other.
    """
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    least = [max((len(word) for cell in column for word in cell.split()), default=0) for column in columns]
    for _ in range(sum(widths) + BETWEEN * (len(widths) - 1) - room):
        slack = [width - word for width, word in zip(widths, least, strict=True)]
        if max(slack) == 0:
            return None
        widths[slack.index(max(slack))] -= 1
    return widths


def in_lines(rows: Sequence[Sequence[str]], room: int) -> list[str]:
    """Write rows for a terminal on which no table fits: a complex, and below it each of its occupants.

    Parameters
    ----------
    rows
        With the columns of :data:`HEADER`.
    room
        Letters of a line.

    Returns
    -------
    list of str
    """
    lines: list[str] = []
    before = ""
    for name, kind, state, site, width, *occupant in rows:
        whole = [name, kind, state, site, width if width == EMPTY else f"{width} A wide"]
        texts = [("", whole)] if name != before else []
        before = name
        for indent, cells in [*texts, ("  ", occupant)]:
            text = ", ".join(cell for cell in cells if cell != EMPTY)
            lines += wrap(text, room, initial_indent=indent, subsequent_indent="    ", break_on_hyphens=False)
    return lines


def _draw(rows: Sequence[Sequence[str]]) -> None:
    """Draw rows as a table for a terminal, with what belongs to a complex written once."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=sys.stdout)
    widths = fitted([HEADER, *rows], console.width)
    if widths is None:
        for line in in_lines(rows, console.width):
            tell(line)
        return
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
    for name, width in zip(HEADER, widths, strict=True):
        justify: Literal["left", "right"] = "right" if name.startswith("width") else "left"
        table.add_column(name, justify=justify, overflow="fold", width=width)
    before = ""
    for row in rows:
        cells = ["" if row[0] == before and number < 5 else cell for number, cell in enumerate(row)]
        before = row[0]
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)


def tell_problems(out: Path) -> None:
    """Show what is worth a look: warnings by kind, each with the first of them, where it is, and what to do about it.

    Parameters
    ----------
    out
        Directory of tables.
    """
    from nesgroove.io.tables import iter_table
    from nesgroove.model.problem import ProblemRecord
    from nesgroove.survey.problem_kinds import problem_kinds

    if is_quiet():
        return
    rows = iter_table(ProblemRecord, out / "problems.tsv")
    kinds = problem_kinds(row for row in rows if row.severity == "warning")
    if not kinds:
        return
    tell(f"Worth a look, all of it in {out / 'problems.tsv'}:")
    for kind in kinds[:KINDS_SHOWN]:
        first = kind.first
        message = first.message if len(first.message) <= LONGEST else f"{first.message[:LONGEST].rstrip()} ..."
        many = f"{kind.count} times, " if kind.count > 1 else ""
        tell(f"  {first.step}: {many}{kind.listed() or 'the whole run'}: {message}")
        if first.remedy:
            tell(f"    {first.remedy}")
    if len(kinds) > KINDS_SHOWN:
        tell(f"  and {len(kinds) - KINDS_SHOWN} more kinds")
