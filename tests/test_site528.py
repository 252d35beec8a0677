"""Position 528: names, bonds, chi1, exposure, on atoms that the test places."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from conftest import atoms_from, groove_from, structure_from
from nesgroove.measure.area import exposed_areas
from nesgroove.measure.covalent import CovalentBonds
from nesgroove.measure.groove import Groove
from nesgroove.measure.site528 import Cysteine528, site528, site_states
from nesgroove.model.complex import Occupant
from nesgroove.model.structure import RecordedBond


@pytest.fixture(autouse=True)
def wall(monkeypatch):
    """What stands here around the sulphur is all there is: nothing of a wall is missing."""
    monkeypatch.setattr("nesgroove.measure.site528.has_wall", lambda groove: True)


def cysteine(chi1=-60.0, component="CYS", sulphur="SG", element="S"):
    """N-CA-CB-S with the torsion chi1; CB at the origin, CA on -x, the sulphur at 1.81 A."""
    turn = np.radians(chi1)
    bend = np.radians(180 - 114)
    n = (-1.53 - 1.46 * np.cos(np.radians(70)), 1.46 * np.sin(np.radians(70)), 0.0)
    # Looking down CA-CB (+x), the nitrogen lies at angle 0 in the y-z plane.
    s = 1.81 * np.array((np.cos(bend), np.sin(bend) * np.cos(turn), np.sin(bend) * np.sin(turn)))
    atoms = [("N", "N", n), ("CA", "C", (-1.53, 0.0, 0.0)), ("CB", "C", (0.0, 0.0, 0.0)), (sulphur, element, tuple(s))]
    return (component, "polymer", atoms)


@dataclass(frozen=True)
class Seen:
    """What is measured at position 528 of a structure that the test made."""

    groove: Groove

    def __getattr__(self, name):
        return getattr(self.groove.once(site528), name)

    @property
    def bonds(self):
        return self.groove.site_bonds

    @property
    def rows(self):
        return list(CovalentBonds().rows(self.groove))

    @property
    def values(self):
        return dict(Cysteine528().values(self.groove))


def look(parts, bonds=(), position=528, occupants=()):
    structure = replace(structure_from(parts), bonds=tuple(bonds))
    others = [i for i, part in enumerate(parts) if i and part[1] == "polymer"]
    found = [Occupant("inhibitor", f"L{i}", (i,), 0) for i in occupants]
    return Seen(groove_from(structure, {position: 0} | {700 + i: i for i in others}, occupants=found))


def ligand_at(distance, *, component="V6A", name="C11", angle=104.0):
    """A carbon bonded to the sulphur of cysteine() at this distance and CB-S-C angle."""
    sulphur = np.array(cysteine()[2][3][2])
    back = -sulphur / np.linalg.norm(sulphur)
    side = np.cross(back, (0.3, 0.5, 0.8))
    side /= np.linalg.norm(side)
    way = back * np.cos(np.radians(angle)) + side * np.sin(np.radians(angle))
    return (component, "ligand", [(name, "C", tuple(sulphur + distance * way))])


@pytest.mark.parametrize(
    ("component", "name"),
    [("CYS", "Cys free"), ("SER", "Ser"), ("THR", "Thr"), ("ALA", "ALA"), ("CSO", "CSO"), ("TYR", "TYR")],
)
def test_residue_is_reported_as_found(component, name):
    found = look([cysteine(component=component)])
    assert found.name == name
    assert found.bonds == ()
    assert (found.reachable is None) == (component != "CYS")


def test_residue_that_is_not_in_the_file_is_missing():
    found = look([cysteine()], position=527)
    assert (found.name, found.bonds, found.values, found.reachable) == ("missing", (), {}, None)


def test_cysteine_without_sulphur_has_no_measures_of_it():
    component, kind, atoms = cysteine()
    found = look([(component, kind, atoms[:3])])
    assert (found.name, found.values, found.reachable) == ("Cys", {}, None)


@pytest.mark.parametrize("chi1", [-170.0, -120.0, -65.0, -1.0, 0.0, 60.0, 90.0, 175.0, 179.9])
def test_chi1_is_the_torsion_planted(chi1):
    assert look([cysteine(chi1)]).values["chi1_528"] == pytest.approx(chi1, abs=1e-6)


@pytest.mark.parametrize("missing", ["N", "CA", "CB"])
def test_chi1_without_one_of_its_atoms_is_none(missing):
    component, kind, atoms = cysteine()
    found = look([(component, kind, [atom for atom in atoms if atom[0] != missing])])
    assert found.values["chi1_528"] is None


@pytest.mark.parametrize(
    ("distance", "recorded", "by_distance"),
    [(1.81, True, True), (1.81, False, True), (1.5, False, True), (2.15, False, True), (2.6, True, False)],
)
def test_bond_is_found_in_the_file_and_by_distance(distance, recorded, by_distance):
    bonds = [RecordedBond(4, 3, distance)] if recorded else []
    found = look([cysteine(), ligand_at(distance)], bonds)
    assert found.name == "Cys bonded"
    (bond,), (row,) = found.bonds, found.rows
    assert (bond.in_file, bond.by_distance, row.expected_atom) == (recorded, by_distance, "C11")
    assert (bond.site_atom, bond.other_atom) == (3, 4)
    assert bond.length == row.length == pytest.approx(distance)
    assert row.angle == pytest.approx(104.0)


@pytest.mark.parametrize(
    ("part", "distance"),
    [(("V6A", "C11"), 2.2), (("V6A", "C11"), 1.4), (("V6A", "C11"), 3.4), (("CL", "CL"), 1.9), (("ZN", "ZN"), 2.1)],
)
def test_contact_or_ion_is_no_bond(part, distance):
    found = look([cysteine(), ligand_at(distance, component=part[0], name=part[1])])
    assert (found.name, found.bonds) == ("Cys free", ())


@pytest.mark.parametrize(("distance", "name"), [(3.8, "Cys bonded"), (4.2, "Cys free"), (60.0, "Cys free")])
def test_recorded_bond_to_what_is_elsewhere_bonds_nothing(distance, name):
    found = look([cysteine(), ligand_at(distance)], [RecordedBond(4, 3, distance)])
    assert found.name == name
    assert [(row.in_file, row.by_distance) for row in found.rows] == [("yes", "no")]


def test_water_and_protein_are_no_inhibitor():
    component, _, atoms = ligand_at(1.9)
    for kind in ("water", "polymer"):
        assert look([cysteine(), (component, kind, atoms)]).bonds == ()


@pytest.mark.parametrize(
    ("site", "other", "distance", "bonded"),
    [
        ("S", "C", 1.81, True), ("S", "C", 2.3, False), ("S", "N", 1.71, True), ("S", "N", 2.2, False),
        ("S", "O", 1.6, True), ("S", "O", 2.1, False), ("S", "P", 2.09, True), ("S", "B", 1.85, True),
        ("S", "F", 1.8, False), ("S", "CL", 2.0, False), ("S", "ZN", 2.1, False), ("S", "S", 2.05, True),
        ("S", "S", 1.6, False), ("S", "S", 3.3, False), ("O", "C", 1.43, True), ("O", "C", 1.36, True),
        ("O", "C", 1.9, False), ("O", "C", 2.7, False), ("O", "B", 1.47, True), ("O", "P", 1.61, True),
        ("O", "O", 1.45, False), ("O", "N", 1.45, False), ("O", "MG", 1.9, False),
    ],
)  # fmt: skip
def test_each_pair_of_elements_has_its_own_length(site, other, distance, bonded):
    component, name = {"S": ("CYS", "SG"), "O": ("SER", "OG")}[site]
    residue = cysteine(component=component, sulphur=name, element=site)
    _, kind, ((atom, _, xyz),) = ligand_at(distance, name="X1")
    found = look([residue, ("XYZ", kind, [(atom, other, xyz)])])
    assert [bond.by_distance for bond in found.bonds] == [True] * bonded
    assert found.name == {"SER": "Ser", "CYS": "Cys bonded" if bonded else "Cys free"}[component]


def test_threonine_is_bonded_by_its_oxygen():
    found = look([cysteine(component="THR", sulphur="OG1", element="O"), ligand_at(1.45)])
    assert (found.name, len(found.bonds), found.rows[0].site_atom) == ("Thr", 1, "OG1")


@pytest.mark.parametrize(("carbons", "bonded"), [(0, True), (1, True), (2, False)])
def test_disulphide_needs_a_sulphur_without_two_neighbours(carbons, bonded):
    # A thioether that lies 2.1 A from SG is a bad model; a thiol is half of a disulphide.
    sulphur = ("S1", "S", ligand_at(2.1)[2][0][2])
    away = [np.array(sulphur[2]) + 1.8 * np.array(way) for way in ((0.0, 0.0, 1.0), (0.6, 0.8, 0.0))]
    others = [(f"C{i}", "C", tuple(xyz)) for i, xyz in enumerate(away[:carbons])]
    found = look([cysteine(), ("XYZ", "ligand", [sulphur, *others])])
    assert found.name == ("Cys bonded" if bonded else "Cys free")


@pytest.mark.parametrize(
    ("component", "state"), [("CYS", "free"), ("CSO", "CSO"), ("CSX", "CSX"), ("SER", "Ser"), ("THR", "Thr")]
)
def test_only_a_cysteine_is_free(component, state):
    """The sulphur of an oxidised cysteine has its name, and can no longer react."""
    sulphur, element = {"SER": ("OG", "O"), "THR": ("OG1", "O")}.get(component, ("SG", "S"))
    found = look([cysteine(component=component, sulphur=sulphur, element=element)])
    assert [state.name for state in site_states(found.groove)] == [state]


@pytest.mark.parametrize(
    ("element", "distance", "recorded", "bonded"),
    [
        ("S", 2.05, False, True), ("S", 2.05, True, True), ("S", 3.3, False, False), ("S", 3.3, True, False),
        ("C", 1.81, False, False), ("C", 1.81, True, True), ("C", 3.3, True, False),
    ],
)  # fmt: skip
def test_a_cysteine_that_is_bonded_to_protein_is_not_free(element, distance, recorded, bonded):
    atom = (f"{element}G", element, ligand_at(distance)[2][0][2])
    found = look([cysteine(), ("CYS", "polymer", [atom])], [RecordedBond(4, 3, distance)] * recorded)
    assert found.name == ("Cys bonded" if bonded else "Cys free")
    assert [state.name for state in site_states(found.groove)] == ["bonded to protein" if bonded else "free"]
    assert found.bonds == (), "no inhibitor's bond"
    assert found.rows == []


@pytest.mark.parametrize("angle", [90.0, 99.1, 104.8, 120.0])
def test_angle_at_the_sulphur_is_the_one_planted(angle):
    (row,) = look([cysteine(), ligand_at(1.8, angle=angle)]).rows
    assert row.angle == pytest.approx(angle)


def test_neighbours_are_counted_within_reach_and_outside_the_own_residue():
    sulphur = np.array(cysteine()[2][3][2])
    near = [("ALA", "polymer", [("CB", "C", tuple(sulphur + np.array((0, 0, d))))]) for d in (4.0, 5.4, 5.6, 9.0)]
    assert look([cysteine(), *near]).values["sg_neighbours"] == 2


def test_reachable_means_reachable_with_the_occupant_taken_out():
    sulphur = np.array(cysteine()[2][3][2])
    shell = 3.3 * _sphere(80) + sulphur
    wall = ("V6A", "ligand", [(f"C{i}", "C", tuple(xyz)) for i, xyz in enumerate(shell)])
    found = look([cysteine(), wall], occupants=[1])
    values = found.values
    assert values["sg_area"] == pytest.approx(0, abs=0.01)
    assert values["sg_area_empty"] > 20
    assert found.reachable is True
    # The same wall as part of the protein cannot be taken out.
    assert look([cysteine(), ("ALA", "polymer", wall[2])]).reachable is False


def _sphere(n):
    i = np.arange(n) + 0.5
    polar, around = np.arccos(1 - 2 * i / n), np.pi * (1 + 5**0.5) * i
    return np.stack((np.sin(polar) * np.cos(around), np.sin(polar) * np.sin(around), np.cos(polar)), axis=1)


@pytest.mark.parametrize(("element", "radius"), [("C", 1.70), ("S", 1.80), ("O", 1.52), ("CL", 1.75), ("ZN", 1.70)])
def test_area_of_a_lone_atom_is_that_of_its_sphere(element, radius):
    atoms = atoms_from([[3.0, -2.0, 1.0]], [element])
    area = exposed_areas(atoms, atoms.xyz, np.array([0]), np.array([0]))
    assert area[0] == pytest.approx(4 * np.pi * (radius + 1.4) ** 2, rel=5e-3)


@pytest.mark.parametrize("distance", [1.5, 3.0, 4.5, 6.1, 6.3])
@pytest.mark.parametrize("along", [(1, 0, 0), (0, 0, 1), (0.6, 0.0, 0.8)])
def test_area_of_two_atoms_is_two_spheres_less_their_caps(distance, along):
    atoms = atoms_from([[0, 0, 0], np.array(along) * distance], ["C", "C"])
    area = exposed_areas(atoms, atoms.xyz, np.array([0, 1]), np.array([0, 1]))
    radius = 3.1
    whole = 4 * np.pi * radius**2
    expected = whole - 2 * np.pi * radius * max(radius - distance / 2, 0)
    assert area == pytest.approx([expected, expected], rel=0.01)


def test_atoms_that_are_not_present_shade_nothing():
    atoms = atoms_from([[0, 0, 0], [2, 0, 0]], ["C", "C"])
    alone = exposed_areas(atoms, atoms.xyz, np.array([0]), np.array([0]))
    shaded = exposed_areas(atoms, atoms.xyz, np.array([0]), np.array([0, 1]))
    assert alone[0] > shaded[0] + 10
    assert exposed_areas(atoms, atoms.xyz, np.array([], dtype=int), np.array([0])).shape == (0,)
