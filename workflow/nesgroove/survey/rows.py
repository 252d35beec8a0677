"""Turn measures into rows of tables: identifiers, labels and nothing computed that could be called a measure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from nesgroove.chem.components import ligand_of, nucleotide_states
from nesgroove.chem.templates import missing_atoms, template_of
from nesgroove.identify.complexes import POCKET_REACH, Complex, Occupant, groove_coverage
from nesgroove.measure.cargo import AnchorRecord, CargoPose
from nesgroove.measure.cavity import PocketShape
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.contacts import Contact, ContactRecord
from nesgroove.measure.covalent import CovalentRecord
from nesgroove.measure.geometry import BACKBONE, GrooveState, Measure, groove_c_alphas
from nesgroove.measure.groove_ca import GrooveAtomRecord
from nesgroove.measure.molecules import MoleculeRecord
from nesgroove.measure.occupancy import NEAR_GROOVE, OccupancyRecord, PocketOccupancy
from nesgroove.measure.occupant_atoms import OccupantAtomRecord
from nesgroove.measure.pockets import PocketRecord
from nesgroove.measure.scalar import GeometryRecord
from nesgroove.measure.site528 import Site528
from nesgroove.model.record import YesNo
from nesgroove.model.structure import FloatArray, IntArray
from nesgroove.model.target import XPO1

PHANTOM_TITLE = "nesgroove phantom"
"""Titles that begin so belong to structures that this program built."""


def yes_no(value: bool | None) -> YesNo:
    """Write a truth value; empty where it is not known."""
    return "" if value is None else "yes" if value else "no"


def complex_row(
    complex_: Complex,
    site: Site528,
    state: GrooveState | None,
    symmetry_atoms: int | None,
    incomplete: Sequence[tuple[str, list[str]]],
) -> ComplexRecord:
    """Make the row of a complex; ``incomplete`` is what :func:`incomplete_lining` found."""
    structure = complex_.structure
    ran = complex_.with_role("ran")
    nucleotides = [structure.residues[m.residues[0]].component for m in complex_.with_role("nucleotide")]
    inhibitors = [o for o in complex_.occupants if o.kind == "inhibitor"]
    components = list(dict.fromkeys(structure.residues[o.residues[0]].component for o in inhibitors))
    known = [ligand_of(component) for component in components]
    observed, there = groove_coverage(complex_.residue_at)
    lining = structure.atom_indices([complex_.residue_at[p] for p in XPO1.lining if p in complex_.residue_at])
    state_of_ran = ""
    if ran:
        state_of_ran = nucleotide_states()[nucleotides[0]] if nucleotides else "none in the file"
    return ComplexRecord(
        entry=structure.entry,
        complex=complex_.id,
        xpo1_chain=complex_.chain.name,
        species=complex_.recognition.reference.species,
        site528=site.name,
        state=state.state if state else "",
        state_margin=state.margin if state else None,
        groove_width=state.width if state else None,
        ran_chain=";".join(m.name for m in ran),
        ran_nucleotide=";".join(nucleotides),
        ran_state=state_of_ran,
        ranbp_chain=";".join(m.name for m in complex_.with_role("ranbp")),
        cargo_chain=";".join(o.name for o in complex_.occupants if o.kind == "cargo"),
        inhibitor=";".join(components),
        inhibitor_name=";".join(ligand.compound if ligand else "unknown" for ligand in known),
        inhibitor_class=";".join(ligand.ligand_class if ligand else "unknown" for ligand in known),
        resolution=structure.resolution,
        method=structure.method,
        mutations=" ".join(complex_.recognition.mutations),
        deletions=" ".join(complex_.recognition.deletions),
        identity=complex_.recognition.identity,
        groove_observed=f"{observed}/{there}",
        groove_atoms_missing=sum(len(names) for _, names in incomplete),
        site528_reachable=yes_no(site.reachable),
        groove_b=float(structure.atoms.b_factor[lining].mean()) if len(lining) else None,
        symmetry_in_groove=yes_no(None if symmetry_atoms is None else symmetry_atoms > 0),
        phantom=yes_no(structure.title.startswith(PHANTOM_TITLE)) or "no",
        title=structure.title,
        sha256=structure.sha256,
    )


def incomplete_lining(complex_: Complex) -> list[tuple[str, list[str]]]:
    """List lining residues with the side-chain atoms that the file lacks."""
    found = []
    for position in XPO1.lining:
        index = complex_.residue_at.get(position)
        template = None if index is None else template_of(complex_.structure, index, {})
        if index is not None and template is not None:
            names = [n for n in missing_atoms(complex_.structure, index, template) if n not in BACKBONE]
            if names:
                found.append((complex_.structure.residues[index].label, names))
    return found


def molecules(complex_: Complex) -> list[MoleculeRecord]:
    """Make a row for each chain and ligand."""
    structure = complex_.structure
    rows = []
    for molecule in complex_.molecules:
        first = structure.residues[molecule.residues[0]]
        ligand = first.kind == "ligand"
        rows.append(
            MoleculeRecord(
                entry=structure.entry,
                complex=complex_.id,
                molecule=molecule.name,
                role=molecule.role,
                component=first.component if ligand else "",
                reference=molecule.recognition.reference.key if molecule.recognition else "",
                identity=molecule.recognition.identity if molecule.recognition else None,
                residues=len(molecule.residues),
                atoms=len(structure.atom_indices(molecule.residues)),
                atoms_near_pockets=molecule.atoms_near_pockets if molecule.role != "xpo1" else None,
                auth_chain=first.auth_chain,
                auth_seq_id=first.number if ligand else "",
                label_chain=first.label_chain,
            )
        )
    return rows


def geometries(complex_: Complex, measures: Iterable[Measure]) -> list[GeometryRecord]:
    """Make a row for each scalar measure."""
    return [
        GeometryRecord(entry=complex_.structure.entry, complex=complex_.id, measure=m.name, value=m.value, unit=m.unit)
        for m in measures
    ]


def pockets(complex_: Complex, shapes: Sequence[PocketShape], receptor: IntArray) -> list[PocketRecord]:
    """Make a row for each pocket."""
    residue = complex_.structure.atoms.residue[receptor]
    position = complex_.position_of
    rows = []
    for shape in shapes:
        lining = sorted({position[i] for i in residue[list(shape.lining)].tolist() if i in position})
        rows.append(
            PocketRecord(
                entry=complex_.structure.entry,
                complex=complex_.id,
                pocket=shape.pocket,
                volume=shape.volume,
                volume_sd=shape.volume_sd,
                mouth_area=shape.mouth_area,
                depth=shape.depth,
                hydrophobic_fraction=shape.hydrophobic_fraction,
                lining=" ".join(map(str, lining)),
            )
        )
    return rows


def occupancies(
    complex_: Complex,
    occupant: Occupant,
    shares: Sequence[PocketOccupancy],
    missing: int | None,
    reference: str,
) -> list[OccupancyRecord]:
    """Make a row for each pocket of an occupant."""
    return [
        OccupancyRecord(
            entry=complex_.structure.entry,
            complex=complex_.id,
            occupant=occupant.name,
            kind=occupant.kind,
            pocket=share.pocket,
            filled=share.filled,
            filled_sd=share.filled_sd,
            filled_vs_cargo=share.filled_vs_cargo,
            buried=share.buried,
            occupied=yes_no(share.occupied),
            x_min=share.x_min,
            x_max=share.x_max,
            depth=share.depth,
            volume=share.volume,
            cargo_volume_taken=share.cargo_volume_taken,
            anchors_displaced=" ".join(share.anchors_displaced),
            atoms=share.atoms,
            atoms_missing=missing if share.pocket == "all" else None,
            crystal_occupancy=share.crystal_occupancy,
            b_factor=share.b_factor,
            reference=reference,
        )
        for share in shares
    ]


def anchors(complex_: Complex, cargo: Occupant, pose: CargoPose) -> list[AnchorRecord]:
    """Make a row for each pocket of a cargo; a pocket without an anchor has one too."""
    structure = complex_.structure
    rows = []
    for pocket in XPO1.pockets:
        anchor = pose.anchors.get(pocket)
        residue = structure.residues[anchor.residue] if anchor else None
        rows.append(
            AnchorRecord(
                entry=structure.entry,
                complex=complex_.id,
                cargo_chain=cargo.name,
                direction=pose.direction,
                nes_class=pose.nes_class,
                pocket=pocket,
                anchor=anchor.name if anchor else "",
                residue=residue.label if residue else "",
                distance=anchor.distance if anchor else None,
                x=float(anchor.centre[0]) if anchor else None,
                component=residue.component if residue else "",
                auth_seq_id=residue.auth_seq_id if residue else None,
                ins_code=residue.ins_code if residue else "",
                label_chain=residue.label_chain if residue else "",
                label_seq_id=residue.label_seq_id if residue else None,
                spacing="-".join(map(str, pose.spacing)),
            )
        )
    return rows


def groove_atoms(complex_: Complex) -> list[GrooveAtomRecord]:
    """Make a row for each C-alpha of the groove."""
    rows = []
    for position, xyz in groove_c_alphas(complex_).items():
        x, y, z = xyz.tolist()
        residue = complex_.structure.residues[complex_.residue_at[position]]
        rows.append(
            GrooveAtomRecord(
                entry=complex_.structure.entry,
                complex=complex_.id,
                position=position,
                residue=residue.label,
                x=x,
                y=y,
                z=z,
            )
        )
    return rows


def occupant_atoms(
    complex_: Complex, occupant: Occupant, xyz: FloatArray, pose: CargoPose | None
) -> list[OccupantAtomRecord]:
    """Make a row for each atom of an occupant near the groove; ``xyz`` are all atoms in the groove frame."""
    structure = complex_.structure
    phi = {anchor.residue: anchor.name for anchor in pose.anchors.values()} if pose else {}
    rows = []
    for atom in structure.atom_indices(occupant.residues).tolist():
        distance = np.linalg.norm(XPO1.centres - xyz[atom], axis=1)
        if distance.min() > NEAR_GROOVE:
            continue
        residue = structure.residues[structure.atoms.residue[atom]]
        name = str(structure.atoms.name[atom])
        x, y, z = xyz[atom].tolist()
        rows.append(
            OccupantAtomRecord(
                entry=structure.entry,
                complex=complex_.id,
                occupant=occupant.name,
                kind=occupant.kind,
                residue=residue.label,
                auth_seq_id=residue.auth_seq_id,
                ins_code=residue.ins_code,
                atom=name,
                element=str(structure.atoms.element[atom]),
                x=x,
                y=y,
                z=z,
                pocket=XPO1.pockets[int(distance.argmin())] if distance.min() < POCKET_REACH else "",
                anchor=phi.get(residue.index, "") if name not in BACKBONE else "",
            )
        )
    return rows


def covalent(complex_: Complex, site: Site528) -> list[CovalentRecord]:
    """Make a row for each bond at position 528."""
    structure = complex_.structure
    rows = []
    for bond in site.bonds:
        here = structure.residues[structure.atoms.residue[bond.site_atom]]
        there = structure.residues[structure.atoms.residue[bond.other_atom]]
        rows.append(
            CovalentRecord(
                entry=structure.entry,
                complex=complex_.id,
                inhibitor=there.component,
                atom=str(structure.atoms.name[bond.other_atom]),
                length=bond.length,
                angle=bond.angle,
                source="file" if bond.in_file else "distance",
                in_file=yes_no(bond.in_file),
                by_distance=yes_no(bond.by_distance),
                site_residue=here.label,
                site_atom=str(structure.atoms.name[bond.site_atom]),
                occupant=there.label,
                expected_atom=bond.expected_atom,
            )
        )
    return rows


def contact_rows(complex_: Complex, occupant: str, kind: str, found: Iterable[Contact]) -> list[ContactRecord]:
    """Make a row for each contact."""
    structure = complex_.structure
    position = complex_.position_of
    residue_of: list[int] = structure.atoms.residue.tolist()
    name: list[str] = np.asarray(structure.atoms.name).tolist()
    rows = []
    for contact in found:
        here = structure.residues[residue_of[contact.atom]]
        there = structure.residues[residue_of[contact.partner_atom]]
        rows.append(
            ContactRecord(
                entry=structure.entry,
                complex=complex_.id,
                occupant=occupant,
                kind=kind,
                position=position.get(here.index),
                residue=here.label,
                atom=name[contact.atom],
                type=contact.type,
                distance=contact.distance,
                occupant_residue=there.label,
                occupant_atom=name[contact.partner_atom],
                component=here.component,
                auth_chain=here.auth_chain,
                auth_seq_id=here.auth_seq_id,
                ins_code=here.ins_code,
                label_chain=here.label_chain,
                label_seq_id=here.label_seq_id,
                occupant_component=there.component,
                occupant_auth_chain=there.auth_chain,
                occupant_auth_seq_id=there.auth_seq_id,
                occupant_ins_code=there.ins_code,
                occupant_label_chain=there.label_chain,
                occupant_label_seq_id=there.label_seq_id,
                symmetry=contact.symmetry,
            )
        )
    return rows
