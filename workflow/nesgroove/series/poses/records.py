"""Tables of poses: their record classes, with the texts of the columns."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from nesgroove.model.record import Record, YesNo, number, text
from nesgroove.model.structure import SourceKind

REACH = 4.0
"""Distance (A) from the sulphur of Cys528 up to which a reacting atom is within reach. S and C in contact are 3.5 A
apart (Bondi's radii, doi:10.1021/j100785a001), and a docked pose is off by half an angstrom where it is right; among
the poses that Vina finds of selinexor, those that are the composite's are within it and the others are not
(docs/poses.md)."""


class PoseRecord(Record):
    """One pose: what its file says of it, and what the groove does."""

    table: ClassVar[str] = "poses"
    about: ClassVar[str] = (
        "One row per pose that could be read, in the order of groove_rank; the other tables of the directory have a "
        "complex for each that lies in the groove"
    )
    sort_by: ClassVar[tuple[str, ...]] = ("order_key",)

    complex: str = text("The pose's complex: entry and XPO1's chain; empty where it is not in the groove, or a copy")
    title: str = text("Title of the record, as given")
    file: str = text("Its file")
    record: int = Field(description="Place in the file, counted from 1")
    rank: int | None = number(
        "Place by score among the poses with the same kind of score, 1 the best; empty without a score, for copies, "
        "and where the score means nothing for a tethered pose",
        "",
        0,
    )
    title_rank: int | None = number("The same among the poses of its title", "", 0)
    groove_rank: int | None = number(
        "Place by what the groove says: what --require asks for; reacting atom in reach, or bonded; no clash; more "
        "occupied pockets; likeness to the nearest reference; rank. Empty for copies",
        "",
        0,
    )
    score_name: str = text("Its score, as the writer calls it; of several in pose_scores.tsv the writer's own first")
    score: float | None = number("Value of the score", "see score_unit", 3)
    score_unit: str = text("Unit of the score")
    score_better: str = text("'lower' or 'higher': which values are better")
    score_meaningful: YesNo = Field(
        default="", description="Whether the score compares poses such as this one: some leave a covalent bond out"
    )
    score_writer: str = text("The program")
    duplicate_of: str = text("Entry of the pose of which this is a copy: same compound, same coordinates to 0.005 A")
    chemistry: str = text("Where bond orders are from: file, template, perceived (from coordinates), none")
    compound: str = text("What it is called: by names.tsv, by its graph, else by its title; empty outside the groove")
    name_source: str = text("Who names it, as in molecules.tsv")
    inchikey: str = text("InChIKey of the compound as it is before it reacts; empty where its chemistry is not known")
    smiles: str = text("The compound, as canonical SMILES; the bound form of an adduct; empty without bond orders")
    heavy_atoms: int | None = number("Heavy atoms of the compound", "", 0)
    in_groove: YesNo = Field(default="", description="Whether it lies in the groove, as an inhibitor has to")
    atoms_near_pockets: int | None = number("Its heavy atoms within 5 A of a pocket's centre", "", 0)
    attached: YesNo = Field(default="", description="Whether the file says that it is bonded to the receptor")
    covalent: YesNo = Field(default="", description="Whether it is bonded to Cys528, by the file or by its distance")
    reach: YesNo = Field(
        default="",
        description="Whether it is bonded, or its reacting atom is within 4 A of SG; empty where either is missing",
    )
    reacting_atom: str = text("Its atom that can react, or has, with a cysteine; of several the nearest to SG")
    reacting_group: str = text("The group that reacts: data/reacting_groups.tsv; 'bonded' where it has reacted")
    reacting_distance: float | None = number("Distance of that atom to SG of Cys528", "A")
    reacting_x: float | None = number("Where that atom is on the ruler", "A")
    angle_cb_sg_c: float | None = number("Angle CB-SG-atom", "deg", 1)
    attack_angle: float | None = number(
        "Angle SG-atom-partner, the other atom of the double bond that is added to: 107 where a nucleophile attacks "
        "(Burgi and Dunitz, doi:10.1016/S0040-4020(01)90678-7); empty for what has reacted",
        "deg",
        1,
    )
    pockets: str = text("Pockets that it occupies (occupied 'yes' in occupancy.tsv): P2 P3 P4")
    filled_P0: float | None = number("filled of P0, as in occupancy.tsv", "", 3)  # noqa: N815 (pockets are called so)
    filled_P1: float | None = number("filled of P1", "", 3)  # noqa: N815 (pockets are called so)
    filled_P2: float | None = number("filled of P2", "", 3)  # noqa: N815 (pockets are called so)
    filled_P3: float | None = number("filled of P3", "", 3)  # noqa: N815 (pockets are called so)
    filled_P4: float | None = number("filled of P4", "", 3)  # noqa: N815 (pockets are called so)
    anchors_displaced: str = text("Anchors of the reference cargo that it would clash with")
    cargo_volume_taken: float | None = number("Part of the reference cargo's volume in the groove that it takes", "", 3)
    x_min: float | None = number("Least x of its atoms, on the ruler", "A")
    x_max: float | None = number("Greatest x", "A")
    contacts: int | None = number("Contacts with XPO1 in contacts.tsv, clashes left out", "", 0)
    like_best: float | None = number(
        "Greatest likeness to a reference: contacts (position and type) in common, of those that either has "
        "(Tanimoto); at a residue that is not whole in the receptor's file, a reference's count only in common",
        "",
        3,
    )
    like_best_name: str = text("Compound of that reference")
    like_best_complex: str = text("Its complex")
    like_best_kind: str = text("What that complex is: experiment, composite ...")
    like_selinexor: float | None = number("Likeness to selinexor, of several complexes the greatest", "", 3)
    like_leptomycin_b: float | None = number("Likeness to leptomycin B", "", 3)
    clashes: int | None = number(
        "Pairs of heavy atoms nearer than 0.75 of the sum of their radii, three bonds and more from a covalent bond",
        "",
        0,
    )
    busted: int | None = number("PoseBusters' checks that it passes; empty where they were not asked for", "", 0)
    busted_of: int | None = number("Checks that PoseBusters came to a result for", "", 0)
    busted_failed: str = text("Those that it fails")
    required: YesNo = Field(default="", description="Whether it has what --require asks for; empty where nothing is")
    moved: str = text("Residues of XPO1 whose atoms came with the pose, by position: C528")
    receptor: str = text("The receptor's complex")
    receptor_kind: SourceKind = Field(default="unknown", description="What the receptor is: experiment, predicted ...")
    source_kind: SourceKind = Field(default="modelled", description="modelled, or phantom in a phantom")

    @property
    def order_key(self) -> tuple[int, int, str, int]:
        """Sort by groove_rank, copies last."""
        return (self.groove_rank is None, self.groove_rank or 0, self.file, self.record)


class PoseScoreRecord(Record):
    """One score of one pose."""

    table: ClassVar[str] = "pose_scores"
    about: ClassVar[str] = (
        "One row per pose and score that is known of its file; what a score means is from a table of writers "
        "(docs/poses.md), never guessed"
    )
    sort_by: ClassVar[tuple[str, ...]] = ("file", "record", "name")

    title: str = text("Title of the record")
    file: str = text("Its file")
    record: int = Field(description="Place in the file, counted from 1")
    name: str = Field(description="The score, as the writer calls it")
    value: float | None = number("Its value", "see unit", 3)
    unit: str = text("Its unit")
    better: str = text("'lower' or 'higher': which values are better")
    meaningful: YesNo = Field(default="", description="Whether it compares poses such as this one")
    writer: str = text("The program")


class PoseLikenessRecord(Record):
    """Contacts that a pose has in common with one reference."""

    table: ClassVar[str] = "pose_likeness"
    about: ClassVar[str] = (
        "One row per pose and reference; contacts are position and type, as in the fingerprints of `nesgroove ensemble`"
    )
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "reference", "reference_occupant")

    complex: str = Field(description="The pose's complex")
    reference: str = Field(description="Complex of the reference")
    reference_occupant: str = text("Its occupant")
    compound: str = text("Compound of the reference")
    reference_kind: str = text("What the reference is: experiment, composite ...")
    likeness: float | None = number("In common, of those that either has (Tanimoto)", "", 3)
    common: int | None = number("Contacts in common", "", 0)
    pose_only: int | None = number("Those of the pose alone", "", 0)
    reference_only: int | None = number("Those of the reference alone", "", 0)


class PoseReferenceRecord(Record):
    """A compound of known pose that poses are compared with."""

    table: ClassVar[str] = "pose_references"
    about: ClassVar[str] = "One row per reference that poses are compared with, with the columns of poses.tsv"
    sort_by: ClassVar[tuple[str, ...]] = ("compound", "complex", "occupant")

    complex: str = Field(description="Its complex")
    occupant: str = Field(description="Its occupant there")
    kind: str = text("inhibitor or cargo")
    compound: str = text("Compound")
    component: str = text("Component id")
    source_kind: SourceKind = Field(default="unknown", description="What it is; a composite is no deposited entry")
    modelled_from: str = text("Entry that the compound's coordinates are from, where the complex is a composite")
    covalent: YesNo = Field(default="", description="Whether it is bonded to Cys528")
    reacting_distance: float | None = number("Length of that bond", "A")
    reacting_x: float | None = number("Where the bonded atom is on the ruler", "A")
    angle_cb_sg_c: float | None = number("Angle CB-SG-atom", "deg", 1)
    pockets: str = text("Pockets that it occupies")
    filled_P0: float | None = number("filled of P0", "", 3)  # noqa: N815 (pockets are called so)
    filled_P1: float | None = number("filled of P1", "", 3)  # noqa: N815 (pockets are called so)
    filled_P2: float | None = number("filled of P2", "", 3)  # noqa: N815 (pockets are called so)
    filled_P3: float | None = number("filled of P3", "", 3)  # noqa: N815 (pockets are called so)
    filled_P4: float | None = number("filled of P4", "", 3)  # noqa: N815 (pockets are called so)
    anchors_displaced: str = text("Anchors of the reference cargo that it would clash with")
    cargo_volume_taken: float | None = number("Part of the reference cargo's volume that it takes", "", 3)
    x_min: float | None = number("Least x of its atoms, on the ruler", "A")
    x_max: float | None = number("Greatest x", "A")
    contacts: int | None = number("Its contacts with XPO1, clashes left out", "", 0)
    fingerprint: str = text("Positions and types of its contacts that likeness is of: hydrophobic_521 hydrophobic_525")
    measured_from: str = text("Where it was measured: 'package', or the directory or file that was given")


def pose_records() -> tuple[type[Record], ...]:
    """Record classes of the tables of poses, in the order in which they are documented."""
    return (PoseRecord, PoseScoreRecord, PoseLikenessRecord, PoseReferenceRecord)
