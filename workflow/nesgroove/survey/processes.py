"""One function over many things in several processes: in order, a few ahead, and none stopped by another's end."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from typing import Final, TypeVar

from nesgroove.io.workers import workers

T = TypeVar("T")
R = TypeVar("R")

AHEAD: Final = 4
"""Things for each process that are begun before the first of them is taken: their results wait in memory."""


def in_order(
    work: Callable[[T], R],
    things: Iterable[T],
    jobs: int,
    lost: Callable[[T], R],
    *,
    fresh: bool = False,
    apart: bool = False,
) -> Iterator[R]:
    """Apply a function to many things.

    Parameters
    ----------
    work
        The function. What it raises is raised.
    things
        What it is applied to.
    jobs
        Processes; with one of them all is done in this process, but for ``apart``.
    lost
        Makes the result of a thing whose process was ended from outside twice, the second time with nothing beside
        it: by the system, for want of memory, or by a crash in a library.
    fresh
        As of :func:`nesgroove.io.workers.workers`.
    apart
        Keep even a single job out of this process, which then outlives a crash in a library.

    Yields
    ------
    R
        Results, in the order of the things, the first ones as soon as they are there.
    """
    if jobs == 1 and not apart:
        yield from map(work, things)
        return
    waiting: deque[tuple[T, Future[R]]] = deque()
    with ExitStack() as stack:
        pools = _Pools(stack, jobs, fresh)
        for thing in things:
            waiting.append((thing, _begun(pools.pool, work, thing)))
            if len(waiting) >= AHEAD * jobs:
                yield _next(work, waiting, pools, lost)
        while waiting:
            yield _next(work, waiting, pools, lost)


class _Pools:
    """The processes at work, and new ones after the old ones were ended."""

    def __init__(self, stack: ExitStack, jobs: int, fresh: bool) -> None:
        self.stack, self.jobs, self.fresh = stack, jobs, fresh
        self.pool = stack.enter_context(workers(jobs, fresh=fresh))

    def renew(self) -> None:
        """Begin with new processes."""
        self.pool = self.stack.enter_context(workers(self.jobs, fresh=self.fresh))


def _next(work: Callable[[T], R], waiting: deque[tuple[T, Future[R]]], pools: _Pools, lost: Callable[[T], R]) -> R:
    """Give the next result; where the processes were ended, others do again what was not done."""
    thing, future = waiting.popleft()
    try:
        return future.result()
    except BrokenProcessPool:
        result = _alone(work, thing, lost, pools.fresh)
    pools.renew()
    begun = [(other, done if _is_well(done) else _begun(pools.pool, work, other)) for other, done in waiting]
    waiting.clear()
    waiting.extend(begun)
    return result


def _begun(pool: ProcessPoolExecutor, work: Callable[[T], R], thing: T) -> Future[R]:
    """Begin; where the processes were ended already, that is said when the result is asked for."""
    try:
        return pool.submit(work, thing)
    except BrokenProcessPool as error:
        future: Future[R] = Future()
        future.set_exception(error)
        return future


def _is_well(future: Future[R]) -> bool:
    return future.done() and not future.cancelled() and not isinstance(future.exception(), BrokenProcessPool)


def _alone(work: Callable[[T], R], thing: T, lost: Callable[[T], R], fresh: bool) -> R:
    try:
        with workers(1, fresh=fresh) as pool:
            return pool.submit(work, thing).result()
    except BrokenProcessPool:
        return lost(thing)
