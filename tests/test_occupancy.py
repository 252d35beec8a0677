"""Occupancy of a cavity of known size by atoms of known size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from conftest import groove_from, structure_from
from nesgroove.measure.cavity import groove_grids
from nesgroove.measure.completeness import has_wall
from nesgroove.measure.occupancy import occupancy
from nesgroove.measure.overlap import BORDERLINE, OVERLAP_FROM, displaced_anchors, occupied_by
from nesgroove.measure.pockets import grids_of
from nesgroove.measure.reference import CargoReference
from nesgroove.model.complex import Occupant
from nesgroove.model.target import XPO1
from test_cavity import CARBON, P4, hollow_ball

NO_REFERENCE = CargoReference("none", {}, np.empty((0, 3)), np.empty(0), ())
INNER = 3.4
BALL = 4 / 3 * np.pi * INNER**3
ATOM = 4 / 3 * np.pi * CARBON**3


def shared(distance, radius=CARBON):
    """Volume that two spheres of one radius share, as a part of one of them."""
    if distance >= 2 * radius:
        return 0.0
    return np.pi * (4 * radius + distance) * (2 * radius - distance) ** 2 / 12 / (4 / 3 * np.pi * radius**3)


@pytest.fixture(scope="module")
def grids():
    shell = hollow_ball(INNER)
    return groove_grids(shell, np.full(len(shell), CARBON))


def occupy(grids, atoms, *, kind="inhibitor", reference=NO_REFERENCE, lining=(), occupancies=None, b_factors=None):
    """Occupant atoms (element, xyz) in the cavity; lining residues (position, xyz of a carbon)."""
    parts = [("LIG", "ligand", [(f"X{i}", element, tuple(xyz)) for i, (element, xyz) in enumerate(atoms)])]
    parts += [("LEU", "polymer", [("CB", "C", tuple(xyz))]) for _, xyz in lining]
    structure = structure_from(parts)
    changes = {"occupancy": occupancies, "b_factor": b_factors}
    columns = {
        name: np.array([*values, *[1.0] * len(lining)]) for name, values in changes.items() if values is not None
    }
    structure = replace(structure, atoms=replace(structure.atoms, **columns))
    residue_at = {position: i for i, (position, _) in enumerate(lining, start=1)}
    occupant = Occupant(kind, "LIG", (0,), len(atoms))
    groove = groove_from(structure, residue_at, occupants=[occupant], cargo=reference)
    groove.keep(grids, grids_of)
    groove.keep(True, has_wall)
    found = occupancy(groove, occupant)
    return {share.pocket: share for share in found}


@pytest.mark.parametrize(("element", "radius"), [("C", 1.70), ("S", 1.80), ("F", 1.47), ("I", 1.98)])
def test_one_atom_fills_its_sphere(grids, element, radius):
    found = occupy(grids, [(element, P4)])
    volume = 4 / 3 * np.pi * radius**3
    assert found["P4"].volume == pytest.approx(volume, rel=0.03)
    assert found["P4"].filled == pytest.approx(volume / BALL, rel=0.10)
    assert found["all"].filled == pytest.approx(found["P4"].filled, rel=0.01)
    assert (found["P4"].atoms, found["P3"].atoms) == (1, 0)


@pytest.mark.parametrize("distance", [0.0, 0.8, 1.7, 2.6, 3.0])
def test_two_atoms_fill_their_union(grids, distance):
    half = np.array((0.0, distance / 2, 0.0))
    found = occupy(grids, [("C", P4 + half), ("C", P4 - half)])
    assert found["P4"].volume == pytest.approx(ATOM * (2 - shared(distance)), rel=0.04)


def test_volume_outside_the_cavity_does_not_count(grids):
    inside, on_the_wall, outside = (
        occupy(grids, [("C", P4 + np.array((0, z, 0)))])["P4"].volume for z in (0.0, INNER, INNER + CARBON + 0.3)
    )
    assert 0.2 * inside < on_the_wall < 0.5 * inside
    assert outside == 0


def test_pocket_without_a_cavity_is_not_measurable_and_not_zero(grids):
    found = occupy(grids, [("C", XPO1.pocket_centres["P2"])])
    for pocket in ("P0", "P1", "P2", "P3"):
        assert (found[pocket].filled, found[pocket].filled_sd) == (None, None)
    assert found["P4"].filled == 0.0


def anchored(radius=CARBON):
    return CargoReference("r", {}, np.array([P4]), np.array([radius]), ("V14",), {"V14": "P4"})


@pytest.mark.parametrize("distance", [0.0, 0.9, 1.5, 1.9, 2.25, 2.7, 3.3, 5.0])
def test_a_pocket_is_occupied_by_the_part_of_the_reference_anchor_that_is_taken(grids, distance):
    found = occupy(grids, [("C", P4 + np.array((0, distance, 0)))], reference=anchored())
    planted = shared(distance)  # of two spheres, by formula
    assert found["P4"].overlap == pytest.approx(planted, abs=0.03)
    # None of the distances lies so near to a limit that the grid could decide.
    assert min(abs(planted - limit) for limit in (OVERLAP_FROM, *BORDERLINE)) > 0.03 or planted == 0
    assert found["P4"].occupied == ("yes" if planted > 0.3 else "borderline" if planted > 0.1 else "no")
    assert found["P4"].reference_anchor == "V14"
    # The anchor that is displaced is the same number, cut once.
    assert found["all"].anchors_displaced == displaced_anchors({"V14": found["P4"].overlap})


def test_occupied_does_not_depend_on_the_pocket_s_volume(grids):
    # A narrow and a wide pocket about the same two atoms: the part of the volume moves, the overlap does not.
    wide = hollow_ball(INNER + 0.9)
    others = groove_grids(wide, np.full(len(wide), CARBON))
    atoms = [("C", P4 + np.array((0, 0.9, 0)))]
    a, b = (occupy(g, atoms, reference=anchored())["P4"] for g in (grids, others))
    assert a.filled > 1.5 * b.filled
    assert (a.overlap, a.occupied) == (b.overlap, b.occupied)


def test_a_pocket_without_a_reference_anchor_is_neither_occupied_nor_empty(grids):
    found = occupy(grids, [("C", P4)], reference=anchored())
    for pocket in ("P0", "P1", "P2", "P3", "all"):
        share = found[pocket]
        assert (share.overlap, share.occupied, share.reference_anchor) == (None, "", ""), pocket
    without = occupy(grids, [("C", P4)])["P4"]
    assert (without.overlap, without.occupied, without.reference_anchor) == (None, "", "")
    assert without.filled > 0.1


def test_a_glycine_as_anchor_has_no_side_chain_to_take(grids):
    reference = CargoReference("r", {}, np.array([P4]), np.array([CARBON]), ("",), {"G14": "P4"})
    assert occupy(grids, [("C", P4)], reference=reference)["P4"].occupied == ""


@pytest.mark.parametrize(
    ("overlap", "word"),
    [(None, ""), (0.0, "no"), (0.0999, "no"), (0.1, "borderline"), (0.2999, "borderline"), (0.3, "yes"), (1.0, "yes")],
)
def test_the_word_for_an_overlap(overlap, word):
    assert occupied_by(overlap) == word


def test_span_is_that_of_all_atoms_of_an_inhibitor_and_of_a_cargo_near_the_pockets(grids):
    atoms = [("C", P4), ("C", P4 + np.array((2.0, 0, 0))), ("C", P4 + np.array((30.0, 0, 0)))]
    assert occupy(grids, atoms)["P4"].x_max == pytest.approx(P4[0] + 30)
    assert occupy(grids, atoms, kind="cargo")["P4"].x_max == pytest.approx(P4[0] + 2)
    assert occupy(grids, atoms)["P4"].x_min == pytest.approx(P4[0])


def test_filled_vs_cargo_is_the_ratio_to_the_reference_and_empty_without_one(grids):
    reference = CargoReference("r", {"P4": 0.25, "all": 0.5}, np.empty((0, 3)), np.empty(0), ())
    found = occupy(grids, [("C", P4)], reference=reference)
    assert found["P4"].filled_vs_cargo == pytest.approx(found["P4"].filled / 0.25)
    assert found["all"].filled_vs_cargo == pytest.approx(found["all"].filled / 0.5)
    assert occupy(grids, [("C", P4)])["P4"].filled_vs_cargo is None


@pytest.mark.parametrize("distance", [0.0, 0.9, 1.8, 2.2, 2.6, 3.3, 5.0])
def test_anchor_is_displaced_by_what_takes_its_place(grids, distance):
    reference = CargoReference("r", {}, np.array([P4]), np.array([CARBON]), ("V14",))
    found = occupy(grids, [("C", P4 + np.array((0, distance, 0)))], reference=reference)["all"]
    assert found.cargo_volume_taken == pytest.approx(shared(distance), abs=0.03)
    # Of the distances none lies so near to the limit that the grid could decide.
    assert abs(shared(distance) - OVERLAP_FROM) > 0.03
    assert found.anchors_displaced == (("V14",) if shared(distance) > OVERLAP_FROM else ())


def test_backbone_of_the_reference_counts_as_volume_but_is_no_anchor(grids):
    xyz = np.array([P4, P4 + np.array((0, 0, 3.4))])
    reference = CargoReference("r", {}, xyz, np.full(2, CARBON), ("", "V14"))
    found = occupy(grids, [("C", P4)], reference=reference)["all"]
    assert found.cargo_volume_taken == pytest.approx(0.5, abs=0.03)
    assert found.anchors_displaced == ()


@pytest.mark.parametrize("distance", [3.4, 4.5, 6.0, 6.5])
def test_buried_area_is_the_cap_that_the_occupant_covers(grids, distance):
    atom = P4 + np.array((0, distance, 0))
    found = occupy(grids, [("C", P4)], lining=[(534, atom)])
    cap = 2 * np.pi * 3.1 * max(3.1 - distance / 2, 0)
    assert found["P4"].buried == pytest.approx(cap, abs=0.02 * 4 * np.pi * 3.1**2)
    assert found["all"].buried == pytest.approx(found["P4"].buried)
    assert found["P0"].buried == 0


def test_an_atom_of_a_residue_of_two_pockets_counts_in_the_nearer_and_pockets_add_up(grids):
    found = occupy(grids, [("C", P4)], lining=[(541, P4 + np.array((0, 3.6, 0)))])
    assert found["P4"].buried > 10
    assert found["all"].buried == pytest.approx(found["P4"].buried)
    assert found["P3"].buried == 0


def test_what_is_buried_of_residues_that_make_no_pocket_does_not_count(grids):
    atom = P4 + np.array((0, 3.6, 0))
    assert occupy(grids, [("C", P4)], lining=[(576, atom)])["all"].buried == 0
    assert occupy(grids, [("C", P4)], lining=[(575, atom)])["all"].buried > 10


def test_crystallographic_occupancy_and_b_are_carried_and_change_nothing(grids):
    atoms = [("C", P4), ("C", P4 + np.array((0, 1.5, 0)))]
    plain, weak = occupy(grids, atoms), occupy(grids, atoms, occupancies=[0.5, 0.25], b_factors=[10.0, 90.0])
    assert (weak["P4"].crystal_occupancy, weak["P4"].b_factor) == (0.375, 50.0)
    assert (weak["P3"].crystal_occupancy, weak["P3"].b_factor) == (None, None)
    assert weak["P4"].filled == plain["P4"].filled


def test_counts_keep_borderline_and_undecided_apart():
    from nesgroove.compare.occupied import rows
    from nesgroove.compare.tables import RunTables
    from nesgroove.measure.complexes import ComplexRecord
    from nesgroove.measure.occupancy import OccupancyRecord

    # Two copies of the first entry, 0.35 and 0.15 (0.25: one borderline), and four more entries.
    overlaps = {"a-A": 0.35, "a-B": 0.15, "b-A": 0.9, "c-A": 0.29, "d-A": 0.0, "p-A": None}
    complexes = [
        ComplexRecord(entry=name[0], complex=name, inhibitor="V6A", inhibitor_name="selinexor",
                      source_kind="predicted" if name == "p-A" else "experiment")
        for name in overlaps
    ]  # fmt: skip
    table = [
        OccupancyRecord(entry=name[0], complex=name, occupant="V6A:A:1", kind="inhibitor", pocket=pocket,
                        overlap=overlap if pocket == "P4" else 0.0, reference="r-A")
        for name, overlap in overlaps.items() for pocket in (*XPO1.pockets, "all")
    ]  # fmt: skip
    counted = {(row.source_kind, row.pocket): row for row in rows(RunTables(complexes=complexes, occupancy=table))}
    assert len(counted) == 2 * len(XPO1.pockets)
    row = counted["experiment", "P4"]
    assert (row.group, row.yes, row.borderline, row.no, row.observed, row.observable) == ("selinexor", 1, 2, 1, 4, 4)
    row = counted["predicted", "P4"]
    assert (row.yes, row.borderline, row.no, row.observed, row.observable) == (0, 0, 0, 0, 1)
