"""The program that damages files: its cases are the same each time, its judge tells silence from words."""

from __future__ import annotations

import pytest

import damage
from damaging import workers
from damaging.bases import bases
from damaging.judging import Facts, moved, outcome
from damaging.kinds import KINDS
from damaging.workers import Verdict, case, run
from structures import ROOT

BASE = Facts({"complexes": 1, "site": "Cys free", "volume": 1000.0, "class": "1a"}, frozenset({"known"}), 1, False)


def changed(words=(), complexes=1, not_finite=False, **numbers):
    return Facts(BASE.numbers | numbers, BASE.words | set(words), complexes, not_finite)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (changed(), "same"),
        (changed(volume=1014.0), "same"),
        (changed(["why"], volume=1000.0), "same"),
        (changed(volume=1016.0), "SILENT"),
        (changed(volume=None), "SILENT"),
        (changed(volume=float("nan")), "SILENT"),
        (changed(not_finite=True), "SILENT"),
        (changed(["why"], volume=1016.0), "warned"),
        (changed(["why"], volume=None), "emptied"),
        (changed(["why"], site="Ser"), "warned"),
        (Facts({}, frozenset({"no chain is XPO1"}), 0, False), "refused"),
        (Facts({}, frozenset({"known"}), 0, False), "SILENT"),
        (changed(["this is a defect of nesgroove: KeyError"]), "defect"),
    ],
)
def test_a_moved_number_needs_a_word(facts, expected):
    assert outcome(BASE, facts)[0] == expected


def test_a_second_copy_is_no_moved_number():
    two = Facts(BASE.numbers | {"complexes": 2}, BASE.words, 2, False)
    assert outcome(BASE, two)[0] == "SILENT"
    assert outcome(BASE, two, adds=1)[0] == "same"


def test_a_case_is_the_same_whatever_others_there_are():
    again = [case(number, 7, real=False) for number in (30, 4)]
    assert again == [case(number, 7, real=False) for number in (30, 4)]
    assert again[0].content() == case(30, 7, real=False).content()
    assert {case(number, 7, real=False).kind.name for number in range(len(KINDS))} == set(KINDS)


def test_damage_leaves_the_good_structure_as_it_was():
    before = [list(base.rows) for base in bases(real=False)]
    for number in range(len(KINDS)):
        case(number, 3, real=False).content()
    assert [base.rows for base in bases(real=False)] == before


def test_a_worker_that_does_not_answer_is_replaced(monkeypatch):
    monkeypatch.setattr(workers, "PATIENCE", 0.0)
    monkeypatch.setattr(workers, "PREPARING", 0.0)
    assert [verdict.outcome for verdict in run([case(0, 1, real=False)], 1)] == ["hang"]
    monkeypatch.undo()
    assert [verdict.outcome for verdict in run([case(0, 1, ["motion"], real=False)], 1)] == ["same"]


def test_the_page_lists_what_its_kind_may_not_be():
    cases = [case(number, 1, ["mirrored", "motion"], real=False) for number in range(4)]
    verdicts = [Verdict(0, "SILENT", "volume 1 > 2"), Verdict(1, "warned", "a word"), Verdict(2, "refused", "mirror")]
    assert [verdict.number for _, verdict in damage.failures(cases, verdicts)] == [0, 1]
    page = damage.page(cases, verdicts, "damage")
    assert "may not have: 2." in page
    assert "SILENT volume 1 > 2" in page


def test_formats_give_the_same():
    for place in range(len(bases())):
        pdb, cif = (workers.good(place, form, real=True) for form in ("pdb", "cif"))
        assert moved(pdb, cif) == {}
        assert pdb.words == cif.words


def only(chain, number, names):
    return lambda row: row.chain == chain and row.number == number and row.name in names


def onto(row, number):
    """Moved with its chain, whose first atom comes to lie on a C-alpha of XPO1."""
    rows = next(one for one in bases(real=False) if one.name == "phantom_cargo_1b").rows
    first = next(other for other in rows if other.chain == row.chain)
    target = next(other for other in rows if other.chain == "C" and other.number == number and other.name == "CA")
    return row.shifted(b - a for a, b in zip(first.place, target.place, strict=True))


@pytest.mark.parametrize(
    ("base", "change", "word"),
    [
        ("phantom_v6a", (only("C", "557", {"CB"}), lambda row: None), "near the pockets: A557 lacks CB"),
        ("phantom_cargo_1b", (only("D", "21", {"C", "O"}), lambda row: None), "atoms of their main chain: E21"),
        (
            "phantom_cargo_1b",
            (lambda row: row.chain == "D" and row.number == "21", lambda row: row.shifted((900.0, 0.0, 0.0))),
            "bonded to nothing of it: GLU:D:21",
        ),
        (
            "phantom_cargo_1b",
            (lambda row: row.chain == "D", lambda row: onto(row, "506")),
            "chain D lies in XPO1, with",
        ),
    ],
)
def test_what_hardly_shows_is_told(tmp_path, base, change, word):
    molecule = next(one for one in bases(real=False) if one.name == base).copy()
    whole = workers.measured(molecule.write("pdb").encode(), "pdb", tmp_path).words
    molecule.change(*change)
    damaged = workers.measured(molecule.write("pdb").encode(), "pdb", tmp_path).words
    assert not any(word in message for message in whole)
    assert any(word in message for message in damaged), damaged


@pytest.mark.slow
def test_nothing_moves_in_silence_that_a_program_could_know():
    cases = [case(number, 10) for number in range(40)]
    verdicts = list(run(cases, 1))
    assert [f"{one.number} {one.kind.name} {v.outcome} {v.what}" for one, v in damage.failures(cases, verdicts)] == []
    assert len(verdicts) == len(cases)


def test_the_page_has_every_kind_and_no_failure():
    page = (ROOT / "docs/robustness.md").read_text(encoding="utf-8")
    rows = {
        line.split("|")[1].strip().strip("`"): line.split("|")[1:] for line in page.splitlines() if "| `" in line[:4]
    }
    assert rows.keys() == KINDS.keys()
    for name, (_, about, must, *_) in rows.items():
        assert (about.strip(), must.strip()) == (KINDS[name].about, KINDS[name].must)
    assert "Outcomes that a kind may not have: 0." in page
