"""Tables in a directory as attributes: what results of a measurement and of a comparison have in common."""

from __future__ import annotations

import os
import shutil
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, ClassVar, Self

from nesgroove.errors import ConfigError
from nesgroove.front.frames import frame
from nesgroove.io.tables import read_table
from nesgroove.io.writing import copy_file
from nesgroove.model.record import R, Record

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped, unused-ignore]


class Tables:
    """Tables that lie in a directory, each a data frame by attribute.

    They are read from the files that were written, so that a table is the same, cell by cell, whether it was computed
    just now or a year ago.

    Parameters
    ----------
    directory
        Where the tables lie.
    temporary
        Whether the directory goes when this object does.
    """

    _step: ClassVar[str] = "tables"

    def __init__(self, directory: Path, *, temporary: bool = False) -> None:
        self._directory = directory
        self._temporary = temporary
        self._frames: dict[str, pd.DataFrame] = {}
        if temporary:
            weakref.finalize(self, _remove, directory, os.getpid())

    @classmethod
    def _records(cls) -> Sequence[type[Record]]:
        """Tables that there are, in the order in which they are documented."""
        raise NotImplementedError

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables, complexes first."""
        return tuple(record.table for record in self._records())

    def __getattr__(self, name: str) -> pd.DataFrame:
        # Called for names that are no attribute: those of tables. Each frame that is given away is a copy, which
        # whoever asked may change.
        record = None if name.startswith("_") else next((r for r in self._records() if r.table == name), None)
        if record is None:
            known = ", ".join(self.tables) if not name.startswith("_") else ""
            raise AttributeError(
                f"{type(self).__name__} has no attribute {name!r}" + (f"; its tables are {known}" if known else ""),
                name=name,
                obj=self,
            )
        if name not in self._frames:
            self._frames[name] = frame(record, self._rows(record))
        return self._frames[name].copy()

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]

    def __repr__(self) -> str:
        # One line a row, and one for the header: no cell holds the end of a line.
        lines = {name: (self._directory / f"{name}.tsv").read_bytes().count(b"\n") for name in self.tables}
        return f"<{type(self).__name__}, rows: {', '.join(f'{name} {n - 1}' for name, n in lines.items())}>"

    def __reduce__(self) -> tuple[Callable[..., Tables], tuple[Any, ...]]:
        if not self._temporary:
            return type(self), (self._directory,)
        # The directory goes with this object, so that what is in it goes along.
        inside = (path for path in sorted(self._directory.rglob("*")) if path.is_file())
        return _unpack, (type(self), {str(path.relative_to(self._directory)): path.read_bytes() for path in inside})

    def write(self, directory: str | Path) -> None:
        """Write the tables into a directory, with what belongs to them.

        Parameters
        ----------
        directory
            Made where it does not exist; tables in it are replaced.

        Raises
        ------
        NesgrooveError
            The directory cannot be made or written to.
        """
        out = Path(directory)
        try:
            out.mkdir(parents=True, exist_ok=True)
            if out.samefile(self._directory):
                return
            for path in self._contents():
                target = out / path.relative_to(self._directory)
                target.parent.mkdir(exist_ok=True)
                copy_file(path, target)
        except OSError as error:
            raise ConfigError(
                error.strerror or str(error), file=error.filename or out, step=self._step,
                remedy="Choose a directory that can be written to",
            ) from error  # fmt: skip

    def _contents(self) -> list[Path]:
        """Files that are written."""
        return [self._directory / f"{name}.tsv" for name in self.tables]

    def _rows(self, record: type[R]) -> list[R]:
        return read_table(record, self._directory / f"{record.table}.tsv")

    @classmethod
    def _in_temporary(cls, fill: Callable[[Path], object]) -> Self:
        """Make tables in a directory of their own."""
        directory = Path(mkdtemp(prefix="nesgroove-"))
        try:
            fill(directory)
        except BaseException:
            shutil.rmtree(directory, ignore_errors=True)
            raise
        return cls(directory, temporary=True)


def _remove(directory: Path, process: int) -> None:
    # A forked process has a copy of the object; the directory is not its own.
    if os.getpid() == process:
        shutil.rmtree(directory, ignore_errors=True)


def _unpack(kind: type[Tables], contents: Mapping[str, bytes]) -> Tables:
    def fill(directory: Path) -> None:
        for name, data in contents.items():
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            (directory / name).write_bytes(data)

    return kind._in_temporary(fill)
