"""Complexes chosen by name and by what was measured of them, and what the commands make of it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

import nesgroove
from nesgroove.cli.app import app
from nesgroove.compare.chosen import Chosen, complex_values, value_names
from nesgroove.compare.tables import RunTables
from nesgroove.errors import ConfigError
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.occupancy import OccupancyRecord
from nesgroove.show.scene.load import load_scene


@pytest.fixture(scope="module")
def run(phantom_tables) -> RunTables:
    return RunTables.read(phantom_tables)


def kept(run, only=None, where=None):
    return [row.complex for row in Chosen.read(only, where, step="figure").of(run, step="figure").complexes]


def test_no_name_means_two_things_and_every_value_has_a_name(run):
    assert [name for name, count in Counter(value_names()).items() if count > 1] == []
    assert {name for values in complex_values(run).values() for name in values} <= set(value_names())


@pytest.mark.parametrize(
    ("only", "where", "complexes"),
    [
        (None, "state == 'closed'", ["phantom_closed-C"]),
        (None, "covalent", ["phantom_lmb-C", "phantom_v6a-C"]),
        (None, "occupant_kind == 'cargo' and direction == 'minus'", ["phantom_cargo_1a_minus-C"]),
        (None, "nes_class == '1c'", ["phantom_cargo_1c-C"]),
        (None, "not occupant_kind", ["phantom_closed-C"]),
        (None, "bound == 'groove empty'", ["phantom_closed-C"]),
        (None, "P0 and not nes_class", ["phantom_lmb-C"]),
        (None, "inhibitor_name == 'selinexor'", ["phantom_v6a-C"]),
        (None, "ca_525_568 < 11", ["phantom_closed-C"]),
        ("phantom_closed", None, ["phantom_closed-C"]),
        ("phantom_closed-C", None, ["phantom_closed-C"]),
        ("*cargo*", None, ["phantom_cargo_1a_minus-C", "phantom_cargo_1c-C"]),
        (["PHANTOM_v*, phantom_c?osed"], None, ["phantom_closed-C", "phantom_v6a-C"]),
        ("*cargo*", "direction == 'plus'", ["phantom_cargo_1c-C"]),
    ],
)
def test_what_is_chosen(run, only, where, complexes):
    assert kept(run, only, where) == complexes


def test_what_is_not_chosen_leaves_all(run):
    assert not Chosen.read(None, None, step="figure")
    assert Chosen().of(run, step="figure") is run
    assert run.chosen == ""


def test_the_run_says_what_was_chosen_and_its_parts_too(run):
    part = Chosen.read("*cargo*", "direction == 'plus'", step="figure").of(run, step="figure")
    assert part.chosen == "1 of 5 phantoms: *cargo*; where direction == 'plus'"
    assert {row.complex for rows in part.tables.values() for row in rows if getattr(row, "complex", "")} == {
        "phantom_cargo_1c-C"
    }
    assert part.split()["phantom_cargo_1c-C"].chosen == part.with_rows(problems=[]).chosen == part.chosen


@pytest.mark.parametrize(
    ("only", "where", "words"),
    [
        (None, "state == 'shut'", r"of 5 complexes none is left .* state is 'open' \(4\), 'closed' \(1\)"),
        (None, "plddt_cargo > 1", "plddt_cargo is empty in 5"),
        (None, "ca_525_568 > 100", r"ca_525_568 is \d+\.\d+ to \d+"),
        (None, "colour == 'red'", "there is no colour to choose by.*ca_525_568.*state"),
        (None, "state ==", "missing here"),
        ("phantom_opn", None, "no complex or entry is named phantom_opn"),
        ("phantom_close", None, "Did you mean: phantom_closed"),
        ("phantom_closed,3gjx", None, "named 3gjx"),
        ("", None, "no name is given"),
        (", ,", None, "no name is given"),
        ("phantom_closed", "state == 'open'", "of 1 complexes none is left"),
    ],
)
def test_what_leaves_nothing_is_refused_with_what_there_is(run, only, where, words):
    with pytest.raises(ConfigError, match=words):
        kept(run, only, where)


def test_of_several_occupants_that_differ_nothing_is_said():
    row = ComplexRecord(entry="a", complex="a-A")

    def occupancy(occupant, x_max, p3):
        words = {"all": "", "P3": p3}
        return [
            OccupancyRecord(entry="a", complex="a-A", occupant=occupant, kind="cargo", pocket=pocket, occupied=word,
                            x_min=-3.0, x_max=x_max)
            for pocket, word in words.items()
        ]  # fmt: skip

    run = RunTables(complexes=[row], occupancy=occupancy("B", 4.0, "no") + occupancy("C", 9.0, "borderline"))
    values = complex_values(run)["a-A"]
    assert (values["x_min"], values.get("x_max"), values["P3"]) == (-3.0, None, "borderline")
    assert kept(run, where="x_min < 0 and not x_max and not P3 and P3 == 'borderline'") == ["a-A"]


def test_a_name_may_hold_a_comma():
    rows = [ComplexRecord(entry=name, complex=f"{name}-A") for name in ("a,b", "c")]
    assert kept(RunTables(complexes=rows), ["a,b"]) == ["a,b-A"]
    assert kept(RunTables(complexes=rows), ["c"]) == ["c-A"]


def nesgroove_says(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_figures_show_what_was_chosen_and_say_so(phantom_tables, tmp_path):
    where = "occupant_kind == 'cargo'"
    said = nesgroove_says("figure", "ruler", "--from", phantom_tables, "--out", tmp_path, "--where", where)
    assert said.exit_code == 0, said.output
    assert f"shown: 2 of 5 phantoms: where {where}" in said.output
    svg = (tmp_path / "ruler.svg").read_text()
    assert "Shown: 2 of 5 phantoms: where occupant_kind ==" in svg
    assert "phantom_cargo_1c-C" in svg
    assert "phantom_v6a-C" not in svg
    nesgroove.read_results(phantom_tables).figure("ruler", ["*cargo*"]).save(tmp_path / "again.svg")
    assert "Shown: 2 of 5 phantoms: *cargo*" in (tmp_path / "again.svg").read_text()
    assert nesgroove_says("figure", "ruler", "--from", phantom_tables, "--out", tmp_path / "all").exit_code == 0
    assert "Shown:" not in (tmp_path / "all" / "ruler.svg").read_text()


@pytest.mark.parametrize("command", ["figure", "picture", "atlas", "scene"])
def test_commands_refuse_alike(command, phantom_tables, tmp_path):
    common = (command, "--from", phantom_tables, "--out", tmp_path / "out")
    for choice, code, words in (
        ("state = 'open'", 2, "is not understood"),
        ("colour", 2, "there is no colour"),
        ("state == 'shut'", None, "none is left"),
    ):
        failed = nesgroove_says(*common, "--where", choice)
        assert words in (failed.output + str(failed.exception)), failed.output
        assert failed.exit_code == (code if code is not None else 1)
    assert not [path for path in Path(tmp_path / "out").rglob("*") if path.is_file()]


@pytest.mark.parametrize("command", ["picture", "scene"])
def test_names_and_a_choice_exclude_each_other(command, phantom_tables, tmp_path):
    failed = nesgroove_says(
        command, "phantom_v6a-C", "--from", phantom_tables, "--out", tmp_path, "--where", "covalent"
    )
    assert failed.exit_code == 2
    assert "Name them with --only" in failed.output


def test_scenes_of_what_was_chosen(phantom_tables, tmp_path):
    said = nesgroove_says("scene", "--from", phantom_tables, "--out", tmp_path, "--where", "covalent")
    assert said.exit_code == 0, said.output
    assert sorted(path.stem for path in tmp_path.glob("*.pml")) == ["family", "phantom_lmb-C", "phantom_v6a-C"]
    assert load_scene(phantom_tables, "phantom_v6a-C").id == "phantom_v6a-C"


@pytest.mark.slow
def test_an_atlas_of_what_was_chosen_says_so_on_its_pages(phantom_tables, tmp_path):
    said = nesgroove_says("atlas", "--from", phantom_tables, "--out", tmp_path, "--only", "phantom_c*")
    assert said.exit_code == 0, said.output
    assert {path.stem for path in (tmp_path / "complex").glob("*.html")} == {
        "phantom_cargo_1c-C", "phantom_cargo_1a_minus-C", "phantom_closed-C"
    }  # fmt: skip
    for page in ("index.html", "about.html"):
        assert "3 of 5 phantoms: phantom_c*" in (tmp_path / page).read_text()
    assert "Pages with all rows" not in (tmp_path / "index.html").read_text()


@pytest.mark.slow
def test_an_atlas_links_the_pages_of_its_figures(phantom_tables, tmp_path):
    for name in ("ruler", "ruler-1", "ruler-2", "width"):
        (tmp_path / f"{name}.svg").write_text("<svg/>")
    said = nesgroove_says("atlas", "--from", phantom_tables, "--out", tmp_path / "atlas", "--figures", tmp_path,
                          "--only", "phantom_cargo_1c")  # fmt: skip
    assert said.exit_code == 0, said.output
    for page in ("index.html", "figures.html"):
        links = re.findall(r'href="(figures/run/[^"]*)"', (tmp_path / "atlas" / page).read_text())
        assert links == ["figures/run/ruler-1.svg", "figures/run/ruler-2.svg"]
        assert all((tmp_path / "atlas" / link).is_file() for link in links)
