"""The tables of frames read back, a column at a time: a trajectory has more frames than one wants to hold."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from nesgroove.errors import ConfigError
from nesgroove.io.trajectory.parquet import require_pyarrow
from nesgroove.model.structure import BoolArray, FloatArray, IntArray

BATCH: Final = 65_536
"""Rows of a table that are read together."""

ABSENT: Final = np.nan

Key = tuple[Hashable, ...]


class FrameTables:
    """Tables of frames in a directory.

    Parameters
    ----------
    directory
        With frames.parquet, frame_occupancy.parquet, frame_footprint.parquet and frame_contacts.parquet.

    Attributes
    ----------
    replica, frame : ndarray of int, shape (n,)
        Of every row of frames.parquet, in its order.

    Raises
    ------
    ConfigError
        There are none, or pyarrow is missing.
    """

    def __init__(self, directory: Path) -> None:
        require_pyarrow()
        self.directory = directory
        if not has_frames(directory):
            raise ConfigError(
                "there are no frames in it", file=directory, step="trajectory",
                remedy="Name the directory that `nesgroove trajectory` wrote",
            )  # fmt: skip
        self.replica: IntArray = self.column("replica").astype(np.int64)
        self.frame: IntArray = self.column("frame").astype(np.int64)

    def __len__(self) -> int:
        return len(self.frame)

    def column(self, name: str) -> Any:  # noqa: ANN401 (an array of the column's type)
        """Read a column of frames.parquet.

        Parameters
        ----------
        name
            Its name.

        Returns
        -------
        ndarray, shape (n,)
            Numbers with nan for what is empty, truth values, or text.
        """
        import pyarrow.parquet as pq

        column = pq.read_table(self.directory / "frames.parquet", columns=[name]).column(name)
        if not len(column):
            return np.empty(0)
        return column.to_numpy()

    @cached_property
    def numbers(self) -> list[str]:
        """Names of the columns of frames.parquet that are numbers which were measured."""
        import pyarrow as pa

        schema = self._schema("frames")
        return [field.name for field in schema if pa.types.is_floating(field.type) and field.name != "time"]

    def unit(self, column: str) -> str:
        """Look up the unit of a column of frames.parquet.

        Parameters
        ----------
        column
            Its name.

        Returns
        -------
        str
            Empty for a pure number.
        """
        metadata = self._schema("frames").field(column).metadata or {}
        return str(metadata.get(b"unit", b"").decode())

    def series(self, table: str, keys: Sequence[str], value: str) -> Iterator[tuple[Key, FloatArray]]:
        """Read a column of a table of occupants as one series for each of its keys.

        Parameters
        ----------
        table
            ``frame_occupancy``, ``frame_footprint`` or ``frame_contacts``.
        keys
            Columns whose values together name a series.
        value
            Column of its values, a number.

        Yields
        ------
        key : tuple
            Values of the keys; None where one is empty.
        values : ndarray, shape (n,)
            One for each row of frames.parquet; nan where the table has none.
        """
        import pyarrow.parquet as pq

        made: dict[Key, FloatArray] = {}
        with pq.ParquetFile(self.directory / f"{table}.parquet") as file:
            for batch in file.iter_batches(BATCH, columns=["replica", "frame", *keys, value]):
                data = batch.to_pandas()
                rows = self._rows(data["replica"].to_numpy(), data["frame"].to_numpy())
                numbers = data[value].to_numpy(dtype=float, na_value=np.nan)
                for key, places in data.groupby(list(keys), dropna=False, sort=False).indices.items():
                    name = tuple(None if part != part else part for part in (key if len(keys) > 1 else (key,)))
                    made.setdefault(name, np.full(len(self), ABSENT))[rows[places]] = numbers[places]
        yield from sorted(made.items(), key=lambda pair: tuple((part is not None, part) for part in pair[0]))

    @cached_property
    def _order(self) -> tuple[IntArray, Any]:
        code = _code(self.replica, self.frame)
        order = np.argsort(code, kind="stable")
        return order, code[order]

    def _rows(self, replica: IntArray, frame: IntArray) -> IntArray:
        order, code = self._order
        return np.asarray(order[np.searchsorted(code, _code(replica, frame))])

    def _schema(self, table: str) -> Any:  # noqa: ANN401
        import pyarrow.parquet as pq

        return pq.read_schema(self.directory / f"{table}.parquet")

    def flag(self, name: str) -> BoolArray:
        """Read a column of truth values of frames.parquet.

        Parameters
        ----------
        name
            Its name.

        Returns
        -------
        ndarray of bool, shape (n,)
            Of every row of frames.parquet.
        """
        return np.asarray(self.column(name), dtype=bool)


def has_frames(directory: Path) -> bool:
    """Say whether a directory has the frames of a trajectory.

    Parameters
    ----------
    directory
        Of results.

    Returns
    -------
    bool
        Whether frames.parquet is there.
    """
    return (directory / "frames.parquet").is_file()


def _code(replica: IntArray, frame: IntArray) -> Any:  # noqa: ANN401
    return replica.astype(np.int64) << 40 | frame.astype(np.int64)
