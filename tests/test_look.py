"""What is drawn alike: one table for each thing, and colours that can be told apart and read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nesgroove.measure.contact import CONTACT_TYPES
from nesgroove.show import look
from nesgroove.show.atlas.pictures import VIEW_WORDS
from nesgroove.show.figures.diagram import LINES
from nesgroove.show.look import (
    BLACK,
    CONTACT_COLOURS,
    ELEMENT_COLOURS,
    POCKET_COLOURS,
    SERIES_OVER_POCKETS,
    TOUCH_ALONE,
    WHITE,
    contact_colour,
    contact_name,
    contact_order,
    contrast,
    element_ink,
    mixed,
    on,
    rgb,
)
from nesgroove.show.pictures.views import VIEWS
from nesgroove.show.scene.ngl_groups import DASHED

SHOW = Path(look.__file__).parent


@pytest.mark.parametrize("room", ["scene", "pictures", "atlas", "notebook"])
def test_no_room_has_colours_of_its_own(room):
    for path in SHOW.glob(f"{room}/*.py"):
        assert not re.findall(r"[\"'](?:#|0x)[0-9A-Fa-f]{6}\b", path.read_text(encoding="utf-8")), path


def test_letters_of_elements_have_the_colours_of_atoms_and_can_be_read():
    for element, colour in ELEMENT_COLOURS.items():
        ink = element_ink(element.lower())
        assert contrast(ink, WHITE) >= look.READABLE
        if contrast(colour, WHITE) >= look.READABLE:
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
    assert types - {"clash"} <= LINES.keys()
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
