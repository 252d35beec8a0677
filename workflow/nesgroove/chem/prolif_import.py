"""ProLIF, imported late and without what it does not need."""

from __future__ import annotations

import sys
import warnings
from functools import cache
from types import ModuleType
from typing import Any


@cache
def load_prolif() -> Any:  # noqa: ANN401 (a module)
    """Import ProLIF without the warning that is none of the user's concern.

    ProLIF 2.2 imports a module that MDAnalysis has moved, and MDAnalysis asks for such warnings to be shown
    when it is itself imported, so that it has to come first.
    """
    with warnings.catch_warnings():
        import MDAnalysis  # noqa: F401

        warnings.simplefilter("ignore", DeprecationWarning)
        _do_without_drawing()
        import prolif
        import prolif.interactions
        import prolif.residue
        import prolif.utils
    return prolif


def _do_without_drawing() -> None:
    """Let ProLIF be imported where RDKit cannot draw.

    RDKit draws with the system's X libraries (libXrender, libXext), which a bare machine lacks. ProLIF imports
    that part of it for one function, which nothing here calls.
    """
    try:
        import rdkit.Chem.Draw  # noqa: F401
    except ImportError:
        stand_in = ModuleType("prolif.plotting.residues")
        stand_in.display_residues = None  # type: ignore[attr-defined]
        sys.modules[stand_in.__name__] = stand_in
