"""The gate: what was read is looked at before anything is made of it.

Whatever cannot be is taken out, as if the file did not have it, and told: coordinates that are no numbers or were never
set, occupancies and B factors out of their range. Elements are those that names say. What is wrong with the whole, as
nanometres or a mirror image, is refused (:mod:`nesgroove.io.shape`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nesgroove.chem.elements import KNOWN, contradicts, element_by_name, in_template
from nesgroove.chem.geometry import LARGEST, pairs_of
from nesgroove.errors import ReadError
from nesgroove.io.alternates import Link
from nesgroove.io.archive_names import archive_names
from nesgroove.io.assemble import Assembled, assemble, one_letter_code
from nesgroove.io.cysteine_twice import cysteines_twice
from nesgroove.io.makes import Makes, makes_of
from nesgroove.io.misplaced import COLLAPSED_WHY, has_collapsed, misplaced_atoms
from nesgroove.io.polymers import guessed_kind
from nesgroove.io.shape import ENOUGH, refuse_impossible
from nesgroove.io.source_atoms import HYDROGENS, SourceAtoms, SourceChain, SourceResidue
from nesgroove.model.plain_text import first_few
from nesgroove.model.problem import Finding
from nesgroove.model.structure import ResidueKind

FARTHEST = 1e5
"""No atom is farther (A) from the origin: the largest cells have edges of 2e3, and PDB files hold less than 1e4."""

SHARED_PLACE = 3
"""So many atoms without labels in one place were never set, wherever it is; two of them at the origin."""

TRUSTED = 0.02
"""Part of a polymer's atoms whose element column may say something else than their names. Above it the column says
nothing, and elements of compounds are those of their atom names too."""

HIGHEST_OCCUPANCY = 1.005
"""Occupancies are parts of one; two decimals are written."""

MOST = 0.2
"""Part of the atoms of polymers that may be taken out; where it is more, the rest is no better."""

LISTED = 8
"""Residues or atoms that a finding names."""


def gated(
    atoms: SourceAtoms,
    chains: Sequence[SourceChain],
    links: Sequence[Link] = (),
    *,
    file: str | Path,
    planted: bool = False,
) -> tuple[Assembled, tuple[Finding, ...]]:
    """Assemble what a source has, without what cannot be.

    Parameters
    ----------
    atoms, chains
        What a library read. Coordinates, occupancies and B factors that are not given are nan.
    links
        Bonds that the source records between residues.
    file
        The source, for what is said of an error.
    planted
        Whether it is a phantom, whose geometry is planted: those for calibrating have walls where no protein has atoms.

    Returns
    -------
    assembled : Assembled
        The columns of a structure. Occupancies and B factors may be nan, coordinates never.
    findings : tuple of Finding
        What was taken out or read otherwise.

    Raises
    ------
    ReadError
        No atom is left, or the whole cannot be: nanometres, a mirror image.
    """
    given = len(atoms.xyz)
    atoms, chains, renamed = archive_names(atoms, chains)
    atoms, findings = _with_sound_numbers(*_with_sound_elements(atoms, chains, renamed))
    unfit = _never_set(atoms, chains)
    chains, unset = _without(atoms, chains, cysteines_twice(atoms, chains) | unfit)
    if given and not any(residue.rows for chain in chains for residue in chain.residues):
        raise ReadError(
            "it cannot be read: no atom has coordinates that are numbers below 1e5 A, in a place of its own",
            file=file,
            remedy="Check that the file is whole and is an mmCIF or PDB file",
        )
    built = assemble(atoms, chains, links)
    pairs = pairs_of(built.atoms, built.residues)
    if planted or pairs.bonded.sum() < ENOUGH:
        return built, (*findings, *unset, *built.findings)
    refuse_impossible(built, pairs, file)
    misplaced = misplaced_atoms(built, pairs)
    _refuse_most(built, misplaced, file)
    if misplaced:
        chains, apart = _without(atoms, chains, misplaced)
        built = assemble(atoms, chains, links)
        unset += apart
    return built, (*findings, *unset, *built.findings)


def _refuse_most(built: Assembled, misplaced: Mapping[int, str], file: str | Path) -> None:
    if not misplaced:
        return
    polymer = [row for row, i in zip(built.row.tolist(), built.atoms.residue.tolist(), strict=True)
               if built.residues[i].kind == "polymer"]  # fmt: skip
    odd = sum(row in misplaced for row in polymer)
    if odd > MOST * len(polymer):
        raise ReadError(
            f"{odd} of {len(polymer)} atoms cannot be where they are: bonds have no lengths of bonds",
            file=file,
            remedy="Write the file again from where it comes",
        )


def _with_sound_elements(
    atoms: SourceAtoms, chains: Sequence[SourceChain], told: Sequence[Finding]
) -> tuple[SourceAtoms, list[Finding]]:
    """Give atoms the elements that their names say; add to what was told before."""
    makes = makes_of(atoms, chains)
    counts: dict[_AtomKind, int] = {}
    for residue, count in zip(makes.first, makes.counts, strict=True):
        for kind in _kinds(atoms, residue):
            counts[kind] = counts.get(kind, 0) + count
    polymer = sum(count for kind, count in counts.items() if kind.residue == "polymer")
    wrong = sum(count for kind, count in counts.items() if kind.residue == "polymer" and kind.misnamed)
    trusted = wrong <= TRUSTED * polymer
    new: dict[_AtomKind, str] = {}
    changed: dict[str, int] = {}
    doubtful: dict[str, int] = {}
    for kind, count in counts.items():
        own = kind.element_of(trusted=trusted)
        if own != kind.given:
            new[kind] = own
            label = f"{kind.component} {kind.name} {kind.given.capitalize() or 'empty'}"
            changed[label] = changed.get(label, 0) + count
        elif kind.residue == "ligand" and not kind.single and contradicts(kind.name, own):
            label = f"{kind.component} {kind.name} {own.capitalize()}"
            doubtful[label] = doubtful.get(label, 0) + count
    findings = [
        Finding(check, {"atoms": sum(told_of.values()), "examples": first_few(list(told_of), LISTED)})
        for check, told_of in (("elements_by_name", changed), ("elements_doubtful", doubtful))
        if told_of
    ]
    return (_with_elements(atoms, chains, makes, new) if new else atoms), [*told, *findings]


def _with_elements(
    atoms: SourceAtoms, chains: Sequence[SourceChain], makes: Makes, new: Mapping[_AtomKind, str]
) -> SourceAtoms:
    """Atoms of some kinds with other elements."""
    element = atoms.element.astype("U2")
    changed = {make: own for make, r in enumerate(makes.first) if not new.keys().isdisjoint(own := _kinds(atoms, r))}
    residues = (residue for chain in chains for residue in chain.residues)
    for residue, make in zip(residues, makes.of, strict=True):
        for row, kind in zip(residue.rows, changed[make], strict=True) if make in changed else ():
            element[row] = new.get(kind, element[row])
    return replace(atoms, element=element)


def _kinds(atoms: SourceAtoms, residue: SourceResidue) -> list[_AtomKind]:
    """What decides the element of each atom of a residue."""
    names, elements = atoms.name[residue.selection].tolist(), atoms.element[residue.selection].tolist()
    kind, single = guessed_kind(residue.component, set(names)), len(names) == 1
    return [_AtomKind(residue.component, kind, single, *own) for own in zip(names, elements, strict=True)]


class _AtomKind(NamedTuple):
    """What decides the element of an atom."""

    component: str
    residue: ResidueKind
    single: bool
    name: str
    given: str

    @property
    def misnamed(self) -> bool:
        return element_by_name(self.component, self.name, self.residue, self.given) not in ("", self.given)

    def element_of(self, *, trusted: bool) -> str:
        """The element, where the column is trusted to say that of compounds without a template."""
        if self.single and self.residue == "ligand":
            # An ion, of which the component's id is the symbol.
            return self.given if self.given in KNOWN else self.component if self.component in KNOWN else self.given
        own = element_by_name(self.component, self.name, self.residue, self.given)
        if self.residue == "ligand" and trusted and self.given in KNOWN and not in_template(self.component, self.name):
            return self.given
        return own or self.given


def _with_sound_numbers(atoms: SourceAtoms, findings: list[Finding]) -> tuple[SourceAtoms, list[Finding]]:
    """Empty occupancies and B factors that cannot be."""
    occupancy, b_factor = atoms.occupancy, atoms.b_factor
    with np.errstate(invalid="ignore"):
        beyond = np.isinf(occupancy) | (occupancy < 0) | (occupancy > HIGHEST_OCCUPANCY)
        negative = np.isinf(b_factor) | (b_factor < 0)
    for bad, check in ((beyond, "occupancy_impossible"), (negative, "b_impossible")):
        if bad.any():
            findings.append(Finding(check, {"atoms": int(bad.sum())}))
    heavy = ~np.isin(atoms.element, HYDROGENS)
    for values, name in ((occupancy, "occupancies"), (b_factor, "B factors")):
        absent = np.isnan(values) & heavy
        if absent.any():
            findings.append(Finding("not_given", {"values": name, "atoms": int(absent.sum()), "of": int(heavy.sum())}))
    if beyond.any() or negative.any():
        occupancy, b_factor = np.where(beyond, np.nan, occupancy), np.where(negative, np.nan, b_factor)
        atoms = replace(atoms, occupancy=occupancy, b_factor=b_factor)
    return atoms, findings


def _never_set(atoms: SourceAtoms, chains: Sequence[SourceChain]) -> dict[int, str]:
    """Rows whose coordinates cannot be, with why."""
    with np.errstate(invalid="ignore"):
        fine = np.asarray((np.isfinite(atoms.xyz) & (np.abs(atoms.xyz) < FARTHEST)).all(axis=1))
    why = dict.fromkeys(np.flatnonzero(~fine).tolist(), "no numbers, or beyond 1e5 A")
    for chain in chains:
        for residue in chain.residues:
            # Whether it has places at all, before anybody pairs its atoms: all pairs of so many are too many.
            large = [row for row in residue.rows if fine[row]] if len(residue.rows) > LARGEST else []
            if large and has_collapsed(atoms.xyz[large]):
                why |= dict.fromkeys(large, COLLAPSED_WHY)
    rows = np.flatnonzero(fine & (atoms.altloc == "") & ~np.isin(atoms.element, HYDROGENS))
    # Rounded and laid into one number each: to sort rows of three would cost ten times as much.
    places = np.round(atoms.xyz[rows] * 1000).astype(np.int64)
    keys = (places[:, 0] * 4_000_037 + places[:, 1]) * 4_000_037 + places[:, 2]
    _, inverse, count = np.unique(keys, return_inverse=True, return_counts=True)
    several = count[inverse] > 1
    if not several.any():
        return why
    of = {row: residue.component for chain in chains for residue in chain.residues for row in residue.rows}
    groups: dict[int, list[int]] = {}
    for row, place in zip(rows[several].tolist(), inverse[several].tolist(), strict=True):
        groups.setdefault(place, []).append(row)
    for own in groups.values():
        if len({(of[row], atoms.name[row]) for row in own}) == 1:
            why |= dict.fromkeys(own[1:], "on the same atom of a copy")
        elif len(own) >= SHARED_PLACE or not atoms.xyz[own[0]].any():
            why |= dict.fromkeys(own, "several in one place, as atoms that were never set")
    return why


def _without(
    atoms: SourceAtoms, chains: Sequence[SourceChain], why: Mapping[int, str]
) -> tuple[Sequence[SourceChain], list[Finding]]:
    """Leave rows out, and tell of which residues and why."""
    if not why:
        return chains, []
    kept: list[SourceChain] = []
    told: dict[str, dict[str, list[str]]] = {}
    for chain in chains:
        residues = []
        for residue in chain.residues:
            rows = [row for row in residue.rows if row not in why]
            for row in residue.rows:
                if row in why:
                    told.setdefault(why[row], {}).setdefault(_label(chain, residue), []).append(str(atoms.name[row]))
            residues.append(replace(residue, rows=rows) if len(rows) < len(residue.rows) else residue)
        kept.append(replace(chain, residues=residues))
    findings = []
    for reason, by_residue in told.items():
        labels = [f"{label} ({' '.join(names[:4])}{' ...' * (len(names) > 4)})" for label, names in by_residue.items()]
        details = {"atoms": sum(map(len, by_residue.values())), "why": reason, "residues": first_few(labels, LISTED)}
        findings.append(Finding("atoms_impossible", details))
    return kept, findings


def _label(chain: SourceChain, residue: SourceResidue) -> str:
    code = one_letter_code(residue.component)
    name = code if code != "X" else f"{residue.component} "
    return f"{name}{residue.auth_seq_id}{residue.ins_code} of {chain.name or 'no chain'}"
