"""Grids and cavities against brute force and against shapes of known volume."""

from __future__ import annotations

import numpy as np
import pytest

from nesgroove.chem.radii import PROBE
from nesgroove.measure.cavity import (
    LID_PROBE,
    SHIFTS,
    _percentile,
    groove_grids,
    pocket_shapes,
    reaches,
    wall_atoms,
)
from nesgroove.measure.grid import BIAS, Grid
from nesgroove.model.target import XPO1

CARBON = 1.70
P4 = np.array(XPO1.pocket_centres["P4"])


def sphere(n):
    """Points spread evenly over a unit sphere."""
    i = np.arange(n) + 0.5
    polar, around = np.arccos(1 - 2 * i / n), np.pi * (1 + 5**0.5) * i
    return np.stack((np.sin(polar) * np.cos(around), np.sin(polar) * np.sin(around), np.cos(polar)), axis=1)


def hollow_ball(inner, centre=P4):
    """Atoms whose surfaces enclose a ball of this radius."""
    return centre + (inner + CARBON) * sphere(3000)


def hollow_box(edge, centre=P4, spacing=0.5):
    """Atoms whose surfaces enclose a cube with this edge."""
    side = edge / 2 + CARBON
    ticks = np.linspace(-side, side, int(np.ceil(2 * side / spacing)) + 1)
    grid = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    walls = [np.insert(grid, axis, sign * side, axis=1) for axis in range(3) for sign in (-1.0, 1.0)]
    return centre + np.concatenate(walls)


def shapes(xyz, apolar=None):
    radii = np.full(len(xyz), CARBON)
    grids = groove_grids(xyz, radii)
    walls = wall_atoms(grids, xyz, radii)
    found = pocket_shapes(grids, walls, np.ones(len(xyz), bool) if apolar is None else apolar)
    return {shape.pocket: shape for shape in found}


@pytest.mark.parametrize("seed", range(3))
def test_painted_voxels_are_exactly_those_in_a_sphere(seed):
    random = np.random.default_rng(seed)
    grid = Grid.covering(np.zeros(3), np.array((9.0, 7.0, 8.0)), 0.5, np.array((0.5, 0.0, 0.5)))
    xyz, radii = random.uniform(-3, 12, (25, 3)), random.uniform(0.4, 2.3, 25)
    points = np.indices(grid.shape).reshape(3, -1).T * grid.step + grid.low
    distance = np.linalg.norm(points[:, None] - xyz[None], axis=2)
    # Voxels on a surface to rounding error may fall either way.
    sure = (np.abs(distance - radii) > 1e-4).all(axis=1)
    painted = grid.paint(xyz, radii).reshape(-1)
    assert np.array_equal(painted[sure], (distance <= radii).any(axis=1)[sure])
    assert sure.mean() > 0.999
    assert 0.05 < painted.mean() < 0.95


def test_sphere_outside_the_box_does_not_come_back_on_the_other_side():
    grid = Grid.covering(np.zeros(3), np.full(3, 10.0), 0.5, np.zeros(3))
    assert not grid.paint(np.array([[-4.0, 5, 5], [5, 16, 5]]), np.array([2.0, 3.0])).any()
    half = grid.paint(np.array([[0.0, 5, 5]]), np.array([2.0]))
    assert half[:5].any()
    assert not half[-6:].any()


def test_grid_covers_its_box_under_every_shift():
    low, high = np.array((-9.3, 1.0, 2.2)), np.array((4.1, 6.6, 2.9))
    for shift in SHIFTS:
        grid = Grid.covering(low, high, 0.5, shift)
        assert (grid.low <= low).all()
        assert (grid.high >= high).all()


@pytest.mark.parametrize("radius", [2.0, 3.5, 5.0])
def test_distance_to_a_ball_is_unbiased(radius):
    grid = Grid.covering(np.full(3, -12.0), np.full(3, 12.0), 0.5, np.array((0.3, 0.1, 0.2)))
    distance = grid.distance_to(grid.paint(np.zeros((1, 3)), np.array([radius])))
    points = np.indices(grid.shape).reshape(3, -1).T * grid.step + grid.low
    true = np.linalg.norm(points, axis=1) - radius
    error = distance.reshape(-1)[true > 1.0] - true[true > 1.0]
    # Without the correction the mean would be 0.2 A, BIAS times the step.
    assert abs(error.mean()) < 0.1
    assert np.abs(error).max() < grid.step


def test_distance_to_a_plane_through_voxel_centres_is_too_short_by_the_bias_only():
    grid = Grid.covering(np.zeros(3), np.full(3, 8.0), 0.5, np.full(3, 0.5))
    mask = np.zeros(grid.shape, dtype=bool)
    mask[:4] = True
    distance = grid.distance_to(mask)
    assert distance[:4].max() == 0
    assert distance[10, 3, 3] == pytest.approx(7 * 0.5 - BIAS * 0.5)
    assert np.isinf(grid.distance_to(np.zeros(grid.shape, dtype=bool))).all()


def test_every_voxel_belongs_to_its_nearest_pocket_and_lies_within_reach():
    centres = np.array([XPO1.pocket_centres[name] for name in XPO1.pockets])
    for reach in reaches():
        distance = np.linalg.norm(reach.points[:, None] - centres, axis=2)
        assert (distance.min(axis=1) < 5.0).all()
        assert np.array_equal(distance.argmin(axis=1), reach.pocket)
        # All voxels of a ball of 5 A are there: P4's, cut by the plane half way to P3.
        half = np.linalg.norm(centres[4] - centres[3]) / 2
        ball = 4 / 3 * np.pi * 5**3 - np.pi * (5 - half) ** 2 * (10 + half) / 3
        assert (reach.pocket == 4).sum() * reach.grid.step**3 == pytest.approx(ball, rel=0.02)


@pytest.mark.parametrize("inner", [2.0, 2.7, 3.3, 3.8])
def test_closed_ball_has_its_volume(inner):
    # The surface is right to a fifth of a voxel; that is 8 % of the volume of a ball this small.
    found = shapes(hollow_ball(inner))
    assert np.cbrt(3 * found["P4"].volume / (4 * np.pi)) == pytest.approx(inner, abs=0.1)
    assert found["all"].volume == pytest.approx(found["P4"].volume, rel=0.01)
    assert found["P3"].volume < 1
    assert found["P4"].grid_sd < 0.05 * found["P4"].volume


@pytest.mark.parametrize("edge", [4.0, 4.5, 5.5])
def test_closed_box_has_the_volume_of_a_box_with_rounded_edges(edge):
    # A probe of 1.4 A cannot reach into the edges and corners of the box.
    free = edge - 2 * PROBE
    swept = free**3 + 6 * free**2 * PROBE + 3 * np.pi * PROBE**2 * free + 4 / 3 * np.pi * PROBE**3
    assert shapes(hollow_box(edge))["P4"].volume == pytest.approx(swept, rel=0.06)
    assert swept < 0.95 * edge**3


@pytest.mark.parametrize("inner", [1.0, 1.3])
def test_ball_that_the_probe_does_not_fit_into_is_no_cavity(inner):
    assert shapes(hollow_ball(inner))["all"].volume == 0


@pytest.mark.parametrize("seed", range(3))
def test_volume_does_not_depend_on_where_the_ball_lies_between_voxels(seed):
    shift = np.random.default_rng(seed).uniform(-0.5, 0.5, 3)
    here, there = shapes(hollow_ball(3.0))["P4"].volume, shapes(hollow_ball(3.0, P4 + shift))["P4"].volume
    assert there == pytest.approx(here, rel=0.03)


def test_flat_wall_and_empty_space_have_no_cavity():
    # The lid is a coarse grid of 1 A: on a plane it may leave a film, no more than 0.3 A thick.
    ticks = np.arange(-30, 36, 0.8)
    x, y = np.meshgrid(ticks, ticks)
    wall = np.stack((x.ravel(), y.ravel(), np.full(x.size, -3.0)), axis=1)
    found = shapes(wall)
    area = np.pi * 25 * 5
    assert found["all"].volume < 0.3 * area
    far = shapes(np.full((1, 3), 400.0))
    assert far["all"].volume == 0
    assert (far["all"].hydrophobic_fraction, far["all"].lining, far["all"].depth) == (None, (), None)


@pytest.mark.parametrize("inner", [2.7, 3.3, 3.8])
def test_depth_of_a_closed_ball_is_that_of_95_percent_of_its_volume(inner):
    shape = shapes(hollow_ball(inner))["P4"]
    # The large probe stays outside the wall, so that a voxel at r lies inner + 2 * CARBON - r below its surface. The
    # innermost twentieth of a ball, to 0.05^(1/3) of its radius, is deeper than the 95th percentile. The lid, on a grid
    # of 1 A, takes half an angstrom of it; the deepest voxel of all is 0.6 A and more below.
    assert shape.depth == pytest.approx(inner + 2 * CARBON - np.cbrt(0.05) * inner - 0.5, abs=0.2)
    assert shape.mouth_area == 0


def test_open_well_has_a_mouth_and_a_depth():
    # A block of atoms with a round well of radius 4 A, sunk 6 A deep at P4, open to +z.
    ticks = np.arange(-26, 26.1, 0.9)
    block = np.stack(np.meshgrid(ticks, ticks, np.arange(-12, 0.1, 0.9)), axis=-1).reshape(-1, 3)
    inside = (np.linalg.norm(block[:, :2], axis=1) < 4 + CARBON) & (block[:, 2] > -6 - CARBON)
    shape = shapes(block[~inside] + P4 + (0, 0, 2.0))["P4"]
    top = CARBON
    sag = LID_PROBE - np.sqrt(LID_PROBE**2 - 4.0**2)
    # The pocket's deepest twentieth is a slice of 0.05 of the well's depth.
    assert shape.depth == pytest.approx(0.95 * (6 + top - sag), abs=0.9)
    assert shape.mouth_area == pytest.approx(np.pi * 4**2, rel=0.25)


def test_lining_is_what_bounds_the_cavity():
    shell = hollow_ball(3.0)
    apolar = shell[:, 2] > P4[2]
    far = np.array([[P4[0], P4[1], P4[2] + 12.0]])
    shape = shapes(np.concatenate((shell, far)), np.append(apolar, True))["P4"]
    assert shape.hydrophobic_fraction == pytest.approx(0.5, abs=0.05)
    assert len(shell) not in shape.lining
    assert len(shape.lining) > 0.3 * len(shell)
    assert shapes(shell, np.ones(len(shell), bool))["P4"].hydrophobic_fraction == 1


def test_the_percentile_is_numpys():
    generator = np.random.default_rng(8)
    for size in (1, 2, 3, 20, 21, 22, 500, 4001):
        values = generator.normal(size=size)
        assert _percentile(values, 95.0) == np.percentile(values, 95.0)
    assert np.isnan(_percentile(np.empty(0), 95.0))
