"""Rows of poses that wait for their ranks: on disk, for there may be very many."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryFile

from nesgroove.errors import WriteError
from nesgroove.io.poses.pose import Score
from nesgroove.model.record import yes_no
from nesgroove.series.poses.records import PoseRecord


class Spool:
    """Rows of poses on disk until their ranks are known, in a file without a name, which goes with the process.

    Parameters
    ----------
    directory
        Where it lies; made where it does not exist.

    Raises
    ------
    WriteError
        It cannot be made.
    """

    def __init__(self, directory: Path) -> None:
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._directory = directory
            self._stream = TemporaryFile(dir=directory)  # noqa: SIM115 (closed by close)
        except OSError as error:
            raise WriteError.at(directory, error) from error

    def add(self, row: PoseRecord) -> None:
        """Take a row."""
        try:
            pickle.dump(row, self._stream, protocol=5)
        except OSError as error:
            raise WriteError.at(self._directory, error) from error

    def rows(self, later: Mapping[str, Score]) -> Iterator[PoseRecord]:
        """Give the rows back in their order.

        Parameters
        ----------
        later
            Scores of copies, for poses that have none themselves.

        Yields
        ------
        PoseRecord
            Without ranks.
        """
        self._stream.seek(0)
        while True:
            try:
                row = pickle.load(self._stream)  # written by this process, into a directory of its own
            except EOFError:
                return
            yield with_later_score(row, later.get(row.entry))

    def close(self) -> None:
        """End."""
        self._stream.close()


def with_later_score(row: PoseRecord, score: Score | None) -> PoseRecord:
    """Give a pose without a score that of its copy.

    Parameters
    ----------
    row
        The pose.
    score
        Of its copy; None where there is none.

    Returns
    -------
    PoseRecord
        The same row where it has a score of its own.
    """
    if score is None or row.score is not None:
        return row
    return row.model_copy(
        update={
            "score_name": score.name, "score": score.value, "score_unit": score.unit, "score_better": score.better,
            "score_writer": score.writer,
            "score_meaningful": yes_no(score.covalent_meaning or "yes" not in (row.covalent, row.attached)),
        }
    )  # fmt: skip
