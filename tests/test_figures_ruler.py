"""The groove ruler draws what the tables say, whole and the same each time."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.text import Text

from nesgroove.compare.tables import RunTables
from nesgroove.measure.cargo import AnchorRecord
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.covalent import CovalentRecord
from nesgroove.measure.occupancy import OccupancyRecord
from nesgroove.measure.occupant_atoms import OccupantAtomRecord
from nesgroove.model.target import XPO1
from nesgroove.show.figures import ruler
from nesgroove.show.figures.registry import draw
from nesgroove.show.figures.style import figure_style
from nesgroove.show.size import WHOLE_PAGE

POCKETS = (*XPO1.pocket_centres, "all")


def made(words=None, *, source_kind="unknown", name="selinexor"):
    words = words or {"P2": "yes", "P3": "yes"}
    complexes = [
        ComplexRecord(entry="inh", complex="inh-A", inhibitor="V6A", inhibitor_name=name, source_kind=source_kind),
        ComplexRecord(entry="car", complex="car-A", cargo_chain="E"),
        ComplexRecord(entry="apo", complex="apo-A"),
    ]
    filled = {"P0": 0.0, "P1": 0.0, "P2": 0.4, "P3": 0.5, "P4": 0.05, "all": 0.2}
    occupancy = [
        OccupancyRecord(
            entry="inh", complex="inh-A", occupant="V6A:A:1", kind="inhibitor", pocket=p, filled=f,
            occupied=words.get(p, "no"), x_min=3.4, x_max=12.5,
        )
        for p, f in filled.items()
    ] + [
        OccupancyRecord(entry="car", complex="car-A", occupant="E", kind="cargo", pocket=p, filled=0.3, occupied="yes",
                        x_min=-8.5, x_max=18.3)
        for p in POCKETS
    ]  # fmt: skip
    anchors = [
        AnchorRecord(entry="car", complex="car-A", cargo_chain="E", direction="minus", pocket=p, residue=r, x=x)
        for p, r, x in (("P0", "M1", -7.5), ("P2", "L8", 2.9), ("P4", "", None))
    ]
    bond = CovalentRecord(entry="inh", complex="inh-A", inhibitor="V6A", atom="C11", occupant="V6A:A:1")
    atom = OccupantAtomRecord(
        entry="inh", complex="inh-A", occupant="V6A:A:1", kind="inhibitor", atom="C11", x=9.8, y=0.0, z=0.0
    )
    return RunTables(complexes=complexes, occupancy=occupancy, anchors=anchors, covalent=[bond], occupant_atoms=[atom])


def drawn(run):
    with figure_style():
        figure = ruler.draw(run, WHOLE_PAGE)
        figure.draw_without_rendering()
    return figure


def texts(figure):
    """Texts that are drawn: tick labels beyond the limits of the axis are not."""
    axes = figure.axes[0] if figure.axes else None
    low, high = axes.get_xlim() if axes else (0, 0)
    ticks = list(zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)) if axes else []
    beyond = {id(label) for x, label in ticks if not low <= x <= high}
    return [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible() and id(t) not in beyond]


def extents(figure):
    return {
        line.get_gid().removeprefix("extent "): tuple(line.get_xdata())
        for line in figure.axes[0].lines
        if (line.get_gid() or "").startswith("extent ")
    }


def test_extents_are_those_of_the_table():
    assert extents(drawn(made())) == {"inh-A V6A:A:1": (3.4, 12.5), "car-A E": (-8.5, 18.3)}


def test_only_occupied_pockets_are_marked_and_marks_stay_on_the_line():
    line = next(row for row in ruler.lines(made()) if row.key.kind == "inhibitor")
    # P2's centre, 2.8, lies before the extent begins.
    assert [(x, pocket, size) for x, pocket, size, *_ in line.marks] == [(3.4, "P2", 0.4), (7.7, "P3", 0.5)]
    assert not any(mark.borderline for mark in line.marks)


def test_a_borderline_pocket_is_marked_hatched():
    run = made({"P2": "yes", "P3": "borderline"})
    line = next(row for row in ruler.lines(run) if row.key.kind == "inhibitor")
    assert [(mark.pocket, mark.borderline) for mark in line.marks] == [("P2", False), ("P3", True)]
    hatched = [c for c in drawn(run).axes[0].collections if c.get_hatch()]
    assert [c.get_gid() for c in hatched] == ["borderline P3", None]  # the mark, and the entry in the key
    assert not [c for c in drawn(made()).axes[0].collections if c.get_hatch()]


def test_anchors_are_drawn_where_they_are_with_their_residue():
    axes = drawn(made()).axes[0]
    found = {t.get_text(): t.get_position()[0] for t in axes.texts}
    assert (found["M1"], found["L8"]) == (-7.5, 2.9)
    line = next(row for row in ruler.lines(made()) if row.key.kind == "cargo")
    assert [mark.label for mark in line.marks] == ["M1", "L8"]  # a pocket without an anchor has no mark


def test_the_bonded_atom_is_a_diamond_at_its_place():
    line = next(row for row in ruler.lines(made()) if row.key.kind == "inhibitor")
    assert line.bond == 9.8
    offsets = [tuple(c.get_offsets()[0]) for c in drawn(made()).axes[0].collections if len(c.get_offsets()) == 1]
    assert any(np.isclose(x, 9.8) for x, _ in offsets)


def test_minus_points_to_lower_x():
    collections = drawn(made()).axes[0].collections
    assert any(np.isclose(c.get_offsets()[0][0], -8.5 - 0.9) for c in collections if len(c.get_offsets()) == 1)


@pytest.mark.parametrize("name", ["selinexor", "a compound with quite a long name, to the end of it"])
def test_nothing_is_cut(name):
    figure = drawn(made(name=name))
    box = figure.bbox
    for text in texts(figure):
        extent = text.get_window_extent()
        assert extent.x0 >= box.x0 - 0.5, text.get_text()
        assert extent.x1 <= box.x1 + 0.5, text.get_text()
        assert extent.y0 >= box.y0 - 0.5, text.get_text()
        assert extent.y1 <= box.y1 + 0.5, text.get_text()


def test_phantoms_are_marked_and_others_are_not():
    every = [t.get_text() for t in texts(drawn(made(source_kind="phantom")))]
    assert "\u25c7 1 phantom, ? 2 of unknown source; \u25c7 not observed" in every
    assert "\u25c7 selinexor inh-A" in every
    assert not any("PHANTOM" in t.get_text() for t in texts(drawn(made())))


def test_without_an_occupant_the_figure_says_so():
    run = made()
    empty = run.with_rows(occupancy=[], anchors=[], covalent=[], occupant_atoms=[])
    assert any("No occupant" in t.get_text() for t in texts(drawn(empty)))


@pytest.mark.parametrize("ending", [".svg", ".png", ".pdf"])
def test_the_same_tables_give_the_same_bytes(tmp_path, ending):
    for name in ("one", "two"):
        draw("ruler", made(), [tmp_path / f"{name}{ending}"])
    assert (tmp_path / f"one{ending}").read_bytes() == (tmp_path / f"two{ending}").read_bytes()
