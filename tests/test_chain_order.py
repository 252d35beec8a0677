"""The order of a chain's residues is that of the sequence, whatever the order of lines in the file."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from nesgroove.io.read import read_structure
from nesgroove.model.chain_order import MainChain, chain_order, sequence_order
from nesgroove.show.atlas.families import poses
from nesgroove.show.scene.model import ResidueRef

TURN = np.radians(100)


def helix(numbers, *, atoms=("N", "CA", "C"), label=None, declared=False, seen=None):
    """An alpha-helix with these author's numbers, of which the places in ``seen`` are in the file, in that order."""
    places = list(range(len(numbers))) if seen is None else list(seen)
    columns = {}
    for name, ahead, radius in (("N", -0.6, 1.55), ("CA", 0.0, 2.28), ("C", 0.7, 1.65)):
        at = np.array(places, dtype=float) + ahead * 0.45
        xyz = np.c_[radius * np.cos(TURN * at), radius * np.sin(TURN * at), 1.5 * np.array(places) + ahead * 1.0]
        columns[name] = xyz if name in atoms else np.full((len(places), 3), np.nan)
    author = tuple(n if isinstance(n, tuple) else (n, "") for n in (numbers[p] for p in places))
    return MainChain(
        tuple(None if label is None else label[p] for p in places), author,
        columns["N"], columns["CA"], columns["C"], declared,
    )  # fmt: skip


def test_the_helix_of_these_tests_has_bonds():
    chain = helix(range(1, 9))
    bonds = np.linalg.norm(chain.c[:-1] - chain.n[1:], axis=1)
    assert ((bonds > 1.1) & (bonds < 2.0)).all()
    steps = np.linalg.norm(chain.ca[:-1] - chain.ca[1:], axis=1)
    assert steps == pytest.approx(3.8, abs=0.1)


REVERSED = (7, 6, 5, 4, 3, 2, 1, 0)
SHUFFLED = (3, 0, 7, 5, 1, 6, 2, 4)


@pytest.mark.parametrize("seen", [REVERSED, SHUFFLED])
@pytest.mark.parametrize("numbers", [range(1, 9), (5, 6, 7, 8, 1, 2, 3, 4), (9, 9, 9, 9, 9, 9, 9, 9), range(8, 0, -1)])
def test_bonds_put_a_chain_in_order_whatever_its_numbers(numbers, seen):
    chain = helix(list(numbers), seen=seen)
    order = sequence_order(chain)
    assert [seen[row] for row in order] == list(range(8))
    assert chain_order(chain).steps == (1,) * 7


@pytest.mark.parametrize("seen", [REVERSED, SHUFFLED])
def test_without_bonds_numbers_do(seen):
    chain = helix(list(range(1, 9)), seen=seen, atoms=("CA",))
    assert [seen[row] for row in sequence_order(chain)] == list(range(8))
    assert chain_order(chain).steps == (1,) * 7
    # Nothing is sure where numbers do not differ either: the file's order is kept, and said not to be certain.
    same = helix([4] * 8, seen=seen, atoms=("CA",))
    assert sequence_order(same) == tuple(range(8))
    assert chain_order(same).certain is False
    assert chain_order(same).steps_between(0, 1) is None


def two_molecules(first, second):
    """Residues of two molecules, 50 A apart, in the order of the file."""
    return MainChain(
        first.label + second.label, first.author + second.author,
        np.concatenate([first.n, second.n + 50]), np.concatenate([first.ca, second.ca + 50]),
        np.concatenate([first.c, second.c + 50]),
    )  # fmt: skip


def test_molecules_under_one_chain_id_follow_each_other_by_number_whatever_the_file():
    # XPO1 from 400 on, a cargo from 1 on, under one letter.
    receptor, cargo = helix(list(range(400, 408))), helix(list(range(1, 9)))
    for both in (two_molecules(receptor, cargo), two_molecules(cargo, receptor)):
        assert [both.author[row][0] for row in sequence_order(both)] == [*range(1, 9), *range(400, 408)]


def test_molecules_with_the_same_numbers_are_not_mixed():
    """Sorted by number, as some programs write a chain: each residue of one is followed by one of the other."""
    both = two_molecules(helix(list(range(1, 9))), helix(list(range(3, 11))))
    rows = sorted(range(16), key=lambda row: both.author[row])
    mixed = MainChain(
        (None,) * 16, tuple(both.author[r] for r in rows), both.n[rows], both.ca[rows], both.c[rows]
    )  # fmt: skip
    assert [mixed.author[row][0] for row in sequence_order(mixed)] == [*range(1, 9), *range(3, 11)]


def test_ring_begins_at_its_lowest_number():
    angle = np.arange(6) * np.pi / 3
    ring = np.c_[3.8 * np.cos(angle), 3.8 * np.sin(angle), np.zeros(6)]
    ahead = np.roll(ring, -1, axis=0) - ring
    behind = np.roll(ring, 1, axis=0) - ring
    chain = MainChain(
        (None,) * 6, tuple((n, "") for n in (3, 4, 5, 6, 1, 2)), ring + 0.32 * behind, ring, ring + 0.32 * ahead
    )
    order = chain_order(chain)
    assert [chain.author[row][0] for row in order.order] == [1, 2, 3, 4, 5, 6]
    assert (order.certain, order.steps) == (True, (1,) * 5)


@pytest.mark.parametrize(
    ("label", "declared", "author", "step"),
    [
        ((1, 2, 3, 4, 5, 6, 7, 8), True, range(1, 9), 3),
        ((1, 2, 3, 3, 3, 4, 5, 6), False, range(1, 9), 3),  # numbered through: the author's number tells
        (None, False, range(1, 9), 3),
        ((1, 2, 3, 3, 3, 4, 5, 6), False, (1, 2, 3, 3, 3, 4, 5, 6), None),
        ((1, 2, 3, 3, 3, 4, 5, 6), True, (1, 2, 3, 3, 3, 4, 5, 6), 1),  # the declared sequence lacks what we miss
        (None, False, ((1, ""), (2, ""), (2, "A"), (2, "B"), (2, "C"), (2, "D"), (3, ""), (4, "")), None),
        (None, False, ((1, ""), (2, ""), (2, "A"), (2, "B"), (3, ""), (4, ""), (5, ""), (6, "")), None),
        ((1, 3, 4, 0, 0, 9, 10, 11), True, range(1, 9), 3),  # laid wrong on the declared sequence: bonded, and 1 to 3
        (None, False, (1, 2, 3, 0, 0, 400, 401, 402), 397),  # any number of residues may loop out
    ],
)
def test_steps_across_a_break(label, declared, author, step):
    seen = (0, 1, 2, 5, 6, 7)
    order = chain_order(helix(list(author), label=label, declared=declared, seen=seen))
    assert order.steps == (1, 1, step, 1, 1)
    assert order.steps_between(0, 5) == (None if step is None else 4 + step)
    assert order.steps_between(5, 0) == (None if step is None else -4 - step)


@pytest.mark.parametrize("name", ["phantom_v6a", "phantom_cargo_1c"])
@pytest.mark.parametrize("shuffled", [False, True])
@pytest.mark.parametrize("ending", [".cif", ".pdb"])
def test_order_of_lines_changes_no_table(edited, measured, name, shuffled, ending):
    def change(structure):
        for chain in structure[0]:
            residues = [residue.clone() for residue in chain.get_polymer()]
            others = [residue.clone() for residue in chain][len(residues) :]
            while len(chain):
                del chain[0]
            at = np.random.default_rng(1).permutation(len(residues)) if shuffled else range(len(residues))[::-1]
            for place in at:
                residues[place].label_seq = None
                chain.add_residue(residues[place])
            for residue in others:
                chain.add_residue(residue)

    def keep(structure):
        for chain in structure[0]:
            for residue in chain:
                residue.label_seq = None

    structures = [read_structure(edited(name, how, ending=ending)) for how in (keep, change)]
    assert len({tuple(chain.sequence for chain in structure.chains) for structure in structures}) == 1
    own, other = (measured(structure).texts() for structure in structures)
    for table in ("complexes", "anchors", "pockets", "occupancy", "covalent"):
        # The checksum is the file's, and a sequence that runs against the residues gives no label numbers.
        first, second = ([line.split("	") for line in texts[table].splitlines()] for texts in (own, other))
        kept = [i for i, column in enumerate(first[0]) if column not in ("sha256", "label_seq_id")]
        assert [[row[i] for i in kept] for row in first] == [[row[i] for i in kept] for row in second]


@pytest.mark.parametrize("numbered_through", [False, True])
@pytest.mark.parametrize("reverse", [False, True])
def test_atlas_writes_a_signal_as_the_sequence_runs_with_its_gaps(structure_of, numbered_through, reverse):
    structure = structure_of("phantom_cargo_1c")
    (chain,) = [chain for chain in structure.chains if chain.name == "D"]
    left = [index for index in chain.residues if structure.residues[index].auth_seq_id != 9]
    numbers = dict(zip(left, range(1, 99), strict=False)) if numbered_through else {}
    residues = tuple(
        replace(r, label_seq_id=None, auth_seq_id=numbers.get(r.index, r.auth_seq_id)) for r in structure.residues
    )
    refs = tuple(
        ResidueRef(r.component, r.code, "D", r.auth_seq_id, "", "", None) for r in (residues[index] for index in left)
    )
    if reverse:
        refs = refs[::-1]
    occupant = SimpleNamespace(kind="cargo", name="D", residues=refs, in_groove=refs)
    # A residue that is not of the cargo is not asked for; that its number is another's matters no more.
    whole = tuple(r if r.index in left or r.auth_chain != "D" else replace(r, auth_chain="gone") for r in residues)
    scene = SimpleNamespace(
        id="made", structure=replace(structure, residues=whole, chains=()), occupants=(occupant,), anchors=(),
        row=SimpleNamespace(cargo_chain="D", cargo_name="snurportin 1"),
    )  # fmt: skip
    (pose,) = poses(scene, SimpleNamespace(anchors=()))
    assert pose.signal == "MEELSQAL…SSFSVS"
