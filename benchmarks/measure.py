"""What measuring costs: a whole directory, one complex by step, and against the tools one would chain instead.

    python benchmarks/measure.py ../shared/structures [--entry composite_k85]

Everything is measured in one process and one run, imports aside, so that the ratios hold on any machine.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import gemmi

from nesgroove.identify.complexes import find_complexes
from nesgroove.io.read import read_structure
from nesgroove.measure.groove import Groove, Settings
from nesgroove.measure.registry import measures
from nesgroove.survey.entry import survey
from nesgroove.survey.run import measure_files

REPEATS = 5


def median(call: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median seconds of some calls, after one that warms up."""
    call()
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def whole(paths: list[Path]) -> None:
    """Measure everything, once."""
    start = time.perf_counter()
    measured = list(measure_files(paths, Settings()))
    seconds = time.perf_counter() - start
    complexes = sum(row.table == "complexes" for one in measured for row in one.rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(paths)} files, {complexes} complexes: {seconds:.1f} s, {seconds / complexes:.2f} s a complex")
    print(f"peak memory {peak:.0f} MB (this process, libraries included)")


def by_step(path: Path) -> float:
    """Split the cost of one complex by step; return its sum."""
    structure = read_structure(path)
    complex_ = find_complexes(structure)[0][0]
    steps: dict[str, Callable[[], object]] = {
        "read": lambda: read_structure(path),
        "identify": lambda: find_complexes(structure),
    }
    # Each measure on a groove of its own, so that what it shares with others is counted in each of them.
    for measure in measures():
        steps[type(measure).__name__] = lambda measure=measure: list(measure.rows(Groove(complex_)))
    print(f"\none complex, {structure.entry}, {len(structure.atoms)} atoms, median of {REPEATS}:")
    for name, call in steps.items():
        print(f"  {name:18s} {1000 * median(call):7.1f} ms")
    total = median(lambda: survey(read_structure(path), Settings()))
    print(f"  {'all':18s} {1000 * total:7.1f} ms  (read and survey, tables not written)")
    return total


def chained(path: Path) -> float:
    """Do with PLIP, pyKVFinder, biotite and Biopython what they can do of the same; return the sum."""
    import biotite.structure.io.pdb as biotite_pdb
    import pyKVFinder
    from Bio.PDB import MMCIFParser
    from biotite.structure import sasa
    from plip.structure.preparation import PDBComplex

    structure = gemmi.read_structure(str(path))
    structure.setup_entities()
    structure.remove_alternative_conformations()
    with tempfile.TemporaryDirectory() as directory:
        cif, pdb = Path(directory) / "one.cif", Path(directory) / "one.pdb"
        structure.make_mmcif_document().write_file(str(cif))
        structure.write_pdb(str(pdb))

        def biopython() -> object:
            return MMCIFParser(QUIET=True).get_structure("one", str(cif))

        def plip() -> object:
            complex_ = PDBComplex()
            complex_.load_pdb(str(pdb))
            complex_.analyze()
            return complex_

        def kvfinder() -> object:
            return pyKVFinder.run_workflow(str(pdb), include_depth=True, include_hydropathy=True)

        def areas() -> object:
            return sasa(biotite_pdb.PDBFile.read(str(pdb)).get_structure(model=1))

        print("\nthe tools one would chain, on the same complex:")
        total = 0.0
        for name, call in (("Biopython", biopython), ("PLIP", plip), ("pyKVFinder", kvfinder), ("biotite", areas)):
            seconds = median(call, 1)
            total += seconds
            print(f"  {name:18s} {1000 * seconds:7.0f} ms")
    return total


def main() -> None:
    """Run all parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("structures", type=Path)
    parser.add_argument("--entry", default="composite_k85", help="that the steps are timed on, if it is there")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    paths = {p.name: p for p in sorted(options.structures.rglob("*.gz")) if not p.name.endswith("3m1i.pdb.gz")}
    if not paths:
        parser.error(f"no structures in {options.structures}: make structures")
    chosen = next((p for p in paths.values() if p.name.startswith(options.entry)), [*paths.values()][-1])
    whole(list(paths.values()))
    ours = by_step(chosen)
    theirs = chained(chosen)
    print(f"\nratio: {theirs / ours:.0f} times faster than the chain ({theirs:.2f} s / {ours:.2f} s)")


if __name__ == "__main__":
    main()
