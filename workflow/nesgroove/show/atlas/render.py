"""Templates to pages: everything that comes from a file is escaped, and data for scripts cannot end a script."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nesgroove import __version__
from nesgroove.io.files import write_file
from nesgroove.model.confidence import confidence_class
from nesgroove.model.target import XPO1
from nesgroove.show import links, marks
from nesgroove.show.atlas import facts
from nesgroove.show.colours import on, rgb
from nesgroove.show.confidence import plddt_of, plddt_part
from nesgroove.show.javascript import script_json
from nesgroove.show.look import (
    CHOSEN,
    CLEAR_CONTACT_CARBON,
    COMPARED,
    CONFIDENCE_WORDS,
    CYS_COLOUR,
    KIND_COLOURS,
    PAGE_CONFIDENCE,
    POCKET_COLOURS,
    UNITS,
    contact_name,
)

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

STATIC: Final = (
    "atlas.css", "theme.js", "address.js", "atlas.js", "motif.js", "tables.js", "viewer.js", "linked.js", "compare.js",
    "structure.js",
)  # fmt: skip
"""Files that all pages share, as they are."""

DARKEST: Final = 53
"""Greatest part of its colour in a shaded cell, percent: words on it keep a contrast of 4.5 in light and in dark."""

FILLED_FULL: Final = 0.5
"""Part of a pocket that has the darkest shade: occupants seldom fill more of one."""

PIECE: Final = 60
"""Rows of a table that are in its page, and that are shown at a time."""

MOST_PAIRS: Final = 200
"""Pairs of compound and cargo that a page lists; the table to download has all."""

BURIED_FULL: Final = 250.0
"""Buried area of a pocket that has the darkest shade, A^2: about what snurportin buries in P1."""


@cache
def environment() -> Environment:
    """Set up the templates; every value is escaped, whatever the name of the template."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("nesgroove.show.atlas", "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    made.globals.update(
        version=__version__, pockets=XPO1.pockets, mark_of=facts.mark_of,
        method_of=facts.method_of, bound_of=facts.bound_of, measure_words=facts.measure_words, shade=shade,
        plddt_of=plddt_of, plddt_part=plddt_part, confidence_of=facts.confidence_of,
        confidence_class=confidence_class, confidence_words=CONFIDENCE_WORDS, units=UNITS,
        filled_full=FILLED_FULL, most_pairs=MOST_PAIRS, naming=facts.NAMING, inchi_of=facts.inchi_of,
        mark=marks.mark_of, seen_words=marks.seen_words,
        entry_links=links.entry_links, protein_links=links.protein_links, compound_links=links.compound_links,
        buried_full=BURIED_FULL, contact_name=contact_name,
    )  # fmt: skip
    made.filters.update(number=number, listed=facts.listed)
    return made


def page(out: Path, path: str, template: str, values: Mapping[str, Any]) -> None:
    """Write one page.

    Parameters
    ----------
    out
        Directory of the atlas.
    path
        Of the page in it, with ``/``.
    template
        Its template.
    values
        What the template shows.
    """
    root = "../" * path.count("/")
    pieces = Pieces(out, path)
    text = environment().get_template(template).render(root=root, path=path, pieces=pieces, piece=PIECE, **values)
    write(out, path, text)


class Pieces:
    """Long tables of a page: their first rows stand in it, the others in scripts, from which they are shown in pieces.

    Parameters
    ----------
    out, path
        As of :func:`page`.

    Attributes
    ----------
    scripts : list of str
        Paths in the atlas of the scripts that the page needs.
    """

    def __init__(self, out: Path, path: str) -> None:
        self.scripts: list[str] = []
        self._out = out
        self._prefix = "data/rows/" + path.removesuffix(".html").replace("/", "_")

    def rows(self, table: str, items: Iterable[Any], row: Callable[[Any], str]) -> Markup:
        """Lay out the rows of a table.

        Parameters
        ----------
        table
            Id of the table in the page.
        items
            What its rows are about.
        row
            Macro that makes a row, escaped as all that templates make.

        Returns
        -------
        Markup
            The first rows.
        """
        from markupsafe import Markup

        made = [str(row(item)).strip() for item in items]
        if len(made) > PIECE:
            path = f"{self._prefix}-{table}.js"
            rest = script_json("".join(made[PIECE:]))
            register = "(window.nesgrooveRows = window.nesgrooveRows || {})"
            write(self._out, path, f"{register}[{script_json(table)}] = {rest};\n")
            self.scripts.append(path)
        return Markup("\n".join(made[:PIECE]))  # what macros give is escaped


def failed_page(out: Path, path: str, title: str, why: str) -> None:
    """Write the page of something that cannot be shown.

    Parameters
    ----------
    out, path
        As of :func:`page`.
    title
        What it would have shown.
    why
        Why it does not.
    """
    page(out, path, "failed.html.j2", {"title": title, "why": why})


def write(out: Path, path: str, content: str | bytes) -> None:
    """Write a file of the atlas."""
    write_file(out / path, content)


def number(value: float | None, digits: int = 2) -> str:
    """Write a number as the tables do; a dash where nothing was measured."""
    if value is None:
        return "–"
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")


def shade(pocket: str, value: float | None, full: float = 1.0) -> str:
    """Give the style of a cell that is shaded in a pocket's colour by a value; no style where there is none."""
    if value is None or value <= 0:
        return ""
    red, green, blue = (round(255 * value) for value in rgb(POCKET_COLOURS[pocket]))
    part = round(8 + (DARKEST - 8) * min(value / full, 1.0))
    return f"background-color: rgba({red}, {green}, {blue}, {part / 100:.2f})"


def static_files() -> dict[str, bytes]:
    """Read the files that all pages share; colours of what figures have too are written into the style."""
    from importlib.resources import files

    folder = files("nesgroove.show.atlas") / "static"
    contents = {f"assets/{name}": (folder / name).read_bytes() for name in STATIC}
    colours = "".join(f"--{name.lower()}: {colour}; " for name, colour in POCKET_COLOURS.items())
    colours += "".join(f"--{kind}: {colour}; " for kind, colour in KIND_COLOURS.items())
    for side, (occupant, receptor) in COMPARED.items():
        colours += f"--side-{side}: {occupant}; --side-{side}-xpo1: {receptor}; "
    colours += f"--carbon: {CLEAR_CONTACT_CARBON}; --chosen: {CHOSEN}; "
    head = f":root {{ {colours}--cys: {CYS_COLOUR}; }}\n".encode()
    sure = "".join(
        f".plddt.{name.replace(' ', '-')} {{ background: {colour}; color: {on(colour)}; }}\n"
        for name, colour in PAGE_CONFIDENCE.items()
    )
    return contents | {"assets/atlas.css": head + contents["assets/atlas.css"] + sure.encode()}
