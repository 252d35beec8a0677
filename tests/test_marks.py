"""What marks a complex: kind, resolution, confidence; and that nothing else is counted among experiments."""

from __future__ import annotations

import pytest

from nesgroove.compare.kinds import kinds_counted, parts_counted
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.model.structure import SOURCE_KINDS
from nesgroove.show.look import SOURCE_FILLS, SOURCE_GLYPHS, SOURCE_MARKERS
from nesgroove.show.marks import KIND_WORDS, legend, mark_of, method_word


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
    assert len({(SOURCE_MARKERS[kind], SOURCE_FILLS[kind]) for kind in SOURCE_KINDS}) == len(SOURCE_KINDS)
    assert [words for _, words in legend({"predicted", "experiment"})] == ["experiment", "predicted, not observed"]


def test_methods_are_said_in_short():
    assert method_word("X-RAY DIFFRACTION; NEUTRON DIFFRACTION") == "X-ray, neutron"
    assert method_word("ELECTRON CRYSTALLOGRAPHY") == "electron diffraction"
    assert method_word("Something new") == "something new"
    assert method_word("") == ""


def test_parts_are_counted_by_kind():
    found = [("experiment", True), ("experiment", False), ("predicted", True), ("composite", False)]
    assert parts_counted(found) == "1 of 2 experiments, 1 of 1 predicted, 0 of 1 composite"
    assert parts_counted([]) == kinds_counted([]) == ""
