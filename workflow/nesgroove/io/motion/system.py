"""A phantom as something that can be moved: its atoms in the groove frame, and which of them move together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import gemmi
import numpy as np

from nesgroove.io.marker import keywords_of
from nesgroove.io.phantoms import phantom_cif, phantom_truth
from nesgroove.model.structure import BoolArray, FloatArray, IntArray

XPO1_CHAIN = "C"
"""Author's id of XPO1's chain in every phantom."""

LOOP = (549, 559)
"""Last position that stands still when the groove opens, and first that moves as a whole: the loop between the repeats,
in which residues move the farther the nearer they are to the second one."""


@dataclass(frozen=True)
class System:
    """A phantom without Ran, in the groove frame.

    Attributes
    ----------
    structure : gemmi.Structure
        Its atoms in their order.
    xyz : ndarray, shape (n, 3)
        Coordinates in the groove frame, A.
    rotation, origin : ndarray, shapes (3, 3) and (3,)
        ``xyz @ rotation + origin`` is in the file's coordinates.
    position : ndarray of int, shape (n,)
        Position in XPO1; 0 for atoms of others.
    name : tuple of str
        Of each atom.
    occupant : ndarray of bool, shape (n,)
        Atoms of the cargo or inhibitor.
    second : ndarray, shape (n,)
        Part of the second repeat's movement (H12A and H12B) that each atom makes, 0 to 1.
    """

    structure: gemmi.Structure
    xyz: FloatArray
    rotation: FloatArray
    origin: FloatArray
    position: IntArray
    name: tuple[str, ...]
    occupant: BoolArray
    second: FloatArray

    def in_file(self, xyz: FloatArray) -> FloatArray:
        """Carry coordinates into those of the file.

        Parameters
        ----------
        xyz
            In the groove frame, shape (n, 3), A.

        Returns
        -------
        ndarray, shape (n, 3)
            In the file's coordinates, A.
        """
        return xyz @ self.rotation + self.origin

    def atom(self, position: int, name: str) -> int:
        """Find an atom of XPO1.

        Parameters
        ----------
        position
            Position of its residue.
        name
            Name of the atom.

        Returns
        -------
        int
            Its row.
        """
        return next(i for i in np.flatnonzero(self.position == position).tolist() if self.name[i] == name)


@cache
def system_of(phantom: str, ran_chain: str = "A") -> System:
    """Take a phantom apart.

    Parameters
    ----------
    phantom
        Its name.
    ran_chain
        Chain that is left out: Ran is far from the groove, and would only cost time.

    Returns
    -------
    System
        Of all atoms but Ran's.
    """
    structure = gemmi.make_structure_from_block(gemmi.cif.read_string(phantom_cif(phantom))[0])
    structure[0].remove_chain(ran_chain)
    truth = phantom_truth(phantom)["frame"]
    rotation, origin = np.array(truth["rotation"]), np.array(truth["origin"])
    rows = [(atom, residue, chain) for chain in structure[0] for residue in chain for atom in residue]
    xyz = np.array([atom.pos.tolist() for atom, _, _ in rows])
    own = np.array([chain.name == XPO1_CHAIN and residue.het_flag == "A" for _, residue, chain in rows])
    number = np.array([residue.seqid.num for _, residue, _ in rows])
    position = np.where(own, number, 0)
    return System(
        structure, (xyz - origin) @ rotation.T, rotation, origin, position, tuple(atom.name for atom, _, _ in rows),
        ~own, np.where(own, np.clip((number - LOOP[0]) / (LOOP[1] - LOOP[0]), 0.0, 1.0), 0.0),
    )  # fmt: skip


def pdb_text(system: System, name: str, xyz: FloatArray) -> str:
    """Write a system as a PDB file that says that it is a phantom.

    Parameters
    ----------
    system
        The phantom.
    name
        Name of the file, for its title.
    xyz
        Coordinates in the groove frame, shape (n, 3), A.

    Returns
    -------
    str
        The file.
    """
    structure = system.structure.clone()
    atoms = (atom for chain in structure[0] for residue in chain for atom in residue)
    for atom, place in zip(atoms, system.in_file(xyz).tolist(), strict=True):
        atom.pos = gemmi.Position(*place)
    structure.connections.clear()  # a bond of the phantom need not be there in the first frame
    structure.info["_struct.title"] = f"PHANTOM IN MOTION {name.upper()}"
    structure.info["_struct_keywords.pdbx_keywords"] = keywords_of("phantom")
    options = gemmi.PdbWriteOptions(minimal=False)
    return str(structure.make_pdb_string(options))
