"""The mirrors of the archive as one: who delivers a whole entry, and which entry took the place of a removed one."""

from __future__ import annotations

from dataclasses import dataclass

from nesgroove.fetch.client import Client
from nesgroove.fetch.errors import (
    CorruptError,
    FetchError,
    LimitError,
    LockedError,
    NetworkError,
    NoSuchEntryError,
    NotThereError,
    ObsoleteEntryError,
    TooLargeError,
    UnreachableError,
)
from nesgroove.fetch.holdings import RemovedEntries
from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.kinds import STRUCTURE, FileKind
from nesgroove.fetch.lock import TAKE, Lock
from nesgroove.fetch.mirrors import Mirror

CHOOSE = "Ask for the entry you mean by its own id"
"""Remedy where the archive's list names no single successor."""


@dataclass(frozen=True)
class Archive:
    """Mirrors in the order in which they are asked, and the list of removed entries.

    Attributes
    ----------
    mirrors
        At least one.
    removed
        The list.
    client
        What asks them.
    lock
        Releases that are wanted; None where any is.
    kind
        Which files of the entries.
    """

    mirrors: list[Mirror]
    removed: RemovedEntries
    client: Client
    lock: Lock | None = None
    kind: FileKind = STRUCTURE

    def download(self, entry: EntryId) -> tuple[bytes, str]:
        """Get a whole, checked file from the first mirror that delivers one.

        Parameters
        ----------
        entry
            The entry.

        Returns
        -------
        data : bytes
            The file, compressed.
        url : str
            Where it came from, as it may be shown.

        Raises
        ------
        LockedError, CorruptError, LimitError, NetworkError, NoSuchEntryError
            If none does; which of them, by what the mirrors said.
        """
        reasons: list[str] = []
        failures: set[type[Exception]] = set()
        for mirror in self.mirrors:
            try:
                sent = self.client.deliver(mirror, entry)
                limit = self.client.limits.unpacked
                data = self.kind.verified(sent.data, entry, sent.url, measured=sent.measured, limit=limit)
                if self.lock is not None:
                    self.lock.check(self.kind.locked(entry, data, self.lock.limit), mirror.name)
                return data, sent.url
            except NotThereError:
                reasons.append(f"{mirror.name}: not there")
            except (UnreachableError, TooLargeError) as error:
                failures.add(TooLargeError if isinstance(error, TooLargeError) else UnreachableError)
                reasons.append(f"{mirror.name}: {error}")
            except (CorruptError, LockedError) as error:
                failures.add(type(error))
                reasons.append(f"{mirror.name}: {error.message}")
        raise _not_delivered(entry, "; ".join(reasons), failures, self.kind.name)

    def successor(self, entry: EntryId, missing: NoSuchEntryError) -> EntryId:
        """Return the entry that took the place of one that no mirror has.

        Parameters
        ----------
        entry
            The entry that no mirror has.
        missing
            The error that said so.

        Returns
        -------
        EntryId
            Its one successor.

        Raises
        ------
        NoSuchEntryError
            If it was never removed, or that is not known: the error of before, with a word about it.
        ObsoleteEntryError
            If it has none, or several.
        """
        try:
            successors = self.removed.successors(entry)
        except (UnreachableError, TooLargeError) as error:
            missing.message += f"; whether it was removed is not known ({error})"
            raise missing from error
        if successors is None:
            raise missing
        if not successors:
            raise ObsoleteEntryError(
                "obsolete, the entry was removed from the archive and has no successor",
                file=entry.short,
                remedy="Take it off the list, or analyse a copy of your own as a local file",
            )
        if len(successors) > 1:
            raise ObsoleteEntryError(
                "obsolete, the entry was superseded by several: " + ", ".join(map(str, successors)),
                file=entry.short,
                remedy=CHOOSE,
            )
        return successors[0]


def _not_delivered(entry: EntryId, tried: str, failures: set[type[Exception]], what: str) -> FetchError:
    """Say that no mirror delivered an entry, by what they said."""
    if LockedError in failures:
        return LockedError(f"locked, no mirror has the locked file ({tried})", file=entry.short, remedy=TAKE)
    if CorruptError in failures:
        return CorruptError(
            f"corrupt, what was delivered is not the whole {what} ({tried})",
            file=entry.short,
            remedy="Try again later, or add another mirror",
        )
    if TooLargeError in failures:
        return LimitError(
            f"too large, what was delivered is more than is accepted ({tried})",
            file=entry.short,
            remedy="Add another mirror; if the entry really is that large, return the limit",
        )
    if failures:
        return NetworkError(
            f"network, no mirror delivered the {what} ({tried})",
            file=entry.short,
            remedy="Check the connection and the proxy, or name a mirror that can be reached, "
            "also a directory with the files",
        )
    return NoSuchEntryError(
        f"no such {what}, no mirror has it ({tried})",
        file=entry.short,
        remedy="Check the id; an entry that is not released yet cannot be fetched",
    )
