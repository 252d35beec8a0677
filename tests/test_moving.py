"""Everything that is measured of moving coordinates is what a groove made of them alone gives, cell by cell."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from nesgroove.identify.complexes import find_complexes
from nesgroove.io.phantoms import write_phantoms
from nesgroove.io.read import read_structure
from nesgroove.io.tables import format_table
from nesgroove.measure.groove import Groove, Settings
from nesgroove.measure.moving import Moving
from nesgroove.measure.pockets import grids_of
from nesgroove.measure.registry import records
from nesgroove.model.structure import BACKBONE
from nesgroove.model.target import XPO1
from nesgroove.survey.entry import measured
from nesgroove.survey.references import packaged_references
from structures import structure_path

PHANTOMS = ("phantom_v6a", "phantom_cargo_1a", "phantom_open")


@pytest.fixture(scope="module")
def groove_of(tmp_path_factory):
    """Grooves by name, of phantoms or of shared structures."""
    directory = tmp_path_factory.mktemp("moving")
    settings = Settings(references=packaged_references())

    def made(name: str) -> Groove:
        path = write_phantoms(directory, [name])[0] if name.startswith("phantom") else structure_path(name)
        return Groove(find_complexes(read_structure(path))[0][0], settings)

    return made


def cells(groove: Groove) -> dict[str, str]:
    """All tables of a groove as text."""
    rows = list(measured(groove))
    return {r.table: format_table(r, [row for row in rows if row.table == r.table]) for r in records()}


def poses(groove: Groove, *, receptor: bool) -> list[np.ndarray]:
    """Coordinates in which the occupant has moved, or a side chain of the wall where there is none or it is asked."""
    generator = np.random.default_rng(11)
    own = groove.occupant_atoms
    if receptor or not len(own):
        wall = (groove.structure.residues[groove.complex.residue_at[position]] for position in XPO1.wall)
        residue = next(r for r in wall if r.stop - r.start > 6)
        own = np.arange(residue.start, residue.stop)
        own = own[~np.isin(groove.structure.atoms.name[own], list(BACKBONE))]
    moved = []
    for angle, shift in ((8.0, 0.6), (15.0, 1.5)):
        xyz = groove.structure.atoms.xyz.copy()
        turn = Rotation.from_rotvec(angle * generator.normal(size=3), degrees=True)
        centre = xyz[own].mean(axis=0)
        xyz[own] = turn.apply(xyz[own] - centre) + centre + shift * generator.normal(size=3)
        moved.append(xyz)
    return moved


@pytest.mark.parametrize(
    ("name", "still", "receptor"),
    [
        *((name, True, False) for name in (*PHANTOMS, "composite_k85")),
        ("phantom_v6a", True, True),
        ("phantom_v6a", False, False),
    ],
)
def test_moving_coordinates_are_measured_as_a_groove_of_their_own(groove_of, name, still, receptor):
    groove = groove_of(name)
    moving = Moving(groove, still=still)
    for xyz in poses(groove, receptor=receptor):
        alone = Groove(groove.complex.with_xyz(xyz), groove.settings)
        assert cells(moving.at(xyz)) == cells(alone)


def test_a_pose_is_measured_where_it_is_and_leaves_nothing_behind(groove_of):
    groove = groove_of("phantom_v6a")
    moving = Moving(groove, still=True)
    first, second = poses(groove, receptor=False)
    before = cells(moving.at(first))
    assert cells(moving.at(second))["occupancy"] != before["occupancy"]
    assert cells(moving.at(first)) == before


def test_the_cavity_is_kept_where_the_receptor_stands_still_and_made_anew_where_it_has_moved(groove_of):
    groove = groove_of("phantom_v6a")
    moving = Moving(groove, still=True)
    kept = moving.at(groove.structure.atoms.xyz).once(grids_of)
    assert moving.at(poses(groove, receptor=False)[0]).once(grids_of) is kept
    assert moving.at(poses(groove, receptor=True)[0]).once(grids_of) is not kept
    assert Moving(groove, still=False).at(poses(groove, receptor=False)[0]).once(grids_of) is not kept


def test_coordinates_of_another_number_of_atoms_are_refused(groove_of):
    groove = groove_of("phantom_open")
    with pytest.raises(ValueError, match="coordinates of shape"):
        Moving(groove, still=True).at(groove.structure.atoms.xyz[:-1])
