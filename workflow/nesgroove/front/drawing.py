"""A figure of the package, drawn for a notebook or into a file."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from nesgroove.compare.tables import RunTables
from nesgroove.errors import ConfigError


class Drawing:
    """A figure; a notebook shows it.

    Parameters
    ----------
    tables
        Directory of tables.
    name
        Of the figure.
    complexes
        Ids of the complexes that are drawn; None draws all.
    """

    def __init__(self, tables: Path, name: str, complexes: Collection[str] | None) -> None:
        self.name = name
        self._run = _only(RunTables.read(tables), complexes)
        _ = self.png  # a wrong name is refused now, and not when a notebook shows it

    @cached_property
    def png(self) -> bytes:
        """The figure as PNG."""
        with TemporaryDirectory(prefix="nesgroove-") as directory:
            path = Path(directory) / f"{self.name}.png"
            self.save(path)
            return path.read_bytes()

    def save(self, path: str | Path) -> None:
        """Write the figure into a file.

        Parameters
        ----------
        path
            Ends in ``.svg``, ``.png`` or ``.pdf``.

        Raises
        ------
        NesgrooveError
            The ending is another.
        """
        from nesgroove.show.figures.registry import draw

        draw(self.name, self._run, [Path(path)])

    def __repr__(self) -> str:
        return f"figure {self.name}"

    def _repr_png_(self) -> bytes:
        return self.png


def _only(run: RunTables, complexes: Collection[str] | None) -> RunTables:
    """Keep the rows of some complexes."""
    if complexes is None:
        return run
    for complex_id in complexes:
        if complex_id not in run.by_id:
            raise ConfigError(
                f"there is no complex {complex_id} in these results", step="figure",
                remedy=f"Choose of: {', '.join(run.by_id)}",
            )  # fmt: skip
    return run.only(complexes)
