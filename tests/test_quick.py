"""Many frames at once give what each of them gives by itself."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from nesgroove.errors import IdentifyError
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.phantoms import write_phantoms
from nesgroove.io.read import read_structure
from nesgroove.measure.frames import FrameMeasure
from nesgroove.measure.groove import Groove, Settings
from nesgroove.measure.quick import Quick
from nesgroove.measure.scalar import scalar_measures
from nesgroove.measure.state import groove_state
from nesgroove.measure.warhead import Approach
from nesgroove.model.target import XPO1
from nesgroove.survey.references import packaged_references
from structures import structure_path


@pytest.fixture(scope="module")
def groove_of(tmp_path_factory):
    directory = tmp_path_factory.mktemp("quick")

    def made(name: str) -> Groove:
        path = write_phantoms(directory, [name])[0] if name.startswith("phantom") else structure_path(name)
        return Groove(find_complexes(read_structure(path))[0][0], Settings(references=packaged_references()))

    return made


def moving_frames(groove: Groove, count: int = 6) -> np.ndarray:
    """Frames that breathe across the groove, shake a little, turn and drift; shape (count, n, 3)."""
    generator = np.random.default_rng(5)
    here = groove.xyz
    frames = []
    for i in range(count):
        open_by = (1 + 0.03 * (i - count / 2)) * np.array([0, 1, 0]) + np.array([1, 0, 1])
        xyz = here * open_by + 0.05 * generator.normal(size=here.shape)
        frames.append(Rotation.random(random_state=i).apply(xyz) + 40 * generator.normal(size=3))
    return np.array(frames)


def warhead_of(groove: Groove) -> Approach | None:
    bond = next(iter(groove.site_bonds), None)
    carbon = groove.complex.atom_at(XPO1.cysteine, "CB")
    return None if bond is None else Approach(bond.site_atom, carbon, bond.other_atom)


@pytest.mark.parametrize("name", ["phantom_v6a", "phantom_cargo_1a", "phantom_c528s", "3gjx", "composite_k85"])
def test_frames_at_once_are_measured_as_each_by_itself(groove_of, name):
    groove = groove_of(name)
    xyz = moving_frames(groove)
    quick = Quick(groove, warhead_of(groove))
    chunk = quick.at(xyz[:, quick.atoms])
    assert chunk.refused == [None] * len(xyz)
    compared = set()
    for i, frame in enumerate(xyz):
        alone = groove.with_xyz(frame)
        expected = {"groove_width": groove_state(alone).width, "state_margin": groove_state(alone).margin}
        for measure in scalar_measures():
            if isinstance(measure, FrameMeasure):
                expected.update(measure.values(alone))
        for bond in alone.site_bonds:
            expected["warhead_distance"] = bond.length
        assert chunk.state[i] == groove_state(alone).state
        for measured, value in expected.items():
            number = chunk.values[measured][i]
            assert np.isnan(number) if value is None else number == pytest.approx(value, abs=1e-9), measured
        compared |= set(expected)
        np.testing.assert_allclose(chunk.frames.frame(i).rotation, alone.complex.frame.rotation, atol=1e-10)
    assert {"ca_525_568", "clear_521_565", "rmsd_open", "rmsd_closed", "crossing_angle", "layer_tilt"} <= compared
    assert len(set(chunk.state)) > 1 or name == "phantom_c528s"


def test_a_planted_warhead_is_where_it_was_planted(groove_of):
    groove = groove_of("phantom_v6a")
    approach = warhead_of(groove)
    quick = Quick(groove, approach)
    frames = np.repeat(groove.structure.atoms.xyz[None], 3, axis=0)
    way = frames[0, approach.reacting] - frames[0, approach.sulphur]
    for i, distance in enumerate((1.8, 3.0, 4.5)):
        frames[i, approach.reacting] = frames[0, approach.sulphur] + way / np.linalg.norm(way) * distance
    values = quick.at(frames[:, quick.atoms]).values
    np.testing.assert_allclose(values["warhead_distance"], [1.8, 3.0, 4.5], atol=1e-9)
    np.testing.assert_allclose(values["warhead_angle"], values["warhead_angle"][0], atol=1e-9)
    assert np.isnan(values["warhead_attack"]).all()


def test_a_frame_that_is_refused_is_named_and_leaves_the_others_as_they_are(groove_of):
    groove = groove_of("3gjx")
    xyz = moving_frames(groove, 4)
    quick = Quick(groove)
    whole = quick.at(xyz[:, quick.atoms])
    broken = xyz.copy()
    broken[1, groove.complex.atom_at(XPO1.cysteine, "CA")] = np.nan
    helix = [groove.complex.atom_at(p, "CA") for p in range(510, 531)]
    broken[2, helix[10:]] += 60.0  # the other side of a box
    chunk = quick.at(broken[:, quick.atoms])
    assert [error is None for error in chunk.refused] == [True, False, False, True]
    for frame in (1, 2):
        with pytest.raises(IdentifyError) as alone:
            groove.with_xyz(broken[frame])
        assert frame == 2 or chunk.refused[frame].message == alone.value.message
        assert chunk.state[frame] == ""
    for name, values in chunk.values.items():
        assert np.isnan(values[[1, 2]]).all(), name
        np.testing.assert_array_equal(values[[0, 3]], whole.values[name][[0, 3]])


def test_a_chunk_without_a_good_frame_has_the_same_columns(groove_of):
    groove = groove_of("3gjx")
    quick = Quick(groove)
    names = quick.at(groove.structure.atoms.xyz[None, quick.atoms]).values
    nothing = quick.at(np.full((2, len(quick.atoms), 3), np.nan))
    assert list(nothing.values) == list(names)
    assert all(np.isnan(values).all() for values in nothing.values.values())


def test_coordinates_of_other_atoms_are_refused(groove_of):
    groove = groove_of("phantom_open")
    with pytest.raises(ValueError, match="coordinates of shape"):
        Quick(groove).at(groove.structure.atoms.xyz[None])
