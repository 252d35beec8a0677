"""Geometry of the groove and of what lies in it that no chemistry allows, and that was kept: poor models have some.

What is far beyond any model is taken out where a file is read (:mod:`nesgroove.io.misplaced`). Here is what is between:
measured as it is, and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nesgroove.chem.geometry import CIS, LARGEST, NEXT, TRANS, chiral_volumes, pairs_of, usual_pairs
from nesgroove.chem.radii import COVALENT_TOLERANCE, covalent_radius
from nesgroove.chem.templates import packaged_template
from nesgroove.measure.groove import Groove
from nesgroove.model.complex import POCKET_REACH
from nesgroove.model.points import atoms_around
from nesgroove.model.structure import Residue
from nesgroove.model.target import XPO1

BOND_OFF, ANGLE_OFF = 0.2, 0.35
"""By how much (A) a bond, or the distance of two atoms bonded to one, may differ from what is usual (Engh & Huber 1991,
doi:10.1107/S0108767391001071, whose lengths scatter by 0.02 A). In the grooves and cargoes of 56 complexes, of which
one has 3.35 A resolution and 27 are predictions, bonds differ by 0.19 A at most and distances across an angle by
0.26; but for peptide bonds in the cargoes of predictions, some of which are no bonds."""

CARGO_REACH = 12.0
"""Residues of a cargo are looked at where an atom is so near (A) to the centre of a pocket."""

TRACE_OFF = 0.3
"""The same for C-alpha atoms of neighbours in sequence, from 3.80 (trans) and 2.95 A (cis), where N or C is missing."""

FLAT = 1.2
"""Volume (A^3) that N, C and CB span about CA, which is 2.5 for L-amino acids; 1.9 at least in those complexes."""

ONE_PLACE = 1.0
"""Atoms of two residues nearer than this (A) are in one place: no bond of heavy atoms is as short. Predictions that
were not relaxed have overlaps of 1.1 A."""

TOO_SHORT = 0.5
"""By how much (A) a bond of a compound may be shorter than the sum of covalent radii: triple bonds are, by 0.32 A. How
much longer: :data:`nesgroove.chem.radii.COVALENT_TOLERANCE`."""

OVERLAP, OVERLAPPING = 1.5, 2
"""Atoms of another chain nearer than this (A) to XPO1, and how many of them: no contact is as short, and a bond between
chains is one pair. Partners in crystal structures have none below 2.4 A."""

CROWDED = 0.75
"""Atoms of a compound that are bonded to each other are at this part of the sum of their covalent radii at least: of
triple bonds it is 0.79."""


@dataclass(frozen=True)
class Oddity:
    """What is odd about a residue.

    Attributes
    ----------
    residue : int
    what : str
        The atoms and their distance, as a message has them.
    """

    residue: int
    what: str


def looked_at(groove: Groove) -> list[Residue]:
    """List the residues whose geometry matters.

    Parameters
    ----------
    groove
        The complex.

    Returns
    -------
    list of Residue
        Those of the groove and of its wall, and of cargoes what is near.
    """
    from scipy.spatial import cKDTree

    first, last = XPO1.span
    positions = {*range(first, last + 1), *XPO1.wall, *XPO1.pocket_positions}
    at = groove.complex.residue_at
    own = [at[p] for p in sorted(positions) if p in at]
    cargo = [i for cargo in groove.complex.cargoes for i in cargo.residues]
    atoms = groove.structure.atom_indices(cargo)
    distance = cKDTree(XPO1.centres).query(groove.xyz[atoms])[0]
    near = set(groove.structure.atoms.residue[atoms[distance < CARGO_REACH]].tolist())
    return [groove.structure.residues[i] for i in (*own, *(i for i in cargo if i in near))]


def odd_lengths(groove: Groove) -> list[Oddity]:
    """Find bonds, and distances across an angle, that are none, within residues and from one to the next.

    Parameters
    ----------
    groove
        The complex.

    Returns
    -------
    list of Oddity
        One a residue: the worst.
    """
    residues = groove.once(looked_at)
    atoms = groove.structure.atoms
    pairs = pairs_of(atoms, residues)
    off = np.abs(pairs.actual - pairs.usual) / np.where(pairs.bonded, BOND_OFF, ANGLE_OFF)
    worst: dict[int, tuple[float, str]] = {}
    for row in np.flatnonzero(off > 1).tolist():
        names = f"{atoms.name[pairs.first[row]]}-{atoms.name[pairs.second[row]]}"
        what = f"{names} {pairs.actual[row]:.2f} A for {pairs.usual[row]:.2f}"
        owner = int(atoms.residue[pairs.first[row]])
        worst[owner] = max(worst.get(owner, (0.0, "")), (float(off[row]), what))
    for owner, share, what in _odd_links(groove, residues):
        worst[owner] = max(worst.get(owner, (0.0, "")), (share, what))
    return [Oddity(owner, worst[owner][1]) for owner in sorted(worst)]


def _odd_links(groove: Groove, residues: Iterable[Residue]) -> Iterator[tuple[int, float, str]]:
    """Distances from residues to the next in sequence that are odd: the first, by how much, and the distance."""
    structure = groove.structure
    names, xyz = structure.atoms.name, structure.atoms.xyz
    places: dict[int, dict[str, int]] = {}
    links = []
    for here, there in _neighbours(groove, {residue.index for residue in residues}):
        for index in (here, there):
            if index not in places:
                record = structure.residues[index]
                own = names[record.start : record.stop].tolist()
                places[index] = dict(zip(own, range(record.start, record.stop), strict=True))
        links += [(here, there, *link) for link in _links(places[here], places[there])]
    ends = np.array([(first, second) for *_, first, second in links], np.intp).reshape(-1, 2)
    lengths = np.linalg.norm(xyz[ends[:, 0]] - xyz[ends[:, 1]], axis=1).tolist()
    for (here, there, usual, allowed, first, second), length in zip(links, lengths, strict=True):
        share = min(abs(length - distance) for distance in usual) / allowed
        if share > 1:
            what = f"{names[first]}-{names[second]} of {structure.residues[there].label}"
            yield here, share, f"{what} {length:.2f} A for {usual[0]:.2f}"


def _neighbours(groove: Groove, wanted: Set[int]) -> Iterator[tuple[int, int]]:
    """Residues of XPO1 and of cargoes with the next in sequence, where one of the two is wanted."""
    positions, residues = groove.complex.position_of, groove.structure.residues
    chains = [groove.complex.receptor_residues, *(cargo.residues for cargo in groove.complex.cargoes)]
    for here, there in (pair for chain in chains for pair in pairwise(chain)):
        if here not in wanted and there not in wanted:
            continue
        if here in positions and there in positions:
            beside = positions[there] == positions[here] + 1
        else:
            first, second = residues[here], residues[there]
            beside = second.auth_seq_id == first.auth_seq_id + 1 and first.auth_chain == second.auth_chain
        if beside:
            yield here, there


def _links(first: Mapping[str, int], second: Mapping[str, int]) -> Iterator[tuple[tuple[float, ...], float, int, int]]:
    """What joins a residue to the next: usual distances (A), by how much it may be off, and the two atoms.

    Parameters
    ----------
    first, second
        Atoms of the two by name.
    """
    if "C" in first and "N" in second:
        for pair in usual_pairs(NEXT):
            if pair.first in first and pair.second in second:
                allowed = BOND_OFF if pair.bonded else ANGLE_OFF
                yield (pair.distance,), allowed, first[pair.first], second[pair.second]
    elif "CA" in first and "CA" in second:
        yield (TRANS, CIS), TRACE_OFF, first["CA"], second["CA"]


def odd_hands(groove: Groove) -> list[Oddity]:
    """Find residues whose C-alpha has D-configuration, or hardly any.

    Parameters
    ----------
    groove
        The complex.

    Returns
    -------
    list of Oddity
        In the order of the residues.
    """
    which, volume = chiral_volumes(groove.structure.atoms, groove.once(looked_at))
    return [
        Oddity(index, "D" if value < -FLAT else "flat")
        for index, value in zip(which.tolist(), volume.tolist(), strict=True)
        if value < FLAT
    ]


def shared_places(groove: Groove) -> list[tuple[int, int]]:
    """Find pairs of atoms of two residues that are in one place, near the pockets.

    An occupant on XPO1 is a clash, and is told among the contacts.

    Parameters
    ----------
    groove
        The complex.

    Returns
    -------
    list of (int, int)
        Indices of atoms of what is in the complex, waters and additives left out.
    """
    from scipy.spatial import cKDTree

    atoms = groove.structure.atoms
    reach = np.abs(XPO1.centres).max() + POCKET_REACH
    near = groove.present[np.linalg.norm(groove.xyz[groove.present], axis=1) < reach]
    pairs = cKDTree(groove.xyz[near]).query_pairs(ONE_PLACE, output_type="ndarray")
    first, second = near[pairs[:, 0]], near[pairs[:, 1]]
    occupant = np.isin(near, groove.occupant_atoms)
    apart = (atoms.residue[first] != atoms.residue[second]) & (occupant[pairs[:, 0]] == occupant[pairs[:, 1]])
    return sorted(zip(first[apart].tolist(), second[apart].tolist(), strict=True))


def overlapping_chains(groove: Groove) -> list[tuple[str, int]]:
    """List chains that lie in XPO1 and are no occupants of its groove.

    Parameters
    ----------
    groove
        The complex.

    Returns
    -------
    list of (str, int)
        Name, and how many of its atoms are within :data:`OVERLAP` of XPO1's.
    """
    from scipy.spatial import cKDTree

    structure = groove.structure
    own = {*groove.complex.receptor_residues, *(i for o in groove.complex.occupants for i in o.residues)}
    xyz = structure.atoms.xyz
    found = []
    for chain in structure.chains:
        rows = structure.atom_indices([i for i in chain.residues if i not in own])
        rows = atoms_around(xyz, rows, xyz[groove.receptor], OVERLAP)
        beside = atoms_around(xyz, groove.receptor, xyz[rows], OVERLAP)
        if not len(rows) or not len(beside):
            continue
        # Made quickly: it is searched once, and few atoms are near enough for the way to them to matter.
        tree = cKDTree(xyz[beside], balanced_tree=False, compact_nodes=False)
        distance, _ = tree.query(xyz[rows], distance_upper_bound=OVERLAP)
        count = int(np.isfinite(distance).sum())
        if count >= OVERLAPPING:
            found.append((chain.name, count))
    return found


def odd_compounds(groove: Groove) -> list[Oddity]:
    """Find inhibitors with bonds that are none, atoms on each other, or in pieces.

    Parameters
    ----------
    groove
        The complex.

    Returns
    -------
    list of Oddity
        The worst of each.
    """
    found = []
    for occupant in groove.complex.occupants:
        for index in occupant.residues if occupant.kind == "inhibitor" else ():
            what = _odd_compound(groove, groove.structure.residues[index])
            if what:
                found.append(Oddity(index, what))
    return found


def _odd_compound(groove: Groove, residue: Residue) -> str:
    atoms = groove.structure.atoms
    span = slice(residue.start, residue.stop)
    names, xyz = atoms.name[span].tolist(), atoms.xyz[span]
    size = len(names)
    if size > LARGEST:
        return f"it has {size} atoms"
    radius = np.array([covalent_radius(element) for element in atoms.element[span].tolist()])
    distance = np.linalg.norm(xyz[:, None] - xyz[None], axis=2)
    usual = radius[:, None] + radius[None]
    upper = np.triu(np.ones((size, size), bool), 1)
    crowded = np.argwhere(upper & (distance < CROWDED * usual))
    for i, j in crowded.tolist():
        return f"{names[i]} and {names[j]} are {distance[i, j]:.2f} A apart"
    template = packaged_template(residue.component)
    if template is not None and set(names) <= template.atoms.keys() and len(set(names)) == size:
        place = {name: i for i, name in enumerate(names)}
        for one, other, _ in template.bonds:
            if one in place and other in place:
                i, j = place[one], place[other]
                if not -TOO_SHORT < distance[i, j] - usual[i, j] < COVALENT_TOLERANCE:
                    return f"{one} and {other} are bonded and {distance[i, j]:.2f} A apart"
    bonded = distance < usual + COVALENT_TOLERANCE
    reached = {0} if size else set()
    border = set(reached)
    while border:
        border = {int(j) for i in border for j in np.flatnonzero(bonded[i])} - reached
        reached |= border
    if len(reached) < size:
        return f"{size - len(reached)} of {size} atoms are bonded to none of the others"
    return ""
