"""Pixels prove the pictures: what is drawn, where, in which colour, and that it goes when it is taken out."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nesgroove.model.target import XPO1
from nesgroove.show.colours import rgb
from nesgroove.show.look import ELEMENT_COLOURS, KIND_COLOURS, MARK_COLOUR, POCKET_COLOURS, TWO_GROOVES
from nesgroove.show.pictures.annotate import SIZES, arranged, labels_of, taken_boxes
from nesgroove.show.pictures.compose import section_of
from nesgroove.show.pictures.content import (
    complex_picture,
    compound_title,
    mark_of,
    over_picture,
    source_words,
    together_picture,
)
from nesgroove.show.pictures.draw import draw_picture, draw_pictures
from nesgroove.show.pictures.head import head_of
from nesgroove.show.pictures.key import entries_of
from nesgroove.show.pictures.labels import Busy, Label, place_labels
from nesgroove.show.pictures.manner import Manner
from nesgroove.show.pictures.page import save_page
from nesgroove.show.pictures.paint import atom_keys, softened, surface_colours
from nesgroove.show.pictures.paper import Paper, chosen_paper
from nesgroove.show.pictures.render import drawn_elements, rendered
from nesgroove.show.pictures.session import Session
from nesgroove.show.pictures.views import VIEWS
from nesgroove.show.pictures.visible import visible_points
from nesgroove.show.scene.load import load_scene, load_scenes
from nesgroove.show.scene.plan import by_compound, mark, touched
from nesgroove.show.text import text_width

pytest.importorskip("pymol2", reason="PyMOL cannot be loaded", exc_type=ImportError)

PAPER = Paper(300)
SCALE = 7.5  # pixels an A: pictures of 300 pixels
SMALL = Manner(paper=Paper(200))
SELINEXOR, CARGO, CLOSED = "phantom_v6a-C", "phantom_cargo_1c-C", "phantom_closed-C"


@pytest.fixture(scope="module")
def selinexor(phantom_tables):
    return load_scene(phantom_tables, SELINEXOR)


@pytest.fixture(scope="module")
def closed(phantom_tables):
    return load_scene(phantom_tables, CLOSED)


def pixels_of(picture, *views):
    found = [pixels for _, pixels in rendered(picture, [VIEWS[view] for view in views], PAPER)]
    return found[0] if len(views) == 1 else found


@pytest.fixture(scope="module")
def closed_pixels(closed):
    """The empty groove from the solvent, and cut."""
    return pixels_of(complex_picture(closed), "solvent", "cutaway")


def hue_mask(pixels, colour, tolerance=0.1):
    """Where a colour is seen, in light or in shadow: by the direction of red, green and blue."""
    target = np.array(rgb(colour))
    seen = pixels[..., :3]
    length = np.linalg.norm(seen, axis=2)
    off = np.linalg.norm(seen / np.maximum(length, 1e-6)[..., None] - target / np.linalg.norm(target), axis=2)
    return (off < tolerance) & (length > 0.25)


def test_what_was_observed_and_what_is_bound_is_not_read_out_of_words(selinexor, closed):
    named = replace(selinexor.occupants[0], label="nothing known, not observed")
    experiment = selinexor.row.model_copy(
        update={"source_kind": "experiment", "method": "X-RAY DIFFRACTION", "resolution": 2.0}
    )
    odd = replace(selinexor, row=experiment, occupants=(named,))
    assert compound_title(odd) == "nothing known, not observed"
    assert compound_title(closed) == "Empty groove"
    assert (odd.source_kind, mark_of([odd]), mark(odd)) == ("experiment", "", "")
    assert source_words(odd) == f"{odd.id}: X-ray, 2.00 Å"
    model = replace(odd, row=experiment.model_copy(update={"source_kind": "modelled"}))
    assert (mark_of([model]), mark(model)) == ("modelled, not observed", "modelled - not observed")
    assert mark_of([model, odd]) == "with modelled, not observed"
    assert (selinexor.source_kind, mark_of([selinexor, odd])) == ("phantom", "with phantom, not observed")
    assert mark_of([selinexor, model]) == "modelled and phantom, not observed"
    nameless = replace(odd, row=experiment.model_copy(update={"source_kind": "unknown"}))
    assert mark(nameless) == "unknown source", "nobody knows that it was not observed"
    assert list(by_compound([model, odd, selinexor])) == ["nothing known, not observed", "selinexor"]


def at(mask, flat, scale=SCALE, reach=1):
    """Whether a mask holds at, or right beside, a point of the picture."""
    row, column = int(mask.shape[0] - flat[1] * scale), int(flat[0] * scale)
    return bool(mask[max(row - reach, 0) : row + reach + 1, max(column - reach, 0) : column + reach + 1].any())


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("point", [(4, 0, 0), (19.5, 6.5, 5.25), (-9.5, -7, -8.5)])
def test_projection_is_where_pymol_draws(view, point):
    with Session() as session:
        session.cmd.pseudoatom("point", pos=list(point))
        session.cmd.set("sphere_scale", 0.4)
        session.show({"point": "spheres"})
        covered = session.trace(VIEWS[view], 10.0)[..., 3] > 0.5
    rows, columns = np.nonzero(covered)
    assert len(rows) > 20
    seen = (columns.mean() + 0.5) / 10, (covered.shape[0] - rows.mean() - 0.5) / 10
    assert seen == pytest.approx(VIEWS[view].project(point), abs=0.06)


def test_occupant_is_seen_where_it_is_and_gone_when_taken_out(selinexor):
    picture = complex_picture(selinexor)
    view = VIEWS["cutaway"]
    (occupant,) = selinexor.occupants
    carbons = [i for key, _, i in atom_keys(selinexor, occupant.residues) if key[3].startswith("C")]
    flats = view.project(selinexor.structure.atoms.xyz[carbons])
    pink = KIND_COLOURS["inhibitor"]
    with_it = hue_mask(pixels_of(picture, "cutaway"), pink)
    bare = replace(picture, layers=(replace(picture.layers[0], occupants={}),))
    without = hue_mask(pixels_of(bare, "cutaway"), pink)
    assert sum(at(with_it, flat) for flat in flats) >= 0.8 * len(flats)
    assert not without.any()


def test_every_pocket_has_its_colour_at_its_place(closed, closed_pixels):
    pixels = closed_pixels[0]
    plain = pixels_of(complex_picture(closed, "plain"), "solvent")
    for pocket, colour in POCKET_COLOURS.items():
        mask = hue_mask(pixels, softened(colour), 0.06)
        assert mask.sum() > 60, pocket
        x = np.nonzero(mask)[1].mean() / SCALE
        assert abs(x - VIEWS["solvent"].project(XPO1.pocket_centres[pocket])[0]) < 6, pocket
        assert hue_mask(plain, softened(colour), 0.06).sum() < 10, pocket


def test_contact_colours_are_of_what_touches(selinexor):
    colours = surface_colours(selinexor, "contact")
    touched = {contact.first.residue for contact in selinexor.contacts}
    named = {key[:3] for key in colours}
    assert touched
    assert {(r.chain, str(r.number), r.component) for r in touched} <= named
    untouched = [ref for ref in selinexor.residue_at.values() if ref not in touched and ref != selinexor.site]
    assert not named & {(r.chain, str(r.number), r.component) for r in untouched}


def test_cutaway_shows_the_face_of_the_cut_and_others_do_not(closed_pixels):
    solvent, cutaway = closed_pixels
    assert section_of(cutaway).mean() > 0.1
    assert section_of(solvent).mean() < 0.002


def test_no_helix_shines_through_the_face_of_a_cut(closed, closed_pixels):
    picture = complex_picture(closed)
    layer = picture.layers[0]
    without = replace(picture, layers=(replace(layer, helices=""),))
    bare, bare_cut = pixels_of(without, "solvent", "cutaway")
    assert np.abs(bare_cut - closed_pixels[1]).max() == 0
    assert (np.abs(bare - closed_pixels[0]).max(axis=2) > 0.05).mean() > 0.05, "from the solvent they shine through"
    names = {label.text for label in labels_of(picture, VIEWS["cutaway"], PAPER.sheet(VIEWS["cutaway"]))}
    assert not names & set(XPO1.helices)


def test_a_bare_picture_is_what_is_traced_and_nothing_else(selinexor, tmp_path):
    from PIL import Image

    view, picture = VIEWS["cutaway"], complex_picture(selinexor)
    (path,) = draw_picture(picture, [view], tmp_path / "bare", replace(SMALL, bare=True))
    (page,) = draw_picture(picture, [view], tmp_path / "page", SMALL)
    with Image.open(path) as image, Image.open(page) as full:
        assert image.size == view.pixels(SMALL.paper.sheet(view).scale)
        assert full.height > image.height
        pixels = np.asarray(image, dtype=float) / 255
        assert "phantom, not observed" in image.text["Description"]
        opaque = np.asarray(full.convert("RGBA"))[..., 3]
    assert (opaque == 255).all()
    assert (pixels[:10, :, 3] == 0).all(), "the solvent is nothing"
    assert 0.3 < (pixels[..., 3] == 1).mean() < 0.9
    assert hue_mask(pixels, KIND_COLOURS["inhibitor"]).sum() > 30
    assert section_of(pixels)[pixels[..., 3] == 1].mean() > 0.1
    edge = (pixels[..., 3] > 0.05) & (pixels[..., 3] < 0.5)
    white = pixels[edge][:, :3].min(axis=1) > 0.97
    assert white.mean() < 0.2, "no halo of the white that a page has"


def test_residues_around_an_inhibitor_are_named(selinexor, phantom_tables):
    view = VIEWS["solvent"]
    picture, sheet = complex_picture(selinexor), Paper().sheet(view)
    named = {label.text for label in labels_of(picture, view, sheet) if label.style in ("contact", "residue")}
    around = {ref.site_name for ref in touched(selinexor) if ref != selinexor.site}
    assert len(around) > 4
    assert named == around
    lines = [one for one in arranged(picture, view, sheet, {"contact"}) if one.label.style == "contact"]
    assert lines
    assert all(one.line for one in lines)
    assert not arranged(picture, view, sheet, set())
    cut = {label.text for label in labels_of(picture, VIEWS["cutaway"], sheet) if label.style == "contact"}
    assert cut < around, "what is cut away has no name"
    cargo = complex_picture(load_scene(phantom_tables, CARGO))
    assert not [label for label in labels_of(cargo, view, sheet) if label.style == "contact"]


def test_what_is_visible_is_in_front(selinexor):
    view = VIEWS["cutaway"]
    refs = list(selinexor.residue_at.values())
    seen = visible_points(selinexor, view, refs)
    for ref in seen:
        assert view.depth(selinexor.atoms_of[ref]).min() - 2.7 < view.cut, ref
    behind = replace(view, toward=tuple(-x for x in view.toward), right=tuple(-x for x in view.right), cut=None)
    assert set(seen) != set(visible_points(selinexor, behind, refs))
    (occupant,) = selinexor.occupants
    sticks = selinexor.atoms_of[occupant.in_groove[0]]
    with_sticks = visible_points(selinexor, view, refs, sticks)
    flats = view.project(sticks)
    assert all(np.abs(flats - point).max(axis=1).min() >= 0.45 for point in with_sticks.values())
    assert any(np.abs(flats - point).max(axis=1).min() < 0.45 for point in seen.values())


@pytest.mark.parametrize("width", ["60mm", "85mm", "180mm"])
def test_titles_are_never_cut_and_no_letter_is_smaller_than_six_points(selinexor, width):
    long = "(2R)-3-[3-[3,5-bis(trifluoromethyl)phenyl]-1,2,4-triazol-1-yl]-2-pyrimidin-5-yl-propanamide over selinexor"
    picture = replace(complex_picture(selinexor), title=long, plddt=57.0, notes=("A title. " * 20,))
    for title in (long, "verdinexor over selinexor"):
        for view in VIEWS.values():
            sheet = chosen_paper(width).sheet(view)
            wide = view.width / sheet.inch
            head = head_of(replace(picture, title=title), view, wide, sheet.letters)
            assert "".join(head.title.lines).replace(" ", "") == title.replace(" ", "")
            assert " ".join(head.mark.lines) == picture.mark
            for words in (head.title, head.mark, head.text):
                assert words.size >= 6.0
                assert words.bottom <= head.height
                bold = words is not head.text
                assert all(text_width(line, words.size, bold=bold) <= wide for line in words.lines)
            assert head.text.top >= max(head.title.bottom, head.mark.bottom)
            assert not any("…" in line for words in (head.title, head.mark, head.text) for line in words.lines)
            for entry in entries_of(picture, view, wide, sheet.letters):
                assert entry.x + max(text_width(line, 6.0 * sheet.letters) for line in entry.lines) < wide
    assert min(SIZES.values()) >= 6.0


def test_the_key_has_every_element_that_is_drawn_in_a_colour_of_its_own(selinexor, closed):
    keys = {entry.lines[0]: entry.colour for entry in entries_of(complex_picture(selinexor), VIEWS["solvent"], 3.3, 1)}
    assert keys["F"] == ELEMENT_COLOURS["F"] not in POCKET_COLOURS.values()
    assert {"N", "O", "F"} <= set(keys)
    assert not {"S", "Cl", "C"} & set(keys), "its sulfur is that of Cys528"
    assert drawn_elements(complex_picture(closed)) == []


def test_bond_to_the_cysteine_is_drawn(phantom_tables):
    for complex_ in (SELINEXOR, "phantom_lmb-C"):
        scene = load_scene(phantom_tables, complex_)
        (bond,) = scene.bonds
        with Session() as session:
            from nesgroove.show.pictures.render import _Objects, atom_key

            _Objects(session, complex_picture(scene))
            assert frozenset((atom_key(bond.site), atom_key(bond.other))) in session.bonds("occupant0_0")


@pytest.mark.parametrize("complex_", ["composite_51k-C", "composite_a1cbd-C", "composite_v6a-C"])
def test_odd_components_are_drawn_whole_with_their_bond_orders(real_tables, complex_):
    scene = load_scene(real_tables, complex_)
    (occupant,), (bond,) = scene.occupants, scene.bonds
    with Session() as session:
        from nesgroove.show.pictures.render import _Objects, atom_key

        _Objects(session, complex_picture(scene))
        drawn = {key for _, key in session.atoms("occupant0_0")}
        orders = {b.order for b in session.cmd.get_model("occupant0_0").bond}
        assert frozenset((atom_key(bond.site), atom_key(bond.other))) in session.bonds("occupant0_0")
    assert {key for key, _, _ in atom_keys(scene, occupant.residues)} <= drawn
    assert orders >= {1, 2}


def test_hostile_chain_is_not_read_as_selection_language(selinexor, tmp_path):
    import gzip

    text = gzip.decompress(selinexor.path.read_bytes()).decode()
    odd = "A+B"  # two chains, in the language
    lines = [
        line.rsplit(" ", 3)[0] + f" {odd} " + " ".join(line.rsplit(" ", 2)[1:]) if line.startswith("HETATM") else line
        for line in text.splitlines()
    ]
    path = tmp_path / "odd.cif"
    path.write_text("\n".join(lines))
    with Session() as session:
        session.load(replace(selinexor, path=path), "all0")
        keys = [key for _, key in session.atoms("all0") if key[0] == odd and key[2] == "V6A"]
        assert len(keys) == session.part("all0", "picked_part", keys) > 20


def test_pymol_asks_no_network(selinexor, monkeypatch):
    asked = []
    monkeypatch.setattr("socket.getaddrinfo", lambda *where, **_: asked.append(where) or [])
    with Session() as session:
        session.load(selinexor, "one")
        assert session.atoms("one")
    assert not asked


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_labels_keep_off_each_other(phantom_tables):
    for scene in load_scenes(phantom_tables):
        picture = complex_picture(scene)
        for view in VIEWS.values():
            sheet = Paper().sheet(view)
            placed = arranged(picture, view, sheet, SIZES)
            assert len(placed) == len(labels_of(picture, view, sheet)), (scene.id, view.name)
            boxes = [one.box for one in placed] + taken_boxes(view, sheet)
            pairs = [(a, b) for i, a in enumerate(boxes[: len(placed)]) for b in boxes[i + 1 :] if overlap(a, b)]
            assert not pairs, (scene.id, view.name)
            assert all(x0 >= 0 and y0 >= 0 and x1 <= view.width and y1 <= view.height for x0, y0, x1, y1 in boxes)


def test_crowded_labels_still_keep_off_each_other():
    labels = [Label(str(i), "residue", (3.0, 1.5), ((10.0, 10.0),)) for i in range(25)]
    busy = Busy(40, 28)
    busy.disc((10, 10), 3, 1.0)
    placed = place_labels(labels, busy, [(0, 0, 5, 5)])
    assert len(placed) == 25
    boxes = [one.box for one in placed]
    assert not any(overlap(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
    assert not any(overlap(box, (0, 0, 5, 5)) for box in boxes)
    assert busy.under(np.array(boxes[:1]))[0] < 0.5  # the first finds a place off what is to be seen
    assert any(one.line for one in placed)


def test_same_picture_same_bytes(selinexor, tmp_path):
    for directory in ("a", "b"):
        draw_picture(complex_picture(selinexor), [VIEWS["cutaway"]], tmp_path / directory, SMALL)
    first, second = (next((tmp_path / d).iterdir()).read_bytes() for d in ("a", "b"))
    assert first == second
    assert first.startswith(b"\x89PNG")


def test_phantom_is_marked(selinexor, tmp_path):
    from matplotlib.image import imread

    picture, view = complex_picture(selinexor), VIEWS["solvent"]
    assert picture.mark == "◇ phantom, not observed"
    blank = np.ones((view.pixels(15.0)[1], view.pixels(15.0)[0], 4), dtype=np.float32)
    found = {}
    for name, one in (("marked", picture), ("bare", replace(picture, mark=""))):
        path = tmp_path / f"{name}.png"
        save_page(one, view, blank, Paper(600).sheet(view), path)
        found[name] = int(hue_mask(imread(path)[:20, 200:], MARK_COLOUR).sum())
    assert found["marked"] > 100 > found["bare"]


def test_models_are_marked_and_experiments_are_not(real_tables):
    assert complex_picture(load_scene(real_tables, "model_pkia-A")).mark == "? unknown source"
    observed, composite = load_scene(real_tables, "3gjx-D"), load_scene(real_tables, "composite_v6a-C")
    assert (complex_picture(observed).mark, complex_picture(observed).observed) == ("● experiment", True)
    assert not complex_picture(composite).observed
    assert over_picture(composite, observed).mark == "with composite, not observed"


def test_superpositions_show_both(phantom_tables):
    top, base = load_scene(phantom_tables, SELINEXOR), load_scene(phantom_tables, CARGO)
    pixels = pixels_of(over_picture(top, base), "cutaway")
    assert hue_mask(pixels, KIND_COLOURS["inhibitor"]).sum() > 60
    dark = (pixels[..., :3].max(axis=2) < 0.35).sum()
    assert dark > 300  # the cargo's backbone, in dark grey
    both = together_picture([top, load_scene(phantom_tables, "phantom_lmb-C")], "two", "two")
    colours = [colour for colour, *_ in both.keys]
    pixels = pixels_of(both, "cutaway")
    assert all(hue_mask(pixels, colour, 0.08).sum() > 60 for colour in colours)


def test_two_empty_grooves_are_helices_in_two_colours(closed):
    picture = over_picture(closed, closed)
    moved = pixels_of(picture, "solvent")
    assert picture.scheme == "plain"
    assert not section_of(moved).any()
    assert sum(hue_mask(moved, colour).sum() for colour in TWO_GROOVES) > 300


def test_one_that_fails_takes_no_other_with_it(phantom_tables, selinexor, tmp_path):
    def broken():
        return complex_picture(load_scene(phantom_tables, "no-such"))

    drawn = draw_pictures(
        [("broken", broken), ("good", lambda: complex_picture(selinexor))],
        tmp_path,
        replace(SMALL, views=(VIEWS["along"],)),
    )  # fmt: skip
    assert [path.name for path in drawn.paths] == [f"{SELINEXOR}_along.png"]
    assert [error.step for error in drawn.errors] == ["scene"]
    assert not [path for path in Path(tmp_path).iterdir() if path.suffix != ".png"]
