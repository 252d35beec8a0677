"""Problems of one kind put together: what went wrong, how often, where, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from nesgroove.model.problem import ProblemRecord

_NUMBER = re.compile(r"[-+]?\d[\d.]*")
_DETAIL = re.compile(r":.*", re.DOTALL)


@dataclass
class ProblemKind:
    """Problems that are alike.

    Attributes
    ----------
    first : ProblemRecord
        The first of them.
    where : list of str
        The complex, or else the entry, of each, without repeats; problems of a whole run have none.
    count : int
        How many there are.
    """

    first: ProblemRecord
    where: list[str] = field(default_factory=list)
    count: int = 0

    def listed(self, shown: int = 3) -> str:
        """Say where: ``3gjx-D, 4hb2-C, 4gmx-C and 5 more``.

        Parameters
        ----------
        shown
            Names that are written.

        Returns
        -------
        str
            Empty for problems of a whole run.
        """
        more = f" and {len(self.where) - shown} more" if len(self.where) > shown else ""
        return ", ".join(self.where[:shown]) + more


def kind_of(row: ProblemRecord) -> tuple[str, str, str]:
    """Say which problems a problem is like: same severity, step and remedy, or message but for its numbers and details.

    Parameters
    ----------
    row
        The problem.

    Returns
    -------
    tuple of (str, str, str)
        Equal for those that are alike.
    """
    plain = _NUMBER.sub("#", _DETAIL.sub("", row.message))
    return row.severity, row.step, row.remedy or plain


def problem_kinds(rows: Iterable[ProblemRecord]) -> list[ProblemKind]:
    """Put problems of one kind together.

    Parameters
    ----------
    rows
        Problems.

    Returns
    -------
    list of ProblemKind
        Errors before warnings before notes, the most frequent first, in the order of the rows else.
    """
    kinds: dict[tuple[str, str, str], ProblemKind] = {}
    for row in rows:
        kind = kinds.setdefault(kind_of(row), ProblemKind(row))
        kind.count += 1
        name = row.complex or row.entry
        if name and name not in kind.where[-1:]:
            kind.where.append(name)
    order = ("error", "warning", "note")
    return sorted(kinds.values(), key=lambda kind: (order.index(kind.first.severity), -kind.count))
