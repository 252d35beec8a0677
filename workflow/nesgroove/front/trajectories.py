"""``nesgroove.trajectory``: a topology and its trajectories in, frames as data frames out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from nesgroove.errors import ConfigError
from nesgroove.front.frames import frame
from nesgroove.front.measuring import checked_ligands
from nesgroove.front.results import Results
from nesgroove.io.tables import read_table
from nesgroove.model.record import Record

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped, unused-ignore]

    from nesgroove.measure.reference import References

Given = str | os.PathLike[str]

STEP = "trajectory"

FRAMES: Final = ("frames", "frame_occupancy", "frame_footprint", "frame_contacts")
"""Tables with rows of frames."""


class Trajectory(Results):
    """What was measured in the frames of one trajectory or several.

    ``frames`` has a row for each frame, ``frame_occupancy``, ``frame_footprint`` and ``frame_contacts`` what each
    occupant does in it; ``trajectory`` the means over time with their errors, ``persistence`` how often and how long
    contacts are there, ``transitions`` the changes of state. Each is a data frame. All other tables are those of the
    first frame, as of :class:`Results`, and ``figure`` has those over time, too.

    Made by :func:`nesgroove.trajectory`, and by :func:`nesgroove.read_results` from a directory with frames.
    """

    _step: ClassVar[str] = STEP

    def __getattr__(self, name: str) -> pd.DataFrame:
        over_time = {record.table: record for record in _over_time()}
        if name not in FRAMES and name not in over_time:
            return super().__getattr__(name)
        if name not in self._frames:
            path = self._directory / f"{name}.parquet"
            self._frames[name] = _frame(path) if name in FRAMES else _summary(over_time[name], self._directory)
        return self._frames[name].copy()

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *FRAMES, *(record.table for record in _over_time())]

    def _contents(self) -> list[Path]:
        frames = (self._directory / f"{name}.parquet" for name in FRAMES)
        tables = (self._directory / f"{record.table}.tsv" for record in _over_time())
        return [*super()._contents(), *frames, *tables]


# Long because its text describes every option.
def trajectory(
    topology: Given,
    trajectories: Given | Iterable[Given | Sequence[Given]] = (),
    *,
    start: int = 0,
    stop: int | None = None,
    stride: int = 1,
    stride_pockets: int = 1,
    stride_contacts: int = 10,
    cargo: str = "",
    inhibitor: str = "",
    reacting: str = "",
    complex: str = "",
    atoms: str = "",
    dt: float | None = None,
    references: Given | None = None,
    ligands: Mapping[str, Given] | None = None,
    source: str = "",
    jobs: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Trajectory:
    """Measure every frame of trajectories.

    A frame that cannot be measured does not stop the others: its row has a ``flag``, and ``problems`` says which.

    Parameters
    ----------
    topology
        What MDAnalysis reads as a topology; its own frames are the trajectory where none is given.
    trajectories
        One file or several, each a replica of its own; files that continue each other are a list within the list:
        ``[["a1.xtc", "a2.xtc"], "b.xtc"]`` are two replicas.
    start, stop, stride
        Which frames are read: from the first, counted from 0, to the one before ``stop``, every ``stride``-th.
    stride_pockets, stride_contacts
        Every how many of them volumes, occupancy and footprint are measured, and every how many exposure of SG, turn
        of the cargo and typed contacts; 0 for never.
    cargo, inhibitor
        MDAnalysis selections of occupants that are not found by themselves: ``"segid B"``.
    reacting
        Name of the inhibitor's atom that reacts with Cys528, where nothing else says it.
    complex
        Which copy of XPO1, by its chain, where there are several.
    atoms
        MDAnalysis selection of the atoms of the topology that the trajectories have.
    dt
        Time between frames in ps, where the files give none or a wrong one.
    references, ligands
        As of :func:`nesgroove.measure`.
    source
        What the system is; ``modelled`` where nothing is said, ``phantom`` where its topology is one's.
    jobs
        Processes. The results do not depend on it.
    progress
        Called with the number of frames of each part that is done.

    Returns
    -------
    Trajectory
        Tables as data frames, lengths in A, areas in A^2, volumes in A^3, angles in degrees, times in ps.

    Raises
    ------
    NesgrooveError
        The topology or every trajectory cannot be read, XPO1 is not found in the first frame, a selection fits nothing,
        or pyarrow is not installed.

    Examples
    --------
    >>> import nesgroove
    >>> t = nesgroove.trajectory(nesgroove.phantom_path("phantom_v6a"))
    >>> t.frames[["frame", "state", "groove_width", "warhead_distance"]]
       frame state  groove_width  warhead_distance
    0      0  open         11.83              1.81
    """
    from nesgroove.measure.groove import Settings
    from nesgroove.series.trajectory.first import Chosen
    from nesgroove.series.trajectory.levels import Strides
    from nesgroove.series.trajectory.run import entry_of, measure_trajectory
    from nesgroove.series.trajectory.sources import kind_of_system
    from nesgroove.series.trajectory.start import Frames

    top, groups = Path(topology), _groups(trajectories)
    if jobs < 1:
        raise ConfigError(f"jobs={jobs} is no number of processes", step=STEP, remedy="Give 1 or more")
    entry = entry_of(top)
    kind = kind_of_system(source, top, entry)
    settings = Settings(checked_ligands(ligands or {}), _references(references))

    def fill(directory: Path) -> None:
        measure_trajectory(
            top, groups, directory, settings, chosen=Chosen(entry, kind, complex, cargo, inhibitor, reacting),
            strides=Strides(stride_pockets, stride_contacts), frames=Frames(start, stop, stride, dt), atoms=atoms,
            jobs=jobs, done=progress,
        )  # fmt: skip

    return Trajectory._in_temporary(fill)


def _over_time() -> tuple[type[Record], ...]:
    from nesgroove.series.trajectory.statistics.records import summary_records

    return summary_records()


def _summary(record: type[Record], directory: Path) -> pd.DataFrame:
    """Read a table of what is made of frames."""
    return frame(record, read_table(record, directory / f"{record.table}.tsv"))


def _frame(path: Path) -> pd.DataFrame:
    """Read a table of frames; null is <NA>, as in all frames of this package."""
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    made = table.to_pandas(types_mapper=_types().get)
    made.attrs["units"] = {f.name: (f.metadata or {}).get(b"unit", b"").decode() for f in table.schema}
    made.attrs["columns"] = {f.name: (f.metadata or {}).get(b"description", b"").decode() for f in table.schema}
    return made


def _types() -> dict[Any, Any]:
    import pandas as pd
    import pyarrow as pa

    return {
        pa.float64(): pd.Float64Dtype(), pa.int64(): pd.Int64Dtype(), pa.string(): pd.StringDtype(),
        pa.bool_(): pd.BooleanDtype(),
    }  # fmt: skip


def _groups(given: Given | Iterable[Given | Sequence[Given]]) -> list[list[Path]]:
    if isinstance(given, str | os.PathLike):
        return [[Path(given)]]
    return [[Path(e)] if isinstance(e, str | os.PathLike) else [Path(path) for path in e] for e in given]


def _references(given: Given | None) -> References:
    from nesgroove.survey.references import packaged_references, references_from_file

    return packaged_references() if given is None else references_from_file(Path(given))
