"""Of very many pairs of inhibitors and cargoes the strongest are kept, and all are counted."""

from __future__ import annotations

import random

import pytest

from nesgroove.compare.competition import CompetitionRecord
from nesgroove.show.atlas import competitors as module
from nesgroove.show.atlas.competitors import Competitors


def pair(inhibitor: int, cargo: int, part: float | None) -> CompetitionRecord:
    return CompetitionRecord(
        entry=f"i{inhibitor}", complex=f"i{inhibitor}-A", source_kind="predicted", occupant="K85:A:1", label="",
        group="KPT-185", cargo_complex=f"c{cargo}-A", cargo_source_kind="predicted", cargo="E", cargo_label="",
        of_cargo=part,
    )  # fmt: skip


@pytest.fixture
def rows(monkeypatch):
    monkeypatch.setattr(module, "MOST_PAIRS", 3)
    parts = random.Random(3)
    return [pair(i, c, parts.choice([None, 0.0, 0.25, 0.5, 0.75])) for i in range(7) for c in range(11)]


def strongest(rows: list[CompetitionRecord]) -> list[CompetitionRecord]:
    return sorted(rows, key=lambda row: (-(row.of_cargo or 0.0), row.complex, row.occupant, row.cargo_complex))


@pytest.mark.parametrize("own", [[2], [0, 3, 6], range(7), []])
def test_the_pairs_of_some_inhibitors_are_the_strongest_of_all_of_theirs(rows, own):
    kept = Competitors(lambda: iter(rows))
    mine = [row for row in rows if int(row.entry[1:]) in own]
    pairs = kept.of_inhibitors({(f"i{number}-A", "K85:A:1") for number in own})
    assert (pairs.rows, pairs.count) == (strongest(mine)[:3], len(mine))
    assert (kept.count, list(kept.each())) == (len(rows), rows)


@pytest.mark.parametrize("own", [[2], [0, 3, 10], range(11)])
def test_the_pairs_of_some_cargoes_are_the_strongest_of_all_of_theirs(rows, own):
    mine = [row for row in rows if int(row.cargo_complex[1:-2]) in own]
    pairs = Competitors(lambda: iter(rows)).of_cargoes({(f"c{number}-A", "E") for number in own})
    assert (pairs.rows, pairs.count) == (strongest(mine)[:3], len(mine))


def test_nobody_else_has_pairs(rows):
    kept = Competitors(lambda: iter(rows))
    assert kept.of_cargoes({("i1-A", "K85:A:1")}).count == kept.of_inhibitors({("c1-A", "E")}).count == 0
