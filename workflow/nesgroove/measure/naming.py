"""What the chains and ligands of a complex are called, and who says so."""

from __future__ import annotations

from nesgroove.chem.residue_chemistry import known_ligand
from nesgroove.measure.groove import Groove
from nesgroove.model.complex import Molecule
from nesgroove.model.named import Named


def names(groove: Groove) -> dict[str, Named]:
    """Name the chains and ligands of a complex.

    Parameters
    ----------
    groove
        The complex.

    Returns
    -------
    dict of str to Named
        By the name of the molecule; of an occupant it is the same.
    """
    return {molecule.name: _named(groove, molecule) for molecule in groove.complex.molecules}


def _named(groove: Groove, molecule: Molecule) -> Named:
    structure = groove.structure
    first = structure.residues[molecule.residues[0]]
    if first.kind != "ligand":
        return Named()
    known = known_ligand(structure, first.index)
    if known is None:
        return Named()
    return Named(known.compound, "model" if first.component in structure.compounds else "component")
