"""Model every SINE compound of known pose on every other, and say how far the models are from the known poses.

usage: python tools/leave_one_out.py [STRUCTURES]

STRUCTURES is a directory with composite/composite_v6a.cif.gz and so on; by default $NESGROOVE_STRUCTURES. Prints the
tables of docs/analogue.md. The known poses are composites: inhibitors as the component dictionary has them, laid into
another crystal structure (4HB2), and no deposited complexes.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rdkit import Chem
from rdkit.Chem import rdMolAlign

from nesgroove.errors import NesgrooveError
from nesgroove.io.read import read_structure
from nesgroove.model.structure import FloatArray, Structure
from nesgroove.series.analogue.build import Analogue, Request, analogue
from nesgroove.series.analogue.pose import KnownPose, known_pose

COMPOUNDS = Path(__file__).with_name("docking") / "compounds.tsv"
"""Compounds before the reaction, with their components."""

MORE = {"A1CBD": ("A1CBD", "CC#CCOc1cc(cc(c1)-c1ncn(/C=C\\C(=O)NN2CCCCC2)n1)C(F)(F)F")}
"""Another SINE compound of known pose that is not docked: component -> name and SMILES."""


@dataclass(frozen=True)
class Known:
    """A compound and its composite."""

    name: str
    smiles: str
    structure: Structure
    pose: KnownPose


def main() -> None:
    """Print the tables."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("NESGROOVE_STRUCTURES", ""))
    known = list(_known(root))
    print("| model of | on the pose of | common | RMSD (A) | in its own receptor | of the scaffold in the two known "
          "poses | hands | strain |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|")
    for compound in known:
        for relative in known:
            if relative is not compound:
                print(_line(compound, relative), flush=True)


def _known(root: Path) -> Iterator[Known]:
    with COMPOUNDS.open(encoding="utf-8") as stream:
        rows = [(r["component"], r["compound"], r["smiles"]) for r in csv.DictReader(stream, delimiter="\t")]
    for component, name, smiles in [*rows, *((c, n, s) for c, (n, s) in MORE.items())]:
        if not component:
            continue  # without a structure: what all this is for
        path = root / "composite" / f"composite_{component.lower()}.cif.gz"
        if not path.is_file():
            raise SystemExit(f"leave_one_out: {path} is not there. Name the directory of structures")
        structure = read_structure(path)
        yield Known(name, smiles, structure, known_pose(structure))


def _line(compound: Known, relative: Known) -> str:
    cells = [compound.name, relative.name]
    try:
        made = analogue(relative.structure, relative.structure, Request(compound.smiles, compound.name))
    except NesgrooveError as error:
        return (
            f"| {compound.name} | {relative.name} | | refused: {error.message} | | | {_hands(compound, relative)} | |"
        )
    cells += [f"{made.scaffold.common} of {made.adduct.size}", f"{rmsd(made, compound.pose):.2f}"]
    try:
        own = analogue(relative.structure, compound.structure, Request(compound.smiles, compound.name))
        cells.append(f"{rmsd(own, compound.pose):.2f}")
    except NesgrooveError as error:
        cells.append(f"refused: {error.message}")
    cells += [f"{disagreement(made, compound.pose):.2f}", _hands(compound, relative), f"{made.strain:.0f}"]
    return f"| {' | '.join(cells)} |"


def rmsd(made: Analogue, pose: KnownPose) -> float:
    """RMSD of all heavy atoms from the known pose, A, in the groove frame and not superposed.

    Atoms that cannot be told apart are paired so that it is least.
    """
    own = _plain(made.adduct.molecule, made.laid.xyz, made.adduct.size)
    return float(rdMolAlign.CalcRMS(own, _plain(pose.molecule, pose.molecule.GetConformer().GetPositions())))


def disagreement(made: Analogue, pose: KnownPose) -> float:
    """RMSD of the common scaffold between the pose of the relative and the known pose, A: what no model can undo."""
    like = made.pose.molecule.GetConformer().GetPositions()
    laid = made.laid.xyz[: made.adduct.size].copy()
    same = [
        (here, there) for here, there in made.scaffold.like_of.items()
        if made.adduct.molecule.GetAtomWithIdx(here).GetSymbol() == made.pose.molecule.GetAtomWithIdx(there).GetSymbol()
    ]  # fmt: skip
    for here, there in same:
        laid[here] = like[there]
    target = pose.molecule.GetConformer().GetPositions()
    matches = _plain(pose.molecule, target).GetSubstructMatches(
        _plain(made.adduct.molecule, laid, made.adduct.size), uniquify=False, maxMatches=100_000
    )
    pairs = [[(laid[here] - target[match[here]]) for here, _ in same] for match in matches]
    return float(min(np.sqrt((np.array(pair) ** 2).sum(axis=1).mean()) for pair in pairs))


def _plain(molecule: Chem.Mol, xyz: FloatArray, size: int | None = None) -> Chem.Mol:
    """Elements and bonds without orders: an adduct and a component are then one graph."""
    plain = Chem.RWMol()
    for atom in list(molecule.GetAtoms())[:size]:
        new = Chem.Atom(atom.GetAtomicNum())
        new.SetNoImplicit(True)
        plain.AddAtom(new)
    for bond in molecule.GetBonds():
        ends = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
        if max(ends) < plain.GetNumAtoms():
            plain.AddBond(*ends, Chem.BondType.SINGLE)
    conformer = Chem.Conformer(plain.GetNumAtoms())
    conformer.SetPositions(np.ascontiguousarray(xyz[: plain.GetNumAtoms()]))
    plain.AddConformer(conformer)
    whole = plain.GetMol()
    whole.UpdatePropertyCache(strict=False)
    return whole


def _hands(compound: Known, relative: Known) -> str:
    return f"{hand(compound.pose)}, {hand(relative.pose)}"


def hand(pose: KnownPose) -> str:
    """Hand of the carbon that is bonded to the sulphur, R or S, as the coordinates have it."""
    if pose.attach is None or pose.site is None:
        return "?"
    molecule = Chem.RWMol(pose.molecule)
    sulphur, carbon = molecule.AddAtom(Chem.Atom("S")), molecule.AddAtom(Chem.Atom("C"))
    molecule.AddBond(pose.attach, sulphur, Chem.BondType.SINGLE)
    molecule.AddBond(sulphur, carbon, Chem.BondType.SINGLE)
    for atom, xyz in zip((sulphur, carbon), pose.site.tolist(), strict=True):
        molecule.GetConformer().SetAtomPosition(atom, xyz)
    whole = molecule.GetMol()
    Chem.SanitizeMol(whole)
    Chem.AssignStereochemistryFrom3D(whole)
    atom = whole.GetAtomWithIdx(pose.attach)
    return atom.GetProp("_CIPCode") if atom.HasProp("_CIPCode") else "?"


if __name__ == "__main__":
    main()
