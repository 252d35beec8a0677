"""Anchors, direction and class of cargoes whose side chains the test puts into the pockets."""

from __future__ import annotations

from dataclasses import replace

import gemmi
import numpy as np
import pytest

from conftest import groove_from, structure_from
from nesgroove.io.read import read_structure
from nesgroove.measure.cargo import ANCHOR_REACH, Anchors, cargo_pose, spacing_text
from nesgroove.measure.direction import MIN_CORRELATION, direction_of
from nesgroove.measure.groove import Groove
from nesgroove.measure.lysine import LysineToCargo
from nesgroove.model.chain_order import chain_order, main_chain
from nesgroove.model.complex import Occupant
from nesgroove.model.target import XPO1

CLASSES = {
    # class: the anchors' places along the chain, from P0 (class 1-3: P1) to P4
    "1a": (("P1", 4), ("P2", 8), ("P3", 11), ("P4", 13)),
    "1b": (("P1", 4), ("P2", 7), ("P3", 10), ("P4", 12)),
    "1c": (("P1", 4), ("P2", 8), ("P3", 12), ("P4", 14)),
    "1d": (("P1", 4), ("P2", 7), ("P3", 11), ("P4", 13)),
    "2": (("P1", 4), ("P2", 6), ("P3", 9), ("P4", 11)),
    "3": (("P1", 4), ("P2", 7), ("P3", 11), ("P4", 14)),
    "4": (("P0", 1), ("P1", 4), ("P2", 8), ("P3", 11), ("P4", 15)),
}
LENGTH = 20


def cargo(places, *, component="LEU", away=None, oxygens=(), lysine=None, mobile=0.0, whole=False):
    """Twenty residues; those in ``places`` (pocket, place) have their side chain there, the others have none."""
    pocket_at = {place: pocket for pocket, place in places}
    parts = []
    for place in range(LENGTH):
        atoms = [("CA", "C", (2.0 * place, 40.0, 40.0))]
        atoms += [("O", "O", tuple(xyz)) for at, xyz in oxygens if at == place]
        name = "GLY"
        if place in pocket_at:
            name = component
            centre = np.array(XPO1.pocket_centres[pocket_at[place]]) + (away if away is not None else mobile)
            atoms += [("CB", "C", tuple(centre + np.array((0, 0, 0.7)))), ("CG", "C", tuple(centre - (0, 0, 0.7)))]
        parts.append((name, "polymer", atoms))
    residue_at = {}
    if lysine is not None:
        residue_at[568] = len(parts)
        parts.append(("LYS", "polymer", [("NZ", "N", tuple(lysine))]))
    structure = structure_from(parts)
    occupant = Occupant("cargo", "B", tuple(range(LENGTH)), 30)
    groove = groove_from(structure, residue_at, occupants=[occupant])
    return groove if whole else cargo_pose(groove, occupant)


@pytest.mark.parametrize("name", CLASSES)
def test_class_is_read_along_the_groove(name):
    pose = cargo(CLASSES[name])
    assert (pose.direction, pose.nes_class) == ("plus", name)
    assert {pocket: anchor.residue for pocket, anchor in pose.anchors.items()} == dict(CLASSES[name])
    places = [place for _, place in CLASSES[name]]
    assert pose.spacing == tuple(np.diff(places))


@pytest.mark.parametrize("name", CLASSES)
def test_reversed_signal_of_class_1_has_the_class_with_r(name):
    # The chain runs the other way: the same pockets, places counted from the other end.
    pose = cargo([(pocket, LENGTH - 1 - place) for pocket, place in CLASSES[name]])
    # Of classes 2, 3 and 4 no reversed form is described.
    assert (pose.direction, pose.nes_class) == ("minus", f"{name}-R" if name.startswith("1") else "")
    assert {pocket: anchor.name for pocket, anchor in pose.anchors.items()} == {
        pocket: f"Phi{5 - int(pocket[1])}" for pocket, _ in CLASSES[name]
    }
    assert pose.spacing == tuple(np.diff([place for _, place in CLASSES[name]]))[::-1]


@pytest.mark.parametrize("name", ["1a", "1c", "2"])
def test_an_anchor_in_p0_does_not_change_the_class_of_the_four_others(name):
    first = CLASSES[name][0][1]
    pose = cargo([("P0", first - 3), *CLASSES[name]])
    assert pose.nes_class == name
    assert pose.anchors["P0"].name == "Phi0"


def test_class_3_may_sit_in_p0_to_p3_where_p4_is_empty():
    low = [("P0", 2), ("P1", 5), ("P2", 9), ("P3", 12)]
    pose = cargo(low)
    assert (pose.nes_class, sorted(pose.anchors)) == ("3", ["P0", "P1", "P2", "P3"])
    # With an anchor in P4 too the same four are part of another signal: none, 1a, 4.
    assert [cargo([*low, ("P4", 12 + step)]).nes_class for step in (3, 2, 4)] == ["", "1a", "4"]


@pytest.mark.parametrize(
    "places",
    [
        [("P1", 4), ("P2", 8), ("P3", 11)],  # 1a without its last anchor
        [("P1", 4), ("P2", 8), ("P4", 13)],
        [("P1", 4), ("P2", 9), ("P3", 12), ("P4", 14)],  # one residue too many
        [("P1", 4), ("P2", 5), ("P3", 6), ("P4", 7)],
        [("P0", 1), ("P1", 5), ("P2", 9), ("P3", 12)],
    ],
)
def test_spacing_that_fits_no_class_has_none(places):
    pose = cargo(places)
    assert (pose.direction, pose.nes_class) == ("plus", "")


@pytest.mark.parametrize(
    ("places", "reason"),
    [
        ([("P0", 12), ("P1", 4), ("P2", 8), ("P3", 15)], "its anchors do not follow its sequence"),
        ([("P1", 4), ("P2", 8), ("P3", 11), ("P4", 9)], "its anchors do not follow its sequence"),
        ([("P2", 8)], "it has fewer than two anchors, and too little backbone lies along the groove"),
    ],
)
def test_without_order_along_the_groove_there_is_no_direction(places, reason):
    pose = cargo(places)
    assert (pose.direction, pose.nes_class, pose.course.reason) == ("", "", reason)
    # From which end anchors are counted is not known then; which pocket they are in is.
    assert {pocket: (a.name, a.residue) for pocket, a in pose.anchors.items()} == {p: ("", at) for p, at in places}


@pytest.mark.parametrize(("far", "direction"), [(4, "plus"), (60, "")])
@pytest.mark.parametrize("sign", [1, -1])
def test_anchors_have_to_lie_along_the_groove_as_along_the_chain(far, direction, sign):
    # In order, but a long loop between the first two: nothing says that they belong to one signal.
    course = direction_of([(sign * place, x) for place, x in ((0, -7.3), (far, -2.3), (far + 1, 15.0))], [])
    assert course.direction == {"plus": "plus" if sign > 0 else "minus", "": ""}[direction]
    assert (abs(course.correlation) < MIN_CORRELATION) is (not direction)


def test_anchors_in_order_have_a_direction_however_far_apart_they_are():
    assert cargo([("P0", 1), ("P1", 14), ("P4", 19)]).direction == "plus"


@pytest.mark.parametrize("component", ["LEU", "ILE", "VAL", "MET", "PHE", "TRP", "ALA", "PRO", "CYS", "TYR"])
def test_hydrophobic_side_chains_are_anchors(component):
    assert sorted(cargo(CLASSES["1a"], component=component).anchors) == ["P1", "P2", "P3", "P4"]


@pytest.mark.parametrize("component", ["LYS", "ASP", "GLU", "ARG", "SER", "THR", "ASN", "GLN", "HIS"])
def test_polar_side_chains_are_not(component):
    pose = cargo(CLASSES["1a"], component=component)
    assert (pose.anchors, pose.direction, pose.nes_class) == ({}, "", "")


@pytest.mark.parametrize(
    ("distance", "anchored"), [(0.0, True), (ANCHOR_REACH - 0.1, True), (ANCHOR_REACH + 0.1, False)]
)
def test_side_chain_must_come_near_the_pocket(distance, anchored):
    pose = cargo([("P4", 10)], away=np.array((0.0, distance, 0.0)))
    assert ("P4" in pose.anchors) is anchored
    if anchored:
        assert pose.anchors["P4"].distance == pytest.approx(distance)


def test_the_nearer_of_two_side_chains_is_the_anchor():
    centre = np.array(XPO1.pocket_centres["P4"])
    parts = [("LEU", "polymer", [("CB", "C", tuple(centre + np.array((0, d, 0))))]) for d in (2.0, -1.0, 3.0)]
    structure = structure_from(parts)
    pose = cargo_pose(groove_from(structure, {}), Occupant("cargo", "B", (0, 1, 2), 3))
    assert {pocket: a.residue for pocket, a in pose.anchors.items()} == {"P4": 1}


def test_one_side_chain_is_the_anchor_of_one_pocket_only():
    middle = (np.array(XPO1.pocket_centres["P0"]) + np.array(XPO1.pocket_centres["P1"])) / 2 + (0.2, 0, 0)
    structure = structure_from([("LEU", "polymer", [("CB", "C", tuple(middle))])])
    pose = cargo_pose(groove_from(structure, {}), Occupant("cargo", "B", (0,), 1))
    assert {pocket: a.residue for pocket, a in pose.anchors.items()} == {"P1": 0}


@pytest.mark.parametrize(("sign", "direction"), [(1, "plus"), (-1, "minus")])
def test_direction_without_anchors_is_that_of_the_backbone_above_the_pockets(sign, direction):
    centres = np.array([XPO1.pocket_centres[name] for name in XPO1.pockets])[:: int(sign)]
    parts = [("GLY", "polymer", [("CA", "C", tuple(centre + np.array((0, 0, 6.0))))]) for centre in centres]
    structure = structure_from(parts)
    occupant = Occupant("cargo", "B", tuple(range(5)), 5)
    assert cargo_pose(groove_from(structure, {}), occupant).direction == direction
    far = structure.with_xyz(structure.atoms.xyz + np.array((0, 0, 9.0)))
    assert cargo_pose(groove_from(far, {}), occupant).direction == ""


@pytest.mark.parametrize(
    ("along", "direction", "correlation"),
    [((0, 1, 2, 3, 4), "plus", 0.99), ((2, 1, 0, 4, 3), "", 0.49), ((4, 3, 2, 1, 0), "", -0.99)],
)
def test_backbone_has_to_run_as_the_anchors_do(along, direction, correlation):
    # Two anchors always lie on a line; the backbone above the pockets tells whether the chain does.
    centres = np.array([XPO1.pocket_centres[name] for name in XPO1.pockets])
    parts = []
    for number, place in enumerate(along):
        atoms = [("CA", "C", tuple(centres[place] + np.array((0, 0, 6.0))))]
        anchor = {0: "P1", 4: "P3"}.get(number)
        if anchor:
            atoms.append(("CB", "C", XPO1.pocket_centres[anchor]))
        parts.append(("LEU" if anchor else "GLY", "polymer", atoms))
    pose = cargo_pose(groove_from(structure_from(parts), {}), Occupant("cargo", "B", tuple(range(5)), 5))
    assert sorted(pose.anchors) == ["P1", "P3"]
    assert pose.direction == direction
    assert pose.course.correlation == pytest.approx(correlation, abs=0.01)


def renumbered(structure, numbers):
    """The structure, its residues with the numbers (label, author, insertion code) given by their index."""
    residues = tuple(
        replace(r, **dict(zip(("label_seq_id", "auth_seq_id", "ins_code"), numbers[r.index], strict=True)))
        if r.index in numbers
        else r
        for r in structure.residues
    )
    chains = tuple(replace(chain, declared="") for chain in structure.chains)
    return replace(structure, residues=residues, chains=chains)


def posed(complex_, residues, numbers=None):
    structure = complex_.structure if numbers is None else renumbered(complex_.structure, numbers)
    occupant = replace(complex_.cargoes[0], residues=tuple(residues))
    return cargo_pose(Groove(replace(complex_, structure=structure)), occupant)


@pytest.fixture
def signal(complexes_of):
    """A cargo of class 1c with a whole main chain: its complex, its residues, and where its anchors are."""
    (complex_,) = complexes_of("phantom_cargo_1c")
    residues = complex_.cargoes[0].residues
    pose = posed(complex_, residues)
    assert (pose.direction, pose.nes_class, pose.spacing[-3:]) == ("plus", "1c", (4, 4, 2))
    return complex_, residues, {pocket: residues.index(anchor.residue) for pocket, anchor in pose.anchors.items()}


def author(first=1, *, jump_after=None, jump=0):
    """Numbers by place: no archive's numbers, the author's with a jump."""
    return lambda place: (None, first + place + (jump if jump_after is not None and place > jump_after else 0), "")


NUMBERINGS = {
    "archive": lambda place: (place + 1, 500 - place, ""),
    "author": author(-3),
    "archive counts what is seen, author the sequence": lambda place: (1, place + 1, ""),
    "author jumps in a fusion": author(30, jump_after=9, jump=100),
    "author starts anew in a fusion": author(300, jump_after=9, jump=-300),
    "insertion codes": lambda place: (None, 10 + max(place - 8, 0), "ABCDEFGHIJ"[place] if place < 9 else ""),
    "insertion codes that run backwards": lambda place: (None, 10 + max(place - 8, 0), "JIHGFEDCBA"[min(place, 9)]),
    "none": lambda place: (None, 0, ""),
}


@pytest.mark.parametrize("numbering", NUMBERINGS)
@pytest.mark.parametrize("order", ["as it is", "reversed", "shuffled"])
def test_order_of_the_file_decides_nothing(signal, numbering, order):
    complex_, residues, _ = signal
    numbers = {index: NUMBERINGS[numbering](place) for place, index in enumerate(residues)}
    laid = list(residues)
    if order == "reversed":
        laid.reverse()
    if order == "shuffled":
        np.random.default_rng(3).shuffle(laid)
    pose, known = posed(complex_, laid, numbers), posed(complex_, residues)
    assert (pose.direction, pose.nes_class, pose.spacing) == ("plus", "1c", known.spacing)
    assert {p: a.residue for p, a in pose.anchors.items()} == {p: a.residue for p, a in known.anchors.items()}


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("gone", [1, 2, 3])
@pytest.mark.parametrize("numbering", ["archive", "author"])
def test_residues_that_are_not_in_the_file_count(signal, numbering, gone, reverse):
    complex_, residues, at = signal
    numbers = {index: NUMBERINGS[numbering](place) for place, index in enumerate(residues)}
    left = [index for place, index in enumerate(residues) if not 1 <= place - at["P1"] <= gone]
    pose = posed(complex_, left[::-1] if reverse else left, numbers)
    assert (pose.direction, pose.nes_class, pose.spacing[-3:]) == ("plus", "1c", (4, 4, 2))


@pytest.mark.parametrize("numbering", ["counts what is seen", "insertion codes", "none"])
def test_nothing_is_guessed_across_a_break_of_unknown_length(signal, numbering):
    complex_, residues, at = signal
    left = [index for place, index in enumerate(residues) if place != at["P1"] + 2]
    numbers = {
        "counts what is seen": lambda place: (place + 1, place + 1, ""),
        "insertion codes": lambda place: (None, 7, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place]),
        # Nothing says that the second part follows the first, so that even the direction stays open.
        "none": lambda place: (None, 0, ""),
    }[numbering]
    pose = posed(complex_, left, {index: numbers(place) for place, index in enumerate(left)})
    assert pose.nes_class == ""
    if numbering == "none":
        assert (pose.direction, pose.course.reason) == ("", "neither numbers nor bonds tell the order of its residues")
    else:
        assert (pose.direction, pose.spacing[-3:]) == ("plus", (None, 4, 2))
        assert spacing_text(pose).endswith("?-4-2")


@pytest.mark.parametrize(("shift", "step"), [(0.0, 2), (6.0, None)])
def test_a_number_that_the_distance_forbids_is_not_believed(signal, shift, step):
    # One residue is missing, and the number says so. Two steps of a chain span 7.6 A at most.
    complex_, residues, at = signal
    left = [index for place, index in enumerate(residues) if place != at["P3"] + 1]
    xyz = complex_.structure.atoms.xyz.copy()
    last = [residues[place] for place in range(at["P3"] + 2, len(residues))]
    before, after = (xyz[complex_.structure.atom_of(residues[at["P3"] + i], "CA")] for i in (0, 2))
    xyz[complex_.structure.atom_indices(last)] += shift * (after - before) / np.linalg.norm(after - before)
    moved = replace(complex_, structure=complex_.structure.with_xyz(xyz))
    order = chain_order(main_chain(renumbered(moved.structure, {i: author()(residues.index(i)) for i in left}), left))
    assert order.steps[at["P3"] - 1 : at["P3"] + 2] == (1, step, 1)


@pytest.mark.parametrize("trait", ["gone", "reversed", "gone and reversed", "gone and numbered through"])
@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize("ending", [".cif", ".pdb"])
def test_from_the_file_on_the_sequence_counts(edited, measured, trait, declared, ending):
    def change(structure):
        chain = structure[0].find_last_chain("D")
        if "gone" in trait:
            del chain[8]
        if "numbered through" in trait:
            for number, residue in enumerate(chain, 1):
                residue.seqid = gemmi.SeqId(str(number))
        if "reversed" in trait:
            residues = [residue.clone() for residue in chain]
            while len(chain):
                del chain[0]
            for residue in reversed(residues):
                chain.add_residue(residue)
        if not declared:
            for residue in chain:
                residue.label_seq = None
            for entity in structure.entities:
                entity.full_sequence = []

    tables = measured(read_structure(edited("phantom_cargo_1c", change, ending=ending)))
    rows = tables.table("anchors")
    told = [p.message for p in tables.table("problems") if "does not say how many" in p.message]
    assert {row.direction for row in rows} == {"plus"}
    assert [row.pocket for row in rows if row.residue] == ["P0", "P1", "P2", "P3", "P4"]
    if "numbered through" in trait and not declared:
        assert {(row.nes_class, row.spacing) for row in rows} == {("", "3-4-?-2")}
        assert len(told) == 1
    else:
        assert {(row.nes_class, row.spacing) for row in rows} == {("1c", "3-4-4-2")}
        assert not told


def test_anchors_carry_the_b_factor_of_their_side_chain(signal):
    complex_, _, _ = signal
    atoms = complex_.structure.atoms
    structure = replace(complex_.structure, atoms=replace(atoms, b_factor=np.arange(len(atoms), dtype=float)))
    rows = list(Anchors().rows(Groove(replace(complex_, structure=structure))))
    assert [row.residue for row in rows] == ["M1", "L4", "L8", "F12", "V14"]
    for row in rows:
        (residue,) = [r for r in structure.residues if (r.auth_chain, r.auth_seq_id) == ("D", row.auth_seq_id)]
        names = atoms.name[residue.start : residue.stop]
        side = [residue.start + i for i, name in enumerate(names) if name not in ("N", "CA", "C", "O", "OXT")]
        assert row.b_factor == pytest.approx(sum(side) / len(side))
        assert row.correlation == pytest.approx(0.98, abs=0.015)


def test_pocket_without_an_anchor_has_no_b_factor():
    rows = list(Anchors().rows(cargo(CLASSES["1a"], whole=True)))
    assert [row.pocket for row in rows if row.b_factor is None] == ["P0"]


@pytest.mark.parametrize("component", ["MSE", "DLE", "NLE"])
def test_modified_hydrophobic_residues_are_anchors(component):
    assert sorted(cargo(CLASSES["1a"], component=component).anchors) == ["P1", "P2", "P3", "P4"]


@pytest.mark.parametrize("distances", [(2.8, 3.1), (3.49, 3.51), (3.6, 4.2), (2.9,)])
def test_the_lysine_is_measured_to_the_nearest_main_chain_oxygen(distances):
    lysine = np.array((5.0, 5.0, 8.0))
    oxygens = [(3 + i, lysine + np.roll((d, 0, 0), i)) for i, d in enumerate(reversed(distances))]
    groove = cargo(CLASSES["1a"], oxygens=oxygens, lysine=lysine, whole=True)
    assert dict(LysineToCargo().values(groove))["k568_nz_o"] == pytest.approx(min(distances))


def test_without_lysine_there_is_no_such_distance():
    groove = cargo(CLASSES["1a"], oxygens=[(3, (0, 0, 0))], whole=True)
    assert list(LysineToCargo().values(groove)) == [("k568_nz_o", None)]


@pytest.mark.parametrize("left", ["N CA C O CB", "N CA C O"])
def test_truncated_side_chains_above_the_pockets_are_told(edited, measured, left):
    def change(structure):
        for residue in structure[0].find_last_chain("D"):
            if residue.seqid.num in (8, 9):  # L8, the anchor in P2, and an alanine that has no more to lose
                for i in range(len(residue) - 1, -1, -1):
                    if residue.name == "LEU" and residue[i].name not in left.split():
                        del residue[i]

    tables = measured(read_structure(edited("phantom_cargo_1c", change)))
    (told,) = [p.message for p in tables.table("problems") if "above the pockets are incomplete" in p.message]
    assert told.endswith(
        "L8 lacks " + " ".join(name for name in ("CB", "CG", "CD1", "CD2") if name not in left.split())
    )
    # Without a side chain there is no anchor in P2, and the others count on over it.
    spacing = {row.spacing for row in tables.table("anchors")}
    assert spacing == ({"3-4-4-2"} if "CB" in left else {"3-8-2"})


def test_whole_side_chains_are_not_remarked_on(survey_of):
    for name in ("3gjx", "model_pkia"):
        assert not [p for p in survey_of(name).table("problems") if "above the pockets are incomplete" in p.message]


def keep_only(structure, chain, names):
    for residue in structure[0][chain]:
        for i in reversed(range(len(residue))):
            if residue[i].name not in names:
                del residue[i]


@pytest.mark.parametrize(("names", "is_cargo"), [({"CA"}, False), ({"N", "CA", "C", "O"}, True)])
@pytest.mark.parametrize("ending", [".cif", ".pdb"])
def test_a_trace_over_the_groove_is_told_where_it_is_no_cargo(edited, measured, names, is_cargo, ending):
    """A trace of C-alpha atoms has too few in the groove for a cargo, a whole main chain has enough."""
    tables = measured(read_structure(edited("3gjx", lambda s: keep_only(s, "E", names), ending=ending)))
    assert [row.cargo_chain for row in tables.table("complexes") if row.complex == "3gjx-D"] == ["E" * is_cargo]
    told = [p.message for p in tables.table("problems") if "has no side chains" in p.message and p.complex == "3gjx-D"]
    assert [words.startswith("chain E lies over the groove") for words in told] == [True] * (not is_cargo)


@pytest.mark.parametrize(
    ("gone", "words"),
    [((9,), "1 between L8 and S10"), ((5, 6), "2 between L4 and A7"), ((200,), None), ((), None)],
)
def test_residues_that_a_cargo_lacks_over_the_groove_are_told(edited, measured, gone, words):
    def cut(structure):
        chain = structure[0]["E"]
        for i in reversed(range(len(chain))):
            if chain[i].seqid.num in gone:
                del chain[i]

    path = edited("3gjx", cut)
    told = [p.message for p in measured(read_structure(path)).table("problems") if "not in the file above" in p.message]
    wanted = f"residues of chain E are not in the file above the pockets: {words}"
    assert told == ([wanted] if words else [])
