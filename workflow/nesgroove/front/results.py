"""What was measured: tables as data frames, complexes to look at, figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import nesgroove
from nesgroove.errors import ConfigError
from nesgroove.front.tables import Tables
from nesgroove.measure.registry import records
from nesgroove.model.record import Record, columns
from nesgroove.survey.provenance import NAME as PROVENANCE
from nesgroove.survey.provenance import read_provenance
from nesgroove.survey.superposed import FOLDER

if TYPE_CHECKING:
    from nesgroove.front.drawing import Drawing
    from nesgroove.show.notebook.view import GrooveView


class Results(Tables):
    """What was measured in one file or many.

    Each table is an attribute, and a data frame: ``complexes``, ``geometry``, ``pockets``, ``occupancy``,
    ``contacts``, ``anchors`` ..., ``problems``; :attr:`tables` names them all, ``docs/tables.md`` describes their
    columns. Values are those of the written tables, rounded as they are there. Text is ``string``, numbers are
    ``Float64`` or ``Int64``, yes and no and severities are categories; what could not be measured is ``<NA>``, and
    ``problems`` says why. ``attrs["units"]`` of a frame has the unit, ``attrs["columns"]`` the description of each
    column. A frame may be changed: it is a copy.

    Made by :func:`nesgroove.measure` and :func:`nesgroove.read_results`. Results that were measured lie in a temporary
    directory, which goes when they do; :meth:`write` keeps them.

    Examples
    --------
    >>> import nesgroove
    >>> m = nesgroove.measure(nesgroove.phantom_path("phantom_v6a"))
    >>> m.complexes[["complex", "state", "groove_width", "inhibitor_name"]]
             complex state  groove_width inhibitor_name
    0  phantom_v6a-C  open         11.83      selinexor
    >>> m.complexes.attrs["units"]["groove_width"]
    'A'
    """

    _step: ClassVar[str] = "results"

    @classmethod
    def _records(cls) -> Sequence[type[Record]]:
        return records()

    @property
    def provenance(self) -> dict[str, Any]:
        """Versions, options and checksums of the files: the content of provenance.json."""
        return read_provenance(self._directory)

    def view(
        self,
        complexes: str | Path | Sequence[str | Path] | None = None,
        *,
        show: str | Iterable[str] = (),
        hide: str | Iterable[str] = (),
        height: int = 520,
        live: bool | None = None,
    ) -> GrooveView:
        """Look at complexes: ``m.view("3gjx-D")`` is ``nesgroove.view("3gjx-D", m)``.

        Parameters
        ----------
        complexes
            One or several, by id; the first of these results where none is named.
        show, hide, height, live
            As in :func:`nesgroove.view`.

        Returns
        -------
        GrooveView
            A notebook shows it.

        Raises
        ------
        NesgrooveError
            There is no such complex or group, or no complex at all.
        """
        from nesgroove.front.viewing import view
        from nesgroove.measure.complexes import ComplexRecord

        if complexes is None:
            complexes = [row.complex for row in self._rows(ComplexRecord)[:1]]
            if not complexes:
                raise ConfigError(
                    "there is no complex in these results", step="view", remedy="Their table `problems` says why"
                )
        return view(complexes, self, show=show, hide=hide, height=height, live=live)

    def figure(
        self,
        name: str,
        complexes: Iterable[str] | None = None,
        *,
        where: str | None = None,
        width: str | float | None = None,
        sort: str | None = None,
        grouped: bool = True,
        pair: Sequence[str] | None = None,
    ) -> Drawing:
        """Draw a figure of the package.

        Parameters
        ----------
        name
            ``ruler``, ``map``, ``occupancy`` ...: ``docs/figures.md`` shows them all.
        complexes
            Complexes or entries that are drawn, or patterns of them (``p53*``); all where none are named.
        where
            What is true of those that are drawn: ``"state == 'open' and plddt_cargo >= 70"``; ``docs/figures.md`` lists
            the names.
        width
            How wide it is printed: ``"85mm"``, ``"8.5cm"``, ``"3.35in"``, or a number of millimetres from 60 to 250;
            two columns of a journal, 180 mm or less, where nothing is given.
        sort
            By what occupants are sorted: a name of ``where``, ``"span"`` or ``"name"``; ``"plddt_cargo:desc"`` has
            the greatest first. What has no value comes last.
        grouped
            Whether kinds of source and classes come first, and each is sorted in itself.
        pair
            Two occupants that are shown alone, the first before the second, as ``compare`` does: entries, complexes,
            compounds or cargoes.

        Returns
        -------
        Drawing
            A notebook shows it; its ``save`` writes it to a file.

        Raises
        ------
        NesgrooveError
            There is no such figure or complex, one of the others is not understood, or nothing is left.
        """
        from nesgroove.compare.chosen import Chosen
        from nesgroove.compare.sorting import Sorting
        from nesgroove.front.drawing import Drawing
        from nesgroove.show.size import FigureSize

        chosen, size = Chosen.read(complexes, where, step="figure"), FigureSize.read(width, option="width")
        sorting = Sorting.read(sort, grouped=grouped, option="sort")
        return Drawing(self._directory, name, chosen, size, sorting, pair)

    def _contents(self) -> list[Path]:
        superposed = sorted((self._directory / FOLDER).glob("*"))
        return [*super()._contents(), self._directory / PROVENANCE, *superposed]


def read_results(directory: str | Path) -> Results:
    """Read the results that ``nesgroove measure``, the workflow, or :meth:`Results.write` wrote.

    Parameters
    ----------
    directory
        Where the tables lie. They are read when they are asked for; the directory has to stay.

    Returns
    -------
    Results
        The same, cell by cell, as :func:`nesgroove.measure` gave; a :class:`nesgroove.Trajectory` where there are
        frames, as of ``nesgroove trajectory``; a :class:`nesgroove.Models` where there are predicted models, and a
        :class:`nesgroove.Poses` where there are docked poses.

    Raises
    ------
    NesgrooveError
        There are no such tables, one is missing or does not fit, or they are of another version of nesgroove.

    Examples
    --------
    >>> import nesgroove
    >>> m = nesgroove.read_results("results/tables")  # doctest: +SKIP
    >>> m.complexes.groupby("species").groove_width.mean()  # doctest: +SKIP
    """
    from nesgroove.io.trajectory.frame_tables import has_frames

    where = Path(directory)
    if not (where / "complexes.tsv").is_file():
        raise ConfigError(
            "there are no tables in it" if where.is_dir() else "there is no such directory",
            file=where,
            step=Results._step,
            remedy="Name the directory that `nesgroove measure` or the workflow wrote",
        )
    written_by = read_provenance(where).get("nesgroove", "an unknown version")
    if written_by != nesgroove.__version__:
        raise ConfigError(
            f"these tables were written by nesgroove {written_by}, and this is nesgroove {nesgroove.__version__}",
            file=where,
            step=Results._step,
            remedy=f"Measure again, or install nesgroove {written_by}",
        )
    _check_headers(where)
    if has_frames(where):
        from nesgroove.front.trajectories import Trajectory

        return Trajectory(where)
    if (where / "models.tsv").is_file():
        from nesgroove.front.predictions import Models

        return Models(where)
    if (where / "poses.tsv").is_file():
        from nesgroove.front.posing import Poses

        return Poses(where)
    return Results(where)


def _check_headers(directory: Path) -> None:
    """Refuse tables that are missing or have other columns, before one of them is asked for."""
    for record in records():
        path = directory / f"{record.table}.tsv"
        try:
            with path.open(encoding="utf-8") as handle:
                header = handle.readline().rstrip("\n").split("\t")
        except OSError as error:
            raise ConfigError(
                f"{path.name} is missing from the tables" if not path.exists() else error.strerror or str(error),
                file=path, step=Results._step, remedy="Measure again",
            ) from error  # fmt: skip
        if header != columns(record):
            raise ConfigError(
                f"the columns are not those of {path.name}", file=path, step=Results._step, remedy="Measure again"
            )
