"""The record of a cache directory: which file is which entry, from where, with which checksum."""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from nesgroove.fetch.errors import CorruptError, FetchError
from nesgroove.fetch.shown import shown
from nesgroove.io.files import write_file

NAME = "manifest.tsv"
_LOCK = ".manifest.lock"
_PAUSE = 0.05  # seconds between two looks at the lock, at most
_DIGITS = 19  # of a file's size; beyond some thousand, Python refuses to read a number at all

LONGEST = 300.0
"""Seconds that a process may keep the lock before others give up. It is kept while one file is checked or written."""


@dataclass(frozen=True)
class Record:
    """One row of the manifest.

    Attributes
    ----------
    entry
        Canonical id.
    file
        Name of the file in the cache directory.
    sha256
        Of the file as it lies there (compressed), in hexadecimal.
    bytes
        Its size.
    url
        Where it came from, without user and password; empty for a file that was found in the cache without a record.
    fetched_at
        UTC, ISO 8601, to the second.
    obsolete_of
        Ids of removed entries in whose place it was fetched, separated by commas.
    """

    entry: str
    file: str
    sha256: str
    bytes: int
    url: str
    fetched_at: str
    obsolete_of: str

    @property
    def key(self) -> str:
        """What a manifest knows it by: the entry of a structure, the file's name of anything else."""
        return self.entry if self.file == f"{self.entry}.cif.gz" else self.file


COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(Record))


@contextmanager
def locked(cache: Path, stopped: threading.Event | None = None, *, longest: float = LONGEST) -> Iterator[None]:
    """Hold the cache directory's lock, against other threads and other processes.

    Parameters
    ----------
    cache
        The directory; it must exist.
    stopped
        Ends the waiting for it: who stops the work does not wait for another process.
    longest
        Seconds after which who has it is taken for hung.

    Yields
    ------
    None
        While the lock is held.

    Raises
    ------
    FetchError
        If another process keeps it.
    """
    stopped = stopped or threading.Event()
    end, pause = time.monotonic() + longest, 0.001
    # flock belongs to the open file, not to the process, so it also keeps threads apart.
    with (cache / _LOCK).open("a") as stream:
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if stopped.wait(pause) or time.monotonic() > end:
                    raise FetchError(
                        "another process keeps the cache directory"
                        + ("" if stopped.is_set() else f", since {longest:g} s"),
                        file=cache / _LOCK, remedy="Wait for it, or end it if it hangs",
                    ) from error  # fmt: skip
                pause = min(2 * pause, _PAUSE)
        yield


def read_manifest(cache: Path) -> dict[str, Record]:
    """Read the manifest of a cache directory.

    Parameters
    ----------
    cache
        The directory.

    Returns
    -------
    dict of str to Record
        By their keys, of structures the canonical id; empty if there is no manifest.

    Raises
    ------
    CorruptError
        If it is not a manifest, naming the line.
    """
    path = cache / NAME
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        lines = [""]
    remedy = "Delete it: the files beside it are then verified and recorded again"
    if not lines or tuple(lines[0].split("\t")) != COLUMNS:
        raise CorruptError("the first line is not the manifest's header", file=path, remedy=remedy)
    records = {}
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(COLUMNS) or not (cells[3].isdecimal() and len(cells[3]) < _DIGITS):
            raise CorruptError(f"line {number} is not a manifest's row", file=path, remedy=remedy)
        entry, file, sha256, size, url, fetched_at, obsolete_of = cells
        # Shown, because earlier versions wrote addresses as they were asked.
        record = Record(entry, file, sha256, int(size), shown(url), fetched_at, obsolete_of)
        records[record.key] = record
    return records


def write_manifest(cache: Path, records: dict[str, Record]) -> None:
    """Write the manifest, sorted by entry, in one step; the caller holds the lock.

    Parameters
    ----------
    cache
        The directory.
    records
        By their keys.
    """
    rows = ["\t".join(COLUMNS)]
    rows += ["\t".join(str(cell) for cell in asdict(records[key]).values()) for key in sorted(records)]
    write_file(cache / NAME, "\n".join(rows) + "\n", sync=True)
