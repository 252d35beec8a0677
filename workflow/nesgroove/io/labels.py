"""Ids and texts of a structure made safe once, where it is read: all that follows can write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from nesgroove.model.plain_text import clipped, safe_labels, shown, shown_title
from nesgroove.model.problem import Finding
from nesgroove.model.structure import Atoms, Residue, Structure

NAMELESS_COMPONENT = "UNL"
"""What the archive calls a ligand of which nothing is known; here, one without a name."""

NAMELESS_ATOM = "X"

LISTED = 3
"""So many of the changed names are given in the note."""


def safe_labelled(structure: Structure) -> Structure:
    """Make the labels and texts of a structure safe to show and to join, and note which ones changed.

    Parameters
    ----------
    structure
        As a file has it.

    Returns
    -------
    Structure
        Ids of chains, components and atoms as :func:`nesgroove.model.plain_text.safe_labels` has them, title and
        method in one line.
    """
    residues, names = structure.residues, structure.atoms.name
    ids = {*(r.auth_chain for r in residues), *(r.label_chain for r in residues), *(c.name for c in structure.chains)}
    chains = safe_labels(sorted(ids), empty="")
    bonds = structure.component_bonds
    components = safe_labels(sorted({r.component for r in residues} | bonds.keys()), empty=NAMELESS_COMPONENT)
    in_bonds = {name for listed in bonds.values() for first, second, _ in listed for name in (first, second)}
    atoms = safe_labels(
        sorted({*np.unique(names).tolist(), *structure.left_out.name.tolist(), *in_bonds}), empty=NAMELESS_ATOM
    )
    findings = [*structure.findings]
    title = shown_title(structure.title)
    if title != shown(structure.title):
        findings.append(Finding("title_cut", {"characters": len(structure.title)}))
    changed = [*_listed("chain", chains), *_listed("component", components), *_listed("atom", atoms)]
    parted = [f"{what} {label}" for what, label in _with_blanks(ids, structure.residues)]
    if parted:
        findings.append(Finding("labels_with_blanks", {"labels": "; ".join(parted[:LISTED])}))
    if changed:
        findings.append(Finding("labels_changed", {"labels": "; ".join(changed)}))
        structure = replace(
            structure,
            atoms=_renamed(structure.atoms, atoms),
            left_out=_renamed(structure.left_out, atoms),
            residues=tuple(_relabelled(r, chains, components) for r in residues),
            chains=tuple(replace(chain, name=chains.get(chain.name, chain.name)) for chain in structure.chains),
            component_bonds={
                components.get(name, name): [(atoms.get(a, a), atoms.get(b, b), order) for a, b, order in listed]
                for name, listed in bonds.items()
            },
        )  # fmt: skip
    return replace(
        structure,
        title=title,
        method=shown_title(structure.method),
        file_id=shown_title(structure.file_id),
        findings=tuple(findings),
    )


def _with_blanks(chains: Iterable[str], residues: Iterable[Residue]) -> list[tuple[str, str]]:
    """Find ids of chains and components that consist of several words."""
    components = {r.component for r in residues}
    named = [*(("chain", chain) for chain in chains), *(("component", component) for component in components)]
    return sorted((what, label) for what, label in named if len(label.split()) > 1)


def _relabelled(residue: Residue, chains: Mapping[str, str], components: Mapping[str, str]) -> Residue:
    return replace(
        residue,
        component=components.get(residue.component, residue.component),
        auth_chain=chains.get(residue.auth_chain, residue.auth_chain),
        label_chain=chains.get(residue.label_chain, residue.label_chain),
    )


def _renamed(atoms: Atoms, names: Mapping[str, str]) -> Atoms:
    if not names or not len(atoms):
        return atoms
    return replace(atoms, name=np.array([names.get(name, name) for name in atoms.name.tolist()], dtype=np.str_))


def _listed(what: str, changed: Mapping[str, str]) -> list[str]:
    """Say what became of the names of one kind, the first ones by name."""
    said = [
        f"{what} {clipped(shown(old), 30)} is {new}" if shown(old) else f"a {what} without a name is {new}"
        for old, new in list(changed.items())[:LISTED]
    ]
    more = len(changed) - LISTED
    return [*said, f"{more} {what}s more"] if more > 0 else said
