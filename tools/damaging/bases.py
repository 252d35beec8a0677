"""The good structures that damage is done to: cut out of real ones, composites and predictions, and phantoms."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from damaging.molecule import Molecule, Source, load
from nesgroove.io.phantoms import write_phantoms

YEAST: Final = 11
"""Numbers of yeast XPO1 minus human ones, in the groove."""

# Cut-outs measure in a fifth of the time, and their numbers are as good to be damaged. Of Ran is kept what is near.
REAL: Final = (
    Source("experimental/3gjx.cif.gz", "D", "E", others={"F": range(1, 90)}),
    Source("experimental/3wyf.cif.gz", "C", offset=YEAST),
    Source("composite/composite_v6a.cif.gz", "C", ligand="V6A", offset=YEAST),
    Source("composite/composite_k85.cif.gz", "C", ligand="K85", offset=YEAST),
    Source("composite/composite_lmb.cif.gz", "C", ligand="LMB", offset=YEAST),
    Source("predicted/model_pkia.pdb.gz", "A", "B"),
    Source("predicted/model_survivin.pdb.gz", "A", "B"),
)
"""Files below the directory of structures."""

PHANTOMS: Final = (
    Source("phantom_v6a.cif.gz", "C", ligand="V6A"),
    Source("phantom_cargo_1b.cif.gz", "C", "D"),
    Source("phantom_open.cif.gz", "C"),
)
"""Files that come with the package."""


def structures() -> Path | None:
    """Directory of real structures; None where there is none."""
    places = (os.environ.get("NESGROOVE_STRUCTURES", ""), Path(__file__).parents[3] / "shared" / "structures")
    return next((Path(place) for place in places if place and (Path(place) / "experimental").is_dir()), None)


@cache
def bases(*, real: bool = True) -> tuple[Molecule, ...]:
    """All bases that can be had here, phantoms last."""
    root = structures() if real else None
    found = [load(root / source.file, source) for source in REAL] if root is not None else []
    with tempfile.TemporaryDirectory() as directory:
        write_phantoms(Path(directory), [source.file.partition(".")[0] for source in PHANTOMS])
        found += [load(Path(directory) / source.file, source) for source in PHANTOMS]
    return tuple(found)
