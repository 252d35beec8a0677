"""The groove ruler draws what the tables say, whole and the same each time."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.text import Text

from nesgroove.compare.tables import RunTables
from nesgroove.measure.cargo import AnchorRecord
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.covalent import CovalentRecord
from nesgroove.measure.groove_ca import GrooveAtomRecord
from nesgroove.measure.occupancy import OccupancyRecord
from nesgroove.measure.occupant_atoms import OccupantAtomRecord
from nesgroove.model.target import XPO1
from nesgroove.show.figures import ruler
from nesgroove.show.figures.registry import draw
from nesgroove.show.figures.ruler_axis import BAND, positions
from nesgroove.show.figures.style import figure_style
from nesgroove.show.size import WHOLE_PAGE, FigureSize

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
    shades = {p.get_gid(): bool(p.get_hatch()) for p in drawn(run).axes[0].patches if p.get_gid()}
    assert shades == {"occupied P2 inh-A V6A:A:1": False, "borderline P3 inh-A V6A:A:1": True}
    assert "borderline" in [t.get_text() for t in drawn(run).texts]
    assert "borderline" not in [t.get_text() for t in drawn(made()).texts]


def test_a_shade_is_the_higher_the_more_of_the_pocket_is_filled_and_stays_in_its_band():
    shades = {p.get_gid().split()[1]: p for p in drawn(made()).axes[0].patches if p.get_gid()}
    assert 0.3 < shades["P2"].get_height() < shades["P3"].get_height() < 1.0
    assert shades["P2"].get_x() == pytest.approx(3.4), "where the inhibitor begins"
    assert shades["P3"].get_x() + shades["P3"].get_width() == pytest.approx(XPO1.pocket_centres["P3"][0] + BAND)


def test_atoms_of_inhibitors_and_residues_of_cargoes_are_dots_within_the_extent():
    run = made()
    inhibitor = {"entry": "inh", "complex": "inh-A", "occupant": "V6A:A:1", "kind": "inhibitor"}
    cargo = {"entry": "car", "complex": "car-A", "occupant": "E", "kind": "cargo", "y": 0.0, "z": 0.0}
    atoms = [
        *run.occupant_atoms,
        OccupantAtomRecord(**inhibitor, atom="C1", x=4.0, y=0.0, z=0.0),
        OccupantAtomRecord(**inhibitor, atom="C2", x=20.0, y=0.0, z=0.0),
        OccupantAtomRecord(**cargo, residue="M1", auth_seq_id=1, atom="CA", x=-8.0),
        OccupantAtomRecord(**cargo, residue="M1", auth_seq_id=1, atom="CB", x=-7.0),
        OccupantAtomRecord(**cargo, residue="L4", auth_seq_id=4, atom="CB", x=-2.0),
    ]
    by_kind = {row.key.kind: row.dots for row in ruler.lines(run.with_rows(occupant_atoms=atoms))}
    assert by_kind == {"inhibitor": (4.0, 9.8), "cargo": (-7.5, -2.0)}
    axes = drawn(run.with_rows(occupant_atoms=atoms)).axes[0]
    dots = {c.get_gid(): len(c.get_offsets()) for c in axes.collections if (c.get_gid() or "").startswith("dots")}
    assert dots == {"dots inhibitor": 2, "dots cargo": 2}


def position(number, residue, x, side_x=None):
    return GrooveAtomRecord(entry="inh", complex="inh-A", position=number, residue=residue, x=x, y=0.0, z=0.0,
                            side_x=side_x)  # fmt: skip


def test_positions_of_xpo1_are_those_of_one_kind():
    run = RunTables(complexes=[
        ComplexRecord(entry=entry, complex=f"{entry}-A", source_kind=kind)
        for entry, kind in (("inh", "experiment"), ("one", "predicted"), ("two", "predicted"))
    ])  # fmt: skip
    observed = position(528, "C528", 10.7, 10.5)
    models = [
        GrooveAtomRecord(entry=entry, complex=f"{entry}-A", position=528, residue="S528", x=4.0, y=0.0, z=0.0)
        for entry in ("one", "two")
    ]
    (own,) = positions(run.with_rows(groove_ca=[observed, *models]))
    assert (own.name, own.x) == ("C528", 10.5)
    (own,) = positions(run.with_rows(groove_ca=models))
    assert (own.name, own.x) == ("S528", 4.0)


def test_positions_of_xpo1_stand_where_their_side_chains_are_each_wall_by_itself():
    rows = [position(528, "C528", 10.7, 10.5), position(568, "K579", 6.4, 7.3), position(571, "E571", 10.8),
            position(550, "A550", 0.0)]  # fmt: skip
    figure = drawn(made().with_rows(groove_ca=rows))
    (axes,) = [axes for axes in figure.axes if axes.get_gid() == "positions"]
    names = {t.get_gid(): (t.get_text(), round(t.get_position()[0], 1)) for t in axes.texts}
    # Yeast's 579 is position 568; 550 does not line the groove.
    assert names["position 528"] == ("C528", 10.5)
    assert names["position 568"] == ("K568", 7.3)
    assert names["position 571"] == ("E571", 10.8)
    assert {gid for gid in names if gid.startswith("position")} == {f"position {n}" for n in (528, 568, 571)}
    assert figure.axes[0].get_xlim() == axes.get_xlim()
    assert not [axes for axes in drawn(made()).axes if axes.texts and axes.get_gid() == "positions"]


@pytest.mark.parametrize("width", [60, 85, 180])
def test_every_mark_has_a_key_and_nothing_is_cut_at_any_width(width):
    rows = [position(n, f"L{n}", 1.0 + n / 1000) for n in (514, 518, 521, 525, 528, 534, 537, 538, 541, 544, 545)]
    with figure_style():
        figure = ruler.draw(made({"P2": "yes", "P3": "borderline"}).with_rows(groove_ca=rows), FigureSize.read(width))
        figure.draw_without_rendering()
    box = figure.bbox
    for text in texts(figure):
        extent = text.get_window_extent()
        assert extent.x0 >= box.x0 - 0.5, text.get_text()
        assert extent.x1 <= box.x1 + 0.5, text.get_text()
        assert extent.y0 >= box.y0 - 0.5, text.get_text()
        assert text.get_fontsize() >= 6
    keys = " ".join(t.get_text() for t in figure.texts if t.get_gid() == "key")
    for words in ("heavy atoms", "residues", "anchor", "from N to C", "pocket that it occupies", "borderline",
                  "bonded to Cys528", "H11, H12"):  # fmt: skip
        assert words in keys, words


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
    assert "\u25c7 1 phantom, ? 1 of unknown source; \u25c7 not observed" in every
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
