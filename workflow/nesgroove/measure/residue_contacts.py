"""Typed contacts of one pair of residues by ProLIF: ionic, hydrophobic, halogen bonds, rings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from nesgroove.chem.prolif_import import load_prolif
from nesgroove.chem.residues import ResidueBuilder
from nesgroove.measure.contact import Contact, Donor
from nesgroove.model.structure import FloatArray

TYPES = {
    "Hydrophobic": "hydrophobic",
    "Anionic": "ionic",
    "Cationic": "ionic",
    "XBDonor": "halogen_bond",
    "XBAcceptor": "halogen_bond",
    "PiStacking": "pi_stacking",
    "CationPi": "cation_pi",
    "PiCation": "cation_pi",
}
"""ProLIF's classes and the names of their types in contacts.tsv."""


HYDROPHOBIC = (
    "[c,s,Br,I,S&H0&v2,#34&H0&v2,$([C;X2H0R0,X3H1R0,X4H3,X4H2,X3H0,X4H1,X4H0]),$([F,Cl]-[#6]);+0;!$([#6]~[#7,#8,#9])]"
)
"""Atoms that make hydrophobic contacts: ProLIF's pattern, to which four are added.

Methyl groups and CH2 of rings: the methyl groups of leucine, isoleucine, valine and methionine are what the groove
touches its cargoes with; PLIP counts them too. Fluorine and chlorine on carbon, beside the bromine and iodine that
ProLIF has: surfaces of fluorine are hydrophobic, polar though the bond is (Biffinger, Kim and DiMagno 2004,
ChemBioChem 5:622; contacts with proteins are reviewed by Mueller, Faeh and Diederich 2007,
doi:10.1126/science.1131943), and it hardly ever accepts a hydrogen bond (Dunitz and Taylor 1997,
doi:10.1002/chem.19970030115). The carbon that carries fluorine is not counted, as in ProLIF: it lies behind it.
Selenium of selenoethers beside sulphur of thioethers: selenomethionine stands for methionine in many crystals."""


RING_TYPES = ("PiStacking", "CationPi", "PiCation")

HALOGEN_DONORS: dict[str, Donor] = {"XBDonor": "occupant", "XBAcceptor": "xpo1"}
"""Who has the halogen. ProLIF calls the first molecule, here the occupant, the ligand."""


def residue_contacts(
    builder: ResidueBuilder, pair: tuple[int, int], xyz: FloatArray, *, rings_only: bool
) -> Iterator[Contact]:
    """Ask ProLIF for the contacts of one pair of residues.

    Parameters
    ----------
    builder
        Makes residues for ProLIF.
    pair
        Indices of XPO1's residue and the partner's.
    xyz
        Where XPO1's atoms are, shape (n, 3), A; nan for those that are not there.
    rings_only
        Whether the two are too far apart for anything but rings.

    Yields
    ------
    Contact
        None for a residue of an image that is not there as a whole.
    """
    here, there = builder.atoms_of(pair[0]), builder.atoms_of(pair[1])
    if np.isnan(xyz[here]).any() or (rings_only and not (builder.has_ring(pair[0]) or builder.has_ring(pair[1]))):
        return
    own = xyz is builder.structure.atoms.xyz
    receptor = builder.build(pair[0], None if own else xyz[here])
    partner = builder.build(pair[1])
    if receptor is None or partner is None:
        return
    names = builder.structure.atoms.name
    for name, interaction in _interactions().items():
        if rings_only and name not in RING_TYPES:
            continue
        best: dict[tuple[int, int], tuple[float, float]] = {}
        for hit in _detected(interaction, partner, receptor):
            ends = []
            for side, members in (("protein", here), ("ligand", there)):
                candidates = members[_named(name, side, hit["indices"][side])]
                ends.append(int(min(candidates, key=lambda atom: (names[atom], atom))))
            angle = hit.get("AXD_angle", hit.get("plane_angle", hit.get("angle", np.nan)))
            if name in RING_TYPES:
                angle = min(angle, 180.0 - angle)  # a plane has two normals
            key = (ends[0], ends[1])
            best[key] = min(best.get(key, (np.inf, np.inf)), (float(hit["distance"]), float(angle)))
        for (a, b), (distance, angle) in best.items():
            donor = HALOGEN_DONORS.get(name, "")
            yield Contact(a, b, TYPES[name], distance, donor=donor, angle=None if np.isnan(angle) else angle)


def _detected(interaction: Any, partner: Any, receptor: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """What ProLIF finds; nothing where two rings lie on each other, between which there is no direction."""
    try:
        return list(interaction.detect(partner, receptor))
    except RuntimeError:
        return []


def _named(name: str, side: str, indices: tuple[int, ...]) -> list[int]:
    """Which atoms of a match may give the contact its name.

    Any atom of a ring stands for all. Of a halogen bond the donor's pattern begins with the carbon, and the second
    atom is the halogen. Of other patterns the first is the one that counts.
    """
    if name in RING_TYPES and len(indices) > 1:
        return list(indices)
    halogen = name in HALOGEN_DONORS and side == ("ligand" if HALOGEN_DONORS[name] == "occupant" else "protein")
    return [indices[1] if halogen else indices[0]]


@cache
def _interactions() -> dict[str, Any]:
    prolif_interactions = load_prolif().interactions
    interactions = {name: getattr(prolif_interactions, name)() for name in TYPES if name != "Hydrophobic"}
    return interactions | {"Hydrophobic": prolif_interactions.Hydrophobic(hydrophobic=HYDROPHOBIC)}
