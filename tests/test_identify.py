"""Who is who, told by sequence and place: never by chain letters, names or numbers."""

from __future__ import annotations

from dataclasses import replace

import gemmi
import numpy as np
import pytest

from conftest import structure_from
from nesgroove.identify.complexes import find_complexes
from nesgroove.identify.recognise import MIN_ALIGNED, human_positions, recognise
from nesgroove.identify.sequences import reference_sequences
from nesgroove.io.read import read_structure
from nesgroove.model.complex import near_pockets
from nesgroove.model.structure import Chain
from nesgroove.model.target import XPO1

SEQUENCES = reference_sequences()
HUMAN, YEAST = SEQUENCES["XPO1_HUMAN"].sequence, SEQUENCES["XPO1_YEAST"].sequence


def chain_of(sequence, *, declared="", numbers=None):
    """A structure of C-alpha atoms with this sequence."""
    codes = [gemmi.expand_one_letter(letter, gemmi.ResidueKind.AA) for letter in sequence]
    structure = structure_from([(code, "polymer", [("CA", "C", (3.8 * i, 0, 0))]) for i, code in enumerate(codes)])
    if numbers is not None:
        residues = tuple(replace(r, label_seq_id=n) for r, n in zip(structure.residues, numbers, strict=True))
        structure = replace(structure, residues=residues)
    chain = Chain("Q", tuple(range(len(sequence))), sequence, declared)
    return replace(structure, chains=(chain,)), chain


def positions(recognition):
    to_human = human_positions(recognition.reference)
    return {i: to_human[n] for i, n in recognition.number_of.items() if n in to_human}


@pytest.mark.parametrize("key", SEQUENCES)
def test_every_reference_sequence_recognises_itself(key):
    found = recognise(*chain_of(SEQUENCES[key].sequence))
    assert found.reference.sequence == SEQUENCES[key].sequence
    assert (found.kind, found.identity, found.mutations) == (SEQUENCES[key].kind, 1.0, ())


@pytest.mark.parametrize(("start", "stop"), [(0, 1071), (400, 700), (500, 620), (900, 1071), (0, 120)])
def test_fragments_of_human_xpo1_keep_their_numbers(start, stop):
    found = recognise(*chain_of(HUMAN[start:stop]))
    assert found.kind == "xpo1"
    assert positions(found) == {i: start + i + 1 for i in range(stop - start)}


@pytest.mark.parametrize("human", [*XPO1.lining, 528, 568, 571])
def test_yeast_residue_has_the_position_of_its_human_partner(human):
    found = recognise(*chain_of(YEAST))
    at = {position: index for index, position in positions(found).items()}
    assert at[human] + 1 == human + 11
    assert YEAST[at[human]] == {528: "T"}.get(human, HUMAN[human - 1])


def test_mutations_are_named_in_the_species_numbers():
    mutant = YEAST[:538] + "C" + YEAST[539:]
    assert recognise(*chain_of(mutant)).mutations == ("T539C",)
    assert recognise(*chain_of(HUMAN[:570] + "K" + HUMAN[571:])).mutations == ("E571K",)


def test_gap_in_the_coordinates_is_a_deletion_only_where_the_construct_is_declared():
    cut = YEAST[:376] + YEAST[413:]
    assert recognise(*chain_of(cut)).deletions == ()
    found = recognise(*chain_of(cut, declared=cut, numbers=range(1, len(cut) + 1)))
    assert found.deletions == ("377-413",)


def test_gap_that_is_declared_is_disorder_and_shifts_no_number():
    seen = [i for i in range(len(YEAST)) if not 440 <= i < 460]
    sequence = "".join(YEAST[i] for i in seen)
    found = recognise(*chain_of(sequence, declared=YEAST, numbers=[i + 1 for i in seen]))
    assert found.deletions == ()
    assert list(found.number_of.values()) == [i + 1 for i in seen]


def test_tag_and_linker_get_no_position():
    found = recognise(*chain_of("GAMGSHHHHHHENLYFQG" + HUMAN[:620]))
    assert 0 not in positions(found)
    assert positions(found)[18] == 1
    assert found.mutations == ()


@pytest.mark.parametrize(
    "sequence",
    [
        "GSEEGLGEKTKLNPFKFVGLKNMLSQALASSFSVSQEL",
        "LVESAEKVAEKLEALSVKEETKEDAEEKQ",  # the export signal of RanBP1: a cargo, not the protein
        HUMAN[500 : 500 + MIN_ALIGNED - 1],
        "MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQAPILSRVGDGTQDNLSGAEKAVQVKVKALPDAQFEVVHSLAKWKRQTLGQHDFSAGEGLYTHMKALRPDED",
        "A" * 300,
        "",
    ],
)
def test_what_is_no_xpo1_ran_or_ranbp_is_not_recognised(sequence):
    assert recognise(*chain_of(sequence)) is None


def test_shuffled_xpo1_is_not_recognised():
    letters = list(HUMAN)
    np.random.default_rng(3).shuffle(letters)
    assert recognise(*chain_of("".join(letters))) is None


@pytest.mark.shared_values
def test_renamed_chains_and_shifted_numbers_change_nothing_but_labels(edited, complexes_of):
    def change(structure):
        for old, new in (("E", "x"), ("F", "D2"), ("D", "zz")):
            structure[0].find_last_chain(old).name = new
        for residue in structure[0]["zz"]:
            residue.seqid.num += 4000

    (found,), failures = find_complexes(read_structure(edited("3gjx", change)))
    (original,) = complexes_of("3gjx")
    assert not failures
    assert (found.id, original.id) == ("3gjx-zz", "3gjx-D")
    assert [m.role for m in found.molecules] == [m.role for m in original.molecules]
    assert found.occupants[0].name == "x"
    assert found.with_role("ran")[0].name == "D2"
    assert found.structure.residues[found.residue_at[528]].label == "C4528"
    assert found.frame.rotation == pytest.approx(original.frame.rotation, abs=1e-4)


@pytest.mark.parametrize(("first", "said"), [(552, "XPO1 lies in 2 chains"), (700, "")])
def test_a_groove_that_is_parted_between_two_chains_is_said(edited, first, said):
    def part(structure):
        chain = structure[0].add_chain("X")
        whole = structure[0]["D"]
        for place in range(len(whole) - 1, -1, -1):
            if whole[place].seqid.num >= first:
                chain.add_residue(whole[place], 0)
                del whole[place]

    found, failures = find_complexes(read_structure(edited("3gjx", part, ending=".pdb")))
    assert [failure.message.startswith(said) for failure in failures] == [True]
    assert len(found) == (not said)


def test_a_model_that_lies_on_another_is_no_crystal_neighbour(edited, measured):
    def twice(structure):
        copy = structure[0]["D"].clone()
        copy.name = "X"
        for residue in copy:
            for atom in residue:
                atom.pos.x += 0.3
        structure[0].add_chain(copy)

    messages = [row.message for row in measured(read_structure(edited("3gjx", twice, ending=".pdb"))).table("problems")]
    assert any("chain X lies in XPO1" in message for message in messages)
    assert not any("crystal neighbour" in message for message in messages)


def test_two_copies_have_their_own_partners(complexes_of):
    names = {
        c.id: {role: [m.name for m in c.with_role(role)] for role in ("ran", "ranbp")} for c in complexes_of("3wyf")
    }
    assert names == {"3wyf-C": {"ran": ["A"], "ranbp": ["B"]}, "3wyf-F": {"ran": ["D"], "ranbp": ["E"]}}
    for complex_ in complexes_of("3wyf"):
        nucleotides = [complex_.structure.residues[m.residues[0]] for m in complex_.with_role("nucleotide")]
        assert [n.auth_chain for n in nucleotides] == [complex_.with_role("ran")[0].name]


def test_waters_have_no_role_and_additives_no_part_in_the_groove(complexes_of):
    (complex_,) = complexes_of("4hb2")
    components = {complex_.structure.residues[m.residues[0]].component: m.role for m in complex_.molecules}
    assert "HOH" not in components
    assert {components[name] for name in ("GOL", "EDO", "CL")} == {"additive"}
    assert components["MG"] == "additive"
    assert components["GNP"] == "nucleotide"
    assert complex_.occupants == ()


ADDITIVES = {
    "SO4": [("S", 0, 0, 0), ("O1", 0.85, 0.85, 0.85), ("O2", -0.85, -0.85, 0.85), ("O3", -0.85, 0.85, -0.85),
            ("O4", 0.85, -0.85, -0.85)],
    "GOL": [("C1", -1.25, 0, 0), ("O1", -2.4, 0.8, 0), ("C2", 0, 0.85, 0), ("O2", 0, 1.7, 1.15), ("C3", 1.25, 0, 0),
            ("O3", 2.4, 0.8, 0)],
}  # fmt: skip
"""Atoms as they are in the two, for a name alone makes no additive."""


def probe(complexes_of, kind, component, count, pocket="P2", where=None):
    """3gjx without its cargo and with some carbons of our own put near a pocket."""
    (complex_,) = complexes_of("3nc1")
    structure = complex_.structure
    at = complex_.frame.from_frame(np.array(XPO1.pocket_centres[pocket] if where is None else where))
    atoms = [(f"C{i}", "C", tuple(at + 0.1 * i)) for i in range(count)]
    if component in ADDITIVES:
        atoms = [(name, name[0], tuple(at + np.array(xyz))) for name, *xyz in ADDITIVES[component]]
    extra = structure_from([(component, kind, atoms)])
    n, r = len(structure.atoms), len(structure.residues)
    columns = {
        name: np.concatenate(
            (getattr(structure.atoms, name), getattr(extra.atoms, name) + (r if name == "residue" else 0))
        )
        if name in ("xyz", "occupancy", "b_factor", "residue")
        else np.concatenate((getattr(structure.atoms, name), getattr(extra.atoms, name)))
        for name in ("xyz", "name", "element", "altloc", "occupancy", "b_factor", "residue")
    }
    residue = replace(extra.residues[0], index=r, start=n, stop=n + count, auth_chain="Z", auth_seq_id=1)
    chains = structure.chains + ((Chain("Z", (r,), "A", ""),) if kind == "polymer" else ())
    changed = replace(
        structure, atoms=replace(structure.atoms, **columns), residues=(*structure.residues, residue), chains=chains
    )
    return find_complexes(changed)[0][0]


@pytest.mark.parametrize(
    ("kind", "component", "count", "roles"),
    [
        ("ligand", "ZZZ", 4, ["inhibitor"]), ("ligand", "ZZZ", 3, ["other"]), ("ligand", "GOL", 6, ["additive"]),
        ("ligand", "SO4", 5, ["additive"]), ("ligand", "V6A", 12, ["inhibitor"]), ("ligand", "PEG", 7, ["inhibitor"]),
        # A peptide of a residue or three is a ligand's size.
        ("polymer", "ALA", 4, ["cargo"]), ("polymer", "ALA", 3, []),
        ("water", "HOH", 4, []),
    ],
)  # fmt: skip
def test_role_of_what_lies_in_the_groove(complexes_of, kind, component, count, roles):
    complex_ = probe(complexes_of, kind, component, count)
    new = len(complex_.structure.residues) - 1
    assert [m.role for m in complex_.molecules if new in m.residues] == roles
    assert [o.kind for o in complex_.occupants] == [role for role in roles if role in ("cargo", "inhibitor")]


@pytest.mark.parametrize(
    ("where", "there"), [((7.7, -0.3, 1.0), True), ((7.7, -0.3, 12.0), False), ((30, 0, 0), False)]
)
def test_ligand_is_an_inhibitor_only_near_the_pockets(complexes_of, where, there):
    assert bool(probe(complexes_of, "ligand", "ZZZ", 8, where=where).occupants) is there


def test_near_pockets_counts_within_five_angstrom_of_a_centre(complexes_of):
    frame = complexes_of("3gjx")[0].frame
    for centre in XPO1.pocket_centres.values():
        points = frame.from_frame(np.array(centre) + np.array([(0, 0, 0), (0, 4.9, 0), (0, 0, -4.9), (0, 0, 5.6)]))
        assert {0, 1, 2} <= set(near_pockets(frame, points).tolist())
    assert near_pockets(frame, np.empty((0, 3))).tolist() == []
    assert near_pockets(frame, frame.from_frame(np.array([[0.0, 0.0, 30.0]]))).tolist() == []


@pytest.mark.parametrize("entry", ["1k5d", "1rrp", "3gj0"])
def test_entry_without_xpo1_is_one_failure_that_lists_the_chains(structure_of, entry):
    complexes, failures = find_complexes(structure_of(entry))
    assert complexes == []
    (failure,) = failures
    assert failure.message.startswith("no chain is XPO1")
    assert all(f"{chain.name} " in failure.message for chain in structure_of(entry).chains)


def test_tag_before_a_fragment_gets_no_position_and_is_no_mutation():
    tag = "GAMGSHHHHHHENLYFQG"
    found = recognise(*chain_of(tag + HUMAN[500:620]))
    assert found is not None
    assert found.number_of == {len(tag) + i: 501 + i for i in range(120)}
    assert found.mutations == ()


@pytest.mark.slow
@pytest.mark.parametrize(("last", "said"), [(1100, False), (800, True)])
def test_xpo1_that_ends_early_is_reported_as_cut_short(edited, measured, last, said):
    def cut(structure):
        chain = structure[0]["D"]
        for place in range(len(chain) - 1, -1, -1):
            if chain[place].seqid.num > last:
                del chain[place]

    rows = measured(read_structure(edited("3gjx", cut))).table("problems", step="read", severity="warning")
    assert [("cut short" in row.message and "12-800" in row.message) for row in rows] == [True] * said
