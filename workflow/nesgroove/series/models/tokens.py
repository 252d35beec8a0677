"""Which token of a writer's arrays is which residue of the model.

Tokens are residues, and atoms of what is no standard residue. Their order is that of the input, and a file may have
its ligands last (alphafold3#150); so they are laid on chains by the ids that the file gives them, and where it gives
none by the order of residues, if the numbers fit and the pLDDT beside them is that of the coordinates. What does not
fit is refused: an array that is laid on the wrong residues gives numbers that look like any others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import gemmi
import numpy as np

from nesgroove.io.confidence.scores import PairScores, Scores
from nesgroove.model.structure import FloatArray, Residue, Structure

OTHER_MODEL: Final = 3.0
"""Mean difference of pLDDT (0 to 100) between a writer's array and the B column of the coordinates from which they are
of two models. Rounding makes 0.01; per atom and per residue differ by 1 to 2."""


class MisfitError(Exception):
    """Arrays that are not of these coordinates; the text says why."""


def tokens_of(structure: Structure, scores: Scores) -> dict[int, int]:
    """Lay the tokens of a PAE matrix on the residues of a model.

    Parameters
    ----------
    structure
        The model.
    scores
        With a PAE matrix.

    Returns
    -------
    dict of int to int
        Residue index -> token; ligands are not in it.

    Raises
    ------
    MisfitError
        They do not fit: other numbers, other chains, or pLDDT of another model.
    """
    assert scores.pae is not None
    count = len(scores.pae)
    if scores.token_chains:
        if len(scores.token_chains) != count:
            raise MisfitError(f"the PAE has {count} tokens and {len(scores.token_chains)} chain ids")
        laid = _by_chain(structure, scores)
    else:
        laid = _by_order(structure, count)
    _same_model(structure, scores, laid)
    return laid


def _by_chain(structure: Structure, scores: Scores) -> dict[int, int]:
    tokens: dict[str, list[int]] = defaultdict(list)
    for token, chain in enumerate(scores.token_chains):
        tokens[chain].append(token)
    residues: dict[str, list[Residue]] = defaultdict(list)
    for residue in structure.residues:
        if residue.kind == "polymer":
            residues[residue.auth_chain].append(residue)
    numbers = scores.token_numbers if len(scores.token_numbers) == len(scores.token_chains) else ()
    laid: dict[int, int] = {}
    for chain, members in residues.items():
        own = tokens.get(chain) or tokens.get(members[0].label_chain)
        if not own:
            raise MisfitError(f"no token is of chain {chain}")
        laid |= _on_chain(structure, chain, members, own, [numbers[token] for token in own] if numbers else [])
    return laid


def _on_chain(
    structure: Structure, chain: str, residues: Sequence[Residue], tokens: Sequence[int], numbers: Sequence[int]
) -> dict[int, int]:
    for sizes in ([_size(residue) for residue in residues], [1] * len(residues)):
        if sum(sizes) == len(tokens):
            break
    else:
        raise MisfitError(f"chain {chain} has {len(residues)} residues and {len(tokens)} tokens")
    laid = {}
    start = 0
    for residue, size in zip(residues, sizes, strict=True):
        own = start + (_c_alpha(structure, residue) if size > 1 else 0)
        if numbers and numbers[own] not in (residue.label_seq_id, residue.auth_seq_id):
            raise MisfitError(f"token {numbers[own]} of chain {chain} is residue {residue.number} in the coordinates")
        laid[residue.index] = tokens[own]
        start += size
    return laid


def _by_order(structure: Structure, count: int) -> dict[int, int]:
    polymer = [residue for residue in structure.residues if residue.kind == "polymer"]
    every = [residue for residue in structure.residues if residue.kind != "water"]
    standard = [_size(residue) for residue in every]
    whole = [1 if residue.kind == "polymer" else _atoms(residue) for residue in every]
    for residues, sizes in ((every, standard), (every, whole), (polymer, [1] * len(polymer))):
        if sum(sizes) == count:
            starts = np.cumsum([0, *sizes])[:-1].tolist()
            return {
                residue.index: start + (_c_alpha(structure, residue) if size > 1 else 0)
                for residue, start, size in zip(residues, starts, sizes, strict=True)
                if residue.kind == "polymer"
            }
    raise MisfitError(f"the PAE has {count} tokens and the model {len(polymer)} residues")


def _size(residue: Residue) -> int:
    """Tokens of a residue: one of a standard residue, one for each heavy atom of anything else."""
    return (
        1
        if residue.kind == "polymer" and gemmi.find_tabulated_residue(residue.component).is_standard()
        else _atoms(residue)
    )


def _atoms(residue: Residue) -> int:
    return residue.stop - residue.start


def _c_alpha(structure: Structure, residue: Residue) -> int:
    atom = structure.atom_of(residue.index, "CA")
    return 0 if atom is None else atom - residue.start


def _same_model(structure: Structure, scores: Scores, laid: Mapping[int, int]) -> None:
    """Refuse arrays whose pLDDT is not that of the coordinates."""
    residues = [index for index in laid if structure.atom_of(index, "CA") is not None]
    atoms = [atom for index in residues if (atom := structure.atom_of(index, "CA")) is not None]
    own = structure.atoms.b_factor[atoms]
    if not len(own) or np.isnan(own).any() or np.ptp(own) == 0:
        return  # the B column holds no confidence
    if scores.plddt is not None and scores.pae is not None and len(scores.plddt) == len(scores.pae):
        given = scores.plddt[[laid[index] for index in residues]]
    elif scores.atom_plddt is not None:
        given = _on_atoms(structure, scores.atom_plddt, scores.atom_chains)[atoms]
    else:
        return
    given, own = given[~np.isnan(given)], own[~np.isnan(given)]
    if not len(given):
        return
    difference = float(np.abs(hundred(own) - hundred(given)).mean())
    if difference > OTHER_MODEL:
        raise MisfitError(f"its pLDDT differs by {difference:.0f} from that of the coordinates: it is another model's")


def _on_atoms(structure: Structure, given: FloatArray, chains: Sequence[str]) -> FloatArray:
    """Lay pLDDT by atom on the atoms of each chain, by the ids beside it; nan where the numbers of atoms differ."""
    laid = np.full(len(structure.atoms), np.nan)
    of_residue = structure.atoms.residue
    names = np.array([residue.auth_chain for residue in structure.residues])[of_residue]
    if len(chains) == len(given):
        for chain in dict.fromkeys(chains):
            here, there = np.flatnonzero(names == chain), np.flatnonzero(np.array(chains) == chain)
            if len(here) == len(there):
                laid[here] = given[there]
    elif not chains and len(given) == len(laid):
        laid[:] = given
    return laid


def hundred(plddt: FloatArray) -> FloatArray:
    """Give pLDDT from 0 to 100, whichever of the two scales it is on.

    Parameters
    ----------
    plddt : ndarray, shape (n,)
        Where all are 1 or less, they are of the scale to 1.

    Returns
    -------
    ndarray, shape (n,)
    """
    return plddt * 100.0 if plddt.max() <= 1.0 else plddt


def pair_iptm(structure: Structure, scores: Scores, first: int, second: int) -> float:
    """Give the ipTM of two chains.

    Parameters
    ----------
    structure
        The model.
    scores
        With ipTM of pairs.
    first, second
        A residue of each chain.

    Returns
    -------
    float
        The larger of the two directions.

    Raises
    ------
    MisfitError
        It cannot be said which of the writer's chains they are, or there is no value for them.
    """
    assert scores.pairs is not None
    names = chain_names(structure, scores, scores.pairs)
    places = []
    for residue in (structure.residues[first], structure.residues[second]):
        place = next((names.index(name) for name in (residue.auth_chain, residue.label_chain) if name in names), None)
        if place is None:
            raise MisfitError(f"chain {residue.auth_chain} is not among those with ipTM of pairs ({', '.join(names)})")
        places.append(place)
    a, b = places
    both = scores.pairs.values[[a, b], [b, a]]
    if a == b or np.isnan(both).all():
        raise MisfitError("there is no ipTM of these two chains")
    return float(np.nanmax(both))


def chain_names(structure: Structure, scores: Scores, pairs: PairScores) -> list[str]:
    """Name the chains that a table of pairs counts.

    Parameters
    ----------
    structure, scores, pairs
        The model, what is said of it, and the pairs.

    Returns
    -------
    list of str
        In the order of the table.

    Raises
    ------
    MisfitError
        The table has another number of chains, or their order is not known: where it is that of the input, ligands are
        moved in the coordinates.
    """
    if pairs.chains:
        return list(pairs.chains)
    for ids in (scores.token_chains, scores.atom_chains):
        if len(dict.fromkeys(ids)) == len(pairs.values):
            return list(dict.fromkeys(ids))
    seen = dict.fromkeys(r.auth_chain for r in structure.residues if r.kind != "water")
    if len(seen) != len(pairs.values):
        raise MisfitError(f"ipTM of pairs is of {len(pairs.values)} chains and the model has {len(seen)}")
    if scores.chains_by_input and any(r.kind == "ligand" for r in structure.residues):
        raise MisfitError("ipTM of pairs is in the order of the input, which ligands lose in the coordinates")
    return list(seen)
