"""Which files are structures by their names, and which entry each of them is.

Imports nothing: every job of the workflow asks for it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

PACKED: Final = re.compile(r"\.(?:gz|gzip|bz2|xz|lzma|zst|zstd|zip|z|tar|tgz|tbz|tbz2|txz)$", re.IGNORECASE)
"""Endings of what :mod:`nesgroove.io.unpacked` unpacks, or refuses by its name (``.Z``)."""

FORMAT: Final = re.compile(r"\.(?:cif|mmcif|mcif|bcif|pdb\d*|ent\d*|mmjson|json)$", re.IGNORECASE)
"""Endings of the formats that are read; the archive's assemblies in PDB format end in ``.pdb1``, ``.pdb2`` ..."""

_ID: Final = r"(?:pdb)?(?P<short>[0-9][a-z0-9]{3})|(?P<extended>pdb_[a-z0-9]{8})"
_MADE_OF_IT: Final = r"(?:_xyz)?(?:_v\d+(?:-\d+)?)?(?:_updated|_bio|-assembly-?\d+)?"

ARCHIVE_NAME: Final = re.compile(f"(?:{_ID}){_MADE_OF_IT}", re.IGNORECASE)
"""How the archive's sites name the coordinates of an entry, endings left out: ``pdb3gjx``, ``3gjx-assembly1``,
``3gjx_updated``, ``pdb_00003gjx_xyz_v1-2``."""

_PADDING: Final = "pdb_0000"


def entry_name(path: str | Path) -> str:
    """Name the entry that a file holds.

    Parameters
    ----------
    path
        Path of a structure file.

    Returns
    -------
    str
        The file's name without the endings of its format and of its compression; of a file that is named as the
        archive names its own, the entry's id in small letters, in four characters where it has four.

    Examples
    --------
    >>> entry_name("structures/3GJX.cif.gz"), entry_name("pdb3gjx.ent"), entry_name("3gjx-assembly1.cif.zst")
    ('3gjx', '3gjx', '3gjx')
    >>> entry_name("model_pkia.pdb")
    'model_pkia'
    """
    name = _stem(Path(path).name)[0]
    archive = ARCHIVE_NAME.fullmatch(name)
    if archive is None:
        return name
    if archive["short"]:
        return archive["short"].lower()
    extended = archive["extended"].lower()
    short = extended.removeprefix(_PADDING)
    return short if len(short) == 4 and short[0].isdigit() else extended


def is_structure_name(name: str) -> bool:
    """Tell whether a file in a directory of structures is one of them.

    Parameters
    ----------
    name
        Its name, without its directory.

    Returns
    -------
    bool
        False for hidden files and for what has another ending. A ``.json`` file is a structure only where it is named
        as the archive's are (``3gjx.json.gz``), for programs write all kinds of things into such files.
    """
    stem, endings = _stem(name)
    if name.startswith("."):
        return False
    formats = [ending for ending in endings if FORMAT.fullmatch(ending)]
    if formats == [".json"]:
        return ARCHIVE_NAME.fullmatch(stem) is not None
    return bool(formats) or any(ending in (".zip", ".tar", ".tgz", ".tbz", ".tbz2", ".txz") for ending in endings)


def structure_stem(name: str) -> str:
    """Take the endings of format and compression from the name of a structure's file.

    Parameters
    ----------
    name
        A file's name, without its directory.

    Returns
    -------
    str
        ``my.pose`` of ``my.pose.cif.gz``.
    """
    return _stem(name)[0]


def _stem(name: str) -> tuple[str, list[str]]:
    """Split off the endings of formats and compressions, the last one first; something of the name stays."""
    endings = []
    while match := PACKED.search(name) or FORMAT.search(name):
        if not match.start():
            break
        endings.append(match[0].lower())
        name = name[: match.start()]
    return name, endings


def unpacked_name(path: Path) -> str:
    """Give the name of a file without the endings of its compression.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    str
        ``x_model.cif`` of ``x_model.cif.zst``.
    """
    name = path.name
    while match := PACKED.search(name):
        name = name[: match.start()]
    return name
