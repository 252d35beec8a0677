"""Patterns of export signals in sequences: where, how many by chance, and whether a run's anchors fall on them."""

from __future__ import annotations

import doctest
import gzip
import json
import random
import statistics
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

import nesgroove
from nesgroove.cli.app import app
from nesgroove.compare.tables import RunTables
from nesgroove.errors import ConfigError, ReadError
from nesgroove.io.sequences import checked_sequence, given_sequences
from nesgroove.io.tables import read_table
from nesgroove.measure.cargo import AnchorRecord
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.nes_class import CLASSES, REVERSED, nes_class
from nesgroove.measure.occupant_atoms import OccupantAtomRecord
from nesgroove.measure.signal_patterns import expected_patterns, signal_patterns, within
from nesgroove.series.signal.records import SignalComplexRecord, SignalRecord, signal_records
from nesgroove.series.signal.run import checked_phi, searched, signal_rows
from nesgroove.show.signal import signal_svg
from signal_chance import shuffled_counts

FASTA = Path(__file__).parents[1] / "docs/signal.fasta"


def classes(sequence: str, phi: str = "LIVMF") -> set[tuple[str, str, int, int]]:
    return {
        (p.nes_class, p.direction, p.anchors[0][1] + 1, p.anchors[-1][1] + 1) for p in signal_patterns(sequence, phi)
    }


def planted(steps: tuple[int, ...]) -> str:
    """Leucines at some steps among glycines."""
    return "GGGG" + "".join("L" + "G" * (step - 1) for step in steps) + "LGGGG"


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("reverse", [False, True])
def test_each_class_is_found_where_it_was_planted_and_is_the_class_of_its_anchors(name, reverse):
    pockets, steps = CLASSES[name]
    sequence = planted(tuple(reversed(steps)) if reverse else steps)
    if reverse and name not in REVERSED:
        found = [p for p in signal_patterns(sequence) if p.nes_class.startswith(name) and p.direction == "minus"]
        assert not found
        return
    wanted = f"{name}-R" if reverse else name
    (pattern,) = [p for p in signal_patterns(sequence) if p.nes_class == wanted]
    places = dict(pattern.anchors)
    assert pattern.anchors[0][1] == 4
    # The same words for the same anchors as a structure gets.
    steps_of = {(a, b): places[b] - places[a] for a, b in pairwise(pockets)}
    assert nes_class(steps_of, frozenset(pockets), pattern.direction) == wanted


@pytest.mark.parametrize(
    ("sequence", "wanted"),
    [
        ("NSNELALKLAGLDINKT", {("1a", "plus", 5, 14), ("2", "plus", 7, 14)}),
        ("MEELSQALASSFSVSQ", {("1c", "plus", 1, 14)}),
        ("GGGGGGGGGGGGGGGGGG", set()),
        ("LLL", set()),
        ("", set()),
        ("LGGGLGGLGX", set()),
        ("LGGGLGGLGI", {("1a", "plus", 1, 10)}),
        # hRio2 (5DHF): F391, M393, F396, L400, with I403 in P0.
        ("FAMAAFAAALAAI", {("1a-R", "minus", 1, 13)}),
    ],
)
def test_known_signals_and_none(sequence, wanted):
    assert classes(sequence) >= wanted
    if not wanted:
        assert not classes(sequence)


def test_a_reversed_signal_is_counted_from_its_other_end():
    (pattern,) = [p for p in signal_patterns("FAMAAFAAALAAI") if p.nes_class == "1a-R"]
    assert [(pattern.phi(pocket), pocket, place) for pocket, place in pattern.anchors] == [
        ("Phi1", "P4", 0), ("Phi2", "P3", 2), ("Phi3", "P2", 5), ("Phi4", "P1", 9), ("Phi5", "P0", 12),
    ]  # fmt: skip


def test_revs_proline_is_an_anchor_only_where_it_is_asked_for():
    rev = "LQLPPLERLTLD"
    assert "2" not in {p.nes_class for p in signal_patterns(rev)}
    (pattern,) = [p for p in signal_patterns(rev, "LIVMFP") if p.nes_class == "2"]
    assert dict(pattern.anchors) | {"P0": 0} == {"P0": 0, "P1": 3, "P2": 5, "P3": 8, "P4": 10}
    assert rev[3] == "P"


def test_patterns_within_longer_ones_say_so():
    patterns = signal_patterns(planted((3, 4, 3, 4)))
    by_class = {p.nes_class: p for p in patterns}
    assert within(patterns)[by_class["3"]] == ("4",)
    assert within(patterns)[by_class["4"]] == ()


@pytest.mark.parametrize("seed", range(3))
def test_what_chance_makes_is_what_shuffling_gives(seed):
    numbers = random.Random(seed)
    sequence = "".join(numbers.choices("LIVMFAGSTE", k=200))
    counts = shuffled_counts(sequence, 300, seed=seed)
    expected = expected_patterns(200, sum(letter in "LIVMF" for letter in sequence))
    assert statistics.fmean(counts) == pytest.approx(expected, abs=4 * statistics.stdev(counts) / len(counts) ** 0.5)


def test_where_all_or_none_may_be_anchors_chance_is_certain():
    assert expected_patterns(12, 12) == len(signal_patterns("L" * 12))
    assert expected_patterns(50, 3) == 0
    assert expected_patterns(0, 0) == 0


# ---- sequences as people give them


@pytest.mark.parametrize(
    ("text", "letters", "note"),
    [
        ("nelalklagldi", "NELALKLAGLDI", ""),
        (" NELAL KLAG\nLDI*", "NELALKLAGLDI", "stop"),
        ("NEL-AL..KLAG~LDI", "NELALKLAGLDI", "4 gaps"),
        ("NELALXLAGLDB", "NELALXLAGLDB", "B, X in it are no anchor"),
        ("U" * 4, "UUUU", "U in it is no anchor"),
    ],
)
def test_letters_that_are_taken(text, letters, note):
    given = checked_sequence("x", text, 1)
    assert (given.letters, given.problem) == (letters, "")
    assert note in "; ".join(given.notes)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no residues"), ("---", "no residues"), ("NEL1LKL", "'1' at 4"), ("NELØ", "'Ø' at 4"),
        ("NE*LAL", "stop at residue 3"), ("ACGT" * 6, "nucleotides"), ("NEL[AL]", "'[' at 4, ']' at 7"),
    ],
)  # fmt: skip
def test_what_is_no_sequence_is_refused_by_name(text, problem):
    given = checked_sequence("x", text, 1)
    assert problem in given.problem
    assert given.remedy
    assert not given.letters


def test_a_short_peptide_of_few_letters_is_no_nucleotide():
    assert checked_sequence("x", "GATTACA", 1).letters == "GATTACA"


def test_fasta_with_several_records_one_of_them_bad(tmp_path):
    path = tmp_path / "two.fasta.gz"
    path.write_bytes(
        gzip.compress(b">sp|P1|A first one\r\nNELALK\r\nLAGLDI\r\n>bad\r\n\r\n;a remark\r\n>A\r\nlg-ggl\r\n")
    )
    first, bad, last = given_sequences(str(path))
    assert (first.name, first.description, first.letters) == ("sp|P1|A", "sp|P1|A first one", "NELALKLAGLDI")
    assert (bad.name, bad.record, bad.problem) == ("bad", 2, "there are no residues in it")
    assert last.letters == "LGGGL"


def test_a_file_without_headers_and_no_file(tmp_path):
    path = tmp_path / "plain.txt"
    path.write_text("NELALKLAG\nLDI\n")
    (one,) = given_sequences(str(path))
    assert (one.name, one.letters) == ("plain", "NELALKLAGLDI")
    (tmp_path / "empty.fasta").write_text("\n")
    for wrong in (tmp_path / "empty.fasta", tmp_path / "none.fasta", tmp_path):
        with pytest.raises(ReadError):
            given_sequences(str(wrong))


@pytest.mark.parametrize("letters", ["", "1", "LIX", "J"])
def test_letters_that_name_no_residues(letters):
    with pytest.raises(ConfigError, match="names no residues"):
        checked_phi(letters)


# ---- a run


def run_of(residues: dict[int, str], anchors: dict[str, int], direction: str = "plus") -> RunTables:
    """A run with one cargo."""
    base = {"entry": "x", "complex": "x-A"}
    atoms = [
        OccupantAtomRecord(**base, occupant="B", kind="cargo", residue=f"{letter}{number}", auth_seq_id=number,
                           atom="CA", element="C", x=0.0, y=0.0, z=0.0)
        for number, letter in residues.items()
    ]  # fmt: skip
    rows = [
        AnchorRecord(**base, cargo_chain="B", direction=direction, nes_class="", pocket=pocket, auth_seq_id=number)
        for pocket, number in anchors.items()
    ]
    complexes = [ComplexRecord.model_construct(**base, source_kind="predicted")]
    return RunTables(complexes=complexes, anchors=rows, occupant_atoms=atoms)


PKI = "MTDVETNSNELALKLAGLDINKTEGE"
FRAGMENT = {number: letter for number, letter in enumerate("NSNELALKLAGLDINKTEGE", start=101) if number % 3}
ON_IT = {"P1": 105, "P2": 109, "P3": 112, "P4": 114}


def complex_rows(run: RunTables, sequence: str = PKI) -> tuple[list[SignalComplexRecord], list[str]]:
    rows = signal_rows(searched([checked_sequence("PKI", sequence, 1)], run))
    said = [row.message for row in rows if row.table == "problems"]
    return [row for row in rows if isinstance(row, SignalComplexRecord)], said


def test_anchors_of_a_run_that_fall_on_a_pattern():
    (row,), problems = complex_rows(run_of(FRAGMENT, ON_IT))
    assert (row.pattern, row.shared, row.pattern_anchors, row.falls_on) == ("1a 11-20", 4, 4, "yes")
    assert row.anchors == "P1 L11; P2 L15; P3 L18; P4 I20"
    assert not problems
    patterns = [r for r in signal_rows(searched([checked_sequence("PKI", PKI, 1)], run_of(FRAGMENT, ON_IT)))
                if isinstance(r, SignalRecord)]  # fmt: skip
    assert {r.nes_class: r.seen_in for r in patterns} == {"1a": "x-A", "2": ""}


@pytest.mark.parametrize(
    ("anchors", "direction", "shared"),
    [({**ON_IT, "P2": 107}, "plus", 3), (ON_IT, "minus", None), ({"P1": 104}, "plus", None), ({}, "", None)],
)
def test_anchors_that_do_not(anchors, direction, shared):
    rows, _ = complex_rows(run_of(FRAGMENT, anchors or {"P0": 101}, direction))
    assert [(row.falls_on, row.shared) for row in rows] == [("no", shared)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda residues: residues | {104: "W"}, "no cargo of the run"),
        (lambda residues: dict(list(residues.items())[:3]), "no cargo of the run"),
    ],
)
def test_a_cargo_of_another_sequence_is_no_piece(change, said):
    rows, problems = complex_rows(run_of(change(FRAGMENT), ON_IT))
    assert rows == []
    assert said in problems[0]


def test_a_piece_that_fits_twice_matches_nothing():
    rows, problems = complex_rows(run_of(FRAGMENT, ON_IT), PKI + PKI)
    assert rows == []
    assert "fits in 2 places" in problems[0]


def test_class_3_may_lie_in_the_lower_pockets():
    sequence = "AAAA" + planted((3, 4, 3)) + "AAAA"
    residues = dict(enumerate(sequence, start=1))
    first = sequence.index("L") + 1
    low = {"P0": first, "P1": first + 3, "P2": first + 7, "P3": first + 10}
    (row,), _ = complex_rows(run_of(residues, low), sequence)
    assert (row.pattern, row.falls_on) == (f"3 {first}-{first + 10}", "yes")
    (row,), _ = complex_rows(run_of(residues, {**low, "P4": first + 14}), sequence)
    assert row.falls_on == "no"


def test_with_an_anchor_in_p4_the_first_four_are_no_class_3():
    sequence = "GG" + planted((3, 4, 3, 2)) + "GG"  # c-Abl: 1a with a residue in P0, and class 3 of its first four
    first = sequence.index("L") + 1
    anchors = {
        pocket: first + step for pocket, step in zip(("P0", "P1", "P2", "P3", "P4"), (0, 3, 7, 10, 12), strict=True)
    }
    (row,), _ = complex_rows(run_of(dict(enumerate(sequence, start=1)), anchors), sequence)
    assert (row.pattern, row.falls_on) == (f"1a {first}-{first + 12}", "yes")


# ---- the command, the call, the picture


def test_the_command_writes_tables_and_pictures(tmp_path):
    out = tmp_path / "out"
    result = CliRunner().invoke(app, ["signal", str(FASTA), "--out", str(out)])
    assert result.exit_code == 0, result.output
    rows = read_table(SignalRecord, out / "signal.tsv")
    assert [(r.entry, r.start, r.end, r.nes_class) for r in rows if r.entry == "p53"] == [
        ("p53", 194, 203, "1d"), ("p53", 338, 348, "1c-R"), ("p53", 338, 350, "1d"), ("p53", 340, 350, "1c"),
    ]  # fmt: skip
    for record in signal_records():
        assert (out / f"{record.table}.tsv").is_file()
    assert sorted(path.name for path in out.glob("*.svg")) == ["signal_PKIA.svg", "signal_Rev.svg", "signal_p53.svg"]
    assert result.stdout.splitlines()[0].split("\t")[:4] == ["entry", "record", "start", "end"]
    assert "6.7 in a random order" in result.stderr
    provenance = json.loads((out / "provenance.json").read_text())
    assert provenance["options"]["command"] == "nesgroove signal"
    assert provenance["inputs"][0]["path"].endswith("signal.fasta")
    # Another sequence in the same place: no picture of the former ones is left.
    CliRunner().invoke(app, ["signal", "NELALKLAGLDI", "--out", str(out)])
    assert [path.name for path in out.glob("*.svg")] == ["signal_sequence.svg"]


def test_the_tables_of_a_run_are_not_written_over(tmp_path):
    (tmp_path / "complexes.tsv").write_text("")
    result = CliRunner().invoke(app, ["signal", "NELALKLAGLDI", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert "the tables of a run lie in it" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["complexes.tsv"]


def test_a_bad_record_leaves_the_others_and_code_1(tmp_path):
    path = tmp_path / "a.fasta"
    path.write_text(">good\nNELALKLAGLDI\n>bad\nN3L\n")
    result = CliRunner().invoke(app, ["signal", str(path), "--out", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "bad: signal: it holds what is no residue: '3' at 2" in result.stderr
    assert (tmp_path / "out/signal_good.svg").is_file()
    assert "no residue" in (tmp_path / "out/problems.tsv").read_text()


def test_the_call_gives_frames():
    found = nesgroove.signal({"PKI": "NSNELALKLAGLDINKTEGE", "none": "GGGG"})
    assert found.signal.nes_class.tolist() == ["1a", "2"]
    assert found.signal_sequences.patterns.tolist() == [2, 0]
    assert len(found.pictures) == 2
    assert "<svg" in found._repr_html_()


def test_the_call_compares_with_results_and_writes(tmp_path):
    m = nesgroove.measure(nesgroove.phantom_path("phantom_cargo_1c"))
    letters = {row.auth_seq_id: row.residue[0] for row in m.occupant_atoms.itertuples() if row.kind == "cargo"}
    sequence = "".join(letters.get(n, "G") for n in range(min(letters), max(letters) + 1))
    found = nesgroove.signal({"phantom": sequence}, results=m)
    row = found.signal_complexes.iloc[0]
    assert (row.source_kind, row.falls_on, row.pattern.split()[0]) == ("phantom", "yes", "1c")
    found.write(tmp_path)
    assert {"signal.tsv", "provenance.json", "signal_phantom.svg"} <= {path.name for path in tmp_path.iterdir()}


def test_a_picture_escapes_names_and_marks_what_was_seen():
    (one,) = searched([checked_sequence("<b>&", PKI, 1)], run_of(FRAGMENT, ON_IT))
    picture = signal_svg(one)
    assert "&lt;b&gt;&amp;" in picture
    assert "<b>" not in picture
    assert picture.count("stroke-width='4'") == 2  # the pattern and the key
    (alone,) = searched([checked_sequence("x", PKI, 1)])
    assert "stroke-width='4'" not in signal_svg(alone)


def test_the_page_shows_what_the_command_says():
    page = (FASTA.parent / "signal.md").read_text(encoding="utf-8")
    shown = page.split("$ nesgroove signal docs/signal.fasta\n", 1)[1].split("```", 1)[0]
    result = CliRunner().invoke(app, ["signal", str(FASTA)])
    assert result.stdout + result.stderr == shown


def test_the_page_shows_what_python_says():
    text = (FASTA.parent / "signal.md").read_text(encoding="utf-8").replace("```", "")
    examples = doctest.DocTestParser().get_doctest(text, {}, "signal.md", None, 0)
    assert doctest.DocTestRunner().run(examples) == (0, 4)
