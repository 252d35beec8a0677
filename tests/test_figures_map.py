"""Figures of the groove map, the occupancy matrix, the competition and the validation: what is drawn is what is tabled.

Artists are read back from the figures and compared with the tables, or with values worked out here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.colors import Normalize, to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from figure_texts import by_gid, text_faults, words
from nesgroove.chem.radii import BONDI
from nesgroove.compare.competition import competition
from nesgroove.compare.tables import RunTables
from nesgroove.compare.validation import validation
from nesgroove.measure.cargo import AnchorRecord
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.contacts import ContactRecord
from nesgroove.measure.footprint import FootprintRecord
from nesgroove.measure.groove_ca import GrooveAtomRecord
from nesgroove.measure.occupancy import OccupancyRecord
from nesgroove.measure.occupant_atoms import OccupantAtomRecord
from nesgroove.model.target import XPO1
from nesgroove.show.figures import footprints, groove_panel, heatmap
from nesgroove.show.figures import validation as validation_figure
from nesgroove.show.figures.paging import TALLEST, Page
from nesgroove.show.figures.registry import draw as draw_to_files
from nesgroove.show.figures.registry import figures
from nesgroove.show.figures.scales import shares_map
from nesgroove.show.figures.style import figure_style
from nesgroove.show.look import COLUMN, PAGE, POCKET_COLOURS
from nesgroove.show.size import WHOLE_PAGE, FigureSize

NAMES = ("map", "occupancy", "competition", "validation")
REAL = ("3gjx", "4hb2", "composite_v6a", "composite_lmb")


def groove_atoms(entry: str, *, shift: float = 0.0, without: tuple[int, ...] = ()) -> list[GrooveAtomRecord]:
    """A groove of two straight walls, 14 A apart, and a floor between them."""
    rows = []
    for position in range(510, 595):
        if position in without:
            continue
        letter = "C" if position == XPO1.cysteine else "A"
        if position <= 530:
            x, y = -15 + 1.5 * (position - 510), -7.0 - 0.5 * (position % 3)
        elif position <= 549:
            x, y = 19 - 1.5 * (position - 532), -4.0 + 0.3 * (position % 5)
        elif position <= 572:
            x, y = -10 + 1.5 * (position - 553), 6.0 + 0.5 * (position % 3)
        else:
            x, y = 18 - 1.5 * (position - 574), 4.0
        rows.append(
            GrooveAtomRecord(entry=entry, complex=f"{entry}-A", position=position, residue=f"{letter}{position}",
                             x=x, y=y + shift, z=0.0)
        )  # fmt: skip
    return rows


def occupancy_rows(
    entry: str, occupant: str, kind: str, filled: dict[str, float | None], versus: dict[str, float | None], **more: str
) -> list[OccupancyRecord]:
    return [
        OccupancyRecord(entry=entry, complex=f"{entry}-A", occupant=occupant, kind=kind, pocket=pocket,
                        filled=filled.get(pocket), filled_vs_cargo=versus.get(pocket), **more)
        for pocket in (*XPO1.pockets, "all")
    ]  # fmt: skip


def atoms_at(
    entry: str, occupant: str, kind: str, places: dict[str, tuple[float, float, float]], anchors: bool = False
) -> list[OccupantAtomRecord]:
    return [
        OccupantAtomRecord(
            entry=entry, complex=f"{entry}-A", occupant=occupant, kind=kind, residue=f"L{number}", auth_seq_id=number,
            atom="CB", element="C", x=x, y=y, z=z, pocket=pocket, anchor=f"Phi{pocket[1]}" if anchors else "",
        )
        for number, (pocket, (x, y, z)) in enumerate(places.items(), start=1)
    ]  # fmt: skip


def contact(entry: str, occupant: str, kind: str, position: int, type_: str = "hydrophobic") -> ContactRecord:
    return ContactRecord(entry=entry, complex=f"{entry}-A", occupant=occupant, kind=kind, position=position, type=type_)


def touch(entry: str, occupant: str, kind: str, position: int | None, pairs: int = 2) -> FootprintRecord:
    return FootprintRecord(
        entry=entry, complex=f"{entry}-A", occupant=occupant, kind=kind, position=position, pairs=pairs
    )


@pytest.fixture
def made() -> RunTables:
    """A cargo in all five pockets, two SINE compounds, and one inhibitor whose P4 could not be measured."""
    centres = XPO1.pocket_centres
    inhibitors = [("2one", "V6A", "selinexor", "SINE"), ("3two", "K85", "KPT-185", "SINE"), ("4odd", "ODD", "", "")]
    complexes = [
        ComplexRecord(entry="1car", complex="1car-A", state="open", cargo_chain="B", source_kind="experiment"),
        *(
            ComplexRecord(entry=entry, complex=f"{entry}-A", state="closed", inhibitor=component,
                          inhibitor_name=name or "unknown", inhibitor_class=class_)
            for entry, component, name, class_ in inhibitors
        ),
    ]  # fmt: skip
    full = dict.fromkeys(XPO1.pockets, 1.0)
    return RunTables(
        complexes=complexes,
        occupancy=[
            *occupancy_rows("1car", "B", "cargo", dict.fromkeys(XPO1.pockets, 0.3), dict(full), reference="1car-A"),
            *occupancy_rows("2one", "V6A:A:1", "inhibitor", {"P0": 0, "P1": 0, "P2": 0.31, "P3": 0.46, "P4": 0.1},
                            {"P0": 0, "P1": 0, "P2": 1.04, "P3": 1.01, "P4": 0.27}),
            *occupancy_rows("3two", "K85:A:1", "inhibitor", {"P0": 0, "P1": 0, "P2": 0.6, "P3": 0.38, "P4": 0},
                            {"P0": 0, "P1": 0, "P2": 1.9, "P3": 0.83, "P4": 0}),
            *occupancy_rows("4odd", "ODD:A:1", "inhibitor", {"P0": 0.2, "P1": 0.25, "P2": 0, "P3": 0, "P4": None},
                            {"P0": 0.66, "P1": None, "P2": 0, "P3": 0, "P4": None}),
        ],
        contacts=[
            contact("1car", "B", "cargo", 568, "hydrogen_bond"),
            contact("1car", "B", "cargo", 521),
            contact("2one", "V6A:A:1", "inhibitor", 528, "covalent"),
            contact("2one", "V6A:A:1", "inhibitor", 568),
            contact("2one", "V6A:A:1", "inhibitor", 541, "clash"),
            contact("3two", "K85:A:1", "inhibitor", 528, "covalent"),
            contact("3two", "K85:A:1", "inhibitor", 544),
            contact("2one", "V6A:A:1", "inhibitor", 525),
        ],
        footprint=[
            touch("1car", "B", "cargo", 568),
            touch("1car", "B", "cargo", 521),
            touch("2one", "V6A:A:1", "inhibitor", 528),
            touch("2one", "V6A:A:1", "inhibitor", 568),
            touch("2one", "V6A:A:1", "inhibitor", 541, pairs=0),
            touch("2one", "V6A:A:1", "inhibitor", 525),
            touch("2one", "V6A:A:1", "inhibitor", None),
            touch("3two", "K85:A:1", "inhibitor", 528),
            touch("3two", "K85:A:1", "inhibitor", 544),
        ],
        anchors=[
            AnchorRecord(entry="1car", complex="1car-A", cargo_chain="B", direction="plus", nes_class="1c",
                         pocket=pocket, anchor=f"Phi{pocket[1]}", residue=f"L{number}")
            for number, pocket in enumerate(XPO1.pockets, start=1)
        ],
        # In 3two position 525 is not seen: its contacts there are not observable.
        groove_ca=[
            *groove_atoms("1car"), *groove_atoms("2one", shift=1.0), *groove_atoms("3two", without=(525,)),
            *groove_atoms("4odd"),
        ],
        occupant_atoms=[
            *atoms_at("1car", "B", "cargo", dict(centres), anchors=True),
            *atoms_at("2one", "V6A:A:1", "inhibitor", {p: centres[p] for p in ("P2", "P3")}),
            *atoms_at("3two", "K85:A:1", "inhibitor", {p: centres[p] for p in ("P3", "P4")}),
            *atoms_at("4odd", "ODD:A:1", "inhibitor", {p: centres[p] for p in ("P0",)}),
        ],
    )  # fmt: skip


@pytest.fixture(scope="session")
def real(survey_of) -> RunTables:
    """The tables of real files; skipped, with the reason, where there are none."""
    rows = [row for name in REAL for row in survey_of(name).rows]
    return RunTables.of(rows)


def only(run: RunTables, *complexes: str) -> RunTables:
    return run.only(complexes)


def drawn(name: str, run: RunTables) -> Figure:
    with figure_style():
        figure = figures()[name].draw(run, WHOLE_PAGE)
        FigureCanvasAgg(figure).draw()
    return figure


def faults(figure: Figure) -> list[str]:
    return text_faults(figure, 4.5, (0.5, 0.5))


@pytest.mark.parametrize("name", NAMES)
class TestEveryFigure:
    def test_nothing_is_cut_and_no_label_lies_on_another(self, name, made):
        assert faults(drawn(name, made)) == []

    def test_nor_with_real_structures(self, name, real):
        assert faults(drawn(name, real)) == []

    @pytest.mark.parametrize("kept", [("1car-A",), ("2one-A",), ("1car-A", "2one-A"), ("4odd-A", "2one-A"), ()])
    def test_nor_with_few_complexes_or_none(self, name, made, kept):
        assert faults(drawn(name, only(made, *kept))) == []

    def test_nor_with_many_and_long_names(self, name, made):
        assert faults(drawn(name, many(made, 12))) == []

    def test_the_same_run_gives_the_same_bytes(self, name, made, tmp_path):
        for number in (1, 2):
            draw_to_files(name, made, [tmp_path / f"{number}.svg", tmp_path / f"{number}.png"])
        for ending in ("svg", "png"):
            assert (tmp_path / f"1.{ending}").read_bytes() == (tmp_path / f"2.{ending}").read_bytes()

    def test_the_width_is_that_of_a_journal(self, name, made):
        for run in (made, only(made, "1car-A"), only(made)):
            assert drawn(name, run).get_size_inches()[0] in (COLUMN, PAGE)

    def test_phantoms_are_marked(self, name, made):
        observed = [row.model_copy(update={"source_kind": "experiment"}) for row in made.complexes]
        assert not by_gid(drawn(name, made.with_rows(complexes=observed)), "kinds-mark", Text)
        phantoms = [row.model_copy(update={"source_kind": "phantom"}) for row in observed]
        phantoms = made.with_rows(complexes=phantoms)
        figure = drawn(name, phantoms)
        assert by_gid(figure, "kinds-mark", Text)
        assert faults(figure) == []

    def test_the_caption_is_a_paragraph_of_its_own(self, name):
        caption = figures()[name].caption
        assert len(caption) > 200
        assert caption.endswith(".")


@pytest.mark.parametrize("name", ["map", "occupancy", "competition"])
def test_an_empty_groove_has_no_occupant_and_the_figure_says_so(name, made):
    empty = only(made, "1car-A").with_rows(occupancy=[], contacts=[], footprint=[], anchors=[], occupant_atoms=[])
    figure = drawn(name, empty)
    assert by_gid(figure, "nothing-to-draw", Text)
    assert not by_gid(figure, "covered", AxesImage)
    assert not figure.findobj(QuadMesh)


def test_without_a_complex_there_is_no_groove_to_draw(made):
    assert words(drawn("map", only(made))) == ["No groove in this run"]


def many(made: RunTables, count: int) -> RunTables:
    """A run of many copies of the cargo and of the inhibitors under other names, some of them long."""
    tables: dict[str, list] = {name: list(rows) for name, rows in made.tables.items()}
    for name, rows in made.tables.items():
        for row in rows:
            for number in range(count):
                entry = f"{row.entry}_of-a-file-with-a-long-name-{number:02d}"
                tables[name].append(row.model_copy(update={"entry": entry, "complex": f"{entry}-A"}))
    return RunTables(tables)


def only_some_cargoes(run: RunTables, count: int) -> RunTables:
    """The same with so many of its cargoes."""
    cargoes = [row.complex for row in run.complexes if row.cargo_chain]
    return run.only({row.complex for row in run.complexes} - set(cargoes[count:]))


def all_pages(name: str, run: RunTables) -> list[Page]:
    """The pages of a figure, drawn."""
    with figure_style():
        pages = list(figures()[name].pages(run, WHOLE_PAGE))
        for page in pages:
            page.figure.draw_without_rendering()
    return pages


class TestMap:
    def test_the_groove_is_that_of_the_first_open_complex(self, made):
        figure = drawn("map", made)
        assert "The groove from the solvent: 1car-A, open" in words(figure)
        ca = {row.position: (row.x, row.y) for row in made.groove_ca if row.complex == "1car-A"}
        (lining,) = by_gid(figure, "lining", PathCollection)
        assert np.asarray(lining.get_offsets()) == pytest.approx(
            np.array([ca[p] for p in XPO1.lining if p != XPO1.cysteine])
        )
        for cys in by_gid(figure, "Cys528", PathCollection):
            assert np.asarray(cys.get_offsets())[0] == pytest.approx(ca[XPO1.cysteine])
        labels = {text.get_text() for text in by_gid(figure.axes[0], "position", Text)}
        letters = {row.position: row.residue[0] for row in made.groove_ca if row.complex == "1car-A"}
        assert labels == {f"{letters[p]}{p}" for p in XPO1.lining}

    def test_what_sits_at_528_is_named_as_found(self, made):
        yeast = [
            row.model_copy(update={"residue": "T539"}) if row.position == XPO1.cysteine else row
            for row in made.groove_ca
        ]
        texts = words(drawn("map", made.with_rows(groove_ca=yeast)))
        assert "T528" in texts
        assert "C528" not in texts

    def test_without_an_open_one_it_is_the_first(self, made):
        assert footprints.groove(only(made, "3two-A", "4odd-A")).complex == "3two-A"

    def test_there_is_a_panel_for_the_cargo_and_for_each_class(self, made):
        found = [(one.title, one.observed, len(one.keys)) for one in footprints.panels(made)]
        assert found == [("reference cargo 1car-A", 1, 1), ("SINE", 2, 2), ("class unknown", 1, 1)]
        figure = drawn("map", made)
        assert {
            "reference cargo 1car-A",
            "SINE",
            "class unknown",
            "2 of 2 of unknown source",
            "KPT-185, selinexor",
        } <= set(words(figure))

    @pytest.mark.parametrize(("count", "ends"), [(3, "compound 2"), (9, "more")])
    def test_compounds_without_room_are_counted(self, made, count, ends):
        key = next(key for key in made.occupants if key.kind == "inhibitor")
        keys = [replace(key, group=f"compound {n}") for n in range(count)]
        lines = groove_panel.compounds_of(keys, 1.4).splitlines()
        assert len(lines) == 2
        assert lines[-1].endswith(ends)
        named = sum(f"compound {n}" in " ".join(lines) for n in range(count))
        assert named == count or lines[-1].endswith(f", {count - named} more")

    def test_shading_is_the_part_of_the_occupants_that_cover_a_place(self, made):
        (image,) = by_gid(drawn("map", made), "covered SINE", AxesImage)
        x, y = footprints.pixels()
        expected = np.zeros((len(y), len(x)))
        for pockets in (("P2", "P3"), ("P3", "P4")):
            inside = [
                np.hypot(x[None, :] - XPO1.pocket_centres[p][0], y[:, None] - XPO1.pocket_centres[p][1]) < BONDI["C"]
                for p in pockets
            ]
            expected += np.logical_or(*inside) / 2
        assert image.get_array().filled(0.0) == pytest.approx(expected)
        assert set(np.unique(expected)) == {0.0, 0.5, 1.0}
        assert image.get_extent() == pytest.approx([*footprints.X_LIMITS, *footprints.Y_LIMITS])
        assert len(x) * footprints.STEP == pytest.approx(footprints.X_LIMITS[1] - footprints.X_LIMITS[0])
        assert len(y) * footprints.STEP == pytest.approx(footprints.Y_LIMITS[1] - footprints.Y_LIMITS[0])

    def test_dots_are_what_is_touched_over_those_that_can_be_seen(self, made):
        (dots,) = by_gid(drawn("map", made.with_rows(contacts=[])), "touched SINE", PathCollection)
        ca = {row.position: (row.x, row.y) for row in made.groove_ca if row.complex == "1car-A"}
        # 525 is touched by one of the one in whose file it is; what is buried without a pair is not touched.
        expected = {525: 1.0, 528: 1.0, 544: 0.5, 568: 0.5}
        assert np.asarray(dots.get_array()) == pytest.approx(list(expected.values()))
        assert np.asarray(dots.get_offsets()) == pytest.approx(np.array([ca[p] for p in expected]))
        assert dots.get_sizes()[0] > dots.get_sizes()[2]

    def test_an_occupant_without_atoms_is_not_observed(self, made):
        run = made.with_rows(occupant_atoms=[row for row in made.occupant_atoms if row.complex != "3two-A"])
        sine = next(one for one in footprints.panels(run) if one.title == "SINE")
        assert (sine.observed, len(sine.keys), sine.covered.max()) == (1, 2, 1.0)
        assert {words for words in words(drawn("map", run)) if words.startswith("1 of 2")}  # with their kinds

    def test_areas_of_pockets_are_those_of_the_definition(self):
        x, y = footprints.pixels()
        areas = footprints.pocket_areas()
        centres = np.array([XPO1.pocket_centres[p] for p in XPO1.pockets])
        z = np.arange(-8, 11, 0.01)
        generator = np.random.default_rng(528)
        for row, column in generator.integers((0, 0), (len(y), len(x)), size=(400, 2)).tolist():
            line = np.column_stack([np.full_like(z, x[column]), np.full_like(z, y[row]), z])
            distance = np.linalg.norm(line[:, None] - centres, axis=-1)
            nearest = distance.argmin(axis=1)[distance.min(axis=1) < 5.0]
            counts = np.bincount(nearest, minlength=5)
            best = np.sort(counts)
            if best[-1] > 30 and best[-1] - best[-2] > 30:  # the way differs by more than the sampling
                assert (areas[:, row, column] > 0).tolist() == (counts == best[-1]).tolist()
            elif best[-1] == 0:
                assert (areas[:, row, column] <= 0).all()

    def test_real_footprints_cover_the_pockets_that_the_tables_call_occupied(self, real):
        for one in footprints.panels(real):
            row = {r.pocket: r for r in real.occupancy if r.complex == one.keys[0].complex}
            for number, pocket in enumerate(XPO1.pockets):
                area = footprints.pocket_areas()[number] > 0
                part = (one.covered[area] > 0).mean()
                assert part > 0.3 or row[pocket].occupied != "yes", (one.title, pocket)
                assert part < 0.5 or row[pocket].filled > 0, (one.title, pocket)


class TestOccupancy:
    def test_colours_and_numbers_are_those_of_the_table(self, made):
        check_cells(made)

    def test_those_of_real_structures_too(self, real):
        check_cells(real)

    def test_what_is_not_measured_is_hatched_and_never_zero(self, made):
        figure = drawn("occupancy", only(made, "4odd-A"))
        hatched = by_gid(figure, "not measured", Rectangle)
        assert [patch.get_x() for patch in hatched] == [4.0]
        assert all(patch.get_hatch() for patch in hatched)
        texts = words(figure)
        assert texts.count("n/a") == 1
        assert texts.count("0.00") == 2
        assert "0.25" in texts

    def test_borderline_is_hatched_on_its_colour_and_has_an_entry_in_the_key(self, made):
        def word(row):
            words = {("2one-A", "P3"): "borderline", ("2one-A", "P2"): "yes"}
            return row.model_copy(update={"occupied": words.get((row.complex, row.pocket), "no")})

        figure = drawn("occupancy", made.with_rows(occupancy=map(word, made.occupancy)))
        (patch,) = by_gid(figure, "borderline", Rectangle)
        assert patch.get_x() == XPO1.pockets.index("P3")
        assert patch.get_hatch()
        assert to_hex(patch.get_facecolor(), keep_alpha=True).endswith("00")  # the colour beneath is seen
        assert "borderline" in words(figure)
        plain = drawn("occupancy", made)
        assert not by_gid(plain, "borderline", Rectangle)
        assert "borderline" not in words(plain)

    def test_inhibitors_and_cargoes_stand_apart(self, made):
        figure = drawn("occupancy", made)
        assert [axes.get_gid() for axes in figure.axes][:2] == ["inhibitor", "cargo"]
        assert [title for title, _ in heatmap.sections(made, "inhibitor")] == ["SINE", "class unknown"]
        labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
        # Kinds are marked where there are several.
        assert labels == ["? KPT-185 3two-A", "? selinexor 2one-A", "? ODD (unknown) 4odd-A"]

    def test_it_grows_with_the_occupants(self, made):
        column = FigureSize.read("85mm")
        size = {count: heatmap.draw(many(made, count), column).get_size_inches()[1] for count in (1, 10)}
        assert size[10] - size[1] == pytest.approx(9 * 4 * heatmap.ROW)

    def test_two_columns_end_at_about_the_same_height(self, made):
        figure = drawn("occupancy", many(made, 10))
        first, second = (axes.get_position() for axes in figure.axes[:2])
        tall = figure.get_size_inches()[1]
        assert abs(first.height - second.height) * tall < heatmap.UNEVEN
        rows = [label.get_text() for axes in figure.axes[:2] for label in axes.get_yticklabels()]
        assert len(rows) == len(set(rows)) == 44

    def test_models_stand_behind_what_was_observed(self, made):
        run = many(made, 1)
        model = [
            row.model_copy(update={"source_kind": "predicted"}) if row.entry.startswith("1car_") else row
            for row in run.complexes
        ]
        titles = [title for title, _ in heatmap.sections(run.with_rows(complexes=model), "cargo")]
        assert titles == ["experiment, NES class 1c", "predicted, NES class 1c"]


def check_cells(run: RunTables) -> None:
    figure = drawn("occupancy", run)
    meshes = by_gid(figure, "cells", QuadMesh)
    keys = [key for kind in ("inhibitor", "cargo") for _, keys in heatmap.sections(run, kind) for key in keys]
    table = {(r.complex, r.occupant, r.pocket): r for r in run.occupancy}
    expected = np.array(
        [
            [
                np.nan if (value := table[k.complex, k.occupant, p].filled) is None else value
                for p in XPO1.pockets
            ]
            for k in keys
        ],
        dtype=float,
    )  # fmt: skip
    found = np.concatenate([np.ma.filled(mesh.get_array().astype(float), np.nan) for mesh in meshes])
    assert np.array_equal(found.reshape(-1, 5), expected, equal_nan=True)
    numbers = [text.get_text() for text in by_gid(figure, "number", Text)]
    filled = [table[k.complex, k.occupant, p].filled for k in keys for p in XPO1.pockets]
    assert numbers == ["n/a" if value is None else f"{value:.2f}" for value in filled]


class TestCompetition:
    def test_cells_are_those_of_the_table(self, made):
        check_matrix(made)

    def test_those_of_real_structures_too(self, real):
        check_matrix(real)

    def test_anchors_displaced_are_filled_boxes_in_the_colour_of_their_pocket(self, made):
        figure = drawn("competition", made)
        boxes = {box.get_gid(): box for box in by_gid(figure, "anchor", Rectangle)}
        assert len(boxes) == 3 * 5
        taken = {"2one-A V6A:A:1": "P2 P3", "3two-A K85:A:1": "P3 P4", "4odd-A ODD:A:1": "P0"}
        for inhibitor, pockets in taken.items():
            for pocket in XPO1.pockets:
                box = boxes[f"anchor Phi{pocket[1]} {inhibitor}"]
                expected = POCKET_COLOURS[pocket] if pocket in pockets else "#ffffff"
                assert to_hex(box.get_facecolor()) == expected.lower(), (inhibitor, pocket)
                assert to_hex(box.get_edgecolor()) == POCKET_COLOURS[pocket].lower()

    @pytest.mark.parametrize("kept", [("1car-A",), ("2one-A", "4odd-A"), ()])
    def test_a_figure_without_pairs_says_so(self, made, kept):
        assert words(drawn("competition", only(made, *kept))) == ["No inhibitor and cargo to compare in this run"]

    def test_a_cargo_without_atoms_is_hatched(self, made):
        bare = [r.model_copy(update={"entry": "5bar", "complex": "5bar-A"}) for r in made.complexes[:1]]
        rows = [r.model_copy(update={"entry": "5bar", "complex": "5bar-A"}) for r in made.occupancy[:6]]
        run = made.with_rows(complexes=made.complexes + bare, occupancy=made.occupancy + rows)
        figure = drawn("competition", run)
        cells = [patch for patch in by_gid(figure, "cell", Rectangle) if "5bar-A" in patch.get_gid()]
        assert len(cells) == 3
        assert all(patch.get_hatch() for patch in cells)
        assert words(figure).count("n/a") == 3
        assert faults(figure) == []

    def test_many_inhibitors_go_on_in_further_panels(self, made):
        run = only_some_cargoes(many(made, 10), 4)
        figure = drawn("competition", run)
        panels = [axes for axes in figure.axes if (axes.get_gid() or "").startswith("panel")]
        assert len(panels) > 1
        pairs = {tuple(patch.get_gid().split()[1:]) for patch in by_gid(figure, "cell", Rectangle)}
        assert len(pairs) == len(competition(run)) == 33 * 4
        assert all_pages("competition", run) == []

    def test_more_than_a_page_holds_is_a_summary_with_pages(self, made):
        run = many(made, 10)
        figure = drawn("competition", run)
        table = {(r.complex, r.cargo_complex): r for r in competition(run)}
        cells = {patch.get_gid(): patch for patch in by_gid(figure, "cell", Rectangle)}
        classes = {"SINE": ("2one", "3two"), "class unknown": ("4odd",)}
        texts = [text.get_text() for text in by_gid(figure, "cell", Text)]
        assert len(cells) == len(texts) == len(classes)
        for words_, entries in zip(texts, classes.values(), strict=True):
            own = [row.of_cargo for (complex_, _), row in table.items() if complex_.startswith(entries)]
            assert words_ == f"{100 * median(own):.0f}"
        pages = all_pages("competition", run)
        pairs = [patch.get_gid() for page in pages for patch in by_gid(page.figure, "cell", Rectangle)]
        assert len(pairs) == len(set(pairs)) == len(table) == 33 * 11
        assert all(page.figure.get_size_inches()[1] <= TALLEST + 0.01 for page in pages)


def check_matrix(run: RunTables) -> None:
    figure = drawn("competition", run)
    table = {f"cell {r.complex} {r.occupant} {r.cargo_complex} {r.cargo}": r for r in competition(run)}
    cells = {patch.get_gid(): patch for patch in by_gid(figure, "cell", Rectangle)}
    numbers = {text.get_gid(): text.get_text() for text in by_gid(figure, "cell", Text)}
    assert cells.keys() == numbers.keys() == table.keys()
    pips = defaultdict(list)
    for pip in by_gid(figure, "displaced", Rectangle):
        pips[pip.get_gid()[len("displaced ") :]].append(pip)
    top = max(row.of_cargo for row in table.values())
    scale = next(axes for axes in figure.axes if axes.get_xlabel().startswith("part of")).get_xlim()
    assert scale[0] == 0
    assert top <= scale[1] < top + 0.1 + 1e-9
    colours, norm = shares_map(), Normalize(*scale)
    for gid, row in table.items():
        assert numbers[gid] == f"{100 * row.of_cargo:.0f}"
        assert len(pips[gid[5:]]) == row.displaced
        assert cells[gid].get_facecolor() == pytest.approx(to_rgba(colours(float(norm(row.of_cargo)))))


def as_3gjx(run: RunTables) -> RunTables:
    """The made-up cargo under the name of an entry that values are published for."""
    one = only(run, "1car-A")
    named = {"entry": "3gjx", "complex": "3gjx-A"}
    run = RunTables({name: [row.model_copy(update=named) for row in rows] for name, rows in one.tables.items()})
    return run.with_rows(complexes=[row.model_copy(update={"source_kind": "experiment"}) for row in run.complexes])


class TestValidation:
    def test_marks_are_differences_in_tolerances(self, real):
        check_marks(real)

    def test_marks_beyond_the_edge_are_drawn_at_it_with_an_arrowhead(self, made):
        run = as_3gjx(made)
        check_marks(run)
        edge = validation_figure.EDGE
        far = [m for m in validation_figure.marks(run) if m.deviation is not None and abs(m.deviation) > edge]
        assert far
        figure = drawn("validation", run)
        for mark in far:
            (dot,) = by_gid(figure, f"mark {mark.row.quantity}", PathCollection)
            assert abs(np.asarray(dot.get_offsets())[0][0]) < edge

    def test_published_and_measured_are_written_with_their_unit(self, real):
        texts = words(drawn("validation", real))
        row = next(r for r in validation(real) if r.quantity == "C-alpha 525-568")
        assert "12.70 ± 0.25 Å" in texts
        assert f"{row.measured:.2f} Å" in texts
        assert "Cα 525-568" in texts

    def test_a_statement_is_shown_as_one(self, real):
        figure = drawn("validation", real)
        row = next(r for r in validation(real) if r.quantity == "closed by RanBP1")
        assert row.published is None
        (box,) = by_gid(figure, "mark closed by RanBP1", Text)
        assert box.get_text() == f"statement holds: −{abs(row.measured):.2f} Å"
        assert "sign only: narrower" in words(figure)

    def test_what_has_no_entries_is_listed_in_grey_with_what_it_needs(self, made):
        run = as_3gjx(made)
        missing = [row for row in validation(run) if row.measured is None]
        texts = {t.get_text(): t.get_color() for t in drawn("validation", run).findobj(Text)}
        grey = validation_figure.VERDICT_COLOURS["entry not at hand"]
        assert missing
        for row in missing:
            why = f"needs {row.needs}" if row.verdict == "entry not at hand" else "not measurable"
            line = [t for t in texts if t.endswith(f"; {why}")]
            assert line, row.quantity
            assert texts[line[0]] == texts[validation_figure.name(row)] == grey

    def test_a_comparison_needs_entries_of_both_sides(self, made):
        row = next(r for r in validation(as_3gjx(made)) if r.quantity == "closed by RanBP1")
        assert row.needs == "any of 3m1i 3vyc 4hb2, and any of 3gjx 3gb8"
        row = next(r for r in validation(made) if r.quantity == "anchor shift in P0")
        assert row.needs == "any of 5uwi 5uwh 5uwo 5uwj 5uwu 5uwp 5uwq 5uws, and 3nby"
        row = next(r for r in validation(made) if r.quantity == "Lys568 to Phi3 C=O")
        assert row.needs == "3gjx"

    def test_with_nothing_measured_all_are_listed(self, made):
        figure = drawn("validation", only(made, "2one-A"))
        assert by_gid(figure, "nothing-to-draw", Text)
        assert f"entry not at hand ({len(validation(only(made, '2one-A')))})" in words(figure)

    def test_a_value_that_must_be_exact_has_no_middle_ground(self, made):
        row = next(r for r in validation(as_3gjx(made)) if r.quantity == "Lys568 holds every NES")
        assert row.tolerance == 0
        mark = next(m for m in validation_figure.marks(as_3gjx(made)) if m.row.quantity == row.quantity)
        assert mark.deviation in (0.0, float("-inf"))


def check_marks(run: RunTables) -> None:
    figure = drawn("validation", run)
    colours = validation_figure.VERDICT_COLOURS
    shapes = {}
    for number, row in enumerate(row for row in validation(run) if row.measured is not None):
        if row.published is None:
            continue
        (dot,) = by_gid(figure, f"mark {row.quantity}", PathCollection)
        x, y = np.asarray(dot.get_offsets())[0]
        assert y == number
        assert to_hex(dot.get_facecolor()[0]) == colours[row.verdict].lower()
        if row.tolerance and abs(row.difference / row.tolerance) <= validation_figure.EDGE:
            assert x == pytest.approx((row.measured - row.published) / row.tolerance)
            assert (abs(x) <= 1 + 0.02) == (row.verdict == "reproduced")
            shapes.setdefault(row.verdict, set()).add(dot.get_paths()[0].vertices.tobytes())
    (band,) = by_gid(figure, "within tolerance", Rectangle)
    assert (band.get_x(), band.get_width()) == (-1, 2)
    assert len(set().union(*shapes.values())) == len(shapes)  # one shape a verdict


def test_figures_leave_no_file_when_the_name_is_not_known(made, tmp_path):
    from nesgroove.errors import ConfigError

    with pytest.raises(ConfigError, match="there is no figure"):
        draw_to_files("maps", made, [Path(tmp_path) / "a.svg"])
    assert not list(tmp_path.iterdir())


def test_where_nothing_is_measured_values_are_whole_and_no_word_lies_on_another(made):
    rows = [row.model_copy(update={"entry": "zzzz", "complex": f"zzzz-{n}", "source_kind": "composite"})
            for n, row in enumerate(made.complexes[:1])]  # fmt: skip
    with figure_style():
        figure = figures()["validation"].draw(RunTables.of(rows), FigureSize.read("85mm"))
    assert any(text.startswith("Nothing was measured") for text in words(figure))
    assert "published 0.25 ± 0.05 Å; " in "\n".join(words(figure))
    assert text_faults(figure, 6, (1.0, 1.5)) == []
