"""What was read is looked at before anything is made of it: coordinates, elements, shape, occupancies, the cell."""

from __future__ import annotations

from dataclasses import replace

import gemmi
import numpy as np
import pytest

from damaging.bases import bases
from nesgroove.chem.elements import element_by_name
from nesgroove.chem.geometry import NEXT, usual_pairs
from nesgroove.errors import IdentifyError, ReadError
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.cell import crystal_of
from nesgroove.io.read import read_structure
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.groove import Groove, Settings
from nesgroove.measure.remarks import complex_remarks, entry_remarks
from nesgroove.model.crystal import images_near
from nesgroove.model.record import Record
from nesgroove.survey.entry import finite, survey

LEU525 = ("C", "525", "", "LEU")


@pytest.fixture
def case(tmp_path):
    """Write the phantom with selinexor after a change of its rows, and read it: ``case(change)``."""

    def read(change=lambda molecule: None, *, form="cif", text=lambda text: text):
        molecule = next(base for base in bases(real=False) if base.name == "phantom_v6a").copy()
        change(molecule)
        path = tmp_path / f"case.{form}"
        path.write_text(text(molecule.write(form)))
        return read_structure(path)

    return read


def each(how, which=lambda row: True):
    """A change of the rows that are meant."""
    return lambda molecule: molecule.change(which, how)


def of(residue, *names):
    return lambda row: row.residue == residue and (not names or row.name in names)


def told(structure):
    return {r.message for r in entry_remarks(structure) if r.severity == "warning"}


def names_at(structure, number, chain="C"):
    (residue,) = [r for r in structure.residues if (r.auth_chain, r.auth_seq_id, r.kind) == (chain, number, "polymer")]
    return set(structure.atoms.name[residue.start : residue.stop].tolist())


V6A = ("C", "1101", "", "V6A")
LEU = {"N", "CA", "C", "O", "CB", "CG", "CD1", "CD2"}


def test_a_good_file_is_read_without_a_word(case):
    structure = case()
    assert not structure.findings
    assert names_at(structure, 525) == LEU


@pytest.mark.parametrize("form", ["pdb", "cif"])
@pytest.mark.parametrize(
    ("change", "gone"),
    [
        (each(lambda row: replace(row, x="nan"), of(LEU525, "CD1")), {"CD1"}),
        (each(lambda row: replace(row, y="inf"), of(LEU525, "CD1")), {"CD1"}),
        (each(lambda row: replace(row, z="1e30"), of(LEU525, "CD1")), {"CD1"}),
        (each(lambda row: replace(row, z="********"), of(LEU525, "CD1")), {"CD1"}),
        (each(lambda row: replace(row, z=""), of(LEU525, "CD1")), {"CD1"}),
        (each(lambda row: row.at((0, 0, 0)), of(LEU525)), LEU),
        (each(lambda row: row.at((99.9, 99.9, 99.9)), of(LEU525)), LEU),
        (each(lambda row: row.shifted((20, 0, 0)), of(LEU525)), LEU),
        (each(lambda row: row.shifted((20, 0, 0)), of(LEU525, "CD1")), {"CD1"}),
        (each(lambda row: row.shifted((0, 0, 3)), of(LEU525, "CB", "CG", "CD1", "CD2")), {"CB", "CG", "CD1", "CD2"}),
        (each(lambda row: row.shifted((0.5, 0, 0)), of(LEU525, "CD1")), set()),
    ],
)  # fmt: skip
def test_atoms_that_cannot_be_are_taken_out_and_told(case, change, gone, form):
    structure = case(change, form=form)
    here = names_at(structure, 525) if gone != LEU else set()
    assert here == LEU - gone
    assert all(np.isfinite(structure.atoms.xyz).ravel())
    messages = [m for m in told(structure) if "cannot be where the file has them" in m]
    assert len(messages) == bool(gone)
    assert all("L525 of C" in m for m in messages)


def test_a_compound_that_has_collapsed_is_taken_out(case):
    centre = [2.0, 3.0, 4.0]
    structure = case(
        each(lambda row: row.at(c + 0.1 * (v - c) for c, v in zip(centre, row.place, strict=True)), of(V6A))
    )
    assert not [r for r in structure.residues if r.component == "V6A"]
    assert any("nearer to each other than any bond" in message for message in told(structure))


def test_a_copy_in_the_same_place_is_taken_once(case):
    def twice(molecule):
        molecule.rows += [replace(row, chain="Z") for row in molecule.rows if row.chain == "C"]

    structure = case(twice)
    assert {r.auth_chain for r in structure.residues} == {r.auth_chain for r in case().residues}
    assert any("on the same atom of a copy" in message for message in told(structure))


def test_a_residue_apart_from_one_neighbour_alone_is_kept(case):
    # The end of a chain may lie anywhere; that it is apart is told where it matters.
    structure = case(lambda m: setattr(m, "rows", [r for r in m.rows if not (r.chain == "C" and int(r.number) < 525)]))
    assert names_at(structure, 525) == LEU


@pytest.mark.parametrize(
    ("factors", "why"),
    [
        ((0.1, 0.1, 0.1), "nanometres"), ((1.8897, 1.8897, 1.8897), "Bohr radii"), ((100, 100, 100), "picometres"),
        ((1.1, 1.1, 1.1), "1.1 times"), ((1, 1.15, 1), "stretched"), ((1, 1, -1), "mirror image"),
    ],
)  # fmt: skip
def test_scale_and_hand_of_the_whole_are_refused(case, factors, why):
    with pytest.raises(ReadError, match=why):
        case(each(lambda row: row.at(f * v for f, v in zip(factors, row.place, strict=True))))


def scattered(by):
    rng = np.random.default_rng(1)
    return each(lambda row: row.shifted(rng.normal(0, by, 3)))


def test_scattered_atoms_are_no_stretched_model(case):
    case(scattered(0.05))
    with pytest.raises(ReadError, match="scattered coordinates"):
        case(scattered(0.3))
    with pytest.raises(ReadError, match="scattered coordinates"):
        case(each(lambda row: row.at(round(value) for value in row.place)))


def test_axes_may_be_turned_and_not_exchanged(case):
    case(each(lambda row: row.at((row.place[1], row.place[2], row.place[0]))))
    with pytest.raises(ReadError, match="mirror image"):
        case(each(lambda row: row.at((row.place[1], row.place[0], row.place[2]))))


def test_nothing_left_is_an_error(case):
    with pytest.raises(ReadError, match="no atom has coordinates that are numbers"):
        case(each(lambda row: row.at((0, 0, 0))))


@pytest.mark.parametrize(
    ("component", "name", "kind", "given", "element"),
    [
        ("LEU", "CA", "polymer", "CA", "C"), ("LEU", "CD1", "polymer", "CD", "C"), ("TRP", "NE1", "polymer", "NE", "N"),
        ("LEU", "1HB", "polymer", "C", "H"), ("LEU", "DA", "polymer", "D", "D"), ("MSE", "SE", "polymer", "SE", "SE"),
        ("CXM", "OT2", "polymer", "X", "O"), ("V6A", "F01", "ligand", "C", "F"), ("QQQ", "CL1", "ligand", "C", "CL"),
        ("QQQ", "CLX", "ligand", "", "C"), ("QQQ", "CA", "ligand", "", "C"), ("ZN", "ZN", "ligand", "X", "ZN"),
        ("HOH", "OW", "water", "X", "O"), ("HOH", "HW1", "water", "C", "H"), ("3CT", "CL", "polymer", "CL", "CL"),
    ],
)  # fmt: skip
def test_element_by_component_and_name(component, name, kind, given, element):
    assert element_by_name(component, name, kind, given) == element


@pytest.mark.parametrize(
    ("how", "text"),
    [
        (lambda row: replace(row, element="C"), ""),
        (lambda row: replace(row, element="X"), ""),
        (lambda row: replace(row, element=row.name[:2].rstrip("0123456789")), ""),
        (lambda row: replace(row, element=""), ""),
        (lambda row: replace(row, element=row.element.lower()), None),
    ],
)
def test_elements_are_those_of_names(case, how, text):
    good = case()
    structure = case(each(how))
    assert structure.atoms.element.tolist() == good.atoms.element.tolist()
    assert len([m for m in told(structure) if "those of the names were taken" in m]) == (text is not None)


def test_a_compound_that_nobody_knows_has_the_elements_of_a_column_that_is_right_elsewhere(case):
    def rename(row):
        return replace(row, component="QQQ", name="C99" if row.name == "N01" else row.name)

    structure = case(each(rename, lambda row: row.component == "V6A"))
    (ligand,) = [r for r in structure.residues if r.component == "QQQ"]
    names = structure.atoms.name[ligand.start : ligand.stop].tolist()
    assert structure.atoms.element[ligand.start + names.index("C99")] == "N"
    assert any("an element that their name does not begin with" in m and "QQQ C99 N" in m for m in told(structure))


@pytest.mark.parametrize(
    ("occupancy", "word"),
    [("7.00", "below 0 or above 1"), ("-0.50", "below 0 or above 1"), ("1.00", ""), ("nan", ""), ("?", ""), ("", "")],
)
def test_an_occupancy_that_cannot_be_is_none(case, occupancy, word):
    structure = case(each(lambda row: replace(row, occupancy=occupancy), lambda row: row.component == "V6A"))
    assert any(word in m for m in told(structure)) == bool(word)
    (ligand,) = [r for r in structure.residues if r.component == "V6A"]
    own = structure.atoms.occupancy[ligand.start : ligand.stop]
    assert np.isnan(own).all() if occupancy != "1.00" else (own == 1).all()
    rows = survey(structure, Settings())
    (bond,) = [r for r in rows if r.table == "covalent"]
    (complex_,) = [r for r in rows if r.table == "complexes"]
    assert bond.occupancy == (1.0 if occupancy == "1.00" else None)
    assert complex_.site528 == "Cys bonded"
    assert complex_.site528_states == ("bonded 1.00" if occupancy == "1.00" else "")
    assert not any(isinstance(v, float) and not np.isfinite(v) for row in rows for _, v in row)


def without_columns(text):
    return "\n".join(line[:54] if line.startswith(("ATOM", "HETATM")) else line for line in text.split("\n"))


def without_tags(text):
    lines = text.split("\n")
    tags = [line for line in lines if line.startswith("_atom_site.")]
    gone = [tags.index(f"_atom_site.{name}") for name in ("occupancy", "B_iso_or_equiv")]
    kept = [line for line in lines if line not in [tags[i] for i in gone]]
    return "\n".join(
        " ".join(cell for i, cell in enumerate(line.split()) if i not in gone)
        if line.startswith(("ATOM", "HETATM")) else line
        for line in kept
    )  # fmt: skip


@pytest.mark.parametrize(("form", "text"), [("pdb", without_columns), ("cif", without_tags)])
def test_columns_that_are_not_there_are_empty_and_not_twenty(case, form, text):
    structure = case(form=form, text=text)
    assert np.isnan(structure.atoms.b_factor).all()
    assert np.isnan(structure.atoms.occupancy).all()
    rows = survey(structure, Settings())
    (complex_,) = [r for r in rows if r.table == "complexes"]
    assert complex_.groove_b is None
    problems = [r for r in rows if r.table == "problems"]
    assert sum("not given for" in r.message for r in problems if r.severity == "note") == 2
    # Every measure knows that there may be none; the guard of the tables is for what nobody thought of.
    assert not [r.message for r in problems if "came out as no number" in r.message]


@pytest.mark.parametrize(
    ("cell", "group", "crystal", "word"),
    [
        ((110, 106, 300, 90, 90, 90), "P 21 21 21", True, ""), ((1, 1, 1, 90, 90, 90), "P 1", False, ""),
        ((0, 0, 0, 90, 90, 90), "P 1", False, "placeholder_cell"), ((5, 5, 5, 90, 90, 90), "P 1", False, "longer than"),
        ((20, 20, 20, 90, 90, 90), "P 1", False, "longer than"), ((21, 21, 21, 90, 90, 90), "P 1", False, "residues"),
        ((1e6, 1e6, 1e6, 90, 90, 90), "P 1", False, "at most"), ((-50, 50, 50, 90, 90, 90), "P 1", False, "longer"),
        ((float("nan"), 50, 50, 90, 90, 90), "P 1", False, "no number"),
        ((50, 50, 50, 170, 20, 20), "P 1", False, "no volume"), ((200, 200, 200, 4, 90, 90), "P 1", False, "planes"),
        ((110, 106, 300, 90, 90, 90), "P 99", False, "no space group 'P 99'"),
    ],
)  # fmt: skip
def test_a_crystal_only_where_the_cell_can_hold_the_chains(case, cell, group, crystal, word):
    residues = case().residues
    made, findings = crystal_of(gemmi.UnitCell(*cell), gemmi.find_spacegroup_by_name(group), group, residues)
    assert (made is not None) == crystal
    assert (word in str(findings)) if word else not findings


def test_images_of_atoms_that_are_far_apart_are_as_many_as_those_of_near_ones(case):
    # Beside each other in the crystal, a hundred thousand A apart in the file.
    structure = case()
    crystal, _ = crystal_of(gemmi.UnitCell(50, 60, 300, 90, 90, 90), gemmi.SpaceGroup("P 1"), "P 1", structure.residues)
    structure = replace(structure, crystal=crystal)
    centre = structure.atoms.xyz[:100].mean(axis=0)
    atoms = np.arange(100)
    near = images_near(structure, centre, 60.0, atoms)
    xyz = structure.atoms.xyz.copy()
    xyz[50:100] += (50 * 1500, 60 * -1500, 0)
    far = images_near(structure.with_xyz(xyz), centre, 60.0, atoms)
    # Those that were moved have one image more: that in the place where they were.
    assert len(near) > 100
    assert len(far) == len(near) + 50
    assert set(far.operator[far.atom >= 50].tolist()) >= {"1_-1500,+1500,+0", "1_-1499,+1500,+0"}


def test_no_table_has_nan_and_it_is_told():
    row = ComplexRecord(
        entry="x", complex="x-A", xpo1_chain="A", site528="Cys free", groove_width=float("nan"), groove_b=float("inf")
    )
    rows: list[Record] = list(finite([row]))
    assert (rows[0].groove_width, rows[0].groove_b) == (None, None)
    assert (rows[1].table, rows[1].severity, rows[1].complex) == ("problems", "warning", "x-A")
    assert "groove_width, groove_b of complexes.tsv" in rows[1].message
    good = row.model_copy(update={"groove_width": 1.0, "groove_b": None})
    assert list(finite([good])) == [good]


@pytest.mark.parametrize(
    ("component", "first", "second", "length"),
    [
        # Engh & Huber 1991, table 2.
        ("LEU", "CA", "N", 1.458), ("LEU", "C", "CA", 1.525), ("LEU", "C", "O", 1.231), ("LEU", "CA", "CB", 1.530),
        ("GLY", "CA", "N", 1.451), ("GLY", "C", "CA", 1.516), ("PRO", "CA", "N", 1.466), ("ALA", "CA", "CB", 1.521),
        ("VAL", "CA", "CB", 1.540), ("CYS", "CB", "SG", 1.808), ("PHE", "CB", "CG", 1.502), ("SER", "CB", "OG", 1.417),
        ("LYS", "CE", "NZ", 1.489), ("TYR", "CZ", "OH", 1.376), ("TRP", "CD1", "NE1", 1.374),
        ("ASN", "CG", "OD1", 1.231), (NEXT, "C", "N", 1.329),
    ],
)  # fmt: skip
def test_usual_lengths_are_those_of_small_molecules(component, first, second, length):
    (pair,) = [p for p in usual_pairs(component) if p[:2] == (first, second)]
    assert pair.bonded
    assert pair.distance == pytest.approx(length, abs=0.015)


def exchanged(residue, first, second):
    names = {first: second, second: first}
    return each(lambda row: replace(row, name=names[row.name]), of(residue, first, second))


def moved(molecule, residue, name, by):
    molecule.change(of(residue, name), lambda row: row.shifted(by))


def turned(molecule):
    """The side chain of L525 is on the other side of the plane of N, CA and C: a D-leucine, with all its lengths."""
    place = {row.name: np.array(row.place) for row in molecule.rows if row.residue == LEU525}
    normal = np.cross(place["N"] - place["CA"], place["C"] - place["CA"])
    normal /= np.linalg.norm(normal)

    def reflected(row):
        return row.shifted(-2 * ((np.array(row.place) - place["CA"]) @ normal) * normal)

    molecule.change(of(LEU525, "CB", "CG", "CD1", "CD2"), reflected)


def doubled(molecule):
    """Another compound in the place of a residue's side chain."""
    molecule.rows += [
        replace(row, number="900", component="QQQ", record="HETATM").shifted((0.4, 0, 0))
        for row in molecule.rows if row.residue == LEU525
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda m: moved(m, LEU525, "CD1", (0.8, 0, 0)), "L525 of C (C"),
        (lambda m: moved(m, LEU525, "CA", (0, 0.6, 0)), "L525 of C ("),
        (exchanged(LEU525, "CB", "CG"), "L525 of C ("),
        (each(lambda row: row.shifted((0, 0, 1.5)), of(LEU525)), "L525 of C ("),
        (turned, "no L-amino acids at C-alpha: L525 of C"),
        (lambda m: moved(m, V6A, "C03", (0, 1.0, 0)), "V6A:"),
        (lambda m: moved(m, V6A, "F01", (1.0, 1.0, 0)), "V6A:"),
        (doubled, "in one place"),
        (lambda m: None, ""),
    ],
)  # fmt: skip
def test_geometry_that_no_chemistry_allows_is_told(case, change, word):
    complexes, _ = find_complexes(case(change))
    told_of = ("geometry", "that no residue has", "L-amino", "in one place")
    rows = [r.message for r in complex_remarks(Groove(complexes[0])) if r.severity == "warning"]
    odd = [message for message in rows if any(words in message for words in told_of)]
    assert any(word in message for message in odd) if word else not odd


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda xyz: xyz * 0.1, "0.38 A apart from one to the next"),
        (lambda xyz: xyz * [1, 1, -1], "is none: its C-alpha atoms are 3"),
        (lambda xyz: np.where(np.arange(len(xyz))[:, None] == 700, np.nan, xyz), "no numbers"),
        (lambda xyz: xyz + np.where(xyz[:, :1] > np.median(xyz[:, 0]), 80.0, 0.0), "broken"),
    ],
)
def test_frames_pass_the_same_gate(case, change, why):
    structure = case()
    (complex_,), _ = find_complexes(structure)
    complex_.with_xyz(structure.atoms.xyz + 0.1)
    with pytest.raises(IdentifyError, match=why):
        complex_.with_xyz(change(structure.atoms.xyz))


def test_a_trace_of_c_alpha_atoms_that_is_a_mirror_image_is_refused(case):
    def trace(molecule, sign):
        molecule.rows = [row for row in molecule.rows if row.name == "CA"]
        molecule.change(lambda row: True, lambda row: row.at(np.array(row.place) * [1, 1, sign]))

    assert find_complexes(case(lambda m: trace(m, 1)))[0]
    complexes, failures = find_complexes(case(lambda m: trace(m, -1)))
    assert not complexes
    assert "mirror image" in failures[0].remedy


def test_no_shared_structure_loses_atoms_or_is_refused(path_of):
    for name in ("3gjx", "3m1i.pdb", "composite_lmb", "model_npm", "1wa5", "dock2"):
        structure = read_structure(path_of(name))
        assert not [f for f in structure.findings if f.check not in ("not_given",)]
