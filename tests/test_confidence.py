"""pLDDT of the groove and of what lies in it, from B columns on every scale."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nesgroove import phantom_path
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.read import read_structure
from nesgroove.measure.complexes import Complexes
from nesgroove.measure.confidence import (
    confidence_scale,
    groove_confidence,
    residue_plddt,
    residues_in_groove,
)
from nesgroove.measure.groove import Groove
from nesgroove.measure.remarks import entry_remarks
from nesgroove.model.confidence import confidence_class
from nesgroove.show.atlas.site import write_atlas
from nesgroove.show.look import PAGE_CONFIDENCE
from nesgroove.show.pictures.content import complex_picture, together_picture
from nesgroove.show.scene.load import load_scene
from nesgroove.show.scene.write import write_scene


@pytest.fixture(scope="module")
def cargo():
    return find_complexes(read_structure(phantom_path("phantom_cargo_1c")))[0][0]


@pytest.fixture(scope="module")
def inhibitor():
    return find_complexes(read_structure(phantom_path("phantom_v6a")))[0][0]


def predicted(complex_, b_factor, kind="predicted"):
    """The same complex as a predictor would write it, with these B factors by atom."""
    structure = complex_.structure
    atoms = replace(structure.atoms, b_factor=np.array(b_factor, dtype=float))
    return replace(complex_, structure=replace(structure, atoms=atoms, source_kind=kind))


def planted(complex_, *, tail=20.0, cargo=80.0, groove=95.0, rest=60.0):
    """B factors by atom: the groove, the cargo near pockets, its other residues, and all else."""
    structure = complex_.structure
    b_factor = np.full(len(structure.atoms), rest)
    b_factor[structure.atom_indices([i for p, i in complex_.residue_at.items() if 510 <= p <= 595])] = groove
    for occupant in complex_.occupants:
        b_factor[structure.atom_indices(occupant.residues)] = tail
        near = residues_in_groove(Groove(complex_), occupant)
        b_factor[structure.atom_indices(near)] = cargo
    return b_factor


def row(complex_):
    return next(Complexes().rows(Groove(complex_)))


def test_groove_and_cargo_give_back_what_was_planted(cargo):
    made = row(predicted(cargo, planted(cargo)))
    assert (made.plddt_groove, made.plddt_cargo, made.plddt_inhibitor) == (95.0, 80.0, None)


def test_tails_of_the_cargo_do_not_count(cargo):
    occupant = cargo.occupants[0]
    near = residues_in_groove(Groove(cargo), occupant)
    assert 5 <= len(near) < len(occupant.residues)
    low, high = (row(predicted(cargo, planted(cargo, tail=tail))).plddt_cargo for tail in (1.0, 99.0))
    assert low == high == 80.0


def test_a_column_from_0_to_1_is_read_as_0_to_100_and_told(cargo):
    made = predicted(cargo, planted(cargo) / 100)
    assert row(made).plddt_groove == pytest.approx(95.0)
    assert row(made).plddt_cargo == pytest.approx(80.0)
    assert "multiplied by 100" in " ".join(remark.message for remark in entry_remarks(made.structure))
    whole = predicted(cargo, planted(cargo))
    assert "confidence" not in {remark.step for remark in entry_remarks(whole.structure)}


def test_atoms_of_one_residue_may_differ(cargo):
    b_factor = planted(cargo)
    residue = cargo.structure.residues[cargo.residue_at[528]]
    b_factor[residue.start : residue.stop] = np.linspace(70, 90, residue.stop - residue.start)
    made = predicted(cargo, b_factor)
    assert residue_plddt(made.structure, [cargo.residue_at[528]]) == pytest.approx([80.0])
    assert groove_confidence(Groove(made)).groove == pytest.approx(95 - 15 / 86, abs=0.01)


def test_an_inhibitor_has_the_mean_of_its_atoms(inhibitor):
    b_factor = planted(inhibitor)
    atoms = inhibitor.structure.atom_indices(inhibitor.occupants[0].residues)
    b_factor[atoms] = np.linspace(40, 60, len(atoms))
    made = row(predicted(inhibitor, b_factor))
    assert (made.plddt_inhibitor, made.plddt_cargo) == (pytest.approx(50.0), None)


@pytest.mark.parametrize("kind", ["experiment", "modelled", "composite", "phantom", "unknown"])
def test_what_is_no_prediction_has_none(cargo, kind):
    made = predicted(cargo, planted(cargo), kind)
    assert (row(made).plddt_groove, row(made).plddt_cargo) == (None, None)
    assert confidence_scale(made.structure) is None
    assert np.isnan(residue_plddt(made.structure, [0, 1])).all()
    assert "confidence" not in {remark.step for remark in entry_remarks(made.structure)}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda b: np.zeros_like(b), "all 0"),
        (lambda b: np.full_like(b, 1.0), "all 1"),
        (lambda b: b + 6, "beyond 0 to 100"),
        (lambda b: b - 30, "from -10"),
        (lambda b: np.where(np.arange(len(b)) == 5, np.nan, b), "not given for all atoms"),
    ],
)
def test_a_column_that_is_no_confidence_is_empty_and_told(cargo, change, why):
    made = predicted(cargo, change(planted(cargo)))
    assert (row(made).plddt_groove, row(made).plddt_cargo) == (None, None)
    told = [remark for remark in entry_remarks(made.structure) if remark.step == "confidence"]
    assert len(told) == 1
    assert why in told[0].message


def test_classes_are_those_of_the_alphafold_database():
    values = [100, 90, 89.99, 70, 69.99, 50, 49.99, 0]
    names = ["very high"] * 2 + ["confident"] * 2 + ["low"] * 2 + ["very low"] * 2
    assert [confidence_class(value) for value in values] == names


@pytest.mark.shared_values
def test_a_real_prediction_by_its_own_column(path_of):
    structure = replace(read_structure(path_of("model_cpeb4")), source_kind="predicted")
    complex_ = find_complexes(structure)[0][0]
    made = row(complex_)
    own = {}
    for residue in structure.residues:
        own[residue.auth_chain, residue.auth_seq_id] = structure.atoms.b_factor[residue.start]
    assert made.plddt_groove == pytest.approx(np.mean([own["A", n] for n in range(510, 596)]), abs=0.01)
    near = [structure.residues[i].auth_seq_id for i in residues_in_groove(Groove(complex_), complex_.occupants[0])]
    assert set(near) <= set(range(38, 62))
    assert made.plddt_cargo == pytest.approx(np.mean([own["B", n] for n in near]), abs=0.01)
    assert made.plddt_cargo > 40 + np.mean([value for (chain, _), value in own.items() if chain == "B"])


def sure(tables: Path, tmp_path: Path, plddt: str = "56.65") -> Path:
    """Tables in which phantom_cargo_1c is a prediction with this confidence."""
    copy = shutil.copytree(tables, tmp_path / "tables")
    path = copy / "complexes.tsv"
    head, *rows = [line.split("\t") for line in path.read_text().splitlines()]
    for row in rows:
        if row[head.index("entry")] == "phantom_cargo_1c":
            for name, value in (("source_kind", "predicted"), ("plddt_cargo", plddt), ("plddt_groove", "91.30")):
                row[head.index(name)] = value
    path.write_text("".join("\t".join(row) + "\n" for row in (head, *rows)))
    return copy


def test_pictures_and_scenes_say_how_sure_a_prediction_is(phantom_tables, tmp_path):
    tables = sure(phantom_tables, tmp_path)
    scene = load_scene(tables, "phantom_cargo_1c-C")
    assert scene.source == "predicted, not observed, pLDDT of the cargo 56, low"
    picture = complex_picture(scene)
    assert (picture.plddt, picture.mark) == (56.65, "\u25cb predicted, not observed")
    assert "pLDDT of the cargo 56, low" in picture.lines[0]
    other = load_scene(tables, "phantom_cargo_1a_minus-C")
    assert (complex_picture(other).plddt, other.source) == (None, "phantom, not observed")
    keys = [words for _, _, words in together_picture([other, scene], "both", "both").keys]
    assert ["pLDDT 56)" in words for words in keys][:2] == [False, True]
    write_scene(scene, tmp_path)
    for ending in ("pml", "cxc", "mvsj"):
        assert "pLDDT of the cargo 56" in (tmp_path / f"phantom_cargo_1c-C.{ending}").read_text()


@pytest.mark.slow
def test_pages_of_the_atlas_show_and_filter_by_confidence(phantom_tables, tmp_path):
    tables = sure(phantom_tables, tmp_path)
    assert write_atlas(tables, tmp_path / "atlas") == []
    index = (tmp_path / "atlas" / "index.html").read_text()
    row = re.search(r'data-plddt="low, from 50".*?<th scope="row"[^>]*><a [^>]*>([^<]*)<', index, re.DOTALL)
    assert row is not None
    assert row.group(1) == "phantom_cargo_1c-C"
    assert index.count('data-plddt="no pLDDT"') == 4
    assert '<span class="plddt low" title="pLDDT 56.6, low">56</span>' in index
    assert "very low, below 50" in index
    page = (tmp_path / "atlas" / "complex" / "phantom_cargo_1c-C.html").read_text()
    assert "pLDDT of the cargo, low" in page
    assert '<span class="plddt very-high" title="pLDDT 91.3, very high">91</span>' in page
    other = (tmp_path / "atlas" / "complex" / "phantom_v6a-C.html").read_text()
    assert 'class="plddt' not in other
    css = (tmp_path / "atlas" / "assets" / "atlas.css").read_text()
    for name, colour in PAGE_CONFIDENCE.items():
        assert f".plddt.{name.replace(' ', '-')} {{ background: {colour};" in css
