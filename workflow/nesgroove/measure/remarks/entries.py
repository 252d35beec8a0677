"""Checks of a whole file: what it leaves out, contradicts or was chosen from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nesgroove.measure.confidence import confidence_scale, no_confidence
from nesgroove.measure.remarks.check import Details, check, reading_check
from nesgroove.model.plain_text import first_few
from nesgroove.model.structure import Structure

DECLARED_SEEN = 0.6
"""Part of a declared sequence that is usually seen, for XPO1 nearly all: less than this may be a file cut short."""

LISTED = 12
"""Ligands and atoms that a remark names one by one."""

BESIDE = 5
"""A single amino acid whose number is at most so far beyond a chain's is one of the chain by its number; ligands are
numbered on from the next hundred, mostly."""

ARCHIVE_ID = re.compile(r"[0-9][a-z0-9]{3}")
"""Entry ids of the archive, in small letters."""


@check(
    "chain_without_atoms", "entry", "read", "warning",
    "chains declared without any atom: {chains}; the file may be cut short",
    "Compare the file with the archive's, or fetch it again",
)  # fmt: skip
def _chain_without_atoms(structure: Structure) -> Iterator[Details]:
    if structure.declared_missing:
        yield {"chains": ", ".join(structure.declared_missing)}


@check(
    "chain_short", "entry", "read", "warning",
    "chain {chain} has {seen} of its {declared} declared residues; disordered, or the file is cut short",
    "Compare the file with the archive's",
    limit=DECLARED_SEEN,
)  # fmt: skip
def _chain_short(structure: Structure) -> Iterator[Details]:
    for chain in structure.chains:
        if chain.declared and len(chain.residues) < DECLARED_SEEN * len(chain.declared):
            yield {"chain": chain.name, "seen": len(chain.residues), "declared": len(chain.declared)}


@check(
    "residue_detached", "entry", "identify", "warning",
    "amino acids with numbers of a chain are bonded to nothing of it: {residues}; they were taken for ligands",
    "Look where they lie: their coordinates may be wrong",
    limit=BESIDE,
)  # fmt: skip
def _residue_detached(structure: Structure) -> Iterator[Details]:
    reach = {}
    for chain in structure.chains:
        numbers = [structure.residues[i].auth_seq_id for i in chain.residues]
        reach[chain.name] = min(numbers) - BESIDE, max(numbers) + BESIDE
    detached = []
    for residue in structure.residues:
        first, last = reach.get(residue.auth_chain, (1, 0))
        if residue.kind == "ligand" and first <= residue.auth_seq_id <= last:
            names = structure.atoms.name[residue.start : residue.stop].tolist()
            if {"N", "CA", "C"} <= set(names):
                detached.append(residue.label)
    if detached:
        yield {"residues": first_few(detached, LISTED)}


@check(
    "other_id", "entry", "read", "warning",
    "the file is named {entry} and calls itself {own}",
    "Rename the file, or fetch the entry again",
)  # fmt: skip
def _other_id(structure: Structure) -> Iterator[Details]:
    entry, own = structure.entry, structure.file_id.lower()
    if ARCHIVE_ID.fullmatch(entry) and ARCHIVE_ID.fullmatch(own) and own != entry:
        yield {"entry": entry, "own": structure.file_id}


@check("header_incomplete", "entry", "read", "note", "the file's header gives no {absent}")
def _header_incomplete(structure: Structure) -> Iterator[Details]:
    absent = [name for name, value in (("method", structure.method), ("resolution", structure.resolution)) if not value]
    if absent and structure.sha256:  # a frame of a trajectory is of no file, and has no header
        yield {"absent": " and no ".join(absent)}


@check("several_models", "entry", "read", "note", "{models} models in the file; {which} was measured", limit=1)
def _several_models(structure: Structure) -> Iterator[Details]:
    if structure.models > 1:
        yield {"models": structure.models, "which": "the first" if structure.model == 1 else f"model {structure.model}"}


@check(
    "alternates_left_out", "entry", "read", "note",
    "{atoms} atoms in alternate locations left out: of each residue the label with the highest occupancy was kept, "
    "ties to the first; a compound and the side chain that it is bonded to have one label",
)  # fmt: skip
def _alternates_left_out(structure: Structure) -> Iterator[Details]:
    if len(structure.left_out):
        yield {"atoms": len(structure.left_out)}


@check(
    "atoms_repeated", "entry", "read", "warning",
    "{atoms} atoms are given twice, under one residue and name and without labels: the higher occupancy was kept, else "
    "the first",
    "Give alternate locations their labels, or each pose a residue number of its own",
)  # fmt: skip
def _atoms_repeated(structure: Structure) -> Iterator[Details]:
    if structure.repeated:
        yield {"atoms": structure.repeated}


reading_check(
    "unnamed", "note",
    "without a name in the file: {what}; called so in the tables",
    "Give chains and atoms their names",
)  # fmt: skip


reading_check(
    "atoms_numbered", "note",
    "atoms of {residues} share their names: they were numbered in the order of the file",
)  # fmt: skip


reading_check(
    "ids_shared", "warning",
    "{count} ids of chain, number and name stand for several residues each ({residues}): told apart by place and bonds",
    "Give each chain an id of its own",
)  # fmt: skip


reading_check(
    "poses_of_one_id", "warning",
    "{count} molecules have the id {residue} and lie in one place: poses or alternates without labels, each measured "
    "as if alone",
    "Measure each pose alone, in a file of its own; give alternate locations their labels",
)  # fmt: skip


@check("zero_occupancy", "entry", "read", "note", "{atoms} atoms have occupancy 0 and were kept")
def _zero_occupancy(structure: Structure) -> Iterator[Details]:
    if structure.zero_occupancy:
        yield {"atoms": structure.zero_occupancy}


@check(
    "copies_not_given", "entry", "read", "warning",
    "{copies} copies by non-crystallographic symmetry (MTRIX, struct_ncs_oper) are described and not in the file",
    "They are not measured, and what lies in a groove may be among them: write out the copies and measure again",
)  # fmt: skip
def _copies_not_given(structure: Structure) -> Iterator[Details]:
    if structure.copies_not_given:
        yield {"copies": structure.copies_not_given}


reading_check(
    "labels_changed", "note",
    "names that no table or viewer can hold as they are were changed: {labels}",
    "Give chains, components and atoms names of letters and digits where these are to be found again",
)  # fmt: skip


reading_check(
    "labels_with_blanks", "warning",
    "ids with a blank in them, which the dictionary of mmCIF does not allow: {labels}; they are taken as they are, and "
    "programs that part lines at blanks read something else",
    "Give them ids of letters and digits",
)  # fmt: skip


reading_check("title_cut", "note", "the title has {characters} characters; its beginning is kept")


reading_check(
    "force_field_names", "note",
    "the file has names of a force field; residues and atoms are called as in the archive: {what}",
)  # fmt: skip


reading_check(
    "adduct_apart", "note",
    "residue {residue} is a cysteine with {atoms} heavy atoms beyond its sulphur: measured as CYS and {called}, two "
    "residues with a bond",
)  # fmt: skip


@check(
    "ligand_absent", "entry", "read", "warning",
    "declared and not in the file: {ligands}; the file may be cut short",
    "Compare the file with the archive's, or fetch it again",
)  # fmt: skip
def _ligand_absent(structure: Structure) -> Iterator[Details]:
    ligands = [absent.label for absent in structure.absent if not absent.atom]
    if ligands:
        yield {"ligands": first_few(ligands, LISTED)}


@check(
    "partner_absent", "entry", "read", "warning",
    "bonds are recorded with atoms that are not in the file: {partners}; the file may be cut short",
    "Compare the file with the archive's, or fetch it again",
)  # fmt: skip
def _partner_absent(structure: Structure) -> Iterator[Details]:
    partners = [absent.label.strip(": ") for absent in structure.absent if absent.atom]
    if partners:
        yield {"partners": first_few(partners, LISTED)}


@check(
    "confidence_missing", "entry", "confidence", "note",
    "a prediction whose B factors are no pLDDT, for they are {why}: how sure the predictor was is not known",
    "Give the file as the predictor wrote it; minimising often empties the column",
)  # fmt: skip
def _confidence_missing(structure: Structure) -> Iterator[Details]:
    why = no_confidence(structure)
    if structure.source_kind == "predicted" and why:
        yield {"why": why}


@check(
    "confidence_scaled", "entry", "confidence", "note",
    "B factors of this prediction are from 0 to 1: read as pLDDT, and multiplied by {scale} in the columns plddt_*",
)  # fmt: skip
def _confidence_scaled(structure: Structure) -> Iterator[Details]:
    scale = confidence_scale(structure)
    if scale is not None and scale != 1:
        yield {"scale": f"{scale:g}"}
