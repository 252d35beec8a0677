"""What a file does not give: coordinates, occupancies and B factors that are blank, or no numbers.

gemmi puts 1.00 and 20.00 where a column is not there, and 0.00 where it is blank or holds asterisks. Before it reads,
such fields are made "nan" here, so that nothing is invented.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nesgroove.io.atom_table import ATOMS, AtomTable
from nesgroove.io.pdb_columns import usual

UNUSUAL = re.compile(
    r"^(?:ATOM  |HETATM)(?!.{24}(?= *-?\d+\.)[ \d-]{4}\.\d{3}(?= *-?\d+\.)[ \d-]{4}\.\d{3}(?= *-?\d+\.)[ \d-]{4}\.\d{3}"
    r"(?= *-?\d+\.)[ \d-]{3}\.\d\d(?= *-?\d+\.)[ \d-]{3}\.\d\d)",
    re.MULTILINE,
)
"""Lines of atoms that do not have the usual decimals in columns 31 to 66; most files have none."""

FIELDS = ((30, 38), (38, 46), (46, 54), (54, 60), (60, 66))
"""Columns of x, y, z, occupancy and B factor in a PDB line."""

NUMBER = re.compile(r" *[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)? *")
"""What a field may hold."""

COLUMNS = ("occupancy", "B_iso_or_equiv")
"""Columns of mmCIF that may be absent."""

ABSENT = frozenset({"?", "."})
"""How mmCIF writes that there is no value."""


def marked_absent_pdb(text: str, rows: Sequence[str]) -> str:
    """Write "nan" into fields of a PDB file that hold no number.

    Parameters
    ----------
    text
        The file.
    rows
        Its lines of atoms.

    Returns
    -------
    str
        The same text where all fields are numbers.
    """
    if usual(rows).all() or not UNUSUAL.search(text):
        return text
    lines = text.split("\n")
    changed = False
    for i, line in enumerate(lines):
        if line[:6] not in ("ATOM  ", "HETATM") or not line[:66].strip():
            continue
        fields = [line[start:stop].rstrip("\r") for start, stop in FIELDS]
        if all(map(NUMBER.fullmatch, fields)):
            continue
        fields = [
            field if NUMBER.fullmatch(field) else "nan".rjust(stop - start)
            for field, (start, stop) in zip(fields, FIELDS, strict=True)
        ]
        lines[i] = f"{line[:30]:30s}{''.join(field.ljust(b - a) for field, (a, b) in zip(fields, FIELDS, strict=True))}"
        lines[i] += line[66:]
        changed = True
    return "\n".join(lines) if changed else text


def marked_absent_cif(table: AtomTable) -> None:
    """Write "nan" for occupancies and B factors that a block does not give, in place.

    Parameters
    ----------
    table
        The block's atoms, as a loop.
    """
    for name in COLUMNS:
        if name.lower() not in table.names:
            table.block.find_loop(f"{ATOMS}id").get_loop().add_columns([f"{ATOMS}{name}"], "nan")
            continue
        column = table.column(name.lower())
        if not ABSENT.isdisjoint(column):
            table.put(name.lower(), {i: "nan" for i, cell in enumerate(column) if cell in ABSENT})
