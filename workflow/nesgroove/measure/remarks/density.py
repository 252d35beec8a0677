"""Checks of how well a structure is seen: what its validation report says, or does not."""

from __future__ import annotations

from collections.abc import Iterator

from nesgroove.measure.groove import Groove
from nesgroove.measure.remarks.check import Details, check
from nesgroove.measure.seen import molecule_seen
from nesgroove.model.plain_text import first_few
from nesgroove.model.report import LIMITS
from nesgroove.model.structure import Structure

LISTED = 6
"""Occupants that a remark names one by one."""

POORLY = LIMITS["partly seen"]
"""RSCC below which what is in the groove is worth a look (:data:`nesgroove.model.report.CLASSES`)."""


@check(
    "report_refused", "entry", "density", "warning",
    "the validation report {report} was not used: it {why}",
    "Put the report of this entry and release beside the file (nesgroove fetch --validation), or take the other away",
)  # fmt: skip
def _report_refused(structure: Structure) -> Iterator[Details]:
    for finding in structure.findings:
        if finding.check == "report_refused":
            yield finding.details


@check(
    "no_density_reported", "entry", "density", "note",
    "the validation report has no RSCC: {why}",
)  # fmt: skip
def _no_density_reported(structure: Structure) -> Iterator[Details]:
    report = structure.report
    if report is None or report.has_density:
        return
    if report.has_map:
        yield {"why": "it is of a map of electron microscopy, for which it has Q-scores"}
    else:
        made = f" (steps: {report.steps})" if report.steps else ""
        yield {"why": f"the structure was not held against its data, which the archive may not have{made}"}


@check(
    "occupant_not_reported", "complex", "density", "note",
    "the validation report says nothing of how well these are seen: {occupants}",
    "Compare chains and numbers of the file with those of the entry",
)  # fmt: skip
def _occupant_not_reported(groove: Groove) -> Iterator[Details]:
    report = groove.structure.report
    if report is None or not (report.has_density or report.has_map):
        return
    names = {occupant.name for occupant in groove.complex.occupants}
    unseen = [
        molecule.name
        for molecule in groove.complex.molecules
        if molecule.name in names
        and (fit := molecule_seen(groove, molecule)).rscc is None and fit.q_score is None
    ]  # fmt: skip
    if unseen:
        yield {"occupants": first_few(unseen, LISTED)}


@check(
    "poorly_seen", "complex", "density", "warning",
    "{occupant} is poorly seen: RSCC {rscc:.2f}, and {limit:g} is the least for a good part of it to be in the density",
    "Look at the density before taking distances, pockets or contacts of it for more than a model",
    limit=POORLY,
)  # fmt: skip
def _poorly_seen(groove: Groove) -> Iterator[Details]:
    names = {occupant.name for occupant in groove.complex.occupants}
    for molecule in groove.complex.molecules:
        if molecule.name in names:
            rscc = molecule_seen(groove, molecule).rscc
            if rscc is not None and rscc < POORLY:
                yield {"occupant": molecule.name, "rscc": rscc, "limit": POORLY}
