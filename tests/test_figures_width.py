"""Figures of the width, the fingerprints, the conformations and the inhibitors: what is drawn is what is tabled."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from biotite.structure.info import ccd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from nesgroove.compare.conformation import component_rows, conformation_rows, conformations
from nesgroove.compare.fingerprint import fingerprint_rows, fingerprints
from nesgroove.compare.kinds import observed
from nesgroove.compare.tables import RunTables
from nesgroove.io.tables import write_tables
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.contacts import ContactRecord
from nesgroove.measure.covalent import CovalentRecord
from nesgroove.measure.footprint import FootprintRecord
from nesgroove.measure.groove_ca import GrooveAtomRecord
from nesgroove.measure.occupancy import OccupancyRecord
from nesgroove.measure.registry import records
from nesgroove.measure.scalar import GeometryRecord
from nesgroove.model.record import Record
from nesgroove.model.target import XPO1
from nesgroove.show.figures import (
    bound_compounds,
    clear_width,
    clustermap,
    conformation,
    ligand2d,
    profile_panels,
    width,
)
from nesgroove.show.figures.registry import draw
from nesgroove.show.figures.sketch import sketch
from nesgroove.show.figures.style import figure_style
from nesgroove.show.look import COLUMN, PAGE
from nesgroove.show.marks import marked_label
from nesgroove.show.size import WHOLE_PAGE

MODULES = (width, clear_width, clustermap, conformation, ligand2d)
INHIBITOR = "V6A:A:1"


def tables_of(rows: list[Record], **references: str) -> RunTables:
    return RunTables.of(rows, references)


def only(run: RunTables, *names: str) -> RunTables:
    return run.only(names)


def complex_row(name: str, **values: object) -> ComplexRecord:
    given = {"state": "open", "source_kind": "experiment", "groove_width": 12.0} | values
    return ComplexRecord(entry=name.split("-")[0], complex=name, **given)


def contact(name: str, occupant: str, position: int, kind: str, atom: str, distance: float, **values: object):
    given = {"kind": "inhibitor" if ":" in occupant else "cargo", "residue": f"K{position + 11}"} | values
    return ContactRecord(
        entry=name.split("-")[0], complex=name, occupant=occupant, position=position, type=kind, distance=distance,
        occupant_atom=atom, **given,
    )  # fmt: skip


def made() -> list[Record]:
    """Five complexes: two references, a cargo, an inhibitor in two models; one lacks a side chain and a residue."""
    rows: list[Record] = [
        complex_row("aaaa-A", cargo_chain="B"),
        complex_row("bbbb-A", ranbp_chain="C", state="closed", groove_width=9.5),
        complex_row("cccc-A", ranbp_chain="C", state="intermediate", groove_width=10.4),
        complex_row("dddd-A", source_kind="predicted", inhibitor="V6A", inhibitor_name="selinexor",
                    state="intermediate", groove_width=None),
        complex_row("eeee-A", source_kind="predicted", inhibitor="V6A;UNL", inhibitor_name="selinexor;unknown",
                    state="", groove_width=10.6),
    ]  # fmt: skip
    rng = np.random.default_rng(7)
    for i, row in enumerate([r for r in rows if isinstance(r, ComplexRecord)]):
        for j, (a, b) in enumerate(XPO1.stations):
            for kind, value in (("ca", 9.0 + i + j * (1 + 0.1 * i)), ("clear", 0.5 * i + 0.3 * j)):
                missing = row.complex == "dddd-A" and (a, kind) in ((525, "clear"), (514, "ca"))
                rows.append(GeometryRecord(entry=row.entry, complex=row.complex, measure=f"{kind}_{a}_{b}",
                                           value=None if missing else round(value, 3), unit="A"))  # fmt: skip
        for name in ("open", "closed"):  # all are alike: that does not show which are the references
            rows.append(GeometryRecord(entry=row.entry, complex=row.complex, measure=f"rmsd_{name}", value=0.0,
                                       unit="A"))  # fmt: skip
        for position in range(510, 595):
            if row.complex == "dddd-A" and position == 537:
                continue
            y = (1 if position > 552 else -1) * (5 + 0.4 * i)
            x, y, z = np.array([position - 550, y, 0]) + rng.normal(0, 0.2, 3)
            rows.append(GrooveAtomRecord(entry=row.entry, complex=row.complex, position=position,
                                         x=round(x, 3), y=round(y, 3), z=round(z, 3)))  # fmt: skip
    for name, occupant, kind in (
        ("aaaa-A", "B", "cargo"), ("dddd-A", INHIBITOR, "inhibitor"), ("eeee-A", INHIBITOR, "inhibitor"),
        ("eeee-A", "UNL:A:2", "inhibitor"),
    ):  # fmt: skip
        rows.append(OccupancyRecord(entry=name[:4], complex=name, occupant=occupant, kind=kind, pocket="P2"))
    for name in ("dddd-A", "eeee-A"):
        rows += [
            contact(name, INHIBITOR, 528, "covalent", "C11", 1.81),
            contact(name, INHIBITOR, 528, "van_der_waals", "C13", 3.3),
            contact(name, INHIBITOR, 568, "hydrophobic", "C04", 4.2),
            contact(name, INHIBITOR, 568, "hydrophobic", "C02", 3.6),
            contact(name, INHIBITOR, 568, "hydrogen_bond", "N01", 2.9),
            contact(name, INHIBITOR, 572, "hydrophobic", "C06", 3.9, residue="F583"),
            contact(name, INHIBITOR, 544, "clash", "C06", 1.9, residue="I555"),
            contact(name, INHIBITOR, 541, "hydrophobic", "C06", 3.5, residue="M552", symmetry="2_555"),
            CovalentRecord(entry=name[:4], complex=name, inhibitor="V6A", atom="C11", length=1.81,
                           occupant=INHIBITOR, site_residue="C539", site_atom="SG"),
        ]  # fmt: skip
    rows += [
        contact("aaaa-A", "B", 537, "hydrophobic", "CB", 4.0),
        contact("aaaa-A", "B", 568, "hydrogen_bond", "O", 2.8),
        contact("aaaa-A", "B", 568, "ionic", "OD1", 2.8),
        contact("eeee-A", "UNL:A:2", 521, "van_der_waals", "C7", 3.4),
    ]
    return rows


@pytest.fixture(scope="session")
def small() -> RunTables:
    return tables_of(made(), open="aaaa-A", closed="bbbb-A")


@pytest.fixture(scope="session")
def real(survey_of) -> RunTables:
    names = ("3gjx", "4hb2", "3wyf", "3m1i", "composite_v6a", "composite_lmb", "composite_verdinexor")
    rows = [row for name in names for row in survey_of(name).rows]
    return tables_of(rows, open="3gjx-D", closed="4hb2-C")


@pytest.fixture(params=["small", pytest.param("real", marks=pytest.mark.slow)])
def run(request) -> RunTables:
    return request.getfixturevalue(request.param)


def drawn(module, run: RunTables) -> Figure:
    with figure_style():
        figure = module.draw(run, WHOLE_PAGE)
        FigureCanvasAgg(figure).draw()
    return figure


def by_gid(figure: Figure, start: str) -> dict[str, object]:
    found = figure.findobj(lambda artist: (artist.get_gid() or "").startswith(start))
    return {artist.get_gid()[len(start) :]: artist for artist in found}


def texts(figure: Figure):
    """All texts that are seen, with their boxes in inches."""
    found = list(figure.texts)
    legends = list(figure.legends)
    for axes in figure.axes:
        found += axes.texts
        legends += [axes.get_legend()] if axes.get_legend() else []
        if axes.axison:
            for axis in (axes.xaxis, axes.yaxis):
                low, high = sorted(axis.get_view_interval())
                found.append(axis.label)
                ticks = zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=False)
                found += [label for place, label in ticks if low - 1e-9 <= place <= high + 1e-9]
    found += [text for legend in legends for text in legend.get_texts()]
    seen = [text for text in found if text.get_text().strip() and text.get_visible()]
    return [(text, text.get_window_extent().transformed(figure.dpi_scale_trans.inverted())) for text in seen]


def message(figure: Figure) -> str:
    return by_gid(figure, "nothing-to-draw")[""].get_text()


def selinexor(run: RunTables) -> bound_compounds.BoundCompound:
    return next(panel for panel in bound_compounds.bound_compounds(run) if panel.component == "V6A")


# --- what is drawn is what is tabled


@pytest.mark.parametrize(("module", "measure"), [(width, "ca"), (clear_width, "clear")])
def test_every_point_of_a_profile_is_a_row_of_geometry(module, measure, run):
    lines = by_gid(drawn(module, run), "profile ")
    assert set(lines) == set(run.by_id)
    for name, line in lines.items():
        wanted = [run.values[name].get(f"{measure}_{a}_{b}", np.nan) for a, b in XPO1.stations]
        np.testing.assert_array_equal(line.get_ydata(), wanted)
        assert (to_hex(line.get_markerfacecolor()) == "#ffffff") != observed(run.by_id[name])


def test_width_beside_is_that_of_the_complexes(run):
    points = by_gid(drawn(width, run), "summary ")
    wanted = {row.complex: row.groove_width for row in run.complexes if row.groove_width is not None}
    assert {name: point.get_xdata()[0] for name, point in points.items()} == wanted


def test_clear_width_beside_is_that_of_one_station(run):
    points = by_gid(drawn(clear_width, run), "summary ")
    wanted = {name: values["clear_525_568"] for name, values in run.values.items() if "clear_525_568" in values}
    assert {name: point.get_xdata()[0] for name, point in points.items()} == wanted


def test_what_is_not_measured_is_a_gap(small):
    line = by_gid(drawn(clear_width, small), "profile ")["dddd-A"]
    assert np.isnan(line.get_ydata()[XPO1.stations.index((525, 568))])
    figure = drawn(clear_width, small)
    assert "dddd-A" not in by_gid(figure, "summary ")
    assert any("1 of 2 " in text.get_text() for text, _ in texts(figure))


def test_medians_are_of_groups_and_keep_models_apart(small):
    lines = by_gid(drawn(width, small), "median ")
    assert set(lines) == {"RanBP experiment", "inhibitor predicted"}
    members = [small.values[name] for name in ("bbbb-A", "cccc-A")]
    wanted = [np.median([values[f"ca_{a}_{b}"] for values in members]) for a, b in XPO1.stations]
    np.testing.assert_allclose(lines["RanBP experiment"].get_ydata(), wanted)
    assert lines["inhibitor predicted"].get_linestyle() != "-"
    only_known = small.values["eeee-A"]["ca_514_558"]
    assert lines["inhibitor predicted"].get_ydata()[0] == only_known


def test_references_are_named(small):
    named = by_gid(drawn(width, small), "reference ")
    assert named["open"].get_text().startswith("aaaa-A")
    assert named["closed"].get_text().startswith("bbbb-A")
    assert len(named) == 2
    assert not by_gid(drawn(width, only(small, "cccc-A")), "reference ")


def test_cells_are_the_fingerprints(run):
    figure = drawn(clustermap, run)
    rows = fingerprint_rows(run, fingerprints(run))
    held = {f"{r.complex} {r.occupant} {r.position} {r.type}" for r in rows if r.contacts}
    lacking = {f"{r.complex} {r.occupant} {r.position}" for r in rows if r.contacts is None}
    assert set(by_gid(figure, "cell ")) == held
    assert set(by_gid(figure, "missing ")) == lacking
    axes = by_gid(figure, "fingerprints")[""]
    assert [t.get_text() for t in axes.get_yticklabels()] == [
        marked_label(run, key) for key in fingerprints(run).occupants
    ]


def test_cells_stand_in_their_row_and_column(small):
    figure = drawn(clustermap, small)
    found = clustermap.collect(small)
    order = [(row.key.complex, row.key.occupant) for row in found.rows]
    for name, patch in by_gid(figure, "cell ").items():
        complex_, occupant, position, _ = name.split(" ")
        middle = patch.get_path().get_extents()
        assert int((middle.x0 + middle.x1) / 2) == found.positions.index(int(position))
        assert int((middle.y0 + middle.y1) / 2) == order.index((complex_, occupant))


def test_residue_not_in_the_file_is_hatched_and_not_empty(small):
    patch = by_gid(drawn(clustermap, small), "missing ")[f"dddd-A {INHIBITOR} 537"]
    assert patch.get_hatch()


def test_grooves_stand_at_their_scores(run):
    # Components need four entries of one kind: the fourth of the small run is a model of the others.
    fourth = {"source_kind": "experiment"}
    run = run.with_rows(
        complexes=[row.model_copy(update=fourth) if row.complex == "dddd-A" else row for row in run.complexes]
    )
    figure = drawn(conformation, run)
    found = conformations(run)
    wanted = {row.complex: (row.pc1, row.pc2) for row in conformation_rows(run, found)}
    points = by_gid(figure, "groove ")
    assert {name: (p.get_xdata()[0], p.get_ydata()[0]) for name, p in points.items()} == wanted
    changes = {f"{r.component} {r.station}": r.change for r in component_rows(found) if r.component < 3}
    assert {name: bar.get_height() for name, bar in by_gid(figure, "change ").items()} == pytest.approx(changes)
    named = {name for name in wanted if observed(run.by_id[name])}
    assert set(by_gid(figure, "name ")) == named
    axes = by_gid(figure, "scores")[""]
    assert f"{100 * found.variance[0]:.0f} %" in axes.get_xlabel()


def test_inhibitor_lines_are_the_nearest_contacts(run):
    figure = drawn(ligand2d, run)
    lines = set(by_gid(figure, "contact "))
    wanted = set()
    for panel in bound_compounds.bound_compounds(run):
        if panel.template is None:
            continue
        for row in run.contacts:
            mine = (row.complex, row.occupant) == (panel.key.complex, panel.key.occupant)
            bond = bool(panel.bonds) and row.position == 528
            if mine and not row.symmetry and row.type != "clash" and not bond:
                wanted.add(f"{row.complex} {row.residue[0]}{row.position} {row.type}")
        typed = {name.split()[1] for name in wanted if name.startswith(f"{panel.key.complex} ")}
        for row in run.footprint:
            mine = (row.complex, row.occupant) == (panel.key.complex, panel.key.occupant)
            label = f"{row.residue[0]}{row.position}"
            if mine and row.pairs and label not in typed and not (panel.bonds and row.position == 528):
                wanted.add(f"{row.complex} {label} touch")
    assert wanted
    assert lines == wanted


def test_nearest_contact_of_a_type_is_kept(small):
    panel = selinexor(small)
    kept = {(t.label, t.type): (t.atom, t.distance) for t in panel.touches}
    assert kept == {
        ("K568", "hydrophobic"): ("C02", 3.6),
        ("K568", "hydrogen_bond"): ("N01", 2.9),
        ("F572", "hydrophobic"): ("C06", 3.9),
    }


def test_what_is_touched_without_a_contact_has_a_line_and_what_is_buried_has_none(small):
    rows = [
        FootprintRecord(
            entry="dddd", complex="dddd-A", occupant=INHIBITOR, kind="inhibitor", position=position, residue=residue,
            distance=distance, pairs=pairs, occupant_atom=atom,
        )
        for position, residue, distance, pairs, atom in (
            (569, "L580", 3.49, 2, "F01"), (537, "K548", 4.8, 0, "C15"), (568, "K579", 3.2, 8, "O01"),
            (528, "C539", 1.82, 9, "C11"),
        )
    ]  # fmt: skip
    before = {(t.label, t.type) for t in selinexor(small).touches}
    panel = selinexor(small.with_rows(footprint=rows))
    after = {(t.label, t.type): (t.atom, t.distance) for t in panel.touches}
    assert after.keys() - before == {("L569", "touch")}
    assert after["L569", "touch"] == ("F01", 3.49)


def test_bond_to_cysteine_has_its_length(run):
    figure = drawn(ligand2d, run)
    shown = {gid: text.get_text() for gid, text in by_gid(figure, "residue ").items() if hasattr(text, "get_text")}
    known = [panel for panel in bound_compounds.bound_compounds(run) if panel.template is not None and panel.bonds]
    assert known
    for panel in known:
        assert shown[f"{panel.key.complex} Cys528"] == f"Cys528\n{panel.bonds[0].length:.2f} Å"
        assert f"{panel.key.complex} {panel.bonds[0].atom}" in by_gid(figure, "reacting ")


def test_compound_without_chemistry_says_so(small):
    words = by_gid(drawn(ligand2d, small), "words ")
    assert words["eeee-A 0"].get_text() == "chemistry not known"
    assert words["eeee-A 1"].get_text() == "K521\N{EN DASH}C7: van der Waals, 3.40 Å"


def test_experiment_stands_for_a_compound_before_models(small):
    rows = [row for row in made() if not (isinstance(row, ComplexRecord) and row.complex == "eeee-A")]
    experiment = complex_row("eeee-A", inhibitor="V6A;UNL", inhibitor_name="selinexor;unknown", resolution=3.0)
    assert selinexor(small).key.complex == "dddd-A"
    assert selinexor(small).others == 1
    assert selinexor(tables_of([*rows, experiment])).key.complex == "eeee-A"


def test_double_bond_to_which_the_cysteine_added_is_single():
    template = bound_compounds.chemistry_of("K76")
    assert template is not None
    orders = {frozenset(bond[:2]): bond[2] for bond in template.bonds}
    assert orders[frozenset(("C3", "C2"))] == 2
    drawn_ = sketch(template, ["C3"])
    place = {drawn_.names.index("C3"), drawn_.names.index("C2")}
    assert next(order for a, b, order in drawn_.bonds if {a, b} == place) == 1
    carbonyl = {drawn_.names.index("C1"), drawn_.names.index("O")}
    assert next(order for a, b, order in drawn_.bonds if {a, b} == carbonyl) == 2


@pytest.mark.parametrize("component", ["V6A", "K85", "LMB", "RJA", "EQF", "G6U"])
def test_diagram_has_the_atoms_of_the_dictionary(component):
    template = bound_compounds.chemistry_of(component)
    assert template is not None
    found = sketch(template, [])
    assert found.names == list(template.atoms)
    assert len(found.bonds) == len(template.bonds)
    lengths = [np.linalg.norm(found.xy[a] - found.xy[b]) for a, b, _ in found.bonds]
    np.testing.assert_allclose(lengths, 1.0, atol=0.12)
    apart = np.linalg.norm(found.xy[:, None] - found.xy[None], axis=2) + 9 * np.eye(len(found.xy))
    assert apart.min() > 0.5


@pytest.mark.parametrize("component", ["LMB", "RJA", "6L8", "K76"])
def test_stereo_centres_and_double_bonds_are_drawn_as_the_coordinates_have_them(component):
    template = bound_compounds.chemistry_of(component)
    assert template is not None
    ideal = ccd.get_from_ccd("chem_comp_atom", component)
    columns = [ideal[f"pdbx_model_Cartn_{axis}_ideal"].as_array(float) for axis in "xyz"]
    xyz = {str(atom): (x, y, z) for atom, x, y, z in zip(ideal["atom_id"].as_array(), *columns, strict=True)}
    config = {
        str(a): str(s) for a, s in zip(ideal["atom_id"].as_array(), ideal["pdbx_stereo_config"].as_array(), strict=True)
    }
    wanted = {atom: sign for atom, sign in config.items() if sign in "RS" and atom in template.atoms}
    assert centres(sketch(template, [], xyz)) == wanted
    mirrored = {atom: (-x, y, z) for atom, (x, y, z) in xyz.items()}
    assert centres(sketch(template, [], mirrored)) == {atom: "SR"["RS".index(sign)] for atom, sign in wanted.items()}
    assert not sketch(template, []).wedges, "nothing is drawn of what is not known"
    if wanted:
        atom = next(iter(wanted))
        end = next(end for pair in template.pairs if atom in pair for end in pair if end != atom)
        part = {name: at for name, at in xyz.items() if name != end}
        assert atom not in centres(sketch(template, [], part)), "a centre without all of its neighbours"


def centres(drawn_):
    """Read the stereo centres of a diagram from its wedges, as a chemist would."""
    from rdkit import Chem
    from rdkit.Chem import rdCIPLabeler

    molecule = Chem.RWMol()
    for element in drawn_.elements:
        molecule.AddAtom(Chem.Atom(element))
    for a, b, order in drawn_.bonds:
        molecule.AddBond(a, b, Chem.BondType.values[12 if order == 4 else order])
    shape = Chem.Conformer(len(drawn_.names))
    for number, (x, y) in enumerate(drawn_.xy.tolist()):
        shape.SetAtomPosition(number, (x, y, 0.0))
    molecule.AddConformer(shape)
    whole = molecule.GetMol()
    Chem.SanitizeMol(whole)
    for (a, b), kind in drawn_.wedges.items():
        bond = whole.GetBondBetweenAtoms(a, b)
        assert bond.GetBeginAtomIdx() == a or not drawn_.wedges.get((b, a))
        if bond.GetBeginAtomIdx() != a:
            order = bond.GetBondType()
            edited = Chem.RWMol(whole)
            edited.RemoveBond(a, b)
            edited.AddBond(a, b, order)
            whole = edited.GetMol()
            bond = whole.GetBondBetweenAtoms(a, b)
        bond.SetBondDir(Chem.BondDir.BEGINWEDGE if kind == "wedge" else Chem.BondDir.BEGINDASH)
    Chem.SanitizeMol(whole)
    Chem.AssignChiralTypesFromBondDirs(whole)
    rdCIPLabeler.AssignCIPLabels(whole)
    return {
        drawn_.names[atom.GetIdx()]: atom.GetProp("_CIPCode") for atom in whole.GetAtoms() if atom.HasProp("_CIPCode")
    }


# --- how it looks


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.NAME)
def test_nothing_is_cut_nor_too_small(module, run):
    figure = drawn(module, run)
    wide, tall = figure.get_size_inches()
    assert wide in (COLUMN, PAGE)
    for text, box in texts(figure):
        assert min(box.x0, box.y0) > -0.005, text.get_text()
        assert box.x1 < wide + 0.005, text.get_text()
        assert box.y1 < tall + 0.005, text.get_text()
        assert text.get_fontsize() >= 6.0, text.get_text()


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.NAME)
def test_no_label_lies_on_another(module, run):
    for (one, a), (other, b) in combinations(texts(drawn(module, run)), 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        along = min(a.y1, b.y1) - max(a.y0, b.y0)
        # Extents have room above and below the letters; a hundredth of an inch of it may be shared.
        hidden = across > 0.014 and along > 0.014
        assert not hidden, f"{one.get_text()!r} and {other.get_text()!r}"


def test_long_names_are_shortened_and_stay_inside(small):
    long = "a_prediction_with_quite_a_long_name_that_somebody_gave_to_a_file_of_theirs-A"
    swap = {"eeee-A": long, "aaaa-A": long.replace("prediction", "reference")}
    rows = [row.model_copy(update={"complex": swap.get(row.complex, row.complex)}) for row in made()]
    for module in MODULES:
        figure = drawn(module, tables_of(rows))
        assert all(box.x0 > -0.005 and box.x1 < 7.105 for _, box in texts(figure)), module.NAME


def test_markers_of_a_swarm_do_not_hide_each_other():
    places = [0.0, 0.5, 1.0, 1.1, 1.2, 30.0]
    shifts = profile_panels.swarm(places, 4.0, 40.0)
    for (x, a), (y, b) in combinations(zip(places, shifts, strict=True), 2):
        assert np.hypot(x - y, a - b) >= 3.9
    assert shifts[5] == 0
    assert max(map(abs, profile_panels.swarm([0.0] * 50, 4.0, 10.0))) <= 10.0


@pytest.fixture(scope="module")
def drawn_twice(tmp_path_factory) -> tuple[Path, Path]:
    """All figures, drawn by two processes."""
    directory = tmp_path_factory.mktemp("twice")
    write_tables(directory / "tables", made(), records())
    code = (
        "import sys; from pathlib import Path; from nesgroove.compare.tables import RunTables;"
        "from nesgroove.show.figures.registry import draw;"
        "out = Path(sys.argv[2]); run = RunTables.read(Path(sys.argv[1]));"
        "[draw(name, run, [out / f'{name}.svg', out / f'{name}.png']) for name in sys.argv[3:]]"
    )
    names = [module.NAME for module in MODULES]
    for seed in ("1", "2"):
        arguments = [sys.executable, "-c", code, directory / "tables", directory / seed, *names]
        subprocess.run(arguments, check=True, env={**os.environ, "PYTHONHASHSEED": seed}, timeout=240)
    return directory / "1", directory / "2"


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.NAME)
def test_same_tables_give_the_same_bytes(module, drawn_twice):
    for name in (f"{module.NAME}.svg", f"{module.NAME}.png"):
        first, second = ((directory / name).read_bytes() for directory in drawn_twice)
        assert first == second


# --- when there is little or nothing


def test_empty_grooves_have_widths_but_no_occupants(small):
    empty = only(small, "bbbb-A", "cccc-A")
    assert set(by_gid(drawn(width, empty), "profile ")) == {"bbbb-A", "cccc-A"}
    assert "No occupant" in message(drawn(clustermap, empty))
    assert "No inhibitor" in message(drawn(ligand2d, empty))
    assert "4 entries of one kind" in message(drawn(conformation, empty))


def test_nothing_measured_says_so():
    bare = tables_of([complex_row("aaaa-A", groove_width=None)])
    assert "No width" in message(drawn(width, bare))
    assert "No clear width" in message(drawn(clear_width, bare))


def test_occupants_without_contacts_say_so(small):
    silent = tables_of([row for row in made() if not isinstance(row, ContactRecord)])
    assert "No contact" in message(drawn(clustermap, silent))
    assert not by_gid(drawn(ligand2d, silent), "contact ")


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.NAME)
@pytest.mark.parametrize("names", [(), ("dddd-A",), ("aaaa-A",)])
def test_one_complex_or_none_is_drawn(module, names, small, tmp_path: Path):
    draw(module.NAME, only(small, *names), [tmp_path / "one.svg"])
    assert (tmp_path / "one.svg").stat().st_size > 500


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.NAME)
def test_phantoms_are_marked(module):
    rows = [r.model_copy(update={"source_kind": "phantom"}) if isinstance(r, ComplexRecord) else r for r in made()]
    assert by_gid(drawn(module, tables_of(rows)), "kinds-mark")


def test_atom_that_the_dictionary_lacks_is_reported(small):
    odd = contact("dddd-A", INHIBITOR, 561, "hydrophobic", "X99", 3.7, residue="F572")
    figure = drawn(ligand2d, tables_of([*made(), odd]))
    assert any("F561" in text.get_text() and "dictionary" in text.get_text() for text, _ in texts(figure))


def test_expected_atom_is_ringed_where_there_is_no_bond(small):
    rows = [row for row in made() if not isinstance(row, CovalentRecord)]
    figure = drawn(ligand2d, tables_of(rows))
    assert set(by_gid(figure, "expected ")) == {"dddd-A C11"}
    assert not by_gid(figure, "reacting ")
