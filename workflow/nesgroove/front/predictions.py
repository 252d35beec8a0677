"""``nesgroove.models``: directories of predicted models in, results out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from nesgroove.errors import ConfigError
from nesgroove.front.results import Results
from nesgroove.measure.registry import records
from nesgroove.model.record import Record
from nesgroove.series.models.run import RECORDS, STEP


class Models(Results):
    """Results of predicted models: those of a measurement, with ``models`` and ``model_samples``.

    ``models`` has a row for each job, ``model_samples`` one for each sample and cargo.
    """

    @classmethod
    def _records(cls) -> Sequence[type[Record]]:
        return (*records(), *RECORDS)


# Long because its text describes every option.
def models(
    directories: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    signals: str | os.PathLike[str] | None = None,
    where: str = "",
    source: str | Mapping[str, str] | None = None,
    jobs: int = 1,
    superposed: bool = True,
    progress: Callable[[str], None] | None = None,
) -> Models:
    """Measure predicted models, with what their writers say of them, and what the samples of a job agree on.

    Parameters
    ----------
    directories
        What a predictor wrote, with all that is below it, or structure files.
    signals
        File of annotated export signals: ``job``, ``first``, ``last``, ``sequence``, parted by tabs.
    where
        Which samples count in ``models``: ``"iptm_pair > 0.6 and P2"``, by columns of ``model_samples``.
    source
        What the files are, where neither layout nor header says it, as of :func:`nesgroove.measure`.
    jobs
        Processes. The results do not depend on it.
    superposed
        Whether complexes are kept in the groove frame.
    progress
        Called with the entry of each model, when it is read and when it is measured.

    Returns
    -------
    Models
        Tables as data frames.

    Raises
    ------
    NesgrooveError
        There is no model, ``signals`` or ``where`` are not understood, or ``where`` leaves nothing.

    Examples
    --------
    >>> import nesgroove
    >>> m = nesgroove.models("af3_output", jobs=2)  # doctest: +SKIP
    >>> m.models[["job", "samples", "direction", "agree", "iptm_pair_best", "iptm_pair_mean"]]  # doctest: +SKIP
    """
    from nesgroove.io.confidence.find import find_models
    from nesgroove.measure.groove import Settings
    from nesgroove.model.choice import parse_choice
    from nesgroove.series.models.run import known_models, measure_models
    from nesgroove.series.models.signals import read_signals
    from nesgroove.survey.references import packaged_references
    from nesgroove.survey.sources import read_sources
    from nesgroove.survey.superposed import FOLDER

    if jobs < 1:
        raise ConfigError(f"jobs={jobs} is no number of processes", step=STEP, remedy="Give 1 or more")
    places = [directories] if isinstance(directories, str | os.PathLike) else list(directories)
    found = find_models(map(Path, places))
    annotated = read_signals(Path(signals)) if signals is not None else None
    choice = parse_choice(where, step=STEP) if where else None
    settings = Settings(references=packaged_references(), sources=read_sources(source or {}))

    def fill(directory: Path) -> None:
        known, _ = known_models(found, settings, jobs=jobs, progress=progress)
        measure_models(
            known, settings, directory, signals=annotated, where=choice, jobs=jobs, passed_over=found.passed_over,
            superposed=directory / FOLDER if superposed else None, progress=progress,
        )  # fmt: skip

    return Models._in_temporary(fill)
