"""Pages of compounds and of export signals."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from nesgroove.compare.competition import CompetitionRecord
from nesgroove.compare.tables import RunTables
from nesgroove.show.atlas import drawings, facts, families
from nesgroove.show.atlas.complexes import Links
from nesgroove.show.atlas.render import page, write


def write_families(
    out: Path, shared: dict[str, Any], parts: dict[str, RunTables], competitors: list[CompetitionRecord]
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
    """
    run: RunTables = shared["run"]
    links: Links = shared["links"]
    for compound in shared["compounds"]:
        name = links.compounds[compound.name]
        ids = {member.key.complex for member in compound.members}
        occupants = {(member.key.complex, member.key.occupant) for member in compound.members}
        if compound.members:
            write(out, f"figures/compound/{name}.svg", drawings.compound_diagram(run.only(ids, occupants)))
        rows = [row for row in competitors if (row.complex, row.occupant) in occupants]
        touched: dict[int, list[str]] = defaultdict(list)
        for id_ in sorted(ids):
            for position in facts.touched(parts[id_]):
                touched[position].append(id_)
        page(out, f"compound/{name}.html", "compound.html.j2", {
            **shared, "compound": compound, "name": name, "competition": families.strongest(rows),
            "touched": sorted(touched.items()), "ids": sorted(ids), "caption": drawings.LIGAND_CAPTION,
        })  # fmt: skip
    for cargo in shared["cargoes"]:
        chains = {(pose.complex, pose.chain) for pose in cargo.poses}
        rows = [row for row in competitors if (row.cargo_complex, row.cargo) in chains]
        page(out, f"cargo/{shared['cargo_names'][cargo.signal]}.html", "cargo.html.j2", {
            **shared, "cargo": cargo, "competition": families.strongest(rows),
            "occupants": {(occupant.key.complex, occupant.key.occupant): occupant for occupant in shared["bound"]},
        })  # fmt: skip
