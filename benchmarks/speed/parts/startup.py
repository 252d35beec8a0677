"""Start-up: commands as one types them, beside nothing but the import of the libraries that they use."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from speed.command import Spent, nesgroove, run
from speed.fits import Spread
from speed.given import Given
from speed.part import Kept, Part
from speed.words import megabytes, seconds, spread, table

ROUNDS = 3

EMPTY = "nesgroove measure, an empty groove"

SHOWN = (
    "numpy", "gemmi", "pandas", "scipy", "rdkit", "prolif", "MDAnalysis", "biotite", "matplotlib", "pydantic", "numba",
)  # fmt: skip
"""Libraries that are named where a command loads them."""

LISTING = (
    "import json, sys\n"
    "from nesgroove.cli.app import app\n"
    "try:\n"
    "    app(sys.argv[2:], standalone_mode=False)\n"
    "except BaseException:\n"
    "    pass\n"
    "names = [n for n in sys.modules if n.split('.')[0] not in {*sys.stdlib_module_names, 'nesgroove', '__main__'}]\n"
    "open(sys.argv[1], 'w').write(json.dumps(names))\n"
)
"""A program that runs a command, and writes down what it imported besides the standard library."""

IMPORTING = (
    "import json, sys\n"
    "from importlib import import_module\n"
    "for name in json.load(open(sys.argv[1])):\n"
    "    try:\n"
    "        import_module(name)\n"
    "    except Exception:\n"
    "        pass\n"
)
"""A program that imports what such a list names, and does nothing."""


def commands(given: Given, directory: Path) -> dict[str, list[object]]:
    """The commands, by what the page calls them."""
    from nesgroove.io.phantoms import write_phantoms

    write_phantoms(directory, ["phantom_open", "phantom_v6a"])
    empty, bound = directory / "phantom_open.cif.gz", directory / "phantom_v6a.cif.gz"
    out, tables = directory / "out", directory / "tables"
    run(nesgroove("measure", bound, "--out", tables), given.log)
    found: dict[str, list[object]] = {
        "nesgroove --help": ["--help"],
        EMPTY: ["measure", empty, "--out", out / "empty"],
        "nesgroove measure, an inhibitor": ["measure", bound, "--out", out / "bound"],
    }
    if given.structures is not None:
        case = given.cases[0]
        found[f"nesgroove measure, {case.name}"] = ["measure", case.path, "--out", out / "real"]
    found["nesgroove ensemble"] = ["ensemble", "--from", tables, "--out", out / "ensemble"]
    found["nesgroove figure ruler"] = ["figure", "ruler", "--from", tables, "--out", out / "figures"]
    return found


def measure(given: Given) -> Kept:
    """Measure commands and bare imports in turns."""
    directory = given.directory("startup")
    python, listed = [sys.executable, "-c"], {}
    words = commands(given, directory)
    for number, (name, command) in enumerate(words.items()):
        listed[name] = directory / f"{number}.json"
        run([*python, LISTING, listed[name], *command], given.log)
    spent: dict[str, tuple[list[Spent], list[Spent]]] = {name: ([], []) for name in words}
    bare = []
    rounds = 1 if given.quick else ROUNDS
    for number in range(rounds):
        given.say(f"round {number + 1} of {rounds}")
        bare.append(run([*python, "pass"], given.log))
        for name, command in words.items():
            spent[name][0].append(run(nesgroove(*command), given.log))
            spent[name][1].append(run([*python, IMPORTING, listed[name]], given.log))
    return {
        "python": [each.kept() for each in bare],
        "commands": [
            {"name": name, "command": [each.kept() for each in own], "imports": [each.kept() for each in imports],
             "libraries": _libraries(json.loads(listed[name].read_text(encoding="utf-8")))}
            for name, (own, imports) in spent.items()
        ],
    }  # fmt: skip


def _libraries(modules: list[str]) -> list[str]:
    top = {module.split(".")[0] for module in modules}
    return [name for name in SHOWN if name in top]


def above(command: Kept, key: str = "cpu") -> float:
    """Seconds of a command above those of the import of what it uses, medians."""
    own, imports = (Spread.of([each[key] for each in command[name]]).median for name in ("command", "imports"))
    return own - imports


def of_one_file(kept: Kept) -> Kept | None:
    """The command that measures one file with an occupant, a real one where there is one; None where none was run."""
    measuring = [each for each in kept["commands"] if each["name"].startswith("nesgroove measure")]
    return measuring[-1] if measuring else None


def lines(kept: Kept) -> Iterator[str]:
    """Show each command."""
    yield (
        "Commands as one types them, from start to end, beside a Python that imports the same libraries (the modules "
        "that the command was seen to load, the standard library and nesgroove itself aside) and ends. What is above "
        "it is nesgroove's own: its modules, and the work. Processor time, median, least to most."
    )
    yield ""
    header = ("command", "processor time", "by the clock", "bare import", "above it", "peak memory", "libraries")
    yield from table(header, map(_row, kept["commands"]))
    python = Spread.of([each["cpu"] for each in kept["python"]]).median
    yield f"Python alone takes {seconds(python)}, in every number above."
    yield ""


def _row(command: Kept) -> list[str]:
    own, imports = command["command"], command["imports"]
    return [
        f"`{command['name']}`" if "," not in command["name"] else command["name"],
        spread([each["cpu"] for each in own]), seconds(Spread.of([each["wall"] for each in own]).median),
        seconds(Spread.of([each["cpu"] for each in imports]).median), f"**{seconds(max(above(command), 0.0))}**",
        megabytes(max(each["peak"] for each in own)), ", ".join(command["libraries"]) or "none",
    ]  # fmt: skip


PART = Part("startup", "Start-up", measure, lines)
