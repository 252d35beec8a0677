"""The receptor of poses: read and identified once, with what lies in its groove taken out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nesgroove.errors import IdentifyError
from nesgroove.identify.bond528 import reactive_atom
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.read import read_structure
from nesgroove.measure.groove import Groove, Settings
from nesgroove.measure.remarks import complex_remarks, entry_remarks
from nesgroove.measure.sums import fast_sums
from nesgroove.model.complex import Complex, near_pockets
from nesgroove.model.edited import free_chain, without_residues
from nesgroove.model.plain_text import first_few
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.structure import FloatArray, SourceKind, Structure
from nesgroove.survey.sources import source_of

LISTED = 8
"""Molecules that a remark names."""


@dataclass(frozen=True)
class Receptor:
    """What poses are measured in.

    Attributes
    ----------
    structure : Structure
        Without waters, and without what was in the groove.
    grooves : tuple of Groove
        Its XPO1 copies with an empty groove.
    chain : str
        Chain id that no residue has, for the poses.
    kind : str
        What the file is; poses in it are ``modelled``, in a phantom ``phantom``.
    taken_out : tuple of str
        Labels of what was in the groove.
    remarks : tuple of ProblemRecord
        What there is to say of it.
    """

    structure: Structure
    grooves: tuple[Groove, ...]
    chain: str
    kind: SourceKind
    taken_out: tuple[str, ...]
    remarks: tuple[ProblemRecord, ...]

    @property
    def sulphurs(self) -> tuple[int | None, ...]:
        """Index of the atom at 528 that reacts, by copy; None where there is none."""
        return tuple(reactive_atom(self.structure, groove.complex.residue_at) for groove in self.grooves)


def read_receptor(path: Path, settings: Settings) -> Receptor:
    """Read the receptor of poses.

    Parameters
    ----------
    path
        Any file that ``measure`` reads.
    settings
        References; what the file is.

    Returns
    -------
    Receptor
        Waters and the crystal are left out, for docking knows of neither.

    Raises
    ------
    ReadError
        It is no structure.
    IdentifyError
        There is no XPO1 with a groove in it.
    """
    whole = read_structure(path)
    if (kind := source_of(settings.sources, whole.entry)) is not None:
        whole = replace(whole, source_kind=kind)
    said = [*entry_remarks(whole)]
    remarks = [row for row in said if isinstance(row, ProblemRecord)]
    kind = whole.source_kind
    structure = replace(whole, crystal=None, source_kind="phantom" if kind == "phantom" else "modelled")
    structure = without_residues(structure, [r.index for r in structure.residues if r.kind == "water"])
    taken_out: list[str] = []
    complexes, failures = find_complexes(structure)
    while complexes and (there := _in_groove(structure, complexes)):
        taken_out += [label for label, _ in there]
        structure = without_residues(structure, {i for _, residues in there for i in residues})
        complexes, failures = find_complexes(structure)
    if not complexes:
        error = failures[0]
        raise IdentifyError(error.message, file=path, step=error.step, remedy=error.remedy) from error
    if taken_out:
        remarks.append(_taken_out(whole.entry, taken_out))
    remarks += [problem(whole.entry, e.step, "warning", e.message, remedy=e.remedy) for e in failures]
    grooves = tuple(Groove(complex_, settings, fast_sums()) for complex_ in complexes)
    for groove in grooves:
        remarks += list(complex_remarks(groove))
    return Receptor(structure, grooves, free_chain(structure), kind, tuple(taken_out), tuple(remarks))


def _in_groove(structure: Structure, complexes: list[Complex]) -> list[tuple[str, set[int]]]:
    """What lies in the groove of any copy, with its residues: occupants, and additives near a pocket."""
    there: dict[str, set[int]] = {}
    for complex_ in complexes:
        occupants = {occupant.name for occupant in complex_.occupants}
        for molecule in complex_.molecules:
            if molecule.name in occupants or (len(molecule.residues) == 1 and molecule.atoms_near_pockets):
                there.setdefault(molecule.name, set()).update(molecule.residues)
    for residue in structure.residues:
        if residue.kind == "ligand" and residue.label not in there:
            xyz = structure.atoms.xyz[residue.start : residue.stop]
            if any(len(near_pockets(complex_.frame, xyz)) for complex_ in complexes):
                there[residue.label] = {residue.index}
    return sorted(there.items())


def _taken_out(entry: str, labels: list[str]) -> ProblemRecord:
    return problem(
        entry, "poses", "note", f"what lies in the groove of the receptor was taken out: {first_few(labels, LISTED)}",
        remedy="Nothing is to be done: the poses take its place",
    )  # fmt: skip


def copy_of(receptor: Receptor, xyz: FloatArray) -> int:
    """Say in which copy's groove coordinates lie.

    Parameters
    ----------
    receptor
        The receptor.
    xyz
        Atoms of a pose, shape (n, 3), A.

    Returns
    -------
    int
        The copy with most atoms near its pockets; where none has any, the one whose groove is nearest.
    """
    if len(receptor.grooves) == 1:
        return 0
    counts = [len(near_pockets(groove.complex.frame, xyz)) for groove in receptor.grooves]
    if max(counts):
        return int(np.argmax(counts))
    frames = [groove.complex.frame for groove in receptor.grooves]
    return int(np.argmin([np.linalg.norm(frame.to_frame(xyz.mean(axis=0))) for frame in frames]))
