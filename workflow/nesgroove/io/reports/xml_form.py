"""Validation reports in XML.

Read as a stream by expat. A report declares no document type, and whoever sends one is up to no good: entities that
unfold to gigabytes, or to other files, are refused with it.
"""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

from nesgroove.io.reports.contents import (
    Contents,
    ReportError,
    correlation_of,
    counted_outliers,
    entry_of,
    number_of,
    text_of,
)
from nesgroove.model.report import Reported

ROOT: Final = "wwPDB-validation-information"
"""Name of the outermost element."""

GEOMETRY: Final = frozenset({
    "bond-outlier", "angle-outlier", "chiral-outlier", "plane-outlier", "mog-bond-outlier", "mog-angle-outlier",
    "mog-torsion-outlier", "mog-ring-outlier",
})  # fmt: skip
"""Elements within a residue's that stand for one unusual bond, angle, centre, plane, torsion or ring each."""

CLASHES: Final = frozenset({"clash", "symm-clash"})


class _Reader:
    """Collects what is said of the entry and of each residue."""

    def __init__(self, most: int) -> None:
        self.contents = Contents()
        self.most = most
        self.depth = 0
        self.residue: dict[str, str] | None = None
        self.outliers = self.clashes = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 0 and name != ROOT:
            raise ReportError(f"is no validation report: its outermost element is {name[:60]}")
        self.depth += 1
        if name == "Entry":
            # Of maps without a model the id is that of the map alone.
            self.contents.entry = entry_of((attributes.get("pdbid"),))
            self.contents.revision = text_of(attributes.get("PDB-revision-number"))
            self.contents.revised = text_of(attributes.get("PDB-revision-date"))
            self.contents.created = text_of(attributes.get("XMLcreationDate"))
            self.contents.steps = text_of(attributes.get("attemptedValidationSteps"))
        elif name == "ModelledSubgroup":
            self.residue, self.outliers, self.clashes = attributes, 0, 0
        elif self.residue is not None:
            self.outliers += name in GEOMETRY
            self.clashes += name in CLASHES

    def end(self, name: str) -> None:
        self.depth -= 1
        if name != "ModelledSubgroup" or self.residue is None:
            return
        said, self.residue = self.residue, None
        if len(self.contents.rows) >= self.most:
            raise ReportError(f"has more than {self.most} residues")
        row = Reported(
            component=text_of(said.get("resname")),
            altloc=text_of(said.get("altcode")),
            rscc=correlation_of(said.get("rscc")),
            rsr=number_of(said.get("rsr")),
            rsrz=number_of(said.get("rsrz")),
            q_score=correlation_of(said.get("Q_score")),
            occupancy=number_of(said.get("avgoccu")),
            phi=number_of(said.get("phi")),
            psi=number_of(said.get("psi")),
            outliers=self.outliers + counted_outliers(said.get("rama"), said.get("rota")),
            clashes=self.clashes,
        )
        key = (said.get("chain", "").strip(), text_of(said.get("resnum")) + text_of(said.get("icode")))
        self.contents.rows.append((text_of(said.get("model")) or "1", key, row))


def _refuse(*_: object) -> None:
    raise ReportError("declares a document type, which no report does and which may unfold without an end")


def read_xml(data: bytes, most: int) -> Contents:
    """Read a report in XML.

    Parameters
    ----------
    data
        Unpacked.
    most
        Residues that it may have.

    Returns
    -------
    Contents
        All models.

    Raises
    ------
    ReportError
        It is not well formed, no report, or too large.
    """
    reader = _Reader(most)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ReportError(f"is damaged or cut short (XML: {error})") from error
    return reader.contents
