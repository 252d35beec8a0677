"""``nesgroove.poses``: a receptor and docked poses in, results out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from nesgroove.errors import ConfigError
from nesgroove.front.results import Results
from nesgroove.measure.registry import records
from nesgroove.model.record import Record
from nesgroove.series.poses.records import pose_records

STEP = "poses"

Files = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


class Poses(Results):
    """Results of docked poses: those of a measurement, and what is said of each pose.

    ``poses`` has a row for each pose, in the order of what the groove says of them, ``pose_scores`` all their scores,
    ``pose_likeness`` the contacts that they have in common with each of ``pose_references``; the other tables have a
    complex for each pose that lies in the groove.
    """

    @classmethod
    def _records(cls) -> Sequence[type[Record]]:
        return (*records(), *pose_records())

    def draw(
        self, path: str | Path, *, shown: int = 40, width: str | float | None = None, sort: str | None = None
    ) -> None:
        """Draw the figure of poses: what the groove says of each, beside its score and the known inhibitors.

        Parameters
        ----------
        path
            What it is saved as: ``.svg``, ``.png`` or ``.pdf``.
        shown
            Poses that have a line of their own; the rest is summed up in one.
        width, sort
            As in :meth:`nesgroove.Results.figure`; best by the groove first where nothing is given.

        Raises
        ------
        NesgrooveError
            The ending is another, or width or sort are not understood.
        """
        from nesgroove.compare.sorting import Sorting
        from nesgroove.compare.tables import RunTables
        from nesgroove.show.poses.figure import draw_poses
        from nesgroove.show.size import FigureSize

        size, sorting = FigureSize.read(width, option="width"), Sorting.read(sort, option="sort")
        run = sorting.of(RunTables.read(self._directory)) if sorting else None
        draw_poses(self._directory, [Path(path)], shown, run=run, size=size)


# Long because its text describes every option.
def poses(
    receptor: str | os.PathLike[str],
    files: Files,
    *,
    template: str | Mapping[str, str] | None = None,
    against: Files | Results = (),
    require: str = "",
    keep: int = 20,
    score: str = "",
    busted: bool = False,
    source: str | Mapping[str, str] | None = None,
    jobs: int = 1,
    progress: Callable[[str], None] | None = None,
) -> Poses:
    """Measure docked poses, rank them by what the groove says, and compare them with known inhibitors.

    A record that cannot be read does not stop the others: it has a row in ``problems`` with the severity ``error``.

    Parameters
    ----------
    receptor
        What was docked into: any structure that :func:`nesgroove.measure` reads. What lies in its groove is taken
        out, and ``problems`` says so.
    files
        Poses: SDF, PDBQT, DLG, MOL2, PDB or mmCIF, plain or packed; directories; patterns.
    template
        Bond orders, where the files have none: a SMILES or the path of an SDF file, for all poses or by their titles.
    against
        Results, or structure files, with whose compounds and cargoes contacts are compared; those that come with the
        package where nothing is given.
    require
        What a pose must have: ``"P3 & covalent"``, ``"reach and hbond_568 and like_best > 0.4"``; ``poses.required``
        says which have it.
    keep
        How many poses are kept in the groove frame, the best by the groove. Views and scenes need them.
    score
        A property that is the score and which of its values are better, ``"NAME:lower"``, where no writer's is known.
    busted
        Whether PoseBusters is asked about each pose, which takes a tenth of a second.
    source
        What the receptor is, where its header does not say it.
    jobs
        Processes. The results do not depend on it.
    progress
        Called with the name of each pose that is done.

    Returns
    -------
    Poses
        Tables as data frames.

    Raises
    ------
    NesgrooveError
        The receptor has no groove; there is no such file; ``template``, ``require`` or ``score`` are not understood;
        no pose has what is required; PoseBusters is asked for and not installed.

    Examples
    --------
    >>> import nesgroove
    >>> p = nesgroove.poses("receptor.pdb", "docked.sdf")  # doctest: +SKIP
    >>> p.poses[["title", "groove_rank", "rank", "pockets", "reacting_distance", "like_best"]]  # doctest: +SKIP
    """
    from nesgroove.io.poses.chemistry import Templates
    from nesgroove.measure.groove import Settings
    from nesgroove.series.poses.known import references
    from nesgroove.series.poses.task import Task, assessor_of
    from nesgroove.series.poses.walk import checked_paths
    from nesgroove.series.poses.write import refuse_nothing, write_poses
    from nesgroove.survey.references import packaged_references
    from nesgroove.survey.sources import read_sources

    if jobs < 1:
        raise ConfigError(f"jobs={jobs} is no number of processes", step=STEP, remedy="Give 1 or more")
    paths = checked_paths(_listed(files))
    Templates(template)
    used, sources = packaged_references(), read_sources(source or {})
    compared = [against._directory] if isinstance(against, Results) else [Path(path) for path in _listed(against)]
    known = references(compared, Settings(references=used, sources=sources))
    task = Task(Path(receptor), used.to_json(), sources, known, require, score, busted)
    assessor_of(task)

    def fill(directory: Path) -> None:
        outcome = write_poses(directory, task, paths, template=template, keep=keep, jobs=jobs, progress=progress)
        refuse_nothing(outcome, task)

    return Poses._in_temporary(fill)


def _listed(files: Files) -> list[str]:
    return [os.fspath(files)] if isinstance(files, str | os.PathLike) else [os.fspath(file) for file in files]
