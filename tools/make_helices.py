"""Write the template of the groove helices' C-alpha atoms, which completes the groove frame where residues are missing.

Mean of the six XPO1 chains of 3GJX (copy D), 3NC1, 4HB2, 3M1I and 3WYF (copies C and F): open, intermediate and closed,
mouse and yeast, with and without cargo. Each helix is averaged on its own, superposed on its mean, so that how the
helices lie to each other is in none of them; the means lie where the helices do in the groove frame.

3M1I is the archive's own file, the others are as re-refined by PDB-REDO (https://pdb-redo.eu, Joosten et al. 2014,
doi:10.1107/S2052252514009324), which asks that it and the authors of the entries be named; both are free of copyright
restrictions (``data/references.json`` quotes the licences). Entries: 3GJX Monecke et al. 2009, 3NC1 Guettler et al.
2010, 4HB2 Sun et al. 2013, 3M1I Koyama & Matsuura 2010, 3WYF Koyama et al. 2014.

    python tools/make_helices.py ../shared/structures/experimental
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from nesgroove.identify.complexes import find_complexes
from nesgroove.io.read import read_structure
from nesgroove.model.complex import Complex
from nesgroove.model.points import rotations
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1

CHAINS = {"3gjx": "D", "3nc1": "A", "4hb2": "C", "3m1i": "C", "3wyf": "CF"}
ROUNDS = 50


def main(directory: Path) -> None:
    """Write ``helices.tsv``: a row per position of the four helices."""
    chains = [
        complex_.c_alphas() | _last(complex_)
        for entry, names in CHAINS.items()
        for complex_ in find_complexes(read_structure(directory / f"{entry}.cif.gz"))[0]
        if complex_.chain.name in names
    ]
    lines = ["helix\tposition\tx\ty\tz"]
    for name, (first, last) in XPO1.helices.items():
        helices = np.array([[chain[p] for p in range(first, last + 1)] for chain in chains])
        for position, point in zip(range(first, last + 1), _mean(helices), strict=True):
            lines.append(f"{name}\t{position}\t" + "\t".join(f"{value:.3f}" for value in point))
    path = Path(__file__).parents[1] / "workflow/nesgroove/data/helices.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(chains)} chains, {len(lines) - 1} positions: {path.name}")


def _last(complex_: Complex) -> dict[int, FloatArray]:
    """The last position of H12B, which is not among those that grooves are compared over."""
    last = XPO1.helices["H12B"][1]
    atom = complex_.atom_at(last, "CA")
    return {} if atom is None else {last: complex_.frame.to_frame(complex_.structure.atoms.xyz[atom])}


def _mean(helices: FloatArray) -> FloatArray:
    """Mean of one helix, shape (n, 3), from those of several chains, shape (chains, n, 3)."""
    place = mean = helices.mean(axis=0)
    for _ in range(ROUNDS):
        mean = _laid_on(helices, mean).mean(axis=0)
    return _laid_on(mean, place)


def _laid_on(points: FloatArray, target: FloatArray) -> FloatArray:
    centre, turn, goal = rotations(points, target)
    return (points - centre) @ turn + goal


if __name__ == "__main__":
    main(Path(sys.argv[1]))
