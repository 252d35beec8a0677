"""Grids and cavities against brute force and against shapes of known volume."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import distance_transform_edt

import brute_cavity
from nesgroove.chem.radii import PROBE
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.phantoms import write_phantoms
from nesgroove.io.read import read_structure
from nesgroove.measure.cavity import _percentile, groove_grids, painted_voxels, pocket_shapes, wall_atoms
from nesgroove.measure.columns import FAR, grown, halved, painted, squared_distances
from nesgroove.measure.grid import BIAS, Grid
from nesgroove.measure.groove import Groove
from nesgroove.measure.lid import LID_PROBE, lid_depths
from nesgroove.measure.reach import SHIFTS, mean_of_grids, reaches, scatter_of_grids
from nesgroove.measure.stack import WORD, Stack, Voxels
from nesgroove.model.target import XPO1
from structures import structure_path

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


def whole(*grids):
    """All voxels of some grids."""
    return Voxels.of(grids, [np.argwhere(np.ones(grid.shape, dtype=bool)) for grid in grids])


def paint(xyz, radii, *grids):
    """Voxels of each grid that are in a sphere, each in its grid's shape."""
    voxels = whole(*grids)
    bits = voxels.read(painted(voxels.stack, xyz, radii))
    ends = np.cumsum([np.prod(grid.shape) for grid in grids])[:-1]
    return [part.reshape(grid.shape) for part, grid in zip(np.split(bits, ends), grids, strict=True)]


def distances(mask, grid):
    """Distances (A) of the voxels of a grid from those of a mask, corrected for their bias."""
    voxels = whole(grid)
    columns = voxels.set(mask.reshape(-1))
    squares = squared_distances(columns, np.zeros(3, int), np.array(grid.shape) - 1)[:, :, 0]
    return np.where(squares < FAR, np.maximum(np.sqrt(squares) - BIAS, 0.0) * grid.step, np.inf)


@pytest.mark.parametrize("seed", range(3))
def test_painted_voxels_are_exactly_those_in_a_sphere(seed):
    random = np.random.default_rng(seed)
    grid = Grid.covering(np.zeros(3), np.array((9.0, 7.0, 8.0)), 0.5, np.array((0.5, 0.0, 0.5)))
    xyz, radii = random.uniform(-3, 12, (25, 3)), random.uniform(0.4, 2.3, 25)
    points = np.indices(grid.shape).reshape(3, -1).T * grid.step + grid.low
    distance = np.linalg.norm(points[:, None] - xyz[None], axis=2)
    # Voxels on a surface to rounding error may fall either way.
    sure = (np.abs(distance - radii) > 1e-4).all(axis=1)
    (own,) = paint(xyz, radii, grid)
    assert np.array_equal(own.reshape(-1)[sure], (distance <= radii).any(axis=1)[sure])
    assert sure.mean() > 0.999
    assert 0.05 < own.mean() < 0.95


@pytest.mark.parametrize(("count", "largest"), [(0, 1.0), (1, 9.0), (40, 3.0), (400, 9.5), (3000, 2.0)])
def test_grids_painted_together_are_those_painted_alone_sphere_by_sphere(count, largest):
    random = np.random.default_rng(count)
    grids = [Grid.covering(np.full(3, -9.0), np.array((11.0, 8.0, 14.0)), 0.5, shift) for shift in SHIFTS]
    xyz, radii = random.uniform(-12, 16, (count, 3)), random.uniform(0.2, largest, count)
    for grid, own in zip(grids, paint(xyz, radii, *grids), strict=True):
        assert np.array_equal(own, brute_cavity.paint(grid, xyz, radii))
        assert own.any() == bool(count)


def test_a_sphere_that_touches_no_voxel_sets_none_on_an_axis_of_voxels_either():
    grid = Grid(np.zeros(3), (8, 8, 8), 1.0)
    (own,) = paint(np.array([[3.5, 3.5, 4.0]]), np.array([0.7]), grid)
    assert not own.any()
    (own,) = paint(np.array([[3.0, 3.0, 4.0]]), np.array([0.7]), grid)
    assert np.argwhere(own).tolist() == [[3, 3, 4]]


def test_grids_that_make_no_stack_are_refused():
    grid = Grid(np.zeros(3), (4, 4, 4), 0.5)
    with pytest.raises(ValueError, match="one step"):
        Stack((grid, Grid(np.zeros(3), (4, 4, 4), 1.0)))
    with pytest.raises(ValueError, match="64 voxels"):
        Stack((Grid(np.zeros(3), (4, 4, WORD + 1), 0.5),))
    with pytest.raises(ValueError, match="less than a voxel"):
        Stack((grid, Grid(np.array((0.0, 0.5, 0.0)), (4, 4, 4), 0.5)))


@pytest.mark.parametrize("radius", [0.9, 1.0, 2.3, 3.2])
def test_growing_sets_what_is_within_reach_and_stays_in_the_grid(radius):
    random = np.random.default_rng(5)
    grids = [Grid(np.full(3, shift), (9 + 4 * shift, 10, 11), 1.0) for shift in (0, 0.5)]
    grids = [Grid(grid.low, tuple(map(int, grid.shape)), 1.0) for grid in grids]
    voxels = whole(*grids)
    mask = random.random(len(voxels.places)) < 0.02
    bits = voxels.read(grown(voxels.set(mask), voxels.stack.inside, radius))
    first = np.prod(grids[0].shape)
    for own, before, grid in ((bits[:first], mask[:first], grids[0]), (bits[first:], mask[first:], grids[1])):
        distance = distance_transform_edt(~before.reshape(grid.shape))
        assert np.array_equal(own.reshape(grid.shape), distance <= radius)
    assert 0.02 < bits.mean() < 1


@pytest.mark.parametrize("part", [0.0005, 0.02, 0.5])
def test_squared_distances_are_exact(part):
    mask = np.random.default_rng(3).random((20, 13, 40)) < part
    voxels = whole(Grid(np.zeros(3), mask.shape, 1.0))
    first, last = np.array((4, 0, 11)), np.array((17, 12, 39))
    squares = squared_distances(voxels.set(mask.reshape(-1)), first, last)[:, :, 0]
    expected = distance_transform_edt(~mask)[4:18, :13, 11:40] ** 2
    np.testing.assert_array_equal(squares, np.rint(expected))
    assert (squared_distances(voxels.set(np.zeros(mask.size, bool)), first, last) >= FAR).all()


def test_halving_puts_means_between_neighbours():
    values = np.arange(12.0).reshape(3, 4) ** 2
    assert halved(values, 1)[0].tolist() == [0, 0.5, 1, 2.5, 4, 6.5, 9]
    assert halved(values, 0)[:, 0].tolist() == [0, 8, 16, 40, 64]


def assert_as_by_brute_force(xyz, radii):
    """Every voxel, every depth and every atom of the wall."""
    grids = groove_grids(xyz, radii)
    walls = wall_atoms(grids, xyz, radii)
    for grid, wall, (cavity, depth) in zip(grids, walls, brute_cavity.cavities(xyz, radii), strict=True):
        np.testing.assert_array_equal(grid.cavity, cavity)
        np.testing.assert_allclose(grid.lid, depth, atol=1e-9)
        np.testing.assert_array_equal(wall, brute_cavity.wall_atoms(xyz, radii, grid.reach, cavity))
    return np.mean([grid.cavity.mean() for grid in grids])


@pytest.mark.parametrize(
    ("count", "around", "least"), [(40, 13, 0), (3000, 13, 0.001), (700, 26, 0.1), (60, 26, 0), (25, 26, 0)]
)
def test_cavities_of_clouds_of_atoms_are_those_of_brute_force(count, around, least):
    random = np.random.default_rng(count)
    xyz = random.uniform(XPO1.centres.min(axis=0) - around, XPO1.centres.max(axis=0) + around, (count, 3))
    assert assert_as_by_brute_force(xyz, random.choice((1.52, 1.55, 1.7, 1.8, 1.9), count)) >= least


@pytest.mark.parametrize(
    "name",
    [
        "phantom_v6a",
        "composite_k85",
        *(
            pytest.param(name, marks=pytest.mark.full)
            for name in ("phantom_closed", "phantom_open", "3gjx", "4hb2", "composite_lmb", "model_p53", "3m1i")
        ),
    ],
)
def test_cavities_of_complexes_are_those_of_brute_force(tmp_path, name):
    path = write_phantoms(tmp_path, [name])[0] if name.startswith("phantom") else structure_path(name)
    groove = Groove(find_complexes(read_structure(path))[0][0])
    assert assert_as_by_brute_force(groove.xyz[groove.receptor], groove.receptor_radii) > 0.1
    taken = groove.xyz[groove.occupant_atoms], np.full(len(groove.occupant_atoms), 1.7)
    for reach, own in zip(reaches(), painted_voxels(*taken), strict=True):
        np.testing.assert_array_equal(own, brute_cavity.sample(reach, brute_cavity.paint(reach.grid, *taken)))


def test_where_the_large_probe_fits_nowhere_everything_is_infinitely_deep():
    everywhere = np.stack(np.meshgrid(*(np.arange(-30, 40, 5.0),) * 3), axis=-1).reshape(-1, 3)
    assert np.isinf(lid_depths(everywhere, np.full(len(everywhere), CARBON))).all()
    found = shapes(everywhere)["all"]
    assert (found.volume > 0, found.depth) == (True, None)


def test_sphere_outside_the_box_does_not_come_back_on_the_other_side():
    grid = Grid.covering(np.zeros(3), np.full(3, 10.0), 0.5, np.zeros(3))
    assert not paint(np.array([[-4.0, 5, 5], [5, 16, 5], [5, 5, 16]]), np.array([2.0, 3.0, 3.0]), grid)[0].any()
    for axis in range(3):
        place = np.full((1, 3), 5.0)
        place[0, axis] = 0.0
        half = np.moveaxis(paint(place, np.array([2.0]), grid)[0], axis, 0)
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
    distance = distances(*paint(np.zeros((1, 3)), np.array([radius]), grid), grid)
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
    distance = distances(mask, grid)
    assert distance[:4].max() == 0
    assert distance[10, 3, 3] == pytest.approx(7 * 0.5 - BIAS * 0.5)
    assert np.isinf(distances(np.zeros(grid.shape, dtype=bool), grid)).all()


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


def test_mean_scatter_and_percentile_are_numpys():
    generator = np.random.default_rng(8)
    for size in (2, 4):
        values = generator.normal(100, 3, size)
        assert mean_of_grids(values.tolist()) == np.mean(values)
        assert scatter_of_grids(values.tolist()) == np.std(values, ddof=1)
    for size in (1, 2, 3, 20, 21, 22, 500, 4001):
        values = generator.normal(size=size)
        assert _percentile(values, 95.0) == np.percentile(values, 95.0)
    assert np.isnan(_percentile(np.empty(0), 95.0))
