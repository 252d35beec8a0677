"""A complex in the groove frame as mmCIF: what pictures, scenes and the atlas show.

The file holds the molecules of one complex (no waters, no hydrogens, no alternate locations: the atoms that were
measured), turned into the groove frame, with the file's own author and label ids; a part of a chain is a chain of its
own here. How it is laid out: :mod:`nesgroove.survey.complex_cif`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from nesgroove.chem.templates import Template
from nesgroove.io.files import gzipped, marked_file_name, write_file
from nesgroove.model.complex import Complex
from nesgroove.survey.complex_cif import complex_document

FOLDER = "superposed"
"""Where the files lie, beside the tables of a run."""

ENDING = ".cif.gz"


def superposed_name(complex_id: str) -> str:
    """Name of the file of a complex."""
    return f"{marked_file_name(complex_id)}{ENDING}"


def superposed_cif(complex_: Complex, ligands: Mapping[str, str | Template | None] | None = None) -> str:
    """Lay out one complex as mmCIF text, in the groove frame.

    Parameters
    ----------
    complex_
        The complex.
    ligands
        SMILES, or the path of an SDF file, by component id, as in
        :class:`nesgroove.measure.groove.Settings`.

    Returns
    -------
    str
        The same for the same complex, byte by byte.
    """
    return complex_document(complex_, "superposed into the groove frame of XPO1", ligands)[0].as_string()


def write_superposed(
    directory: Path, complexes: Iterable[Complex], ligands: Mapping[str, str | Template | None] | None = None
) -> list[Path]:
    """Write each complex into a directory, gzipped, and return the paths."""
    paths = []
    for complex_ in complexes:
        path = directory / superposed_name(complex_.id)
        paths.append(write_file(path, gzipped(superposed_cif(complex_, ligands).encode())))
    return paths


def how_to_have(tables: Path) -> str:
    """Say how a complex that has no superposed structure gets one.

    Parameters
    ----------
    tables
        Directory of a run. One of ``nesgroove poses`` has those of its best poses.

    Returns
    -------
    str
        A remedy.
    """
    if (tables / "poses.tsv").is_file():
        return "Measure the poses again with a greater --keep: the best of them have one"
    return "Measure again with this version of nesgroove, without --no-superposed"
