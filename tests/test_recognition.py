"""Which protein a chain is, by the score of its alignment; and whose."""

from __future__ import annotations

import gzip
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from nesgroove.identify.align import MIN_SCORE, align, alignment_score
from nesgroove.identify.chain_sequence import ChainSequence
from nesgroove.identify.complexes import find_complexes
from nesgroove.identify.recognise import SAME_SPECIES, recognise, recognise_sequence
from nesgroove.identify.sequences import reference_sequences
from nesgroove.io.organism import organisms_of_pdb, species_name
from nesgroove.io.read import read_structure
from test_identify import HUMAN, SEQUENCES, YEAST, chain_of

LETTERS = list("ARNDCQEGHILKMFPSTWYV")
# Frequencies in per cent of the residues of UniProtKB/Swiss-Prot, in this order.
COMMON = np.array([8.3, 5.5, 4.1, 5.5, 1.4, 3.9, 6.7, 7.1, 2.3, 5.9, 9.7, 5.8, 2.4, 3.9, 4.7, 6.6, 5.4, 1.1, 2.9, 6.9])
HELICAL = COMMON * [1.5, 1.1, 0.8, 0.8, 0.7, 1.2, 1.5, 0.4, 0.8, 1.2, 1.7, 1.2, 1.3, 1, 0.3, 0.7, 0.8, 0.9, 0.8, 1]
SIGNAL = COMMON * [1, 0.5, 1, 1.5, 0.7, 1.2, 1.8, 0.7, 0.5, 2, 3, 0.8, 1.5, 1.8, 0.6, 1.5, 1, 1, 0.5, 1.5]
XPO1_LIKE = np.array([Counter(HUMAN)[letter] for letter in LETTERS], float)

# Small GTPases of other families, from UniProt: P63000 and P51149.
RAC1 = (
    "MQAIKCVVVGDGAVGKTCLLISYTTNAFPGEYIPTVFDNYSANVMVDGKPVNLGLWDTAGQEDYDRLRPLSYPQTDVFLICFSLVSPASFENVRAKWYPEVRHHCPNTPI"
    "ILVGTKLDLRDDKDTIEKLKEKKLTPITYPQGLAMAKEIGAVKYLECSALTQRGLKTVFDEAIRAVLCPPPVKKRKRKCLLL"
)
RAB7A = (
    "MTSRKKVLLKVIILGDSGVGKTSLMNQYVNKKFSNQYKATIGADFLTKEVMVDDRLVTMQIWDTAGQERFQSLGVAFYRGADCCVLVFDVTAPNTFKTLDSWRDEFLIQA"
    "SPRDPENFPFVVLGNKIDLENRQVATKRAQAWCYSKNNIPYFETSAKEAINVEQAFQTIARNALKQETEVELYNEFPEPIKLDKNDRAKASAESCSC"
)


def of(letters):
    """What these letters alone are recognised as."""
    structure, chain = chain_of(letters)
    return recognise_sequence(structure, ChainSequence(letters, chain.residues, frozenset()))


def random_chains(number, seed):
    rng = np.random.default_rng(seed)
    for n in range(number):
        weights = (COMMON, HELICAL, SIGNAL, XPO1_LIKE)[n % 4]
        length = int(np.exp(rng.uniform(np.log(20), np.log(1500))))
        yield "".join(rng.choice(LETTERS, size=length, p=weights / weights.sum()))


@pytest.mark.full
def test_no_random_chain_is_recognised():
    assert [len(chain) for chain in random_chains(1600, 2026) if of(chain)] == []


@pytest.mark.full
def test_no_shuffled_xpo1_is_recognised():
    rng = np.random.default_rng(2026)
    assert [n for n in range(200) if of("".join(rng.permutation(list(HUMAN))))] == []


def test_some_random_chains_are_not_recognised_and_score_less_than_is_asked_for():
    for chain in random_chains(48, 11):
        assert of(chain) is None
        assert max(alignment_score(chain, r.sequence) for r in SEQUENCES.values()) < MIN_SCORE


@pytest.mark.parametrize("gtpase", [RAC1, RAB7A])
def test_other_small_gtpases_are_not_ran_though_they_score_as_relatives(gtpase):
    assert align(gtpase, SEQUENCES["RAN_HUMAN"].sequence).score > 2 * MIN_SCORE
    assert of(gtpase) is None
    assert [start for start in range(0, len(gtpase) - 59, 9) if of(gtpase[start : start + 60])] == []


@pytest.mark.parametrize(("identity", "there"), [(0.35, False), (0.45, False), (0.75, True)])
def test_ran_changed_to_a_relative_is_ran_only_near_to_it(identity, there):
    ran, rng = SEQUENCES["RAN_HUMAN"].sequence, np.random.default_rng(4)
    for _ in range(8):
        letters = list(ran)
        for at in rng.choice(len(ran), size=round(len(ran) * (1 - identity)), replace=False):
            letters[at] = str(rng.choice([letter for letter in LETTERS if letter != ran[at]]))
        assert bool(of("".join(letters))) is there


@pytest.mark.parametrize("key", SEQUENCES)
def test_pieces_of_sixty_residues_are_what_they_are_of(key):
    whole = SEQUENCES[key]
    for start in range(0, len(whole.sequence) - 59, 60):
        found = of(whole.sequence[start : start + 60])
        assert found is not None
        assert found.kind == whole.kind


@pytest.mark.parametrize("key", ["XPO1_DROME", "XPO1_YEAST", "XPO1_SCHPO", "XPO1_ARATH", "GSP1_YEAST"])
def test_species_that_is_not_among_the_references_is_recognised_by_the_others(monkeypatch, key):
    from nesgroove.identify import recognise as module

    others = {name: reference for name, reference in reference_sequences().items() if name != key}
    monkeypatch.setattr(module, "reference_sequences", lambda: others)
    asked = module._representatives, module._best
    for function in asked:
        function.cache_clear()
    try:
        whole = SEQUENCES[key].sequence
        found = of(whole)
        assert found.kind == SEQUENCES[key].kind
        assert found.identity < 0.9
        assert (found.species, found.mutations) == ("", ())
        lost = [start for start in range(0, len(whole) - 119, 40) if of(whole[start : start + 120]) is None]
        assert lost == []
    finally:
        for function in asked:
            function.cache_clear()


def test_karyopherins_are_refused_and_named():
    for key in ("IMB1_HUMAN", "KAP60_YEAST", "CSE1_YEAST", "XPOT_SCHPO"):
        structure, chain = chain_of(SEQUENCES[key].sequence)
        assert recognise(structure, chain).reference.key == key
        complexes, failures = find_complexes(structure)
        assert complexes == []
        assert failures[0].message == f"no chain is XPO1 (chains: Q {key})"
    # Exportin-t scores above the limit with XPO1: identity and its own sequence keep it out.
    assert align(SEQUENCES["XPOT_SCHPO"].sequence, HUMAN).score > MIN_SCORE


@pytest.mark.parametrize(
    ("letters", "shift"),
    [
        ("MGSSHHHHHHSSGLVPRGSH" + HUMAN[:620], 20),
        ("GAMGS" + HUMAN[400:700] + "AAALEHHHHHH", 5 - 400),
        (HUMAN[:300] + "X" * 6 + HUMAN[306:620], 0),
    ],
)
def test_tags_and_unknown_residues_move_no_number(letters, shift):
    found = of(letters)
    numbers = {i: i + 1 - shift for i in found.number_of}
    assert found.number_of == numbers
    assert found.mutations == ()
    assert found.identity == 1.0


def test_species_is_that_of_the_best_reference_all_that_fit_alike():
    assert of(SEQUENCES["XPO1_MOUSE"].sequence).species == "Mus musculus"
    assert of(SEQUENCES["XPO1_BOVIN"].sequence).species == "Bos taurus; Canis lupus familiaris"
    assert of(YEAST).species == "Saccharomyces cerevisiae"
    # The groove is the same in all vertebrates here.
    groove = of(HUMAN[508:596])
    assert groove.species.split("; ")[:2] == ["Homo sapiens", "Mus musculus"]
    assert (groove.reference.key, groove.identity) == ("XPO1_HUMAN", 1.0)


@pytest.mark.parametrize(("changed", "species", "listed"), [(10, True, True), (60, False, True), (130, False, False)])
def test_species_from_98_percent_and_mutations_from_90(changed, species, listed):
    letters = list(YEAST)
    for at in np.linspace(5, len(YEAST) - 6, changed).astype(int):
        letters[at] = "W" if letters[at] != "W" else "A"
    found = of("".join(letters))
    assert found.reference.key == "XPO1_YEAST"
    assert found.identity == pytest.approx(1 - changed / len(YEAST), abs=0.004)
    assert bool(found.species) is species
    assert (found.identity >= SAME_SPECIES) is species
    assert bool(found.mutations) is listed


def test_species_of_the_file_comes_first_and_its_sequence_counts_the_mutations():
    structure, chain = chain_of(SEQUENCES["XPO1_RAT"].sequence)
    found = recognise(structure, replace(chain, organism="Mus musculus"))
    assert (found.species, found.reference.key, found.better) == ("Mus musculus", "XPO1_MOUSE", "Rattus norvegicus")
    assert found.mutations == ("N966S", "N969S")
    agreed = recognise(structure, replace(chain, organism="Rattus norvegicus"))
    assert (agreed.reference.key, agreed.mutations, agreed.better) == ("XPO1_RAT", (), "")
    wrong = recognise(structure, replace(chain, organism="Saccharomyces cerevisiae"))
    assert (wrong.species, wrong.reference.key, wrong.better) == (
        "Saccharomyces cerevisiae", "XPO1_RAT", "Rattus norvegicus",
    )  # fmt: skip
    # A species of which there is no sequence here is named as the file does.
    stranger = recognise(structure, replace(chain, organism="Chaetomium thermophilum"))
    assert (stranger.species, stranger.reference.key) == ("Chaetomium thermophilum", "XPO1_RAT")
    assert stranger.better == ""


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("SACCHAROMYCES CEREVISIAE (STRAIN ATCC 204508 / S288C)", "Saccharomyces cerevisiae"),
        ("Schizosaccharomyces pombe 972h-", "Schizosaccharomyces pombe"),
        ("Saccharomyces cerevisiae S288C", "Saccharomyces cerevisiae"), ("HOMO SAPIENS", "Homo sapiens"),
        ("Canis lupus familiaris", "Canis lupus familiaris"), ("CANIS LUPUS FAMILIARIS", "Canis lupus familiaris"),
        ("?", ""), ("synthetic construct", ""), ("", ""),
    ],
)  # fmt: skip
def test_species_are_written_in_one_way(written, name):
    assert species_name(written) == name


HEADER = """\
COMPND    MOL_ID: 1;
COMPND   2 MOLECULE: EXPORTIN-1;
COMPND   3 CHAIN: A, C,
COMPND   4 D;
COMPND   5 MOL_ID: 2;
COMPND   6 MOLECULE: SIGNAL;
COMPND   7 CHAIN: B
SOURCE    MOL_ID: 1;
SOURCE   2 ORGANISM_SCIENTIFIC: MUS MUSCULUS;
SOURCE   3 MOL_ID: 2;
SOURCE   4 SYNTHETIC: YES;
"""


def test_species_are_read_of_each_chain(path_of, tmp_path):
    assert organisms_of_pdb(HEADER) == {"A": "Mus musculus", "C": "Mus musculus", "D": "Mus musculus"}
    phantom = path_of("phantom_cargo_1c")
    assert {chain.organism for chain in read_structure(phantom).chains} == {""}
    text = gzip.decompress(phantom.read_bytes()).decode()
    source = "loop_\n_entity_src_gen.entity_id\n_entity_src_gen.pdbx_gene_src_scientific_name\n"
    source += "1 ?\n2 'Mus musculus'\n"
    named = tmp_path / "named.cif"
    named.write_text(text + source)
    structure = read_structure(named)
    assert [chain.organism for chain in structure.chains] == ["", "Mus musculus", ""]
    ((complex_, *_), _) = find_complexes(structure)
    assert (complex_.recognition.species, complex_.recognition.reference.key) == ("Mus musculus", "XPO1_MOUSE")


def test_mutations_are_those_of_the_coordinates_and_the_declared_ones_are_said():
    declared = YEAST[:538] + "C" + YEAST[539:]
    structure, chain = chain_of(YEAST, declared=declared, numbers=range(1, len(YEAST) + 1))
    found = recognise(structure, chain)
    assert (found.mutations, found.undeclared) == ((), ("C539T",))
    built, chain = chain_of(declared, declared=declared, numbers=range(1, len(YEAST) + 1))
    assert (recognise(built, chain).mutations, recognise(built, chain).undeclared) == (("T539C",), ())


def test_declared_sequence_of_another_chain_is_not_taken():
    other = "".join(reversed(YEAST))
    structure, chain = chain_of(YEAST, declared=other, numbers=range(1, len(YEAST) + 1))
    found = recognise(structure, chain)
    assert (found.reference.key, found.identity, found.deletions) == ("XPO1_YEAST", 1.0, ())
