"""What starting a command imports: modules are counted, no time, so that the test says the same on every machine."""

from __future__ import annotations

import pytest

from loads import COMPLETION, PAGE, SLOW, Row, imported, measured, read_table, rows
from nesgroove.cli.app import COMMANDS
from nesgroove.io.phantoms import write_phantoms
from nesgroove.measure.groove import Settings
from nesgroove.survey.references import packaged_references
from nesgroove.survey.run import measure_files, write_results


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    directory = tmp_path_factory.mktemp("start")
    names = ["phantom_open", "phantom_cargo_1c", "phantom_v6a"]
    files = write_phantoms(directory / "in", names)
    settings = Settings(references=packaged_references())
    write_results(directory / "tables", measure_files(files, settings), {}, settings)
    return {"IN": directory / "in", "TABLES": directory / "tables", "OUT": directory / "out"}


def test_each_command_imports_what_the_page_says_and_nothing_else(places):
    """In one process: after each row there is what the page says of it and of the rows before."""
    said = read_table(PAGE.read_text(encoding="utf-8"))
    tried = rows(COMMANDS)
    assert list(said) == [row.what for row in tried]
    allowed: set[str] = set()
    for row, loaded in zip(tried, imported(tried, places), strict=True):
        more = set(loaded) - allowed - said[row.what]
        assert not more, f"{row.what} imports {sorted(more)} too"
        assert said[row.what] <= set(loaded) | {"rich"}, f"{row.what} does not import what the page says"
        allowed |= said[row.what] - {"rich"}


def test_the_page_names_what_is_known_and_begins_with_nothing():
    said = read_table(PAGE.read_text(encoding="utf-8"))
    assert set().union(*said.values()) <= set(SLOW)
    assert said["`--version`, completion in the shell"] == frozenset()
    assert not said["`measure`, an empty groove"] & {"prolif", "MDAnalysis", "rdkit", "pandas"}
    helped = next(row for row in rows(COMMANDS) if "--help" in row.what)
    assert {words[0] for words in helped.commands} == {"--help", *COMMANDS}


def test_what_is_imported_is_seen(places):
    loaded = imported([Row("light", ((COMPLETION,),)), Row("tables", (("columns",),))], places)
    assert loaded[0] == []
    assert "numpy" in loaded[1]


@pytest.mark.full
def test_the_page_is_what_the_program_writes():
    assert measured() in PAGE.read_text(encoding="utf-8")
