"""The validation report that belongs to a structure: found, read, held against it, and put beside its contents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from nesgroove.io.opened import limits
from nesgroove.io.reports.contents import ReportError
from nesgroove.io.reports.fits import other_entry, other_version
from nesgroove.io.reports.names import reports_beside
from nesgroove.io.reports.read import ReportFile, read_report
from nesgroove.model.problem import Finding
from nesgroove.model.report import Report
from nesgroove.model.structure import Structure

OBSERVED: Final = ("experiment", "unknown")
"""Kinds of source that a report may be of."""


def with_report(structure: Structure, path: Path) -> Structure:
    """Put the validation report that lies beside a file into the structure that was read from it.

    Parameters
    ----------
    structure
        The structure.
    path
        Its file.

    Returns
    -------
    Structure
        With the first report that fits, and with a finding for each that does not; the same where none lies there.
    """
    findings = []
    for file in reports_beside(path):
        try:
            report = _fitting(structure, read_report(file, limits()))
        except ReportError as error:
            findings.append(Finding("report_refused", {"report": file.name, "why": str(error)}))
            continue
        return replace(structure, report=report, findings=(*structure.findings, *findings))
    return replace(structure, findings=(*structure.findings, *findings)) if findings else structure


def _fitting(structure: Structure, file: ReportFile) -> Report:
    contents = file.contents
    if structure.source_kind not in OBSERVED:
        raise ReportError(f"is of an experiment, and the structure is {structure.source_kind}")
    residues = contents.of_model(structure.model)
    if why := other_entry(structure, contents) or other_version(structure, contents, residues):
        raise ReportError(f"is {why}")
    return Report(
        path=file.path, sha256=file.sha256, entry=contents.entry, revision=contents.revision,
        created=contents.created, steps=contents.steps, residues=residues,
    )  # fmt: skip
