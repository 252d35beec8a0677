"""HTTP with one deadline around all of a request.

The time-outs of an HTTP client are for one operation each: a server that sends a byte of a header now and then
never meets them. So requests run on an event loop of their own, where a deadline ends whatever is being waited for:
the name service, a connection, TLS, a redirect, headers, a body.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from nesgroove.fetch.errors import NoConnectionError, NotThereError, SlowError, TooLargeError, UnreachableError
from nesgroove.fetch.limits import Limits, megabytes
from nesgroove.fetch.shown import scrubbed

if TYPE_CHECKING:
    import httpx

REDIRECTS = 10
"""How often a request is sent on to another address; browsers stop at 20, archives need one."""

_LONGEST_REASON = 200


@dataclass(frozen=True)
class RetryPolicy:
    """How long to wait for a server and how often to ask it.

    Attributes
    ----------
    connect, read
        Seconds without a connection, and seconds without a byte, after which an attempt has failed.
    attempts
        How often an address is asked in all.
    backoff
        Seconds before the second attempt; doubled before each later one.
    longest_wait
        The longest ``Retry-After``, in seconds, that is waited for; beyond it the mirror is given up.
    """

    connect: float = 10.0
    read: float = 30.0
    attempts: int = 4
    backoff: float = 0.5
    longest_wait: float = 60.0


@dataclass(frozen=True)
class Answer:
    """What a server sent, unchecked.

    Attributes
    ----------
    status
        200, or 204 for an answer without content.
    data
        The bytes as they were sent.
    measured
        Whether the transfer itself stated their length. An answer without ``Content-Length`` and without chunks
        simply ends, and a broken connection looks the same.
    """

    status: int
    data: bytes
    measured: bool


class Exchange:
    """Asks servers; may be used by several threads, each of which waits for its own answer.

    Parameters
    ----------
    policy
        Time-outs and retries.
    limits
        How much is accepted, and the deadline.
    """

    def __init__(self, policy: RetryPolicy, limits: Limits) -> None:
        self.policy = policy
        self.limits = limits
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._http: httpx.AsyncClient | None = None
        self._closed = False

    def get(self, url: str, *, briefly: bool = False) -> Answer:
        """Get what is behind an address.

        Parameters
        ----------
        url
            ``http`` or ``https``.
        briefly
            Ask once, and wait no longer than for a connection: a host that was slow before.

        Returns
        -------
        Answer
            Of status 200 or 204.

        Raises
        ------
        NotThereError
            On 404 and 410, which are never asked again.
        TooLargeError
            If it sends more than the limit.
        UnreachableError
            On any other failure; 429, 5xx and broken connections are tried again first. A
            :class:`~nesgroove.fetch.errors.SlowError` where it does not end in time, a
            :class:`~nesgroove.fetch.errors.NoConnectionError` where no attempt came to a connection.
        """
        seconds = min(self.limits.seconds, self.policy.connect) if briefly else self.limits.seconds
        try:
            return self._run(self._persistent(url, 1 if briefly else self.policy.attempts, seconds))
        except CancelledError as error:
            raise UnreachableError("stopped before the answer was there") from error

    def close(self) -> None:
        """End what is still being waited for, and close the connections."""
        with self._starting:
            self._closed = True
            loop, thread = self._loop, self._thread
        if loop is not None and thread is not None:
            loop.call_soon_threadsafe(loop.create_task, _end(self._http))
            thread.join(timeout=5)

    def _run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        with self._starting:
            if self._closed:
                work.close()
                raise UnreachableError("stopped before it was asked")
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=_serve, args=(self._loop,), name="fetch-loop", daemon=True)
                self._thread.start()
            future = asyncio.run_coroutine_threadsafe(work, self._loop)
        return future.result()

    async def _persistent(self, url: str, attempts: int, seconds: float) -> Answer:
        """Ask until there is an answer, the attempts are used up, or the deadline has come."""
        reason = ""
        kind: type[UnreachableError] = NoConnectionError
        wait = 0.0
        try:
            async with asyncio.timeout(seconds):
                for attempt in range(attempts):
                    await asyncio.sleep(wait)
                    wait = self.policy.backoff * 2**attempt
                    try:
                        return await self._attempt(url)
                    except _TryAgainError as failure:
                        reason = str(failure)
                        # A host that was connected to once is there.
                        kind = failure.kind if failure.kind is not NoConnectionError else kind
                        wait = max(wait, failure.wait)
                    if wait > self.policy.longest_wait:
                        raise UnreachableError(f"{reason}, asks to wait for {wait:.0f} s")
        except TimeoutError as error:
            limit = "the limit (--max-seconds)" if seconds == self.limits.seconds else "for it was slow before"
            before = f", before that {reason}" if reason else ""
            raise SlowError(f"not finished after {seconds:g} s, {limit}{before}") from error
        raise kind(f"{reason}, {attempts} attempt{'s' if attempts > 1 else ''}")

    async def _attempt(self, url: str) -> Answer:
        import httpx

        client = self._open()
        # Where an address that is redirected to cannot be connected to, the host itself can.
        unconnected: type[UnreachableError] = NoConnectionError
        try:
            request = client.build_request("GET", url)
            for _ in range(REDIRECTS + 1):
                response = await client.send(request, stream=True)
                unconnected = UnreachableError
                try:
                    if response.next_request is None:
                        return await _answer(response, self.limits.wire)
                    request = _followed(request, response.next_request)
                finally:
                    await response.aclose()
        except httpx.ConnectTimeout as error:
            raise _TryAgainError(f"no connection within {self.policy.connect:g} s", kind=unconnected) from error
        except httpx.ReadTimeout as error:
            raise _TryAgainError(f"no data for {self.policy.read:g} s", kind=SlowError) from error
        except httpx.ConnectError as error:
            raise _TryAgainError(f"no connection ({_reason(error)})", kind=unconnected) from error
        except httpx.UnsupportedProtocol as error:
            raise UnreachableError(_reason(error)) from error
        except httpx.TransportError as error:
            raise _TryAgainError(f"the transfer broke off ({_reason(error)})") from error
        except (NotThereError, TooLargeError, UnreachableError, _TryAgainError):
            raise
        # httpx's own for an address that is none, and whatever the libraries below it raise, such as a UnicodeError
        # for a host's name that is too long: the next mirror is asked.
        except Exception as error:
            raise UnreachableError(f"cannot be asked ({type(error).__name__}: {_reason(error)})") from error
        raise UnreachableError(f"it redirects more than {REDIRECTS} times")

    def _open(self) -> httpx.AsyncClient:
        """Make the client when it is first needed, in the loop's thread."""
        if self._http is None:
            self._http = _new_client(self.policy)
        return self._http


class _TryAgainError(Exception):
    """A failure that may pass; ``wait`` is how many seconds the server asks for, ``kind`` what it is if it stays."""

    def __init__(self, reason: str, wait: float = 0.0, *, kind: type[UnreachableError] = UnreachableError) -> None:
        super().__init__(reason)
        self.wait = wait
        self.kind = kind


def _new_client(policy: RetryPolicy) -> httpx.AsyncClient:
    import httpx

    from nesgroove import __version__

    try:
        return httpx.AsyncClient(
            timeout=httpx.Timeout(policy.read, connect=policy.connect),
            headers={"User-Agent": f"nesgroove/{__version__}", "Accept-Encoding": "identity"},
        )
    # The environment names proxies and certificates, and what it says may be nonsense of any kind.
    except Exception as error:
        raise UnreachableError(
            "the proxies or certificates that the environment names cannot be used "
            f"({type(error).__name__}: {_reason(error)})"
        ) from error


async def _answer(response: httpx.Response, limit: int) -> Answer:
    """Take what is sent, if it is what was asked for, and not too much of it."""
    status, headers = response.status_code, response.headers
    if status in {404, 410}:
        raise NotThereError
    if status == 429 or status >= 500:
        raise _TryAgainError(f"HTTP {status}", retry_after(headers.get("Retry-After")))
    if status not in {200, 204}:
        raise UnreachableError(f"HTTP {status}")
    encoding = headers.get("Content-Encoding", "identity").strip().lower()
    # gzip, because some servers declare a .gz file as a transfer encoding and some do not: undecoded, both
    # send the same bytes.
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise UnreachableError(f"it sends the file encoded as {encoding[:20]!r}, which was not asked for")
    too_large = f"more than {megabytes(limit)}, the limit (--max-download-mb)"
    promised = headers.get("Content-Length", "")
    if promised.isdecimal() and (len(promised) > 18 or int(promised) > limit):
        raise TooLargeError(too_large)
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > limit:
            raise TooLargeError(too_large)
    return Answer(status, bytes(body), bool(promised) or "Transfer-Encoding" in headers)


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()


async def _end(http: httpx.AsyncClient | None) -> None:
    """Cancel every request of this loop, close the client and stop the loop."""
    loop = asyncio.get_running_loop()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    try:
        await asyncio.gather(*others, return_exceptions=True)
        if http is not None:
            await http.aclose()
    finally:
        loop.stop()


def _followed(before: httpx.Request, after: httpx.Request) -> httpx.Request:
    """Return the request that a redirect leads to, if it may be followed."""
    scheme = after.url.scheme
    if scheme not in {"http", "https"}:
        raise UnreachableError(f"it redirects to an address of the scheme {scheme!r}, which is not followed")
    if before.url.scheme == "https" and scheme == "http":
        raise UnreachableError("it redirects from https to http, which is not followed")
    return after


def _reason(error: Exception) -> str:
    """Write another library's message in one line, without what gives access."""
    words = " ".join(scrubbed(str(error)).split()) or type(error).__name__
    return words if len(words) <= _LONGEST_REASON else f"{words[:_LONGEST_REASON]}..."


def retry_after(value: str | None) -> float:
    """Read a Retry-After header.

    Parameters
    ----------
    value
        A number of seconds or a date; None where there is no such header.

    Returns
    -------
    float
        Seconds from now; 0 for what is neither.
    """
    if value is None:
        return 0.0
    if value.strip().isdecimal():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
        # A date without a zone is in UTC by the definition of the header.
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, (until - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
