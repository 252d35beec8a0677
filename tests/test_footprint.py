"""What occupants touch and bury, against counts from the raw coordinates and against caps of spheres."""

from __future__ import annotations

import gzip
from dataclasses import replace

import numpy as np
import pytest

from conftest import groove_from, structure_from
from nesgroove.chem.radii import PROBE, radii
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.phantoms import write_phantoms
from nesgroove.io.read import read_structure
from nesgroove.measure.area import exposed_areas
from nesgroove.measure.burial import burial, buried_by_pocket, covered_by
from nesgroove.measure.completeness import has_wall
from nesgroove.measure.footprint import Footprints
from nesgroove.measure.groove import Groove
from nesgroove.measure.groove_ca import GrooveAtoms
from nesgroove.measure.occupant_atoms import OccupantAtoms
from nesgroove.model.complex import Occupant
from nesgroove.model.structure import BACKBONE
from nesgroove.model.target import XPO1
from structures import shared_structures

FILES = ["3gjx", "3wyf", "composite_v6a", "composite_lmb", "model_pkia", "model_nup214"]
SWOLLEN = 1.70 + PROBE
TOUCH, BURIED_FROM = 4.0, 0.5
"""Written out here, so that the limits cannot move without a test that says so."""


def rows_of(complex_):
    return list(Footprints().rows(Groove(complex_)))


def by_hand(complex_, occupant):
    """Shortest distance and pairs within 4.0 A by residue, from the file's own coordinates and nothing else."""
    structure = complex_.structure
    xyz = structure.atoms.xyz
    there = xyz[structure.atom_indices(occupant.residues)]
    found = {}
    for index in complex_.receptor_residues:
        record = structure.residues[index]
        here = xyz[record.start : record.stop]
        if np.linalg.norm(here.mean(axis=0) - there, axis=1).min() > 15:
            continue
        distance = np.linalg.norm(here[:, None] - there, axis=2)
        side = ~np.isin(structure.atoms.name[record.start : record.stop], list(BACKBONE))
        pairs = (distance <= TOUCH).sum(axis=1)
        found[record.label] = (distance.min(), int(pairs.sum()), int(pairs[side].sum()))
    return found


@pytest.mark.parametrize("entry", FILES)
def test_distances_and_pairs_are_those_of_plain_distances(complexes_of, entry):
    complexes = complexes_of(entry)
    assert any(complex_.occupants for complex_ in complexes) or entry == "3wyf"
    for complex_ in complexes:
        rows = rows_of(complex_)
        for occupant in complex_.occupants:
            hand = by_hand(complex_, occupant)
            own = {row.residue: row for row in rows if row.occupant == occupant.name}
            assert {label for label, row in own.items() if row.touches} == {k for k, v in hand.items() if v[1]}
            for label, row in own.items():
                distance, pairs, side = hand[label]
                assert row.distance == pytest.approx(distance, abs=1e-3)
                assert (row.pairs, row.pairs_side, row.pairs_main) == (pairs, side, pairs - side)
                assert row.touches or row.buried >= BURIED_FROM


@pytest.mark.shared_values
def test_selinexor_touches_twelve_residues_its_fluorine_among_what_touches(complexes_of):
    (complex_,) = complexes_of("composite_v6a")
    touched = [row for row in rows_of(complex_) if row.touches]
    assert [row.position for row in touched] == [521, 525, 528, 544, 545, 548, 564, 565, 568, 569, 571, 572]
    assert {row.occupant_atom[0] for row in touched} == {"C", "F", "N", "O"}
    assert {row.position: row.residue for row in touched}[571] == "E582"


@pytest.mark.parametrize("entry", FILES)
def test_pockets_add_up_and_are_the_footprint_of_their_residues(complexes_of, entry):
    for complex_ in complexes_of(entry):
        groove = Groove(complex_)
        for occupant in complex_.occupants:
            pockets = buried_by_pocket(groove, occupant.residues)
            assert sum(pockets[name] for name in XPO1.pockets) == pytest.approx(pockets["all"], abs=1e-6)
            assert min(pockets.values()) >= 0
            rows = [row for row in Footprints().rows(groove) if row.occupant == occupant.name]
            inside = sum(row.buried for row in rows if row.position in XPO1.pocket_positions)
            assert inside == pytest.approx(pockets["all"], abs=BURIED_FROM * 4)


@pytest.mark.full
@pytest.mark.shared_values
def test_pockets_add_up_in_every_shared_structure_as_they_are_written():
    root = shared_structures()
    assert root is not None
    places = [path for folder in ("experimental", "composite", "predicted") for path in (root / folder).glob("*.gz")]
    assert len(places) > 40
    seen = 0
    for path in sorted(places):
        for complex_ in find_complexes(read_structure(path))[0]:
            groove = Groove(complex_)
            for occupant in complex_.occupants:
                written = {k: round(v, 1) for k, v in buried_by_pocket(groove, occupant.residues).items()}
                assert sum(written[name] for name in XPO1.pockets) == pytest.approx(written["all"], abs=0.31)
                assert min(written.values()) >= 0
                seen += written["all"] > 100
    assert seen > 40


def dense(xyz, swollen, wanted, present, points=8000):
    """Areas by plain distances from many more points, evenly spread by another rule."""
    z = 1 - (2 * np.arange(points) + 1) / points
    turn = np.arange(points) * 2.399963
    sphere = np.stack((np.sqrt(1 - z**2) * np.cos(turn), np.sqrt(1 - z**2) * np.sin(turn), z), axis=1)
    areas = []
    for atom in wanted:
        near = present[np.linalg.norm(xyz[present] - xyz[atom], axis=1) < swollen[atom] + 3.4]
        near = near[near != atom]
        on = xyz[atom] + sphere * swollen[atom]
        covered = np.zeros(points, bool)
        for other in near:
            covered |= ((on - xyz[other]) ** 2).sum(axis=1) < swollen[other] ** 2
        areas.append(4 * np.pi * swollen[atom] ** 2 * (1 - covered.mean()))
    return np.array(areas)


@pytest.mark.parametrize("entry", ["composite_v6a", pytest.param("model_pkia", marks=pytest.mark.full)])
def test_buried_and_covered_are_those_of_a_dense_count_in_the_files_own_frame(complexes_of, entry):
    (complex_,) = complexes_of(entry)
    structure, groove = complex_.structure, Groove(complex_)
    occupant = complex_.occupants[0]
    own = structure.atom_indices(occupant.residues)
    swollen = radii(structure.atoms.element) + PROBE
    rows = {row.residue: row for row in Footprints().rows(groove) if row.occupant == occupant.name}
    label = np.array([structure.residues[i].label for i in structure.atoms.residue])
    seen = groove.once(burial, occupant.residues)
    both = np.concatenate([groove.receptor, own])
    xyz = structure.atoms.xyz
    alone, beside = (dense(xyz, swollen, seen.atom, present) for present in (groove.receptor, both))
    for name, row in rows.items():
        members = label[seen.atom] == name
        assert row.buried == pytest.approx((alone - beside)[members].sum(), abs=2.0)
        assert row.buried_main + row.buried_side == pytest.approx(row.buried)
    hidden = dense(xyz, swollen, own, own) - dense(xyz, swollen, own, both)
    assert groove.once(covered_by, occupant.residues).sum() == pytest.approx(hidden.sum(), rel=0.01)
    assert seen.buried.sum() == pytest.approx((alone - beside).sum(), rel=0.01)


def alone_with(ligand, walls):
    """Ligand atoms, and residues of one or two atoms by position."""
    parts = [("UNL", "ligand", [(f"C{i}", "C", tuple(xyz)) for i, xyz in enumerate(ligand)])]
    parts += [("LEU", "polymer", [(name, "C", tuple(xyz)) for name, xyz in atoms]) for _, atoms in walls]
    structure = structure_from(parts)
    residue_at = {position: i for i, (position, _) in enumerate(walls, start=1)}
    groove = groove_from(structure, residue_at, occupants=[Occupant("inhibitor", "LIG", (0,), len(ligand))])
    groove.keep(True, has_wall)
    return groove


def cap(distance):
    """Area that one carbon cuts out of another, each with a probe around it."""
    return 2 * np.pi * SWOLLEN * max(SWOLLEN - distance / 2, 0)


@pytest.mark.parametrize("distance", [3.4, 3.99, 4.01, 5.5, 6.05, 6.19, 6.3])
def test_two_spheres_bury_the_cap_that_geometry_says(distance):
    rows = list(Footprints().rows(alone_with([(0, 0, 0)], [(534, [("CB", (0, 0, distance))])])))
    expected = cap(distance)
    assert bool(rows) is (expected >= BURIED_FROM)
    for row in rows:
        assert row.buried == pytest.approx(expected, abs=0.5)
        assert row.covered == pytest.approx(expected, abs=0.5)
        assert (row.touches, row.pairs) == (distance <= TOUCH, int(distance <= TOUCH))
        assert (row.buried_main, row.buried_side) == (0, row.buried)


def test_main_and_side_chain_are_told_apart():
    atoms = [("CA", (0, 0, 3.6)), ("CB", (3.6, 0, 0)), ("CG", (3.9, 1.5, 0))]
    (row,) = Footprints().rows(alone_with([(0, 0, 0)], [(534, atoms)]))
    # CG is 4.18 A away.
    assert (row.pairs, row.pairs_main, row.pairs_side) == (2, 1, 1)
    assert row.buried_main > 5
    assert row.buried_side > 5
    assert row.buried == pytest.approx(row.buried_main + row.buried_side)


def test_a_spot_that_two_residues_cover_is_shared_out_once():
    # Two atoms on one side of the ligand's, so near to each other that their caps overlap; one on the other side.
    walls = [(534, [("CB", (0.5, 0, 3.6))]), (537, [("CB", (-0.5, 0, 3.6))]), (541, [("CB", (0, 0, -3.6))])]
    groove = alone_with([(0, 0, 0)], walls)
    rows = {row.position: row for row in Footprints().rows(groove)}
    assert rows[541].covered == pytest.approx(cap(3.6), abs=0.5)
    assert rows[534].covered == pytest.approx(rows[537].covered, abs=0.5)
    atoms, own = groove.structure.atoms, groove.structure.atom_indices((0,))
    beside = exposed_areas(atoms, groove.xyz, own, np.arange(4))
    total = 4 * np.pi * SWOLLEN**2 - float(beside[0])
    assert sum(row.covered for row in rows.values()) == pytest.approx(total, abs=0.5)
    assert rows[534].covered < 0.75 * cap(np.hypot(0.5, 3.6))


def test_what_the_occupant_hides_itself_is_not_covered():
    # The second atom of the ligand screens the first from the wall: only its own cap counts.
    groove = alone_with([(0, 0, 0), (0, 0, 1.5)], [(534, [("CB", (0, 0, 6.0))])])
    (row,) = Footprints().rows(groove)
    assert row.covered == pytest.approx(cap(4.5), abs=0.6)
    assert cap(6.0) > 1.5


def test_atoms_in_another_order_give_the_same_rows(complexes_of):
    (complex_,) = complexes_of("composite_v6a")
    plain = rows_of(complex_)
    structure = complex_.structure
    order = np.arange(len(structure.atoms.xyz))
    for record in structure.residues:
        order[record.start : record.stop] = order[record.start : record.stop][::-1]
    atoms = structure.atoms
    turned = replace(
        atoms,
        **{
            name: getattr(atoms, name)[order] for name in ("xyz", "name", "element", "residue", "occupancy", "b_factor")
        },
    )
    again = rows_of(replace(complex_, structure=replace(structure, atoms=turned)))
    for a, b in zip(plain, again, strict=True):
        assert (a.residue, a.distance, a.pairs, a.atom) == (b.residue, b.distance, b.pairs, b.atom)
        assert (a.buried, a.covered) == (pytest.approx(b.buried, abs=1e-3), pytest.approx(b.covered, abs=0.2))


def test_residues_outside_the_alignment_have_rows_without_a_position(complexes_of):
    (complex_,) = complexes_of("composite_v6a")
    residue_at = {p: i for p, i in complex_.residue_at.items() if p != 571}
    (row,) = [row for row in rows_of(replace(complex_, residue_at=residue_at)) if row.position is None]
    assert (row.residue, row.touches) == ("E582", True)


def test_occupant_of_unknown_chemistry_has_the_footprint_of_a_known_one(tmp_path):
    # The two phantoms differ in the component's name alone.
    rows = {}
    for path in write_phantoms(tmp_path, ("phantom_unl", "phantom_v6a")):
        (complex_,) = find_complexes(read_structure(path))[0]
        rows[path.name] = rows_of(complex_)
    unknown, known = rows["phantom_unl.cif.gz"], rows["phantom_v6a.cif.gz"]
    assert {row.occupant[:3] for row in unknown} == {"UNL"}
    assert sum(row.touches for row in unknown) > 5
    assert sum(row.touches for row in known) > 5


@pytest.mark.parametrize("entry", ["composite_v6a", "composite_k85"])
def test_what_atoms_of_an_inhibitor_lose_is_what_the_residues_cover(complexes_of, entry):
    """Biotite's count, atom by atom of the inhibitor, against the one that shares it out over XPO1's atoms."""
    (complex_,) = complexes_of(entry)
    groove = Groove(complex_)
    (occupant,) = complex_.occupants
    atoms = list(OccupantAtoms().rows(groove))
    assert len(atoms) == len(complex_.structure.atom_indices(occupant.residues))  # none lies far from the groove
    lost = sum(atom.area - atom.exposed for atom in atoms)
    assert lost == pytest.approx(covered_by(groove, occupant.residues).sum(), rel=0.02)
    assert all(0 <= atom.exposed <= atom.area for atom in atoms)
    deep = [atom for atom in atoms if atom.pocket in ("P2", "P3")]
    rim = [atom for atom in atoms if atom.x > 14]  # beyond P4
    assert _free(deep) < 0.3 < _free(rim)


def _free(atoms):
    """The part of some atoms' area that XPO1 leaves free."""
    return sum(atom.exposed for atom in atoms) / sum(atom.area for atom in atoms)


def test_without_side_chains_atoms_have_no_areas_and_residues_no_tips(complexes_of, tmp_path):
    (complex_,) = complexes_of("composite_v6a")
    rows = list(GrooveAtoms().rows(Groove(complex_)))
    assert all((row.side_x is None) == row.residue.startswith("G") for row in rows)
    (cysteine,) = [row for row in rows if row.position == XPO1.cysteine]
    sulphur = complex_.structure.atom_of(complex_.residue_at[XPO1.cysteine], "SG")
    tip = complex_.frame.to_frame(complex_.structure.atoms.xyz[sulphur])
    assert (cysteine.tip_x, cysteine.tip_y, cysteine.tip_z) == pytest.approx(tip.tolist(), abs=1e-3)
    (path,) = write_phantoms(tmp_path, ["phantom_v6a"])
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    names = [line.split()[3] if line.startswith("ATOM") else "CA" for line in lines]
    bare = tmp_path / "bare.cif"
    bare.write_text("\n".join(line for line, name in zip(lines, names, strict=True) if name in BACKBONE) + "\n")
    ((cut,), _) = find_complexes(read_structure(bare))
    groove = Groove(cut)
    assert {row.tip_x for row in GrooveAtoms().rows(groove)} == {None}
    assert {(row.area, row.exposed) for row in OccupantAtoms().rows(groove)} == {(None, None)}
