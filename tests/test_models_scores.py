"""Scores of interfaces against brute force and values by hand; signals and agreement on made-up samples."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nesgroove.errors import ConfigError
from nesgroove.series.models.agreement import agreements
from nesgroove.series.models.interface import d0, ipsae, lis, pdockq2
from nesgroove.series.models.records import ModelSampleRecord
from nesgroove.series.models.signals import Signal, in_chain, number_offset, read_signals

RANDOM = np.random.default_rng(7)


def ipsae_by_hand(pae, cutoff):
    """As the definition reads: for each aligned residue the mean over what it scores, then the best."""
    best = 0.0
    for row in pae:
        near = [value for value in row if value < cutoff]
        if not near:
            continue
        scale = 1.0 if len(near) <= 26 else 1.24 * (len(near) - 15) ** (1 / 3) - 1.8
        best = max(best, sum(1 / (1 + (value / scale) ** 2) for value in near) / len(near))
    return best


@pytest.mark.parametrize("shape", [(3, 2), (40, 12), (12, 300), (1, 1)])
@pytest.mark.parametrize("cutoff", [10.0, 15.0])
def test_ipsae_is_its_definition(shape, cutoff):
    pae = RANDOM.uniform(0.3, 31.0, shape)
    assert ipsae(pae, cutoff) == pytest.approx(ipsae_by_hand(pae, cutoff), abs=1e-12)
    assert ipsae(pae.T, cutoff) == pytest.approx(ipsae_by_hand(pae.T, cutoff), abs=1e-12)


@pytest.mark.parametrize(("pae", "expected"), [(1.0, 0.50), (2.0, 0.20), (3.0, 0.10)])
def test_a_signal_has_d0_of_1_and_so_small_values(pae, expected):
    assert ipsae(np.full((1071, 20), pae), 10.0) == pytest.approx(expected)


def test_the_other_direction_of_the_same_model_is_another_number():
    # 300 residues of XPO1 within the cutoff: d0 = 1.24 * 285 ** (1/3) - 1.8 = 6.36.
    assert ipsae(np.full((20, 300), 3.0), 10.0) == pytest.approx(1 / (1 + (3 / 6.3606) ** 2), abs=1e-4)


def test_what_is_at_the_cutoff_does_not_count_and_nothing_gives_0():
    assert ipsae(np.array([[10.0, 5.0]]), 10.0) == pytest.approx(1 / 26)
    assert ipsae(np.full((4, 4), 20.0), 10.0) == 0.0
    assert ipsae(np.empty((4, 0)), 10.0) == 0.0


def test_d0_has_its_floor_up_to_26_residues_and_grows_from_27():
    assert d0(np.array([0.0, 20.0, 26.0])).tolist() == [1.0, 1.0, 1.0]
    assert d0(np.array([27.0]))[0] == pytest.approx(1.0389, abs=1e-4)
    assert d0(np.array([300.0]))[0] == pytest.approx(6.3606, abs=1e-3)


def test_lis_counts_pairs_below_12_alone():
    assert lis(np.array([[6.0, 12.0], [30.0, 0.0]])) == pytest.approx((0.5 + 1.0) / 2)
    assert lis(np.full((2, 2), 12.0)) == 0.0


def test_pdockq2_by_hand():
    pae = np.array([[5.0, 20.0], [10.0, 8.0]])
    distance = np.array([[7.0, 9.0], [8.0, np.nan]])
    # Pairs (0, 0) and (1, 0) touch: 1/(1+0.25) and 1/(1+1); residues 80 and 60 of one side, 70 of the other.
    x = (0.8 + 0.5) / 2 * (80 + 60 + 70) / 3
    expected = 1.31 / (1 + math.exp(-0.075 * (x - 84.733))) + 0.005
    assert pdockq2(pae, distance, np.array([80.0, 60.0]), np.array([70.0, 10.0])) == pytest.approx(expected)
    assert pdockq2(pae, distance + 9, np.array([80.0, 60.0]), np.array([70.0, 10.0])) == 0.0


def sample(number, **values):
    plain = {"entry": f"job_{number}", "complex": f"job_{number}-A", "job": "job", "sample": str(number),
             "cargo_chain": "B", "direction": "plus", "P2": "L8", "P3": "F12", "anchors": 2}  # fmt: skip
    return ModelSampleRecord(**{**plain, **values})


def test_agreement_counts_samples_and_keeps_best_and_mean():
    rows = [
        sample(0, iptm_pair=0.8, pae_groove_signal=4.0),
        sample(1, iptm_pair=0.6, pae_groove_signal=2.0, direction="minus"),
        sample(2, iptm_pair=0.4, P3="V14"),
        sample(3, iptm_pair=0.2, direction="", P2="", P3="", anchors=0),
    ]
    samples, (job,) = agreements(rows)
    assert (job.samples, job.with_cargo, job.direction, job.direction_agree) == (4, 4, "plus", 2)
    assert (job.anchors, job.anchors_agree, job.agree) == ("P2:L8 P3:F12", 2, 1)
    assert job.anchors_each == "P2:L8 3/4 P3:F12 2/4"
    assert (job.iptm_pair_best, job.iptm_pair_mean) == (0.8, pytest.approx(0.5))
    assert (job.pae_groove_signal_best, job.pae_groove_signal_mean) == (2.0, 3.0)
    assert (job.entry, job.led_by) == ("job_0", "iptm_pair")
    assert [row.leads for row in samples] == ["yes", "no", "no", "no"]


def test_scores_of_two_writers_are_not_compared():
    rows = [
        sample(0, ranking_name="ranking_score", ranking_score=0.2, iptm_pair=0.9),
        sample(1, ranking_name="confidence_score", ranking_score=0.9, iptm_pair=0.3),
    ]
    _, (job,) = agreements(rows)
    assert (job.led_by, job.entry, job.ranking_score_best) == ("iptm_pair", "job_0", None)


def test_what_is_not_chosen_or_has_no_cargo_does_not_count():
    rows = [
        sample(0, chosen="no"),
        sample(1, cargo_chain="", direction="", P2="", P3="", anchors=None),
        sample(2, complex=""),
    ]
    _, (job,) = agreements(rows)
    assert (job.samples, job.with_cargo, job.direction, job.agree) == (1, 0, "", None)


def test_two_copies_in_one_model_are_one_sample():
    rows = [sample(0), sample(0, complex="job_0-C", P4="L20", anchors=3)]
    samples, (job,) = agreements(rows)
    assert (job.samples, job.complex) == (1, "job_0-C")
    assert [row.leads for row in samples] == ["no", "yes"]


def test_jobs_and_samples_are_sorted_as_numbers():
    keys = [sample(0, job=f"p{number}").job_key for number in (2, 10, 1)]
    assert sorted(keys) == [keys[2], keys[0], keys[1]]


NUMBERS = tuple(map(str, range(1, 11)))


@pytest.mark.parametrize(
    ("signal", "residues", "extent"),
    [
        (Signal(3, 5), {"3", "4", "5"}, "all"),
        (Signal(9, 12), {"9", "10"}, "part"),
        (Signal(81, 83), set(), "none"),
        (Signal(81, 83, "LKA"), {"2", "3", "4"}, "all"),
        (Signal(76, 82, "GGQLKAG"), set(), "none"),
        (Signal(75, 81, "GGMLKAG"), {"1", "2", "3", "4", "5"}, "part"),
        (Signal(75, 79, "WWWWW"), set(), "none"),
    ],
)
def test_a_signal_is_found_by_its_letters_else_by_its_numbers(signal, residues, extent):
    assert in_chain([signal], "MLKAGDINKT", NUMBERS) == (frozenset(residues), extent)


def test_the_letters_of_a_signal_say_how_the_chain_is_numbered():
    own = [Signal(81, 83, "LKA"), Signal(4, 6)]
    assert number_offset(own, "MLKAGDINKT", NUMBERS) == 79
    assert number_offset(own[1:], "MLKAGDINKT", NUMBERS) is None
    assert number_offset([*own, Signal(81, 83, "INK")], "MLKAGDINKT", NUMBERS) is None


def test_no_signal_says_nothing():
    assert in_chain([], "MLKAG", NUMBERS[:5]) == (frozenset(), "")


def test_signals_are_read_and_a_bad_line_is_named(tmp_path):
    path = tmp_path / "signals.tsv"
    path.write_text("cargo\tfirst\tlast\tsequence\nPKI\t36\t38\tLAL\nPKI\t5\t9\n")
    assert read_signals(path) == {"pki": [Signal(36, 38, "LAL"), Signal(5, 9)]}
    for text, message in [
        ("a\tb\n", "no columns"), ("job\tfirst\tlast\nx\t9\t1\n", "line 2 is no signal"),
        ("job\tfirst\tlast\tsequence\nx\t1\t3\tLA\n", "2 letters for 3"), ("job\tfirst\tlast\n", "no signal in it"),
    ]:  # fmt: skip
        path.write_text(text)
        with pytest.raises(ConfigError, match=message):
            read_signals(path)
