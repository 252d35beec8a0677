"""Copies under one id, and rows of PDB files: the quick ways give what the plain ones give."""

from __future__ import annotations

import gzip
from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial import cKDTree

from nesgroove.io import copies
from nesgroove.io.copies import GIVEN_TWICE, IN_ONE_PLACE, NEAR, SAME_RESIDUE, all_apart, in_one_place, without_repeats
from nesgroove.io.given import UNUSUAL
from nesgroove.io.makes import makes_of
from nesgroove.io.pdb_columns import usual
from nesgroove.io.pdb_rows import STRICT
from nesgroove.io.source_atoms import SourceAtoms, SourceChain, SourceResidue
from nesgroove.io.unpacked import PackingError, unpacked

SETS = {
    "water": ["O"], "compound": ["C1", "C2", "N3"], "residue": ["N", "CA", "C", "O"],
    "side chain": ["CB", "CG"], "compound, a part": ["C1"], "others": ["C7", "C8", "C9", "O1"],
}  # fmt: skip


def source(xyz, names, labels=None):
    n = len(names)
    return SourceAtoms(
        np.asarray(xyz, float).reshape(-1, 3), np.array(names), np.array([name[0] for name in names]),
        np.array(labels or [""] * n), np.random.default_rng(n).choice([0.3, 0.5, 1.0, np.nan], n), np.zeros(n),
    )  # fmt: skip


def several(seed):
    """Copies of one id at random places of a small box, some on others, some of them parts."""
    rng = np.random.default_rng(seed)
    kinds = rng.choice(list(SETS), size=rng.integers(1, 3), replace=False)
    xyz, names, labels, rows = [], [], [], []
    for _ in range(rng.integers(2, 12)):
        own = SETS[rng.choice(kinds)]
        base = rng.uniform(0, 14, 3) if not xyz or rng.random() < 0.6 else np.array(xyz[rng.integers(len(xyz))])
        base = base + rng.choice([0, 0.03, 0.4, 1.2, 3.0]) * rng.normal(size=3) / 2
        rows.append(list(range(len(names), len(names) + len(own))))
        names += own
        labels += [str(rng.choice(["", "", "", "A", "B"]))] * len(own)
        xyz += [base + np.array([1.4 * k, 0, 0]) for k in range(len(own))]
    return source(xyz, names, labels), rows


def same(atoms, first, second):
    """Whether a copy stands in the place of another, of each pair by itself."""
    at = [{(str(atoms.name[k]), str(atoms.altloc[k])): k for k in copy} for copy in (first, second)]
    shared = sorted(at[0].keys() & at[1].keys())
    if not shared:
        return False
    apart = [float(np.linalg.norm(atoms.xyz[at[0][key]] - atoms.xyz[at[1][key]])) for key in shared]
    alpha = [length for length, (name, _) in zip(apart, shared, strict=True) if name == "CA"]
    if len(first) == 1:
        return max(apart) < IN_ONE_PLACE
    if alpha:
        return min(alpha) < SAME_RESIDUE
    if len(second) * 2 < len(first) or "CA" in {name for name, _ in at[0]}:
        return cKDTree(atoms.xyz[first]).query(atoms.xyz[second])[0].min() < NEAR
    return max(apart) < GIVEN_TWICE


@pytest.mark.parametrize("seed", range(60))
def test_repeats_are_those_of_all_pairs(seed):
    atoms, rows = several(seed)
    share = [round(float(np.nan_to_num(atoms.occupancy[copy]).mean()), 4) for copy in rows]
    kept = []
    for i in sorted(range(len(rows)), key=lambda i: (-share[i], i)):
        if not any(same(atoms, rows[k], rows[i]) for k in kept):
            kept.append(i)
    expected = [rows[i] for i in sorted(kept)]
    assert without_repeats(atoms, rows) == (expected, sum(map(len, rows)) - sum(map(len, expected)))
    pairs = [(a, b) for k, a in enumerate(expected) for b in expected[k + 1 :]]
    near = any(cKDTree(atoms.xyz[a]).query(atoms.xyz[b])[0].min() < IN_ONE_PLACE for a, b in pairs)
    assert in_one_place(atoms, expected) is near


def test_the_random_copies_are_of_every_kind():
    results = [without_repeats(*several(seed)) for seed in range(60)]
    assert {left > 0 for _, left in results} == {True, False}
    assert {in_one_place(several(seed)[0], kept) for seed, (kept, _) in enumerate(results)} == {True, False}


def joined(xyz, keys, parts, own):
    """Parts given to the nearest copy that can have them, each held against all."""
    found = []
    for part in sorted(parts, key=lambda part: (-len(part), part[0])):
        mine = {keys[k] for k in part}
        nearest = None
        for copy in found:
            there = {keys[k] for k in copy}
            strange = own and not ({name for name, _ in mine} <= own and {name for name, _ in there} <= own)
            distance = np.linalg.norm(xyz[part][:, None] - xyz[copy][None], axis=2).min()
            if not strange and not mine & there and distance < NEAR and (nearest is None or distance < nearest[0]):
                nearest = distance, copy
        found.append(list(part)) if nearest is None else nearest[1].extend(part)
    return sorted((sorted(copy) for copy in found), key=lambda copy: copy[0])


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("own", [frozenset(), frozenset({"C1", "C2", "N3", "O"})])
def test_torn_parts_go_to_the_copy_of_all_that_is_nearest(seed, own):
    atoms, rows = several(seed)
    keys = list(zip(atoms.name.tolist(), atoms.altloc.tolist(), strict=True))
    assert copies._joined(atoms.xyz, keys, rows, own) == joined(atoms.xyz, keys, rows, own)


def test_ids_whose_atoms_are_all_apart():
    xyz = np.array([[0, 0, 0], [3.9, 0, 0], [0, 0, 0], [4.1, 0, 0], [9, 9, 9]], float)
    assert all_apart(xyz, [0, 0, 1, 1, 2]) == {1, 2}


@pytest.mark.parametrize("copy", [["O"], ["C1", "C2", "N3"], ["N", "CA", "C"]])
def test_many_copies_are_not_compared_two_by_two(monkeypatch, copy):
    asked = []
    monkeypatch.setattr(copies, "_same", lambda *_: asked.append(1))
    places = [(6 * a, 6 * b, 6 * c) for a in range(7) for b in range(7) for c in range(7)]
    xyz = [(x + 1.4 * k, y, z) for x, y, z in places for k in range(len(copy))]
    rows = [list(range(i, i + len(copy))) for i in range(0, len(xyz), len(copy))]
    assert without_repeats(source(xyz, copy * len(places)), rows) == (rows, 0)
    assert not asked


def test_a_make_is_a_component_with_its_atoms():
    names, elements = ["N", "CA", "N", "CA", "CA", "N", "N", "CA", "N", "CA"], list("NCNCCNNXNC")
    atoms = SourceAtoms(
        np.zeros((10, 3)), np.array(names), np.array(elements), np.array([""] * 9 + ["A"]), np.ones(10), np.ones(10)
    )
    rows = [range(0, 2), [2, 3], range(4, 6), range(6, 8), range(8, 10), range(0, 2)]
    components = ["ALA"] * 5 + ["GLY"]
    residues = [
        SourceResidue(component, i, "", "A", i, own)
        for i, (component, own) in enumerate(zip(components, rows, strict=True))
    ]
    makes = makes_of(atoms, [SourceChain("A", residues[:3], ""), SourceChain("B", residues[3:], "")])
    assert makes.of == [0, 0, 1, 2, 3, 4]  # order, element, label and component part them
    assert makes.counts == [2, 1, 1, 1, 1]
    assert makes.first[1] is residues[2]


ROW = "ATOM     31  CA ALYS A  37A     -1.500  22.123-103.777  1.00 20.51           C"


@pytest.mark.parametrize("column", range(67))
def test_rows_that_are_usual_keep_the_format(column):
    rows = [ROW[:column] + character + ROW[column + 1 :] for character in " -.7aA*\t~\x7fé"]
    rows += [ROW[:column] + ROW[column + 1 :], f"{ROW[:column]} {ROW[column:]}", ROW[:column]]
    for row in rows:
        for found in (usual([row])[0], usual([ROW, row])[1]):
            assert not found or (STRICT.fullmatch(row) and not UNUSUAL.search(row)), row


@pytest.mark.parametrize(
    "row", [ROW, ROW[:66], f"HETATM{ROW[6:]}", ROW.replace("37A", "-7 "), ROW.replace(" 20.51", "120.51")]
)
def test_rows_of_most_files_are_usual(row):
    assert usual([row]).all()
    assert usual([ROW, row]).all()
    assert usual([]).shape == (0,)
    assert usual([f"{ROW} é", row]).tolist() == [True, True]


@pytest.mark.parametrize(
    "row", [ROW.replace("1.00", " .50"), ROW.replace("-1.500", "1.5000"), ROW.replace("37A", "A000")]
)
def test_rows_that_are_looked_at_more_closely(row):
    assert usual([ROW, row]).tolist() == [True, False]


TEXT = b"ATOM\n" * 1000
PACKED = gzip.compress(TEXT, mtime=0)


@pytest.mark.parametrize("data", [PACKED, PACKED + b"\0" * 9, PACKED[:-5] + PACKED[-5:]])
def test_gzip_is_unpacked(data):
    assert unpacked(data, 10_000).data == TEXT


def test_streams_one_behind_the_other_are_unpacked():
    assert unpacked(PACKED + PACKED, 20_000).data == TEXT * 2


@pytest.mark.parametrize(
    ("data", "limit"),
    [
        (PACKED[:-9], 10_000),
        (PACKED[:-8] + b"\1\2\3\4" + PACKED[-4:], 10_000),
        (PACKED + b"more", 10_000),
        (PACKED, 4_999),
        (PACKED + PACKED, 9_999),
    ],
)
def test_gzip_that_is_damaged_or_too_large_is_refused(data, limit):
    with pytest.raises(PackingError, match=r"gzip file is damaged|more than"):
        unpacked(data, limit)


@pytest.mark.parametrize(("apart", "left"), [(0.05, 4), (0.7, 4), (1.4, 4), (1.6, 0)])
def test_a_residue_whose_c_alpha_is_that_of_another_is_given_twice(apart, left):
    names = SETS["residue"]
    xyz = [(1.4 * k, y, 0) for y in (0, apart) for k in range(len(names))]
    rows = [[0, 1, 2, 3], [4, 5, 6, 7]]
    atoms = replace(source(xyz, names * 2), occupancy=np.ones(8))
    assert without_repeats(atoms, rows) == (rows[:1] if left else rows, left)
