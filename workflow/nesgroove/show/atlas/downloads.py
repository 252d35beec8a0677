"""Files to take away: of each complex one archive with its structure, its scenes and its rows of the tables.

An archive, because a script for PyMOL, ChimeraX or Mol* is of no use without the structure that it loads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nesgroove.compare.competition import CompetitionRecord
from nesgroove.compare.stored import each
from nesgroove.compare.tables import RunTables
from nesgroove.io.files import gzipped, write_zip
from nesgroove.io.sorted_tables import SortedTables
from nesgroove.io.tables import format_table
from nesgroove.measure.registry import records
from nesgroove.model.problem import ProblemRecord
from nesgroove.model.record import Record
from nesgroove.show.atlas.inputs import Inputs
from nesgroove.show.atlas.render import write
from nesgroove.show.scene.model import Scene

ABOUT: Final = {
    ".cif": "structure in the groove frame",
    ".pml": "PyMOL",
    ".cxc": "ChimeraX",
    ".mvsj": "Mol*",
    ".mvsx": "Mol*, with the structure in it",
}
"""What the files of a scene are for, by their ending."""


ARCHIVED: Final = 200
"""Complexes up to which the archive of each holds its structure, and its rows lie beside it as single files. In a
larger atlas every structure is kept once, and the page writes the file out of what it draws; scripts are those for
PyMOL and ChimeraX, as the description for Mol* is the largest by far."""

PACKED: Final = 2_000_000
"""Letters of a table from which it is given away gzipped."""


@dataclass(frozen=True)
class WholeTable:
    """A table of all complexes, to take away.

    Attributes
    ----------
    path : str
        In the atlas.
    name, about : str
        File name, and what a row is.
    rows, size : int
        How many, and bytes of the file.
    """

    path: str
    name: str
    about: str
    rows: int
    size: int


def whole_tables(out: Path, inputs: Inputs, work: Path) -> list[WholeTable]:
    """Write every table of the run and the competition, whole.

    Parameters
    ----------
    out
        Directory of the atlas.
    inputs
        What the atlas is made of.
    work
        Directory for what is on the way.

    Returns
    -------
    list of WholeTable
        Those that have rows.
    """
    other = {"problems": inputs.problems, CompetitionRecord.table: inputs.competitors.each()}
    kinds: list[type[Record]] = [*records(), CompetitionRecord]
    written = []
    for record in kinds:
        name = record.table
        content = _laid_out(record, other[name] if name in other else each(inputs.run.tables, name), work)
        count = content.count(b"\n") - 1
        if not count:
            continue
        packed = len(content) > PACKED
        name = f"{record.table}.tsv{'.gz' if packed else ''}"
        content = gzipped(content) if packed else content
        write(out, f"tables/{name}", content)
        written.append(WholeTable(f"tables/{name}", name, record.about, count, len(content)))
    return written


def _laid_out(record: type[Record], rows: Iterable[Record], work: Path) -> bytes:
    """Lay out a table as its file is; its rows are not held."""
    with SortedTables(work, [record]) as tables:
        tables.add(rows)
        tables.write()
    path = work / f"{record.table}.tsv"
    content = path.read_bytes()
    path.unlink()
    return content


def table_texts(run: RunTables, problems: Sequence[ProblemRecord]) -> dict[str, str]:
    """Lay out the rows of one complex by file name; tables without rows are left out."""
    rows = {record: {**run.tables, "problems": problems}[record.table] for record in records()}
    return {f"{record.table}.tsv": format_table(record, listed) for record, listed in rows.items() if listed}


def write_archive(out: Path, path: str, folder: str, files: Iterable[tuple[str, Path | str]]) -> list[str]:
    """Write an archive in which everything lies in one folder.

    Parameters
    ----------
    out, path
        Directory of the atlas, and the archive in it.
    folder
        Everything lies in it when it is unpacked.
    files
        Name, and the file or the text.

    Returns
    -------
    list of str
        The names.
    """
    listed = list(files)
    write_zip(out / path, ((f"{folder}/{name}", content) for name, content in listed))
    return [name for name, _ in listed]


def complex_archive(
    scene: Scene, run: RunTables, problems: Sequence[ProblemRecord], out: Path, name: str, work: Path, *, whole: bool
) -> list[tuple[str, str]]:
    """Write the archive of one complex, and its tables as single files.

    Parameters
    ----------
    scene, run, problems
        The complex and its rows.
    out, name
        Directory of the atlas, and the safe name of the complex.
    work
        Directory for the files of the scene; its structure stays there for :func:`family_archive`.
    whole
        Whether the structure is in the archive, and the tables lie beside it too (:data:`ARCHIVED`).

    Returns
    -------
    list of (str, str)
        Names in the archive, and what each is for.
    """
    from nesgroove.show.scene.write import write_scene

    paths = sorted(write_scene(scene, work))
    kept = [path for path in paths if whole or path.suffix not in (".cif", ".mvsj", ".mvsx")]
    tables = table_texts(run, problems)
    if whole:
        for file, text in tables.items():
            write(out, f"tables/{name}/{file}", text)
    write_archive(
        out, f"downloads/{name}.zip", name,
        [*((path.name, path) for path in kept), *((f"tables/{file}", text) for file, text in tables.items())],
    )  # fmt: skip
    for path in paths:
        if path.suffix != ".cif" or not whole:
            path.unlink()
    return [(path.name, ABOUT.get(path.suffix, "")) for path in kept]


def family_archive(tables: Path, parts: dict[str, RunTables], out: Path, work: Path) -> list[tuple[str, str]]:
    """Write the scene of all complexes together; nothing where there are none, or too many."""
    from nesgroove.show.scene.load import load_scene
    from nesgroove.show.scene.write import FAMILY_LIMIT, write_family

    if not 0 < len(parts) <= FAMILY_LIMIT:
        return []
    written = write_family([load_scene(tables, id_, part) for id_, part in parts.items()], work)
    # What holds all structures once more would double the size of the archive.
    paths = sorted({path for path in written if path.suffix != ".mvsx"})
    write_archive(out, "downloads/family.zip", "family", [(path.name, path) for path in paths])
    return [(path.name, ABOUT.get(path.suffix, "")) for path in paths if path.suffix != ".cif"]
