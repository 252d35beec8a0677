"""Pages of compounds and of export signals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from nesgroove.compare.tables import RunTables
from nesgroove.errors import Attempts
from nesgroove.model.kinds import kinds_counted
from nesgroove.model.structure import SOURCE_KINDS
from nesgroove.show.atlas import drawings, facts, families
from nesgroove.show.atlas.competitors import Competitors
from nesgroove.show.atlas.complexes import Links
from nesgroove.show.atlas.render import failed_page, page, write
from nesgroove.show.links import compound_links, protein_links


def write_families(
    out: Path,
    shared: dict[str, Any],
    parts: dict[str, RunTables],
    competitors: Competitors,
    attempts: Attempts,
) -> None:
    """Write a page for each compound and each export signal.

    Parameters
    ----------
    out
        Directory of the atlas.
    shared
        What all pages share.
    parts
        Tables by complex.
    competitors
        Which inhibitor displaces which cargo.
    attempts
        Where it is noted that a page could not be made; in its place is one that says so.
    """
    links: Links = shared["links"]
    for compound in shared["compounds"]:
        path = f"compound/{links.compounds[compound.name]}.html"
        if not attempts.make(path, partial(_write_compound, out, path, compound, shared, parts, competitors)):
            failed_page(out, path, compound.name, attempts.errors[-1].message)
    for cargo in shared["cargoes"]:
        path = f"cargo/{shared['cargo_names'][cargo.signal]}.html"
        if not attempts.make(path, partial(_write_cargo, out, path, cargo, shared, competitors)):
            failed_page(out, path, cargo.signal, attempts.errors[-1].message)


def _write_compound(
    out: Path,
    path: str,
    compound: families.Compound,
    shared: dict[str, Any],
    parts: dict[str, RunTables],
    competitors: Competitors,
) -> bool:
    run: RunTables = shared["run"]
    name = Path(path).stem
    ids = {member.key.complex for member in compound.members}
    occupants = {(member.key.complex, member.key.occupant) for member in compound.members}
    if compound.members:
        own = {id_: parts[id_].only({id_}, occupants) for id_ in run.by_id if id_ in ids}
        write(out, f"figures/compound/{name}.svg", drawings.compound_diagram(joined(run, own)))
    page(out, path, "compound.html.j2", {
        **shared, "compound": compound, "name": name, "competition": competitors.of_inhibitors(occupants),
        "touched": touched_by_kind({id_: parts[id_].only({id_}, occupants) for id_ in sorted(ids)}), "ids": sorted(ids),
        "counted": kinds_counted(run.by_id[id_].source_kind for id_ in ids), "caption": drawings.LIGAND_CAPTION,
        **_chemistry(compound, run),
    })  # fmt: skip
    return True


def joined(run: RunTables, parts: Mapping[str, RunTables]) -> RunTables:
    """Put tables of some complexes together, so that what is drawn of a few does not go through the rows of all."""
    tables = {name: [row for part in parts.values() for row in part.tables[name]] for name in run.tables}
    return run.with_rows(**tables)


def touched_by_kind(parts: dict[str, RunTables]) -> list[tuple[str, int, list[tuple[int, int]]]]:
    """Count the complexes in which an occupant touches a position, for each kind of source by itself.

    Parameters
    ----------
    parts
        Tables of each complex, with the rows of the occupant alone.

    Returns
    -------
    list of (str, int, list of (int, int))
        How many complexes of a kind there are, in words and as a number; positions and in how many of them.
    """
    kinds = {id_: part.by_id[id_].source_kind for id_, part in parts.items()}
    found = []
    for kind in (kind for kind in SOURCE_KINDS if kind in kinds.values()):
        own = [id_ for id_ in parts if kinds[id_] == kind]
        counts = Counter(position for id_ in own for position in facts.touched(parts[id_]))
        found.append((kinds_counted(kinds[id_] for id_ in own), len(own), sorted(counts.items())))
    return found


def _chemistry(compound: families.Compound, run: RunTables) -> dict[str, Any]:
    """What it is as a molecule, and where more is known of it."""
    names = {(member.key.complex, member.key.occupant) for member in compound.members}
    rows = [row for row in run.molecules if (row.complex, row.molecule) in names]
    keys = dict.fromkeys((row.inchikey, row.component) for row in rows)
    every = [link for key, component in keys for link in compound_links(key, component)]
    return {
        "chemistry": list(dict.fromkeys((row.inchikey, row.smiles) for row in rows if row.smiles)),
        "outside": list(dict.fromkeys(every)),
    }


def _write_cargo(out: Path, path: str, cargo: families.Cargo, shared: dict[str, Any], competitors: Competitors) -> bool:
    chains = {(pose.complex, pose.chain) for pose in cargo.poses}
    run: RunTables = shared["run"]
    accessions = ";".join(run.by_id[pose.complex].cargo_uniprot for pose in cargo.poses)
    page(out, path, "cargo.html.j2", {
        **shared, "cargo": cargo, "competition": competitors.of_cargoes(chains), "outside": protein_links(accessions),
        "counted": kinds_counted(run.by_id[pose.complex].source_kind for pose in cargo.poses),
        "occupants": {(occupant.key.complex, occupant.key.occupant): occupant for occupant in shared["bound"]},
    })  # fmt: skip
    return True
