"""What snakemake says while it runs, in words for people: how many entries are there, measured and drawn."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

STEPS: Final = {
    "phantoms": "phantoms written",
    "fetch": "entries fetched",
    "reference": "references made",
    "measure": "structures measured",
    "gather": "tables",
    "ensemble": "comparisons",
    "figures": "figures",
    "methods": "paragraph of methods",
    "pictures": "complexes drawn",
    "superpositions": "complexes drawn over each other",
    "scenes": "scenes for PyMOL, ChimeraX and Mol*",
    "atlas": "atlas",
    "motions": "phantoms in motion",
    "trajectory": "trajectories measured",
    "over_time": "figures over time",
    "supplement": "archive for a supplement",
}
"""What each rule makes."""

_DONE = re.compile(r"^Finished jobid: \d+ \(Rule: (\w+)\)")
_BEGUN = re.compile(r"^(?:local)?(?:rule|checkpoint) (\w+):$")
_STEPS = re.compile(r"^(\d+) of (\d+) steps \(")
_FAILED = re.compile(r"^Error in rule (\w+):$")
_LOG = re.compile(r"^    log: (\S.*?)(?: \(check log file\(s\).*)?$")
_TIME = re.compile(r"^\[\w{3} \w{3} ")


class Watch:
    """Follows what snakemake says, line by line; what it does not know it passes over.

    Parameters
    ----------
    out
        Directory of results.
    asked
        Entries, files and phantoms that are asked for.

    Attributes
    ----------
    done, total : int
        Jobs.
    failed : list of (str, str)
        Rules that failed, and the log of each.
    """

    def __init__(self, out: Path, asked: int) -> None:
        self.out = out
        self.asked = asked
        self.done = self.total = 0
        self.failed: list[tuple[str, str]] = []
        self.tail: list[str] = []
        self._now = self._said = ""

    def see(self, line: str) -> str:
        """Take a line.

        Parameters
        ----------
        line
            Without its end.

        Returns
        -------
        str
            What to tell people, who have no terminal; empty where it is nothing new.
        """
        self.tail = [*self.tail[-39:], line]
        if steps := _STEPS.match(line):
            self.done, self.total = int(steps[1]), int(steps[2])
        elif begun := _BEGUN.match(line):
            self._now = begun[1]
        elif failed := _FAILED.match(line):
            self.failed.append((failed[1], ""))
        elif (log := _LOG.match(line)) and self.failed and not self.failed[-1][1]:
            self.failed[-1] = (self.failed[-1][0], log[1])
        elif done := _DONE.match(line):
            told = self.told(done[1])
            told, self._said = "" if told == self._said else told, told or self._said
            return told
        return ""

    def told(self, rule: str) -> str:
        """Say how far a step is: ``structures measured: 12 of 47``; empty for what is no step of people's."""
        what = STEPS.get(rule)
        if what is None:
            return ""
        counts: dict[str, Callable[[], int]] = {
            "fetch": self._fetched,
            "measure": lambda: self._count("parts/measured/*/*/stamp.json"),
            "pictures": lambda: self._count("parts/pictures/batch_*/*/stamp.json"),
        }
        if rule in counts:
            return f"{what}: {counts[rule]()}" + (f" of {self.asked}" if rule != "pictures" else "")
        return what

    def now(self) -> str:
        """Say what is being done."""
        return self.told(self._now) or "beginning"

    def reason(self) -> list[str]:
        """Say why snakemake did not come to its end, where no rule failed: the end of what it said."""
        lines = [line for line in self.tail if line.strip() and not _TIME.match(line)]
        for number, line in enumerate(lines):
            if re.match(r"^(\w*Error|\w*Exception)\b", line):
                return lines[number : number + 12]
        return lines[-6:]

    def _fetched(self) -> int:
        path = self.out / "fetch/entries.tsv"
        return len(path.read_text(encoding="utf-8").splitlines()) if path.is_file() else 0

    def _count(self, pattern: str) -> int:
        return sum(1 for _ in self.out.glob(pattern))
