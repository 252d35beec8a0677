"""What lies beside the tables of poses: the best of them in the groove frame, and where all is from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Final

from nesgroove.io.run_names import shown_path
from nesgroove.io.tables import iter_table
from nesgroove.series.poses.records import PoseRecord
from nesgroove.series.poses.task import Task, assessor_of
from nesgroove.series.poses.walk import Numbered, Template, Walk
from nesgroove.survey.provenance import COMMAND, input_of, listed_path, run_options, write_provenance
from nesgroove.survey.superposed import ENDING, FOLDER, superposed_name, write_superposed

POSES: Final = "nesgroove poses"
"""The command, as the provenance has it."""

OPTION: Final = "poses"
"""Key of the provenance by which such a directory is known."""


def superpose(out: Path, task: Task, paths: Sequence[Path], best: Collection[str], template: Template) -> None:
    """Write the best poses in the groove frame.

    They are read again, so that none has to be held until it is known to be one of them.

    Parameters
    ----------
    out
        Directory of the results; poses that an earlier run left in its folder are removed.
    task
        With the receptor.
    paths
        Files of poses, directories and patterns.
    best
        Entries of these poses.
    template
        Bond orders.
    """
    folder = out / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    bench, written, left = assessor_of(task).bench, set(), set(best)
    for item in Walk().through(paths, template) if left else ():
        if isinstance(item, Numbered) and item.entry in left:
            groove = bench.place(item.pose, item.entry).groove
            if groove is not None:
                write_superposed(folder, [groove.complex], groove.settings.given)
                written.add(superposed_name(groove.complex.id))
            left.discard(item.entry)
            if not left:
                break
    for path in folder.glob(f"*{ENDING}"):
        if path.name not in written:
            path.unlink()


def poses_not_kept(results: Path) -> frozenset[str]:
    """Name the poses of which no structure was asked for.

    Parameters
    ----------
    results
        Directory of results of any kind.

    Returns
    -------
    frozenset of str
        Complexes in the groove that ``--keep`` left out; none where these are no poses.
    """
    if not (results / f"{PoseRecord.table}.tsv").is_file():
        return frozenset()
    there = {row.complex for row in iter_table(PoseRecord, results / f"{PoseRecord.table}.tsv") if row.complex}
    return frozenset(name for name in there if not (results / FOLDER / superposed_name(name)).is_file())


def write_origin(out: Path, task: Task, walk: Walk, template: Template, keep: int) -> None:
    """Say from which files and options the results are.

    Parameters
    ----------
    out
        Directory of the results.
    task, walk, template, keep
        As of :func:`nesgroove.series.poses.write.write_poses`.
    """
    files: dict[str, str] = {}
    inputs = [input_of(path, "") for path in (task.receptor, *walk.files)]
    for given in inputs:
        name = shown_path(Path(given["path"]).name)
        files[given["path"] if name in files else name] = given["sha256"]
    options: dict[str, Any] = {
        **run_options(task.settings),
        COMMAND: POSES,
        OPTION: {
            "receptor": listed_path(task.receptor), "require": task.require, "score": task.score,
            "busted": "yes" if task.busted else "no", "template": str(template or ""), "keep": str(keep),
            "against": sorted({row.measured_from for row in task.against}),
        },
    }  # fmt: skip
    write_provenance(out, files, options, inputs=inputs)
