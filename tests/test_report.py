"""What the workflow shows: its lists are those of the code, its captions those of the figures, its report complete."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from textwrap import fill

import pytest
from typer.testing import CliRunner

from nesgroove.cli.app import app
from nesgroove.compare.registry import comparison_records
from nesgroove.errors import ConfigError
from nesgroove.measure.registry import records
from nesgroove.show.figures.registry import draw, figures
from nesgroove.show.methods import methods_paragraph
from nesgroove.survey.outcome import Measured
from nesgroove.survey.run import write_results

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", sorted(figures()))
def test_captions_in_the_report_are_those_of_the_figures(name):
    text = (ROOT / f"workflow/report/{name}.rst").read_text(encoding="utf-8")
    assert text == fill(figures()[name].caption, 110) + "\n", "run `make docs`"


@pytest.mark.parametrize("name", sorted(figures()))
def test_the_gallery_shows_every_figure_with_its_caption(name):
    page = (ROOT / "docs/figures.md").read_text(encoding="utf-8")
    assert f"(figures/{name}.png)" in page
    assert figures()[name].caption in page
    assert (ROOT / f"docs/figures/{name}.png").is_file()


def test_an_unknown_figure_is_refused_with_the_names_there_are():
    with pytest.raises(ConfigError, match="no figure rulers") as caught:
        draw("rulers", None, [])
    assert "ruler" in caught.value.remedy


@pytest.fixture(scope="module")
def tables(survey_of, tmp_path_factory):
    directory = tmp_path_factory.mktemp("tables")
    measured = [Measured(name, f"{name}.cif.gz", "0" * 64, survey_of(name).rows) for name in ("3gjx", "composite_v6a")]
    write_results(directory, measured, {"references": {"open": "3gjx-D"}, "ligands": {}})
    return directory


def test_methods_name_versions_references_and_definitions(tables):
    text = " ".join(methods_paragraph(tables).split())
    assert "Complexes analysed: 1 from experiments (1 entry), 1 composite (1 entry)." in text
    assert "open 3gjx-D" in text
    for name in ("gemmi", "prolif", "biotite", "rdkit"):
        assert re.search(rf"{name} \d", text), name
    assert "phantom" not in text


def test_methods_without_provenance_say_what_to_do(tables, tmp_path):
    for path in tables.glob("*.tsv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with pytest.raises(ConfigError, match="provenance"):
        methods_paragraph(tmp_path)


def test_a_figure_without_anything_in_it_is_said(tables, tmp_path):
    def asked(only):
        words = ["figure", "competition", "--from", str(tables), "--out", str(tmp_path), "--only", only]
        return CliRunner().invoke(app, words)

    alone, both = asked("composite_v6a"), asked("composite_v6a,3gjx")
    assert "competition is empty: No inhibitor and cargo to compare in this run" in alone.stdout
    assert (alone.exit_code, both.exit_code) == (0, 0)
    assert "1 figure in" in both.stdout
    assert "empty" not in both.stdout


@pytest.mark.full
def test_all_figures_from_the_command_line_are_the_same_twice(tables, tmp_path):
    for out in ("one", "two"):
        subprocess.run(
            [sys.executable, "-m", "nesgroove.cli.app", "figure", "--from", tables, "--out", tmp_path / out],
            check=True,
            capture_output=True,
        )
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted(f"{name}.{ending}" for name in figures() for ending in ("png", "svg"))
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("figure", list(figures())),
        ("ensemble", [record.table for record in comparison_records()]),
        ("measure", [record.table for record in records()]),
    ],
)
def test_the_help_of_a_command_names_all_that_it_makes(command, names):
    text = " ".join(CliRunner().invoke(app, [command, "--help"]).stdout.split())
    listed = re.search(r"(?:Figures|Tables): ([\w, -]+)\.", text)
    assert sorted(listed[1].split(", ")) == sorted(names)
