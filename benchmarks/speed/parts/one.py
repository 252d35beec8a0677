"""One complex: the product step by step, beside the tools that one would chain, and beside the least that there is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from speed.chain import PEERS, plain_files
from speed.fits import Spread
from speed.given import Case, Given
from speed.part import Kept, Part
from speed.product import WRITING
from speed.words import megabytes, seconds, spread, table, times
from speed.worker import Taken, Worker

ROUNDS, CHAINED = 9, (3, 1)
"""Times that product and floor are measured, and the chain, which takes longer, on the first complex and the others."""

STEPS = 0.01
"""Steps below this part of the core are added up."""

DOES = {
    "PLIP": "finds contacts of all ligands",
    "pyKVFinder": "detects all cavities on one grid, with depth and hydropathy",
    "FreeSASA": "gives the area of each atom",
    "biotite": "gives the area of each atom",
    "Biopython": "reads the file",
}
"""What each tool is asked for."""


def measure(given: Given) -> Kept:
    """Measure every case in turns: a round is the product, the floor and each tool, one after the other."""
    directory = given.directory("one")
    cases = given.cases[:1] if given.quick and given.structures else given.cases
    return {"cases": [_case(case, given, directory, first=case is cases[0]) for case in cases]}


def _case(case: Case, given: Given, directory: Path, *, first: bool) -> Kept:
    cif, pdb = (str(path) for path in plain_files(case.path, directory))
    rounds, chained = (2, 1) if given.quick else (ROUNDS, CHAINED[0 if first else 1])
    given.say(f"{case.name}: {rounds} rounds")
    workers = {
        "product": Worker("speed.product:by_step", given.log, path=str(case.path)),
        "floor": Worker("speed.floor:by_step", given.log, path=str(case.path)),
        **{name: Worker(f"speed.chain:{call}", given.log, cif=cif, pdb=pdb) for name, call in PEERS.items()},
    }
    taken: dict[str, list[Taken]] = {name: [] for name in workers}
    try:
        for name, worker in workers.items():
            worker.ready()
            if name not in PEERS:
                worker.run()  # templates, tables and caches are made once; the tools keep nothing
        for number in range(rounds):
            for name, worker in workers.items():
                if name not in PEERS or number < chained:
                    taken[name].append(worker.run())
        peaks = {name: worker.peak() for name, worker in workers.items()}
    finally:
        for worker in workers.values():
            worker.__exit__(None, None, None)
    return {
        "name": case.name, "what": case.what, "atoms": _atoms(pdb),
        "programs": {name: _kept(taken[name], peaks[name]) for name in workers},
    }  # fmt: skip


def _kept(taken: list[Taken], peak: float) -> Kept:
    values = [each.value or {} for each in taken]
    steps = {step: [value[step] for value in values] for step in values[0]}
    return {"wall": [t.wall for t in taken], "cpu": [t.cpu for t in taken], "peak": peak, "steps": steps}


def _atoms(pdb: str) -> int:
    lines = Path(pdb).read_text(encoding="ascii", errors="replace").splitlines()
    return sum(line.startswith(("ATOM", "HETATM")) for line in lines)


def core(case: Kept) -> list[float]:
    """Seconds of the core in each round: reading, who is who, every measure, the remarks; not the writing."""
    program = case["programs"]["product"]
    return [cpu - writing for cpu, writing in zip(program["cpu"], program["steps"][WRITING], strict=True)]


def ratios(case: Kept) -> tuple[float, float, float]:
    """Seconds of the chain, how many times that is the core's, and how many times the core is the floor."""
    programs = case["programs"]
    chain = sum(Spread.of(kept["cpu"]).median for name, kept in programs.items() if name not in ("product", "floor"))
    own, floor = Spread.of(core(case)).median, Spread.of(programs["floor"]["cpu"]).median
    return chain, chain / own, own / floor


def largest_steps(case: Kept, count: int = 3) -> list[tuple[str, float]]:
    """The steps of the core that take most, and their part of it."""
    own = Spread.of(core(case)).median
    steps = {n: Spread.of(s).median / own for n, s in case["programs"]["product"]["steps"].items() if n != WRITING}
    return sorted(steps.items(), key=lambda step: -step[1])[:count]


def lines(kept: Kept) -> Iterator[str]:
    """Show the cases, and the first of them by step and tool."""
    yield (
        "`core`: a file is read, it is found out who is who, everything is measured and remarked upon; nothing is "
        "written. `chain`: the tools below, one after the other, on the same complex, each doing what it can of it. "
        "`floor`: gemmi reads the file, a KD-tree of the groove gives all neighbours, biotite gives its area; nobody "
        "does less. Processor time of one core, imports aside; median, least to most."
    )
    yield ""
    header = ("complex", "heavy atoms", "core", "chain", "chain / core", "floor", "core / floor")
    yield from table(header, (_row(case) for case in kept["cases"]))
    for case in kept["cases"]:
        yield f"- `{case['name']}`: {case['what']}."
    yield ""
    first = kept["cases"][0]
    yield f"### {first['name']}, step by step"
    yield ""
    yield from table(("step", "processor time", "part of the core"), _steps(first))
    yield "What several measures need, such as the grids of the cavity, is counted where it is asked for first."
    yield ""
    yield f"### {first['name']}, tool by tool"
    yield ""
    columns = ("program", "processor time", "by the clock", "peak memory")
    yield from table(columns, (_program(name, program) for name, program in first["programs"].items()))
    yield (
        "Peak memory is that of a process which does nothing else, its libraries included. None of the tools knows "
        "the groove, its pockets or its residues: what they give would still have to be put together by hand."
    )
    yield ""


def _row(case: Kept) -> list[str]:
    chain, to_chain, to_floor = ratios(case)
    floor = Spread.of(case["programs"]["floor"]["cpu"]).median
    return [
        case["name"], f"{case['atoms']:,}", spread(core(case)), seconds(chain), f"**{times(to_chain)}**",
        seconds(floor), times(to_floor),
    ]  # fmt: skip


def _steps(case: Kept) -> Iterator[list[str]]:
    own, few = Spread.of(core(case)).median, 0.0
    steps: dict[str, list[float]] = case["programs"]["product"]["steps"]
    for name, numbers in steps.items():
        part = Spread.of(numbers).median / own
        if name == WRITING:
            continue
        if part < STEPS:
            few += part
        else:
            yield [name, spread(numbers), f"{100 * part:.0f} %"]
    yield ["all others", seconds(few * own), f"{100 * few:.0f} %"]
    yield ["**core**", f"**{spread(core(case))}**", "100 %"]
    yield [WRITING, spread(steps[WRITING]), ""]


def _program(name: str, program: dict[str, Any]) -> list[str]:
    parts = ", ".join(f"{step} {seconds(Spread.of(numbers).median)}" for step, numbers in program["steps"].items())
    words = {"product": "nesgroove, files written", "floor": f"floor: {parts}"}.get(
        name, f"{name} {DOES.get(name, '')}"
    )
    return [words, spread(program["cpu"]), seconds(Spread.of(program["wall"]).median), megabytes(program["peak"])]


PART = Part("one", "One complex", measure, lines)
