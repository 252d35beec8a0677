"""``nesgroove.compare``: all complexes of some results compared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from nesgroove.compare.registry import comparison_records
from nesgroove.front.results import Results, read_results
from nesgroove.front.tables import Tables
from nesgroove.model.record import Record


class Comparison(Tables):
    """All complexes of some results compared.

    Each table is an attribute, and a data frame as those of :class:`nesgroove.Results` are: ``occupancy_matrix``,
    ``means``, ``competition``, ``fingerprints``, ``conformations``, ``components``, ``ran_interface``,
    ``validation``. ``docs/compare.md`` says what they hold, ``docs/tables.md`` describes their columns.

    Made by :func:`nesgroove.compare`; :meth:`write` writes the tables as ``nesgroove ensemble`` does.
    """

    _step: ClassVar[str] = "ensemble"

    @classmethod
    def _records(cls) -> Sequence[type[Record]]:
        return comparison_records()


def compare(results: Results | str | Path) -> Comparison:
    """Compare all complexes of some results.

    Parameters
    ----------
    results
        What :func:`nesgroove.measure` or :func:`nesgroove.read_results` gave, or a directory of tables.

    Returns
    -------
    Comparison
        Tables as data frames; those for which there are too few complexes have no rows.

    Raises
    ------
    NesgrooveError
        There are no tables in the directory, or they are of another version of nesgroove.

    Examples
    --------
    >>> import nesgroove
    >>> names = "phantom_cargo_1c", "phantom_v6a"
    >>> m = nesgroove.measure([nesgroove.phantom_path(name) for name in names])
    >>> nesgroove.compare(m).competition.loc[0, ["label", "cargo", "anchors_displaced"]].tolist()
    ['selinexor phantom_v6a-C', 'D', 'Phi2 Phi3 Phi4']
    """
    from nesgroove.compare.run import write_ensemble

    source = results if isinstance(results, Results) else read_results(results)
    return Comparison._in_temporary(lambda directory: write_ensemble(source._directory, directory))
