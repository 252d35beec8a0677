"""Check that what is locked can be installed without a compiler.

    python tools/check_wheels.py

Asks the package registry, through pip and for the Python and the machine that run this, whether each package in
requirements/lock.txt has a wheel. Nothing is installed. `make lock` and `make full` run it; it needs a network.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements/lock.txt"

PURE_SOURCES = ("connection-pool", "nglview")
"""Packages that have no wheel and need none: their sources are Python (and JavaScript) only."""

REFUSED = re.compile(r"(?:No matching distribution found for|satisfies the requirement) ([\w.-]+)")
"""How pip says which package it cannot have; the first one only."""


def without_wheel(requirements: list[str]) -> list[str]:
    """Return the names of the packages of which there is no wheel for this Python on this machine.

    Parameters
    ----------
    requirements
        Lines of a lock file.

    Raises
    ------
    RuntimeError
        pip failed for another reason, as without a network.
    """
    missing: list[str] = []
    while True:
        asked = [line for line in requirements if line.partition("==")[0] not in missing]
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "asked.txt"
            path.write_text("\n".join(asked) + "\n", encoding="utf-8")
            command = ["install", "--dry-run", "--no-deps", "--ignore-installed", "--only-binary", ":all:", "-r", path]
            done = subprocess.run(
                [sys.executable, "-m", "pip", *map(str, command)], capture_output=True, text=True, check=False
            )
        if done.returncode == 0:
            return missing
        refused = REFUSED.search(done.stderr)
        if refused is None or refused[1] in missing:
            raise RuntimeError(done.stderr)
        missing.append(refused[1])


def main() -> int:
    """Check the lock file."""
    lines = [line for line in LOCK.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    missing = without_wheel(lines)
    compiled = [name for name in missing if name not in PURE_SOURCES]
    print(f"{len(lines)} locked; without a wheel: {', '.join(missing) or 'none'}")
    for name in compiled:
        print(f"{name} would have to be built. If its source is pure Python, say so in {Path(__file__).name}")
    return 1 if compiled else 0


if __name__ == "__main__":
    sys.exit(main())
