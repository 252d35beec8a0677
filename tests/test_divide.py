"""What is joined under one chain id: taken apart, measured as if it were not, drawn as what it is."""

from __future__ import annotations

from dataclasses import replace

import gemmi
import numpy as np
import pytest

from nesgroove.compare.tables import RunTables
from nesgroove.identify.complexes import find_complexes
from nesgroove.identify.divide import divide
from nesgroove.identify.recognise import recognise
from nesgroove.io.read import read_structure
from nesgroove.measure.groove import Settings
from nesgroove.model.structure import Chain
from nesgroove.show.atlas.families import poses
from nesgroove.show.scene import plan
from nesgroove.show.scene.load import load_scene
from nesgroove.survey.complex_cif import superposed_chain
from nesgroove.survey.entry import survey
from nesgroove.survey.superposed import FOLDER, write_superposed
from test_identify import HUMAN, SEQUENCES, chain_of

PHANTOM = "phantom_cargo_1c"
CARGO = "MEELSQALASSFSVSQDLNSER"
RAN = SEQUENCES["RAN_HUMAN"].sequence


def parts_of(structure):
    return [
        (p.name, p.recognition.kind if p.recognition else "", len(p.residues), p.tail_of) for p in divide(structure)
    ]


def chain_with_breaks(letters, *, breaks=(), numbers=None):
    """C-alpha atoms on a line, 20 A apart where a break is, without label numbers."""
    structure, _ = chain_of(letters)
    shift = np.zeros(len(letters))
    for at in breaks:
        shift[at:] += 20.0
    atoms = replace(structure.atoms, xyz=structure.atoms.xyz + shift[:, None] * [1.0, 0, 0])
    residues = tuple(
        replace(r, label_seq_id=None, auth_seq_id=numbers[i] if numbers else i + 1, auth_chain="Q")
        for i, r in enumerate(structure.residues)
    )
    return replace(structure, atoms=atoms, residues=residues)


def test_a_chain_that_is_one_protein_is_one_part():
    for letters in (HUMAN, RAN, CARGO, HUMAN[:300] + HUMAN[340:]):
        assert [name for name, *_ in parts_of(chain_with_breaks(letters))] == ["Q"]


def test_everything_under_one_letter_numbered_through_is_taken_apart():
    xpo1 = HUMAN[469:650]
    structure = chain_with_breaks(xpo1 + CARGO + RAN[8:179], breaks=(181, 181 + len(CARGO)))
    assert parts_of(structure) == [("Q", "xpo1", 181, ""), ("Q:182-203", "", 22, ""), ("Q:204-374", "ran", 171, "")]


@pytest.mark.parametrize("linker", ["", "GGGGSGGGGSGGGGS", "GSGSGSGS"])
def test_cargo_joined_at_either_end_is_a_tail_without_its_linker(linker):
    n, m = len(linker), len(CARGO)
    tag = [("Q:182-" + str(181 + n), "", n, "Q")] if n else []
    behind = chain_with_breaks(HUMAN[469:650] + linker + CARGO)
    assert parts_of(behind) == [("Q", "xpo1", 181, ""), *tag, (f"Q:{182 + n}-{181 + n + m}", "", m, "Q")]
    tag = [(f"Q:{m + 1}-{m + n}", "", n, "Q")] if n else []
    before = chain_with_breaks(CARGO + linker + HUMAN[469:650])
    assert parts_of(before) == [(f"Q:1-{m}", "", m, "Q"), *tag, ("Q", "xpo1", 181, "")]


def test_a_linker_that_is_not_seen_parts_the_tail_at_its_gap():
    letters = HUMAN[469:650] + "KLAAALE" + CARGO
    numbers = [*range(470, 658), *range(700, 722)]
    structure = chain_with_breaks(letters, breaks=(188,), numbers=numbers)
    assert parts_of(structure) == [("Q", "xpo1", 181, ""), ("Q:651-657", "", 7, "Q"), ("Q:700-721", "", 22, "Q")]


def test_a_letter_that_is_used_twice_is_two_molecules_with_two_names():
    letters, numbers = HUMAN[:620] + CARGO + CARGO, [*range(1, 621), *range(1, 23), *range(1, 23)]
    structure = chain_with_breaks(letters, breaks=(620, 642), numbers=numbers)
    assert parts_of(structure) == [("Q", "xpo1", 620, ""), ("Q:1-22", "", 22, ""), ("Q:1-22.2", "", 22, "")]


def test_numbers_that_start_again_within_a_bonded_chain_are_no_other_molecule():
    numbers = [*range(900, 910), *range(1, 301)]
    structure = chain_with_breaks("GAMGSHHHHH" + HUMAN[:300], numbers=numbers)
    assert parts_of(structure) == [("Q:900-909", "", 10, "Q"), ("Q", "xpo1", 300, "")]


def test_two_chains_of_one_name_have_two_names():
    structure = chain_with_breaks(HUMAN[:200] + HUMAN[:200], breaks=(200,))
    halves = (tuple(range(200)), tuple(range(200, 400)))
    structure = replace(structure, chains=tuple(Chain("Q", half, HUMAN[:200], "") for half in halves))
    assert [name for name, *_ in parts_of(structure)] == ["Q", "Q.2"]


def test_loops_and_insertions_between_aligned_residues_belong_to_the_part():
    inserted = HUMAN[:390] + "DYKDDDDKGG" + HUMAN[390:620]
    (part,) = divide(chain_with_breaks(inserted))
    assert len(part.residues) == 630
    assert len(part.recognition.number_of) == 620


@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize("missing", [523, 524])
def test_a_gap_is_where_the_backbone_breaks(missing, numbered):
    """Of L524 and L525 one is not there: by the letters alone nobody knows which."""
    assert HUMAN[523:525] == "LL"
    letters = HUMAN[469:missing] + HUMAN[missing + 1 : 650]
    here = missing - 469
    numbers = [470 + i + (i >= here) for i in range(len(letters))] if numbered else None
    structure = chain_with_breaks(letters, breaks=(here,), numbers=numbers)
    found = recognise(structure, structure.chains[0])
    assert list(found.number_of.values()) == [n for n in range(470, 651) if n != missing + 1]
    assert found.mutations == ()


@pytest.mark.parametrize("foreign", [CARGO, "W"])
def test_what_has_numbers_in_a_gap_and_other_letters_is_no_part_of_it(foreign):
    n = len(foreign)
    numbers = [*range(470, 551), *range(552, 552 + n), *range(591, 651)]
    structure = chain_with_breaks(HUMAN[469:550] + foreign + HUMAN[590:650], breaks=(81, 81 + n), numbers=numbers)
    name = "Q:552" if n == 1 else f"Q:552-{551 + n}"
    parts = divide(structure)
    assert sorted((part.name, len(part.residues)) for part in parts) == [("Q", 141), (name, n)]
    (own,) = [part for part in parts if part.name == "Q"]
    assert own.recognition.mutations == ()
    if n < 3:
        return  # one residue may be mutated: it is told by its place, which is too far away here
    # With the letters that belong there it is a loop of the protein.
    whole = chain_with_breaks(
        HUMAN[469:550] + HUMAN[551 : 551 + n] + HUMAN[590:650], breaks=(81, 81 + n), numbers=numbers
    )
    assert [len(part.residues) for part in divide(whole)] == [141 + n]


def test_what_begins_beyond_a_break_is_not_aligned_by_chance():
    """The first residues of a cargo may be those that follow in XPO1."""
    cargo = HUMAN[650:653] + CARGO
    structure = chain_with_breaks(HUMAN[469:650] + cargo, breaks=(181,))
    assert [(name, size) for name, _, size, _ in parts_of(structure)] == [("Q", 181), ("Q:182-206", 25)]


# ---- the phantom, its chains joined in the ways that programs and people join them


def joined(structure: gemmi.Structure, order: str, numbers: dict[str, int]) -> gemmi.Structure:
    """All polymers as one chain A, each numbered from where it is said, or on from the one before."""
    chain = gemmi.Chain("A")
    for name in order:
        first = numbers[name] or chain[-1].seqid.num + 1
        for i, residue in enumerate(structure[0][name].get_polymer()):
            renumbered = residue.clone()
            renumbered.seqid.num = first + i
            chain.add_residue(renumbered)
    made = gemmi.Structure()
    made.name = structure.name
    made.add_model(gemmi.Model(1))
    made[0].add_chain(chain)
    return made


def chains_by_kind(path):
    (complex_,) = find_complexes(read_structure(path))[0]
    return {m.role: m.name for m in complex_.molecules if m.role in ("xpo1", "cargo", "ran")}


@pytest.fixture
def base(path_of, measured):
    return measured(read_structure(path_of(PHANTOM)))


WAYS = {
    "numbered through": ("xc", {"x": 1, "c": 0}),
    "numbers start again": ("xc", {"x": 505, "c": 1}),
    "behind a linker that is not seen": ("xc", {"x": 505, "c": 900}),
    "before XPO1": ("cx", {"c": 1, "x": 505}),
}


@pytest.mark.parametrize("way", WAYS)
def test_measures_are_those_of_separate_chains(way, path_of, base, measured, tmp_path):
    path = path_of(PHANTOM)
    kinds = chains_by_kind(path)
    order, numbers = WAYS[way]
    names = {"x": kinds["xpo1"], "c": kinds["cargo"]}
    made = joined(
        gemmi.read_structure(str(path)), "".join(names[k] for k in order), {names[k]: n for k, n in numbers.items()}
    )
    file = tmp_path / "joined.pdb"
    made.write_pdb(str(file))
    structure = read_structure(file)
    found = measured(structure)
    row = found.one("complexes")
    assert (row.complex, row.xpo1_chain) == ("joined-A", "A")
    assert row.cargo_chain.startswith("A:")
    for table, columns in (
        ("geometry", ("measure", "value")),
        ("pockets", ("pocket", "volume", "depth", "mouth_area")),
        ("occupancy", ("pocket", "filled", "buried", "x_min")),
        ("footprint", ("position", "distance", "pairs", "buried")),
        ("anchors", ("pocket", "anchor", "direction", "nes_class")),
    ):
        for one, other in zip(base.table(table), found.table(table), strict=True):
            for column in columns:
                left, right = getattr(one, column), getattr(other, column)
                if isinstance(left, float):
                    assert right == pytest.approx(left, rel=5e-3, abs=0.02), (table, column)
                else:
                    assert right == left, (table, column)


def test_wall_is_the_receptor_alone_and_a_tag_stays_with_its_chain(path_of, tmp_path):
    path = path_of(PHANTOM)
    kinds = chains_by_kind(path)
    structure = gemmi.read_structure(str(path))
    bare = find_complexes(read_structure(path))[0][0]
    chain = structure[0][kinds["xpo1"]]
    last = chain.get_polymer()[-1]
    outwards = np.array(last["CA"][0].pos.tolist()) - bare.frame.from_frame(np.zeros(3))
    made = joined(structure, kinds["xpo1"] + kinds["cargo"], {kinds["xpo1"]: 505, kinds["cargo"]: 900})
    tag = gemmi.Chain("A")
    size = len(chain.get_polymer())
    for i, residue in enumerate(made[0]["A"]):
        tag.add_residue(residue)
        if i == size - 1:
            for k in range(1, 9):
                extra = gemmi.Residue()
                extra.name, extra.seqid = "HIS", gemmi.SeqId(residue.seqid.num + k, " ")
                atom = gemmi.Atom()
                atom.name, atom.element = "CA", gemmi.Element("C")
                at = np.array(last["CA"][0].pos.tolist()) + outwards / np.linalg.norm(outwards) * 3.8 * k
                atom.pos = gemmi.Position(*at)
                extra.add_atom(atom)
                tag.add_residue(extra)
    made[0].remove_chain("A")
    made[0].add_chain(tag)
    file = tmp_path / "tagged.pdb"
    made.write_pdb(str(file))
    (complex_,) = find_complexes(read_structure(file))[0]
    assert len(complex_.receptor_residues) == size
    assert len(complex_.molecules[0].residues) == size + 8
    codes = {
        complex_.structure.residues[i].code
        for i in set(complex_.molecules[0].residues) - set(complex_.receptor_residues)
    }
    assert codes == {"H"}
    assert [m.role for m in complex_.molecules] == ["xpo1", "cargo"]


@pytest.fixture
def same_numbers(path_of, tmp_path):
    """Tables and scene of a file in which XPO1 and cargo share chain id and numbers."""
    kinds = chains_by_kind(path_of(PHANTOM))
    made = joined(
        gemmi.read_structure(str(path_of(PHANTOM))), kinds["xpo1"] + kinds["cargo"],
        {kinds["xpo1"]: 1, kinds["cargo"]: 1},
    )  # fmt: skip
    file = tmp_path / "same.pdb"
    made.write_pdb(str(file))
    return read_structure(file)


def test_parts_with_the_same_numbers_are_drawn_as_what_they_are(same_numbers, tmp_path):
    complexes, _ = find_complexes(same_numbers)
    write_superposed(tmp_path / FOLDER, complexes)
    run = RunTables.of(survey(same_numbers, Settings()))
    scene = load_scene(tmp_path, "same-A", run)
    (occupant,) = scene.occupants
    cargo = complexes[0].cargoes[0]
    assert {r.chain for r in occupant.residues} == {superposed_chain(cargo.name)}
    assert [r.code for r in occupant.residues] == [same_numbers.residues[i].code for i in cargo.residues]
    assert scene.xpo1_chain == "A"
    sizes = {part.name: len(part.members) for part in plan.parts(scene)}
    assert (sizes["xpo1"], sizes["occupant"]) == (len(complexes[0].receptor_residues), len(cargo.residues))
    (pose,) = poses(scene, run)
    held = {anchor.pocket for anchor in run.anchors if anchor.residue}
    assert len(held) >= 3
    assert {letter.pocket for letter in pose.letters} == {"", *held}
    assert all(contact.second.residue.chain == superposed_chain(cargo.name) for contact in scene.contacts)


def test_superposed_chain_is_plain():
    assert superposed_chain("A:1101-1115") == "A_1101_1115"
    assert superposed_chain("E:-2-29.2") == "E__2_29_2"


def test_a_fusion_without_any_break_ends_where_xpo1_ends():
    """Chance similarity of Ran or a cargo to what follows in XPO1 must not carry the alignment on into it."""
    rng = np.random.default_rng(5)
    for start, stop in ((469, 650), (400, 620), (500, 640)):
        for other in (RAN[8:179], "GGSGGS" + RAN[8:179], SEQUENCES["IMB1_HUMAN"].sequence[:300]):
            letters = HUMAN[start:stop] + other
            xpo1 = next(p for p in divide(chain_with_breaks(letters)) if p.name == "Q")
            assert abs(len(xpo1.residues) - (stop - start)) <= 2
        letters = HUMAN[start:stop] + "".join(rng.choice(list("ADEFGIKLMNQRSTV"), size=400))
        xpo1 = next(p for p in divide(chain_with_breaks(letters)) if p.name == "Q")
        assert abs(len(xpo1.residues) - (stop - start)) <= 2


def test_division_is_said(same_numbers, measured):
    messages = [row.message for row in measured(same_numbers).table("problems")]
    (said,) = [message for message in messages if message.startswith("under one chain id with XPO1")]
    assert "A:1-" in said
    assert "(cargo)" in said


def test_ligand_before_the_protein_is_a_ligand(path_of, tmp_path):
    def first(structure):
        (bonded,) = find_complexes(structure)[0]
        return bonded.occupants[0].kind, bonded.occupants[0].name.split(":")[0], len(bonded.receptor_residues)

    path = path_of("phantom_v6a")
    expected = first(read_structure(path))
    structure = gemmi.read_structure(str(path))
    chain = gemmi.Chain("A")
    residues = [residue for chains in structure[0] for residue in chains]
    for residue in sorted(residues, key=lambda r: r.name != "V6A"):
        chain.add_residue(residue)
    made = gemmi.Structure()
    made.add_model(gemmi.Model(1))
    made[0].add_chain(chain)
    file = tmp_path / "first.pdb"
    made.write_pdb(str(file))
    assert expected[:2] == ("inhibitor", "V6A")
    assert first(read_structure(file)) == expected


@pytest.mark.parametrize("ending", [".pdb", ".cif"])
def test_residues_alike_in_letter_number_and_name_are_two(ending, path_of, base, measured, tmp_path):
    """Ran of its own numbers under XPO1's letter: what has one number and name in both is not one residue."""
    kinds = chains_by_kind(path_of(PHANTOM))
    structure = gemmi.read_structure(str(path_of(PHANTOM)))
    cargo = structure[0][kinds["cargo"]].get_polymer()
    xpo1 = structure[0][kinds["xpo1"]].get_polymer()
    # Numbers under which a residue of the cargo has the name of one of XPO1's.
    shared = next(
        shift for shift in range(len(xpo1) - len(cargo)) if any(cargo[i].name == xpo1[shift + i].name for i in range(8))
    )
    made = joined(structure, kinds["xpo1"] + kinds["cargo"], {kinds["xpo1"]: 505, kinds["cargo"]: 505 + shared})
    file = tmp_path / f"alike{ending}"
    if ending == ".pdb":
        made.write_pdb(str(file))
    else:
        made.setup_entities()
        made.make_mmcif_document().write_file(str(file))
    assert len(gemmi.read_structure(str(file))[0]["A"]) < len(xpo1) + len(cargo)
    read = read_structure(file)
    assert {chain.name for chain in read.chains} == {"A"}
    assert {r.auth_chain for r in read.residues} == {"A"}
    (complex_,) = find_complexes(read)[0]
    assert [(m.role, len(m.residues)) for m in complex_.molecules] == [("xpo1", len(xpo1)), ("cargo", len(cargo))]
    volumes = [[row.volume for row in found.table("pockets")] for found in (measured(read), base)]
    assert volumes[0] == pytest.approx(volumes[1], rel=5e-3)


def test_a_residue_that_is_written_in_two_places_is_one(tmp_path):
    residue = "ATOM  {:5d}  {:<3s} LEU A  12    {:8.3f}{:8.3f}{:8.3f}  1.00 20.00          {:>2s}"
    other = "ATOM      9  CA  ALA A  13       3.800   0.000   0.000  1.00 20.00           C"
    split = [residue.format(1, "CA", 0, 0, 0, "C"), other, residue.format(2, "CB", 0, 1.5, 0, "C")]
    twice = [*split[:2], residue.format(3, "CA", 9, 9, 9, "C")]
    file = tmp_path / "split.pdb"
    for lines, count in ((split, 2), (twice, 3)):
        file.write_text("\n".join([*lines, "END"]) + "\n")
        assert len(read_structure(file).residues) == count


@pytest.mark.parametrize("distance", [1.33, 6.0])
def test_cap_of_a_peptide_stays_with_it(distance, tmp_path):
    cap = "HETATM    1  C   MYR A   1    {:8.3f}   0.000   0.000  1.00 20.00           C"
    rest = [
        f"ATOM  {i:5d}  {name:<3s} GLY A   {n}    {x:8.3f}   0.000   0.000  1.00 20.00           {name[0]}"
        for i, (n, name, x) in enumerate(
            [(2, "N", 0.0), (2, "CA", 1.4), (2, "C", 2.9), (3, "N", 4.2), (3, "CA", 5.6), (3, "C", 7.1)], start=2
        )
    ]
    file = tmp_path / "capped.pdb"
    file.write_text("\n".join([cap.format(-distance), *rest, "END"]) + "\n")
    kinds = [residue.kind for residue in read_structure(file).residues if residue.component == "MYR"]
    assert kinds == ["polymer" if distance < 2 else "ligand"]


def test_pieces_beyond_long_gaps_are_placed_by_their_numbers_where_the_letters_agree():
    """A cut-out of XPO1: pieces that are too short to pay for the gap before them."""
    spans = ((20, 32), (500, 620), (850, 860), (1000, 1060))
    letters = "".join(HUMAN[a:b] for a, b in spans)
    numbers = [n + 1 for a, b in spans for n in range(a, b)]
    breaks = (12, 132, 142)
    (part,) = divide(chain_with_breaks(letters, breaks=breaks, numbers=numbers))
    assert list(part.recognition.number_of.values()) == numbers
    assert part.recognition.mutations == ()
    # A cargo at such a number has other letters.
    letters = HUMAN[500:620] + CARGO
    fused = chain_with_breaks(letters, breaks=(120,), numbers=[*range(501, 621), *range(900, 922)])
    assert parts_of(fused) == [("Q", "xpo1", 120, ""), ("Q:900-921", "", 22, "")]
