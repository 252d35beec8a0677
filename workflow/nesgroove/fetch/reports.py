"""Validation reports of the archive: where they are, and what makes one whole.

The archive keeps them beside the structures, ``validation_reports/gj/3gjx/3gjx_validation.xml.gz``
(https://www.wwpdb.org/ftp/pdb-ftp-sites), at RCSB under https://files.rcsb.org/pub/pdb/, at PDBj under
https://data.pdbj.org/pub/pdb/; PDBe has them unpacked beside its entry files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.limits import Limits
from nesgroove.fetch.mirrors import Mirror
from nesgroove.fetch.verify import NotWholeError, verified
from nesgroove.io.opened import Limits as FileLimits
from nesgroove.io.reports.contents import ReportError
from nesgroove.io.reports.read import report_contents

_ARCHIVE: Final = "validation_reports/{middle}/{id}/{id}_validation.xml.gz"

#: Templates of the named mirrors.
NAMED: Final[Mapping[str, str]] = {
    "rcsb": f"https://files.rcsb.org/pub/pdb/{_ARCHIVE}",
    "wwpdb": f"https://files.wwpdb.org/pub/pdb/{_ARCHIVE}",
    "pdbj": f"https://data.pdbj.org/pub/pdb/{_ARCHIVE}",
    "pdbe": "https://www.ebi.ac.uk/pdbe/entry-files/download/{id}_validation.xml",
}

#: Where a directory may keep them: an archive tree rooted at pub/pdb or at pub/pdb/data, that branch alone, or files
#: side by side.
IN_DIRECTORY: Final = (
    _ARCHIVE, f"../{_ARCHIVE}", "{middle}/{id}/{id}_validation.xml.gz", "{middle}/{id}_validation.xml.gz",
    "{id}_validation.xml.gz", "{ID}_validation.xml.gz", "{id}_validation.xml", "{ID}_validation.xml",
)  # fmt: skip

_TREE: Final = "data/structures/divided/"

_BESIDE: Final = "{id}_validation.xml.gz"


def report_mirror(mirror: Mirror) -> Mirror:
    """Find where a mirror of structures has its validation reports.

    Parameters
    ----------
    mirror
        As :func:`nesgroove.fetch.mirrors.parse_mirror` understands it.

    Returns
    -------
    Mirror
        Of a template of addresses: in the archive's tree where the template is of it, else beside the structure.
    """
    if mirror.name in NAMED:
        return replace(mirror, templates=(NAMED[mirror.name],))
    if mirror.directory is not None:
        beside = {str(PurePosixPath(template).parent / _BESIDE) for template in mirror.templates}
        return replace(mirror, templates=tuple(dict.fromkeys([*sorted(beside), *IN_DIRECTORY])))
    return replace(mirror, templates=tuple(map(_address, mirror.templates)))


def _address(template: str) -> str:
    """Turn the address of a structure into that of its report; what asks for a file by a query keeps its query."""
    parts = urlsplit(template)
    root, tree, _ = parts.path.partition(_TREE)
    path = f"{root}{_ARCHIVE}" if tree else f"{parts.path.rpartition('/')[0]}/{_BESIDE}"
    return urlunsplit(parts._replace(path=path))


def verified_report(
    data: bytes, entry: EntryId, source: str, *, measured: bool = True, limit: int = Limits.unpacked
) -> bytes:
    """Check that bytes are a whole validation report of an entry, and return them compressed.

    Parameters
    ----------
    data
        What a mirror sent or a file holds, compressed with gzip or not.
    entry
        The entry that was asked for.
    source
        Where the bytes come from, for the message.
    measured
        Whether their number is known to be right; an XML document shows by itself where it ends.
    limit
        Bytes that it may have unpacked.

    Returns
    -------
    bytes
        The same bytes if they were compressed; else compressed so that equal texts give equal bytes.

    Raises
    ------
    CorruptError
        Naming what is wrong with them.
    TooLargeError
        If there is more of them than the limit.
    """

    def check(text: bytes) -> None:
        try:
            contents = report_contents(text, FileLimits())
        except ReportError as error:
            raise NotWholeError(f"it {error}") from error
        if not entry.matches(contents.entry):
            raise NotWholeError(f"the report is of the entry {contents.entry}, not of {entry}")

    return verified(data, source, limit, check)
