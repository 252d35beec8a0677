"""What the page of a complex shows that is a trajectory: figures over time, means with errors, tables to download."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nesgroove.errors import ConfigError
from nesgroove.io.tables import read_table
from nesgroove.io.trajectory.frame_tables import FrameTables, has_frames
from nesgroove.series.trajectory.statistics.records import TrajectoryRecord, summary_records
from nesgroove.show.atlas import drawings
from nesgroove.show.atlas.render import write
from nesgroove.show.figures.style import figure_style
from nesgroove.show.size import WHOLE_PAGE
from nesgroove.show.trajectory.registry import trajectory_figures
from nesgroove.show.trajectory.watched import Watched

SHOWN: Final = (
    "groove_width", "ca_525_568", "rmsd_open", "rmsd_closed", "warhead_distance", "volume_all", "depth_all",
    "state:open", "state:intermediate", "state:closed",
)  # fmt: skip
"""Means that the page lists; the table to download has all."""


@dataclass(frozen=True)
class OverTime:
    """A complex over time.

    Attributes
    ----------
    words : str
        How many frames of how many replicas.
    figures : tuple of (str, str, str)
        Path in the atlas, title and caption of each.
    means : tuple of TrajectoryRecord
        Rows of the table of means: over the replicas where there are several, else of the one.
    files : tuple of str
        Paths in the atlas of tables to download.
    """

    words: str
    figures: tuple[tuple[str, str, str], ...]
    means: tuple[TrajectoryRecord, ...]
    files: tuple[str, ...]


def trajectories_of(directories: Iterable[Path]) -> dict[str, Path]:
    """Find which complex each directory with frames is about.

    Parameters
    ----------
    directories
        That `nesgroove trajectory` wrote; those without frames are passed over.

    Returns
    -------
    dict of str to Path
        Directory by complex.

    Raises
    ------
    ConfigError
        Two of them are about complexes of one name.
    """
    found: dict[str, Path] = {}
    for directory in directories:
        frames = FrameTables(directory) if has_frames(directory) else None
        if frames is None or not len(frames):
            continue
        name = str(frames.column("complex")[0])
        if name in found and found[name].resolve() != directory.resolve():
            raise ConfigError(
                f"{found[name]} has a complex {name} too", file=directory, step="atlas",
                remedy="Give the topologies names that differ, and measure the trajectories again",
            )  # fmt: skip
        found[name] = directory
    return found


def write_over_time(out: Path, name: str, directory: Path) -> OverTime:
    """Write what the page of a complex shows of its trajectory.

    Parameters
    ----------
    out
        Directory of the atlas.
    name
        Safe name of the complex.
    directory
        That `nesgroove trajectory` wrote.

    Returns
    -------
    OverTime
    """
    watched = Watched(directory)
    shown = []
    with figure_style():
        for kind in trajectory_figures().values():
            for number, figure in enumerate(kind.pages(watched, WHOLE_PAGE), start=1):
                path = f"figures/over-time/{name}-{kind.name}{'' if number == 1 else f'-{number}'}.svg"
                write(out, path, drawings.svg(figure))
                shown.append((path, kind.title if number == 1 else f"{kind.title}, page {number}", kind.caption))
    files = []
    for record in summary_records():
        path = f"files/over-time/{name}-{record.table}.tsv"
        write(out, path, (directory / f"{record.table}.tsv").read_bytes())
        files.append(path)
    wanted = None if len(watched.replicas) > 1 else watched.replicas[0].number
    rows = [row for row in read_table(TrajectoryRecord, directory / "trajectory.tsv") if row.replica == wanted]
    means = [row for quantity in SHOWN for row in rows if row.quantity == quantity and not row.occupant]
    return OverTime(_words(watched), tuple(shown), tuple(means), tuple(files))


def _words(watched: Watched) -> str:
    count = len(watched.replicas)
    of = "one trajectory" if count == 1 else f"{count} replicas"
    return (
        f"{len(watched.frames)} frames of {of}. What else is on this page is the first frame; the frames are in "
        "frames.parquet of the results."
    )
