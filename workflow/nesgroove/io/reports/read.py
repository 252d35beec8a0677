"""From a file to a validation report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nesgroove.errors import ReadError
from nesgroove.io.opened import Limits, opened
from nesgroove.io.reports.cif_form import read_cif
from nesgroove.io.reports.contents import Contents, ReportError
from nesgroove.io.reports.xml_form import read_xml

XML: Final = (b"<?xml", b"<wwPDB")
"""How a report in XML begins."""


@dataclass(frozen=True)
class ReportFile:
    """A report that was read.

    Attributes
    ----------
    path, sha256 : str
        Where it is, and the checksum of the bytes on disk.
    contents : Contents
        What it says.
    """

    path: str
    sha256: str
    contents: Contents


def report_contents(data: bytes, limit: Limits) -> Contents:
    """Read a report of either form.

    Parameters
    ----------
    data
        Unpacked.
    limit
        What a file may be; a report has fewer residues than a structure may have atoms.

    Returns
    -------
    Contents
        What it says.

    Raises
    ------
    ReportError
        It is damaged or no report, does not say of which entry, or says nothing of any residue.
    """
    begin = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if begin.startswith(XML):
        contents = read_xml(data, limit.atoms)
    elif begin.startswith(b"<"):
        raise ReportError("is a web page, no validation report")
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ReportError("is no text") from error
        contents = read_cif(text, limit.atoms)
    if not contents.entry:
        raise ReportError("does not say which entry it is of")
    if not contents.rows:
        raise ReportError(f"says nothing of any residue of {contents.entry}")
    return contents


def read_report(path: Path, limit: Limits) -> ReportFile:
    """Read a report from a file.

    Parameters
    ----------
    path
        The file, plain or packed.
    limit
        What it may be.

    Returns
    -------
    ReportFile
        The report.

    Raises
    ------
    ReportError
        It is damaged, too large, or no report.
    """
    try:
        content = opened(path, limit)
    except ReadError as error:
        raise ReportError(f"cannot be read ({error.message})") from error
    return ReportFile(str(path), content.sha256, report_contents(content.data, limit))
