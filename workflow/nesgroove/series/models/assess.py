"""How sure the writer of a model is of the groove, the cargo, and their interface."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from nesgroove.errors import NesgrooveError
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.confidence.contents import AGAIN
from nesgroove.io.confidence.sample import ALPHAFOLD_MULTIMER, COLABFOLD, Remark, Sample
from nesgroove.io.confidence.scores import Scores, read_scores
from nesgroove.io.read import StructureFile
from nesgroove.io.run_names import NamedFile
from nesgroove.measure.confidence import confidence_scale, residue_plddt, residues_in_groove
from nesgroove.measure.groove import Groove
from nesgroove.model.complex import Complex, Occupant
from nesgroove.model.structure import FloatArray, Structure
from nesgroove.model.target import XPO1
from nesgroove.series.models.interface import ipsae, lis, pdockq2
from nesgroove.series.models.tokens import MisfitError, pair_iptm, tokens_of
from nesgroove.survey.sources import Sources, source_of

CUTOFFS: Final = {ALPHAFOLD_MULTIMER: 15.0, COLABFOLD: 15.0}
"""PAE (A) below which ipSAE counts a pair, by writer, as the examples of ``ipsae.py`` have it: 15 for AlphaFold 2."""

CUTOFF: Final = 10.0
"""The same for all others: AlphaFold 3, Boltz."""


@dataclass(frozen=True)
class Interface:
    """What is known of XPO1 and one cargo. Empty is what the writer does not say.

    Attributes
    ----------
    xpo1_chain, cargo : str
        As the tables name them.
    cargo_residues, signal_residues : int
        How many the cargo has, and how many of them lie in the groove
        (:func:`nesgroove.measure.confidence.residues_in_groove`).
    plddt_whole, plddt_signal : float or None
        Mean pLDDT of these residues, 0 to 100.
    iptm : float or None
        Of the pair.
    values : dict of str to float
        Columns of model_samples.tsv that come from the PAE.
    """

    xpo1_chain: str
    cargo: str
    cargo_residues: int
    signal_residues: int
    plddt_whole: float | None = None
    plddt_signal: float | None = None
    iptm: float | None = None
    values: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Assessed:
    """What came of the confidence of one sample.

    Attributes
    ----------
    coordinates : str
        Checksum of atoms and coordinates; empty where the file could not be read.
    scores : Scores
        Without its arrays.
    cutoff : float
        Of ipSAE, A.
    interfaces : tuple of Interface
    sequences : dict of str to tuple of (str, tuple of str)
        Letters and author's numbers of each cargo.
    remarks : tuple of Remark
    """

    coordinates: str = ""
    iptm: float | None = None
    ptm: float | None = None
    ranking: tuple[str, float] | None = None
    pae_state: str = ""
    cutoff: float = CUTOFF
    interfaces: tuple[Interface, ...] = ()
    sequences: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()


def assess(named: tuple[NamedFile, Sample], sources: Sources = ()) -> Assessed:
    """Read a sample and its confidence files.

    Parameters
    ----------
    named
        The sample, and the entry that it is.
    sources
        What the user says the files are, as of :func:`nesgroove.survey.sources.read_sources`.

    Returns
    -------
    Assessed
        Empty where the coordinates cannot be read: that is told where they are measured.
    """
    file, sample = named
    try:
        kind = source_of(sources, file.entry) or ("predicted" if sample.writer else None)
        model = StructureFile(file.path, entry=file.entry, source_kind=kind).structure(1)
        complexes = find_complexes(model)[0]
    except NesgrooveError:
        return Assessed()
    try:
        return _assessed(model, complexes, sample)
    except Exception as error:  # a defect of ours must not take the other samples with it
        message = f"confidence was not read, by a defect of nesgroove: {type(error).__name__}: {error}"
        return Assessed(checksum_of(model), remarks=(Remark("error", message, "Report it with the files"),))


def checksum_of(structure: Structure) -> str:
    """Give a checksum of what a model is: its atoms, residues and coordinates, whatever its file and chains are called.

    Parameters
    ----------
    structure
        The model.

    Returns
    -------
    str
        sha256, of coordinates to a thousandth of an A.
    """
    atoms = structure.atoms
    what = hashlib.sha256(np.round(atoms.xyz * 1000.0).astype(np.int64).tobytes())
    what.update(" ".join(atoms.name.tolist()).encode())
    what.update(" ".join(residue.component for residue in structure.residues).encode())
    return what.hexdigest()


def _assessed(structure: Structure, complexes: list[Complex], sample: Sample) -> Assessed:
    scores = read_scores(sample)
    remarks = list(scores.remarks)
    state, tokens = scores.pae_state, None
    if scores.pae is not None:
        try:
            tokens = tokens_of(structure, scores)
        except MisfitError as error:
            state = "refused: not of this model"
            remarks.append(Remark("warning", f"the PAE is refused: {error}", AGAIN))
    cutoff = CUTOFFS.get(sample.writer, CUTOFF)
    scale = confidence_scale(structure)
    plddt = None if scale is None else scale * structure.atoms.b_factor
    interfaces = [
        _interface(complex_, cargo, scores, tokens, cutoff, plddt, remarks)
        for complex_ in complexes
        for cargo in complex_.cargoes
    ]
    if state != "read":
        remarks.append(Remark("note", f"no PAE, and nothing that comes from it ({state})"))
    residues = structure.residues
    sequences = {
        cargo.name: (
            "".join(residues[i].code for i in cargo.residues),
            tuple(residues[i].number for i in cargo.residues),
        )
        for complex_ in complexes
        for cargo in complex_.cargoes
    }
    return Assessed(
        checksum_of(structure), scores.iptm, scores.ptm, scores.ranking, state, cutoff, tuple(interfaces), sequences,
        tuple(dict.fromkeys(remarks)),
    )  # fmt: skip


def _interface(
    complex_: Complex, cargo: Occupant, scores: Scores, tokens: dict[int, int] | None, cutoff: float,
    plddt: FloatArray | None, remarks: list[Remark],
) -> Interface:  # fmt: skip
    signal = residues_in_groove(Groove(complex_), cargo)
    iptm = None
    if scores.pairs is not None:
        try:
            iptm = pair_iptm(complex_.structure, scores, complex_.chain.residues[0], cargo.residues[0])
        except MisfitError as error:
            remarks.append(Remark("warning", f"ipTM of XPO1 and {cargo.name} is left empty: {error}", AGAIN))
    elif not scores.pairs_given and _is_pair(complex_.structure):
        iptm = scores.iptm  # of two chains and nothing else the whole is the pair
    values = {}
    if tokens is not None and scores.pae is not None:
        values = _from_pae(complex_, cargo, signal, scores.pae, tokens, cutoff, plddt)
    return Interface(
        complex_.chain.name, cargo.name, len(cargo.residues), len(signal),
        _mean(complex_, cargo.residues), _mean(complex_, signal), iptm, values,
    )  # fmt: skip


def _is_pair(structure: Structure) -> bool:
    """Whether a model is two chains and nothing else."""
    return len(structure.chains) == 2 and all(residue.kind == "polymer" for residue in structure.residues)


def _mean(complex_: Complex, residues: Sequence[int]) -> float | None:
    values = residue_plddt(complex_.structure, residues)
    return float(values.mean()) if len(values) and not np.isnan(values).any() else None


def _from_pae(
    complex_: Complex, cargo: Occupant, signal: list[int], pae: FloatArray, tokens: dict[int, int], cutoff: float,
    plddt: FloatArray | None,
) -> dict[str, float]:  # fmt: skip
    first, last = XPO1.span
    groove = [index for position, index in complex_.residue_at.items() if first <= position <= last]
    xpo1 = list(complex_.receptor_residues)

    def block(aligned: list[int], scored: list[int]) -> FloatArray:
        return pae[np.ix_([tokens[i] for i in aligned], [tokens[i] for i in scored])]

    whole = list(cargo.residues)
    values = {}
    for name, part in (("cargo", whole), ("signal", signal)):
        if part and groove:
            values[f"pae_groove_{name}"] = float(block(groove, part).mean())
            values[f"pae_{name}_groove"] = float(block(part, groove).mean())
    there, back = block(xpo1, whole), block(whole, xpo1)
    values["ipsae_xpo1_cargo"], values["ipsae_cargo_xpo1"] = ipsae(there, cutoff), ipsae(back, cutoff)
    values["lis"] = (lis(there) + lis(back)) / 2.0
    if plddt is not None:
        (near, near_plddt), (far, far_plddt) = (_beta(complex_.structure, part, plddt) for part in (xpo1, whole))
        distance = np.linalg.norm(near[:, None] - far[None], axis=2)
        values["pdockq2"] = max(
            pdockq2(there, distance, near_plddt, far_plddt), pdockq2(back, distance.T, far_plddt, near_plddt)
        )
    return values


def _beta(structure: Structure, residues: list[int], plddt: FloatArray) -> tuple[FloatArray, FloatArray]:
    """C-beta atoms (C-alpha where there is none) with their pLDDT; nan where neither is there."""
    xyz, own = np.full((len(residues), 3), np.nan), np.full(len(residues), np.nan)
    for row, index in enumerate(residues):
        atom = structure.atom_of(index, "CB")
        atom = structure.atom_of(index, "CA") if atom is None else atom
        if atom is not None:
            xyz[row], own[row] = structure.atoms.xyz[atom], plddt[atom]
    return xyz, own
