"""Write the usual distances of atoms that are bonded, or bonded to one atom, in residues and across peptide bonds.

Medians over the chains of five crystal structures of XPO1 complexes: 3GJX, 3NC1, 4HB2, 3M1I and 3WYF, which were
refined against the bond lengths and angles of small molecules (Engh & Huber 1991, doi:10.1107/S0108767391001071), from
which the medians differ by less than 0.015 A (a test holds them to it). 3M1I is the archive's own file, the others are
as re-refined by PDB-REDO (https://pdb-redo.eu, Joosten et al. 2014, doi:10.1107/S2052252514009324), which asks that it
and the authors of the entries be named; ``tools/make_helices.py`` names them.

    python tools/make_geometry.py ../shared/structures/experimental
"""

from __future__ import annotations

import sys
from collections import defaultdict
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np

from nesgroove.chem.geometry import BONDED, NEXT, SECOND
from nesgroove.chem.templates import packaged_template
from nesgroove.io.read import read_structure
from nesgroove.model.structure import Residue, Structure

ENTRIES = ("3gjx", "3nc1", "4hb2", "3m1i", "3wyf")
COMPONENTS = frozenset(
    ("ALA", "ARG", "ASN", "ASP", "CYS", "GLN", "GLU", "GLY", "HIS", "ILE", "LEU", "LYS", "MET", "PHE", "PRO", "SER",
     "THR", "TRP", "TYR", "VAL")
)  # fmt: skip
PEPTIDE = (("C", "N", BONDED), ("CA", "N", SECOND), ("O", "N", SECOND), ("C", "CA", SECOND))
PEPTIDE_BOND = 1.5


def main(directory: Path) -> None:
    """Write ``residue_geometry.tsv``: a row per pair of atoms."""
    distances: dict[tuple[str, str, str, str], list[float]] = defaultdict(list)
    for entry in ENTRIES:
        structure = read_structure(directory / f"{entry}.cif.gz")
        for residue in structure.residues:
            _within(structure, residue, distances)
        for chain in structure.chains:
            for first, second in pairwise(chain.residues):
                _across(structure, first, second, distances)
    lines = ["component\tfirst\tsecond\tkind\tdistance\tcount"]
    for (component, sort, one, other), values in sorted(distances.items()):
        lines.append(f"{component}\t{one}\t{other}\t{sort}\t{np.median(values):.3f}\t{len(values)}")
    path = Path(__file__).parents[1] / "workflow/nesgroove/data/residue_geometry.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines) - 1} pairs: {path.name}")


def _within(structure: Structure, residue: Residue, distances: dict[tuple[str, str, str, str], list[float]]) -> None:
    template = packaged_template(residue.component)
    if template is None or residue.component not in COMPONENTS or residue.kind != "polymer":
        return
    place = _places(structure, residue)
    beside: dict[str, set[str]] = defaultdict(set)
    for first, second, _ in template.bonds:
        beside[first].add(second)
        beside[second].add(first)
    bonded = {tuple(sorted(bond[:2])) for bond in template.bonds}
    second_neighbours = {tuple(sorted(pair)) for atoms in beside.values() for pair in combinations(atoms, 2)} - bonded
    for sort, pairs in ((BONDED, bonded), (SECOND, second_neighbours)):
        for one, other in pairs:
            if one in place and other in place and "OXT" not in (one, other):
                length = float(np.linalg.norm(place[one] - place[other]))
                distances[residue.component, sort, one, other].append(length)


def _across(
    structure: Structure, first: int, second: int, distances: dict[tuple[str, str, str, str], list[float]]
) -> None:
    here, there = _places(structure, structure.residues[first]), _places(structure, structure.residues[second])
    if "C" not in here or "N" not in there or np.linalg.norm(here["C"] - there["N"]) > PEPTIDE_BOND:
        return
    for one, other, sort in PEPTIDE:
        if one in here and other in there:
            distances[NEXT, sort, one, other].append(float(np.linalg.norm(here[one] - there[other])))


def _places(structure: Structure, residue: Residue) -> dict[str, np.ndarray]:
    return {str(structure.atoms.name[i]): structure.atoms.xyz[i] for i in range(residue.start, residue.stop)}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
