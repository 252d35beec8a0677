"""What two compounds have in common, and which atom of one lies where an atom of the other does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from nesgroove.errors import AnalogueError
from nesgroove.series.analogue.compound import Adduct
from nesgroove.series.analogue.pose import KnownPose

if TYPE_CHECKING:
    from rdkit.Chem import Mol

SMALLEST: Final = 8
"""Heavy atoms that both must have in common: a ring and what hangs on it. With less any two compounds are relatives,
and the pose of one says nothing about the other."""

TIMEOUT: Final = 60
"""Seconds for the search; the compounds of the reference table take less than one. What takes longer is refused, for a
part that is found in a given time would not be the same on another machine."""

MOST_MATCHES: Final = 5000
"""Matches that are looked through; two CF3 groups on a ring that can be turned have 72."""

MOST_MAPPINGS: Final = 12
"""Ways to lay the one on the other that are tried: where a ring or a branch can be turned."""

TETHER: Final = 54
"""Number of an element that stands in for the sulphur of the cysteine in the search, and is in no compound: xenon."""


@dataclass(frozen=True)
class Scaffold:
    """One way to lay a compound on another.

    Attributes
    ----------
    like_of : dict of int to int
        Atom of the adduct -> atom of the known pose. SG and CB of the adduct are not in it.
    common : int
        How many of them are of the same element: the common scaffold. The others have their place in a ring or chain.
    tethered : bool
        Whether the two are bonded to the cysteine by the same atom of the scaffold.
    """

    like_of: dict[int, int]
    common: int
    tethered: bool


def scaffolds(pose: KnownPose, adduct: Adduct) -> list[Scaffold]:
    """Find the largest common scaffold, in every way in which it lies on both.

    Elements, bond orders and whole rings count (RDKit's rdFMCS), from the cysteine's sulphur on where both are bonded
    to it, else wherever it is. It is then carried on over atoms of other elements with the same bonds: a pyridine lies
    where a pyrazine lay.

    Parameters
    ----------
    pose
        The known pose.
    adduct
        The compound.

    Returns
    -------
    list of Scaffold
        Of the same size; more than one where a part can be turned. At most :data:`MOST_MAPPINGS`.

    Raises
    ------
    AnalogueError
        Fewer than :data:`SMALLEST` heavy atoms are common, or the search takes too long.
    """
    # Where the relative is not bonded, nothing lies where the sulphur does.
    like = _marked(pose.molecule, pose.attach)
    new = _marked(adduct.molecule, None if pose.attach is None else adduct.attach, adduct.size)
    largest = 0
    for seed in ([f"[#{TETHER}]-[#6]"] if pose.attach is not None else []) + [""]:
        exact = _common([like, new], seed, elements=True)
        own = _heavy(exact)
        largest = max(largest, own)
        if own < SMALLEST:
            continue
        wide = _common([like, new], exact, elements=False)
        laid = sorted(_laid(like, new, wide or exact, pose, adduct), key=_rank)
        best = [s for s in laid if s.common == laid[0].common and len(s.like_of) == len(laid[0].like_of)]
        if best and best[0].common >= SMALLEST:
            return _distinct(best, adduct.molecule)[:MOST_MAPPINGS]
    raise AnalogueError(
        f"it has no scaffold of {SMALLEST} heavy atoms in common with {pose.compound}: the largest has {largest}",
        remedy="Choose a nearer relative with --like",
    )


def _rank(scaffold: Scaffold) -> tuple[int, int, list[tuple[int, int]]]:
    return -scaffold.common, -len(scaffold.like_of), sorted(scaffold.like_of.items())


def _marked(molecule: Mol, attach: int | None, size: int | None = None) -> Mol:
    """The compound with a mark for the sulphur of the cysteine, as its last atom."""
    from rdkit import Chem

    marked = Chem.RWMol(molecule)
    for index in range(marked.GetNumAtoms() - 1, -1 if size is None else size - 1, -1):
        if size is not None:
            marked.RemoveAtom(index)
    if attach is not None:
        marked.AddBond(attach, marked.AddAtom(Chem.Atom(TETHER)), Chem.BondType.SINGLE)
    plain = marked.GetMol()
    Chem.SanitizeMol(plain)
    return plain


def _common(molecules: list[Mol], seed: str, *, elements: bool) -> str:
    from rdkit.Chem import rdFMCS

    found: Any = rdFMCS.FindMCS(
        molecules,
        atomCompare=rdFMCS.AtomCompare.CompareElements if elements else rdFMCS.AtomCompare.CompareAny,
        bondCompare=rdFMCS.BondCompare.CompareOrder,
        ringMatchesRingOnly=True,
        completeRingsOnly=True,
        timeout=TIMEOUT,
        seedSmarts=seed,
    )
    if found.canceled:
        raise AnalogueError(
            f"the search for a common scaffold was not done after {TIMEOUT} s",
            remedy="Choose a smaller relative with --like",
        )
    return str(found.smartsString)


def _heavy(smarts: str) -> int:
    """Atoms of a pattern, the mark left out."""
    from rdkit import Chem

    pattern = Chem.MolFromSmarts(smarts) if smarts else None
    return 0 if pattern is None else sum(atom.GetAtomicNum() != TETHER for atom in pattern.GetAtoms())


def _laid(like: Mol, new: Mol, smarts: str, pose: KnownPose, adduct: Adduct) -> Iterator[Scaffold]:
    from rdkit import Chem

    pattern = Chem.MolFromSmarts(smarts)
    mark_of_like = like.GetNumAtoms() - 1 if pose.attach is not None else -1
    on_like = like.GetSubstructMatches(pattern, uniquify=True, maxMatches=MOST_MATCHES)
    on_new = new.GetSubstructMatches(pattern, uniquify=False, maxMatches=MOST_MATCHES)
    for there in on_like:
        for here in on_new:
            pairs = dict(zip(here, there, strict=True))
            marks = (adduct.size in pairs, mark_of_like in pairs.values())
            if any(marks) and pairs.get(adduct.size) != mark_of_like:
                continue
            pairs.pop(adduct.size, None)
            same = sum(
                adduct.molecule.GetAtomWithIdx(a).GetAtomicNum() == pose.molecule.GetAtomWithIdx(b).GetAtomicNum()
                for a, b in pairs.items()
            )
            yield Scaffold(pairs, same, all(marks))


def _distinct(scaffolds_: list[Scaffold], molecule: Mol) -> list[Scaffold]:
    """Leave one of those that differ by atoms that cannot be told apart, such as the fluorines of a CF3."""
    from rdkit import Chem

    kind = list(Chem.CanonicalRankAtoms(molecule, breakTies=False))
    seen: dict[tuple[tuple[int, int], ...], Scaffold] = {}
    for scaffold in scaffolds_:
        seen.setdefault(tuple(sorted((there, kind[here]) for here, there in scaffold.like_of.items())), scaffold)
    return list(seen.values())


def of_same_elements(pose: KnownPose, adduct: Adduct, scaffold: Scaffold) -> Scaffold:
    """Give the part of a scaffold that is of the same elements on both, in one piece.

    Parameters
    ----------
    pose, adduct, scaffold
        The known pose, the compound, and a way to lay it on the pose.

    Returns
    -------
    Scaffold
        The piece with the atom that is bonded to the cysteine, where both are bonded by it; else the largest.
    """
    from rdkit import Chem

    def element(molecule: Mol, atom: int) -> int:
        return int(molecule.GetAtomWithIdx(atom).GetAtomicNum())

    like_of = scaffold.like_of
    same = {here for here, there in like_of.items() if element(adduct.molecule, here) == element(pose.molecule, there)}
    parts = Chem.RWMol(adduct.molecule)
    for bond in list(adduct.molecule.GetBonds()):
        if not same.issuperset((bond.GetBeginAtomIdx(), bond.GetEndAtomIdx())):
            parts.RemoveBond(bond.GetBeginAtomIdx(), bond.GetEndAtomIdx())
    pieces = [piece for piece in Chem.GetMolFrags(parts) if same.issuperset(piece)]
    bonded = [piece for piece in pieces if scaffold.tethered and adduct.attach in piece]
    kept = max(bonded or pieces, key=len, default=())
    return Scaffold({atom: like_of[atom] for atom in kept}, len(kept), scaffold.tethered)
