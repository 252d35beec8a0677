"""Checks of what is in the groove: its atoms, its chemistry, its pose."""

from __future__ import annotations

from collections.abc import Iterator

from nesgroove.chem.components import ligand_of
from nesgroove.measure.cargo import cargo_pose, incomplete_side_chains, spacing_text
from nesgroove.measure.cargo_gaps import MIN_TRACE, gaps_over_groove, incomplete_main_chains, traces_over_groove
from nesgroove.measure.completeness import LigandAtoms, ligand_atoms
from nesgroove.measure.contacts import occupant_contacts
from nesgroove.measure.direction import MIN_CORRELATION
from nesgroove.measure.groove import Groove
from nesgroove.measure.occupancy import occupancy
from nesgroove.measure.remarks.check import Details, check
from nesgroove.model.complex import Occupant
from nesgroove.model.plain_text import first_few

LISTED = 8
"""Residues that a remark names."""

MIN_ANCHORS = 3
"""Anchors that a cargo needs for a spacing to say anything about its class."""


@check("pocket_without_cavity", "occupant", "occupancy", "warning", "a pocket has no cavity, {occupant} cannot fill it")
def _pocket_without_cavity(subject: tuple[Groove, Occupant]) -> Iterator[Details]:
    groove, occupant = subject
    if any(share.filled is None for share in groove.once(occupancy, occupant)):
        yield {"occupant": occupant.name}


@check("chemistry_misfit", "occupant", "chemistry", "error", "{message}", "{remedy}")
def _chemistry_misfit(subject: tuple[Groove, Occupant]) -> Iterator[Details]:
    groove, occupant = subject
    error = groove.once(ligand_atoms, occupant).error
    if error is not None:
        yield {"message": error.message, "remedy": error.remedy}


@check(
    "ligand_incomplete", "occupant", "chemistry", "warning",
    "{occupant} lacks {count} heavy atoms: {atoms}",
    "Its volume and contacts are those of the atoms that are there",
)  # fmt: skip
def _ligand_incomplete(subject: tuple[Groove, Occupant]) -> Iterator[Details]:
    groove, occupant = subject
    missing = groove.once(ligand_atoms, occupant).missing
    if missing:
        yield {"occupant": occupant.name, "count": len(missing), "atoms": " ".join(missing)}


@check(
    "ligand_atoms_unexpected", "occupant", "chemistry", "warning",
    "{occupant} has atoms that its component does not: {atoms}; contacts by distance",
    "Give its chemistry with --ligand {component}=SMILES",
)  # fmt: skip
def _ligand_atoms_unexpected(subject: tuple[Groove, Occupant]) -> Iterator[Details]:
    groove, occupant = subject
    unexpected = groove.once(ligand_atoms, occupant).unexpected
    if unexpected:
        component = groove.structure.residues[occupant.residues[0]].component
        yield {"occupant": occupant.name, "atoms": " ".join(unexpected), "component": component}


def _chemistry(subject: tuple[Groove, Occupant]) -> tuple[LigandAtoms, dict[str, object]]:
    groove, occupant = subject
    atoms = groove.once(ligand_atoms, occupant)
    component = groove.structure.residues[occupant.residues[0]].component
    details: dict[str, object] = {"occupant": occupant.name, "component": component}
    if atoms.chemistry is not None and atoms.chemistry.compound:
        known = ligand_of(atoms.chemistry.compound)
        details["compound"] = f"{atoms.chemistry.compound} ({known.compound})" if known else atoms.chemistry.compound
    return atoms, details


@check(
    "other_compound", "occupant", "chemistry", "warning",
    "{occupant} is not the {component} of the component dictionary, whose name belongs to another compound: {instead}",
    "Give its chemistry with --ligand {component}=SMILES, or the ligand a name of its own",
)  # fmt: skip
def _other_compound(subject: tuple[Groove, Occupant]) -> Iterator[Details]:
    atoms, details = _chemistry(subject)
    if atoms.error is None and not atoms.as_named:
        if "compound" in details:
            instead = f"its elements and bonds are those of {details['compound']}"
        elif atoms.chemistry is not None:
            instead = "its bonds were perceived from the coordinates"
        else:
            instead = "its contacts are judged by distance alone"
        yield {**details, "instead": instead}


@check(
    "bonds_perceived", "occupant", "chemistry", "warning",
    "the chemistry of component {component} is not known: the bonds of {occupant} were perceived from the coordinates, "
    "hydrogens and charges are assumed",
    "Give it with --ligand {component}=SMILES or --ligand {component}=FILE.sdf",
)  # fmt: skip
def _bonds_perceived(subject: tuple[Groove, Occupant]) -> Iterator[Details]:
    atoms, details = _chemistry(subject)
    if atoms.as_named and atoms.chemistry is not None and atoms.chemistry.source == "coordinates":
        yield details


@check(
    "compound_by_bonds", "occupant", "chemistry", "warning",
    "{occupant} has the elements and bonds of {compound}: its bond orders are taken from there",
    "Where it is another isomer, give its chemistry with --ligand {component}=SMILES",
)  # fmt: skip
def _compound_by_bonds(subject: tuple[Groove, Occupant]) -> Iterator[Details]:
    atoms, details = _chemistry(subject)
    if atoms.as_named and "compound" in details:
        yield details


@check(
    "atoms_renamed", "occupant", "chemistry", "note",
    "atoms of {occupant} have other names than in the component dictionary: they are those of {component} by their "
    "elements and bonds",
)  # fmt: skip
def _atoms_renamed(subject: tuple[Groove, Occupant]) -> Iterator[Details]:
    atoms, details = _chemistry(subject)
    if atoms.chemistry is not None and atoms.chemistry.renamed and "compound" not in details:
        yield details


@check(
    "clashes", "occupant", "contacts", "warning",
    "{pairs} atom pairs of {occupant} and XPO1 overlap (type 'clash'): the model is not relaxed or the pose is wrong",
)  # fmt: skip
def _clashes(subject: tuple[Groove, Occupant]) -> Iterator[Details]:
    groove, occupant = subject
    # Overlap with a symmetry image is the crystal's, not the pose's.
    pairs = sum(c.type == "clash" and not c.symmetry for c in groove.once(occupant_contacts, occupant))
    if pairs:
        yield {"pairs": pairs, "occupant": occupant.name}


@check(
    "few_anchors", "cargo", "cargo", "note", "chain {occupant} has fewer than three anchors in the pockets",
    limit=MIN_ANCHORS,
)  # fmt: skip
def _few_anchors(subject: tuple[Groove, Occupant]) -> Iterator[Details]:
    groove, cargo = subject
    if len(groove.once(cargo_pose, cargo).anchors) < MIN_ANCHORS:
        yield {"occupant": cargo.name}


@check(
    "cargo_incomplete", "cargo", "cargo", "warning",
    "side chains of chain {occupant} above the pockets are incomplete: {residues}",
    "Their centres are those of the atoms that are there: an anchor may be off its place, or missing",
)  # fmt: skip
def _cargo_incomplete(subject: tuple[Groove, Occupant]) -> Iterator[Details]:
    groove, cargo = subject
    incomplete = incomplete_side_chains(groove, cargo)
    if incomplete:
        residues = ", ".join(f"{label} lacks {' '.join(names)}" for label, names in incomplete)
        yield {"occupant": cargo.name, "residues": residues}


@check(
    "cargo_main_chain", "cargo", "cargo", "warning",
    "residues of chain {occupant} lack atoms of their main chain: {residues}",
    "The file may be cut short there; what the cargo fills, buries and touches is that of the atoms that are there",
)  # fmt: skip
def _cargo_main_chain(subject: tuple[Groove, Occupant]) -> Iterator[Details]:
    groove, cargo = subject
    residues = incomplete_main_chains(groove, cargo)
    if residues:
        yield {"occupant": cargo.name, "residues": first_few(residues, LISTED)}


@check(
    "cargo_gap", "cargo", "cargo", "warning",
    "residues of chain {occupant} are not in the file above the pockets: {gaps}",
    "What it fills, buries and touches is that of the residues that are there",
)  # fmt: skip
def _cargo_gap(subject: tuple[Groove, Occupant]) -> Iterator[Details]:
    groove, cargo = subject
    gaps = gaps_over_groove(groove, cargo)
    if gaps:
        words = [f"{'?' if gap.missing is None else gap.missing} between {gap.before} and {gap.after}" for gap in gaps]
        yield {"occupant": cargo.name, "gaps": ", ".join(words)}


@check(
    "trace_over_groove", "complex", "cargo", "warning",
    "chain {chain} lies over the groove and has no side chains ({count} C-alpha atoms there): it is not measured as a "
    "cargo, and the groove is measured as if it were empty",
    "Measure a model that has its side chains",
    limit=MIN_TRACE,
)  # fmt: skip
def _trace_over_groove(groove: Groove) -> Iterator[Details]:
    for chain, count in traces_over_groove(groove).items():
        yield {"chain": chain, "count": count}


@check(
    "no_direction", "cargo", "cargo", "warning",
    "the direction of chain {occupant} is not known: {reason}",
    "Look at the pose before using its anchors",
    limit=MIN_CORRELATION,
)  # fmt: skip
def _no_direction(subject: tuple[Groove, Occupant]) -> Iterator[Details]:
    groove, cargo = subject
    pose = groove.once(cargo_pose, cargo)
    if not pose.direction:
        yield {"occupant": cargo.name, "reason": pose.course.reason}


@check(
    "spacing_unknown", "cargo", "cargo", "warning",
    "residues are missing between anchors of chain {occupant}, and the file does not say how many: "
    "spacing {spacing}, class not assigned",
    "Keep the numbers of the sequence in the file, or give the sequence (SEQRES, entity_poly_seq)",
)  # fmt: skip
def _spacing_unknown(subject: tuple[Groove, Occupant]) -> Iterator[Details]:
    groove, cargo = subject
    pose = groove.once(cargo_pose, cargo)
    if None in pose.spacing:
        yield {"occupant": cargo.name, "spacing": spacing_text(pose)}
