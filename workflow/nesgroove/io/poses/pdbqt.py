"""PDBQT of Vina, AutoDock, AutoDock-GPU, gnina and Meeko, and the same records within a DLG."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from nesgroove.io.poses.atoms import Part, RawAtom, ResidueId, residue_of_tag

TYPES: Final = {
    "A": "C", "C": "C", "G": "C", "GA": "C", "J": "C", "Q": "C", "NA": "N", "NS": "N", "N": "N", "OA": "O", "OS": "O",
    "O": "O", "SA": "S", "S": "S", "F": "F", "P": "P", "I": "I", "CL": "CL", "BR": "BR", "SI": "SI", "B": "B",
    "SE": "SE", "H": "H", "HD": "H", "HS": "H", "MG": "MG", "MN": "MN", "ZN": "ZN", "FE": "FE", "CA": "CA",
    "CU": "CU", "CO": "CO", "NI": "NI", "K": "K", "AT": "AT", "W": "*", "TZ": "*", "Z": "C", "HW": "H",
}  # fmt: skip
"""Types of AutoDock and their elements (forlilab/Meeko, utils/autodock4_atom_types_elements.py; G, J and Q are carbons
of AutoDock 4 where rings are opened, GA and Z their aromatic and tethered kind). W is a water of hydrated docking, TZ a
site at a zinc."""

PSEUDO: Final = re.compile(r"G\d")
"""Types of the pseudo-atoms by which Meeko closes macrocycles."""

GLUED: Final = re.compile(r"CG\d")
"""Types of the carbons between which a macrocycle was opened."""

ENERGY: Final = re.compile(
    r"USER\s+(?:\(\d\)\s*)?([A-Z][^=\[]*?)\s*=\s*([-+]?(?:\d+\.?\d*|\.\d+|nan|inf)(?:e[-+]?\d+)?)", re.I
)
"""A line of a DLG that names a number; above 100 there is no blank before it (AutoDock-GPU, issue 228)."""

RANKING: Final = re.compile(r"\s*(\d+)\s+(\d+)\s+(\d+)\s+[-+]?[\d.]+\s+[\d.]+\s+[\d.]+\s+RANKING")
"""A line of the table of clusters: cluster, rank in it, run."""

LIGAND_FILE: Final = re.compile(r"^\s*Ligand file:\s*(?:\S*/)?(\S+?)(?:\.pdbqt)?\s*$", re.MULTILINE)
"""Line of AutoDock-GPU's DLG that names the ligand."""

DOCKED: Final = "DOCKED: "
"""Begins the lines of the poses in a DLG."""

PAIRED: Final = re.compile(
    r"REMARK (?P<what>VINA RESULT|INTER \+ INTRA|INTER|INTRA|UNBOUND|CONF_INDEPENDENT)\s*:\s*(?P<value>.+)"
)
SPOKEN: Final = re.compile(r"REMARK\s+(?P<what>minimizedAffinity|minimizedRMSD|CNN\w+)\s+(?P<value>\S+)")
REMARKS: Final = re.compile(r"(?<=\S)(?=REMARK )")
TITLE: Final = re.compile(r"REMARK\s+Name\s*=\s*(?P<name>.*\S)")


@dataclass
class Model:
    """One pose of a file, as it stands there.

    Attributes
    ----------
    parts : list of Part
        In the order of the file.
    properties : dict of str to str
    title : str
    problem : str
        What is wrong with its atoms; empty where nothing is.
    run : int or None
        Number of the run in a DLG.
    ended : bool
        Whether its end is there.
    """

    parts: list[Part] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    title: str = ""
    problem: str = ""
    run: int | None = None
    ended: bool = False

    def part(self) -> Part:
        """Give the part that atoms go to.

        Returns
        -------
        Part
            The last one; a new one where there is none.
        """
        if not self.parts:
            self.parts.append(Part())
        return self.parts[-1]


def is_dlg(text: str) -> bool:
    """Whether a text is a docking log.

    Parameters
    ----------
    text
        A file.

    Returns
    -------
    bool
        True for the DLG of AutoDock and AutoDock-GPU.
    """
    return text.startswith(DOCKED) or f"\n{DOCKED}" in text


def models(text: str) -> Iterator[Model]:
    """Part a file into poses.

    Parameters
    ----------
    text
        PDBQT or DLG.

    Yields
    ------
    Model
        In the order of the file; one where it has no MODEL records.
    """
    docked = is_dlg(text)
    clusters: dict[int, tuple[str, str]] = {}
    if docked:
        clusters = {int(m[3]): (m[1], m[2]) for m in map(RANKING.match, text.split("\n")) if m}
    model, inside, several = Model(), False, "\nMODEL" in f"\n{text}" or f"\n{DOCKED}MODEL" in f"\n{text}"
    for line in text.split("\n"):
        if docked:
            if not line.startswith(DOCKED):
                continue
            line = line[len(DOCKED) :]
        if line.startswith("MODEL"):
            if inside:
                yield _with_cluster(model, clusters)
            model, inside = Model(), True
        elif line.startswith("ENDMDL"):
            model.ended = True
            if inside:
                yield _with_cluster(model, clusters)
            model, inside = Model(), False
        elif inside or not several:
            _take(model, line)
    if inside or not several:
        model.ended = not several
        if model.parts:
            yield _with_cluster(model, clusters)


def _with_cluster(model: Model, clusters: dict[int, tuple[str, str]]) -> Model:
    if model.run in clusters:
        cluster, rank = clusters[model.run]
        model.properties |= {"cluster": cluster, "rank_in_cluster": rank}
    return model


def _take(model: Model, line: str) -> None:
    """Take one line of a pose."""
    if line.startswith(("ATOM", "HETATM")):
        _take_atom(model, line)
    elif line.startswith("ROOT"):
        # Remarks of a molecule stand before its ROOT, so that a part may be there that has no atoms yet.
        if model.part().atoms:
            model.parts.append(Part(residue=model.parts[-1].residue, flexible=model.parts[-1].flexible))
    elif line.startswith("BEGIN_RES"):
        waiting = model.parts[-1] if model.parts and not model.parts[-1].atoms else None
        part = waiting or Part()
        if waiting is None:
            model.parts.append(part)
        part.residue, part.flexible = residue_of_tag(line[len("BEGIN_RES") :]), True
    elif line.startswith("END_RES"):
        model.parts.append(Part())
    elif line.startswith("REMARK"):
        # gnina writes its remarks into one line.
        for remark in REMARKS.split(line):
            _take_remark(model, remark)
    elif line.startswith("USER"):
        match = ENERGY.match(line)
        if match:
            model.properties.setdefault(match[1].strip(), match[2])
            if match[1].strip() == "Run":
                model.run = int(float(match[2]))
        elif "NEWDPF move" in line and not model.title:
            name = line.split()[-1].rpartition("/")[2].removesuffix(".pdbqt")
            model.title = "" if name == "empty" else name


def _take_remark(model: Model, line: str) -> None:
    if line.startswith("REMARK SMILES IDX"):
        numbers = [int(word) for word in line.split()[3:] if word.isdecimal()]
        pairs = zip(numbers[::2], numbers[1::2], strict=False)
        _waiting(model).smiles_index += [(a - 1, b - 1) for a, b in pairs]
    elif line.startswith("REMARK SMILES"):
        _waiting(model).smiles = [*line.split(), ""][2]
    elif match := TITLE.match(line):
        model.title = model.title or match["name"]
    elif match := PAIRED.match(line) or SPOKEN.match(line):
        model.properties.setdefault(match["what"], match["value"].strip())


def _waiting(model: Model) -> Part:
    """The part that remarks before a ROOT belong to: one without atoms."""
    if not model.parts or model.parts[-1].atoms:
        model.parts.append(Part())
    return model.parts[-1]


def _take_atom(model: Model, line: str) -> None:
    part = model.part()
    try:
        x, y, z = (float(line[start : start + 8]) for start in (30, 38, 46))
    except ValueError:
        model.problem = model.problem or "the coordinates of an atom are no numbers"
        return
    name, kind = line[12:16].strip(), (line[77:].split() or [""])[0]
    element = element_of_type(kind)
    if not element:
        model.problem = model.problem or f"type {kind or 'blank'} of atom {name} is not known"
    part.atoms.append(RawAtom(name, element or "*", (x, y, z), kind.upper() if GLUED.fullmatch(kind.upper()) else ""))
    if not part.residue.name:
        number = re.fullmatch(r"(-?\d+)([A-Za-z]?)", line[22:27].strip())
        part.residue = ResidueId(
            line[17:20].strip(), line[21:22].strip(), int(number[1]) if number else None, number[2] if number else ""
        )  # fmt: skip


def element_of_type(kind: str) -> str:
    """Element of a type of AutoDock.

    Parameters
    ----------
    kind
        As in the last column; a digit behind it is of reactive docking.

    Returns
    -------
    str
        Symbol in capitals, ``*`` for what is no atom, empty where the type is not known.
    """
    upper = kind.upper()
    if PSEUDO.fullmatch(upper):
        return "*"
    if GLUED.fullmatch(upper):
        return "C"
    return TYPES.get(upper) or TYPES.get(upper.rstrip("0123456789"), "")
