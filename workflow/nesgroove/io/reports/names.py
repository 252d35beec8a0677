"""Names of validation reports, and which of them lie beside a structure.

The archive calls them ``3gjx_validation.xml.gz`` and ``3gjx_validation.cif.gz``
(https://files.rcsb.org/pub/pdb/validation_reports/gj/3gjx/); programs that validate at home write a hyphen. Imports
little: every job of the workflow asks for it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from nesgroove.io.entry_names import ARCHIVE_NAME, entry_name, structure_stem

PACKINGS: Final = ("", ".gz")

NAME: Final = re.compile(r"(?P<of>.+?)[_-](?:full[_-])?validation\.(?:xml|cif)(?:\.gz)?", re.IGNORECASE)
"""How a report is called, by the structure that it is of."""

FORMS: Final = tuple(
    f"{join}validation.{form}{packing}" for form in ("xml", "cif") for join in ("_", "-") for packing in PACKINGS
)
"""What follows the name of the structure, in the order in which it is looked for: XML says most."""


def report_of(name: str) -> str:
    """Say which structure a file is a validation report of, by its name alone.

    Parameters
    ----------
    name
        A file's name, without its directory.

    Returns
    -------
    str
        ``3gjx`` of ``3GJX_validation.xml.gz``, as :func:`nesgroove.io.entry_names.entry_name` has it; empty where it is
        called otherwise.
    """
    match = NAME.fullmatch(name)
    return entry_name(match["of"]) if match else ""


def is_report(path: Path) -> bool:
    """Tell a report from a structure by its name: one of an entry of the archive, or of a structure beside it.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    bool
        False also for ``my_validation.cif`` where no structure ``my`` lies beside it: that may be one itself. What
        ends in ``.xml`` is never a structure.
    """
    match = NAME.fullmatch(path.name)
    if match is None:
        return False
    of = match["of"]
    if ".xml" in path.name[match.end("of") :].lower() or ARCHIVE_NAME.fullmatch(of):
        return True
    return any(structure_stem(other.name) == of for other in path.parent.glob(f"{_literal(of)}.*"))


def reports_beside(path: Path) -> list[Path]:
    """Look for reports beside a structure.

    Parameters
    ----------
    path
        The structure's file.

    Returns
    -------
    list of Path
        Files that are there, XML before mmCIF; named as the structure's file or as its entry, in small or large
        letters.
    """
    stem, entry = structure_stem(path.name), entry_name(path)
    names = dict.fromkeys([stem, entry, entry.lower(), entry.upper()])
    found: dict[str, Path] = {}
    for form in FORMS:
        for name in names:
            report = path.parent / f"{name}{form}"
            try:
                # Where a file system does not tell A from a, one file has several names.
                if report.is_file():
                    found.setdefault(report.name.casefold(), report)
            except (OSError, ValueError):  # a name that no file can have
                continue
    return list(found.values())


def _literal(text: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", text)
