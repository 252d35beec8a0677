"""Bond orders of poses whose files have none: from a SMILES in the file, from the user's template, from coordinates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nesgroove.chem.given_chemistry import given_molecule, is_ligand_file
from nesgroove.chem.perceive import Pair, bond_orders, bonded_pairs, formal_charges
from nesgroove.chem.radii import COVALENT
from nesgroove.errors import ChemistryError
from nesgroove.io.poses.atoms import Part
from nesgroove.io.poses.molecule import LARGEST, UnreadableError, plain
from nesgroove.io.poses.pose import NAME
from nesgroove.model.structure import FloatArray

if TYPE_CHECKING:
    from rdkit.Chem import Mol

GIVE: Final = "Give its SMILES or SDF with --template"


class Perceived:
    """Bonds by distance and bond orders by lengths and angles, found once for all poses of a compound.

    Docking turns bonds and leaves their lengths, so that poses with the same elements in the same order and the same
    neighbours have the same bond orders.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[str, ...], frozenset[Pair]], dict[Pair, int]] = {}

    def orders(self, elements: Sequence[str], xyz: FloatArray, also: frozenset[Pair] = frozenset()) -> dict[Pair, int]:
        """Find the bonds.

        Parameters
        ----------
        elements
            Symbols in capitals.
        xyz
            Coordinates, shape (n, 3), A.
        also
            Bonds that are known whatever the distance.

        Returns
        -------
        dict of (int, int) to int
            1, 2 or 3.
        """
        pairs = bonded_pairs(elements, xyz) | also
        key = (tuple(elements), pairs)
        if key not in self._known:
            self._known[key] = bond_orders(elements, xyz, pairs)
        return self._known[key]


def macrocycle_bonds(part: Part, places: Sequence[int]) -> frozenset[Pair]:
    """Bonds that were opened for docking: between the two atoms of each type CG0, CG1 ...

    Parameters
    ----------
    part, places
        A molecule, and which of its atoms are meant.

    Returns
    -------
    frozenset of (int, int)
        Indices among ``places``.
    """
    ends: dict[str, list[int]] = {}
    for index, place in enumerate(places):
        if part.atoms[place].mark:
            ends.setdefault(part.atoms[place].mark, []).append(index)
    return frozenset((pair[0], pair[1]) for pair in ends.values() if len(pair) == 2)


def by_coordinates(part: Part, perceived: Perceived) -> tuple[Any, str]:
    """Make a molecule with the bonds and bond orders that its coordinates say.

    Parameters
    ----------
    part
        Its atoms.
    perceived
        What is known of earlier poses.

    Returns
    -------
    (rdkit.Chem.RWMol, str)
        The heavy atoms in the order of the file, not sanitised, and why the bond orders are not sure.

    Raises
    ------
    UnreadableError
        There are more atoms than a compound has.
    """
    from rdkit import Chem

    places = part.heavy
    if len(places) > LARGEST:
        # Here already, for the bonds of a protein take long.
        raise UnreadableError(
            f"it has {len(places)} heavy atoms, more than the {LARGEST} of a compound",
            "Give the compound alone; the receptor goes into a file of its own",
        )
    elements = [part.atoms[i].element for i in places]
    xyz = part.xyz(places)
    orders = perceived.orders(elements, xyz, macrocycle_bonds(part, places))
    charges = formal_charges(elements, orders)
    molecule = Chem.RWMol()
    for place, element, charge in zip(places, elements, charges, strict=True):
        atom = Chem.Atom(element.capitalize())
        atom.SetFormalCharge(charge)
        atom.SetProp(NAME, part.atoms[place].name)
        molecule.AddAtom(atom)
    kinds = {1: Chem.BondType.SINGLE, 2: Chem.BondType.DOUBLE, 3: Chem.BondType.TRIPLE}
    for (i, j), order in sorted(orders.items()):
        molecule.AddBond(i, j, kinds[order])
    place_atoms(molecule, xyz)
    odd = sorted(set(elements) - COVALENT.keys())
    if odd:
        return molecule, f"bonds of {', '.join(odd)} cannot be told by distance"
    if len(Chem.GetMolFrags(molecule)) > 1:
        return molecule, "by distance its atoms are not one molecule"
    return molecule, ""


def by_smiles(part: Part) -> tuple[Any, str]:
    """Make a molecule of the SMILES that its file holds.

    Parameters
    ----------
    part
        Atoms, SMILES and which atom is which.

    Returns
    -------
    (rdkit.Chem.RWMol or None, str)
        The heavy atoms in the order of the SMILES, and why there is none.
    """
    from rdkit import Chem, rdBase

    with rdBase.BlockLogs():
        molecule: Any = Chem.MolFromSmiles(part.smiles)
    if molecule is None:
        return None, "the SMILES in the file is none"
    atom_of = dict(part.smiles_index)
    heavy = [atom for atom in molecule.GetAtoms() if atom.GetAtomicNum() > 1]
    places = [atom_of.get(atom.GetIdx(), -1) for atom in heavy]
    fits = sorted(places) == part.heavy and all(
        part.atoms[place].element == atom.GetSymbol().upper() for place, atom in zip(places, heavy, strict=True)
    )
    if not fits:
        return None, "the SMILES in the file does not fit its atoms"
    molecule = Chem.RWMol(Chem.RemoveAllHs(molecule))
    for atom, place in zip(molecule.GetAtoms(), places, strict=True):
        atom.SetProp(NAME, part.atoms[place].name)
    place_atoms(molecule, part.xyz(places))
    return molecule, ""


def place_atoms(molecule: Any, xyz: FloatArray) -> None:  # noqa: ANN401 (an editable molecule)
    """Give a molecule one conformer, in place.

    Parameters
    ----------
    molecule
        With as many atoms.
    xyz
        Coordinates, shape (n, 3), A.
    """
    from rdkit import Chem

    conformer = Chem.Conformer(len(xyz))
    conformer.Set3D(True)
    conformer.SetPositions(xyz)
    molecule.RemoveAllConformers()
    molecule.AddConformer(conformer, assignId=True)


class Templates:
    """Bond orders that the user gives.

    Parameters
    ----------
    given
        SMILES, or path of an SDF or MOL file, for all poses or by their names. A file of several records is for the
        poses that have their titles.

    Raises
    ------
    ChemistryError
        What is given is no molecule.
    """

    def __init__(self, given: str | Mapping[str, str] | None) -> None:
        by_name = {"": given} if isinstance(given, str) else dict(given or {})
        self._by_name: dict[str, Mol] = {}
        for name, text in by_name.items():
            if is_ligand_file(text) and Path(text).is_file():
                self._by_name |= _records_of(name, Path(text))
            else:
                self._by_name[name] = given_molecule(name or "the poses", text)

    def of(self, name: str) -> Any:  # noqa: ANN401 (an RDKit molecule or None)
        """Template of a pose.

        Parameters
        ----------
        name
            Its title.

        Returns
        -------
        rdkit.Chem.Mol or None
            None where none is given for it.
        """
        return self._by_name.get(name, self._by_name.get(""))


def _records_of(name: str, path: Path) -> dict[str, Mol]:
    from rdkit import Chem, rdBase

    with rdBase.BlockLogs():
        molecules = [molecule for molecule in Chem.SDMolSupplier(str(path), removeHs=True) if molecule is not None]
    if not molecules:
        raise ChemistryError(
            f"what is given for {name or 'the poses'} is no molecule",
            file=path,
            remedy="Give a SMILES or an SDF file of the compound",
        )
    if len(molecules) == 1 or name:
        return {name: molecules[0]}
    return {molecule.GetProp("_Name"): molecule for molecule in molecules}


def with_template(molecule: Any, template: Any) -> tuple[Any, str]:  # noqa: ANN401 (RDKit molecules)
    """Give a molecule the bond orders and charges of another one.

    Parameters
    ----------
    molecule
        Heavy atoms with bonds.
    template
        The same compound.

    Returns
    -------
    (rdkit.Chem.Mol or None, str)
        The molecule in its own order of atoms, and why the two do not fit.
    """
    from rdkit import Chem, rdBase
    from rdkit.Chem import AllChem

    have, wanted = molecule.GetNumAtoms(), template.GetNumHeavyAtoms()
    if have != wanted:
        return None, f"the template has {wanted} heavy atoms and the pose {have}"
    bare = plain(molecule)
    try:
        with rdBase.BlockLogs():
            return AllChem.AssignBondOrdersFromTemplate(Chem.RemoveAllHs(template), bare.GetMol()), ""  # type: ignore[no-untyped-call]
    except ValueError:
        return None, "the template has other bonds than the pose"
