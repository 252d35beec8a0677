"""Hold the product against independent code on real structures, and write docs/checked.md.

python tools/check_product.py [DIR] > docs/checked.md       # `make checked`

DIR has the folders experimental, composite and so on (default: $NESGROOVE_STRUCTURES, else ../shared/structures).
Exit code 1 where a difference is above its limit: the page is printed all the same.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

from checked import areas, geometry, published, space, touching
from checked.page import Case, Comparison, Pair, gathered, page
from checked.plain import SOURCES, Plain, Source, structure_file
from nesgroove.io.read import read_structure
from nesgroove.measure.groove import Settings
from nesgroove.measure.reference import References
from nesgroove.survey.entry import survey
from nesgroove.survey.references import ReferenceNames, make_references

COMPARISONS: tuple[Comparison, ...] = (
    *geometry.COMPARISONS,
    *areas.COMPARISONS,
    *space.COMPARISONS,
    *touching.COMPARISONS,
)
"""All comparisons, in the order of the page."""

REFERENCES = {"open": Source("3gjx", "D", occupant="E"), "closed": Source("4hb2", "C", 11)}
"""The grooves that RMSDs are to; the first has the reference cargo."""


@cache
def _references(root: Path) -> References:
    structures = [read_structure(structure_file(root, name)) for name in ("3gjx", "4hb2")]
    found, missing = make_references(structures, ReferenceNames())
    if missing:
        raise ValueError(f"references that cannot be had from the files: {missing}")
    return found


@cache
def _plain_references(root: Path) -> dict[str, Plain]:
    return {kind: Plain.read(structure_file(root, source.name), source) for kind, source in REFERENCES.items()}


def cases(root: Path, sources: Sequence[Source]) -> list[Case]:
    """Measure one file with the product, and read it independently.

    Parameters
    ----------
    root
        Directory with the folders of structures.
    sources
        Complexes of one file.

    Returns
    -------
    list of Case
        One for each source.

    Raises
    ------
    ValueError
        The product does not find one of the complexes.
    """
    path = structure_file(root, sources[0].name)
    structure = read_structure(path)
    rows = survey(structure, Settings(references=_references(root)))
    found = []
    for source in sources:
        own: dict[str, list[Any]] = {}
        for row in rows:
            if getattr(row, "complex", "") == source.complex:
                own.setdefault(row.table, []).append(row)
        if "complexes" not in own:
            raise ValueError(f"{source.complex} is not found")
        tables = {row.table for row in rows}
        complete = {table: own.get(table, []) for table in (*tables, *_TABLES)}
        found.append(Case(Plain.read(path, source), complete, structure.sha256, _plain_references(root)))
    return found


_TABLES = ("geometry", "groove_ca", "pockets", "occupancy", "footprint", "contacts", "anchors", "covalent")


def pairs_of_file(root: Path, sources: Sequence[Source], comparisons: Iterable[int]) -> list[dict[int, list[Pair]]]:
    """Run comparisons, given by their number, over the complexes of one file: pairs by comparison, for each complex."""
    return [{number: list(COMPARISONS[number].pairs(case)) for number in comparisons} for case in cases(root, sources)]


def by_file() -> list[list[Source]]:
    """Sources that share a file."""
    files: dict[str, list[Source]] = {}
    for source in SOURCES:
        files.setdefault(source.name, []).append(source)
    return list(files.values())


def main(arguments: Sequence[str]) -> int:
    """Print the page; 1 where a comparison does not hold."""
    default = os.environ.get("NESGROOVE_STRUCTURES", str(Path(__file__).parents[2] / "shared/structures"))
    root = Path(arguments[0] if arguments else default)
    files = by_file()
    everything = range(len(COMPARISONS))
    with ProcessPoolExecutor(2) as pool:
        jobs = [pool.submit(pairs_of_file, root, sources, everything) for sources in files]
        found = {
            source.complex: pairs
            for sources, job in zip(files, jobs, strict=True)
            for source, pairs in zip(sources, job.result(), strict=True)
        }
    results = [
        gathered(comparison, ((name, pairs[number]) for name, pairs in found.items()))
        for number, comparison in enumerate(COMPARISONS)
    ]
    numbers = published.rows([case for sources in files[:5] for case in cases(root, sources)])
    names = [sources[0].name for sources in files]
    digests = [(f"{name}.cif.gz", read_structure(structure_file(root, name)).sha256) for name in names]
    sys.stdout.write(page(results, numbers, digests))
    wrong = [result for result in results if not result.holds]
    for result in wrong:
        what = f"{result.comparison.what}, {result.comparison.against}"
        print(f"does not hold: {what}: {result.largest:.4g} at {result.where}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
