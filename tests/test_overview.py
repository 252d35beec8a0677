"""The first page of the report: what came out, what failed and why, in text that docutils takes without a word."""

from __future__ import annotations

import re

import pytest
from docutils.core import publish_doctree, publish_parts
from typer.testing import CliRunner

from nesgroove.cli.app import app
from nesgroove.errors import ConfigError
from nesgroove.io.tables import format_table
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.show.overview import SHOWN, overview, plain
from nesgroove.survey.outcome import Measured
from nesgroove.survey.run import write_results

LINKS = "\n".join(f"\n.. _{name}.svg: https://example.org/{name}" for name in ("width", "occupancy", "ruler"))
"""Snakemake adds a line for each result, so that the text can lead to it."""


@pytest.fixture(scope="module")
def rows_of(survey_of):
    return {name: survey_of(name).rows for name in ("phantom_closed", "phantom_cargo_1c", "phantom_v6a")}


@pytest.fixture
def results(rows_of, tmp_path):
    """Results with three complexes, an entry that could not be read, a figure that was not drawn, and a log."""
    odd = problem("odd_entry", "read", "error", "`it` is *not* a |structure|_ <b>", remedy=".. raw:: html")
    measured = [Measured(name, f"{name}.cif.gz", "0" * 64, rows) for name, rows in rows_of.items()]
    measured.append(Measured("odd_entry", "odd_entry.cif", "1" * 64, [odd]))
    references = {"open": "phantom_closed-C", "cargo": "x", "closed": ""}
    write_results(tmp_path / "tables", measured, {"references": references})
    (tmp_path / "figures").mkdir()
    failed = problem("", "figure", "error", "no ruler", remedy="Draw it again")
    (tmp_path / "figures/not_made.tsv").write_text(format_table(ProblemRecord, [failed]))
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/figures.log").write_text("nesgroove: no ruler\n1 of 2\n")
    return tmp_path


def shown(text: str) -> str:
    """The page as a reader sees it; what docutils has to say of it is an error."""
    html = publish_parts(f"{text}\n{LINKS}", writer="html", settings_overrides={"halt_level": 2})["html_body"]
    text = " ".join(re.sub(r"<[^>]+>", " ", html).replace("&lt;", "<").replace("&gt;", ">").split())
    return re.sub(r" ([,.;](?: |$))", r"\1", text)


def test_it_says_what_came_out_and_what_failed_and_why(results):
    text = shown(overview(results))
    assert "4 entries were asked for, 4 obtained and 3 measured; without a complex: odd_entry." in text
    assert "phantoms 3 3 2 0 1 1 11.83, 9.50 to 11.83" in text
    assert "phantoms snurportin 1 selinexor 1" in text
    assert "read, odd_entry: `it` is *not* a |structure|_ <b>. .. raw:: html" in text
    assert "figure, the whole run: no ruler. Draw it again" in text
    assert "figures.log: no ruler" in text
    assert "read (3 times), " in text
    assert "References of this run: open phantom_closed-C, cargo x." in text
    assert "Nothing: every entry" not in text


def test_where_nothing_failed_it_says_so(rows_of, tmp_path):
    rows = rows_of["phantom_closed"]
    write_results(tmp_path, [Measured("phantom_closed", "phantom_closed.cif.gz", "0" * 64, rows)], {})
    text = shown(overview(tmp_path))
    assert "1 entry was asked for, 1 obtained and 1 measured." in text
    assert "Nothing: every entry that was asked for was obtained and measured" in text
    assert "phantom 1 1 0 0 1 0 9.50, 9.50 to 9.50" in text
    assert "those that come with nesgroove" in text
    assert "Logs of jobs" not in text


def test_many_kinds_of_problems_are_counted(rows_of, tmp_path):
    odd = [problem(f"e{number}", f"step{number}", "error", "odd", remedy="mend") for number in range(SHOWN + 3)]
    write_results(tmp_path, [Measured("e0", "e0.cif", "0" * 64, odd)], {})
    text = shown(overview(tmp_path))
    assert "No complex was measured." in text
    assert "and 3 more kinds, in problems.tsv" in text


@pytest.mark.parametrize(
    "text",
    [
        "a*b*",
        "`x`_",
        "|y|",
        ".. raw:: html",
        "- item",
        "1. item",
        "Title ====",
        ":role:`x`",
        "__x__",
        "a\\b",
        "x [1]_",
        "::",
    ],
)
def test_any_text_is_shown_as_it_is(text):
    tree = publish_doctree(f"- {plain(text)}\n", settings_overrides={"halt_level": 2})
    assert tree.astext().strip() == text
    assert [node.tagname for node in tree.findall()][:4] == ["document", "bullet_list", "list_item", "paragraph"]


def test_without_tables_there_is_no_page(tmp_path):
    with pytest.raises(ConfigError):
        overview(tmp_path)
    done = CliRunner().invoke(app, ["summary", "--from", str(tmp_path), "--page", str(tmp_path / "page.rst")])
    assert isinstance(done.exception, ConfigError)
    assert not (tmp_path / "page.rst").exists()
