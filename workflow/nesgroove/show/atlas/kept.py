"""An atlas while it is made: beside its place, so that one that is stopped goes on, and appears when it is whole."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nesgroove.io.files import marked_file_name, write_file
from nesgroove.io.writing import copy_file, part_of
from nesgroove.show.atlas.listing import clear, listing
from nesgroove.show.pictures.kept import DRAWING
from nesgroove.survey.parts import STAMP, checksum
from nesgroove.survey.provenance import code_checksum, versions

if TYPE_CHECKING:
    from nesgroove.show.atlas.complexes import Written

START = "index.html"
"""The page that an atlas is opened by. It comes last, so that what has it is whole."""


class Unfinished:
    """An atlas that is being made, in a directory of its own.

    Parameters
    ----------
    directory
        What an earlier run left in it is taken over if that was made from the same.
    made_from
        Checksum of all that the atlas is made from (:func:`checksum_of`).

    Attributes
    ----------
    site, work : Path
        The pages that are there, and files that are needed on the way.
    """

    def __init__(self, directory: Path, made_from: str) -> None:
        self.directory = directory
        self.site = directory / "site"
        self.work = directory / "work"
        self._done = directory / "done"
        stamp = {**versions(), "code": code_checksum(DRAWING), "made_from": made_from}
        if not _is_stamped(directory, stamp):
            for path in (self.site, self.work, self._done):
                shutil.rmtree(path, ignore_errors=True)
            write_file(directory / STAMP, json.dumps(stamp))
        self.work.mkdir(parents=True, exist_ok=True)

    def done(self, complex_: str) -> Written | None:
        """Give what came of a complex that an earlier run finished; None where none did."""
        from pydantic import TypeAdapter

        from nesgroove.show.atlas.complexes import Written

        try:
            return TypeAdapter(Written).validate_json(self._path(complex_).read_bytes())
        except (OSError, ValueError):
            return None

    def finish(self, written: Written) -> None:
        """Keep what came of a complex, all of whose files are there."""
        from pydantic import TypeAdapter

        from nesgroove.show.atlas.complexes import Written

        write_file(self._path(written.complex), TypeAdapter(Written).dump_json(written))

    def count(self) -> int:
        """Count the complexes that are finished."""
        return sum(1 for _ in self._done.glob("*.json"))

    def publish(self, out: Path) -> None:
        """Put the whole atlas into its place: what an earlier one left is removed, other files stay.

        Parameters
        ----------
        out
            Its directory. Until the first page is there, which comes last, it can be done again.
        """
        clear(out)
        for name in sorted(listing(self.site), key=lambda name: name == START):
            _linked(self.site / name, out / name)

    def _path(self, complex_: str) -> Path:
        return self._done / f"{marked_file_name(complex_)}.json"


def _checksum_of_file(path: Path) -> str:
    with path.open("rb") as stream:  # the frames of a trajectory need not fit into memory
        return hashlib.file_digest(stream, "sha256").hexdigest()


def checksum_of(directories: Iterable[Path | None], options: object) -> str:
    """Checksum of all files in some directories, and of what else decides how an atlas looks.

    Parameters
    ----------
    directories
        Those of tables, figures, pictures; hidden files do not count.
    options
        Anything that can be written as JSON.

    Returns
    -------
    str
    """
    parts: list[Any] = [options]
    for directory in directories:
        files = sorted(path for path in directory.rglob("*") if path.is_file()) if directory is not None else []
        shown = [(path, path.relative_to(directory).parts) for path in files] if directory is not None else []
        parts.append([
            ["/".join(names), _checksum_of_file(path)]
            for path, names in shown
            if not any(name.startswith(".") for name in names)
        ])  # fmt: skip
    return checksum(json.dumps(parts).encode())


def _is_stamped(directory: Path, stamp: dict[str, Any]) -> bool:
    try:
        return bool(json.loads((directory / STAMP).read_text(encoding="utf-8")) == json.loads(json.dumps(stamp)))
    except (OSError, ValueError):
        return False


def _linked(source: Path, target: Path) -> None:
    """Give a file a second name in one step, or copy it where a file system has no such thing."""
    if target.is_symlink() or source.stat().st_dev != _device(target.parent):
        copy_file(source, target)
        return
    part = part_of(target)
    try:
        os.link(source, part)
    except OSError:
        copy_file(source, target)
        return
    try:
        part.replace(target)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _device(directory: Path) -> int:
    directory.mkdir(parents=True, exist_ok=True)
    return directory.stat().st_dev
