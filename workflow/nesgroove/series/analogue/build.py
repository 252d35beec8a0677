"""The adduct of a compound without a structure, built on the pose of its nearest relative."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from nesgroove.errors import AnalogueError
from nesgroove.model.structure import Structure
from nesgroove.series.analogue.compound import Adduct, adducts, compound_of
from nesgroove.series.analogue.conformers import embedded, held, other_hand
from nesgroove.series.analogue.pose import KnownPose, known_pose
from nesgroove.series.analogue.receptor import Receptor, Site, receptor_of
from nesgroove.series.analogue.relax import HELD, LOOSE, Laid, Walls, lowest_energy, relaxed
from nesgroove.series.analogue.scaffold import SMALLEST, Scaffold, of_same_elements, scaffolds

if TYPE_CHECKING:
    from rdkit.Chem import Mol

CONFORMERS: Final = 30
"""Conformers of each isomer and each way to lay it on the scaffold."""

SEED: Final = 1

STRAIN_COST: Final = 0.1
"""What 1 kcal/mol of strain counts beside the terms that draw the compound into the groove. Strain of MMFF in a vacuum
is too large, for nothing answers there to polar groups. Of 24 models of inhibitors of XPO1 on each other
(docs/analogue.md) this weight leaves a mean RMSD of 1.8 A to the known poses, 1 leaves 2.0 and strain alone 2.1; the
best conformers of the same lists have 1.7."""

TURN_COST: Final = 1.0
"""What it counts to turn the sulphur of the receptor, kcal/mol: it is turned only where the compound lies
better for it."""


@dataclass(frozen=True)
class Request:
    """What is asked for.

    Attributes
    ----------
    smiles : str
        Of the compound before the reaction.
    name : str
        Of the compound; empty where it has none.
    component : str
        Component of the known pose, as for :func:`nesgroove.series.analogue.pose.known_pose`.
    chain : str
        XPO1's chain of the receptor; empty for the first that fits.
    conformers, seed : int
        How many are tried of each isomer and each way, and the seed of the embedding.
    """

    smiles: str
    name: str = ""
    component: str = ""
    chain: str = ""
    conformers: int = CONFORMERS
    seed: int = SEED


@dataclass(frozen=True)
class Analogue:
    """A model of a compound in a groove.

    Attributes
    ----------
    request : Request
    pose : KnownPose
        What it rests on.
    receptor : Receptor
        The groove that it is in.
    adduct : Adduct
        The isomer that fits best.
    scaffold : Scaffold
        How it lies on the known pose.
    site : Site
        The sulphur.
    laid : Laid
        Coordinates in the groove frame.
    strain : float
        Energy above that of the best conformer without the groove, kcal/mol.
    scaffold_rmsd : float
        Of the atoms of the common scaffold from where they lie in the known pose, A.
    isomers : int
        Stereo isomers that were tried.
    tried : int
        Conformers that were relaxed.
    """

    request: Request
    pose: KnownPose
    receptor: Receptor
    adduct: Adduct
    scaffold: Scaffold
    site: Site
    laid: Laid
    strain: float
    scaffold_rmsd: float
    isomers: int
    tried: int

    @property
    def score(self) -> float:
        """What conformers are chosen by, kcal/mol: the lower, the better."""
        return self.laid.affinity + STRAIN_COST * self.strain + (TURN_COST if self.site.turned else 0.0)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the compound's atoms: those of the known pose where atom and element are the same."""
        return _names(self)


def analogue(
    like: Structure, into: Structure, request: Request, *, progress: Callable[[int, int], None] | None = None
) -> Analogue:
    """Model the adduct of a compound on the pose of a relative.

    The largest common scaffold is held where it lies in the pose, in the groove frame; the rest is embedded in several
    conformers; each is relaxed against the receptor, which stands still, with the bond to the sulphur of Cys528. The
    one that lies best, by its contacts and its strain, is the model. The same input gives the same model.

    Parameters
    ----------
    like
        The structure of the relative.
    into
        The receptor; it may be another one.
    request
        The compound, and how it is tried.
    progress
        Called with the number of steps that are done, and of all: isomers, ways and places of the sulphur.

    Returns
    -------
    Analogue

    Raises
    ------
    AnalogueError
        There is no pose, no reacting atom, no common scaffold, no free cysteine, or no conformer without a clash; the
        message says which.
    IdentifyError
        A structure has no XPO1 with a groove.
    """
    molecule = compound_of(request.smiles)
    pose = known_pose(like, request.component)
    candidates = adducts(molecule, request.smiles)
    receptor = receptor_of(into, pose, request.chain)
    if request.conformers < 1:
        raise AnalogueError(f"{request.conformers} conformers are none", remedy="Ask for 1 or more with --conformers")
    models = list(_models(pose, receptor, candidates, request, progress))
    if not models:
        raise AnalogueError(
            f"no conformer of it has the common scaffold where {pose.compound} has it",
            file=request.smiles,
            remedy="Check the hands of its centres in the SMILES, or choose another relative with --like",
        )
    tried = len(models)
    sound = [model for model in models if model.laid.bonded_well(model.adduct) and not model.laid.clashes]
    if not sound:
        raise _left_over(min(models, key=lambda model: (len(model.laid.clashes), model.score)), into)
    best = min(sound, key=lambda model: model.score)
    return replace(best, tried=tried, isomers=len({candidate.smiles for candidate in candidates}))


def _models(
    pose: KnownPose,
    receptor: Receptor,
    candidates: list[Adduct],
    request: Request,
    progress: Callable[[int, int], None] | None,
) -> Iterator[Analogue]:
    """Relax every conformer of every isomer, way and sulphur; scaffolds held first, and loose where all of it clashes.

    Strain is counted from the best conformer of the same isomer without a groove.
    """
    ways = _ways(pose, candidates)
    # What is of another element may not fit its place, as a carbon with a hand that of a flat nitrogen.
    embeddings = _embedded(pose, ways, request) or _embedded(
        pose, [(adduct, of_same_elements(pose, adduct, scaffold)) for adduct, scaffold in ways], request
    )
    least: dict[str, float] = {}
    for adduct, _, molecule in embeddings:
        if adduct.smiles not in least:
            least[adduct.smiles] = lowest_energy(molecule, request.seed)
    done, steps = 0, len(embeddings) * len(receptor.sites)
    for number, slack in enumerate((HELD, LOOSE), start=1):
        models: list[Analogue] = []
        for adduct, scaffold, molecule in embeddings:
            for site in receptor.sites:
                models += _relaxed(pose, receptor, adduct, scaffold, molecule, site, slack, request, least)
                done += 1
                if progress is not None:
                    progress(done, number * steps)
        yield from models
        if any(model.laid.bonded_well(model.adduct) and not model.laid.clashes for model in models):
            return


def _embedded(
    pose: KnownPose, ways: list[tuple[Adduct, Scaffold]], request: Request
) -> list[tuple[Adduct, Scaffold, Mol]]:
    """Conformers of each way to lay a compound on the pose that there are any of."""
    embeddings = []
    for adduct, scaffold in ways:
        places = held(pose, adduct, scaffold)
        if len(scaffold.like_of) >= SMALLEST and not other_hand(adduct, places):
            molecule = embedded(adduct, places, request.conformers, request.seed)
            if molecule.GetNumConformers():
                embeddings.append((adduct, scaffold, molecule))
    return embeddings


def _ways(pose: KnownPose, candidates: list[Adduct]) -> list[tuple[Adduct, Scaffold]]:
    """Pair adducts and scaffolds, of the adducts with the largest scaffold: another reacting atom fits another pose."""
    ways: list[tuple[Adduct, Scaffold]] = []
    error: AnalogueError | None = None
    for adduct in candidates:
        try:
            ways += [(adduct, scaffold) for scaffold in scaffolds(pose, adduct)]
        except AnalogueError as reason:
            error = error or reason
    if not ways:
        raise error or AnalogueError(f"no scaffold of {SMALLEST} heavy atoms")
    most = max((scaffold.tethered, scaffold.common) for _, scaffold in ways)
    return [(a, s) for a, s in ways if (s.tethered, s.common) == most]


def _relaxed(
    pose: KnownPose, receptor: Receptor, adduct: Adduct, scaffold: Scaffold, molecule: Mol, site: Site, slack: float,
    request: Request, least: dict[str, float],
) -> Iterator[Analogue]:  # fmt: skip
    from rdkit import Chem

    places, walls, moved = held(pose, adduct, scaffold), Walls(adduct, receptor), Chem.Mol(molecule)
    same = [
        here
        for here, there in scaffold.like_of.items()
        if adduct.molecule.GetAtomWithIdx(here).GetAtomicNum() == pose.molecule.GetAtomWithIdx(there).GetAtomicNum()
    ]
    for conformer in moved.GetConformers():
        laid = relaxed(moved, conformer.GetId(), walls, site, places, slack=slack)
        away = laid.xyz[same] - np.array([places[atom] for atom in same])
        yield Analogue(
            request, pose, receptor, adduct, scaffold, site, laid,
            strain=laid.energy - least[adduct.smiles],
            scaffold_rmsd=float(np.sqrt((away**2).sum(axis=1).mean())),
            isomers=0, tried=0,
        )  # fmt: skip


def _left_over(model: Analogue, into: Structure) -> AnalogueError:
    """Say what is wrong with the best of the models that are not sound."""
    laid, structure = model.laid, model.receptor.complex.structure
    if laid.clashes:
        atom, row, distance = min(laid.clashes, key=lambda clash: clash[2])
        other = int(model.receptor.atoms[row])
        residue = structure.residues[structure.atoms.residue[other]]
        what = (
            f"{len(laid.clashes)} clashes are left after relaxing, the worst {distance:.2f} A between "
            f"{model.names[atom]} and {structure.atoms.name[other]} of {residue.label}"
        )
    else:
        what = f"the bond to Cys528 comes out at {laid.length:.2f} A and {laid.angle:.0f} degrees"
    return AnalogueError(
        what,
        file=into.path,
        remedy="Choose a receptor with a wider groove with --into, a nearer relative, or more --conformers",
    )


def _names(model: Analogue) -> tuple[str, ...]:
    names: dict[int, str] = {}
    for here, there in model.scaffold.like_of.items():
        atom = model.adduct.molecule.GetAtomWithIdx(here)
        if atom.GetAtomicNum() == model.pose.molecule.GetAtomWithIdx(there).GetAtomicNum():
            names[here] = model.pose.names[there]
    taken = set(names.values())
    for index in range(model.adduct.size):
        if index not in names:
            symbol = model.adduct.molecule.GetAtomWithIdx(index).GetSymbol().upper()
            number = next(n for n in range(1, 1000) if f"{symbol}{n}" not in taken)
            names[index] = f"{symbol}{number}"
            taken.add(names[index])
    return tuple(names[i] for i in range(model.adduct.size))
