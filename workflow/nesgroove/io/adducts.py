"""A cysteine with what is bonded to its sulphur, written as one residue, is taken apart.

Covalent docking, and refinement with a component made for the adduct, write the whole as one residue: as HETATM or
ATOM, under a name of its own or within CYS. Its main chain, C-beta and sulphur are a cysteine's; what lies beyond the
sulphur is a compound, a residue of its own with the name of the file, as the archive has most of its inhibitors.
Oxygens (CSO, CSD, OCS) and what is small beyond the sulphur are no compound: such a cysteine is a modified one and
keeps its name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from nesgroove.chem.bond_lengths import has_bond_length
from nesgroove.chem.force_fields import CYSTEINE, SIDE_CHAINS, amino_acid_of
from nesgroove.chem.perceive import bonded_pairs
from nesgroove.io.alternates import Link
from nesgroove.io.source_atoms import HYDROGENS, SourceAtoms, SourceChain, SourceResidue
from nesgroove.model.problem import Finding
from nesgroove.model.structure import FloatArray, RecordedBond

SMALLEST: Final = 6
"""Heavy atoms beyond the sulphur from which on they are a compound. Modifications of cysteine that are none have up to
four: hydroxyethyl sulphide (CME, of mercaptoethanol), carbamidomethyl (YCM, of iodoacetamide), carboxymethyl (CCS).
The smallest compounds known to react with Cys528 have nine (N-ethylmaleimide) and more."""

OTHERS: Final = SIDE_CHAINS - {"CYS"}
"""Amino acids that are no cysteine under any name."""

COMPOUND: Final = "UNL"
"""The compound within a residue that has the name of cysteine: the archive's id for a ligand that is not known."""

AROUND_ALPHA: Final = (("N", 1.2, 1.75), ("C", 1.3, 1.75), ("CB", 1.3, 1.75))
"""Neighbours of C-alpha, with the shortest and longest bond (A) of a poor model."""

CARBONYL: Final = (1.0, 1.5)
"""Shortest and longest bond (A) from the carbonyl carbon to its oxygens."""


@dataclass(frozen=True)
class AdductsApart:
    """A source whose cysteines are cysteines.

    Attributes
    ----------
    atoms : SourceAtoms
        Sulphurs of cysteines are called SG.
    chains : list of SourceChain
    links : list of Link
        Bonds from the sulphurs to the compounds.
    findings : list of Finding
    """

    atoms: SourceAtoms
    chains: list[SourceChain]
    links: list[Link]
    findings: list[Finding]


def adducts_apart(atoms: SourceAtoms, chains: Sequence[SourceChain]) -> AdductsApart:
    """Take cysteines and what is bonded to their sulphurs apart.

    Parameters
    ----------
    atoms, chains
        What a source has; residues are in one piece.

    Returns
    -------
    AdductsApart
        Of each adduct the cysteine comes first, then the compound, under the same chain id and number.
    """
    names, elements = atoms.name.tolist(), atoms.element.tolist()
    apart = AdductsApart(atoms, [], [], [])
    for chain in chains:
        residues: list[SourceResidue] = []
        for residue in chain.residues:
            residues.append(residue)
            if len(residue.rows) <= len(CYSTEINE) or residue.component in OTHERS:
                continue
            heavy = [row for row in residue.rows if elements[row] not in HYDROGENS]
            if not {names[row] for row in heavy} >= {"N", "CA", "C", "CB"}:
                continue
            compound, link = _beyond_sulphur(atoms, heavy)
            if link is None:
                continue
            cysteine = residue.component == "CYS" or amino_acid_of(residue.component) == "CYS"
            called = COMPOUND if cysteine else residue.component
            rest = [row for row in residue.rows if row not in compound]
            residues[-1] = replace(residue, component="CYS", rows=rest)
            residues.append(replace(residue, component=called, rows=sorted(compound), label_seq_id=None, hetero=True))
            apart.links.append(link)
            label = f"{residue.component}:{chain.name}:{residue.auth_seq_id}{residue.ins_code}"
            apart.findings.append(Finding("adduct_apart", {"residue": label, "atoms": len(compound), "called": called}))
        apart.chains.append(replace(chain, residues=residues))
    if any(names[link.first] != "SG" for link in apart.links):
        column = atoms.name.astype(object)
        column[[link.first for link in apart.links]] = "SG"
        return replace(apart, atoms=replace(atoms, name=column.astype(np.str_)))
    return apart


def bonds_of(links: Sequence[Link], row: npt.NDArray[np.intp], xyz: FloatArray) -> tuple[RecordedBond, ...]:
    """Give the bonds from sulphurs to compounds of the atoms that were kept.

    Parameters
    ----------
    links
        As :func:`adducts_apart` gives them.
    row
        The source's row of each atom that was kept, shape (n,).
    xyz
        Their coordinates, shape (n, 3), A.

    Returns
    -------
    tuple of RecordedBond
        One for each adduct whose two ends were kept.
    """
    kept = {int(source): index for index, source in enumerate(row)} if links else {}
    ends = [(kept[link.first], kept[link.second]) for link in links if {link.first, link.second} <= kept.keys()]
    return tuple(RecordedBond(a, b, float(np.linalg.norm(xyz[a] - xyz[b]))) for a, b in ends)


def _beyond_sulphur(atoms: SourceAtoms, heavy: Sequence[int]) -> tuple[set[int], Link | None]:
    """Rows of the compound that a residue holds beside cysteine, and its bond; no link where there is none."""
    compound: set[int] = set()
    links: list[Link] = []
    labels = {str(atoms.altloc[row]) for row in heavy}
    for label in sorted(labels - {""}) or [""]:
        rows = [row for row in heavy if atoms.altloc[row] in ("", label)]
        found, link = _of_one_label(atoms, rows)
        compound |= found
        links += [link] if link is not None else []
    return compound, links[0] if links else None


def _of_one_label(atoms: SourceAtoms, rows: Sequence[int]) -> tuple[set[int], Link | None]:
    cysteine = _cysteine(atoms, rows)
    if cysteine is None:
        return set(), None
    main, sulphur = cysteine
    others = [row for row in rows if row not in main]
    nodes = [*main, *others]
    near: dict[int, list[int]] = {row: [] for row in nodes}
    for i, j in bonded_pairs(atoms.element[nodes].tolist(), atoms.xyz[nodes]):
        near[nodes[i]].append(nodes[j])
        near[nodes[j]].append(nodes[i])
    beyond = _reached(near, [row for row in near[sulphur] if row not in main], main)
    if not beyond:
        return set(), None
    # Pieces that missing atoms have cut off are of the compound unless they hang on the main chain.
    for row in others:
        piece = _reached(near, [row], main) if row not in beyond else set()
        if piece and not any(other in main for member in piece for other in near[member]):
            beyond |= piece
    names = {str(atoms.name[row]) for row in beyond}
    if _cysteine(atoms, sorted(beyond)) is not None or ("CA" in names and names <= CYSTEINE):
        return set(), None  # a residue that is given twice
    first = min(
        (row for row in near[sulphur] if row in beyond),
        key=lambda row: float(np.linalg.norm(atoms.xyz[row] - atoms.xyz[sulphur])),
    )
    return (beyond, Link(sulphur, first)) if len(beyond) >= SMALLEST else (set(), None)


def _reached(near: Mapping[int, Sequence[int]], start: Sequence[int], closed: Collection[int]) -> set[int]:
    """What bonds reach from some atoms without passing through others."""
    reached, waiting = set(start), list(start)
    while waiting:
        new = [row for row in near[waiting.pop()] if row not in reached and row not in closed]
        reached.update(new)
        waiting += new
    return reached


def _cysteine(atoms: SourceAtoms, rows: Sequence[int]) -> tuple[tuple[int, ...], int] | None:
    """Rows of a cysteine's own atoms among those of a residue, and its sulphur; atoms of one name by their bonds."""
    called: dict[str, list[int]] = {}
    for row in rows:
        called.setdefault(str(atoms.name[row]), []).append(row)

    def at(name: str, centre: int, shortest: float, longest: float) -> list[int]:
        distance = {row: float(np.linalg.norm(atoms.xyz[row] - atoms.xyz[centre])) for row in called.get(name, ())}
        return sorted((row for row in distance if shortest < distance[row] < longest), key=distance.__getitem__)

    for alpha in called.get("CA", ()):
        neighbours = [at(name, alpha, *limits)[:1] for name, *limits in AROUND_ALPHA]
        if not all(neighbours):
            continue
        (nitrogen,), (carbon,), (beta,) = neighbours
        oxygens = [row for name in ("O", "OXT") for row in at(name, carbon, *CARBONYL)[:1]]
        sulphurs = [
            row for row in rows
            if atoms.element[row] == "S"
            and has_bond_length("S", "C", float(np.linalg.norm(atoms.xyz[row] - atoms.xyz[beta])))
        ]  # fmt: skip
        if sulphurs:
            sulphur = min(sulphurs, key=lambda row: (atoms.name[row] != "SG", row))
            return (nitrogen, alpha, carbon, beta, *oxygens, sulphur), sulphur
    return None
