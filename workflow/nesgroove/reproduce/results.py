"""Results as they were: tables and provenance out of a directory, or out of the archive of a supplement."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Final

from nesgroove.errors import ConfigError
from nesgroove.io.unpacked import MEGABYTE
from nesgroove.reproduce.crate import METADATA, file_id
from nesgroove.survey.provenance import CONTENTS, NAME, read_provenance

STEP: Final = "reproduce"

MEMBER: Final = re.compile(rf"(?:tables|ensemble)/[\w-]+\.tsv|tables/{re.escape(NAME)}|{re.escape(METADATA)}")
"""Members of an archive that are read; whatever else is in it is passed over."""

FILE: Final = re.compile(r"(?!\.{1,2}$)[^/\0]+")
"""Names that a file may have."""

LONGEST: Final = 255
"""Bytes of a file's name that file systems take."""

MOST: Final = 1000 * MEGABYTE
"""Bytes that the tables of an archive may have, unpacked. Those of 10,000 complexes have a third of it."""


@dataclass(frozen=True)
class Results:
    """Results of a run.

    Attributes
    ----------
    name : str
        What the user named.
    near : Path
        A directory that paths of structures may be relative to, or one above it.
    tables, ensemble : dict of str to str
        Text by the name of the table; ``ensemble`` is empty where it was not made, or not named.
    provenance : dict
        As :func:`nesgroove.survey.provenance.read_provenance` gives it.
    altered : tuple of str
        Files of a supplement that are not what its metadata say.
    """

    name: str
    near: Path
    tables: dict[str, str]
    ensemble: dict[str, str]
    provenance: dict[str, Any]
    altered: tuple[str, ...] = ()


def read_results(path: Path) -> Results:
    """Read results from wherever they are kept.

    Parameters
    ----------
    path
        A directory of tables, the directory of results of the workflow, or a supplement, unpacked or not.

    Returns
    -------
    Results
        All of it, in memory.

    Raises
    ------
    ConfigError
        There are no results, or they are damaged.
    """
    if path.is_file():
        with _unpacked(path) as directory:
            return _read(path, directory / "tables", directory / "ensemble")
    if (path / NAME).is_file():
        return _read(path, path, None)
    if (path / "tables" / NAME).is_file():
        return _read(path, path / "tables", path / "ensemble")
    raise ConfigError(
        f"there is no {NAME} in it" if path.is_dir() else "there is no such directory or archive",
        file=path,
        step=STEP,
        remedy="Name what `nesgroove measure`, the workflow or `nesgroove supplement` wrote",
    )


def _read(path: Path, tables: Path, ensemble: Path | None) -> Results:
    provenance = read_provenance(tables, step=STEP)
    if not _is_sound(provenance):
        raise ConfigError(
            f"it is damaged: {NAME} does not say what nesgroove writes", file=path, step=STEP,
            remedy="Name results that are whole",
        )  # fmt: skip
    read = _texts(tables)
    if not read:
        raise ConfigError("there are no tables in it", file=path, step=STEP, remedy="Name results that are whole")
    altered = _altered(tables.parent) if ensemble is not None else ()
    return Results(str(path), path.absolute().parent, read, _texts(ensemble) if ensemble else {}, provenance, altered)


def _altered(directory: Path) -> tuple[str, ...]:
    """Name the files of a supplement whose checksums are not those of its metadata; none where there are no metadata.

    That which cannot be read is left to the comparison.
    """
    try:
        graph = json.loads((directory / METADATA).read_text(encoding="utf-8"))["@graph"]
        stated = {str(entity["@id"]): entity["sha256"] for entity in graph if entity.get("@type") == "File"}
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return (METADATA,)
    there = [path for folder in ("tables", "ensemble") for path in sorted((directory / folder).glob("*.*"))]
    names = {path.relative_to(directory).as_posix(): path for path in there if path.is_file()}
    changed = [
        name
        for name, path in names.items()
        if stated.get(file_id(name)) != hashlib.sha256(path.read_bytes()).hexdigest()
    ]
    lost = [name for name in stated if name.startswith(("tables/", "ensemble/")) and name not in names]
    return (*changed, *lost)


def _is_sound(provenance: Mapping[str, Any]) -> bool:
    """Tell whether a provenance, which may be a stranger's, has texts and file names where they have to be."""
    options = provenance["options"]
    texts = [provenance.get("libraries", {}), *(options.get(name, {}) for name in ("ligands", "models", CONTENTS))]
    files = [*provenance["inputs"], *provenance["reports"]]
    return (
        all(_are_texts(given) for given in [*texts, *files])
        and all("of" in given for given in provenance["reports"])
        and all(
            {"path", "sha256", "content"} <= given.keys() and _is_file_name(PurePosixPath(given["path"]).name)
            for given in files
        )
    )


def _is_file_name(name: str) -> bool:
    try:
        return FILE.fullmatch(name) is not None and len(os.fsencode(name)) <= LONGEST
    except UnicodeEncodeError:
        return False


def _are_texts(given: object) -> bool:
    return isinstance(given, dict) and all(isinstance(value, str) for value in given.values())


def _texts(directory: Path) -> dict[str, str]:
    # Bytes that are no text are compared like any others.
    return {path.stem: path.read_text("utf-8", "surrogateescape") for path in sorted(directory.glob("*.tsv"))}


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """Unpack the tables of an archive; names are held against a pattern, so that nothing leaves the directory."""
    with TemporaryDirectory(prefix="nesgroove-") as name:
        directory = Path(name)
        try:
            with zipfile.ZipFile(path) as archive:
                members = [member for member in archive.infolist() if MEMBER.fullmatch(member.filename)]
                if sum(member.file_size for member in members) > MOST:
                    raise ConfigError(
                        f"its tables have more than {MOST / MEGABYTE:g} MB", file=path, step=STEP,
                        remedy="Unpack it, look at what it is, and name its directory",
                    )  # fmt: skip
                for member in members:
                    target = directory / member.filename
                    target.parent.mkdir(exist_ok=True)
                    target.write_bytes(archive.read(member))  # never more than it declares, and its CRC is checked
        # Of what is damaged, the library raises whatever its parts do: names that are no text, ends that are none.
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError) as error:
            raise ConfigError(
                f"it is no archive that can be read ({error})", file=path, step=STEP,
                remedy="Name a zip that `nesgroove supplement` wrote, or a directory of results",
            ) from error  # fmt: skip
        if not (directory / "tables" / NAME).is_file():
            raise ConfigError(
                f"there is no tables/{NAME} in it", file=path, step=STEP,
                remedy="Name a zip that `nesgroove supplement` wrote, or a directory of results",
            )  # fmt: skip
        yield directory
