"""Phantoms as gemmi structures and as mmCIF."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gemmi
import numpy as np

from nesgroove.model.target import XPO1
from phantom.build import CARGO_CHAIN, RAN_CHAIN, XPO1_CHAIN, YEAST_OFFSET, Assembly
from phantom.inhibitor import attach_atom
from phantom.parts import THREE_LETTERS, Part

METHOD = "THEORETICAL MODEL"

TITLE = "nesgroove phantom: "
"""How the title of every phantom begins."""

B_FACTOR = 30.0


def to_gemmi(assembly: Assembly) -> gemmi.Structure:
    """Lay a phantom out as a structure with entities, both sets of identifiers and recorded bonds.

    Returns
    -------
    gemmi.Structure
        Ran is chain A, XPO1 C and the cargo D; an inhibitor is residue 1101 of chain C, a nucleotide
        residue 301 of chain A.
    """
    spec = assembly.spec
    structure = empty_structure(spec.name, describe(assembly))
    offset = YEAST_OFFSET if spec.species == "yeast" else 0
    layout = Layout(structure)
    if assembly.ran is not None:
        layout.polymer(RAN_CHAIN, assembly.ran, assembly.ran.components, 0)
    declared = [THREE_LETTERS[letter] for letter in assembly.sequence]
    layout.polymer(XPO1_CHAIN, assembly.xpo1, declared, offset)
    if assembly.cargo is not None:
        layout.polymer(CARGO_CHAIN, assembly.cargo, assembly.cargo.components, 0)
    # Ligands come after the polymers, as in the archive.
    if assembly.inhibitor is not None:
        layout.ligand(XPO1_CHAIN, assembly.inhibitor)
        attach = attach_atom(spec.inhibitor)
        if attach and spec.record_bond:
            structure.connections.append(_bond(assembly, attach, offset))
    if assembly.nucleotide is not None:
        layout.ligand(RAN_CHAIN, assembly.nucleotide)
    layout.finish()
    return structure


def empty_structure(name: str, description: str) -> gemmi.Structure:
    """Begin a structure that says what it is."""
    structure = gemmi.Structure()
    structure.name = name
    info: Any = structure.info
    info["_entry.id"] = name
    info["_struct.title"] = TITLE + description
    info["_exptl.method"] = METHOD
    return structure


def cif_text(structure: gemmi.Structure) -> str:
    """Write a structure as mmCIF."""
    document = structure.make_mmcif_document()
    block = document.sole_block()
    # gemmi writes a unit cell of 1 A where there is none, and no method without an experiment's details.
    for category in ("_cell.", "_symmetry.", "_exptl."):
        block.find_mmcif_category(category).erase()
    for tag, value in (("_exptl.entry_id", structure.name), ("_exptl.method", METHOD)):
        block.set_pair(tag, gemmi.cif.quote(value))
    for tag in ("_exptl.method", "_exptl.entry_id"):
        block.move_item(block.get_index(tag), 1)
    return document.as_string()


def describe(assembly: Assembly) -> str:
    """Say in one line what the phantom is."""
    spec = assembly.spec
    words = [f"{spec.species} XPO1, groove {assembly.width:.2f} A wide"]
    if spec.site != "wild-type":
        words.append("residue 528 missing" if spec.site == "missing" else f"528 is {spec.site}")
    if spec.cargo:
        words.append(f"cargo of class {spec.cargo}, direction {spec.direction}")
    if spec.inhibitor:
        known = spec.inhibitor + (f" written as {spec.written_as}" if spec.written_as else "")
        words.append(f"inhibitor {known}" + (" bonded to Cys528" if attach_atom(spec.inhibitor) else ""))
    if spec.has_ran:
        words.append(f"Ran with {spec.nucleotide}" if spec.nucleotide else "Ran")
    return ", ".join(words)


class Layout:
    """Chains and entities of one structure; polymers first."""

    def __init__(self, structure: gemmi.Structure) -> None:
        self.structure = structure
        self.chains: dict[str, gemmi.Chain] = {}
        self.subchains = iter("ABCDEFGH")

    def polymer(self, name: str, part: Part, declared: Sequence[str], offset: int) -> None:
        """Add a chain; ``declared`` is its whole sequence, whose numbers run from that of its first residue."""
        subchain = next(self.subchains)
        entity = gemmi.Entity(str(len(self.structure.entities) + 1))
        entity.entity_type = gemmi.EntityType.Polymer
        entity.polymer_type = gemmi.PolymerType.PeptideL
        entity.full_sequence = list(declared)
        entity.subchains = [subchain]
        self.structure.entities.append(entity)
        self._residues(name, part, subchain, entity, offset)

    def ligand(self, name: str, part: Part) -> None:
        """Add a ligand to a chain."""
        self._others(name, part, gemmi.EntityType.NonPolymer)

    def water(self, name: str, part: Part) -> None:
        """Add waters as a chain."""
        self._others(name, part, gemmi.EntityType.Water)

    def _others(self, name: str, part: Part, kind: gemmi.EntityType) -> None:
        subchain = next(self.subchains)
        entity = gemmi.Entity(str(len(self.structure.entities) + 1))
        entity.entity_type = kind
        entity.subchains = [subchain]
        self.structure.entities.append(entity)
        self._residues(name, part, subchain, entity, 0)

    def _residues(self, name: str, part: Part, subchain: str, entity: gemmi.Entity, offset: int) -> None:
        chain = self.chains.setdefault(name, gemmi.Chain(name))
        polymer = entity.entity_type == gemmi.EntityType.Polymer
        for i, (component, number) in enumerate(zip(part.components, part.numbers, strict=True)):
            residue = gemmi.Residue()
            residue.name = component
            residue.seqid = gemmi.SeqId(number + offset, " ")
            residue.subchain = subchain
            residue.entity_id = entity.name
            residue.entity_type = entity.entity_type
            residue.het_flag = "A" if polymer else "H"
            if polymer:
                residue.label_seq = number - part.numbers[0] + 1
            for k in np.nonzero(part.residue == i)[0].tolist():
                atom = gemmi.Atom()
                atom.name = part.names[k]
                atom.element = gemmi.Element(part.elements[k].capitalize())
                atom.pos = gemmi.Position(*part.xyz[k].tolist())
                atom.occ = 1.0
                atom.b_iso = B_FACTOR
                residue.add_atom(atom)
            chain.add_residue(residue)

    def finish(self) -> None:
        """Put the chains into the structure's model."""
        model = gemmi.Model(1)
        for name in sorted(self.chains):
            model.add_chain(self.chains[name])
        self.structure.add_model(model)
        self.structure.assign_serial_numbers()


def _bond(assembly: Assembly, attach: str, offset: int) -> gemmi.Connection:
    ligand = assembly.inhibitor
    if ligand is None:
        raise ValueError("a bond was asked for without an inhibitor")
    connection = gemmi.Connection()
    connection.name = "covale1"
    connection.type = gemmi.ConnectionType.Covale
    connection.asu = gemmi.Asu.Same
    site = gemmi.SeqId(XPO1.cysteine + offset, " ")
    connection.partner1 = gemmi.AtomAddress(XPO1_CHAIN, site, "CYS", "SG")
    connection.partner2 = gemmi.AtomAddress(
        XPO1_CHAIN, gemmi.SeqId(ligand.numbers[0], " "), ligand.components[0], attach
    )
    length = np.linalg.norm(ligand.atom(ligand.numbers[0], attach) - assembly.xpo1.atom(XPO1.cysteine, "SG"))
    connection.reported_distance = round(float(length), 3)
    return connection
