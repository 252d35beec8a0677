"""The competition of many: medians of classes of inhibitors against sections of cargoes."""

from __future__ import annotations

from collections import Counter
from statistics import median, median_low

from nesgroove.compare.tables import OccupantKey
from nesgroove.show.figures.competition_plan import Overlap, Overlays, pair_of
from nesgroove.show.figures.paging import Section


def summarised(
    overlaid: Overlays, inhibitors: list[Section[OccupantKey]], cargoes: list[Section[OccupantKey]],
    *, classes: bool = True, kinds: bool = True,
) -> tuple[Overlays, list[Section[OccupantKey]], list[Section[OccupantKey]]]:  # fmt: skip
    """Make one column of each class of inhibitors and one row of each section of cargoes: medians of their pairs.

    The anchors of the reference cargo that are filled are those that half or more of a class displace.

    Parameters
    ----------
    overlaid, inhibitors, cargoes
        What is summed up, and its sections.
    classes, kinds
        Whether inhibitors are summed up, and whether cargoes are.
    """
    tops, columns_ = _together(inhibitors, "inhibitor") if classes else _apart(inhibitors)
    sides, rows_ = _together(cargoes, "cargo") if kinds else _apart(cargoes)
    rows = {}
    for top, members in tops:
        for side, against in [*sides, (overlaid.reference, [overlaid.reference])]:
            pairs = [overlaid.rows.get((pair_of(one), pair_of(other))) for one in members for other in against]
            rows[pair_of(top), pair_of(side)] = _middle([pair for pair in pairs if pair is not None])
    short = Overlays(rows, overlaid.reference, overlaid.anchors, overlaid.run)
    return short, columns_, rows_


Members = list[tuple[OccupantKey, list[OccupantKey]]]
"""Keys of rows or columns, and the occupants that each is of."""


def _together(sections: list[Section[OccupantKey]], kind: str) -> tuple[Members, list[Section[OccupantKey]]]:
    """Make one key of each section."""
    made: Members = []
    for number, (title, keys) in enumerate(sections):
        count = f"n = {len(keys)}"
        if kind == "inhibitor":
            made.append((OccupantKey(count, f"class {number}", kind, title, title), keys))
        else:
            made.append((OccupantKey(title, f"section {number}", kind, f"{title}, {count}", title), keys))
    return made, [("" if kind == "inhibitor" else "medians", [key for key, _ in made])]


def _apart(sections: list[Section[OccupantKey]]) -> tuple[Members, list[Section[OccupantKey]]]:
    """Keep each occupant as it is."""
    return [(key, [key]) for _, keys in sections for key in keys], sections


def _middle(pairs: list[Overlap]) -> Overlap:
    """Make the medians of pairs; what is not known of any is not known."""
    taken = [pair.of_cargo for pair in pairs if pair.of_cargo is not None]
    counts = [pair.displaced for pair in pairs if pair.displaced is not None]
    names = Counter(name for pair in pairs for name in pair.anchors_displaced.split())
    return Overlap(
        of_cargo=median(taken) if taken else None,
        displaced=median_low(counts) if counts else None,
        anchors=None,
        anchors_displaced=" ".join(name for name, count in names.items() if 2 * count >= len(pairs)),
    )
