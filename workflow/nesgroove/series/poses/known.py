"""What poses are compared with: compounds of known pose, from the package or as the user gives them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final

from nesgroove.chem.components import ligand_of
from nesgroove.compare.fingerprint import is_counted
from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.errors import ConfigError
from nesgroove.io.tables import read_table
from nesgroove.measure.contacts import ContactRecord
from nesgroove.measure.groove import Settings
from nesgroove.measure.occupancy import OccupancyRecord
from nesgroove.measure.reference import References
from nesgroove.model.record import yes_no
from nesgroove.model.target import XPO1
from nesgroove.series.poses.records import PoseReferenceRecord
from nesgroove.survey.run import measure_file

Fingerprint = frozenset[tuple[int, str]]
"""Positions and types of contacts."""

PACKAGE: Final = "package"

TABLE: Final = "likeness.tsv"
"""References that come with the package, measured by ``tools/make_likeness.py``."""


def fingerprint(contacts: Iterable[ContactRecord]) -> Fingerprint:
    """Give the contacts of one occupant as likeness has them.

    Parameters
    ----------
    contacts
        Its rows of contacts.tsv.

    Returns
    -------
    frozenset of (int, str)
        Position and type; as in the fingerprints of all comparisons, clashes and water bridges are left out.
    """
    return frozenset((row.position, row.type) for row in contacts if row.position is not None and is_counted(row))


def likeness(first: Fingerprint, second: Fingerprint) -> float | None:
    """Compare contacts (Tanimoto).

    Parameters
    ----------
    first, second
        Positions and types.

    Returns
    -------
    float or None
        Those in common, of those that either has; None where neither has any.
    """
    either = first | second
    return len(first & second) / len(either) if either else None


def written(bits: Fingerprint) -> str:
    """Write contacts in one cell."""
    return " ".join(f"{kind}_{position}" for position, kind in sorted(bits))


def read(cell: str) -> Fingerprint:
    """Read what :func:`written` wrote."""
    parts = (bit.rpartition("_") for bit in cell.split())
    return frozenset((int(position), kind) for kind, _, position in parts)


@cache
def packaged() -> tuple[PoseReferenceRecord, ...]:
    """Read the references that come with the package."""
    with as_file(files("nesgroove.data") / TABLE) as path:
        return tuple(read_table(PoseReferenceRecord, path))


def references(against: Sequence[Path], settings: Settings) -> tuple[PoseReferenceRecord, ...]:
    """Give what poses are compared with.

    Parameters
    ----------
    against
        Directories that ``measure`` wrote, and structure files; the package's references where there are none.
    settings
        How files are measured.

    Returns
    -------
    tuple of PoseReferenceRecord
        One for each occupant of each complex.

    Raises
    ------
    ConfigError
        One of them has no occupant, is no such directory or cannot be measured.
    """
    if not against:
        return packaged()
    rows: list[PoseReferenceRecord] = []
    for path in against:
        own = references_of(_run(path, settings), str(path))
        if not own:
            raise ConfigError(
                "there is no cargo and no inhibitor in a groove in it", file=path, step="poses",
                remedy="Give results or structures with a compound whose pose is known",
            )  # fmt: skip
        rows += own
    return tuple(rows)


def _run(path: Path, settings: Settings) -> RunTables:
    if path.is_dir():
        return RunTables.read(path)
    measured = measure_file(path, replace(settings, chemistry={}))
    if measured.errors:
        error = measured.errors[0]
        raise ConfigError(error.message, file=path, step=error.step, remedy=error.remedy)
    return RunTables.of(measured.rows)


def references_of(run: RunTables, measured_from: str) -> list[PoseReferenceRecord]:
    """Make references of what is in the grooves of a run.

    Parameters
    ----------
    run
        Its tables.
    measured_from
        What is said of where they are from.

    Returns
    -------
    list of PoseReferenceRecord
        One for each occupant.
    """
    contacts: dict[tuple[str, str], list[ContactRecord]] = defaultdict(list)
    occupancy: dict[tuple[str, str], dict[str, OccupancyRecord]] = defaultdict(dict)
    for row in run.contacts:
        contacts[row.complex, row.occupant].append(row)
    for share in run.occupancy:
        occupancy[share.complex, share.occupant][share.pocket] = share
    return [
        _reference(run, key, contacts[key.complex, key.occupant], occupancy[key.complex, key.occupant], measured_from)
        for key in run.occupants
    ]


def _reference(
    run: RunTables,
    key: OccupantKey,
    contacts: Sequence[ContactRecord],
    shares: Mapping[str, OccupancyRecord],
    measured_from: str,
) -> PoseReferenceRecord:
    complex_ = run.by_id[key.complex]
    known = ligand_of(key.component) if key.kind == "inhibitor" else None
    bond = next((b for b in run.covalent if (b.complex, b.occupant) == (key.complex, key.occupant)), None)
    whole = shares["all"]
    atoms = [a for a in run.occupant_atoms if (a.complex, a.occupant) == (key.complex, key.occupant)]
    composite = complex_.source_kind in ("composite", "phantom")
    return PoseReferenceRecord(
        entry=complex_.entry,
        complex=key.complex,
        occupant=key.occupant,
        kind=key.kind,
        compound=key.group,
        component=key.component if key.kind == "inhibitor" else "",
        source_kind=complex_.source_kind,
        modelled_from=known.modelled_from if known is not None and composite else "",
        covalent=yes_no(bond is not None) if key.kind == "inhibitor" else "",
        reacting_distance=bond.length if bond is not None else None,
        reacting_x=next((a.x for a in atoms if bond is not None and a.atom == bond.atom), None),
        angle_cb_sg_c=bond.angle if bond is not None else None,
        contacts=sum(row.type != "clash" for row in contacts),
        fingerprint=written(fingerprint(contacts)),
        measured_from=measured_from,
        **shares_of(shares),
        anchors_displaced=whole.anchors_displaced,
        cargo_volume_taken=whole.cargo_volume_taken,
        x_min=whole.x_min,
        x_max=whole.x_max,
    )


def shares_of(shares: Mapping[str, OccupancyRecord]) -> dict[str, Any]:
    """Give the columns that tell of single pockets.

    Parameters
    ----------
    shares
        Rows of occupancy.tsv of one occupant, by pocket.

    Returns
    -------
    dict of str to object
        ``pockets`` and ``filled_P0`` to ``filled_P4``.
    """
    there = [pocket for pocket in XPO1.pockets if shares[pocket].occupied == "yes"]
    return {"pockets": " ".join(there), **{f"filled_{pocket}": shares[pocket].filled for pocket in XPO1.pockets}}


def package_settings() -> Settings:
    """Settings with which the package's references were measured: its own groove and cargo references."""
    from nesgroove.survey.references import packaged_references

    references_: References = packaged_references()
    return Settings(references=references_)
