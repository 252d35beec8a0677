"""Frames of a trajectory: measured as the same coordinates in a file, put together across boxes, never in silence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from MDAnalysis.lib.mdamath import triclinic_vectors

from nesgroove.identify.complexes import find_complexes
from nesgroove.io.from_mdanalysis import heavy_rows, structure_from_universe
from nesgroove.io.phantoms import write_phantoms
from nesgroove.io.trajectory.system import box_of
from nesgroove.measure.contacts import occupant_contacts
from nesgroove.measure.groove import Groove, Settings
from nesgroove.measure.occupancy import occupancy
from nesgroove.measure.pockets import shapes_of
from nesgroove.measure.scalar import scalars
from nesgroove.series.trajectory.first import Chosen
from nesgroove.series.trajectory.levels import Strides
from nesgroove.series.trajectory.run import measure_trajectory
from nesgroove.survey.references import packaged_references
from test_moved import universe_of

BOXES = {
    "rectangular": (110.0, 124.0, 136.0, 90.0, 90.0, 90.0),
    "dodecahedron": (145.0, 145.0, 145.0, 60.0, 60.0, 90.0),
    "skewed": (132.0, 128.0, 149.0, 75.0, 110.0, 68.0),
}
TABLES = ("frames", "frame_occupancy", "frame_footprint", "frame_contacts")
GEOMETRY = Strides(pockets=0, contacts=0)


def moved(universe, count, *, seed=1, size=0.15):
    """Frames of small random moves, the first one without."""
    random = np.random.default_rng(seed)
    still = universe.atoms.positions.copy()
    return [still + (random.normal(0, size, still.shape) if i else 0) for i in range(count)]


def wrapped(xyz, box):
    """The same atoms, each in the box by itself, as simulations write them."""
    lattice = triclinic_vectors(np.array(box), dtype=np.float64)
    return (np.mod(xyz @ np.linalg.inv(lattice), 1.0)) @ lattice


def write(path, universe, frames, *, box=None, boxes=None):
    import MDAnalysis

    with MDAnalysis.Writer(str(path), universe.atoms.n_atoms) as writer:
        for number, xyz in enumerate(frames):
            universe.atoms.positions = xyz
            universe.dimensions = box if boxes is None else boxes[number]
            universe.trajectory.ts.time = float(number)
            writer.write(universe.atoms)
    return path


@pytest.fixture(scope="module")
def system(tmp_path_factory):
    """A phantom with its inhibitor as a topology, and eight frames of it."""
    directory = tmp_path_factory.mktemp("system")
    (path,) = write_phantoms(directory, ["phantom_v6a"])
    universe, top = universe_of(path, directory)
    return universe, top, moved(universe, 8)


def run(out, top, *groups, **options):
    options.setdefault("chosen", Chosen("top", "phantom"))
    walked = measure_trajectory(
        top, [group if isinstance(group, list) else [group] for group in groups], out,
        Settings(references=packaged_references()), **options,
    )  # fmt: skip
    return walked, {name: pd.read_parquet(out / f"{name}.parquet") for name in TABLES}


def same_numbers(first, second, *, atol=2e-3):
    assert list(first.columns) == list(second.columns)
    for name in first.columns:
        if first[name].dtype.kind == "f":
            np.testing.assert_allclose(first[name], second[name], atol=atol, rtol=0, err_msg=name)
        else:
            assert first[name].equals(second[name]), name


def test_a_frame_is_measured_as_the_same_coordinates_in_a_file(tmp_path, system):
    universe, top, frames = system
    trajectory = write(tmp_path / "t.trr", universe, frames)
    walked, tables = run(tmp_path / "out", top, trajectory, strides=Strides(1, 1))
    assert walked.flags.measured == len(tables["frames"]) == 8
    universe.atoms.positions = frames[0]
    structure = structure_from_universe(universe, entry="top", source_kind="phantom")
    first = Groove(find_complexes(structure)[0][0], Settings(references=packaged_references()))
    groove = first.with_xyz(frames[3][heavy_rows(universe)])
    row = tables["frames"].iloc[3]
    for name, value in scalars(groove):
        assert row[name] == pytest.approx(value, abs=2e-3), name
    for shape in groove.once(shapes_of):
        assert row[f"volume_{shape.pocket}"] == pytest.approx(shape.volume, abs=1.0)
    (occupant,) = groove.complex.occupants
    own = tables["frame_occupancy"].query("frame == 3").set_index("pocket")
    for share in groove.once(occupancy, occupant):
        assert own.filled[share.pocket] == pytest.approx(share.filled, abs=3e-3)
    kinds = {(c.type) for c in groove.once(occupant_contacts, occupant)}
    assert set(tables["frame_contacts"].query("frame == 3").type) == kinds
    assert row["time"] == pytest.approx(3.0)


@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
def test_molecules_across_the_box_give_the_same_numbers(tmp_path, system, box):
    universe, top, frames = system
    # Every frame is broken elsewhere, and the inhibitor lies in another image than its groove.
    shifts = np.random.default_rng(3).uniform(0, 90, (len(frames), 3))
    broken = [wrapped(xyz + shift, box) for xyz, shift in zip(frames, shifts, strict=True)]
    lattice = triclinic_vectors(np.array(box), dtype=np.float64)
    ligand = universe.select_atoms("resname V6A").ix
    for number, xyz in enumerate(broken):
        xyz[ligand] += (number % 3 - 1) * lattice[number % 2]
    whole, expected = run(tmp_path / "a", top, write(tmp_path / "whole.trr", universe, frames), strides=Strides(2, 3))
    walked, tables = run(
        tmp_path / "b", top, write(tmp_path / "whole.trr", universe, broken, box=box), strides=Strides(2, 3)
    )
    assert walked.flags.measured == whole.flags.measured == len(frames)
    for name in TABLES:
        same_numbers(tables[name], expected[name], atol=2e-2 if name == "frames" else 5e-2)


def test_what_has_no_box_and_is_broken_is_told(tmp_path, system):
    universe, top, frames = system
    lost = [frames[0], wrapped(frames[1], (60.0, 60.0, 60.0, 90.0, 90.0, 90.0)), frames[2]]
    walked, tables = run(tmp_path / "out", top, write(tmp_path / "t.trr", universe, lost), strides=GEOMETRY)
    assert tables["frames"].flag.str.contains("no box").tolist() == [False, True, False]
    assert tables["frames"].ca_525_568.isna().tolist() == [False, True, False]
    (error,) = walked.errors
    assert error.message.startswith(
        "1 of 3 frames of t are not measured: molecules are broken, and the frame has no box"
    )
    assert "(frame 1)" in error.message


@pytest.mark.parametrize(
    ("dimensions", "there"),
    [(None, False), ((0,) * 6, False), ((1, 1, 1, 90, 90, 90), False), ((20, 20, 20, 90, 90, 90), False),
     ((np.nan, 90, 90, 90, 90, 90), False), ((60, 60, 60, 90, 90, 90), True)],
)  # fmt: skip
def test_a_box_is_one_where_what_is_in_it_has_room(dimensions, there):
    assert (box_of(dimensions, 10_000) is not None) == there


def test_the_bytes_do_not_depend_on_the_number_of_processes(tmp_path, system):
    universe, top, frames = system
    trajectory = write(tmp_path / "t.xtc", universe, frames)
    for jobs in (1, 2):
        run(tmp_path / f"out{jobs}", top, trajectory, strides=Strides(4, 4), jobs=jobs)
    for path in sorted((tmp_path / "out1").rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "out2" / path.relative_to(tmp_path / "out1")).read_bytes(), path


def test_replicas_are_kept_apart_and_files_that_continue_each_other_are_one(tmp_path, system):
    universe, top, frames = system
    paths = [write(tmp_path / name, universe, part) for name, part in
             (("one.xtc", frames[:4]), ("two.xtc", frames[3:]))]  # fmt: skip
    _, apart = run(tmp_path / "apart", top, *paths, strides=GEOMETRY)
    frames_of = apart["frames"].groupby(["replica", "trajectory"]).frame.apply(list).to_dict()
    assert frames_of == {(1, "one"): [0, 1, 2, 3], (2, "two"): [0, 1, 2, 3, 4]}
    walked, one = run(tmp_path / "one", top, paths, strides=GEOMETRY)
    # The second file begins with the last frame of the first, and its clock begins anew.
    assert one["frames"].replica.unique().tolist() == [1]
    assert one["frames"].frame.tolist() == [0, 1, 2, 3, 5, 6, 7, 8]
    assert one["frames"].time.tolist() == [0, 1, 2, 3, 4, 5, 6, 7]
    assert any("begins with the last frame" in row.message for row in walked.rows)
