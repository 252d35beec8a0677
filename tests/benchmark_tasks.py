"""What a worker of the benchmarks does in tests."""

from __future__ import annotations

import os
from collections.abc import Callable


def loud(times: int) -> Callable[..., int]:
    """Prints, past Python too, and gives a number."""
    print("prepared, loudly")
    held = []

    def call(more: int = 0) -> int:
        print("called, loudly")
        os.write(1, b"from C, loudly\n")
        held.append(b"x" * (1_000_000 * more))
        return times + more

    return call


def failing() -> Callable[[], None]:
    """Fails whenever it is called."""

    def call() -> None:
        raise ValueError("it was the cat")

    return call
