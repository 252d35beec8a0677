"""Structures as the independent side reads them: gemmi's coordinates, author's numbers, no alignment.

Which chain is XPO1, and what lies in its groove, is written down here for each file; positions are the author's
numbers, less 11 where the chain is yeast's. So nothing of the product's reading or recognising is used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import gemmi
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

YEAST = 11
"""Yeast numbers less human ones, over the groove."""

RADII = {"C": 1.70, "N": 1.55, "O": 1.52, "F": 1.47, "P": 1.80, "S": 1.80, "Cl": 1.75, "Br": 1.85, "I": 1.98}
"""Bondi's radii, A."""

PROBE = 1.4
"""Radius of water, A."""

BACKBONE = frozenset({"N", "CA", "C", "O", "OXT"})

HELICES = {"H11A": (510, 530), "H11B": (534, 549), "H12A": (559, 572), "H12B": (578, 595)}
ORIGIN = (514, 518, 521, 525, 528, 554, 558, 561, 565, 568, 572)
STATIONS = ((514, 558), (518, 561), (521, 565), (525, 568), (528, 572), (532, 575))
CENTRES = {
    "P0": (-7.3, 0.0, 4.3),
    "P1": (-2.3, -2.2, 4.1),
    "P2": (2.8, 1.6, 1.5),
    "P3": (7.7, -0.3, 1.0),
    "P4": (15.0, 0.4, -1.7),
}
POCKET_POSITIONS = frozenset(
    (514, 518, 521, 522, 525, 528, 534, 537, 538, 541, 544, 545, 554, 558, 561, 564, 565, 568, 572, 575)
)
"""The groove's definition as the design states it, written down a second time."""


@dataclass(frozen=True)
class Source:
    """Which file, and what is where in it.

    Attributes
    ----------
    name : str
        Name of the file without its ending.
    chain : str
        XPO1's chain.
    offset : int
        Author's number less position, over the groove.
    occupant : str
        What lies in the groove: a chain (``E``), a ligand by number (``C/1108``), or nothing.
    ran : str
        Ran's chain; empty where it is not compared.
    """

    name: str
    chain: str
    offset: int = 0
    occupant: str = ""
    ran: str = ""

    @property
    def complex(self) -> str:
        """The product's name of the complex."""
        return f"{self.name}-{self.chain}"


COMPOSITES = (
    "51k", "6l8", "a1cbd", "aa8", "d29", "eqf", "g6u", "k76", "k85", "lbf", "lmb", "rja", "v6a", "verdinexor",
)  # fmt: skip

SOURCES = (
    Source("3gjx", "D", occupant="E", ran="F"),
    Source("3nc1", "A", ran="C"),
    Source("4hb2", "C", YEAST, ran="A"),
    Source("3m1i", "C", YEAST, ran="A"),
    Source("3wyf", "C", YEAST, ran="A"),
    Source("3wyf", "F", YEAST, ran="D"),
    *(Source(f"composite_{name}", "C", YEAST, "C/1108") for name in COMPOSITES),
)
"""The experimental structures, and the composites of real inhibitors in 4HB2."""


def structure_file(root: Path, name: str) -> Path:
    """Find the file of a structure under a directory, the mmCIF one where there are two.

    Raises
    ------
    FileNotFoundError
        It is not there.
    """
    paths = sorted(root.glob(f"*/{name}.cif.gz"))
    if not paths:
        raise FileNotFoundError(f"{name}.cif.gz is in no folder of the structures")
    return paths[0]


@dataclass(eq=False)
class Plain:
    """Heavy atoms of one file, one location each, and where the groove is.

    Attributes
    ----------
    source : Source
    xyz : ndarray, shape (n, 3)
        A, as in the file.
    radius : ndarray, shape (n,)
        A.
    element, name, component : list of str
    residue : list of (str, int)
        Chain and author's number of each atom's residue.
    polymer : list of bool
        Whether the atom belongs to a residue of a protein.
    """

    source: Source
    xyz: Array
    radius: Array
    element: list[str]
    name: list[str]
    component: list[str]
    residue: list[tuple[str, int]]
    polymer: list[bool]
    index: dict[tuple[str, int, str], int] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, source: Source) -> Plain:
        """Read a file with gemmi."""
        rows: list[tuple[tuple[float, float, float], str, str, str, tuple[str, int], bool]] = []
        for chain in gemmi.read_structure(str(path))[0]:
            for residue in chain:
                protein = gemmi.find_tabulated_residue(residue.name).is_amino_acid()
                for atom in _one_location(residue):
                    place = (atom.pos.x, atom.pos.y, atom.pos.z)
                    where = (chain.name, residue.seqid.num or 0)
                    rows.append((place, atom.element.name, atom.name, residue.name, where, protein))
        xyz, element, name, component, owner, polymer = (list(column) for column in zip(*rows, strict=True))
        plain = cls(
            source=source,
            xyz=np.array(xyz),
            radius=np.array([RADII.get(symbol, RADII["C"]) for symbol in element]),
            element=element,
            name=name,
            component=component,
            residue=owner,
            polymer=polymer,
        )
        plain.index = {(*key, atom): i for i, (key, atom) in enumerate(zip(owner, name, strict=True))}
        return plain

    def atom(self, position: int, name: str) -> Array | None:
        """Coordinates of an atom of XPO1."""
        i = self.index.get((self.source.chain, position + self.source.offset, name))
        return None if i is None else np.array(self.xyz[i])

    def alphas(self, positions: range | tuple[int, ...]) -> dict[int, Array]:
        """C-alpha atoms of XPO1 by position."""
        found = {p: self.atom(p, "CA") for p in positions}
        return {p: xyz for p, xyz in found.items() if xyz is not None}

    @cached_property
    def receptor(self) -> Indices:
        """Indices of XPO1's atoms."""
        chain = self.source.chain
        return np.array([i for i, r in enumerate(self.residue) if r[0] == chain and self.polymer[i]], dtype=np.intp)

    @cached_property
    def occupant(self) -> Indices:
        """Indices of the atoms of what lies in the groove."""
        chain, _, number = self.source.occupant.partition("/")
        wanted = [
            i
            for i, (letter, num) in enumerate(self.residue)
            if letter == chain and (num == int(number) and not self.polymer[i] if number else self.polymer[i])
        ]
        return np.array(wanted, dtype=np.intp)

    def at(self, positions: tuple[int, ...] | range) -> Indices:
        """Indices of XPO1's atoms at some positions."""
        numbers = {p + self.source.offset for p in positions}
        return np.array([i for i in self.receptor if self.residue[i][1] in numbers], dtype=np.intp)

    def position(self, i: int) -> int:
        """Position of an atom of XPO1."""
        return self.residue[i][1] - self.source.offset

    @cached_property
    def frame(self) -> tuple[Array, Array]:
        """Rotation (rows x, y, z) and origin of the groove frame, from the directions of greatest variance."""
        centre, direction = {}, {}
        for helix, (first, last) in HELICES.items():
            points = np.array(list(self.alphas(range(first, last + 1)).values()))
            centre[helix] = points.mean(axis=0)
            axis = np.linalg.eigh(np.cov(points.T))[1][:, -1]
            direction[helix] = axis * np.sign(axis @ (points[-1] - points[0]))
        x = direction["H11A"] + direction["H12A"]
        x = x / np.linalg.norm(x)
        z = centre["H11A"] + centre["H12A"] - centre["H11B"] - centre["H12B"]
        z = z - x * (x @ z)
        z = z / np.linalg.norm(z)
        origin = np.mean(list(self.alphas(ORIGIN).values()), axis=0)
        return np.array([x, np.cross(z, x), z]), origin

    @cached_property
    def placed(self) -> Array:
        """All atoms in the groove frame, shape (n, 3), A."""
        rotation, origin = self.frame
        return np.array((self.xyz - origin) @ rotation.T)


def _one_location(residue: gemmi.Residue) -> list[gemmi.Atom]:
    """Heavy atoms of a residue, of alternate locations those of the label with the highest mean occupancy."""
    atoms = [atom for atom in residue if not atom.is_hydrogen()]
    labels: dict[str, list[float]] = {}
    for atom in atoms:
        if atom.has_altloc():
            labels.setdefault(atom.altloc, []).append(atom.occ)
    best = min(labels, key=lambda label: (-np.mean(labels[label]), label), default="")
    chosen: dict[str, gemmi.Atom] = {}
    for atom in sorted(atoms, key=lambda a: (a.has_altloc() and a.altloc != best, -a.occ)):
        chosen.setdefault(atom.name, atom)
    return [atom for atom in atoms if chosen[atom.name] is atom]
