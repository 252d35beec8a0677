"""The command, and which superpositions a run gives."""

import sys

import pytest
import typer
from typer.testing import CliRunner

from nesgroove.cli.picture import picture_command
from nesgroove.compare.references import reference_cargo, reference_groove
from nesgroove.compare.tables import RunTables
from nesgroove.errors import ConfigError, NesgrooveError
from nesgroove.show.pictures.family import family_of, representatives
from nesgroove.show.pictures.session import load_pymol

pytest.importorskip("pymol2", reason="PyMOL cannot be loaded", exc_type=ImportError)


@pytest.fixture
def picture():
    app = typer.Typer()
    app.command("picture")(picture_command)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def phantoms(phantom_tables):
    return RunTables.read(phantom_tables)


def test_pictures_are_named_by_complex_and_view(picture, phantom_tables, tmp_path):
    done = picture(
        "phantom_v6a-C", "--from", phantom_tables, "--out", tmp_path, "--width", "200px",
        "--view", "along", "--view", "cutaway", "--colour", "contact",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["phantom_v6a-C_along.png", "phantom_v6a-C_cutaway.png"]
    assert "2 pictures" in done.output


def test_an_entry_stands_for_its_complexes(picture, phantom_tables, tmp_path):
    done = picture("phantom_v6a", "phantom_v6a-C", "--from", phantom_tables, "--out", tmp_path, "--width", "200px",
                   "--view", "along")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert [path.name for path in tmp_path.iterdir()] == ["phantom_v6a-C_along.png"]
    assert "1 picture in" in done.output


def test_over_and_together(picture, phantom_tables, tmp_path):
    base = ["--from", phantom_tables, "--out", tmp_path, "--width", "200px", "--view", "along"]
    assert picture("phantom_v6a-C", "--over", "phantom_cargo_1c-C", *base).exit_code == 0
    assert picture("phantom_v6a-C", "phantom_lmb-C", "--together", "two/of them", *base).exit_code == 0
    assert picture("phantom_v6a-C", "--over", "phantom_closed-C", "--grooves", *base).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "superposition_phantom_v6a-C_over_phantom_cargo_1c-C_along.png",
        "superposition_phantom_v6a-C_over_phantom_closed-C_grooves_along.png",
        "superposition_two_of_them_along.png",
    ]


@pytest.mark.slow
def test_processes_draw_the_same_bytes(picture, phantom_tables, tmp_path):
    for jobs in (1, 2):
        done = picture(
            "phantom_v6a-C", "phantom_closed-C", "--from", phantom_tables, "--out", tmp_path / str(jobs),
            "--width", "200px", "--view", "along", "--jobs", jobs,
        )  # fmt: skip
        assert done.exit_code == 0, done.output
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / str(jobs)).iterdir()} for jobs in (1, 2))
    assert one == two
    assert len(one) == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["no-such"], "there is no complex no-such"),
        (["--over", "no-such"], "there is no complex no-such"),
        (["phantom_v6a-C", "--over", "phantom_v6a-C"], "nothing to lay over"),
    ],
)
def test_what_cannot_be_is_said(picture, phantom_tables, tmp_path, words, says):
    done = picture(*words, "--from", phantom_tables, "--out", tmp_path / "out")
    assert isinstance(done.exception, NesgrooveError)
    assert says in str(done.exception)
    assert done.exception.remedy


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--view", "below"], "there is no view 'below'"),
        (["--width", "20px"], "width of 20 pixels"),
        (["--width", "20mm"], "20 mm is no width"),
        (["--width", "wide"], "wide is no width"),
        (["--labels", "pockets,atoms"], "no labels of 'atoms'"),
        (["--colour", "rainbow"], "there is no colouring 'rainbow'"),
        (["phantom_v6a-C", "--together", "one"], "two complexes or more"),
        (["--family", "--over", "phantom_v6a-C"], "exclude each other"),
        (["phantom_v6a-C", "--family"], "whole run"),
        (["phantom_v6a-C", "--grooves"], "goes with --over"),
    ],
)
def test_a_request_that_is_not_understood_leaves_code_2(picture, phantom_tables, tmp_path, words, says):
    done = picture(*words, "--from", phantom_tables, "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert done.stderr.startswith(("nesgroove: picture: ", "nesgroove: --width: picture: "))
    assert says in done.stderr
    assert not (tmp_path / "out").exists()


def test_without_pymol_the_remedy_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pymol2", None)
    with pytest.raises(ConfigError, match="PyMOL cannot be loaded") as caught:
        load_pymol()
    assert "nesgroove[pictures]" in caught.value.remedy


def test_family_of_phantoms(phantoms):
    family = family_of(phantoms)
    assert [one.name for one in family.wanted] == [
        "superposition_phantom_lmb-C_over_phantom_cargo_1c-C",
        "superposition_phantom_v6a-C_over_phantom_cargo_1c-C",
        "superposition_open_over_closed",
    ]
    assert family.wanted[-1].kind == "grooves"
    # Other phantoms have the very groove of the open reference, and are not it.
    assert family.wanted[-1].complexes == ("phantom_cargo_1c-C", "phantom_closed-C")
    assert family.missing == [("superposition_sine", "there is only one compound of the class SINE in the run")]


def test_family_says_what_a_run_lacks(phantoms):
    keep = [row for row in phantoms.complexes if row.complex == "phantom_v6a-C"]
    some = [row for row in phantoms.occupancy if row.complex == "phantom_v6a-C"]
    family = family_of(phantoms.with_rows(complexes=keep, occupancy=some))
    assert not family.wanted
    assert dict(family.missing) == {
        "superposition_sine": "there is only one compound of the class SINE in the run",
        "superposition_COMPLEX_over_CARGO": "there is no cargo in the groove of any complex",
        "superposition_open_over_closed": "there is no closed groove in the run",
    }
    empty = family_of(RunTables())
    assert (
        dict(empty.missing)["superposition_open_over_closed"]
        == "there is no open groove and no closed groove in the run"
    )


def test_family_of_real_structures(real_tables):
    run = RunTables.read(real_tables)
    family = family_of(run)
    assert reference_cargo(run).complex == "3gjx-D"
    assert (reference_groove(run, "open"), reference_groove(run, "closed")) == ("3gjx-D", "4hb2-C")
    sine = family.wanted[0]
    assert sine.complexes == ("composite_a1cbd-C", "composite_51k-C", "composite_v6a-C")  # by compound
    assert representatives(run)["leptomycin B"] == "composite_lmb-C"
    assert not family.missing


def test_family_writes_and_says(picture, phantom_tables, tmp_path):
    done = picture("--family", "--from", phantom_tables, "--out", tmp_path, "--width", "200px", "--view", "along")
    assert done.exit_code == 0, done.output
    assert "superposition_sine: not made, there is only one compound" in done.output
    assert "superposition_open_over_closed_along.png" in {path.name for path in tmp_path.iterdir()}
