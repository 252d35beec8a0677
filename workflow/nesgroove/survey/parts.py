"""Parts of a result that are kept from one run to the next, each with a stamp of what it was made from.

A part is a directory. It is made beside its final place and moved there whole, so that a run that is killed
leaves the parts that were finished and none that is half written.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nesgroove.chem.given_chemistry import is_ligand_file
from nesgroove.errors import WriteError
from nesgroove.io.files import marked_file_name, write_file
from nesgroove.io.places import alone_in
from nesgroove.survey.provenance import code_checksum, versions

if TYPE_CHECKING:
    from nesgroove.measure.groove import Settings

STAMP = "stamp.json"
"""File in each part that says what the part was made from; a directory without it is no part."""

UNFINISHED = ".unfinished-"
"""How the names of parts begin that are being made; a dot keeps them from patterns such as ``parts/*``."""


KEPT = ".unfinished"
"""Where a run that was not told to keep parts has them until it has ended, in its directory of results."""


class Parts:
    """Kept parts in a directory.

    Parameters
    ----------
    directory
        Holds a directory for each part, and is made when the first part is. Only one run at a time may use it
        (:meth:`alone`).
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def path(self, name: str) -> Path:
        """Directory of a part, whether it is there or not."""
        return self.directory / marked_file_name(name)

    def kept(self, name: str, made_from: Mapping[str, Any]) -> Path | None:
        """Give the directory of a part if it is there and was made from just this, else None."""
        try:
            stamp = json.loads((self.path(name) / STAMP).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return self.path(name) if stamp == _as_json(made_from) else None

    @contextmanager
    def making(self, name: str, made_from: Mapping[str, Any]) -> Iterator[Path]:
        """Make a part: give a directory to write into, which becomes the part when all went well.

        Where an exception is raised the directory is removed, and a part that was there before stays.
        """
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            work = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=self.directory))
        except OSError as error:
            raise WriteError.at(self.directory, error) from error
        try:
            yield work
            write_file(work / STAMP, json.dumps(_as_json(made_from), indent=1, sort_keys=True) + "\n")
            work.chmod(0o777 & ~_umask())  # mkdtemp's is for its owner alone
            target = self.path(name)
            shutil.rmtree(target, ignore_errors=True)
            work.replace(target)
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def alone(self, waiting: Callable[[], None] = lambda: None) -> AbstractContextManager[int]:
        """Keep the directory to this run; another one that uses it waits (:func:`nesgroove.io.places.alone_in`)."""
        return alone_in(self.directory, waiting)

    def count(self) -> int:
        """Count the parts that are there."""
        return sum(1 for _ in self.directory.glob(f"*/{STAMP}"))

    def remove(self, name: str) -> None:
        """Remove a part, if it is there."""
        shutil.rmtree(self.path(name), ignore_errors=True)

    def remove_all(self, wanted: bool = True) -> None:
        """Remove the directory, where that is wanted."""
        if wanted:
            shutil.rmtree(self.directory, ignore_errors=True)

    def keep_only(self, names: Collection[str]) -> list[str]:
        """Remove all other parts, and what killed runs left unfinished; return the names that were removed.

        Directories without a stamp are not ours and stay.
        """
        wanted = {self.path(name) for name in names}
        removed = []
        for path in sorted(self.directory.iterdir()) if self.directory.is_dir() else []:
            if path.name.startswith(UNFINISHED):
                shutil.rmtree(path, ignore_errors=True)
            elif path not in wanted and (path / STAMP).is_file():
                shutil.rmtree(path, ignore_errors=True)
                removed.append(path.name)
        return removed


@contextmanager
def resumable(
    out: Path, parts: Path | None, *, several: bool, waiting: Callable[[], None] = lambda: None
) -> Iterator[Parts | None]:
    """Keep what is done, so that a run that is stopped goes on there when the same command is given again.

    Parameters
    ----------
    out
        Directory of results.
    parts
        Where parts are kept for good; without it they are kept in ``out`` and removed when all went well.
    several
        Whether there is more than one part: one alone has nothing to go on from.
    waiting
        Called where another run has the directory, before waiting for it.

    Yields
    ------
    Parts or None
        None where nothing is kept.
    """
    if parts is None and not several:
        yield None
        return
    kept = Parts(parts or out / KEPT)
    with kept.alone(waiting):
        try:
            yield kept
        except WriteError:
            kept.remove_all(parts is None)  # it takes the room that is missing
            raise
        kept.remove_all(parts is None)


def settings_stamp(settings: Settings, *, superposed: bool) -> dict[str, Any]:
    """Say what a measurement is made from besides the file: versions, references, ligand chemistry.

    Parameters
    ----------
    settings
        References and ligand chemistry. A file of ligand chemistry counts by its content.
    superposed
        Whether superposed structures are written too.
    """
    return {
        **versions(),
        "code": code_checksum(),
        "references": checksum(settings.references.to_json().encode()),
        "ligands": {component: checksum(_chemistry(text)) for component, text in settings.ligands.items()},
        "names": [(given.entry, given.molecule, given.name) for given in settings.names],
        "superposed": superposed,
    }


def checksum(content: bytes) -> str:
    """SHA-256 of some bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def _chemistry(text: str) -> bytes:
    """Content of the file that is named, or the SMILES that are given."""
    if is_ligand_file(text):
        try:
            return Path(text).read_bytes()
        except OSError:
            return b""  # what is wrong with it is said when it is used
    return text.encode()


def _as_json(made_from: Mapping[str, Any]) -> object:
    """Turn tuples into lists and keys into text, as they come back from a file."""
    return json.loads(json.dumps(made_from))


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
