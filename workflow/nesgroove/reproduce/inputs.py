"""The files that results were made from, looked for where they were and among others, and known by their checksums."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from nesgroove.errors import ReadError
from nesgroove.io.opened import Opened, limits, opened
from nesgroove.survey.provenance import listed_path

State = Literal["same", "unpacked", "changed", "missing"]

MEANS: Final[Mapping[State, str]] = {
    "same": "the same bytes",
    "unpacked": "the same content, compressed in another way",
    "changed": "other content",
    "missing": "not there",
}
"""What is said of a file in each state."""

CHECKSUM: Final = re.compile(r"\b[0-9a-f]{64}\b")

ABOVE: Final = 4
"""Directories above the results that a path is tried from: results/tables lie two below the project."""


@dataclass(frozen=True)
class Found:
    """What became of a file that was measured.

    Attributes
    ----------
    given : mapping of str to str
        ``path``, ``sha256`` and ``content`` as the provenance has them.
    state : str
        One of :data:`MEANS`.
    path : Path or None
        Where it is; None where it is missing.
    sha256 : str
        Of the bytes that are there now.
    """

    given: Mapping[str, str]
    state: State
    path: Path | None = None
    sha256: str = ""


def find_inputs(inputs: Sequence[Mapping[str, str]], directories: Sequence[Path], near: Path) -> list[Found]:
    """Look for files: at their paths, by their names in the directories, and by their checksums anywhere in these.

    Parameters
    ----------
    inputs
        Files as the provenance has them.
    directories
        Where else to look, also in directories in them.
    near
        The directory of the results; paths are tried from the working directory, from it, and from those above it.

    Returns
    -------
    list of Found
        One for each file, in the same order. A file that could not be read at that time is the same where it is not
        there now either.
    """
    others = _Others(directories)
    roots = [Path.cwd(), near, *list(near.parents)[:ABOVE]]
    return [_find(given, roots, directories, others) for given in inputs]


def _find(given: Mapping[str, str], roots: Sequence[Path], directories: Sequence[Path], others: _Others) -> Found:
    path = Path(given["path"])
    candidates = [root / path for root in roots] + [directory / path.name for directory in directories]
    there = [(candidate, content) for candidate in dict.fromkeys(candidates) if (content := _content(candidate))]
    if not given["sha256"]:
        return Found(given, "changed", *_known(there[0])) if there else Found(given, "same")
    states: tuple[tuple[State, str], ...] = (("same", "sha256"), ("unpacked", "content"))
    for state, key in states:
        checksum = given.get(key, "")
        match = next((pair for pair in there if _digests(pair[1])[key] == checksum), None) or others.find(key, checksum)
        if checksum and match is not None:
            return Found(given, state, *_known(match))
    return Found(given, "changed", *_known(there[0])) if there else Found(given, "missing")


def _known(match: tuple[Path, Opened]) -> tuple[Path, str]:
    return match[0], match[1].sha256


def _digests(content: Opened) -> dict[str, str]:
    return {"sha256": content.sha256, "content": hashlib.sha256(content.data).hexdigest()}


def _content(path: Path) -> Opened | None:
    """Give what a file holds; of one that cannot be unpacked, its bytes; None where there is no such file."""
    try:
        if not path.is_file():
            return None
    except (OSError, ValueError):  # a name that no file can have: too long, a null character, not to be written
        return None
    try:
        return opened(path, limits())
    except ReadError:
        try:
            data = path.read_bytes()
        except OSError:
            return None
        return Opened(data, hashlib.sha256(data).hexdigest(), ())


class _Others:
    """Files in directories by their checksums, computed when the first is asked for."""

    def __init__(self, directories: Sequence[Path]) -> None:
        self.directories = directories
        self._by: dict[str, dict[str, Path]] | None = None

    def find(self, key: str, checksum: str) -> tuple[Path, Opened] | None:
        """Give the first file with a checksum of this kind."""
        if self._by is None:
            self._by = {"sha256": {}, "content": {}}
            for path, digests in self._walk():
                for kind, digest in digests.items():
                    self._by[kind].setdefault(digest, path)
        match = self._by[key].get(checksum)
        content = _content(match) if match is not None else None
        return (match, content) if match is not None and content is not None else None

    def _walk(self) -> Iterator[tuple[Path, dict[str, str]]]:
        for directory in self.directories:
            for path in sorted(directory.rglob("*")):
                content = _content(path)
                if content is not None:
                    yield path, _digests(content)


def staged(found: Sequence[Found], directory: Path) -> tuple[list[Path], Callable[[str], str]]:
    """Lay out files under the names and in the order that they had.

    What an entry is called, and which of two files of one name keeps it, depend on both.

    Parameters
    ----------
    found
        The files.
    directory
        An empty one, for links to them.

    Returns
    -------
    paths : list of Path
        One for each structure; where there was none then, there is none now.
    as_then : callable
        Turns a text that was made from these files into what it would be from those: paths, and checksums of files
        whose content is the same.
    """
    paths: list[Path] = []
    checksums: dict[str, str] = {}
    structures = [file for file in found if "of" not in file.given]
    for number, file in enumerate(structures):
        path = directory / f"{number:06}" / Path(file.given["path"]).name
        path.parent.mkdir()
        if file.path is not None:
            path.symlink_to(file.path.absolute())
        paths.append(path)
        if file.state == "unpacked":
            checksums[file.sha256] = file.given["sha256"]
    beside = {file.given["path"]: path.parent for file, path in zip(structures, paths, strict=True)}
    for file in found:
        # A validation report lies beside its structure again, which may be the only one that it is found from.
        if file.path is not None and (folder := beside.get(file.given.get("of", ""))) is not None:
            (folder / Path(file.given["path"]).name).symlink_to(file.path.absolute())
    # From the working directory where that is above: remarks have paths as results list them.
    numbered = re.compile(rf"{re.escape(listed_path(directory))}/([0-9]{{6}})/")

    def as_then(text: str) -> str:
        for number in {int(match[1]) for match in numbered.finditer(text)}:  # few: paths stand in remarks alone
            for path in (str(paths[number]), listed_path(paths[number])):
                text = text.replace(path, structures[number].given["path"])
        return CHECKSUM.sub(lambda match: checksums.get(match[0], match[0]), text) if checksums else text

    return paths, as_then
