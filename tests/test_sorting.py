"""In which order complexes are shown: natural, what is empty last, groups first unless told otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import nesgroove
from nesgroove.cli.app import app
from nesgroove.compare.beside import read_beside
from nesgroove.compare.sorting import Sorting, sort_names, sort_value
from nesgroove.compare.tables import RunTables
from nesgroove.errors import ConfigError
from nesgroove.measure.cargo import AnchorRecord
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.occupancy import OccupancyRecord
from nesgroove.show.figures.registry import draw, figures
from nesgroove.show.figures.sections import sections
from nesgroove.show.figures.style import figure_style
from nesgroove.show.size import WHOLE_PAGE

PLDDT = {1: 60.0, 2: 90.0, 3: None, 10: 75.0, 11: 90.0, 12: None}


def made() -> RunTables:
    """Six predicted cargoes: three of class 1a and three of class 2, two of each with a pLDDT; and an experiment."""
    rows: list[ComplexRecord] = []
    occupancy, anchors = [], []
    for number, sure in (*PLDDT.items(), (99, None)):
        ids = {"entry": f"m_{number}", "complex": f"m_{number}-A"}
        kind = "experiment" if number == 99 else "predicted"
        rows.append(ComplexRecord(**ids, cargo_chain="B", source_kind=kind, plddt_cargo=sure))
        word = "borderline" if number == 1 else "yes" if number % 2 else "no"
        occupancy += [
            OccupancyRecord(**ids, occupant="B", kind="cargo", pocket=pocket, filled=0.3, occupied=word, x_min=-8.0,
                            x_max=5.0 + number)
            for pocket in ("P3", "all")
        ]  # fmt: skip
        anchors.append(AnchorRecord(**ids, cargo_chain="B", pocket="P3", nes_class="1a" if number < 10 else "2"))
    return RunTables(complexes=rows, occupancy=occupancy, anchors=anchors)


def order(text: str | None, *, grouped: bool = True) -> list[int]:
    run = Sorting.read(text, grouped=grouped).of(made())
    return [int(key.complex[2:-2]) for _, keys in sections(run, "cargo") for key in keys]


@pytest.mark.parametrize(
    ("text", "grouped", "wanted"),
    [
        (None, True, [99, 1, 2, 3, 10, 11, 12]),
        ("name:desc", True, [99, 3, 2, 1, 12, 11, 10]),
        ("plddt_cargo", True, [99, 1, 2, 3, 10, 11, 12]),
        ("plddt_cargo:desc", True, [99, 2, 1, 3, 11, 10, 12]),
        ("plddt_cargo:DESC", False, [2, 11, 10, 1, 3, 12, 99]),
        ("plddt_cargo:asc", False, [1, 10, 2, 11, 3, 12, 99]),
        ("span:desc", False, [99, 12, 11, 10, 3, 2, 1]),
        ("complex", False, [1, 2, 3, 10, 11, 12, 99]),
        ("P3:desc", False, [3, 11, 99, 1, 2, 10, 12]),
        ("nes_class:desc", False, [10, 11, 12, 99, 1, 2, 3]),
        ("resolution", False, [1, 2, 3, 10, 11, 12, 99]),
        (None, False, [1, 2, 3, 10, 11, 12, 99]),
    ],
)
def test_how_complexes_are_sorted(text: str | None, grouped: bool, wanted: list[int]) -> None:
    assert order(text, grouped=grouped) == wanted


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("plddt_carg", "there is no plddt_carg to sort by", "Did you mean plddt_cargo? There are: "),
        ("nothing_like_it", "there is no nothing_like_it to sort by", "There are: "),
        ("state:down", "state:down is not understood", "COLUMN:desc"),
        (":desc", ":desc is not understood", "COLUMN:desc"),
        ("state:desc:asc", "state:desc:asc is not understood", "COLUMN:desc"),
    ],
)
def test_what_cannot_be_sorted_by_is_refused(text: str, message: str, remedy: str) -> None:
    with pytest.raises(ConfigError, match=message) as refused:
        Sorting.read(text)
    assert refused.value.file == "--sort"
    assert remedy in refused.value.remedy


def test_every_column_that_can_be_named_can_be_sorted_by() -> None:
    run = made()
    for name in sort_names():
        assert len(Sorting.read(f"{name}:desc").of(run).occupants) == len(run.occupants), name


def test_what_is_empty_in_all_is_said_and_nothing_asked_for_changes_nothing() -> None:
    run = made()
    assert Sorting.read("").of(run) is run
    assert Sorting.read("resolution").of(run).order.words == "by name, for resolution is empty in all"
    assert Sorting.read("plddt_cargo").of(run).order.words == "by plddt_cargo, least first; 3 without a value last"


@given(st.lists(st.one_of(st.integers(), st.floats(allow_nan=False), st.text(max_size=6), st.booleans())))
def test_any_values_can_be_sorted_numbers_before_text(values: list[object]) -> None:
    ordered = sorted(values, key=sort_value)
    texts = [isinstance(value, str) for value in ordered]
    assert texts == sorted(texts)


def test_rows_are_drawn_in_this_order_and_the_figure_says_so(tmp_path: Path) -> None:
    run = Sorting.read("plddt_cargo:desc", grouped=False).of(made())
    with figure_style():
        figure = figures()["ruler"].draw(run, WHOLE_PAGE)
    names = [text.get_text() for text in figure.axes[0].texts if (text.get_gid() or "").startswith("name ")]
    assert [name.split("m_")[1].split("-")[0] for name in names] == ["2", "11", "10", "1", "3", "12", "99"]
    draw("ruler", run, [tmp_path / "ruler.svg"])
    draw("width", run, [tmp_path / "width.svg"])
    said = "Sorted: by plddt_cargo, greatest first, not in groups; 3 without a value last."
    assert said in (tmp_path / "ruler.svg").read_text()
    assert "Sorted:" not in (tmp_path / "width.svg").read_text(), "a figure without rows is not sorted"


def test_poses_are_chosen_and_sorted_by_what_poses_tsv_says(tmp_path: Path) -> None:
    (tmp_path / "poses.tsv").write_text("complex\tscore\tscore_name\n1-A\t-8.5\tvina\n2-A\tnan\t\n\t1\t\n")
    beside = read_beside(tmp_path)
    assert set(beside) == {"1-A", "2-A"}
    assert (beside["1-A"]["score"], beside["1-A"]["score_name"]) == (-8.5, "vina")
    assert beside["2-A"]["score"] is beside["2-A"]["score_name"] is None


def test_command_and_python_have_the_same_order(phantom_tables: Path, tmp_path: Path) -> None:
    options = ["--width", "85mm", "--sort", "span:desc", "--ungrouped", "--format", "svg"]
    command = ["figure", "ruler", "--from", str(phantom_tables), "--out", str(tmp_path)]
    answer = CliRunner().invoke(app, [*command, *options])
    assert answer.exit_code == 0, answer.output
    assert "sorted: by span, greatest first, not in groups" in answer.output
    results = nesgroove.read_results(phantom_tables)
    results.figure("ruler", width=85, sort="span:desc", grouped=False).save(tmp_path / "python.svg")
    assert (tmp_path / "python.svg").read_bytes() == (tmp_path / "ruler.svg").read_bytes()
    results.figure("ruler", width=85).save(tmp_path / "unsorted.svg")
    assert (tmp_path / "unsorted.svg").read_bytes() != (tmp_path / "ruler.svg").read_bytes()
    for option, value in (("--sort", "pldt"), ("--width", "3m")):
        refused = CliRunner().invoke(app, [*command, option, value])
        assert refused.exit_code == 2
        assert option in refused.output
