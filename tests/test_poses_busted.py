"""PoseBusters' checks: an adduct passes with the sulphur taken out of the receptor, a pose in the protein does not."""

from __future__ import annotations

import sys

import gemmi
import numpy as np
import pytest
from rdkit import Chem

from nesgroove.errors import NesgrooveError
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.poses.read import read_poses
from nesgroove.io.read import read_structure
from nesgroove.series.poses.busted import Busters
from structures import structure_path

SELINEXOR = "O=C(CCn1cnc(-c2cc(C(F)(F)F)cc(C(F)(F)F)c2)n1)NNc1cnccn1"
"""As it is bound: saturated."""


@pytest.fixture(scope="module")
def adduct(tmp_path_factory):
    """Busters of the composite's receptor, the bound selinexor as a pose, and the sulphur's index."""
    pytest.importorskip("posebusters")
    path = structure_path("composite_v6a")
    structure = read_structure(path)
    complex_ = find_complexes(structure)[0][0]
    (inhibitor,) = [occupant for occupant in complex_.occupants if occupant.kind == "inhibitor"]
    given = gemmi.read_structure(str(path))
    given.setup_entities()
    ligand = given.clone()
    for model in ligand:
        for chain in model:
            for i in reversed(range(len(chain))):
                if chain[i].name != "V6A":
                    del chain[i]
    ligand.remove_empty_chains()
    file = tmp_path_factory.mktemp("pose") / "v6a.pdb"
    file.write_text(ligand.make_pdb_string())
    (pose,) = read_poses(file, template=SELINEXOR)
    xyz = structure.atoms.xyz
    sulphurs = np.flatnonzero(structure.atoms.name == "SG")
    near = np.linalg.norm(xyz[sulphurs][:, None] - pose.xyz[None], axis=-1).min(axis=1)
    assert near.min() < 2.0
    assert inhibitor.residues
    return Busters(structure, complex_.receptor_residues), pose, int(sulphurs[near.argmin()])


def failed(checks):
    return {name for name, passes in checks.items() if passes is not True}


def test_an_adduct_passes_without_the_sulphur_alone(adduct):
    busters, pose, sulphur = adduct
    assert pose.chemistry == "template"
    with_it, without = busters.checks(pose.molecule), busters.checks(pose.molecule, without={sulphur})
    assert len(without) == len(busters.names) == 22
    assert "minimum_distance_to_protein" in failed(with_it)
    assert "minimum_distance_to_protein" not in failed(without)
    assert without["sanitization"]


def test_a_pose_within_the_protein_or_far_away_does_not_pass(adduct):
    busters, pose, sulphur = adduct
    moved = Chem.Mol(pose.molecule)
    moved.GetConformer().SetPositions(pose.xyz + np.array((4.0, 4.0, 4.0)))
    clashing = failed(busters.checks(moved, without={sulphur}))
    moved.GetConformer().SetPositions(pose.xyz + 500.0)
    far = failed(busters.checks(moved))
    assert "minimum_distance_to_protein" in clashing
    assert "protein-ligand_maximum_distance" in far


def test_without_the_package_the_remedy_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "posebusters", None)
    with pytest.raises(NesgrooveError, match=r"pip install 'nesgroove\[posebusters\]'"):
        Busters.__init__(object.__new__(Busters), _Nothing(), ())


class _Atoms:
    element = np.array([], dtype=str)
    residue = np.array([], dtype=int)


class _Nothing:
    atoms = _Atoms()
