"""What gemmi reads of one block of an mmCIF file, or of one piece of a PDB file, and how several are joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import gemmi

from nesgroove.io.analogy import Analogy, analogy_of
from nesgroove.io.atom_table import AtomTable
from nesgroove.io.citation import doi_of_cif, doi_of_pdb
from nesgroove.io.declared import declared_in_block, declared_in_header
from nesgroove.io.described import described_in_block, described_in_header
from nesgroove.io.given import marked_absent_cif, marked_absent_pdb
from nesgroove.io.label_chains import marked_cif, without_marks
from nesgroove.io.organism import organisms_of_cif, organisms_of_pdb
from nesgroove.io.revision import revision_of
from nesgroove.io.source_kind import declared_kind
from nesgroove.model.absent import Absent
from nesgroove.model.named import Described
from nesgroove.model.structure import SourceKind

ComponentBonds = dict[str, list[tuple[str, str, str]]]


@dataclass
class Source:
    """A structure as gemmi has it, with what else its file says.

    Attributes
    ----------
    name : str
        Of the data block; empty in a PDB file.
    structure : gemmi.Structure
        With entities and label numbers.
    rows : int
        Rows of atoms in the text that it was read from.
    kind : str
        What the file says that it is.
    component_bonds : dict
        Bonds of components that the file gives.
    organisms : dict of str to str
        Species by the name of the entity (mmCIF) or by chain id (PDB).
    declared : tuple of Absent
        Ligands that it declares, whether they are there or not.
    header : sequence of str
        Lines of a PDB file that are no atoms.
    analogy : Analogy or None
        What the file is modelled on, where this program wrote it.
    described : Described
        What it calls its chains and components.
    doi : str
        Of the paper that the file is of; empty where it names none.
    revision : str
        Which release of an entry it is; empty where it does not say.
    """

    name: str
    structure: gemmi.Structure
    rows: int
    kind: SourceKind
    component_bonds: ComponentBonds = field(default_factory=dict)
    organisms: dict[str, str] = field(default_factory=dict)
    declared: tuple[Absent, ...] = ()
    header: Sequence[str] = ()
    analogy: Analogy | None = None
    described: Described = field(default_factory=Described)
    doi: str = ""
    revision: str = ""

    @property
    def info(self) -> dict[str, str]:
        """What the header says, by the names of mmCIF items."""
        return _info(self.structure)


def source_of_table(table: AtomTable) -> Source:
    """Read a block of an mmCIF file.

    Parameters
    ----------
    table
        Its table of atoms (:func:`nesgroove.io.cif_source.atom_tables`).

    Returns
    -------
    Source
        With all models.

    Raises
    ------
    ValueError, RuntimeError, IndexError
        gemmi's.
    """
    block, rows = table.block, len(table)
    marked = marked_cif(table)
    marked_absent_cif(table)
    structure = gemmi.make_structure_from_block(block)
    if marked:
        without_marks(structure)
    bonds: ComponentBonds = {}
    for row in block.find("_chem_comp_bond.", ["comp_id", "atom_id_1", "atom_id_2", "value_order"]):
        component, first, second, order = (gemmi.cif.as_string(value) for value in row)
        bonds.setdefault(component, []).append((first, second, order))
    _finish(structure)
    kind = declared_kind(_info(structure), block)
    declared = declared_in_block(block)
    return Source(
        block.name,
        structure,
        rows,
        kind,
        bonds,
        organisms_of_cif(block),
        declared,
        analogy=analogy_of(block),
        described=described_in_block(block, structure),
        doi=doi_of_cif(block),
        revision=revision_of(block)[0],
    )


def source_of_rows(
    header: Sequence[str], rows: Sequence[str], names: tuple[Mapping[str, str], Mapping[str, str]]
) -> Source:
    """Read a piece of a PDB file.

    Parameters
    ----------
    header
        Lines of other records.
    rows
        Rows of atoms, and TER.
    names
        Components, and chains: names that stand in for others -> those (:class:`nesgroove.io.pdb_rows.Tidied`).

    Returns
    -------
    Source
        With one model.

    Raises
    ------
    ValueError, RuntimeError
        gemmi's.
    """
    above = "\n".join(header)
    text = "\n".join([*header, *rows, "END", ""])
    atoms = [row for row in rows if not row.startswith("TER")]
    structure = gemmi.read_pdb_string(marked_absent_pdb(text, atoms))
    components, chains = names
    for chain in structure[0] if (components or chains) and len(structure) else ():
        chain.name = chains.get(chain.name, chain.name)
        for residue in chain:
            residue.name = components.get(residue.name, residue.name)
    _finish(structure)
    kind, organisms = declared_kind(_info(structure), None), organisms_of_pdb(above)
    declared = declared_in_header(header)
    return Source(
        "", structure, len(atoms), kind, {}, organisms, declared, tuple(header), described=described_in_header(above),
        doi=doi_of_pdb(header),
    )  # fmt: skip


def joined(sources: Sequence[Source]) -> Source:
    """Join what belongs together: chains of one model, each as it was, though two may have one id.

    Parameters
    ----------
    sources
        With one model each. Header, cell and kind of the whole are those of the one with most atoms.

    Returns
    -------
    Source
        The source itself where it is alone.
    """
    if len(sources) == 1:
        return sources[0]
    # A ligand may come before its receptor.
    first, *rest = sorted(sources, key=lambda source: -source.rows)
    structure = first.structure.clone()
    bonds, organisms, rows = dict(first.component_bonds), dict(first.organisms), first.rows
    described = first.described
    for number, other in enumerate(rest, start=2):
        entities = {entity.name for entity in structure.entities}
        added = other.structure.clone()
        renamed = _add_chains(structure, added, number)
        for entity in added.entities:
            name = _other(entity.name, entities, number)
            if not _is_pdb(structure) and entity.name in other.organisms:
                organisms[name] = other.organisms[entity.name]
            entity.name = name
            entity.subchains = [renamed.get(subchain, subchain) for subchain in entity.subchains]
            structure.entities.append(entity)
        for connection in added.connections:
            structure.connections.append(connection)
        if _is_pdb(structure):
            organisms = {**other.organisms, **organisms}
        for component, table in other.component_bonds.items():
            bonds.setdefault(component, table)
        rows += other.rows
        described = described.with_others(other.described)
    declared = tuple(ligand for source in sources for ligand in source.declared)
    return Source(
        first.name,
        structure,
        rows,
        first.kind,
        bonds,
        organisms,
        declared,
        analogy=first.analogy,
        described=described,
        doi=first.doi,
        revision=first.revision,
    )


def _is_pdb(structure: gemmi.Structure) -> bool:
    return structure.input_format == gemmi.CoorFormat.Pdb


def _add_chains(structure: gemmi.Structure, other: gemmi.Structure, number: int) -> dict[str, str]:
    """Add chains of another structure; return what their label chains are called now."""
    atoms: dict[str, set[str]] = {}
    taken: set[str] = set()
    for chain in structure[0]:
        atoms.setdefault(chain.name, set()).update(_atom_names(chain))
        taken.update(residue.subchain for residue in chain)
    renamed: dict[str, str] = {}
    for chain in other[0]:
        # Where no atom comes twice it may be the rest of the same chain: bonds decide.
        apart = not atoms.get(chain.name, set()).isdisjoint(_atom_names(chain))
        for residue in chain:
            goes_on = not apart and residue.entity_type == gemmi.EntityType.Polymer
            name = residue.subchain if goes_on else _other(residue.subchain, taken, number)
            renamed[residue.subchain] = residue.subchain = name
            if apart and _is_pdb(structure):
                residue.segment = f"{residue.segment}{number}"  # as different segments they stay apart
        structure[0].add_chain(chain)
    return renamed


def _atom_names(chain: gemmi.Chain) -> set[str]:
    return {f"{residue.seqid} {atom.name} {atom.altloc}" for residue in chain for atom in residue}


def _other(name: str, taken: set[str], number: int) -> str:
    """The name, or one that is not taken."""
    while name in taken:
        name = f"{number}-{name}"
    return name


def _finish(structure: gemmi.Structure) -> None:
    structure.setup_entities()
    # A PDB file gives its sequence (SEQRES) but no label numbers; an mmCIF file has its own, which stay.
    structure.assign_label_seq_id()


def _info(structure: gemmi.Structure) -> dict[str, str]:
    info: Any = structure.info  # a gemmi.InfoMap, which has no type stub of a mapping
    return dict(info.items())
