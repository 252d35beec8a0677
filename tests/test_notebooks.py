"""The notebooks: stored clean, and run from top to bottom."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

import nesgroove

nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")

NOTEBOOKS = sorted((Path(__file__).parents[1] / "workflow" / "notebooks").glob("*.ipynb"))


def execute(path: Path, place: Path, **parameters: object):
    """Run a notebook as nbconvert does; parameters as papermill gives them, after the cell that is tagged."""
    notebook = nbformat.read(path, as_version=4)
    tagged = next(i for i, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", []))
    given = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    notebook.cells.insert(tagged + 1, nbformat.v4.new_code_cell(given))
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3").execute(cwd=str(place))
    return notebook


def outputs(notebook, mime: str) -> list[str]:
    return [
        output.data[mime]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type in ("execute_result", "display_data") and mime in output.data
    ]


def check_views(notebook, expected: int) -> None:
    """Each view is a picture, where nobody is there to turn a widget, and nothing went to the standard error."""
    views = [
        cell for cell in notebook.cells
        if cell.cell_type == "code" and re.search(r"^(m\.view\(|mine\.view\(|groove$)", cell.source, re.MULTILINE)
    ]  # fmt: skip
    assert len(views) == expected
    for cell in views:
        assert any("image/png" in output.get("data", {}) for output in cell.outputs), cell.source
    assert not outputs(notebook, "application/vnd.jupyter.widget-view+json")
    streams = [o for cell in notebook.cells for o in cell.get("outputs", []) if o.output_type == "stream"]
    assert not [stream.text for stream in streams if stream.name == "stderr"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_stored_without_outputs_and_without_paths_of_a_machine(path):
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.execution_count is None
            assert not cell.outputs
            ast.parse(cell.source)
    assert set(json.loads(text)["metadata"]) == {"kernelspec", "language_info"}
    assert not re.search(r"/(home|work|tmp|root|Users|var|opt)/|[A-Z]:\\\\", text)
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    names = [node.targets[0].id for node in ast.parse(tagged[0].source).body if isinstance(node, ast.Assign)]
    assert names[0] == "tables"


def test_there_are_three():
    assert [path.stem for path in NOTEBOOKS] == ["family", "one_complex", "trajectory"]


@pytest.mark.slow
def test_one_complex_on_phantoms(phantom_tables, tmp_path, monkeypatch):
    monkeypatch.setenv("NESGROOVE_TABLES", str(phantom_tables))
    notebook = execute(NOTEBOOKS[1], tmp_path, complex_id="phantom_v6a-C")
    check_views(notebook, 3)
    words = "\n".join(outputs(notebook, "text/plain"))
    assert "phantom_v6a-C: selinexor (phantom, not observed)" in words
    assert "Phi2 Phi3 Phi4" in words
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_the_family_on_phantoms_that_it_measures_itself(tmp_path, monkeypatch):
    monkeypatch.delenv("NESGROOVE_TABLES", raising=False)
    notebook = execute(NOTEBOOKS[0], tmp_path)
    check_views(notebook, 1)
    printed = "".join(o.text for cell in notebook.cells for o in cell.get("outputs", []) if o.output_type == "stream")
    assert printed == "No tables are named. 6 phantoms, structures of known truth, are measured.\n"
    assert len(outputs(notebook, "image/png")) == 7
    assert any("leptomycin B (phantom, not observed)" in words for words in outputs(notebook, "text/plain"))
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_the_family_on_real_structures(real_tables, tmp_path, monkeypatch):
    monkeypatch.delenv("NESGROOVE_TABLES", raising=False)
    notebook = execute(NOTEBOOKS[0], tmp_path, tables=str(real_tables))
    check_views(notebook, 1)
    words = "\n".join(outputs(notebook, "text/plain"))
    assert "3gjx-D: snurportin 1, chain E" in words
    assert "leptomycin B (composite, not observed)" in words


@pytest.mark.slow
def test_a_trajectory_on_a_phantom_in_motion(tmp_path):
    notebook = execute(NOTEBOOKS[2], tmp_path)
    check_views(notebook, 1)
    assert len(outputs(notebook, "image/png")) == 5
    words = "\n".join(outputs(notebook, "text/plain"))
    assert "5.9 correlation times long, and an error needs" in words
    assert "from the number of frames" in words
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_nothing_but_the_front_door_is_used(path):
    code = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
    tree = ast.parse(code)
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {alias.name for node in imported for alias in node.names} <= {"nesgroove", "os"}
    assert not [node for node in imported if isinstance(node, ast.ImportFrom)]
    used = {
        node.attr for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "nesgroove"
    }  # fmt: skip
    assert used <= set(nesgroove.__all__)
