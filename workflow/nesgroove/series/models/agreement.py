"""What the samples of a job agree on: direction, anchors; and which of them leads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np

from nesgroove.model.target import XPO1
from nesgroove.series.models.records import ModelRecord, ModelSampleRecord

LED_BY: Final = ("ranking_score", "iptm_pair", "ipsae_cargo_xpo1", "plddt_cargo")
"""What the leading sample is chosen by, the first that every sample of the job has; higher is better in all."""

HIGHER: Final = (
    "ranking_score", "iptm_pair", "plddt_groove", "plddt_cargo", "plddt_whole", "ipsae_xpo1_cargo",
    "ipsae_cargo_xpo1", "lis", "pdockq2",
)  # fmt: skip
LOWER: Final = ("pae_groove_signal", "pae_signal_groove")


def agreements(rows: Sequence[ModelSampleRecord]) -> tuple[list[ModelSampleRecord], list[ModelRecord]]:
    """Make a row for each job, and mark the samples that lead.

    Parameters
    ----------
    rows
        Of samples.

    Returns
    -------
    samples : list of ModelSampleRecord
        The same, those that lead marked.
    jobs : list of ModelRecord
        Of the samples that are chosen and have a complex.
    """
    jobs: dict[str, list[ModelSampleRecord]] = defaultdict(list)
    for row in rows:
        if row.complex and row.chosen == "yes":
            jobs[row.job].append(row)
    leading: set[tuple[str, str, str]] = set()
    records = []
    for job, members in jobs.items():
        record, leads = _job(job, _one_each(members))
        records.append(record)
        leading.add((leads.entry, leads.complex, leads.cargo_chain))
    marked = [
        row.model_copy(update={"leads": "yes"}) if (row.entry, row.complex, row.cargo_chain) in leading else row
        for row in rows
    ]
    return marked, records


def _one_each(rows: Iterable[ModelSampleRecord]) -> list[ModelSampleRecord]:
    """Take of each sample the complex and cargo with most anchors: a model of two copies is one observation."""
    best: dict[str, ModelSampleRecord] = {}
    for row in sorted(rows, key=lambda row: (row.complex, row.cargo_chain)):
        if row.entry not in best or (row.anchors or 0) > (best[row.entry].anchors or 0):
            best[row.entry] = row
    return list(best.values())


def _job(job: str, members: list[ModelSampleRecord]) -> tuple[ModelRecord, ModelSampleRecord]:
    leads, led_by = _leading(members)
    bound = [row for row in members if row.cargo_chain]
    values: dict[str, Any] = {}
    for names, best in ((HIGHER, max), (LOWER, min)):
        for name in names:
            known = [value for row in bound or members if (value := getattr(row, name)) is not None]
            values[f"{name}_best"] = best(known, default=None)
            values[f"{name}_mean"] = float(np.mean(known)) if known else None
    rankings = sorted({row.ranking_name for row in members if row.ranking_name})
    if len(rankings) > 1:  # scores of different names are never averaged
        values["ranking_score_best"] = values["ranking_score_mean"] = None
    record = ModelRecord(
        entry=leads.entry,
        complex=leads.complex,
        job=job,
        cargo_name=leads.cargo_name,
        writer=";".join(sorted({row.writer for row in members if row.writer})),
        source_kind=leads.source_kind,
        samples=len(members),
        with_cargo=len(bound),
        led_by=led_by,
        nes_class=leads.nes_class,
        occupied=leads.occupied,
        clashes=leads.clashes,
        state=leads.state,
        signal=leads.signal,
        signal_in_model=leads.signal_in_model,
        anchors_in_signal=leads.anchors_in_signal,
        offset=leads.offset,
        ranking_name=";".join(rankings),
        pae=f"{sum(row.pae == 'read' for row in bound)} of {len(bound)}" if bound else "",
        **_agreed(bound, leads),
        **values,
    )
    return record, leads


def _leading(members: list[ModelSampleRecord]) -> tuple[ModelSampleRecord, str]:
    """Choose the sample that stands for a job, and say by what."""
    rankings = {row.ranking_name for row in members}
    for name in LED_BY:
        values = [getattr(row, name) for row in members]
        comparable = name != "ranking_score" or len(rankings) == 1
        if comparable and all(value is not None for value in values):
            leads = max(members, key=lambda row: getattr(row, name))
            return leads, (leads.ranking_name if name == "ranking_score" else name) if len(members) > 1 else "only one"
    return members[0], "the first" if len(members) > 1 else "only one"


def _agreed(bound: list[ModelSampleRecord], leads: ModelSampleRecord) -> dict[str, Any]:
    if not bound:
        return {}
    direction = _most([row.direction for row in bound], leads.direction)
    sets = [_anchors(row) for row in bound]
    anchors = _most(sets, _anchors(leads))
    each = []
    for pocket in XPO1.pockets:
        residues = [getattr(row, pocket) for row in bound]
        residue = _most([name for name in residues if name], getattr(leads, pocket))
        if residue:
            each.append(f"{pocket}:{residue} {residues.count(residue)}/{len(bound)}")
    both = sum(row.direction == direction and own == anchors for row, own in zip(bound, sets, strict=True))
    return {
        "direction": direction,
        "direction_agree": sum(row.direction == direction for row in bound) if direction else 0,
        "anchors": anchors,
        "anchors_agree": sets.count(anchors) if anchors else 0,
        "anchors_each": " ".join(each),
        "agree": both if direction and anchors else 0,
    }


def _anchors(row: ModelSampleRecord) -> str:
    return " ".join(f"{pocket}:{name}" for pocket in XPO1.pockets if (name := getattr(row, pocket)))


def _most(words: Sequence[str], leading: str) -> str:
    """Give the most frequent word; of several, that of the leading sample, else the first in order."""
    counts = Counter(word for word in words if word)
    if not counts:
        return ""
    most = max(counts.values())
    tied = sorted(word for word, count in counts.items() if count == most)
    return leading if leading in tied else tied[0]
