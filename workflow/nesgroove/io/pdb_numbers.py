"""Numbers of residues in the four columns that PDB files have for them."""

from __future__ import annotations

import re
from typing import Final

ASTERISKS: Final = "****"
"""What VMD and others write for a number that does not fit."""

BASE_36: Final = 100_000
"""Where counting begins if the number before is not decimal: above what hexadecimal digits reach."""

NUMBER: Final = re.compile(r"\*{4} | {4} | *-?\d+ *[A-Za-z ]|\d{5}|[A-Za-z][\dA-Za-z]{3}[A-Za-z ]|\d[\da-f]{3} ")
"""Number of a residue and its insertion code: decimal, in base 36 from 10,000 on, or hexadecimal, as VMD has it."""


def in_four_columns(text: str) -> str:
    """Write a residue's number for its four columns.

    Parameters
    ----------
    text
        A number as :data:`NUMBER` has it, without its insertion code.

    Returns
    -------
    str
        Decimal from -999 to 9,999, else in base 36.
    """
    if re.fullmatch(r"-?\d+", text) is None:
        return hybrid36(int(text, 16)) if text[:1].isdigit() else text
    number = int(text)
    return str(number) if -999 <= number <= 9999 else hybrid36(number)


def hybrid36(number: int) -> str:
    """Write a number from 10,000 on in four characters, as cctbx does: ``A000`` is 10,000.

    Parameters
    ----------
    number
        From 10,000 to 1,223,055.

    Returns
    -------
    str
        Four capital letters and digits, the first a letter.
    """
    rest = number - 10_000 + 10 * 36**3
    digits = ""
    for _ in range(4):
        rest, digit = divmod(rest, 36)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit] + digits
    return digits
