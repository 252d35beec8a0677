"""Fetch entries into a cache directory: the one step of the whole way that touches a network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from nesgroove.errors import NesgrooveError, WriteError
from nesgroove.fetch.archive import CHOOSE, Archive
from nesgroove.fetch.client import Client
from nesgroove.fetch.errors import FetchError, LockedError, NoSuchEntryError, ObsoleteEntryError
from nesgroove.fetch.exchange import RetryPolicy
from nesgroove.fetch.holdings import RemovedEntries
from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.kinds import REPORT, STRUCTURE, FileKind
from nesgroove.fetch.limits import Limits
from nesgroove.fetch.lock import Lock
from nesgroove.fetch.manifest import Record
from nesgroove.fetch.mirrors import DEFAULT_MIRRORS, HOLDINGS_URL, parse_mirrors
from nesgroove.fetch.shown import scrubbed
from nesgroove.fetch.store import Store

Status = Literal["fetched", "cached", "replaced", "failed", "none"]


@dataclass(frozen=True)
class FetchResult:
    """What became of one entry that was asked for.

    Attributes
    ----------
    asked
        Canonical id of the entry asked for (the text as given, if it is no id).
    status
        ``fetched`` from a mirror; ``cached``, the file was there and is whole; ``replaced``, the entry is
        obsolete and its successor is there; ``failed``; ``none``, of a validation report that the archive does not
        have.
    entry
        Canonical id of the entry that is there now; empty if it failed.
    path
        The file; None if it failed.
    sha256
        Of the file, in hexadecimal.
    url
        Where the file came from, without user and password; empty if it was found in the cache without a record.
    message
        What is worth saying about it in one line; may be empty.
    error
        Why it failed.
    report
        What became of the entry's validation report; None where none was asked for. Its path is None where the archive
        has none, which its message says.
    """

    asked: str
    status: Status
    entry: str = ""
    path: Path | None = None
    sha256: str = ""
    url: str = ""
    message: str = ""
    error: NesgrooveError | None = None
    report: FetchResult | None = None

    @property
    def ok(self) -> bool:
        """Whether a whole, checked file is there."""
        return self.error is None

    @property
    def complete(self) -> bool:
        """Whether all that was asked for is there, or is nowhere: an entry may have no validation report."""
        return self.ok and (self.report is None or self.report.ok)


# Long because its parameters are documented in it.
def fetch_entries(
    ids: Iterable[str | EntryId],
    cache: str | Path,
    *,
    mirrors: Sequence[str] = DEFAULT_MIRRORS,
    refresh: bool = False,
    jobs: int = 4,
    progress: Callable[[FetchResult], None] | None = None,
    holdings_url: str = HOLDINGS_URL,
    policy: RetryPolicy | None = None,
    limits: Limits | None = None,
    lock: Lock | None = None,
    validation: bool = False,
) -> list[FetchResult]:
    """Fetch entries; one that fails does not stop the others.

    Parameters
    ----------
    ids
        Entries; one that is named twice, in whichever form, is fetched once.
    cache
        Directory for ``{id}.cif.gz`` and ``manifest.tsv``; made where there is none.
    mirrors
        Where to ask, in this order, as :func:`nesgroove.fetch.mirrors.parse_mirror` reads them.
    refresh
        Fetch also what is in the cache; a file that cannot be fetched again is kept.
    jobs
        How many entries are fetched at the same time.
    progress
        Called in the caller's thread with each result as it comes, in no fixed order.
    holdings_url
        The archive's list of removed entries; asked only for an entry that no mirror has.
    policy, limits
        Time-outs and retries; how much one request may bring, and how long it may take.
    lock
        Releases that are wanted; another fails, and one that is kept stays, unless a mirror has the one wanted.

    validation
        Whether the validation report of each entry is fetched too, as ``{id}_validation.xml.gz`` beside its file.

    Returns
    -------
    list of FetchResult
        One for each entry, in the order in which they were first named.

    Raises
    ------
    FetchError
        If no entry can be fetched: a mirror or the list's address is not understood, the directory cannot be made.
    """
    client = Client(policy or RetryPolicy(), limits or Limits())
    archive = Archive(parse_mirrors(mirrors), RemovedEntries(holdings_url, client), client, lock)
    fetcher = _fetcher(Path(cache), archive, refresh=refresh, validation=validation)
    wanted, results = _asked(ids)
    for result in results.values():
        if progress is not None and result.error is not None:
            progress(result)
    with _pool(jobs) as pool, closing(fetcher.store), closing(client):
        coming = as_completed([pool.submit(fetcher.fetch_all, entry) for entry in wanted.values()])
        for result in (future.result() for future in coming):
            results[result.asked] = result
            if progress is not None:
                progress(result)
    return list(results.values())


def _asked(ids: Iterable[str | EntryId]) -> tuple[dict[str, EntryId], dict[str, FetchResult]]:
    """Entries by their short ids, and a result for each, in the order in which they were first named.

    An id that is none has failed already; the results of the others stand in for what is to come.
    """
    wanted: dict[str, EntryId] = {}
    results: dict[str, FetchResult] = {}
    for given in ids:
        try:
            entry = given if isinstance(given, EntryId) else EntryId.parse(given)
            wanted.setdefault(entry.short, entry)
            results.setdefault(entry.short, FetchResult(entry.short, "failed"))
        except FetchError as error:
            results[str(given)] = FetchResult(str(given), "failed", message=error.message, error=error)
    return wanted, results


def _fetcher(cache: Path, archive: Archive, *, refresh: bool, validation: bool) -> _Fetcher:
    """Make what fetches structures, and with it what fetches their reports where these are wanted."""
    reports = None
    if validation:
        places = replace(archive, mirrors=list(map(REPORT.mirror, archive.mirrors)), kind=REPORT)
        reports = _Fetcher(_store(cache, archive.client.limits, REPORT), places, refresh=refresh)
    return _Fetcher(_store(cache, archive.client.limits), archive, refresh=refresh, reports=reports)


def _store(cache: Path, limits: Limits, kind: FileKind = STRUCTURE) -> Store:
    try:
        return Store(cache, limits, kind)
    except OSError as error:
        raise _unwritable(cache, error) from error


@contextmanager
def _pool(jobs: int) -> Iterator[ThreadPoolExecutor]:
    """Threads for entries; what is not begun when the caller stops is not begun at all.

    Client and store are closed before the threads are waited for: who stops the work does not wait for servers, nor
    for other processes.
    """
    pool = ThreadPoolExecutor(max_workers=max(1, jobs), thread_name_prefix="fetch")
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


LONGEST_CHAIN = 10
"""Successors of successors that are followed; the archive's longest chains have three."""


class _Fetcher:
    """What the entries of one call have in common."""

    def __init__(self, store: Store, archive: Archive, *, refresh: bool, reports: _Fetcher | None = None) -> None:
        self.store = store
        self.archive = archive
        self.refresh = refresh
        self.reports = reports

    def fetch_all(self, asked: EntryId) -> FetchResult:
        """Obtain an entry, and the validation report of the entry that is there."""
        result = self.fetch(asked)
        if self.reports is None or not result.ok:
            return result
        report = self.reports.fetch(EntryId.parse(result.entry))
        if isinstance(report.error, NoSuchEntryError) and not self._is_locked(report):
            # Entries have none whose model is not held against data, and those that came out today.
            report = FetchResult(report.asked, "none", message=report.error.message)
        return replace(result, report=report)

    def _is_locked(self, report: FetchResult) -> bool:
        lock = self.archive.lock
        return lock is not None and any(row.what and row.entry == report.asked for row in lock.rows.values())

    def fetch(self, asked: EntryId) -> FetchResult:
        try:
            return self._follow(asked)
        except (FetchError, WriteError) as error:
            return FetchResult(asked.short, "failed", message=error.message, error=error)
        except OSError as error:
            failure = _unwritable(self.store.cache, error)
            return FetchResult(asked.short, "failed", message=failure.message, error=failure)
        except Exception as error:  # whatever it is, the other entries are fetched
            words = f"{type(error).__name__}: {scrubbed(str(error))}"
            failure = FetchError(
                f"a defect of nesgroove ({words})",
                file=asked.short,
                remedy="Report it, with the mirror that was asked; the other entries are not affected",
            )
            return FetchResult(asked.short, "failed", message=failure.message, error=failure)

    def _follow(self, asked: EntryId) -> FetchResult:
        """Obtain an entry, or the entry at the end of its chain of successors."""
        chain = [asked]
        known = None if self.refresh else self.store.successor_of(asked)
        if known is not None:
            chain.append(known)
        while True:
            entry = chain[-1]
            try:
                record, status, note = self._obtain(entry, chain[:-1])
                break
            except NoSuchEntryError as missing:
                if self.archive.kind is not STRUCTURE:
                    raise
                successor = self.archive.successor(entry, missing)
                if successor in chain:
                    raise ObsoleteEntryError(
                        "the list of removed entries leads in a circle: "
                        + ", ".join(entry.short for entry in [*chain, successor]),
                        file=asked.short,
                        remedy=CHOOSE,
                    ) from missing
                chain.append(successor)
                if len(chain) > LONGEST_CHAIN:
                    raise ObsoleteEntryError(
                        f"the list of removed entries leads from one to the next more than {LONGEST_CHAIN} times",
                        file=asked.short,
                        remedy=CHOOSE,
                    ) from missing
        if len(chain) > 1:
            replaced = f"{asked} is obsolete and superseded by {entry}"
            status, note = "replaced", f"{replaced}; {note}" if note else replaced
        return FetchResult(
            asked=asked.short,
            status=status,
            entry=entry.short,
            path=self.store.path(entry),
            sha256=record.sha256,
            url=record.url,
            message=note,
        )

    def _obtain(self, entry: EntryId, obsolete: list[EntryId]) -> tuple[Record, Status, str]:
        note = ""
        other: LockedError | None = None
        if not self.refresh:
            kept, note = self.store.kept(entry)
            other = self._other_release(entry) if kept is not None else None
            if kept is not None and other is None:
                if not {old.short for old in obsolete} <= set(kept.obsolete_of.split(",")):
                    self.store.note_obsolete(kept, obsolete)
                return kept, "cached", note
        try:
            data, url = self.archive.download(entry)
        except FetchError as error:
            if other is not None:
                other.message += f"; {error.message}"
                raise other from error
            if note:
                error.message = f"{note}; {error.message}"
            raise
        if other is not None:
            note = f"the file in the cache was another release, and is now the locked one ({other.message})"
        return self.store.put(entry, data, url, obsolete), "fetched", note

    def _other_release(self, entry: EntryId) -> LockedError | None:
        """Say that a kept file is not the locked one; None where it is, or where none is locked."""
        if self.archive.lock is not None:
            try:
                data, lock = self.store.path(entry).read_bytes(), self.archive.lock
                lock.check(self.archive.kind.locked(entry, data, lock.limit), "the cache")
            except LockedError as error:
                return error
        return None


def _unwritable(cache: Path, error: OSError) -> FetchError:
    where = error.filename or cache
    return FetchError(
        f"the cache directory cannot be used ({error.strerror or error})",
        file=where,
        remedy="Name a directory that can be written to and has space",
    )
