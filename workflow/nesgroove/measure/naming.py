"""What the chains and ligands of a complex are called, and who says so.

First what the user says. Of a cargo: its sequence where that is known (:mod:`nesgroove.identify.cargoes`), else the
description in the file.

Of a compound: its component where that is in the table of compounds and the atoms are its own, then its graph
(:mod:`nesgroove.chem.identity`), then the title of the pose or of the file that gives its chemistry, last the
component's own name in the file or the dictionary.
"""

from __future__ import annotations

from dataclasses import replace

from nesgroove.chem.components import UNKNOWN_COMPONENTS
from nesgroove.chem.given_chemistry import given_title
from nesgroove.chem.identity import Identity, identity_of, known_identity
from nesgroove.chem.residue_chemistry import known_ligand, ligand_graph, perceived
from nesgroove.chem.templates import Template
from nesgroove.identify.cargoes import SIGNAL, cargo_by_sequence
from nesgroove.identify.recognise import SAME_SPECIES
from nesgroove.measure.completeness import ligand_atoms
from nesgroove.measure.groove import Groove
from nesgroove.model.complex import Molecule, Occupant, near_pockets
from nesgroove.model.named import Named, given_name
from nesgroove.model.structure import IntArray


def names(groove: Groove) -> dict[str, Named]:
    """Name the chains and ligands of a complex.

    Parameters
    ----------
    groove
        The complex.

    Returns
    -------
    dict of str to Named
        By the name of the molecule; of an occupant it is the same.
    """
    occupants = {o.name: o for o in groove.complex.occupants}
    called = {}
    for molecule in groove.complex.molecules:
        occupant = occupants.get(molecule.name)
        if occupant is None:
            called[molecule.name] = _other(groove, molecule)
        elif occupant.kind == "inhibitor":
            called[molecule.name] = _compound(groove, occupant)
        else:
            called[molecule.name] = _cargo(groove, occupant)
        if own := _given(groove, molecule):
            called[molecule.name] = replace(called[molecule.name], name=own, source="names.tsv")
    return called


def _given(groove: Groove, molecule: Molecule) -> str:
    """Name that the user gives a chain or ligand."""
    first = groove.structure.residues[molecule.residues[0]]
    known_as = (molecule.name, first.component if first.kind == "ligand" else first.auth_chain)
    return given_name(groove.settings.names, (groove.complex.id, groove.structure.entry), known_as)


def _cargo(groove: Groove, cargo: Occupant) -> Named:
    """Name a cargo: by its sequence, else as its file does."""
    structure = groove.structure
    residues = [structure.residues[i] for i in cargo.residues]
    near = {int(structure.atoms.residue[i]) for i in _atoms_in_groove(groove, cargo)}
    match = cargo_by_sequence(
        "".join(residue.code for residue in residues),
        [residue.auth_seq_id for residue in residues],
        [place for place, residue in enumerate(residues) if residue.index in near],
    )
    told = structure.described
    chain = residues[0].auth_chain
    name, accession = told.chains.get(chain, ""), told.accessions.get(chain, "")
    if match is None:
        return Named(name, "entity" if name else "", accession)
    if match.name.startswith(SIGNAL) and name:
        # What the authors call a construct of their own says more than what is seen of it.
        return Named(name, "entity", accession)
    return Named(match.name, "sequence", "" if match.name.startswith(SIGNAL) else accession or match.uniprot)


def _atoms_in_groove(groove: Groove, occupant: Occupant) -> IntArray:
    atoms = groove.structure.atom_indices(occupant.residues)
    return atoms[near_pockets(groove.complex.frame, groove.structure.atoms.xyz[atoms])]


def _other(groove: Groove, molecule: Molecule) -> Named:
    """Name what is no occupant: XPO1, Ran and their like by the reference sequence, the rest as the file does."""
    known, structure = molecule.recognition, groove.structure
    first = structure.residues[molecule.residues[0]]
    if known is not None:
        same = known.identity >= SAME_SPECIES
        name = "XPO1" if known.reference.kind == "xpo1" else known.reference.gene
        return Named(name, "sequence", known.reference.accession if same else "")
    if first.kind == "ligand":
        name = structure.described.components.get(first.component, "")
        return Named(name, "component" if name else "")
    name = structure.described.chains.get(first.auth_chain, "")
    return Named(name, "entity" if name else "", structure.described.accessions.get(first.auth_chain, ""))


def _compound(groove: Groove, occupant: Occupant) -> Named:
    """Name an inhibitor."""
    structure, residue = groove.structure, occupant.residues[0]
    component = structure.residues[residue].component
    known = known_ligand(structure, residue)
    if known is not None and component not in structure.compounds:
        own = known_identity(known.compound)
        return Named(known.compound, "component", "", own.inchikey, own.smiles)
    own = _identity(groove, occupant)
    named = Named("", "", "", own.inchikey, own.smiles)
    title = given_title(groove.settings.ligands.get(component, ""))
    if known is not None:
        return replace(named, name=known.compound, source="model")
    if own.compound:
        return replace(named, name=own.compound, source="graph")
    if title:
        return replace(named, name=title, source="title")
    written = structure.described.components.get(component, "")
    if written and component not in UNKNOWN_COMPONENTS and groove.once(ligand_atoms, occupant).as_named:
        return replace(named, name=written, source="component")
    return named


def _identity(groove: Groove, occupant: Occupant) -> Identity:
    """What the graph of an inhibitor says."""
    structure, chemistry = groove.structure, groove.once(ligand_atoms, occupant)
    # A graph with atoms that the file lacks is the dictionary's, and has no coordinates for its stereochemistry.
    if chemistry.chemistry is None or chemistry.unexpected:
        return Identity()
    record = structure.residues[occupant.residues[0]]
    span = range(record.start, record.stop)
    xyz = {str(structure.atoms.name[i]): structure.atoms.xyz[i] for i in span}
    bonded = [str(structure.atoms.name[b.other_atom]) for b in groove.site_bonds if b.joins and b.other_atom in span]
    template: Template | None = chemistry.chemistry
    if template is not None and template.compound:
        # It has the bonds of a known compound; isomers have them too, and only the coordinates tell their orders.
        template = perceived(template.component, ligand_graph(structure, record.index))
    return identity_of(template, xyz, bonded[0] if bonded else "") if template is not None else Identity()
