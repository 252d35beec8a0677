"""Scenes as files: one complex, or a family of complexes, for PyMOL, ChimeraX and Mol*.

Beside the scenes stands the superposed structure as plain mmCIF, which all three programs read: Mol* does not
unpack what a scene names.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from nesgroove.errors import ConfigError
from nesgroove.io.files import marked_file_name, write_file, write_zip
from nesgroove.show.scene.chimerax_script import chimerax_family, chimerax_script
from nesgroove.show.scene.model import Scene
from nesgroove.show.scene.molviewspec import molviewspec, molviewspec_family
from nesgroove.show.scene.pymol_family import pymol_family
from nesgroove.show.scene.pymol_script import pymol_script

FAMILY_LIMIT: Final = 100
"""Complexes in a scene of a whole run; more are too many to look at, and to hold in memory at once."""


def write_scene(scene: Scene, directory: Path) -> list[Path]:
    """Write a complex for PyMOL, ChimeraX and Mol*, and its structure beside them.

    Parameters
    ----------
    scene
        The complex.
    directory
        Where; made if it is not there.

    Returns
    -------
    list of Path
        ``COMPLEX.cif``, ``.cxc``, ``.mvsj``, ``.pml`` and ``.mvsx``; the same bytes for the same scene. Characters
        of the id that are no letters, digits or one of ``. _ + -`` are replaced in the names.
    """
    name = marked_file_name(scene.id)
    structure = _structure(scene, directory)
    texts = {
        ".cxc": chimerax_script(scene, structure.name),
        ".mvsj": molviewspec(scene, structure.name),
        ".pml": pymol_script(scene, structure.name),
    }
    written = [structure, *(write_file(directory / f"{name}{ending}", text) for ending, text in texts.items())]
    return [*written, _archive(directory / f"{name}.mvsx", texts[".mvsj"], [structure])]


def write_family(scenes: Sequence[Scene], directory: Path, name: str = "family") -> list[Path]:
    """Write several complexes into one scene, for each of the three programs.

    Parameters
    ----------
    scenes
        The complexes; all of them are in the groove frame already.
    directory
        Where; made if it is not there.
    name
        Of the scene's files.

    Returns
    -------
    list of Path
        The structures, then ``NAME.cxc``, ``.mvsj``, ``.pml`` and ``.mvsx``.

    Raises
    ------
    ConfigError
        There are no complexes.
    """
    if not scenes:
        raise ConfigError("there are no complexes to show", step="scene", remedy="Name some, or measure structures")
    safe = marked_file_name(name)
    structures = [_structure(scene, directory) for scene in scenes]
    names = [path.name for path in structures]
    texts = {
        ".cxc": chimerax_family(scenes, names, safe),
        ".mvsj": molviewspec_family(scenes, names, safe),
        ".pml": pymol_family(scenes, names, safe),
    }
    written = [*structures, *(write_file(directory / f"{safe}{ending}", text) for ending, text in texts.items())]
    return [*written, _archive(directory / f"{safe}.mvsx", texts[".mvsj"], structures)]


def _structure(scene: Scene, directory: Path) -> Path:
    text = gzip.decompress(scene.path.read_bytes()).decode()
    return write_file(directory / f"{marked_file_name(scene.id)}.cif", text)


def _archive(path: Path, scene: str, structures: Sequence[Path]) -> Path:
    """Pack a scene for Mol* with its structures: one file, which can be dropped on a page that shows Mol*."""
    members: list[tuple[str, str | Path]] = [("index.mvsj", scene), *((file.name, file) for file in structures)]
    return write_zip(path, members)
