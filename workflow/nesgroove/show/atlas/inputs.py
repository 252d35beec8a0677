"""What an atlas is made of, read and checked before anything is written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from nesgroove.compare.chosen import Chosen
from nesgroove.compare.kinds import kind_order
from nesgroove.compare.tables import RunTables
from nesgroove.errors import ConfigError
from nesgroove.io.tables import read_table
from nesgroove.model.plain_text import natural
from nesgroove.model.problem import ProblemRecord
from nesgroove.show.atlas.competitors import Competitors, competitors
from nesgroove.show.atlas.ngl import REMEDY, ngl_script
from nesgroove.show.methods import methods_paragraph
from nesgroove.survey.provenance import read_provenance
from nesgroove.survey.superposed import FOLDER, how_to_have, superposed_name

NEEDED: Final = {"jinja2": "templates", "matplotlib": "figures", "PIL": "small pictures"}
"""Libraries that only the atlas and the figures need, and for what."""


@dataclass(frozen=True)
class Inputs:
    """All that an atlas is made of, but for pictures and figures.

    Attributes
    ----------
    run : RunTables
    problems : list of ProblemRecord
    provenance : dict
    competitors : Competitors
    methods : str
        The methods paragraph.
    viewer : str
        Script of the viewer NGL.
    """

    run: RunTables
    problems: list[ProblemRecord]
    provenance: dict[str, Any]
    competitors: Competitors
    methods: str
    viewer: str

    def problems_of(self, complex_: str) -> list[ProblemRecord]:
        """Problems of a complex, and those of its whole entry."""
        entry = self.run.by_id[complex_].entry
        return [row for row in self._by_entry.get(entry, ()) if row.complex in ("", complex_)]

    @cached_property
    def _by_entry(self) -> dict[str, list[ProblemRecord]]:
        rows: dict[str, list[ProblemRecord]] = defaultdict(list)
        for row in self.problems:
            rows[row.entry].append(row)
        return rows


def read_inputs(tables: Path, ensemble: Path | None, chosen: Chosen | None = None) -> Inputs:
    """Read what an atlas is made of.

    Parameters
    ----------
    tables, ensemble
        Directories of tables.
    chosen
        Which complexes of the run; all without it.

    Raises
    ------
    ConfigError
        A directory has not what it should have, nothing is left by the choice, or a library is not installed.
    """
    check_installed()
    run = (chosen or Chosen()).of(RunTables.read(tables), step="atlas")
    # Experiments first, and 2 before 10: the order of rows, and of pages that follow each other.
    rows = sorted(run.complexes, key=lambda row: (kind_order(row), natural(row.complex)))
    run = run.with_rows(complexes=rows)
    problems = run.problems if run.chosen else read_table(ProblemRecord, tables / "problems.tsv")
    provenance = read_provenance(tables, step="atlas")
    check_superposed(tables, run)
    return Inputs(run, problems, provenance, competitors(run, ensemble), methods_paragraph(tables), ngl_script())


def check_installed() -> None:
    """Find out whether the libraries of the atlas are there."""
    missing = [f"{name} ({use})" for name, use in NEEDED.items() if find_spec(name) is None]
    if missing:
        raise ConfigError(f"the atlas needs {', '.join(missing)}", step="atlas", remedy=REMEDY)


def check_superposed(tables: Path, run: RunTables) -> None:
    """Find out before anything is written."""
    missing = [row.complex for row in run.complexes if not (tables / FOLDER / superposed_name(row.complex)).is_file()]
    if missing and len(missing) == len(run.complexes):  # else each of these has a page that says so
        raise ConfigError(
            f"{len(missing)} of {len(run.complexes)} complexes have no superposed structure, {missing[0]} for example",
            file=tables / FOLDER,
            step="atlas",
            remedy=how_to_have(tables),
        )
