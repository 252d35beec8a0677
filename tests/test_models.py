"""Predicted models: what each writer's files are taken for, what is refused, what a run says."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import predictors
from nesgroove.cli.app import main
from nesgroove.compare.beside import TABLES
from nesgroove.compare.chosen import Chosen
from nesgroove.compare.tables import RunTables
from nesgroove.errors import ConfigError, ReadError
from nesgroove.io.confidence.contents import read_arrays, read_json
from nesgroove.io.confidence.find import find_models, named_models
from nesgroove.measure.groove import Settings
from nesgroove.model.plain_text import natural
from nesgroove.model.record import columns
from nesgroove.series.models.records import ModelSampleRecord
from nesgroove.series.models.run import known_models
from nesgroove.series.models.signals import read_signals
from nesgroove.series.poses.records import PoseRecord
from nesgroove.show.atlas.facts import predictor_says
from nesgroove.show.size import WHOLE_PAGE
from predictors import BACK, THERE, model, pae, put
from structures import ROOT, structure_path


def known(place, **options):
    return known_models(find_models([place]), Settings(**options))


def remarks(one):
    return " | ".join(remark.message for remark in (*one.assessed.remarks, *one.remarks))


LAYOUTS = {
    "multimer": ("AlphaFold-Multimer", ["p53_ranked_0", "p53_ranked_1"], "iptm+ptm", 0.83, None),
    "colabfold": ("ColabFold", ["p53_rank_001", "p53_rank_002"], "0.8 iptm + 0.2 ptm", 0.7, 0.7),
    "alphafold3": ("AlphaFold 3", ["p53_seed-7_sample-0", "p53_seed-7_sample-1"], "ranking_score", 0.9, 0.2),
    "alphafold3_old": ("AlphaFold 3", ["p53_seed-1_sample-0"], "ranking_score", 0.8, 0.1),
    "server": ("AlphaFold server", ["p53_model_0", "p53_model_1", "p53_model_10"], "ranking_score", 0.8, 0.1),
    "boltz": ("Boltz", ["p53_model_0", "p53_model_1"], "confidence_score", 0.7, 0.62),
    "chai": ("Chai-1", ["p53_trunk_0_model_0", "p53_trunk_1_model_0"], "aggregate_score", 0.61, 0.55),
    "openfold": ("OpenFold3", ["p53_seed-42_sample-1"], "sample_ranking_score", 0.4, 0.58),
    "protenix": ("Protenix", ["p53_seed-101_sample-0"], "ranking_score", 0.77, 0.47),
}
"""Writer, entries, name and value of the first one's ranking score, and ipTM of XPO1 and cargo, as in the files."""

WITHOUT_PAE = {"chai": "none: Chai-1 writes none", "openfold": "none: OpenFold3 writes none",
               "protenix": "none: not written without --need_atom_confidence true"}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_is_known_by_its_pattern(layout, tmp_path):
    writer, entries, name, score, iptm = LAYOUTS[layout]
    place = getattr(predictors, layout)(tmp_path)
    samples, _ = known(place)
    assert [one.file.entry for one in samples] == entries
    assert {one.sample.writer for one in samples} == {writer}
    assert {one.sample.job for one in samples} == {"p53"}
    first = samples[0].assessed
    assert first.ranking == (name, pytest.approx(score))
    (interface,) = first.interfaces
    assert interface.iptm == (None if iptm is None else pytest.approx(iptm))
    if layout in WITHOUT_PAE:
        assert first.pae_state == WITHOUT_PAE[layout]
        assert interface.values == {}
        assert "no PAE" in remarks(samples[0])
    else:
        assert first.pae_state == "read"
        assert interface.values["pae_groove_signal"] == pytest.approx(THERE)
        assert interface.values["pae_signal_groove"] == pytest.approx(BACK)
        assert interface.values["ipsae_xpo1_cargo"] == pytest.approx(1 / (1 + THERE**2))
    # 11 residues of the cargo are near a pocket; the B column is read on both scales, and not where there is none.
    assert interface.plddt_whole == (None if layout == "protenix" else pytest.approx(68.0))


def test_pae_of_alphafold_multimer_is_that_of_its_model_and_not_of_its_rank(tmp_path):
    samples, _ = known(predictors.multimer(tmp_path))
    assert [one.sample.model[:7] for one in samples] == ["model_2", "model_1"]
    assert [one.assessed.interfaces[0].values["pae_groove_signal"] for one in samples] == [THERE, THERE + 1]
    assert "never loaded" in remarks(samples[0])
    assert samples[0].sample.same[0][0].name == "ranked_0.pdb"


def test_without_its_ranking_file_nobody_knows_whose_pae_it_is(tmp_path):
    place = predictors.multimer(tmp_path)
    (place / "ranking_debug.json").write_text('{"order": [')
    samples, _ = known(place)
    assert [one.assessed.pae_state for one in samples] == ["none: not among the files"] * 2
    assert "not JSON" in remarks(samples[0]) or "no JSON" in remarks(samples[0])
    assert "named by model and not by rank" in remarks(samples[0])


def test_relaxed_and_unrelaxed_are_one_sample_and_the_relaxed_one_is_measured(tmp_path):
    samples, _ = known(predictors.colabfold(tmp_path))
    assert "_relaxed_" in samples[0].sample.path.name
    assert "_unrelaxed_" in samples[0].sample.same[0][0].name
    assert "_unrelaxed_" in samples[1].sample.path.name  # there is no other


@pytest.mark.parametrize(("pairs", "iptm"), [({"A-B": 0.31}, 0.31), ({"A-B": 1.31}, None), ({"A-C": 0.31}, None)])
def test_colabfold_has_pairs_where_they_were_asked_for(tmp_path, pairs, iptm):
    place = predictors.colabfold(tmp_path)
    for path in place.glob("*_scores_*.json"):
        put(path, {**json.loads(path.read_text()), "pairwise_iptm": pairs})
    samples, _ = known(place)
    assert [one.assessed.interfaces[0].iptm for one in samples] == [iptm, iptm]


def test_mmcif_and_pdb_of_one_sample_are_one_sample(tmp_path):
    place = predictors.boltz(tmp_path) / "predictions" / "p53"
    put(place / "p53_model_0.pdb", model(number=40))
    samples, _ = known(tmp_path)
    assert [one.file.entry for one in samples] == ["p53_model_0", "p53_model_1"]
    assert samples[0].sample.same == ((place / "p53_model_0.pdb", "it is another form of p53_model_0.cif"),)


def test_what_is_not_looked_through_is_told(tmp_path):
    predictors.boltz(tmp_path / "in")
    (tmp_path / "in" / "linked").symlink_to(tmp_path / "in" / "boltz_results_x" / "predictions")
    put(tmp_path / "in" / "results.zip", "x")
    found = find_models([tmp_path / "in"])
    assert [(path.name, why.partition(":")[0]) for path, why in found.passed_over] == [
        ("processed", "it is named as what a prediction was made from"), ("linked", "it is a link to a directory"),
        ("results.zip", "it is an archive"),
    ]  # fmt: skip
    assert len(found.samples) == 2


def test_results_of_an_earlier_run_beside_the_predictions_are_no_samples(tmp_path):
    predictors.boltz(tmp_path / "in")
    for name in ("complexes.tsv", "provenance.json"):
        put(tmp_path / "in" / "models" / name, "x")
    put(tmp_path / "in" / "models" / "superposed" / "p53_model_0-A.cif", model())
    found = find_models([tmp_path / "in"])
    assert len(found.samples) == 2
    assert "it holds results of nesgroove" in {path.name: why for path, why in found.passed_over}["models"]


def test_a_copy_at_the_top_is_counted_once_and_named(tmp_path):
    samples, copies = known(predictors.alphafold3(tmp_path))
    assert copies == 1
    assert "p53_model.cif has the same coordinates" in remarks(samples[0])


def test_tokens_in_the_order_of_the_input_are_laid_on_chains_by_their_ids(tmp_path):
    place = predictors.alphafold3(tmp_path)
    for path in place.rglob("*_model.cif"):
        put(path, model(("xpo1", "cargo", "ligand"), "XBL"))  # the input has the cargo first, then the ligand
    samples, copies = known(place)
    assert (len(samples), copies) == (1, 2)
    assert samples[0].assessed.interfaces[0].values["pae_groove_signal"] == pytest.approx(THERE)
    assert samples[0].assessed.interfaces[0].iptm == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"pae": [row[15:] for row in pae(("xpo1", "cargo"))[15:]]}, "96 tokens and 111 chain ids"),
        ({"pae": [[1.0, 2.0], [1.0]]}, "no square"),
        ({"pae": [[-1.0] * 111] * 111}, "below 0"),
        ({"pae": [[0.0] * 111] * 111}, "0 A everywhere"),
        ({"pae": [[float("nan")] * 111] * 111}, "no numbers"),
        ({"token_chain_ids": ["A"] * 96 + ["C"] * 15}, "no token is of chain B"),
        ({"token_chain_ids": ["A"] * 90 + ["B"] * 21}, "96 residues and 90 tokens"),
        ({"token_res_ids": [5] * 111}, "is residue"),
        ({"token_chain_ids": ["A"] * 5}, "5 chain ids"),
    ],
)  # fmt: skip
def test_arrays_that_do_not_fit_are_refused_for_that_sample_alone(tmp_path, change, message):
    place = predictors.server(tmp_path)
    path = place / "fold_p53_full_data_1.json"
    put(path, {**json.loads(path.read_text()), **change})
    samples, _ = known(place)
    assert [one.assessed.pae_state == "read" for one in samples] == [True, False, True]
    assert samples[1].assessed.interfaces[0].values == {}
    if "token_chain_ids" not in change:  # by which pairs are named
        assert samples[1].assessed.interfaces[0].iptm == pytest.approx(0.1)
    text = remarks(samples[1])
    assert "refused" in text
    assert message in text


def test_arrays_of_another_model_are_seen_by_their_plddt(tmp_path):
    place = predictors.boltz(tmp_path) / "predictions" / "p53"
    other = np.array(predictors.all_plddt(("cargo", "xpo1"), 0.01))  # the other order: as long, and another one
    other[3] = np.nan  # one value that is none does not hide it
    put(place / "plddt_p53_model_0.npz", {"plddt": other})
    samples, _ = known(place)
    assert [one.assessed.pae_state for one in samples] == ["refused: not of this model", "read"]
    assert "another model's" in remarks(samples[0])


def test_the_confidences_of_another_sample_are_seen_by_the_plddt_of_atoms(tmp_path):
    place = predictors.alphafold3(tmp_path)
    path = place / "seed-7_sample-1" / "p53_seed-7_sample-1_confidences.json"
    content = json.loads(path.read_text())
    put(path, {**content, "atom_plddts": [100 - value for value in content["atom_plddts"]]})
    samples, _ = known(place)
    assert [one.assessed.pae_state for one in samples] == ["read", "refused: not of this model"]
    put(path, {**content, "atom_plddts": content["atom_plddts"][:-3]})  # cannot be laid on the atoms, and says nothing
    assert known(place)[0][1].assessed.pae_state == "read"


def test_pairs_are_not_guessed_where_ligands_may_have_moved(tmp_path):
    summary, _ = predictors.af3_scores(("cargo", "ligand", "xpo1"), "BLX")
    place = tmp_path / "p53" / "seed-1_sample-0"
    put(place / "model.cif", model(("cargo", "xpo1", "ligand"), "BXL"))
    put(place / "summary_confidences.json", summary)
    (one,), _ = known(tmp_path)
    assert one.assessed.interfaces[0].iptm is None
    assert "order of the input" in remarks(one)


@pytest.mark.parametrize(
    "pairs", [[[0.9, 40.0], [40.0, 0.9]], [[0.9, 0.5]], "x", {"0": "x"}, {"0": {"1": -1.0}}, {"0": {"1": 10**400}}]
)
def test_pairs_that_are_none_are_refused(tmp_path, pairs):
    place = predictors.server(tmp_path)
    path = place / "fold_p53_summary_confidences_0.json"
    put(path, {**json.loads(path.read_text()), "chain_pair_iptm": pairs})
    samples, _ = known(place)
    assert samples[0].assessed.interfaces[0].iptm is None
    assert "refused" in remarks(samples[0])
    assert samples[1].assessed.interfaces[0].iptm is not None


def test_a_number_that_no_float_holds_is_no_score(tmp_path):
    place = predictors.server(tmp_path)
    path = place / "fold_p53_summary_confidences_0.json"
    put(path, {**json.loads(path.read_text()), "iptm": 10**400, "ranking_score": True})
    samples, _ = known(place)
    assert "defect" not in remarks(samples[0])
    assert samples[0].assessed.interfaces[0].iptm is not None  # of the pairs, which are what they should be


@pytest.mark.parametrize(("back", "iptm"), [(None, 0.4), (float("nan"), 0.4), ("x", None), (0.7, 0.7)])
def test_a_pair_without_a_value_leaves_the_others(tmp_path, back, iptm):
    place = predictors.boltz(tmp_path) / "predictions" / "p53"
    path = place / "confidence_p53_model_0.json"
    put(path, {**json.loads(path.read_text()), "pair_chains_iptm": {"0": {"1": 0.4}, "1": {"0": back}}})
    samples, _ = known(place)
    assert samples[0].assessed.interfaces[0].iptm == iptm


def test_three_chains_have_the_iptm_of_xpo1_and_the_cargo(tmp_path):
    parts, names = ("ran", "cargo", "xpo1"), "ABC"
    summary, full = predictors.af3_scores(parts, names)
    put(tmp_path / "fold_x_model_0.cif", model(parts, names))
    put(tmp_path / "fold_x_summary_confidences_0.json", summary)
    put(tmp_path / "fold_x_full_data_0.json", full)
    (one,), _ = known(tmp_path)
    (interface,) = one.assessed.interfaces
    assert remarks(one) == ""
    assert (interface.xpo1_chain, interface.cargo) == ("C", "B")
    assert interface.iptm == pytest.approx(0.3)  # of chains 1 and 2, not of 0 and any
    assert interface.values["pae_groove_cargo"] == pytest.approx(THERE)


def test_iptm_of_three_chains_is_not_that_of_a_pair(tmp_path):
    parts = ("xpo1", "cargo", "ran")
    put(tmp_path / "x_scores_rank_001_m_model_1_seed_0.json", {"iptm": 0.7, "ptm": 0.6})
    put(tmp_path / "x_unrelaxed_rank_001_m_model_1_seed_0.pdb", model(parts, "ABC"))
    (one,), _ = known(tmp_path)
    assert (one.assessed.iptm, one.assessed.interfaces[0].iptm) == (0.7, None)


def test_boltz_without_its_option_says_which(tmp_path):
    samples, _ = known(predictors.boltz(tmp_path, with_pae=False))
    assert samples[0].assessed.pae_state == "none: not written without --write_full_pae"


def test_two_layouts_in_one_directory(tmp_path):
    place = tmp_path / "mixed"
    for path in [*predictors.boltz(tmp_path / "b").rglob("p53/*"), *predictors.server(tmp_path / "s").iterdir()]:
        place.mkdir(exist_ok=True)
        shutil.copy(path, place / path.name)
    put(place / "plain.pdb", model(number=30))
    entries = [one.file.entry for one in known(place)[0]]
    # The same three phantoms moved alike: copies of each other, told and counted once.
    assert entries == ["p53_AlphaFold-server_model_0", "p53_AlphaFold-server_model_1",
                       "p53_AlphaFold-server_model_10", "plain"]  # fmt: skip


def test_jobs_of_one_name_are_told_apart_by_their_directories(tmp_path):
    for number, run in enumerate(("first", "second")):
        put(tmp_path / run / "ranked_0.pdb", model(number=number))
        put(tmp_path / run / "deep" / "p53.pdb", model(number=number + 5))
    jobs = [sample.job for sample in find_models([tmp_path]).samples]
    assert jobs == ["first", "first_deep_p53", "second", "second_deep_p53"]


def test_seeds_in_directories_of_their_own_are_samples_of_one_job(tmp_path):
    for seed in (1, 2):
        put(tmp_path / "rev" / f"seed{seed}" / "ranked_0.cif", model(number=seed))
        put(tmp_path / "out" / f"seed_{seed}" / "p53_model_0.cif", model(number=seed + 5))
        put(tmp_path / "out" / f"seed_{seed}" / "confidence_p53_model_0.json", {"iptm": 0.5})
    named = named_models(find_models([tmp_path]).samples)
    assert list(named) == ["p53_seed-1_model_0", "p53_seed-2_model_0", "rev_seed1_ranked_0", "rev_seed2_ranked_0"]
    assert [sample.job for _, sample in named.values()] == ["p53", "p53", "rev", "rev"]


def test_entries_are_named_for_any_file_system_and_sorted_as_numbers(tmp_path):
    for name in ("a b#1_model_10", "a b#1_model_2", "~x;", "A_model_2"):
        put(tmp_path / f"{name}.pdb", model())
    assert list(named_models(find_models([tmp_path]).samples)) == ["A_model_2", "a_b_1_model_2", "a_b_1_model_10", "x"]
    assert sorted(["m10", "m9", "M1"], key=natural) == ["M1", "m9", "m10"]


@pytest.mark.parametrize("make", [lambda place: place, lambda place: put(place / "notes.txt", "x").parent,
                                  lambda place: put(place / "msas" / "t.cif", "x").parent.parent])  # fmt: skip
def test_a_directory_without_a_model_is_an_error_with_a_remedy(tmp_path, make):
    with pytest.raises(ConfigError, match="no model in") as error:
        find_models([make(tmp_path)])
    assert "directories" in error.value.remedy


def test_nothing_pickled_is_loaded(tmp_path):
    path = put(tmp_path / "x.npz", {"pae": np.array([{"a": 1}], dtype=object)})
    with pytest.raises(ReadError, match="nothing pickled is loaded"):
        read_arrays(path, ["pae"])
    put(path, {"pae": np.ones((2, 2))})
    assert read_arrays(path, ["pae", "other"])["pae"].shape == (2, 2)


def test_what_promises_more_than_it_has_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "x.npz"
    header = b"\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (900000, 900000), }"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pae.npy", header.ljust(127) + b"\n" + b"\0" * 16)
    with pytest.raises(ReadError, match="cut short"):
        read_arrays(path, ["pae"])
    monkeypatch.setenv("NESGROOVE_MAX_MB", "1")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pae.npy", b"\0" * 3_000_000)
    with pytest.raises(ReadError, match="more than 1 MB"):
        read_arrays(path, ["pae"])
    with pytest.raises(ReadError, match="more than 1 MB"):
        read_json(put(tmp_path / "x.json", "[" + "1," * 600_000 + "1]"))
    with pytest.raises(ReadError, match="no JSON"):
        read_json(put(tmp_path / "x.json", "[" * 100_000))


def read(path):
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A run over jobs of three writers, with a broken file, a model without a cargo, one without XPO1, and signals."""
    root = tmp_path_factory.mktemp("models")
    predictors.alphafold3(root / "a")
    predictors.chai(root / "b" / "rev").rename(root / "b" / "chai_rev")
    put(root / "plain" / "alone.pdb", model(("xpo1",), "Q", number=3))
    put(root / "plain" / "other.pdb", model(("ran",), "Q"))
    put(root / "plain" / "broken.cif", "<html>")
    put(root / "plain" / "turned.pdb", model(("cargo", "ran", "xpo1"), "ABC", number=4))
    signals = put(root / "signals.tsv", "job\tfirst\tlast\np53\t4\t12\nchai_rev\t81\t99\nnobody\t1\t2\n")
    code = []
    for out, more in (("one", ["--jobs", "1"]), ("two", ["--jobs", "2", "--no-figure"])):
        places = [str(root / name) for name in ("a", "b", "plain")]
        with pytest.raises(SystemExit) as left:
            main(["models", *places, "--signals", str(signals), "--out", str(root / out), "--no-superposed", *more])
        code.append(left.value.code)
    return root, code


def test_a_run_has_the_tables_of_measure_and_its_own(results):
    root, code = results
    assert code == [1, 1]  # broken.cif
    samples = {row["entry"]: row for row in read(root / "one" / "model_samples.tsv")}
    assert list(samples) == ["alone", "broken", "chai_rev_trunk_0_model_0", "chai_rev_trunk_1_model_0", "other",
                             "p53_seed-7_sample-0", "p53_seed-7_sample-1", "turned"]  # fmt: skip
    first = samples["p53_seed-7_sample-0"]
    assert (first["xpo1_chain"], first["cargo_chain"], first["source_kind"]) == ("X", "B", "predicted")
    assert (first["direction"], first["P1"], first["iptm_pair"], first["leads"]) == ("plus", "L4", "0.200", "yes")
    assert (first["pae_groove_signal"], first["pae_signal_groove"]) == ("4.00", "7.00")
    assert (first["signal"], first["signal_in_model"]) == ("4-12", "all")
    assert (
        first["anchors_in_signal"]
        == f"{sum(4 <= int(first[p][1:]) <= 12 for p in first if p in POCKETS and first[p])} of 5"
    )
    assert (samples["alone"]["cargo_chain"], samples["alone"]["anchors"]) == ("", "")
    assert (samples["other"]["complex"], samples["broken"]["complex"]) == ("", "")
    assert (samples["turned"]["cargo_chain"], samples["turned"]["xpo1_chain"]) == ("A", "C")


POCKETS = ("P0", "P1", "P2", "P3", "P4")


def test_jobs_say_how_many_samples_agree(results):
    root, _ = results
    jobs = {row["job"]: row for row in read(root / "one" / "models.tsv")}
    assert list(jobs) == ["alone", "chai_rev", "p53", "turned"]
    assert [jobs["p53"][name] for name in ("samples", "with_cargo", "direction", "direction_agree", "agree")] == [
        "2", "2", "plus", "2", "2"]  # fmt: skip
    assert jobs["p53"]["led_by"] == "ranking_score"
    assert jobs["chai_rev"]["entry"] == "chai_rev_trunk_1_model_0"  # aggregate_score 0.71 before 0.61
    assert (jobs["chai_rev"]["pae"], jobs["chai_rev"]["ipsae_cargo_xpo1_best"]) == ("0 of 2", "")
    assert (jobs["chai_rev"]["signal_in_model"], jobs["chai_rev"]["anchors_in_signal"]) == ("none", "")
    assert (jobs["alone"]["with_cargo"], jobs["alone"]["direction"]) == ("0", "")


def test_what_is_the_matter_is_among_the_problems(results):
    root, _ = results
    problems = {(row["entry"], row["message"]) for row in read(root / "one" / "problems.tsv")}

    def said(entry, words):
        return any(name == entry and words in message for name, message in problems)

    assert said("broken", "web page")
    assert said("other", "no chain is XPO1")
    assert said("chai_rev_trunk_0_model_0", "no PAE")
    assert said("chai_rev_trunk_0_model_0", "no residue of the annotated signal")
    assert said("p53_seed-7_sample-0", "same coordinates")
    assert said("", "no job nobody")
    assert not said("p53_seed-7_sample-0", "no PAE")


def test_the_number_of_processes_changes_nothing(results):
    root, _ = results
    for path in sorted((root / "two").glob("*.tsv")):
        assert path.read_bytes() == (root / "one" / path.name).read_bytes()


def test_the_figure_shows_each_sample(results):
    root, _ = results
    text = (root / "one" / "models.svg").read_text()
    # p53 and chai_rev have two samples each, of which one leads; turned is no job of a known writer.
    assert 'id="iptm_pair leading samples 2"' in text
    assert 'id="iptm_pair other samples 2"' in text
    assert "predicted, not observed" in text
    assert not (root / "two" / "models.svg").exists()


def test_a_choice_counts_and_one_that_leaves_nothing_is_an_error(tmp_path, capsys):
    predictors.server(tmp_path / "in")
    asked = [
        "models",
        str(tmp_path / "in"),
        "--no-superposed",
        "--no-figure",
        "--out",
        str(tmp_path / "out"),
        "--where",
    ]
    codes = []
    for where in ("sample == 'model_10' and P2", "iptm_pair > 0.9", "colour == 1"):
        with pytest.raises(SystemExit) as left:
            main([*asked, where])
        codes.append(left.value.code)
        if where.startswith("sample"):
            assert read(tmp_path / "out" / "models.tsv")[0]["samples"] == "1"
            chosen = [row["chosen"] for row in read(tmp_path / "out" / "model_samples.tsv")]
            assert chosen == ["no", "no", "yes"]
    assert codes == [0, 1, 2]
    told, said = capsys.readouterr()
    assert "counted in it: 1 of 3 samples: where sample == 'model_10' and P2" in told
    assert "--where leaves none of 3 samples" in said
    assert "iptm_pair" in said.split("colour")[-1]


JOBS = 100


def test_pages_of_many_jobs_have_all_of_them():
    from nesgroove.series.models.agreement import agreements
    from nesgroove.series.models.records import ModelSampleRecord
    from nesgroove.show.models import pages

    plain = ModelSampleRecord(entry="x", complex="x-A", cargo_chain="B", direction="minus", P3="V14", plddt_cargo=50.0)
    rows = [plain.model_copy(update={"entry": f"x{i}", "job": f"job {i}"}) for i in range(JOBS)]
    samples, jobs = agreements(rows)
    drawn = pages(jobs, samples, WHOLE_PAGE)
    assert len(drawn) == 3
    names = [label.get_text() for figure in drawn for label in figure.axes[0].get_yticklabels()]
    assert names == [f"job {i}" for i in range(JOBS)]


def test_the_figure_of_many_numbers_is_readable_and_says_what_was_chosen():
    from matplotlib.text import Text

    from nesgroove.series.models.agreement import agreements
    from nesgroove.series.models.records import ModelSampleRecord
    from nesgroove.show.models import PANELS, pages

    row = ModelSampleRecord(
        entry="x", complex="x-A", cargo_chain="B", direction="minus", P3="V14", **{panel.name: 1 for panel in PANELS}
    )
    other = row.model_copy(update={"entry": "y", "chosen": "no"})
    samples, jobs = agreements([row, other])
    (figure,) = pages(jobs, samples, WHOLE_PAGE, "plddt_cargo > 70")
    shown = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    assert "counted: 1 of 2 samples: where plddt_cargo > 70" in [text.get_text() for text in shown]
    assert min(text.get_fontsize() for text in shown) >= 6.0
    figure.draw_without_rendering()
    for axes in figure.axes:
        boxes = [label.get_window_extent() for label in axes.get_xticklabels() if label.get_text()]
        assert all(left.x1 < right.x0 for left, right in pairwise(boxes))


def test_copies_are_told_whoever_has_them(tmp_path):
    put(tmp_path / "x.pdb", model())
    put(tmp_path / "y.pdb", model())
    (one,), copies = known(tmp_path)
    assert copies == 1
    assert replace(one.remarks[0], message="").severity == "warning"


def test_figures_choose_by_what_the_writer_says(results):
    root, _ = results
    for record, (texts, numbers) in zip((ModelSampleRecord, PoseRecord), TABLES.values(), strict=True):
        assert {*texts, *numbers} <= set(columns(record))
    run = RunTables.read(root / "one")
    kept = Chosen.read(None, "iptm_pair > 0.3 and job == 'chai_rev'", step="figure").of(run, step="figure")
    assert [row.entry for row in kept.complexes] == ["chai_rev_trunk_0_model_0", "chai_rev_trunk_1_model_0"]
    kept = Chosen.read(None, "pae_groove_signal < 5 and leads", step="figure").of(run, step="figure")
    assert [row.entry for row in kept.complexes] == ["p53_seed-7_sample-0"]
    with pytest.raises(ConfigError, match="none is left"):
        Chosen.read(None, "iptm_pair > 0.99", step="figure").of(run, step="figure")


def test_the_atlas_says_of_a_model_what_its_writer_says(results):
    root, _ = results
    run = RunTables.read(root / "one")
    said = {name: predictor_says(run, name) for name in ("p53_seed-7_sample-0-X", "chai_rev_trunk_0_model_0-A")}
    assert said["p53_seed-7_sample-0-X"].startswith("AlphaFold 3: ipTM of the pair 0.20, ipSAE with the cargo aligned ")
    assert said["p53_seed-7_sample-0-X"].endswith("PAE from the groove to the residues in it 4.00 \u00c5")
    assert said["chai_rev_trunk_0_model_0-A"] == "Chai-1: ipTM of the pair 0.55, no PAE: Chai-1 writes none"
    assert predictor_says(run, "nobody") == ""


def test_results_of_models_are_not_reproduced_as_structures(results):
    root, _ = results
    from nesgroove.reproduce.again import find_files
    from nesgroove.reproduce.results import read_results

    with pytest.raises(ConfigError, match="made by nesgroove models"):
        find_files(read_results(root / "one"), [])


SIGNALS = ROOT / "tools" / "models" / "signals.tsv"


def test_the_example_has_its_letters_where_they_can_be():
    for name, wanted in read_signals(SIGNALS).items():
        assert name.startswith("model_")
        assert all(signal.sequence for signal in wanted), name


def test_the_models_page_says_what_is_measured(tmp_path, capsys):
    """Rows of the table of docs/models.md: anchors in the numbers of the protein, what lies in the signal, pLDDT."""
    files = [str(structure_path(f"model_{name}.pdb")) for name in ("p53", "brca2", "cpeb4")]
    with pytest.raises(SystemExit) as left:
        main(["models", *files, "--source", "predicted", "--signals", str(SIGNALS), "--out", str(tmp_path),
              "--no-superposed", "--no-figure"])  # fmt: skip
    assert left.value.code == 0
    page = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
    rows = {row["job"]: row for row in read(tmp_path / "models.tsv")}
    for job, row in rows.items():
        offset = int(row["offset"] or 9)  # the fragment of p53 has no signal to be counted from
        anchors = [part.split(":") for part in row["anchors"].split()]
        named = " ".join(f"{pocket} {residue[0]}{int(residue[1:]) + offset}" for pocket, residue in anchors)
        inside = row["anchors_in_signal"] or "not in the model"
        cells = [row[name] for name in ("plddt_cargo_best", "clashes", "direction", "nes_class")]
        cells = [job.removeprefix("model_"), *cells, named, row["signal"], inside]
        assert f"| {' | '.join(cells)} |" in page
    assert len(rows) == 3
    assert "there is no job model_apc-protein, model_brca1" in capsys.readouterr().err
