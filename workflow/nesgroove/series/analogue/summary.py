"""A model at a glance, beside the compound that it rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.model.target import XPO1
from nesgroove.series.poses.known import fingerprint, likeness


def about_model(rests_on: Mapping[str, str]) -> Iterator[str]:
    """Say how a model was made.

    Parameters
    ----------
    rests_on
        As :func:`nesgroove.series.analogue.written.rests_on` gives it.

    Yields
    ------
    str
        Lines.
    """
    item = rests_on
    yield (
        f"{item['name'] or 'the compound'}: modelled, not observed, on {item['like_compound']} in "
        f"{item['like_complex']} ({item['like_source_kind']}), in the groove of {item['into_complex']} "
        f"({item['into_source_kind']})"
    )
    yield (
        f"{item['scaffold_atoms']} heavy atoms in common, {item['held_atoms']} held, "
        f"{item['scaffold_rmsd']} A from where the relative has them"
    )
    yield (
        f"{item['reacting_group']}: {item['reacting_atom']} bonded to Cys528, {item['bond_length']} A, CB-SG-C "
        f"{item['bond_angle']} degrees"
    )
    yield f"strain {item['strain']} kcal/mol (MMFF94s, in a vacuum, without charges)"
    if int(item["stereo_isomers"]) > 1:
        count = item["stereo_isomers"]
        yield f"of {count} adducts that fit the SMILES, by reacting atom and hand: {item['adduct_smiles']}"
    if item["sulphur_turned"]:
        yield f"SG of Cys528 was turned about CA-CB by {item['sulphur_turned']} degrees"
    if item["left_out"]:
        yield f"taken out of the receptor: {item['left_out']}, waters, ions and additives"


def measured_model(run: RunTables, path: Path, rests_on: Mapping[str, str]) -> Iterator[str]:
    """Say what a model does in the groove: pockets, contacts, likeness, clashes.

    Parameters
    ----------
    run
        Tables with the model and the relative.
    path
        The model's file.
    rests_on
        As for :func:`about_model`.

    Yields
    ------
    str
        Lines, columns set with spaces.
    """
    entry = {row.complex: row.sha256 for row in run.complexes}
    own = hashlib.sha256(path.read_bytes()).hexdigest()
    model = next(key for key in run.occupants if entry[key.complex] == own)
    wanted = (rests_on["like_sha256"], rests_on["like_component"])
    relative = next((key for key in run.occupants if (entry[key.complex], key.occupant) == wanted), None)
    keys = [model] if relative is None else [model, relative]
    yield from _table([["", *(_marked(run, key) for key in keys)], *_pockets(run, keys), *_whole(run, keys)])
    contacts = {
        key: [r for r in run.contacts if (r.complex, r.occupant) == (key.complex, key.occupant)] for key in keys
    }
    prints = {key: fingerprint(rows) for key, rows in contacts.items()}
    yield ""
    yield from _positions({_marked(run, key): prints[key] for key in keys})
    if relative is not None:
        alike = likeness(prints[model], prints[relative])
        if alike is not None:
            yield f"contacts in common with {relative.label} (position and type, Tanimoto): {alike:.2f}"
    clashes = sum(row.type == "clash" for row in contacts[model])
    yield f"clashes: {clashes or 'none'}"


def _marked(run: RunTables, key: OccupantKey) -> str:
    """The label of an occupant with what its complex is."""
    return f"{key.label} ({run.by_id[key.complex].source_kind})"


def _pockets(run: RunTables, keys: list[OccupantKey]) -> Iterator[list[str]]:
    rows = {(row.complex, row.occupant, row.pocket): row for row in run.occupancy}
    for pocket in XPO1.pockets:
        cells = [f"{pocket} filled, overlap, occupied"]
        for key in keys:
            row = rows.get((key.complex, key.occupant, pocket))
            cells.append("" if row is None else f"{_number(row.filled)}  {_number(row.overlap)}  {row.occupied}")
        yield cells


def _whole(run: RunTables, keys: list[OccupantKey]) -> Iterator[list[str]]:
    rows = {(row.complex, row.occupant): row for row in run.occupancy if row.pocket == "all"}
    found = [rows.get((key.complex, key.occupant)) for key in keys]
    yield ["x from, to (A)", *("" if r is None else f"{_number(r.x_min, 1)}  {_number(r.x_max, 1)}" for r in found)]
    yield ["buried (A^2)", *("" if r is None else _number(r.buried, 0) for r in found)]
    yield ["of the cargo's volume", *("" if r is None else _number(r.cargo_volume_taken) for r in found)]
    yield ["anchors displaced", *("" if r is None else r.anchors_displaced or "none" for r in found)]


def _positions(prints: Mapping[str, frozenset[tuple[int, str]]]) -> Iterator[str]:
    """One line a position that either touches: what the model has there, what the relative has."""
    positions = sorted({position for bits in prints.values() for position, _ in bits})
    rows = [["position", *prints]]
    for position in positions:
        cells = [", ".join(sorted(kind for p, kind in bits if p == position)) or "-" for bits in prints.values()]
        rows.append([str(position), *cells])
    yield from _table(rows)


def _table(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip_longest(*rows, fillvalue="")]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _number(value: float | None, decimals: int = 2) -> str:
    return "-" if value is None else f"{value:.{decimals}f}"
