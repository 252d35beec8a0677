"""The look that all figures share, and the one way in which they are saved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Final
from warnings import catch_warnings, filterwarnings

from nesgroove.errors import ConfigError
from nesgroove.io.writing import new_file
from nesgroove.show.look import COLUMN, GREY, MARK_COLOUR
from nesgroove.show.marks import kinds_line
from nesgroove.show.text import text_width, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from nesgroove.compare.tables import RunTables


NOTHING: Final = "nothing-to-draw"
"""Mark of the text of a figure without anything in it."""

MOST_PIXELS: Final = 60_000
"""Of a side of an image; matplotlib draws none of 65,536 or more."""


@contextmanager
def figure_style() -> Iterator[None]:
    """Use the shared style, whatever the reader's own settings are."""
    import matplotlib as mpl
    from matplotlib import style

    with as_file(files("nesgroove.show.figures") / "nesgroove.mplstyle") as path, mpl.rc_context():
        mpl.rcdefaults()
        style.use(path)
        yield


NOTE: Final = 6.0
"""Size of the words below a figure, points."""

NOTE_LINE: Final = 0.105
"""Height of one of their lines, inches."""

BOLDER: Final = 1.15
"""How much wider bold letters are, at most."""


METADATA: Final[dict[str, dict[str, str | None]]] = {
    ".svg": {"Date": None, "Creator": None},
    ".png": {"Software": None},
    ".pdf": {"CreationDate": None, "ModDate": None, "Producer": None, "Creator": None},
}
"""What is left out of a file of a figure, by its ending: dates and programs, which would make equal figures differ."""


def metadata_of(path: Path) -> dict[str, str | None]:
    """Say what is left out of a file of a figure.

    Raises
    ------
    ConfigError
        Its ending is not that of SVG, PNG or PDF.
    """
    if path.suffix not in METADATA:
        raise ConfigError(
            f"a figure cannot be saved as {path.suffix or 'a file without an ending'}", file=path, step="figure",
            remedy="Use .svg, .png or .pdf",
        )  # fmt: skip
    return METADATA[path.suffix]


def save(figure: Figure, path: Path, notes: Sequence[str] = ()) -> None:
    """Save a figure as SVG, PNG or PDF; the same figure gives the same bytes.

    Parameters
    ----------
    figure, path
        What, and where.
    notes
        What is written below it: which of its pages it is, what was chosen for it.

    Raises
    ------
    ConfigError
        The ending is none of the three.
    """
    metadata = metadata_of(path)
    box = _with_notes(figure, notes)
    with new_file(path) as stream, catch_warnings():
        # Signs of other scripts are boxes in PNG and PDF; SVG holds them as text, which the reader's fonts show.
        filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(stream, format=path.suffix[1:], metadata=metadata, dpi=_dots(figure),
                       bbox_inches=box)  # fmt: skip


def _with_notes(figure: Figure, notes: Sequence[str]) -> Bbox | None:
    """Write words below a figure, and give the box with them, and with lines above it, inches; None without either."""
    above = sum(text.get_text().count("\n") for text in figure.texts if text.get_gid() == "kinds-mark")
    if not notes and not above:
        return None
    from matplotlib.transforms import Bbox

    width, height = map(float, figure.get_size_inches())
    head = NOTE_LINE * above
    lines = [line for note in notes for line in wrapped(note, NOTE, width - 0.1)]
    foot = 0.06 + NOTE_LINE * len(lines) if lines else 0.0
    if lines and not any(text.get_gid() == "notes" for text in figure.texts):
        figure.text(0.05 / width, -0.02 / height, "\n".join(lines), ha="left", va="top", fontsize=NOTE, color=GREY,
                    linespacing=1.25, gid="notes")  # fmt: skip
    return Bbox.from_extents(0.0, -foot, width, height + head)


def _dots(figure: Figure) -> float:
    """Dots an inch: fewer where a figure of very many rows would be higher than an image can be."""
    from matplotlib import rcParams

    dots = float(rcParams["savefig.dpi"])
    return min(dots, MOST_PIXELS / float(max(figure.get_size_inches())))


def axes_at(figure: Figure, box: tuple[float, float, float, float], gid: str) -> Axes:
    """Put axes into a figure: left, bottom, width and height in inches."""
    width, height = map(float, figure.get_size_inches())
    left, bottom, wide, tall = box
    return figure.add_axes((left / width, bottom / height, wide / width, tall / height), gid=gid)


OCCUPANTS: Final = ("cargo", "inhibitor")
"""Of figures that draw what is in grooves."""


def mark_kinds(
    figure: Figure, run: RunTables, occupants: Sequence[str] = (), shown: Collection[str] | None = None
) -> None:
    """Count across the top what a figure shows of each kind, with its sign, where not all are experiments.

    Parameters
    ----------
    figure, run
        The figure, and its tables.
    occupants
        Kinds of occupants that are drawn, where complexes without one are not: ``cargo``, ``inhibitor``.
    shown
        Complexes that this page draws; all where it is not said, or where a row sums several up.
    """
    drawn = {key.complex for key in run.occupants if not occupants or key.kind in occupants}
    if shown is not None and run.by_id.keys() >= set(shown):
        drawn &= set(shown)
    mark = kinds_line(row.source_kind for row in run.complexes if not occupants or row.complex in drawn)
    if mark:
        width, height = map(float, figure.get_size_inches())
        room = (width - 0.1) / BOLDER
        parts = [mark] if text_width(mark, NOTE) <= room else mark.split("; ")
        lines = [line for part in parts for line in wrapped(part, NOTE, room)]
        # Lines that have no room side by side stand above the figure, which is saved with them.
        figure.text(
            0.995, 1 - (0.01 + NOTE_LINE) / height, "\n".join(lines), ha="right", va="bottom", color=MARK_COLOUR,
            fontsize=NOTE, weight="bold", linespacing=1.15, gid="kinds-mark",
        )  # fmt: skip


def why_blank(figure: Figure) -> str:
    """Say why there is nothing to draw in a figure that ``blank`` made; empty of any other."""
    return next((text.get_text() for text in figure.texts if text.get_gid() == NOTHING), "")


def blank(message: str, width: float = COLUMN) -> Figure:
    """Make a figure that says why there is nothing to draw."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, 1.2))
    figure.text(0.5, 0.5, message, ha="center", va="center", gid=NOTHING, wrap=True)
    return figure
