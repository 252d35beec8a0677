"""What phantoms are put together from: components of the wwPDB dictionary, and chains and ligands of atoms."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np

from nesgroove.errors import ChemistryError
from nesgroove.model.structure import FloatArray, IntArray

THREE_LETTERS = {
    "A": "ALA", "R": "ARG", "N": "ASN", "D": "ASP", "C": "CYS", "Q": "GLN", "E": "GLU", "G": "GLY",
    "H": "HIS", "I": "ILE", "L": "LEU", "K": "LYS", "M": "MET", "F": "PHE", "P": "PRO", "S": "SER",
    "T": "THR", "W": "TRP", "Y": "TYR", "V": "VAL",
}  # fmt: skip
ONE_LETTER = {three: letter for letter, three in THREE_LETTERS.items()}


@dataclass(frozen=True)
class Component:
    """Heavy atoms of one component of the dictionary.

    Attributes
    ----------
    component : str
    names, elements : tuple of str
    xyz : ndarray, shape (n, 3)
        A.
    bonds : tuple of (int, int, int)
        Two atoms and the bond's type, as ``biotite.structure.BondType`` counts them.
    """

    component: str
    names: tuple[str, ...]
    elements: tuple[str, ...]
    xyz: FloatArray
    bonds: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Part:
    """One chain or one ligand.

    Attributes
    ----------
    components, numbers : tuple
        One per residue.
    names, elements : tuple of str
        One per atom.
    residue : ndarray of int, shape (n,)
        Index into ``components``; ascending.
    xyz : ndarray, shape (n, 3)
        A.
    bonds : tuple of (int, int)
        Between atoms of the part.
    """

    components: tuple[str, ...]
    numbers: tuple[int, ...]
    names: tuple[str, ...]
    elements: tuple[str, ...]
    residue: IntArray
    xyz: FloatArray
    bonds: tuple[tuple[int, int], ...] = field(default=())

    def moved(self, xyz: FloatArray) -> Part:
        """The same atoms elsewhere."""
        return replace(self, xyz=xyz)

    def index(self, number: int, name: str) -> int:
        """Index of an atom by its residue's number."""
        residue = self.numbers.index(number)
        return next(i for i in np.nonzero(self.residue == residue)[0].tolist() if self.names[i] == name)

    def atom(self, number: int, name: str) -> FloatArray:
        """Coordinates of an atom by its residue's number."""
        return np.array(self.xyz[self.index(number, name)])

    def alphas(self) -> dict[int, FloatArray]:
        """C-alpha atoms by their residue's number."""
        return {
            self.numbers[r]: self.xyz[i]
            for i, (r, name) in enumerate(zip(self.residue.tolist(), self.names, strict=True))
            if name == "CA"
        }


@cache
def component(name: str, *, leaving: bool = False) -> Component:
    """Look up a component's heavy atoms in the dictionary that ships with biotite.

    Parameters
    ----------
    name
        Component id.
    leaving
        Keep OXT, the oxygen that an amino acid loses in a chain.

    Raises
    ------
    ChemistryError
        The dictionary does not have it, or it has no coordinates.
    """
    import biotite.structure.info as info

    try:
        atoms = info.residue(name)
    except KeyError as error:
        raise ChemistryError(
            f"the component dictionary has no coordinates of {name!r}",
            step="phantom",
            remedy="Name a component of the wwPDB dictionary, such as V6A",
        ) from error
    keep = (atoms.element != "H") & (atoms.element != "D")
    if not leaving and name in ONE_LETTER:
        keep &= atoms.atom_name != "OXT"
    atoms = atoms[keep]
    return Component(
        component=name,
        names=tuple(str(n) for n in atoms.atom_name),
        elements=tuple(str(e).upper() for e in atoms.element),
        xyz=np.array(atoms.coord, dtype=float),
        bonds=tuple((int(a), int(b), int(kind)) for a, b, kind in atoms.bonds.as_array()),
    )


def ligand_of_component(template: Component, number: int, xyz: FloatArray) -> Part:
    """Make a ligand of one residue, numbered and placed as asked."""
    return Part(
        components=(template.component,),
        numbers=(number,),
        names=template.names,
        elements=template.elements,
        residue=np.zeros(len(template.names), dtype=np.intp),
        xyz=xyz,
        bonds=tuple((a, b) for a, b, _ in template.bonds),
    )
