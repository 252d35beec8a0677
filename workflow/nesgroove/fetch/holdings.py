"""The archive's list of removed entries, and the successors it names."""

from __future__ import annotations

import json
import threading
import zlib

from nesgroove.fetch.client import Client
from nesgroove.fetch.errors import EntryIdError, MirrorError, NotThereError, TooLargeError, UnreachableError
from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.limits import Limits
from nesgroove.fetch.mirrors import checked_scheme
from nesgroove.fetch.shown import shown
from nesgroove.fetch.verify import unpacked


def parse_removed(data: bytes, limit: int = Limits.unpacked) -> dict[EntryId, tuple[EntryId, ...]]:
    """Read the list of removed entries.

    Parameters
    ----------
    data
        A JSON object keyed by entry id, whose values have ``superseded_by``: a list of ids, one id, or
        nothing; compressed with gzip or not. Keys that are no entry ids are passed over.
    limit
        Bytes that it may have unpacked.

    Returns
    -------
    dict of EntryId to tuple of EntryId
        The successors of each removed entry; empty where it has none.

    Raises
    ------
    ValueError
        If it is no such object, or damaged.
    TooLargeError
        If it is larger than the limit.
    """
    try:
        content = json.loads(unpacked(data, limit) if data.startswith(b"\x1f\x8b") else data)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"gzip: {error}") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(content, dict):
        raise ValueError("not a JSON object")
    removed = {}
    for key, value in content.items():
        entry = _id(key)
        if entry is not None:
            removed[entry] = tuple(sorted({successor for text in _successors(value) if (successor := _id(text))}))
    if content and not removed:
        raise ValueError("none of its keys is the id of an entry")
    return removed


def _successors(value: object) -> list[str]:
    if isinstance(value, dict):
        fields = {str(key).lower().replace("_", ""): content for key, content in value.items()}
        value = fields.get("supersededby")
    if isinstance(value, str):
        return value.replace(",", " ").split()
    if isinstance(value, list):
        return [text for text in value if isinstance(text, str)]
    return []


def _id(text: str) -> EntryId | None:
    try:
        return EntryId.parse(text)
    except EntryIdError:
        return None


def checked_holdings(url: str) -> str:
    """Check what can be known of the address of the list before it is asked.

    Parameters
    ----------
    url
        ``https``, ``http`` or ``file``, or the path of a file.

    Returns
    -------
    str
        The same address.

    Raises
    ------
    MirrorError
        If it is none.
    """
    if not url.strip() or not url.isprintable():
        raise MirrorError(f"{shown(url)!r} is no address of a list of removed entries", remedy="Name a URL, or a file")
    if "://" in url:
        checked_scheme(url)
    return url


class RemovedEntries:
    """The list of removed entries at a URL, read when it is first needed, and once.

    Parameters
    ----------
    url
        Where the list is.
    client
        What fetches it.

    Raises
    ------
    MirrorError
        If the URL is none.
    """

    def __init__(self, url: str, client: Client) -> None:
        self.url = checked_holdings(url)
        self._client = client
        self._reading = threading.Lock()
        self._removed: dict[EntryId, tuple[EntryId, ...]] | None = None
        self._failure = ""

    def successors(self, entry: EntryId) -> tuple[EntryId, ...] | None:
        """Return the successors of a removed entry.

        Parameters
        ----------
        entry
            The entry.

        Returns
        -------
        tuple of EntryId or None
            None if the entry was never removed.

        Raises
        ------
        UnreachableError
            If the list cannot be had, or is none.
        """
        with self._reading:
            if self._removed is None and not self._failure:
                try:
                    self._removed = parse_removed(self._client.get(self.url).data, self._client.limits.unpacked)
                except NotThereError:
                    self._failure = "not there"
                except (UnreachableError, TooLargeError) as error:
                    self._failure = str(error)
                except ValueError as error:
                    self._failure = f"not a list of removed entries ({error})"
            if self._removed is None:
                raise UnreachableError(f"{shown(self.url)}: {self._failure}")
            return self._removed.get(entry)
