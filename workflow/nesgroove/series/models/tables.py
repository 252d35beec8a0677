"""What was measured of a sample and what its writer says of it, in one row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from nesgroove.compare.tables import cargo_name
from nesgroove.io.confidence.sample import Sample
from nesgroove.io.run_names import same_name, shown_path
from nesgroove.measure.cargo import AnchorRecord
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.contacts import ContactRecord
from nesgroove.measure.occupancy import OccupancyRecord
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.record import Record
from nesgroove.model.target import XPO1
from nesgroove.series.models.assess import Assessed, Interface
from nesgroove.series.models.records import ModelSampleRecord
from nesgroove.series.models.signals import Signals, in_chain, number_offset
from nesgroove.survey.provenance import listed_path

STEP = "confidence"


def sample_rows(
    entry: str, sample: Sample, assessed: Assessed, measured: Iterable[Record], signals: Signals
) -> list[ModelSampleRecord]:
    """Make the rows of a sample.

    Parameters
    ----------
    entry
        Its entry.
    sample, assessed
        The sample, and what its writer says of it.
    measured
        Rows of all tables of this entry.
    signals
        Annotated signals, by job.

    Returns
    -------
    list of ModelSampleRecord
        One for each cargo in each groove; one for a complex whose groove is empty, and for a model without a complex.
    """
    rows = list(measured)
    complexes = [row for row in rows if isinstance(row, ComplexRecord)]
    common: dict[str, Any] = {
        "entry": entry,
        "job": sample.job,
        "sample": sample.name,
        "writer": sample.writer,
        "seed": sample.seed,
        "iptm": assessed.iptm,
        "ptm": assessed.ptm,
        "ranking_name": assessed.ranking[0] if assessed.ranking else "",
        "ranking_score": assessed.ranking[1] if assessed.ranking else None,
        "pae": assessed.pae_state,
        "ipsae_cutoff": assessed.cutoff if assessed.pae_state == "read" else None,
        "signal": " ".join(map(str, signals.get(same_name(sample.job), ()))),
        "file": shown_path(listed_path(Path(sample.path))),
    }
    if not complexes:
        return [ModelSampleRecord(**common, source_kind="predicted" if sample.writer else "unknown")]
    return [
        ModelSampleRecord(**common, **_of_complex(complex_), **of_cargo)
        for complex_ in complexes
        for of_cargo in _cargoes(complex_, sample, assessed, rows, signals)
    ]


def _of_complex(row: ComplexRecord) -> dict[str, Any]:
    return {
        "complex": row.complex,
        "xpo1_chain": row.xpo1_chain,
        "source_kind": row.source_kind,
        "state": row.state,
        "groove_width": row.groove_width,
        "plddt_groove": row.plddt_groove,
    }


def _cargoes(
    complex_: ComplexRecord, sample: Sample, assessed: Assessed, rows: list[Record], signals: Signals
) -> Iterator[dict[str, Any]]:
    """Columns of each cargo of a complex; none of them where it has no cargo."""
    chains = [name for name in complex_.cargo_chain.split(";") if name]
    if not chains:
        yield {}
    anchors: dict[str, list[AnchorRecord]] = defaultdict(list)
    occupied: dict[str, list[str]] = defaultdict(list)
    clashes: Counter[str] = Counter()
    for row in rows:
        if getattr(row, "complex", "") != complex_.complex:
            continue
        if isinstance(row, AnchorRecord):
            anchors[row.cargo_chain].append(row)
        elif isinstance(row, OccupancyRecord) and row.occupied == "yes":
            occupied[row.occupant].append(row.pocket)
        elif isinstance(row, ContactRecord) and row.type == "clash" and not row.symmetry:
            clashes[row.occupant] += 1
    known = {(interface.xpo1_chain, interface.cargo): interface for interface in assessed.interfaces}
    for chain in chains:
        interface = known.get((complex_.xpo1_chain, chain), Interface(complex_.xpo1_chain, chain, 0, 0))
        own = {row.pocket: row for row in anchors[chain] if row.residue}
        first = anchors[chain][0] if anchors[chain] else None
        yield {
            "cargo_chain": chain,
            "cargo_name": cargo_name(complex_, chain),
            "cargo_residues": interface.cargo_residues or None,
            "signal_residues": interface.signal_residues if interface.cargo_residues else None,
            "plddt_cargo": interface.plddt_signal,
            "plddt_whole": interface.plddt_whole,
            "iptm_pair": interface.iptm,
            **interface.values,
            "direction": first.direction if first else "",
            "nes_class": first.nes_class if first else "",
            "spacing": first.spacing if first else "",
            **{pocket: row.residue for pocket, row in own.items()},
            "anchors": len(own),
            "occupied": " ".join(pocket for pocket in XPO1.pockets if pocket in occupied[chain]),
            "clashes": clashes[chain],
            **_in_signal(sample, assessed, chain, own, signals),
        }


def _in_signal(
    sample: Sample, assessed: Assessed, chain: str, anchors: dict[str, AnchorRecord], signals: Signals
) -> dict[str, Any]:
    given = signals.get(same_name(sample.job), ())
    if not given or chain not in assessed.sequences:
        return {}
    numbers, extent = in_chain(given, *assessed.sequences[chain])
    inside = sum(f"{row.auth_seq_id}{row.ins_code}" in numbers for row in anchors.values())
    # Anchors cannot lie in what the model does not have: that is no 0.
    count = f"{inside} of {len(anchors)}" if anchors and extent != "none" else ""
    offset = number_offset(given, *assessed.sequences[chain])
    return {"signal_in_model": extent, "anchors_in_signal": count, "offset": offset}


def sample_problems(entry: str, sample: Sample, assessed: Assessed) -> list[ProblemRecord]:
    """Say what is to be said of a sample's files.

    Parameters
    ----------
    entry, sample, assessed
        As for :func:`sample_rows`.

    Returns
    -------
    list of ProblemRecord
    """
    rows = [
        problem(entry, STEP, remark.severity, shown_path(remark.message), remedy=remark.remedy)
        for remark in assessed.remarks
    ]
    for path, why in sample.same:
        rows.append(problem(entry, STEP, "note", f"{shown_path(listed_path(path))} is not measured: {why}"))
    return rows
