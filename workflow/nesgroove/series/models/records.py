"""Rows of model_samples.tsv and models.tsv."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from nesgroove.model.plain_text import natural
from nesgroove.model.record import Record, YesNo, number, text
from nesgroove.model.structure import SourceKind

InModel = Literal["all", "part", "none", ""]
"""How much of an annotated signal a model has."""


class ModelSampleRecord(Record):
    """One cargo in the groove of one predicted model, or the model where its groove is empty."""

    table: ClassVar[str] = "model_samples"
    about: ClassVar[str] = (
        "One row per sample, complex and cargo: what was measured of a predicted model, and how sure its writer is. "
        "PAE, ipSAE and LIS have two directions: what is aligned is named first, what is scored second"
    )
    sort_by: ClassVar[tuple[str, ...]] = ("job_key", "sample_key", "complex", "cargo_chain")

    complex: str = text("Complex; empty where there is none in the model")
    job: str = text("What was predicted: name of the job in the files, else of the file")
    sample: str = text("Which sample of it: seed, sample, rank, as the files are named")
    writer: str = text("Program that wrote the files, by their layout; empty where it is none that is known")
    source_kind: SourceKind = Field(default="unknown", description="What the structure is")
    seed: str = text("Seed, where the names say it")
    chosen: YesNo = Field(default="yes", description="Whether it counts in models.tsv (--where)")
    leads: YesNo = Field(default="no", description="Whether it is the sample that stands for its job in models.tsv")
    ranking_score: float | None = number("Score by which the writer ranks its samples; higher is better", "", 4)
    ranking_name: str = text("Name of that score; scores of different names compare nothing")
    iptm: float | None = number("ipTM of the whole model, as written", "", 3)
    ptm: float | None = number("pTM of the whole model, as written", "", 3)
    iptm_pair: float | None = number("ipTM of XPO1 and this cargo, the larger of the two directions", "", 3)
    plddt_groove: float | None = number("Mean pLDDT of the groove (0 to 100)", "", 1)
    plddt_cargo: float | None = number(
        "Mean pLDDT of the cargo's residues that lie near a pocket, as in complexes.tsv (0 to 100)", "", 1
    )
    plddt_whole: float | None = number("Mean pLDDT of the whole cargo (0 to 100)", "", 1)
    pae: str = text("'read'; else why there is no PAE: none (never written, not asked for, not there), or refused")
    pae_groove_cargo: float | None = number("Mean PAE, the groove (510-594) aligned, the whole cargo scored", "A")
    pae_cargo_groove: float | None = number("The same, the cargo aligned and the groove scored", "A")
    pae_groove_signal: float | None = number(
        "Mean PAE, the groove aligned, the cargo's residues near a pocket scored", "A"
    )
    pae_signal_groove: float | None = number("The same, these residues aligned and the groove scored", "A")
    ipsae_xpo1_cargo: float | None = number(
        "ipSAE, XPO1 aligned, the cargo scored; d0 is 1 A for cargoes below 27 residues, so that it ranks and is no "
        "limit",
        "", 4,
    )  # fmt: skip
    ipsae_cargo_xpo1: float | None = number("ipSAE, the cargo aligned, XPO1 scored", "", 4)
    ipsae_cutoff: float | None = number("PAE below which ipSAE counts a pair of residues", "A", 0)
    lis: float | None = number("Local interaction score, the mean of both directions", "", 3)
    pdockq2: float | None = number("pDockQ2, the larger of both directions", "", 3)
    state: str = text("Groove open, intermediate or closed")
    groove_width: float | None = number("As in complexes.tsv", "A")
    xpo1_chain: str = text("Author's chain id of XPO1, recognised by its sequence")
    cargo_chain: str = text("Author's chain id of the cargo in the groove; empty where there is none")
    cargo_name: str = text("What the cargo is called, as in complexes.tsv; empty where nothing names it")
    cargo_residues: int | None = number("Residues of the cargo", "", 0)
    signal_residues: int | None = number("Residues of the cargo that lie near a pocket", "", 0)
    direction: str = text("plus or minus, as in anchors.tsv")
    nes_class: str = text("Class of the export signal, as in anchors.tsv")
    spacing: str = text("Residues from one anchor to the next")
    P0: str = text("Anchor in this pocket: L8")
    P1: str = text("The same")
    P2: str = text("The same")
    P3: str = text("The same")
    P4: str = text("The same")
    anchors: int | None = number("Pockets with an anchor; empty without a cargo in the groove", "", 0)
    occupied: str = text("Pockets that the cargo occupies, by overlap with the reference cargo's anchors")
    clashes: int | None = number("Pairs of atoms of cargo and XPO1 that overlap (type clash of contacts.tsv)", "", 0)
    signal: str = text("Annotated export signals of the cargo that were given: 36-50")
    signal_in_model: InModel = Field(default="", description="How much of them this cargo's chain has; empty without")
    anchors_in_signal: str = text("Anchors that lie in an annotated signal, of all anchors: '4 of 5'; empty without")
    offset: int | None = number(
        "Added to the numbers of the cargo's residues, it gives those of the annotated signal, which was found by its "
        "letters",
        "",
        0,
    )
    file: str = text("The model's file")

    @property
    def job_key(self) -> tuple[tuple[int, int, str], ...]:
        """Sort jobs naturally."""
        return natural(self.job)

    @property
    def sample_key(self) -> tuple[tuple[int, int, str], ...]:
        """Sort samples naturally."""
        return natural(f"{self.sample} {self.entry}")


class ModelRecord(Record):
    """One job: what its samples agree on."""

    table: ClassVar[str] = "models"
    about: ClassVar[str] = (
        "One row per job: how many of its samples agree on direction and anchors, and how sure their writer is, best "
        "and mean over the samples. Copies of a sample count once"
    )
    sort_by: ClassVar[tuple[str, ...]] = ("job_key",)

    entry: str = Field(description="Entry of the sample that leads")
    complex: str = text("Complex of the sample that leads")
    job: str = text("What was predicted")
    cargo_name: str = text("What the cargo of the leading sample is called; empty where nothing names it")
    writer: str = text("Program that wrote it, by the layout of its files; several are parted by semicolons")
    source_kind: SourceKind = Field(default="unknown", description="What the structures are")
    samples: int = Field(description="Samples that count: read, with XPO1 in them, and chosen")
    with_cargo: int = Field(description="Those of them with a cargo in the groove; the counts below are of these")
    led_by: str = text("By what the leading sample was chosen: its writer's ranking score, else iptm_pair, else ...")
    direction: str = text("Direction that most of them have; where two are as many, that of the leading sample")
    direction_agree: int | None = number("How many have it", "", 0)
    anchors: str = text("Anchors that most of them have: 'P1:L4 P2:L8 P3:F12 P4:V14'")
    anchors_agree: int | None = number("How many have just these", "", 0)
    anchors_each: str = text("Of each pocket the anchor that most have, and how many: 'P1:L4 5/5 P2:L8 3/5'")
    agree: int | None = number("How many have both that direction and those anchors", "", 0)
    nes_class: str = text("Class of the leading sample")
    occupied: str = text("Pockets that the leading sample's cargo occupies")
    clashes: int | None = number("Clashes of the leading sample", "", 0)
    state: str = text("State of the groove of the leading sample")
    signal: str = text("Annotated export signals that were given for the job")
    signal_in_model: InModel = Field(default="", description="How much of them the leading sample's cargo has")
    anchors_in_signal: str = text("Anchors of the leading sample in them: '4 of 5'")
    offset: int | None = number("Added to the numbers of its residues, gives those of the whole cargo", "", 0)
    ranking_name: str = text("Ranking score of the writer")
    ranking_score_best: float | None = number("Its best value", "", 4)
    ranking_score_mean: float | None = number("Its mean over the samples that have one", "", 4)
    iptm_pair_best: float | None = number("ipTM of XPO1 and cargo: the highest", "", 3)
    iptm_pair_mean: float | None = number("The mean", "", 3)
    plddt_groove_best: float | None = number("pLDDT of the groove: the highest", "", 1)
    plddt_groove_mean: float | None = number("The mean", "", 1)
    plddt_cargo_best: float | None = number("pLDDT of the cargo near the pockets: the highest", "", 1)
    plddt_cargo_mean: float | None = number("The mean", "", 1)
    plddt_whole_best: float | None = number("pLDDT of the whole cargo: the highest", "", 1)
    plddt_whole_mean: float | None = number("The mean", "", 1)
    pae_groove_signal_best: float | None = number("PAE, groove aligned, cargo's residues in it scored: the lowest", "A")
    pae_groove_signal_mean: float | None = number("The mean", "A")
    pae_signal_groove_best: float | None = number("PAE the other way round: the lowest", "A")
    pae_signal_groove_mean: float | None = number("The mean", "A")
    ipsae_xpo1_cargo_best: float | None = number("ipSAE, XPO1 aligned: the highest", "", 4)
    ipsae_xpo1_cargo_mean: float | None = number("The mean", "", 4)
    ipsae_cargo_xpo1_best: float | None = number("ipSAE, the cargo aligned: the highest", "", 4)
    ipsae_cargo_xpo1_mean: float | None = number("The mean", "", 4)
    lis_best: float | None = number("LIS: the highest", "", 3)
    lis_mean: float | None = number("The mean", "", 3)
    pdockq2_best: float | None = number("pDockQ2: the highest", "", 3)
    pdockq2_mean: float | None = number("The mean", "", 3)
    pae: str = text("Of how many samples a PAE was read, of those with a cargo: '5 of 5'")

    @property
    def job_key(self) -> tuple[tuple[int, int, str], ...]:
        """Sort jobs naturally."""
        return natural(self.job)
