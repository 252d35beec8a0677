"""What a pose must have: a choice by pockets, contacts, and the columns of poses.tsv."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from nesgroove.compare.fingerprint import LEFT_OUT
from nesgroove.errors import ConfigError
from nesgroove.measure.contact import CONTACT_TYPES
from nesgroove.measure.contacts import ContactRecord
from nesgroove.model.choice import Choice, parse_choice
from nesgroove.model.record import Record, columns
from nesgroove.model.target import XPO1
from nesgroove.series.poses.records import PoseRecord

OPTION: Final = "--require"

SHORT: Final = {"hbond": "hydrogen_bond"}
"""Other names of types of contact."""

TYPES: Final = (*CONTACT_TYPES, *SHORT)

CONTACT: Final = re.compile(rf"(?P<type>{'|'.join(TYPES)})_(?P<position>[1-9]\d*)")

LATER: Final = frozenset({"required", "rank", "title_rank", "groove_rank", "duplicate_of"})
"""Columns that are known only when all poses are."""


@dataclass(frozen=True)
class Required:
    """A choice of poses.

    Attributes
    ----------
    choice : Choice
        Its names are columns of poses.tsv; ``P0`` to ``P4``, true where the pocket is occupied; and contacts by type
        and position, as ``hydrophobic_525`` or ``hbond_568``.
    """

    choice: Choice

    def holds(self, pose: PoseRecord, rows: Iterable[Record]) -> bool:
        """Whether a pose has what is required.

        Parameters
        ----------
        pose
            Its row of poses.tsv.
        rows
            Its rows of other tables.

        Returns
        -------
        bool
            Contacts by symmetry count no more than in likeness; the choice says the rest.
        """
        values: dict[str, object] = dict(pose)
        values |= {pocket: pocket in pose.pockets.split() for pocket in XPO1.pockets}
        there = {
            (row.type, row.position)
            for row in rows
            if isinstance(row, ContactRecord) and row.kind == "inhibitor" and not row.symmetry
        }
        for name in self.choice.names:
            if (match := CONTACT.fullmatch(name)) is not None:
                kind = SHORT.get(match["type"], match["type"])
                values[name] = (kind, int(match["position"])) in there
        return self.choice.holds(values)


def read_required(text: str) -> Required:
    """Understand what a pose must have.

    Parameters
    ----------
    text
        ``P3 & covalent``, ``reach and hbond_568 and like_best > 0.4`` ...

    Returns
    -------
    Required
        What it says.

    Raises
    ------
    ConfigError
        It is not of the grammar, or names what no pose has; the error lists what there is.
    """
    choice = parse_choice(text, step="poses", option=OPTION)
    contacts = [name for name in choice.names if CONTACT.fullmatch(name)]
    beyond = [name for name in contacts if not _in_groove(name)]
    if beyond:
        first, last = XPO1.span
        raise ConfigError(
            f"{beyond[0]} is no contact with the groove", file=OPTION, step="poses",
            remedy=f"Positions of the groove are {first} to {last}, as of human XPO1",
        )  # fmt: skip
    known = {name for name in columns(PoseRecord) if name not in LATER} | {*XPO1.pockets}
    examples = {f"{kind}_568" for kind in TYPES if kind not in LEFT_OUT}
    choice.check(known | examples | set(contacts), step="poses", option=OPTION)
    return Required(choice)


def _in_groove(name: str) -> bool:
    match = CONTACT.fullmatch(name)
    return match is not None and XPO1.span[0] <= int(match["position"]) <= XPO1.span[1]
