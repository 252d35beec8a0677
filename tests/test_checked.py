"""The product beside independent code, and the page that shows it.

``tools/check_product.py`` compares on all structures and writes docs/checked.md; here its cheap comparisons run on
three of them, and the page is held to the program.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import check_product
import checked
from checked.page import HEADER, NOTHING, Comparison, Pair, fixed_cells, gathered
from checked.plain import SOURCES
from structures import ROOT, need_shared_structures, shared_structures

PAGE = ROOT / "docs/checked.md"

CHEAP = [comparison for comparison in check_product.COMPARISONS if comparison.cheap]
SOME = ("3gjx", "3wyf", "composite_v6a", "composite_lmb")


@cache
def cases():
    need_shared_structures()
    files = [sources for sources in check_product.by_file() if sources[0].name in SOME]
    return [case for sources in files for case in check_product.cases(shared_structures(), sources)]


@cache
def pairs_of(comparison):
    """Pairs of each complex by its name: computed once, for what holds and for what has to be seen."""
    return [(case.plain.source.complex, list(comparison.pairs(case))) for case in cases()]


def label(comparison):
    return f"{comparison.what} ({comparison.against})"


@pytest.mark.parametrize("comparison", CHEAP, ids=label)
def test_what_is_cheap_to_compare_holds(comparison):
    result = gathered(comparison, pairs_of(comparison))
    assert result.values, "nothing was compared"
    assert result.holds, (result.largest, result.where)


@pytest.mark.parametrize("comparison", CHEAP, ids=label)
def test_a_product_that_errs_by_twice_the_limit_is_seen(comparison):
    pairs = [pair for _, found in pairs_of(comparison) for pair in found]
    error = 2 * comparison.limit + 1.0
    wrong = [
        replace(pair, ours=pair.ours + error * (pair.theirs / 100 if comparison.unit == "%" else 1)) for pair in pairs
    ]
    assert not gathered(comparison, [("made up", wrong)]).holds


def test_copies_of_one_file_are_compared_each_with_its_own():
    first, second = (case for case in cases() if case.plain.source.name == "3wyf")
    assert first.value("ca_525_568") != second.value("ca_525_568")
    assert {row.complex for table in first.rows.values() for row in table} == {"3wyf-C"}


def test_a_comparison_of_nothing_does_not_hold():
    assert not gathered(CHEAP[0], [("empty", [])]).holds


def test_angles_are_compared_around_the_circle():
    angles = Comparison("chi", "hand", "deg", 1.0, "", lambda case: ())
    assert angles.difference(Pair("", 179.5, -179.7)) == pytest.approx(0.8)
    assert angles.difference(Pair("", 10.0, 12.0)) == pytest.approx(2.0)


def test_the_independent_side_imports_nothing_of_the_product():
    for path in Path(checked.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.split(".")[0] == "nesgroove"], path.name


def table_of(text, header):
    lines = text.splitlines()
    start = lines.index("| " + " | ".join(header) + " |") + 2
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return rows


def amount(cell):
    return NOTHING if cell.startswith("below") else float(cell.split()[0])


def test_the_page_has_the_rows_of_the_program_and_all_of_them_hold():
    rows = table_of(PAGE.read_text(encoding="utf-8"), HEADER)
    shown = [(what, against, limit, why) for what, against, _, _, _, _, limit, why in rows]
    assert shown == [fixed_cells(comparison) for comparison in check_product.COMPARISONS], "make checked"
    for _, _, complexes, values, largest, where, limit, _ in rows:
        assert int(values) >= int(complexes) > 0
        assert amount(largest) <= max(amount(limit), NOTHING)
        assert bool(where) == (amount(largest) > NOTHING)


def test_the_page_says_from_which_files_and_no_path_of_a_machine():
    text = PAGE.read_text(encoding="utf-8")
    files = table_of(text, ("file", "sha256 begins"))
    assert [name for name, _ in files] == [f"{name}.cif.gz" for name in dict.fromkeys(s.name for s in SOURCES)]
    assert all(len(digest.strip("`")) == 12 for _, digest in files)
    for part in ("/tmp", "/home", "/work", "../shared"):
        assert part not in text


@pytest.mark.shared_values
def test_the_files_of_the_page_are_those_at_hand():
    shown = dict(table_of(PAGE.read_text(encoding="utf-8"), ("file", "sha256 begins")))
    for case in cases():
        assert case.sha256.startswith(shown[f"{case.plain.source.name}.cif.gz"].strip("`"))


@pytest.mark.full
@pytest.mark.shared_values
def test_everything_that_is_compared_holds(capsys):
    assert check_product.main([str(shared_structures())]) == 0
    rows = table_of(capsys.readouterr().out, HEADER)
    assert len(rows) == len(check_product.COMPARISONS)
