"""Records of SDF and MOL files, in both versions of the format (V2000, V3000)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from nesgroove.io.poses.molecule import UnreadableError
from nesgroove.io.poses.pose import MovedResidue
from nesgroove.model.plain_text import shown

DELIMITER: Final = "$$$$"
"""Begins the line that ends a record."""

COUNTS: Final = re.compile(r"^.{33,}V[23]000 *$", re.MULTILINE)
"""The line that counts atoms and bonds."""

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
    properties, whole = properties_of(lines[end + 1 :])
    return SdfRecord(title, "\n".join(lines[: end + 1]) + "\n", properties, cut=not ended and (several or not whole))


def properties_of(lines: list[str]) -> tuple[dict[str, str], bool]:
    """Read the properties behind a molecule.

    Parameters
    ----------
    lines
        What follows its atoms and bonds.

    Returns
    -------
    (dict of str to str, bool)
        Values by name, and whether the last one ends as it should, with an empty line.
    """
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


def sdf_molecule(record: SdfRecord) -> Any:  # noqa: ANN401 (an RDKit molecule)
    """Read the molecule of a record.

    Parameters
    ----------
    record
        As :func:`sdf_records` gives it.

    Returns
    -------
    rdkit.Chem.Mol
        As the file has it, with hydrogens, not sanitised.

    Raises
    ------
    UnreadableError
        It is cut or no molecule.
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
    return molecule


def without_side_chains(molecule: Any, meeko: str) -> tuple[Any, list[MovedResidue]]:  # noqa: ANN401
    """Take the flexible side chains off a record of Meeko, which holds them as further molecules.

    Parameters
    ----------
    molecule
        As the file has it.
    meeko
        The property of that name, JSON: its key ``is_sidechain`` says of each molecule whether it is one
        (forlilab/Meeko, rdkit_mol_create.py).

    Returns
    -------
    (rdkit.Chem.Mol, list of MovedResidue)
        The ligand, and the side chains, of which the file says neither name nor number. Where all are side chains the
        one molecule is a ligand that is tethered to one.

    Raises
    ------
    UnreadableError
        Which of the molecules the ligand is cannot be told.
    """
    from rdkit import Chem

    try:
        said = json.loads(meeko)["is_sidechain"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return molecule, []
    side = said if isinstance(said, list) else [said]
    if not any(side) or len(side) == 1:
        return molecule, []
    pieces = Chem.GetMolFrags(molecule)
    if len(pieces) != len(side) or side.count(False) != 1:
        raise UnreadableError(
            f"of its {len(pieces)} molecules the ligand cannot be told from side chains",
            "Export it without flexible residues (mk_export.py without -k)",
        )
    whole = Chem.GetMolFrags(molecule, asMols=True, sanitizeFrags=False)
    moved = [_side_chain(piece) for piece, is_side in zip(whole, side, strict=True) if is_side]
    return whole[side.index(False)], moved


def _side_chain(piece: Any) -> MovedResidue:  # noqa: ANN401
    heavy = [atom for atom in piece.GetAtoms() if atom.GetAtomicNum() > 1]
    xyz = np.array(piece.GetConformer().GetPositions())[[atom.GetIdx() for atom in heavy]]
    return MovedResidue("", None, "", ("",) * len(heavy), tuple(a.GetSymbol().upper() for a in heavy), xyz)


def _reason(block: str) -> str:
    """Why a molecule cannot be read, where that is seen."""
    for line in block.split("\n")[4:]:
        if NO_NUMBER.match(line):
            return f"some of its coordinates are no numbers: {shown(line[:34])}"
    return "its atoms and bonds are not as the format has them"
