"""The ensemble against truths that can be told by hand, and on real tables against the tables themselves."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from nesgroove.compare import competition as competition_module
from nesgroove.compare.competition import competition
from nesgroove.compare.conformation import component_rows, conformation_rows, conformations
from nesgroove.compare.fingerprint import fingerprint_rows, fingerprints
from nesgroove.compare.kinds import bound_state, kind_mark, kinds_mark, observed
from nesgroove.compare.means import means, mutations_at_positions
from nesgroove.compare.occupancy import occupancy_matrix
from nesgroove.compare.published import published
from nesgroove.compare.ran_interface import ran_interface
from nesgroove.compare.references import reference_groove, reference_states
from nesgroove.compare.run import write_ensemble
from nesgroove.compare.tables import RunTables
from nesgroove.compare.validation import METHODS, validation
from nesgroove.errors import ConfigError
from nesgroove.io.tables import write_tables
from nesgroove.measure.cargo import AnchorRecord
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.contacts import ContactRecord
from nesgroove.measure.groove_ca import GrooveAtomRecord
from nesgroove.measure.occupancy import OccupancyRecord
from nesgroove.measure.occupant_atoms import OccupantAtomRecord
from nesgroove.measure.overlap import anchor_overlaps, displaced_anchors
from nesgroove.measure.registry import records
from nesgroove.measure.scalar import GeometryRecord
from nesgroove.model.kinds import kinds_counted
from nesgroove.model.structure import SOURCE_KINDS

POCKETS = ("P0", "P1", "P2", "P3", "P4", "all")


def complex_row(entry, chain="A", **fields):
    given = {"source_kind": "experiment"} | fields
    return ComplexRecord(entry=entry, complex=f"{entry}-{chain}", xpo1_chain=chain, **given)


def occupancy_rows(entry, occupant, kind, filled):
    return [
        OccupancyRecord(
            entry=entry, complex=f"{entry}-A", occupant=occupant, kind=kind, pocket=pocket, filled=value,
            filled_vs_cargo=None if value is None else 2 * value, buried=10.0,
        )
        for pocket, value in zip(POCKETS, filled, strict=True)
    ]  # fmt: skip


def atom(entry, occupant, kind, name, x, y, z, anchor=""):
    return OccupantAtomRecord(
        entry=entry, complex=f"{entry}-A", occupant=occupant, kind=kind, residue="L8", auth_seq_id=8, atom=name,
        element="C", x=x, y=y, z=z, pocket="P2", anchor=anchor,
    )  # fmt: skip


def contact(entry, occupant, position, kind="inhibitor", type_="hydrophobic", **more):
    return ContactRecord(
        entry=entry, complex=f"{entry}-A", occupant=occupant, kind=kind, position=position, residue=f"X{position}",
        type=type_, distance=4.0, **more,
    )  # fmt: skip


def groove(entry, width=12.0, positions=range(510, 595), chain="A"):
    """A groove of points on two lines, the second ``width`` away."""
    return [
        GrooveAtomRecord(
            entry=entry, complex=f"{entry}-{chain}", position=p, residue=f"A{p}", x=float(p % 31),
            y=width if p > 550 else 0.0,
            z=float(p % 7),
        )
        for p in positions
    ]  # fmt: skip


@pytest.fixture
def two_inhibitors():
    first = complex_row("one", inhibitor="V6A", inhibitor_name="selinexor", species="Homo sapiens")
    second = complex_row("two", inhibitor="V6A", inhibitor_name="selinexor", species="Homo sapiens", ranbp_chain="B")
    return RunTables(
        complexes=[first, second],
        occupancy=[
            *occupancy_rows("one", "V6A:A:1", "inhibitor", (0.0, 0.1, 0.4, 0.5, None, 0.3)),
            *occupancy_rows("two", "V6A:A:1", "inhibitor", (0.0, 0.3, 0.6, 0.5, 0.2, 0.4)),
        ],
    )


def test_matrix_has_the_tabled_values_and_keeps_gaps(two_inhibitors):
    rows = {(r.complex, r.measure): r for r in occupancy_matrix(two_inhibitors)}
    assert rows["one-A", "filled"].P2 == 0.4
    assert rows["one-A", "filled"].P4 is None
    assert pytest.approx(0.4) == rows["two-A", "filled_vs_cargo"].P4


def test_means_say_observed_of_observable(two_inhibitors):
    rows = {(r.grouping, r.group, r.measure): r for r in means(two_inhibitors)}
    full = rows["compound", "selinexor", "filled:P2"]
    assert (full.mean, full.observed, full.observable) == (pytest.approx(0.5), 2, 2)
    gap = rows["compound", "selinexor", "filled:P4"]
    assert (gap.mean, gap.sd, gap.observed, gap.observable) == (pytest.approx(0.2), None, 1, 2)


def widths_run(*rows):
    """Complexes of one kind of cargo each: entry, chain, kind of source and width."""
    return RunTables(
        complexes=[
            complex_row(entry, chain, source_kind=kind, cargo_chain="E", groove_width=width)
            for entry, chain, kind, width in rows
        ]
    )


def bound_means(run):
    rows = [row for row in means(run) if (row.grouping, row.measure) == ("bound", "groove_width")]
    return {row.source_kind: row for row in rows}


def test_experiments_and_models_are_never_averaged_together():
    run = widths_run(("3gjx", "D", "experiment", 11.8), ("m1", "A", "predicted", 12.0), ("m2", "A", "predicted", 12.2))
    rows = bound_means(run)
    assert {kind: (row.mean, row.observed) for kind, row in rows.items()} == {
        "experiment": (pytest.approx(11.8), 1), "predicted": (pytest.approx(12.1), 2),
    }  # fmt: skip


def test_files_of_unknown_source_are_a_group_of_their_own():
    rows = bound_means(widths_run(("a", "A", "experiment", 11.0), ("b", "A", "unknown", 13.0)))
    assert (rows["experiment"].mean, rows["unknown"].mean) == (11.0, 13.0)


def test_copies_of_one_entry_are_one_observation():
    run = widths_run(
        ("a", "A", "experiment", 10.0), ("a", "B", "experiment", 11.0), ("b", "A", "experiment", 13.5),
        ("c", "A", "experiment", None), ("c", "B", "experiment", None),
    )  # fmt: skip
    row = bound_means(run)["experiment"]
    assert (row.mean, row.observed, row.observable, row.copies) == (pytest.approx(12.0), 2, 3, 3)
    assert row.sd == pytest.approx(np.std([10.5, 13.5], ddof=1))
    assert (row.minimum, row.maximum) == (10.5, 13.5)


def test_two_copies_alone_have_no_deviation():
    row = bound_means(widths_run(("a", "A", "experiment", 10.0), ("a", "B", "experiment", 11.0)))["experiment"]
    assert (row.mean, row.sd, row.observed, row.copies) == (10.5, None, 1, 2)


def test_two_molecules_of_one_compound_have_two_labels():
    rows = [*occupancy_rows("one", "V6A:A:1", "inhibitor", (0.1,) * 6)]
    rows += occupancy_rows("one", "V6A:A:2", "inhibitor", (0.1,) * 6)
    rows += occupancy_rows("two", "V6A:A:1", "inhibitor", (0.1,) * 6)
    named = {"inhibitor": "V6A", "inhibitor_name": "selinexor"}
    run = RunTables(complexes=[complex_row("one", **named), complex_row("two", **named)], occupancy=rows)
    assert [key.label for key in run.occupants] == ["selinexor one-A (A:1)", "selinexor one-A (A:2)", "selinexor two-A"]
    cargo = [row for chain in "BC" for row in occupancy_rows("one", chain, "cargo", (0.1,) * 6)]
    run = RunTables(complexes=[complex_row("one", cargo_chain="B;C")], occupancy=cargo)
    assert [key.label for key in run.occupants] == ["cargo one-A (B)", "cargo one-A (C)"]


def test_means_of_geometry_are_grouped_by_what_is_bound(two_inhibitors):
    run = RunTables(
        complexes=two_inhibitors.complexes,
        geometry=[
            GeometryRecord(entry="one", complex="one-A", measure="ca_525_568", value=12.0, unit="A"),
            GeometryRecord(entry="two", complex="two-A", measure="ca_525_568", value=None, unit="A"),
        ],
    )
    rows = {(r.group, r.measure): r for r in means(run) if r.grouping == "bound"}
    assert rows["inhibitor", "ca_525_568"].mean == 12.0
    assert rows["inhibitor + RanBP", "ca_525_568"].mean is None
    assert rows["inhibitor + RanBP", "ca_525_568"].observed == 0


@pytest.mark.parametrize(
    ("angles", "expected"),
    [((179.0, -179.0), 180.0), ((-170.0, 170.0), 180.0), ((60.0, 70.0), 65.0), ((0.0, 180.0), None)],
)
def test_torsions_are_averaged_about_their_mean_direction(angles, expected):
    run = RunTables(
        complexes=[complex_row(entry, "A", cargo_chain="E") for entry in ("one", "two")],
        geometry=[
            GeometryRecord(entry=entry, complex=f"{entry}-A", measure="chi1_528", value=angle, unit="deg")
            for entry, angle in zip(("one", "two"), angles, strict=True)
        ],
    )
    row = next(r for r in means(run) if (r.grouping, r.measure) == ("bound", "chi1_528"))
    assert row.observed == 2
    if expected is None:
        assert (row.mean, row.sd) == (None, None)
    else:
        assert abs(row.mean) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "groove empty"),
        ({"ranbp_chain": "B"}, "RanBP"),
        ({"cargo_chain": "E"}, "cargo"),
        ({"inhibitor": "K85", "ranbp_chain": "B"}, "inhibitor + RanBP"),
    ],
)
def test_bound_state(fields, expected):
    assert bound_state(complex_row("one", **fields)) == expected


def competing(shift):
    """One carbon of an inhibitor ``shift`` away from one carbon of a cargo, both in P2."""
    return RunTables(
        complexes=[complex_row("inh", inhibitor="K85", inhibitor_name="KPT-185"), complex_row("car", cargo_chain="E")],
        occupancy=[
            *occupancy_rows("inh", "K85:A:1", "inhibitor", (0.1,) * 6),
            *occupancy_rows("car", "E", "cargo", (0.1,) * 6),
        ],
        anchors=[AnchorRecord(entry="car", complex="car-A", cargo_chain="E", pocket="P2", residue="L8")],
        occupant_atoms=[
            atom("inh", "K85:A:1", "inhibitor", "C1", 2.8 + shift, 1.6, 1.5),
            atom("car", "E", "cargo", "CB", 2.8, 1.6, 1.5, "Phi2"),
        ],
    )


def test_the_same_place_is_shared_whole():
    (row,) = competition(competing(0.0))
    assert (row.of_inhibitor, row.of_cargo) == (1.0, 1.0)
    assert row.anchors_displaced == "Phi2"


def test_half_a_radius_away_shares_what_two_spheres_share():
    (row,) = competition(competing(1.7))
    # Lens of two unit spheres one radius apart: 5/16 of a sphere.
    assert row.of_cargo == pytest.approx(5 / 16, abs=0.04)
    assert row.volume_shared == pytest.approx(5 / 16 * 4 / 3 * np.pi * 1.7**3, abs=1.0)


def test_beyond_contact_nothing_is_shared():
    (row,) = competition(competing(3.5))
    assert (row.volume_shared, row.displaced, row.anchors_displaced) == (0.0, 0, "")


def crowd(inhibitors, cargoes):
    """Occupants of six atoms each at random in the groove, and one of each kind beyond it."""
    random = np.random.default_rng(5)
    complexes, occupancy, atoms = [], [], []
    for number in range(inhibitors + cargoes):
        kind = "inhibitor" if number < inhibitors else "cargo"
        name, occupant = f"e{number:02d}", "K85:A:1" if number < inhibitors else "E"
        own = {"inhibitor": "K85"} if kind == "inhibitor" else {"cargo_chain": "E"}
        complexes.append(complex_row(name, **own))
        occupancy += occupancy_rows(name, occupant, kind, (0.1,) * 6)
        far = 40.0 if number in (0, inhibitors) else 0.0
        for place, (x, y, z) in enumerate(random.normal([2.8, 1.6, 1.5 + far], [4.0, 1.5, 1.0], (6, 3)).tolist()):
            anchor = f"Phi{place % 3}" if kind == "cargo" and place and number % 2 else ""
            atoms.append(atom(name, occupant, kind, f"C{place}", x, y, z, anchor))
    return RunTables(complexes=complexes, occupancy=occupancy, occupant_atoms=atoms)


@pytest.mark.parametrize("block", [1, 2, 512])
def test_all_pairs_at_once_are_what_each_pair_is_alone(monkeypatch, block):
    monkeypatch.setattr(competition_module, "BLOCK", block)
    run = crowd(4, 5)
    bodies = {(key.complex, key.occupant): body for key, body in competition_module.bodies_of(run).items()}
    listed = competition(run)
    assert len(listed) == 20
    for row in listed:
        one, other = bodies[row.complex, row.occupant], bodies[row.cargo_complex, row.cargo]
        shared, own, cargo = ((one.voxels & other.voxels).sum(), one.voxels.sum(), other.voxels.sum())
        assert row.volume_shared == shared * 0.125
        assert row.of_inhibitor == (shared / own if own else None)
        assert row.of_cargo == (shared / cargo if cargo else None)
        displaced = displaced_anchors(anchor_overlaps(one.voxels, other.anchors))
        assert (row.anchors_displaced, row.displaced) == (" ".join(displaced), len(displaced))
        assert row.anchors == len(other.anchors)
    assert {row.displaced for row in listed} > {0, 1}, "the test sees anchors that are displaced, and some that are not"
    assert None in {row.of_cargo for row in listed} & {row.of_inhibitor for row in listed}


def fingerprint_run():
    entries = {"a": (525, 528, 568), "b": (525, 528, 561), "c": (534, 537, 572)}
    return RunTables(
        complexes=[complex_row(e, inhibitor="K85", inhibitor_name="KPT-185") for e in entries],
        occupancy=[row for e in entries for row in occupancy_rows(e, "K85:A:1", "inhibitor", (0.1,) * 6)],
        contacts=[contact(e, "K85:A:1", p) for e, found in entries.items() for p in found],
        groove_ca=[row for e in entries for row in groove(e)],
    )


def test_occupants_that_share_contacts_cluster():
    prints = fingerprints(fingerprint_run())
    names = [key.complex for key in prints.occupants]
    clusters = dict(zip(names, prints.clusters, strict=True))
    assert clusters["a-A"] == clusters["b-A"] != clusters["c-A"]
    assert abs(names.index("a-A") - names.index("b-A")) == 1


def test_clashes_images_ran_and_far_positions_are_no_fingerprint():
    run = fingerprint_run()
    more = [
        contact("a", "K85:A:1", 521, type_="clash"),
        contact("a", "K85:A:1", 522, symmetry="2_555"),
        contact("a", "F", 523, kind="ran"),
        contact("a", "K85:A:1", 624),
    ]
    run = run.with_rows(contacts=[*run.contacts, *more])
    assert {position for position, _ in fingerprints(run).bits} == {525, 528, 534, 537, 561, 568, 572}


def test_a_residue_that_is_not_in_the_file_is_a_gap_and_not_zero():
    run = fingerprint_run()
    kept = [row for row in run.groove_ca if (row.complex, row.position) != ("c-A", 528)]
    run = run.with_rows(groove_ca=kept)
    prints = fingerprints(run)
    place = [key.complex for key in prints.occupants].index("c-A")
    assert np.isnan(prints.counts[place, prints.bits.index((528, "hydrophobic"))])
    assert prints.counts[place, prints.bits.index((525, "hydrophobic"))] == 0
    gaps = [r for r in fingerprint_rows(run, prints) if r.complex == "c-A" and r.contacts is None]
    assert [row.position for row in gaps] == [528]


@pytest.mark.parametrize(("missing", "empty"), [(0, False), (None, False), (1, True), (5, True)])
def test_a_side_chain_that_is_not_whole_is_a_gap_and_not_zero(missing, empty):
    run = fingerprint_run()
    cut = [
        row.model_copy(update={"missing": missing}) if (row.entry, row.position) in (("c", 528), ("a", 525)) else row
        for row in run.groove_ca
    ]
    prints = fingerprints(run.with_rows(groove_ca=cut))
    place = {key.complex: i for i, key in enumerate(prints.occupants)}
    assert np.isnan(prints.counts[place["c-A"], prints.bits.index((528, "hydrophobic"))]) == empty
    assert prints.counts[place["a-A"], prints.bits.index((525, "hydrophobic"))] == 1, "what is seen is counted"


def test_the_first_component_is_the_planted_opening():
    widths = {"a": 10.0, "b": 11.0, "c": 12.0, "d": 13.0}
    run = RunTables(
        complexes=[complex_row(e, groove_width=w) for e, w in widths.items()],
        groove_ca=[row for e, w in widths.items() for row in groove(e, w)],
    )
    found = conformations(run)
    assert found is not None
    assert found.variance[0] == pytest.approx(1.0)
    scores = [row.pc1 for row in conformation_rows(run, found)]
    assert all(b > a for a, b in pairwise(scores))  # positive opens
    change = {row.station: row.change for row in component_rows(found) if row.component == 1}
    # One standard deviation below the mean to one above is twice the standard deviation of the widths.
    wide = {"525-568": 2 * np.std(list(widths.values()), ddof=1)}
    flat = np.hypot(568 % 31 - 525 % 31, 568 % 7 - 525 % 7)
    mean, half = 11.5, wide["525-568"] / 2
    expected = np.hypot(mean + half, flat) - np.hypot(mean - half, flat)
    assert change["525-568"] == pytest.approx(expected, abs=1e-6)


def test_components_use_the_positions_that_all_fitted_have():
    rows = [*groove("a"), *groove("b", 11.0, range(510, 590)), *groove("c", 13.0), *groove("d", 12.5)]
    rows += groove("model", 12.0, range(520, 595))
    model = complex_row("model", source_kind="predicted")
    run = RunTables(complexes=[*(complex_row(e) for e in "abcd"), model], groove_ca=rows)
    found = conformations(run)
    assert found is not None
    assert found.positions == list(range(510, 590))


def kinds_run(**kinds):
    """Grooves of increasing width, so many of each kind."""
    names = [f"{kind}{i}" for kind, count in kinds.items() for i in range(count)]
    return RunTables(
        complexes=[complex_row(name, source_kind=name.rstrip("0123456789")) for name in names],
        groove_ca=[row for i, name in enumerate(names) for row in groove(name, 10.0 + 0.4 * i)],
    )


@pytest.mark.parametrize(
    ("kinds", "fitted_on"),
    [
        ({"experiment": 4, "predicted": 5}, "experiment"),
        ({"experiment": 3, "predicted": 5}, "predicted"),
        ({"experiment": 3, "predicted": 3}, None),
        ({"phantom": 4}, "phantom"),
        ({"unknown": 6, "experiment": 1}, None),
        ({"unknown": 6, "composite": 4}, "composite"),
    ],
)
def test_components_are_fitted_on_one_kind_and_never_on_the_unknown(kinds, fitted_on):
    run = kinds_run(**kinds)
    found = conformations(run)
    rows = conformation_rows(run, found)
    assert {row.fitted_on for row in rows} == {fitted_on or "none"}
    assert len(rows) == sum(kinds.values()), "no complex is dropped"
    if fitted_on is None:
        assert found is None
        assert all(row.pc1 is None for row in rows)
        return
    assert {row.source_kind for row in rows if row.weight} == {fitted_on}
    assert {row.fitted_on for row in component_rows(found)} == {fitted_on}
    assert {row.entries for row in component_rows(found)} == {kinds[fitted_on]}


def test_models_move_nothing_of_the_fit_and_are_projected():
    alone, joined = kinds_run(experiment=4), kinds_run(experiment=4, predicted=20)
    first, second = conformations(alone), conformations(joined)
    assert np.allclose(first.mean, second.mean)
    assert np.allclose(first.modes[0], second.modes[0])
    assert [row.change for row in component_rows(first)] == [row.change for row in component_rows(second)]
    # Its groove is that of the widest experiment, 11.2, and 0.4 A: the step between two of them.
    scores = {row.complex: row.pc1 for row in conformation_rows(joined, second)}
    step = scores["experiment3-A"] - scores["experiment2-A"]
    assert scores["predicted0-A"] - scores["experiment3-A"] == pytest.approx(step, abs=1e-6)


def test_a_groove_that_lacks_positions_of_the_fit_is_projected_over_the_others():
    run = kinds_run(experiment=4, predicted=1)
    whole = {row.complex: row.pc1 for row in conformation_rows(run, conformations(run))}
    cut = [row for row in run.groove_ca if not (row.entry == "predicted0" and row.position > 588)]
    run = run.with_rows(groove_ca=cut)
    rows = {row.complex: row for row in conformation_rows(run, conformations(run))}
    assert rows["predicted0-A"].pc1 == pytest.approx(whole["predicted0-A"], abs=1e-6)
    cut = [row for row in run.groove_ca if not (row.entry == "predicted0" and row.position > 570)]
    run = run.with_rows(groove_ca=cut)
    rows = {row.complex: row for row in conformation_rows(run, conformations(run))}
    assert rows["predicted0-A"].pc1 is None, "a fifth of the groove is missing"


def test_copies_of_an_entry_weigh_as_one_in_the_fit():
    widths = {"a": 10.0, "b": 11.0, "c": 12.0, "d": 13.0}
    plain = RunTables(
        complexes=[complex_row(e) for e in widths], groove_ca=[row for e, w in widths.items() for row in groove(e, w)]
    )
    copies = plain.with_rows(
        complexes=[*plain.complexes, complex_row("d", "B"), complex_row("d", "C")],
        groove_ca=[*plain.groove_ca, *groove("d", 13.0, chain="B"), *groove("d", 13.0, chain="C")],
    )
    first, second = conformations(plain), conformations(copies)
    assert np.allclose(first.mean, second.mean)
    assert [row.change for row in component_rows(first)] == pytest.approx([r.change for r in component_rows(second)])
    assert {row.complex: round(row.weight, 3) for row in conformation_rows(copies, second)}["d-B"] == 0.333
    three = copies.with_rows(complexes=[row for row in copies.complexes if row.entry in "bcd"])
    assert conformations(three) is None, "five complexes of three entries are three experiments"


def test_ran_interface_counts_residues_and_types():
    run = RunTables(
        complexes=[complex_row("a", ran_chain="F", ran_state="GTP")],
        contacts=[
            contact("a", "F", 100, "ran", "ionic", auth_seq_id=100, occupant_auth_seq_id=5),
            contact("a", "F", 100, "ran", "hydrogen_bond", auth_seq_id=100, occupant_auth_seq_id=6),
            contact("a", "F", 101, "ran", "clash", auth_seq_id=101, occupant_auth_seq_id=7),
            contact("a", "F", 102, "ran", "water_bridge", auth_seq_id=102, occupant_auth_seq_id=8, via="HOH:A:1"),
            contact("a", "F", 103, "ran", "water_bridge", auth_seq_id=103, occupant_auth_seq_id=8, via="HOH:A:1"),
            contact("a", "K85:A:1", 528, auth_seq_id=528, occupant_auth_seq_id=1),
        ],
    )
    (row,) = ran_interface(run)
    assert (row.ionic, row.hydrogen_bonds, row.xpo1_residues, row.ran_residues) == (1, 1, 1, 2)
    assert row.bridging_waters == 1


def validated(run):
    return {row.quantity: row for row in validation(run)}


def test_without_the_entries_nothing_is_claimed():
    rows = validated(RunTables(complexes=[complex_row("model_pkia")], groove_ca=groove("model_pkia")))
    assert {row.verdict for row in rows.values()} == {"entry not at hand"}
    assert all(row.measured is None for row in rows.values())


@pytest.mark.parametrize(("width", "verdict"), [(12.0, "differs"), (11.0, "differs")])
def test_a_distance_off_by_more_than_the_tolerance_differs(width, verdict):
    rows = validated(RunTables(complexes=[complex_row("3gjx")], groove_ca=groove("3gjx", width)))
    assert rows["C-alpha 525-568"].verdict == verdict
    flat = np.hypot(568 % 31 - 525 % 31, 568 % 7 - 525 % 7)
    assert rows["C-alpha 525-568"].measured == pytest.approx(np.hypot(width, flat))


def test_a_distance_within_the_tolerance_is_reproduced():
    quantity = next(q for q in published() if q.quantity == "C-alpha 525-568")
    assert quantity.value is not None
    at = {525: 0.0, 568: quantity.value + 0.05}
    rows = [
        GrooveAtomRecord(entry="3gjx", complex="3gjx-A", position=p, residue="X", x=x, y=0.0, z=0.0)
        for p, x in at.items()
    ]
    row = validated(RunTables(complexes=[complex_row("3gjx")], groove_ca=rows))["C-alpha 525-568"]
    assert (row.verdict, row.difference) == ("reproduced", pytest.approx(0.05))


@pytest.mark.parametrize(("closed", "verdict"), [(9.6, "reproduced"), (12.5, "differs")])
def test_a_statement_is_judged_by_its_sign(closed, verdict):
    rows = [complex_row("3m1i", groove_width=closed), complex_row("3gjx", groove_width=11.8)]
    row = validated(RunTables(complexes=rows))["closed by RanBP1"]
    assert (row.verdict, row.published) == (verdict, None)


def test_not_measurable_not_at_hand_and_differs_are_three_things():
    def verdict(run):
        return validated(run)["C-alpha 525-568"].verdict

    assert verdict(RunTables(complexes=[complex_row("3gjx")])) == "not measurable"
    assert verdict(RunTables(complexes=[complex_row("4hat")])) == "entry not at hand"
    assert verdict(RunTables(complexes=[complex_row("3gjx")], groove_ca=groove("3gjx", 2.0))) == "differs"


def test_a_comparison_with_one_side_missing_is_not_at_hand():
    row = validated(RunTables(complexes=[complex_row("3m1i", groove_width=9.6)]))["closed by RanBP1"]
    assert row.verdict == "entry not at hand"


@pytest.mark.parametrize("kind", [kind for kind in SOURCE_KINDS if kind != "experiment"])
def test_what_is_no_experiment_never_stands_in_for_its_entry(kind):
    rows = validated(RunTables(complexes=[complex_row("3gjx", source_kind=kind)], groove_ca=groove("3gjx")))
    assert {row.verdict for row in rows.values()} == {"entry not at hand"}


def test_copies_of_an_entry_are_averaged_before_entries():
    widths = (("3m1i", "A", 9.0), ("3m1i", "B", 9.4), ("4hb2", "A", 10.2), ("3gjx", "A", 12.0))
    run = RunTables(complexes=[complex_row(entry, chain, groove_width=width) for entry, chain, width in widths])
    assert validated(run)["closed by RanBP1"].measured == pytest.approx((9.2 + 10.2) / 2 - 12.0)


@pytest.mark.parametrize(("value", "verdict"), [(140.0, "reproduced"), (-178.0, "differs"), (110.0, "differs")])
def test_a_torsion_differs_by_the_shorter_way(value, verdict):
    psi = GeometryRecord(entry="5uwi", complex="5uwi-A", measure="psi_phi3", value=value, unit="deg")
    row = validated(RunTables(complexes=[complex_row("5uwi")], geometry=[psi]))["psi of Phi3, HDAC5"]
    assert (row.verdict, row.kind) == (verdict, "published")
    assert abs(row.difference) < 180


def shifted(entry, shift, turn):
    """A straight H12A, and anchors in P0 to P2 beside it, moved by ``shift`` along the helix; all turned about z."""
    c, s = np.cos(turn), np.sin(turn)
    matrix = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    helix = [(p, matrix @ (1.5 * (p - 559), 2.3 * np.cos(1.75 * p), 2.3 * np.sin(1.75 * p))) for p in range(559, 573)]
    anchors = {pocket: matrix @ (5.0 * i + shift, 6.0, 3.0) for i, pocket in enumerate(("P0", "P1", "P2"))}
    named = {"entry": entry, "complex": f"{entry}-A"}
    return [
        complex_row(entry, cargo_chain="E"),
        *(GrooveAtomRecord(**named, position=p, x=x, y=y, z=z) for p, (x, y, z) in helix),
        *(AnchorRecord(**named, cargo_chain="E", pocket=pocket, residue=f"L{pocket[1]}") for pocket in anchors),
        *(
            atom(entry, "E", "cargo", "CA", *xyz).model_copy(update={"residue": f"L{pocket[1]}"})
            for pocket, xyz in anchors.items()
        ),
    ]


def test_shifts_of_anchors_are_measured_with_h12a_on_h12a():
    rows = [*shifted("3nby", 0.0, 0.0), *shifted("5dhf", 2.0, 0.7), *shifted("5uwi", 0.5, -0.4)]
    found = validated(RunTables.of(rows))
    assert found["helices of minus and plus signals"].measured == pytest.approx(2.0, abs=1e-6)
    assert found["anchor shift in P1"].measured == pytest.approx(0.5, abs=1e-6)
    assert found["anchor shift in P4"].verdict == "not measurable"


@pytest.mark.parametrize(("held", "part"), [(True, 1.0), (False, 0.0)])
def test_the_lysine_of_every_nes(held, part):
    more = [contact("3gjx", "E", 568, "cargo", "hydrogen_bond", atom="NZ", occupant_atom="O")] if held else []
    row = validated(RunTables(complexes=[complex_row("3gjx", cargo_chain="E")], contacts=more))
    assert row["Lys568 holds every NES"].measured == part


def test_every_published_quantity_has_a_method_and_a_source():
    assert {q.method for q in published()} <= set(METHODS)
    assert all(q.source and q.entries for q in published())


def test_tables_of_another_version_are_refused(tmp_path):
    with pytest.raises(ConfigError, match="no tables"):
        write_ensemble(tmp_path, tmp_path / "out")
    write_tables(tmp_path, [], records())
    (tmp_path / "contacts.tsv").write_text("entry\tnonsense\n")
    with pytest.raises(ConfigError, match="nonsense"):
        write_ensemble(tmp_path, tmp_path / "out")


def test_references_are_those_of_the_provenance(tmp_path):
    write_tables(tmp_path, [complex_row(entry, state="open") for entry in ("one", "two")], records())
    assert RunTables.read(tmp_path).references == {}
    provenance = tmp_path / "provenance.json"
    provenance.write_text('{"options": {"references": {"open": "two-A", "closed": "", "cargo": "gone-B"}}}')
    run = RunTables.read(tmp_path)
    assert run.references == {"open": "two-A", "cargo": "gone-B"}
    assert reference_states(run) == {"two-A": "open"}
    assert (reference_groove(run, "open"), reference_groove(run, "closed")) == ("two-A", "")
    assert reference_groove(run.with_rows(complexes=run.complexes[:1]), "open") == "one-A"
    provenance.write_text("{")
    with pytest.raises(ConfigError, match="not JSON"):
        RunTables.read(tmp_path)


@pytest.mark.parametrize("kind", SOURCE_KINDS)
def test_kinds_are_marked_in_one_way(kind):
    row = complex_row("one", source_kind=kind)
    assert observed(row) == (kind == "experiment") == (kind_mark(kind) == "")
    if kind != "experiment":
        assert kind in kind_mark(kind)
        assert kinds_mark(["experiment", kind]) == f"with {kind_mark(kind)}"


def test_an_unknown_source_is_not_called_unobserved():
    assert "not observed" not in kind_mark("unknown")
    assert kinds_counted(["predicted", "experiment", "predicted"]) == "1 experiment, 2 predicted"
    assert (
        kinds_counted(["unknown", "composite", "phantom", "composite"])
        == "2 composites, 1 phantom, 1 of unknown source"
    )


@pytest.fixture(scope="module")
def real(survey_of, tmp_path_factory):
    directory = tmp_path_factory.mktemp("tables")
    write_tables(
        directory, [row for name in ("3gjx", "3m1i", "composite_v6a") for row in survey_of(name).rows], records()
    )
    return RunTables.read(directory)


def test_real_quantities_of_3gjx(real):
    rows = validated(real)
    for name in ("C-alpha 525-568", "Lys568 holds every NES", "pockets of snurportin", "closed by RanBP1"):
        assert rows[name].verdict == "reproduced", name
    for name in ("C-alpha 525-568", "Lys568 to Phi3 C=O"):
        assert (rows[name].kind, rows[name].tolerance) == ("regression", 0.25), name
        assert rows[name].verdict == "reproduced", name
    assert rows["Lys568 holds every NES"].kind == "published"
    # The published bond is that of the other copy of the crystal; this one has 2.95 A.
    assert rows["Lys568 to Phi3 C=O"].measured == pytest.approx(2.95, abs=0.01)
    assert rows["Ran-CRM1 hydrogen bonds"].verdict == "entry not at hand"


def test_real_competition_agrees_with_the_occupancy_table(real):
    (row,) = competition(real)
    whole = next(r for r in real.occupancy if r.complex == "composite_v6a-C" and r.pocket == "all")
    assert row.of_cargo == pytest.approx(whole.cargo_volume_taken, abs=0.02)
    assert row.anchors_displaced == "Phi2 Phi3"
    assert whole.anchors_displaced == "L8 F12"


@pytest.mark.parametrize(
    ("closest", "mutations", "expected"),
    [
        ("XPO1_HUMAN 99.9 %", "E571K", ["E571K"]),
        ("XPO1_YEAST 99.8 %", "T539C E582K", ["T528C", "E571K"]),
        ("XPO1_YEAST 99.9 %", "M1A", ["M1A (XPO1_YEAST)"]),
        ("XPO1_HUMAN 100.0 %", "", []),
    ],
)
def test_mutations_of_all_species_are_named_by_position(closest, mutations, expected):
    assert mutations_at_positions(complex_row("one", closest=closest, mutations=mutations)) == expected


def test_one_mutation_is_averaged_over_species():
    rows = [
        complex_row("one", closest="XPO1_HUMAN 99.9 %", mutations="E571K", groove_width=12.0),
        complex_row("two", closest="XPO1_YEAST 99.8 %", mutations="E582K T539C", groove_width=10.0),
    ]
    found = {r.group: r for r in means(RunTables(complexes=rows)) if r.grouping == "mutation"}
    assert (found["E571K"].mean, found["E571K"].observed) == (11.0, 2)
    assert found["T528C"].mean == 10.0
