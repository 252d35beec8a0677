"""Processes that measure one damaged file after the other, and are ended where they do not answer."""

from __future__ import annotations

import multiprocessing
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from random import Random
from typing import Final

from damaging import arrangement, coordinates, names, texts
from damaging.bases import bases
from damaging.judging import Facts, Outcome, facts, outcome
from damaging.kinds import KINDS, Kind, damaged
from damaging.molecule import FORMATS, Format, Molecule

DECLARED_IN: Final = (coordinates, names, arrangement, texts)
"""Modules that declare kinds; importing them does it."""

PATIENCE: Final = 20.0
"""Seconds after which a file hangs. The slowest of the good ones takes half a second."""

BEGUN: Final = "begun"
"""What a worker says when it has its imports and the good file, and begins with the damaged one."""

PREPARING: Final = 120.0
"""Seconds that it may take until then."""

MEMORY: Final = 4 * 1024**3
"""Bytes that a worker may have: what asks for more is a defect, and not the end of the machine."""


@dataclass(frozen=True)
class Case:
    """One damaged file: which, and how it is made again.

    Attributes
    ----------
    number, seed : int
        Decide everything else.
    kind : Kind
    base : int
        Place among the bases.
    form : str
        Format.
    real : bool
        Whether real structures are among the bases.
    """

    number: int
    seed: int
    kind: Kind
    base: int
    form: Format
    real: bool = True

    @property
    def molecule(self) -> Molecule:
        """The good structure."""
        return bases(real=self.real)[self.base]

    def content(self) -> bytes:
        """The damaged file."""
        return damaged(self.kind, self.molecule, self.form, Random(f"{self.seed} {self.number} damage"))


@dataclass(frozen=True)
class Verdict:
    """What became of a case; ``what`` is what moved or was said."""

    number: int
    outcome: Outcome
    what: str


def case(number: int, seed: int, kinds: Sequence[str] = (), *, real: bool = True) -> Case:
    """Choose kind, base and format of a case by its number.

    Parameters
    ----------
    number, seed
        The same give the same case, whatever others there are.
    kinds
        Names of kinds to choose from; all by default.
    real
        Whether real structures are among the bases.
    """
    rng = Random(f"{seed} {number}")
    # In turn, so that few cases have all kinds.
    chosen = [KINDS[name] for name in sorted(kinds or KINDS)]
    kind = chosen[number % len(chosen)]
    fitting = [i for i, base in enumerate(bases(real=real)) if not kind.needs or getattr(base, kind.needs)]
    return Case(number, seed, kind, rng.choice(fitting), rng.choice(kind.forms), real)


@cache
def _settings() -> object:
    from nesgroove.measure.groove import Settings
    from nesgroove.survey.references import ReferenceNames
    from nesgroove.survey.run import references_from

    return Settings(references=references_from([], ReferenceNames())[0])


def measured(content: bytes, form: Format, directory: Path) -> Facts:
    """Measure a file as the command does."""
    from nesgroove.survey.run import measure_file

    path = directory / f"case.{form}"
    path.write_bytes(content)
    return facts(measure_file(path, _settings()).rows)  # type: ignore[arg-type]


@cache
def good(base: int, form: Format, *, real: bool) -> Facts:
    """What a base comes out as before any damage."""
    with tempfile.TemporaryDirectory() as directory:
        return measured(bases(real=real)[base].write(form).encode(), form, Path(directory))


def judged(one: Case) -> Verdict:
    """Make, measure and judge one case."""
    with tempfile.TemporaryDirectory() as directory:
        result = measured(one.content(), one.form, Path(directory))
    verdict, what = outcome(good(one.base, one.form, real=one.real), result, one.kind.adds)
    return Verdict(one.number, verdict, what)


def _serve(pipe: Connection) -> None:
    """Answer until there is nothing more; the life of a worker."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    while (one := pipe.recv()) is not None:
        good(one.base, one.form, real=one.real)
        pipe.send(BEGUN)
        try:
            pipe.send(judged(one))
        except Exception as error:  # what measuring lets through is what is looked for
            pipe.send(Verdict(one.number, "defect", f"{type(error).__name__}: {error}"))


class _Worker:
    """A process and the case that it has."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, other = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_serve, args=(other,), daemon=True)
        self.process.start()
        other.close()
        self.case: Case | None = None
        self.since = 0.0
        self.begun = False

    def give(self, one: Case) -> None:
        self.case, self.since, self.begun = one, time.monotonic(), False
        self.pipe.send(one)

    def end(self) -> None:
        self.process.kill()
        self.process.join()


def run(cases: Sequence[Case], jobs: int) -> Iterator[Verdict]:
    """Judge cases in several processes.

    Parameters
    ----------
    cases
        Which.
    jobs
        Processes.

    Yields
    ------
    Verdict
        As they come. A worker that does not answer in time, or ends, is replaced by another.
    """
    left = list(reversed(cases))
    workers = [_Worker() for _ in range(min(jobs, len(left)))]
    try:
        while True:
            for worker in workers:
                if worker.case is None and left:
                    worker.give(left.pop())
            busy = {worker.pipe: worker for worker in workers if worker.case is not None}
            if not busy:
                return
            ready = wait(list(busy), timeout=min(1.0, PATIENCE))
            for pipe, worker in busy.items():
                verdict = _answer(worker, answered=pipe in ready)
                if verdict is None:
                    continue
                yield verdict
                worker.case = None
                if verdict.outcome == "hang" or not worker.process.is_alive():
                    worker.end()
                    workers[workers.index(worker)] = _Worker()
    finally:
        for worker in workers:
            worker.end()


def _answer(worker: _Worker, *, answered: bool) -> Verdict | None:
    """What a worker says, or what its silence says; None while it may still work."""
    assert worker.case is not None
    if answered:
        try:
            answer = worker.pipe.recv()
        except (EOFError, OSError):
            worker.end()
            return Verdict(worker.case.number, "defect", f"the process ended ({worker.process.exitcode})")
        if isinstance(answer, Verdict):
            return answer
        worker.since, worker.begun = time.monotonic(), True
        return None
    patience = PATIENCE if worker.begun else PREPARING
    return Verdict(worker.case.number, "hang", "") if time.monotonic() - worker.since > patience else None


def formats_of(kind: Kind) -> str:
    """Formats of a kind as a table shows them."""
    return ", ".join(form for form in FORMATS if form in kind.forms)
