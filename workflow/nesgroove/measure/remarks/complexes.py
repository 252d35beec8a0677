"""Checks of a complex: how roles were given, what of the groove is in the file, what could not be measured."""

from __future__ import annotations

from collections.abc import Iterator

from nesgroove.identify.recognise import LISTED, SAME_SPECIES
from nesgroove.identify.roles import MIN_INHIBITOR_ATOMS
from nesgroove.measure.contacts import components_without_chemistry
from nesgroove.measure.groove import Groove
from nesgroove.measure.remarks.check import Details, check
from nesgroove.measure.rmsd import GrooveRmsd
from nesgroove.measure.scalar import scalars
from nesgroove.measure.site528 import site528
from nesgroove.measure.soundness import overlapping_chains
from nesgroove.measure.state import groove_state
from nesgroove.measure.symmetry import images_in_groove
from nesgroove.model.complex import groove_coverage
from nesgroove.model.frame import MIN_HELIX_ATOMS
from nesgroove.model.target import XPO1

FIRST_SEEN, LAST_SEEN = 60, 1000
"""Positions between which XPO1 is seen in every entry we know: the first is 12 or less, the last 1040 or more. Less
than this is a fragment, or a file cut at a line end, which every parser reads silently."""


LISTED_RESIDUES = 12
"""Residues that a remark names one by one."""


def _noted(groove: Groove, name: str) -> Iterator[Details]:
    """Cases that came up while roles were given."""
    for note in groove.complex.notes:
        if note.check == name:
            yield note.details


@check(
    "neighbour_in_groove", "complex", "identify", "warning",
    "chain {chain} ({reference}) has {atoms} atoms in the groove: a crystal neighbour, not a cargo",
)  # fmt: skip
def _neighbour_in_groove(groove: Groove) -> Iterator[Details]:
    # A chain that lies in XPO1 itself is another model, and told so.
    lying = {chain for chain, _ in groove.once(overlapping_chains)}
    return (details for details in _noted(groove, "neighbour_in_groove") if details["chain"] not in lying)


@check(
    "chain_divided", "complex", "identify", "note",
    "under one chain id with XPO1 are {parts}: measured as molecules of their own",
)  # fmt: skip
def _chain_divided(groove: Groove) -> Iterator[Details]:
    complex_ = groove.complex
    own = complex_.structure.residues[complex_.receptor_residues[0]].auth_chain
    parts = [
        f"{m.name} ({m.role})" for m in complex_.molecules[1:]
        for first in [complex_.structure.residues[m.residues[0]]]
        if first.kind == "polymer" and first.auth_chain == own and m.name != own
    ]  # fmt: skip
    if parts:
        yield {"parts": ", ".join(parts)}


@check(
    "partner_apart", "complex", "identify", "warning",
    "chain {chain} ({reference}) does not touch XPO1 within the file",
)  # fmt: skip
def _partner_apart(groove: Groove) -> Iterator[Details]:
    return _noted(groove, "partner_apart")


@check(
    "distant_species", "complex", "identify", "warning",
    "XPO1 chain {chain} shares {identity} % of its residues with {closest}, the closest of the sequences here: "
    "mutations are not listed",
    "Positions may be wrong where the two differ much: look at the lining in contacts.tsv",
    limit=LISTED,
)  # fmt: skip
def _distant_species(groove: Groove) -> Iterator[Details]:
    found = groove.complex.recognition
    if found.identity < LISTED:
        yield _closest(groove)


@check(
    "species_unknown", "complex", "identify", "note",
    "the file names no species for XPO1 chain {chain}, and no sequence here fits at {limit} %; closest is {closest}, "
    "with {identity} %",
    limit=SAME_SPECIES,
)  # fmt: skip
def _species_unknown(groove: Groove) -> Iterator[Details]:
    found = groove.complex.recognition
    if not found.species:
        yield {"limit": f"{100 * SAME_SPECIES:.0f}"} | _closest(groove)


@check(
    "species_otherwise", "complex", "identify", "warning",
    "the file calls XPO1 chain {chain} {species}; the sequence of {better} fits it better",
    "Differences between the two species are listed as mutations",
)  # fmt: skip
def _species_otherwise(groove: Groove) -> Iterator[Details]:
    found = groove.complex.recognition
    if found.better:
        yield {"chain": groove.complex.chain.name, "species": found.species, "better": found.better}


@check(
    "declared_otherwise", "complex", "identify", "warning",
    "XPO1 chain {chain}: coordinates and declared sequence differ at {count} residues (declared, number, coordinates): "
    "{residues}",
    "Mutations are those of the coordinates; declare what was built, or build what was declared",
)  # fmt: skip
def _declared_otherwise(groove: Groove) -> Iterator[Details]:
    differing = groove.complex.recognition.undeclared
    if differing:
        more = ["..."] if len(differing) > LISTED_RESIDUES else []
        residues = " ".join([*differing[:LISTED_RESIDUES], *more])
        yield {"chain": groove.complex.chain.name, "count": len(differing), "residues": residues}


def _closest(groove: Groove) -> dict[str, object]:
    found = groove.complex.recognition
    return {
        "chain": groove.complex.chain.name,
        "closest": f"{found.reference.key} ({found.reference.species})",
        "identity": f"{100 * found.identity:.1f}",
    }


@check(
    "several_cargoes", "complex", "identify", "warning",
    "chains {chains} all lie in the groove; {first} has most atoms there",
)  # fmt: skip
def _several_cargoes(groove: Groove) -> Iterator[Details]:
    return _noted(groove, "several_cargoes")


@check(
    "by_symmetry", "complex", "identify", "note",
    "{occupant} lies in the groove by symmetry ({operator}), nothing in the file does: it is measured and drawn there",
)  # fmt: skip
def _by_symmetry(groove: Groove) -> Iterator[Details]:
    return _noted(groove, "by_symmetry")


@check(
    "images_in_groove", "complex", "identify", "warning",
    "{atoms} atoms of symmetry images lie in the pockets: chain {chains}",
    "The groove is not empty in the crystal: a neighbour, which XPO1, Ran and all that fills less than two pockets are",
    limit=MIN_INHIBITOR_ATOMS,
)  # fmt: skip
def _images_in_groove(groove: Groove) -> Iterator[Details]:
    images, structure = groove.once(images_in_groove), groove.structure
    if images is not None and len(images) >= MIN_INHIBITOR_ATOMS:
        chains = {
            f"{structure.residues[structure.atoms.residue[atom]].auth_chain} ({operator})"
            for atom, operator in zip(images.atom, images.operator, strict=True)
        }
        yield {"atoms": len(images), "chains": ", ".join(sorted(chains))}


@check(
    "groove_incomplete", "complex", "frame", "warning",
    "{observed} of {positions} groove positions are in the file with their C-alpha atom",
)  # fmt: skip
def _groove_incomplete(groove: Groove) -> Iterator[Details]:
    observed, positions = groove_coverage(groove.complex)
    if observed < positions:
        yield {"observed": observed, "positions": positions}


@check(
    "frame_completed", "complex", "frame", "warning",
    "C-alpha atoms of the groove helices are not in the file ({count}): the frame was completed at {positions} "
    "from a template of each helix, {rmsd:.2f} A from the atoms that are there",
    "With up to four missing at an end of a helix the frame is right to 0.7 degrees, with ten to 1.8; beyond that, or "
    "with a template more than 1 A off, use another structure",
    limit=MIN_HELIX_ATOMS,
)  # fmt: skip
def _frame_completed(groove: Groove) -> Iterator[Details]:
    frame = groove.complex.frame
    if frame.completed:
        positions = " ".join(map(str, frame.completed))
        yield {"count": len(frame.completed), "positions": positions, "rmsd": frame.template_rmsd}


@check(
    "fragment", "complex", "read", "warning",
    "XPO1 chain {chain} covers positions {first}-{last} of 1071: a fragment, or a file that is cut short",
    "Compare the file with the archive's, or with the program's that wrote it",
)  # fmt: skip
def _fragment(groove: Groove) -> Iterator[Details]:
    first, last = min(groove.complex.residue_at), max(groove.complex.residue_at)
    if first > FIRST_SEEN or last < LAST_SEEN:
        yield {"chain": groove.complex.chain.name, "first": first, "last": last}


@check("atoms_missing", "complex", "geometry", "warning", "not measured because atoms are missing: {measures}")
def _atoms_missing(groove: Groove) -> Iterator[Details]:
    # Without a reference there is no RMSD either: that is another check's.
    empty = [name for name, value in groove.once(scalars) if value is None and name not in GrooveRmsd.about]
    if empty:
        yield {"measures": " ".join(empty)}


@check(
    "no_state", "complex", "geometry", "error",
    "the state is not known: C-alpha atoms of the stations are missing",
)  # fmt: skip
def _no_state(groove: Groove) -> Iterator[Details]:
    if groove.once(groove_state) is None:
        yield {}


@check(
    "no_reference_groove", "complex", "geometry", "note",
    "no RMSD to the {grooves} groove: no such reference in this run",
    "Name the reference complexes with --open and --closed, and give their files",
)  # fmt: skip
def _no_reference_groove(groove: Groove) -> Iterator[Details]:
    references = groove.settings.references
    absent = [
        name for name, there in (("open", references.open_groove), ("closed", references.closed_groove)) if not there
    ]
    if absent:
        yield {"grooves": " and the ".join(absent)}


@check(
    "no_reference_cargo", "complex", "occupancy", "note",
    "no reference cargo in this run: filled_vs_cargo, overlap, occupied, cargo_volume_taken and anchors_displaced are "
    "empty",
    "Name the reference cargo with --cargo, and give its file",
)  # fmt: skip
def _no_reference_cargo(groove: Groove) -> Iterator[Details]:
    if groove.complex.occupants and not len(groove.settings.references.cargo.xyz):
        yield {}


@check(
    "no_reference_anchor", "complex", "occupancy", "note",
    "the reference cargo {cargo} has no anchor in {pockets}: overlap and occupied are empty there",
    "Choose a reference cargo with an anchor in each pocket, or leave --cargo out",
)  # fmt: skip
def _no_reference_anchor(groove: Groove) -> Iterator[Details]:
    cargo = groove.settings.references.cargo
    absent = [pocket for pocket in XPO1.pockets if pocket not in cargo.pockets.values()]
    if groove.complex.occupants and len(cargo.xyz) and absent:
        yield {"cargo": cargo.complex_id, "pockets": " ".join(absent)}


@check(
    "reference_not_at_hand", "complex", "reference", "warning",
    "{name}, which was named as the {kind} reference, is not among the files or cannot serve: {used} was used",
    "Give its file, or leave the name out",
)  # fmt: skip
def _reference_not_at_hand(groove: Groove) -> Iterator[Details]:
    references = groove.settings.references
    used = {"open": references.open_id, "closed": references.closed_id, "cargo": references.cargo.complex_id}
    for kind, name in references.instead.items():
        if kind != "cargo" or groove.complex.occupants:
            yield {"name": name, "kind": kind, "used": used[kind]}


@check(
    "no_528", "complex", "site528", "warning",
    "position {position} is not in the file: nothing measured there",
)  # fmt: skip
def _no_528(groove: Groove) -> Iterator[Details]:
    if XPO1.cysteine not in groove.complex.residue_at:
        yield {"position": XPO1.cysteine}


@check("no_sulphur", "complex", "site528", "note", "position {position} is {name}: {why}")
def _no_sulphur(groove: Groove) -> Iterator[Details]:
    site, index = groove.once(site528), groove.complex.residue_at.get(XPO1.cysteine)
    if site.sulphur is None and index is not None:
        modified = groove.structure.atom_of(index, "SG") is not None
        why = "its sulphur is no cysteine's, and is not measured" if modified else "there is no SG to measure"
        yield {"position": XPO1.cysteine, "name": site.name, "why": why}


@check("no_nucleotide", "complex", "identify", "note", "Ran has no nucleotide in the file: its state is not known")
def _no_nucleotide(groove: Groove) -> Iterator[Details]:
    if groove.complex.with_role("ran") and not groove.complex.with_role("nucleotide"):
        yield {}


@check(
    "unknown_chemistry", "complex", "contacts", "warning",
    "the chemistry of component {component} is not known: its contacts are judged by distance alone",
    "Give it with --ligand {component}=SMILES or --ligand {component}=FILE.sdf",
)  # fmt: skip
def _unknown_chemistry(groove: Groove) -> Iterator[Details]:
    for component in groove.once(components_without_chemistry):
        yield {"component": component}
