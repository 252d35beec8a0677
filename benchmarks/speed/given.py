"""What a run of the benchmarks is given, and the structures that it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

REAL = {
    "composite_k85": "an inhibitor bonded to Cys528, with Ran and RanBP1",
    "3gjx": "a cargo: snurportin 1 whole, with Ran",
    "3nc1": "a cargo: a signal on snurportin's body, with Ran; crystal with images",
    "4hb2": "an empty groove, with Ran and RanBP1",
    "model_p53": "a prediction: XPO1 and p53",
}
"""Complexes that are measured one by one: entry, and what it is."""

PHANTOMS = {
    "phantom_v6a": "an inhibitor bonded to Cys528", "phantom_cargo_1c": "a cargo", "phantom_open": "an empty groove",
}  # fmt: skip
"""What stands for them where there are no real structures: grooves alone, of 1,000 to 3,000 atoms."""


@dataclass(frozen=True)
class Case:
    """One structure.

    Attributes
    ----------
    name, what : str
        Of its entry, and what is in its groove.
    path : Path
    """

    name: str
    what: str
    path: Path


@dataclass(frozen=True)
class Given:
    """What a part gets.

    Attributes
    ----------
    structures : Path or None
        Directory of real structures; phantoms stand for them without it.
    work : Path
        A directory that is deleted afterwards.
    log : Path
        Where what is printed goes.
    quick : bool
        Whether it may be rough.
    most : int or None
        Largest number of complexes; as each part has it without.
    cap : float
        Seconds that a step may take which is run at growing sizes; where it would take more, it is foreseen.
    say : callable
        Takes a line of progress.
    """

    structures: Path | None
    work: Path
    log: Path
    quick: bool
    most: int | None
    cap: float
    say: Callable[[str], None]

    @cached_property
    def cases(self) -> list[Case]:
        """The structures that are measured one by one."""
        if self.structures is None:
            from nesgroove.io.phantoms import write_phantoms

            directory = self.work / "phantoms"
            directory.mkdir(exist_ok=True)
            write_phantoms(directory, list(PHANTOMS))
            return [Case(name, what, directory / f"{name}.cif.gz") for name, what in PHANTOMS.items()]
        cases = [Case(name, what, path) for name, what in REAL.items() if (path := self.file(name)) is not None]
        if not cases:
            raise SystemExit(f"none of {', '.join(REAL)} is in {self.structures}: make structures")
        return cases

    def file(self, name: str) -> Path | None:
        """The file of an entry among the real structures, if it is there."""
        return next(iter(sorted((self.structures or self.work).rglob(f"{name}.*.gz"))), None)

    def every(self) -> list[Path]:
        """All structures that hold a complex, as one would measure them in one run."""
        if self.structures is None:
            return [case.path for case in self.cases]
        folders = [self.structures / name for name in ("composite", "experimental", "predicted", "negative")]
        paths = sorted(path for folder in folders for path in folder.glob("*.gz"))
        return paths or sorted(self.structures.glob("*.gz"))

    def counts(self, usual: tuple[int, ...], few: tuple[int, ...]) -> tuple[int, ...]:
        """Numbers of complexes that a part goes through: the usual ones or few, none above the largest."""
        chosen = few if self.quick else usual
        return tuple(count for count in chosen if self.most is None or count <= self.most) or chosen[:1]

    def directory(self, name: str) -> Path:
        """A new directory to work in."""
        path = self.work / name
        path.mkdir(parents=True)
        return path
