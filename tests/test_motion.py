"""Phantoms in motion: files that say what they are, and measures that give back the schedule that was planted."""

from __future__ import annotations

import json

import MDAnalysis
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from nesgroove.cli.app import app
from nesgroove.io.motion.files import motion_names, motion_paths, write_motions
from nesgroove.io.motion.schedules import MOTIONS
from nesgroove.io.motion.truth import CLOSED_BELOW, OPEN_FROM, motion_truth
from nesgroove.measure import state
from nesgroove.measure.groove import Settings
from nesgroove.series.trajectory.first import Chosen
from nesgroove.series.trajectory.levels import Strides
from nesgroove.series.trajectory.run import measure_trajectory
from nesgroove.series.trajectory.sources import kind_of_system
from nesgroove.series.trajectory.start import Frames
from nesgroove.series.trajectory.statistics.averages import average
from nesgroove.series.trajectory.statistics.spells import spells
from nesgroove.survey.references import packaged_references

GEOMETRY = Strides(pockets=0, contacts=0)
ROUNDED = 1.1e-3
"""The trajectory keeps 0.0001 A a coordinate, the tables 0.001 A."""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    directory = tmp_path_factory.mktemp("motions")
    write_motions(directory)
    return directory


def truth_of(directory, name):
    truth = json.loads(motion_paths(directory, name)[2].read_text())
    return truth, pd.DataFrame(truth["frames"])


def measured(directory, out, name, *, strides=GEOMETRY, frames=None, **chosen):
    topology, trajectory, _ = motion_paths(directory, name)
    measure_trajectory(
        topology, [[trajectory]], out, Settings(references=packaged_references()), strides=strides, frames=frames,
        chosen=Chosen(name, kind_of_system("", topology, name), **chosen),
    )  # fmt: skip
    return pd.read_parquet(out / "frames.parquet")


def rows(out, table, **wanted):
    made = pd.read_csv(out / f"{table}.tsv", sep="\t", keep_default_na=False, na_values=[""])
    for column, value in wanted.items():
        made = made[made[column] == value]
    return made.reset_index(drop=True)


@pytest.mark.parametrize("name", motion_names())
def test_what_is_planted_is_in_the_files(written, name):
    truth, planted = truth_of(written, name)
    universe = MDAnalysis.Universe(*map(str, motion_paths(written, name)[:2]))
    assert len(universe.trajectory) == len(planted)
    alphas = {n: universe.select_atoms(f"chainID C and name CA and resid {n}")[0].ix for n in range(510, 600)}
    pairs = ((518, 561), (521, 565), (525, 568))
    for frame in (0, len(planted) // 3, len(planted) - 1):
        ts = universe.trajectory[frame]
        assert ts.time == planted.time[frame]
        xyz = ts.positions.astype(float)
        width = np.mean([np.linalg.norm(xyz[alphas[a]] - xyz[alphas[b]]) for a, b in pairs])
        assert width == pytest.approx(planted.groove_width[frame], abs=5e-4)
        if "warhead_distance" in planted:
            sulphur = universe.select_atoms("chainID C and resid 528 and name SG")[0].ix
            carbon = universe.select_atoms("resname V6A and name C11")[0].ix
            assert np.linalg.norm(xyz[sulphur] - xyz[carbon]) == pytest.approx(
                planted.warhead_distance[frame], abs=5e-4
            )
    assert set(planted.state) <= {"open", "intermediate", "closed"}
    assert truth["phantom"] is True


def test_the_same_call_writes_the_same_bytes(written, tmp_path):
    write_motions(tmp_path, ["phantom_approaching"])
    for first, second in zip(
        motion_paths(written, "phantom_approaching"), motion_paths(tmp_path, "phantom_approaching"), strict=True
    ):
        assert first.read_bytes() == second.read_bytes()


def test_limits_of_the_truth_are_those_of_the_states():
    assert (CLOSED_BELOW, OPEN_FROM) == (state.CLOSED_BELOW, state.OPEN_FROM)


def test_the_occupant_keeps_away_from_the_walls_on_its_way():
    """But for the bond itself; what came through a wall would be no way at all."""
    for name in ("phantom_approaching", "phantom_leaving"):
        frames = pd.DataFrame(motion_truth(MOTIONS[name])["frames"])
        assert frames.nearest[frames.get("warhead_distance", pd.Series(9.0, frames.index)) > 4].min() > 2.6


def test_the_command_writes_them_and_refuses_what_it_does_not_know(tmp_path):
    run = CliRunner().invoke(app, ["phantom", "--out", str(tmp_path / "a"), "--motion", "phantom_opening"])
    assert run.exit_code == 0, run.output
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [
        "phantom_opening.pdb", "phantom_opening.truth.json", "phantom_opening.xtc",
    ]  # fmt: skip
    run = CliRunner().invoke(app, ["phantom", "--out", str(tmp_path / "b"), "--motion", "phantom_dancing"])
    assert run.exit_code == 2
    assert "phantom_dancing" in run.output
    assert not (tmp_path / "b").exists()
    listed = CliRunner().invoke(app, ["phantom", "--list"]).output
    assert all(f"{name}\tin motion" in listed for name in motion_names())


def test_a_topology_says_that_it_is_a_phantom_and_the_user_is_stronger(written, tmp_path):
    topology = motion_paths(written, "phantom_opening")[0]
    assert kind_of_system("", topology, "x") == "phantom"
    assert kind_of_system("predicted", topology, "x") == "predicted"
    other = tmp_path / "top.pdb"
    other.write_text("HEADER    TRANSPORT PROTEIN\n")
    assert kind_of_system("", other, "x") == "modelled"
    assert kind_of_system("", tmp_path / "none.gro", "x") == "modelled"


def test_a_groove_that_opens_is_measured_on_its_schedule(written, tmp_path):
    truth, planted = truth_of(written, "phantom_opening")
    frames = measured(written, tmp_path, "phantom_opening")
    for column in ("groove_width", "ca_514_558", "ca_525_568", "ca_532_575"):
        np.testing.assert_allclose(frames[column], planted[column], atol=ROUNDED)
    assert (frames.state == planted.state).all()
    changes = rows(tmp_path, "transitions")
    assert changes.transitions.sum() == truth["transitions"] == 4
    passages = changes.dropna(subset="passages").set_index("state").passages
    assert dict(passages) == {"closed": 1, "open": 1}
    (dwell,) = changes[(changes.state == "open") & (changes.to == "closed")].dwell
    assert dwell == 10 * (planted.state == "open").sum()
    width = rows(tmp_path, "trajectory", quantity="groove_width").iloc[0]
    assert width["mean"] == pytest.approx(planted.groove_width.mean(), abs=1e-3)
    assert np.isnan(width.error)
    assert "run it longer" in width.remark
    assert set(rows(tmp_path, "complexes").source_kind) == {"phantom"}


def test_a_warhead_that_approaches_is_measured_on_its_way(written, tmp_path):
    _, planted = truth_of(written, "phantom_approaching")
    frames = measured(written, tmp_path / "a", "phantom_approaching")
    np.testing.assert_allclose(frames.warhead_distance, planted.warhead_distance, atol=ROUNDED)
    np.testing.assert_allclose(frames.warhead_angle, planted.warhead_angle, atol=0.02)
    unnamed = measured(written, tmp_path / "b", "phantom_approaching", frames=Frames(stop=2))
    assert unnamed.warhead_distance.isna().all()
    assert "--inhibitor SELECTION" in " ".join(rows(tmp_path / "b", "problems").remedy.dropna())


@pytest.mark.slow
def test_a_cargo_that_leaves_empties_its_pockets_on_its_schedule(written, tmp_path):
    _, planted = truth_of(written, "phantom_leaving")
    measured(written, tmp_path, "phantom_leaving", strides=Strides(4, 0), frames=Frames(step=1))
    occupancy = pd.read_parquet(tmp_path / "frame_occupancy.parquet").set_index(["frame", "pocket"])
    touches = pd.read_parquet(tmp_path / "frame_footprint.parquet")
    for frame in range(0, 80, 4):
        for pocket in planted.filled[frame]:
            assert occupancy.occupied[frame, pocket] == "yes", (frame, pocket)
        for pocket in planted.left[frame]:
            assert occupancy.occupied[frame, pocket] == "no", (frame, pocket)
            assert occupancy.overlap[frame, pocket] == 0
        assert touches[touches.frame == frame].pairs.sum() == planted.pairs[frame]
    pockets = rows(tmp_path, "persistence", layer="pocket").set_index("pocket")
    assert list(pockets.index) == ["P0", "P1", "P2", "P3", "P4"]
    assert pockets.frequency["P0"] <= pockets.frequency["P4"]
    assert (pockets.ends == 1).all()


def test_a_width_of_known_memory_and_a_hopping_inhibitor_give_what_was_planted(written, tmp_path):
    truth, planted = truth_of(written, "phantom_trembling")
    frames = measured(written, tmp_path, "phantom_trembling")
    np.testing.assert_allclose(frames.groove_width, planted.groove_width, atol=ROUNDED)
    width = rows(tmp_path, "trajectory", quantity="groove_width").iloc[0]
    tau = truth["width_correlation_frames"]
    assert width.correlation_frames == pytest.approx(tau, rel=0.4)
    # The width follows the shift of the repeat by a factor that the geometry sets; its mean is that of the phantom.
    assert abs(width["mean"] - 11.8303) < 3 * width.error
    expected = width.sd * np.sqrt(2 * tau / len(frames))
    assert width.error == pytest.approx(expected, rel=0.35)
    bound = spells((frames.warhead_distance < 3.0).to_numpy(dtype=float))
    away = spells((frames.warhead_distance > 3.0).to_numpy(dtype=float))
    step = truth["time_step"]
    for part, planted_lifetime in ((bound, truth["bound_lifetime"]), (away, truth["unbound_lifetime"])):
        assert step * part.lifetime == pytest.approx(planted_lifetime, abs=3 * step * part.lifetime_error)
    frequency = average((frames.warhead_distance < 3.0).to_numpy(dtype=float))
    assert frequency.mean == pytest.approx(truth["bound_frequency"], abs=3 * frequency.error)
