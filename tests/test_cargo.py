"""Anchors, direction and class of cargoes whose side chains the test puts into the pockets."""

from __future__ import annotations

import numpy as np
import pytest

from conftest import groove_from, structure_from
from nesgroove.measure.cargo import ANCHOR_REACH, cargo_pose
from nesgroove.measure.lysine import LysineToCargo
from nesgroove.model.complex import Occupant
from nesgroove.model.target import XPO1

CLASSES = {
    # class: the anchors' places along the chain, from P0 (class 1-3: P1) to P4
    "1a": (("P1", 4), ("P2", 8), ("P3", 11), ("P4", 13)),
    "1b": (("P1", 4), ("P2", 7), ("P3", 10), ("P4", 12)),
    "1c": (("P1", 4), ("P2", 8), ("P3", 12), ("P4", 14)),
    "1d": (("P1", 4), ("P2", 7), ("P3", 11), ("P4", 13)),
    "2": (("P1", 4), ("P2", 6), ("P3", 9), ("P4", 11)),
    "3": (("P1", 4), ("P2", 7), ("P3", 11), ("P4", 14)),
    "4": (("P0", 1), ("P1", 4), ("P2", 8), ("P3", 11), ("P4", 15)),
}
LENGTH = 20


def cargo(places, *, component="LEU", away=None, oxygens=(), lysine=None, mobile=0.0, whole=False):
    """Twenty residues; those in ``places`` (pocket, place) have their side chain there, the others have none."""
    pocket_at = {place: pocket for pocket, place in places}
    parts = []
    for place in range(LENGTH):
        atoms = [("CA", "C", (2.0 * place, 40.0, 40.0))]
        atoms += [("O", "O", tuple(xyz)) for at, xyz in oxygens if at == place]
        name = "GLY"
        if place in pocket_at:
            name = component
            centre = np.array(XPO1.pocket_centres[pocket_at[place]]) + (away if away is not None else mobile)
            atoms += [("CB", "C", tuple(centre + np.array((0, 0, 0.7)))), ("CG", "C", tuple(centre - (0, 0, 0.7)))]
        parts.append((name, "polymer", atoms))
    residue_at = {}
    if lysine is not None:
        residue_at[568] = len(parts)
        parts.append(("LYS", "polymer", [("NZ", "N", tuple(lysine))]))
    structure = structure_from(parts)
    occupant = Occupant("cargo", "B", tuple(range(LENGTH)), 30)
    groove = groove_from(structure, residue_at, occupants=[occupant])
    return groove if whole else cargo_pose(groove, occupant)


@pytest.mark.parametrize("name", CLASSES)
def test_class_is_read_along_the_groove(name):
    pose = cargo(CLASSES[name])
    assert (pose.direction, pose.nes_class, pose.monotonic) == ("plus", name, True)
    assert {pocket: anchor.residue for pocket, anchor in pose.anchors.items()} == dict(CLASSES[name])
    places = [place for _, place in CLASSES[name]]
    assert pose.spacing == tuple(np.diff(places))


@pytest.mark.parametrize("name", CLASSES)
def test_reversed_signal_has_the_class_with_r(name):
    # The chain runs the other way: the same pockets, places counted from the other end.
    pose = cargo([(pocket, LENGTH - 1 - place) for pocket, place in CLASSES[name]])
    assert (pose.direction, pose.nes_class, pose.monotonic) == ("minus", f"{name}-R", True)
    assert {pocket: anchor.name for pocket, anchor in pose.anchors.items()} == {
        pocket: f"Phi{5 - int(pocket[1])}" for pocket, _ in CLASSES[name]
    }


@pytest.mark.parametrize("name", ["1a", "1c", "2"])
def test_an_anchor_in_p0_does_not_change_the_class_of_the_four_others(name):
    first = CLASSES[name][0][1]
    pose = cargo([("P0", first - 3), *CLASSES[name]])
    assert pose.nes_class == name
    assert pose.anchors["P0"].name == "Phi0"


def test_class_3_may_sit_in_p0_to_p3():
    pose = cargo([("P0", 2), ("P1", 5), ("P2", 9), ("P3", 12)])
    assert (pose.nes_class, sorted(pose.anchors)) == ("3", ["P0", "P1", "P2", "P3"])


@pytest.mark.parametrize(
    "places",
    [
        [("P1", 4), ("P2", 8), ("P3", 11)],  # 1a without its last anchor
        [("P1", 4), ("P2", 8), ("P4", 13)],
        [("P1", 4), ("P2", 9), ("P3", 12), ("P4", 14)],  # one residue too many
        [("P1", 4), ("P2", 5), ("P3", 6), ("P4", 7)],
        [("P0", 1), ("P1", 5), ("P2", 9), ("P3", 12)],
    ],
)
def test_spacing_that_fits_no_class_has_none(places):
    pose = cargo(places)
    assert (pose.direction, pose.nes_class) == ("plus", "")


def test_anchors_out_of_sequence_are_told():
    pose = cargo([("P0", 12), ("P1", 4), ("P2", 8), ("P3", 15)])
    assert pose.monotonic is False
    assert pose.nes_class == ""


@pytest.mark.parametrize("component", ["LEU", "ILE", "VAL", "MET", "PHE", "TRP", "ALA", "PRO", "CYS", "TYR"])
def test_hydrophobic_side_chains_are_anchors(component):
    assert sorted(cargo(CLASSES["1a"], component=component).anchors) == ["P1", "P2", "P3", "P4"]


@pytest.mark.parametrize("component", ["LYS", "ASP", "GLU", "ARG", "SER", "THR", "ASN", "GLN", "HIS"])
def test_polar_side_chains_are_not(component):
    pose = cargo(CLASSES["1a"], component=component)
    assert (pose.anchors, pose.direction, pose.nes_class) == ({}, "", "")


@pytest.mark.parametrize(
    ("distance", "anchored"), [(0.0, True), (ANCHOR_REACH - 0.1, True), (ANCHOR_REACH + 0.1, False)]
)
def test_side_chain_must_come_near_the_pocket(distance, anchored):
    pose = cargo([("P4", 10)], away=np.array((0.0, distance, 0.0)))
    assert ("P4" in pose.anchors) is anchored
    if anchored:
        assert pose.anchors["P4"].distance == pytest.approx(distance)


def test_the_nearer_of_two_side_chains_is_the_anchor():
    centre = np.array(XPO1.pocket_centres["P4"])
    parts = [("LEU", "polymer", [("CB", "C", tuple(centre + np.array((0, d, 0))))]) for d in (2.0, -1.0, 3.0)]
    structure = structure_from(parts)
    pose = cargo_pose(groove_from(structure, {}), Occupant("cargo", "B", (0, 1, 2), 3))
    assert {pocket: a.residue for pocket, a in pose.anchors.items()} == {"P4": 1}


def test_one_side_chain_is_the_anchor_of_one_pocket_only():
    middle = (np.array(XPO1.pocket_centres["P0"]) + np.array(XPO1.pocket_centres["P1"])) / 2 + (0.2, 0, 0)
    structure = structure_from([("LEU", "polymer", [("CB", "C", tuple(middle))])])
    pose = cargo_pose(groove_from(structure, {}), Occupant("cargo", "B", (0,), 1))
    assert {pocket: a.residue for pocket, a in pose.anchors.items()} == {"P1": 0}


@pytest.mark.parametrize(("sign", "direction"), [(1, "plus"), (-1, "minus")])
def test_direction_without_anchors_is_that_of_the_backbone_above_the_pockets(sign, direction):
    centres = np.array([XPO1.pocket_centres[name] for name in XPO1.pockets])[:: int(sign)]
    parts = [("GLY", "polymer", [("CA", "C", tuple(centre + np.array((0, 0, 6.0))))]) for centre in centres]
    structure = structure_from(parts)
    occupant = Occupant("cargo", "B", tuple(range(5)), 5)
    assert cargo_pose(groove_from(structure, {}), occupant).direction == direction
    far = structure.with_xyz(structure.atoms.xyz + np.array((0, 0, 9.0)))
    assert cargo_pose(groove_from(far, {}), occupant).direction == ""


@pytest.mark.parametrize("distances", [(2.8, 3.1), (3.49, 3.51), (3.6, 4.2), (2.9,)])
def test_the_lysine_is_measured_to_the_nearest_main_chain_oxygen(distances):
    lysine = np.array((5.0, 5.0, 8.0))
    oxygens = [(3 + i, lysine + np.roll((d, 0, 0), i)) for i, d in enumerate(reversed(distances))]
    groove = cargo(CLASSES["1a"], oxygens=oxygens, lysine=lysine, whole=True)
    assert dict(LysineToCargo().values(groove))["k568_nz_o"] == pytest.approx(min(distances))


def test_without_lysine_there_is_no_such_distance():
    groove = cargo(CLASSES["1a"], oxygens=[(3, (0, 0, 0))], whole=True)
    assert list(LysineToCargo().values(groove)) == [("k568_nz_o", None)]
