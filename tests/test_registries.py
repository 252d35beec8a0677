"""One module is enough: a table, a comparison or a figure that lies in its package is everywhere at once."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

import nesgroove.compare
import nesgroove.measure
import nesgroove.show.figures
from nesgroove.cli.app import app
from nesgroove.compare.registry import comparison_names, comparisons
from nesgroove.compare.run import write_ensemble
from nesgroove.compare.tables import RunTables
from nesgroove.io.tables import write_tables
from nesgroove.measure import registry
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.registry import Measure, records
from nesgroove.measure.remarks import checks
from nesgroove.model.problem import problem
from nesgroove.show.figures.registry import figure_names, figures

FIGURE = """
from matplotlib.figure import Figure

NAME = "probe"
CAPTION = "A figure that a test made."

def draw(run, size):
    figure = Figure(figsize=(2, 1))
    figure.text(0.5, 0.5, f"{len(run.complexes)} complexes")
    return figure
"""

TABLE = '''
from typing import ClassVar
from nesgroove.measure.registry import Measure
from nesgroove.model.record import Record, number

class ProbeRecord(Record):
    """A table that a test made."""

    table: ClassVar[str] = "probe"
    about: ClassVar[str] = "One row per probe"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex")

    complex: str
    height: float | None = number("Height of the probe", "A")

class Probe(Measure):
    record = ProbeRecord

    def rows(self, groove):
        return []
'''

COMPARISON = '''
from typing import ClassVar
from nesgroove.compare.record import ComparisonRecord

class ProbeRecord(ComparisonRecord):
    """A comparison that a test made."""

    table: ClassVar[str] = "probe"
    about: ClassVar[str] = "How many complexes there are"
    sort_by: ClassVar[tuple[str, ...]] = ("entry",)
    rank: ClassVar[int] = 99

    complexes: int

def rows(run):
    return [ProbeRecord(complexes=len(run.complexes))]
'''

CACHES = (registry._load, comparisons, figures)


@pytest.fixture
def dropped(tmp_path: Path) -> Iterator[Callable[[ModuleType, str], ModuleType]]:
    """Put a module ``probe`` into a package, as a file beside the others."""
    packages: list[ModuleType] = []

    def forget() -> None:
        for package in packages:
            sys.modules.pop(f"{package.__name__}.probe", None)
            package.__dict__.pop("probe", None)
        Measure.registered[:] = [kind for kind in Measure.registered if not kind.__module__.endswith(".probe")]
        for cached in CACHES:
            cached.cache_clear()

    def drop(package: ModuleType, text: str) -> ModuleType:
        folder = tmp_path / package.__name__
        folder.mkdir()
        (folder / "probe.py").write_text(text, encoding="utf-8")
        package.__path__.append(str(folder))
        packages.append(package)
        forget()
        return package

    yield drop
    forget()
    for package in packages:
        package.__path__.pop()


def complexes() -> list[ComplexRecord]:
    return [ComplexRecord(entry="one", complex=f"one-{chain}", xpo1_chain=chain) for chain in "AB"]


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    write_tables(tmp_path / "tables", complexes(), records())
    return tmp_path / "tables"


def test_a_module_with_name_caption_and_draw_is_a_figure(dropped, tables, tmp_path):
    before = figure_names()
    dropped(nesgroove.show.figures, FIGURE)
    assert figure_names() == [*before, "probe"]
    assert figures()["probe"].caption == "A figure that a test made."
    done = CliRunner().invoke(
        app, ["figure", "probe", "--from", str(tables), "--out", str(tmp_path), "--format", "svg"]
    )
    assert done.exit_code == 0, done.output
    assert (tmp_path / "probe.svg").is_file()


def test_a_figure_stands_where_its_order_says(dropped):
    before = figure_names()
    dropped(nesgroove.show.figures, f"{FIGURE}\nORDER = 1.5\n")
    assert figure_names() == [before[0], "probe", *before[1:]]


@pytest.mark.parametrize("missing", ["NAME", "CAPTION", "def draw"])
def test_a_module_that_lacks_one_of_them_is_none(missing, dropped):
    before = figure_names()
    dropped(nesgroove.show.figures, FIGURE.replace(missing, f"{missing}_", 1))
    assert figure_names() == before


def test_names_are_listed_without_what_takes_long_to_import():
    code = (
        "import sys; from nesgroove.show.figures.registry import figure_names;"
        "from nesgroove.compare.registry import comparison_names;"
        "print(figure_names(), comparison_names(), *({'matplotlib', 'rdkit', 'MDAnalysis'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == f"{figure_names()} {comparison_names()}"


def test_a_record_class_is_a_table_of_a_run(dropped, tmp_path):
    dropped(nesgroove.measure, TABLE)
    kind = next(record for record in records() if record.table == "probe")
    rows = [kind(entry="one", complex=f"one-{chain}", height=height) for chain, height in (("A", 1.5), ("B", 2.5))]
    write_tables(tmp_path / "tables", [*complexes(), *rows], records())
    run = RunTables.read(tmp_path / "tables")
    assert [row.height for row in run.probe] == [1.5, 2.5]
    assert run.split()["one-B"].probe == run.only(["one-B"]).probe == rows[1:]
    assert run.with_rows(probe=[]).probe == []
    done = CliRunner().invoke(app, ["columns"])
    assert "| `height` | A | Height of the probe |" in done.output


def test_a_module_with_a_record_class_and_rows_is_a_comparison(dropped, tables, tmp_path):
    before = comparison_names()
    dropped(nesgroove.compare, COMPARISON)
    assert comparison_names() == [*before, "probe"]
    assert write_ensemble(tables, tmp_path / "out")["probe"] == 1
    assert (tmp_path / "out" / "probe.tsv").read_text() == "entry\tcomplexes\nall\t2\n"
    assert "## probe.tsv" in CliRunner().invoke(app, ["columns"]).output


def test_a_record_class_without_rows_is_a_defect(dropped):
    dropped(nesgroove.compare, COMPARISON.replace("def rows", "def lines"))
    with pytest.raises(TypeError, match=r"compare\.probe has a record class and no function rows"):
        comparison_names()


def test_a_table_that_does_not_exist_is_refused_by_name():
    with pytest.raises(TypeError, match="no table complexs; there are complexes"):
        RunTables(complexs=[])
    with pytest.raises(AttributeError, match="no table complexs"):
        _ = RunTables().complexs


def test_what_is_said_of_an_entry_is_in_the_part_of_each_of_its_complexes():
    whole = problem("one", "read", "note", "of the entry")
    one = problem("one", "frame", "error", "of a complex", complex_id="one-A")
    other = problem("two", "read", "note", "of another entry")
    run = RunTables(complexes=complexes(), problems=[whole, one, other])
    parts = run.split()
    assert parts["one-A"].problems == [whole, one]
    assert parts["one-B"].problems == [whole]
    assert run.only({"one-B"}).problems == [whole]


def test_what_reading_comes_upon_has_its_check_and_each_check_of_reading_something_that_comes_upon_it():
    package = Path(nesgroove.measure.__file__).parents[1]
    calls = [
        node
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    ]

    def first_words(name: str) -> set[str]:
        called = [call.args[0] for call in calls if getattr(call.func, "id", "") == name]
        return {word.value for word in called if isinstance(word, ast.Constant)}

    found, declared = first_words("Finding"), first_words("reading_check")
    assert {"rows_shifted", "no_crystal"} <= found
    assert found <= {check.name for check in checks()}  # a finding without a check would be lost
    outside = "".join(path.read_text() for path in package.rglob("*.py") if path.parent.name != "remarks")
    assert not {name for name in declared if f'"{name}"' not in outside}
