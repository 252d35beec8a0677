"""The compiled sums are the plain ones: no voxel, no wall atom, no point of an area differs."""

from __future__ import annotations

import ast
import builtins
from pathlib import Path

import numpy as np
import pytest

from nesgroove.identify.complexes import find_complexes
from nesgroove.io.phantoms import phantom_names, write_phantoms
from nesgroove.io.read import read_structure
from nesgroove.measure.area import BareAreas, areas_covered_by, exposed_areas
from nesgroove.measure.burial import burial
from nesgroove.measure.cavity import groove_grids, painted_voxels, wall_atoms
from nesgroove.measure.groove import Groove
from nesgroove.measure.reach import reaches
from nesgroove.measure.sums import PLAIN, fast_sums
from structures import structure_path

SHARED = ("3gjx", "4hb2", "composite_k85", "composite_lmb", "model_p53")


@pytest.fixture(scope="module")
def sums():
    pytest.importorskip("numba")
    made = fast_sums()
    assert made is not PLAIN
    return made


def grooves(paths):
    return [Groove(found[0]) for found in (find_complexes(read_structure(path))[0] for path in paths) if found]


def assert_same(groove: Groove, sums) -> None:
    """Cavity, walls and painting of one complex, both ways."""
    xyz, radii = groove.xyz[groove.receptor], groove.receptor_radii
    plain, fast = groove_grids(xyz, radii), sums.grids(xyz, radii)
    for ours, theirs in zip(fast, plain, strict=True):
        np.testing.assert_array_equal(ours.cavity, theirs.cavity)
        np.testing.assert_allclose(ours.lid, theirs.lid, atol=1e-9)
    own = groove.occupant_atoms if len(groove.occupant_atoms) else groove.receptor[::7]
    taken = groove.xyz[own], np.full(len(own), 1.7)
    for ours, theirs in zip(sums.painted(*taken), painted_voxels(*taken), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    for ours, theirs in zip(sums.walls(fast, xyz, radii), wall_atoms(plain, xyz, radii), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize(
    "names", [("phantom_v6a", "phantom_closed"), pytest.param(phantom_names(), marks=pytest.mark.full)]
)
def test_no_voxel_of_a_phantom_differs(tmp_path, names, sums):
    made = grooves(write_phantoms(tmp_path, list(names)))
    assert len(made) == len(names)
    for groove in made:
        assert_same(groove, sums)


@pytest.mark.parametrize("name", SHARED)
def test_no_voxel_and_no_point_of_a_structure_differs(name, sums):
    (groove,) = grooves([structure_path(name)])[:1]
    assert_same(groove, sums)
    for occupant in groove.complex.occupants:
        near, own = burial(groove, occupant.residues).atom, groove.structure.atom_indices(occupant.residues)
        atoms, xyz, receptor = groove.structure.atoms, groove.xyz, groove.receptor
        expected = [exposed_areas(atoms, xyz, near, present) for present in (receptor, np.append(receptor, own))]
        for made in (sums, PLAIN):
            exposed = made.exposed(atoms, xyz, near, BareAreas(atoms, xyz, receptor), own)
            np.testing.assert_array_equal(exposed, expected)
        assert (expected[0] > expected[1]).any()
        covered = areas_covered_by(atoms, xyz, own, near)
        np.testing.assert_allclose(sums.covered(atoms, xyz, own, near), covered, atol=1e-6)
        assert covered.sum() > 50


def test_where_nothing_is_near_there_is_nothing(sums):
    nothing, spheres = np.empty((0, 3)), np.empty(0)
    for ours, theirs in zip(sums.grids(nothing, spheres), groove_grids(nothing, spheres), strict=True):
        np.testing.assert_array_equal(ours.cavity, theirs.cavity)
    far = np.array([[500.0, 0.0, 0.0]]), np.array([1.7])
    assert not sums.painted(*far)[0].any()
    assert [own.sum() for own in sums.painted(reaches()[0].points[:1], np.array([0.1]))] == [1, 0, 0, 0]


def test_without_numba_the_sums_are_the_plain_ones(monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.split(".")[0] == "numba" or name.startswith("nesgroove.measure.compiled."):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    assert fast_sums() is PLAIN


def test_numba_is_imported_beside_the_kernels_alone_and_they_by_who_asks_for_them():
    package = Path(__file__).parents[1] / "workflow/nesgroove"
    wrong = []
    for path in package.rglob("*.py"):
        own = path.parent == package / "measure/compiled"
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [alias.name for alias in getattr(node, "names", ())] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if not own and any(n.split(".")[0] == "numba" or n.startswith("nesgroove.measure.compiled") for n in names):
                wrong.append(path)
            if own and path.name != "jit.py" and "numba" in names:
                wrong.append(path)
    assert wrong == []


def test_where_no_cache_can_be_written_functions_are_compiled_all_the_same(monkeypatch):
    caching = pytest.importorskip("numba.core.caching")
    from nesgroove.measure.compiled.jit import compiled

    where = getattr(caching, "CacheImpl", None) or caching._CacheImpl
    monkeypatch.setattr(where, "_locator_classes", [])

    def twice(x):
        return 2 * x

    assert compiled(twice)(3) == 6
