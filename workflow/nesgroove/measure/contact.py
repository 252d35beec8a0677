"""One contact between an atom of XPO1 and an atom of something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Donor = Literal["", "xpo1", "occupant", "either"]
"""Who gives the hydrogen or the halogen; ``either`` where both ends can and hydrogens are not in the file."""


CONTACT_TYPES = (
    "hydrogen_bond", "water_bridge", "metal", "halogen_bond", "ionic", "hydrophobic", "pi_stacking", "cation_pi",
    "covalent", "van_der_waals", "clash",
)  # fmt: skip
"""All types of contacts.tsv."""


@dataclass(frozen=True)
class Contact:
    """One contact.

    Attributes
    ----------
    atom, partner_atom : int
        Atom indices in XPO1 and in the partner; of rings the first atom by name.
    type : str
        One of :data:`CONTACT_TYPES`.
    distance : float
        A; between centres for rings.
    symmetry : str
        Where XPO1's atom is, when it is not the complex's own in the file: the operator of its image (``7_645``),
        another copy in the file (``chain F``), or an image of that (``chain F 7_645``).
    donor : str
        Who gives the hydrogen or the halogen; empty for other types.
    angle : float or None
        Degrees: the smallest antecedent angle of a hydrogen bond, C-X...A of a halogen bond, at the water or the
        metal of a bridge, between the planes of stacked rings, from the ring's normal of a cation.
    judged_by : str
        Of hydrogen bonds and water bridges: ``angles`` where antecedents of both ends are in the file,
        ``one angle`` where one end has none, ``distance`` where neither has.
    via : int or None
        The atom of a water or an ion between the two.
    via_distance, via_partner_distance : float or None
        From it to XPO1's atom and to the partner's, A.
    """

    atom: int
    partner_atom: int
    type: str
    distance: float
    symmetry: str = ""
    donor: Donor = ""
    angle: float | None = None
    judged_by: str = ""
    via: int | None = None
    via_distance: float | None = None
    via_partner_distance: float | None = None

    @property
    def order(self) -> tuple[str, int, int, str, int]:
        """What contacts are sorted by: place of XPO1's atom, atoms, type, and what is between."""
        return (self.symmetry, self.atom, self.partner_atom, self.type, -1 if self.via is None else self.via)
