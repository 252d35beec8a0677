"""What people who program call: ``nesgroove.measure`` and the rest, their data frames, errors and imports."""

from __future__ import annotations

import csv
import doctest
import gc
import inspect
import io
import pickle
import pydoc
import subprocess
import sys
from functools import cached_property
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest

import nesgroove
from nesgroove import NesgrooveError, front
from nesgroove.compare.registry import comparison_records
from nesgroove.front.drawing import Drawing
from nesgroove.front.frames import frame
from nesgroove.measure.registry import records
from nesgroove.model.record import Record, columns
from nesgroove.show.notebook.view import GrooveView

NAMES = ("phantom_cargo_1c", "phantom_v6a", "phantom_closed")
REFERENCES = {"open": "phantom_cargo_1c", "closed": "phantom_closed", "cargo": "phantom_cargo_1c"}


def run_python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def cells(path: Path) -> list[list[str]]:
    """A table as text, read by nothing of ours."""
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8")), delimiter="\t", quoting=csv.QUOTE_NONE))


def tree(directory: Path) -> dict[str, bytes]:
    return {str(p.relative_to(directory)): p.read_bytes() for p in sorted(directory.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> list[Path]:
    """Three phantoms, and a file that is no structure."""
    bad = tmp_path_factory.mktemp("bad") / "broken.cif"
    bad.write_text("<html><body>Not found</body></html>")
    return [*(nesgroove.phantom_path(name) for name in NAMES), bad]


@pytest.fixture(scope="module")
def m(files) -> nesgroove.Results:
    return nesgroove.measure(files, **REFERENCES)


# Imports


def test_importing_the_package_imports_none_of_it():
    run_python(
        "import sys, nesgroove; "
        "dir(nesgroove); nesgroove.measure; nesgroove.compare; nesgroove.NesgrooveError; "
        "heavy = {'numpy', 'gemmi', 'rdkit', 'matplotlib', 'nglview', 'ipywidgets', 'pandas'} & set(sys.modules); "
        "assert not heavy, heavy"
    )


def test_pandas_is_imported_when_a_table_is_asked_for(files):
    run_python(
        f"import sys, nesgroove; m = nesgroove.measure({str(files[2])!r}); repr(m); m.view(); "
        "assert 'pandas' not in sys.modules; m.problems; assert 'pandas' in sys.modules"
    )


def test_all_that_is_public_is_there_and_listed():
    for name in nesgroove.__all__:
        assert getattr(nesgroove, name) is not None
        assert name in dir(nesgroove)
    run_python("from nesgroove import *; assert callable(measure) and callable(compare) and callable(view)")
    with pytest.raises(AttributeError, match="no attribute 'views'"):
        _ = nesgroove.views


ORDERS = {
    "the package alone": "import nesgroove; f = nesgroove.measure; g = nesgroove.compare",
    "rooms before": "import nesgroove.measure.scalar, nesgroove.compare.registry, nesgroove; "
    "f = nesgroove.measure; g = nesgroove.compare",
    "rooms after": "import nesgroove; f = nesgroove.measure; g = nesgroove.compare; "
    "import nesgroove.measure.scalar, nesgroove.compare.registry; "
    "assert f is nesgroove.measure and g is nesgroove.compare",
    "by name": "from nesgroove import measure as f, compare as g; import nesgroove",
    "by name, rooms before": "from nesgroove.measure import scalar; from nesgroove.compare import registry; "
    "from nesgroove import measure as f, compare as g; import nesgroove",
    "as modules": "import nesgroove.measure as f, nesgroove.compare as g, nesgroove",
    "the front door first": "from nesgroove.front.comparison import compare; from nesgroove.front.measuring "
    "import measure; import nesgroove; f = nesgroove.measure; g = nesgroove.compare",
    "by importlib": "from importlib import import_module; f = import_module('nesgroove.measure'); "
    "g = import_module('nesgroove.compare'); import nesgroove",
    "loaded again": "import importlib, nesgroove; importlib.reload(nesgroove.measure); importlib.reload(nesgroove); "
    "f = nesgroove.measure; g = nesgroove.compare",
}


@pytest.mark.parametrize("order", ORDERS)
def test_rooms_and_functions_of_one_name_are_the_same_in_every_order_of_imports(order):
    run_python(
        f"{ORDERS[order]}\n"
        "import sys\n"
        "import nesgroove.compare.registry, nesgroove.measure.scalar\n"
        "from nesgroove.measure import scalar\n"
        "from nesgroove.measure.scalar import GeometryRecord\n"
        "assert nesgroove.measure.scalar is scalar and scalar.GeometryRecord is GeometryRecord\n"
        "assert callable(f) and f is nesgroove.measure is sys.modules['nesgroove.measure']\n"
        "assert callable(g) and g is nesgroove.compare is sys.modules['nesgroove.compare']\n"
    )


def test_rooms_are_called_after_what_is_in_them_was_imported():
    run_python(
        "import nesgroove.measure.registry, nesgroove.compare.run\n"
        "m = nesgroove.measure([])\n"
        "assert type(m) is nesgroove.Results and type(nesgroove.compare(m)) is nesgroove.Comparison\n"
    )


@pytest.mark.parametrize(("name", "module"), [("measure", "measuring"), ("compare", "comparison")])
def test_a_room_that_is_called_has_text_and_signature_of_the_function(name, module):
    room = getattr(nesgroove, name)
    function = getattr(import_module(f"nesgroove.front.{module}"), name)
    assert callable(room)
    assert inspect.signature(room) == inspect.signature(function)
    assert room.__doc__ == function.__doc__
    assert inspect.getdoc(room) == inspect.getdoc(function)
    assert "Parameters" in pydoc.plain(pydoc.render_doc(room))
    assert pickle.loads(pickle.dumps(room)) is room
    with pytest.raises(TypeError, match="unexpected keyword argument 'job'"):
        room([], job=2)


@pytest.mark.full
def test_type_checkers_see_functions(tmp_path):
    pytest.importorskip("mypy", reason="mypy is not installed")
    script = tmp_path / "use.py"
    script.write_text(
        "import nesgroove\n"
        "import nesgroove.measure.registry\n"
        "from nesgroove import measure\n"
        "from nesgroove.measure.registry import records\n"
        'm: nesgroove.Results = nesgroove.measure("x.cif", jobs=2)\n'
        "c: nesgroove.Comparison = nesgroove.compare(m)\n"
        'measure("x.cif", job=2)\n'
        "nesgroove.read_results(1)\n"
    )
    package = Path(nesgroove.__file__).parents[1]
    config = tmp_path / "mypy.ini"
    config.write_text(f"[mypy]\nmypy_path = {package}\nfollow_imports = silent\nignore_missing_imports = True\n")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", config, script], capture_output=True, text=True, cwd=tmp_path
    )
    found = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert len(found) == 2, done.stdout + done.stderr
    assert 'use.py:7: error: Unexpected keyword argument "job" for "measure"' in found[0]
    assert 'use.py:8: error: Argument 1 to "read_results" has incompatible type "int"' in found[1]


def public() -> dict[str, object]:
    """Functions, classes and methods that people call, with their names."""
    found = {name: getattr(nesgroove, name) for name in nesgroove.__all__ if not name.startswith("__")}
    del found["NesgrooveError"]
    for kind in (nesgroove.Results, nesgroove.Comparison, Drawing, GrooveView):
        names = [name for name in dir(kind) if not name.startswith("_")]
        found |= {f"{kind.__name__}.{name}": inspect.getattr_static(kind, name) for name in names}
    return found


@pytest.mark.parametrize("name", public())
def test_what_is_public_is_described(name):
    """Sections of numpydoc: each parameter by its name, what is returned, what is raised."""
    one = public()[name]
    text = inspect.getdoc(one) or ""
    lines = text.splitlines()
    assert lines[0].endswith("."), "the first line is no sentence"
    if isinstance(one, type | property | cached_property):
        return
    start = lines.index("Parameters") if "Parameters" in lines else len(lines)
    documented: list[str] = []
    for line in lines[start + 2 :]:
        if line.startswith("--"):
            documented.pop()  # what looked like a parameter is the title of the next section
            break
        if line and not line.startswith(" "):
            documented += line.split(" : ")[0].removeprefix("*").split(", ")
    signature = inspect.signature(one)
    assert documented == [parameter for parameter in signature.parameters if parameter != "self"]
    assert ("Returns" in lines) == (signature.return_annotation != "None")
    assert "Raises" in lines or name in ("GrooveView.still",)
    if "." not in name:
        assert "Examples" in lines


# Results


def test_each_table_of_the_registry_is_a_frame_by_its_name(m):
    assert m.tables == tuple(record.table for record in records())
    for record in records():
        assert list(getattr(m, record.table).columns) == columns(record)
        assert record.table in dir(m)
        assert not hasattr(nesgroove.Results, record.table), f"table {record.table} has the name of a method"
    with pytest.raises(AttributeError, match=r"no attribute 'complexs'; its tables are complexes, anchors"):
        _ = m.complexs
    assert not hasattr(m, "_ipython_display_")
    assert repr(m).startswith("<Results, rows: complexes 3, anchors 5,")


def test_frames_hold_the_written_tables_cell_by_cell(m, tmp_path):
    """Numbers as they are written, empty cells as missing; against the text of the files, not against our reader."""
    m.write(tmp_path)
    for record in records():
        header, *lines = cells(tmp_path / f"{record.table}.tsv")
        table = getattr(m, record.table)
        assert list(table.columns) == header
        assert len(table) == len(lines)
        for name, values in zip(header, zip(*lines, strict=True), strict=True):
            for here, written in zip(table[name], values, strict=True):
                if written == "":
                    assert here is pd.NA or pd.isna(here)
                elif isinstance(here, float):
                    assert here == float(written)
                else:
                    assert str(here) == written
    assert len(m.contacts) > 50


def test_types_come_from_the_column_dictionary(m):
    for record in records():
        table = getattr(m, record.table)
        for name, info in record.model_fields.items():
            kind = str(info.annotation)
            expected = (
                "category" if "Literal" in kind
                else "Float64" if "float" in kind
                else "Int64" if "int" in kind
                else "string"
            )  # fmt: skip
            assert table[name].dtype == expected, f"{record.table}.{name}"
            assert table.attrs["columns"][name] == info.description
    assert m.complexes.groove_width.dtype == "Float64"
    assert m.contacts.position.dtype == "Int64"
    assert list(m.complexes.phantom.cat.categories) == ["yes", "no"]
    assert (m.complexes.phantom == "yes").tolist() == [True] * 3
    assert list(m.problems.severity.cat.categories) == ["error", "warning", "note"]
    assert m.complexes.attrs["units"]["groove_width"] == "A"
    assert m.occupancy.attrs["units"]["buried"] == "A^2"
    assert m.complexes.attrs["units"]["species"] == ""
    closed = m.complexes.set_index("complex").loc["phantom_closed-C"]
    assert closed.inhibitor is pd.NA
    assert closed.resolution is pd.NA


def test_a_frame_may_be_changed(m):
    table = m.complexes
    table.loc[0, "state"] = "changed"
    table["more"] = 1
    table.attrs["units"]["groove_width"] = "nm"
    assert "changed" not in set(m.complexes.state)
    assert "more" not in m.complexes
    assert m.complexes.attrs["units"]["groove_width"] == "A"


def test_a_bad_file_is_a_row_of_problems(m):
    errors = m.problems[m.problems.severity == "error"]
    assert errors.entry.tolist() == ["broken"]
    assert "web page" in errors.message.iloc[0]
    assert set(m.complexes.entry) == set(NAMES)


def test_no_files_give_tables_without_rows_that_keep_columns_and_types():
    empty = nesgroove.measure([])
    for record in records():
        table = getattr(empty, record.table)
        assert len(table) == 0
        assert table.dtypes.to_dict() == frame(record, []).dtypes.to_dict()
        assert list(table.columns) == columns(record)
        assert table.attrs["columns"].keys() == set(table.columns)
    assert empty.complexes.groove_width.dtype == "Float64"
    assert len(nesgroove.compare(empty).means) == 0
    with pytest.raises(NesgrooveError, match="there is no complex in these results"):
        empty.view()


def test_columns_of_other_kinds_are_refused_when_they_are_declared():
    class Odd(Record):
        table = "odd"
        when: complex

    with pytest.raises(KeyError):
        frame(Odd, [])


def test_what_is_written_is_what_the_command_writes(m, files, tmp_path, run_command):
    names = [part for kind, name in REFERENCES.items() for part in (f"--{kind}", name)]
    done = run_command("measure", *files, *names, "--keep-going", "--out", tmp_path / "command")
    assert done.returncode == 0, done.stderr
    m.write(tmp_path / "deep" / "python")
    assert tree(tmp_path / "deep" / "python") == tree(tmp_path / "command")
    assert len(list((tmp_path / "command" / "superposed").iterdir())) == 3
    m.write(tmp_path / "deep" / "python")
    back = nesgroove.read_results(tmp_path / "command")
    for table in m.tables:
        pd.testing.assert_frame_equal(getattr(back, table), getattr(m, table), check_exact=True)
        assert getattr(back, table).attrs == getattr(m, table).attrs
    assert back.provenance == m.provenance
    back.write(tmp_path / "again")
    back.write(tmp_path / "command")
    assert tree(tmp_path / "again") == tree(tmp_path / "command") == tree(tmp_path / "deep" / "python")


def test_options_mean_what_those_of_the_command_do(files, tmp_path, run_command):
    names = [part for kind, name in REFERENCES.items() for part in (f"--{kind}", name)]
    file = tmp_path / "references.json"
    assert run_command("reference", *files[:3], *names, "--out", file).returncode == 0
    smiles = r"O=C(/C=C\n1cnc(n1)-c1cc(cc(c1)C(F)(F)F)C(F)(F)F)NNc1cnccn1"
    done = run_command(
        "measure", files[1], files[2], "--references", file, "--ligand", f"V6A={smiles}", "--no-superposed", "-j", 2,
        "--out", tmp_path / "command",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    seen: list[str] = []
    m = nesgroove.measure(
        (str(path) for path in files[1:3]), references=file, ligands={"V6A": smiles}, jobs=2, superposed=False,
        progress=seen.append,
    )  # fmt: skip
    m.write(tmp_path / "python")
    assert tree(tmp_path / "python") == tree(tmp_path / "command")
    assert seen == ["phantom_closed", "phantom_v6a"]  # in the order of the paths
    assert m.provenance["options"]["references"]["cargo"] == "phantom_cargo_1c-C"
    with pytest.raises(NesgrooveError, match="the superposed structure is not there"):
        m.view()


def test_progress_is_told_on_the_standard_error(files, capsys):
    nesgroove.measure(files[2], superposed=False, progress=True)
    assert capsys.readouterr() == ("", "1/1 phantom_closed\n")
    nesgroove.measure(files[2], superposed=False)
    assert capsys.readouterr() == ("", "")


def test_results_are_on_the_disk_as_long_as_they_are_used(files, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    measured = nesgroove.measure(files[2])
    compared = nesgroove.compare(measured)
    assert len(list(tmp_path.iterdir())) == 2
    copy = pickle.loads(pickle.dumps(measured))
    expected = measured.complexes
    del measured, compared
    gc.collect()
    assert len(list(tmp_path.iterdir())) == 1
    pd.testing.assert_frame_equal(copy.complexes, expected)
    assert copy.view().still()
    del copy
    gc.collect()
    assert not list(tmp_path.iterdir())
    with pytest.raises(NesgrooveError):
        nesgroove.measure(files[2], ligands={"UNL": "no molecule"})
    assert not list(tmp_path.iterdir())


def test_a_forked_process_takes_nothing_away(files):
    run_python(
        f"import os, nesgroove; m = nesgroove.measure({str(files[2])!r})\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    del m; os._exit(0)\n"
        "assert os.waitpid(child, 0)[1] == 0\n"
        "assert len(m.complexes) == 1\n"
    )


def test_results_that_were_read_stay(phantom_tables):
    before = tree(phantom_tables)
    read = nesgroove.read_results(str(phantom_tables))
    assert pickle.loads(pickle.dumps(read)).complexes.equals(read.complexes)
    del read
    gc.collect()
    assert tree(phantom_tables) == before


# Errors


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"files": "nowhere.cif"}, r"^nowhere\.cif: measure: there is no such file"),
        ({"files": ["nowhere.cif"]}, r"^nowhere\.cif: measure: there is no such file"),
        ({"files": "."}, r"^\.: measure: this is a directory"),
        ({"jobs": 0}, r"jobs=0 is no number of processes"),
        ({"ligands": {"UNL": "no molecule"}}, r"^no molecule: chemistry: what is given for UNL is no molecule"),
        ({"ligands": {"UNL": "nowhere.sdf"}}, r"^nowhere\.sdf: chemistry: the file given for UNL is not there"),
        ({"references": "nowhere.json"}, r"^nowhere\.json: configuration: No such file"),
        ({"references": "."}, r"^\.: configuration: Is a directory"),
        ({"references": __file__}, r"test_front_door\.py: configuration: this is no reference file"),
        ({"references": __file__, "open": "3gjx-D"}, r"both as a file and by name"),
    ],
)
def test_a_wrong_path_or_option_is_named(options, message, files):
    with pytest.raises(NesgrooveError, match=message):
        nesgroove.measure(**{"files": files[2], **options})


def test_results_of_another_version_are_refused_naming_both(m, tmp_path):
    m.write(tmp_path)
    path = tmp_path / "provenance.json"
    text = path.read_text().replace(f'"nesgroove": "{nesgroove.__version__}"', '"nesgroove": "0.0.7"')
    path.write_text(text)
    with pytest.raises(NesgrooveError, match=rf"by nesgroove 0\.0\.7, and .* {nesgroove.__version__}"):
        nesgroove.read_results(tmp_path)
    with pytest.raises(NesgrooveError, match=r"0\.0\.7"):
        nesgroove.compare(tmp_path)
    path.write_text("no json")
    with pytest.raises(NesgrooveError, match=r"provenance\.json: results: it is damaged: not JSON"):
        nesgroove.read_results(tmp_path)
    path.unlink()
    with pytest.raises(NesgrooveError, match=r"provenance\.json is missing"):
        nesgroove.read_results(tmp_path)


def test_tables_that_are_missing_or_do_not_fit_are_named(m, tmp_path):
    m.write(tmp_path)
    contacts = tmp_path / "contacts.tsv"
    text = contacts.read_text()
    contacts.write_text(text.replace("position", "place", 1))
    with pytest.raises(NesgrooveError, match=r"the columns are not those of contacts\.tsv"):
        nesgroove.read_results(tmp_path)
    contacts.unlink()
    with pytest.raises(NesgrooveError, match=r"contacts\.tsv is missing"):
        nesgroove.read_results(tmp_path)
    with pytest.raises(NesgrooveError, match=r"there is no such directory.*`nesgroove measure`"):
        nesgroove.read_results(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(NesgrooveError, match=r"there are no tables in it.*`nesgroove measure`"):
        nesgroove.read_results(tmp_path / "empty")
    contacts.write_text("a file")
    with pytest.raises(NesgrooveError, match=r"contacts\.tsv: results: .*exists"):
        m.write(tmp_path / "contacts.tsv")


# Comparison, reading, figures


def test_a_comparison_is_that_of_the_command(m, tmp_path, run_command):
    m.write(tmp_path / "tables")
    done = run_command("ensemble", "--from", tmp_path / "tables", "--out", tmp_path / "command")
    assert done.returncode == 0, done.stderr
    found = nesgroove.compare(m)
    found.write(tmp_path / "python")
    assert tree(tmp_path / "python") == tree(tmp_path / "command")
    assert found.tables == tuple(record.table for record in comparison_records())
    again = nesgroove.compare(tmp_path / "tables")
    for table in found.tables:
        pd.testing.assert_frame_equal(getattr(again, table), getattr(found, table), check_exact=True)
        assert not hasattr(nesgroove.Comparison, table), f"table {table} has the name of a method"
    assert found.competition.displaced.dtype == "Int64"
    assert found.competition.attrs["units"]["volume_shared"] == "A^3"
    assert len(found.occupancy_matrix)


def test_a_structure_is_read():
    structure = nesgroove.read(str(nesgroove.phantom_path("phantom_v6a")))
    assert structure.entry == "phantom_v6a"
    assert structure.atoms.xyz.shape[1] == 3
    with pytest.raises(NesgrooveError, match="nowhere"):
        nesgroove.read("nowhere.cif")
    with pytest.raises(NesgrooveError, match="phantom_nothing"):
        nesgroove.phantom_path("phantom_nothing")


def test_a_figure_is_drawn_of_all_or_of_some(m, tmp_path, run_command):
    drawing = m.figure("ruler")
    assert drawing._repr_png_().startswith(b"\x89PNG")
    assert repr(drawing) == "figure ruler"
    m.write(tmp_path / "tables")
    run_command("figure", "ruler", "--from", tmp_path / "tables", "--out", tmp_path)
    drawing.save(tmp_path / "here.svg")
    assert (tmp_path / "here.svg").read_bytes() == (tmp_path / "ruler.svg").read_bytes()
    m.figure("ruler", ["phantom_v6a-C"]).save(tmp_path / "one.svg")
    assert (tmp_path / "one.svg").read_bytes() != (tmp_path / "ruler.svg").read_bytes()
    with pytest.raises(NesgrooveError, match=r"no figure rulers.*ruler, width"):
        m.figure("rulers")
    with pytest.raises(NesgrooveError, match=r"no complex or entry is named 1abc-A.*There are: phantom_cargo_1c-C"):
        m.figure("ruler", ["1abc-A"])


@pytest.mark.parametrize("module", ["analogy", "comparison", "files", "measuring", "results", "viewing"])
def test_examples_do_what_they_show(module):
    found = doctest.testmod(import_module(f"{front.__name__}.{module}"), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted
    assert not found.failed


def test_the_page_shows_what_comes_out(tmp_path, monkeypatch):
    page = Path(__file__).parents[1] / "docs" / "python.md"
    # An end of a fence is no output.
    text = page.read_text(encoding="utf-8").replace("```\n", "\n")
    monkeypatch.chdir(tmp_path)
    test = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    found = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test)
    assert found.attempted > 20
    assert not found.failed
