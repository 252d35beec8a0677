"""Many pictures: each traced and finished in a process of its own, and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from nesgroove.errors import Attempts, NesgrooveError
from nesgroove.io.files import marked_file_name
from nesgroove.show.pictures.content import Picture
from nesgroove.show.pictures.manner import Manner
from nesgroove.show.pictures.session import load_pymol
from nesgroove.show.pictures.views import VIEWS, View
from nesgroove.survey.processes import in_order

STEP: Final = "picture"

Recipe = tuple[str, Callable[[], Picture]]
"""Name of a picture, and what makes its content."""

Task = tuple[str, Picture, Sequence[View]]
"""Name of a picture, its content, and where it is seen from."""

Traced = tuple[str, list[Path], NesgrooveError | None]
"""Name of a picture, its files, and why it could not be drawn."""


@dataclass
class DrawnPictures:
    """What came of it: files, and what could not be drawn."""

    paths: list[Path] = field(default_factory=list)
    errors: list[NesgrooveError] = field(default_factory=list)


def draw_picture(picture: Picture, views: Sequence[View], out: Path, manner: Manner | None = None) -> list[Path]:
    """Draw one picture from several views, as ``NAME_VIEW.png``.

    Parameters
    ----------
    picture
        What it holds.
    views
        Where from.
    out
        Directory.
    manner
        How; its views do not count here.

    Returns
    -------
    list of Path
    """
    from nesgroove.show.pictures.page import save_bare, save_page
    from nesgroove.show.pictures.render import rendered

    manner = manner or Manner()
    stem, paths = marked_file_name(picture.name), []
    for view, pixels in rendered(picture, views, manner.paper, fine=manner.fine, transparent=manner.bare):
        path, sheet = out / f"{stem}_{view.name}.png", manner.paper.sheet(view)
        if manner.bare:
            save_bare(picture, view, pixels, sheet, path)
        else:
            save_page(picture, view, pixels, sheet, path, manner.styles)
        paths.append(path)
    return paths


def draw_pictures(
    recipes: Iterable[Recipe],
    out: Path,
    manner: Manner | None = None,
    *,
    jobs: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> DrawnPictures:
    """Draw many pictures; one that fails takes no other with it.

    Parameters
    ----------
    recipes
        What to draw.
    out
        Directory.
    manner
        How.
    jobs
        Processes. The pictures do not depend on it.
    progress
        Called with a picture's name when it is done.

    Returns
    -------
    DrawnPictures

    Raises
    ------
    ConfigError
        PyMOL is not installed.
    """
    load_pymol()
    manner = manner or Manner()
    out.mkdir(parents=True, exist_ok=True)
    attempts = Attempts(STEP)
    drawn = DrawnPictures(errors=attempts.errors)

    def work() -> Iterator[Task]:
        for name, make in recipes:
            picture = attempts.make(name, make)
            if picture is None:
                progress(name)
            else:
                yield name, picture, manner.views or [VIEWS[view] for view in picture.views]

    # Processes are started afresh: PyMOL does not survive a fork, nor does the thread of the progress bar.
    draw = partial(_traced, out=out, manner=manner)
    for name, paths, error in in_order(draw, work(), jobs, _ended, fresh=True):
        drawn.paths += paths
        drawn.errors += [error] if error is not None else []
        progress(name)
    drawn.paths.sort()
    return drawn


def _traced(task: Task, out: Path, manner: Manner) -> Traced:
    """Draw one picture, or say why it cannot be drawn."""
    name, picture, views = task
    attempts = Attempts(STEP)
    paths = attempts.make(name, partial(draw_picture, picture, views, out, manner))
    return name, paths or [], next(iter(attempts.errors), None)


def _ended(task: Task) -> Traced:
    error = NesgrooveError(
        "the process that drew it was ended, most likely for want of memory", file=task[0], step=STEP,
        remedy="Draw with fewer --jobs or a smaller --width",
    )  # fmt: skip
    return task[0], [], error
