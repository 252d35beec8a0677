"""Figures of many complexes: sections, natural order, pages, summaries; and how sure predictions are."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from nesgroove.compare import fingerprint
from nesgroove.compare.tables import RunTables
from nesgroove.measure.cargo import AnchorRecord
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.contacts import ContactRecord
from nesgroove.measure.occupancy import OccupancyRecord
from nesgroove.measure.occupant_atoms import OccupantAtomRecord
from nesgroove.measure.scalar import GeometryRecord
from nesgroove.model.confidence import CLASSES, confidence_class
from nesgroove.model.plain_text import natural
from nesgroove.model.target import XPO1
from nesgroove.show.colours import contrast, on
from nesgroove.show.figures import clustermap, competition_plan, heatmap, ruler
from nesgroove.show.figures.confidence import draw_shares
from nesgroove.show.figures.paging import LEAST, TALLEST, holdings, parted, stacked
from nesgroove.show.figures.registry import draw, figures
from nesgroove.show.figures.sections import sections
from nesgroove.show.figures.style import figure_style
from nesgroove.show.look import CONFIDENCE_COLOURS, CONFIDENCE_WORDS
from nesgroove.show.size import WHOLE_PAGE, FigureSize

MANY = 65
"""More than a page of any figure holds."""

SECTIONS = (
    [n for n in range(1, MANY + 1) if n % 3],
    [n for n in range(1, MANY + 1) if n % 3 == 0 and n % 2 == 0],
    [n for n in range(1, MANY + 1) if n % 3 == 0 and n % 2],
)
"""Numbers of the models of class 1a, and of those without a class that run the one and the other way."""


def models(count, *, plddt=None, kind="predicted"):
    """A run of so many predicted cargoes: model_1, model_2 ...; those with an even number run the other way."""
    tables = {name: [] for name in ("complexes", "occupancy", "anchors", "contacts", "geometry")}
    for n in range(1, count + 1):
        ids = {"entry": f"model_{n}", "complex": f"model_{n}-A"}
        sure = None if plddt is None else plddt[(n - 1) % len(plddt)]
        tables["complexes"].append(
            ComplexRecord(**ids, cargo_chain="B", source_kind=kind, state="open", groove_width=12.0 + n % 7 / 10,
                          plddt_cargo=sure, plddt_groove=sure)
        )  # fmt: skip
        for pocket in (*XPO1.pockets, "all"):
            tables["occupancy"].append(
                OccupancyRecord(**ids, occupant="B", kind="cargo", pocket=pocket, filled=0.3, filled_vs_cargo=1.0,
                                occupied="yes" if n % 4 else "no", x_min=-8.0 + n % 3, x_max=17.0)
            )  # fmt: skip
        for pocket in XPO1.pockets:
            tables["anchors"].append(
                AnchorRecord(**ids, cargo_chain="B", direction="plus" if n % 2 else "minus", pocket=pocket,
                             nes_class="1a" if n % 3 else "", residue="L8", x=XPO1.pocket_centres[pocket][0])
            )  # fmt: skip
        for position, of in ((561, 1), (565, 3)):
            if n % of == 0:
                tables["contacts"].append(
                    ContactRecord(**ids, occupant="B", kind="cargo", position=position, type="hydrophobic",
                                  residue=f"L{position}", distance=3.9)
                )  # fmt: skip
        for a, b in XPO1.stations:
            tables["geometry"].append(
                GeometryRecord(**ids, measure=f"ca_{a}_{b}", value=12.0 + n % 5 / 10, unit="A")
            )  # fmt: skip
    return RunTables(tables)


def drawn(name, run):
    with figure_style():
        kind = figures()[name]
        made = [kind.draw(run, WHOLE_PAGE), *(page.figure for page in kind.pages(run, WHOLE_PAGE))]
        for figure in made:
            figure.draw_without_rendering()
    return made


def gids(figure, begin):
    return [gid for artist in figure.findobj() if (gid := artist.get_gid() or "").startswith(begin)]


def test_names_are_sorted_as_people_do():
    names = ["model_10", "model_2", "model_1b", "Model_2", "model_1", "3gjx", "model", "10abc"]
    wanted = ["3gjx", "10abc", "model", "model_1", "model_1b", "Model_2", "model_2", "model_10"]
    assert sorted(names, key=natural) == wanted


@given(st.lists(st.text(max_size=12)))
def test_any_names_can_be_sorted_and_different_ones_have_different_keys(names):
    assert len({natural(name) for name in names}) == len(set(names))


def test_occupants_come_by_kind_of_source_then_by_group_and_number():
    run = models(12)
    rows = run.complexes
    rows[11] = rows[11].model_copy(update={"source_kind": "experiment"})
    order = [
        int(key.complex.removeprefix("model_").removesuffix("-A")) for key in run.with_rows(complexes=rows).occupants
    ]
    assert order == [12, 1, 2, 4, 5, 7, 8, 10, 11, 3, 6, 9]


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.integers(2, 30))
def test_pages_hold_every_row_once_and_no_more_than_they_have_room_for(sizes, room):
    sections = [(f"s{n}", [(n, i) for i in range(size)]) for n, size in enumerate(sizes)]
    pages = parted(sections, room)
    assert [row for page in pages for _, rows in page for row in rows] == [row for _, rows in sections for row in rows]
    assert all(sum(1 + len(rows) for _, rows in page) <= room for page in pages)
    for page in pages:
        assert len(page[-1][1]) >= min(LEAST, room - 1) or page[-1][1][-1] == sections[page[-1][1][-1][0]][1][-1]
    assert holdings(pages)[-1].startswith(f"rows {sum(sizes) - sum(len(r) for _, r in pages[-1]) + 1} to {sum(sizes)}")


@pytest.mark.parametrize(("name", "most"), [("ruler", ruler.MOST - 3), ("fingerprints", clustermap.MOST)])
def test_as_many_as_fit_are_one_figure_and_one_more_has_pages(name, most):
    assert len(drawn(name, models(most))) == 1
    made = drawn(name, models(most + 1))
    assert len(made) == 3
    assert all(figure.get_size_inches()[1] <= TALLEST + 0.05 for figure in made)


@pytest.mark.parametrize("name", ["ruler", "occupancy", "fingerprints", "width", "conformations"])
@pytest.mark.parametrize("count", [5, MANY])
def test_no_letters_are_below_six_points_and_no_figure_is_above_a_page(name, count):
    run = models(count, plddt=[95.0, 75.0, 60.0, 30.0])
    for figure in drawn(name, run):
        assert figure.get_size_inches()[1] <= TALLEST + 0.05
        small = [text.get_text() for text in figure.findobj(Text) if text.get_text() and text.get_fontsize() < 6]
        assert small == []


def test_pages_of_the_ruler_have_a_line_for_each_and_the_summary_counts_them():
    run = models(MANY, plddt=[95.0, 75.0, 60.0, 30.0])
    summary, *pages = drawn("ruler", run)
    lines = [gid for page in pages for gid in gids(page, "extent ")]
    assert len(lines) == len(set(lines)) == MANY
    words = [text.get_text() for text in summary.findobj(Text)]
    for own in SECTIONS:
        plus = sum(n % 2 for n in own)
        ways = [f"\u25b6{plus}" if plus else "", f"\u25c0{len(own) - plus}" if len(own) > plus else ""]
        assert f"n = {len(own)}\n{'  '.join(filter(None, ways))}" in words
    assert sorted(gids(summary, "confidence "))[0].startswith("confidence confident")
    assert words.count("44") == len(XPO1.pockets), "every one of the larger class has an anchor in each pocket"


def test_the_summary_of_the_occupancy_has_shares_of_what_could_be_judged():
    run, column = models(MANY), FigureSize.read("85mm")
    summary, pages = heatmap.draw(run, column), [page.figure for page in heatmap.pages(run, column)]
    shares = [text.get_text() for text in summary.findobj(Text) if text.get_gid() == "number"]
    wanted = [f"{100 * sum(n % 4 > 0 for n in own) / len(own):.0f}" for own in SECTIONS]
    assert shares == [share for share in wanted for _ in XPO1.pockets]
    rows = [label.get_text() for page in pages for label in page.axes[0].get_yticklabels()]
    assert len(rows) == len(set(rows)) == MANY
    assert heatmap.MOST < MANY


def test_the_summary_of_fingerprints_is_pale_where_fewer_than_half_have_a_contact():
    run = models(MANY)
    prints = clustermap.collect(run)
    rows = clustermap.summarised(run, prints, WHOLE_PAGE).rows
    by_title = {row.key.group: row for row in rows}
    assert by_title["NES class 1a"].cells == {561: ("hydrophobic",)}
    for way in ("plus", "minus"):
        others = by_title[f"NES class not assigned, {way}"]
        assert others.cells == {561: ("hydrophobic",), 565: ("hydrophobic",)}
        assert not others.pale


def test_files_of_pages_lie_beside_the_figure_and_those_of_an_earlier_run_go(tmp_path):
    written = draw("ruler", models(MANY).named("all of them"), [tmp_path / "ruler.svg"])
    names = [path.name for path in written]
    assert names == ["ruler.svg", "ruler-1.svg", "ruler-2.svg"]
    (tmp_path / "ruler-9.svg").write_text("of the user")
    text = re.sub(r"<!-- (.*?) -->", "", (tmp_path / "ruler-2.svg").read_text())
    assert "ruler, page 2 of 2: rows " in text
    assert "Shown: all of them" in text
    assert "A summary; ruler-1 to ruler-2 hold the rows." in (tmp_path / "ruler.svg").read_text()
    draw("ruler", models(5), [tmp_path / "ruler.svg"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ruler-9.svg", "ruler.svg"]
    assert "A summary" not in (tmp_path / "ruler.svg").read_text()


def test_more_pages_than_are_asked_for_are_none_and_the_summary_says_so(tmp_path):
    run = models(MANY)
    for most, names in ((2, 3), (1, 1), (0, 1), (2, 3), (0, 1)):
        draw("ruler", run, [tmp_path / "ruler.svg"], most=most)
        assert len(list(tmp_path.iterdir())) == names
        text = re.sub(r"\s+", " ", re.sub(r"<!-- (.*?) -->", "", (tmp_path / "ruler.svg").read_text()))
        words = ("all rows would be 2 pages, more than the 1 that are drawn", "--pages 2 draws")
        assert all((word in text) == (most == 1) for word in words)
        assert ("hold the rows" in text) == (most == 2)


@pytest.mark.parametrize("name", ["ruler", "width", "map"])
def test_confidence_is_shown_of_predictions_alone(name, phantom_tables):
    run = RunTables.read(phantom_tables)
    (figure,) = drawn(name, run)
    assert gids(figure, "confidence") == []
    sure = [row.model_copy(update={"source_kind": "predicted", "plddt_cargo": 42.0, "plddt_groove": 42.0})
            if row.cargo_chain else row for row in run.complexes]  # fmt: skip
    (figure,) = drawn(name, run.with_rows(complexes=sure))
    marks = [gid for gid in gids(figure, "confidence ") if gid != "confidence-legend"]
    assert marks
    assert all(gid.startswith("confidence very low") for gid in marks)
    words = [text.get_text() for text in figure.findobj(Text)]
    assert set(CONFIDENCE_WORDS.values()) <= set(words)


def test_a_number_has_the_class_whose_colour_it_has():
    """89.9 is not written as 90 on the colour of what is below."""
    (figure,) = drawn("ruler", models(3, plddt=[89.9]))
    chips = [text for text in figure.findobj(Text) if (text.get_gid() or "").startswith("confidence ")]
    assert [chip.get_text() for chip in chips] == ["89"] * 3
    for chip in chips:
        assert chip.get_gid() == f"confidence {confidence_class(float(chip.get_text()))}"


def test_limits_and_colours_are_those_of_the_classes():
    assert list(CONFIDENCE_COLOURS) == list(CONFIDENCE_WORDS) == [name for name, _ in CLASSES]
    for name, limit in CLASSES[:-1]:
        assert CONFIDENCE_WORDS[name].endswith(f"from {limit:.0f}")
    for colour in CONFIDENCE_COLOURS.values():
        assert contrast(on(colour), colour) >= 4.5, "the number on it is read"


def pair(inhibitors, cargoes):
    """A run of so many inhibitors and cargoes, of two atoms each."""
    tables = {name: [] for name in ("complexes", "occupancy", "anchors", "occupant_atoms")}
    for n in range(inhibitors + cargoes):
        kind = "inhibitor" if n < inhibitors else "cargo"
        ids = {"entry": f"e{n}", "complex": f"e{n}-A"}
        occupant = "V6A:C:1" if kind == "inhibitor" else "B"
        more = {"inhibitor": "V6A", "inhibitor_name": "selinexor", "inhibitor_class": "SINE"}
        tables["complexes"].append(
            ComplexRecord(**ids, source_kind="predicted", **(more if kind == "inhibitor" else {"cargo_chain": "B"}))
        )
        tables["occupancy"].append(
            OccupancyRecord(**ids, occupant=occupant, kind=kind, pocket="all", x_min=-5.0, x_max=9.0)
        )
        if kind == "cargo":
            tables["anchors"].append(AnchorRecord(**ids, cargo_chain="B", pocket="P3", residue="L8", nes_class="1a"))
        tables["occupant_atoms"].append(
            OccupantAtomRecord(**ids, occupant=occupant, kind=kind, atom="CA", element="C", x=7.7, y=0.0, z=1.0)
        )
    return RunTables(tables)


@pytest.mark.parametrize(("inhibitors", "cargoes", "bounded"), [(5, 5, False), (30, 100, False), (100, 260, True)])
def test_pages_of_the_competition_grow_with_a_run_and_not_with_its_square(inhibitors, cargoes, bounded):
    run = pair(inhibitors, cargoes)
    plan = competition_plan.Plan(
        competition_plan.overlays(run), sections(run, "inhibitor"), sections(run, "cargo"), WHOLE_PAGE
    )
    assert (len(plan.parts) > competition_plan.MOST_PAGES) == bounded
    if bounded:
        with figure_style():
            words = [page.holds for page in figures()["competition"].pages(run, WHOLE_PAGE)]
        assert len(words) < len(plan.parts)
        assert {page.split(",")[0] for page in words} == {
            "every inhibitor against sections of cargoes", "every cargo against classes of inhibitors",
        }  # fmt: skip


def test_confidence_is_hatched_where_greys_are_something_else():
    faces = {}
    for hatched in (False, True):
        axes = Figure().add_axes((0, 0, 1, 1))
        draw_shares(axes, (0, 0, 1, 0.1), [95.0, 75.0, 60.0, 30.0, None], hatched=hatched)
        faces[hatched] = [(patch.get_facecolor()[:3], patch.get_hatch()) for patch in axes.patches]
    assert [to_hex(face).upper() for face, _ in faces[False]] == list(CONFIDENCE_COLOURS.values())
    assert {face for face, _ in faces[True]} == {(1.0, 1.0, 1.0)}
    assert len({hatch for _, hatch in faces[True]}) == len(CLASSES)


@pytest.mark.parametrize(("count", "pages"), [(1, 0), (26, 1), (60, 3)])
def test_every_compound_is_in_the_summary_of_ligands_or_on_its_pages_and_that_is_said(count, pages):
    run = pair(count, 0)
    rows = [row.model_copy(update={"inhibitor_name": f"compound {n:02d}"}) for n, row in enumerate(run.complexes)]
    run = run.with_rows(complexes=rows)
    with figure_style():
        summary = figures()["ligands"].draw(run, WHOLE_PAGE)
        rest = list(figures()["ligands"].pages(run, WHOLE_PAGE))
    assert summary.get_size_inches()[1] <= TALLEST
    shown = gids(summary, "panel ")
    said = [text.get_text() for text in summary.findobj(Text) if text.get_gid() == "left out"]
    few = len(shown) < count
    assert said == ([f"{len(shown)} of {count} compounds; the others stand on pages (--pages)."] if few else [])
    assert few == (count == 60)
    names = [name for page in rest for name in page.holds.split(", ")]
    everyone = {f"compound {n:02d}" for n in range(count)}
    assert set(names) == (everyone if pages else set())
    assert len(names) == (2 * count - len(shown) if few else count * bool(pages))


@pytest.mark.parametrize(("classes", "parts"), [(3, 1), (40, 2)])
def test_every_class_is_in_the_summary_of_the_competition_or_on_its_pages_and_that_is_said(classes, parts):
    run = pair(40, 60)
    rows = [row.model_copy(update={"inhibitor_class": f"class {n % classes:02d}"}) if row.inhibitor else row
            for n, row in enumerate(run.complexes)]  # fmt: skip
    run, size = run.with_rows(complexes=rows), FigureSize.read("60mm")
    with figure_style():
        summary = figures()["competition"].draw(run, size)
        pages = [page for page in figures()["competition"].pages(run, size) if page.holds.startswith("medians")]
        shown = [text.get_text() for figure in (summary, *(page.figure for page in pages))
                 for text in figure.findobj(Text) if (text.get_gid() or "").startswith("column")]  # fmt: skip
    assert len(pages) == parts - 1
    assert sorted(text.splitlines()[0] for text in shown) == [f"class {n:02d}" for n in range(classes)]
    said = [text.get_text() for text in summary.findobj(Text) if text.get_gid() == "left out"]
    assert said == ([] if parts == 1 else [f"Part 1 of {parts} of the summary; the others stand on pages (--pages)."])


@pytest.mark.parametrize(("width", "named"), [("85mm", True), ("180mm", False)])
def test_a_class_without_room_above_its_columns_is_named_in_each(width, named):
    run = pair(4, 2)
    name = "polyketide lactone" if named else "SINE"
    rows = [row.model_copy(update={"inhibitor_class": name if row.entry == "e0" else "one"}) if row.inhibitor else row
            for row in run.complexes]  # fmt: skip
    with figure_style():
        figure = figures()["competition"].draw(run.with_rows(complexes=rows), FigureSize.read(width))
    above = [text.get_text() for text in figure.findobj(Text) if text.get_gid() == "class"]
    lines = [text.get_text().splitlines()[0] for text in figure.findobj(Text) if text.get_gid() == f"column {name}"]
    assert "one" in above
    assert lines == [f"selinexor, {name}" if named else "selinexor"]
    assert (name in above) != named


@pytest.mark.parametrize("block", [1, 3, 256])
def test_distances_of_fingerprints_are_those_of_their_definition(monkeypatch, block):
    monkeypatch.setattr(fingerprint, "BLOCK", block)
    counts = np.array([[1.0, 0.0, 2.0, np.nan], [0.0, 0.0, 1.0, 1.0], [np.nan] * 4, [1.0, 0.0, 1.0, 0.0]])
    # Of what both know: 1 of 2, nothing at all, all; nothing, 2 of 3; nothing.
    assert fingerprint._jaccard(counts).tolist() == pytest.approx([0.5, 1.0, 0.0, 1.0, 2 / 3, 1.0])


def test_rows_are_stacked_until_a_page_is_full():
    assert stacked("abcd", [1.0, 1.0, 1.5, 0.5], 2.0) == [["a", "b"], ["c", "d"]]
    assert stacked("ab", [3.0, 1.0], 2.0) == [["a"], ["b"]]
    assert stacked("", [], 2.0) == [[]]
