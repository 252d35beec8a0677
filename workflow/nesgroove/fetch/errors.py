"""What can go wrong while entries are fetched; which class says what kind of remedy can help."""

from __future__ import annotations

from nesgroove.errors import NesgrooveError


class FetchError(NesgrooveError):
    """Any failure of the fetching step."""

    step = "fetch"


class EntryIdError(FetchError):
    """A text that is not the id of a PDB entry."""


class MirrorError(FetchError):
    """A mirror whose name or template is not understood."""


class NoSuchEntryError(FetchError):
    """Every mirror was reached, and none has the entry."""


class ObsoleteEntryError(FetchError):
    """The entry was removed from the archive, and no single successor can be fetched in its place."""


class NetworkError(FetchError):
    """No mirror delivered the entry, and at least one could not be asked."""


class CorruptError(FetchError):
    """A file that was delivered, or lies in the cache, and is not the entry, whole."""


class LockedError(FetchError):
    """A whole file of the entry, and not the release that is locked."""


class LimitError(FetchError):
    """What a mirror sent is larger than what is accepted."""


class NotThereError(Exception):
    """The mirror answers, and does not have the entry."""


class TooLargeError(Exception):
    """The mirror sends more than is accepted; the text says which limit."""


class UnreachableError(Exception):
    """The mirror could not be asked, or refused; the text says why."""


class SlowError(UnreachableError):
    """The mirror was connected to, and did not finish in time."""


class NoConnectionError(UnreachableError):
    """The mirror's host was never connected to."""
