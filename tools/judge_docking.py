"""Hold docked poses against the composites: which of them Vina ranks first, which the groove, and which is right.

    python tools/judge_docking.py RESULTS... --poses results/docking --composites ../shared/structures/composite

RESULTS are directories of ``nesgroove poses`` over poses of ``tools/dock.py``. A pose is compared with the compound's
composite, both in the groove frame: the root mean square distance of all its heavy atoms, the best over the ways in
which the graph maps onto itself. Bond orders are left out of the comparison, since the composite has reacted.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nesgroove.chem.perceive import bonded_pairs
from nesgroove.errors import NesgrooveError
from nesgroove.identify.complexes import complexes_of
from nesgroove.io.read import read_structure
from nesgroove.model.complex import Complex
from nesgroove.model.structure import FloatArray
from nesgroove.series.poses.records import REACH

COMPOUNDS = Path(__file__).parent / "docking/compounds.tsv"

RIGHT = 2.5
"""A pose is right up to this distance (A) of the composite's. Where a compound is docked back into its own crystal the
limit is 2.0 A by custom; here the docked compound is flat where the composite, having reacted, is saturated and bent,
and the composite itself was brought into its receptor by a fit that moved it by 0.5 to 1.0 A."""


@dataclass(frozen=True)
class Judged:
    """One pose beside the composite's.

    Attributes
    ----------
    rank, groove_rank : int
        By Vina's score and by the groove.
    score : float
        kcal/mol.
    reaching : float
        Distance of the reacting atom to SG, A.
    off : float
        Root mean square distance to the composite's compound, A.
    """

    rank: int
    groove_rank: int
    score: float
    reaching: float
    off: float


def main(arguments: list[str] | None = None) -> int:
    """Print a table of all receptors and compounds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("results", type=Path, nargs="+")
    parser.add_argument("--poses", type=Path, required=True)
    parser.add_argument("--composites", type=Path, required=True)
    parser.add_argument("--receptors", type=Path, nargs="+", required=True, help="files that were docked into")
    asked = parser.parse_args(arguments)
    try:
        lines = list(_lines(asked))
    except NesgrooveError as error:
        print(f"judge_docking: {error}", file=sys.stderr)
        return 1
    print("| receptor | compound | poses | Vina's first: A off | groove's first: A off (Vina's rank) | "
          "Vina's first in reach: A off (rank) | nearest: A off (rank) | in reach | of these right |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|")
    print("\n".join(lines))
    return 0


def _lines(asked: argparse.Namespace) -> Iterator[str]:
    compounds = list(csv.DictReader(COMPOUNDS.read_text(encoding="utf-8").splitlines(), delimiter="\t"))
    receptors = {
        one.structure.entry: one for one in (complexes_of(read_structure(path))[0] for path in asked.receptors)
    }
    tables = [_rows(directory / "poses.tsv") for directory in asked.results]
    for entry, receptor in receptors.items():
        for compound in compounds:
            name = f"{entry}_{compound['compound']}.sdf"
            rows = [row for table in tables for row in table if Path(row["file"]).name == name]
            if not rows:
                continue
            component = (compound["component"] or compound["compound"]).lower()
            truth = _placed(complexes_of(read_structure(asked.composites / f"composite_{component}.cif.gz"))[0])
            judged = _judged(rows, asked.poses / name, receptor, truth)
            yield _line(entry, compound["compound"], judged)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _placed(complex_: Complex) -> tuple[Any, FloatArray]:
    """The composite's compound as a graph without bond orders, and its atoms in the groove frame."""
    from rdkit import Chem

    structure = complex_.structure
    own = structure.atom_indices(next(o for o in complex_.occupants if o.kind == "inhibitor").residues)
    graph = Chem.RWMol()
    for element in structure.atoms.element[own]:
        graph.AddAtom(Chem.Atom(str(element).capitalize()))
    for first, second in bonded_pairs(structure.atoms.element[own].tolist(), structure.atoms.xyz[own]):
        graph.AddBond(int(first), int(second), Chem.BondType.SINGLE)
    return graph.GetMol(), complex_.frame.to_frame(structure.atoms.xyz)[own]


def _judged(
    rows: list[dict[str, str]], path: Path, receptor: Complex, truth: tuple[Any, FloatArray]
) -> list[Judged]:  # fmt: skip
    from rdkit import Chem

    molecules = list(Chem.SDMolSupplier(str(path)))
    graph, places = truth
    judged = []
    for row in rows:
        if row["duplicate_of"]:
            continue
        pose = Chem.RemoveHs(molecules[int(row["record"]) - 1])
        xyz = receptor.frame.to_frame(pose.GetConformer().GetPositions())
        ways = [list(way) for way in graph.GetSubstructMatches(_bare(pose), uniquify=False, maxMatches=100000)]
        if not ways:
            raise SystemExit(f"judge_docking: {path.name}: the composite has another compound")
        off = min(float(np.sqrt(((xyz - places[way]) ** 2).sum(axis=1).mean())) for way in ways)
        reaching = float(row["reacting_distance"] or "nan")
        judged.append(Judged(int(row["rank"]), int(row["groove_rank"]), float(row["score"]), reaching, off))
    return judged


def _bare(molecule: Any) -> Any:  # noqa: ANN401
    """The same graph with single bonds alone, without charges and hydrogens."""
    from rdkit import Chem

    bare = Chem.RWMol()
    for atom in molecule.GetAtoms():
        bare.AddAtom(Chem.Atom(atom.GetSymbol()))
    for bond in molecule.GetBonds():
        bare.AddBond(bond.GetBeginAtomIdx(), bond.GetEndAtomIdx(), Chem.BondType.SINGLE)
    return bare.GetMol()


def _line(entry: str, compound: str, judged: list[Judged]) -> str:
    by_score = sorted(judged, key=lambda one: one.rank)
    place = {one: number for number, one in enumerate(by_score, start=1)}
    groove = min(judged, key=lambda one: one.groove_rank)
    nearest = min(judged, key=lambda one: one.off)
    reaching = [one for one in by_score if one.reaching <= REACH]
    first = f"{reaching[0].off:.1f} ({place[reaching[0]]})" if reaching else "none"
    right = [one for one in reaching if one.off <= RIGHT]
    return (
        f"| {entry} | {compound} | {len(judged)} | {by_score[0].off:.1f} | {groove.off:.1f} ({place[groove]}) | "
        f"{first} | {nearest.off:.1f} ({place[nearest]}) | {len(reaching)} | {len(right)} |"
    )


if __name__ == "__main__":
    sys.exit(main())
