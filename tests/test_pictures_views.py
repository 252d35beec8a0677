"""Viewpoints that a reader gives, sizes of paper, and what is labelled."""

from dataclasses import replace

import numpy as np
import pytest

from nesgroove.errors import ConfigError
from nesgroove.show.pictures.labels import Busy, Label, place_labels
from nesgroove.show.pictures.manner import LABELS, Manner, chosen_labels
from nesgroove.show.pictures.paper import Paper, chosen_paper
from nesgroove.show.pictures.session import _enlarged
from nesgroove.show.pictures.viewpoint import chosen_views, turned
from nesgroove.show.pictures.views import VIEWS
from nesgroove.show.text import filled, text_width

SOLVENT = VIEWS["solvent"]

PYMOL = """### cut below here and paste into script ###
set_view (\\
     0.500000000,   -0.866025400,    0.000000000,\\
     0.866025400,    0.500000000,    0.000000000,\\
     0.000000000,    0.000000000,    1.000000000,\\
     3.000000000,    2.000000000,  -60.000000000,\\
     5.000000000,    1.000000000,   -2.000000000,\\
    10.000000000,  110.000000000,   20.000000000 )
### cut above here and paste into script ###
"""


def test_standard_views_by_name():
    assert chosen_views([]) == list(VIEWS.values())
    assert [view.name for view in chosen_views(["cutaway,solvent", "along", "solvent"])] == list(VIEWS)
    assert chosen_views(["cutaway"]) == [VIEWS["cutaway"]]


@pytest.mark.parametrize(
    ("text", "name", "steps"),
    [
        ("turn x 20", "solvent_turn_x_20", [("x", 20)]),
        ("turn x, 20", "solvent_turn_x_20", [("x", 20)]),
        ("cutaway turn y -15.5 turn X 10", "cutaway_turn_y_-15.5_x_10", [("y", -15.5), ("x", 10)]),
        ("along: turn z 90; turn y 30", "along_turn_z_90_y_30", [("z", 90), ("y", 30)]),
    ],
)
def test_turns_are_pymols(text, name, steps):
    pymol2 = pytest.importorskip("pymol2", reason="PyMOL cannot be loaded", exc_type=ImportError)
    (view,) = chosen_views([text])
    base = VIEWS[name.split("_")[0]]
    assert (view.name, view.width, view.cut, view.own) == (name, base.width, base.cut, False)
    assert view.words.startswith(base.words)
    with pymol2.PyMOL() as pymol:
        pymol.cmd.set_view(base.camera())
        for axis, angle in steps:
            pymol.cmd.turn(axis, angle)
        assert view.camera()[:9] == pytest.approx(pymol.cmd.get_view()[:9], abs=1e-4)
    other = turned(base, steps[0][0], -steps[0][1])
    assert other.camera()[:9] != pytest.approx(view.camera()[:9], abs=0.1), "the other way round is another view"


def test_the_camera_of_a_session(tmp_path):
    file = tmp_path / "my view.txt"
    file.write_text(PYMOL)
    numbers = PYMOL[PYMOL.index("(") + 1 : PYMOL.index(")")].replace("\\", "")
    (view,), (same,) = chosen_views([str(file)]), chosen_views([numbers])
    assert (view.name, same.name) == ("my_view", "view")
    assert replace(same, name=view.name, words=view.words) == view
    assert view.own
    # The point in the middle of the window: the camera stands 3 A left of and 2 A below the origin of its turns.
    right, up = np.array([0.5, 0.866025, 0]), np.array([-0.866025, 0.5, 0])
    assert view.centre == pytest.approx(np.array([5, 1, -2]) - 3 * right - 2 * up, abs=1e-4)
    assert view.height == pytest.approx(2 * 60 * np.tan(np.radians(10)))
    assert view.cut is None, "the front plane is 50 A before the middle"
    assert view.camera()[:9] == pytest.approx([float(n) for n in numbers.split(",")[:9]], abs=1e-4)
    near = chosen_views([numbers.replace("10.000000000,  110", "58.000000000,  110")])[0]
    assert near.cut == pytest.approx(2.0)


def test_views_do_not_take_each_others_names(tmp_path):
    (tmp_path / "solvent.pml").write_text(f"load x.pdb\n{PYMOL.replace('60.0', '50.0')}\n{PYMOL}")
    views = chosen_views([str(tmp_path / "solvent.pml"), PYMOL, PYMOL.replace("60.0", "40.0"), "solvent"])
    assert [view.name for view in views] == ["solvent", "solvent_view", "view", "view_2"]
    assert views[1].height == views[2].height, "the last set_view of a script is the one that is seen"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("below", "there is no view 'below'"),
        ("", "there is no view ''"),
        ("solvent,below", "there is no view"),
        ("turn w 20", "there is no view"),
        ("below turn x 20", "there is no view"),
        ("1 2 3", "3 numbers, not 18"),
        (PYMOL.replace("0.500000000", "0.700000000"), "no rotation"),
        (PYMOL.replace("-60.0", "-600.0"), "from top to bottom"),
        (PYMOL.replace("-60.0", "60.0"), "from top to bottom"),
        (PYMOL.replace("5.000000000,", "5e400,"), "not 18"),
    ],
)
def test_what_is_no_view_is_said(text, says):
    with pytest.raises(ConfigError, match=says) as caught:
        chosen_views([text])
    assert "get_view" in caught.value.remedy


@pytest.mark.parametrize(
    ("text", "dpi", "paper"),
    [
        ("85mm", 300, Paper()),
        ("180mm", 300, Paper(2126, 180)),
        ("18 cm", 600, Paper(4252, 180)),
        ("85", 300, Paper()),
        ("1040", 300, Paper(1040)),
        ("200px", 300, Paper(200)),
    ],
)
def test_width_on_paper_or_in_pixels(text, dpi, paper):
    assert chosen_paper(text, dpi) == paper


@pytest.mark.parametrize("text", ["", "wide", "20mm", "900cm", "199px", "9000px", "-85mm", "nan"])
def test_no_width(text):
    if not text:
        assert chosen_paper(text) == chosen_paper("180mm")
        return
    with pytest.raises(ConfigError):
        chosen_paper(text)


def test_letters_are_never_smaller_than_six_points():
    assert Paper().sheet(SOLVENT).letters == 1
    assert Paper().sheet(SOLVENT).dpi == pytest.approx(300, abs=0.2)
    wide = chosen_paper("180mm").sheet(SOLVENT)
    assert (wide.letters, wide.dpi) == (pytest.approx(1.25), pytest.approx(300, abs=0.2))
    assert chosen_paper("60mm").sheet(SOLVENT).letters == 1
    own = replace(SOLVENT, width=20.0, height=14.0, own=True)
    assert Paper().sheet(own).scale == pytest.approx(2 * Paper().sheet(SOLVENT).scale)


def test_what_is_labelled():
    assert chosen_labels(["pockets,residues"]) == ("pockets", "residues")
    assert chosen_labels(["helices", "pockets"]) == ("pockets", "helices")
    assert chosen_labels(["none"]) == ()
    assert Manner().styles == {style for styles in LABELS.values() for style in styles}
    for wrong in (["atoms"], ["none", "pockets"], [""]):
        with pytest.raises(ConfigError):
            chosen_labels(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "verdinexor over selinexor",
        "(2R)-3-[3-[3,5-bis(trifluoromethyl)phenyl]-1,2,4-triazol-1-yl]-2-pyrimidin-5-yl-propanamide over selinexor",
        "x" * 300,
        "",
    ],
)
def test_no_word_is_lost_and_every_line_fits(text):
    lines = filled(text, 6.0, 1.5)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line, 6.0) <= 1.5 for line in lines)
    assert not any(line.startswith("]") for line in lines) or "x" not in text


@pytest.mark.parametrize("seed", range(4))
def test_labels_lie_where_they_would_with_every_line_looked_at(monkeypatch, seed):
    """Boxes that cannot win are passed over; with few of them looked at first, more is passed over."""
    rng = np.random.default_rng(seed)
    busy = Busy(40.0, 28.0)
    for point in rng.uniform((0, 0), (40, 28), (20, 2)):
        busy.disc(point, 1.5, 1.0)
    labels = [
        Label(f"K{number}", "contact", (3.0, 1.2), (tuple(point),))
        for number, point in enumerate(rng.uniform((12, 8), (28, 20), (14, 2)))
    ]
    placed = {}
    for looked_at in (1, 24, 10**6):
        monkeypatch.setattr("nesgroove.show.pictures.labels.LOOKED_AT", looked_at)
        placed[looked_at] = place_labels(labels, busy, [(0.0, 0.0, 5.0, 5.0)])
    assert len(placed[24]) == len(labels)
    assert placed[1] == placed[24] == placed[10**6]


def test_a_picture_is_enlarged_about_its_middle():
    """At half the pixels it shows the same from top to bottom, and its middle stays the middle."""
    from PIL import Image

    small = np.zeros((352, 503, 4), dtype=np.uint8)
    small[166:186, 51:452] = 255  # as much on each side of the middle
    alpha = np.asarray(_enlarged(Image.fromarray(small), 1004, 703))[..., 3]
    rows, columns = (np.flatnonzero((alpha > 127).any(axis=axis)) for axis in (1, 0))
    assert alpha.shape == (703, 1004)
    assert abs(rows.mean() - 351.0) < 1.0
    assert abs(columns.mean() - 501.5) < 1.0
    assert [len(rows), len(columns)] == pytest.approx([20 * 703 / 352, 401 * 703 / 352], abs=1.5)
