"""The command line: exit codes, messages, and what is written when something is wrong."""

from __future__ import annotations

import csv
import gzip
import json

import pytest
from typer.testing import CliRunner

from nesgroove.cli.app import COMMANDS, app, main
from nesgroove.cli.errors import report_errors
from nesgroove.errors import ConfigError
from nesgroove.io.read import read_structure

VERDINEXOR = "O=C(NNc1ccccn1)CCn2cnc(n2)-c3cc(cc(c3)C(F)(F)F)C(F)(F)F"
"""The adduct: selinexor's pyrazine become pyridine, the double bond saturated by the cysteine; 31 heavy atoms."""

SELINEXOR = "O=C(NNc1cnccn1)CCn2cnc(n2)-c3cc(cc(c3)C(F)(F)F)C(F)(F)F"


def table(directory, name):
    with (directory / f"{name}.tsv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE, escapechar="\\"))


def results(directory):
    """Tables and superposed structures, by their path."""
    paths = [*directory.glob("*.tsv"), *directory.glob("superposed/*")]
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def measure(tmp_path, capsys):
    """Run `nesgroove measure` in this process: exit code, directory, stdout, stderr."""

    def run(*arguments):
        out = tmp_path / "tables"
        with pytest.raises(SystemExit) as left:
            main(["measure", *map(str, arguments), "--out", str(out)])
        text = capsys.readouterr()
        return left.value.code or 0, out, text.out, text.err

    return run


@pytest.fixture
def bad_files(tmp_path):
    contents = {
        "empty.cif": b"",
        "page.cif": b"<!DOCTYPE html><html><body>Service unavailable</body></html>",
        "cut.cif.gz": gzip.compress(b"data_x\n" * 999)[:25],
        "words.pdb": b"ATOM   there is no coordinate here\n",
        "letter.doc": b"Dear Madam,\n",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder.cif").mkdir()
    return [*(tmp_path / name for name in contents), tmp_path / "folder.cif", tmp_path / "missing.cif"]


def test_good_file_leaves_code_0_and_all_tables(measure, path_of):
    code, out, said, _ = measure(path_of("phantom_v6a"))
    assert code == 0
    assert said.startswith("complex ")
    assert "\n1 complex from 1 file, " in said
    assert [row["complex"] for row in table(out, "complexes")] == ["phantom_v6a-C"]
    provenance = json.loads((out / "provenance.json").read_text())
    assert provenance["files"]["phantom_v6a.cif.gz"] == table(out, "complexes")[0]["sha256"]


@pytest.mark.slow
def test_nothing_is_on_stderr_when_all_went_well(run_command, path_of, tmp_path):
    done = run_command("measure", path_of("phantom_cargo_1c"), "--out", tmp_path / "tables")
    assert done.returncode == 0
    assert done.stderr == ""


def test_bad_files_are_in_problems_and_the_others_are_finished(measure, bad_files, path_of):
    code, out, _, err = measure(*bad_files[:4], path_of("phantom_v6a"), *bad_files[4:])
    assert code == 1
    assert [row["complex"] for row in table(out, "complexes")] == ["phantom_v6a-C"]
    errors = {row["entry"]: row for row in table(out, "problems") if row["severity"] == "error"}
    assert set(errors) == {"empty", "page", "cut", "words", "letter.doc", "folder", "missing"}
    lines = err.splitlines()
    for path in bad_files:
        row = errors[path.name.split(".")[0] if path.suffix != ".doc" else path.name]
        assert (row["step"], bool(row["remedy"])) == ("read", True)
        (line,) = [line for line in lines if line.startswith(f"nesgroove: {path}: read: ")]
        assert row["remedy"] in line
        assert row["message"] in line
    assert "Traceback" not in err


def test_keep_going_leaves_code_0_and_says_the_same(measure, bad_files):
    code, out, _, err = measure(*bad_files, "--keep-going")
    assert code == 0
    assert len([row for row in table(out, "problems") if row["severity"] == "error"]) == len(bad_files)
    assert len([line for line in err.splitlines() if ": read: " in line]) == len(bad_files)


def test_a_file_without_xpo1_is_a_remark_and_a_run_without_any_is_an_error(measure, path_of):
    code, out, said, err = measure(path_of("3gj0"), path_of("phantom_v6a"))
    assert code == 0
    (row,) = [row for row in table(out, "problems") if row["entry"] == "3gj0" and row["step"] == "identify"]
    assert (row["severity"], row["message"].startswith("no chain is XPO1")) == ("warning", True)
    assert "no chain is XPO1" in err
    assert "1 of 2 entries measured: 2 warnings (identify 1, read 1)" in said
    code, out, _, err = measure(path_of("3gj0"))
    assert code == 1
    assert "nothing was measured" in err
    assert table(out, "complexes") == []


def test_two_files_with_one_entry_name_are_both_measured_and_the_second_path_gets_a_number(measure, path_of):
    code, out, *_ = measure(path_of("3m1i.pdb"), path_of("3m1i.cif"))
    assert code == 0
    assert [row["complex"] for row in table(out, "complexes")] == ["3m1i-C", "3m1i+2-C"]
    (row,) = [row for row in table(out, "problems") if "gives the entry name" in row["message"]]
    assert (row["entry"], row["severity"]) == ("3m1i+2", "warning")
    assert f"{path_of('3m1i.pdb')} gives the entry name 3m1i, which {path_of('3m1i.cif')} has" in row["message"]


@pytest.mark.parametrize(
    "arguments",
    [[], ["measure"], ["measure", "x.cif"], ["frobnicate"], ["measure", "x.cif", "--out", "o", "--jobs", "0"],
     ["measure", "x.cif", "--out", "o", "--wrong"]],
    ids=" ".join,
)  # fmt: skip
def test_wrong_use_leaves_code_2(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    out, said = capsys.readouterr()
    if not arguments:  # it is answered with the help
        assert "Usage: nesgroove" in out + said
        return
    assert out == ""
    assert said.startswith("nesgroove: ")
    assert said.endswith("--help\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_an_example(command, capsys):
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert not left.value.code
    assert f"nesgroove {command}" in capsys.readouterr().out


@pytest.mark.parametrize("given", ["UNL", "=CCO", "UNL=", "", "UNL:CCO"])
def test_ligand_option_that_is_not_understood_is_refused_before_anything_is_read(measure, given, tmp_path):
    code, out, _, err = measure(tmp_path / "missing.cif", "--ligand", given)
    assert code == 2
    assert err == f"nesgroove: configuration: --ligand {given} is not understood. Write it as ID=SMILES or " \
        "ID=FILE.sdf: UNL=CCO\n"  # fmt: skip
    assert not out.exists()


def inhibitor_types(out):
    return {row["type"] for row in table(out, "contacts") if row["kind"] == "inhibitor"}


def test_smiles_gives_an_unknown_ligand_its_chemistry_and_no_warning(measure, path_of):
    path = path_of("composite_verdinexor")
    _, out, _, _ = measure(path)
    # Bonds are perceived from the coordinates where nothing is given: contacts have types, and a warning says so.
    assert {"covalent", "hydrophobic"} <= inhibitor_types(out)
    (warning,) = [row for row in table(out, "problems") if row["severity"] == "warning"]
    assert "the chemistry of component UNL is not known" in warning["message"]
    assert "--ligand UNL=SMILES" in warning["remedy"]
    code, out, _, _ = measure(path, "--ligand", f"UNL={VERDINEXOR}")
    assert code == 0
    assert {"covalent", "hydrophobic"} <= inhibitor_types(out)
    assert not [row for row in table(out, "problems") if row["severity"] != "note"]
    assert json.loads((out / "provenance.json").read_text())["options"]["ligands"] == {"UNL": VERDINEXOR}


def test_smiles_and_sdf_of_one_molecule_give_the_same_contacts(measure, path_of, tmp_path):
    from rdkit import Chem

    sdf = tmp_path / "bound.sdf"
    with Chem.SDWriter(str(sdf)) as writer:
        writer.write(Chem.MolFromSmiles(VERDINEXOR))
    tables = []
    for given in (VERDINEXOR, sdf):
        _, out, _, _ = measure(path_of("composite_verdinexor"), "--ligand", f"UNL={given}")
        tables.append((out / "contacts.tsv").read_text())
    assert tables[0] == tables[1]
    assert "hydrophobic" in tables[0]


def test_given_chemistry_equals_the_dictionary_for_a_known_component(measure, path_of):
    tables = []
    for option in ([], ["--ligand", f"V6A={SELINEXOR}"]):
        _, out, _, _ = measure(path_of("composite_v6a"), *option)
        tables.append(table(out, "contacts"))
    assert tables[0] == tables[1]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (SELINEXOR, "does not fit the 31 atoms of UNL:C:1108"),
        (VERDINEXOR.replace("ccccn1", "cccc(C)n1"), "does not fit the 31 atoms of UNL:C:1108"),
        ("CCO", "does not fit the 31 atoms of UNL:C:1108"),
    ],
)
def test_wrong_chemistry_is_a_problem_that_says_so_and_no_crash(measure, path_of, given, message):
    code, out, _, err = measure(path_of("composite_verdinexor"), "--ligand", f"UNL={given}")
    assert code == 1
    (row,) = [row for row in table(out, "problems") if row["severity"] == "error"]
    assert row["step"] == "chemistry"
    assert message in row["message"]
    assert "Traceback" not in err
    # What does not need chemistry is measured all the same.
    assert [row["site528"] for row in table(out, "complexes")] == ["Cys bonded"]
    assert inhibitor_types(out) <= {"covalent", "van_der_waals", "clash"}


@pytest.mark.shared_values
def test_reference_then_measure_gives_what_measuring_together_gives(measure, path_of, tmp_path, capsys):
    both = [path_of("3gjx"), path_of("4hb2")]
    made = tmp_path / "references.json"
    with pytest.raises(SystemExit) as left:
        main(["reference", *map(str, both), "--out", str(made)])
    assert not left.value.code
    assert "open 3gjx-D, closed 4hb2-C, cargo 3gjx-D" in capsys.readouterr().out
    tables = []
    for option in ([], ["--references", made]):
        _, out, _, _ = measure(*both, *option)
        tables.append({path.name: path.read_text() for path in out.glob("*.tsv")})
    assert tables[0] == tables[1]
    assert "rmsd_open" in tables[0]["geometry.tsv"]


def test_missing_reference_is_named_and_leaves_code_1(path_of, tmp_path, capsys):
    arguments = ["reference", str(path_of("4hb2")), "--out", str(tmp_path / "r.json")]
    for option, code in (([], 1), (["--keep-going"], 0)):
        with pytest.raises(SystemExit) as left:
            main([*arguments, *option])
        assert (left.value.code or 0) == code
        assert "3gjx: reference: not among the files" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{}", "not json", '{"format": 99}', "[]"])
def test_reference_file_that_is_none_is_refused(measure, path_of, tmp_path, text):
    (tmp_path / "r.json").write_text(text)
    code, _, _, err = measure(path_of("phantom_v6a"), "--references", tmp_path / "r.json")
    assert code == 1
    assert f"{tmp_path / 'r.json'}: configuration: this is no reference file" in err


def test_gathered_tables_are_those_of_one_run(measure, path_of, tmp_path, capsys):
    files = [path_of("phantom_v6a"), path_of("phantom_cargo_1c")]
    _, whole, _, _ = measure(*files, "--keep-going")
    together = results(whole)
    assert "superposed/phantom_v6a-C.cif.gz" in together
    for number, path in enumerate(files):
        with pytest.raises(SystemExit):
            main(["measure", str(path), "--out", str(tmp_path / f"part{number}"), "--keep-going"])
    with pytest.raises(SystemExit) as left:
        main(["gather", str(tmp_path / "part1"), str(tmp_path / "part0"), "--out", str(tmp_path / "joined")])
    assert not left.value.code
    assert results(tmp_path / "joined") == together


def test_superposed_structures_can_be_left_out(measure, path_of):
    _, out, _, _ = measure(path_of("phantom_v6a"), "--no-superposed")
    assert not (out / "superposed").exists()


def test_command_of_its_own_process_has_the_same_exit_codes(run_command, tmp_path):
    done = run_command("measure", tmp_path / "missing.cif", "--out", tmp_path / "tables")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert run_command("--version").stdout.startswith("nesgroove ")
    assert run_command("measure").returncode == 2


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (ConfigError("odd", file="x.tsv", remedy="Mend it"), 1, "nesgroove: x.tsv: configuration: odd. Mend it\n"),
        (PermissionError(13, "Permission denied", "x.tsv"), 1, "nesgroove: x.tsv: Permission denied. Check the path"),
        (OSError("no space"), 1, "nesgroove: no space. Check the path and its permissions\n"),
        (KeyboardInterrupt(), 130, "nesgroove: interrupted: what has its name is whole; give the same command again\n"),
    ],
    ids=["ours", "file", "no file", "interrupted"],
)
def test_an_error_is_one_line_that_says_who_says_it(error, code, said, capsys):
    def fail():
        raise error

    with pytest.raises(SystemExit) as left:
        report_errors(fail)
    assert left.value.code == code
    text = capsys.readouterr()
    assert text.err.startswith(said)
    assert (text.err.count("\n"), text.out) == (1, "")


def test_a_directory_that_cannot_be_written_is_named(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit) as left:
        main(["gather", "--out", str(tmp_path / "file/tables")])
    assert left.value.code == 1
    assert capsys.readouterr().err.startswith(f"nesgroove: {tmp_path}/file/tables")


def test_an_interrupted_command_leaves_code_130(monkeypatch, capsys):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("nesgroove.survey.gather.gather", interrupt)
    with pytest.raises(SystemExit) as left:
        main(["gather", "--out", "x"])
    assert left.value.code == 130
    assert "Traceback" not in capsys.readouterr().err


def test_compounds_are_listed_and_verdinexor_is_in_no_structure():
    lines = [line.split("\t") for line in CliRunner().invoke(app, ["compounds"]).stdout.splitlines()]
    rows = {row[0]: dict(zip(lines[0], row, strict=True)) for row in lines[1:]}
    assert rows["selinexor"]["component"] == "V6A"
    assert (rows["verdinexor"]["component"], rows["verdinexor"]["structure_known"]) == ("", "no structure known")


@pytest.mark.parametrize(("name", "said"), [("4hb2", True), ("3gjx", False), ("my_model", False)])
def test_file_that_calls_itself_otherwise_is_reported(tmp_path, path_of, measured, name, said):
    path = tmp_path / f"{name}.cif.gz"
    path.write_bytes(path_of("3gjx").read_bytes())
    rows = measured(read_structure(path)).table("problems", severity="warning")
    assert any("calls itself 3GJX" in row.message for row in rows) == said


def test_references_that_are_no_text_are_refused_by_their_name(tmp_path, run_command):
    path = tmp_path / "references.json"
    path.write_bytes(b"\xff\xfe\x00")
    done = run_command("measure", tmp_path / "x.cif", "--references", path, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "references.json" in done.stderr
    assert "nesgroove reference" in done.stderr
    assert "Traceback" not in done.stderr
