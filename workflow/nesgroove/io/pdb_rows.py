"""Rows of atoms of PDB files whose columns are not where the format has them.

The format is one of columns, and programs that write a chain id of two letters, a sixth digit or a tab push what
follows to the right. A parser then reads a part of a number, without a word. So each row is held against the format
first; one that does not keep it is put in order where what it means can be known, and else the file is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Final, NamedTuple

import gemmi
import numpy as np

from nesgroove.chem.force_fields import four_letters
from nesgroove.io.pdb_columns import usual
from nesgroove.io.pdb_numbers import ASTERISKS, BASE_36, NUMBER, in_four_columns

RECORDS: Final = ("ATOM  ", "HETATM")

STRICT: Final = re.compile(
    r"(?:ATOM  |HETATM)[ -~]{14} [ -~]"  # record, serial, name, alternate, component, chain
    r"(?: {3}\d| {2}[-\d]\d| [-\d]\d{2}|[-\d]\d{3}|[A-Za-z][\dA-Za-z]{3})[ A-Za-z] {3}"  # number
    r"(?:(?=.{4}\.) *-?\d+\.\d{3}){3}"  # x, y, z
    r"(?:(?:(?=.{3}\.) *-?\d*\.\d\d){2}(?:[^\d.].*)?|\s*)",  # occupancy and B, or nothing
    re.ASCII,
)
"""A row as the format has it: points of numbers in their columns, nothing between the fields. Numbers of residues
above 9,999 are in base 36 (``A000``), as cctbx and gemmi write them."""

LONGEST: Final = 200
"""Columns of a row that are looked at; the format has 80."""

WHOLE: Final = 54
"""Columns up to the last coordinate: a shorter row is cut."""

FLOAT: Final = r"[-+]?\d*\.\d+"
FREE: Final = re.compile(
    r"(?P<record>ATOM|HETATM)\s*(?P<serial>\S+)\s+(?P<name>\S{1,4})\s+(?P<component>\S{1,5})\s+"
    r"(?:(?P<chain>[A-Za-z]\w{0,3}|\d(?=\s+-?\d+[A-Za-z]?\s))\s+|(?P<letter>[A-Za-z])(?=[-\d]\d{3}[A-Za-z]?\s))?"
    rf"(?P<number>-?\d{{1,6}})(?P<code>[A-Za-z]?)\s+(?P<x>{FLOAT})(?:\s+|(?=-))(?P<y>{FLOAT})(?:\s+|(?=-))(?P<z>{FLOAT})"
    rf"\s+(?P<occupancy>\d*\.\d\d(?=\d)|{FLOAT}(?=\s))\s*(?P<b>{FLOAT})(?:\s+\S+)??(?:\s+(?P<element>[A-Za-z]{{1,2}})[\d+-]*)?\s*"
)
"""A row whose fields are parted by blanks or tabs and stand in no columns."""

BOTH: Final = re.compile(r"\s*(\d*\.\d\d)\s*(-?\d+\.\d\d)(.*)")
"""Occupancy and B factor that may touch each other, and what is behind them."""


class RowError(ValueError):
    """A row that cannot be read."""


@dataclass
class Tidied:
    """Rows in order, and what was done.

    Attributes
    ----------
    components, chains : dict of str to str
        Names that stand in for those that the columns cannot hold -> those names.
    shifted : int
        Rows whose fields were put back into their columns.
    """

    components: dict[str, str] = field(default_factory=dict)
    chains: dict[str, str] = field(default_factory=dict)
    shifted: int = 0


def is_row(line: str) -> bool:
    """Tell whether a line is an atom's, in capitals or small letters, indented or not.

    Parameters
    ----------
    line
        The line.

    Returns
    -------
    bool
        True also for one that is not in the columns of the format.
    """
    if line[:6] in RECORDS:
        return True
    return line[:1] in " \tAHah" and re.match(r"\s*(?:ATOM|HETATM)(?:[\s\d]|$)", line, re.IGNORECASE) is not None


def tidy(lines: list[str]) -> Tidied:
    """Put rows of atoms in order, in place.

    Parameters
    ----------
    lines
        The lines of a PDB file.

    Returns
    -------
    Tidied
        What was done. Where all rows keep the format, nothing is.

    Raises
    ------
    RowError
        What a row means cannot be known; the message quotes it.
    """
    rows = [i for i, line in enumerate(lines) if line[:6] in RECORDS or is_row(line)]
    unusual = np.flatnonzero(~usual([lines[i] for i in rows])).tolist()
    odd = [rows[k] for k in unusual if not STRICT.fullmatch(lines[rows[k]])]
    tidied = Tidied()
    if odd:
        _Tidying(lines, tidied).run(odd)
    return tidied


class Fields(NamedTuple):
    """One reading of a row."""

    record: str
    serial: str
    name: str
    altloc: str
    component: str
    chain: str
    number: str
    code: str
    tail: str
    shifted: bool


class _Tidying:
    """The state of :func:`tidy`."""

    def __init__(self, lines: list[str], tidied: Tidied) -> None:
        self.lines = lines
        self.tidied = tidied
        rows = [line for line in lines if line[:6] in RECORDS]
        self.taken = {line[17:20].strip() for line in rows} | {line[20:22].strip() for line in rows}
        # LEU of chain AA and HIS of chain AA are no LEUA and HISA of chain A: the others decide.
        names = {line[17:21] for line in rows if line[20:21].strip() and line[17] != " "}
        self.four_letters = all(four_letters(name) for name in names)

    def run(self, odd: list[int]) -> None:
        readings = {i: self._readings(i) for i in odd}
        self._number_asterisks(readings)
        # Rows of one chain are written in one way: what is plain in some decides for the others.
        plain = {found[0].chain for found in readings.values() if len(found) == 1}
        for i, found in readings.items():
            fitting = found if len(found) == 1 else [fields for fields in found if fields.chain in plain]
            if len(fitting) != 1:
                fitting = [fields for fields in found if self._goes_on(readings.get(i - 1), fields)]
            if len(fitting) != 1:
                raise self._error(i, "its columns are shifted, and what they mean is not plain")
            readings[i] = fitting
            self.lines[i] = self._written(i, fitting[0])

    def _number_asterisks(self, readings: dict[int, list[Fields]]) -> None:
        """Count residues on whose numbers did not fit and are asterisks: a repeated atom is the next residue's."""
        number, atoms, last = 0, set[str](), -1
        for i, found in readings.items():
            if found[0].number != ASTERISKS:
                continue
            fields = found[0]
            residue = f"{fields.component} {fields.chain}"
            if last != i - 1:
                before = self.lines[i - 1] if i else ""
                goes_on = before[20:22].strip() == fields.chain and before[22:26].strip().isdecimal()
                number, atoms = (int(before[22:26]) if goes_on else BASE_36) + 1, {residue}
            elif residue not in atoms or fields.name in atoms:
                number, atoms = number + 1, {residue}
            atoms.add(fields.name)
            last = i
            readings[i] = [fields._replace(number=str(number))]

    def _goes_on(self, before: list[Fields] | None, fields: Fields) -> bool:
        """Whether a reading goes on with the chain and the number of the row before, or with the next number."""
        if before is None or before[0].chain != fields.chain:
            return False
        numbers = (before[0].number, fields.number)
        return all(number.isdigit() for number in numbers) and 0 <= int(numbers[1]) - int(numbers[0]) <= 1

    def _error(self, i: int, what: str) -> RowError:
        return RowError(f"line {i + 1}: {what}: {self.lines[i][:66].strip()}")

    def _readings(self, i: int) -> list[Fields]:
        """What a row may mean."""
        line = _upright(self.lines[i])
        if _in_columns(line):
            return [_by_columns(line, four=self.four_letters)]
        points = [line.find(".", start) for start in (30, 38, 46)]
        shift = points[0] - 34
        found = []
        if 0 < shift < 6 and points[1:] == [points[0] + 8, points[0] + 16]:
            found = [fields for extra in product(range(shift + 1), repeat=4) for fields in _shifted(line, shift, extra)]
        found = found or _free(line)
        if not found:
            raise self._error(i, "it is no row of an atom in the columns of the format")
        return found

    def _written(self, i: int, fields: Fields) -> str:
        if not fields.name.isascii():
            raise self._error(i, "the name of its atom is not ASCII")
        self.tidied.shifted += fields.shifted
        component = self._short(fields.component, 3, self.tidied.components)
        chain = self._short(fields.chain, 2, self.tidied.chains)
        row = (
            f"{fields.record:<6}{fields.serial[-5:]:>5} {fields.name:<4}{fields.altloc:1}{component:>3}{chain:>2}"
            f"{in_four_columns(fields.number):>4}{fields.code:1}   {self._tail(fields.tail)}"
        )
        if not row[:54].isascii():  # gemmi counts columns in bytes: what is behind would be read in wrong ones
            raise self._error(i, "a character of it is not ASCII")
        return row

    def _short(self, name: str, width: int, stand_ins: dict[str, str]) -> str:
        """A name that fits into its columns: itself, or one that stands in for it while gemmi reads."""
        if len(name) <= width and name.isascii():
            return name
        for short, real in stand_ins.items():
            if real == name:
                return short
        letters = "abcdefghijklmnopqrstuvwxyz0123456789!$%&"
        short = next(s for s in map("".join, product(letters, repeat=width)) if s not in self.taken)
        self.taken.add(short)
        stand_ins[short] = name
        return short

    def _tail(self, tail: str) -> str:
        """Coordinates, occupancy, B factor and what is behind them."""
        occupancy, b, behind = tail[24:30], tail[30:36], tail[36:]
        if all(not text.strip() or _is_number(text) for text in (occupancy, b)) and not behind[:1].isdigit():
            return tail
        both = BOTH.fullmatch(tail[24:])
        if both is None:
            return tail  # what is no number is emptied later (:mod:`nesgroove.io.given`)
        width = f"{float(both[2]):6.2f}" if len(both[2]) <= 6 else f"{float(both[2]):6.1f}"
        return f"{tail[:24]}{float(both[1]):6.2f}{width[:6]}{both[3]}"


def _upright(line: str) -> str:
    """A row without indentation, tabs, small letters of its record, and a serial number that runs into it."""
    line = line.lstrip()[:LONGEST]
    if "\t" in line:
        line = line.expandtabs(8)
    if line[:4].islower():  # the whole file has been made small; chain ids stay as they are
        line = line[:6].upper() + line[6:12] + line[12:20].upper() + line[20:72] + line[72:].upper()
    if line.startswith("ATOM") and line[4:6].strip():
        line = f"ATOM  {line[6:]}"
    return line


def _in_columns(line: str) -> bool:
    """Whether coordinates and number stand in their columns, whatever their decimals, though some be not given."""
    xyz = [line[30:38], line[38:46], line[46:54]]
    fields = all(NOT_GIVEN.fullmatch(text) or (_is_number(text) and text[-1] not in " -+") for text in xyz)
    return fields and len(line) >= WHOLE and not line[27:30].strip() and NUMBER.fullmatch(line[22:27]) is not None


NOT_GIVEN: Final = re.compile(r" *\**| *[-+]?(?:nan|inf) *", re.IGNORECASE)
"""What stands for a number that there is none of, or that did not fit."""


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text


def _by_columns(line: str, *, four: bool) -> Fields:
    component, chain = line[17:20], line[20:22]
    if line[20] != " ":
        right = gemmi.find_tabulated_residue(line[18:21]).found() if line[17] == " " else False
        if right or (four and four_letters(line[17:21])):
            component, chain = line[17:21], line[21]
    number, code = line[22:26].strip(), line[26]
    if code.isdigit() and len(number) == 4:
        number, code = number + code, " "
    ids = (component.strip(), chain.strip(), number, code)
    return Fields(line[:6], line[6:11], line[12:16], line[16], *ids, line[30:], False)


def _shifted(line: str, shift: int, extra: tuple[int, ...]) -> Iterator[Fields]:
    """The reading in which serial number, component, chain and number take so many columns more, if it is one."""
    if sum(extra) != shift:
        return
    starts = [6, 11, 12, 16, 17, 20, 21, 22, 26, 27, 30]
    for place, more in zip((1, 5, 7, 8), extra, strict=True):
        starts = [start + (more if k >= place else 0) for k, start in enumerate(starts)]
    serial, gap, name, altloc, component, blank, chain, number, code, blanks = (
        line[start:stop] for start, stop in pairwise(starts)
    )
    if code.isdigit() and number.strip().isdigit():
        number, code = number + code, " "
    wide = (serial, component, chain, number)
    whole = all(not more or (text.isalnum() and len(text) > more) for text, more in zip(wide, extra, strict=True))
    blank_between = not (gap + blank + blanks).strip()
    plain_number = re.fullmatch(r" *-?(?:0|[1-9]\d*)", number) and re.fullmatch(r"[ A-Za-z]", code)
    digits = all(not more or text.isdigit() for text, more in ((serial, extra[0]), (number, extra[3])))
    if whole and blank_between and plain_number and digits and name.strip():
        ids = (component.strip(), chain.strip(), number.strip(), code)
        yield Fields(line[:6], serial, name, altloc, *ids, line[starts[-1] :], True)


def _free(line: str) -> list[Fields]:
    match = FREE.fullmatch(line)
    if match is None:
        return []
    name, element = match["name"], (match["element"] or "").upper()
    indented = len(name) < 4 and not (len(element) == 2 and name.upper().startswith(element))
    tail = "".join(f"{float(match[axis]):8.3f}" for axis in "xyz")
    tail = f"{tail}{float(match['occupancy']):6.2f}{float(match['b']):6.2f}{element:>12}"
    name = f" {name}" if indented else name
    component, altloc = match["component"], " "
    if len(component) == 4 and gemmi.find_tabulated_residue(component[1:]).is_amino_acid():
        if four_letters(component):
            return []  # a terminal residue of Amber, or one with an alternate location
        altloc, component = component[0], component[1:]
    ids = (component, match["chain"] or match["letter"] or "", match["number"], match["code"])
    return [Fields(match["record"], match["serial"], name, altloc, *ids, tail, True)]
