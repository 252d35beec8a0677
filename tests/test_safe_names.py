"""Names of any kind: made safe once, shown as they are, and no file lost to another's name."""

from __future__ import annotations

import csv
import gzip
import io
import os
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import gemmi
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from nesgroove.cli.app import app
from nesgroove.compare import run as compare_run
from nesgroove.compare.registry import comparison_records, comparisons
from nesgroove.io.files import marked_file_name
from nesgroove.io.labels import safe_labelled
from nesgroove.io.phantoms import write_phantoms
from nesgroove.io.read import read_structure
from nesgroove.io.run_names import measured_together, named_files
from nesgroove.io.tables import format_table, read_table
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.groove import Settings
from nesgroove.measure.reference import References
from nesgroove.model.plain_text import LONGEST_LABEL, safe_labels, shown
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.record import Record
from nesgroove.show.figures import registry
from nesgroove.survey.gather import gather
from nesgroove.survey.processes import in_order
from nesgroove.survey.run import measure_file, measure_files, write_results
from nesgroove.survey.superposed import FOLDER, superposed_name

AWFUL = (
    b"caf\xe9.cif", b"$x^{.cif", b"<b>.cif", b"{input}.cif", b"tab\there.cif", b"new\nline.cif",
    "rtl\u202egpj.cif".encode(), b"=cmd|' C calc'!A0.cif", b"-rf.cif", b"trail .cif", b"dot..cif", b"NUL.cif",
    b"it's \"q\".cif", b"a" * 240 + b".cif", "e\u0301.cif".encode(), "\u00e9.cif".encode(), b"Twin.cif", b"twin.cif",
)  # fmt: skip
"""Names of files as a disk may hold them."""


@pytest.fixture(scope="module")
def phantom(tmp_path_factory: pytest.TempPathFactory) -> str:
    (path,) = write_phantoms(tmp_path_factory.mktemp("phantom"), ["phantom_v6a"])
    return gzip.decompress(path.read_bytes()).decode()


def with_chain(text: str, chain: str) -> str:
    """The phantom with another id for its XPO1 and ligand."""
    document = gemmi.cif.read_string(text)
    block = document.sole_block()
    for tag in ("_atom_site.auth_asym_id", "_atom_site.label_asym_id"):
        column = block.find_values(tag)
        for row in range(len(column)):
            if gemmi.cif.as_string(column[row]) == "C":
                column[row] = gemmi.cif.quote(chain)
    return document.as_string()


def measured(files: Iterable[Path], out: Path, jobs: int = 1) -> dict[str, dict[str, str]]:
    """Measure into a directory; the complexes by their ids."""
    results = measure_files(list(files), Settings(references=References()), superposed=out / FOLDER, jobs=jobs)
    write_results(out, results, {})
    with (out / "complexes.tsv").open(encoding="utf-8", newline="") as handle:
        return {row["complex"]: row for row in csv.DictReader(handle, delimiter="\t")}


def tree(directory: Path) -> Mapping[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


# --- Text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("3gjx", "3gjx"), (" a  b\t\n", "a b"), ("caf\udce9", "caf%E9"), ("\ud800", "\ufffd"),
        ("a\x00\x1b[31mb", "a [31mb"),
        ("rtl\u202egpj", "rtlgpj"), ("e\u0301", "\u00e9"), ("x\u2028y\ufeff", "x y"), ("<b>$x^{&'\"", "<b>$x^{&'\""),
        ("\u05d0\u05d1", "\u05d0\u05d1"), ("\ufffe", "\ufffd"), ("", ""),
    ],
)  # fmt: skip
def test_text_is_shown_as_it_is_but_for_what_nothing_can_show(text, safe):
    assert shown(text) == safe


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_is_shown_can_be_written_in_one_line_and_is_shown_alike_again(text):
    safe = shown(text)
    assert safe.encode("utf-8").decode() == safe
    assert safe.splitlines() in ([safe], [])
    assert not any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in safe)
    assert shown(safe) == safe


@given(st.lists(st.text(max_size=80), unique=True, max_size=6))
def test_labels_stay_apart_and_are_parts_of_names(labels):
    changed = safe_labels(labels, empty="UNL")
    after = [changed.get(label, label) for label in labels]
    assert len(set(after)) == len(labels)
    assert not any(set(label) & set(":;\t\n") for label in after)
    assert all(len(label) <= LONGEST_LABEL + 3 for label in after)
    assert all(after)


# --- Cells


def problems(messages: Iterable[str]) -> list[Record]:
    return [problem(f"e{n}", "read", "note", message) for n, message in enumerate(messages)]


FORMULAS = (
    "=1+1", "=cmd|' /C calc'!A0", "@SUM(1)", "+cmd|'x'!A0", "-2+3+cmd|' /C calc'!A0", "\uff1d1+1",
    '=HYPERLINK("http://x","y")', "'=1", "''=1",
)  # fmt: skip

HARMLESS = ("-x,y+1/2,-z", "-5", "+", "-", "=", "'", '"', 'say "no', "a;b,c|d", "back\\slash", "NA", "", "#x", "it's")


@pytest.mark.parametrize("reader", ["csv", "pandas"])
def test_cells_are_read_back_by_the_defaults_of_others(reader):
    text = format_table(ProblemRecord, problems([*HARMLESS[:4], *HARMLESS[5:]]))
    if reader == "csv":
        cells = [row["message"] for row in csv.DictReader(io.StringIO(text, newline=""), delimiter="\t")]
    else:
        frame = pd.read_csv(io.StringIO(text), sep="\t", keep_default_na=False, dtype=str)
        cells = frame.sort_values("entry", key=lambda c: c.str[1:].astype(int))["message"].tolist()
    assert sorted(cells) == sorted([*HARMLESS[:4], *HARMLESS[5:]])


@pytest.mark.parametrize("message", FORMULAS)
def test_a_formula_is_text_to_a_spreadsheet_and_itself_to_us(message, tmp_path):
    path = tmp_path / "problems.tsv"
    path.write_text(format_table(ProblemRecord, problems([message])), encoding="utf-8")
    (row,) = csv.DictReader(path.open(encoding="utf-8", newline=""), delimiter="\t")
    assert row["message"] == f"'{message}"
    assert read_table(ProblemRecord, path)[0].message == message


def test_no_cell_is_longer_than_any_reader_takes(tmp_path):
    path = tmp_path / "problems.tsv"
    path.write_text(format_table(ProblemRecord, problems(["x" * 200_000])), encoding="utf-8")
    (row,) = csv.DictReader(path.open(encoding="utf-8", newline=""), delimiter="\t")
    assert len(row["message"]) < 32_767
    assert row["message"].endswith("(168000 more characters)")


# --- Labels of a structure


def test_labels_of_a_structure_are_made_safe_where_it_is_read(phantom, tmp_path):
    path = tmp_path / "odd.cif"
    path.write_text(with_chain(phantom, "C:1;x"), encoding="utf-8")
    structure = read_structure(path)
    assert "C_1_x" in {chain.name for chain in structure.chains}
    assert {r.auth_chain for r in structure.residues if r.component == "V6A"} == {"C_1_x"}
    (finding,) = [f for f in structure.findings if f.check == "labels_changed"]
    assert finding.details["labels"] == "chain C:1;x is C_1_x"


def test_an_id_of_two_words_is_kept_and_told(phantom, tmp_path):
    path = tmp_path / "blank.cif"
    path.write_text(with_chain(phantom, "C 1"), encoding="utf-8")
    (row,) = [row for row in measure_file(path, Settings()).rows if "blank in them" in getattr(row, "message", "")]
    assert (row.severity, "chain C 1;" in row.message) == ("warning", True)


def test_plain_labels_stay_without_a_word(phantom, tmp_path):
    path = tmp_path / "plain.cif"
    path.write_text(phantom, encoding="utf-8")
    structure = read_structure(path)
    assert not [f for f in structure.findings if f.check in ("labels_changed", "labels_with_blanks", "title_cut")]
    odd = replace(structure, title="x" * 200_000)
    safe = safe_labelled(odd)
    assert len(safe.title) < 1100
    assert [f.details["characters"] for f in safe.findings if f.check == "title_cut"] == [200_000]


@pytest.mark.parametrize("name", ["LONGATOM1", "\u03b1\u03b2\u03b3\u03b4"])
def test_names_of_eight_bytes_and_more_are_read(phantom, tmp_path, name):
    document = gemmi.cif.read_string(phantom)
    for tag in ("_atom_site.auth_atom_id", "_atom_site.label_atom_id"):
        column = document.sole_block().find_values(tag)
        if len(column):
            column[0] = gemmi.cif.quote(name)
    path = tmp_path / "long.cif"
    path.write_text(document.as_string(), encoding="utf-8")
    structure = read_structure(path)
    assert np.count_nonzero(structure.atoms.name == name) == 1


# --- Files of a run


def test_awful_names_are_all_measured_and_beside_good_ones(phantom, tmp_path):
    directory = tmp_path / "in"
    directory.mkdir()
    for name in AWFUL:
        (directory / os.fsdecode(name)).write_text(phantom, encoding="utf-8")
    write_phantoms(directory, ["phantom_closed"])
    complexes = measured(directory.iterdir(), tmp_path / "out", jobs=2)
    assert len(complexes) == len(AWFUL) + 1
    for expected in (
        "caf%E9", "$x^{", "<b>", "{input}", "tab here", "new line", "rtlgpj", "'=cmd|' C calc'!A0", "trail", "Twin",
        "twin+2", "\u00e9", "\u00e9+2", "phantom_closed",
    ):  # fmt: skip
        assert f"{expected}-C" in complexes, expected
    ids = [row.complex for row in read_table(ComplexRecord, tmp_path / "out/complexes.tsv")]
    assert {p.name for p in (tmp_path / "out" / FOLDER).iterdir()} == {superposed_name(id_) for id_ in ids}
    warned = [
        row for row in read_table(ProblemRecord, tmp_path / "out/problems.tsv") if "gives the entry name" in row.message
    ]
    assert [row.entry for row in warned] == ["twin+2", "\u00e9+2"]
    assert "Twin.cif" in warned[0].message
    assert "twin.cif" in warned[0].message
    # All are one structure: none has the numbers of another.
    widths = {row["groove_width"] for id_, row in complexes.items() if id_ != "phantom_closed-C"}
    assert len(widths) == 1
    assert complexes["phantom_closed-C"]["groove_width"] not in widths


def twins(directory: Path, phantom: str) -> list[Path]:
    """Two files of one entry name, and two whose complexes have one id."""
    files = []
    for name, chain in (("a/x.cif", "C"), ("b/X.cif", "D"), ("b/x+2.cif", "C"), ("y.cif", "A-2"), ("y-A.cif", "2")):
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(with_chain(phantom, chain), encoding="utf-8")
        files.append(path)
    return files


def test_two_files_of_one_id_are_both_kept_whatever_the_order_and_the_jobs(phantom, tmp_path):
    files = twins(tmp_path / "in", phantom)
    complexes = measured(files, tmp_path / "one")
    # y-A.cif comes before y.cif, and x+2 is the name of a file.
    assert set(complexes) == {"x-C", "X+3-D", "x+2-C", "y-A-2", "y-A-2+2"}
    assert complexes["y-A-2"]["xpo1_chain"] == "2"
    measured(files[::-1], tmp_path / "two", jobs=2)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    superposed = gzip.decompress((tmp_path / "one" / FOLDER / superposed_name("y-A-2+2")).read_bytes()).decode()
    assert gemmi.cif.read_string(superposed).sole_block().find_value("_entry.id") == "y-A-2+2"
    said = read_table(ProblemRecord, tmp_path / "one/problems.tsv")
    (entry,) = [row for row in said if "gives the entry name" in row.message]
    assert (entry.entry, entry.severity) == ("X+3", "warning")
    assert f"{files[1]} gives the entry name X, which {files[0]} has" in entry.message
    (complex_,) = [row for row in said if "has a complex" in row.message]
    assert (complex_.complex, complex_.severity) == ("y-A-2+2", "warning")
    assert f"{files[3]} has a complex y-A-2, as {files[4]} has" in complex_.message


def test_batches_change_no_name(phantom, tmp_path):
    files = twins(tmp_path / "in", phantom)
    whole = measured(files, tmp_path / "whole")
    names = {file.path: file.name for file in named_files(files)}
    roots = measured_together(set(names.values()))
    batches: dict[str, list[Path]] = {}
    for path, name in names.items():
        batches.setdefault(roots[name], []).append(path)
    assert len(batches) == 2
    for root, paths in batches.items():
        measured(paths, tmp_path / "parts" / root)
    gather(sorted((tmp_path / "parts").iterdir(), reverse=True), tmp_path / "joined")
    rows = read_table(ComplexRecord, tmp_path / "joined/complexes.tsv")
    assert {row.complex for row in rows} == set(whole)
    assert (tmp_path / "joined/complexes.tsv").read_bytes() == (tmp_path / "whole/complexes.tsv").read_bytes()
    assert tree(tmp_path / "joined" / FOLDER) == tree(tmp_path / "whole" / FOLDER)


def test_a_file_that_is_given_twice_is_one_file(tmp_path):
    path = tmp_path / "x.cif"
    assert [file.entry for file in named_files([path, tmp_path / "." / "x.cif"])] == ["x"]


def test_entries_that_share_nothing_share_no_batch():
    roots = measured_together({"x", "X", "x+2", "x-A", "y-1", "y-2"})
    assert {roots[name] for name in ("x", "X", "x+2", "x-A")} == {"x"}
    assert roots["y-1"] != roots["y-2"]


@pytest.mark.parametrize("text", ["con", "a" * 300, "../x", "x.", ".", "a\tb", "\u00e9", "<b>"])
def test_files_named_after_ids_are_safe_and_stay_where_they_belong(text):
    name = marked_file_name(text)
    assert name == Path(name).name
    assert len(f"{name}.cif.gz") < 255
    assert name.isascii()


# --- Processes


def work(number: int) -> int:
    if number == 3:
        os._exit(9)  # as a process that the system ends for want of memory
    return number * number


def test_a_process_that_is_ended_loses_its_own_work_alone():
    assert list(in_order(work, range(12), 2, lambda number: -number)) == [n * n if n != 3 else -3 for n in range(12)]


# --- One that cannot be made


@pytest.fixture(scope="module")
def results(phantom: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables of a good complex and of one whose superposed file is damaged."""
    directory = tmp_path_factory.mktemp("results")
    for name in ("good", "bad"):
        (directory / f"{name}.cif").write_text(phantom, encoding="utf-8")
    measured([directory / "good.cif", directory / "bad.cif"], directory / "tables")
    (directory / "tables" / FOLDER / superposed_name("bad-C")).write_bytes(gzip.compress(b"data_x\n_a b\n"))
    return directory / "tables"


def command(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, done.output


def test_a_figure_that_cannot_be_drawn_is_alone(results, tmp_path, monkeypatch):
    def fail(_: object, __: object) -> None:
        raise ZeroDivisionError("nothing to divide by")

    monkeypatch.setitem(registry.figures(), "width", replace(registry.figures()["width"], draw=fail))
    words = ["figure", "width", "ruler", "--from", results, "--out", tmp_path, "--format", "svg"]
    code, output = command(*words)
    assert code == 1
    assert "width: figure: this is a defect of nesgroove: ZeroDivisionError: nothing to divide by" in output
    assert "1 figure in" in output
    assert "could not be drawn" in (tmp_path / "width.svg").read_text()
    assert "could not be drawn" not in (tmp_path / "ruler.svg").read_text()
    assert not (tmp_path / "not_made.tsv").exists()
    assert command(*words, "--keep-going")[0] == 0
    (row,) = read_table(ProblemRecord, tmp_path / "not_made.tsv")
    assert (row.step, row.severity) == ("figure", "error")
    monkeypatch.undo()
    assert command(*words)[0] == 0
    assert not (tmp_path / "not_made.tsv").exists()


def test_a_scene_that_cannot_be_made_is_alone(results, tmp_path):
    code, output = command("scene", "--from", results, "--out", tmp_path)
    assert code == 1
    assert "scenes of 1 complex in" in output
    assert (tmp_path / "good-C.pml").is_file()
    assert not (tmp_path / "bad-C.pml").exists()


def test_a_page_that_cannot_be_made_is_alone(results, tmp_path):
    code, output = command("atlas", "--from", results, "--out", tmp_path)
    assert code == 1
    assert "bad-C: atlas: " in output
    assert "This page could not be made" in (tmp_path / "complex/bad-C.html").read_text()
    assert "This page could not be made" not in (tmp_path / "complex/good-C.html").read_text()
    assert (tmp_path / "index.html").is_file()
    assert (tmp_path / "downloads/good-C.zip").is_file()


def test_a_picture_that_cannot_be_drawn_is_alone(results, tmp_path):
    pytest.importorskip("pymol2", reason="PyMOL cannot be loaded", exc_type=ImportError)
    code, output = command("picture", "--from", results, "--out", tmp_path, "--view", "along", "--width", "200px")
    assert code == 1
    assert "1 picture in" in output
    assert [path.name for path in tmp_path.glob("*.png")] == ["good-C_along.png"]


def test_a_comparison_that_cannot_be_made_is_alone(results, tmp_path, monkeypatch):
    first = comparisons()[0]

    def fail(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(compare_run, "comparisons", lambda: (replace(first, rows=fail), *comparisons()[1:]))
    code, output = command("ensemble", "--from", results, "--out", tmp_path)
    assert code == 1
    assert f"{first.records[0].table}" in output
    assert all((tmp_path / f"{record.table}.tsv").is_file() for record in comparison_records())
