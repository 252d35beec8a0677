"""What the notebooks need beside the package itself: tables to start from, rows as data frames, figures inline."""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, Final

from nesgroove.compare.data import RunTables
from nesgroove.errors import ConfigError
from nesgroove.model.record import Record

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped, unused-ignore]

VARIABLE: Final = "NESGROOVE_TABLES"
"""Environment variable that names a directory of tables."""

PHANTOMS: Final = (
    "phantom_cargo_1c", "phantom_cargo_1a_minus", "phantom_v6a", "phantom_lmb", "phantom_g6u", "phantom_closed",
)  # fmt: skip
"""What is shown where no tables are named: cargoes in both directions, three inhibitors, the closed empty groove."""


class Inline:
    """A picture that a notebook shows.

    Attributes
    ----------
    png : bytes
    words : str
        What is shown where pictures are not.
    """

    def __init__(self, png: bytes, words: str) -> None:
        self.png, self.words = png, words

    def __repr__(self) -> str:
        return self.words

    def _repr_png_(self) -> bytes:
        return self.png


def open_tables(tables: str | Path = "") -> Path:
    """Find tables: those named, else those that ``$NESGROOVE_TABLES`` names, else tables of phantoms made on the spot.

    Parameters
    ----------
    tables
        Directory that ``nesgroove measure`` or the workflow wrote.

    Returns
    -------
    Path
        The directory.

    Raises
    ------
    ConfigError
        There are no tables in it.
    """
    named = tables or os.environ.get(VARIABLE, "")
    if not named:
        return _phantom_tables()
    if not (Path(named) / "complexes.tsv").is_file():
        raise ConfigError(
            "there are no tables in it",
            file=named,
            step="notebook",
            remedy="Name the directory that `nesgroove measure` or the workflow wrote",
        )
    return Path(named)


def example_structure(name: str = "phantom_v6a") -> Path:
    """Build a phantom, to have a structure to measure; it is removed when Python ends."""
    from nesgroove.phantom import write_phantoms

    return write_phantoms(_place(), [name])[0]


def only(run: RunTables, complexes: Collection[str]) -> RunTables:
    """Keep the rows of some complexes."""
    parts: dict[str, Any] = {
        field.name: [row for row in getattr(run, field.name) if row.complex in complexes] for field in fields(run)
    }
    return replace(run, **parts)


def as_frame(rows: Iterable[Record], *columns: str) -> pd.DataFrame:
    """Lay rows of a table out as a data frame, with the columns that are named, or all."""
    import pandas as pd

    listed = list(rows)
    names = list(columns) or (list(type(listed[0]).model_fields) if listed else [])
    values = [[_plain(getattr(row, name)) for name in names] for row in listed]
    return pd.DataFrame(values, columns=names, dtype=object)


def _plain(value: object) -> object:
    """Make a cell readable: what could not be measured stays empty, and no digits that mean nothing."""
    if value is None:
        return ""
    return round(value, 3) if isinstance(value, float) else value


def figure(name: str, run: RunTables) -> Inline:
    """Draw a figure of the package inline: ``figure("ruler", run)``."""
    from tempfile import TemporaryDirectory

    from nesgroove.show.figures.registry import draw

    with TemporaryDirectory(prefix="nesgroove-") as place:
        path = Path(place) / f"{name}.png"
        draw(name, run, [path])
        return Inline(path.read_bytes(), f"figure {name}")


def _place() -> Path:
    """Make a directory that is removed when Python ends."""
    place = mkdtemp(prefix="nesgroove-")
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return Path(place)


def _phantom_tables() -> Path:
    from nesgroove.measure.groove import Settings
    from nesgroove.phantom import write_phantoms
    from nesgroove.survey.references import ReferenceNames
    from nesgroove.survey.run import measure_files, references_from, write_results
    from nesgroove.survey.superposed import FOLDER

    print(f"No tables are named. {len(PHANTOMS)} phantoms, structures of known truth, are built and measured.")
    place = _place()
    files = write_phantoms(place / "structures", PHANTOMS)
    names = ReferenceNames("phantom_cargo_1c", "phantom_closed", "phantom_cargo_1c")
    references, _ = references_from(files, names)
    measured = measure_files(files, Settings(references=references), superposed=place / "tables" / FOLDER)
    write_results(place / "tables", measured, {})
    return place / "tables"
