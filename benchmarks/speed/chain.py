"""The tools that one would chain instead, each doing what it can of the same; what workers do."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

Call = Callable[[], None]


def plain_files(path: Path, directory: Path) -> tuple[Path, Path]:
    """Write a structure as the tools take it: mmCIF and PDB, unpacked, without alternative places."""
    import gemmi

    structure = gemmi.read_structure(str(path))
    structure.setup_entities()
    structure.remove_alternative_conformations()
    stem = path.name.split(".")[0]
    cif, pdb = directory / f"{stem}.cif", directory / f"{stem}.pdb"
    structure.make_mmcif_document().write_file(str(cif))
    structure.write_pdb(str(pdb))
    return cif, pdb


def biopython(cif: str, pdb: str) -> Call:
    """Biopython parses the mmCIF."""
    from Bio.PDB.MMCIFParser import MMCIFParser

    def call() -> None:
        MMCIFParser(QUIET=True).get_structure("one", cif)

    return call


def plip(cif: str, pdb: str) -> Call:
    """PLIP finds all contacts of all ligands."""
    from plip.structure.preparation import PDBComplex

    def call() -> None:
        complex_ = PDBComplex()
        complex_.load_pdb(pdb)
        complex_.analyze()

    return call


def kvfinder(cif: str, pdb: str) -> Call:
    """Detect all cavities with pyKVFinder, with depth and hydropathy, as its own workflow does."""
    import pyKVFinder

    def call() -> None:
        pyKVFinder.run_workflow(pdb, include_depth=True, include_hydropathy=True, nthreads=1)

    return call


def areas(cif: str, pdb: str) -> Call:
    """FreeSASA gives the area of each atom; biotite where it is not installed."""
    warnings.simplefilter("ignore")
    try:
        import freesasa
    except ImportError:
        import biotite.structure as biotite
        from biotite.structure.io.pdb import PDBFile

        def call() -> None:
            biotite.sasa(PDBFile.read(pdb).get_structure(model=1))
    else:

        def call() -> None:
            freesasa.calc(freesasa.Structure(pdb))

    return call


def area_program() -> str:
    """Which program gives the areas."""
    from importlib.util import find_spec

    return "FreeSASA" if find_spec("freesasa") else "biotite"


PEERS = {"PLIP": "plip", "pyKVFinder": "kvfinder", area_program(): "areas", "Biopython": "biopython"}
"""Name of a tool, and its function here."""
