"""Tables on disk, each read when it is asked for: a figure of widths does not read every contact of a run."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from nesgroove.errors import ConfigError
from nesgroove.io.tables import check_table, iter_table

if TYPE_CHECKING:
    from nesgroove.model.record import Record

Tables: TypeAlias = "Mapping[str, list[Any]]"
"""Rows by the name of their table."""

State: TypeAlias = "tuple[int, int, int] | None"
"""By what it is known that a file is still the same: its place on the disk, its size, when it was written; None of one
that is not there."""


class LazyTables(Mapping[str, list[Any]]):
    """Tables whose rows are made, and kept, when they are first asked for.

    Another process gets all rows, and need not have what they are made from.
    """

    def __init__(self) -> None:
        self._rows: dict[str, list[Any]] = {}

    def __getitem__(self, name: str) -> list[Any]:
        if name not in self._rows:
            self._rows[name] = list(self._made(name))
        return self._rows[name]

    def __reduce__(self) -> tuple[type[dict[str, list[Any]]], tuple[dict[str, list[Any]]]]:
        return dict, (dict(self),)

    def each(self, name: str) -> Iterator[Any]:
        """Go through the rows of a table; those that are not kept yet are not kept for it.

        Parameters
        ----------
        name
            Of the table.

        Returns
        -------
        iterator of Record
            In their order.
        """
        return iter(self._rows[name]) if name in self._rows else self._made(name)

    @abstractmethod
    def _made(self, name: str) -> Iterator[Any]:
        """Make the rows of a table."""


class StoredTables(LazyTables):
    """Tables of a directory by name.

    Parameters
    ----------
    directory
        Where the tables are. All headers are checked at once.
    kinds
        Record classes, one a table.

    Raises
    ------
    ConfigError
        A header is not that of its table. When rows are read: one does not fit, or the file was written again since.
    """

    def __init__(self, directory: Path, kinds: Collection[type[Record]]) -> None:
        super().__init__()
        self._files = {kind.table: (kind, directory / f"{kind.table}.tsv") for kind in kinds}
        for kind, path in self._files.values():
            check_table(kind, path)
        self._states = {name: _state(path) for name, (_, path) in self._files.items()}

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def _made(self, name: str) -> Iterator[Any]:
        kind, path = self._files[name]
        if _state(path) != self._states[name]:
            raise ConfigError(
                "the table was written again while it was used", file=path, step="ensemble",
                remedy="Give the command again when what writes it has come to its end",
            )  # fmt: skip
        return iter_table(kind, path)


class ReplacedTables(LazyTables):
    """Tables of which some have other rows.

    Parameters
    ----------
    tables
        All of them.
    other
        Those that have other rows.
    """

    def __init__(self, tables: Tables, other: Tables) -> None:
        super().__init__()
        self._all = tables
        self._rows.update(other)

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def _made(self, name: str) -> Iterator[Any]:
        return each(self._all, name)


class KeptTables(LazyTables):
    """Some rows of tables, each table looked through when it is first asked for.

    Parameters
    ----------
    tables
        All rows.
    keep
        Whether a row is one of them.
    """

    def __init__(self, tables: Tables, keep: Callable[[Record], bool]) -> None:
        super().__init__()
        self._all, self._keep = tables, keep

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def _made(self, name: str) -> Iterator[Any]:
        return filter(self._keep, each(self._all, name))


def each(tables: Tables, name: str) -> Iterator[Any]:
    """Go through the rows of a table; what is on disk is not kept for it.

    Parameters
    ----------
    tables
        On disk or not.
    name
        Of the table.

    Returns
    -------
    iterator of Record
        Rows in their order.
    """
    return tables.each(name) if isinstance(tables, LazyTables) else iter(tables[name])


def _state(path: Path) -> State:
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return state.st_ino, state.st_size, state.st_mtime_ns
