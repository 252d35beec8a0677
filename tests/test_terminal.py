"""What a person meets at the terminal: results that can be read, help, quiet, completion, near words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from nesgroove.cli.app import app
from nesgroove.cli.measured import EMPTY, HEADER, SHOWN, aligned, counted, fitted, in_lines, pockets_filled, result_rows
from nesgroove.io.phantoms import write_phantoms
from nesgroove.model.problem import problem
from nesgroove.survey.passed_over import passed_over_remarks
from nesgroove.survey.problem_kinds import problem_kinds

COMMANDS = get_command(app).commands  # type: ignore[attr-defined]


def call(*words: object, code: int = 0) -> tuple[str, str]:
    done = CliRunner().invoke(app, list(map(str, words)), env={"COLUMNS": "80", "TERMINAL_WIDTH": "80"})
    assert done.exit_code == code, done.output
    return done.stdout, done.stderr


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> Path:
    """Tables of an empty groove, a cargo and an inhibitor, and what measuring them said, beside them."""
    directory = tmp_path_factory.mktemp("terminal")
    write_phantoms(directory / "in", ["phantom_closed", "phantom_cargo_1c", "phantom_v6a"])
    said, failed = call("measure", directory / "in", "--out", directory / "tables")
    (directory / "out.txt").write_text(said)
    (directory / "err.txt").write_text(failed)
    return directory / "tables"


def test_measure_prints_a_row_for_each_occupant(tables):
    lines = (tables.parent / "out.txt").read_text().splitlines()
    rows = [re.split(r" {2,}", line) for line in lines]
    assert rows[0] == ["complex", "kind", "state", "528", "width (A)", "occupant", "pockets", "class"]
    assert rows[1][:4] + rows[1][5:] == ["phantom_cargo_1c-C", "phantom", "open", "Cys free", "snurportin 1, chain D",
                                        "P0-P4", "1c plus"]  # fmt: skip
    assert rows[2][5:] == ["none", EMPTY, EMPTY]
    assert rows[3][5:] == ["selinexor", "P2-P4", "SINE"]
    assert lines[-2].startswith("3 complexes from 3 files, ")
    # Three equal remarks are one, with what to do about it.
    (look,) = [number for number, line in enumerate(lines) if line.startswith("Worth a look")]
    assert lines[look + 1].startswith(
        "  read: 3 times, phantom_cargo_1c-C, phantom_closed-C, phantom_v6a-C: XPO1 chain"
    )
    assert lines[look + 2].startswith("    Compare the file")


def test_what_is_passed_over_is_counted_by_its_ending(tables):
    (line,) = (tables.parent / "err.txt").read_text().splitlines()
    assert line.startswith("nesgroove: read: 3 in ")
    assert "were passed over (3 .truth.json), each because" in line


def test_of_many_complexes_the_first_are_shown(tables, monkeypatch):
    rows, more = result_rows(tables)
    assert (len(rows), more) == (3, 0)
    monkeypatch.setattr("nesgroove.cli.measured.SHOWN", 1)
    rows, more = result_rows(tables)
    assert ([row[0] for row in rows], more) == (["phantom_cargo_1c-C"], 2)
    assert SHOWN > 20


def test_quiet_says_nothing_but_what_went_wrong(tables, tmp_path):
    source = tables.parent / "in"
    assert call("measure", source, "--out", tmp_path / "a", "--quiet") == ("", "")
    out, err = call("measure", source, "--out", tmp_path / "b", "-q", "--ligand", "ZZZ=CCO", code=1)
    assert out == ""
    assert err.splitlines() == [
        "nesgroove: options: no complex holds a ligand ZZZ, whose chemistry was given. Give the id that the ligand has "
        "in the file: see molecules.tsv"
    ]
    assert call("measure", source, "--out", tmp_path / "c")[0]  # and is forgotten by the next


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["V6A=CC("], "what is given for V6A is no molecule"),
        (["V6A=none.sdf"], "the file given for V6A is not there"),
        (["V6A=C", "V6A=CC"], "--ligand V6A is given twice"),
        (["V6A"], "--ligand V6A is not understood"),
    ],
)
@pytest.mark.parametrize("command", ["measure", "models", "run"])
def test_a_ligand_that_is_no_molecule_is_refused_before_anything_is_done(tables, tmp_path, given, message, command):
    options = [word for text in given for word in ("--ligand", text)]
    out = tmp_path / "out"
    _, err = call(command, tables.parent / "in", "--out", out, *options, code=2)
    assert message in err
    assert not out.exists()


def test_problems_of_a_kind_are_one_and_others_are_not():
    clash = "{} atom pairs of B and XPO1 overlap"
    rows = [
        problem("a", "contacts", "warning", clash.format(3), complex_id="a-A"),
        problem("a", "contacts", "note", clash.format(3), complex_id="a-A"),
        problem("b", "contacts", "warning", clash.format(12), complex_id="b-A"),
        problem("c", "read", "warning", "cut: 12 of B", remedy="Look"),
        problem("d", "read", "error", "no file", remedy="Look"),
    ]
    kinds = problem_kinds(rows)
    assert [(kind.first.severity, kind.count, kind.where) for kind in kinds] == [
        ("error", 1, ["d"]), ("warning", 2, ["a-A", "b-A"]), ("warning", 1, ["c"]), ("note", 1, ["a-A"]),
    ]  # fmt: skip
    assert kinds[1].listed(1) == "a-A and 1 more"


def test_one_file_that_is_passed_over_is_named_and_several_are_counted():
    why = "its name has no ending"
    (row,) = passed_over_remarks([(Path("x/notes.txt"), why)])
    assert row.message == "x/notes.txt was passed over: its name has no ending"
    paths = [Path(f"x/{name}") for name in ("a.truth.json", "b.truth.json", "README", "v1.2.log")]
    first, second = passed_over_remarks([*((path, why) for path in paths), (Path("y/.x"), "it is hidden")])
    assert "4 in x were passed over (2 .truth.json, 1 without an ending, 1 .log), each because" in first.message
    assert "y/.x was passed over: it is hidden" in second.message


@pytest.mark.parametrize(
    ("occupied", "said"),
    [
        ({}, ""),
        ({"P0": "no", "P1": "no"}, ""),
        ({"P0": "yes", "P1": "yes", "P2": "no", "P3": "yes"}, "P0-P1 P3"),
        ({"P0": "yes", "P1": "", "P2": "yes"}, "P0 P1? P2"),
        ({"P2": "yes", "P3": "yes", "P4": "borderline"}, "P2-P3 P4?"),
    ],
)
def test_pockets_are_written_as_stretches(occupied, said):
    assert pockets_filled(occupied) == said


def test_numbers_have_their_nouns_and_columns_are_aligned():
    assert [counted(1, "entry"), counted(2, "entry"), counted(0, "complex")] == ["1 entry", "2 entries", "0 complexes"]
    assert aligned([("a", "bb"), ("ccc", "d")]) == ["a    bb", "ccc  d"]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_help_has_an_example_and_names_no_type_of_python(command):
    said, _ = call(*filter(None, [command]), "--help")
    assert "Example" in said
    assert not re.search(r"<[a-z]+[\[ >]|list\[|int range", said), said
    assert not re.search(r"\[\[|\.\.\.\]\.\.\.", said.split("\n\n")[0])
    assert max(map(len, said.splitlines())) <= 80
    if command:
        assert "--quiet" in said


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["mesure"], "Did you mean 'measure'?"),
        (["measure", "--job", "2"], "--jobs"),
        (["figure", "--form", "x"], "--format"),
        (["run", "--core"], "--cores"),
    ],
)
def test_what_is_not_known_is_answered_with_what_is_near(words, near):
    _, err = call(*words, code=2)
    assert near in err


def test_completion_is_shown_and_is_installed_only_when_it_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("shellingham.detect_shell", lambda: ("bash", "bash"))  # tests may run below no shell at all
    said, _ = call("--show-completion")
    assert "nesgroove" in said
    call("--help")
    assert list(tmp_path.iterdir()) == []


ROWS = [
    ("3gjx-D", "experiment 2.5 Å", "open", "Cys free", "11.84", "snurportin 1, chain E", "P0-P4", "1c plus"),
    ("4hb2-C", "experiment 1.8 Å", "closed", "Cys free", "9.57", "none", EMPTY, EMPTY),
]


@pytest.mark.parametrize(("room", "fits"), [(200, True), (100, True), (90, True), (75, True), (40, False), (20, False)])
def test_a_table_that_does_not_fit_is_written_in_lines_and_no_word_is_cut(room, fits):
    widths = fitted([HEADER, *ROWS], room)
    assert (widths is not None) == fits
    if widths is not None:
        assert sum(widths) + 2 * (len(widths) - 1) <= room
        assert all(
            len(word) <= width
            for row in [HEADER, *ROWS] for cell, width in zip(row, widths, strict=True) for word in cell.split()
        )  # fmt: skip
    lines = in_lines(ROWS, room)
    assert max(map(len, lines)) <= room
    said = " ".join(" ".join(lines).split())
    assert "11.84 A wide snurportin 1, chain E, P0-P4, 1c plus 4hb2-C, experiment" in said
    assert said.endswith("9.57 A wide none")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["columns", "--xyzzy"], "columns: No such option: --xyzzy. See nesgroove columns --help"),
        (["measure", "-x.cif"], "measure: No such option: -x. Write ./-x.cif for the file. See nesgroove measure"),
        (["figure", "--from", "x", "--width"], "figure: Option '--width' requires an argument. See nesgroove figure"),
        (["measre"], "No such command 'measre'. Did you mean 'measure'? See nesgroove --help"),
        (["init"], "init: Missing argument 'DIR'. See nesgroove init --help"),
    ],
)
def test_what_is_not_understood_is_said_as_all_else(tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    Path("-x.cif").touch()
    out, err = call(*words, code=2)
    assert out == ""
    assert err.startswith(f"nesgroove: {said}")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("command", ["measure", "run"])
def test_a_directory_without_structures_is_named_with_what_lies_in_it(tmp_path, command):
    (tmp_path / "in/below").mkdir(parents=True)
    options = ["--no-pictures"] if command == "run" else []
    _, err = call(command, tmp_path / "in", "--out", tmp_path / "out", *options, code=2)
    assert err.startswith(f"nesgroove: {tmp_path / 'in'}: {command}: there are no structures in it. ")
    assert err.rstrip().endswith("directories within it are not looked through: below")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing"], "figure: there is no figure nothing. Choose one of"),
        (["ruler", "--format", "gif"], "a figure cannot be saved as .gif. Use .svg"),
        (["compare", "--pair", "a", "b"], "--pair: figure: no occupant is called a. There are"),
    ],
)
def test_a_figure_that_is_not_known_is_a_request_that_is_not_understood(tables, tmp_path, words, said):
    _, err = call("figure", *words, "--from", tables, "--out", tmp_path / "out", code=2)
    assert said in err
    assert not list(tmp_path.rglob("*.*"))
