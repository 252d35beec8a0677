"""Solvent-accessible areas with freesasa, in the groove frame."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from nesgroove.chem.radii import BONDI, PROBE, radii
from nesgroove.model.structure import Atoms, FloatArray, IntArray

SLICES = 20
"""Slices an atom (Lee and Richards 1971, doi:10.1016/0022-2836(71)90324-X). With 20 the area of a pocket's
residues is within 1 % of what 200 give. Shrake and Rupley's points would do as well, but that algorithm of
the freesasa 2.2.1 wheel writes out of bounds and ends the process; so does Lee and Richards with threads."""


def exposed_areas(atoms: Atoms, xyz: FloatArray, wanted: IntArray, present: IntArray) -> FloatArray:
    """Measure the solvent-accessible area of some atoms in the presence of others.

    Parameters
    ----------
    atoms, xyz
        All atoms, and their coordinates in the groove frame, shape (n, 3), A. The frame
        matters because atoms are sliced along z.
    wanted
        Indices of the atoms whose areas are asked for.
    present
        Indices of all atoms that are there, ``wanted`` among them.

    Returns
    -------
    ndarray, shape (len(wanted),)
        A^2.
    """
    import freesasa

    freesasa.setVerbosity(freesasa.nowarnings)
    if not len(wanted):
        return np.empty(0)
    # Atoms farther than two probe-swollen radii cannot shade the wanted ones.
    reach = 2 * (max(BONDI.values()) + PROBE)
    distance = cKDTree(xyz[wanted]).query(xyz[present], distance_upper_bound=reach)[0]
    inside = present[distance < reach]
    order = {int(atom): index for index, atom in enumerate(inside)}
    parameters = freesasa.Parameters(
        {"algorithm": freesasa.LeeRichards, "probe-radius": PROBE, "n-slices": SLICES, "n-threads": 1}
    )
    result = freesasa.calcCoord(xyz[inside].ravel().tolist(), radii(atoms.element[inside]).tolist(), parameters)
    return np.array([result.atomArea(order[int(atom)]) for atom in wanted])
