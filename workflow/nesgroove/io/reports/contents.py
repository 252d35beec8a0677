"""What the two forms of a report share: numbers, and the rows of one model.

The XML form is described by wwpdb_validation_v006.xsd (https://www.wwpdb.org/validation/schema/): an element ``Entry``
with what is said of the whole, and an element ``ModelledSubgroup`` for each residue and alternate location, with
attributes ``model chain resnum icode altcode resname rscc rsr rsrz Q_score avgoccu phi psi rama rota`` and, within it,
an element for each outlier. The mmCIF form (https://mmcif.wwpdb.org/dictionaries/mmcif_pdbx_vrpt.dic/Index/) has the
same in the categories ``pdbx_vrpt_*``; which attribute became which item is told by the archive's own converter.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from nesgroove.model.report import Reported, ResidueKey

OUTLIER: Final = "OUTLIER"
"""What ``rama`` and ``rota`` say of a residue outside of what is usual."""


class ReportError(Exception):
    """Something that is no report, or a damaged one; the message says what, and follows "it"."""


@dataclass
class Contents:
    """What was read of a report.

    Attributes
    ----------
    entry, revision, created, steps : str
        As :class:`nesgroove.model.report.Report` has them.
    revised : str
        Date of the revision.
    rows : list of (str, ResidueKey, Reported)
        With the number of the model.
    """

    entry: str = ""
    revision: str = ""
    created: str = ""
    steps: str = ""
    revised: str = ""
    rows: list[tuple[str, ResidueKey, Reported]] = field(default_factory=list)

    def of_model(self, model: int) -> dict[ResidueKey, tuple[Reported, ...]]:
        """Sort the rows of one model by residue.

        Parameters
        ----------
        model
            Its number; where the report has rows of one model alone these are taken, whatever it is called.

        Returns
        -------
        dict of (str, str) to tuple of Reported
            Rows of the alternate locations together.
        """
        numbers = {number for number, _, _ in self.rows}
        wanted = str(model) if len(numbers) > 1 else next(iter(numbers), "")
        residues: dict[ResidueKey, list[Reported]] = defaultdict(list)
        for number, key, row in self.rows:
            if number == wanted:
                residues[key].append(row)
        return {key: tuple(rows) for key, rows in residues.items()}


def number_of(text: str | None) -> float | None:
    """Read a number of a report.

    Parameters
    ----------
    text
        As it is written; None where it is not there.

    Returns
    -------
    float or None
        None for what is no finite number, such as ``NotAvailable``.
    """
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def correlation_of(text: str | None) -> float | None:
    """Read a correlation.

    Parameters
    ----------
    text
        As it is written; None where it is not there.

    Returns
    -------
    float or None
        None for what is none, being beyond -1 to 1.
    """
    value = number_of(text)
    return value if value is not None and -1.0 <= value <= 1.0 else None


def text_of(value: str | None) -> str:
    """Read a code of a report.

    Parameters
    ----------
    value
        As it is written; None where it is not there.

    Returns
    -------
    str
        Empty where a blank, ``?`` or ``.`` stands for none.
    """
    plain = (value or "").strip()
    return "" if plain in ("?", ".") else plain


def counted_outliers(*classes: str | None) -> int:
    """Count outliers among the classes of a residue.

    Parameters
    ----------
    *classes
        What is said of its backbone (Ramachandran) and of its side chain (rotamer).

    Returns
    -------
    int
        How many of them.
    """
    return sum(text_of(name).upper() == OUTLIER for name in classes)


def entry_of(codes: Iterable[str | None]) -> str:
    """Find the id of an entry.

    Parameters
    ----------
    codes
        Where it may stand, the best place first.

    Returns
    -------
    str
        The first that is there, in small letters; empty where none is.
    """
    return next(filter(None, map(text_of, codes)), "").lower()
