"""Many pictures: each traced and finished in a process of its own, and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nesgroove.errors import ConfigError, NesgrooveError
from nesgroove.io.files import marked_file_name
from nesgroove.io.workers import workers
from nesgroove.show.pictures.content import Picture
from nesgroove.show.pictures.session import load_pymol
from nesgroove.show.pictures.views import VIEWS, View

WIDTH: Final = 1040
"""Width of the widest view, pixels: 310 dots an inch at one column of a journal."""

LEAST: Final = 200
MOST: Final = 8000

Recipe = tuple[str, Callable[[], Picture]]
"""Name of a picture, and what makes its content."""


@dataclass
class DrawnPictures:
    """What came of it: files, and what could not be drawn."""

    paths: list[Path] = field(default_factory=list)
    errors: list[NesgrooveError] = field(default_factory=list)


def draw_picture(
    picture: Picture, views: Sequence[View], out: Path, width: int = WIDTH, *, fine: bool = False
) -> list[Path]:
    """Draw one picture from several views, as ``NAME_VIEW.png``.

    Parameters
    ----------
    picture
        What it holds.
    views
        Where from.
    out
        Directory.
    width
        Of the view from the solvent, pixels; the others have the same scale.
    fine
        With a finer surface.

    Returns
    -------
    list of Path
    """
    from nesgroove.show.pictures.page import save_page
    from nesgroove.show.pictures.render import rendered

    scale = width / VIEWS["solvent"].width
    stem, paths = marked_file_name(picture.name), []
    for view, pixels in rendered(picture, views, scale, fine=fine):
        path = out / f"{stem}_{view.name}.png"
        save_page(picture, view, pixels, scale, path)
        paths.append(path)
    return paths


def draw_pictures(
    recipes: Iterable[Recipe],
    out: Path,
    *,
    views: Sequence[View] = (),
    width: int = WIDTH,
    jobs: int = 1,
    fine: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> DrawnPictures:
    """Draw many pictures; one that fails takes no other with it.

    Parameters
    ----------
    recipes
        What to draw.
    out
        Directory.
    views
        Where from; each picture has views of its own where none are given.
    width, fine
        As in :func:`draw_picture`.
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
        PyMOL is not installed, or the width is out of bounds.
    """
    load_pymol()
    if not LEAST <= width <= MOST:
        raise ConfigError(f"a width of {width} pixels", step="picture", remedy=f"Choose {LEAST} to {MOST}")
    out.mkdir(parents=True, exist_ok=True)
    drawn = DrawnPictures()

    def work() -> Iterator[tuple[str, Picture, Sequence[View]]]:
        for name, make in recipes:
            try:
                picture = make()
            except NesgrooveError as error:
                drawn.errors.append(error)
                progress(name)
            else:
                yield name, picture, views or [VIEWS[view] for view in picture.views]

    if jobs == 1:
        for name, picture, angles in work():
            drawn.paths += draw_picture(picture, angles, out, width, fine=fine)
            progress(name)
    else:
        _in_processes(work(), out, width, jobs, fine, progress, drawn)
    drawn.paths.sort()
    return drawn


def _in_processes(
    work: Iterator[tuple[str, Picture, Sequence[View]]],
    out: Path,
    width: int,
    jobs: int,
    fine: bool,
    progress: Callable[[str], None],
    drawn: DrawnPictures,
) -> None:
    # Processes are started afresh: PyMOL does not survive a fork, nor does the thread of the progress bar.
    with workers(jobs, fresh=True) as pool:
        names: dict[Future[list[Path]], str] = {}
        for name, picture, views in work:
            names[pool.submit(draw_picture, picture, views, out, width, fine=fine)] = name
            if len(names) > 2 * jobs:
                _collect(names, progress, drawn)
        while names:
            _collect(names, progress, drawn)


def _collect(names: dict[Future[list[Path]], str], progress: Callable[[str], None], drawn: DrawnPictures) -> None:
    for future in wait(names, return_when=FIRST_COMPLETED).done:
        name = names.pop(future)
        try:
            drawn.paths += future.result()
        except BrokenProcessPool as error:
            raise ConfigError(
                "a process was killed, most likely for want of memory", file=name, step="picture",
                remedy="Draw with fewer --jobs or a smaller --width",
            ) from error  # fmt: skip
        progress(name)
