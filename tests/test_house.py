"""The house: who may import whom, and how long a piece may be."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "workflow/nesgroove"

STOREYS = (
    ("errors", "callable_module"), ("model",), ("data", "chem"), ("io",), ("identify",), ("measure",),
    ("survey", "fetch"), ("compare",), ("series",), ("show",), ("reproduce",), ("front",), ("cli",),
)  # fmt: skip
"""Rooms from the ground up: a module imports what is below it or beside it in its own room."""

FLOOR = {room: level for level, rooms in enumerate(STOREYS) for room in rooms}

MODULES = {
    ".".join(("nesgroove", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}


def imports_of(tree: ast.AST) -> set[str]:
    """Modules of ours that a module imports, anywhere in it; for the type checker alone does not count."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for inner in ast.walk(node):
                inner.skipped = True  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if getattr(node, "skipped", False):
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "nesgroove":
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.split(".")[0] == "nesgroove"}
    return found


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def upward(module: str, source: str) -> list[str]:
    """Imports of a module that lead to a higher floor, or from one room of a floor to another."""
    here = room_of(module)
    if here not in FLOOR:
        return []  # the front door
    wrong = []
    for name in sorted(imports_of(ast.parse(source))):
        there = room_of(name)
        if there in FLOOR and there != here and FLOOR[there] >= FLOOR[here]:
            wrong.append(name)
    return wrong


@pytest.mark.parametrize("module", MODULES)
def test_nothing_imports_upward(module):
    assert upward(module, MODULES[module].read_text(encoding="utf-8")) == []


def test_every_room_has_its_floor():
    assert {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()} <= set(FLOOR)


@pytest.mark.parametrize(
    ("module", "line", "wrong"),
    [
        ("nesgroove.measure.state", "from nesgroove.survey.entry import survey", True),
        ("nesgroove.measure.state", "def f():\n    from nesgroove.io.tables import read_table", False),
        ("nesgroove.io.read", "def f():\n    import nesgroove.measure.groove", True),
        ("nesgroove.fetch.store", "from nesgroove.survey.run import measure_files", True),
        ("nesgroove.cli.app", "from nesgroove.show.atlas import site", False),
        ("nesgroove.model.frame", "if TYPE_CHECKING:\n    from nesgroove.survey.entry import survey", False),
    ],
)
def test_an_import_upward_is_seen(module, line, wrong):
    assert bool(upward(module, line)) == wrong


LONGEST_FUNCTION, LONGEST_CLASS, LONGEST_FILE = 60, 150, 330
REASON = "# Long because "
"""A longer piece says so on the line above it."""


def too_long(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    found = [f"{path.name}: {len(lines)} lines"] if len(lines) > LONGEST_FILE else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            limit = LONGEST_CLASS if isinstance(node, ast.ClassDef) else LONGEST_FUNCTION
            start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            excused = lines[start - 2].strip().startswith(REASON)
            if node.end_lineno - node.lineno + 1 > limit and not excused:
                found.append(f"{path.name}: {node.name} has {node.end_lineno - node.lineno + 1} lines")
    return found


@pytest.mark.parametrize("module", MODULES)
def test_pieces_are_short_enough_to_be_read_in_a_sitting(module):
    assert too_long(MODULES[module]) == []


def test_a_long_piece_is_seen_and_one_with_a_reason_is_not(tmp_path):
    body = "\n".join("    x = 1" for _ in range(LONGEST_FUNCTION))
    path = tmp_path / "long.py"
    path.write_text(f"def f():\n{body}\n")
    assert too_long(path) == ["long.py: f has 61 lines"]
    path.write_text(f"{REASON}it is a table.\ndef f():\n{body}\n")
    assert too_long(path) == []


SLOW = {
    "asyncio", "Bio", "biotite", "httpx", "ipywidgets", "jinja2", "MDAnalysis", "matplotlib", "nglview", "numba",
    "pandas", "posebusters", "prolif", "pyarrow", "pymol2", "rdkit", "rich", "scipy", "snakemake", "yaml",
}  # fmt: skip
"""What takes time to import, so that a command imports it where it uses it: the name of no command waits for it."""

AT_THE_TOP = {
    "nesgroove.fetch.exchange": {"asyncio"},
    "nesgroove.measure.compiled.jit": {"numba"},
    "nesgroove.measure.compiled.sums": {"scipy"},
    "nesgroove.series.trajectory.walk": {"MDAnalysis"},
}
"""Modules that are nothing without it, and are themselves imported where they are used."""


def slow_at_the_top(source: str) -> set[str]:
    """What a module imports that takes time whenever it is imported itself."""
    names = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
    return names & SLOW


@pytest.mark.parametrize("module", MODULES)
def test_what_takes_time_is_imported_where_it_is_used(module):
    assert slow_at_the_top(MODULES[module].read_text(encoding="utf-8")) == AT_THE_TOP.get(module, set())


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("from scipy.spatial import cKDTree", {"scipy"}),
        ("import rdkit.Chem as Chem, json", {"rdkit"}),
        ("import numpy as np\ndef f():\n    from scipy.spatial import cKDTree", set()),
        ("if TYPE_CHECKING:\n    from rdkit.Chem import Mol", set()),
    ],
)
def test_a_slow_import_at_the_top_is_seen(source, seen):
    assert slow_at_the_top(source) == seen
