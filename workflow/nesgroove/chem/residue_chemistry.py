"""Chemistry of residues: where it comes from, and whether it is theirs.

In this order: what the user gives for a component (SMILES or SDF); the part of the wwPDB component dictionary that
every run needs; the bond table that the structure file itself carries (``chem_comp_bond``); the rest of the dictionary.
A ligand has its component's chemistry only where its atoms, elements and bonds are the component's
(:mod:`nesgroove.chem.matching`), its atoms renamed or not. Else it has that of a compound known to bind XPO1, where it
is one by elements and bonds, or what its coordinates say (:mod:`nesgroove.chem.perceive`); rows of problems.tsv say
which. What is left has no chemistry: its contacts are judged by distance alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from nesgroove.chem.components import UNKNOWN_COMPONENTS, Ligand, additives, ligand_of, ligands, modelled_compound
from nesgroove.chem.elements import KNOWN
from nesgroove.chem.given_chemistry import given_template
from nesgroove.chem.matching import LigandGraph, fits, same_graph
from nesgroove.chem.perceive import bond_orders, formal_charges
from nesgroove.chem.templates import Template, component_template, packaged_template
from nesgroove.model.structure import Structure

ORDERS = {"SING": 1, "DOUB": 2, "TRIP": 3, "AROM": 4, "DELO": 4}
"""Bond orders of chem_comp_bond; 4 is an aromatic bond without a Kekule form."""

ORGANIC_ATOMS = frozenset({"H", "D", "B", "C", "N", "O", "P", "S", "SE", "SI"})
"""Elements of which one atom alone is no ion but what is left of a compound or a water."""


def template_of(structure: Structure, residue: int, given: Mapping[str, str | Template | None]) -> Template | None:
    """Find the chemistry of a residue.

    Parameters
    ----------
    structure, residue
        The residue, by its index.
    given
        SMILES, the path of an SDF file, the chemistry itself with the file's atom names, or None where there is to be
        none, by component id: what the user says.

    Returns
    -------
    Template or None
        With the file's atom names; None where no source has it.

    Raises
    ------
    ChemistryError
        What the user gave does not fit the atoms in the file.
    """
    record = structure.residues[residue]
    if record.component in given:
        own = given[record.component]
        return given_template(structure, residue, own) if isinstance(own, str) else own
    named = _by_name(structure, residue)
    if record.kind != "ligand" or record.stop - record.start == 1:
        return named
    graph = ligand_graph(structure, residue)
    if named is not None and fits(graph, named.elements, named.pairs):
        return named
    if not graph.organic:
        return None if named is None or set(graph.names) - set(named.atoms) else named
    if named is not None and named.source == "dictionary":
        names = same_graph(graph, named.elements, named.pairs, whole=False)
        if names is not None:
            return _renamed(record.component, named, graph, names)
    return _known_compound(record.component, graph) or perceived(record.component, graph)


def ligand_graph(structure: Structure, residue: int) -> LigandGraph:
    """Atoms of a residue as a graph.

    Parameters
    ----------
    structure, residue
        The residue, by its index.

    Returns
    -------
    LigandGraph
        In the order of the file.
    """
    record, atoms = structure.residues[residue], structure.atoms
    span = slice(record.start, record.stop)
    return LigandGraph(tuple(atoms.name[span].tolist()), tuple(atoms.element[span].tolist()), atoms.xyz[span])


def is_compound(structure: Structure, residue: int) -> bool:
    """Whether a ligand is the compound that its component id says, as far as its atoms tell.

    Parameters
    ----------
    structure, residue
        The ligand, by its index.

    Returns
    -------
    bool
        False where its atoms, elements or bonds are others than those of the dictionary's component, under whatever
        names. What no dictionary knows is what it is called.
    """
    record = structure.residues[residue]
    if record.component == "UNX":  # one atom that nobody knows
        return record.stop - record.start == 1
    named = _by_name(structure, residue)
    if named is None or named.source != "dictionary":
        return True
    found = template_of(structure, residue, {})
    return found is not None and found.source == "dictionary" and not found.compound


def is_ion(structure: Structure, residue: int) -> bool:
    """Whether a ligand is an ion, by its component or as one atom of a metal or a halogen under any name.

    Parameters
    ----------
    structure, residue
        The ligand, by its index.

    Returns
    -------
    bool
        Force fields and programs have names of their own for ions (CIP, NIO, BAR), and no list has them all.
    """
    record = structure.residues[residue]
    if additives().get(record.component) == "ion" and is_compound(structure, residue):
        return True
    return record.stop - record.start == 1 and structure.atoms.element[record.start] in KNOWN - ORGANIC_ATOMS


def known_ligand(structure: Structure, residue: int) -> Ligand | None:
    """The compound known to bind XPO1 that a ligand is by its name and its atoms.

    Parameters
    ----------
    structure, residue
        The ligand, by its index.

    Returns
    -------
    Ligand or None
        None where the reference table does not know the component, or the ligand is another compound. A model by
        analogy names its compound itself.
    """
    component = structure.residues[residue].component
    if component in structure.compounds:
        return modelled_compound(component, structure.compounds[component])
    known = ligand_of(component)
    return known if known is not None and is_compound(structure, residue) else None


def _by_name(structure: Structure, residue: int) -> Template | None:
    """What the component id alone says."""
    component = structure.residues[residue].component
    if (packaged := packaged_template(component)) is not None and component not in UNKNOWN_COMPONENTS:
        return packaged
    if component in structure.component_bonds:
        return _file_template(structure, residue)
    return None if component in UNKNOWN_COMPONENTS else component_template(component)


def _file_template(structure: Structure, residue: int) -> Template:
    record = structure.residues[residue]
    span = slice(record.start, record.stop)
    elements = structure.atoms.element[span].tolist()
    names = [str(name) for name in structure.atoms.name[span]]
    place = {name: i for i, name in enumerate(names)}
    bonds = tuple(
        (a, b, ORDERS.get(order.upper()[:4], 1))
        for a, b, order in structure.component_bonds[record.component]
        if a in place and b in place
    )
    # chem_comp_bond has no charges; a nitro group has none that can be left out.
    kekule = all(order != 4 for _, _, order in bonds) and len(place) == len(names)
    orders = {(min(place[a], place[b]), max(place[a], place[b])): order for a, b, order in bonds} if kekule else {}
    charges = formal_charges(elements, orders)
    atoms = {
        name: (element.capitalize(), charge) for name, element, charge in zip(names, elements, charges, strict=True)
    }
    return Template(record.component, atoms, bonds, "file")


def _renamed(component: str, template: Template, graph: LigandGraph, names: tuple[str, ...]) -> Template:
    """A component's chemistry under the file's atom names; what the file lacks keeps the component's."""
    renamed = dict(zip(names, graph.names, strict=True))
    taken = set(graph.names)
    absent = {name: name if name not in taken else f"{name}*" for name in template.atoms if name not in renamed}
    own = renamed | absent
    return Template(
        component,
        {own[name]: atom for name, atom in template.atoms.items()},
        tuple((own[first], own[second], order) for first, second, order in template.bonds),
        template.source,
        renamed,
    )


def _known_compound(component: str, graph: LigandGraph) -> Template | None:
    """The chemistry of a compound known to bind XPO1 that has just these elements and bonds."""
    for ligand in ligands():
        template = packaged_template(ligand.component)
        if template is None or len(set(graph.names)) < len(graph.names):
            continue
        names = same_graph(graph, template.elements, template.pairs, whole=True)
        if names is not None:
            return replace(_renamed(component, template, graph, names), compound=ligand.component)
    return None


def perceived(component: str, graph: LigandGraph) -> Template | None:
    """Give a ligand bonds from distances, and their orders from lengths and angles.

    Parameters
    ----------
    component
        Its component id.
    graph
        Its atoms.

    Returns
    -------
    Template or None
        None where two atoms have one name.
    """
    if len(set(graph.names)) < len(graph.names):
        return None
    orders = bond_orders(graph.elements, graph.xyz, graph.pairs)
    charges = formal_charges(graph.elements, orders)
    atoms = {
        name: (element.capitalize(), charge)
        for name, element, charge in zip(graph.names, graph.elements, charges, strict=True)
    }
    bonds = tuple((graph.names[i], graph.names[j], order) for (i, j), order in orders.items())
    return Template(component, atoms, bonds, "coordinates")


def missing_atoms(structure: Structure, residue: int, template: Template) -> list[str]:
    """Name the heavy atoms that a component has and the file lacks.

    Parameters
    ----------
    structure, residue
        The residue, by its index.
    template
        Its chemistry.

    Returns
    -------
    list of str
        In the order of the template. OXT is not among them: most residues of a chain have none.
    """
    record = structure.residues[residue]
    present = set(structure.atoms.name[record.start : record.stop].tolist())
    polymer = record.kind == "polymer"
    return [name for name in template.atoms if name not in present and not (polymer and name == "OXT")]
