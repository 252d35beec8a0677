"""Structures from MDAnalysis: any topology and any frame of a trajectory that it reads.

A universe has no entities, no declared sequence and often neither chain ids nor elements. So chains are
chain ids or else segments, and elements are guessed from names where they are missing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nesgroove.errors import ReadError
from nesgroove.io.assemble import Assembled
from nesgroove.io.gate import gated
from nesgroove.io.labels import safe_labelled
from nesgroove.io.source_atoms import SourceAtoms, SourceChain, SourceResidue
from nesgroove.model.problem import Finding
from nesgroove.model.structure import RecordedBond, SourceKind, Structure


def structure_from_universe(
    universe: Any,  # noqa: ANN401
    *,
    entry: str,
    title: str = "",
    source_kind: SourceKind = "unknown",
) -> Structure:
    """Make a structure of the present frame of a universe.

    Parameters
    ----------
    universe : MDAnalysis.Universe
        With names of atoms and residues, and coordinates in A, as MDAnalysis gives them.
    entry
        Name of the entry.
    title, source_kind
        Its title and what it is, which no topology says.

    Returns
    -------
    Structure
        Heavy atoms, bonds that the topology records between residues but for peptide bonds, and no crystal.

    Raises
    ------
    ReadError
        There are no heavy atoms, or atoms or residues have no names; the whole cannot be, as a mirror image.

    See Also
    --------
    heavy_rows : Which atoms of the universe the structure has, for the next frame.
    """
    for attribute in ("names", "resnames", "resids"):
        if not hasattr(universe.atoms, attribute):
            raise ReadError(f"the topology has no {attribute}", file=entry, remedy="Give a PDB, PSF or PRMTOP topology")
    built, findings = _gated(universe, entry)
    if not len(built.atoms):
        raise ReadError("there are no heavy atoms in it", file=entry, remedy="Check the topology")
    described = Structure(
        entry=entry,
        file_id="",
        path=str(universe.filename or ""),
        sha256="",
        title=title,
        method="",
        resolution=None,
        bonds=(*_bonds(universe.atoms, built), *built.bonds),
        crystal=None,
        source_kind=source_kind,
        findings=findings,
        **built.contents,
    )
    return safe_labelled(described)


def heavy_rows(universe: Any) -> npt.NDArray[np.intp]:  # noqa: ANN401
    """Rows of a universe's atoms that its structure has, in the structure's order.

    Parameters
    ----------
    universe : MDAnalysis.Universe
        As :func:`structure_from_universe` takes it.

    Returns
    -------
    ndarray of int, shape (n,)
        ``structure.with_xyz(universe.atoms.positions[heavy_rows(universe)])`` is the present frame.
    """
    return _gated(universe, str(universe.filename or "universe"))[0].row


def _gated(universe: Any, entry: str) -> tuple[Assembled, tuple[Finding, ...]]:  # noqa: ANN401
    atoms = universe.atoms
    n = len(atoms)
    source = SourceAtoms(
        xyz=atoms.positions.astype(np.float64),
        name=np.asarray(atoms.names, dtype=np.str_),
        element=_elements(universe),
        altloc=np.char.strip(_column(atoms, "altLocs", "", n).astype(np.str_)),
        occupancy=_column(atoms, "occupancies", np.nan, n).astype(np.float64),
        b_factor=_column(atoms, "tempfactors", np.nan, n).astype(np.float64),
    )
    return gated(source, _chains(universe), file=entry)


def _column(atoms: Any, attribute: str, otherwise: object, n: int) -> npt.NDArray[Any]:  # noqa: ANN401
    return np.asarray(getattr(atoms, attribute)) if hasattr(atoms, attribute) else np.full(n, otherwise)


def _elements(universe: Any) -> npt.NDArray[np.str_]:  # noqa: ANN401
    atoms = universe.atoms
    given = _column(atoms, "elements", "", len(atoms)).astype(np.str_)
    if (given == "").any():
        from MDAnalysis.guesser.default_guesser import DefaultGuesser

        guessed = DefaultGuesser(universe).guess_types(atoms.names)
        given = np.where(given == "", guessed.astype(np.str_), given)
    return np.char.upper(given)


def _chains(universe: Any) -> list[SourceChain]:  # noqa: ANN401
    """Chains in the order in which they first appear, each with all its residues."""
    chains: dict[str, list[SourceResidue]] = {}
    for residue in universe.residues:
        name = str(getattr(residue.atoms[0], "chainID", "") or residue.segid).strip()
        chains.setdefault(name, []).append(
            SourceResidue(
                component=str(residue.resname),
                auth_seq_id=int(residue.resid),
                ins_code=str(getattr(residue, "icode", "")).strip(),
                label_chain=name,
                label_seq_id=None,
                rows=residue.atoms.ix.tolist(),
                segment=str(residue.segid).strip(),
            )
        )
    return [SourceChain(name, residues, "") for name, residues in chains.items()]


def _bonds(atoms: Any, built: Assembled) -> tuple[RecordedBond, ...]:  # noqa: ANN401
    """Bonds of the topology between residues, those of the chain left out."""
    if not hasattr(atoms, "bonds"):
        return ()
    index_of = {int(row): index for index, row in enumerate(built.row)}
    name, xyz, owner = built.atoms.name, built.atoms.xyz, built.atoms.residue
    bonds = []
    for row_a, row_b in atoms.bonds.indices.tolist():
        first, second = index_of.get(row_a), index_of.get(row_b)
        if first is None or second is None or owner[first] == owner[second]:
            continue
        polymers = all(built.residues[owner[i]].kind == "polymer" for i in (first, second))
        if not (polymers and {str(name[first]), str(name[second])} == {"C", "N"}):
            bonds.append(RecordedBond(first, second, float(np.linalg.norm(xyz[first] - xyz[second]))))
    return tuple(bonds)
