"""A command of the product that also writes down when each file was done.

``python -m speed.stamped OUT measure ...``, in ``benchmarks/``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from speed.worker import spent


def main() -> None:
    """Run the command; write wall and processor time at the end of each file."""
    from nesgroove.cli.app import main as product
    from nesgroove.survey import run

    original, stamps = run.measure_files, [(time.perf_counter(), spent())]

    def stamped(*positional: Any, **named: Any) -> Iterator[Any]:  # noqa: ANN401
        for measured in original(*positional, **named):
            stamps.append((time.perf_counter(), spent()))
            yield measured

    run.measure_files = stamped
    kept, sys.argv = Path(sys.argv[1]), ["nesgroove", *sys.argv[2:]]
    try:
        product()
    finally:
        kept.write_text(json.dumps(stamps), encoding="utf-8")


if __name__ == "__main__":
    main()
