"""Small files of poses in the forms that docking programs write."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rdkit import Chem
from rdkit.Chem import AllChem

MICHAEL = "C=CC(=O)Nc1ccccc1"
ADDUCT = "CCSCCC(=O)Nc1ccccc1"
"""The same acrylamide on C-alpha, C-beta and the sulphur of a cysteine."""


def embedded(smiles: str) -> Chem.Mol:
    """A molecule with hydrogens in 3-D, the same each time."""
    molecule = Chem.AddHs(Chem.MolFromSmiles(smiles))
    assert AllChem.EmbedMolecule(molecule, randomSeed=7) == 0
    return molecule


def sdf_text(smiles: str, title: str = "", properties: dict[str, str] | None = None, *, hydrogens: bool = True) -> str:
    molecule = embedded(smiles)
    block = Chem.MolToMolBlock(molecule if hydrogens else Chem.RemoveHs(molecule))
    said = "".join(f">  <{name}>  (1) \n{value}\n\n" for name, value in (properties or {}).items())
    return f"{title}{block[block.index(chr(10)) :]}{said}$$$$\n"


def autodock_types(molecule: Chem.Mol) -> list[str]:
    types = {"O": "OA", "S": "SA", "H": "HD"}
    return ["A" if atom.GetIsAromatic() and atom.GetSymbol() == "C" else types.get(atom.GetSymbol(), atom.GetSymbol())
            for atom in molecule.GetAtoms()]  # fmt: skip


def pdbqt_atoms(
    molecule: Chem.Mol,
    *,
    names: Sequence[str] | None = None,
    residue: str = "UNL     1",
    types: Sequence[str] | None = None,
    shift: float = 0.0,
) -> str:
    """ATOM lines of the heavy atoms."""
    lines = []
    types = types or autodock_types(molecule)
    for atom, (x, y, z) in zip(molecule.GetAtoms(), molecule.GetConformer().GetPositions(), strict=True):
        if atom.GetAtomicNum() > 1:
            i = atom.GetIdx()
            name = names[i] if names else atom.GetSymbol()
            place = f"{x + shift:8.3f}{y:8.3f}{z:8.3f}"
            lines.append(f"ATOM  {i + 1:5d}  {name:3s} {residue}    {place}  1.00  0.00    +0.000 {types[i]}\n")
    return "".join(lines)


def smiles_remarks(smiles: str) -> str:
    """What Meeko keeps of a molecule: SMILES and which atom is which."""
    heavy = Chem.MolFromSmiles(smiles).GetNumAtoms()
    return f"REMARK SMILES {smiles}\nREMARK SMILES IDX {' '.join(f'{i} {i}' for i in range(1, heavy + 1))}\n"


def vina_text(smiles: str, energies: Sequence[float], *, remarks: str = "", flexible: str = "") -> str:
    """Models as Vina writes them, each shifted along x."""
    molecule = embedded(smiles)
    return "".join(
        f"MODEL {n}\nREMARK VINA RESULT:  {energy:9.3f}      0.000      0.000\nREMARK INTER:   -6.570\n{remarks}ROOT\n"
        f"{pdbqt_atoms(molecule, shift=n)}ENDROOT\nTORSDOF 3\n{flexible}ENDMDL\n"
        for n, energy in enumerate(energies, start=1)
    )  # fmt: skip


CYSTEINE_NAMES = ("CA", "CB", "SG")


def tethered_lines(tag: str, *, remarks: str = "", residue: str = "UNL     1", named: bool = True) -> str:
    """An adduct within BEGIN_RES and END_RES, as Meeko prepares it and AutoDock writes it."""
    molecule = embedded(ADDUCT)
    names = [*(CYSTEINE_NAMES if named else ("CA", "CB", "S")), *(atom.GetSymbol() for atom in molecule.GetAtoms())][
        : molecule.GetNumAtoms()
    ]
    names[3:] = [f"{atom.GetSymbol()}X" for atom in molecule.GetAtoms()][3:]
    return (
        f"BEGIN_RES {tag}\n{remarks}ROOT\n{pdbqt_atoms(molecule, names=names, residue=residue)}ENDROOT\nEND_RES {tag}\n"
    )


def dlg_text(body: str, energies: Sequence[str]) -> str:
    """A docking log of AutoDock-GPU."""
    models = "".join(
        f"MODEL        {n}\nUSER    Run = {n}\n"
        f"USER    Estimated Free Energy of Binding    ={energy} kcal/mol  [=(1)+(2)+(3)-(4)]\nUSER\n{body}ENDMDL\n"
        for n, energy in enumerate(energies, start=1)
    )
    ranks = "".join(f"   {n}      1      {n}    {e.strip():>7s}      0.00     11.10           RANKING\n"
                    for n, e in enumerate(energies, start=1))  # fmt: skip
    docked = "".join(f"DOCKED: {line}\n" for line in models.splitlines())
    return f"AutoDock-GPU version: v1.5.3\n\n    Ligand file:         ./in/kpt.pdbqt\n\n{docked}\n{ranks}"


def pdb_text(
    molecule: Chem.Mol, *, residue: str = "UNL", names: Sequence[str] | None = None, record: str = "HETATM"
) -> str:
    lines = []
    for atom, (x, y, z) in zip(molecule.GetAtoms(), molecule.GetConformer().GetPositions(), strict=True):
        i = atom.GetIdx()
        name = names[i] if names else f"{atom.GetSymbol()}{i + 1}"
        lines.append(f"{record:6s}{i + 1:5d}  {name:3s} {residue:3s} A 528    {x:8.3f}{y:8.3f}{z:8.3f}  1.00  0.00"
                     f"          {atom.GetSymbol():>2s}\n")  # fmt: skip
    return "".join(lines)


MOL2_TYPES = {"H": "H", "O": "O.2", "S": "S.3", "F": "F"}


def mol2_text(molecule: Chem.Mol, title: str, *, before: str = "", after: str = "") -> str:
    """A MOL2 record, rings with aromatic bonds."""
    aromatic = {atom.GetIdx() for atom in molecule.GetAtoms() if atom.GetIsAromatic()}
    lines = [f"{before}@<TRIPOS>MOLECULE", title, f" {molecule.GetNumAtoms()} {molecule.GetNumBonds()} 0 0 0", "SMALL",
             "NO_CHARGES", "", "@<TRIPOS>ATOM"]  # fmt: skip
    for atom, (x, y, z) in zip(molecule.GetAtoms(), np.round(molecule.GetConformer().GetPositions(), 4), strict=True):
        symbol, i = atom.GetSymbol(), atom.GetIdx()
        kind = f"{symbol}.ar" if i in aromatic else MOL2_TYPES.get(symbol, f"{symbol}.3")
        lines.append(f"{i + 1} {symbol}{i + 1} {x} {y} {z} {kind} 1 LIG 0.0")
    lines.append("@<TRIPOS>BOND")
    for n, bond in enumerate(molecule.GetBonds(), start=1):
        kind = "ar" if bond.GetIsAromatic() else str(int(bond.GetBondTypeAsDouble()))
        lines.append(f"{n} {bond.GetBeginAtomIdx() + 1} {bond.GetEndAtomIdx() + 1} {kind}")
    return "\n".join(lines) + f"\n{after}"
