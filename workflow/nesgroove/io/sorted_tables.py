"""Tables of any length, written sorted without being held: rows go to disk as they come and are merged at the end.

Rows are gathered until there are :data:`HELD` of them; then they are sorted and laid aside as a run, one file a table.
Writing a table is merging its runs (an external merge sort: Knuth, The Art of Computer Programming, vol. 3, 5.4), so
that memory depends on neither the number of files nor that of rows.
"""

from __future__ import annotations

import heapq
import pickle
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, Final, Self

from nesgroove.errors import WriteError
from nesgroove.io.tables import header_line, ordered_lines, table_line
from nesgroove.io.writing import new_file
from nesgroove.model.record import Record

HELD: Final = 8000
"""Rows in memory, of all tables together: about 15 MB."""

OPEN: Final = 64
"""Runs that are merged at once; a process may have some 256 files open on the meanest systems."""

CHUNK: Final = 128
"""Rows of a run that are read together."""

UNFINISHED: Final = ".unfinished-"
"""How directories begin that are being filled; the dot keeps them from patterns such as ``*``."""


def working_directory(directory: Path) -> tempfile.TemporaryDirectory[str]:
    """Make a hidden directory within another one, and remove those that killed runs left there.

    Parameters
    ----------
    directory
        Made where it does not exist. Only one run at a time may use it.

    Returns
    -------
    TemporaryDirectory
        A context, which removes it.

    Raises
    ------
    WriteError
        It cannot be made.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for left in directory.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        return tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=directory)
    except OSError as error:
        raise WriteError.at(directory, error) from error


Line = tuple[list[tuple[int, Any]], list[str]]


class SortedTables:
    """Tables that are being filled.

    Use as a context, which ends with nothing left of the runs.

    Parameters
    ----------
    directory
        Where the tables go; made where it does not exist, and tables in it are replaced. Runs lie in it, in a
        directory of their own that goes with them.
    kinds
        Record classes, one a table; each gets its file, without rows too.

    Examples
    --------
    >>> with SortedTables(out, records()) as tables:  # doctest: +SKIP
    ...     tables.add(rows)
    ...     tables.write()
    """

    def __init__(self, directory: Path, kinds: Sequence[type[Record]]) -> None:
        self.directory = directory
        self._kinds = {record.table: record for record in kinds}
        self._held: dict[str, list[Line]] = {name: [] for name in self._kinds}
        self._runs: dict[str, list[Path]] = {name: [] for name in self._kinds}
        self._count = 0
        self._made = 0
        self._work: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._work is not None:
            self._work.cleanup()

    def add(self, rows: Iterable[Record]) -> None:
        """Take rows.

        Parameters
        ----------
        rows
            Of these kinds, mixed, in any order.
        """
        for name, same in groupby(rows, key=lambda row: row.table):
            for line in ordered_lines(self._kinds[name], same):
                self._held[name].append(line)
                self._count += 1
                if self._count >= HELD:
                    self._lay_aside()

    def _lay_aside(self) -> None:
        for name, lines in self._held.items():
            if lines:
                self._runs[name].append(self._run(sorted(lines)))
                lines.clear()
        self._count = 0

    def _run(self, lines: Iterable[Line]) -> Path:
        """Write sorted lines into a file."""
        if self._work is None:
            self._work = working_directory(self.directory)
        self._made += 1
        path = Path(self._work.name) / str(self._made)
        try:
            with path.open("wb") as stream:
                chunk: list[Line] = []
                for line in lines:
                    chunk.append(line)
                    if len(chunk) == CHUNK:
                        pickle.dump(chunk, stream, protocol=5)
                        chunk = []
                pickle.dump(chunk, stream, protocol=5)
        except OSError as error:
            raise WriteError.at(path, error) from error
        return path

    def write(self) -> None:
        """Write the tables, each in one step (:func:`nesgroove.io.writing.together` makes it one for all)."""
        for name, record in self._kinds.items():
            runs = self._runs[name]
            while len(runs) > OPEN:
                first, rest = runs[:OPEN], runs[OPEN:]
                with _merged(first) as lines:
                    runs = [*rest, self._run(lines)]
                for path in first:
                    path.unlink()
            with _merged(runs, sorted(self._held[name])) as lines, new_file(self.directory / f"{name}.tsv") as stream:
                stream.write(header_line(record).encode())
                for _, cells in lines:
                    stream.write(table_line(cells).encode())


@contextmanager
def _merged(runs: Sequence[Path], held: Iterable[Line] = ()) -> Iterator[Iterator[Line]]:
    """Merge runs, and lines that are sorted already."""
    readers = [_read(path) for path in runs]
    try:
        yield heapq.merge(*readers, held)
    finally:
        for reader in readers:
            reader.close()


def _read(path: Path) -> Any:  # noqa: ANN401 (a generator, whose close is called)
    with path.open("rb") as stream:
        while True:
            try:
                yield from pickle.load(stream)  # written by this process, into a directory of its own
            except EOFError:
                return
