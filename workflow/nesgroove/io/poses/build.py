"""From the atoms of a record to the molecule of a pose, with the surest bond orders that there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from nesgroove.chem.templates import packaged_template
from nesgroove.io.poses.adduct import Apart, apart, residue_chain
from nesgroove.io.poses.atoms import Part, RawAtom
from nesgroove.io.poses.chemistry import GIVE, Perceived, by_coordinates, by_smiles, with_template
from nesgroove.io.poses.molecule import UnreadableError, check_coordinates, finished, give_names, plain, stretched_bond
from nesgroove.io.poses.pose import NAME, Attached, Chemistry, MovedResidue

ALONE: Final = "Give each compound in a file of its own"

Remark = tuple[str, str]
"""Message and remedy."""


@dataclass
class Built:
    """What a record comes to.

    Attributes
    ----------
    molecule : rdkit.Chem.Mol
        Heavy atoms, named.
    chemistry : {'file', 'template', 'perceived', 'none'}
    moved : list of MovedResidue
    attached : Attached or None
    remarks : list of (str, str)
        What is doubtful, and what to do.
    """

    molecule: Any
    chemistry: Chemistry
    moved: list[MovedResidue] = field(default_factory=list)
    attached: Attached | None = None
    remarks: list[Remark] = field(default_factory=list)


def built_of_parts(parts: list[Part], perceived: Perceived, template: Any) -> Built:  # noqa: ANN401 (an RDKit molecule)
    """Make the molecule of a record whose atoms have names and residues: PDBQT, PDB.

    Parameters
    ----------
    parts
        Ligand and residues, in any order.
    perceived
        What is known of earlier poses.
    template
        Bond orders that the user gives, or None.

    Returns
    -------
    Built
        Exactly one compound.

    Raises
    ------
    UnreadableError
        There is none, or more than one, or it has no coordinates.
    """
    compounds: list[tuple[Any, Chemistry, Remark | None, Apart | None]] = []
    moved = []
    for part in parts:
        if not part.heavy:
            continue
        if _is_side_chain(part):
            moved.append(_moved(part))
            continue
        molecule, chemistry, remark = _whole(part, perceived)
        taken = None
        if part.residue.amino_acid and (chain := residue_chain(molecule, part.residue.amino_acid)):
            taken = apart(molecule, chain, part.residue)
        if part.flexible and taken is None:
            moved.append(_moved(part))
        else:
            compounds.append((molecule, chemistry, remark, taken))
    if len(compounds) != 1:
        said = f"it holds {len(compounds)} compounds" if compounds else "it holds no compound"
        raise UnreadableError(said, ALONE if compounds else "Give the poses of the ligand")
    molecule, chemistry, remark, taken = compounds[0]
    if taken is not None:
        moved.append(taken.moved)
        molecule = taken.molecule
    built = settled(molecule, chemistry, remark, template, taken.attached if taken else None)
    built.moved = moved
    return built


def built_of_bonds(molecule: Any, template: Any) -> Built:  # noqa: ANN401 (RDKit molecules)
    """Make the molecule of a record that lists its bonds: SDF, MOL2.

    Parameters
    ----------
    molecule
        As the file has it.
    template
        Bond orders that the user gives, or None.

    Returns
    -------
    Built
        By the file's bond orders, unless these cannot be. A file without hydrogens in which all bonds are single may
        have none: programs write so what they were given as PDB. Where the coordinates have double bonds, they decide.

    Raises
    ------
    UnreadableError
        It has no coordinates.
    """
    check_coordinates(molecule)
    chemistry: Chemistry = "file"
    remark = None
    if template is None and _may_lack_orders(molecule):
        again, why = by_coordinates(part_of(_heavy(molecule)), Perceived())
        if not why and any(bond.GetBondTypeAsDouble() > 1 for bond in again.GetBonds()):
            molecule, chemistry = again, "perceived"
            remark = ("all its bonds are single in the file, and by its coordinates some are not", GIVE)
    built = settled(molecule, chemistry, remark, template)
    if places := sum(map(_stands_for_any, molecule.GetAtoms())):
        built.remarks.append((
            f"{places} of its atoms are no element (*, R#) and left out: it is a part of a compound",
            "Give the whole compound as it is docked",
        ))  # fmt: skip
    if stretched := stretched_bond(built.molecule):
        built.remarks.append((stretched, "Look at it: an atom is out of its place, or the file is damaged"))
    return built


def _stands_for_any(atom: Any) -> bool:  # noqa: ANN401
    """Whether an atom is one of a pattern or of a drawing; lone pairs, which GOLD writes, are neither."""
    label = atom.GetProp("dummyLabel") if atom.HasProp("dummyLabel") else ""
    return atom.GetAtomicNum() == 0 and (atom.HasQuery() or label.startswith("R"))


def _may_lack_orders(molecule: Any) -> bool:  # noqa: ANN401
    hydrogens = any(atom.GetAtomicNum() == 1 for atom in molecule.GetAtoms())
    return not hydrogens and all(bond.GetBondTypeAsDouble() == 1 for bond in molecule.GetBonds())


def settled(
    molecule: Any,  # noqa: ANN401 (RDKit molecules)
    chemistry: Chemistry,
    remark: Remark | None,
    template: Any,  # noqa: ANN401
    attached: Attached | None = None,
) -> Built:
    """Decide on the bond orders of a compound and finish it.

    Parameters
    ----------
    molecule
        With the bonds and bond orders that the record gives.
    chemistry
        Where those are from.
    remark
        What is doubtful of them.
    template
        Bond orders that the user gives, or None: where they fit they are taken.
    attached
        Its bond to a residue.

    Returns
    -------
    Built
        Without chemistry where none is sure.

    Raises
    ------
    UnreadableError
        It has no coordinates.
    """
    check_coordinates(molecule)
    remarks: list[Remark] = []
    if template is not None:
        fitted, why = with_template(_heavy(molecule), template)
        if fitted is not None:
            heavy, wrong = finished(_bonded(fitted, attached))
            if not wrong:
                return Built(heavy, "template", attached=attached)
            why = wrong
        remarks.append((f"{why}; the template is not used", "Give the compound as it is docked"))
    if chemistry != "none":
        heavy, wrong = finished(molecule)
        if not wrong:
            return Built(heavy, chemistry, attached=attached, remarks=remarks + ([remark] if remark else []))
        remark = (f"its bond orders cannot be: {wrong}", GIVE)
    if chemistry == "file":
        # The coordinates may say better what the file says wrongly.
        again, why = by_coordinates(part_of(_heavy(molecule)), Perceived())
        heavy, wrong = finished(again)
        if not (why or wrong):
            return Built(heavy, "perceived", attached=attached, remarks=[*remarks, *([remark] if remark else [])])
    remarks.append(remark or ("its bond orders are not known", GIVE))
    bare = plain(_heavy(molecule))
    give_names(bare)
    return Built(bare.GetMol(), "none", attached=attached, remarks=remarks)


def part_of(molecule: Any) -> Part:  # noqa: ANN401
    """List the atoms of a molecule.

    Parameters
    ----------
    molecule
        With a conformer and names.

    Returns
    -------
    Part
        Without SMILES.
    """
    xyz = molecule.GetConformer().GetPositions()
    atoms = [
        RawAtom(atom.GetProp(NAME), atom.GetSymbol().upper(), tuple(map(float, place)))  # type: ignore[arg-type]
        for atom, place in zip(molecule.GetAtoms(), xyz, strict=True)
    ]
    return Part(atoms=atoms)


def _heavy(molecule: Any) -> Any:  # noqa: ANN401
    from rdkit import Chem

    for atom in molecule.GetAtoms():
        if not atom.HasProp(NAME):
            atom.SetProp(NAME, "")
    return Chem.RemoveAllHs(molecule, sanitize=False)


def _bonded(molecule: Any, attached: Attached | None) -> Any:  # noqa: ANN401
    """The bound form of a compound: a double bond between carbons at the atom that reacted is single then."""
    from rdkit import Chem

    if attached is None:
        return molecule
    bound = Chem.RWMol(molecule)
    Chem.Kekulize(bound, clearAromaticFlags=True)
    atom = bound.GetAtomWithIdx(attached.atom)
    for bond in atom.GetBonds():
        carbons = bond.GetOtherAtom(atom).GetSymbol() == atom.GetSymbol() == "C"
        if carbons and bond.GetBondType() == Chem.BondType.DOUBLE and not bond.IsInRing():
            bond.SetBondType(Chem.BondType.SINGLE)
            bond.SetStereo(Chem.BondStereo.STEREONONE)
    return bound


def _whole(part: Part, perceived: Perceived) -> tuple[Any, Chemistry, Remark | None]:
    """A part as a molecule, by its SMILES or by its coordinates."""
    remark: Remark | None = None
    if part.smiles:
        molecule, why = by_smiles(part)
        if molecule is not None:
            return molecule, "file", None
        remark = (why, GIVE)
    check_part(part)
    molecule, why = by_coordinates(part, perceived)
    if why:
        return molecule, "none", (why, GIVE)
    return molecule, "perceived", remark


def check_part(part: Part) -> None:
    """Refuse atoms whose coordinates are no numbers, before bonds are looked for.

    Parameters
    ----------
    part
        The atoms.

    Raises
    ------
    UnreadableError
        Some are not finite.
    """
    import numpy as np

    if not np.isfinite(part.xyz(part.heavy)).all():
        raise UnreadableError("some of its coordinates are no numbers", "Write the pose again")


def _is_side_chain(part: Part) -> bool:
    """Whether a part is a residue and nothing more, by the names of its atoms."""
    template = packaged_template(part.residue.amino_acid) if part.residue.amino_acid else None
    names = [part.atoms[i].name for i in part.heavy]
    return template is not None and len(set(names)) == len(names) and set(names) <= template.atoms.keys()


def _moved(part: Part) -> MovedResidue:
    places = part.heavy
    residue = part.residue
    return MovedResidue(
        residue.chain,
        residue.number,
        residue.amino_acid or residue.name,
        tuple(part.atoms[i].name for i in places),
        tuple(part.atoms[i].element for i in places),
        part.xyz(places),
        residue.insertion,
    )
