"""Bytes from a mirror: time-outs, retries with back-off, and what each failure means."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from nesgroove import __version__
from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.mirrors import Mirror

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True)
class RetryPolicy:
    """How long to wait for a server and how often to ask it.

    Attributes
    ----------
    connect, read
        Seconds without a connection, and seconds without a byte, after which an attempt has failed.
    whole
        Seconds after which a download has failed although bytes still trickle in.
    attempts
        How often an address is asked in all.
    backoff
        Seconds before the second attempt; doubled before each later one.
    longest_wait
        The longest ``Retry-After``, in seconds, that is waited for; beyond it the mirror is given up.
    """

    connect: float = 10.0
    read: float = 30.0
    whole: float = 600.0
    attempts: int = 4
    backoff: float = 0.5
    longest_wait: float = 60.0


@dataclass(frozen=True)
class Delivery:
    """What a mirror sent, unchecked.

    Attributes
    ----------
    data
        The bytes as they were sent.
    url
        Where they came from.
    measured
        Whether the transfer itself stated their length. An HTTP answer without ``Content-Length`` and without
        chunks simply ends, and a broken connection looks the same.
    """

    data: bytes
    url: str
    measured: bool = True


class NotThereError(Exception):
    """The mirror answers, and does not have the entry."""


class UnreachableError(Exception):
    """The mirror could not be asked, or refused; the text says why."""


class Client:
    """Fetches bytes over HTTP and from directories; may be used by several threads.

    Parameters
    ----------
    policy
        Time-outs and retries.
    """

    def __init__(self, policy: RetryPolicy) -> None:
        self.policy = policy
        self._http: httpx.Client | None = None
        self._opening = threading.Lock()
        # Hosts that have answered at least once, and those that never did: without a network, asking every
        # mirror again for every entry would take minutes to say the same.
        self._heard: set[str] = set()
        self._silent: dict[str, str] = {}

    def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            self._http.close()

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
        UnreachableError
            If it does not answer, or not usefully, after the last attempt.
        """
        if mirror.directory is not None and not mirror.directory.is_dir():
            raise UnreachableError(f"the directory {mirror.directory} does not exist")
        for address in mirror.addresses(entry):
            try:
                if mirror.directory is None:
                    return self.get(address)
                return Delivery(_read(Path(address)), Path(address).absolute().as_uri())
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
            The body, with the URL that was asked.

        Raises
        ------
        NotThereError
            On 404 and 410, which are never asked again.
        UnreachableError
            On any other failure; 429, 5xx and broken connections are tried again first.
        """
        parts = urlsplit(url)
        if parts.scheme in {"", "file"}:
            return Delivery(_read(Path(unquote(parts.path))), url)
        if parts.netloc in self._silent:
            raise UnreachableError(f"not asked again, it never answered: {self._silent[parts.netloc]}")
        reason = ""
        wait = 0.0
        for attempt in range(self.policy.attempts):
            time.sleep(wait)
            wait = self.policy.backoff * 2**attempt
            try:
                return self._attempt(url)
            except _TryAgainError as failure:
                reason = str(failure)
                wait = max(wait, failure.wait)
            if wait > self.policy.longest_wait:
                raise UnreachableError(f"{reason}, asks to wait for {wait:.0f} s")
        if parts.netloc not in self._heard:
            self._silent[parts.netloc] = reason
        raise UnreachableError(f"{reason}, {self.policy.attempts} attempts")

    def _attempt(self, url: str) -> Delivery:
        import httpx

        deadline = time.monotonic() + self.policy.whole
        try:
            with self._open().stream("GET", url) as response:
                self._heard.add(urlsplit(url).netloc)
                status = response.status_code
                if status in {404, 410}:
                    raise NotThereError
                if status == 429 or status >= 500:
                    raise _TryAgainError(f"HTTP {status}", _retry_after(response.headers.get("Retry-After")))
                if status != 200:
                    raise UnreachableError(f"HTTP {status}")
                body = bytearray()
                # Raw, because some servers declare a .gz file as a transfer encoding and some do not:
                # undecoded, both send the same bytes. The length is checked against Content-Length by httpx.
                for chunk in response.iter_raw():
                    body += chunk
                    if time.monotonic() > deadline:
                        raise _TryAgainError(f"not finished after {self.policy.whole:g} s")
                headers = response.headers
                measured = "Content-Length" in headers or "Transfer-Encoding" in headers
                return Delivery(bytes(body), url, measured)
        except httpx.ConnectTimeout as error:
            raise _TryAgainError(f"no connection within {self.policy.connect:g} s") from error
        except httpx.ReadTimeout as error:
            raise _TryAgainError(f"no data for {self.policy.read:g} s") from error
        except httpx.ConnectError as error:
            raise _TryAgainError(f"no connection ({error})") from error
        except httpx.UnsupportedProtocol as error:
            raise UnreachableError(str(error)) from error
        except httpx.TransportError as error:
            raise _TryAgainError(f"the transfer broke off ({error})") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UnreachableError(f"{type(error).__name__}: {error}") from error

    def _open(self) -> httpx.Client:
        import httpx

        with self._opening:
            if self._http is None:
                self._http = httpx.Client(
                    follow_redirects=True,
                    timeout=httpx.Timeout(self.policy.read, connect=self.policy.connect),
                    headers={"User-Agent": f"nesgroove/{__version__}", "Accept-Encoding": "identity"},
                )
            return self._http


class _TryAgainError(Exception):
    """A failure that may pass; ``wait`` is the number of seconds that the server asks for."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait


def _retry_after(value: str | None) -> float:
    """Read a Retry-After header, a number of seconds or a date, as seconds from now."""
    if value is None:
        return 0.0
    if value.strip().isdecimal():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    # A date without a zone is in UTC by the definition of the header.
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise NotThereError from None
    except OSError as error:
        raise UnreachableError(f"{path} cannot be read ({error.strerror})") from error
