"""The table writer: the same rows are the same text, and a table that does not fit is refused."""

from __future__ import annotations

import itertools
import weakref
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nesgroove.errors import ConfigError
from nesgroove.io import sorted_tables
from nesgroove.io.tables import format_table, read_table, write_tables
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.contacts import ContactRecord
from nesgroove.measure.pockets import PocketRecord
from nesgroove.measure.registry import records
from nesgroove.measure.scalar import GeometryRecord
from nesgroove.model.problem import ProblemRecord
from nesgroove.model.record import column_dictionary, columns
from nesgroove.survey.outcome import Measured
from nesgroove.survey.run import write_results


def geometry(value, measure="m", complex_="x-A"):
    return GeometryRecord(entry="x", complex=complex_, measure=measure, value=value, unit="A")


def cell(value, record=GeometryRecord, column="value", **fields):
    text = format_table(record, [record(entry="x", complex="x-A", **{column: value}, **fields)])
    header, line = (row.split("\t") for row in text.splitlines())
    return line[header.index(column)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.23456, "1.235"), (-1.23456, "-1.235"), (0.0, "0.000"), (-0.0, "0.000"), (-0.0004, "0.000"),
        (-0.0006, "-0.001"), (None, ""), (1e6, "1000000.000"), (12, "12.000"),
    ],
)  # fmt: skip
def test_numbers_have_fixed_decimals_and_no_negative_zero(value, text):
    assert cell(value, measure="m") == text


def test_decimals_are_those_of_the_column():
    assert cell(211.28, PocketRecord, "volume", pocket="P0") == "211.3"
    assert cell(0.12345, PocketRecord, "hydrophobic_fraction", pocket="P0") == "0.123"
    assert cell(12, ContactRecord, "position", occupant="E", kind="cargo") == "12"


@pytest.mark.parametrize("text", ["a\tb", "a\nb", "a\r\nb", "  a   b  ", "a\u2028b"])
def test_white_space_in_text_cannot_break_a_row(text):
    assert cell(text, ProblemRecord, "message", severity="note") == "a b"


@pytest.mark.parametrize("text", ['say "no"', "back\\slash", "it's", "'", '"', "%", "a,b;c", "Ångström ≥ β"])
def test_odd_text_survives_writing_and_reading(tmp_path, text):
    row = ProblemRecord(entry="x", complex="x-A", severity="note", message=text)
    write_tables(tmp_path, [row], records())
    assert read_table(ProblemRecord, tmp_path / "problems.tsv") == [row]


ROWS = st.tuples(st.sampled_from("abc"), st.sampled_from("mno"), st.one_of(st.none(), st.floats(-9, 9)))


@given(st.lists(ROWS, max_size=6), st.randoms())
def test_order_of_rows_does_not_matter(rows, random):
    records = [geometry(value, measure, f"x-{chain}") for chain, measure, value in rows]
    shuffled = records[:]
    random.shuffle(shuffled)
    assert format_table(GeometryRecord, records) == format_table(GeometryRecord, shuffled)


def test_rows_are_sorted_by_value_and_not_as_text():
    rows = [
        ContactRecord(
            entry="x", complex="x-A", occupant="E", kind="cargo", position=p, atom="CA", occupant_auth_seq_id=n
        )
        for p, n in itertools.product((1000, 99, 528, None), (10, 9))
    ]
    lines = [line.split("\t") for line in format_table(ContactRecord, rows).splitlines()]
    at, number = lines[0].index("position"), lines[0].index("occupant_auth_seq_id")
    assert [(line[at], line[number]) for line in lines[1:]] == [
        (p, n) for p in ("99", "528", "1000", "") for n in ("9", "10")
    ]


def test_empty_tables_have_their_header_and_nothing_else(tmp_path):
    paths = write_tables(tmp_path / "new" / "deep", [], records())
    assert {path.stem for path in paths} == {record.table for record in records()}
    for record, path in zip(records(), paths, strict=True):
        assert path.read_text() == "\t".join(columns(record)) + "\n"
        assert read_table(record, path) == []


def test_column_that_does_not_exist_is_refused_by_its_name():
    with pytest.raises(ValueError, match="groove_widht"):
        ComplexRecord(entry="x", complex="x-A", groove_widht=1.0)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda header: [*header, "new_column"], "new_column"),
        (lambda header: [name for name in header if name != "unit"], "unit"),
        (lambda header: header[::-1], "the order of columns"),
    ],
)
def test_table_of_another_version_is_refused_by_the_name_of_its_column(tmp_path, change, named):
    path = tmp_path / "geometry.tsv"
    path.write_text("\t".join(change(columns(GeometryRecord))) + "\n")
    with pytest.raises(ConfigError, match=f"not those of geometry.tsv: {named}") as caught:
        read_table(GeometryRecord, path)
    assert caught.value.file == str(path)


def test_line_that_does_not_fit_is_named_by_its_number(tmp_path):
    path = tmp_path / "geometry.tsv"
    path.write_text(format_table(GeometryRecord, [geometry(1.0)]) + "x\tx-A\tm\tnot a number\tA\n")
    with pytest.raises(ConfigError, match=r"line 3 does not fit geometry\.tsv"):
        read_table(GeometryRecord, path)


@pytest.mark.parametrize("cells", [1, 2, 5, 7, 9])
def test_line_with_too_few_or_too_many_cells_is_refused(tmp_path, cells):
    path = tmp_path / "problems.tsv"
    line = ["x", "x-A", "read", "note", "a message", "a remedy", "more", "and", "more"][:cells]
    path.write_text("\t".join(columns(ProblemRecord)) + "\n" + "\t".join(line) + "\n")
    with pytest.raises(ConfigError, match=r"line 2 does not fit problems\.tsv"):
        read_table(ProblemRecord, path)


@pytest.mark.parametrize("name", ["3gjx", "composite_a1cbd", "1k5d"])
def test_real_tables_are_the_same_after_a_round_trip(tmp_path, survey_of, name):
    rows = survey_of(name).rows
    write_tables(tmp_path / "first", rows, records())
    again = [row for record in records() for row in read_table(record, tmp_path / "first" / f"{record.table}.tsv")]
    write_tables(tmp_path / "second", again, records())
    for record in records():
        first, second = (tmp_path / d / f"{record.table}.tsv" for d in ("first", "second"))
        assert first.read_bytes() == second.read_bytes()
    assert len(again) == len(rows)


def test_every_column_is_described():
    text = column_dictionary(records())
    for record in records():
        assert f"## {record.table}.tsv" in text
        for name, info in record.model_fields.items():
            assert info.description, f"{record.table}.{name}"
            assert f"| `{name}` |" in text


def many(count: int) -> list[GeometryRecord]:
    """Rows in no order, some of them alike."""
    return [geometry(float(n * 7919 % 97), f"m{n * 31 % 53}", f"x-{'ABC'[n % 3]}") for n in range(count)]


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 1000])
def test_tables_of_any_length_are_the_text_of_sorted_rows_and_few_rows_are_held(tmp_path, monkeypatch, count):
    monkeypatch.setattr(sorted_tables, "HELD", 50)
    monkeypatch.setattr(sorted_tables, "OPEN", 3)
    monkeypatch.setattr(sorted_tables, "CHUNK", 7)
    rows = many(count)
    held = []
    with sorted_tables.SortedTables(tmp_path, [GeometryRecord, ProblemRecord]) as tables:
        for row in rows:
            tables.add([row])
            held.append(sum(map(len, tables._held.values())))
        tables.write()
    assert max(held, default=0) < 50
    assert (tmp_path / "geometry.tsv").read_text() == format_table(GeometryRecord, rows)
    assert read_table(ProblemRecord, tmp_path / "problems.tsv") == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["geometry.tsv", "problems.tsv"]


def test_tables_that_are_not_finished_leave_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(sorted_tables, "HELD", 10)
    tables = sorted_tables.SortedTables(tmp_path, [GeometryRecord])
    with suppress(ZeroDivisionError), tables:
        tables.add(many(100))
        assert list(tmp_path.iterdir())
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_what_came_of_a_file_is_let_go_before_the_next_one(tmp_path):
    """Memory does not grow with the number of files: `make benchmarks` measures it."""
    alive: list[weakref.ref[Measured]] = []
    most = 0

    def results():
        nonlocal most
        for number in range(20):
            one = Measured(f"e{number}", f"e{number}.cif", "", [geometry(1.0, complex_=f"e{number}-A")])
            alive.append(weakref.ref(one))
            yield one
            del one
            most = max(most, sum(ref() is not None for ref in alive))

    assert write_results(tmp_path, results(), {}).files == 20
    assert most <= 1
