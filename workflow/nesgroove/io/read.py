"""Reading mmCIF and PDB files into the records of :mod:`nesgroove.model.structure`.

The only module that parses structures. gemmi reads; the format is told by content and not by name.

Policies, the same for every file:

* heavy atoms only: hydrogens and deuteriums are counted and left out;
* the first model unless another is asked for;
* alternate locations: in each residue the label with the highest mean occupancy, ties to the first label;
  an atom that has no copy with that label keeps its own best one; where two components share one residue
  number (microheterogeneity) the component is chosen in the same way;
* author and label identifiers are both kept, insertion codes too.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import gemmi
import numpy as np
import numpy.typing as npt

from nesgroove.errors import ReadError
from nesgroove.model.structure import Atoms, Chain, Crystal, RecordedBond, Residue, ResidueKind, Structure

_Group: TypeAlias = list[tuple[gemmi.Residue, range]]
_HYDROGENS = frozenset({1, 119})
"""Hydrogen and deuterium as gemmi counts its elements."""


def entry_name(path: str | Path) -> str:
    """Name of the entry that a file holds: its name without ``.gz`` and the format's ending.

    Examples
    --------
    >>> entry_name("structures/3GJX.cif.gz")
    '3gjx'
    >>> entry_name("model_pkia.pdb")
    'model_pkia'
    """
    name = Path(path).name
    for ending in (".gz", ".cif", ".mmcif", ".pdb", ".ent"):
        if name.lower().endswith(ending):
            name = name[: -len(ending)]
    # A four-character archive id is the same entry in capitals and in small letters.
    return name.lower() if len(name) == 4 and name[0].isdigit() else name


def read_structure(path: str | Path, *, entry: str | None = None, model: int = 1) -> Structure:
    """Read a structure file.

    Parameters
    ----------
    path
        mmCIF or PDB, plain or gzipped.
    entry
        Name of the entry; by default the file's name without its endings.
    model
        Which model to take, counted from 1.

    Returns
    -------
    Structure

    Raises
    ------
    ReadError
        The file is missing, empty, damaged, or is no structure; the message says which.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ReadError(error.strerror or str(error), file=path, remedy="Check the path and its permissions") from error
    text = _text(raw, path)
    structure, component_bonds = _parse(text, path)
    if not 1 <= model <= len(structure):
        raise ReadError(
            f"model {model} was asked for and the file has {len(structure)}",
            file=path,
            remedy=f"Choose a model from 1 to {len(structure)}",
        )
    models = len(structure)
    chosen = structure[model - 1]
    for number in range(models - 1, -1, -1):
        if structure[number].num != chosen.num:
            del structure[number]
    built = _Builder(structure).build()
    if not len(built["atoms"]):
        raise ReadError("there are no atoms in it", file=path, remedy="Fetch or export the file again")
    return Structure(
        entry=entry or entry_name(path),
        file_id=_info(structure, "_entry.id"),
        path=str(path),
        sha256=hashlib.sha256(raw).hexdigest(),
        title=_info(structure, "_struct.title"),
        method=_info(structure, "_exptl.method"),
        resolution=structure.resolution or None,
        crystal=_crystal(structure.cell, structure.find_spacegroup()),
        component_bonds=component_bonds,
        models=models,
        **built,
    )


def _info(structure: gemmi.Structure, tag: str) -> str:
    info: Any = structure.info  # a gemmi.InfoMap, which has no type stub of a mapping
    return str(info[tag]) if tag in info else ""


def _text(raw: bytes, path: Path) -> str:
    if raw[:2] == b"\x1f\x8b":
        try:
            raw = gzip.decompress(raw)
        except (OSError, EOFError, zlib.error) as error:
            raise ReadError(
                f"the gzip file is damaged or cut short ({error})", file=path, remedy="Fetch or copy it again"
            ) from error
    if not raw.strip():
        raise ReadError("the file is empty", file=path, remedy="Fetch or copy it again")
    text = raw.decode("utf-8", errors="replace")
    if text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<?xml")):
        raise ReadError(
            "this is a web page, not a structure", file=path, remedy="Fetch the mmCIF file of the entry again"
        )
    return text


def _parse(text: str, path: Path) -> tuple[gemmi.Structure, dict[str, list[tuple[str, str, str]]]]:
    """Parse with gemmi; whatever a parser raises becomes one error of ours."""
    bonds: dict[str, list[tuple[str, str, str]]] = {}
    try:
        if _looks_like_cif(text):
            document = gemmi.cif.read_string(text)
            block = next((b for b in document if b.find_loop("_atom_site.id")), None)
            if block is None:
                raise ValueError("no atom_site table")
            structure = gemmi.make_structure_from_block(block)
            table = block.find("_chem_comp_bond.", ["comp_id", "atom_id_1", "atom_id_2", "value_order"])
            for row in table:
                component, first, second, order = (gemmi.cif.as_string(value) for value in row)
                bonds.setdefault(component, []).append((first, second, order))
        else:
            structure = gemmi.read_pdb_string(text)
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
    return structure, bonds


def _looks_like_cif(text: str) -> bool:
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            return line.startswith(("data_", "loop_", "_"))
    return False


def _crystal(cell: gemmi.UnitCell, group: gemmi.SpaceGroup | None) -> Crystal | None:
    """Return None for the placeholder cells of cryo-EM and of predicted models."""
    if not cell.is_crystal() or group is None:
        return None
    operators = tuple(
        (
            op.triplet(),
            np.array(op.rot, dtype=float) / gemmi.Op.DEN,
            np.array(op.tran, dtype=float) / gemmi.Op.DEN,
        )
        for op in group.operations()
    )
    return Crystal(
        orthogonal=np.array(cell.orth.mat.tolist()),
        fractional=np.array(cell.frac.mat.tolist()),
        operators=operators,
    )


def _flat(structure: gemmi.Structure) -> Any:  # noqa: ANN401 (its arrays have no type stubs)
    """Atoms as gemmi's columns, which refuse chains with names of eight characters and more."""
    if max((len(name) for chain in structure[0] for name in (chain.name, *(r.subchain for r in chain))), default=0) > 7:
        structure = structure.clone()
        for number, chain in enumerate(structure[0]):
            chain.name = str(number)  # the names are taken from the structure itself
            for residue in chain:
                residue.subchain = ""
    return gemmi.FlatStructure(structure)


class _Builder:
    """Turns a gemmi structure of one model into our columns."""

    def __init__(self, structure: gemmi.Structure) -> None:
        self.structure = structure
        self.flat: Any = _flat(structure)
        # Plain lists: this goes through atoms one residue at a time, where array slices would cost more.
        self.elements: list[int] = self.flat.elements.tolist()
        self.altlocs: list[int] = self.flat.altlocs.tolist()
        self.occupancies: list[float] = self.flat.occ.tolist()
        self.names: list[bytes] = [name.tobytes() for name in np.asarray(self.flat.atom_names)]
        self.hydrogens = 0
        self.alternates = 0
        self.rows: list[int] = []
        self.residues: list[Residue] = []
        self.places: dict[tuple[str, str], int] = {}

    def build(self) -> dict[str, Any]:
        chains = []
        first_row = 0
        for chain in self.structure[0]:
            rows = []
            for residue in chain:
                rows.append(range(first_row, first_row + len(residue)))
                first_row += len(residue)
            built = self._chain(chain, rows)
            if built is not None:
                chains.append(built)
        atoms = self._atoms()
        return {
            "atoms": atoms,
            "residues": tuple(self.residues),
            "chains": tuple(chains),
            "bonds": self._bonds(atoms),
            "alternates": self.alternates,
            "hydrogens": self.hydrogens,
            "zero_occupancy": int((atoms.occupancy == 0).sum()),
            "declared_missing": self._declared_missing(),
        }

    def _atoms(self) -> Atoms:
        rows = np.array(self.rows, dtype=np.intp)
        flat = self.flat
        sizes = [residue.stop - residue.start for residue in self.residues]
        elements = np.char.upper(flat.element_names[rows].astype(np.str_)) if len(rows) else np.array([], "U2")
        return Atoms(
            xyz=np.array(flat.pos[rows], dtype=np.float64).reshape(-1, 3),
            name=_text_column(flat.atom_names, rows),
            element=elements,
            altloc=_text_column(flat.altlocs[:, None], rows),
            occupancy=flat.occ[rows].astype(np.float64).round(4),
            b_factor=flat.b_iso[rows].astype(np.float64).round(4),
            residue=np.repeat(np.arange(len(sizes), dtype=np.intp), sizes),
        )

    def _chain(self, chain: gemmi.Chain, rows: list[range]) -> Chain | None:
        groups = _same_number_groups(chain, rows)
        polymer = [g for g in groups if g[0][0].entity_type == gemmi.EntityType.Polymer]
        if polymer and all(g[0][0].label_seq is not None for g in polymer):
            # The sequence decides the order, not the order of lines in the file.
            polymer.sort(key=lambda g: g[0][0].label_seq or 0)
        others = [g for g in groups if g[0][0].entity_type != gemmi.EntityType.Polymer]
        indices = [i for i in (self._residue(chain.name, group) for group in polymer) if i is not None]
        for group in others:
            self._residue(chain.name, group)
        if not indices:
            return None
        declared = ""
        entity = self.structure.get_entity_of(chain.get_polymer())
        if entity is not None and entity.full_sequence:
            declared = "".join(_code(name.split(",")[0]) for name in entity.full_sequence)
        sequence = "".join(self.residues[i].code for i in indices)
        return Chain(chain.name, tuple(indices), sequence, declared)

    def _residue(self, chain: str, group: _Group) -> int | None:
        residue, rows = self._choose(group)
        if not rows:
            return None
        index = len(self.residues)
        start = len(self.rows)
        self.rows.extend(rows)
        kind: ResidueKind = "ligand"
        if residue.entity_type == gemmi.EntityType.Polymer:
            kind = "polymer"
        elif residue.is_water():
            kind = "water"
        self.places[chain, f"{residue.seqid}{residue.name}"] = index
        self.residues.append(
            Residue(
                index=index,
                component=residue.name,
                code=_code(residue.name) if kind == "polymer" else "X",
                kind=kind,
                auth_chain=chain,
                auth_seq_id=residue.seqid.num or 0,
                ins_code=residue.seqid.icode.strip(),
                label_chain=residue.subchain,
                label_seq_id=residue.label_seq,
                start=start,
                stop=len(self.rows),
            )
        )
        return index

    def _choose(self, group: _Group) -> tuple[gemmi.Residue, list[int]]:
        """Apply the policies for hydrogens and alternate locations to one residue number."""
        heavy: list[list[int]] = []
        for _, span in group:
            elements = self.elements[span.start : span.stop]
            heavy.append([row for row, number in zip(span, elements, strict=True) if number not in _HYDROGENS])
            self.hydrogens += len(span) - len(heavy[-1])
        if len(group) == 1 and not any(self.altlocs[group[0][1].start : group[0][1].stop]):
            return group[0][0], heavy[0]
        which = max(range(len(group)), key=lambda i: (self._mean_occupancy(heavy[i]), -i))
        rows = heavy[which]
        labels = sorted({self.altlocs[row] for row in rows} - {0})
        chosen = max(
            labels,
            key=lambda label: (self._mean_occupancy([r for r in rows if self.altlocs[r] == label]), -label),
            default=0,
        )
        kept: dict[bytes, int] = {}
        for row in sorted(rows, key=lambda r: (self.altlocs[r] != chosen, -self.occupancies[r], self.altlocs[r])):
            kept.setdefault(self.names[row], row)
        chosen_rows = sorted(kept.values())
        self.alternates += sum(map(len, heavy)) - len(chosen_rows)
        return group[which][0], chosen_rows

    def _mean_occupancy(self, rows: list[int]) -> float:
        # Single precision leaves 0.5 and 0.5 a hair apart after averaging; a tie must stay a tie.
        return round(sum(self.occupancies[row] for row in rows) / len(rows), 4) if rows else 0.0

    def _bonds(self, atoms: Atoms) -> tuple[RecordedBond, ...]:
        kinds = (gemmi.ConnectionType.Covale, gemmi.ConnectionType.Disulf)
        found = []
        for connection in self.structure.connections:
            if connection.type not in kinds or connection.asu == gemmi.Asu.Different:
                continue
            ends = []
            for partner in (connection.partner1, connection.partner2):
                place = self.places.get((partner.chain_name, f"{partner.res_id.seqid}{partner.res_id.name}"))
                if place is not None:
                    record = self.residues[place]
                    span = range(record.start, record.stop)
                    ends += [i for i in span if atoms.name[i] == partner.atom_name]
            if len(ends) == 2:
                length = float(np.linalg.norm(atoms.xyz[ends[0]] - atoms.xyz[ends[1]]))
                found.append(RecordedBond(ends[0], ends[1], length))
        return tuple(found)

    def _declared_missing(self) -> tuple[str, ...]:
        present = {residue.label_chain for residue in self.residues}
        missing = set()
        for entity in self.structure.entities:
            if entity.entity_type == gemmi.EntityType.Polymer:
                missing |= {name for name in entity.subchains if name not in present}
        return tuple(sorted(missing))


def _text_column(characters: npt.NDArray[np.int8], rows: npt.NDArray[np.intp]) -> npt.NDArray[np.str_]:
    """Join gemmi's zero-padded bytes, one row per atom, into strings."""
    block = np.ascontiguousarray(characters[rows])
    return block.view(f"S{block.shape[1]}").ravel().astype(np.str_)


def _same_number_groups(chain: gemmi.Chain, rows: list[range]) -> list[_Group]:
    """Residues of a chain, those of one number (microheterogeneity) together."""
    groups: list[_Group] = []
    for residue, span in zip(chain, rows, strict=True):
        polymer = residue.entity_type == gemmi.EntityType.Polymer
        if polymer and groups and groups[-1][0][0].seqid == residue.seqid:
            groups[-1].append((residue, span))
        else:
            groups.append([(residue, span)])
    return groups


@cache
def _code(component: str) -> str:
    """One-letter code of a component; modified amino acids have their parent's, others ``X``."""
    letter = gemmi.find_tabulated_residue(component).one_letter_code
    return letter.upper() if letter.strip() else "X"
