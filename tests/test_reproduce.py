"""Results made again from their provenance: what is equal, what differs, and which files are taken."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from again import BENZENE, run
from nesgroove.measure.groove import Settings
from nesgroove.model.named import GivenName
from nesgroove.reproduce.again import settings_of
from nesgroove.reproduce.cells import compare_tables, same_cell
from nesgroove.reproduce.results import read_results
from nesgroove.survey.provenance import run_options
from nesgroove.survey.run import write_results
from nesgroove.survey.sources import read_sources


@pytest.fixture
def project(reproducible, tmp_path, monkeypatch) -> Path:
    """A copy of it at another place, which is the working directory."""
    shutil.copytree(reproducible, tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def rows(said: str) -> list[list[str]]:
    """Rows of the list of differences."""
    lines = said.splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("table\twhat"))
    return [line.split("\t") for line in lines[start + 1 :] if "\t" in line]


@pytest.mark.parametrize("where", ["results", "results/tables"])
def test_the_same_files_and_options_give_the_same_cells(project, where, capsys):
    with (project / "results/tables/problems.tsv").open("a") as stream:  # as the workflow joins it
        stream.write("9xyz\t\tfetch\terror\tno such entry, no mirror has it\tCheck the id\n")
        stream.write("\t\tread\tnote\tfiles/README.md was passed over: its name has no ending\tIf it is one\n")
    code = run("reproduce", where)
    said = capsys.readouterr().out
    assert code == 0, said
    assert said.startswith("versions: the same as then")
    assert "files: 3 the same bytes" in said
    assert "passed over, which are not compared: 2. Equal" in said
    assert ("21 tables" in said) == (where == "results")
    kinds = {line.split("\t")[0]: line for line in (project / "results/tables/complexes.tsv").read_text().splitlines()}
    assert "\tunknown\t" in kinds["phantom_closed"]  # the later of two patterns, so their order is kept


def test_what_differs_is_listed_by_its_row_and_column(project, capsys):
    tables = project / "results/tables"
    geometry = (tables / "geometry.tsv").read_text().splitlines(keepends=True)
    value = next(line for line in geometry if line.startswith("phantom_closed\t") and "\tca_525_568\t" in line)
    other = value.replace("10.0", "10.1")
    assert other != value
    (tables / "geometry.tsv").write_text("".join([*geometry, "x\tx-A\tca_525_568\t1.000\tA\t\n"]).replace(value, other))
    pockets = (tables / "pockets.tsv").read_text().splitlines(keepends=True)
    (tables / "pockets.tsv").write_text("".join(pockets[:-1]))
    (tables / "footprint.tsv").unlink()
    edit(tables / "provenance.json", '"gemmi": "', '"gemmi": "0.0.')
    assert run("reproduce", "results", "--differences", "all.tsv", "--out", "again") == 1
    said = capsys.readouterr().out
    cells = value.rstrip("\n").split("\t")
    listed = rows(said)
    where = ["phantom_closed", "phantom_closed-C", "measure=ca_525_568", "value"]
    assert ["geometry", "cell", *where, other.split("\t")[3], cells[3]] in listed
    assert ["geometry", "missing row", "x", "x-A", "measure=ca_525_568", "", "", ""] in listed
    assert ["pockets", "extra row", "phantom_v6a", "phantom_v6a-C", "pocket=all", "", "", ""] in listed
    assert ["footprint", "new table", *[""] * 6] in listed
    assert len(listed) == 4
    assert rows((project / "all.tsv").read_text()) == listed
    assert said.splitlines()[:2] == ["versions that differ, then and now:", said.splitlines()[1]]
    assert said.splitlines()[1].startswith("  gemmi 0.0.")
    assert "Cells that differ: 1, missing rows: 1, extra rows: 1" in said
    assert (project / "again/tables/pockets.tsv").read_text() == "".join(pockets)
    assert (project / "again/ensemble/means.tsv").is_file()


@pytest.mark.parametrize(("version", "code"), [("0.1.9", 0), (None, 1)])
def test_columns_and_tables_that_a_newer_version_has_are_named_and_no_difference(project, version, code, capsys):
    tables = project / "results/tables"
    header, *lines = (line.split("\t") for line in (tables / "complexes.tsv").read_text().splitlines())
    index = header.index("source_kind")
    short = ["\t".join(cells[:index] + cells[index + 1 :]) + "\n" for cells in (header, *lines)]
    (tables / "complexes.tsv").write_text("".join(short))
    (tables / "footprint.tsv").unlink()
    path = tables / "provenance.json"
    provenance = json.loads(path.read_text())
    path.write_text(json.dumps({**provenance, "nesgroove": version or provenance["nesgroove"]}))
    assert run("reproduce", "results/tables") == code
    said = capsys.readouterr().out
    assert ["complexes", "new column", "", "", "", "source_kind", "", ""] in rows(said)
    assert ["footprint", "new table", *[""] * 6] in rows(said)
    assert ("nesgroove 0.1.9 -> " in said) == (version is not None)


def test_a_column_or_table_that_is_made_no_more_is_a_difference(project, capsys):
    tables = project / "results/tables"
    (tables / "omens.tsv").write_text("entry\tomen\nphantom_v6a\tgood\n")
    edit(tables / "provenance.json", '"nesgroove": "', '"nesgroove": "0.0.')
    assert run("reproduce", "results/tables") == 1
    assert rows(capsys.readouterr().out) == [["omens", "missing table", *[""] * 6]]


def test_files_are_known_by_their_content_whatever_they_are_called_now(project, capsys):
    other = project / "elsewhere/deep"
    other.mkdir(parents=True)
    (project / "files/phantom_v6a.cif.gz").rename(other / "a.cif.gz")
    closed = gzip.decompress((project / "files/phantom_closed.cif.gz").read_bytes())
    (other / "phantom_closed.cif").write_bytes(closed)
    (project / "files/phantom_closed.cif.gz").write_bytes(gzip.compress(closed[:2000]))
    assert run("reproduce", "results/tables", "--structures", project / "elsewhere") == 0
    said = capsys.readouterr().out
    assert "files: 2 the same bytes, 1 the same content, compressed in another way" in said
    assert run("reproduce", "results/tables") == 2
    wrong = capsys.readouterr().err
    assert "2 of 3 files are not there as they were" in wrong
    assert "files/phantom_v6a.cif.gz (sha256 " in wrong
    assert "not there)" in wrong
    assert "--structures" in wrong


@pytest.mark.parametrize("joined", [False, True])
def test_names_that_two_files_have_are_given_again(project, joined, capsys):
    (project / "other").mkdir()
    shutil.copy(project / "files/phantom_closed.cif.gz", project / "other")
    # By their full paths: remarks name files as the provenance does, however they were given.
    files = [project / name / "phantom_closed.cif.gz" for name in ("files", "other")]
    if joined:
        for file in files:
            assert run("measure", file, "--out", f"of_{file.parent.name}") == 0
        assert run("gather", "of_files", "of_other", "--out", "both") == 0
    else:
        assert run("measure", *files, "--out", "both") == 0
    remark = "other/phantom_closed.cif.gz gives the entry name phantom_closed, which files/phantom_closed.cif.gz has"
    assert f"\t{remark}" in (project / "both/problems.tsv").read_text()
    assert run("reproduce", "both") == 0, capsys.readouterr().out


def test_other_content_is_compared_only_if_asked_for_and_never_equal(project, capsys):
    path = project / "files/phantom_closed.cif.gz"
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()) + b"# a comment\n"))
    (project / "files/phantom_v6a.cif.gz").unlink()
    assert run("reproduce", "results/tables", "--as-found") == 1
    said = capsys.readouterr().out
    assert "files: 1 the same bytes, 1 other content, 1 not there" in said
    assert "files/phantom_v6a.cif.gz: not there" in said
    listed = rows(said)
    assert {row[2] for row in listed if row[1] == "missing row"} == {"phantom_v6a"}
    assert [row[5] for row in listed if row[2] == "phantom_closed" and row[1] == "cell"] == ["sha256"]


def test_other_content_is_not_equal_though_no_cell_differs(project, capsys):
    edit(project / "files/broken.cif", "length_a 1", "length_a 2")
    assert run("reproduce", "results/tables", "--as-found") == 1
    assert "Cells that differ: 0, missing rows: 0, extra rows: 0. Not equal" in capsys.readouterr().out


def test_everything_that_can_be_chosen_comes_back_from_the_provenance(tmp_path, references):
    """A new field of the settings that no provenance keeps is seen here."""
    sdf = tmp_path / "my ben.SDF"
    sdf.write_text(BENZENE)
    sources = read_sources(["b*=modelled", "a*=unknown", "x=phantom"])
    names = (GivenName("3gjx", "E", "snurportin 1"), GivenName("a*", "UNL", "compound 7"))
    given = Settings({"UNL": "CCO", "BNZ": str(sdf)}, references, sources, "all", names=names)
    chosen = [field for field in fields(Settings) if field.name != "chemistry"]  # a pose brings it
    assert all(getattr(given, field.name) != getattr(Settings(), field.name) for field in chosen)
    write_results(tmp_path / "tables", [], run_options(given))
    sdf.unlink()
    back = settings_of(read_results(tmp_path / "tables"), tmp_path)
    for field in fields(Settings):
        if field.name not in {"ligands", "references"}:
            assert getattr(back, field.name) == getattr(given, field.name), field.name
    assert back.references.to_json() == references.to_json()
    assert back.ligands["UNL"] == "CCO"
    assert Path(back.ligands["BNZ"]).read_text() == BENZENE


def strip(provenance: dict) -> dict:
    return {key: value for key, value in provenance.items() if key != "inputs"}


def with_inputs(given: object) -> Callable[[dict], dict]:
    return lambda provenance: {**provenance, "inputs": [given]}


def with_contents(name: str, text: str) -> Callable[[dict], dict]:
    def change(provenance: dict) -> dict:
        provenance["options"]["contents"][name] = text
        return provenance

    return change


def differ(provenance: dict) -> dict:
    provenance["options"]["differing"] = {"ligands": {"a": {}, "b": {"UNL": "CCO"}}}
    return provenance


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (strip, "does not hold what it takes"),
        (differ, "joined from runs with different options (ligands)"),
        (lambda _: [], "it is damaged"),
        (with_inputs({"path": "files/..", "sha256": "", "content": ""}), "it is damaged"),
        (with_inputs({"path": "a.cif", "sha256": None, "content": ""}), "it is damaged"),
        (with_inputs("a.cif"), "it is damaged"),
        (with_inputs({"path": f"files/{'a' * 300}", "sha256": "", "content": ""}), "it is damaged"),
        (with_inputs({"path": "files/\ud800", "sha256": "", "content": ""}), "it is damaged"),
        (lambda given: {**given, "options": {**given["options"], "models": {"measured": "-1"}}}, "is no model"),
        (with_contents("sources.json", "[" * 100_000), "sources.json in it is damaged"),
        (with_contents("references.json", "[" * 100_000), "this is no reference file"),
        (lambda provenance: {**provenance, "libraries": ["gemmi"]}, "it is damaged"),
    ],
)
def test_a_provenance_that_does_not_do_is_wrong_use(project, change, message, capsys):
    path = project / "results/tables/provenance.json"
    path.write_text(json.dumps(change(json.loads(path.read_text()))))
    assert run("reproduce", "results/tables") == 2
    assert message in capsys.readouterr().err


def test_a_strangers_ligand_is_not_written_outside(project, tmp_path):
    path = project / "results/tables/provenance.json"
    provenance = json.loads(path.read_text())
    provenance["options"]["ligands"]["../../evil"] = "x.sdf"
    provenance["options"]["contents"]["ligands/../../evil.sdf"] = "evil"
    path.write_text(json.dumps(provenance))
    work = tmp_path / "a/b/c"
    work.mkdir(parents=True)
    back = settings_of(read_results(project / "results/tables"), work)
    assert Path(back.ligands["../../evil"]).read_text() == "evil"
    assert not list(tmp_path.rglob("*evil*"))
    assert Path(back.ligands["../../evil"]).parent == work


@pytest.mark.parametrize("name", ["nowhere", "files", "files/broken.cif"])
def test_what_is_no_result_is_wrong_use(project, name, capsys):
    assert run("reproduce", name) == 2
    assert f"{name}: reproduce: " in capsys.readouterr().err
    assert run("reproduce", "results", "--structures", "nowhere") == 2


@pytest.mark.parametrize(
    ("old", "new", "units", "same"),
    [
        ("12.75", "12.75", 0, True),
        ("12.75", "12.76", 0, False),
        ("12.75", "12.76", 1, True),
        ("12.75", "12.77", 1, False),
        ("12.75", "12.748", 0, True),  # a version that states one decimal more
        ("12.75", "12.744", 0, False),
        ("528", "529", 9, False),  # counts and positions are not measured
        ("0.00", "-0.00", 0, True),
        ("12.75", "", 9, False),
        ("nan", "nan", 0, True),
        ("1.0", "open", 9, False),
    ],
)
def test_cells_are_compared_to_the_decimals_that_both_state(old, new, units, same):
    assert same_cell(old, new, units) == same
    assert same_cell(new, old, units) == same


@pytest.mark.parametrize(
    ("edited", "broken"),
    [
        ("", "no column in common"),
        ("entry\tvalue\tvalue\na\t1.0\t1.0\n", "several columns value"),
        ("entry\tvalue\na\t1.0\n\n", "line 3 has not as many cells"),
        (f"entry\tvalue\na\t{'1' * 200_000}\n", ""),
        ("\ufeffentry\tvalue\r\na\t2.0\r\n", ""),
    ],
)
def test_a_table_that_was_edited_by_hand_is_compared_or_refused_and_no_defect(edited, broken):
    compared = compare_tables(edited, "entry\tvalue\na\t1.0\n", ["entry"])
    assert broken in compared.broken
    assert bool(broken) != (len(compared.differing) == 1)
    assert not compared.equal


def test_remarks_that_were_emptied_are_a_difference_and_no_defect(project, capsys):
    (project / "results/tables/problems.tsv").write_text("")
    assert run("reproduce", "results/tables") == 1
    assert ["problems", "table", *[""] * 5, "they have no column in common"] in rows(capsys.readouterr().out)


def test_rows_are_found_by_their_keys_in_whatever_order():
    old = "entry\tkind\tvalue\na\tx\t1.0\na\ty\t2.0\na\ty\t3.0\nb\tx\t4.0\n"
    new = "kind\tvalue\tentry\textra\nx\t9.0\tb\t\ny\t3.0\ta\t\nx\t1.0\ta\t\ny\t2.5\ta\t\nz\t1.0\tc\t\n"
    found = compare_tables(old, new, ["entry", "kind"])
    assert [(cell.key, cell.column, cell.old, cell.new) for cell in found.differing] == [
        ((("entry", "a"), ("kind", "y")), "value", "2.0", "2.5"),
        ((("entry", "b"), ("kind", "x")), "value", "4.0", "9.0"),
    ]
    assert (found.rows, found.cells, found.missing) == (4, 12, [])
    assert found.extra == [(("entry", "c"), ("kind", "z"))]
    assert (found.added, found.gone, found.reordered) == (("extra",), (), True)
    assert compare_tables(old, old, ["entry", "kind"]).equal
    assert not compare_tables(old, "a\tb\n1\n", ["entry"]).equal
