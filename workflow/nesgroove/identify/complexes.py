"""All complexes of a structure: each XPO1 copy, its positions, its frame and what is bound to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nesgroove.errors import IdentifyError, NoReceptorError
from nesgroove.identify.by_symmetry import occupant_by_symmetry
from nesgroove.identify.divide import ChainPart, divide
from nesgroove.identify.recognise import human_positions
from nesgroove.identify.roles import NO_CARGO, give_roles, partners
from nesgroove.model.complex import Complex, Copy, Molecule, helix_c_alphas
from nesgroove.model.frame import MIN_HELIX_ATOMS, groove_frame
from nesgroove.model.groove_shape import refuse_other_shape
from nesgroove.model.problem import Finding
from nesgroove.model.recognition import Recognition
from nesgroove.model.structure import Chain, Structure
from nesgroove.model.target import XPO1


def find_complexes(structure: Structure) -> tuple[list[Complex], list[IdentifyError]]:
    """Find all complexes of a structure.

    Parameters
    ----------
    structure
        One entry.

    Returns
    -------
    complexes : list of Complex
        In the order of the XPO1 chains in the file.
    failures : list of IdentifyError
        One for each XPO1 chain whose groove is not in the file, or a single one where there is no XPO1.
    """
    parts = divide(structure)
    copies: list[Complex] = []
    every_copy: list[Copy] = []
    failures: list[IdentifyError] = []
    for part in parts:
        if part.recognition is None or part.recognition.kind != "xpo1":
            continue
        positions = {i: p for p, i in _residue_at(part.recognition).items()}
        every_copy.append(Copy(part.chain.name, part.chain.residues, positions))
        try:
            copies.append(_bare_copy(structure, part.chain, part.recognition))
        except IdentifyError as error:
            failures.append(error)
    if not copies and (split := _split_receptor(structure, every_copy)) is not None:
        failures = [split]
    if not copies and not failures:
        failures.append(_no_xpo1(structure, parts))
    touching = partners(copies, parts)
    complexes = []
    for copy in copies:
        molecules, occupants, notes = give_roles(copy, parts, touching, number_of_copies=len(copies))
        beside = tuple(other for other in every_copy if other.residues != copy.receptor_residues)
        whole = replace(copy, molecules=molecules, occupants=occupants, notes=notes, copies=beside)
        complexes.append(whole if occupants else _with_occupant_by_symmetry(whole, copies, parts))
    return complexes, failures


def complexes_of(structure: Structure) -> list[Complex]:
    """Find the complexes of a structure; there is one at least.

    Parameters
    ----------
    structure
        The structure.

    Returns
    -------
    list of Complex
        In the order of the XPO1 chains in the file.

    Raises
    ------
    IdentifyError
        There is no XPO1 with a groove; the first reason.
    """
    complexes, failures = find_complexes(structure)
    if not complexes:
        error = failures[0]
        raise IdentifyError(error.message, file=structure.path, remedy=error.remedy)
    return complexes


def _with_occupant_by_symmetry(empty: Complex, copies: Sequence[Complex], parts: Sequence[ChainPart]) -> Complex:
    """Give a complex with an empty groove what lies there by symmetry, if anything does."""
    placed = occupant_by_symmetry(empty, parts, NO_CARGO)
    if placed is None:
        return empty
    bare = [replace(copy, structure=placed.structure) for copy in copies]
    (own,) = [copy for copy in bare if copy.chain.name == empty.chain.name]
    molecules, found, notes = give_roles(own, parts, partners(bare, parts), number_of_copies=len(copies))
    occupants = tuple(replace(o, symmetry=placed.operator) if placed.residues & {*o.residues} else o for o in found)
    in_groove = [Finding("by_symmetry", {"occupant": o.name, "operator": o.symmetry}) for o in occupants if o.symmetry]
    return replace(
        empty, structure=placed.structure, molecules=molecules, occupants=occupants, notes=(*notes, *in_groove)
    )


def _bare_copy(structure: Structure, chain: Chain, recognition: Recognition) -> Complex:
    """Place one XPO1 chain in its groove frame, with nothing else in the complex yet."""
    residue_at = _residue_at(recognition)
    try:
        ca = helix_c_alphas(structure, residue_at)
        frame = groove_frame(ca)
        if structure.source_kind != "phantom":  # those for calibrating have helices of their own
            refuse_other_shape(ca)
    except IdentifyError as error:
        covered = f"{min(residue_at)}-{max(residue_at)}" if residue_at else "none"
        raise IdentifyError(
            f"XPO1 chain {chain.name} covers positions {covered}: {error.message}",
            file=f"{structure.entry}-{chain.name}",
            remedy=error.remedy,
        ) from error
    own = Molecule(chain.name, "xpo1", chain.residues, recognition)
    return Complex(structure, chain, recognition, residue_at, frame, (own,), ())


def _split_receptor(structure: Structure, parts: Sequence[Copy]) -> IdentifyError | None:
    """Say that the groove is there and lies in several chains, where no position is in two of them."""
    seen = [position for part in parts for position in part.position_of.values()]
    if len(parts) == 1 or len(set(seen)) < len(seen):
        return None
    if any(sum(p in seen for p in range(a, b + 1)) < MIN_HELIX_ATOMS for a, b in XPO1.helices.values()):
        return None
    named = [f"{p.name} {min(p.position_of.values())}-{max(p.position_of.values())}" for p in parts if p.position_of]
    return IdentifyError(
        f"XPO1 lies in {len(named)} chains, none of which has the whole groove: {', '.join(named)}",
        file=structure.entry,
        remedy="Give the parts of one XPO1 one chain id",
    )


def _residue_at(recognition: Recognition) -> dict[int, int]:
    """Residue index at each position of human XPO1."""
    to_human = human_positions(recognition.reference)
    return {to_human[n]: i for i, n in recognition.number_of.items() if n in to_human}


def _no_xpo1(structure: Structure, parts: Sequence[ChainPart]) -> NoReceptorError:
    named = []
    for part in parts:
        known = part.recognition
        what = known.reference.key if known else f"{len(part.residues)} residues, not recognised"
        if not part.tail_of:
            named.append(f"{part.name} {what}")
    return NoReceptorError(
        f"no chain is XPO1 (chains: {', '.join(named) or 'none'})",
        file=structure.entry,
        remedy="Leave the entry out, or check that it is the right one",
    )
