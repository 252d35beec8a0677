"""One structure in, all its records out: every registered measure of every complex, and the remarks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TypeAlias

from nesgroove.errors import IdentifyError, NoReceptorError
from nesgroove.identify.complexes import find_complexes
from nesgroove.measure.groove import Groove, Settings
from nesgroove.measure.registry import measures
from nesgroove.measure.remarks import complex_remarks, entry_remarks
from nesgroove.model.complex import Complex
from nesgroove.model.problem import problem
from nesgroove.model.record import Record, Severity
from nesgroove.model.structure import Structure

Identified: TypeAlias = tuple[list[Complex], list[IdentifyError]]


def survey(structure: Structure, settings: Settings, identified: Identified | None = None) -> list[Record]:
    """Measure all complexes of a structure.

    Parameters
    ----------
    structure
        One entry.
    settings
        References and ligand chemistry.
    identified
        What :func:`nesgroove.identify.complexes.find_complexes` gives for it, where that is known.

    Returns
    -------
    list of Record
        Rows of all tables. An entry without a complex has rows in ``problems`` only.
    """
    complexes, failures = identified or find_complexes(structure)
    rows: list[Record] = [*entry_remarks(structure)]
    for failure in failures:
        # All files of a folder may be given, those of partners and of apo proteins among them.
        severity: Severity = "warning" if isinstance(failure, NoReceptorError) else "error"
        rows.append(problem(structure.entry, failure.step, severity, failure.message, remedy=failure.remedy))
    for complex_ in complexes:
        rows += measured(Groove(complex_, settings))
    return list(finite(rows))


def finite(rows: Iterable[Record]) -> Iterator[Record]:
    """Empty cells that hold nan or infinity: no table has them, whatever went wrong before.

    Parameters
    ----------
    rows
        Records of any tables.

    Yields
    ------
    Record
        The same, and a row of ``problems`` for each record that was changed.
    """
    for row in rows:
        bad = [
            name for name in _numbers(type(row))
            if isinstance(value := getattr(row, name), float) and not math.isfinite(value)
        ]  # fmt: skip
        if not bad:
            yield row
            continue
        yield row.model_copy(update=dict.fromkeys(bad))
        yield problem(
            row.entry,
            "run",
            "warning",
            f"{', '.join(bad)} of {row.table}.tsv came out as no number, and the cell was left empty",
            complex_id=getattr(row, "complex", ""),
            remedy="Report it with the file",
        )


@cache
def _numbers(record: type[Record]) -> tuple[str, ...]:
    """Columns of a table that hold numbers."""
    return tuple(name for name, info in record.model_fields.items() if "float" in str(info.annotation))


def measured(groove: Groove) -> Iterator[Record]:
    """Apply every registered measure to one complex, then the checks.

    Parameters
    ----------
    groove
        The complex with its references and chemistry.

    Yields
    ------
    Record
        Rows of all tables.
    """
    for measure in measures():
        yield from measure.rows(groove)
    yield from complex_remarks(groove)
