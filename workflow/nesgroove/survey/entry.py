"""One structure in, all its records out.

This module brings the measures of one complex together and says in ``problems`` what could not be measured.
It writes nothing: :mod:`nesgroove.survey.run` goes through files and writes tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from nesgroove.chem.radii import radii
from nesgroove.chem.residues import ResidueBuilder
from nesgroove.chem.templates import missing_atoms, template_of
from nesgroove.errors import ChemistryError, IdentifyError
from nesgroove.identify.complexes import (
    MIN_INHIBITOR_ATOMS,
    Complex,
    Occupant,
    find_complexes,
    groove_coverage,
    near_pockets,
)
from nesgroove.measure.cargo import CargoPose, cargo_pose
from nesgroove.measure.cavity import groove_grids, pocket_shapes
from nesgroove.measure.contacts import RING_REACH, Contact, contacts, image_contacts
from nesgroove.measure.geometry import Measure, geometry, groove_c_alphas, groove_rmsd, groove_state
from nesgroove.measure.occupancy import occupancy
from nesgroove.measure.site528 import Site528, site528
from nesgroove.model.crystal import images_near
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.record import Record, Severity
from nesgroove.model.structure import FloatArray, IntArray, Structure
from nesgroove.model.target import XPO1
from nesgroove.survey import rows as records
from nesgroove.survey.references import References

DECLARED_SEEN = 0.6
"""Part of a declared sequence that is usually seen, for XPO1 nearly all: less than this may be a file cut short."""


WHOLE = (60, 1000)
"""Positions between which XPO1 is seen in every entry we know: the first is 12 or less, the last 1040 or more. Less
than this is a fragment, or a file cut at a line end, which every parser reads without a word."""


ARCHIVE_ID = re.compile(r"[0-9][a-z0-9]{3}")
"""Entry ids of the archive, in small letters."""


Identified: TypeAlias = tuple[list[Complex], list[IdentifyError]]


@dataclass(frozen=True)
class Settings:
    """What the user can choose about measuring.

    Attributes
    ----------
    ligands : mapping of str to str
        SMILES, or the path of an SDF file, by component id.
    references : References
        What complexes are compared with.
    """

    ligands: Mapping[str, str] = field(default_factory=dict)
    references: References = field(default_factory=References)


def survey(structure: Structure, settings: Settings, identified: Identified | None = None) -> list[Record]:
    """Measure all complexes of a structure.

    Parameters
    ----------
    structure
        One entry.
    settings
        References and ligand chemistry.
    identified
        What :func:`nesgroove.identify.complexes.find_complexes` found in it, where that is known.

    Returns
    -------
    list of Record
        Rows of all tables. An entry without a complex has rows in ``problems`` only.
    """
    rows: list[Record] = list(_entry_problems(structure))
    complexes, failures = identified or find_complexes(structure)
    for failure in failures:
        rows.append(problem(structure.entry, failure.step, "error", failure.message, remedy=failure.remedy))
    for complex_ in complexes:
        rows += _Survey(complex_, settings).rows()
    return rows


def _entry_problems(structure: Structure) -> list[ProblemRecord]:
    entry = structure.entry
    found = []
    if structure.declared_missing:
        found.append(
            problem(
                entry, "read", "warning",
                f"chains declared without any atom: {', '.join(structure.declared_missing)}; the file may be cut short",
                remedy="Compare the file with the archive's, or fetch it again",
            )
        )  # fmt: skip
    for chain in structure.chains:
        if chain.declared and len(chain.residues) < DECLARED_SEEN * len(chain.declared):
            found.append(
                problem(
                    entry, "read", "warning",
                    f"chain {chain.name} has {len(chain.residues)} of its {len(chain.declared)} declared residues; "
                    "disordered, or the file is cut short",
                    remedy="Compare the file with the archive's",
                )
            )  # fmt: skip
    own = structure.file_id.lower()
    if ARCHIVE_ID.fullmatch(entry) and ARCHIVE_ID.fullmatch(own) and own != entry:
        found.append(
            problem(
                entry, "read", "warning", f"the file is named {entry} and calls itself {structure.file_id}",
                remedy="Rename the file, or fetch the entry again",
            )
        )  # fmt: skip
    absent = [name for name, value in (("method", structure.method), ("resolution", structure.resolution)) if not value]
    if absent:
        found.append(problem(entry, "read", "note", f"the file's header gives no {' and no '.join(absent)}"))
    if structure.models > 1:
        found.append(problem(entry, "read", "note", f"{structure.models} models in the file; the first was measured"))
    if structure.alternates:
        found.append(
            problem(
                entry, "read", "note",
                f"{structure.alternates} atoms in alternate locations left out: of each residue the label with "
                "the highest occupancy was kept, ties to the first",
            )
        )  # fmt: skip
    if structure.zero_occupancy:
        found.append(problem(entry, "read", "note", f"{structure.zero_occupancy} atoms have occupancy 0 and were kept"))
    return found


class _Survey:
    """The measures of one complex, each computed once."""

    def __init__(self, complex_: Complex, settings: Settings) -> None:
        self.complex = complex_
        self.structure = complex_.structure
        self.settings = settings
        self.xyz = complex_.frame.to_frame(self.structure.atoms.xyz)
        self.receptor = self.structure.atom_indices(complex_.chain.residues)
        self.problems: list[Record] = []

    def rows(self) -> list[Record]:
        """All rows of the complex."""
        complex_ = self.complex
        occupants = complex_.occupants
        site = site528(complex_, self.xyz, self._present(), self._occupant_atoms())
        measures = [*geometry(complex_), *self._rmsds(), *site.measures]
        receptor_radii = radii(self.structure.atoms.element[self.receptor])
        grids = groove_grids(self.xyz[self.receptor], receptor_radii)
        apolar = np.isin(self.structure.atoms.element[self.receptor], ("C", "S", "SE"))
        shapes = pocket_shapes(grids, self.xyz[self.receptor], receptor_radii, apolar)
        rows: list[Record] = [*records.molecules(complex_), *records.covalent(complex_, site)]
        rows += records.pockets(complex_, shapes, self.receptor)
        rows += records.groove_atoms(complex_)
        builder = self._builder(site)
        for occupant in occupants:
            missing = self._missing_atoms(occupant)
            shares = occupancy(complex_, occupant, self.xyz, grids, self.receptor, self.settings.references.cargo)
            if any(share.filled is None for share in shares):
                self._problem("occupancy", "warning", f"a pocket has no cavity, {occupant.name} cannot fill it")
            rows += records.occupancies(complex_, occupant, shares, missing, self.settings.references.cargo.complex_id)
            pose = cargo_pose(complex_, occupant, self.xyz) if occupant.kind == "cargo" else None
            rows += records.occupant_atoms(complex_, occupant, self.xyz, pose)
            if pose is not None:
                rows += records.anchors(complex_, occupant, pose)
                measures += pose.measures
                self._pose_problems(occupant, pose)
            rows += self._contacts(builder, site, occupant)
        for ran in complex_.with_role("ran"):
            found = contacts(self.structure, builder, complex_.chain.residues, ran.residues)
            rows += records.contact_rows(complex_, ran.name, "ran", found)
        for component in sorted(builder.unknown):
            self._problem(
                "contacts", "warning",
                f"the chemistry of component {component} is not known: its contacts are judged by distance alone",
                f"Give it with --ligand {component}=SMILES or --ligand {component}=FILE.sdf",
            )  # fmt: skip
        state = groove_state(complex_)
        symmetry = self._symmetry()
        incomplete = records.incomplete_lining(complex_)
        self._measure_problems(measures, site, incomplete, state is None)
        rows += records.geometries(complex_, measures)
        rows.append(records.complex_row(complex_, site, state, symmetry, incomplete))
        return rows + self.problems

    def _problem(self, step: str, severity: Severity, message: str, remedy: str = "") -> None:
        self.problems.append(
            problem(self.structure.entry, step, severity, message, complex_id=self.complex.id, remedy=remedy)
        )

    def _present(self) -> IntArray:
        """Atoms of the complex without additives."""
        residues = {i for m in self.complex.molecules if m.role != "additive" for i in m.residues}
        return self.structure.atom_indices(sorted(residues))

    def _occupant_atoms(self) -> IntArray:
        return self.structure.atom_indices([i for o in self.complex.occupants for i in o.residues])

    def _rmsds(self) -> list[Measure]:
        here = groove_c_alphas(self.complex)
        found = []
        references = self.settings.references
        for name, groove in (("open", references.open_groove), ("closed", references.closed_groove)):
            found.append(Measure(f"rmsd_{name}", groove_rmsd(here, groove)[0] if groove else None, "A"))
        return found

    def _builder(self, site: Site528) -> ResidueBuilder:
        ends = frozenset(atom for bond in site.bonds for atom in (bond.site_atom, bond.other_atom))
        return ResidueBuilder(self.structure, self.settings.ligands, ends)

    def _missing_atoms(self, occupant: Occupant) -> int | None:
        """Count heavy atoms that an inhibitor has and the file lacks; a cargo's disorder is not counted so."""
        if occupant.kind == "cargo":
            return None
        try:
            template = template_of(self.structure, occupant.residues[0], self.settings.ligands)
        except ChemistryError as error:
            self._problem("chemistry", "error", error.message, error.remedy)
            return None
        if template is None:
            return None
        missing = missing_atoms(self.structure, occupant.residues[0], template)
        record = self.structure.residues[occupant.residues[0]]
        names = self.structure.atoms.name[record.start : record.stop].tolist()
        unexpected = sorted(set(names) - set(template.atoms))
        if missing:
            self._problem(
                "chemistry", "warning", f"{occupant.name} lacks {len(missing)} heavy atoms: {' '.join(missing)}",
                "Its volume and contacts are those of the atoms that are there",
            )  # fmt: skip
        if unexpected:
            self._problem(
                "chemistry", "warning",
                f"{occupant.name} has atoms that its component does not: {' '.join(unexpected)}; contacts by distance",
                f"Give its chemistry with --ligand {record.component}=SMILES",
            )  # fmt: skip
        return len(missing)

    def _contacts(self, builder: ResidueBuilder, site: Site528, occupant: Occupant) -> Sequence[Record]:
        complex_ = self.complex
        own = set(self.structure.atom_indices(occupant.residues).tolist())
        bonds = [(b.site_atom, b.other_atom) for b in site.bonds if b.other_atom in own and b.by_distance]
        found: list[Contact] = contacts(self.structure, builder, complex_.chain.residues, occupant.residues, bonds)
        clashes = sum(contact.type == "clash" for contact in found)
        if clashes:
            self._problem(
                "contacts", "warning",
                f"{clashes} atom pairs of {occupant.name} and XPO1 overlap (type 'clash'): the model is not relaxed "
                "or the pose is wrong",
            )  # fmt: skip
        atoms = self.structure.atom_indices(occupant.residues)
        centre = self.structure.atoms.xyz[atoms].mean(axis=0)
        extent = float(np.linalg.norm(self.structure.atoms.xyz[atoms] - centre, axis=1).max())
        # Ten more than the reach, so that residues that touch are there as a whole.
        images = images_near(self.structure, centre, extent + RING_REACH + 10.0, self.receptor)
        if len(images):
            found += image_contacts(self.structure, builder, images, occupant.residues)
        return records.contact_rows(complex_, occupant.name, occupant.kind, found)

    def _symmetry(self) -> int | None:
        """Count atoms of symmetry images near the pockets; None without a crystal."""
        if self.structure.crystal is None:
            return None
        solid = [r.index for r in self.structure.residues if r.kind != "water"]
        centre: FloatArray = self.complex.frame.from_frame(XPO1.centres.mean(axis=0))
        images = images_near(self.structure, centre, 20.0, self.structure.atom_indices(solid))
        near = near_pockets(self.complex.frame, images.xyz)
        if len(near) >= MIN_INHIBITOR_ATOMS:
            names = {
                f"{self.structure.residues[self.structure.atoms.residue[images.atom[i]]].auth_chain} "
                f"({images.operator[i]})"
                for i in near
            }
            self._problem(
                "identify", "warning",
                f"{len(near)} atoms of symmetry images lie in the pockets: chain {', '.join(sorted(names))}",
                "The groove is not empty in the crystal. If this is the cargo, expand the symmetry and measure again",
            )  # fmt: skip
        return len(near)

    def _pose_problems(self, occupant: Occupant, pose: CargoPose) -> None:
        if len(pose.spacing) < 2:
            self._problem("cargo", "note", f"chain {occupant.name} has fewer than three anchors in the pockets")
        if not pose.direction:
            self._problem("cargo", "warning", f"the direction of chain {occupant.name} cannot be told")
        elif not pose.monotonic:
            self._problem(
                "cargo", "warning",
                f"the anchors of chain {occupant.name} do not follow its sequence: the direction is that of a "
                "straight line through them",
                "Look at the pose before using direction or class",
            )  # fmt: skip

    def _measure_problems(
        self, measures: list[Measure], site: Site528, incomplete: list[tuple[str, list[str]]], no_state: bool
    ) -> None:
        complex_ = self.complex
        references = self.settings.references
        for note in complex_.notes:
            self._problem("identify", "warning", note)
        observed, there = groove_coverage(complex_.residue_at)
        if observed < there:
            self._problem(
                "frame", "warning",
                f"{observed} of {there} groove positions are in the file; the frame may be turned by some degrees",
            )  # fmt: skip
        first, last = min(complex_.residue_at), max(complex_.residue_at)
        if first > WHOLE[0] or last < WHOLE[1]:
            self._problem(
                "read", "warning",
                f"XPO1 chain {complex_.chain.name} covers positions {first}-{last} of 1071: a fragment, or a file that "
                "is cut short",
                "Compare the file with the archive's, or with the program's that wrote it",
            )  # fmt: skip
        if incomplete:
            text = ", ".join(f"{label} lacks {' '.join(names)}" for label, names in incomplete)
            self._problem(
                "cavity", "warning", f"side chains of the lining are incomplete: {text}",
                "Volumes there are too large and contacts too few",
            )  # fmt: skip
        empty = [m.name for m in measures if m.value is None and not m.name.startswith("rmsd_")]
        if empty:
            self._problem("geometry", "warning", f"not measured, for atoms are missing: {' '.join(empty)}")
        if no_state:
            self._problem("geometry", "error", "the state cannot be told: C-alpha atoms of the stations are missing")
        absent = [
            name for name, groove in (("open", references.open_groove), ("closed", references.closed_groove))
            if not groove
        ]  # fmt: skip
        if absent:
            self._problem(
                "geometry", "note", f"no RMSD to the {' and the '.join(absent)} groove: no such reference in this run",
                "Name the reference complexes with --open and --closed, and give their files",
            )  # fmt: skip
        if complex_.occupants and not len(references.cargo.xyz):
            self._problem(
                "occupancy", "note",
                "no reference cargo in this run: filled_vs_cargo is relative to the published values of 3gjx, "
                "cargo_volume_taken and anchors_displaced are empty",
                "Name the reference cargo with --cargo, and give its file",
            )  # fmt: skip
        self._site_problems(site)
        if complex_.with_role("ran") and not complex_.with_role("nucleotide"):
            self._problem("identify", "note", "Ran has no nucleotide in the file: its state is not told")

    def _site_problems(self, site: Site528) -> None:
        if site.name == "missing":
            self._problem("site528", "warning", f"position {XPO1.cysteine} is not in the file: nothing measured there")
        elif site.reachable is None:
            self._problem("site528", "note", f"position {XPO1.cysteine} is {site.name}: there is no SG to measure")
        for bond in site.bonds:
            other = self.structure.residues[self.structure.atoms.residue[bond.other_atom]]
            name = str(self.structure.atoms.name[bond.other_atom])
            if bond.in_file and not bond.by_distance:
                self._problem(
                    "site528", "warning",
                    f"the file records a bond to {other.label} {name} of {bond.length:.2f} A, which is no bond length",
                )  # fmt: skip
            if bond.by_distance and not bond.in_file:
                self._problem(
                    "site528", "note",
                    f"{other.label} {name} is {bond.length:.2f} A from {site.name[:3]}{XPO1.cysteine}; the file does "
                    "not record this bond",
                )  # fmt: skip
            if bond.expected_atom and bond.expected_atom != name:
                self._problem(
                    "site528", "warning",
                    f"{other.label} is bonded by {name}; the reference table expects {bond.expected_atom}",
                )  # fmt: skip
