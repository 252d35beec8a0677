"""How the atom of an inhibitor that reacts lies to the sulphur of Cys528, before and after a bond forms.

Before it forms, what counts is how near the atom is, and from where the sulphur comes at it: a nucleophile adds to a
multiple bond at some 107 degrees to it (Buergi, Dunitz & Shefter 1973, doi:10.1021/ja00796a058).
"""

from __future__ import annotations

from dataclasses import dataclass

from nesgroove.measure.frames import Frames
from nesgroove.model.points import angles, lengths
from nesgroove.model.structure import FloatArray


@dataclass(frozen=True)
class Approach:
    """Four atoms, by their indices in the structure.

    Attributes
    ----------
    sulphur : int
        SG of Cys528.
    carbon : int or None
        Its CB; None where it is not in the file.
    reacting : int
        The atom that reacts.
    following : int or None
        The atom at the other end of its multiple bond; None where it has none, as in an adduct.
    """

    sulphur: int
    carbon: int | None
    reacting: int
    following: int | None = None

    @property
    def atoms(self) -> tuple[int, ...]:
        """Indices of those that are there."""
        ends = (self.sulphur, self.carbon, self.reacting, self.following)
        return tuple(atom for atom in ends if atom is not None)

    def over(self, frames: Frames) -> dict[str, FloatArray | None]:
        """Measure frames.

        Parameters
        ----------
        frames
            Coordinates, those of :attr:`atoms` among them.

        Returns
        -------
        dict of str to ndarray, shape (frames,), or None
            ``warhead_distance`` from the sulphur to the reacting atom, A; ``warhead_angle`` CB-SG-atom and
            ``warhead_attack`` SG-atom-next atom, degrees. None without the atom that it needs.
        """
        sulphur, reacting = (frames.of([atom])[:, 0] for atom in (self.sulphur, self.reacting))
        carbon, following = (
            None if atom is None else frames.of([atom])[:, 0] for atom in (self.carbon, self.following)
        )
        return {
            "warhead_distance": lengths(sulphur - reacting),
            "warhead_angle": None if carbon is None else angles(carbon, sulphur, reacting),
            "warhead_attack": None if following is None else angles(sulphur, reacting, following),
        }
