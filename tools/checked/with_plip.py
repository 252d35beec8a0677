"""PLIP's interactions of the ligand in a composite, in a process of its own.

Open Babel, which PLIP uses, and RDKit in one process end in a segmentation fault.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

import numpy as np

from checked.plain import Plain

REACH = 12.0
"""Residues with an atom within this distance (A) of the ligand are given to PLIP."""

SCRIPT = """
import json, sys
from plip.structure.preparation import PDBComplex
structure = PDBComplex()
structure.load_pdb(sys.argv[1])
for ligand in structure.ligands:
    structure.characterize_complex(ligand)
found = []
for sets in structure.interaction_sets.values():
    for hit in sets.all_hydrophobic_contacts:
        found.append(("hydrophobic", int(hit.bsatom_orig_idx), int(hit.ligatom_orig_idx), float(hit.distance)))
    for hit in sets.all_hbonds_ldon:
        found.append(("hydrogen_bond", int(hit.a_orig_idx), int(hit.d_orig_idx), float(hit.distance_ad)))
    for hit in sets.all_hbonds_pdon:
        found.append(("hydrogen_bond", int(hit.d_orig_idx), int(hit.a_orig_idx), float(hit.distance_ad)))
    for hit in sets.halogen_bonds:
        found.append(("halogen_bond", int(hit.acc_orig_idx), int(hit.don_orig_idx), float(hit.distance)))
    for hit in (*sets.saltbridge_lneg, *sets.saltbridge_pneg):
        own = hit.negative if hit.protispos else hit.positive
        other = hit.positive if hit.protispos else hit.negative
        found.append(("ionic", [int(i) for i in other.atoms_orig_idx], [int(i) for i in own.atoms_orig_idx],
                      float(hit.distance)))
print(json.dumps(found))
"""


def pdb_of(plain: Plain) -> tuple[str, dict[int, int]]:
    """Write the ligand and what is around it as PDB.

    Returns
    -------
    text : str
    index : dict of int to int
        Serial number in the text -> index of the atom in ``plain``.
    """
    own = set(plain.occupant.tolist())
    near = np.linalg.norm(plain.xyz[:, None] - plain.xyz[plain.occupant][None], axis=2).min(axis=1) < REACH
    residues = {plain.residue[i] for i in np.flatnonzero(near).tolist()}
    lines: list[str] = []
    index: dict[int, int] = {}
    receptor = set(plain.receptor.tolist())
    for i, key in enumerate(plain.residue):
        if (i in own) or (i in receptor and key in residues):
            index[len(lines) + 1] = i
            kind = "HETATM" if i in own else "ATOM  "
            x, y, z = plain.xyz[i]
            # Five-letter ids do not fit into PDB; PLIP asks for coordinates, not for the id.
            component = "LIG" if i in own else plain.component[i]
            lines.append(
                f"{kind}{len(lines) + 1:5d} {f' {plain.name[i]}':<4} {component:>3} C{key[1]:4d}    "
                f"{x:8.3f}{y:8.3f}{z:8.3f}  1.00 20.00          {plain.element[i].upper():>2}\n"
            )
    return "".join(lines) + "END\n", index


@lru_cache(maxsize=2)
def _found(text: str) -> list[list[object]]:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "plip.pdb"
        path.write_text(text)
        command = [sys.executable, "-c", SCRIPT, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=directory)
    return list(json.loads(done.stdout.splitlines()[-1]))


def plip_pairs(plain: Plain, kind: str) -> dict[tuple[int, int], float]:
    """Give PLIP's contacts of one type.

    Parameters
    ----------
    plain
        A structure whose occupant is a ligand.
    kind
        ``hydrophobic``, ``hydrogen_bond`` or ``halogen_bond``.

    Returns
    -------
    dict
        Distances (A) by pairs of atoms, XPO1's first.
    """
    text, index = pdb_of(plain)
    return {
        (index[int(str(a))], index[int(str(b))]): float(str(distance))
        for name, a, b, distance in _found(text)
        if name == kind
    }
