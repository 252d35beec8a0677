"""``nesgroove.measure``: files in, results out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from nesgroove.errors import ConfigError
from nesgroove.front.results import Results

if TYPE_CHECKING:
    from nesgroove.measure.reference import References

STEP = "measure"


# Long because its text describes every option.
def measure(
    files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    references: str | os.PathLike[str] | None = None,
    open: str = "3gjx",
    closed: str = "4hb2",
    cargo: str = "3gjx",
    ligands: Mapping[str, str | os.PathLike[str]] | None = None,
    source: str | Mapping[str, str] | None = None,
    names: str | os.PathLike[str] | None = None,
    model: int | str = 1,
    jobs: int = 1,
    superposed: bool = True,
    progress: bool | Callable[[str], None] = False,
) -> Results:
    """Measure every XPO1 copy in structure files.

    A file that cannot be measured does not stop the others: it has rows in ``problems`` with the severity ``error``.

    Parameters
    ----------
    files
        One structure file or many: mmCIF, PDB, BinaryCIF or mmJSON, plain or packed.
    references
        File of references that ``nesgroove reference`` wrote. Without it, references are taken from the files, and
        where one is not among them, from the package.
    open, closed, cargo
        Which of the files' entries or complexes are the references: the open groove, the closed groove, and the
        complex of the reference cargo. Where one is not among the files, the package's is taken (3GJX and 4HB2 as
        re-refined by PDB-REDO); the column ``reference`` says which it was, and ``problems`` names a name that was
        given here and is not there.
    ligands
        Chemistry of components that the wwPDB dictionary lacks: SMILES, or the path of an SDF file, by component id.
    source
        What the files are, where their headers do not say it or are wrong: ``experiment``, ``predicted``,
        ``modelled``, ``composite``, ``phantom`` or ``unknown``, or a mapping of entries, or patterns of entries
        (``model_*``), to these words. Kinds are never averaged together.
    names
        Table of your names of cargoes and compounds, with the columns entry, molecule and name.
    model
        Which model of each file, counted from 1, or ``all``: then the first is the entry itself, and the others are
        ``ENTRY.m2``, ``ENTRY.m3`` ...
    jobs
        Processes. The results do not depend on it.
    superposed
        Whether complexes are kept in the groove frame, about 0.2 MB each, on the disk. Views and scenes need them.
    progress
        True writes a line to the standard error for each file that is done; a function is called with its entry.

    Returns
    -------
    Results
        Tables as data frames, lengths in A, areas in A^2, volumes in A^3, angles in degrees.

    Raises
    ------
    NesgrooveError
        A file does not exist or is a directory; a ligand's chemistry is no molecule; the references are no such file,
        or are given both as a file and by name; ``source`` is no kind; ``model`` is no number; ``jobs`` is less than 1.

    Examples
    --------
    >>> import nesgroove
    >>> m = nesgroove.measure([nesgroove.phantom_path("phantom_v6a"), nesgroove.phantom_path("phantom_closed")])
    >>> m.complexes[["complex", "site528", "state"]]
              complex     site528   state
    0  phantom_closed-C    Cys free  closed
    1  phantom_v6a-C     Cys bonded    open
    """
    from nesgroove.measure.groove import Settings
    from nesgroove.survey.given_names import read_names
    from nesgroove.survey.model_choice import read_model
    from nesgroove.survey.provenance import run_options
    from nesgroove.survey.run import measure_files, write_results
    from nesgroove.survey.sources import read_sources
    from nesgroove.survey.superposed import FOLDER

    paths = _paths(files)
    if jobs < 1:
        raise ConfigError(f"jobs={jobs} is no number of processes", step=STEP, remedy="Give 1 or more")
    given = checked_ligands(ligands or {})
    used = _references(references, paths, (open, closed, cargo))
    called = read_names(names) if names else ()
    settings = Settings(given, used, read_sources(source or {}), read_model(model), names=called)

    def fill(directory: Path) -> None:
        measured = measure_files(
            paths, settings, superposed=directory / FOLDER if superposed else None, jobs=jobs,
            progress=_progress(progress, len(paths)),
        )  # fmt: skip
        write_results(directory, measured, run_options(settings), settings)

    return Results._in_temporary(fill)


def _paths(files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> list[Path]:
    paths = [Path(files)] if isinstance(files, str | os.PathLike) else [Path(file) for file in files]
    for path in paths:
        if not path.is_file():
            raise ConfigError(
                "this is a directory, not a file" if path.is_dir() else "there is no such file",
                file=path,
                step=STEP,
                remedy="Name structure files",
            )
    return paths


def checked_ligands(given: Mapping[str, str | os.PathLike[str]]) -> dict[str, str]:
    """Check the chemistry of ligands before anything is measured.

    Parameters
    ----------
    given
        SMILES, or the path of an SDF file, by component id.

    Returns
    -------
    dict of str to str
        The same, paths as text.

    Raises
    ------
    ChemistryError
        Something is no molecule.
    """
    from nesgroove.chem.given_chemistry import given_molecule

    ligands = {component: os.fspath(chemistry) for component, chemistry in given.items()}
    for component, chemistry in ligands.items():
        given_molecule(component, chemistry)
    return ligands


def _references(given: str | os.PathLike[str] | None, paths: list[Path], names: tuple[str, str, str]) -> References:
    from nesgroove.survey.references import ReferenceNames, references_from_file
    from nesgroove.survey.run import references_from

    wanted = ReferenceNames(*names)
    if given is None:
        return references_from(paths, wanted)[0]
    if wanted != ReferenceNames():
        raise ConfigError(
            "references are given both as a file and by name", file=Path(given), step=STEP, remedy="Do one or the other"
        )
    return references_from_file(Path(given))


def _progress(asked: bool | Callable[[str], None], total: int) -> Callable[[str], None] | None:
    if callable(asked):
        return asked
    if not asked:
        return None
    done = 0

    def report(entry: str) -> None:
        nonlocal done
        done += 1
        print(f"{done}/{total} {entry}", file=sys.stderr)

    return report
