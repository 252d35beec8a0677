"""Which atoms are in the box around a body, and which of a structure are a residue's, by what can be seen at once."""

from __future__ import annotations

import numpy as np
import pytest

from conftest import structure_from
from nesgroove.model.points import atoms_around

BODY = np.array([(0.0, 0.0, 0.0), (4.0, 2.0, 1.0)])


@pytest.mark.parametrize(
    ("point", "inside"),
    [
        ((2.0, 1.0, 0.5), True), ((-3.0, -3.0, -3.0), True), ((7.0, 5.0, 4.0), True),
        ((7.1, 1.0, 0.5), False), ((2.0, -3.1, 0.5), False), ((2.0, 1.0, 4.1), False), ((np.nan,) * 3, False),
    ],
)  # fmt: skip
def test_atoms_around_a_body_are_those_in_its_box_and_reach(point, inside):
    xyz = np.array([(99.0, 0.0, 0.0), point, (1.0, 1.0, 1.0)])
    assert atoms_around(xyz, np.array([2, 1, 0]), BODY, 3.0).tolist() == ([2, 1] if inside else [2])


def test_nothing_is_around_nothing():
    assert len(atoms_around(BODY, np.array([0, 1]), BODY[:0], 3.0)) == 0


def test_atoms_of_residues_are_in_the_order_in_which_the_residues_are_given():
    sizes = (3, 1, 4)
    structure = structure_from(
        [("UNL", "ligand", [(f"C{i}", "C", (i, n, 0)) for i in range(size)]) for n, size in enumerate(sizes)]
    )
    assert structure.atom_indices([0, 1, 2]).tolist() == list(range(8))
    assert structure.atom_indices([2, 0]).tolist() == [4, 5, 6, 7, 0, 1, 2]
    assert structure.atom_indices([1]).tolist() == [3]
    assert structure.atom_indices([]).tolist() == []
    moved = structure.with_xyz(structure.atoms.xyz + 1.0)
    assert moved.atom_indices((1, 2)).tolist() == [3, 4, 5, 6, 7]
