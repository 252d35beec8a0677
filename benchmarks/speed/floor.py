"""The least that could be done: parse, find what is near the groove, and its area; what a worker does."""

from __future__ import annotations

import time
from collections.abc import Callable

AROUND, NEAR = 15.0, 4.5
"""Atoms around the groove, and neighbours among them, A."""


def by_step(path: str) -> Callable[[], dict[str, float]]:
    """Prepare to read with gemmi, build a KD-tree of the groove, and compute its area with biotite.

    Where the groove is has been found by the product beforehand.
    """
    import biotite.structure as biotite
    import gemmi
    import numpy as np
    from scipy.spatial import cKDTree

    from nesgroove.identify.complexes import find_complexes
    from nesgroove.io.read import read_structure
    from nesgroove.measure.groove import Groove
    from nesgroove.model.target import XPO1

    complex_ = find_complexes(read_structure(path))[0][0]
    groove = Groove(complex_)
    near = np.linalg.norm(groove.xyz[:, None] - XPO1.centres, axis=2).min(axis=1) < NEAR + 1.5
    centre = groove.structure.atoms.xyz[near].mean(axis=0)

    def whole() -> dict[str, float]:
        begun = time.process_time()
        flat = gemmi.FlatStructure(gemmi.read_structure(path))
        xyz, elements = np.asarray(flat.pos), np.asarray(flat.element_names)
        read = time.process_time()
        chosen = np.flatnonzero(np.linalg.norm(xyz - centre, axis=1) < AROUND)
        cKDTree(xyz[chosen]).query_pairs(NEAR, output_type="ndarray")
        tree = time.process_time()
        atoms = biotite.AtomArray(len(chosen))
        atoms.coord = xyz[chosen].astype(np.float32)
        atoms.element = elements[chosen].astype(str)
        biotite.sasa(atoms, vdw_radii="Single", point_number=1000)
        return {"gemmi reads": read - begun, "KD-tree": tree - read, "area of the groove": time.process_time() - tree}

    return whole
