"""The calibration phantoms: what is planted by geometry alone is measured again, from the file to the tables.

Truths are computed by the builder without the package's measuring functions and are checked here once more: distances
from the file's own coordinates, volumes by random points, areas by dense counts. The frame of these phantoms follows
from stated helix axes, so that it is held against something else than the function that finds it.
"""

from __future__ import annotations

from functools import cache

import gemmi
import numpy as np
import pytest

from checked.areas import dense_areas
from checked.plain import CENTRES, HELICES, Plain, Source
from checked.space import space
from conftest import Surveyed
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.phantoms import phantom_description, phantom_names, phantom_truth, write_phantoms
from nesgroove.io.read import read_structure
from nesgroove.measure.groove import Settings
from nesgroove.survey.entry import survey
from phantom.calibration import CALIBRATION

NAMES = phantom_names(calibration=True)
CONTACTS = phantom_truth("phantom_contacts")["contacts"]

FILM = 0.3
"""The lid is computed at 1 A: on an outer wall it may leave a film this thick (tests/test_cavity.py), A."""


@pytest.fixture(scope="session")
def calibration(tmp_path_factory):
    """Read and measure a calibration phantom, once: its truth, its rows, its complex, and the file read by gemmi."""
    directory = tmp_path_factory.mktemp("calibration")

    @cache
    def make(name):
        (path,) = write_phantoms(directory, [name])
        structure = read_structure(path)
        plain = Plain.read(path, Source(name, "C", occupant="C/1101"))
        return phantom_truth(name), Surveyed(survey(structure, Settings())), find_complexes(structure)[0][0], plain

    return make


def test_there_is_a_phantom_for_each_uncertain_measure():
    assert list(CALIBRATION) == NAMES
    assert not set(NAMES) & set(phantom_names())
    for name, item in CALIBRATION.items():
        assert phantom_description(name) == item.description


# --- the frame, from stated axes ------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_frame_is_that_of_the_stated_axes(calibration, name):
    truth, _, complex_, _ = calibration(name)
    assert np.abs(np.array(truth["frame"]["rotation"]) - np.eye(3)).max() > 0.2
    # Coordinates are rounded to 0.001 A, which turns a helix of 20 A by some 0.003 degrees.
    assert np.abs(complex_.frame.rotation - np.array(truth["frame"]["rotation"])).max() < 2e-4
    assert np.abs(complex_.frame.origin - np.array(truth["frame"]["origin"])).max() < 1e-3


@pytest.mark.parametrize("name", NAMES)
def test_angles_and_distances_are_those_stated(calibration, name):
    truth, found, _, _ = calibration(name)
    assert truth["crossing_angle"] == 32.0
    assert found.value("crossing_angle") == pytest.approx(truth["crossing_angle"], abs=0.01)
    for measure in [key for key in truth if key.startswith("ca_")] + ["helix_distance"]:
        assert found.value(measure) == pytest.approx(truth[measure], abs=2e-3), measure


def test_stated_axes_are_those_of_the_written_atoms(calibration):
    # Not by a fit: atoms mirrored at the middle of a helix have midpoints on one line, its plane of symmetry.
    truth, _, _, plain = calibration("phantom_pit")
    rotation, origin = np.array(truth["frame"]["rotation"]), np.array(truth["frame"]["origin"])
    direction = {}
    for helix, (first, last) in HELICES.items():
        ca = np.array([(plain.atom(p, "CA") - origin) @ rotation.T for p in range(first, last + 1)])
        t = np.arange(len(ca)) - (len(ca) - 1) / 2
        slope = (t[:, None] * ca).sum(axis=0) / (t**2).sum()
        assert np.linalg.norm(slope) == pytest.approx(1.5, abs=1e-3)
        direction[helix] = slope / np.linalg.norm(slope)
    assert direction["H11A"] + direction["H12A"] == pytest.approx((2 * np.cos(np.radians(16.0)), 0, 0), abs=2e-4)
    assert direction["H11A"] @ direction["H12A"] == pytest.approx(np.cos(np.radians(32.0)), abs=2e-4)


# --- a pit of known volume ------------------------------------------------------------------------------


def test_the_pit_has_its_volume_depth_and_mouth(calibration):
    truth, found, _, _ = calibration("phantom_pit")
    pit, row = truth["pit"], found.one("pockets", pocket="P0")
    assert row.volume == pytest.approx(pit["volume"]["P0"], rel=0.05)
    assert row.mouth_area == pytest.approx(pit["mouth_area"]["P0"], rel=0.08)
    # Depths are read from a lid of 1 A voxels.
    assert row.depth == pytest.approx(pit["depth"]["P0"], abs=0.5)
    assert row.hydrophobic_fraction == 1.0


def test_beside_the_pit_there_is_no_cavity_but_a_film(calibration):
    # A part of the pit is nearest to P1; the outer wall is in reach of P1 and P2.
    truth, found, _, _ = calibration("phantom_pit")
    outer_wall = 11.8 * 9.8
    more = {row.pocket: row.volume - truth["pit"]["volume"][row.pocket] for row in found.table("pockets")}
    assert all(-0.05 * truth["pit"]["volume"]["P0"] < volume for volume in more.values()), more
    assert more["P1"] + more["P2"] < FILM * outer_wall, more
    assert (more["P3"], more["P4"]) == (0.0, 0.0)


def test_the_occupant_fills_the_planted_part(calibration):
    truth, found, _, _ = calibration("phantom_pit")
    filled = {row.pocket: row.filled for row in found.table("occupancy")}
    assert filled["P0"] == pytest.approx(truth["pit"]["filled"]["P0"], abs=0.02)
    assert filled["P1"] == truth["pit"]["filled"]["P1"] == 0.0


@pytest.mark.full
def test_the_truth_of_the_pit_is_that_of_random_points(calibration):
    # The formula takes walls without gaps; those of the file are atoms 1 A apart.
    truth, _, _, plain = calibration("phantom_pit")
    counted = space(plain)
    volumes = {pocket: counted.volume(number) for number, pocket in enumerate(CENTRES)}
    for pocket, volume in volumes.items():
        assert volume == pytest.approx(truth["pit"]["volume"][pocket], rel=0.03, abs=2.5), pocket
    inside = counted.cavity & (counted.pocket == 0)
    apart = np.linalg.norm(counted.points[inside][:, None] - plain.placed[plain.occupant], axis=2)
    assert (apart.min(axis=1) <= 1.7).mean() == pytest.approx(truth["pit"]["filled"]["P0"], abs=0.015)
    # The lowest place of the large probe is a cusp between spheres, which points 0.6 A apart miss by up to 0.1 A.
    assert np.percentile(counted.depth[inside], 95) == pytest.approx(truth["pit"]["depth"]["P0"], abs=0.12)


# --- areas buried as caps -------------------------------------------------------------------------------


def test_caps_are_buried_by_the_planted_area(calibration):
    # 960 points an atom: one stands for 0.13 A^2.
    truth, found, _, _ = calibration("phantom_caps")
    rows = {row.pocket: row.buried for row in found.table("occupancy")}
    assert rows == {pocket: pytest.approx(area, abs=0.3) for pocket, area in truth["caps"]["buried"].items()}
    assert sum(rows[pocket] for pocket in CENTRES) == pytest.approx(rows["all"])
    assert (rows["P1"], rows["P3"]) == (0.0, 0.0)


def test_the_footprint_has_the_planted_distances_and_areas(calibration):
    truth, found, _, _ = calibration("phantom_caps")
    rows = {str(row.position): row for row in found.table("footprint")}
    assert rows.keys() == truth["caps"]["distance"].keys()
    for position, row in rows.items():
        assert row.distance == pytest.approx(truth["caps"]["distance"][position], abs=2e-3)
        assert row.pairs == (truth["caps"]["distance"][position] <= 4.0)
        assert row.covered == pytest.approx(truth["caps"]["covered"][position], abs=0.3)
    assert sorted(row.pairs for row in rows.values()) == [0, 0, 1]


def test_the_truth_of_the_caps_is_that_of_a_dense_count(calibration):
    truth, _, _, plain = calibration("phantom_caps")
    wanted = np.array([plain.index["C", int(position), "CB"] for position in truth["caps"]["distance"]])
    bare, covered = (
        dense_areas(plain, wanted, present)
        for present in (plain.receptor, np.concatenate([plain.receptor, plain.occupant]))
    )
    planted = [area for area in truth["caps"]["buried"].values() if area][:-1]
    assert bare - covered == pytest.approx(planted, abs=0.05)


# --- contacts, one by one -------------------------------------------------------------------------------


def case(item):
    return f"{item['type']} {'yes' if item['planted'] else 'no'}: {item['why']}"


def rows_of(found, item):
    """Rows of the contact in question between the pair in question."""
    rows = [
        row
        for row in found.table("contacts", type=item["type"], position=item["position"])
        if row.occupant_residue == item["occupant_residue"]
    ]
    if item["atom"]:
        rows = [row for row in rows if (row.atom, row.occupant_atom) == (item["atom"], item["occupant_atom"])]
    return rows


@pytest.mark.parametrize("item", CONTACTS, ids=case)
def test_a_contact_is_found_where_it_is_planted_and_nowhere_else(calibration, item):
    _, found, _, _ = calibration("phantom_contacts")
    rows = rows_of(found, item)
    assert len(rows) == item["planted"]
    if item["planted"] and item["distance"] is not None:
        assert rows[0].distance == pytest.approx(item["distance"], abs=2e-3)


def test_each_type_has_a_pair_that_makes_it_and_one_that_does_not():
    kinds = {item["type"] for item in CONTACTS}
    for kind in kinds:
        assert {item["planted"] for item in CONTACTS if item["type"] == kind} == {True, False}, kind
    assert kinds == {
        "hydrogen_bond", "water_bridge", "ionic", "pi_stacking", "cation_pi", "hydrophobic", "van_der_waals", "clash",
        "halogen_bond", "metal",
    }  # fmt: skip


@pytest.mark.parametrize("item", [item for item in CONTACTS if item["atom"] and item["distance"]], ids=case)
def test_planted_distances_are_those_of_the_file(calibration, item):
    _, _, _, plain = calibration("phantom_contacts")
    label = item["occupant_residue"]
    chain, number = label.split(":")[1:] if ":" in label else ("D", label[1:])
    first = plain.index["C", item["position"], item["atom"]]
    second = plain.index[chain, int(number), item["occupant_atom"]]
    assert np.linalg.norm(plain.xyz[first] - plain.xyz[second]) == pytest.approx(item["distance"], abs=2e-3)


def test_pairs_are_far_from_each_other(calibration):
    # What touches a residue of the cargo is the residue of XPO1 that it was planted with.
    _, found, _, _ = calibration("phantom_contacts")
    partner = {item["occupant_residue"]: set() for item in CONTACTS}
    for item in CONTACTS:
        partner[item["occupant_residue"]].add(item["position"])
    for row in found.table("contacts"):
        assert row.position in partner[row.occupant_residue], (row.position, row.occupant_residue)


def test_phantoms_have_no_coordinates_of_a_structure(calibration):
    # Helices are exact: all their C-alpha atoms are equally far from the axis, which those of no protein are.
    for name in NAMES:
        truth, _, _, plain = calibration(name)
        rotation, origin = np.array(truth["frame"]["rotation"]), np.array(truth["frame"]["origin"])
        ca = np.array([(plain.atom(p, "CA") - origin) @ rotation.T for p in range(510, 531)])
        t = np.arange(21) - 10
        axis = np.array((np.cos(np.radians(16.0)), 0.0, np.sin(np.radians(16.0))))
        across = ca - 1.5 * t[:, None] * axis
        steps = np.linalg.norm(np.diff(across, axis=0), axis=1)
        assert np.ptp(steps) < 4e-3


def test_gemmi_reads_them(calibration, tmp_path):
    (path,) = write_phantoms(tmp_path, ["phantom_contacts"])
    model = gemmi.read_structure(str(path))[0]
    assert [chain.name for chain in model] == ["C", "D", "W"]
    assert [residue.name for residue in model["W"]] == ["HOH", "HOH"]
