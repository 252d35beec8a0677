"""Going through files of poses: names, copies, and what is come upon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeAlias

from nesgroove.errors import ReadError
from nesgroove.io.poses.pose import Pose, PoseProblem, Score
from nesgroove.io.poses.read import pose_files, read_poses
from nesgroove.io.poses.scores import NamedScore, counted_scores, numeric_properties
from nesgroove.series.poses.names import Copies, Names

Template: TypeAlias = str | Mapping[str, str] | None

NAMED: Final = 40
"""Properties that an error names."""


def checked_paths(given: Iterable[str | Path]) -> list[Path]:
    """Look whether there are files of poses where the user names them.

    Parameters
    ----------
    given
        Files, directories and patterns.

    Returns
    -------
    list of Path
        The same, each once.

    Raises
    ------
    ReadError
        One of them is not there, or holds no file of poses.
    """
    paths = [Path(path) for path in dict.fromkeys(map(str, given))]
    for path in paths:
        for file in pose_files(path):
            if not file.exists():
                raise ReadError("there is no such file", file=file, remedy="Check the path")
    return paths


@dataclass(frozen=True, eq=False)
class Numbered:
    """A pose with its name in the run.

    Attributes
    ----------
    pose : Pose
    entry : str
    copy_of : str
        Entry of the first pose with these coordinates; empty where it is the first.
    """

    pose: Pose
    entry: str
    copy_of: str = ""


@dataclass(frozen=True)
class Unread:
    """A record that is no pose, with a name of its own.

    Attributes
    ----------
    problem : PoseProblem
    entry : str
    """

    problem: PoseProblem
    entry: str


@dataclass
class Walk:
    """What was come upon among the files of poses.

    Attributes
    ----------
    score : NamedScore or None
        The property that is the score, where the user names one.
    files : list of Path
        Those that were read.
    records : int
        Records in them, those included that are no poses.
    properties : set of str
        Names of their numeric properties, a few.
    later_scores : dict of str to Score
        Score of a copy, by the entry of the first pose, where that has none itself.
    """

    score: NamedScore | None = None
    files: list[Path] = field(default_factory=list)
    records: int = 0
    properties: set[str] = field(default_factory=set)
    later_scores: dict[str, Score] = field(default_factory=dict)

    def through(self, paths: Sequence[Path], template: Template) -> Iterator[Numbered | Unread]:
        """Go through files of poses.

        Parameters
        ----------
        paths
            Files, directories and patterns.
        template
            Bond orders, as :func:`nesgroove.io.poses.read.read_poses` takes them.

        Yields
        ------
        Numbered or Unread
            In the order of the files.
        """
        names, copies = Names(), Copies()
        scored: set[str] = set()
        for path in paths:
            for file in pose_files(path):
                self.files.append(file)
                for pose in _read(file, template):
                    self.records += 1
                    if isinstance(pose, PoseProblem):
                        title = pose.name or (f"{file.name}_{pose.record}" if pose.record else file.name)
                        yield Unread(pose, names.of(title))
                        continue
                    if len(self.properties) < NAMED:
                        self.properties |= numeric_properties(pose.properties).keys()
                    entry = names.of(pose.name)
                    first = copies.first(pose, entry)
                    scores = counted_scores(pose.scores, pose.properties, self.score)
                    if scores and not first:
                        scored.add(entry)
                    elif scores and first not in scored:
                        self.later_scores.setdefault(first, scores[0])
                    # A mapping that cannot be changed cannot go to another process.
                    yield Numbered(replace(pose, properties=dict(pose.properties)), entry, first)


def _read(file: Path, template: Template) -> Iterator[Pose | PoseProblem]:
    try:
        yield from read_poses(file, template=template)
    except ReadError as error:
        yield PoseProblem(0, error.message, error.remedy, file)


Item: TypeAlias = Numbered | Unread
"""A pose, or why there is none."""
