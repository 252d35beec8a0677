"""Sessions of PyMOL (``.pse``): a scene with its structure in one file, written by PyMOL itself."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from nesgroove.errors import NesgrooveError
from nesgroove.show.pictures.session import load_pymol, take_back_interrupt

LOAD: Final = re.compile(r'/cmd\.load\(.*, "([A-Za-z0-9._+-]+)"\), "(\w+)"\)')
"""The line of a script that loads a structure beside it (:func:`nesgroove.show.scene.pymol_script.load_structure`)."""


def pymol_session(script: str, directory: Path) -> bytes:
    """Run the script of a scene in PyMOL, and save what comes of it.

    Parameters
    ----------
    script
        As :func:`nesgroove.show.scene.pymol_script.pymol_script` makes it.
    directory
        Where the structures are that it loads.

    Returns
    -------
    bytes
        A session. What it shows is the same for the same script and structures, its bytes are not: PyMOL's own.

    Raises
    ------
    ConfigError
        PyMOL is not installed.
    NesgrooveError
        PyMOL did not make what the script says.
    """
    # What it says of its settings is for those who type them.
    with load_pymol().PyMOL() as pymol, TemporaryDirectory() as work, redirect_stdout(StringIO()):
        take_back_interrupt()
        cmd = pymol.cmd
        # No step but `fetch` uses a network, which PyMOL asks for components that a file does not describe.
        cmd.download_chem_comp = lambda *_, **__: ""
        cmd.feedback("disable", "all", "everything")
        for line in script.splitlines():
            structure = LOAD.fullmatch(line)
            if structure is not None:
                cmd.load(str(directory / structure[1]), structure[2], format="cif", quiet=1)
            elif line and not line.startswith(("#", "/")):
                cmd.do(line, log=0, echo=0)
        cmd.set("session_compression", 1)  # a fourth of the size; every PyMOL since 1.3 reads it
        path = Path(work) / "session.pse"
        cmd.save(str(path), quiet=1)
        if not cmd.get_names("objects") or not path.is_file():
            raise NesgrooveError(
                "PyMOL made no session of the scene", step="scene",
                remedy="Leave --pse out; if the .pml opens in PyMOL, please report it",
            )  # fmt: skip
        return path.read_bytes()
