"""The look that all figures share, and the one way in which they are saved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nesgroove.compare.kinds import kinds_mark
from nesgroove.errors import ConfigError
from nesgroove.io.writing import new_file
from nesgroove.show.look import COLUMN, MARK_COLOUR

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nesgroove.compare.tables import RunTables


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


def save(figure: Figure, path: Path) -> None:
    """Save a figure as SVG, PNG or PDF; the same figure gives the same bytes.

    Raises
    ------
    ConfigError
        The ending is none of the three.
    """
    metadata: dict[str, dict[str, str | None]] = {
        ".svg": {"Date": None, "Creator": None},
        ".png": {"Software": None},
        ".pdf": {"CreationDate": None, "ModDate": None, "Producer": None, "Creator": None},
    }
    if path.suffix not in metadata:
        raise ConfigError(
            f"a figure cannot be saved as {path.suffix or 'a file without an ending'}",
            file=path,
            step="figure",
            remedy="Use .svg, .png or .pdf",
        )
    with new_file(path) as stream:
        figure.savefig(stream, format=path.suffix[1:], metadata=metadata[path.suffix], dpi=_dots(figure))


def _dots(figure: Figure) -> float:
    """Dots an inch: fewer where a figure of very many rows would be higher than an image can be."""
    from matplotlib import rcParams

    dots = float(rcParams["savefig.dpi"])
    return min(dots, MOST_PIXELS / float(max(figure.get_size_inches())))


def mark_kinds(figure: Figure, run: RunTables) -> None:
    """Write across the top which kinds a figure shows that are no experiments, where it does."""
    mark = kinds_mark(row.source_kind for row in run.complexes)
    if mark:
        figure.text(
            0.995, 0.998, mark, ha="right", va="top", color=MARK_COLOUR, fontsize=6, weight="bold", gid="kinds-mark",
        )  # fmt: skip


def blank(message: str, width: float = COLUMN) -> Figure:
    """Make a figure that says why there is nothing to draw."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, 1.2))
    figure.text(0.5, 0.5, message, ha="center", va="center", gid="nothing-to-draw", wrap=True)
    return figure
