"""Hold what the rules of the workflow ask a cluster for against what a run took.

``python tools/resources.py results`` reads the benchmark files of a run, which Snakemake writes, and the numbers of
workflow/rules/resources.smk. It ends with exit code 1 where a rule took more memory or time than it asks for at first;
memory of Snakemake's own processes, which rules on a cluster ask for too, is no part of either.
"""

from __future__ import annotations

import argparse
import csv
import json
import runpy
import sys
from dataclasses import dataclass
from pathlib import Path

RULES = Path(__file__).parents[1] / "workflow/rules/resources.smk"

DIRECTORIES = {"motion": "motions", "trajectories": "trajectory"}
"""Directories of benchmark files that are called otherwise than their rule."""

BATCHED = ("measure", "pictures")
"""Rules with a job for each batch of files, whose numbers are for the files of one."""

ROOM = 0.8
"""A rule that takes more than this part of what it asks for is named, though nothing failed."""


@dataclass
class Taken:
    """What the jobs of one rule took at most."""

    jobs: int = 0
    megabytes: float = 0.0
    minutes: float = 0.0


def taken(benchmarks: Path) -> dict[str, Taken]:
    """Read the benchmark files of a run, by rule."""
    rules: dict[str, Taken] = {}
    for path in sorted(benchmarks.rglob("*.tsv")):
        name = path.relative_to(benchmarks).parts[0].removesuffix(".tsv")
        if name == "fetch":  # it runs where snakemake does
            continue
        rule = rules.setdefault(DIRECTORIES.get(name, name), Taken())
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle, delimiter="\t"):
                rule.jobs += 1
                rule.minutes = max(rule.minutes, float(row["s"]) / 60)
                if row["max_rss"] not in ("NA", "-"):  # it ended before it was looked at
                    rule.megabytes = max(rule.megabytes, float(row["max_rss"]))
    return rules


def asked(rule: str, files: float) -> tuple[float, float]:
    """Megabytes and minutes that the command of a rule is given at first, with so many files."""
    megabytes, each, minutes, minutes_each = runpy.run_path(str(RULES))["TAKES"][rule]
    return megabytes + each * files, minutes + minutes_each * files


def compare(results: Path) -> tuple[list[str], bool]:
    """Compare a run with the rules.

    Returns
    -------
    list of str
        Lines of a table.
    bool
        Whether every rule took no more than it asks for.
    """
    files = len(json.loads((results / "tables/provenance.json").read_text(encoding="utf-8"))["inputs"])
    lines = [f"{files} files", f"{'rule':15}{'jobs':>5}{'MB':>7}{'asked':>7}{'min':>7}{'asked':>7}"]
    fine = True
    for rule, took in taken(results / "benchmarks").items():
        megabytes, minutes = asked(rule, files / took.jobs if rule in BATCHED else files)
        share = max(took.megabytes / megabytes, took.minutes / minutes)
        note = "  MORE THAN IT ASKS FOR" if share > 1 else f"  above {ROOM:.0%}" if share > ROOM else ""
        fine &= share <= 1
        lines.append(
            f"{rule:15}{took.jobs:5}{took.megabytes:7.0f}{megabytes:7.0f}{took.minutes:7.1f}{minutes:7.1f}{note}"
        )
    return lines, fine


def main(words: list[str] | None = None) -> int:
    """Print the comparison; the exit code is 1 where a rule took more than it asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path, help="directory of results of a run")
    lines, fine = compare(parser.parse_args(words).results)
    print("\n".join(lines))
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
