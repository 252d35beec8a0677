"""Side chains that are missing where the pockets are: what is told, and what is left empty."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nesgroove.measure.completeness import WALL_FROM, has_wall, incomplete_wall, wall_complete
from nesgroove.measure.groove import Groove
from nesgroove.model.structure import BACKBONE
from nesgroove.model.target import XPO1

RIM = (516, 517, 522, 529, 548, 569, 576)
"""Positions of the wall that the lining does not have."""


def without(structure, gone):
    """The structure without some atoms, shape (n,) of bool."""
    kept = ~gone
    atoms = structure.atoms
    names = ("xyz", "name", "element", "altloc", "occupancy", "b_factor", "residue")
    before = np.concatenate(([0], np.cumsum(kept)))
    residues = [replace(r, start=int(before[r.start]), stop=int(before[r.stop])) for r in structure.residues]
    fewer = replace(atoms, **{name: getattr(atoms, name)[kept] for name in names})
    return replace(structure, atoms=fewer, residues=tuple(residues), bonds=())


def trimmed(complex_, positions):
    """The complex's structure with the side chains at some positions cut off."""
    structure = complex_.structure
    residues = [complex_.residue_at[p] for p in positions if p in complex_.residue_at]
    side = ~np.isin(structure.atoms.name, list(BACKBONE))
    return without(structure, np.isin(structure.atoms.residue, residues) & side)


def warnings(surveyed, severity="warning"):
    return [row.message for row in surveyed.table("problems", severity=severity)]


def test_the_wall_has_the_lining_and_every_pocket_in_it():
    assert set(XPO1.lining) <= set(XPO1.wall)
    assert set(XPO1.lining) <= XPO1.pocket_positions <= set(XPO1.wall)
    assert set(RIM) <= set(XPO1.wall) - set(XPO1.lining)


@pytest.mark.parametrize("position", [514, *RIM])
def test_a_side_chain_that_is_missing_at_any_position_of_the_wall_is_told(complexes_of, measured, position):
    (complex_,) = complexes_of("model_pkia")
    assert incomplete_wall(Groove(complex_)) == []
    surveyed = measured(trimmed(complex_, [position]))
    label = complex_.structure.residues[complex_.residue_at[position]].label
    assert [m for m in warnings(surveyed) if f"{label} lacks CB" in m and "touch a pocket" in m]
    assert surveyed.one("complexes").groove_atoms_missing > 0
    # What is there is measured.
    assert all(row.volume > 0 for row in surveyed.table("pockets"))
    assert all(row.buried >= 0 for row in surveyed.table("occupancy"))


def test_a_side_chain_that_is_missing_away_from_the_pockets_is_not_told(complexes_of, measured):
    (complex_,) = complexes_of("model_pkia")
    surveyed = measured(trimmed(complex_, [511, 550, 590]))
    assert not [m for m in warnings(surveyed) if "lacks" in m]
    assert surveyed.one("complexes").groove_atoms_missing == 0


def test_a_missing_side_chain_can_make_its_pocket_smaller(complexes_of, measured, survey_of):
    # Lys514 holds the lid over P0 up: without it the lid sinks in.
    (complex_,) = complexes_of("3gjx")
    whole = survey_of("3gjx").one("pockets", pocket="P0").volume
    cut = measured(trimmed(complex_, [514])).one("pockets", pocket="P0").volume
    assert cut < 0.85 * whole


@pytest.mark.parametrize("entry", ["3gjx", "composite_v6a"])
def test_a_trace_of_c_alpha_atoms_has_no_volumes_and_no_areas(complexes_of, measured, entry):
    (complex_,) = complexes_of(entry)
    structure = complex_.structure
    polymer = np.isin(structure.atoms.residue, complex_.chain.residues)
    surveyed = measured(without(structure, polymer & (structure.atoms.name != "CA")))
    for row in surveyed.table("pockets"):
        cells = (row.volume, row.grid_sd, row.volume_sd, row.mouth_area, row.depth, row.hydrophobic_fraction)
        assert cells == (None,) * 6
        assert row.lining == ""
    assert surveyed.table("occupancy")
    for row in surveyed.table("occupancy"):
        assert (row.filled, row.buried, row.volume, row.depth, row.occupied) == (None, None, None, None, "")
    for row in surveyed.table("footprint"):
        assert (row.buried, row.buried_side, row.covered) == (None, None, None)
    assert [m for m in warnings(surveyed, "error") if "residues that touch a pocket are whole in the file" in m]


def test_volumes_end_where_a_quarter_of_the_wall_is_missing(complexes_of, measured):
    (complex_,) = complexes_of("3gjx")
    complete, positions = wall_complete(Groove(complex_))
    assert complete == positions == len(XPO1.wall)
    few = int((1 - WALL_FROM) * positions)
    seen = []
    for count in (few, few + 1):
        chosen = [p for p in XPO1.wall if complex_.structure.residues[complex_.residue_at[p]].component != "GLY"]
        surveyed = measured(trimmed(complex_, chosen[:count]))
        seen.append({row.volume is None for row in surveyed.table("pockets")})
    assert seen == [{False}, {True}]


@pytest.mark.parametrize(
    ("position", "measure"), [(525, "clear_525_568"), (568, "clear_525_568"), (572, "clear_528_572")]
)
def test_a_side_chain_that_is_cut_off_has_no_clear_width(complexes_of, survey_of, measured, position, measure):
    # F572 cut down to C-beta would make 7.1 A of 3.4 A.
    (complex_,) = complexes_of("3gjx")
    residue = complex_.residue_at[position]
    names = complex_.structure.atoms.name
    cut = (complex_.structure.atoms.residue == residue) & ~np.isin(names, [*BACKBONE, "CB"])
    surveyed = measured(without(complex_.structure, cut))
    whole = {row.measure: row.value for row in survey_of("3gjx").table("geometry")}
    values = {row.measure: row.value for row in surveyed.table("geometry")}
    assert values[measure] is None
    assert [m for m in warnings(surveyed) if "not measured because atoms are missing" in m and measure in m]
    others = [name for name in whole if name.startswith("clear_") and name != measure]
    assert len(others) == len(XPO1.stations) - 1
    assert [values[name] for name in others] == [whole[name] for name in others]


def test_the_sulphur_has_no_exposed_area_where_the_wall_around_it_is_not_there(complexes_of, measured):
    (complex_,) = complexes_of("3gjx")
    surveyed = measured(trimmed(complex_, [p for p in XPO1.wall if p != XPO1.cysteine]))
    values = {row.measure: row.value for row in surveyed.table("geometry")}
    assert values["chi1_528"] is not None
    assert [values[name] for name in ("sg_area", "sg_area_empty", "sg_neighbours")] == [None] * 3
    row = surveyed.one("complexes")
    assert (row.site528, row.site528_reachable) == ("Cys free", "")


def test_scatter_of_the_grid_has_two_names_and_one_value(survey_of):
    for row in survey_of("3gjx").table("pockets"):
        assert row.grid_sd == row.volume_sd
        assert 0 < row.grid_sd < 0.1 * row.volume


def test_has_wall_in_what_is_whole(complexes_of):
    assert all(has_wall(Groove(complex_)) for complex_ in complexes_of("3m1i"))
