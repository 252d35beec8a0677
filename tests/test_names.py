"""Names: of force fields, of compounds that are others, of nothing at all. Atoms, elements and bonds decide."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nesgroove.chem import residue_chemistry
from nesgroove.chem.components import ligands
from nesgroove.chem.perceive import bond_orders, bonded_pairs
from nesgroove.chem.residue_chemistry import is_compound, ligand_graph, template_of
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
def test_bonds_perceived_from_coordinates_give_the_contacts_of_the_dictionary(structure_of, monkeypatch, name):
    structure = structure_of(name)
    expected = contacts(surveyed(structure))
    assert len(expected) > 30
    monkeypatch.setattr(residue_chemistry, "_known_compound", lambda *_: None)
    rows = surveyed(called(structure, compound_of(structure), "LIG"))
    assert contacts(rows) == expected
    assert [row.severity for row in messages(rows, "perceived from the coordinates")] == ["warning"]


@pytest.mark.parametrize(("name", "backwards"), [("composite_v6a", True), ("composite_k85", False)])
def test_a_compound_with_renamed_atoms_is_the_same_compound(structure_of, name, backwards):
    structure = structure_of(name)
    residue = compound_of(structure)
    renamed = called(structure, residue, atoms=numbered(structure, residue, backwards=backwards))
    found = template_of(renamed, residue, {})
    assert (found.source, found.compound, is_compound(renamed, residue)) == ("dictionary", "", True)
    rows = surveyed(renamed)
    assert contacts(rows) == contacts(surveyed(structure))
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
def test_the_name_of_another_compound_gives_no_chemistry(structure_of, component):
    """Goniothalamin as it was docked, under names that the dictionary has for others."""
    structure = structure_of("dock2")
    residue = compound_of(structure)
    other = called(structure, residue, component)
    assert not is_compound(other, residue)
    assert template_of(other, residue, {}).source == "coordinates"
    rows = surveyed(other)
    assert contacts(rows) == contacts(surveyed(structure))
    (row,) = messages(rows, "belongs to another compound")
    assert row.severity == "warning"
    (entry,) = [row for row in rows if row.table == "complexes"]
    assert (entry.inhibitor, entry.inhibitor_name) == (component, "unknown")


def test_a_compound_of_the_table_is_known_under_any_name(structure_of):
    structure = structure_of("composite_k85")
    residue = compound_of(structure)
    other = called(structure, residue, "LIG", numbered(structure, residue))
    assert template_of(other, residue, {}).compound == "K85"
    rows = surveyed(other)
    assert contacts(rows) == contacts(surveyed(structure))
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
