"""Tables of frames as Parquet: written in parts by several processes, merged in order, never held as a whole.

The same rows give the same bytes, however they were divided into parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import UnionType
from typing import Any, Final, TypeAlias, Union, get_args, get_origin

from nesgroove.errors import ConfigError, WriteError
from nesgroove.io.writing import new_file
from nesgroove.model.record import Record

Batch: TypeAlias = Any
"""A pyarrow record batch."""

HELD: Final = 4096
"""Rows of a table that a part holds before they go to disk."""

GROUP: Final = 65_536
"""Rows of a group of a finished table, whatever the parts were: about 5 MB of the widest."""

COMPRESSION: Final = "zstd"


def require_pyarrow() -> None:
    """Refuse to begin what would end without Parquet.

    Raises
    ------
    ConfigError
        pyarrow is not installed.
    """
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise ConfigError(
            f"frames are written as Parquet, for which pyarrow is missing ({error})", step="trajectory",
            remedy="Install the extra: pip install 'nesgroove[series]'",
        ) from error  # fmt: skip


def schema_of(record: type[Record]) -> Any:  # noqa: ANN401 (a pyarrow schema)
    """Lay out a table's columns for Parquet.

    Parameters
    ----------
    record
        Class of its rows.

    Returns
    -------
    pyarrow.Schema
        Text, numbers and truth values by the types of the record; unit and description are in each field's metadata.
    """
    import pyarrow as pa

    types = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    fields = []
    for name, info in record.model_fields.items():
        extra = info.json_schema_extra
        unit = str(extra.get("unit", "")) if isinstance(extra, dict) else ""
        about = {"unit": unit, "description": info.description or ""}
        fields.append(pa.field(name, types[_kind(info.annotation)], metadata=about))
    return pa.schema(fields)


def _kind(annotation: Any) -> type:  # noqa: ANN401
    kinds = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    kind: type = next(kind for kind in kinds if kind is not type(None))
    return kind


def decimals_of(record: type[Record]) -> dict[str, int]:
    """Give the decimals of the columns that are rounded.

    Parameters
    ----------
    record
        Class of the table's rows.

    Returns
    -------
    dict of str to int
        By name of the column.
    """
    rounded = {}
    for name, info in record.model_fields.items():
        extra = info.json_schema_extra
        if isinstance(extra, dict) and _kind(info.annotation) is float:
            rounded[name] = int(str(extra.get("decimals", 2)))
    return rounded


class PartTable:
    """A part of a table, filled row by row.

    Parameters
    ----------
    record
        Class of the table's rows.
    path
        Where the part goes.
    same
        Columns that are the same in all rows.

    Raises
    ------
    WriteError
        It cannot be written.
    """

    def __init__(self, record: type[Record], path: Path, same: Mapping[str, object]) -> None:
        import pyarrow as pa

        self._same = dict(same)
        self._schema = schema_of(record)
        self._decimals = decimals_of(record)
        self._held: dict[str, list[Any]] = {name: [] for name in self._schema.names if name not in self._same}
        self._path = path
        try:
            self._stream = path.open("wb")
            self._writer = pa.ipc.new_stream(self._stream, self._schema)
        except OSError as error:
            raise WriteError.at(path, error) from error

    def add(self, row: Mapping[str, Any]) -> None:
        """Take a row.

        Parameters
        ----------
        row
            Values by column; columns that it lacks are empty.
        """
        for name, values in self._held.items():
            values.append(row.get(name))
        if len(values) >= HELD:
            self.flush()

    def flush(self) -> None:
        """Send what is held to disk.

        Raises
        ------
        WriteError
            It cannot be written.
        """
        import pyarrow as pa

        count = len(next(iter(self._held.values())))
        if not count:
            return
        columns = []
        for field in self._schema:
            values = [self._same[field.name]] * count if field.name in self._same else self._held[field.name]
            columns.append(pa.array(_rounded(values, self._decimals.get(field.name)), field.type))
        try:
            self._writer.write_batch(pa.record_batch(columns, schema=self._schema))
        except OSError as error:
            raise WriteError.at(self._path, error) from error
        for values in self._held.values():
            values.clear()

    def close(self) -> None:
        """Finish the part.

        Raises
        ------
        WriteError
            It cannot be written.
        """
        self.flush()
        try:
            self._writer.close()
            self._stream.close()
        except OSError as error:
            raise WriteError.at(self._path, error) from error


def _rounded(values: Sequence[Any], decimals: int | None) -> Sequence[Any]:
    # nan and infinity are no measurements; -0.0 and 0.0 are the same number and must be the same bytes.
    if decimals is None:
        return values
    return [None if v is None or not abs(v) < float("inf") else round(float(v), decimals) + 0.0 for v in values]


def merge_parts(
    record: type[Record], parts: Iterable[Path], target: Path, change: Callable[[Batch], Batch] = lambda batch: batch
) -> int:
    """Write a table from its parts.

    Parameters
    ----------
    record
        Class of the table's rows.
    parts
        In the order of their rows.
    target
        The file; an older one is replaced when the new one is whole.
    change
        Applied to each batch of rows on the way.

    Returns
    -------
    int
        How many rows it has.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = schema_of(record)
    rows = 0
    with new_file(target) as stream, pq.ParquetWriter(stream, schema, compression=COMPRESSION) as writer:
        held: list[Any] = []
        count = 0
        for part in _batches(parts):
            batch = change(part)
            while count + batch.num_rows >= GROUP:
                head = batch.slice(0, GROUP - count)
                writer.write_table(pa.Table.from_batches([*held, head], schema).combine_chunks(), row_group_size=GROUP)
                batch = batch.slice(head.num_rows)
                rows, held, count = rows + GROUP, [], 0
            if batch.num_rows:
                held.append(batch)
                count += batch.num_rows
        if held or not rows:
            writer.write_table(pa.Table.from_batches(held, schema).combine_chunks(), row_group_size=GROUP)
    return rows + count


def _batches(parts: Iterable[Path]) -> Iterator[Batch]:
    import pyarrow as pa

    for path in parts:
        with path.open("rb") as stream, pa.ipc.open_stream(stream) as reader:
            yield from reader


def part_columns(path: Path, columns: Sequence[str]) -> Iterator[dict[str, list[Any]]]:
    """Read some columns of a part.

    Parameters
    ----------
    path
        That a :class:`PartTable` wrote.
    columns
        Their names.

    Yields
    ------
    dict of str to list
        Values of some rows by column, in the order of the names.
    """
    for batch in _batches([path]):
        yield {name: batch.column(name).to_pylist() for name in columns}
