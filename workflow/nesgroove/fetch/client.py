"""Bytes from a mirror, over HTTP or from a directory, and what each failure means."""

from __future__ import annotations

import stat
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nesgroove.fetch.errors import NoConnectionError, NotThereError, SlowError, TooLargeError, UnreachableError
from nesgroove.fetch.exchange import Exchange, RetryPolicy
from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.limits import Limits, megabytes
from nesgroove.fetch.mirrors import Mirror
from nesgroove.fetch.shown import expanded, shown

SLOW = 3
"""Requests in a row that did not end in time, after which a host is asked briefly until it answers again. It is asked
all the same, because the faults may be those of the entries."""


@dataclass(frozen=True)
class Delivery:
    """What a mirror sent, unchecked.

    Attributes
    ----------
    data
        The bytes as they were sent.
    url
        Where they came from, as it may be shown.
    measured
        Whether the transfer itself stated their length.
    nothing
        Whether the answer itself is that there is nothing (204); an empty file of status 200 is no such answer.
    """

    data: bytes
    url: str
    measured: bool = True
    nothing: bool = False


class Client:
    """Fetches bytes over HTTP and from directories; may be used by several threads.

    Parameters
    ----------
    policy
        Time-outs and retries.
    limits
        How much is accepted of one request, and for how long.
    """

    def __init__(self, policy: RetryPolicy, limits: Limits) -> None:
        self.limits = limits
        self._exchange = Exchange(policy, limits)
        self._remembering = threading.Lock()
        # Hosts that were never connected to, and why: without a network, asking every mirror again for every entry
        # would take minutes to say the same.
        self._given_up: dict[str, str] = {}
        self._there: set[str] = set()
        self._slow: Counter[str] = Counter()

    def close(self) -> None:
        """Close the connections; who still waits for one is told that it was stopped."""
        self._exchange.close()

    def deliver(self, mirror: Mirror, entry: EntryId) -> Delivery:
        """Get what a mirror has under an entry's address, unchecked.

        Parameters
        ----------
        mirror
            Where to look.
        entry
            The entry.

        Returns
        -------
        Delivery
            The content, compressed or not.

        Raises
        ------
        NotThereError
            If the mirror answers that it has no such file.
        TooLargeError
            If it is larger than the limit.
        UnreachableError
            If it does not answer, or not usefully, after the last attempt.
        """
        if mirror.directory is not None:
            try:
                there = mirror.directory.is_dir()
            except OSError as error:
                raise UnreachableError(
                    f"the directory {mirror.directory} cannot be used ({error.strerror or error})"
                ) from error
            if not there:
                raise UnreachableError(f"the directory {mirror.directory} does not exist")
        for address in mirror.addresses(entry):
            try:
                if mirror.directory is None:
                    return self.get(address)
                data = read_file(Path(address), self.limits.wire)
                return Delivery(data, Path(address).absolute().as_uri())
            except NotThereError:
                continue
        raise NotThereError

    def get(self, url: str) -> Delivery:
        """Get the bytes behind a URL, as they are sent.

        Parameters
        ----------
        url
            ``http``, ``https`` or ``file``; a path without a scheme is a file, too.

        Returns
        -------
        Delivery
            The body, with the URL that was asked; empty where the server answers that there is nothing (204).

        Raises
        ------
        NotThereError
            On 404 and 410, which are never asked again.
        TooLargeError
            If there is more of it than the limit.
        UnreachableError
            On any other failure; 429, 5xx and broken connections are tried again first.
        """
        parts = urlsplit(url)
        if parts.scheme in {"", "file"}:
            return Delivery(read_file(Path(unquote(parts.path)), self.limits.wire), url)
        host = parts.netloc
        if host in self._given_up:
            raise UnreachableError(f"not asked again, it never answered: {self._given_up[host]}")
        try:
            answer = self._exchange.get(expanded(url), briefly=self._slow[host] >= SLOW)
        except (NotThereError, TooLargeError, UnreachableError) as error:
            self._remember(host, error)
            raise
        self._remember(host, None)
        return Delivery(answer.data, shown(url), answer.measured, answer.status == 204)

    def _remember(self, host: str, error: Exception | None) -> None:
        """Keep what an answer, or its failure, says about a host."""
        with self._remembering:
            late = isinstance(error, SlowError | NoConnectionError)
            self._slow[host] = self._slow[host] + 1 if late else 0
            if not isinstance(error, NoConnectionError):
                self._there.add(host)
            elif host not in self._there:
                self._given_up[host] = str(error)


def read_file(path: Path, limit: int) -> bytes:
    """Read a file of a mirror that is a directory.

    Parameters
    ----------
    path
        The file.
    limit
        Bytes that it may have.

    Returns
    -------
    bytes
        Its content.

    Raises
    ------
    NotThereError
        If it does not exist.
    TooLargeError
        If it has more bytes.
    UnreachableError
        If it is no regular file (reading a pipe would wait for ever), or cannot be read.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnreachableError(f"{path} is not a regular file")
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise NotThereError from None
    except (OSError, ValueError) as error:  # ValueError: a path with a null character
        raise UnreachableError(f"{path} cannot be read ({getattr(error, 'strerror', None) or error})") from error
    if len(data) > limit:
        raise TooLargeError(f"more than {megabytes(limit)}, the limit (--max-download-mb)")
    return data
