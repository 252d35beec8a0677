"""Comparisons, their results, and the page that shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from checked.plain import Plain

PROGRAMS = ("nesgroove", "biopython", "biotite", "gemmi", "numpy", "plip", "pyKVFinder", "scipy")
"""Distributions whose versions the page names."""


@dataclass(frozen=True)
class Case:
    """One complex: the product's rows, and the same file read independently.

    Attributes
    ----------
    plain : Plain
    rows : dict of str to list
        Records of this complex by table.
    sha256 : str
        Checksum of the file.
    shared : dict
        What comparisons need of other structures: the plain reference grooves under ``open`` and ``closed``.
    """

    plain: Plain
    rows: dict[str, list[Any]]
    sha256: str
    shared: dict[str, Plain]

    def value(self, measure: str) -> float | None:
        """The product's number in geometry.tsv."""
        return next((row.value for row in self.rows["geometry"] if row.measure == measure), None)


@dataclass(frozen=True)
class Pair:
    """One number twice.

    Attributes
    ----------
    label : str
        What it is of: ``P2``, ``ca_525_568``.
    ours, theirs : float
        The product's, and the other's.
    """

    label: str
    ours: float
    theirs: float


@dataclass(frozen=True)
class Comparison:
    """What is compared with what, how far they may differ, and why they do.

    Attributes
    ----------
    what, against : str
        A quantity of the product, and the code or program that it is held against.
    unit : str
        Of the difference; ``%`` where it is relative to the other's number.
    limit : float
        Largest difference allowed.
    why : str
        Why they differ.
    pairs : callable
        Gives the pairs of a case; none where the structure has nothing to compare.
    cheap : bool
        Whether a test may run it.
    """

    what: str
    against: str
    unit: str
    limit: float
    why: str
    pairs: Callable[[Case], Iterable[Pair]]
    cheap: bool = True

    def difference(self, pair: Pair) -> float:
        """Difference of a pair, in the comparison's unit."""
        off = abs(pair.ours - pair.theirs)
        if self.unit == "deg":
            off = abs((off + 180.0) % 360.0 - 180.0)
        return 100 * off / abs(pair.theirs) if self.unit == "%" and pair.theirs else off


@dataclass(frozen=True)
class Result:
    """What a comparison gave over all cases.

    Attributes
    ----------
    comparison : Comparison
    cases, values : int
        Complexes and numbers compared.
    largest : float
        The largest difference.
    where : str
        Complex and label of it.
    """

    comparison: Comparison
    cases: int
    values: int
    largest: float
    where: str

    @property
    def holds(self) -> bool:
        """Whether something was compared and nothing differs by more than the limit."""
        return self.values > 0 and self.largest <= self.comparison.limit


def compare(comparison: Comparison, cases: Iterable[Case]) -> Result:
    """Run one comparison over cases.

    Parameters
    ----------
    comparison
        What to compare.
    cases
        The complexes.
    """
    return gathered(comparison, ((case.plain.source.complex, list(comparison.pairs(case))) for case in cases))


def gathered(comparison: Comparison, found: Iterable[tuple[str, list[Pair]]]) -> Result:
    """Find the largest difference among the pairs of each complex.

    Parameters
    ----------
    comparison
        What was compared.
    found
        Name of a complex, and its pairs.
    """
    cases, values, largest, where = 0, 0, 0.0, ""
    for name, pairs in found:
        cases += bool(pairs)
        values += len(pairs)
        for pair in pairs:
            off = comparison.difference(pair)
            # Which of several rounding errors is the largest differs between machines.
            if off > max(largest, NOTHING):
                largest, where = off, f"{name} {pair.label}"
    return Result(comparison, cases, values, largest, where)


NOTHING = 1e-4
"""Differences below this are rounding, in any unit; the page names no place for them."""


@dataclass(frozen=True)
class PublishedNumber:
    """A number of the literature, and what the product gives.

    Attributes
    ----------
    what, published, ours, entry, source, why : str
        Cells of the page.
    """

    what: str
    published: str
    ours: str
    entry: str
    source: str
    why: str


HEADER = ("what", "with what", "complexes", "values", "largest difference", "where", "limit", "why they differ")


def fixed_cells(comparison: Comparison) -> tuple[str, str, str, str]:
    """Cells of a row that do not depend on any structure: what, with what, limit, why."""
    return comparison.what, comparison.against, _amount(comparison.limit, comparison.unit), comparison.why


def page(results: list[Result], published: list[PublishedNumber], files: list[tuple[str, str]]) -> str:
    """Write the page.

    Parameters
    ----------
    results
        In the order of the rows.
    published
        Rows of the second table.
    files
        Names and checksums of what was read.

    Returns
    -------
    str
        Markdown.
    """
    return "\n".join(
        [
            "<!-- Written by `make checked` (tools/check_product.py). Do not edit. -->",
            "# The product beside independent code",
            "",
            *_INTRODUCTION,
            "",
            *_table(HEADER, map(_result_cells, results)),
            "",
            "## Published numbers",
            "",
            *_PUBLISHED,
            "",
            *_table(
                ("what", "published", "measured here", "entry", "source", "why they differ"),
                ([p.what, p.published, p.ours, p.entry, p.source, p.why] for p in published),
            ),
            "",
            "## From what",
            "",
            "Programs: " + ", ".join(f"{name} {version(name)}" for name in PROGRAMS) + ".",
            "",
            *_table(("file", "sha256 begins"), ([name, f"`{digest[:12]}`"] for name, digest in files)),
            "",
        ]
    )


_INTRODUCTION = (
    "Each number on the left was measured by nesgroove and, from the same file, by code that shares nothing with it:",
    "either another program, or the definition in docs/measures.md written a second time with gemmi's coordinates and",
    "numpy (called *brute force*), with XPO1's chain named by hand and positions taken from the author's numbers (less",
    "11 in yeast). `largest difference` is over all values of all complexes; a difference above the limit makes",
    "`make checked` fail. Structures: the experimental ones at hand, some of them re-refined, and real inhibitors in",
    "4HB2 (`composite_`), which are fit for checking arithmetic and not for publishing a distance.",
)

_PUBLISHED = (
    "Numbers that were read in a paper, for entries at hand. What was computed from deposited coordinates and not",
    "published is no row here: it is a regression test.",
)


def _result_cells(result: Result) -> list[str]:
    what, against, limit, why = fixed_cells(result.comparison)
    unit = result.comparison.unit
    exact = result.largest or not result.comparison.limit
    largest = _amount(result.largest, unit) if exact else f"below {_amount(NOTHING, unit)}"
    return [what, against, str(result.cases), str(result.values), largest, result.where, limit, why]


def _amount(value: float, unit: str) -> str:
    number = f"{value:.2g}" if value < 1 else f"{value:.3g}"
    return f"{number} {unit}".strip()


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    titles = list(header)
    yield "| " + " | ".join(titles) + " |"
    yield "|" + "---|" * len(titles)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
