"""What is drawn alike: one table for each thing, and colours that can be told apart and read."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from nesgroove.measure.contact import CONTACT_TYPES
from nesgroove.show import look
from nesgroove.show.atlas.pictures import VIEW_WORDS
from nesgroove.show.colours import READABLE, contrast, mixed, on, readable, rgb
from nesgroove.show.look import (
    BLACK,
    COMPARED,
    CONFIDENCE_COLOURS,
    CONTACT_COLOURS,
    CONTACT_DASHES,
    CONTACT_MARKERS,
    CYS_COLOUR,
    DIFFERENCES,
    ELEMENT_COLOURS,
    KIND_COLOURS,
    POCKET_COLOURS,
    SERIES_OVER_POCKETS,
    SHARES,
    TOUCH_ALONE,
    TWO_GROOVES,
    WHITE,
    contact_colour,
    contact_name,
    contact_order,
    element_ink,
)
from nesgroove.show.pictures.views import VIEWS
from nesgroove.show.scene.ngl_groups import DASHED

SHOW = Path(look.__file__).parent


OWN = re.compile(r"[\"'](?:#|0x)[0-9A-Fa-f]{6}\b")


@pytest.mark.parametrize(
    "room", ["", "figures", "poses", "trajectory", "scene", "pictures", "atlas", "atlas/static", "notebook"]
)
def test_no_room_has_colours_of_its_own(room):
    free = {SHOW / "look.py", SHOW / "colours.py"}  # sums over colours know black and white
    paths = [path for ending in ("py", "js") for path in SHOW.joinpath(room).glob(f"*.{ending}") if path not in free]
    assert paths
    for path in paths:
        # The ground of a 3-D view is that of its page, which the style has for light and for dark.
        text = path.read_text(encoding="utf-8").replace('? "#14171c" : "#ffffff"', "")
        assert not OWN.findall(text), path


def test_a_colour_of_its_own_is_seen():
    assert OWN.findall('color="#E6E6E6", other=GREY, sign="#a", ground="0x14171C"') == ['"#E6E6E6', '"0x14171C']


def test_letters_of_elements_have_the_colours_of_atoms_and_can_be_read():
    for element, colour in ELEMENT_COLOURS.items():
        ink = element_ink(element.lower())
        assert contrast(ink, WHITE) >= READABLE
        if contrast(colour, WHITE) >= READABLE:
            assert ink == colour
        else:  # darker, of the same hue
            assert rgb(ink) == pytest.approx(
                [value * max(rgb(ink)) / max(rgb(colour)) for value in rgb(colour)], abs=0.01
            )
    assert element_ink("C") == element_ink("SE") == look.INK


def test_contrast_is_that_of_the_standard():
    assert contrast(BLACK, WHITE) == pytest.approx(21.0)
    assert contrast(WHITE, "#777777") == pytest.approx(4.48, abs=0.005)
    assert contrast("#777777", "#777777") == 1.0


def test_words_on_a_colour_are_black_or_white():
    assert on("#F0E442") == BLACK
    assert on("#0072B2") == WHITE
    assert all(contrast(on(colour), colour) > 3.0 for colour in POCKET_COLOURS.values())


def test_colours_are_mixed():
    assert mixed("#000000", "#FFFFFF", 0.0) == "#000000"
    assert mixed("#000000", "#FFFFFF", 0.5) == "#808080"
    assert mixed("#102030", "#102030", 0.3) == "#102030"


def test_contacts_have_names_an_order_and_a_colour_each():
    kinds = ["unknown", "van_der_waals", "covalent", "cation_pi"]
    assert sorted(kinds, key=contact_order) == ["covalent", "cation_pi", "van_der_waals", "unknown"]
    assert [contact_colour(kind) for kind in ("covalent", "unknown")] == [CONTACT_COLOURS["covalent"], BLACK]
    assert [contact_name(kind) for kind in ("cation_pi", "hydrogen_bond")] == ["cation–π", "hydrogen bond"]


def test_every_type_of_contact_has_a_colour_a_line_and_a_place_among_what_is_drawn():
    types = set(CONTACT_TYPES)
    assert types - {"clash"} == CONTACT_COLOURS.keys() - {TOUCH_ALONE}
    assert len(set(CONTACT_COLOURS.values())) == len(CONTACT_COLOURS)
    assert types - {"clash"} <= CONTACT_DASHES.keys() == CONTACT_MARKERS.keys()
    assert len(set(CONTACT_DASHES.values())) == len(set(CONTACT_MARKERS.values())) == len(CONTACT_DASHES)
    assert types - {"hydrophobic", "van_der_waals"} == set(DASHED)


def test_compounds_over_coloured_pockets_have_colours_that_no_pocket_has():
    for colour in SERIES_OVER_POCKETS:
        far = [
            sum((a - b) ** 2 for a, b in zip(rgb(colour), rgb(pocket), strict=True))
            for pocket in POCKET_COLOURS.values()
        ]
        assert min(far) > 0.04, colour


def test_the_atlas_has_words_for_every_view_of_the_pictures():
    assert list(VIEW_WORDS) == list(VIEWS)


# --- Colours as they are seen ---

SEEN = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
"""Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB."""


def lab(colour, vision="normal"):
    """CIE L*a*b* (D65) of ``#rrggbb`` as somebody sees it."""
    linear = np.array([c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb(colour)])
    to_xyz = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    xyz = np.array(to_xyz) @ np.clip(SEEN[vision] @ linear, 0, 1) / [0.95047, 1.0, 1.08883]
    x, y, z = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def ciede2000(first, second):
    """Difference of two colours in L*a*b* (Sharma, Wu and Dalal, Color Res. Appl. 30, 21, 2005)."""
    (l1, a1, b1), (l2, a2, b2) = first, second
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25.0**7))
    c1, c2 = np.hypot(a1 * stretch, b1), np.hypot(a2 * stretch, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a * stretch)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    lm, cm, hm = (l1 + l2) / 2, (c1 + c2) / 2, h1 + turn / 2 if c1 * c2 else h1 + h2
    cosines = [np.cos(np.radians(angle)) for angle in (hm - 30, 2 * hm, 3 * hm + 6, 4 * hm - 63)]
    t = 1 + np.dot([-0.17, 0.24, 0.32, -0.20], cosines)
    sl = 1 + 0.015 * (lm - 50) ** 2 / np.sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * cm, 1 + 0.015 * cm * t
    bend = np.exp(-((((hm % 360) - 275) / 25) ** 2))
    rt = -2 * np.sqrt(cm**7 / (cm**7 + 25.0**7)) * np.sin(np.radians(60 * bend))
    parts = (l2 - l1) / sl, (c2 - c1) / sc, hue / sh
    return float(np.sqrt(sum(part**2 for part in parts) + rt * parts[1] * parts[2]))


def least(one, other):
    """Difference of two colours to whom they differ least."""
    return min(ciede2000(lab(one, vision), lab(other, vision)) for vision in SEEN)


def test_differences_of_colours_are_those_of_the_paper():
    pairs = {  # Sharma et al. 2005, table 1, pairs 1, 7, 17 and 25
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485)): 2.0425,
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0)): 2.3669,
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0)): 27.1492,
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387)): 1.2644,
    }
    for (first, second), expected in pairs.items():
        assert ciede2000(first, second) == pytest.approx(expected, abs=1e-4)
    assert least("#0072B2", "#0072B2") == 0.0
    assert least("#CC0000", "#338000") < 10 < ciede2000(lab("#CC0000"), lab("#338000")), "red and green are simulated"


def test_no_type_of_contact_is_like_a_pocket_cys528_or_an_occupant_to_anybody():
    others = {**POCKET_COLOURS, "Cys528": CYS_COLOUR, "inhibitor": KIND_COLOURS["inhibitor"]}
    near = {
        (kind, name): least(colour, other) for kind, colour in CONTACT_COLOURS.items() for name, other in others.items()
    }
    assert min(near.values()) >= 10, min(near, key=near.get)


def test_no_element_is_like_a_pocket_or_cys528():
    near = {
        (element, name): (ciede2000(lab(colour), lab(other)), least(colour, other))
        for element, colour in ELEMENT_COLOURS.items()
        for name, other in {**POCKET_COLOURS, "Cys528": CYS_COLOUR}.items()
    }
    assert min(near.values())[0] >= 10, min(near, key=near.get)
    common = {pair: seen for pair, (_, seen) in near.items() if pair[0] in ("N", "O", "S", "F", "CL", "BR")}
    assert min(common.values()) >= 9, min(common, key=common.get)
    assert len(set(ELEMENT_COLOURS.values())) == len(ELEMENT_COLOURS)


@pytest.mark.parametrize(
    ("table", "limit"),
    [(CONTACT_COLOURS, 8), (look.BOUND_COLOURS, 10), (CONFIDENCE_COLOURS, 12), (look.STATE_COLOURS, 12)],
    ids=["contacts", "bound", "confidence", "states"],
)
def test_colours_of_one_kind_of_thing_can_be_told_apart_by_everybody(table, limit):
    near = {(a, b): least(table[a], table[b]) for a, b in combinations(table, 2)}
    assert min(near.values()) >= limit, min(near, key=near.get)


def test_what_is_bound_and_how_sure_it_is_has_no_pockets_colour():
    for table in (look.BOUND_COLOURS, CONFIDENCE_COLOURS):
        for name, colour in table.items():
            near = {p: ciede2000(lab(colour), lab(other)) for p, other in POCKET_COLOURS.items()}
            assert min(near.values()) >= 10, (name, min(near, key=near.get))


def test_scales_are_ordered_without_colours():
    lightness = [lab(colour)[0] for colour in SHARES]
    assert all(a - b > 8 for a, b in pairwise(lightness)), "darker for more"
    left, middle, right = DIFFERENCES[0], DIFFERENCES[2], DIFFERENCES[4]
    assert lab(middle)[0] - max(lab(left)[0], lab(right)[0]) > 40
    assert least(left, right) >= 20, "the two ends are told apart"


def test_words_in_a_colour_can_be_read_on_white():
    for ink in (*look.KIND_INKS.values(), *map(look.pocket_ink, POCKET_COLOURS)):
        assert contrast(ink, WHITE) >= READABLE
    assert readable("#222222") == "#222222", "what is read stays as it is"


def test_fluorine_is_like_no_pocket():
    assert min(least(ELEMENT_COLOURS["F"], colour) for colour in POCKET_COLOURS.values()) >= 10


def test_two_complexes_have_colours_that_no_pocket_has():
    assert [occupant for occupant, _ in COMPARED.values()] == list(TWO_GROOVES)
    for colour in TWO_GROOVES:
        assert min(least(colour, other) for other in (*POCKET_COLOURS.values(), CYS_COLOUR)) >= 10.0
    assert least(*TWO_GROOVES) >= 15.0
