"""Processes that share the work of a command, and that end with it, however it ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from typing import Final

WATCH: Final = 0.5
"""Seconds from one look at the parent to the next."""


@contextmanager
def workers(jobs: int, *, fresh: bool = False) -> Iterator[ProcessPoolExecutor]:
    """Give processes to send work to. Whatever ends the context before its time ends them too, and at once.

    Parameters
    ----------
    jobs
        How many.
    fresh
        Start each from nothing, and not as a copy of this process: for libraries that do not survive being copied.

    Yields
    ------
    ProcessPoolExecutor
        Its processes leave Ctrl-C to this process, which would else be one traceback each, and end when it is killed.
    """
    context = multiprocessing.get_context("spawn" if fresh else None)
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin)
    try:
        yield pool
    except BaseException:
        running = list((pool._processes or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for process in running:
            with suppress(OSError):  # it has ended already
                process.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when its parent was killed, which says nothing: it would wait for more work for ever."""
    parent = multiprocessing.parent_process()
    while parent is not None and os.getppid() == parent.pid:
        time.sleep(WATCH)
    os._exit(1)
