"""Where results come from: files, versions and options, said in every directory of results."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import nesgroove
from nesgroove.chem.given_chemistry import is_ligand_file
from nesgroove.errors import ConfigError, ReadError
from nesgroove.io.files import write_file
from nesgroove.io.opened import limits, opened

if TYPE_CHECKING:
    from nesgroove.measure.groove import Settings

LIBRARIES = ("biopython", "biotite", "gemmi", "MDAnalysis", "numpy", "prolif", "rdkit", "scipy")
"""Packages whose versions may change a number, and that every result therefore names."""

MEASURING = ("model", "io", "chem", "identify", "measure", "survey", "data")
"""Rooms of the package whose code and data decide what is measured."""

NAME = "provenance.json"

PARTS: Final[tuple[tuple[str, type], ...]] = (("options", dict), ("files", dict), ("inputs", list), ("reports", list))
"""Keys of a provenance besides the versions, and what each holds."""


COMMAND: Final = "command"
"""Option that names the command, where it is another one than :data:`MEASURE`."""

MEASURE: Final = "nesgroove measure"
"""The command that measures structures."""

CONTENTS: Final = "contents"
"""Option that holds the text of what a run was made from besides structures."""

REFERENCES: Final = "references.json"
"""Name of the references among the contents of a run."""

SOURCES: Final = "sources.json"
"""Name of what the user said the files are, in its order, among the contents of a run."""

NAMES: Final = "names.tsv"
"""Name of the user's table of names among the contents of a run."""

LIGANDS: Final = "ligands/"
"""Begins the names of ligand files among the contents of a run."""


def run_options(settings: Settings) -> dict[str, object]:
    """Give the options of a run as its provenance has them."""
    used = settings.references
    return {
        "references": {"open": used.open_id, "closed": used.closed_id, "cargo": used.cargo.complex_id},
        "reference_files": dict(used.sources),
        "ligands": dict(settings.ligands),
        "sources": dict(settings.sources),
        **(
            {"names": {f"{given.entry} {given.molecule}": given.name for given in settings.names}}
            if settings.names
            else {}
        ),
        "models": {"measured": str(settings.model)},
        CONTENTS: contents(settings),
    }


def contents(settings: Settings) -> dict[str, str]:
    """Give the text of all that a run was made from besides structures, so that it can be made again.

    Parameters
    ----------
    settings
        References and ligand chemistry.

    Returns
    -------
    dict of str to str
        By name: ``references.json``, as ``nesgroove reference`` writes it but for spaces; ``sources.json``, patterns
        of entries and their kinds with the weakest first; ``names.tsv``; and ``ligands/UNL.sdf`` for each ligand that
        was given as a file. A file that cannot be read is left out: what is wrong with it was said when it was used.
    """
    texts = {REFERENCES: json.dumps(json.loads(settings.references.to_json()), separators=(",", ":"), sort_keys=True)}
    if settings.sources:
        texts[SOURCES] = json.dumps(settings.sources)
    if settings.names:
        rows = ("\t".join((given.entry, given.molecule, given.name)) for given in settings.names)
        texts[NAMES] = "\n".join(("entry\tmolecule\tname", *rows, ""))
    for component, given in settings.ligands.items():
        if is_ligand_file(given):
            try:
                text = Path(given).read_text(encoding="utf-8", errors="surrogateescape")
            except OSError:
                continue
            texts[ligand_name(component, given)] = text
    return texts


def ligand_name(component: str, given: str) -> str:
    """Name a ligand file among the contents of a run."""
    return f"{LIGANDS}{component}{Path(given).suffix.lower()}"


def input_of(path: str | Path, sha256: str) -> dict[str, str]:
    """Say which file was measured, so that it can be known again.

    Parameters
    ----------
    path
        The file.
    sha256
        Checksum of its bytes; empty where it is not known.

    Returns
    -------
    dict of str to str
        ``path``, from the working directory where it lies within; ``sha256`` of its bytes; ``content``, the checksum
        of what it holds unpacked, which is the same however it was compressed. Empty is what is not known.
    """
    try:
        content = opened(Path(path), limits())
        sha256, unpacked = content.sha256, hashlib.sha256(content.data).hexdigest()
    except ReadError:
        unpacked = ""
    return {"path": listed_path(path), "sha256": sha256, "content": unpacked}


def report_of(report: Path, structure: str | Path) -> dict[str, str]:
    """Say which validation report lay beside a structure: as :func:`input_of`, with the structure's path as ``of``."""
    return {"of": listed_path(structure), **input_of(report, "")}


def listed_path(path: str | Path) -> str:
    """Write the path of a file as results have it.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    str
        From the working directory where it lies within, else from the root, however it was given.
    """
    where = Path(os.path.normpath(Path.cwd() / path))  # links are kept: their names name entries
    return (where.relative_to(Path.cwd()) if where.is_relative_to(Path.cwd()) else where).as_posix()


def versions() -> dict[str, object]:
    """Name the versions of nesgroove, Python and the libraries that measure."""
    return {
        "nesgroove": nesgroove.__version__,
        "python": platform.python_version(),
        "libraries": dict(_libraries()),
    }


@cache
def _libraries() -> tuple[tuple[str, str], ...]:
    """Names and versions of the libraries, which are read from files of theirs."""
    from importlib.metadata import version

    return tuple((name, version(name)) for name in LIBRARIES)


def write_provenance(
    directory: Path,
    files: Mapping[str, str],
    options: Mapping[str, object],
    made_with: Mapping[str, object] | None = None,
    *,
    inputs: Iterable[Mapping[str, str]] = (),
    reports: Iterable[Mapping[str, str]] = (),
) -> None:
    """Say from which files, which versions and which options. No time of day: the same run gives the same text.

    Parameters
    ----------
    directory
        Where the tables lie.
    files
        Checksum of each file by its name.
    options
        The configuration of the run.
    made_with
        Versions that measured, as :func:`versions` gives them; by default those that are at work.
    inputs
        Each file that was measured, as :func:`input_of` gives it.
    reports
        Each validation report that lay beside one, as :func:`report_of` gives it.
    """
    listed, beside = (
        sorted(map(dict, given), key=lambda one: (one["path"], one["sha256"])) for given in (inputs, reports)
    )
    data = {**(made_with or versions()), "options": options, "files": files, "inputs": listed}
    if beside:
        data["reports"] = beside
    text = json.dumps(data, indent=1, sort_keys=True) + "\n"
    write_file(directory / NAME, text)


def read_provenance(directory: Path, *, step: str = "results") -> dict[str, Any]:
    """Read back what :func:`write_provenance` wrote: the one reader of ``provenance.json``.

    Parameters
    ----------
    directory
        Where the tables lie.
    step
        What needs it, for the message.

    Returns
    -------
    dict
        With ``options``, ``files``, ``inputs`` and ``reports``, which are empty where the file has none.

    Raises
    ------
    ConfigError
        There is no such file, or it is damaged.
    """
    path, remedy = directory / NAME, "Measure again with this version of nesgroove"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"{NAME} is missing from the tables" if not path.exists() else error.strerror or str(error)
        raise ConfigError(message, file=path, step=step, remedy=remedy) from error
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is a ValueError
        raise ConfigError(f"it is damaged: not JSON ({error})", file=path, step=step, remedy=remedy) from error
    if not isinstance(data, dict) or not all(isinstance(data.setdefault(key, kind()), kind) for key, kind in PARTS):
        raise ConfigError(f"it is damaged: no {NAME}", file=path, step=step, remedy=remedy)
    provenance: dict[str, Any] = data
    return provenance


def refuse_other_results(out: Path, command: str) -> None:
    """Refuse a directory that holds the results of another command.

    Half of its tables would be replaced and the others stay, and what shows them would take them for one run.

    Parameters
    ----------
    out
        Where results are to go.
    command
        The command that makes them: ``nesgroove measure``.

    Raises
    ------
    ConfigError
        The provenance there names another one.
    """
    try:
        there = read_provenance(out)["options"].get(COMMAND, MEASURE)
    except ConfigError:  # nothing is there, or nothing that says what it is
        return
    if there != command:
        raise ConfigError(
            f"the results of {there} lie in it", file=out, step=command.rpartition(" ")[2],
            remedy="Choose another directory for --out",
        )  # fmt: skip


@cache
def code_checksum(rooms: tuple[str, ...] = MEASURING) -> str:
    """Checksum of the code and data in some rooms of the package.

    The version alone does not tell two states of a source tree apart.
    """
    root = Path(nesgroove.__file__).parent
    total = hashlib.sha256()
    for room in rooms:
        for path in sorted((root / room).rglob("*")):
            # What Python and numba compile comes and goes beside the code, and is none.
            if path.is_file() and "__pycache__" not in path.parts:
                total.update(path.relative_to(root).as_posix().encode() + b"\0")
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
