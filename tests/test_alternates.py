"""Alternate locations at position 528: what is kept, and what is told of the states that are not."""

from __future__ import annotations

import gemmi
import pytest

from nesgroove.io.read import read_structure
from nesgroove.measure.groove import Settings
from nesgroove.survey.entry import survey

ENDINGS = [".cif", ".pdb"]
BONDED = 1.82
"""The bond that the phantom has, A."""


@pytest.fixture
def surveyed(edited):
    """Measure the phantom of selinexor after a change of its Cys528 and its ligand."""

    def measure(change, ending=".cif"):
        def apply(structure):
            model = structure[0]
            chain = model["A"] if "A" in [c.name for c in model] else model[0]
            ligand = next(r for c in model for r in c if r.name == "V6A")
            site = next(r for c in model for r in c if r.name == "CYS" and near(r, ligand) < 2.5)
            structure.connections.clear()
            change(structure, chain, site, ligand)

        structure = read_structure(edited("phantom_v6a", apply, ending=ending))
        rows = survey(structure, Settings())
        return structure, {
            t: [r for r in rows if r.table == t] for t in ("complexes", "covalent", "problems", "pockets", "contacts")
        }

    return measure


def near(site, ligand):
    return min((a.pos.dist(b.pos) for a in site for b in ligand), default=99.0)


def split(atoms, residue, labels, occupancies, shift=(0.0, 0.0, 0.0)):
    """Give atoms of a residue two labels; those of the first are moved."""
    copies = [atom.clone() for atom in atoms]
    for atom, copy in zip(atoms, copies, strict=True):
        atom.altloc, atom.occ = labels[1], occupancies[1]
        copy.altloc, copy.occ = labels[0], occupancies[0]
        copy.pos = moved(copy, shift)
    add(residue, copies)


def add(residue, copies):
    # What gemmi gave of a residue before is void once an atom is added.
    for copy in copies:
        residue.add_atom(copy)


def moved(atom, shift):
    return gemmi.Position(*(x + s for x, s in zip(atom.pos.tolist(), shift, strict=True)))


def labelled(residue, label, occupancy):
    for atom in residue:
        atom.altloc, atom.occ = label, occupancy


def free_site(share, labels=("A", "B")):
    """SG twice: free and away from the ligand under the first label, bonded under the second."""

    def change(structure, chain, site, ligand):
        away = [a - b for a, b in zip(site["CB"][0].pos.tolist(), ligand["C11"][0].pos.tolist(), strict=True)]
        split([site["SG"][0]], site, labels, (1 - share, share), [0.9 * x for x in away])

    return change


def link(structure, site, ligand, chain, labels):
    connection = gemmi.Connection()
    connection.name, connection.type, connection.asu = "covale1", gemmi.ConnectionType.Covale, gemmi.Asu.Same
    for partner, residue, atom, label in (
        (connection.partner1, site, "SG", labels[0]), (connection.partner2, ligand, "C11", labels[1]),
    ):  # fmt: skip
        partner.chain_name, partner.atom_name, partner.altloc = chain_of(structure, residue), atom, label
        partner.res_id.name, partner.res_id.seqid = residue.name, residue.seqid
    structure.connections.append(connection)


def chain_of(structure, residue):
    return next(c.name for c in structure[0] for r in c if r.seqid == residue.seqid and r.name == residue.name)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("label", ["B", "\0"])
@pytest.mark.parametrize("share", [0.45, 0.5, 0.55, 0.2])
def test_bonded_state_is_measured_and_both_are_told(surveyed, ending, label, share):
    def change(structure, chain, site, ligand):
        free_site(share)(structure, chain, site, ligand)
        labelled(ligand, label, share)

    structure, rows = surveyed(change, ending)
    (complex_,), (bond,) = rows["complexes"], rows["covalent"]
    assert complex_.site528 == "Cys bonded"
    assert complex_.site528_states == f"bonded {share:.2f} (B), free {1 - share:.2f} (A)"
    assert bond.length == pytest.approx(BONDED, abs=0.02)
    assert (bond.by_distance, bond.alt_id, bond.occupancy) == ("yes", "B", pytest.approx(share, abs=1e-3))
    assert len(structure.left_out) == 1
    (note,) = [p for p in rows["problems"] if "has 2 states" in p.message]
    assert (note.step, note.severity) == ("site528", "note")


def test_whole_site_has_one_state_and_no_note(surveyed):
    _, rows = surveyed(lambda *_: None)
    assert rows["complexes"][0].site528_states == "bonded 1.00"
    assert not [p for p in rows["problems"] if " states: " in p.message]


def test_ligand_of_lower_occupancy_leaves_a_part_free(surveyed):
    _, rows = surveyed(lambda structure, chain, site, ligand: labelled(ligand, "\0", 0.6))
    assert rows["complexes"][0].site528_states == "bonded 0.60, free 0.40"
    assert rows["covalent"][0].occupancy == pytest.approx(0.6)


def test_cysteine_with_three_labels(surveyed):
    def change(structure, chain, site, ligand):
        free_site(0.25)(structure, chain, site, ligand)
        third = next(a for a in site if a.altloc == "A").clone()
        third.altloc, third.occ = "C", 0.35
        site.add_atom(third)
        next(a for a in site if a.altloc == "A").occ = 0.4
        labelled(ligand, "B", 0.25)

    structure, rows = surveyed(change)
    assert rows["complexes"][0].site528_states == "bonded 0.25 (B), free 0.40 (A), free 0.35 (C)"
    assert len(structure.left_out) == 2


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("shares", [(0.6, 0.4), (0.4, 0.6), (0.5, 0.5)])
def test_two_poses_of_a_ligand_are_one_label_throughout(surveyed, ending, shares):
    # Pose A is moved off the sulphur, pose B is bonded: B is measured, whatever the occupancies.
    def change(structure, chain, site, ligand):
        split(list(ligand), ligand, ("A", "B"), shares, (0.0, 0.0, 4.0))

    structure, rows = surveyed(change, ending)
    (compound,) = [r for r in structure.residues if r.component == "V6A"]
    assert set(structure.atoms.altloc[compound.start : compound.stop].tolist()) == {"B"}
    assert compound.stop - compound.start == 31
    assert rows["complexes"][0].site528 == "Cys bonded"
    assert rows["complexes"][0].site528_states.startswith(f"bonded {shares[1]:.2f} (B)")


def test_ligand_never_has_atoms_of_two_labels(surveyed):
    def change(structure, chain, site, ligand):
        split(list(ligand), ligand, ("A", "B"), (0.4, 0.6), (0.3, 0.0, 0.0))
        stray = next(a for a in ligand if a.altloc == "A").clone()
        stray.name = "X9"
        ligand.add_atom(stray)

    structure, _ = surveyed(change)
    (compound,) = [r for r in structure.residues if r.component == "V6A"]
    chosen = slice(compound.start, compound.stop)
    assert set(structure.atoms.altloc[chosen].tolist()) == {"B"}
    assert "X9" not in structure.atoms.name[chosen]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.3, 0.7)])
def test_label_that_the_record_names_is_kept(surveyed, ending, shares):
    # Both copies of the sulphur are at the length of a bond; the record names the first or the second.
    def change(structure, chain, site, ligand):
        split([site["SG"][0]], site, ("A", "B"), shares, (0.05, 0.0, 0.0))
        link(structure, site, ligand, chain, ("B", "\0"))

    _, rows = surveyed(change, ending)
    (bond,) = rows["covalent"]
    assert (bond.in_file, bond.alt_id) == ("yes", "B")


def test_record_of_a_label_that_was_not_kept_is_no_bond_of_the_other(surveyed):
    # The ligand is gone from the sulphur of label A, which the record names, and bonded to that of B.
    def change(structure, chain, site, ligand):
        free_site(0.45)(structure, chain, site, ligand)
        labelled(ligand, "B", 0.45)
        link(structure, site, ligand, chain, ("A", "B"))

    _, rows = surveyed(change)
    (bond,) = rows["covalent"]
    assert (bond.in_file, bond.by_distance) == ("no", "yes")
    assert bond.length == pytest.approx(BONDED, abs=0.02)


@pytest.mark.parametrize(("component", "kept"), [("V6A", "B"), ("GOL", "A")])
def test_cysteine_beside_a_ligand_that_is_not_bonded_has_its_label(surveyed, component, kept):
    def change(structure, chain, site, ligand):
        ligand.name = component
        free_site(0.4)(structure, chain, site, ligand)
        labelled(ligand, "B", 0.4)
        away = _away(site, ligand)
        for atom in ligand:
            atom.pos = moved(atom, away)

    structure, rows = surveyed(change)
    (sulphur,) = [
        a for a in range(len(structure.atoms)) if structure.atoms.name[a] == "SG" and structure.atoms.altloc[a]
    ]
    assert structure.atoms.altloc[sulphur] == kept
    assert rows["complexes"][0].site528 == "Cys free"
    assert rows["complexes"][0].site528_states == "free 0.60 (A), free 0.40 (B)"


def _away(site, ligand):
    """Two angstroms from the sulphur along the bond."""
    carbon, sulphur = ligand["C11"][0].pos, next(a for a in site if a.name == "SG" and a.altloc == "B").pos
    return [2.0 * (a - b) / BONDED for a, b in zip(carbon.tolist(), sulphur.tolist(), strict=True)]


@pytest.mark.parametrize("same_number", [True, False])
@pytest.mark.parametrize("ending", ENDINGS)
def test_two_compounds_as_alternates_are_measured_each_as_if_alone(surveyed, ending, same_number):
    def change(structure, chain, site, ligand):
        labelled(ligand, "A", 0.6)
        other = ligand.clone()
        labelled(other, "B", 0.4)
        other.name = "K85"
        if not same_number:
            other.seqid.num = ligand.seqid.num + 1
        for name in ("F15", "F24", "F16"):
            if name in other:
                other.remove_atom(name, "B")
        owner = next(c for c in structure[0] if any(r.name == "V6A" for r in c))
        owner.add_residue(other, [r.name for r in owner].index("V6A") + 1)

    _, rows = surveyed(change, ending)
    _, alone = surveyed(lambda *_: None)
    complex_ = rows["complexes"][0]
    assert sorted(complex_.inhibitor.split(";")) == ["K85", "V6A"]
    assert complex_.site528_states == "bonded 0.60 (A), bonded 0.40 (B)"
    assert sorted((b.inhibitor, b.alt_id) for b in rows["covalent"]) == [("K85", "B"), ("V6A", "A")]
    assert [p.volume for p in rows["pockets"]] == [p.volume for p in alone["pockets"]]
    (note,) = [p for p in rows["problems"] if "are alternates" in p.message]
    assert note.message.startswith("K85")


def test_atoms_given_twice_without_labels_are_taken_once(surveyed):
    def change(structure, chain, site, ligand):
        # Copies on the very same place are the gate's; these are a little off, as after rounding.
        for residue in (site, ligand):
            copies = [atom.clone() for atom in residue]
            for atom in copies:
                atom.pos.x += 0.05
            add(residue, copies)

    structure, rows = surveyed(change)
    assert structure.repeated == 31 + 6
    (bond,) = rows["covalent"]
    assert bond.length == pytest.approx(BONDED, abs=0.02)
    (warning,) = [p for p in rows["problems"] if "given twice" in p.message]
    assert warning.severity == "warning"


def test_ligand_named_by_elements_keeps_all_its_atoms(surveyed):
    def change(structure, chain, site, ligand):
        for atom in ligand:
            atom.name = atom.element.name.upper()

    structure, _ = surveyed(change)
    assert structure.repeated == 0
    (compound,) = [r for r in structure.residues if r.component == "V6A"]
    assert compound.stop - compound.start == 31


def test_occupancies_of_more_than_one_are_told(surveyed):
    def change(structure, chain, site, ligand):
        free_site(0.45)(structure, chain, site, ligand)
        next(a for a in site if a.altloc == "A").occ = 1.0

    _, rows = surveyed(change)
    (warning,) = [p for p in rows["problems"] if "add up to 1.45" in p.message]
    assert warning.severity == "warning"


def test_each_of_two_compounds_is_bonded_to_its_own_location_of_the_sulphur(surveyed):
    def change(structure, chain, site, ligand):
        away = (0.0, 0.0, 1.5)
        labelled(ligand, "B", 0.4)
        other = ligand.clone()
        other.name = "K85"
        labelled(other, "A", 0.6)
        for atom in other:
            atom.pos = moved(atom, away)
        split([a for a in site if a.name in ("CB", "SG")], site, ("A", "B"), (0.6, 0.4), away)
        owner = next(c for c in structure[0] if any(r.name == "V6A" for r in c))
        owner.add_residue(other, [r.name for r in owner].index("V6A") + 1)

    _, rows = surveyed(change)
    _, alone = surveyed(lambda *_: None)
    first, second = sorted(rows["covalent"], key=lambda bond: bond.alt_id)
    (whole,) = alone["covalent"]
    assert (first.inhibitor, first.alt_id, second.inhibitor, second.alt_id) == ("K85", "A", "V6A", "B")
    for bond in (first, second):
        assert bond.length == pytest.approx(whole.length, abs=0.005)
        assert bond.angle == pytest.approx(whole.angle, abs=0.3)
    covalent = [c for c in rows["contacts"] if c.type == "covalent"]
    assert [c.distance for c in covalent] == [pytest.approx(whole.length, abs=0.005)] * 2


@pytest.mark.parametrize(("plain", "kept"), [(0.55, ""), (0.5, ""), (0.45, "B")])
def test_atom_without_a_label_is_an_alternate_of_one_with_a_label(surveyed, plain, kept):
    def change(structure, chain, site, ligand):
        free_site(1 - plain)(structure, chain, site, ligand)
        for atom in site:
            if atom.altloc == "A":
                atom.altloc, atom.occ = "\0", plain
        for atom in ligand:
            atom.pos = moved(atom, (0.0, 0.0, 60.0))

    structure, _ = surveyed(change)
    (sulphur,) = [
        i
        for i in structure.atom_indices([r.index for r in structure.residues if r.component == "CYS"])
        if structure.atoms.name[i] == "SG" and structure.atoms.occupancy[i] < 1
    ]
    assert structure.atoms.altloc[sulphur] == kept
