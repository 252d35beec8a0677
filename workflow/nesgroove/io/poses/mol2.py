"""Records of MOL2 files, with what GOLD and DOCK write beside the molecule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from nesgroove.io.poses.molecule import UnreadableError
from nesgroove.io.poses.pose import NAME
from nesgroove.io.poses.sdf import AGAIN, properties_of

SECTION: Final = "@<TRIPOS>"

KEPT: Final = ("MOLECULE", "ATOM", "BOND")
"""Sections that make the molecule."""

DOCK_LINE: Final = re.compile(r"#+\s+(?P<name>[^:#]+?)\s*:\s*(?P<value>.*\S)")
"""A line that DOCK writes before a molecule: ``##########    Grid_Score:   -45.6``."""


@dataclass
class Mol2Record:
    """A record as text.

    Attributes
    ----------
    title : str
    lines : list of str
        The sections that make the molecule.
    properties : dict of str to str
    counted : tuple of int
        Atoms and bonds that its head promises.
    atoms, bonds : int
        Those that are there.
    """

    title: str = ""
    lines: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    counted: tuple[int, ...] = ()
    atoms: int = 0
    bonds: int = 0


def mol2_records(text: str) -> Iterator[Mol2Record]:
    """Part a file into records.

    Parameters
    ----------
    text
        The file.

    Yields
    ------
    Mol2Record
        In the order of the file.
    """
    before: dict[str, str] = {}
    record: Mol2Record | None = None
    section, seen = "", 0
    other: list[str] = []
    for line in text.split("\n"):
        if line.startswith(SECTION):
            name = line[len(SECTION) :].strip()
            if name == "MOLECULE":
                if record is not None:
                    yield _ended(record, other)
                record, before, other = Mol2Record(properties=before), {}, []
            section, seen = name, 0
            if record is not None and section in KEPT:
                record.lines.append(line)
        elif match := DOCK_LINE.match(line):
            before[match["name"]] = match["value"]
        elif record is not None and not line.startswith("#"):
            if section in KEPT:
                _take(record, section, seen, line)
            else:
                other.append(line)
            seen += 1
    if record is not None:
        yield _ended(record, other)


def _take(record: Mol2Record, section: str, seen: int, line: str) -> None:
    if section == "MOLECULE":
        if seen == 0:
            record.title = line.strip().strip("*").strip()  # Open Babel's ***** is no title
            line = line.strip() or "unnamed"
        elif seen == 1:
            record.counted = tuple(int(word) for word in line.split()[:2] if word.isdecimal())
    elif not line.strip() or line.startswith(("> ", ">\t")):
        return
    elif section == "ATOM":
        record.atoms += 1
    else:
        record.bonds += 1
    record.lines.append(line)


def _ended(record: Mol2Record, other: list[str]) -> Mol2Record:
    # GOLD writes its terms as SDF does, in a section of comments; of one value a line, whether or not a blank follows.
    begin = next((i for i, line in enumerate(other) if line.startswith(">")), len(other))
    record.properties |= properties_of(other[begin:])[0]
    return record


def mol2_molecule(record: Mol2Record) -> Any:  # noqa: ANN401 (an RDKit molecule)
    """Read the molecule of a record.

    Parameters
    ----------
    record
        As :func:`mol2_records` gives it.

    Returns
    -------
    rdkit.Chem.Mol
        With the names of its atoms, not sanitised.

    Raises
    ------
    UnreadableError
        It is cut or no molecule.
    """
    from rdkit import Chem, rdBase

    if record.counted and (record.atoms, record.bonds)[: len(record.counted)] < record.counted:
        raise UnreadableError(
            f"the record is cut short: {record.atoms} of {record.counted[0]} atoms, {record.bonds} bonds", AGAIN
        )
    block = "\n".join(record.lines) + "\n"
    molecule = None
    with rdBase.BlockLogs():
        try:
            molecule = Chem.MolFromMol2Block(block, sanitize=False, removeHs=False)
        except (ValueError, RuntimeError):
            molecule = None
    if molecule is None:
        raise UnreadableError("its atoms and bonds are not as the format has them", AGAIN)
    hydrogens = any(atom.GetAtomicNum() == 1 for atom in molecule.GetAtoms())
    for atom in molecule.GetAtoms():
        atom.SetProp(NAME, atom.GetProp("_TriposAtomName") if atom.HasProp("_TriposAtomName") else "")
        # Hydrogens that the file leaves out count in the valences.
        atom.SetNoImplicit(False)
        if not hydrogens:
            atom.SetFormalCharge(0)  # RDKit takes each hydrogen that is left out for a charge
    _uncharge_azoles(molecule)
    return molecule


def _uncharge_azoles(molecule: Any) -> None:  # noqa: ANN401
    """Take charges off, in place, that RDKit gives every aromatic nitrogen with three neighbours.

    In a ring of six such a nitrogen is charged, as in pyridinium; in one of five (pyrrole, the triazole of selinexor)
    it gives the ring its two electrons, unless the ring has another one.
    """
    from rdkit import Chem

    Chem.GetSymmSSSR(molecule)
    for ring in molecule.GetRingInfo().AtomRings():
        atoms = [molecule.GetAtomWithIdx(i) for i in ring]
        charged = [
            atom for atom in atoms
            if atom.GetSymbol() == "N" and atom.GetIsAromatic() and (atom.GetFormalCharge(), atom.GetDegree()) == (1, 3)
        ]  # fmt: skip
        if len(ring) == 5 and charged and all(atom.GetIsAromatic() for atom in atoms):
            giving = any(
                atom.GetSymbol() in "OS" or (atom.GetSymbol() == "N" and atom.GetDegree() == 3) for atom in atoms
                if atom.GetIdx() != charged[0].GetIdx()
            )  # fmt: skip
            if not giving:
                charged[0].SetFormalCharge(0)
