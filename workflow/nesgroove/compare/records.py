"""Tables of the ensemble: one record class a table, documented as the others are."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from nesgroove.model.record import Record, number, text


class EnsembleRecord(Record):
    """A row about several complexes; ``entry`` names the entry it is about, or ``all``."""

    entry: str = Field(default="all", description="Entry that the row is about, or 'all'")


class MatrixRecord(EnsembleRecord):
    """What one occupant does to each pocket, in one measure."""

    table: ClassVar[str] = "occupancy_matrix"
    about: ClassVar[str] = "Occupants x pockets, in three measures; empty where the pocket could not be measured"
    sort_by: ClassVar[tuple[str, ...]] = ("measure", "kind_key", "group", "complex", "occupant")

    complex: str = Field(description="Complex")
    occupant: str = Field(description="Occupant")
    kind: str = Field(description="cargo or inhibitor")
    label: str = Field(description="Name of the occupant in figures")
    group: str = Field(description="Compound, or class of export signal")
    measure: str = Field(description="filled, filled_vs_cargo, or buried (A^2)")
    P0: float | None = number("Value for P0", "", 3)
    P1: float | None = number("Value for P1", "", 3)
    P2: float | None = number("Value for P2", "", 3)
    P3: float | None = number("Value for P3", "", 3)
    P4: float | None = number("Value for P4", "", 3)

    @property
    def kind_key(self) -> int:
        """Inhibitors before cargoes."""
        return 0 if self.kind == "inhibitor" else 1


class MeanRecord(EnsembleRecord):
    """An average over a group, with what it is over."""

    table: ClassVar[str] = "means"
    about: ClassVar[str] = "Averages over groups of complexes, each with observed of observable"
    sort_by: ClassVar[tuple[str, ...]] = ("grouping", "group", "measure")

    grouping: str = Field(
        description="compound, nes_class, bound, species, variant (all mutations) or mutation (one, by position)"
    )
    group: str = Field(description="The group: selinexor; RanBP; Homo sapiens; E571K ...")
    measure: str = Field(description="A measure of geometry.tsv, groove_width, pocket volumes, or filled:P0 ...")
    mean: float | None = number("Mean over the observed", "as the measure", 3)
    sd: float | None = number("Standard deviation; empty for fewer than two", "as the measure", 3)
    minimum: float | None = number("Least", "as the measure", 3)
    maximum: float | None = number("Greatest", "as the measure", 3)
    observed: int = Field(description="In how many the measure could be made")
    observable: int = Field(description="How many complexes or occupants the group has")


class CompetitionRecord(EnsembleRecord):
    """What one inhibitor takes of one cargo's place."""

    table: ClassVar[str] = "competition"
    about: ClassVar[str] = "Every inhibitor against every cargo: volume shared in the groove, anchors displaced"
    sort_by: ClassVar[tuple[str, ...]] = ("group", "complex", "occupant", "cargo_complex", "cargo")

    complex: str = Field(description="Complex of the inhibitor")
    occupant: str = Field(description="Inhibitor")
    label: str = Field(description="Its name in figures")
    group: str = Field(description="Compound")
    cargo_complex: str = Field(description="Complex of the cargo")
    cargo: str = Field(description="Chain of the cargo")
    cargo_label: str = Field(description="Its name in figures")
    volume_shared: float | None = number("Volume within reach of the pockets that both take", "A^3", 1)
    of_inhibitor: float | None = number("That, over the inhibitor's volume there", "", 3)
    of_cargo: float | None = number("That, over the cargo's volume there", "", 3)
    anchors_displaced: str = text("Anchors of whose side chain the inhibitor takes a fifth or more: Phi2 Phi3")
    displaced: int | None = number("How many of the anchors", "", 0)
    anchors: int | None = number("How many anchors the cargo has", "", 0)


class FingerprintRecord(EnsembleRecord):
    """One kind of contact of one occupant at one position."""

    table: ClassVar[str] = "fingerprints"
    about: ClassVar[str] = "Occupants x positions x types of contact; contacts with symmetry images are not counted"
    sort_by: ClassVar[tuple[str, ...]] = ("order", "position", "type")

    order: int = Field(description="Place of the occupant in the clustering (average linkage, Jaccard distance)")
    cluster: int = Field(description="Cluster, cut at Jaccard distance 0.5")
    complex: str = Field(description="Complex")
    occupant: str = Field(description="Occupant")
    kind: str = Field(description="cargo or inhibitor")
    label: str = Field(description="Name of the occupant in figures")
    position: int = Field(description="Position")
    type: str = Field(description="Type of contact")
    contacts: int | None = number("Number of contacts; empty where the residue is not in the file", "", 0)


class ConformationRecord(EnsembleRecord):
    """Where one groove lies among all, in principal components of its C-alpha atoms."""

    table: ClassVar[str] = "conformations"
    about: ClassVar[str] = "Grooves in principal components of their C-alpha atoms in the groove frame"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex")

    complex: str = Field(description="Complex")
    pc1: float | None = number("Score on the first component", "A", 3)
    pc2: float | None = number("Score on the second", "A", 3)
    pc3: float | None = number("Score on the third", "A", 3)
    bound: str = Field(description="What is bound: RanBP, cargo, inhibitor, or groove empty")
    state: str = text("State of the groove")
    groove_width: float | None = number("Width of the groove", "A")


class ComponentRecord(EnsembleRecord):
    """What one principal component does to one station."""

    table: ClassVar[str] = "components"
    about: ClassVar[str] = "Principal components: variance, and how each changes the C-alpha distance at the stations"
    sort_by: ClassVar[tuple[str, ...]] = ("component", "station")

    component: int = Field(description="1 to 3")
    variance: float | None = number("Part of the variance that it explains", "", 3)
    station: str = Field(description="Pair of positions: 525-568")
    change: float | None = number("Change of the distance from one standard deviation below the mean to one above", "A")
    positions: int = Field(description="C-alpha atoms that all grooves have, which the components are made of")


class RanRecord(EnsembleRecord):
    """The interface of one complex with Ran, counted."""

    table: ClassVar[str] = "ran_interface"
    about: ClassVar[str] = "Contacts between XPO1 and Ran, by type"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex")

    complex: str = Field(description="Complex")
    ran_chain: str = Field(description="Chain of Ran")
    ran_state: str = text("State by its nucleotide")
    hydrogen_bonds: int = Field(description="Hydrogen bonds")
    ionic: int = Field(description="Ionic pairs")
    hydrophobic: int = Field(description="Hydrophobic pairs")
    xpo1_residues: int = Field(description="Residues of XPO1 in any contact")
    ran_residues: int = Field(description="Residues of Ran in any contact")


class ValidationRecord(EnsembleRecord):
    """A published quantity and what is measured here."""

    table: ClassVar[str] = "validation"
    about: ClassVar[str] = "Published quantities, and what this run measures of them"
    sort_by: ClassVar[tuple[str, ...]] = ("order",)

    order: int = Field(description="Order of the list")
    quantity: str = Field(description="Short name")
    description: str = Field(description="What was published")
    published: float | None = number("Published value", "see unit", 3)
    tolerance: float | None = number("How far a measurement may lie from it", "see unit", 3)
    unit: str = text("Unit")
    measured: float | None = number("What is measured here", "see unit", 3)
    difference: float | None = number("Measured less published", "see unit", 3)
    verdict: str = Field(description="reproduced, differs, or entries not at hand")
    complexes: str = text("Complexes it was measured on")
    needs: str = text("Entries that it needs")
    source: str = text("Where it was published")
    remark: str = text("What a reader has to know, for example why it differs")


ENSEMBLE_RECORDS: tuple[type[EnsembleRecord], ...] = (
    MatrixRecord,
    MeanRecord,
    CompetitionRecord,
    FingerprintRecord,
    ConformationRecord,
    ComponentRecord,
    RanRecord,
    ValidationRecord,
)
