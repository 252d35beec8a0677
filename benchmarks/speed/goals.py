"""What is asked of the product, what was measured, and what limits it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from speed.fits import Spread
from speed.given import REAL
from speed.part import Kept
from speed.parts import growth, line, one, pictures, startup
from speed.words import seconds, table, times

Parts = dict[str, Kept]
"""Results of all parts that were measured, by name."""


@dataclass(frozen=True)
class Goal:
    """One thing that is asked.

    Attributes
    ----------
    what, asked : str
        In words.
    part : str
        Of the benchmarks, that answers it.
    measured : callable
        Gives from that part's result whether the goal is reached, what was measured, and what limits it; None where
        it was not measured.
    """

    what: str
    asked: str
    part: str
    measured: Callable[[Kept], tuple[bool, str, str] | None]


CORE, CHAIN = 0.10, 75.0
START = 1.0
LIGHT, EMPTY = ("numpy", "gemmi", "pandas"), ("prolif", "MDAnalysis")
STRAIGHT, LATER, MEMORY = 0.999, 1.1, 1.15
GROWTH = 1.3
PICTURES, ENTRIES = 60.0, 60
COLD = 150.0
PAGE, TAB, FOLDER = 2.0, 500.0, 300.0


def _core(kept: Kept) -> tuple[bool, str, str] | None:
    case = kept["cases"][0]
    if case["name"] not in REAL:
        return None  # a phantom is a groove alone
    own = Spread.of(one.core(case)).median
    return own <= CORE, seconds(own), _largest(case)


def _largest(case: Kept) -> str:
    return ", ".join(f"{name} {100 * part:.0f} %" for name, part in one.largest_steps(case))


def _chain(kept: Kept) -> tuple[bool, str, str] | None:
    case = kept["cases"][0]
    if case["name"] not in REAL:
        return None
    ratio = one.ratios(case)[1]
    programs = {n: Spread.of(p["cpu"]).median for n, p in case["programs"].items() if n not in ("product", "floor")}
    slowest = max(programs, key=lambda name: programs[name])
    return ratio >= CHAIN, f"{times(ratio)} times", f"the core; most of the chain is {slowest}"


def _start(kept: Kept) -> tuple[bool, str, str] | None:
    command = startup.of_one_file(kept)
    if command is None:
        return None
    own = startup.above(command)
    imports = Spread.of([each["cpu"] for each in command["imports"]]).median
    return own <= START, seconds(own), f"the import itself takes {seconds(imports)}: {', '.join(command['libraries'])}"


def _loads(name: str, without: tuple[str, ...]) -> Callable[[Kept], tuple[bool, str, str] | None]:
    """Give what answers which of some libraries a command loads."""

    def measured(kept: Kept) -> tuple[bool, str, str] | None:
        command = next((each for each in kept["commands"] if each["name"] == name), None)
        if command is None:
            return None
        loaded = [library for library in without if library in command["libraries"]]
        took = seconds(Spread.of([each["cpu"] for each in command["command"]]).median)
        return not loaded, ", ".join(loaded) or "none", f"it takes {took} in all"

    return measured


def _straight(kept: Kept) -> tuple[bool, str, str] | None:
    fit, longest = line.fitted(kept), [point for point in kept["points"] if point["jobs"] == 1][-1]
    if longest["count"] < line.COUNTS[-1]:
        return None
    first, last = longest["halves"]
    words = f"R2 {min(fit.r2, 0.99999):.5f}, last half {last / first:.2f} of the first"
    return fit.r2 >= STRAIGHT and last / first <= LATER, words, f"{seconds(fit.slope)} a complex, files written"


def _memory(kept: Kept) -> tuple[bool, str, str] | None:
    points = {point["count"]: point["peak"] for point in kept["points"] if point["jobs"] == 1}
    counts = sorted(points)
    few, many = counts[min(2, len(counts) - 1)], counts[-1]
    ratio = points[many] / points[few]
    words = f"{ratio:.2f} times ({points[few]:.0f} MB at {few}, {points[many]:.0f} MB at {many:,})"
    return ratio <= MEMORY, words, "the libraries, and the largest structure"


def _growth(kept: Kept) -> tuple[bool, str, str] | None:
    steps = [(step, power) for _, step, points in growth.slowest(kept) if (power := growth.grows(points)) is not None]
    if not steps:
        return None  # one size alone has no exponent
    worst = max(steps, key=lambda each: each[1])
    name, step, points = growth.slowest(kept)[0]
    last = points[-1]["cpu" if "cpu" in points[-1] else "expected"]
    limit = f"{name}: {step} takes {seconds(last)} of {points[-1]['count']:,}"
    return worst[1] <= GROWTH, f"{worst[1]:.1f} ({worst[0]})", limit


def _pictures(kept: Kept) -> tuple[bool, str, str] | None:
    wall, cpu = (pictures.of_many(kept, 2, 3 * ENTRIES, key) for key in ("wall", "cpu"))
    if wall is None or cpu is None:
        return None
    return (
        wall <= PICTURES,
        f"{seconds(wall)} by the clock, {seconds(cpu)} of processor time",
        "ray tracing, and surfaces",
    )


def _cold(kept: Kept) -> tuple[bool, str, str] | None:
    if "missing" in kept or not kept["files"]:
        return None
    rules = sorted(kept["rules"], key=lambda rule: -rule["wall"])[:3]
    words = f"{seconds(kept['wall'])} by the clock, {seconds(kept['cpu'])} of processor time"
    return kept["wall"] <= COLD, words, ", ".join(f"{r['rule']} {seconds(r['wall'])}" for r in rules)


def _atlas(kept: Kept) -> tuple[bool, str, str] | None:
    browsed = kept.get("browsed")
    if not browsed:
        return None
    tab = max(value for name, value in browsed.items() if name.startswith("tab"))
    reached = browsed["first page"] <= PAGE and tab <= TAB and browsed["folder"] <= FOLDER
    return reached, f"{browsed['first page']:.1f} s, {tab:.0f} MB, {browsed['folder']:.0f} MB", "structures, once each"


GOALS = (
    Goal("core of one complex of 12,000 atoms", f"{seconds(CORE)} at most", "one", _core),
    Goal("the chain of tools beside it", f"{CHAIN:.0f} times the core", "one", _chain),
    Goal("`measure` of one file above its imports", f"{seconds(START)} at most", "startup", _start),
    Goal("`--help` loads numpy, gemmi, pandas", "none", "startup", _loads("nesgroove --help", LIGHT)),
    Goal("`measure` of an empty groove loads ProLIF, MDAnalysis", "none", "startup", _loads(startup.EMPTY, EMPTY)),
    Goal("1 to 1,000 complexes: a straight line", f"R2 {STRAIGHT}, last half {LATER} of the first", "line", _straight),
    Goal("memory from ten complexes to the most", f"{MEMORY} times at most", "line", _memory),
    Goal("what compares all complexes: exponent", f"{GROWTH} at most", "growth", _growth),
    Goal("atlas of 1,000: first page, tab, folder", f"{PAGE:.0f} s, {TAB:.0f} MB, {FOLDER:.0f} MB", "growth", _atlas),
    Goal("pictures of 60 entries on 2 cores", "1 minute", "pictures", _pictures),
    Goal("cold run over 50 files with pictures, 2 cores", "2.5 minutes", "cold", _cold),
)
"""In the order of the page."""


def lines(parts: Parts) -> Iterator[str]:
    """Show every goal that was measured, and name those that were not."""
    rows, missing = [], []
    for goal in GOALS:
        found = goal.measured(parts[goal.part]) if goal.part in parts else None
        if found is None:
            missing.append(goal.what)
            continue
        reached, words, limit = found
        rows.append([goal.what, goal.asked, f"**{words}**", "yes" if reached else "no", limit])
    yield from table(("goal", "asked", "measured here", "reached", "what limits it now"), rows)
    if missing:
        yield f"Not measured: {'; '.join(missing)}."
        yield ""
