"""The lock: which release of each entry results were made from, so that the same is fetched next year, or nothing.

The archive releases its files again, with a new revision in the file (category pdbx_audit_revision_history of
PDBx/mmCIF; Westbrook et al. 2022, doi:10.1016/j.jmb.2022.167599). What decides is the content of a file, unpacked:
mirrors may compress it differently. Revision and date are for the reader.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Final

from nesgroove.errors import ConfigError
from nesgroove.fetch.errors import EntryIdError, LockedError
from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.limits import Limits
from nesgroove.fetch.verify import unpacked
from nesgroove.io.files import write_file
from nesgroove.io.opened import Limits as FileLimits
from nesgroove.io.reports.read import report_contents
from nesgroove.io.revision import revision_of

_ROW: Final = {"sha256": re.compile(r"[0-9a-f]{64}"), "size": re.compile(r"[0-9]+")}


@dataclass(frozen=True)
class LockRow:
    """One row of a lock.

    Attributes
    ----------
    entry : str
        Canonical id.
    revision, date : str
        Newest revision of the structure model by the file itself, as ``1.3``, and its date; empty where the file
        names none.
    sha256, size : str
        Of the unpacked file: 64 hexadecimal digits, and bytes.
    what : str
        ``validation`` for a validation report; empty for the structure.
    """

    entry: str
    revision: str
    date: str
    sha256: str
    size: str
    what: str = ""

    @property
    def key(self) -> str:
        """What a lock knows it by: the entry, and for what besides its structure."""
        return f"{self.entry} {self.what}".rstrip()

    def named(self) -> str:
        """Name the release for people."""
        release = (
            f"revision {self.revision} of {self.date or 'no date'}" if self.revision else "a file without revision"
        )
        return f"{release} (sha256 {self.sha256[:12]}..., {self.size} bytes)"


COLUMNS: Final[tuple[str, ...]] = tuple(field.name for field in fields(LockRow))

SHORT: Final = COLUMNS[:-1]
"""Columns of a lock in which there are structures alone."""

REPORT: Final = "validation"
"""``what`` of a validation report."""


def lock_row(entry: EntryId, data: bytes, limit: int = Limits.unpacked) -> LockRow:
    """Describe a file of the archive as a lock does.

    Parameters
    ----------
    entry
        The entry.
    data
        The file, whole and checked, compressed with gzip or not.
    limit
        Bytes that it may have unpacked.

    Returns
    -------
    LockRow
        Its row.
    """
    import gemmi

    content = unpacked(data, limit) if data.startswith(b"\x1f\x8b") else data
    revision, date = revision_of(gemmi.cif.read_string(content)[0])
    return LockRow(entry.short, revision, date, hashlib.sha256(content).hexdigest(), str(len(content)))


def report_lock_row(entry: EntryId, data: bytes, limit: int = Limits.unpacked) -> LockRow:
    """Describe a validation report as a lock does; parameters are those of :func:`lock_row`.

    Parameters
    ----------
    entry, data, limit
        The entry, its report, and bytes that this may have unpacked.

    Returns
    -------
    LockRow
        With the revision of the entry that it is of. The archive makes its reports again every year.
    """
    content = unpacked(data, limit) if data.startswith(b"\x1f\x8b") else data
    said = report_contents(content, FileLimits())
    checksum = hashlib.sha256(content).hexdigest()
    return LockRow(entry.short, said.revision, said.revised, checksum, str(len(content)), REPORT)


@dataclass(frozen=True)
class Lock:
    """Releases that are wanted.

    Attributes
    ----------
    rows : mapping of str to LockRow
        By their keys.
    path : Path
        Where they were read.
    limit : int
        Bytes that a file may have unpacked.
    """

    rows: Mapping[str, LockRow]
    path: Path
    limit: int = Limits.unpacked

    def check(self, present: LockRow, where: str) -> None:
        """Refuse a file that is not the locked one.

        Parameters
        ----------
        present
            The row that the file has.
        where
            Where it is, for the message.

        Raises
        ------
        LockedError
            Naming the revision that is locked and that which is there.
        """
        wanted = self.rows.get(present.key)
        if wanted is None:
            raise LockedError(
                f"it is not in the lock {self.path}; {where} has {present.named()}", file=present.entry, remedy=ADD
            )
        if present.sha256 != wanted.sha256:
            raise LockedError(
                f"not the locked file: {wanted.named()} is locked, {where} has {present.named()}",
                file=present.entry, remedy=TAKE,
            )  # fmt: skip


ADD: Final = "Add it with --locked --accept"
TAKE: Final = "Add a mirror or a directory that has the locked file, or take the other one with --locked --accept"


def read_lock(path: Path) -> dict[str, LockRow]:
    """Read a lock.

    Parameters
    ----------
    path
        File that :func:`write_lock` wrote. Empty lines and lines that begin with ``#`` are passed over.

    Returns
    -------
    dict of str to LockRow
        By their keys: of a structure the entry's canonical id.

    Raises
    ------
    ConfigError
        It is not there or no lock; the message names the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise ConfigError(
            f"the lock cannot be read ({reason})",
            file=path,
            step="fetch",
            remedy="Make it with `nesgroove fetch --lock`",
        ) from error
    lines = [
        (number, line.rstrip("\r").split("\t"))
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip() and not line.startswith("#")
    ]
    names = tuple(lines[0][1]) if lines else ()
    if names not in (COLUMNS, SHORT):
        raise _damaged(path, f"its header is not {' '.join(SHORT)}, with or without {COLUMNS[-1]}")
    rows: dict[str, LockRow] = {}
    for number, cells in lines[1:]:
        values = dict(zip(names, cells, strict=False))
        if len(cells) != len(names) or not all(pattern.fullmatch(values[name]) for name, pattern in _ROW.items()):
            raise _damaged(path, f"line {number} is not a row of a lock")
        try:
            entry = EntryId.parse(values["entry"]).short
        except EntryIdError as error:
            raise _damaged(path, f"line {number}: {error.message}") from error
        row = LockRow(**{**values, "entry": entry})
        if row.what not in ("", REPORT):
            raise _damaged(path, f"line {number}: {row.what!r} is no kind of file")
        if row.key in rows:
            raise _damaged(path, f"line {number}: the entry {row.key} stands there twice")
        rows[row.key] = row
    return rows


def _damaged(path: Path, why: str) -> ConfigError:
    return ConfigError(
        f"it is no lock: {why}", file=path, step="fetch",
        remedy="Take it from where it is kept, or move it away and make it again with `nesgroove fetch --lock`",
    )  # fmt: skip


def write_lock(path: Path, rows: Iterable[LockRow]) -> None:
    """Write a lock, sorted by entry, in one step; the same files give the same bytes.

    The column ``what`` is there where a validation report is: locks of structures alone are as they always were.

    Parameters
    ----------
    path
        The file.
    rows
        Its rows.
    """
    ordered = sorted(rows, key=lambda row: (row.entry, row.what))
    names = COLUMNS if any(row.what for row in ordered) else SHORT
    lines = ["\t".join(map(str, astuple(row)[: len(names)])) for row in ordered]
    write_file(path, "\n".join(["\t".join(names), *lines, ""]))


def lock_changes(old: Mapping[str, LockRow], new: Mapping[str, LockRow]) -> list[str]:
    """Say what a new lock has otherwise than an old one.

    Parameters
    ----------
    old, new
        Rows by their keys.

    Returns
    -------
    list of str
        A line for each entry that is new or has other content.
    """
    lines = []
    for entry, row in sorted(new.items()):
        before = old.get(entry)
        if before is None:
            lines.append(f"{entry}: now locked: {row.named()}")
        elif before.sha256 != row.sha256:
            lines.append(f"{entry}: {before.named()} -> {row.named()}")
    return lines
