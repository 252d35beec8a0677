"""A viewpoint as a reader gives it: a name, turns of a standard view, or the camera of a PyMOL session."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from nesgroove.errors import ConfigError
from nesgroove.io.files import file_name
from nesgroove.model.structure import FloatArray
from nesgroove.show.pictures.views import VIEWS, View
from nesgroove.show.scene.plan import FIELD_OF_VIEW

LEAST: Final = 8.0
MOST: Final = 150.0
"""What an own view may show from top to bottom, A: a side chain, or all of XPO1."""

CUTTING: Final = 22.0
"""A front clipping plane nearer to the middle than this cuts into the groove's walls, A; farther away it is where
PyMOL puts it for all of a complex."""

LONGEST_FILE: Final = 1_000_000
"""Of a file with a view, bytes."""

TURN: Final = re.compile(r"turn\s+([xyz])\s*[\s,]\s*([-+]?(?:\d+\.?\d*|\.\d+))", re.IGNORECASE)
NUMBER: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
SET_VIEW: Final = re.compile(r"set_view\s*\(([^)]*)\)")

HELP: Final = (
    f"Choose from {', '.join(VIEWS)}, turn one ('solvent turn x 20'), or give the 18 numbers of PyMOL's get_view, or"
    " a file that holds them"
)


def chosen_views(words: Sequence[str]) -> list[View]:
    """Make views of what a reader wrote, all standard ones where that is nothing.

    Parameters
    ----------
    words
        Each one of: names of standard views, separated by commas; turns as PyMOL has them, of the view from the
        solvent or of one that is named before them, such as ``cutaway turn x 20``; the 18 numbers of PyMOL's
        ``get_view``; a file with them, as ``get_view`` prints them or as a script has them (the last ``set_view``).

    Returns
    -------
    list of View
        Standard views first, in their order; each once.

    Raises
    ------
    ConfigError
        It is none of these, or no view of anything.
    """
    views: dict[str, View] = {}
    for text in words:
        for view in _views_of(text.strip()):
            same = views.get(view.name)
            views[view.name if same in (None, view) else _another(view.name, views)] = view
    named = {name: replace(view, name=name) for name, view in views.items()}
    standard = [view for name, view in VIEWS.items() if not words or name in named]
    return standard + [view for name, view in named.items() if name not in VIEWS]


def turned(view: View, axis: str, angle: float) -> View:
    """Turn what a view shows about an axis of the picture, as PyMOL's ``turn`` does; its scale stays.

    Parameters
    ----------
    view
        Any view.
    axis : {'x', 'y', 'z'}
        To the right, up, or toward the viewer.
    angle
        Degrees.
    """
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    turns = {"x": ((1, 0, 0), (0, c, -s), (0, s, c)), "y": ((c, 0, s), (0, 1, 0), (-s, 0, c)),
             "z": ((c, -s, 0), (s, c, 0), (0, 0, 1))}  # fmt: skip
    right, up, toward = np.array(turns[axis]) @ np.array([view.right, view.up, view.toward])
    return replace(view, right=_triple(right), up=_triple(up), toward=_triple(toward))


def from_camera(numbers: Sequence[float], name: str, words: str) -> View:
    """Make a view of a camera of PyMOL's.

    Parameters
    ----------
    numbers
        The 18 of ``get_view``, of a session that shows a complex in the groove frame: a scene or a superposed file.
    name, words
        Of the view.

    Returns
    -------
    View
        What is in the middle of PyMOL's window, as large from top to bottom. Where the window's front clipping plane
        cuts into what is drawn, so does the view.

    Raises
    ------
    ConfigError
        The numbers are no camera.
    """
    turn = np.array(numbers[:9]).reshape(3, 3)
    if not np.allclose(turn @ turn.T, np.eye(3), atol=0.01) or np.linalg.det(turn) < 0:
        raise _not_a_view("the first nine numbers are no rotation", words)
    right, up, toward = turn.T
    shift, origin = np.array(numbers[9:12]), np.array(numbers[12:15])
    away = -shift[2]
    angle = abs(numbers[17]) if abs(numbers[17]) > 1 else FIELD_OF_VIEW
    height = 2 * away * math.tan(math.radians(min(angle, 170.0) / 2))
    if not LEAST <= height <= MOST:
        raise _not_a_view(f"it shows {height:.0f} A from top to bottom, not {LEAST:g} to {MOST:g}", words)
    centre = origin - shift[0] * right - shift[1] * up
    front = away - numbers[15]
    shape = VIEWS["solvent"]
    return View(
        name, _triple(right), _triple(up), _triple(toward), _triple(centre), height * shape.width / shape.height,
        height, front if front < CUTTING else None, words, own=True,
    )  # fmt: skip


def _views_of(text: str) -> Iterator[View]:
    names = [name.strip() for name in text.split(",")]
    if text and all(name in VIEWS for name in names):
        yield from (VIEWS[name] for name in names)
        return
    turns = TURN.findall(text)
    base = re.sub(r"[\s,;:]+", "", TURN.sub("", text)) or "solvent"
    if turns and base in VIEWS:
        view = VIEWS[base]
        for axis, angle in turns:
            view = turned(view, axis.lower(), float(angle))
        words = ", ".join(f"{axis.lower()} {float(angle):g}°" for axis, angle in turns)
        name = file_name("_".join([base, "turn", *(f"{axis.lower()}_{float(angle):g}" for axis, angle in turns)]))
        yield replace(view, name=name, words=f"{view.words}, turned about {words}")
        return
    yield _camera_of(text)


def _camera_of(text: str) -> View:
    name, words, content = "view", "own view", text
    path = Path(text) if text and "\n" not in text and len(text) < 1000 else None
    if path is not None and path.is_file():
        name = file_name(path.name.split(".")[0], empty="view")
        name = f"{name}_view" if name in VIEWS else name
        words, content = f"view {path.name}", _read(path)
    written = SET_VIEW.findall(content)
    numbers = [float(number) for number in NUMBER.findall(written[-1] if written else content)]
    if not written and NUMBER.sub("", content).strip(" \t\r\n,;()[]\\"):
        numbers = []  # words among them: it is something else
    if not numbers:
        raise ConfigError(f"there is no view {_short(text)!r}", step="picture", remedy=HELP)
    if len(numbers) != 18 or not np.isfinite(numbers).all():
        raise _not_a_view(f"it has {len(numbers)} numbers, not 18", _short(text))
    return from_camera(numbers, name, words)


def _read(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return stream.read(LONGEST_FILE).decode("utf-8", errors="replace")
    except OSError as error:
        raise ConfigError(
            f"the view cannot be read: {error.strerror}", file=path, step="picture", remedy=HELP
        ) from error  # fmt: skip


def _not_a_view(why: str, what: str) -> ConfigError:
    return ConfigError(
        f"{what} is no view: {why}", step="picture",
        remedy="Give the 18 numbers that PyMOL's get_view prints for a scene of the complex",
    )  # fmt: skip


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."


def _another(name: str, taken: dict[str, View]) -> str:
    return next(f"{name}_{number}" for number in range(2, 10_000) if f"{name}_{number}" not in taken)


def _triple(values: FloatArray) -> tuple[float, float, float]:
    x, y, z = (float(value) + 0.0 for value in values)
    return x, y, z
