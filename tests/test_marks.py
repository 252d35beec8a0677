"""What marks a complex: kind, resolution, confidence; and that nothing else is counted among experiments."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

import pytest

from nesgroove.compare.chosen import Chosen
from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.footprint import FootprintRecord
from nesgroove.model.kinds import KIND_NOUNS, kinds_counted, parts_counted
from nesgroove.model.structure import SOURCE_KINDS
from nesgroove.reproduce.supplement import in_numbers
from nesgroove.show.atlas.family_pages import touched_by_kind
from nesgroove.show.figures.registry import figures
from nesgroove.show.figures.sections import of_one_kind
from nesgroove.show.look import SOURCE_GLYPHS
from nesgroove.show.marks import (
    KIND_WORDS,
    kinds_line,
    mark_of,
    marked_label,
    method_word,
    poorly_seen,
    seen_words,
    signs_said,
)  # fmt: skip
from nesgroove.show.methods import methods_paragraph
from nesgroove.show.pictures.content import complex_picture, together_picture
from nesgroove.show.scene import plan
from nesgroove.show.scene.load import load_scene
from nesgroove.show.scene.write import write_family
from nesgroove.show.size import FigureSize
from nesgroove.survey.summary import read_summary


def row(kind="experiment", **values):
    return ComplexRecord(entry="x", complex="x-A", source_kind=kind, **values)


@pytest.mark.parametrize(
    ("values", "badge", "detail"),
    [
        ({"method": "X-RAY DIFFRACTION", "resolution": 2.5}, "2.5 Å", "X-ray, 2.50 Å"),
        ({"method": "ELECTRON MICROSCOPY", "resolution": 3.17}, "cryo-EM 3.2 Å", "cryo-EM, 3.17 Å"),
        ({"method": "X-RAY DIFFRACTION"}, "X-ray", "X-ray"),
        ({"method": "SOLUTION NMR"}, "NMR", "NMR"),
        ({}, "experiment", ""),
        ({"kind": "composite", "method": "THEORETICAL MODEL", "resolution": 1.8}, "composite", ""),
        ({"kind": "phantom", "resolution": 1.0}, "phantom", ""),
        ({"kind": "modelled", "method": "X-RAY DIFFRACTION", "resolution": 2.0}, "modelled", ""),
        ({"kind": "predicted"}, "predicted", ""),
        ({"kind": "predicted", "plddt_groove": 91.0, "plddt_cargo": 57.9}, "pLDDT 57", "pLDDT of the cargo 57, low"),
        ({"kind": "unknown", "resolution": 2.0}, "unknown source", "2.00 Å"),
    ],
)
def test_a_mark_says_how_well_a_complex_is_known(values, badge, detail):
    mark = mark_of(row(**values))
    assert (mark.badge, mark.detail) == (badge, detail)
    assert mark.observed == (mark.kind == "experiment")
    assert mark.short.startswith(SOURCE_GLYPHS[mark.kind])
    assert mark.sentence.startswith(KIND_WORDS[mark.kind])


def test_every_kind_has_a_sign_of_its_own():
    assert len({SOURCE_GLYPHS[kind] for kind in SOURCE_KINDS}) == len(SOURCE_KINDS)
    assert len({KIND_WORDS[kind] for kind in SOURCE_KINDS}) == len(SOURCE_KINDS)


def test_methods_are_said_in_short():
    assert method_word("X-RAY DIFFRACTION; NEUTRON DIFFRACTION") == "X-ray, neutron"
    assert method_word("ELECTRON CRYSTALLOGRAPHY") == "electron diffraction"
    assert method_word("Something new") == "something new"
    assert method_word("") == ""


@pytest.mark.parametrize(
    ("values", "words", "badge"),
    [
        ({"rscc_inhibitor": 0.934}, "RSCC of the inhibitor 0.93, well seen", "2.5 \u00c5"),
        ({"rscc_inhibitor": 0.7999}, "RSCC of the inhibitor 0.79, poorly seen", "2.5 \u00c5, RSCC 0.79"),
        ({"rscc_cargo": 0.85, "rscc_inhibitor": 0.55},
         "RSCC of the inhibitor 0.55, hardly seen, RSCC of the cargo 0.85, partly seen", "2.5 \u00c5, RSCC 0.55"),
        ({"q_cargo": 0.43}, "Q-score of the cargo 0.43", "2.5 \u00c5"),
        ({}, "", "2.5 \u00c5"),
    ],
)  # fmt: skip
def test_a_mark_says_how_well_an_occupant_is_seen(values, words, badge):
    made = row(method="X-RAY DIFFRACTION", resolution=2.5, **values)
    assert seen_words(made) == words
    assert mark_of(made).detail == ", ".join(filter(None, ["X-ray, 2.50 \u00c5", words]))
    assert mark_of(made).badge == badge
    assert poorly_seen(made) == (words if "RSCC" in badge else "")


def test_pages_and_scenes_say_how_well_an_occupant_is_seen(phantom_tables):
    scene = load_scene(phantom_tables, "phantom_v6a-C")
    row = scene.row.model_copy(update={"source_kind": "experiment", "method": "X-RAY DIFFRACTION", "resolution": 2.5})
    good, bad = (replace(scene, row=row.model_copy(update={"rscc_inhibitor": value})) for value in (0.93, 0.61))
    assert bad.source == "X-ray diffraction, 2.50 \u00c5, RSCC of the inhibitor 0.61, poorly seen"
    assert plan.mark(bad) == "RSCC of the inhibitor 0.61 - poorly seen"
    assert plan.mark(good) == ""
    assert "RSCC of the inhibitor 0.93, well seen" in complex_picture(good).lines[0]


def run_of(*rows):
    return RunTables(
        complexes=[ComplexRecord(entry=str(n), complex=f"{n}-A", **values) for n, values in enumerate(rows)]
    )


def key_of(number, kind="inhibitor"):
    return OccupantKey(f"{number}-A", "V6A:A:1", kind, f"selinexor {number}-A", "selinexor")


def test_names_carry_marks_where_there_is_something_to_tell():
    alone = run_of({"source_kind": "experiment"}, {"source_kind": "experiment", "rscc_inhibitor": 0.7})
    assert marked_label(alone, key_of(0)) == "selinexor 0-A"
    assert marked_label(alone, key_of(1), seen=True) == "selinexor 1-A \u2020"
    assert marked_label(alone, key_of(1, "cargo"), seen=True) == "selinexor 1-A"
    assert signs_said(alone) == "\u2020 poorly seen, RSCC below 0.8"
    mixed = run_of({"source_kind": "experiment", "rscc_inhibitor": 0.5}, {"source_kind": "composite"})
    assert marked_label(mixed, key_of(0), seen=True) == "\u25cf selinexor 0-A \u2021"
    assert marked_label(mixed, key_of(0)) == "\u25cf selinexor 0-A"  # where nothing says what daggers mean
    assert marked_label(mixed, key_of(1), "x") == "\u25d0 x"
    assert marked_label(mixed, key_of(7)) == "selinexor 7-A"  # what sums several up
    assert signs_said(mixed) == "\u2021 hardly seen, RSCC below 0.6"
    assert signs_said(run_of({})) == ""


@pytest.mark.parametrize(
    ("kinds", "line"),
    [
        ("", ""),
        ("experiment experiment", ""),
        ("phantom phantom", "\u25c7 2 phantoms, not observed"),
        ("unknown", "? 1 of unknown source"),
        ("experiment unknown", "\u25cf 1 experiment, ? 1 of unknown source"),
        ("predicted experiment composite composite",
         "\u25cf 1 experiment, \u25cb 1 predicted, \u25d0 2 composites; \u25cb \u25d0 not observed"),
    ],
)  # fmt: skip
def test_figures_count_what_they_show_by_kind(kinds, line):
    assert kinds_line(kinds.split()) == line


def test_sections_are_of_one_kind_before_anything_in_them_is_counted():
    run = run_of({"source_kind": "experiment"}, {"source_kind": "predicted"}, {"source_kind": "experiment"})
    keys = [key_of(number) for number in range(3)]
    assert of_one_kind(run, [("all inhibitors", keys), ("SINE", keys[::2])]) == [
        ("experiment, all inhibitors", [keys[0], keys[2]]), ("predicted, all inhibitors", [keys[1]]),
        ("SINE", [keys[0], keys[2]]),
    ]  # fmt: skip


def test_parts_are_counted_by_kind():
    found = [("experiment", True), ("experiment", False), ("predicted", True), ("composite", False)]
    assert parts_counted(found) == "1 of 2 experiments, 1 of 1 predicted, 0 of 1 composite"
    assert parts_counted([]) == kinds_counted([]) == ""


KINDS = ("experiment", "composite", "predicted", "modelled", "phantom")
NOUNS = "|".join(sorted({noun for nouns in KIND_NOUNS.values() for noun in nouns}, key=len, reverse=True))
COUNTED = re.compile(rf"\d+ of (?P<all>\d+)(?! ?(?:{NOUNS}|anchors?|pockets?|positions?|\d))|\d+ complexes?(?!\w| \()")
"""A count of complexes that says no kind: ``28 of 28``, ``5 complexes``."""


@pytest.fixture
def mixed_tables(phantom_tables, tmp_path):
    """Tables of a run whose complexes are each of another kind."""
    tables = tmp_path / "tables"
    shutil.copytree(phantom_tables, tables)
    path = tables / "complexes.tsv"
    head, *rows = [line.split("\t") for line in path.read_text().splitlines()]
    for number, cells in enumerate(rows):
        cells[head.index("source_kind")] = KINDS[number % len(KINDS)]
    path.write_text("".join("\t".join(cells) + "\n" for cells in (head, *rows)))
    return tables


def texts_of(figure):
    from matplotlib.text import Text

    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def test_no_text_counts_models_among_experiments(mixed_tables, tmp_path):
    """All that is written of a run of several kinds: no ``n of m``, and no number of complexes, without its kind."""
    run = RunTables.read(mixed_tables)
    said = {f"figure {name}": texts_of(figure.draw(run, FigureSize())) for name, figure in figures().items()}
    said["methods"] = [methods_paragraph(mixed_tables).replace("\n", " ")]
    said["summary"] = read_summary(mixed_tables).lines()
    said["chosen"] = [Chosen(("phantom_c*",)).of(run, step="x").chosen]
    said["supplement"] = [in_numbers(mixed_tables)]
    scenes = [load_scene(mixed_tables, row.complex) for row in run.complexes]
    said["picture"] = list(together_picture(scenes, "all", "all").lines)
    files = write_family(scenes, tmp_path / "scenes")
    said["scenes"] = [
        line for path in files if path.suffix in (".pml", ".cxc") for line in path.read_text().splitlines()[:12]
    ]
    bad = {where: [t for t in texts if COUNTED.search(t)] for where, texts in said.items()}
    assert {where: texts for where, texts in bad.items() if texts} == {}
    assert any("1 from experiments (1 entry)" in text for text in said["methods"])
    assert any("1 experiment" in text for text in said["summary"])


def test_positions_touched_are_counted_by_kind():
    def part(name, kind, *positions):
        own = {"entry": name, "complex": f"{name}-A"}
        rows = [
            FootprintRecord(**own, occupant="V6A:A:1", kind="inhibitor", position=p, distance=3.5, pairs=2, buried=1.0)
            for p in positions
        ]
        return RunTables(complexes=[ComplexRecord(**own, source_kind=kind)], footprint=rows)

    parts = {
        "one-A": part("one", "experiment", 525, 528), "two-A": part("two", "experiment", 525),
        "mod-A": part("mod", "predicted", 525, 572), "non-A": part("non", "phantom"),
    }  # fmt: skip
    assert touched_by_kind(parts) == [
        ("2 experiments", 2, [(525, 2), (528, 1)]), ("1 predicted", 1, [(525, 1), (572, 1)]), ("1 phantom", 1, []),
    ]  # fmt: skip
