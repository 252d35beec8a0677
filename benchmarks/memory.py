"""Peak memory of a run over N files and over four times as many: it must not grow with them.

Each run is a process of its own, whose highest resident memory the system says (``getrusage``). Files are copies of a
phantom under names of their own; ``--sample`` takes another file.

    python benchmarks/memory.py --files 40
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from nesgroove.io.phantoms import write_phantoms

LIMIT: Final = 1.15
"""Most that the peak of 4 N files may be of that of N: what grows is a name and a checksum a file, some 2 kB."""

TIMES: Final = 4


def peak(*words: object) -> float:
    """Run a command and give its highest memory, MB."""
    code = "import resource, sys; from nesgroove.cli.app import app; app(sys.argv[1:], standalone_mode=False); " \
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, words)], capture_output=True, text=True, check=True, env=os.environ
    )
    return int(done.stdout.split()[-1]) / 1024


def copies(sample: Path, directory: Path, count: int) -> Path:
    """Fill a directory with copies of a file."""
    directory.mkdir()
    ending = "".join(sample.suffixes[-2:])
    for number in range(count):
        shutil.copyfile(sample, directory / f"copy{number:05d}{ending}")
    return directory


def main() -> int:
    """Print the peaks; 1 where one grows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=40, help="N")
    parser.add_argument("--sample", type=Path, help="the file that is copied; a phantom without it")
    given = parser.parse_args()
    worst = 0.0
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        sample = given.sample or write_phantoms(work, ["phantom_cargo_1c"])[0]
        peaks: dict[str, list[float]] = {"measure": [], "gather": []}
        for count in (given.files, TIMES * given.files):
            files, out = copies(sample, work / f"in{count}", count), work / f"out{count}"
            peaks["measure"].append(peak("measure", files, "--out", out, "--no-superposed"))
            peaks["gather"].append(peak("gather", out, "--out", work / f"joined{count}"))
        for command, (few, many) in peaks.items():
            worst = max(worst, many / few)
            more = TIMES * given.files
            print(f"{command}: {few:.0f} MB at {given.files} files, {many:.0f} MB at {more}: {many / few:.2f}")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"(this process alone: {own:.0f} MB)")
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
