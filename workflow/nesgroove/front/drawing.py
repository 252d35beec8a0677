"""A figure of the package, drawn for a notebook or into a file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from nesgroove.compare.chosen import Chosen
from nesgroove.compare.pairs import paired
from nesgroove.compare.sorting import BY_NAME, Sorting
from nesgroove.compare.tables import RunTables
from nesgroove.show.size import WHOLE_PAGE, FigureSize


class Drawing:
    """A figure; a notebook shows it.

    Parameters
    ----------
    tables
        Directory of tables.
    name
        Of the figure.
    chosen
        Which complexes are drawn.
    size
        How wide it is.
    sorting
        In which order.
    pair
        Two occupants that are shown alone.
    """

    def __init__(
        self,
        tables: Path,
        name: str,
        chosen: Chosen,
        size: FigureSize = WHOLE_PAGE,
        sorting: Sorting = BY_NAME,
        pair: Sequence[str] | None = None,
    ) -> None:
        self.name, self._tables, self._size = name, tables, size
        run = sorting.of(chosen.of(RunTables.read(tables), step="figure"))
        self._run = paired(run, pair, step="figure", option="pair")
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
        from nesgroove.show.poses.figure import draw_poses, figures_of_poses
        from nesgroove.show.trajectory.registry import draw_over_time, figures_over_time

        if figures_over_time(self._tables, [self.name]):
            draw_over_time(self.name, self._tables, Path(path), self._size)
        elif figures_of_poses(self._tables, [self.name]):
            draw_poses(self._tables, [Path(path)], run=self._run, size=self._size)
        else:
            draw(self.name, self._run, [Path(path)], self._size)

    def __repr__(self) -> str:
        return f"figure {self.name}"

    def _repr_png_(self) -> bytes:
        return self.png
