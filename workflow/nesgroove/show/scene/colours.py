"""Colours that pictures, scenes, atlas and notebooks share, besides those of the figures."""

from __future__ import annotations

from typing import Final

XPO1_COLOUR: Final = "#C9C9C9"

HELIX_COLOURS: Final = {"H11A": "#9DB4CC", "H11B": "#C5D3E0", "H12A": "#CCB99D", "H12B": "#E0D6C5"}
"""Soft, so that pockets and occupant stand out: the A-helices, which make the walls, stronger than the floor's."""

PARTNER_COLOURS: Final = {
    "ran": "#DCE6F0", "ranbp": "#EFE6D5", "nucleotide": "#B7C6D6", "cargo": "#A9A197", "other": "#ECECEC",
}  # fmt: skip
"""Pale: they are the surroundings. So is what of a cargo lies outside the groove."""

ELEMENT_COLOURS: Final = {
    "N": "#1F5FD0", "O": "#D0301C", "S": "#D9B300", "F": "#3FBF9F", "CL": "#3FBF9F", "BR": "#8A4B2A", "I": "#7A3FA0",
    "P": "#E07B00",
}  # fmt: skip
"""Of what is no carbon: the customary ones, as in other programs. Carbon has the colour of its molecule."""
