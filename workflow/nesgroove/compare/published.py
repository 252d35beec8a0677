"""Published quantities, as data: what was measured by others, on which entries, within which tolerance."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Published:
    """One published quantity.

    Attributes
    ----------
    kind : str
        ``published`` by a paper, or ``regression``: computed here from deposited coordinates.
    quantity, description : str
        Short name, and what it is.
    method : str
        How it is measured here; see :mod:`nesgroove.compare.validation`.
    arguments : tuple of str
        What the method needs to know.
    value, tolerance : float or None
        Published value and how far a measurement may lie from it; None where only a statement was published.
    unit : str
    entries : tuple of str
        Entries that it was published for; any of them at hand will do.
    source, remark : str
    """

    kind: str
    quantity: str
    description: str
    method: str
    arguments: tuple[str, ...]
    value: float | None
    tolerance: float | None
    unit: str
    entries: tuple[str, ...]
    source: str
    remark: str


@cache
def published() -> tuple[Published, ...]:
    """All quantities, in the order of the file."""
    text = (files("nesgroove.data") / "published.tsv").read_text(encoding="utf-8")
    return tuple(
        Published(
            kind=row["kind"],
            quantity=row["quantity"],
            description=row["description"],
            method=row["method"],
            arguments=tuple(row["arguments"].split()),
            value=float(row["value"]) if row["value"] else None,
            tolerance=float(row["tolerance"]) if row["tolerance"] else None,
            unit=row["unit"],
            entries=tuple(row["entries"].split()),
            source=row["source"],
            remark=row["remark"],
        )
        for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    )
