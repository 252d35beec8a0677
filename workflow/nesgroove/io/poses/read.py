"""Poses one after the other, whatever wrote them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from nesgroove.io.formats import decoded
from nesgroove.io.opened import limits, opened
from nesgroove.io.poses.molecule import UnreadableError
from nesgroove.io.poses.pose import Pose, PoseProblem
from nesgroove.io.poses.sdf import sdf_molecule, sdf_records


def read_poses(path: str | Path, *, template: str | Mapping[str, str] | None = None) -> Iterator[Pose | PoseProblem]:
    """Read poses.

    Parameters
    ----------
    path
        A file, packed or not.
    template
        Bond orders of the compound.

    Yields
    ------
    Pose or PoseProblem
        In the order of the file; a record that cannot be read takes no other with it.

    Raises
    ------
    ReadError
        The file is missing or is no file of poses.
    """
    path = Path(path)
    text = decoded(opened(path, limits()).data, path)
    for number, record in enumerate(sdf_records(text), start=1):
        name = record.title or f"{path.name.split('.')[0]}_{number}"
        try:
            molecule, wrong = sdf_molecule(record)
        except UnreadableError as error:
            yield PoseProblem(number, error.message, error.remedy, path, record.title)
            continue
        yield Pose(name, number, path, molecule, "none" if wrong else "file", properties=record.properties)
