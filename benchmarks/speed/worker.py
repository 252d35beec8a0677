"""A process of its own for each thing that is measured, so that its time and memory are its own.

What it prints, its libraries in C too, goes to the log: their file descriptors are led there before anything is
imported. Numbers come back over a descriptor that nothing else knows of. Several workers that are asked in turn are
measured side by side, whatever else the machine does meanwhile.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Self

HERE = Path(__file__).resolve().parents[1]

ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""A core is what is measured: libraries of linear algebra start no threads of their own."""


class WorkerError(RuntimeError):
    """Something that was to be measured failed; the log says why."""


@dataclass(frozen=True)
class Taken:
    """What one call took.

    Attributes
    ----------
    wall, cpu : float
        Seconds; processor time of the process and of those that it began.
    value : Any
        What the call returned.
    """

    wall: float
    cpu: float
    value: Any


def environment() -> dict[str, str]:
    """Environment of what is measured: this directory can be imported, and one core is used."""
    paths = [str(HERE), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, **ONE_CORE, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}


class Worker:
    """A process that has prepared a task and does it again whenever it is asked.

    Parameters
    ----------
    task
        ``module:function``; the function prepares, and returns what is called.
    log
        File that everything printed is added to.
    arguments
        Of the function: what JSON can hold.
    """

    def __init__(self, task: str, log: Path, **arguments: object) -> None:
        self.task, self.log = task, log
        with log.open("a", encoding="utf-8") as stream:
            stream.write(f"\n== {task} {json.dumps(arguments)}\n")
            stream.flush()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "speed.worker", task, json.dumps(arguments)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stream, text=True, env=environment(),
            )  # fmt: skip

    def ready(self) -> Self:
        """Wait until it is prepared."""
        self._answer()
        return self

    def run(self, **arguments: object) -> Taken:
        """Do the task once."""
        self._ask(arguments)
        answer = self._answer()
        return Taken(answer["wall"], answer["cpu"], answer["value"])

    def peak(self) -> float:
        """Highest resident memory so far, MB, the libraries included."""
        self._ask(None)
        return float(self._answer()["peak"])

    def _ask(self, question: object) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._failed() from None

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise self._failed()
        return dict(json.loads(line))

    def _failed(self) -> WorkerError:
        self._process.wait()
        last = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1]
        return WorkerError(f"{self.task} ended: {last} (all of it: {self.log})")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


def spent() -> float:
    """Processor time of this process and of those that it began and that have ended, seconds."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def peak_memory() -> float:
    """Highest resident memory of this process, MB.

    Linux counts in ``ru_maxrss`` what the process had before it became another program, its parent's memory; VmHWM
    begins with the program.
    """
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(float(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def timed(call: Callable[..., Any], **arguments: object) -> Taken:
    """Call something, and give what it took."""
    wall, cpu = time.perf_counter(), spent()
    value = call(**arguments)
    return Taken(time.perf_counter() - wall, spent() - cpu, value)


def main() -> None:
    """Prepare the task that the command line names, then do it whenever a line comes."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def answer(**words: object) -> None:
        answers.write(json.dumps(words) + "\n")
        answers.flush()

    module, name = sys.argv[1].split(":")
    call = getattr(import_module(module), name)(**json.loads(sys.argv[2]))
    answer(ready=True)
    for line in sys.stdin:
        question = json.loads(line)
        if question is None:
            answer(peak=peak_memory())
        else:
            taken = timed(call, **question)
            answer(wall=taken.wall, cpu=taken.cpu, value=taken.value)


if __name__ == "__main__":
    main()
