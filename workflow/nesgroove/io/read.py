"""Reading mmCIF and PDB files into the records of :mod:`nesgroove.model.structure`.

gemmi reads; the format is recognised by content and not by name. The first model is taken unless another is asked
for; policies for hydrogens and alternate locations are those of :mod:`nesgroove.io.assemble`. Author and label
identifiers are both kept, insertion codes too.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gemmi
import numpy as np
import numpy.typing as npt

from nesgroove.errors import ReadError
from nesgroove.io.assemble import Assembled, SourceAtoms, SourceChain, SourceResidue, one_letter_code
from nesgroove.io.cell import crystal_of
from nesgroove.io.connections import recorded_bonds, recorded_links
from nesgroove.io.entry_names import entry_name
from nesgroove.io.gate import gated
from nesgroove.io.given import marked_absent_cif, marked_absent_pdb
from nesgroove.io.labels import safe_labelled
from nesgroove.io.opened import limits, opened
from nesgroove.io.organism import organisms_of_cif, organisms_of_pdb
from nesgroove.io.repeats import marked_cif, marked_pdb, without_marks
from nesgroove.io.residue_kinds import residue_kinds
from nesgroove.io.source_kind import declared_kind
from nesgroove.model.structure import SourceKind, Structure


def read_structure(
    path: str | Path, *, entry: str | None = None, model: int = 1, source_kind: SourceKind | None = None
) -> Structure:
    """Read a structure file.

    Parameters
    ----------
    path
        File in mmCIF or PDB format, plain or gzipped.
    entry
        Name of the entry; by default the file's name without its endings.
    model
        Which model to take, counted from 1.
    source_kind
        What the file is, where its reader knows better than its header.

    Returns
    -------
    Structure
        One model of the file, with coordinates in A.

    Raises
    ------
    ReadError
        The file is missing, empty, damaged, or is no structure; the message says which.
    """
    path = Path(path)
    limit = limits()
    content = opened(path, limit)
    text = _text(content.data, path)
    structure, component_bonds, organisms, declared = _parse(text, path)
    limit.refuse_atoms(sum(model.count_atom_sites() for model in structure), path)
    models, info = _keep_model(structure, model, path), _info(structure)
    built, findings = gated(
        _atoms(structure), _chains(structure, organisms), recorded_links(structure), file=path,
        planted=declared == "phantom",
    )  # fmt: skip
    if not len(built.atoms):
        raise ReadError("there are no atoms in it", file=path, remedy="Fetch or export the file again")
    crystal, of_cell = crystal_of(structure.cell, structure.find_spacegroup(), structure.spacegroup_hm, built.residues)
    described = Structure(
        entry=entry or entry_name(path),
        file_id=info.get("_entry.id", ""),
        path=str(path),
        sha256=content.sha256,
        title=info.get("_struct.title", ""),
        method=info.get("_exptl.method", ""),
        resolution=structure.resolution or None,
        crystal=crystal,
        component_bonds=component_bonds,
        models=models,
        bonds=recorded_bonds(structure, built),
        declared_missing=_declared_missing(structure, built),
        copies_not_given=sum(not operator.given for operator in structure.ncs),
        source_kind=source_kind or declared,
        findings=(*findings, *of_cell),
        **built.contents,
    )
    return safe_labelled(described)


def _keep_model(structure: gemmi.Structure, model: int, path: Path) -> int:
    """Take all other models out of a structure; return how many there were."""
    models = len(structure)
    if not 1 <= model <= models:
        raise ReadError(
            f"model {model} was asked for and the file has {models}",
            file=path,
            remedy=f"Choose a model from 1 to {models}",
        )
    chosen = structure[model - 1]
    for number in range(models - 1, -1, -1):
        if structure[number].num != chosen.num:
            del structure[number]
    return models


def _info(structure: gemmi.Structure) -> dict[str, str]:
    info: Any = structure.info  # a gemmi.InfoMap, which has no type stub of a mapping
    return dict(info.items())


def _text(raw: bytes, path: Path) -> str:
    if not raw.strip():
        raise ReadError("the file is empty", file=path, remedy="Fetch or copy it again")
    text = raw.decode("utf-8", errors="replace")
    if text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<?xml")):
        raise ReadError(
            "this is a web page, not a structure", file=path, remedy="Fetch the mmCIF file of the entry again"
        )
    return text


def _parse(
    text: str, path: Path
) -> tuple[gemmi.Structure, dict[str, list[tuple[str, str, str]]], dict[str, str], SourceKind]:
    """Parse with gemmi; whatever a parser raises becomes one error of ours.

    Beside the structure: bonds of components, species by entity (mmCIF) or chain (PDB), and what the file is.
    """
    bonds: dict[str, list[tuple[str, str, str]]] = {}
    block = None
    try:
        if _looks_like_cif(text):
            document = gemmi.cif.read_string(text)
            block = next((b for b in document if b.find_loop("_atom_site.id")), None)
            if block is None:
                raise ValueError("no atom_site table")
            marked_cif(block)
            marked_absent_cif(block)
            structure = gemmi.make_structure_from_block(block)
            table = block.find("_chem_comp_bond.", ["comp_id", "atom_id_1", "atom_id_2", "value_order"])
            for row in table:
                component, first, second, order = (gemmi.cif.as_string(value) for value in row)
                bonds.setdefault(component, []).append((first, second, order))
            organisms = organisms_of_cif(block)
        else:
            structure = gemmi.read_pdb_string(marked_pdb(marked_absent_pdb(text)))
            organisms = organisms_of_pdb(text)
        without_marks(structure)
        structure.setup_entities()
        # A PDB file gives its sequence (SEQRES) but no label numbers; an mmCIF file has its own, which stay.
        structure.assign_label_seq_id()
        if len(structure) == 0:
            raise ValueError("no atoms")
    except (ValueError, RuntimeError, IndexError, OSError) as error:
        raise ReadError(
            # gemmi quotes the line at fault on a line of its own; a message of ours is one line.
            f"it cannot be read as mmCIF or PDB ({' '.join(str(error).split())})",
            file=path,
            remedy="Check that the file is whole and is an mmCIF or PDB file",
        ) from error
    return structure, bonds, organisms, declared_kind(_info(structure), block)


def _looks_like_cif(text: str) -> bool:
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            return line.startswith(("data_", "loop_", "_"))
    return False


def _flat(structure: gemmi.Structure) -> Any:  # noqa: ANN401 (its arrays have no type stubs)
    """Atoms as gemmi's columns, which refuse chains with names of eight characters and more."""
    if max((len(name) for chain in structure[0] for name in (chain.name, *(r.subchain for r in chain))), default=0) > 7:
        structure = structure.clone()
        for number, chain in enumerate(structure[0]):
            chain.name = str(number)  # the names are taken from the structure itself
            for residue in chain:
                residue.subchain = ""
    return gemmi.FlatStructure(structure)


def _atoms(structure: gemmi.Structure) -> SourceAtoms:
    flat = _flat(structure)
    return SourceAtoms(
        xyz=np.array(flat.pos, dtype=np.float64).reshape(-1, 3),
        name=_text_column(flat.atom_names),
        element=np.char.upper(flat.element_names.astype(np.str_)) if len(flat.pos) else np.array([], "U2"),
        altloc=_text_column(flat.altlocs[:, None]),
        # gemmi has single precision; the digits of the file are enough.
        occupancy=flat.occ.astype(np.float64).round(4),
        b_factor=flat.b_iso.astype(np.float64).round(4),
    )


def _chains(structure: gemmi.Structure, organisms: Mapping[str, str]) -> list[SourceChain]:
    chains = []
    first_row = 0
    for chain in structure[0]:
        residues = []
        for residue, kind in zip(chain, residue_kinds(chain), strict=True):
            rows = range(first_row, first_row + len(residue))
            first_row = rows.stop
            residues.append(
                SourceResidue(
                    component=residue.name,
                    kind=kind,
                    auth_seq_id=residue.seqid.num or 0,
                    ins_code=residue.seqid.icode.strip(),
                    label_chain=residue.subchain,
                    label_seq_id=residue.label_seq,
                    rows=rows,
                )
            )
        entity = structure.get_entity_of(chain.get_polymer())
        by_chain = structure.input_format == gemmi.CoorFormat.Pdb
        organism = organisms.get(chain.name if by_chain else entity.name if entity else "", "")
        chains.append(SourceChain(chain.name, residues, _declared(entity), organism))
    return chains


def _declared(entity: gemmi.Entity | None) -> str:
    if entity is None or not entity.full_sequence:
        return ""
    return "".join(one_letter_code(name.split(",")[0]) for name in entity.full_sequence)


def _declared_missing(structure: gemmi.Structure, built: Assembled) -> tuple[str, ...]:
    present = {residue.label_chain for residue in built.residues}
    missing = set()
    for entity in structure.entities:
        if entity.entity_type == gemmi.EntityType.Polymer:
            missing |= {name for name in entity.subchains if name not in present}
    return tuple(sorted(missing))


def _text_column(characters: npt.NDArray[np.int8]) -> npt.NDArray[np.str_]:
    """Join gemmi's zero-padded bytes, one row per atom, into strings."""
    block = np.ascontiguousarray(characters)
    return block.view(f"S{block.shape[1]}").ravel().astype(np.str_)
