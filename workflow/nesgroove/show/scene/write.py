"""Scenes as files: one complex, or a family of complexes, for PyMOL, ChimeraX and Mol*.

Beside the scenes stands the superposed structure as plain mmCIF, which all three programs read: Mol* does not
unpack what a scene names.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from nesgroove.errors import ConfigError
from nesgroove.io.files import marked_file_name, write_file, write_zip
from nesgroove.io.writing import together
from nesgroove.show.scene.chimerax_script import chimerax_family, chimerax_script
from nesgroove.show.scene.model import Scene
from nesgroove.show.scene.molviewspec import molviewspec, molviewspec_family
from nesgroove.show.scene.pymol_family import pymol_family
from nesgroove.show.scene.pymol_script import pymol_script
from nesgroove.show.scene.pymol_session import pymol_session

FAMILY_LIMIT: Final = 100
"""Complexes in a scene of a whole run; more are too many to look at, and to hold in memory at once."""


def write_scene(scene: Scene, directory: Path, *, session: bool = False) -> list[Path]:
    """Write a complex for PyMOL, ChimeraX and Mol*, and its structure beside them.

    Parameters
    ----------
    scene
        The complex.
    directory
        Where; made if it is not there.
    session
        Whether a session of PyMOL is written too, which needs no file beside it.

    Returns
    -------
    list of Path
        ``COMPLEX.cif``, ``.cxc``, ``.mvsj``, ``.pml`` and ``.mvsx``, the same bytes for the same scene, and ``.pse``
        where it is asked for, whose bytes are PyMOL's. Characters of the id that are no letters, digits or one of
        ``. _ + -`` are replaced in the names.

    Raises
    ------
    ConfigError
        A session is asked for, and PyMOL is not installed.
    """
    structure = _file_of(scene)
    texts = {
        ".cxc": chimerax_script(scene, structure),
        ".mvsj": molviewspec(scene, structure),
        ".pml": pymol_script(scene, structure),
    }
    return _write([scene], texts, directory / marked_file_name(scene.id), session=session)


def write_family(
    scenes: Sequence[Scene], directory: Path, name: str = "family", *, session: bool = False
) -> list[Path]:
    """Write several complexes into one scene, for each of the three programs.

    Parameters
    ----------
    scenes
        The complexes; all of them are in the groove frame already.
    directory
        Where; made if it is not there.
    name
        Of the scene's files.
    session
        As of :func:`write_scene`.

    Returns
    -------
    list of Path
        The structures, then ``NAME.cxc``, ``.mvsj``, ``.pml`` and ``.mvsx``, and ``.pse`` where it is asked for.

    Raises
    ------
    ConfigError
        There are no complexes; a session is asked for, and PyMOL is not installed.
    """
    if not scenes:
        raise ConfigError("there are no complexes to show", step="scene", remedy="Name some, or measure structures")
    safe = marked_file_name(name)
    names = [_file_of(scene) for scene in scenes]
    texts = {
        ".cxc": chimerax_family(scenes, names, safe),
        ".mvsj": molviewspec_family(scenes, names, safe),
        ".pml": pymol_family(scenes, names, safe),
    }
    return _write(scenes, texts, directory / safe, session=session)


def _file_of(scene: Scene) -> str:
    """Name the file of a complex's structure."""
    return f"{marked_file_name(scene.id)}.cif"


def _write(scenes: Sequence[Scene], texts: Mapping[str, str], stem: Path, *, session: bool) -> list[Path]:
    """Write structures and scenes, all of them or none: one is of no use without the other."""
    structures = {_file_of(scene): gzip.decompress(scene.path.read_bytes()) for scene in scenes}
    # For Mol* one file too with all in it, which can be dropped on a page that shows Mol*.
    members: list[tuple[str, str | bytes]] = [("index.mvsj", texts[".mvsj"]), *structures.items()]
    sessions = {".pse": _session(texts[".pml"], structures)} if session else {}
    with together():
        return [
            *(write_file(stem.parent / name, content) for name, content in structures.items()),
            *(write_file(stem.with_name(f"{stem.name}{ending}"), text) for ending, text in texts.items()),
            write_zip(stem.with_name(f"{stem.name}.mvsx"), members),
            *(write_file(stem.with_name(f"{stem.name}{ending}"), data) for ending, data in sessions.items()),
        ]


def _session(script: str, structures: Mapping[str, bytes]) -> bytes:
    """Make the session of a script before anything has a final name: its structures lie in a directory of their own."""
    with TemporaryDirectory() as work:
        for name, content in structures.items():
            (Path(work) / name).write_bytes(content)
        return pymol_session(script, Path(work))
