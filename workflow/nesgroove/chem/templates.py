"""Components of the wwPDB dictionary: elements, bond orders and charges by atom name.

The part that every run needs lies beside the package (``data/components.tsv``), the rest in biotite.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Template:
    """Heavy atoms and bonds of a component.

    Attributes
    ----------
    component : str
    atoms : dict of str to (str, int)
        Atom name -> element symbol and formal charge.
    bonds : tuple of (str, str, int)
        Pairs of atom names with the order 1, 2, 3, or 4 for aromatic.
    source : str
        ``user``, ``dictionary``, ``file`` or ``coordinates``.
    renamed : dict of str to str
        Where the file has other atom names than the dictionary: the dictionary's name -> the file's.
    compound : str
        Component of the dictionary whose chemistry it is, where that is not the one it is named for.
    """

    component: str
    atoms: dict[str, tuple[str, int]]
    bonds: tuple[tuple[str, str, int], ...]
    source: str
    renamed: Mapping[str, str] = field(default_factory=dict)
    compound: str = ""

    @property
    def elements(self) -> dict[str, str]:
        """Element symbols by atom name."""
        return {name: element for name, (element, _) in self.atoms.items()}

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Names of the atoms that are bonded."""
        return [(first, second) for first, second, _ in self.bonds]

    def bonds_when_bonded(self, bonded: Collection[str]) -> list[tuple[str, str, int]]:
        """Give the bonds that are left once atoms are bonded to the protein.

        A thiol adds to C=C, which the dictionary may still show as double (K76, LBF); the C=N of an
        isothiocyanate's adduct (D29) stays.

        Parameters
        ----------
        bonded
            Names of the atoms that are bonded to the protein.

        Returns
        -------
        list of (str, str, int)
            As :attr:`bonds`.
        """
        return [
            (
                first,
                second,
                1 if order == 2 and self._carbons(first, second) and {first, second} & set(bonded) else order,
            )
            for first, second, order in self.bonds
        ]

    def _carbons(self, first: str, second: str) -> bool:
        return self.atoms[first][0] == "C" and self.atoms[second][0] == "C"


@cache
def _packaged() -> dict[str, Template]:
    text = (files("nesgroove.data") / "components.tsv").read_text(encoding="utf-8")
    atoms: dict[str, dict[str, tuple[str, int]]] = {}
    bonds: dict[str, list[tuple[str, str, int]]] = {}
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        if row["kind"] == "atom":
            atoms.setdefault(row["component"], {})[row["first"]] = (row["second"], int(row["value"]))
        else:
            bonds.setdefault(row["component"], []).append((row["first"], row["second"], int(row["value"])))
    return {name: Template(name, atoms[name], tuple(bonds.get(name, ())), "dictionary") for name in atoms}


@cache
def dictionary_template(component: str) -> Template | None:
    """Look a component up in the wwPDB dictionary that biotite carries.

    The first call opens the dictionary, which takes about two seconds.

    Parameters
    ----------
    component
        Component id.

    Returns
    -------
    Template or None
        None where it is not in the dictionary.
    """
    from biotite.structure import BondType
    from biotite.structure.info import residue

    try:
        record = residue(component)
    except KeyError:
        return None
    order = {
        BondType.SINGLE: 1, BondType.DOUBLE: 2, BondType.TRIPLE: 3, BondType.AROMATIC_SINGLE: 1,
        BondType.AROMATIC_DOUBLE: 2, BondType.AROMATIC: 4,
    }  # fmt: skip
    names = record.atom_name.tolist()
    heavy = [i for i, element in enumerate(record.element) if element not in ("H", "D")]
    atoms = {names[i]: (str(record.element[i]).capitalize(), int(record.charge[i])) for i in heavy}
    bonds = tuple(
        (names[a], names[b], order.get(BondType(kind), 1))
        for a, b, kind in record.bonds.as_array().tolist()
        if names[a] in atoms and names[b] in atoms
    )
    return Template(component, atoms, bonds, "dictionary")


def packaged_template(component: str) -> Template | None:
    """Look a component up in the part of the dictionary beside the package alone, which takes no time.

    Parameters
    ----------
    component
        Component id.

    Returns
    -------
    Template or None
        None where it is not in that part.
    """
    return _packaged().get(component)


def component_template(component: str) -> Template | None:
    """Look a component up in the part of the dictionary beside the package, then in biotite's.

    Parameters
    ----------
    component
        Component id.

    Returns
    -------
    Template or None
        None where it is in neither.
    """
    return _packaged().get(component) or dictionary_template(component)
