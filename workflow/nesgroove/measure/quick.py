"""Thousands of frames a second: what is measured of few atoms, for a chunk of frames at once.

The measures are those of every complex (:class:`nesgroove.measure.frames.FrameMeasure`) and the state; a groove made of
one of the frames (:meth:`nesgroove.measure.moving.Moving.at`) gives the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nesgroove.errors import IdentifyError
from nesgroove.measure.frames import FrameMeasure, Frames
from nesgroove.measure.groove import Groove
from nesgroove.measure.scalar import scalar_measures
from nesgroove.measure.state import groove_widths, margins, states
from nesgroove.measure.warhead import Approach
from nesgroove.model.complex import helix_c_alpha_atoms
from nesgroove.model.frame import GrooveFrames, groove_frames
from nesgroove.model.groove_shape import no_numbers, other_shapes
from nesgroove.model.structure import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Chunk:
    """What is measured of some frames.

    Attributes
    ----------
    values : dict of str to ndarray, shape (frames,)
        By names of geometry.tsv, in the units there; ``groove_width`` and ``state_margin`` as in complexes.tsv, A; and
        what :class:`nesgroove.measure.warhead.Approach` gives, where it is asked for. nan where there is no
        measurement.
    state : list of str
        Of each frame; empty where it is not known.
    refused : list of IdentifyError or None
        For each frame why nothing is measured of it: the groove has not the shape of XPO1's, or coordinates are no
        numbers.
    frames : GrooveFrames
        The groove frame of each of the frames that are not refused.
    """

    values: dict[str, FloatArray]
    state: list[str]
    refused: list[IdentifyError | None]
    frames: GrooveFrames


class Quick:
    """Measures chunks of frames of one complex: groove frame, widths, state, RMSD to open and closed, helices, warhead.

    Parameters
    ----------
    groove
        The complex as its first frame has it, with references.
    warhead
        The atoms of a warhead, if there is one.

    Attributes
    ----------
    atoms : ndarray of int, shape (m,)
        Indices of the atoms of the structure whose coordinates it wants, ascending: some hundred.

    Examples
    --------
    >>> quick = Quick(groove)                                       # doctest: +SKIP
    >>> xyz = np.array([ts.positions[rows[quick.atoms]] for ts in trajectory[:500]])
    >>> quick.at(xyz).values["ca_525_568"]
    """

    def __init__(self, groove: Groove, warhead: Approach | None = None) -> None:
        self._groove = groove
        self._warhead = warhead
        self._measures = [measure for measure in scalar_measures() if isinstance(measure, FrameMeasure)]
        self._helices = helix_c_alpha_atoms(groove.structure, groove.complex.residue_at)
        wanted = set(self._helices.values()) | set(warhead.atoms if warhead else ())
        for measure in self._measures:
            wanted.update(measure.reads(groove))
        self.atoms: IntArray = np.array(sorted(wanted), dtype=np.intp)

    def at(self, xyz: FloatArray) -> Chunk:
        """Measure a chunk.

        Parameters
        ----------
        xyz
            Coordinates of :attr:`atoms` in each frame, shape (frames, m, 3), A, molecules whole.

        Returns
        -------
        Chunk

        Raises
        ------
        ValueError
            The coordinates are not those of :attr:`atoms`.
        """
        xyz = np.asarray(xyz, dtype=np.float64)
        if xyz.ndim != 3 or xyz.shape[1:] != (len(self.atoms), 3):
            raise ValueError(f"coordinates of shape {xyz.shape} for {len(self.atoms)} atoms of each frame")
        refused = self._refused(xyz)
        good = np.array([error is None for error in refused], dtype=bool)
        frames = groove_frames(self._c_alphas(xyz[good]))
        here = Frames(self.atoms, xyz[good], frames.axes)
        widths = groove_widths(self._groove, here)
        measured: dict[str, FloatArray | None] = {
            "groove_width": widths,
            "state_margin": None if widths is None else margins(widths),
        }
        for measure in self._measures:
            measured.update(measure.over(self._groove, here))
        if self._warhead is not None:
            measured.update(self._warhead.over(here))
        state = np.full(len(xyz), "", dtype=object)
        state[good] = "" if widths is None else states(widths)
        values = {name: _spread(values, good) for name, values in measured.items()}
        return Chunk(values, state.tolist(), refused, frames)

    def _c_alphas(self, xyz: FloatArray) -> dict[int, FloatArray]:
        rows = np.searchsorted(self.atoms, list(self._helices.values())).tolist()
        return {position: xyz[:, row] for position, row in zip(self._helices, rows, strict=True)}

    def _refused(self, xyz: FloatArray) -> list[IdentifyError | None]:
        # As for a complex with other coordinates; phantoms have helices of their own.
        phantom = self._groove.structure.source_kind == "phantom"
        errors: list[IdentifyError | None] = [None] * len(xyz) if phantom else other_shapes(self._c_alphas(xyz))
        for frame in np.flatnonzero(~np.isfinite(xyz).all(axis=(1, 2))).tolist():
            errors[frame] = no_numbers()
        return errors


def _spread(measured: FloatArray | None, good: BoolArray) -> FloatArray:
    """Values of the good frames in the places of all, nan in the others."""
    spread = np.full(len(good), np.nan)
    if measured is not None:
        spread[good] = measured
    return spread
