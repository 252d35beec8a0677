"""The cache directory: what is kept, what can be believed, and how a new file gets its final name."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from nesgroove.fetch.client import read_file
from nesgroove.fetch.errors import CorruptError, FetchError, TooLargeError, UnreachableError
from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.kinds import STRUCTURE, FileKind
from nesgroove.fetch.limits import Limits
from nesgroove.fetch.manifest import Record, locked, read_manifest, write_manifest
from nesgroove.fetch.verify import sha256_of
from nesgroove.io.files import write_file
from nesgroove.io.places import clear_abandoned

#: The ending that a file gets which is in the cache and is not what its manifest says.
SET_ASIDE = ".corrupt"


class Store:
    """A cache directory with its manifest; made if it does not exist.

    Parameters
    ----------
    cache
        The directory.
    limits, kind
        How large a file may be that lies in it without a record; which files of the entries.
    """

    def __init__(self, cache: Path, limits: Limits | None = None, kind: FileKind = STRUCTURE) -> None:
        self.cache, self.kind = cache, kind
        self.limits = limits or Limits()
        self._stopped = threading.Event()
        cache.mkdir(parents=True, exist_ok=True)
        clear_abandoned(cache)

    def close(self) -> None:
        """End the waiting for other processes that use the directory."""
        self._stopped.set()

    def path(self, entry: EntryId) -> Path:
        """Return where an entry's file belongs: ``{id}.cif.gz`` in the cache directory, for a structure."""
        return self.cache / f"{entry}{self.kind.ending}"

    def successor_of(self, entry: EntryId) -> EntryId | None:
        """Return the entry that was fetched in place of a removed one, if the manifest has it.

        Parameters
        ----------
        entry
            The entry that was asked for.

        Returns
        -------
        EntryId or None
            None if the manifest has the entry itself, or nothing in its place.
        """
        with locked(self.cache, self._stopped):
            records = read_manifest(self.cache)
        if entry.short in records:
            return None
        for record in records.values():
            if entry.short in record.obsolete_of.split(","):
                return EntryId.parse(record.entry)
        return None

    def kept(self, entry: EntryId) -> tuple[Record | None, str]:
        """Look for an entry in the cache and check its file.

        A file with a record must have the record's SHA-256; one without is checked as a download is, and
        recorded. A file that fails loses its name, so that no later step can read it.

        Parameters
        ----------
        entry
            The entry.

        Returns
        -------
        record : Record or None
            None if the file has to be fetched.
        note : str
            What was wrong with a file that was there, or that it had no record.

        Raises
        ------
        FetchError
            If what has the file's name cannot be read.
        CorruptError
            If the manifest is none.
        """
        path = self.path(entry)
        # Under the lock, because another process may just be putting a new file and its record in place.
        with locked(self.cache, self._stopped):
            records = read_manifest(self.cache)
            if not path.exists():
                return None, ""
            if not path.is_file():  # reading a pipe would wait for ever
                raise _in_the_way(path, "it is not a regular file")
            record = records.get(self.kind.key(entry))
            if record is not None:
                if sha256_of(path) == record.sha256:
                    return record, ""
                wrong = "its sha256 differs from the manifest's"
            else:
                data, wrong = _unrecorded(path, entry, self.limits, self.kind)
                if not wrong:
                    record = self._record(records, entry, data, "", [])
                    return record, "was in the cache without a record; checked and recorded"
            return None, f"the file in the cache was corrupt ({wrong}) and is now {_set_aside(path)}"

    def put(self, entry: EntryId, data: bytes, url: str, obsolete: Sequence[EntryId]) -> Record:
        """Give a checked file its final name and record it.

        Parameters
        ----------
        entry, data
            The entry, and its file, compressed.
        url
            Where it came from.
        obsolete
            Removed entries in whose place it was fetched.

        Returns
        -------
        Record
            Its row of the manifest.
        """
        # One lock around both, so that the record is always that of the file, also when two processes
        # fetch the same entry from mirrors that compress differently.
        with locked(self.cache, self._stopped):
            records = read_manifest(self.cache)
            _unlink(self.path(entry))
            write_file(self.path(entry), data, sync=True)
            return self._record(records, entry, data, url, obsolete)

    def note_obsolete(self, record: Record, obsolete: Sequence[EntryId]) -> None:
        """Record that a file that is already kept stands for removed entries, too.

        Parameters
        ----------
        record
            The file's row.
        obsolete
            The removed entries.
        """
        with locked(self.cache, self._stopped):
            records = read_manifest(self.cache)
            current = records.get(record.key, record)
            records[record.key] = replace(current, obsolete_of=_joined(current.obsolete_of, obsolete))
            write_manifest(self.cache, records)

    def _record(
        self, records: dict[str, Record], entry: EntryId, data: bytes, url: str, obsolete: Sequence[EntryId]
    ) -> Record:
        before = records.get(self.kind.key(entry))
        record = Record(
            entry=entry.short,
            file=self.path(entry).name,
            sha256=hashlib.sha256(data).hexdigest(),
            bytes=len(data),
            url=url,
            fetched_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            obsolete_of=_joined(before.obsolete_of if before else "", obsolete),
        )
        records[record.key] = record
        write_manifest(self.cache, records)
        return record


def _set_aside(path: Path) -> str:
    """Take a file's name away, and say which it has then."""
    return path.replace(path.with_name(path.name + SET_ASIDE)).name


def _unlink(path: Path) -> None:
    """Take away what is a link, to somebody's copy of the archive for example, which is not ours to write to."""
    if path.is_symlink():
        path.unlink()


def _unrecorded(path: Path, entry: EntryId, limits: Limits, kind: FileKind) -> tuple[bytes, str]:
    """Read a file that is in the cache without a record, and say what is wrong with it; nothing if it is whole."""
    try:
        data = read_file(path, limits.wire)
        whole = kind.verified(data, entry, str(path), limit=limits.unpacked) == data
        return data, "" if whole else "it is not compressed"
    except CorruptError as error:
        return b"", error.message
    except TooLargeError as error:
        return b"", str(error)
    except UnreachableError as error:
        raise _in_the_way(path, str(error)) from error


def _in_the_way(path: Path, why: str) -> FetchError:
    return FetchError(
        f"the cache directory cannot be used ({why})", file=path, remedy="Move it away, or name another directory"
    )


def _joined(before: str, obsolete: Sequence[EntryId]) -> str:
    return ",".join(sorted({*filter(None, before.split(",")), *(entry.short for entry in obsolete)}))
