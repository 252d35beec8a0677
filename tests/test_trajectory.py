"""Frames of a trajectory: measured as the same coordinates in a file, put together across boxes, never in silence."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import signal
import sys

import numpy as np
import pandas as pd
import pytest
from MDAnalysis.lib.mdamath import triclinic_vectors

from nesgroove.errors import ConfigError, NesgrooveError, ReadError, WriteError
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.from_mdanalysis import heavy_rows, structure_from_universe
from nesgroove.io.phantoms import write_phantoms
from nesgroove.io.tables import read_table
from nesgroove.io.trajectory.opened import open_topology
from nesgroove.io.trajectory.parquet import PartTable
from nesgroove.io.trajectory.system import box_of
from nesgroove.measure.contacts import occupant_contacts
from nesgroove.measure.groove import Groove, Settings
from nesgroove.measure.occupancy import occupancy
from nesgroove.measure.pockets import shapes_of
from nesgroove.measure.scalar import scalars
from nesgroove.model.problem import ProblemRecord
from nesgroove.series.trajectory.first import Chosen
from nesgroove.series.trajectory.levels import Strides
from nesgroove.series.trajectory.records import FrameOccupancyRecord
from nesgroove.series.trajectory.run import measure_trajectory
from nesgroove.series.trajectory.start import Frames
from nesgroove.survey.gather import gather
from nesgroove.survey.references import packaged_references
from nesgroove.survey.summary import read_summary
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


@pytest.mark.slow
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


@pytest.fixture(scope="module")
def damaged(system, tmp_path_factory):
    """Files of eight frames that end within a frame, or in which one is damaged, by their names."""
    universe, _, frames = system
    directory = tmp_path_factory.mktemp("damaged")
    for ending in ("xtc", "trr", "dcd"):
        path = write(directory / f"cut.{ending}", universe, frames)
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * 0.7)])
    header = bytearray(write(directory / "header.trr", universe, frames).read_bytes())
    header[len(header) // 2 : len(header) // 2 + 40] = bytes(40)  # the header of frame 4
    (directory / "header.trr").write_bytes(header)
    gone = [xyz.copy() for xyz in frames]
    gone[2][:] = np.nan
    gone[3][:] = 0.0
    write(directory / "numbers.trr", universe, gone)
    return directory


@pytest.mark.parametrize(
    ("name", "measured", "told"),
    [
        ("cut.xtc", 5, "frames 0 to 4 can be read"),
        ("cut.trr", 5, "frames 0 to 4 can be read"),
        ("cut.dcd", 5, "the header says 8 frames"),
        ("header.trr", 4, "bytes behind them are no frame"),
        ("numbers.trr", 6, "all atoms are in one place"),
        ("numbers.trr", 6, "coordinates are no numbers"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_rest_is_measured(tmp_path, system, damaged, name, measured, told):
    walked, tables = run(tmp_path / "out", system[1], damaged / name, strides=GEOMETRY)
    assert walked.flags.measured == measured == int(tables["frames"].ca_525_568.notna().sum())
    assert [row.message for row in walked.errors if told in row.message]


def test_a_frame_whose_reading_ends_the_process_takes_no_other_with_it(tmp_path, system, monkeypatch):
    from MDAnalysis.coordinates.TRJ import NCDFReader

    universe, top, frames = system
    path = write(tmp_path / "t.nc", universe, frames)
    read = NCDFReader._read_frame

    def damaged(self, frame):
        if multiprocessing.parent_process() is not None and frame == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        if multiprocessing.parent_process() is not None and frame == 5:
            raise OSError("a damaged frame")
        return read(self, frame)

    monkeypatch.setattr(NCDFReader, "_read_frame", damaged)
    walked, tables = run(tmp_path / "out", top, path, strides=GEOMETRY)
    flags = tables["frames"].flag.tolist()
    assert tables["frames"].frame.tolist() == list(range(8))
    assert flags[3] == "it cannot be read: reading it ends the process"
    assert flags[5] == "it cannot be read: a damaged frame"
    assert walked.flags.measured == 6


def test_another_number_of_atoms_is_refused_and_the_selection_that_fits_is_named(tmp_path, system):
    import MDAnalysis

    universe, top, frames = system
    protein = universe.select_atoms("protein")
    path = tmp_path / "protein.xtc"
    with MDAnalysis.Writer(str(path), protein.n_atoms) as writer:
        for number, xyz in enumerate(frames):
            universe.atoms.positions = xyz
            universe.trajectory.ts.time = float(number)
            writer.write(protein)
    with pytest.raises(NesgrooveError, match="has 2514 atoms a frame, and the topology has 2577") as error:
        run(tmp_path / "out", top, path, strides=GEOMETRY)
    assert "--atoms 'protein'" in error.value.remedy
    walked, tables = run(tmp_path / "out", top, path, strides=GEOMETRY, atoms="protein")
    assert walked.flags.measured == 8
    assert tables["frames"].warhead_distance.isna().all()


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ({"cargo": "segid Q"}, "selects no atom"),
        ({"cargo": "segid ("}, "no selection of MDAnalysis"),
        ({"cargo": "chainID C and resid 520:530"}, "parts of XPO1"),
        ({"reacting": "C99"}, "no inhibitor in the groove has an atom of this name"),
        ({"complex": "Z"}, "there is no XPO1 'Z'"),
    ],
)
def test_what_fits_nothing_is_refused(tmp_path, system, option, told):
    universe, top, frames = system
    with pytest.raises(ConfigError, match=re.escape(told)):
        run(tmp_path / "out", top, write(tmp_path / "t.dcd", universe, frames[:1]),
            chosen=Chosen("top", "phantom", **option), strides=GEOMETRY)  # fmt: skip


@pytest.mark.parametrize("option", [{}, {"inhibitor": "resname V6A"}], ids=["found", "named"])
def test_an_inhibitor_that_comes_in_later_is_followed(tmp_path, system, option):
    universe, top, frames = system
    ligand = universe.select_atoms("resname V6A").ix
    coming = [frames[0].copy() for _ in range(5)]
    for number, xyz in enumerate(coming):
        xyz[ligand] += np.float32(15.0 * (4 - number)) * np.array((0, 0, 1), dtype=np.float32)
    path = write(tmp_path / "t.trr", universe, coming)
    walked, tables = run(tmp_path / "out", top, path, strides=Strides(1, 0), chosen=Chosen("top", "phantom", **option))
    distance = tables["frames"].warhead_distance
    assert distance.is_monotonic_decreasing
    assert distance.iloc[-1] == pytest.approx(1.81, abs=0.03)
    filled = tables["frame_occupancy"].query("pocket == 'all'").filled.tolist()
    assert filled[0] == 0
    assert filled[-1] > 0.1
    assert any("not in the groove in the first frame" in row.message for row in walked.rows) == (not option)
    # Nothing comes in the frames that are read.
    walked, tables = run(tmp_path / "out", top, path, strides=Strides(1, 0), frames=Frames(stop=2))
    assert tables["frame_occupancy"].empty
    assert any("nothing is in the groove in any frame looked at" in row.message for row in walked.rows)


def test_times_that_go_back_are_flagged_and_files_without_times_have_none(tmp_path, system):
    import MDAnalysis

    universe, top, frames = system
    times = (0, 1, 2, 3, 2, 3, 4, 5)
    with MDAnalysis.Writer(str(tmp_path / "t.xtc"), universe.atoms.n_atoms) as writer:
        for time, xyz in zip(times, frames, strict=True):
            universe.atoms.positions = xyz
            universe.trajectory.ts.time = float(time)
            writer.write(universe.atoms)
    walked, tables = run(tmp_path / "a", top, tmp_path / "t.xtc", strides=Strides(1, 0))
    assert (tables["frames"].flag != "").tolist() == [False] * 4 + [True, True, False, False]
    assert tables["frames"].ca_525_568.isna().tolist() == [False] * 4 + [True, True, False, False]
    assert tables["frame_occupancy"].frame.unique().tolist() == [0, 1, 2, 3, 6, 7]
    assert not walked.errors
    models = write(tmp_path / "models.pdb", universe, [frames[0] + np.float32(number) for number in range(8)])
    walked, tables = run(tmp_path / "b", models, strides=GEOMETRY)
    assert tables["frames"].time.isna().all()
    assert any("give no times" in row.message for row in walked.rows)
    _, tables = run(tmp_path / "c", models, strides=GEOMETRY, frames=Frames(start=1, step=2, dt=2.5))
    assert tables["frames"][["frame", "time"]].to_numpy().tolist() == [[1, 2.5], [3, 7.5], [5, 12.5], [7, 17.5]]


def test_the_directory_holds_the_first_frame_as_measure_writes_it(tmp_path, system):
    universe, top, frames = system
    path = write(tmp_path / "t.trr", universe, frames[:2])
    run(tmp_path / "out", top, path, strides=GEOMETRY)
    options = json.loads((tmp_path / "out" / "provenance.json").read_text())
    assert len(options["inputs"]) == 2
    assert options["options"]["trajectory"]["warhead"].startswith("V6A:C:1101 C11")
    complexes = pd.read_csv(tmp_path / "out" / "complexes.tsv", sep="\t")
    assert complexes.complex.tolist() == ["top-C"]
    assert (tmp_path / "out" / "superposed" / "top-C.cif.gz").is_file()


def test_a_topology_of_charmm_with_bonds_is_measured_and_alone_is_refused(tmp_path, system):
    universe, _, frames = system
    path = tmp_path / "top.psf"
    atoms = [
        f"{i:8d} {a.segid:4} {a.resid:<4d} {a.resname:4} {a.name:4} {a.element:4} {0:10.6f} {12.0:13.4f} {0:11d}"
        for i, a in enumerate(universe.atoms, start=1)
    ]
    sulphur = universe.select_atoms("chainID C and resid 528 and name SG")[0].ix + 1
    carbon = universe.select_atoms("resname V6A and name C11")[0].ix + 1
    empty = "".join(f"\n{0:8d} !{name}\n\n" for name in ("NTHETA", "NPHI", "NIMPHI", "NDON", "NACC", "NNB"))
    bonds = f"\n{1:8d} !NBOND: bonds\n{sulphur:8d}{carbon:8d}\n"
    text = (
        f"PSF\n\n{1:8d} !NTITLE\n REMARKS made up\n\n{len(atoms):8d} !NATOM\n" + "\n".join(atoms) + "\n" + bonds + empty
    )
    path.write_text(text)
    walked, _ = run(tmp_path / "out", path, write(tmp_path / "t.dcd", universe, frames), strides=GEOMETRY)
    assert walked.flags.measured == 8
    covalent = pd.read_csv(tmp_path / "out" / "covalent.tsv", sep="\t")
    assert covalent.in_file.tolist() == ["yes"]
    with pytest.raises(ConfigError, match="no trajectory is given"):
        run(tmp_path / "out", path)


def test_without_pyarrow_the_extra_is_named(tmp_path, system, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(ConfigError, match="pyarrow is missing") as error:
        measure_trajectory(system[1], [], tmp_path / "out", Settings())
    assert "nesgroove[series]" in error.value.remedy


@pytest.mark.parametrize(("content", "told"), [(b"", "cannot read it"), (b"no trajectory", "cannot read it")])
def test_what_is_no_trajectory_is_refused(tmp_path, system, content, told):
    (tmp_path / "t.xtc").write_bytes(content)
    with pytest.raises(NesgrooveError, match=told):
        run(tmp_path / "out", system[1], tmp_path / "t.xtc")
    with pytest.raises(ReadError, match="there is no such file"):
        run(tmp_path / "out", tmp_path / "none.pdb", tmp_path / "t.xtc")


def write_psf(path, universe):
    """A topology without coordinates, as CHARMM and NAMD have it, and without bonds."""
    lines = ["PSF EXT", "", "         1 !NTITLE", " REMARKS made", "", f"{len(universe.atoms):10d} !NATOM"]
    for number, atom in enumerate(universe.atoms, start=1):
        lines.append(
            f"{number:10d} {atom.segid or atom.chainID:<8} {atom.resid:<8d} {atom.resname:<8} {atom.name:<8} "
            f"{atom.name:<6} {0.0:10.6f}     {12.0:9.4f}  {0:10d}"
        )
    path.write_text("\n".join([*lines, "", "         0 !NBOND: bonds", "", ""]))
    return path


@pytest.mark.parametrize("atoms", ["", "not resname SOL"])
def test_a_topology_without_coordinates_takes_those_of_the_first_frame(tmp_path, system, atoms):
    universe, top, frames = system
    trajectory = write(tmp_path / "t.trr", universe, frames[:2])
    _, expected = run(tmp_path / "a", top, trajectory, strides=GEOMETRY)
    walked, tables = run(
        tmp_path / "b", write_psf(tmp_path / "top.psf", universe), trajectory, strides=GEOMETRY, atoms=atoms
    )
    assert walked.flags.measured == 2
    same_numbers(tables["frames"].drop(columns="complex"), expected["frames"].drop(columns="complex"))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"start": 5, "stop": 3}, "no frames from 5 on before 3"),
        ({"stop": 0}, "no frames from 0 on before 0"),
        ({"start": -1}, "frames from -1 on"),
        ({"step": 0}, "every 0"),
        ({"dt": 0.0}, "--dt 0 is no time"),
        ({"dt": -2.0}, "--dt -2 is no time"),
        ({"dt": float("nan")}, "--dt nan is no time"),
    ],
)
def test_frames_that_cannot_be_are_refused(options, said):
    with pytest.raises(ConfigError, match=said):
        Frames(**options)
    assert Frames(start=2, stop=3, step=4, dt=0.5).stop == 3


@pytest.mark.parametrize(("step", "known"), [(0.5, False), (1.0, False), (4.0, True)])
def test_times_too_long_for_the_file_are_none(tmp_path, system, step, known):
    from MDAnalysis.lib.formats.libmdaxdr import XTCFile

    _, top, frames = system
    with XTCFile(str(tmp_path / "t.xtc"), "w") as file:  # at 10 microseconds times of this format are 1 ps apart
        for number, xyz in enumerate(frames[:4]):
            file.write((xyz / 10).astype(np.float32), np.zeros((3, 3), np.float32), number, 1e7 + step * number, 1000.0)
    walked, tables = run(tmp_path / "out", top, tmp_path / "t.xtc", strides=GEOMETRY)
    assert walked.flags.measured == 4
    assert tables["frames"].time.notna().all() == known
    assert any("give no times" in row.message for row in walked.rows) != known


def test_a_trajectory_is_counted_and_gathered_as_one_entry(tmp_path, system):
    universe, top, frames = system
    trajectory = write(tmp_path / "t.trr", universe, frames[:2])
    for name in ("a", "b"):
        run(tmp_path / name, top, trajectory, strides=GEOMETRY)
    counted = read_summary(tmp_path / "a")
    assert (counted.asked, counted.measured, counted.complexes) == ({"top"}, {"top"}, 1)
    assert gather([tmp_path / "a", tmp_path / "b"], tmp_path / "joined") == 2
    assert json.loads((tmp_path / "joined/provenance.json").read_text())["options"]["command"] == "nesgroove trajectory"
    provenance = json.loads((tmp_path / "b/provenance.json").read_text())
    del provenance["options"]["command"]
    (tmp_path / "b/provenance.json").write_text(json.dumps(provenance))
    gather([tmp_path / "a", tmp_path / "b"], tmp_path / "mixed")
    options = json.loads((tmp_path / "mixed/provenance.json").read_text())["options"]
    assert "command" in options["differing"]
    assert "command" not in options
    told = [row.message for row in read_table(ProblemRecord, tmp_path / "mixed/problems.tsv") if row.step == "gather"]
    assert [("made by nesgroove trajectory" in message) for message in told if "tables of structures" in message] == [
        True
    ]


@pytest.mark.parametrize("stride", [{"pockets": -1}, {"contacts": -3}])
def test_strides_below_zero_are_refused(stride):
    with pytest.raises(ConfigError, match="a stride of -"):
        Strides(**stride)
    assert Strides(0, 0).at(0) == (False, False)


def test_a_part_that_has_no_room_says_which(tmp_path):
    with pytest.raises(WriteError, match="No such file") as caught:
        PartTable(FrameOccupancyRecord, tmp_path / "gone/part.arrow", {})
    assert "gone/part.arrow" in str(caught.value)
    PartTable(FrameOccupancyRecord, tmp_path / "part.arrow", {}).close()


@pytest.mark.parametrize(("ending", "lacking"), [("trr", "names of atoms"), ("xyz", "names of residues")])
def test_what_has_no_names_is_no_topology(tmp_path, system, ending, lacking):
    universe, top, frames = system
    path = write(tmp_path / f"t.{ending}", universe, frames[:1])
    with pytest.raises(ReadError, match=f"no {lacking}, and so is no topology"):
        open_topology(path)
    assert len(open_topology(top).atoms) == len(universe.atoms)
