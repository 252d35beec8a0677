"""Geometry of the groove on atoms that the test places."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from conftest import groove_from, structure_from
from nesgroove.measure.rmsd import groove_rmsd
from nesgroove.measure.scalar import scalars
from nesgroove.measure.state import CLOSED_BELOW, OPEN_FROM, WIDTH_STATIONS, groove_state
from nesgroove.model.frame import GrooveFrame, HelixAxis
from nesgroove.model.target import XPO1


def frame(first=(1.0, 0.0, 0.0), second=(1.0, 0.0, 0.0), apart=15.0):
    axes = {
        "H11A": HelixAxis(np.zeros(3), np.array(first)),
        "H12A": HelixAxis(np.array((0.0, apart, 0.0)), np.array(second)),
        "H11B": HelixAxis(np.array((0.0, 0.0, -9.0)), np.array(first)),
        "H12B": HelixAxis(np.array((0.0, apart, -9.0)), np.array(second)),
    }
    return GrooveFrame(np.eye(3), np.zeros(3), axes)


def stations(widths):
    """A groove of alanines: each station's C-alpha atoms at its width, CB a bond further in on both sides."""
    parts, residue_at = [], {}
    for row, ((a, b), width) in enumerate(widths.items()):
        for position, y, inward in ((a, 0.0, 1.53), (b, width, -1.53)):
            if position not in residue_at:
                residue_at[position] = len(parts)
                atoms = [("CA", "C", (40.0 * row, y, 0.0)), ("CB", "C", (40.0 * row, y + inward, 0.0))]
                parts.append(("ALA", "polymer", atoms))
    return groove_from(structure_from(parts), residue_at, frame())


def values(groove):
    return dict(scalars(groove))


def test_station_distances_are_those_planted():
    widths = dict(zip(XPO1.stations, (10.0, 11.0, 12.0, 13.0, 14.5, 16.25), strict=True))
    found = values(stations(widths))
    for (a, b), width in widths.items():
        assert found[f"ca_{a}_{b}"] == pytest.approx(width)
        assert found[f"clear_{a}_{b}"] == pytest.approx(width - 2 * 1.53 - 2 * 1.70)


@pytest.mark.parametrize(("element", "radius"), [("C", 1.70), ("N", 1.55), ("O", 1.52), ("S", 1.80), ("SE", 1.90)])
def test_clear_width_uses_the_radius_of_the_element(element, radius):
    parts = [
        ("ALA", "polymer", [("CA", "C", (0, 0, 0)), ("CB", element, (0, 2, 0))]),
        ("ALA", "polymer", [("CA", "C", (0, 12, 0)), ("CB", "C", (0, 10, 0))]),
    ]
    found = values(groove_from(structure_from(parts), {514: 0, 558: 1}, frame()))
    assert found["clear_514_558"] == pytest.approx(8 - radius - 1.70)


def test_glycine_is_measured_from_its_c_alpha_and_a_stub_is_not_measured():
    end = ("ALA", "polymer", [("CA", "C", (0, 12, 0)), ("CB", "C", (0, 10, 0))])
    for component, expected in (("GLY", 10 - 3.4), ("LEU", None)):
        part = (component, "polymer", [("N", "N", (1, 0, 0)), ("CA", "C", (0, 0, 0))])
        found = values(groove_from(structure_from([part, end]), {514: 0, 558: 1}, frame()))
        assert found["clear_514_558"] == (expected if expected is None else pytest.approx(expected))
        assert found["ca_514_558"] == pytest.approx(12)


def test_what_is_missing_is_none_and_the_rest_is_measured():
    groove = stations({(514, 558): 10.0, (525, 568): 12.0})
    found = values(groove)
    assert found["ca_514_558"] == pytest.approx(10)
    assert found["ca_521_565"] is None
    assert found["k568_e571"] is None
    assert groove_state(groove) is None


@pytest.mark.parametrize("angle", [0.0, 20.0, 33.5, 90.0])
def test_crossing_angle_and_helix_distance_are_those_planted(angle):
    second = (np.cos(np.radians(angle)), 0.0, np.sin(np.radians(angle)))
    groove = groove_from(structure_from([("ALA", "polymer", [("CA", "C", (0, 0, 0))])]), {510: 0}, frame(second=second))
    found = values(groove)
    assert found["crossing_angle"] == pytest.approx(angle, abs=1e-5)
    assert found["helix_distance"] == pytest.approx(15.0)


@pytest.mark.parametrize(
    ("width", "state", "margin"),
    [
        (9.0, "closed", CLOSED_BELOW - 9.0), (CLOSED_BELOW - 0.01, "closed", 0.01),
        (CLOSED_BELOW + 0.01, "intermediate", 0.01), (10.4, "intermediate", 0.5),
        (OPEN_FROM - 0.01, "intermediate", 0.01), (OPEN_FROM + 0.01, "open", 0.01), (14.0, "open", 14.0 - OPEN_FROM),
    ],
)  # fmt: skip
def test_state_and_its_margin_follow_from_the_width(width, state, margin):
    found = groove_state(stations(dict.fromkeys(WIDTH_STATIONS, width)))
    assert (found.state, found.width, found.margin) == (state, pytest.approx(width), pytest.approx(margin))


def test_width_is_the_mean_of_three_stations():
    found = groove_state(stations(dict(zip(WIDTH_STATIONS, (9.0, 10.0, 14.0), strict=True))))
    assert found.width == pytest.approx(11.0)


@pytest.mark.parametrize(("first", "second", "expected"), [(2.9, 4.1, 2.9), (4.5, 3.1, 3.1), (6.0, None, 6.0)])
def test_salt_bridge_is_the_shorter_of_two_distances(first, second, expected):
    oxygens = [("OE1", "O", (first, 0, 0))] + ([("OE2", "O", (0, second, 0))] if second else [])
    parts = [("LYS", "polymer", [("NZ", "N", (0, 0, 0))]), ("GLU", "polymer", oxygens)]
    found = values(groove_from(structure_from(parts), {568: 0, 571: 1}, frame()))
    assert found["k568_e571"] == pytest.approx(expected)


@pytest.fixture
def cloud():
    points = np.random.default_rng(5).normal(0, 9, (85, 3))
    return dict(enumerate(points - points.mean(axis=0), start=510))


@pytest.mark.parametrize("seed", range(4))
def test_rmsd_of_a_moved_copy_is_zero(cloud, seed):
    rotation = Rotation.random(random_state=seed)
    rmsd, positions = groove_rmsd(cloud, {p: rotation.apply(v) + np.array((30, -7, 2)) for p, v in cloud.items()})
    assert rmsd == pytest.approx(0, abs=1e-6)
    assert positions == 85


@pytest.mark.parametrize("growth", [0.01, 0.05, 0.2])
def test_rmsd_of_a_swollen_copy_is_what_no_motion_can_take_away(cloud, growth):
    size = np.sqrt(np.mean([v @ v for v in cloud.values()]))
    assert groove_rmsd(cloud, {p: v * (1 + growth) for p, v in cloud.items()})[0] == pytest.approx(growth * size)


def test_rmsd_of_a_mirror_image_is_not_zero(cloud):
    assert groove_rmsd(cloud, {p: v * (1, 1, -1) for p, v in cloud.items()})[0] > 1


def test_rmsd_is_over_shared_positions_only(cloud):
    other = {p: v for p, v in cloud.items() if p % 5} | {900: np.array((999.0, 0.0, 0.0))}
    rmsd, positions = groove_rmsd(cloud, other)
    assert (rmsd, positions) == (pytest.approx(0, abs=1e-6), 68)
