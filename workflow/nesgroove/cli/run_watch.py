"""What snakemake says while it runs, in words for people: entries that are there, measured, drawn; the time left."""

from __future__ import annotations

import re
import time
from collections import Counter
from pathlib import Path
from typing import Final

from nesgroove.cli.progress import HowFar, TimeLeft, in_words, read_how_far
from nesgroove.cli.run_failed import Failures
from nesgroove.model.plain_text import first_few

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
    "overview": "first page of the report",
    "supplement": "archive for a supplement",
}
"""What each rule makes."""

COUNTED: Final = {"measure": "measured", "pictures": "pictures"}
"""Rules that make many entries in a job, and the directory of their parts and of their results."""

_DONE = re.compile(r"^Finished jobid: (\d+) \(Rule: (\w+)\)")
_BEGUN = re.compile(r"^(?:local)?(?:rule|checkpoint) (\w+):$")
_STEPS = re.compile(r"^(\d+) of (\d+) steps \(")
_JOB = re.compile(r"^    jobid: (\d+)$")
_BATCH = re.compile(r"^    wildcards: batch=(\S+)$")
_EXPECTED = re.compile(r"^(\w+) +(\d+)$")
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
    failures : Failures
        Steps that failed, and their logs.
    """

    def __init__(self, out: Path, asked: int) -> None:
        self.out = out
        self.asked = asked
        self.done = self.total = 0
        self.failures = Failures()
        self.tail: list[str] = []
        self._since = time.time()
        self._said = self._rule = ""
        self._running: dict[str, str] = {}
        self._expected: Counter[str] = Counter()
        self._batches: dict[str, dict[str, HowFar]] = {rule: {} for rule in COUNTED}
        self._left: dict[str, TimeLeft] = {}

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
        if self.failures.see(line):
            return ""
        if steps := _STEPS.match(line):
            self.done, self.total = int(steps[1]), int(steps[2])
        elif begun := _BEGUN.match(line):
            self._rule = begun[1]
        elif job := _JOB.match(line):
            self._running[job[1]] = self._rule
        elif (batch := _BATCH.match(line)) and self._rule in COUNTED:
            self._batches[self._rule][batch[1]] = HowFar(0, 0)
        elif expected := _EXPECTED.match(line):
            self._expected[expected[1]] = int(expected[2])
        elif done := _DONE.match(line):
            self._running.pop(done[1], None)
            told = self.told(done[2])
            told, self._said = "" if told == self._said else told, told or self._said
            return told
        return ""

    def told(self, rule: str) -> str:
        """Say how far a step is: ``structures measured: 12 of 47``; empty for what is no step of people's."""
        what = STEPS.get(rule)
        if what is None:
            return ""
        if rule == "fetch":
            return f"{what}: {self._fetched()} of {self.asked}"
        if rule in COUNTED:
            return f"{what}: {self._entries(rule)}" + (f" of {self.asked}" if rule == "measure" else "")
        return what

    def now(self) -> str:
        """Say what is being done: the entry that was done last, and the time that is left for all of them."""
        running = list(self._running.values())
        rule = next((rule for rule in COUNTED if rule in running), running[-1] if running else "")
        told = self.told(rule) or ("going on" if self.done else "beginning")
        if rule not in COUNTED:
            return told
        batches = self._batches[rule]
        names = [how.name for how in batches.values() if how.name and how.done < how.total]
        left = self._left.setdefault(rule, TimeLeft())
        done, total = sum(how.done for how in batches.values()), self._of_this_run(rule)
        left.at(done)
        seconds = left.seconds(total)
        return f"{told}{f' ({first_few(names, 3)})' if names else ''}" + (
            f", about {in_words(seconds)} left" if seconds is not None else ""
        )

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

    def _entries(self, rule: str) -> int:
        """Count entries that are done: those of jobs that were begun, and those that earlier runs left as they are."""
        batches, before = self._batches[rule], 0
        for batch in batches:
            said = read_how_far(self._parts(rule, batch), self._since)
            batches[batch] = said or batches[batch]
        left = {path.name for path in self.out.glob(f"{COUNTED[rule]}/batch_*")} - set(batches)
        for batch in left:
            before += sum(1 for _ in self._parts(rule, batch).glob("*/stamp.json"))
        to_do = max(self._expected[rule] - len(batches), 0)  # jobs that will be begun yet: which ones is not said
        if left:
            before = round(before * max(1 - to_do / len(left), 0))
        return sum(how.done for how in batches.values()) + before

    def _of_this_run(self, rule: str) -> int:
        """Reckon the entries of all jobs of a rule in this run from those that were begun."""
        batches = self._batches[rule]
        totals = [how.total for how in batches.values() if how.total]
        if not totals:
            return 0
        return sum(totals) + round(sum(totals) / len(totals) * max(self._expected[rule] - len(totals), 0))

    def _parts(self, rule: str, batch: str) -> Path:
        return self.out / "parts" / COUNTED[rule] / batch
