"""Tables on disk are read when they are asked for, and no sooner."""

from __future__ import annotations

import pickle

import pytest

from nesgroove.compare.stored import LazyTables
from nesgroove.compare.tables import RunTables
from nesgroove.errors import ConfigError
from nesgroove.io.tables import read_table, write_tables
from nesgroove.measure.registry import records
from nesgroove.measure.scalar import GeometryRecord
from nesgroove.model.problem import ProblemRecord


def geometry(name: str, value: float | None) -> GeometryRecord:
    return GeometryRecord(entry=name, complex=f"{name}-A", measure="turn", value=value, reference="")


@pytest.fixture
def directory(tmp_path, complex_rows):
    rows = [*complex_rows, geometry("one", 1.5), geometry("two", None)]
    write_tables(tmp_path, rows, records())
    return tmp_path


@pytest.fixture
def complex_rows():
    from test_ensemble import complex_row

    return [complex_row("one"), complex_row("two")]


def kept(run: RunTables) -> list[str]:
    assert isinstance(run.tables, LazyTables)
    return sorted(run.tables._rows)


def test_a_table_is_read_when_it_is_asked_for(directory):
    run = RunTables.read(directory)
    assert kept(run) == []
    assert run.values == {"one-A": {"turn": 1.5}}
    assert kept(run) == ["geometry"]
    assert run.geometry is run.geometry
    chosen = run.only(["two-A"])
    assert [row.complex for row in chosen.geometry] == ["two-A"]
    assert (kept(chosen), kept(run)) == (["geometry"], ["complexes", "geometry"])
    named = run.named("two of them").with_rows(problems=[])
    assert (named.problems, named.chosen) == ([], "two of them")
    assert kept(named) == ["problems"]


def test_all_rows_go_to_another_process(directory):
    run = RunTables.read(directory)
    expected = {name: list(rows) for name, rows in run.tables.items()}
    assert len(expected["complexes"]) == len(expected["geometry"]) == 2
    for given in (RunTables.read(directory), run.only(["one-A", "two-A"]), run.with_rows(problems=[])):
        again = pickle.loads(pickle.dumps(given))
        assert again.tables == expected
        assert type(again.tables) is dict


def test_a_table_that_was_written_again_is_not_mixed_with_the_others(directory):
    run, other = RunTables.read(directory), RunTables.read(directory)
    assert len(run.geometry) == 2
    text = (directory / "geometry.tsv").read_text()
    (directory / "geometry.tsv").write_text(text + text.splitlines()[1] + "\n")
    assert len(run.geometry) == 2
    with pytest.raises(ConfigError, match="written again"):
        _ = other.geometry
    (directory / "problems.tsv").unlink()
    with pytest.raises(ConfigError, match="written again"):
        _ = other.problems
    assert len(other.complexes) == 2


def test_a_row_that_does_not_fit_is_said_when_its_table_is_read(directory):
    path = directory / "geometry.tsv"
    path.write_text(path.read_text().replace("1.5", "wide"))
    run = RunTables.read(directory)
    assert len(run.complexes) == 2
    with pytest.raises(ConfigError, match=r"line 2 does not fit geometry\.tsv"):
        _ = run.geometry


def test_rows_of_a_file_share_their_texts(tmp_path):
    rows = [
        ProblemRecord(entry="one", step="read", severity="note", message=word, remedy="'=again, and again")
        for word in ("=first", "second")
    ]
    write_tables(tmp_path, rows, [ProblemRecord])
    one, two = read_table(ProblemRecord, tmp_path / "problems.tsv")
    assert [one, two] == sorted(rows, key=lambda row: row.message)
    assert one.remedy is two.remedy
    assert one.model_fields_set == two.model_fields_set
    assert two.model_copy(update={"complex": "one-A"}).model_fields_set > one.model_fields_set
