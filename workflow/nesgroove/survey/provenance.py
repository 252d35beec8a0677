"""Where results come from: files, versions and options, said in every directory of results."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nesgroove
from nesgroove.errors import ConfigError
from nesgroove.io.files import write_file
from nesgroove.measure.groove import Settings

LIBRARIES = ("biopython", "biotite", "gemmi", "MDAnalysis", "numpy", "prolif", "rdkit", "scipy")
"""Packages whose versions may change a number, and that every result therefore names."""

MEASURING = ("model", "io", "chem", "identify", "measure", "survey", "data")
"""Rooms of the package whose code and data decide what is measured."""

NAME = "provenance.json"


def run_options(settings: Settings) -> dict[str, object]:
    """Give the options of a run as its provenance has them."""
    used = settings.references
    return {
        "references": {"open": used.open_id, "closed": used.closed_id, "cargo": used.cargo.complex_id},
        "reference_files": dict(used.sources),
        "ligands": dict(settings.ligands),
        "sources": dict(settings.sources),
    }


def versions() -> dict[str, object]:
    """Name the versions of nesgroove, Python and the libraries that measure."""
    return {
        "nesgroove": nesgroove.__version__,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def write_provenance(
    directory: Path,
    files: Mapping[str, str],
    options: Mapping[str, object],
    made_with: Mapping[str, object] | None = None,
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
    """
    data = {**(made_with or versions()), "options": options, "files": files}
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
        With ``options`` and ``files``, which are empty where the file has none.

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
    except ValueError as error:  # UnicodeDecodeError is one
        raise ConfigError(f"it is damaged: not JSON ({error})", file=path, step=step, remedy=remedy) from error
    parts = [data.setdefault(key, {}) for key in ("options", "files")] if isinstance(data, dict) else [None]
    if not all(isinstance(part, dict) for part in parts):
        raise ConfigError(f"it is damaged: no {NAME}", file=path, step=step, remedy=remedy)
    provenance: dict[str, Any] = data
    return provenance


@cache
def code_checksum(rooms: tuple[str, ...] = MEASURING) -> str:
    """Checksum of the code and data in some rooms of the package.

    The version alone does not tell two states of a source tree apart.
    """
    root = Path(nesgroove.__file__).parent
    total = hashlib.sha256()
    for room in rooms:
        for path in sorted((root / room).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                total.update(path.relative_to(root).as_posix().encode() + b"\0")
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
