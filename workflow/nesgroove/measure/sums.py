"""The heavy sums that measures are made of: cavities, walls, painted spheres, areas.

:class:`Sums` makes them as every single file is measured. A series of coordinates may have them compiled
(:func:`fast_sums`), where numba is there: the same numbers, sooner.
"""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np

from nesgroove.measure.area import BareAreas, areas_covered_by, exposed_areas, touched_by
from nesgroove.measure.cavity import GrooveGrid, groove_grids, painted_voxels, wall_atoms
from nesgroove.measure.kernels import PLAIN_KERNELS, Kernels
from nesgroove.model.structure import Atoms, BoolArray, FloatArray, IntArray


class Sums:
    """The heavy sums, made plainly."""

    kernels: ClassVar[Kernels] = PLAIN_KERNELS

    def grids(self, xyz: FloatArray, radii: FloatArray) -> tuple[GrooveGrid, ...]:
        """Compute the cavity: :func:`nesgroove.measure.cavity.groove_grids`, of atoms of shapes (n, 3) and (n,)."""
        return groove_grids(xyz, radii, self.kernels)

    def walls(self, grids: tuple[GrooveGrid, ...], xyz: FloatArray, radii: FloatArray) -> tuple[IntArray, ...]:
        """Find the walls: :func:`nesgroove.measure.cavity.wall_atoms`, of atoms of shapes (n, 3) and (n,)."""
        return wall_atoms(grids, xyz, radii, self.kernels)

    def painted(self, xyz: FloatArray, radii: FloatArray) -> tuple[BoolArray, ...]:
        """Paint spheres: :func:`nesgroove.measure.cavity.painted_voxels`, of shapes (n, 3) and (n,)."""
        return painted_voxels(xyz, radii, self.kernels)

    def exposed(
        self, atoms: Atoms, xyz: FloatArray, wanted: IntArray, bare: BareAreas, others: IntArray
    ) -> tuple[FloatArray, FloatArray]:
        """Measure exposed areas of atoms of a body twice: by itself, and beside others.

        Parameters
        ----------
        atoms, xyz
            All atoms, and their coordinates in the groove frame, shape (n, 3), A.
        wanted
            Indices of the atoms whose areas are asked for.
        bare
            Areas of the body by itself.
        others
            Indices of the atoms that come in.

        Returns
        -------
        alone : ndarray, shape (len(wanted),)
            A^2, as :func:`nesgroove.measure.area.exposed_areas` gives them.
        together : ndarray, shape (len(wanted),)
            The same beside the others.
        """
        alone = bare.of(wanted)
        together = alone.copy()
        open_ = np.flatnonzero(alone > 0)
        open_ = open_[touched_by(atoms, xyz, wanted[open_], others)]
        together[open_] = exposed_areas(atoms, xyz, wanted[open_], np.concatenate([bare.present, others]))
        return alone, together

    def covered(self, atoms: Atoms, xyz: FloatArray, body: IntArray, others: IntArray) -> FloatArray:
        """Share out what is covered of a body: :func:`nesgroove.measure.area.areas_covered_by`, shape (others,)."""
        return areas_covered_by(atoms, xyz, body, others)


PLAIN: Final = Sums()


def fast_sums() -> Sums:
    """Give the compiled sums, or the plain ones where numba is not installed or does not work."""
    try:
        from nesgroove.measure.compiled.sums import CompiledSums
    except ImportError:
        return PLAIN
    return CompiledSums()
