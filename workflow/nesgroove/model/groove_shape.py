"""Whether coordinates have the shape of XPO1's groove: no number is measured in a frame of other helices.

Applied to what a file has, and to each frame and pose that takes its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nesgroove.errors import IdentifyError
from nesgroove.model.helices import along, helix_template
from nesgroove.model.points import lengths, rmsds
from nesgroove.model.structure import FloatArray, IntArray, Structure
from nesgroove.model.target import XPO1

HELIX_RMSD = 2.5
"""RMSD (A) of the C-alpha atoms of a helix from its template above which it is none. Over 56 complexes, crystal
structures and predictions, it is 0.6 at most; for their mirror images, of which a trace of C-alpha atoms tells nothing
else, 3.1 at least."""

HELICES_RMSD = 3.5
"""The same of the four helices together, from those of the mean of open and closed grooves: 0.9 at most (8.4 for mirror
images). In simulations the groove opens and closes by less than 2 A."""

STEP = (3.6, 4.0)
"""C-alpha atoms of neighbours in a helix are so far apart in the median (A): 3.80 for a trans peptide bond (Engh &
Huber 1991, doi:10.1107/S0108767391001071); 3.74 to 3.86 in the files at hand."""


BROKEN = 12.0
"""Nothing within a residue moves so far (A) from its first atom: side chains reach 8 A, polyketides 20 A, which fold up
in a simulation rather than stretch. Boxes are wider."""

OTHER = "the groove has not the shape of XPO1's"

LISTED = 5
"""Residues that a message names."""


def refuse_other_shape(ca: Mapping[int, FloatArray]) -> None:
    """Refuse C-alpha atoms that have not the shape of the groove's helices.

    Parameters
    ----------
    ca
        C-alpha coordinates of a file, shape (3,) in A, by position.

    Raises
    ------
    IdentifyError
        They are no numbers, are not as far apart as neighbours are, or are not where helices have them.
    """
    (error,) = other_shapes({position: xyz[None] for position, xyz in ca.items()})
    if error is not None:
        raise error


def other_shapes(ca: Mapping[int, FloatArray]) -> list[IdentifyError | None]:
    """Find the frames in which C-alpha atoms have not the shape of the groove's helices.

    Parameters
    ----------
    ca
        C-alpha coordinates, shape (frames, 3) in A, by position.

    Returns
    -------
    list of IdentifyError or None
        For each frame what is wrong with it, as :func:`refuse_other_shape` raises it.
    """
    finite = np.asarray(np.isfinite(along(ca, ca)).all(axis=(1, 2)))
    no_numbers = f"{OTHER}: C-alpha atoms have coordinates that are no numbers"
    errors: list[IdentifyError | None] = [
        None if good else IdentifyError(no_numbers, remedy="Look at the coordinates") for good in finite.tolist()
    ]
    whole = ca if finite.all() else {position: xyz[finite] for position, xyz in ca.items()}
    pairs = [(p, p + 1) for a, b in XPO1.helices.values() for p in range(a, b) if p in ca and p + 1 in ca]
    if pairs:
        here, following = (along(whole, positions) for positions in zip(*pairs, strict=True))
        step = np.median(lengths(here - following), axis=-1)
    else:
        step = np.full(int(finite.sum()), STEP[0])
    positions = {name: [p for p in range(a, b + 1) if p in ca] for name, (a, b) in XPO1.helices.items()}
    by_helix = {name: _rmsds(whole, there) for name, there in positions.items()}
    together = _rmsds(whole, [p for there in positions.values() for p in there])
    for row, frame in enumerate(np.flatnonzero(finite).tolist()):
        of_helices = {name: float(rmsd[row]) for name, rmsd in by_helix.items()}
        errors[frame] = _fault(float(step[row]), of_helices, float(together[row]))
    return errors


def no_numbers() -> IdentifyError:
    """What is wrong with a frame whose coordinates are not all numbers."""
    return IdentifyError(f"{OTHER}: coordinates are no numbers", remedy="Look at the frame")


def _fault(step: float, by_helix: Mapping[str, float], together: float) -> IdentifyError | None:
    """What is wrong with a distance between neighbours, and RMSD (A) from the template, of one frame."""
    if not STEP[0] <= step <= STEP[1]:
        return IdentifyError(
            f"{OTHER}: its C-alpha atoms are {step:.2f} A apart from one to the next, and 3.80 A in a protein",
            remedy="Give coordinates in A, undistorted",
        )
    for name, rmsd in by_helix.items():
        if rmsd > HELIX_RMSD:
            return IdentifyError(
                f"{OTHER}: helix {name} is none: its C-alpha atoms are {rmsd:.1f} A (RMSD) off",
                remedy="Look at the model there; a mirror image and molecules broken at the edge of a box are such",
            )
    if together > HELICES_RMSD:
        return IdentifyError(
            f"{OTHER}: its four helices are {together:.1f} A (RMSD of C-alpha atoms) from those of XPO1",
            remedy="Look at the model; molecules broken at the edge of a box show themselves so",
        )
    return None


class Whole:
    """Residues that are whole in a structure, to be looked at in other coordinates of it.

    Parameters
    ----------
    structure
        Where they are whole.
    residues
        Residues that matter.
    among
        Atoms that coordinates are given of, ascending; all atoms of the structure where none are named.
    """

    def __init__(self, structure: Structure, residues: Sequence[int], among: IntArray | None = None) -> None:
        wanted = np.zeros(len(structure.residues), dtype=bool)
        wanted[np.asarray(residues, dtype=np.intp)] = True
        atoms = np.arange(len(structure.atoms)) if among is None else among
        residue = structure.atoms.residue[atoms]
        _, start, inverse = np.unique(residue, return_index=True, return_inverse=True)
        self._structure = structure
        self._residue = residue
        self._places = np.flatnonzero(wanted[residue])
        self._first = start[inverse][self._places]
        xyz = structure.atoms.xyz[atoms]
        reach = np.linalg.norm(xyz[self._places] - xyz[self._first], axis=1) + BROKEN
        self._reach = reach**2

    def refuse_broken(self, xyz: FloatArray) -> None:
        """Refuse coordinates in which residues are broken, or that are no numbers.

        Parameters
        ----------
        xyz
            Coordinates of the atoms, shape (n, 3), A.

        Raises
        ------
        IdentifyError
            Atoms of a residue are farther from its first than before by more than :data:`BROKEN`, as they are where a
            molecule leaves a periodic box on one side and comes in on the other.
        """
        apart = xyz[self._places] - xyz[self._first]
        square = np.einsum("ij,ij->i", apart, apart)
        if not np.isfinite(square).all() or not np.isfinite(xyz[self._first]).all():
            error = no_numbers()
            raise error
        broken = square > self._reach
        if broken.any():
            residues = dict.fromkeys(self._residue[self._places[broken]].tolist())
            labels = [self._structure.residues[i].label for i in residues]
            raise IdentifyError(
                f"{OTHER}: residues are broken: {', '.join(labels[:LISTED])}{' ...' * (len(labels) > LISTED)}",
                remedy="Make molecules whole: MDAnalysis' unwrap and gmx trjconv -pbc whole do it",
            )


def refuse_no_numbers(xyz: FloatArray) -> None:
    """Refuse coordinates that are no numbers.

    Parameters
    ----------
    xyz
        Coordinates, shape (n, 3), A.

    Raises
    ------
    IdentifyError
        Some are not finite.
    """
    if not np.isfinite(xyz).all():
        error = no_numbers()
        raise error


def _rmsds(ca: Mapping[int, FloatArray], positions: list[int]) -> FloatArray:
    return rmsds(np.array([helix_template()[p] for p in positions]), along(ca, positions))
