"""Poses and frames a second: the engine beside what one would chain, and the commands as one types them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from speed import engine, series_chain
from speed.command import Spent, nesgroove, run
from speed.fits import Spread
from speed.given import Given
from speed.moving_files import poses_of
from speed.part import Kept, Part
from speed.words import megabytes, rate, seconds, table, times
from speed.worker import Worker

ROUNDS = 4

INHIBITOR, CARGO = "composite_v6a", "3gjx"

CHAINS = {CARGO: "DE"}
"""Chains of a trajectory, where it is not all: as simulations hold XPO1 and its cargo."""

STRIDES = {"geometry": (0, 0, 200, 1400), "geometry and pockets": (1, 0, 20, 120), "all": (1, 1, 20, 80)}
"""What a trajectory's frames are measured for: strides of pockets and contacts, and two numbers of frames."""

SHARED = "geometry and pockets"
"""What is measured on two processes too."""

POSES = (20, 160)
"""Two numbers of poses: what is the same for both is start-up and receptor."""


def measure(given: Given) -> Kept:
    """Measure the engine in turns with the tools, then the commands."""
    bound = given.file(INHIBITOR) or given.cases[0].path
    kept: Kept = {"name": bound.name.split(".")[0], "engine": _engine(given, bound), "frames": [], "poses": []}
    directory = given.directory("series")
    if given.quick:
        return kept
    for path in filter(None, (bound, given.file(CARGO))):
        kept["frames"] += _frames(given, directory, path)
    kept["poses"] = _poses(given, directory)
    return kept


def _engine(given: Given, path: Path) -> dict[str, Any]:
    """Seconds a pose or frame, of each level and each tool, in every round."""
    rounds, share = (1, 4) if given.quick else (ROUNDS, 1)
    found: dict[str, list[float]] = {}
    given.say("poses and frames: compiling")
    with (
        Worker("speed.engine:levels", given.log, path=str(path)) as own,
        Worker("speed.series_chain:tools", given.log, path=str(path)) as other,
    ):
        own.ready()
        other.ready()
        for number in range(rounds):
            given.say(f"poses and frames in the engine: round {number + 1} of {rounds}")
            for level in engine.LEVELS:
                taken = own.run(level=level, share=share)
                found.setdefault(level, []).append(taken.cpu / taken.value)
            for tool in series_chain.TOOLS:
                taken = other.run(tool=tool)
                found.setdefault(tool, []).append(taken.cpu / taken.value)
        return {"seconds": found, "peak": own.peak(), "peak of the tools": other.peak()}


def _frames(given: Given, directory: Path, path: Path) -> list[Kept]:
    """What more frames cost than few, of each level, on one process and two."""
    name = path.name.split(".")[0]
    most = max(STRIDES["geometry"])
    made_of = {"source": str(path), "work": str(directory), "chains": CHAINS.get(name, ""), "frames": most}
    with Worker("speed.moving_files:trajectory", given.log, **made_of).ready() as worker:
        topology, trajectory = map(Path, worker.run().value)
    with topology.open(encoding="ascii", errors="replace") as stream:
        atoms = sum(line.startswith(("ATOM", "HETATM")) for line in stream)
    kept = []
    for level, (pockets, contacts, few, many) in STRIDES.items():
        for jobs in (1, 2) if level == SHARED else (1,):
            given.say(f"nesgroove trajectory, {name}, {level}, {jobs} process{'es' if jobs > 1 else ''}")
            runs = []
            for frames in (few, many):
                words = [
                    "trajectory", topology, trajectory, "--out", directory / "frames", "--stop", frames,
                    "--stride-pockets", pockets, "--stride-contacts", contacts, "--jobs", jobs, "--keep-going",
                ]  # fmt: skip
                runs.append(run(nesgroove(*words), given.log))
            kept.append({"name": name, "atoms": atoms, "level": level, "jobs": jobs, **_more((few, many), runs)})
    return kept


def _poses(given: Given, directory: Path) -> list[Kept]:
    """What more poses cost than few."""
    folder = (given.structures or directory) / "docked"
    receptor, docked = folder / "AF-O14980.pdb.gz", folder / "C528_my_docking.pdbqt.gz"
    if not docked.is_file():
        return []
    kept = []
    for jobs in (1, 2):
        given.say(f"nesgroove poses, {jobs} process{'es' if jobs > 1 else ''}")
        runs = []
        for count in POSES:
            poses = poses_of(docked, directory / f"poses{count}.pdbqt", count)
            words = ["poses", "--receptor", receptor, "--poses", poses, "--out", directory / f"poses{count}-{jobs}"]
            runs.append(run(nesgroove(*words, "--jobs", jobs, "--keep-going"), given.log))
        kept.append({"jobs": jobs, **_more(POSES, runs)})
    return kept


def _more(counts: tuple[int, int], runs: list[Spent]) -> Kept:
    """Both runs, and seconds of each one more."""
    (few, many), (first, second) = counts, runs
    more = many - few
    return {
        "few": few, "many": many, "runs": [first.kept(), second.kept()],
        "cpu": (second.cpu - first.cpu) / more, "wall": (second.wall - first.wall) / more,
    }  # fmt: skip


def medians(kept: Kept) -> dict[str, float]:
    """Seconds a pose or frame by level and tool."""
    return {name: Spread.of(numbers).median for name, numbers in kept["engine"]["seconds"].items()}


def lines(kept: Kept) -> Iterator[str]:
    """Show engine, ratios, commands."""
    found = kept["engine"]["seconds"]
    middle = medians(kept)
    yield (
        f"`{kept['name']}`, whole: poses are its compound shaken and moved in the receptor as it stands, frames are "
        "the complex with every atom shaken. One core, processor time; start-up, reading and compiling aside. The "
        f"tools that one would chain get only the residues within {series_chain.AROUND:.0f} A of the pockets."
    )
    yield ""
    header = ("what", "a second", "one takes", "least to most")
    yield from table(header, (_engine_row(name, numbers) for name, numbers in found.items()))
    pose, frame, cavity = (middle[tool] for tool in (series_chain.POSE, series_chain.FRAME, series_chain.CAVITY))
    own_pose, own_frame, own_whole = middle[engine.POSES], middle[engine.FRAMES], middle[list(engine.LEVELS)[6]]
    ratios = [
        ["poses, all of it, to ProLIF alone", times(pose / own_pose)],
        ["the same, to ProLIF and a cavity for each pose", times((pose + cavity) / own_pose)],
        ["frames, pockets and occupancy, to pyKVFinder alone", times(cavity / own_frame)],
        ["frames, all of it, to ProLIF and pyKVFinder", times((frame + cavity) / own_whole)],
    ]
    yield from table(("theirs / ours", "times"), ratios)
    yield (
        "ProLIF makes a fingerprint of nine interactions; our contacts are over the whole receptor, other copies and "
        "images of the crystal, and occupancy, footprint and areas are in our number. pyKVFinder detects one cavity "
        "on one grid of 0.6 A; ours is on four grids of 0.5 A, for volumes with their scatter. In a receptor that "
        "stands still one cavity would do for all poses, of which nothing follows about a pose: so ProLIF is alone too."
    )
    yield ""
    yield from _commands(kept)


def _engine_row(name: str, numbers: list[float]) -> list[str]:
    of = Spread.of(numbers)
    return [name, rate(1 / of.median), seconds(of.median), f"{seconds(of.least)} to {seconds(of.most)}"]


def _commands(kept: Kept) -> Iterator[str]:
    if not kept["frames"] and not kept["poses"]:
        return
    yield (
        "Whole commands, reading, writing and all: what each one more costs, from a run of few and a run of many. "
        "`of two`: processor time of one process as a part of that of two, which is what sharing the work costs."
    )
    yield ""
    header = (
        "command",
        "atoms",
        "for",
        "processes",
        "a second of processor time",
        "by the clock",
        "of two",
        "peak memory",
    )
    yield from table(header, _command_rows(kept))


def _command_rows(kept: Kept) -> Iterator[list[str]]:
    alone = {(run["name"], run["level"]): run["cpu"] for run in kept["frames"] if run["jobs"] == 1}
    for each in kept["frames"]:
        words = [f"trajectory, {each['name']}", f"{each['atoms']:,}", each["level"]]
        yield [*words, *_numbers(each, "frames", alone[each["name"], each["level"]])]
    for each in kept["poses"]:
        yield ["poses", "", "all tables, likeness, ranks", *_numbers(each, "poses", kept["poses"][0]["cpu"])]


def _numbers(each: Kept, unit: str, alone: float) -> list[str]:
    few, many = (megabytes(run["peak"]) for run in each["runs"])
    return [
        str(each["jobs"]), _rate(each["cpu"], unit), _rate(each["wall"]),
        f"{alone / each['cpu']:.2f}" if each["jobs"] > 1 and min(alone, each["cpu"]) > 0 else "",
        f"{few} with {each['few']}, {many} with {each['many']:,}",
    ]  # fmt: skip


def _rate(seconds_each: float, unit: str = "") -> str:
    """How many a second; no number where more of them took no longer."""
    return f"{rate(1 / seconds_each)} {unit}".strip() if seconds_each > 0 else "lost in the noise"


PART = Part("series", "Poses and frames", measure, lines)
