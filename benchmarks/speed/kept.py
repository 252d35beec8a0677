"""What was measured, as JSON: the page is written from it, and a part can be measured again alone."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from speed.machine import load, machine
from speed.part import Kept
from speed.worker import Taken

VERSION = 1
"""Of the form; a file of another is measured anew."""


@dataclass
class Results:
    """All parts, with the machine and the circumstances of each.

    Attributes
    ----------
    machine : dict
        As :func:`speed.machine.machine` gives it, of the last run.
    parts : dict of str to dict
        By name: ``date``, ``command``, ``quick``, ``load`` (before, after), ``wall``, ``cpu``, ``result``.
    """

    machine: dict[str, Any] = field(default_factory=machine)
    parts: dict[str, Kept] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file, if it is there and of this version."""
        if not path.is_file():
            return cls()
        kept = json.loads(path.read_text(encoding="utf-8"))
        return cls(kept["machine"], kept["parts"]) if kept.get("version") == VERSION else cls()

    def write(self, path: Path) -> None:
        """Write the file."""
        kept = {"version": VERSION, "machine": self.machine, "parts": self.parts}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(rounded(kept), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    def add(self, name: str, result: Kept, taken: Taken, before: float, command: str, *, quick: bool) -> None:
        """Keep what a part gave.

        Parameters
        ----------
        name, result
            Of the part.
        taken
            What measuring it took.
        before
            Load of the machine when it began.
        command, quick
            How it was asked for.
        """
        self.machine = machine()
        self.parts[name] = {
            "date": datetime.now(UTC).date().isoformat(), "command": command, "quick": quick,
            "load": [before, load()], "wall": taken.wall, "cpu": taken.cpu, "result": result,
        }  # fmt: skip
        self.parts[name] = rounded(self.parts[name])


def rounded(value: Any) -> Any:  # noqa: ANN401
    """Numbers with five digits: more are no measurement, and make a file that differs everywhere."""
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    return [rounded(each) for each in value] if isinstance(value, (list, tuple)) else value
