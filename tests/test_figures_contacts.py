"""The figures of contacts and footprints: barcode, footprint map, diagram, comparison: what is drawn is what is tabled.

They are drawn at one and at two columns; texts are measured where they are drawn.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle
from matplotlib.text import Text
from typer.testing import CliRunner

import nesgroove
from figure_texts import by_gid, text_faults, words
from nesgroove.cli.app import app
from nesgroove.compare.pairs import paired
from nesgroove.compare.tables import RunTables
from nesgroove.errors import ConfigError
from nesgroove.model.target import XPO1
from nesgroove.show.figures import barcode_lanes, interactions
from nesgroove.show.figures.barcode_lanes import BESIDE, pocket_of
from nesgroove.show.figures.bound_compounds import bound_compound
from nesgroove.show.figures.footprint_areas import Footprints
from nesgroove.show.figures.interaction_cargo import cargo_panel
from nesgroove.show.figures.interaction_panel import compound_panel
from nesgroove.show.figures.paging import TALLEST, Page
from nesgroove.show.figures.pairing import pair_of
from nesgroove.show.figures.registry import draw as draw_to_files
from nesgroove.show.figures.registry import figures
from nesgroove.show.figures.sketch import common_atoms, sketch
from nesgroove.show.figures.style import figure_style
from nesgroove.show.figures.surface import surface_of, surface_pixels
from nesgroove.show.figures.two_rows import two_blocks
from nesgroove.show.look import TOUCH_ALONE
from nesgroove.show.size import FigureSize

REAL = ("3gjx", "composite_v6a", "composite_lmb", "4hb2")
NAMES = ("barcode", "footprint-map", "diagram", "compare")
WIDTHS = ("85mm", "180mm")


@pytest.fixture(scope="session")
def phantoms(phantom_tables: Path) -> RunTables:
    return RunTables.read(phantom_tables)


@pytest.fixture(scope="session")
def real(survey_of: Callable) -> RunTables:
    return RunTables.of([row for name in REAL for row in survey_of(name).rows])


def of_entries(run: RunTables, *entries: str) -> RunTables:
    return run.only({row.complex for row in run.complexes if row.entry in entries})


def drawn(name: str, run: RunTables, width: str = "180mm") -> Figure:
    with figure_style():
        figure = figures()[name].draw(run, FigureSize.read(width))
        FigureCanvasAgg(figure).draw()
    return figure


def all_pages(name: str, run: RunTables, width: str = "180mm") -> list[Page]:
    with figure_style():
        pages = list(figures()[name].pages(run, FigureSize.read(width)))
        for page in pages:
            FigureCanvasAgg(page.figure).draw()
    return pages


def faults(figure: Figure) -> list[str]:
    return text_faults(figure, 6, (1.0, 1.5))


def many(run: RunTables, count: int) -> RunTables:
    """A run of many copies of each complex under other names."""
    tables: dict[str, list] = {name: list(rows) for name, rows in run.tables.items()}
    for name, rows in run.tables.items():
        for row in rows:
            for number in range(count):
                entry = f"{row.entry}_{number:02d}"
                named = {"complex": row.complex.replace(row.entry, entry, 1)} if getattr(row, "complex", "") else {}
                tables[name].append(row.model_copy(update={"entry": entry, **named}))
    return RunTables(tables, references=run.references)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_no_word_is_cut_small_or_on_another(name: str, width: str, phantoms: RunTables) -> None:
    figure = drawn(name, phantoms, width)
    assert faults(figure) == []
    assert figure.get_size_inches()[0] * 25.4 == pytest.approx(float(width[:-2]))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_nor_with_real_structures(name: str, width: str, real: RunTables) -> None:
    assert faults(drawn(name, real, width)) == []


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_run_says_why_nothing_is_drawn(name: str, phantoms: RunTables) -> None:
    empty = of_entries(phantoms, "phantom_closed")
    said = words(drawn(name, empty, "85mm"))
    why = "Fewer than two occupants" if name == "compare" else "No occupant in any groove"
    assert [line for line in said if why in line.replace("\n", " ")]
    assert all_pages(name, empty) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_same_tables_give_the_same_bytes(name: str, phantoms: RunTables, tmp_path: Path) -> None:
    first = draw_to_files(name, phantoms, [tmp_path / "a.svg"])[0].read_bytes()
    assert draw_to_files(name, RunTables(phantoms.tables), [tmp_path / "b.svg"])[0].read_bytes() == first


@pytest.mark.parametrize("name", NAMES)
def test_many_occupants_have_a_summary_and_pages(name: str, phantoms: RunTables) -> None:
    run = many(phantoms, 5 if name == "diagram" else 20)
    figure = drawn(name, run)
    assert float(figure.get_size_inches()[1]) <= TALLEST + 0.1
    assert faults(figure) == []
    with figure_style():
        first = next(iter(figures()[name].pages(run, FigureSize.read("180mm"))), None)
        if first is not None:
            FigureCanvasAgg(first.figure).draw()
            assert faults(first.figure) == []
            if name == "diagram":  # a page counts what is on it
                panels = sum((axes.get_gid() or "").startswith("panel ") for axes in first.figure.axes)
                mark = next(text.get_text() for text in first.figure.texts if text.get_gid() == "kinds-mark")
                assert sum(map(int, re.findall(r"\d+", mark))) == panels
    # The lanes of phantoms fit a page, and a comparison has no pages.
    assert (first is None) == (name in ("barcode", "compare"))


class TestBarcode:
    def test_marks_are_the_contacts_of_the_tables(self, phantoms: RunTables) -> None:
        figure = drawn("barcode", phantoms)
        shown = {}
        for marks in by_gid(figure, "lane ", PathCollection):
            _, position, kind = marks.get_gid().split(" ")
            shown[int(position), kind] = len(marks.get_offsets())
        tabled = {(r.complex, r.occupant, r.position, r.type) for r in phantoms.contacts
                  if r.kind != "ran" and r.position is not None and not r.symmetry
                  and r.type not in ("clash", "van_der_waals")}  # fmt: skip
        assert tabled
        for position, kind in {(p, t) for _, _, p, t in tabled}:
            assert shown[position, kind] == sum((p, t) == (position, kind) for _, _, p, t in tabled)
        assert {kind for _, kind in shown} - {kind for *_, kind in tabled} <= {TOUCH_ALONE}
        keys = [text.get_text() for text in by_gid(figure, "position", Text)]
        assert "C528" in keys

    def test_a_position_that_is_only_near_has_that_alone(self, phantoms: RunTables) -> None:
        code = barcode_lanes.collect(phantoms)
        near = {(lane.position, i) for place in code.places for lane in place.lanes if lane.type == TOUCH_ALONE
                for i in np.flatnonzero(lane.has)}  # fmt: skip
        typed = {(lane.position, i) for place in code.places for lane in place.lanes if lane.type != TOUCH_ALONE
                 for i in np.flatnonzero(lane.has)}  # fmt: skip
        assert near
        assert not near & typed
        touched = {(r.position, r.complex) for r in phantoms.footprint if r.touches and r.position is not None}
        assert {(p, code.columns[i].complex) for p, i in near | typed} >= touched

    def test_a_residue_that_is_not_whole_is_no_absence(self, phantoms: RunTables) -> None:
        cargo, *_ = [row.complex for row in phantoms.complexes if row.cargo_chain]
        cut = [row.model_copy(update={"missing": 2}) if (row.complex, row.position) == (cargo, 528) else row
               for row in phantoms.groove_ca]  # fmt: skip
        contacts = [row for row in phantoms.contacts if (row.complex, row.position) != (cargo, 528)]
        footprint = [row for row in phantoms.footprint if (row.complex, row.position) != (cargo, 528)]
        run = phantoms.with_rows(groove_ca=cut, contacts=contacts, footprint=footprint)
        code = barcode_lanes.collect(run)
        column = [key.complex for key in code.columns].index(cargo)
        (place,) = [place for place in code.places if place.position == 528]
        assert not any(lane.observable[column] for lane in place.lanes)
        assert by_gid(drawn("barcode", run), "missing 528", Artist)
        assert not by_gid(drawn("barcode", phantoms), "missing 528", Artist)

    def test_shares_are_of_one_kind_of_source(self, real: RunTables) -> None:
        figure = drawn("barcode", real)
        titles = [axes.get_gid() for axes in figure.axes if str(axes.get_gid()).startswith("share of")]
        assert titles == ["share of composite, n = 2"]  # of the one experiment there is no share

    def test_what_lines_several_pockets_is_listed_with_the_middle_one(self) -> None:
        assert [pocket_of(p) for p in (514, 518, 525, 568, 528, 572, 529)] == [
            "P0",
            "P0",
            "P2",
            "P2",
            "P3",
            "P3",
            BESIDE,
        ]

    def test_rare_lanes_are_left_out_of_a_page_and_counted(self, real: RunTables) -> None:
        code = barcode_lanes.collect(real)
        from nesgroove.show.figures import barcode

        kept = barcode.common(code, 2.0)
        left = {(lane.position, lane.type) for place in kept.places for lane in place.lanes}
        counts = {(lane.position, lane.type): lane.has.sum() for place in code.places for lane in place.lanes}
        assert 0 < len(left) < len(counts)
        assert min(counts[bit] for bit in left) > max(counts[bit] for bit in counts.keys() - left)
        assert barcode.common(code, 100.0) == code


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("tail", ["", "_of_a_long_name_of_a_model_that_goes_on_beyond_a_line_seed_{}_model_0_relaxed"])
def test_two_long_names_are_whole_and_told_apart(width: str, tail: str, phantoms: RunTables) -> None:
    bound = [row.complex for row in phantoms.complexes if row.inhibitor][:2]
    named = {name: f"{name}{tail.format(n)}" for n, name in enumerate(bound)}
    tables = {
        table: [row.model_copy(update={"complex": named[row.complex]}) for row in rows if row.complex in named]
        for table, rows in phantoms.only(bound).tables.items()
        if rows and hasattr(rows[0], "complex")
    }
    figure = drawn("compare", RunTables(tables, references=phantoms.references), width)
    texts = "".join("".join(words(figure)).split())
    assert all(texts.count(name) >= 2 for name in named.values())  # above its structure, and above its positions
    assert faults(figure) == []


class TestFootprintMap:
    def test_areas_are_those_of_the_tables(self, real: RunTables) -> None:
        figure = drawn("footprint-map", real)
        for key in real.occupants:
            total = sum(row.buried for row in real.footprint
                        if (row.complex, row.occupant) == (key.complex, key.occupant)
                        and row.position is not None and 510 <= row.position <= 594)  # fmt: skip
            (said,) = [t.get_text() for t in by_gid(figure, f"total {key.label}", Text) if "less" not in t.get_gid()]
            assert said == f"{total:.0f} Å²"

    def test_the_difference_is_first_less_second(self, real: RunTables) -> None:
        areas = Footprints(real)
        pair = pair_of(real)
        assert pair is not None
        assert [key.kind for key in pair] == ["inhibitor", "cargo"]
        change = areas.difference(pair)
        assert change is not None
        first, second = areas.one(pair[0]), areas.one(pair[1])
        assert change.buried[528] == pytest.approx(first.buried[528] - second.buried[528])
        only_second = second.buried.keys() - first.buried.keys()
        assert all(change.buried[p] < 0 for p in only_second & change.buried.keys())

    def test_without_areas_there_is_nothing_to_colour_and_that_is_said(self, phantoms: RunTables) -> None:
        bare = phantoms.with_rows(footprint=[r.model_copy(update={"buried": None}) for r in phantoms.footprint])
        assert "No buried area was measured" in " ".join(words(drawn("footprint-map", bare)))
        cargo, *_ = [key for key in phantoms.occupants if key.kind == "cargo"]
        half = phantoms.with_rows(footprint=[r.model_copy(update={"buried": None}) if r.complex == cargo.complex else r
                                             for r in phantoms.footprint])  # fmt: skip
        figure = drawn("footprint-map", half)
        assert [t.get_text() for t in by_gid(figure, f"total {cargo.label}", Text)] == ["areas not measured"]
        pair = pair_of(half)
        assert pair is not None
        expected = cargo not in pair
        assert any(" less " in str(axes.get_gid()) for axes in figure.axes if axes.get_label() != "bar") == expected

    @pytest.mark.parametrize(("classes", "width", "columns"), [(3, "85mm", 2), (14, "85mm", 2), (3, "180mm", 2)])
    def test_every_section_is_in_the_summary_or_on_a_page_and_that_is_said(
        self, classes: int, width: str, columns: int, phantoms: RunTables
    ) -> None:
        bound = [row for row in phantoms.complexes if row.inhibitor][:1]
        run = many(phantoms.only({row.complex for row in bound}), classes + 14)
        rows = [row.model_copy(update={"inhibitor_class": f"class {n % classes:02d}"})
                for n, row in enumerate(run.complexes)]  # fmt: skip
        run = run.with_rows(complexes=rows)
        wanted = {f"panel class {n:02d}" for n in range(classes)}
        size = FigureSize.read(width)
        with figure_style():
            summary = figures()["footprint-map"].draw(run, size)
            pages = list(figures()["footprint-map"].pages(run, size))
            rest = [axes for page in pages if page.holds.startswith("sections") for axes in page.figure.axes]
        shown = {str(axes.get_gid()) for axes in summary.axes} & wanted
        assert len({round(axes.get_position().x0, 3) for axes in summary.axes if axes.get_gid() in wanted}) == columns
        beyond = {str(axes.get_gid()) for axes in rest}
        assert shown | beyond == wanted | (beyond - wanted)
        assert not shown & beyond
        (said,) = [t.get_text() for t in by_gid(summary, "left out", Text)] or [""]
        assert said.startswith(f"Sections 1 to {len(shown)} of {classes}") == (len(shown) < classes)
        assert (len(shown) < classes) == (classes == 14 and width == "85mm")
        assert sum(page.holds.startswith("occupants") for page in pages) == len(pages) - bool(beyond)

    def test_each_residue_of_the_surface_lies_where_its_atoms_are(self, real: RunTables) -> None:
        surface = surface_of(real, "3gjx-D")
        assert surface is not None
        x, y = surface_pixels()
        tips = {r.position: (r.tip_x, r.tip_y, r.tip_z) for r in real.groove_ca if r.complex == "3gjx-D"}
        for position in (568, 537, 571, 561):  # on top of everything
            tx, ty, _ = tips[position]
            assert surface.owner[int(np.abs(y - ty).argmin()), int(np.abs(x - tx).argmin())] == position
        assert surface.letters[XPO1.cysteine] == "C"
        assert surface_of(real, "none-A") is None


COMPOSITES = ("51k", "6l8", "a1cbd", "aa8", "d29", "eqf", "g6u", "k76", "k85", "lbf", "lmb", "rja", "v6a", "verdinexor")


class TestDiagram:
    @pytest.mark.parametrize(
        "name", [name if name in ("k85", "verdinexor") else pytest.param(name, marks=pytest.mark.full)
                 for name in COMPOSITES]
    )  # fmt: skip
    def test_no_label_lies_on_another_or_on_an_atom(self, name: str, survey_of: Callable) -> None:
        run = RunTables.of(survey_of(f"composite_{name}").rows)
        (key,) = run.occupants
        panel = compound_panel(bound_compound(run, key), 85 / 25.4)
        assert panel is not None  # verdinexor too, whose component is UNL: its graph is known
        assert panel.labels.clear
        assert faults(drawn("diagram", run, "85mm")) == []

    def test_residues_and_lines_are_those_of_the_tables(self, real: RunTables) -> None:
        run = real.only({"composite_v6a-C"})
        figure = drawn("diagram", run)
        names = {text.get_gid().split(" ")[-1] for text in by_gid(figure, "residue composite_v6a-C", Text)}
        touched = {r.position: r.component.capitalize() for r in run.footprint if r.touches}
        assert names == {f"{component}{position}" for position, component in touched.items()}
        lines = {line.get_gid() for line in by_gid(figure, "contact", Line2D)}
        assert lines == {"contact composite_v6a-C E571 hydrogen_bond"}
        assert "Cys528\n1.82 Å" in words(figure)

    def test_what_is_open_is_what_the_tables_say(self, real: RunTables) -> None:
        run = real.only({"composite_v6a-C"})
        shaded = {c.get_gid().split(" ")[-1] for c in by_gid(drawn("diagram", run), "open ", Circle)}
        assert shaded == {row.atom for row in run.occupant_atoms if row.exposed is not None and row.exposed >= 10}
        unknown = run.with_rows(occupant_atoms=[r.model_copy(update={"exposed": None}) for r in run.occupant_atoms])
        assert not by_gid(drawn("diagram", unknown), "open ", Circle)

    def test_a_cargo_is_its_residues_with_their_contacts(self, real: RunTables) -> None:
        run = real.only({"3gjx-D"})
        figure = drawn("diagram", run, "85mm")
        anchors = {t.get_gid().split(" ")[-1]: t.get_text() for t in by_gid(figure, "anchor ", Text)}
        assert anchors == {"M1": "Φ0", "L4": "Φ1", "L8": "Φ2", "F12": "Φ3", "V14": "Φ4"}
        marks = {tuple(m.get_gid().split(" ")[2:]) for m in by_gid(figure, "mark ", PathCollection)}
        near = {atom.residue for atom in run.occupant_atoms}
        typed = {(f"{r.residue[:1]}{r.position}", r.occupant_residue, r.type) for r in run.contacts
                 if r.kind == "cargo" and r.position and not r.symmetry and r.type not in ("clash", "van_der_waals")
                 and r.occupant_residue in near}  # fmt: skip
        assert {mark for mark in marks if mark[2] != TOUCH_ALONE} == typed

    def test_a_reversed_signal_runs_from_c_to_n(self, phantoms: RunTables) -> None:
        run = of_entries(phantoms, "phantom_cargo_1a_minus")
        (key,) = run.occupants
        panel = cargo_panel(run, key, 3.3)
        numbers = [int(residue.name[1:]) for residue in panel.residues]
        assert numbers == sorted(numbers, reverse=True)
        assert panel.direction == "minus"

    def test_many_inhibitors_are_each_compound_once(self, phantoms: RunTables) -> None:
        run = many(of_entries(phantoms, "phantom_v6a", "phantom_lmb"), 12)
        assert len(run.occupants) == 26
        assert [key.component for key in interactions.shown_keys(run)] == ["LMB", "V6A"]


def test_two_that_are_left_are_the_pair_and_one_is_none(real: RunTables) -> None:
    assert pair_of(real.only({"3gjx-D"})) is None
    both = real.only({"composite_v6a-C", "composite_lmb-C"})
    assert pair_of(both) == tuple(both.occupants)
    assert re.match("selinexor|leptomycin", both.occupants[0].label)


class TestCompare:
    def test_positions_are_of_the_first_of_both_or_of_the_second(self, real: RunTables) -> None:
        run = paired(real, ("3gjx", "selinexor"), step="figure")
        pair = pair_of(run)
        assert pair is not None
        assert [key.complex for key in pair] == ["3gjx-D", "composite_v6a-C"]
        blocks = two_blocks(run, pair)
        touched = [
            {r.position for r in (*run.footprint, *run.contacts)
             if (r.complex, r.occupant) == (key.complex, key.occupant) and r.position in range(510, 595)
             and getattr(r, "touches", True) and getattr(r, "type", "") != "clash" and not getattr(r, "symmetry", "")}
            for key in pair
        ]  # fmt: skip
        counts = [len(touched[0] - touched[1]), len(touched[0] & touched[1]), len(touched[1] - touched[0])]
        assert [len(rows) for _, rows in blocks] == counts
        assert "outside the groove" in blocks[0][0]  # snurportin touches more of XPO1 than the groove
        assert "outside of it" not in blocks[2][0]
        assert any(row.name == "Glu/Val529" for _, rows in blocks for row in rows)  # mouse and yeast differ there
        figure = drawn("compare", run)
        (area,) = by_gid(figure, "area 1 Lys568", Text)
        buried = next(r.buried for r in run.footprint if r.complex == "composite_v6a-C" and r.position == 568)
        assert area.get_text() == f"{buried:.0f}"
        filled = next(r.filled for r in run.occupancy if (r.complex, r.pocket) == ("composite_v6a-C", "P3"))
        assert [t.get_text() for t in by_gid(figure, "filled 1 P3", Text)] == [f"{filled:.0%}"]

    def test_two_compounds_lie_alike_on_their_scaffold(self, survey_of: Callable) -> None:
        run = RunTables.of([row for name in ("v6a", "k85") for row in survey_of(f"composite_{name}").rows])
        pair = pair_of(run)
        assert pair is not None
        one, other = (bound_compound(run, key) for key in pair)
        common = common_atoms((one.template, [one.bonds[0].atom]), (other.template, [other.bonds[0].atom]))
        assert common is not None
        assert common[one.bonds[0].atom] == other.bonds[0].atom
        assert len(common) >= 18  # both rings, a CF3, the reacting atom and the sulphur
        first = sketch(one.template, [one.bonds[0].atom], one.xyz)
        place = dict(zip(first.names, first.xy.tolist(), strict=True))
        held = {there: tuple(place[here]) for here, there in common.items()}
        second = sketch(other.template, [other.bonds[0].atom], other.xyz, held)
        there = dict(zip(second.names, second.xy.tolist(), strict=True))
        shift = np.array([np.subtract(there[b], place[a]) for a, b in common.items()])
        assert np.ptp(shift, axis=0).max() < 0.01
        assert faults(drawn("compare", run, "85mm")) == []

    def test_what_shares_nothing_is_said(self, survey_of: Callable) -> None:
        run = RunTables.of([row for name in ("lmb", "d29") for row in survey_of(f"composite_{name}").rows])
        assert "in common" in " ".join(words(drawn("compare", run)))
        assert not by_gid(drawn("compare", run), "common ", Line2D)

    @pytest.mark.parametrize(
        ("pair", "said"),
        [(("3gjx", "nothing"), "no occupant is called nothing"), (("*", "3gjx"), "3 occupants are called"),
         (("3gjx", "3gjx-D"), "are both"), (("3gjx",), "1 names are no pair")],
    )  # fmt: skip
    def test_what_is_no_pair_is_refused(self, pair: tuple[str, ...], said: str, real: RunTables) -> None:
        with pytest.raises(ConfigError) as refused:
            paired(real, pair, step="figure")
        assert said in refused.value.message
        assert refused.value.file == "--pair"

    def test_a_copy_of_the_same_is_no_ambiguity(self, real: RunTables) -> None:
        run = paired(many(real, 2), ("selinexor", "LMB"), step="figure")
        assert [key.complex for key in pair_of(run) or ()] == ["composite_v6a-C", "composite_lmb-C"]

    def test_the_command_and_python_take_a_pair(self, phantom_tables: Path, tmp_path: Path) -> None:
        command = ["figure", "compare", "--from", str(phantom_tables), "--out", str(tmp_path), "--format", "svg"]
        done = CliRunner().invoke(app, [*command, "--pair", "phantom_v6a", "phantom_cargo_1c"])
        assert done.exit_code == 0, done.output
        assert "shown: selinexor phantom_v6a" in done.output
        assert "phantom_v6a" in (tmp_path / "compare.svg").read_text()
        drawing = nesgroove.read_results(phantom_tables).figure("compare", pair=("phantom_v6a", "phantom_cargo_1c"))
        drawing.save(tmp_path / "again.svg")
        assert (tmp_path / "again.svg").read_bytes() == (tmp_path / "compare.svg").read_bytes()
        done = CliRunner().invoke(app, [*command, "--pair", "phantom_v6a", "nobody"])
        assert done.exit_code != 0
