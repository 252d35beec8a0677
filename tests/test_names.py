"""Names: of force fields, of compounds that are others, of nothing at all. Atoms, elements and bonds decide."""

from __future__ import annotations

from dataclasses import replace

import biotite.structure.info as info
import gemmi
import numpy as np
import pytest
from biotite.structure import BondType

from nesgroove.chem import residue_chemistry
from nesgroove.chem.components import ligands
from nesgroove.chem.perceive import bond_orders, bonded_pairs
from nesgroove.chem.residue_chemistry import is_compound, ligand_graph, template_of
from nesgroove.errors import ReadError
from nesgroove.io.archive_names import archive_names
from nesgroove.io.from_mdanalysis import structure_from_universe
from nesgroove.io.read import read_structure
from nesgroove.io.source_atoms import SourceAtoms, SourceChain, SourceResidue
from nesgroove.measure.groove import Settings
from nesgroove.survey.entry import survey


def surveyed(structure):
    return survey(structure, Settings())


def compound_of(structure):
    """Index of the groove's compound in a composite structure."""
    known = {ligand.component for ligand in ligands()} | {"UNL"}
    return next(r.index for r in structure.residues if r.component in known)


def called(structure, residue, component=None, atoms=None, without=()):
    """The structure with another name for a ligand, or for its atoms, or without some of them."""
    record = structure.residues[residue]
    name = structure.atoms.name.astype("U12")
    if atoms is not None:
        name[record.start : record.stop] = atoms
    residues = list(structure.residues)
    residues[residue] = replace(record, component=component or record.component)
    gone = [i for i in range(record.start, record.stop) if structure.atoms.name[i] in without]
    if not gone:
        return replace(structure, atoms=replace(structure.atoms, name=name), residues=tuple(residues))
    kept = np.setdiff1d(np.arange(len(name)), gone)
    columns = {
        key: getattr(replace(structure.atoms, name=name), key)[kept]
        for key in ("xyz", "name", "element", "altloc", "occupancy", "b_factor", "residue")
    }
    shifted = [
        replace(r, start=r.start - sum(g < r.start for g in gone), stop=r.stop - sum(g < r.stop for g in gone))
        for r in residues
    ]
    bonds = tuple(
        replace(b, first=int(np.searchsorted(kept, b.first)), second=int(np.searchsorted(kept, b.second)))
        for b in structure.bonds
        if not {b.first, b.second} & set(gone)
    )
    atoms_kept = replace(structure.atoms, **columns)
    return replace(structure, atoms=atoms_kept, residues=tuple(shifted), bonds=bonds)


def numbered(structure, residue, *, backwards=False):
    """New names for a ligand's atoms, as docking programs give them: C1, C2, N1 ..."""
    record = structure.residues[residue]
    counts: dict[str, int] = {}
    names = []
    for element in structure.atoms.element[record.start : record.stop][:: -1 if backwards else 1].tolist():
        counts[element] = counts.get(element, 0) + 1
        names.append(f"{element}{counts[element]}")
    return names[:: -1 if backwards else 1]


def contacts(rows):
    """Contacts of the inhibitor by atoms' places, whatever they are called."""
    return sorted(
        (row.position, row.atom, row.type, round(row.distance, 2), row.donor)
        for row in rows
        if row.table == "contacts" and row.kind == "inhibitor"
    )


def messages(rows, word):
    return [row for row in rows if row.table == "problems" and word in row.message]


@pytest.mark.parametrize("name", ["composite_v6a", "composite_d29", "composite_eqf", "composite_lmb"])
def test_bonds_perceived_from_coordinates_give_the_contacts_of_the_dictionary(
    structure_of, survey_of, monkeypatch, name
):
    structure = structure_of(name)
    expected = contacts(survey_of(name).rows)
    assert len(expected) > 30
    monkeypatch.setattr(residue_chemistry, "_known_compound", lambda *_: None)
    rows = surveyed(called(structure, compound_of(structure), "LIG"))
    assert contacts(rows) == expected
    assert [row.severity for row in messages(rows, "perceived from the coordinates")] == ["warning"]


IDEAL = (
    "ATP", "GTP", "GNP", "FAD", "SAM", "THM", "PLP", "MTX", "CFF", "BTN", "STI", "IBP", "CLR", "MES", "CIT", "P6G",
    "BEN", "TRP", "TYR", "HIS", "ARG",
)  # fmt: skip
"""Components of all kinds beside the compounds that bind XPO1."""


@pytest.mark.parametrize("component", sorted({*IDEAL, *(row.component for row in ligands() if row.component)}))
def test_bonds_perceived_from_ideal_coordinates_are_those_of_the_dictionary(component):
    residue = info.residue(component)
    residue = residue[~np.isin(residue.element, ["H", "D"])]
    elements, xyz = residue.element.tolist(), residue.coord.astype(float)
    listed = {(min(i, j), max(i, j)): order for i, j, order in residue.bonds.as_array().tolist()}
    pairs = bonded_pairs(elements, xyz)
    assert pairs == listed.keys()
    orders = bond_orders(elements, xyz, pairs)
    # Only of carbons is it not a matter of the form that is drawn whether they have a double bond.
    single = int(BondType.SINGLE)
    unsaturated = {i for pair, order in listed.items() if order != single for i in pair if elements[i] == "C"}
    assert {i for pair, order in orders.items() if order > 1 for i in pair if elements[i] == "C"} == unsaturated


@pytest.mark.parametrize(("name", "backwards"), [("composite_v6a", True), ("composite_k85", False)])
def test_a_compound_with_renamed_atoms_is_the_same_compound(structure_of, survey_of, name, backwards):
    structure = structure_of(name)
    residue = compound_of(structure)
    renamed = called(structure, residue, atoms=numbered(structure, residue, backwards=backwards))
    found = template_of(renamed, residue, {})
    assert (found.source, found.compound, is_compound(renamed, residue)) == ("dictionary", "", True)
    rows = surveyed(renamed)
    assert contacts(rows) == contacts(survey_of(name).rows)
    assert not messages(rows, "the reference table expects")
    assert [row.severity for row in messages(rows, "other names than")] == ["note"]


def test_missing_atoms_of_a_renamed_compound_are_told(structure_of):
    structure = structure_of("composite_v6a")
    residue = compound_of(structure)
    renamed = called(structure, residue, atoms=numbered(structure, residue, backwards=True), without=())
    cut = called(renamed, residue, without=("F1", "F2", "F3"))
    assert template_of(cut, residue, {}).source == "dictionary"
    (row,) = messages(surveyed(cut), "lacks 3 heavy atoms")
    assert row.severity == "warning"


@pytest.mark.parametrize("component", ["MOL", "V6A", "GOL", "GTP"])
def test_the_name_of_another_compound_gives_no_chemistry(structure_of, survey_of, component):
    """Goniothalamin as it was docked, under names that the dictionary has for others."""
    structure = structure_of("dock2")
    residue = compound_of(structure)
    other = called(structure, residue, component)
    assert not is_compound(other, residue)
    assert template_of(other, residue, {}).source == "coordinates"
    rows = surveyed(other)
    assert contacts(rows) == contacts(survey_of("dock2").rows)
    (row,) = messages(rows, "belongs to another compound")
    assert row.severity == "warning"
    (entry,) = [row for row in rows if row.table == "complexes"]
    assert (entry.inhibitor, entry.inhibitor_name) == (component, "unknown")
    assert [row.chemistry for row in rows if row.table == "molecules" and row.role == "inhibitor"] == ["coordinates"]


def test_a_compound_of_the_table_is_known_under_any_name(structure_of, survey_of):
    structure = structure_of("composite_k85")
    residue = compound_of(structure)
    other = called(structure, residue, "LIG", numbered(structure, residue))
    assert template_of(other, residue, {}).compound == "K85"
    rows = surveyed(other)
    assert contacts(rows) == contacts(survey_of("composite_k85").rows)
    assert [row.severity for row in messages(rows, "elements and bonds of K85 (KPT-185)")] == ["warning"]


def test_a_strange_bond_or_element_is_no_longer_the_compound(structure_of):
    structure = structure_of("composite_k85")
    residue = compound_of(structure)
    graph = ligand_graph(structure, residue)
    carbon = structure.residues[residue].start + graph.elements.index("C")
    element = structure.atoms.element.copy()
    element[carbon] = "N"
    assert not is_compound(replace(structure, atoms=replace(structure.atoms, element=element)), residue)
    assert is_compound(structure, residue)


BENZENE = [(1.39 * np.cos(a), 1.39 * np.sin(a), 0.0) for a in np.radians(range(0, 360, 60))]
CYCLOHEXANE = [(1.46 * x, 1.46 * y, 0.25 * (-1) ** i) for i, (x, y, _) in enumerate(np.array(BENZENE) / 1.39)]


@pytest.mark.parametrize(
    ("elements", "xyz", "orders"),
    [
        ("C C C C C C", BENZENE, [1, 1, 1, 2, 2, 2]),
        ("C C C C C C", CYCLOHEXANE, [1] * 6),
        ("C C N", [(0, 0, 0), (1.46, 0, 0), (2.61, 0, 0)], [1, 3]),
        ("C C O O", [(0, 0, 0), (1.51, 0, 0), (2.12, 1.06, 0), (2.15, -1.13, 0)], [1, 1, 2]),
        ("C C O N", [(0, 0, 0), (1.51, 0, 0), (2.12, 1.07, 0), (2.20, -1.14, 0)], [1, 1, 2]),
        ("C N C S", [(0, 0, 0), (1.43, 0, 0), (2.20, 0.92, 0), (3.10, 2.20, 0)], [1, 2, 2]),
        ("C C", [(0, 0, 0), (2.0, 0, 0)], []),
    ],
    ids=["benzene", "cyclohexane", "nitrile", "acid", "amide", "isothiocyanate", "apart"],
)
def test_orders_are_those_of_lengths_and_angles(elements, xyz, orders):
    xyz = np.array(xyz, float)
    pairs = bonded_pairs(elements.split(), xyz)
    assert sorted(bond_orders(elements.split(), xyz, pairs).values()) == orders


def source(residues):
    """Columns of residues, each with its component and atoms: name, element, and coordinates where they matter."""
    rows, built = [], []
    for number, (component, atoms) in enumerate(residues, start=1):
        given = [(*atom, (3.8 * number, float(i), 0.0))[:3] for i, atom in enumerate(atoms)]
        built.append(SourceResidue(component, number, "", "A", number, range(len(rows), len(rows) + len(given))))
        rows += given
    n = len(rows)
    atoms = SourceAtoms(
        xyz=np.array([xyz for *_, xyz in rows], float).reshape(-1, 3),
        name=np.array([name for name, *_ in rows]),
        element=np.array([element for _, element, _ in rows]),
        altloc=np.full(n, ""),
        occupancy=np.ones(n),
        b_factor=np.full(n, 20.0),
    )
    return atoms, [SourceChain("A", built, "")]


def archive(component, *names):
    """What a residue with these atoms is called by the archive: components, and names with elements of atoms."""
    atoms, chains, findings = archive_names(*source([(component, [(name, element(name)) for name in names])]))
    residues = chains[0].residues
    assert bool(findings) == (
        [r.component for r in residues] != [component] or atoms.name.tolist() != list(names)
    )  # fmt: skip
    return [(r.component, [str(atoms.name[row]) for row in r.rows]) for r in residues]


def element(name):
    return name.lstrip("123'")[:1].replace("M", "X")


MAIN = ("N", "CA", "C", "O", "CB")
IMIDAZOLE = (*MAIN, "CG", "ND1", "CD2", "CE1", "NE2")


@pytest.mark.parametrize(
    "name", ["HID", "HIE", "HIP", "HSD", "HSE", "HSP", "HISA", "HISB", "HISH", "NHIE", "CHID", "hie"]
)
def test_histidines_of_force_fields(name):
    assert archive(name, *IMIDAZOLE, "HA", "1HB", "HD1") == [("HIS", [*IMIDAZOLE, "HA", "1HB", "HD1"])]
    assert archive(name, *MAIN)[0][0] == "HIS"  # side chain cut off
    assert archive(name, "C1", "C2", "N1", "O1") == [(name.upper(), ["C1", "C2", "N1", "O1"])]


@pytest.mark.parametrize(
    ("name", "own", "end"),
    [
        ("CYX", "CYS", "SG"), ("CYM", "CYS", "SG"), ("CYS2", "CYS", "SG"), ("CYSH", "CYS", "SG"), ("CCYX", "CYS", "SG"),
        ("CYN", "CYS", "SG"), ("DCY", "DCY", "SG"),
        ("QQC", "CYS", "SG"), ("NALA", "ALA", ""), ("CGLU", "GLU", "CG CD OE1 OE2"), ("GLH", "GLU", "CG CD OE1 OE2"),
        ("ASPH", "ASP", "CG OD1 OD2"), ("LYN", "LYS", "CG CD CE NZ"), ("ARGN", "ARG", "CG CD NE CZ NH1 NH2"),
        ("LYN", "LYN", "CG CD CE NZ NXT"), ("CSO", "CSO", "SG"), ("CSO", "CSO", "SG OD"), ("QQC", "QQC", "SG C9"),
    ],
)  # fmt: skip
def test_amino_acids_of_force_fields_are_told_by_their_atoms(name, own, end):
    assert archive(name, *MAIN, *end.split()) == [(own, [*MAIN, *end.split()])]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("CD", "CD1"), ("O1 O2", "O OXT"), ("OT1 OT2", "O OXT"), ("OC1 OC2", "O OXT"), ("O OT", "O OXT"),
        ("O OXT", "O OXT"),
    ],
)  # fmt: skip
def test_atoms_of_isoleucine_and_of_ends(given, expected):
    rest = [name for name in ("N", "CA", "C", "O", "CB", "CG1", "CG2") if not (name == "O" and "O" in given)]
    assert archive("ILE", *rest, *given.split()) == [("ILE", [*rest, *expected.split()])]
    assert archive("LYS", *MAIN, "CG", "CD", "CE", "NZ")[0][1][-3] == "CD"


@pytest.mark.parametrize("name", ["HOH", "SOL", "TIP3", "TIP4", "SPC", "WAT", "T3P", "H2O", "wat", "XYZ"])
@pytest.mark.parametrize("atoms", ["O", "OW HW1 HW2", "OH2 H1 H2"])
def test_waters_of_force_fields(name, atoms):
    ((component, names),) = archive(name, *atoms.split())
    assert (component, names[0]) == ("HOH", "O")


@pytest.mark.parametrize("atoms", ["OW HW1 HW2 MW", "O H1 H2 EPW", "OH2 H1 H2 LP1 LP2"])
def test_sites_of_a_water_that_are_no_atoms_are_left_out(atoms):
    atoms, _, _ = archive_names(*source([("SOL", [(name, element(name)) for name in atoms.split()])]))
    assert set(atoms.element[1:]) == {"H"}
    assert atoms.element[0] == "O"


@pytest.mark.parametrize(
    ("component", "sites", "kept"),
    [
        ("ALA", "LPA:X LP1B:", "N CA C O CB"), ("ALA", "CEN:X", "N CA C O CB"), ("ALA", "NV:N", "N CA C O CB"),
        ("ALA", "AD1:X CX:X", "N CA C O CB AD1 CX"), ("ALA", "LPA:N", "N CA C O CB LPA"),
        ("STP", "APOL:C POL:O", ""), ("STP", "APOL:C C1:C", "APOL C1"), ("ZZZ", "APOL:C LPA:X", "APOL LPA"),
    ],
)  # fmt: skip
def test_rows_that_are_no_atoms_are_left_out(component, sites, kept):
    main = [(name, name[0]) for name in MAIN] if component == "ALA" else []
    given = [*main, *(tuple(site.split(":")) for site in sites.split())]
    atoms, chains, findings = archive_names(*source([(component, given)]))
    rows = [row for residue in chains[0].residues for row in residue.rows]
    assert " ".join(atoms.name[rows].tolist()) == kept
    assert [f.details["atoms"] for f in findings if f.check == "no_atoms"] == [len(given) - len(rows)] * (
        len(rows) < len(given)
    )


@pytest.mark.parametrize("atom", ["OXW", "W", "C1"])
def test_one_oxygen_is_a_water_whatever_its_name(atom):
    _, chains, _ = archive_names(*source([("W", [(atom, "C" if atom == "C1" else "O")])]))
    assert chains[0].residues[0].component == ("W" if atom == "C1" else "HOH")


@pytest.mark.parametrize(
    ("component", "element", "role"),
    [("CIP", "NA", "additive"), ("NIO", "CL", "additive"), ("ZZZ", "C", "other")],
)
def test_one_atom_of_a_metal_or_a_halogen_is_an_ion_under_any_name(crop, measured_rows, component, element, role):
    beta, sulphur = (
        np.array([float(line[i : i + 8]) for i in (30, 38, 46)])
        for name in ("CB", "SG") for line in crop if line[12:16].strip() == name and line[22:26] == " 539"
    )  # fmt: skip
    x, y, z = sulphur + 3.2 * (sulphur - beta) / np.linalg.norm(sulphur - beta)
    free = [line for line in crop if line[17:20] != "V6A"]
    place = f"{x:8.3f}{y:8.3f}{z:8.3f}"
    ion = f"HETATM 9999 {element:>2}   {component} I   1    {place}  1.00 20.00          {element:>2}"
    rows, without = measured_rows([*free, ion]), measured_rows(free)
    assert [row.role for row in rows if row.table == "molecules" and row.molecule.startswith(component)] == [role]
    areas = [
        next(row.value for row in table if row.table == "geometry" and row.measure == "sg_area_empty")
        for table in (rows, without)
    ]
    assert (areas[0] == areas[1]) == (role == "additive")


@pytest.mark.parametrize(
    ("atoms", "by", "chain"),
    [("CB SG", 0.1, "C"), ("N CA C O CB SG", 0.0, "C"), ("N CA C O CB SG", 0.1, "L"), ("CB SG", 1.0, "C")],
)
def test_a_cysteine_given_once_more_with_the_compound_is_no_part_of_it(crop, measured_rows, atoms, by, chain):
    own = [line for line in crop if line[22:26] == " 539" and line[12:16].strip() in atoms.split()]
    pose = crop[-1]
    component, number, odd = (pose[17:20], pose[22:26], "9") if chain == "C" else ("CYS", "   1", "")
    twice = [
        f"HETATM{line[6:12]} {line[12:16].strip() + odd:<3} {component} {chain}{number}    "
        f"{float(line[30:38]) + by:8.3f}{line[38:]}"
        for line in own
    ]
    rows = measured_rows([*crop, *twice])
    same = tables(rows) == tables(measured_rows(crop))
    told = messages(rows, "cysteine that the file has twice")
    assert (same, len(told)) == ((True, 1) if by < 0.5 else (False, 0))


@pytest.mark.parametrize(
    ("name", "atom", "own"),
    [
        ("SOD", "SOD", "NA"), ("NA+", "NA+", "NA"), ("Na+", "Na+", "NA"), ("CLA", "CLA", "CL"), ("CL-", "CL-", "CL"),
        ("K+", "K+", "K"), ("POT", "POT", "K"), ("CAL", "CAL", "CA"), ("ZN2", "ZN", "ZN"), ("MG2+", "MG", "MG"),
    ],
)  # fmt: skip
def test_ions_of_force_fields(name, atom, own):
    atoms, chains, _ = archive_names(*source([(name, [(atom, "C")])]))
    assert (chains[0].residues[0].component, atoms.name.tolist(), atoms.element.tolist()) == (own, [own], [own])


@pytest.mark.parametrize(
    ("name", "atoms"),
    [
        ("CLA", "MG CHA CHB C1A NA"), ("POT", "C1 C2 O1"), ("NHE", "C1 N C2 S O1 O2"), ("SOL", "C1 O1"),
        ("NMA", "N C7 C8 O9"), ("OH", "O"), ("UNX", "O"), ("ZZZ", "C1"), ("V6A", "C1 C2"), ("K", "K"), ("O", "O"),
    ],
)  # fmt: skip
def test_compounds_of_the_archive_keep_names_that_force_fields_give_to_others(name, atoms):
    assert archive(name, *atoms.split()) == [(name, atoms.split())]


def test_caps_of_charmm_are_residues_of_their_own():
    first = archive("ALA", "CAY", "CY", "OY", *MAIN)
    assert first == [("ACE", ["CH3", "C", "O"]), ("ALA", [*MAIN])]
    assert archive("ALA", *MAIN, "NT", "CAT") == [("ALA", [*MAIN]), ("NME", ["N", "C"])]
    assert archive("ALA", *MAIN, "NT") == [("ALA", [*MAIN]), ("NH2", ["N"])]
    assert archive("ALA", *MAIN, "CAY") == [("ALA", [*MAIN, "CAY"])]
    assert archive("NMA", "N", "CA") == [("NME", ["N", "C"])]
    assert archive("NHE", "N") == [("NH2", ["N"])]


def test_asterisks_of_nucleotides_are_primes():
    ((_, names),) = archive("GTP", "PG", "C1*", "O5*")
    assert names == ["PG", "C1'", "O5'"]
    assert archive("ZZZ", "C1*") == [("ZZZ", ["C1*"])]


@pytest.fixture(scope="module")
def crop(path_of):
    """Yeast XPO1 around the groove with selinexor, as the rows of a PDB file."""
    structure = gemmi.read_structure(str(path_of("composite_v6a")))
    for chain in list(structure[0]):
        if chain.name != "C":
            structure[0].remove_chain(chain.name)
    chain = structure[0]["C"]
    for i in range(len(chain) - 1, -1, -1):
        if not (480 <= chain[i].seqid.num <= 670 or chain[i].name == "V6A"):
            del chain[i]
    structure.entities.clear()
    structure.connections.clear()
    text = structure.make_pdb_string(gemmi.PdbWriteOptions(minimal=True))
    return [line for line in text.splitlines() if line.startswith(("ATOM", "HETATM"))]


@pytest.fixture
def measured_rows(tmp_path):
    def measure(lines, *, universe=False):
        path = tmp_path / "made.pdb"
        path.write_text("\n".join([*lines, "END", ""]))
        if not universe:
            return surveyed(read_structure(path))
        import MDAnalysis

        return surveyed(structure_from_universe(MDAnalysis.Universe(str(path)), entry="made"))

    return measure


@pytest.fixture(scope="module")
def crop_rows(crop, tmp_path_factory):
    """What is measured in it."""
    path = tmp_path_factory.mktemp("crop") / "made.pdb"
    path.write_text("\n".join([*crop, "END", ""]))
    return surveyed(read_structure(path))


def tables(rows, *without):
    """All rows but remarks, without what names the file."""
    kept = [
        tuple((key, value) for key, value in row if key not in ("sha256", *without))
        for row in rows
        if row.table != "problems"
    ]
    return sorted(kept, key=repr)


def with_component(line, name):
    return f"{line[:17]}{name:>3}{'' if len(name) > 3 else ' '}{line[21:]}"


def with_atom(line, name):
    return f"{line[:12]}{name if len(name) > 3 else f' {name:<3}'}{line[16:]}"


FORCE_FIELDS = {
    "Amber": {"HIS": "HIE", "CYS": "CYX", "LYS": "LYN", "GLU": "GLH", "ASP": "ASH"},
    "CHARMM": {"HIS": "HSP", "GLU": "GLUP", "ILE CD1": "CD"},
    "GROMOS": {"HIS": "HISB", "CYS": "CYS2", "LYS": "LYSH", "ARG": "ARGN", "ASP": "ASPH", "ILE CD1": "CD"},
    "small": {"HIS": "his", "CYS": "cys", "LEU": "leu"},
}


@pytest.mark.parametrize(("program", "universe"), [*((name, False) for name in FORCE_FIELDS), ("Amber", True)])
def test_a_structure_named_by_a_force_field_is_measured_as_with_names_of_the_archive(
    crop, measured_rows, program, universe
):
    changes = FORCE_FIELDS[program]
    lines = []
    for line in crop:
        component, atom = line[17:20], line[12:16].strip()
        line = with_atom(line, changes.get(f"{component} {atom}", atom)) if f"{component} {atom}" in changes else line
        lines.append(with_component(line, changes.get(component, component)))
    assert lines != crop
    # A universe knows no species and no source; what it has is compared with a universe of plain names.
    assert tables(measured_rows(lines, universe=universe)) == tables(measured_rows(crop, universe=universe))


def test_chains_of_two_letters_are_no_fourth_letter_of_a_component(crop, measured_rows):
    lines = [f"{line[:20]}A{line[21:]}" if line.startswith("ATOM") else line for line in crop]
    (row,) = [row for row in measured_rows(lines) if row.table == "complexes"]
    assert (row.xpo1_chain, row.site528) == ("AC", "Cys bonded")


OF_THE_COMPOUND = (
    "name_source", "smiles", "inchikey", "bonds",
    "occupant", "inhibitor", "inhibitor_name", "inhibitor_class", "component", "occupant_residue", "atom", "residue",
    "occupant_component", "occupant_atom", "occupant_auth_seq_id", "auth_seq_id", "molecule", "expected_atom", "source",
    "in_file", "via", "occupant_label_chain", "label_chain", "chemistry",
)  # fmt: skip


@pytest.mark.parametrize(
    ("component", "record", "place", "sulphur"),
    [
        ("QQC", "HETATM", "within", "SG"), ("QQC", "ATOM  ", "within", "S1"), ("CYS", "ATOM  ", "within", "SG"),
        ("CYX", "HETATM", "behind", "SG"), ("LIG", "HETATM", "before", "SG"), ("CYS", "ATOM  ", "clash", "SG"),
    ],
)  # fmt: skip
def test_an_adduct_written_as_one_residue_is_a_cysteine_and_a_compound(
    crop, crop_rows, measured_rows, component, record, place, sulphur
):
    own = [i for i, line in enumerate(crop) if line[22:26] == " 539"]
    clash = iter(("CA", "CB", "C")) if place == "clash" else iter(())
    adduct = []
    for line in [*(crop[i] for i in own), *(line for line in crop if line[17:20] == "V6A")]:
        line = f"{record}{with_component(line, component)[6:22]} 539{line[26:]}"
        if line[12:16] == " SG ":
            line = with_atom(line, sulphur)
        elif line[76:78].strip() == "C" and len(adduct) >= len(own):
            line = with_atom(line, next(clash, line[12:16].strip()))
        adduct.append(line)
    rest = [line for i, line in enumerate(crop) if i not in own and line[17:20] != "V6A"]
    at = {"within": own[0], "clash": own[0], "behind": len(rest), "before": 0}[place]
    rows = measured_rows([*rest[:at], *(["TER"] if place == "behind" else []), *adduct, *rest[at:]])
    assert tables(rows, *OF_THE_COMPOUND) == tables(crop_rows, *OF_THE_COMPOUND)
    (bond,) = [row for row in rows if row.table == "covalent"]
    assert (round(bond.length, 2), bond.site_atom, bond.source) == (1.82, "SG", "file")
    called = "UNL" if component.startswith("CY") else component
    assert (bond.inhibitor, bond.occupant) == (called, f"{called}:C:539")
    (row,) = messages(rows, "heavy atoms beyond its sulphur")
    assert row.severity == "note"


@pytest.mark.parametrize(
    ("component", "beyond", "state"),
    [
        ("CSO", ["O"], "CSO"), ("CSD", ["O", "O2"], "CSD"), ("OCS", ["O", "O2", "O3"], "OCS"),
        ("CME", ["S", "C", "C", "O"], "CME"), ("YCM", ["C", "C", "O", "N"], "YCM"),
        ("CYS", ["C", "C", "C", "C", "C", "C"], "Cys bonded"), ("CYS", [], "Cys free"), ("CYM", [], "Cys free"),
        ("QQC", [], "Cys free"),
    ],
)  # fmt: skip
def test_what_is_small_beyond_the_sulphur_is_a_modified_cysteine(crop, measured_rows, component, beyond, state):
    lines = [line for line in crop if line[17:20] != "V6A"]
    own = [i for i, line in enumerate(lines) if line[22:26] == " 539"]
    for i in own:
        lines[i] = with_component(lines[i], component)
    taken = next(line for line in crop if line[12:16] == " C11" and line[17:20] == "V6A")
    start = np.array([float(taken[k : k + 8]) for k in (30, 38, 46)])
    added = []
    for number, letter in enumerate(beyond):
        # Oxygens all at the sulphur, a chain of other atoms from there on.
        step = np.array((0.0, 1.2, -0.8)) * (0 if letter.startswith("O") and number == 0 else number)
        x, y, z = start + step
        name = f"{letter[0]}X{number}"
        line = with_atom(lines[own[-1]], name)
        added.append(f"{line[:30]}{x:8.3f}{y:8.3f}{z:8.3f}{line[54:76]}{letter[0]:>2}")
    rows = measured_rows([*lines[: own[-1] + 1], *added, *lines[own[-1] + 1 :]])
    (row,) = [row for row in rows if row.table == "complexes"]
    assert row.site528 == state
    assert bool(row.inhibitor) == (state == "Cys bonded")


LINK = "LINK         SG  CYS C 539                 C11 V6A C1108     1555   1555  1.82"
HET = "HET    {}  C1108      31"


def serial(lines, name):
    """Serial number of an atom of the residue at 528, or of the compound."""
    return next(line[6:11] for line in lines if line[12:16].strip() == name and line[22:26] in (" 539", "1108"))


@pytest.mark.parametrize(
    ("header", "site", "told"),
    [
        ([], "Cys free", []),
        ([LINK], "", ["bonds are recorded", "whether the cysteine"]),
        ([HET.format("V6A")], "", ["declared and not in the file: V6A:C:1108", "whether the cysteine"]),
        ([HET.format("GOL")], "Cys free", ["declared and not in the file: GOL:C:1108"]),
        ([HET.format("HOH")], "Cys free", []),
        ([LINK.replace("SG  CYS C 539", "OG  SER C 500")], "Cys free", ["bonds are recorded"]),
        (["SEQRES   1 X    2  ALA GLY"], "Cys free", ["chains declared without any atom: X"]),
        (["CONECT"], "", ["bonds are recorded", "whether the cysteine"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("cut", [True, False])
def test_what_a_pdb_file_declares_and_does_not_hold_is_told(crop, measured_rows, header, site, told, cut):
    lines = [line for line in crop if not cut or line[17:20] != "V6A"]
    conect = header == ["CONECT"]
    behind = [f"CONECT{serial(crop, 'SG')}{serial(crop, 'C11')}"] if conect else []
    rows = measured_rows([*([] if conect else header), *lines, *behind])
    (row,) = [row for row in rows if row.table == "complexes"]
    (area,) = [row.value for row in rows if row.table == "geometry" and row.measure == "sg_area"]
    if cut:
        assert row.site528 == site
        assert row.site528_states == ("free 1.00" if site else "")
        assert (area is None) == (site == "")
    else:
        # HET of another compound, a bond of another residue and another chain are still not there.
        assert row.site528 == "Cys bonded"
        told = [word for word in told if "V6A" not in word and not word.startswith("whether")]
        told = [word for word in told if not (word == "bonds are recorded" and (conect or header == [LINK]))]
    messages_ = [row for row in rows if row.table == "problems" and row.severity == "warning"]
    for word in told:
        assert any(word in row.message for row in messages_), word
    words = ("bonds are recorded", "declared", "whether the cysteine")
    assert len([row for row in messages_ if row.message.startswith(words)]) <= len(told) + ("SEQRES" in str(header))


@pytest.mark.parametrize(
    ("declared", "site"),
    [("struct_conn", ""), ("scheme", ""), ("additive", "Cys free"), ("nothing", "Cys free"), ("other chain", "")],
)
def test_what_an_mmcif_file_declares_and_does_not_hold_is_told(crop, tmp_path, declared, site):
    structure = gemmi.read_pdb_string("\n".join(line for line in crop if line[17:20] != "V6A"))
    structure.setup_entities()
    document = structure.make_mmcif_document()
    block = document.sole_block()
    scheme = ["asym_id", "entity_id", "mon_id", "ndb_seq_num", "pdb_seq_num", "auth_seq_num", "pdb_strand_id"]
    if declared == "struct_conn":
        columns = ["id", "conn_type_id"]
        columns += [f"ptnr{i}_{name}" for i in "12" for name in ("auth_asym_id", "auth_comp_id", "auth_seq_id")]
        columns += [f"ptnr{i}_label_{name}" for i in "12" for name in ("asym_id", "comp_id", "seq_id", "atom_id")]
        loop = block.init_loop("_struct_conn.", columns)
        loop.add_row(
            ["covale1", "covale", "C", "CYS", "539", "C", "V6A", "1108", "C", "CYS", ".", "SG", "Z", "V6A", ".", "C11"]
        )
    elif declared != "nothing":
        component, chain = ("GOL" if declared == "additive" else "K85"), ("Q" if declared == "other chain" else "C")
        block.init_loop("_pdbx_nonpoly_scheme.", scheme).add_row(["Z", "9", component, "1", "1108", "1108", chain])
        block.find_loop("_pdbx_nonpoly_scheme.mon_id").get_loop().add_row(["W", "9", "HOH", "1", "1", "1", "C"])
    path = tmp_path / "made.cif"
    text = document.as_string()
    path.write_text(text)
    rows = surveyed(read_structure(path))
    (row,) = [row for row in rows if row.table == "complexes"]
    assert row.site528 == site
    assert bool(messages(rows, "not in the file")) == (declared != "nothing")
    # Within a row of the table of atoms nothing can be read any more.
    path.write_text(text[: text.rindex("ATOM") + 30])
    with pytest.raises(ReadError):
        read_structure(path)
