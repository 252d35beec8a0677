"""The groove frame is what its definition says, for any helices in any orientation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from nesgroove.errors import IdentifyError
from nesgroove.io.read import read_structure
from nesgroove.model import helices
from nesgroove.model.frame import MIN_HELIX_ATOMS, groove_frame
from nesgroove.model.target import XPO1

# Straight lines of C-alpha atoms, 1.5 A a residue; the A helices cross by 2 x 16 degrees about z.
LINES = {
    "H11A": ((0.0, -7.0, 2.0), (np.cos(0.28), 0.0, np.sin(0.28))),
    "H12A": ((1.0, 7.0, 2.0), (np.cos(0.28), 0.0, -np.sin(0.28))),
    "H11B": ((8.0, -4.0, -8.0), (-1.0, 0.0, 0.0)),
    "H12B": ((5.0, 4.0, -8.0), (-1.0, 0.0, 0.0)),
}


@pytest.fixture
def lines():
    found = {}
    for name, (first, last) in XPO1.helices.items():
        centre, direction = (np.array(v) for v in LINES[name])
        middle = (first + last) / 2
        for position in range(first, last + 1):
            found[position] = centre + 1.5 * (position - middle) * direction
    for position in XPO1.origin_positions:
        found.setdefault(position, np.zeros(3))
    return found


def test_axes_of_straight_helices(lines):
    frame = groove_frame(lines)
    assert frame.rotation[0] == pytest.approx((1, 0, 0), abs=1e-9)
    assert frame.rotation[1] == pytest.approx((0, 1, 0), abs=1e-9)
    assert frame.rotation[2] == pytest.approx((0, 0, 1), abs=1e-9)
    assert frame.origin == pytest.approx(np.mean([lines[p] for p in XPO1.origin_positions], axis=0))
    for name, (centre, direction) in LINES.items():
        assert frame.axes[name].centre == pytest.approx(np.array(centre) - frame.origin)
        assert frame.axes[name].direction == pytest.approx(direction)


@pytest.mark.parametrize("seed", range(8))
def test_frame_moves_with_the_structure(lines, seed):
    rotation = Rotation.random(random_state=seed).as_matrix()
    shift = np.random.default_rng(seed).normal(0, 80, 3)
    here = groove_frame(lines)
    there = groove_frame({p: rotation @ xyz + shift for p, xyz in lines.items()})
    for xyz in lines.values():
        assert there.to_frame(rotation @ xyz + shift) == pytest.approx(here.to_frame(xyz), abs=1e-9)


def test_there_and_back_again(lines):
    frame = groove_frame(
        {p: Rotation.from_euler("xyz", (20, 60, -130), degrees=True).apply(v) for p, v in lines.items()}
    )
    points = np.random.default_rng(0).normal(0, 30, (50, 3))
    assert frame.from_frame(frame.to_frame(points)) == pytest.approx(points)
    assert np.linalg.det(frame.rotation) == pytest.approx(1)
    assert frame.rotation @ frame.rotation.T == pytest.approx(np.eye(3))


def test_mirror_image_is_not_taken_for_the_same_groove(lines):
    frame = groove_frame(lines)
    mirrored = groove_frame({p: xyz * (1, -1, 1) for p, xyz in lines.items()})
    assert frame.to_frame(lines[528])[1] == pytest.approx(-mirrored.to_frame(lines[528] * (1, -1, 1))[1])
    assert abs(frame.to_frame(lines[528])[1]) > 1
    assert np.linalg.det(mirrored.rotation) == pytest.approx(1)


@pytest.mark.parametrize("helix", XPO1.helices)
def test_helix_of_which_too_little_is_there_is_named(lines, helix):
    first, last = XPO1.helices[helix]
    gone = range(first + MIN_HELIX_ATOMS - 1, last + 1)
    left = {p: xyz for p, xyz in lines.items() if p not in gone}
    with pytest.raises(
        IdentifyError,
        match=f"the groove is not in the file: helix {helix} .positions {first}-{last}. has {MIN_HELIX_ATOMS - 1} of",
    ) as caught:
        groove_frame(left)
    assert caught.value.remedy
    # One more is enough.
    groove_frame(left | {last: lines[last]})


def groove_of(complex_):
    return {
        p: complex_.structure.atoms.xyz[atom]
        for p in range(XPO1.helices["H11A"][0], XPO1.helices["H12B"][1] + 1)
        if (atom := complex_.atom_at(p, "CA")) is not None
    }


def by_definition(ca):
    """Rotation, origin and axes of a whole groove, as the module's first lines say and with nothing else in it."""
    axes = {}
    for name, (first, last) in XPO1.helices.items():
        points = np.array([ca[p] for p in range(first, last + 1)])
        direction = np.linalg.svd(points - points.mean(axis=0))[2][0]
        axes[name] = points.mean(axis=0), direction * (1 if direction @ (points[-1] - points[0]) >= 0 else -1)
    x = axes["H11A"][1] + axes["H12A"][1]
    x = x / np.linalg.norm(x)
    z = (axes["H11A"][0] + axes["H12A"][0] - axes["H11B"][0] - axes["H12B"][0]) / 2
    z = z - x * (z @ x)
    z = z / np.linalg.norm(z)
    return np.array([x, np.cross(z, x), z]), np.mean([ca[p] for p in XPO1.origin_positions], axis=0), axes


CHAINS = [("3gjx", 0), ("3nc1", 0), ("4hb2", 0), ("3m1i", 0), ("3wyf", 0), ("3wyf", 1)]
"""Those of which the template is the mean."""
MODELS = [("model_pkia", 0), ("model_brca1", 0)]


@pytest.mark.parametrize(("entry", "copy"), CHAINS + MODELS)
def test_whole_helices_give_the_frame_of_the_definition_bit_for_bit(complexes_of, monkeypatch, entry, copy):
    monkeypatch.setattr(helices, "helix_template", dict)  # what is whole does not ask for it
    ca = groove_of(complexes_of(entry)[copy])
    frame = groove_frame(ca)
    rotation, origin, axes = by_definition(ca)
    assert np.array_equal(frame.rotation, rotation)
    assert np.array_equal(frame.origin, origin)
    for name, (centre, direction) in axes.items():
        assert np.array_equal(frame.axes[name].centre, rotation @ (centre - origin))
        assert np.array_equal(frame.axes[name].direction, rotation @ direction)
    assert (frame.completed, frame.template_rmsd) == ((), None)


@pytest.fixture(scope="module")
def without():
    """Makes the template without the chains of an entry, with code of its own."""

    def fit(mobile, target):
        turn = Rotation.align_vectors(target - target.mean(axis=0), mobile - mobile.mean(axis=0))[0]
        return turn.apply(mobile - mobile.mean(axis=0)) + target.mean(axis=0)

    def template(grooves, entry):
        chains = [ca for (name, _), ca in grooves.items() if name != entry]
        positions = {}
        for first, last in XPO1.helices.values():
            own = [np.array([ca[p] for p in range(first, last + 1)]) for ca in chains]
            mean = own[0]
            for _ in range(20):
                mean = np.mean([fit(helix, mean) for helix in own], axis=0)
            positions |= dict(zip(range(first, last + 1), mean, strict=True))
        return positions

    return template


@pytest.fixture
def grooves(complexes_of):
    return {(entry, copy): groove_of(complexes_of(entry)[copy]) for entry, copy in CHAINS}


@pytest.mark.shared_values
def test_template_is_the_mean_of_the_chains_that_its_tool_names(grooves, without):
    mean = without(grooves, "none")
    for first, last in XPO1.helices.values():
        own = np.array([helices.helix_template()[p] for p in range(first, last + 1)])
        other = np.array([mean[p] for p in range(first, last + 1)])
        _, distance = Rotation.align_vectors(own - own.mean(axis=0), other - other.mean(axis=0))
        assert distance < 0.01


def missing(count, helix, end):
    first, last = XPO1.helices[helix]
    size = last - first + 1
    start = {"first": first, "last": last - count + 1, "middle": first + (size - count) // 2}[end]
    return set(range(start, start + count)) if size - count >= MIN_HELIX_ATOMS else set()


def error(ca, gone):
    """Turn (degrees) and shift (A) of the frame by residues that are not there."""
    whole, part = by_definition(ca), groove_frame({p: xyz for p, xyz in ca.items() if p not in gone})
    assert set(part.completed) == gone & {p for a, b in XPO1.helices.values() for p in range(a, b + 1)}
    turn = Rotation.from_matrix(part.rotation @ whole[0].T).magnitude()
    return np.degrees(turn), np.linalg.norm(part.origin - whole[1])


@pytest.mark.shared_values
@pytest.mark.parametrize(
    # The docstring of MIN_HELIX_ATOMS, with a hair of room: turn at most and on average, shift at most.
    ("count", "most", "mean", "shift"),
    [(2, 0.6, 0.15, 0.05), (4, 0.75, 0.2, 0.1), (6, 1.15, 0.25, 0.1), (10, 1.85, 0.45, 0.25), (13, 2.65, 0.75, 0.45)],
)
def test_completed_frame_is_right_to_what_is_said(
    complexes_of, grooves, without, monkeypatch, count, most, mean, shift
):
    chains = grooves | {(entry, copy): groove_of(complexes_of(entry)[copy]) for entry, copy in MODELS}
    errors = []
    for (entry, _), ca in chains.items():
        template = without(grooves, entry)  # what is completed has no part in its own template
        monkeypatch.setattr(helices, "helix_template", lambda template=template: template)
        errors += [
            error(ca, gone) for helix in XPO1.helices for end in ("first", "last", "middle")
            if (gone := missing(count, helix, end))
        ]  # fmt: skip
    turns, shifts = np.array(errors).T
    assert 0.3 < turns.max() < most
    assert turns.mean() < mean
    assert shifts.max() < shift


@pytest.mark.parametrize(("entry", "copy"), CHAINS)
@pytest.mark.parametrize("end", ["first", "last", "middle"])
def test_four_residues_of_h12b_turn_the_frame_by_less_than_a_quarter_degree(complexes_of, entry, copy, end):
    ca = groove_of(complexes_of(entry)[copy])
    gone = missing(4, "H12B", end)
    assert error(ca, gone)[0] < 0.25
    if end != "middle":
        # An axis through what is left would lean by ten times as much.
        first, last = XPO1.helices["H12B"]
        points = np.array([ca[p] for p in range(first, last + 1) if p not in gone])
        whole = np.array([ca[p] for p in range(first, last + 1)])
        assert np.linalg.norm(points.mean(axis=0) - whole.mean(axis=0)) > 2.5


@pytest.mark.parametrize("end", ["first", "last", "middle"])
def test_eight_of_every_helix_are_enough(grooves, end):
    for ca in grooves.values():
        gone = set()
        for helix, (first, last) in XPO1.helices.items():
            gone |= missing(last - first + 1 - MIN_HELIX_ATOMS, helix, end)
        assert sum(p not in gone for a, b in XPO1.helices.values() for p in range(a, b + 1)) == 4 * MIN_HELIX_ATOMS
        assert error(ca, gone)[0] < 3.8


def test_completed_frame_moves_with_the_structure(grooves):
    ca = {p: xyz for p, xyz in grooves["3gjx", 0].items() if not 510 <= p <= 514}
    turn, shift = Rotation.random(random_state=5).as_matrix(), np.array((30.0, -200.0, 7.0))
    here, there = groove_frame(ca), groove_frame({p: turn @ xyz + shift for p, xyz in ca.items()})
    assert there.to_frame(turn @ ca[528] + shift) == pytest.approx(here.to_frame(ca[528]), abs=1e-9)
    assert here.completed == (510, 511, 512, 513, 514)
    assert here.template_rmsd == pytest.approx(there.template_rmsd)
    assert 0.05 < here.template_rmsd < 0.6


@pytest.mark.parametrize("entry", ["3gjx", "4hb2", "3wyf", "model_pkia"])
@pytest.mark.parametrize("position", XPO1.origin_positions)
def test_missing_origin_atom_moves_the_origin_by_little(complexes_of, entry, position):
    # 554 and 558 lie in no helix: their usual places stand in for them, as the template does for the others.
    ca = groove_of(complexes_of(entry)[0])
    whole, part = groove_frame(ca), groove_frame({p: xyz for p, xyz in ca.items() if p != position})
    in_helix = any(first <= position <= last for first, last in XPO1.helices.values())
    assert 0 < np.linalg.norm(whole.origin - part.origin) < (0.05 if in_helix else 0.15)


def test_crossing_angle_and_tilt_are_those_of_the_completed_axes(edited, measured, survey_of):
    def change(structure):
        chain = structure[0].find_last_chain("D")
        for i in range(len(chain) - 1, -1, -1):
            if 526 <= chain[i].seqid.num <= 530 or 592 <= chain[i].seqid.num <= 595:
                del chain[i]

    whole, part = survey_of("3gjx"), measured(read_structure(edited("3gjx", change)))
    row = part.one("complexes")
    assert row.frame_completed == "526 527 528 529 530 592 593 594 595"
    assert whole.one("complexes").frame_completed == ""
    for measure, within in (("crossing_angle", 1.0), ("helix_distance", 0.15), ("layer_tilt", 0.5)):
        assert part.value(measure) == pytest.approx(whole.value(measure), abs=within)
    # What needs an atom that is not there is not measured on the template's.
    assert (part.value("ca_528_572"), part.value("ca_521_565")) == (None, whole.value("ca_521_565"))
    (told,) = [p for p in part.table("problems") if "the frame was completed" in p.message]
    assert (told.step, told.severity) == ("frame", "warning")
    assert "not in the file (9)" in told.message
    assert row.frame_completed in told.message
    assert not [p for p in whole.table("problems") if "the frame was completed" in p.message]
