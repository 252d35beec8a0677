"""What is drawn alike everywhere: colours, inks, widths; for figures, pictures, scenes, atlas and notebooks."""

from __future__ import annotations

from typing import Final

from nesgroove.model.confidence import confidence_class
from nesgroove.model.structure import SourceKind
from nesgroove.show.colours import readable

COLUMN: Final = 85 / 25.4
"""Width of one column of a journal, inches (85 mm)."""

PAGE: Final = 180 / 25.4
"""Width of two columns, inches (180 mm)."""

UNITS: Final = {"A": "Å", "A^2": "Å²", "A^3": "Å³", "deg": "°"}
"""Units of the tables as a reader knows them."""

BORDERLINE_HATCH: Final = "\\\\\\\\"
"""Of a pocket that is neither occupied nor empty; leans against the hatching of what was not measured."""

BORDERLINE_EDGE: Final = "#ffffff"
"""Of that hatching on a colour."""

NOT_MEASURED: Final = "n/a"
"""What is written instead of a number that was not measured."""

# --- Inks: of words, lines and marks ---

INK: Final = "#222222"
"""Words and lines that belong to what is drawn."""

BLACK: Final = "#000000"
"""What has no colour of its own: a type of contact, a kind of occupant that no table here knows."""

WHITE: Final = "#FFFFFF"

GREY: Final = "#555555"
"""Keys, reference lines and words that are no data."""

QUIET: Final = "#444444"
"""Lines below the title of a picture."""

KEY_EDGE: Final = "#666666"
"""Around the boxes of a key, and names that stand beside what is drawn."""

OUTLINE: Final = "#333333"
"""Around sticks that are drawn flat; dots and lines of positions."""

GRID: Final = "#DDDDDD"
"""Zero lines and lines between rows."""

HAIRLINE, FRAME, LEADER = "#E6E6E6", "#999999", "#777777"
"""Lines between cells; around cells and boxes, or joining what has colours of its own; from names to what they name."""

PALE_FACE, STRESSED_FACE, PLAIN_FACE = "#F4F4F4", "#EDEDED", "#E2E2E2"
"""Behind every second row and behind names; behind columns that are emphasised; of a residue that is in no pocket."""

COMMON_FACE, SOLVENT_FACE, TOLERANCE_FACE = "#DADADA", "#DDE5EE", "#E6E6EC"
"""Behind the scaffold that two compounds share; behind atoms that are open to the solvent; behind deviations from a
published value that are within its tolerance."""

CHOSEN: Final = "#D90073"
"""Of the contact that a reader of the atlas has chosen."""

ABSENT_FACE: Final = "#EEEEEE"
"""Of a cell for which there is nothing that could be measured."""

ABSENT_EDGE: Final = "#BBBBBB"
"""Of the hatching of such a cell."""

WARNING_INK: Final = "#A00000"
"""Text for what is not known: a red for which nothing else stands."""

MARK_COLOUR: Final = WARNING_INK
"""Of the words that say that something was not observed."""

LABEL_INK: Final = "#111111"
"""Names of a cargo's anchors in a scene."""

RESIDUE_INK: Final = "#33475B"
"""Names of residues of XPO1 in a scene."""

HELIX_INK: Final = "#4A5A75"
"""Names of helices in a picture."""

WALL_INKS: Final = {"H11A": "#5A6B7C", "H11B": "#5A6B7C", "H12A": "#7C6B4A", "H12B": "#7C6B4A"}
"""Names of helices in a scene: darker tones of :data:`HELIX_COLOURS`."""

CYS_INK: Final = "#6B6200"
"""Text on position 528."""

# --- XPO1, its groove and what is around it ---

POCKET_COLOURS: Final = {
    "P0": "#0072B2", "P1": "#56B4E9", "P2": "#009E73", "P3": "#E69F00", "P4": "#D55E00",
}  # fmt: skip
"""Okabe and Ito's colours, which colour-blind readers can distinguish, from P0 to P4 (https://jfly.uni-koeln.de/color)."""

CYS_COLOUR: Final = "#F0E442"

XPO1_COLOUR: Final = "#C9C9C9"

HELIX_COLOURS: Final = {"H11A": "#9DB4CC", "H11B": "#C5D3E0", "H12A": "#CCB99D", "H12B": "#E0D6C5"}
"""Soft, so that pockets and occupant stand out: the A-helices, which make the walls, stronger than the floor's."""

MAP_HELICES: Final = {"H11A": "#D9CBB4", "H12A": "#D9CBB4", "H11B": "#EFE8DC"}
"""The same in maps: sand, for greys are what is covered there."""

HELICES_COLOUR: Final = "#7F8FA6"
"""Of all four in a ray-traced picture, where they shine through the surface."""

SURFACE_COLOUR: Final = "#E9E9E6"
"""Of the ray-traced surface that belongs to no pocket and has no contact."""

CLEAR_SURFACE_COLOUR: Final = "#F4F4F4"
"""The same of a scene's surface, which is translucent and would look dirty in a darker tone."""

SECTION_COLOUR: Final = "#DACDBA"
"""Of the face of a cut: a tone that no surface has, so that the face can be recognised in the pixels."""

SECTION_EDGE: Final = "#5B5346"
"""Of the line around a cut."""

CONTACT_CARBON: Final = "#A9A9A4"
"""Carbons of residues of XPO1 that an occupant has hydrogen bonds with, in a ray-traced picture."""

CLEAR_CONTACT_CARBON: Final = "#8C9AA8"
"""The same in a scene, where other types of contact are among them."""

PARTNER_COLOURS: Final = {
    "ran": "#DCE6F0", "ranbp": "#EFE6D5", "nucleotide": "#B7C6D6", "cargo": "#A9A197", "other": "#ECECEC",
}  # fmt: skip
"""Pale: they are the surroundings. So is what of a cargo lies outside the groove."""

# --- What is in the groove ---

KIND_COLOURS: Final = {"inhibitor": "#CC79A7", "cargo": "#444444"}
"""Occupants by kind: their lines, carbons and areas."""

KIND_INKS: Final = {"inhibitor": "#A8437B", "cargo": "#444444"}
"""Words in these colours, dark enough to be read on white."""

BOUND_COLOURS: Final = {
    "groove empty": "#777777", "RanBP": "#117733", "cargo": "#444444", "inhibitor": "#CC79A7",
    "inhibitor + RanBP": "#7A2FB8", "cargo + RanBP": "#999933", "inhibitor + cargo": "#661100",
}  # fmt: skip
"""By what is bound (:func:`nesgroove.compare.kinds.bound_state`); others are black. No pocket has one of them."""

DATA: Final = "#46507A"
"""Of data that have no colour of their own: a slate that no pocket and no kind of occupant is like."""

COMPONENT_COLOURS: Final = (INK, "#B3B3B3")
"""Of the first and the second principal component."""

SHARES: Final = ("#FFFFFF", "#E4E2EA", "#B9B5C6", "#857F98", "#514B66", "#221D33")
"""A share, from none to all: a tone for which nothing else stands, darker for more, also without colours."""

AREA: Final = SHARES[2]
"""Bars of buried areas: the tone of the footprint map in the middle of its scale."""

DIFFERENCES: Final = ("#7B3294", "#C2A5CF", "#F7F7F7", "#B8C4A0", "#4D6B1F")
"""A difference, from less to more: violet and moss, as PRGn of ColorBrewer, but with a green that is less like P2's."""

VERDICT_COLOURS: Final = {"reproduced": DATA, "differs": INK} | dict.fromkeys(
    ("not measurable", "entry not at hand"), "#707070"
)
"""Of published values that were measured again."""

EMPTY_COLOUR: Final = "#999999"
"""Of a complex with nothing in its groove, where occupants give complexes their colours."""

STATE_COLOURS: Final = {"open": "#88CCEE", "intermediate": "#BBBBBB", "closed": "#332288"}
"""Of states over time; two of Paul Tol's muted scheme and a grey, which colour-blind readers can distinguish."""

STATE_MARKERS: Final = {"open": "o", "intermediate": "s", "closed": "v", "": "x"}

TWO_GROOVES: Final = ("#B0305C", "#767A96")
"""Two grooves in one picture, the one that is laid over and the one below, and two complexes compared in the atlas: no
pocket and not Cys528 is like them (CIEDE2000 of 10 or more, to anybody)."""

SERIES: Final = (
    "#CC6677", "#332288", "#DDCC77", "#117733", "#88CCEE", "#882255", "#44AA99", "#999933", "#AA4499",
)  # fmt: skip
"""Colours for several compounds in one picture, which colour-blind readers can distinguish (Paul Tol's muted scheme,
https://personal.sron.nl/~pault/); pockets are not coloured where they are used."""

SERIES_OVER_POCKETS: Final = (
    "#CC79A7", "#332288", "#117733", "#882255", "#999933", "#44AA99", "#661100", "#AA4499",
)  # fmt: skip
"""Colours for several compounds over coloured pockets: of the same scheme those that no pocket is like. Of more than
eight, they are used again."""

COMPARED: Final = {"a": (TWO_GROOVES[0], "#DFAABB"), "b": (TWO_GROOVES[1], "#C3C6D6")}
"""Two complexes in one view of the atlas: what is in the groove, and XPO1 around it."""

# --- Kinds of source ---

SOURCE_GLYPHS: Final[dict[SourceKind, str]] = {
    "experiment": "\u25cf", "predicted": "\u25cb", "modelled": "\u25b3", "composite": "\u25d0", "phantom": "\u25c7",
    "unknown": "?",
}  # fmt: skip
"""What a complex is, as a sign among words. What is filled was observed: an experiment wholly, a composite, which is
put together from pieces of experiments, by half; what is open was not. :mod:`nesgroove.show.marks` has the words."""

# --- Confidence ---

PAGE_CONFIDENCE: Final = {
    "very high": "#0053D6", "confident": "#65CBF3", "low": "#FFDB13", "very low": "#FF7D45",
}  # fmt: skip
"""Of classes of pLDDT on pages of the atlas, as the AlphaFold database has them (https://alphafold.ebi.ac.uk); a number
always stands beside the colour, or the legend, for readers who do not see colours."""

CONFIDENCE_COLOURS: Final = {
    "very high": "#2B2B2B", "confident": "#6B6B6B", "low": "#BDBDBD", "very low": "#F1F1F1",
}  # fmt: skip
"""The same classes in figures and pictures, where blue, yellow and orange are pockets: the surer, the darker."""

CONFIDENCE_HATCHES: Final = {"very high": "/////////", "confident": "/////", "low": "//", "very low": ""}
"""Of the same classes where greys are something else, as on maps."""

CONFIDENCE_WORDS: Final = {
    "very high": "very high, from 90", "confident": "confident, from 70", "low": "low, from 50",
    "very low": "very low, below 50",
}  # fmt: skip
"""Classes of pLDDT with their limits (:data:`nesgroove.model.confidence.CLASSES`), as legends have them."""


def confidence_colour(plddt: float) -> str:
    """Tone of a pLDDT in a figure or picture."""
    return CONFIDENCE_COLOURS[confidence_class(plddt)]


# --- Atoms ---

ELEMENT_COLOURS: Final = {
    "N": "#2E2EF5", "O": "#C00018", "S": "#FFFFA8", "F": "#8FF0D0", "CL": "#B8F0A0", "BR": "#8A4B2A", "I": "#7A3FA0",
    "P": "#FFB6F0",
}  # fmt: skip
"""Of what is no carbon: the customary hues, as other programs have them, in tones that no pocket and not Cys528 has
(CIEDE2000 of 10 or more, and for the first six of 9 or more to anybody); the customary greens of fluorine and chlorine
are like P2's, the orange of phosphorus like P4's. Carbon has the colour of its molecule."""

# --- Contacts ---

CONTACT_COLOURS: Final = {
    "covalent": "#000000", "metal": "#4A2C0A", "hydrogen_bond": "#3D0AB0", "ionic": "#8A0A3C",
    "water_bridge": "#9F70FF", "halogen_bond": "#70005A",
    "pi_stacking": "#405C00", "cation_pi": "#46636B", "hydrophobic": "#6F6A5C", "van_der_waals": "#B8B8B8",
}  # fmt: skip
"""Of the types of contact, in the order of lists: black, brown, violet, crimson, lavender, plum, moss, slate, greys.
None is like a pocket, Cys528 or an inhibitor (CIEDE2000 of 10 or more) or another type (8 or more), also to the colour
blind (as Machado, Oliveira and Fernandes simulate them, IEEE Trans. Vis. Comput. Graph. 15, 1291, 2009). In grey, lines
and marks tell them apart."""

TOUCH_ALONE: Final = "touch"
"""What joins an occupant and a residue that it touches without a contact of any type."""

CONTACT_DASHES: Final[dict[str, tuple[float, ...]]] = {
    "covalent": (), "metal": (6, 0.8), "hydrogen_bond": (3, 1.5), "ionic": (5, 1.2, 1.2, 1.2),
    "water_bridge": (3, 1, 1, 1, 1, 1), "halogen_bond": (2.2, 0.9, 2.2, 2.2),
    "pi_stacking": (1.4, 0.9), "cation_pi": (2, 1, 1, 1), "hydrophobic": (1, 1.6), "van_der_waals": (0.6, 2.2),
    TOUCH_ALONE: (0.5, 3.4),
}  # fmt: skip
"""Strokes and gaps of their lines, in units of the width of the line; none is a line without gaps."""

CONTACT_MARKERS: Final = {
    "covalent": "*", "metal": "X", "hydrogen_bond": "o", "ionic": "D", "water_bridge": "v", "halogen_bond": "^",
    "pi_stacking": "H", "cation_pi": "P", "hydrophobic": "s", "van_der_waals": ".", TOUCH_ALONE: "x",
}  # fmt: skip
"""Their marks where no line can be drawn, as matplotlib names them: a ring for π stacking, a plus for a cation ..."""

CONTACT_RADIUS: Final = 0.08
"""Radius of the lines of contacts in scripts for other programs, A."""


def contact_colour(kind: str) -> str:
    """Colour of a type of contact; black where it has none."""
    return CONTACT_COLOURS.get(kind, BLACK)


def contact_line(kind: str) -> str:
    """Colour of a thin line for a type of contact on white, on which the lightest would be lost."""
    return "#8A8A8A" if kind in ("van_der_waals", TOUCH_ALONE) else contact_colour(kind)


def contact_dashes(kind: str) -> tuple[float, tuple[float, ...]] | str:
    """Style of a line for a type of contact, as matplotlib takes it; a line without gaps for what has none."""
    dashes = CONTACT_DASHES.get(kind, ())
    return (0.0, dashes) if dashes else "-"


def contact_marker(kind: str) -> str:
    """Mark of a type of contact, as matplotlib names it; a pentagon where it has none."""
    return CONTACT_MARKERS.get(kind, "p")


def bound_colour(state: str) -> str:
    """Colour of what is bound; black where it has none."""
    return BOUND_COLOURS.get(state, BLACK)


def contact_name(kind: str) -> str:
    """Write a type of contact as a reader would."""
    names = {"van_der_waals": "van der Waals", "cation_pi": "cation–π", "pi_stacking": "π stacking"}
    return {**names, TOUCH_ALONE: "touch only, within 4.0 Å"}.get(kind, kind.replace("_", " "))


def contact_order(kind: str) -> tuple[int, str]:
    """Sort types of contact in the order of the colours."""
    return (list(CONTACT_COLOURS).index(kind) if kind in CONTACT_COLOURS else len(CONTACT_COLOURS), kind)


def element_ink(element: str) -> str:
    """Colour of an element's letters on white: that of its atoms, as much darker as it takes to read it."""
    return readable(ELEMENT_COLOURS.get(element.upper(), INK))


def pocket_ink(pocket: str) -> str:
    """Colour of a pocket's name on white: the pocket's, as much darker as it takes to read it."""
    return readable(POCKET_COLOURS[pocket])
