"""Dock the SINE compounds into XPO1's groove with AutoDock Vina: the poses of docs/docking.md.

    python tools/dock.py RECEPTOR.cif.gz --out results/docking

What is in the groove is taken out, the residues around it get hydrogens (PDBFixer) and charges (Meeko), and each
compound of tools/docking/compounds.tsv, built by RDKit, is docked into a box of the groove frame over P2 to P4. It
writes ``RECEPTOR_COMPOUND.sdf``, poses in the coordinates of the receptor's file as Meeko exports them, for
``nesgroove poses --receptor RECEPTOR.cif.gz --poses results/docking/*.sdf``.

Vina knows no covalent bond: a pose is what lies there before the reaction. Meeko, PDBFixer, OpenMM and Vina come with
``make examples``.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from cutting import cut_out, with_hydrogens
from nesgroove.errors import NesgrooveError
from nesgroove.identify.complexes import complexes_of
from nesgroove.io.read import read_structure
from nesgroove.model.complex import Complex
from nesgroove.model.target import XPO1

COMPOUNDS = Path(__file__).parent / "docking/compounds.tsv"

BOX = (30.0, 22.0, 22.0)
"""Edges of the box along the axes of the groove frame, A: P0 to P4 along x, both walls, and the space above."""

ABOVE = 2.0
"""How far the box's centre lies above the mean of P2, P3 and P4, A: half a compound stands out of the groove."""

AROUND = 8.0
"""Residues with an atom this near to the box are the receptor, A: Vina's forces end there."""

SEED = 20251125


def main(arguments: list[str] | None = None) -> int:
    """Dock each compound into each receptor."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("receptors", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--compounds", nargs="*", help="some of the table's; all where not given")
    parser.add_argument("--exhaustiveness", type=int, default=16)
    parser.add_argument("--poses", type=int, default=20)
    parser.add_argument("--cores", type=int, default=2)
    asked = parser.parse_args(arguments)
    try:
        import meeko  # noqa: F401
        import vina  # noqa: F401
    except ImportError as error:
        print(f"dock: {error.name} is not installed. `make examples` installs it", file=sys.stderr)
        return 1
    asked.out.mkdir(parents=True, exist_ok=True)
    table = list(csv.DictReader(COMPOUNDS.read_text(encoding="utf-8").splitlines(), delimiter="\t"))
    for path in asked.receptors:
        try:
            complex_ = complexes_of(read_structure(path))[0]
        except NesgrooveError as error:
            print(f"dock: {error}", file=sys.stderr)
            return 1
        docking = _prepared(complex_, asked)
        for row in table:
            if asked.compounds and row["compound"] not in asked.compounds:
                continue
            begun = time.perf_counter()
            poses = _docked(docking, row, asked)
            name = f"{complex_.structure.entry}_{row['compound']}.sdf"
            _write(asked.out / name, poses, complex_, row["compound"])
            print(f"{name}: {len(poses)} poses, {time.perf_counter() - begun:.0f} s", flush=True)
    return 0


def _prepared(complex_: Complex, asked: argparse.Namespace) -> Any:  # noqa: ANN401
    """Vina with the maps of a receptor, everything in the groove frame."""
    from openmm.app import PDBFile
    from vina import Vina

    structure = complex_.structure
    xyz = complex_.frame.to_frame(structure.atoms.xyz)
    centre = XPO1.centres[2:5].mean(axis=0) + np.array((0.0, 0.0, ABOVE))
    near = (np.abs(xyz - centre) < np.array(BOX) / 2 + AROUND).all(axis=1)
    wanted = sorted({int(i) for i in structure.atoms.residue[near]} & set(complex_.receptor_residues))
    topology, positions = with_hydrogens(cut_out(structure, wanted, xyz), ends=False)
    with tempfile.TemporaryDirectory() as directory:
        pdb, made = Path(directory) / "receptor.pdb", Path(directory) / "receptor"
        with pdb.open("w", encoding="utf-8") as file:
            PDBFile.writeFile(topology, positions, file, keepIds=True)
        command = [str(Path(sys.executable).parent / "mk_prepare_receptor.py"), "--read_pdb", str(pdb), "-o", str(made),
                   "-p", "--allow_bad_res", "--default_altloc", "A"]  # fmt: skip
        done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"dock: Meeko could not prepare {structure.entry}: {done.stderr.strip()[-400:]}")
        engine = Vina(sf_name="vina", cpu=asked.cores, seed=SEED, verbosity=0)
        engine.set_receptor(str(made.with_suffix(".pdbqt")))
    engine.compute_vina_maps(center=[float(value) for value in centre], box_size=list(BOX))
    return engine


def _docked(engine: Any, row: dict[str, str], asked: argparse.Namespace) -> list[Any]:  # noqa: ANN401
    """Poses of one compound as RDKit molecules with hydrogens, in the groove frame, best first."""
    from meeko import MoleculePreparation, PDBQTMolecule, PDBQTWriterLegacy, RDKitMolCreate
    from rdkit import Chem
    from rdkit.Chem import rdDistGeom, rdForceFieldHelpers

    molecule = Chem.AddHs(Chem.MolFromSmiles(row["smiles"]))
    if rdDistGeom.EmbedMolecule(molecule, randomSeed=SEED):
        raise SystemExit(f"dock: no three-dimensional form of {row['compound']}")
    rdForceFieldHelpers.MMFFOptimizeMolecule(molecule)
    text, fine, error = PDBQTWriterLegacy.write_string(MoleculePreparation().prepare(molecule)[0])
    if not fine:
        raise SystemExit(f"dock: Meeko could not prepare {row['compound']}: {error}")
    engine.set_ligand_from_string(text)
    engine.dock(exhaustiveness=asked.exhaustiveness, n_poses=asked.poses)
    given = PDBQTMolecule(engine.poses(n_poses=asked.poses), is_dlg=False, skip_typing=True)
    sdf, failures = RDKitMolCreate.write_sd_string(given)
    if failures:
        raise SystemExit(f"dock: Meeko could not export {len(failures)} poses of {row['compound']}")
    supplier = Chem.SDMolSupplier()
    supplier.SetData(sdf, removeHs=False)
    return list(supplier)


def _write(path: Path, poses: list[Any], complex_: Complex, name: str) -> None:
    """Write poses in the coordinates of the receptor's file, with the properties that they came with."""
    from rdkit import Chem

    with Chem.SDWriter(str(path)) as writer:
        for pose in poses:
            places = pose.GetConformer()
            places.SetPositions(complex_.frame.from_frame(places.GetPositions()))
            pose.SetProp("_Name", name)
            writer.write(pose)


if __name__ == "__main__":
    sys.exit(main())
