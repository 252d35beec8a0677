"""Statistics over time, held against series whose correlation time, error and lifetimes are known by construction."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.signal import lfilter

from nesgroove.compare.angles import circular
from nesgroove.errors import ConfigError
from nesgroove.model.problem import ProblemRecord
from nesgroove.series.trajectory.statistics import averages as averages_module
from nesgroove.series.trajectory.statistics.averages import CONSTANT, FEW, Average, average
from nesgroove.series.trajectory.statistics.changes import changes, passages
from nesgroove.series.trajectory.statistics.correlation import correlation
from nesgroove.series.trajectory.statistics.grid import grid_of
from nesgroove.series.trajectory.statistics.persistence import ALWAYS, ENDLESS, NEVER
from nesgroove.series.trajectory.statistics.replicas import combine
from nesgroove.series.trajectory.statistics.spells import spells, together
from nesgroove.series.trajectory.statistics.summary import summarise

nan = float("nan")


def ar1(tau, length, count, seed):
    """Autoregressive series with standard deviation 1 and a known autocorrelation time, shape (count, length)."""
    phi = (2 * tau - 1) / (2 * tau + 1)
    noise = np.random.default_rng(seed).normal(size=(count, length)) * np.sqrt(1 - phi**2)
    noise[:, 0] /= np.sqrt(1 - phi**2)
    return np.asarray(lfilter([1], [1, -phi], noise, axis=1))


def mixed(length, count, seed):
    """Four fifths of the variance in white noise, the rest slow: tau is 0.2 * 20 + 0.8 * 0.5."""
    return ar1(20, length, count, seed) + 2 * np.random.default_rng(seed + 1).normal(size=(count, length))


def chain(leave, enter, length, count, seed):
    """Two-state Markov chains with these chances to leave and to enter at each step, as 0 and 1."""
    random = np.random.default_rng(seed)
    states = np.empty((count, length))
    now = random.random(count) < enter / (enter + leave)
    for step in range(length):
        states[:, step] = now
        now = np.where(now, random.random(count) >= leave, random.random(count) < enter)
    return states


SERIES = {
    "white": (lambda: np.random.default_rng(1).normal(size=(300, 800)), 0.5, 1.0),
    "tau 5": (lambda: ar1(5, 1500, 300, 2), 5, 1.0),
    "tau 20": (lambda: ar1(20, 1500, 300, 3), 20, 1.0),
    "fast and slow": (lambda: mixed(3000, 300, 4), 4.4, np.sqrt(5)),
    "a contact": (lambda: chain(0.05, 0.02, 2000, 300, 5), 0.5 + 0.93 / 0.07, np.sqrt(10) / 7),
}


@pytest.mark.parametrize(("series", "tau", "sd"), SERIES.values(), ids=SERIES)
def test_errors_hold_as_often_as_they_say(series, tau, sd):
    values = series()
    averages = [average(row) for row in values]
    truth = {"a contact": 2 / 7}.get(next(name for name, case in SERIES.items() if case[0] is series), 0.0)
    assert np.mean([a.tau for a in averages]) == pytest.approx(tau, rel=0.25)
    true_error = sd * np.sqrt(2 * tau / values.shape[1])
    errors = np.array([a.error for a in averages if a.error is not None])
    assert len(errors) >= 0.95 * len(values)
    assert np.sqrt(np.mean(errors**2)) == pytest.approx(true_error, rel=0.15)
    effective = np.median([a.n_effective for a in averages])
    assert effective == pytest.approx(values.shape[1] / (2 * tau), rel=0.3)
    # Student's t for the number of blocks; 300 series, of which 15 +- 4 lie outside 95 %.
    outside = np.mean(
        [abs(a.mean - truth) / a.error > stats.t.ppf(0.975, a.blocks - 1) for a in averages if a.error is not None]
    )
    assert 0.02 <= outside <= 0.09
    naive = np.mean([abs(a.mean - truth) / (a.sd / np.sqrt(a.n)) > 1.96 for a in averages])
    assert naive > 0.3 or tau == 0.5  # what the blocks are for


def test_an_error_from_blocks_is_that_of_their_means():
    values = np.array([0.0] * 4 + [1.0] * 4 + [5.0] * 4)
    error, used = averages_module._block_error(values, 2.0, 3)
    assert (error, used) == (pytest.approx(np.std([0.0, 1.0, 5.0], ddof=1) / np.sqrt(3)), 3)


def test_the_error_of_the_error_is_what_it_says():
    averages = [average(row) for row in ar1(5, 1500, 300, 2)]
    errors = np.array([a.error for a in averages])
    said = np.mean([a.uncertainty for a in averages])
    assert errors.std() / errors.mean() == pytest.approx(said, rel=0.5)


@pytest.mark.parametrize("gap", ["scattered", "stretch", "every third"])
def test_gaps_are_gaps_and_not_a_shorter_way(gap):
    values = ar1(10, 4000, 60, 7)
    lost = np.zeros(4000, dtype=bool)
    if gap == "scattered":
        lost = np.random.default_rng(8).random(4000) < 0.3
    elif gap == "stretch":
        lost[1000:2500] = True
    else:
        lost[::3] = True
    values[:, lost] = nan
    averages = [average(row) for row in values]
    assert np.mean([a.tau for a in averages]) == pytest.approx(10, rel=0.25)
    whole = np.sqrt(20 / (2500 if gap == "stretch" else 4000))
    assert np.sqrt(np.mean([a.error**2 for a in averages])) == pytest.approx(whole, rel=0.2)
    assert averages[0].n == (~lost).sum()
    closed_up = np.mean([average(row[~np.isnan(row)]).tau for row in values])
    assert closed_up < 0.85 * np.mean([a.tau for a in averages]) or gap == "stretch"


def test_a_trajectory_that_is_too_short_has_no_error_and_says_so():
    """Of three correlation times; a third of such series look long, which nothing in them can tell."""
    averages = [average(row) for row in ar1(100, 300, 100, 9)]
    without = [a for a in averages if a.error is None]
    assert len(without) > 50
    assert all("run it longer" in a.remark for a in without)
    assert np.median([a.n_effective for a in averages]) < 10
    drift = average(np.linspace(9, 12, 500))
    assert drift.error is None
    assert drift.n_effective < 5


@pytest.mark.parametrize(
    ("values", "remark", "mean"),
    [([], "no values", None), ([nan, nan], "no values", None), ([3.0], FEW, 3.0), ([nan, 3.0], FEW, 3.0),
     ([2.0] * 50, CONSTANT, 2.0), ([0.1] * 3 + [nan] + [0.1] * 3, CONSTANT, 0.1)],
)  # fmt: skip
def test_what_gives_no_error_says_why(values, remark, mean):
    a = average(np.array(values, dtype=float))
    assert (a.mean, a.error, a.remark) == (mean, None, remark)
    assert correlation(np.array(values, dtype=float)) is None


def test_values_that_alternate_are_no_worse_than_independent():
    a = average(np.tile([1.0, -1.0], 500))
    assert a.tau == 0.5
    assert a.n_effective <= a.n


def test_torsions_are_averaged_about_their_direction():
    angles = np.array([179.0, -179.0, 177.0, nan, -177.0])
    unrolled, length = circular(angles, 180.0)
    np.testing.assert_allclose(unrolled, [179, 181, 177, nan, 183])
    assert length > 0.99
    assert circular(np.array([60.0, -60.0, 180.0] * 5), 0.0)[1] < 0.01


@pytest.mark.parametrize("life", [2.0, 10.0, 60.0])
def test_lifetimes_of_markov_chains_are_found_though_spells_are_cut(life):
    states = chain(1 / life, 0.02, 500, 200, 11)
    parts = [spells(row) for row in states]
    every = together(parts)
    assert every.lifetime == pytest.approx(life, abs=4 * every.lifetime_error)
    # A lifetime is uncertain by a factor: its logarithm is what spreads evenly.
    z = np.array([np.log(p.lifetime / life) * p.lifetime / p.lifetime_error for p in parts if p.lifetime_error])
    assert 0.7 < z.std() < 1.3
    whole = [  # spells that are seen from beginning to end, as they are counted elsewhere
        length for row in states for length in _whole_spells(row)
    ]
    assert life < 20 or np.mean(whole) < 0.95 * life


def _whole_spells(row):
    edges = np.flatnonzero(np.diff(row)) + 1
    return [stop - begin for begin, stop in itertools.pairwise(edges) if row[begin] == 1]


@pytest.mark.parametrize(
    ("values", "count", "ends", "cut", "at_risk", "longest"),
    [
        ([0, 1, 1, 0, 1, 0], 2, 2, 0, 3, 2),
        ([1, 1, 0, 0, 1, 1], 2, 1, 2, 3, 2),
        ([1, 1, 1], 1, 0, 1, 2, 3),
        ([0, 0], 0, 0, 0, 0, 0),
        ([0, 1, 1, nan, 1, 0], 2, 1, 2, 2, 2),
        ([nan, 1, nan], 1, 0, 1, 0, 1),
        ([], 0, 0, 0, 0, 0),
    ],
)
def test_spells_are_counted(values, count, ends, cut, at_risk, longest):
    s = spells(np.array(values, dtype=float))
    assert (s.count, s.ends, s.cut, s.at_risk, s.longest) == (count, ends, cut, at_risk, longest)
    assert s.lifetime == (at_risk / ends if ends else None)


def test_a_lifetime_that_no_step_resolves_has_no_error():
    flicker = spells(np.array([0, 1, 0, 1, 0, 1, 0], dtype=float))
    assert (flicker.lifetime, flicker.lifetime_error) == (1.0, None)


def test_changes_do_not_count_across_gaps_and_passages_not_what_trembles():
    states = np.array([0, 0, 1, 0, 1, 2, 2, 1, 2, 1, 0, -1, 2, 2, 0])
    assert changes(states, 3).tolist() == [[1, 2, 0], [2, 0, 2], [1, 2, 2]]
    assert passages(states, (0, 2)) == {(0, 2): 1, (2, 0): 2}
    assert passages(np.array([1, 1]), (0, 2)) == {(0, 2): 0, (2, 0): 0}
    assert passages(np.array([], dtype=int), (0, 2)) == {(0, 2): 0, (2, 0): 0}


def test_replicas_give_their_spread_and_what_it_is_worth():
    made = [average(row + shift) for row, shift in zip(ar1(3, 2000, 3, 13), (0, 0, 2.0), strict=True)]
    over = combine(made)
    assert over.mean == pytest.approx(np.mean([a.mean for a in made]))
    assert over.error == pytest.approx(np.std([a.mean for a in made], ddof=1) / np.sqrt(3))
    assert over.uncertainty == 0.5
    assert "uncertain by 50%" in over.remark
    assert "each is too short for what is slow" in over.remark
    agree = combine([average(row) for row in ar1(3, 2000, 3, 14)])
    assert "differ" not in agree.remark
    single = combine([average(np.arange(5.0)), Average(0)])
    assert (single.replicas, single.error, single.remark) == (1, None, "one replica has values")
    assert combine([Average(0)]).mean is None
    assert combine([average(np.ones(4))] * 3).error is None


def test_steps_are_the_stride_that_all_frames_lie_on():
    frame = np.array([5, 15, 25, 45])
    grid = grid_of(frame, frame * 2.0, np.ones(4, dtype=bool))
    assert (grid.steps, grid.stride, grid.time) == (5, 10, 20.0)
    np.testing.assert_array_equal(grid.lay(np.array([1.0, 2, 3, 4])), [1, 2, 3, nan, 4])
    assert grid_of(frame, np.full(4, nan), np.ones(4, dtype=bool)).time is None
    assert grid_of(frame, frame * 1.0, np.zeros(4, dtype=bool)) is None


# --- The tables of a run ---

LENGTH = 600

COLUMNS = {
    "frame_contacts": ["entry", "complex", "trajectory", "replica", "frame", "occupant", "position", "residue", "type",
                       "distance"],
    "frame_footprint": ["entry", "complex", "trajectory", "replica", "frame", "occupant", "position", "residue",
                        "distance", "pairs"],
}  # fmt: skip


def write_frames(directory, replicas, *, times=True, dt=2.0):
    """Write tables of frames with a known width, a known contact and a known pocket, as `nesgroove trajectory` does."""
    directory.mkdir()
    frames, contacts, touches, pockets = [], [], [], []
    for number, (width, contact) in enumerate(replicas, start=1):
        key = {"entry": "top", "complex": "top-C", "trajectory": f"run{number}", "replica": number}
        for frame, (w, there) in enumerate(zip(width, contact, strict=True)):
            looked = frame % 2 == 0
            state = "closed" if w < 9.9 else "open" if w >= 11.1 else "intermediate"
            frames.append({**key, "frame": frame, "time": frame * dt if times else None, "flag": "", "state": state,
                           "with_pockets": True, "with_contacts": looked, "groove_width": w,
                           "chi1_528": 180.0 - frame % 3 if frame % 2 else -180.0 + frame % 3,
                           "warhead_distance": None})  # fmt: skip
            same = {**key, "frame": frame, "occupant": "V6A:C:1101"}
            if there and looked:
                contacts.append({**same, "position": 568, "residue": "K568", "type": "hydrogen_bond", "distance": 3.0})
                contacts.append({**same, "position": None, "residue": "G12", "type": "ionic", "distance": 4.0})
            touches.append({**same, "position": 528, "residue": "C528", "distance": 3.5, "pairs": 4})
            touches.append({**same, "position": 521, "residue": "I521", "distance": 5.0, "pairs": 0})
            for pocket in ("P2", "all"):
                overlap = None if pocket == "all" else 0.4 if there else 0.05
                pockets.append({**same, "pocket": pocket, "filled": 0.3, "overlap": overlap, "buried": 20.0 + there})
    for name, rows in {"frames": frames, "frame_contacts": contacts, "frame_footprint": touches,
                       "frame_occupancy": pockets}.items():  # fmt: skip
        table = pd.DataFrame(rows, columns=COLUMNS.get(name))
        if name in COLUMNS:
            table = table.astype({"position": "Int64"})
        if name == "frames":
            table = table.astype({"warhead_distance": float})
        table.to_parquet(directory / f"{name}.parquet")
    return directory


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    widths = 11.5 + 0.5 * ar1(4, LENGTH, 3, 21)
    contacts = chain(0.1, 0.1, LENGTH, 3, 22)
    contacts[2] = 0
    directory = write_frames(tmp_path_factory.mktemp("frames") / "run", list(zip(widths, contacts, strict=True)))
    return widths, contacts, summarise(directory)


def only(rows, table, **wanted):
    return [row for row in rows if row.table == table and all(getattr(row, k) == v for k, v in wanted.items())]


def test_every_replica_and_all_of_them_have_a_row(rows):
    widths, _, made = rows
    own = only(made, "trajectory", quantity="groove_width")
    assert [(row.trajectory, row.replica) for row in own] == [("run1", 1), ("run2", 2), ("run3", 3), ("all", None)]
    for row, width in zip(own, widths, strict=False):
        assert row.mean == pytest.approx(width.mean())
        assert row.n == LENGTH
        assert row.correlation_time == pytest.approx(2.0 * row.correlation_frames)
    assert 2 < np.mean([row.correlation_frames for row in own[:3]]) < 8
    assert own[3].error == pytest.approx(np.std([w.mean() for w in widths], ddof=1) / np.sqrt(3))
    assert own[3].sd == pytest.approx(np.std([w.mean() for w in widths], ddof=1))
    assert not only(made, "trajectory", quantity="warhead_distance")
    (opened,) = only(made, "trajectory", quantity="state:open", replica=1)
    assert opened.mean == pytest.approx((widths[0] >= 11.1).mean())
    (filled,) = only(made, "trajectory", quantity="buried:P2", replica=2)
    assert (filled.occupant, filled.unit) == ("V6A:C:1101", "A^2")


def test_a_mean_torsion_is_not_the_mean_of_the_numbers(rows):
    (row,) = only(rows[2], "trajectory", quantity="chi1_528", replica=1)
    assert abs(row.mean) == pytest.approx(180, abs=2)


def test_contacts_are_counted_where_they_were_looked_for(rows):
    _, contacts, made = rows
    own = only(made, "persistence", layer="contact", type="hydrogen_bond")
    assert [row.replica for row in own] == [1, 2, 3, None]
    for row, contact in zip(own, contacts, strict=False):
        assert row.n == LENGTH // 2
        assert row.frequency == pytest.approx(contact[::2].mean())
        assert row.step == 4.0
    seen = spells(contacts[0][::2])
    assert own[0].lifetime == pytest.approx(4.0 * seen.lifetime)
    assert (own[0].spells, own[0].ends, own[0].cut) == (seen.count, seen.ends, seen.cut)
    assert own[0].error is not None
    assert own[0].distance == pytest.approx(3.0)
    assert own[2].frequency == 0
    assert own[2].remark == NEVER
    assert own[2].error is None
    assert own[3].frequency == pytest.approx(np.mean([row.frequency for row in own[:3]]))
    (outside,) = only(made, "persistence", layer="contact", type="ionic", replica=1)
    assert outside.position is None
    assert outside.residue == "G12"


def test_what_is_always_there_has_no_lifetime_and_says_so(rows):
    (row,) = only(rows[2], "persistence", layer="touch", replica=1)
    assert (row.position, row.frequency, row.error, row.lifetime) == (528, 1.0, None, None)
    assert ALWAYS in row.remark
    assert ENDLESS in row.remark
    assert row.longest == LENGTH * 2.0
    pockets = only(rows[2], "persistence", layer="pocket", replica=1)
    assert [p.pocket for p in pockets] == ["P2"]
    assert pockets[0].frequency == pytest.approx(rows[1][0].mean())


def test_changes_of_state_are_those_of_the_series(rows):
    widths, _, made = rows
    (row,) = only(made, "transitions", replica=1, state="open", to="intermediate")
    is_open, between = widths[0] >= 11.1, (widths[0] < 11.1) & (widths[0] >= 9.9)
    assert row.transitions == (is_open[:-1] & between[1:]).sum()
    stay = spells(is_open.astype(float))
    assert row.dwell == pytest.approx(2.0 * stay.lifetime)
    assert row.frames == is_open.sum()
    total = only(made, "transitions", replica=None, state="open", to="intermediate")[0]
    parts = [only(made, "transitions", replica=n, state="open", to="intermediate")[0] for n in (1, 2, 3)]
    assert total.transitions == sum(part.transitions for part in parts)


def test_a_groove_that_stays_says_that_nothing_changed(tmp_path):
    made = summarise(write_frames(tmp_path / "still", [(np.full(50, 11.8), np.ones(50))], times=False))
    own = only(made, "transitions")
    assert len(own) == 6
    assert {row.transitions for row in own} == {0}
    assert all(row.remark.startswith("the state never changes") for row in own if row.state == "open")
    assert all(row.dwell is None for row in own)
    (width,) = only(made, "trajectory", quantity="groove_width")
    assert (width.mean, width.sd, width.error, width.remark) == (11.8, 0.0, None, CONSTANT)
    assert all(row.replica == 1 for row in made if row.table != "problems")


def test_without_times_there_are_frames_and_no_times(tmp_path):
    widths, contact = ar1(4, 300, 1, 31)[0] + 11, chain(0.2, 0.2, 300, 1, 32)[0]
    made = summarise(write_frames(tmp_path / "timeless", [(widths, contact)], times=False))
    (row,) = only(made, "trajectory", quantity="groove_width")
    assert row.correlation_time is None
    assert row.correlation_frames > 1
    assert row.error is not None
    (bond,) = only(made, "persistence", type="hydrogen_bond")
    assert bond.lifetime is None
    assert "no times" in bond.remark
    assert bond.ends > 5


def test_a_drift_is_told_in_problems(tmp_path):
    made = summarise(write_frames(tmp_path / "drift", [(np.linspace(9, 12, 400), np.zeros(400))]))
    (problem,) = [row for row in made if isinstance(row, ProblemRecord)]
    assert "have no error (groove_width" in problem.message
    assert problem.severity == "warning"
    assert not only(made, "persistence", layer="contact")


def test_a_directory_without_frames_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="there are no frames in it"):
        summarise(tmp_path)
