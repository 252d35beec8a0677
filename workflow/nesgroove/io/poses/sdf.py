"""Records of SDF and MOL files, in both versions of the format (V2000, V3000)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nesgroove.io.poses.molecule import UnreadableError, check_coordinates, finished
from nesgroove.model.plain_text import shown

if TYPE_CHECKING:
    from rdkit.Chem import Mol

DELIMITER: Final = "$$$$"
"""Begins the line that ends a record."""

HEADER: Final = re.compile(r">.*?<(?P<name>.*)>(?:[^<>]*)$")
"""First line of a property: ``> <NAME>``, ``>  <NAME>  (1)``, ``> 25 <NAME>``."""

NO_NUMBER: Final = re.compile(r"(?=.{30} [A-Z*])(?=.{0,30}(?:nan|inf|\*\*))", re.IGNORECASE)
"""A line of an atom whose coordinates are what programs write where they have none."""

CUT: Final = "the record is cut short"
AGAIN: Final = "Copy the file again, or let the program write it again"


@dataclass(frozen=True)
class SdfRecord:
    """A record as text.

    Attributes
    ----------
    title : str
        First line, as given but for blanks at its ends.
    block : str
        The molecule, to ``M  END``; empty where the record ends before it.
    properties : dict of str to str
        Values by name; lines of a value are parted by line ends. Of a name that comes twice the last value.
    cut : bool
        Whether the file ends within it.
    """

    title: str
    block: str
    properties: dict[str, str]
    cut: bool


def sdf_records(text: str) -> Iterator[SdfRecord]:
    r"""Part a file into records.

    Parameters
    ----------
    text
        The file; lines end with ``\n``.

    Yields
    ------
    SdfRecord
        In the order of the file.
    """
    start, several = 0, False
    while start < len(text):
        stop = text.find(DELIMITER, start) if text.startswith(DELIMITER, start) else text.find(f"\n{DELIMITER}", start)
        if stop < 0:
            if text[start:].strip():
                yield _record(text[start:], ended=False, several=several)
            return
        stop += text[stop] == "\n"
        yield _record(text[start:stop], ended=True, several=True)
        several = True
        line_end = text.find("\n", stop)
        start = len(text) if line_end < 0 else line_end + 1


def _record(text: str, *, ended: bool, several: bool) -> SdfRecord:
    lines = text.split("\n")
    title = lines[0].strip()
    end = next((i for i, line in enumerate(lines) if line.startswith("M  END")), None)
    if end is None:
        return SdfRecord(title, "", {}, cut=not ended)
    properties, whole = _properties(lines[end + 1 :])
    return SdfRecord(title, "\n".join(lines[: end + 1]) + "\n", properties, cut=not ended and (several or not whole))


def _properties(lines: list[str]) -> tuple[dict[str, str], bool]:
    """Values by name, and whether the last one ends as it should, with an empty line."""
    properties: dict[str, str] = {}
    name: str | None = None
    value: list[str] = []
    whole = True
    for line in lines:
        header = HEADER.match(line) if name is None or not value else None
        if header is not None:
            if name is not None:
                properties[name] = ""
            name, value, whole = header["name"], [], False
        elif name is not None and line.strip():
            value.append(line.rstrip())
        elif name is not None:
            properties[name] = "\n".join(value)
            name, value, whole = None, [], True
    if name is not None:
        properties[name] = "\n".join(value)
    return properties, whole


def sdf_molecule(record: SdfRecord) -> tuple[Mol, str]:
    """Read the molecule of a record.

    Parameters
    ----------
    record
        As :func:`sdf_records` gives it.

    Returns
    -------
    (rdkit.Chem.Mol, str)
        Heavy atoms with bond orders, and what is wrong with their valences; empty where nothing is.

    Raises
    ------
    UnreadableError
        It is cut, no molecule, or has no coordinates.
    """
    from rdkit import Chem, rdBase

    if record.cut:
        raise UnreadableError(CUT, AGAIN)
    if not record.block:
        raise UnreadableError("it has no line M  END: the molecule is not whole", AGAIN)
    with rdBase.BlockLogs():
        molecule = Chem.MolFromMolBlock(record.block, sanitize=False, removeHs=False, strictParsing=True)
    if molecule is None:
        raise UnreadableError(_reason(record.block), AGAIN)
    check_coordinates(molecule)
    return finished(molecule)


def _reason(block: str) -> str:
    """Why a molecule cannot be read, where that is seen."""
    for line in block.split("\n")[4:]:
        if NO_NUMBER.match(line):
            return f"some of its coordinates are no numbers: {shown(line[:34])}"
    return "its atoms and bonds are not as the format has them"
