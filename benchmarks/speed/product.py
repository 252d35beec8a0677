"""The product on one structure, step by step; what a worker does."""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Steps = dict[str, float]
"""Seconds of processor time by the name of a step."""


class Clock:
    """Adds up what steps take."""

    def __init__(self) -> None:
        self.steps: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count what is done inside under a name."""
        begun = time.process_time()
        yield
        self.steps[name] += time.process_time() - begun


WRITING = "writing tables and structure"
"""The step that is not part of the core."""


def by_step(path: str) -> Callable[[], Steps]:
    """Prepare to read, identify, measure and write a structure as ``nesgroove measure`` does.

    Measures are asked in the order of a run, on one groove: what several of them need is counted where it is asked
    for first.
    """
    from nesgroove.identify.complexes import find_complexes
    from nesgroove.io.read import read_structure
    from nesgroove.measure.groove import Groove, Settings
    from nesgroove.measure.registry import measures
    from nesgroove.measure.remarks import complex_remarks, entry_remarks
    from nesgroove.model.record import Record
    from nesgroove.survey.entry import finite
    from nesgroove.survey.outcome import Measured
    from nesgroove.survey.provenance import run_options
    from nesgroove.survey.references import packaged_references
    from nesgroove.survey.run import write_results
    from nesgroove.survey.superposed import FOLDER, write_superposed

    settings = Settings(references=packaged_references())

    def whole() -> Steps:
        clock = Clock()
        with clock.step("reading"):
            structure = read_structure(Path(path))
        with clock.step("who is who"):
            complexes, _ = find_complexes(structure)
        rows: list[Record] = []
        with clock.step("remarks"):
            rows += entry_remarks(structure)
        for complex_ in complexes:
            with clock.step("groove frame"):
                groove = Groove(complex_, settings)
            for measure in measures():
                with clock.step(type(measure).__name__):
                    rows += measure.rows(groove)
            with clock.step("remarks"):
                rows += complex_remarks(groove)
        with clock.step("remarks"):
            rows = list(finite(rows))
        with clock.step(WRITING), tempfile.TemporaryDirectory() as name:
            write_superposed(Path(name) / FOLDER, complexes, settings.ligands)
            measured = Measured(structure.entry, path, structure.sha256, rows)
            write_results(Path(name), [measured], run_options(settings), settings)
        return dict(clock.steps)

    return whole
