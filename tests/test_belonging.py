"""What belongs to whom: told by bonds and place, whatever records, ids, numbers and order a file gives."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from damaging.bases import bases
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.read import read_structure
from nesgroove.measure.groove import Settings
from nesgroove.measure.remarks import entry_remarks
from nesgroove.survey.complex_cif import ligand_chain
from nesgroove.survey.entry import survey

CARGO, INHIBITOR = "phantom_cargo_1b", "phantom_v6a"

COLUMNS = {
    "geometry": ("measure", "value"),
    "pockets": ("pocket", "volume", "depth"),
    "occupancy": ("kind", "pocket", "filled", "buried", "x_min"),
    "footprint": ("kind", "position", "distance", "pairs"),
    "anchors": ("direction", "nes_class", "pocket", "anchor"),
    "covalent": ("atom", "length"),
}


def molecule_of(name):
    return next(base for base in bases(real=False) if base.name == name).copy()


@pytest.fixture
def read(tmp_path):
    """Write a molecule and read it."""

    def read_again(molecule, form="pdb", text=lambda text: text):
        path = tmp_path / f"case.{form}"
        path.write_text(text(molecule.write(form)))
        return read_structure(path)

    return read_again


def numbers_of(structure):
    """What must not depend on ids and order."""
    rows = survey(structure, Settings())
    found = {
        table: sorted(tuple(getattr(row, column) for column in columns) for row in rows if row.table == table)
        for table, columns in COLUMNS.items()
    }
    found["complexes"] = [
        (r.site528, r.state, r.inhibitor, bool(r.cargo_chain)) for r in rows if r.table == "complexes"
    ]
    return found


def same_numbers(one, other):
    assert one.keys() == other.keys()
    for table in one:
        assert len(one[table]) == len(other[table]), table
        for left, right in zip(one[table], other[table], strict=True):
            for a, b in zip(left, right, strict=True):
                assert b == (pytest.approx(a, rel=5e-3, abs=0.02) if isinstance(a, float) else a), table


def told(structure):
    return " ".join(row.message for row in entry_remarks(structure))


def shuffled(molecule, key):
    """Rows in any order, those that have one key together."""
    rng = random.Random(4)
    order = {name: rng.random() for name in sorted({key(row) for row in molecule.rows})}
    molecule.rows.sort(key=lambda row: order[key(row)])


def renumbered(molecule, number):
    """Residues get the numbers that a function gives for chain and place in it."""
    places = {}
    for residue in molecule.residues():
        places.setdefault(residue[0], []).append(residue)
    at = {residue: number(chain, place) for chain, own in places.items() for place, residue in enumerate(own)}
    molecule.rows = [replace(row, number=str(at[row.residue]), ins="") for row in molecule.rows]


def one_letter(molecule):
    molecule.rows = [replace(row, chain="A") for row in molecule.rows]


def no_letters(molecule):
    molecule.rows = [replace(row, chain="", segment=f"P{row.chain}") for row in molecule.rows]


def without_segments(molecule):
    molecule.rows = [replace(row, chain="", segment="") for row in molecule.rows]


def by_number(molecule):
    """Under one letter, numbered from 1 each, sorted by number: residues of one molecule between those of another."""
    renumbered(molecule, lambda chain, place: place + 1)
    molecule.rows.sort(key=lambda row: int(row.number))
    one_letter(molecule)


def all_zero(molecule):
    renumbered(molecule, lambda chain, place: 0)
    one_letter(molecule)


def numbered_through(molecule):
    order = {residue: place + 1 for place, residue in enumerate(molecule.residues())}
    molecule.rows = [replace(row, number=str(order[row.residue]), chain="A") for row in molecule.rows]


def below_zero(molecule):
    molecule.rows = [replace(row, number=str(int(row.number) - 900), chain="A") for row in molecule.rows]


def atoms_scattered(molecule):
    random.Random(2).shuffle(molecule.rows)


def scattered_under_one_letter(molecule):
    by_number(molecule)
    random.Random(2).shuffle(molecule.rows)


def residues_shuffled(molecule):
    shuffled(molecule, lambda row: row.residue)


def other_records(molecule):
    molecule.rows = [replace(row, record="HETATM" if row.record == "ATOM" else "ATOM") for row in molecule.rows]


def hetero_under_one_letter(molecule):
    molecule.rows = [replace(row, record="HETATM", chain="A") for row in molecule.rows]


WAYS = (
    one_letter, no_letters, without_segments, by_number, all_zero, numbered_through, below_zero, atoms_scattered,
    scattered_under_one_letter, residues_shuffled, other_records, hetero_under_one_letter,
)  # fmt: skip


@pytest.fixture(scope="module")
def base_numbers(tmp_path_factory):
    found = {}
    for name in (CARGO, INHIBITOR):
        path = tmp_path_factory.mktemp("base") / "case.pdb"
        path.write_text(molecule_of(name).write("pdb"))
        found[name] = numbers_of(read_structure(path))
    return found


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("name", [CARGO, INHIBITOR])
def test_numbers_are_those_of_separate_chains_in_order(read, base_numbers, name, way):
    molecule = molecule_of(name)
    way(molecule)
    form = "cif" if way in (residues_shuffled, by_number, atoms_scattered) and name == CARGO else "pdb"
    same_numbers(base_numbers[name], numbers_of(read(molecule, form)))


def ligand_rows(molecule):
    return [row for row in molecule.rows if row.component == molecule.ligand]


def others(molecule):
    return [row for row in molecule.rows if row.component != molecule.ligand]


SITE = "528"

PLACES = {
    "first": lambda ligand, rest: [*ligand, *rest],
    "as ATOM within a residue": lambda ligand, rest: [
        *rest[:403], *(replace(r, record="ATOM") for r in ligand), *rest[403:],
    ],
    "under the number of Cys528": lambda ligand, rest: [*rest, *(replace(r, number=SITE) for r in ligand)],
    "under the number of Cys528, first, as ATOM": lambda ligand, rest: [
        *(replace(r, number=SITE, record="ATOM") for r in ligand), *rest,
    ],
    "with number and name of a residue": lambda ligand, rest: [
        *rest, *(replace(r, number="525", component="LEU", record="ATOM") for r in ligand),
    ],
    "without a name": lambda ligand, rest: [*rest, *(replace(r, component="", chain="") for r in ligand)],
    "scattered": lambda ligand, rest: [*ligand[::2], *rest, *ligand[1::2]],
    "given twice": lambda ligand, rest: [*rest, *ligand, *ligand],
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_ligand_is_a_ligand_wherever_it_is_written(read, base_numbers, place):
    molecule = molecule_of(INHIBITOR)
    molecule.rows = PLACES[place](ligand_rows(molecule), others(molecule))
    structure = read(molecule)
    (complex_,) = find_complexes(structure)[0]
    (occupant,) = complex_.occupants
    assert occupant.kind == "inhibitor"
    assert len(structure.atom_indices(occupant.residues)) == len(ligand_rows(molecule_of(INHIBITOR)))
    found = numbers_of(structure)
    for table in ("geometry", "pockets", "covalent"):
        same_numbers({table: base_numbers[INHIBITOR][table]}, {table: found[table]})
    assert ("on the same atom of a copy" in told(structure)) == (place == "given twice")


@pytest.mark.parametrize("interleaved", [False, True])
@pytest.mark.parametrize("by_elements", [False, True])
def test_poses_under_one_id_are_each_measured_alone(read, base_numbers, interleaved, by_elements):
    molecule = molecule_of(INHIBITOR)
    pose = ligand_rows(molecule)
    if by_elements:
        pose = [replace(row, name=row.element) for row in pose]
    other = [row.shifted((1.0, 0.4, 0.3)) for row in pose]
    both = [row for pair in zip(pose, other, strict=True) for row in pair] if interleaved else [*pose, *other]
    molecule.rows = [*others(molecule), *both]
    structure = read(molecule)
    if interleaved and by_elements:
        # Nothing tells which atom is of which: one heap, of which every check of a ligand says so.
        assert len(find_complexes(structure)[0][0].occupants) == 1
        return
    (complex_,) = find_complexes(structure)[0]
    names = sorted(occupant.name for occupant in complex_.occupants)
    assert len(names) == 2
    assert names[1] == f"{names[0]}.2"
    assert ligand_chain(names[1]) != ligand_chain(names[0])
    assert {len(structure.atom_indices(o.residues)) for o in complex_.occupants} == {len(pose)}
    assert "2 molecules have the id" in told(structure)
    assert ("share their names" in told(structure)) == by_elements
    found = [row for row in survey(structure, Settings()) if row.table == "occupancy" and row.pocket == "all"]
    alone = [row for row in base_numbers[INHIBITOR]["occupancy"] if row[1] == "all"]
    assert min(abs(row.filled - alone[0][2]) for row in found) < 0.01


@pytest.mark.parametrize("name", [CARGO, INHIBITOR])
@pytest.mark.parametrize("scattered", [False, True])
def test_copies_with_the_same_ids_are_complexes_of_their_own(read, base_numbers, name, scattered):
    molecule = molecule_of(name)
    molecule.rows += [row.shifted((90.0, 0, 0)) for row in molecule.rows]
    if scattered:
        random.Random(3).shuffle(molecule.rows)
    structure = read(molecule)
    complexes = find_complexes(structure)[0]
    assert len({complex_.id for complex_ in complexes}) == 2
    assert "stand for several residues" in told(structure)
    names = [occupant.name for complex_ in complexes for occupant in complex_.occupants]
    assert len(set(names)) == len(names) == 2
    found = numbers_of(structure)
    for row in set(base_numbers[name]["pockets"]):
        same = [other for other in found["pockets"] if other[0] == row[0]]
        assert len(same) == 2
        assert all(other[1] == pytest.approx(row[1], rel=5e-3) for other in same)


def test_what_is_given_twice_is_one_with_a_word(read, base_numbers):
    molecule = molecule_of(CARGO)
    molecule.rows += molecule.rows
    structure = read(molecule)
    same_numbers(base_numbers[CARGO], numbers_of(structure))
    assert "on the same atom of a copy" in told(structure)


@pytest.mark.parametrize("where", ["end", "beside"])
def test_a_residue_that_is_doubled_without_labels_is_one(read, base_numbers, where):
    molecule = molecule_of(INHIBITOR)
    site = [row for row in molecule.rows if row.number == SITE and row.component == "CYS"]
    at = molecule.rows.index(site[-1]) + 1 if where == "beside" else len(molecule.rows)
    molecule.rows[at:at] = [row.shifted((0.3, 0, 0)) for row in site]
    structure = read(molecule)
    same_numbers(base_numbers[INHIBITOR], numbers_of(structure))
    assert f"{len(site)} atoms are given twice" in told(structure)


def test_waters_in_the_chain_are_waters(read, base_numbers):
    molecule = molecule_of(CARGO)
    oxygen = next(row for row in molecule.rows if row.name == "O")
    waters = [
        replace(oxygen.shifted((60.0 + 4 * i, 0, 0)), component="HOH", number="900", record="ATOM") for i in range(5)
    ]
    molecule.rows = [*waters[:2], *molecule.rows[:300], *waters[2:], *molecule.rows[300:]]
    structure = read(molecule)
    assert [residue.kind for residue in structure.residues].count("water") == 5
    same_numbers(base_numbers[CARGO], numbers_of(structure))


def test_a_modified_residue_after_ter_is_of_the_chain(read):
    def after_ter(text):
        lines = text.splitlines()
        own = [line for line in lines if line[17:26] == "CYS C 528"]
        rest = [line for line in lines if line not in own and line[:3] not in ("END", "TER")]
        return "\n".join([*rest, "TER", *(f"HETATM{line[6:]}".replace("CYS", "CSX") for line in own), "END", ""])

    molecule = molecule_of(CARGO)
    molecule.rows = [replace(row, chain="C") if row.chain == molecule.receptor else row for row in molecule.rows]
    structure = read(molecule, text=after_ter)
    (complex_,) = find_complexes(structure)[0]
    residue = structure.residues[complex_.residue_at[528]]
    assert (residue.component, residue.kind) == ("CSX", "polymer")
    assert [structure.residues[i].auth_seq_id for i in complex_.receptor_residues] == list(range(505, 601))


@pytest.mark.parametrize("first", ["601", "520", "1101", "-7"])
def test_cargo_under_the_chain_id_of_xpo1_is_no_wall_whatever_its_numbers(read, base_numbers, first):
    """Right behind XPO1, on its numbers, far behind and before them."""
    molecule = molecule_of(CARGO)
    cargo, receptor = molecule.cargo, molecule.receptor
    order = {residue: i for i, residue in enumerate(r for r in molecule.residues() if r[0] == cargo)}
    molecule.rows = [
        replace(row, chain=receptor, number=str(int(first) + order[row.residue])) if row.chain == cargo else row
        for row in molecule.rows
    ]
    structure = read(molecule)
    (complex_,) = find_complexes(structure)[0]
    (occupant,) = complex_.occupants
    assert occupant.kind == "cargo"
    assert len(occupant.residues) == len(order)
    assert not set(occupant.residues) & set(complex_.receptor_residues)
    found = numbers_of(structure)
    same_numbers({"pockets": base_numbers[CARGO]["pockets"]}, {"pockets": found["pockets"]})


@pytest.mark.parametrize("gap", [True, False])
def test_a_cargo_in_pieces_without_a_sequence_is_told(read, gap):
    """Numbered through across what is missing, so that the second piece may be another molecule."""
    molecule = molecule_of(CARGO)
    molecule.rows = [row for row in molecule.rows if not (gap and row.chain == molecule.cargo and row.number == "13")]
    numbered_through(molecule)
    messages = [row.message for row in survey(read(molecule), Settings()) if row.table == "problems"]
    assert any("may go on in" in message for message in messages) == gap


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("first", ["1101", "520"])
def test_a_peptide_of_few_residues_in_the_groove_is_an_occupant(read, size, first):
    molecule = molecule_of(CARGO)
    residues = [residue for residue in molecule.residues() if residue[0] == molecule.cargo]
    middle = next(i for i, residue in enumerate(residues) if residue[1] == "14")
    kept = residues[middle : middle + size]
    at = {residue: str(int(first) + i) for i, residue in enumerate(kept)}
    molecule.rows = [
        replace(row, chain=molecule.receptor, number=at.get(row.residue, row.number))
        for row in molecule.rows
        if row.chain != molecule.cargo or row.residue in at
    ]
    (complex_,) = find_complexes(read(molecule))[0]
    (occupant,) = complex_.occupants
    assert occupant.kind == ("inhibitor" if size == 1 else "cargo")
    assert len(occupant.residues) == size


@pytest.mark.parametrize("missing", [True, False])
@pytest.mark.parametrize("numbered_on", [True, False])
def test_a_residue_that_is_not_in_the_file_shifts_no_position(read, missing, numbered_on):
    molecule = molecule_of(CARGO)
    chain = molecule.receptor
    if missing:
        molecule.rows = [row for row in molecule.rows if not (row.chain == chain and row.number == "525")]
    if numbered_on and missing:
        molecule.rows = [
            replace(row, number=str(int(row.number) - 1)) if row.chain == chain and int(row.number) > 525 else row
            for row in molecule.rows
        ]
    (complex_,) = find_complexes(read(molecule))[0]
    shift = int(numbered_on and missing)
    positions = {p: complex_.structure.residues[i].auth_seq_id for p, i in complex_.residue_at.items()}
    assert len(positions) == 96 - missing
    assert (525 in positions) != missing
    assert all(number == position - shift * (position > 525) for position, number in positions.items())
