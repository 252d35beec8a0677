"""Damage good files in many ways, measure them, and count what becomes of them.

    python tools/damage.py --cases 10000 > docs/robustness.md     # `make robustness`
    python tools/damage.py --cases 200 --only mirrored,scaled
    python tools/damage.py --case 4711 --keep case_4711           # one case, and its file

Cases are the same each time for the same seed, whatever others are run. Where real structures are (see
tools/damaging/bases.py) they are cut-outs of these and phantoms, else phantoms alone. Exit code 1 where a number moved
silently that a program could know of, and where a defect or a hang was met.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from damaging.bases import bases
from damaging.judging import OUTCOMES, TOLERANCE, Outcome
from damaging.kinds import KINDS, Kind
from damaging.workers import PATIENCE, Case, Verdict, case, formats_of, judged, run

BAD = {"told": ("SILENT", "defect", "hang"), "same": (*OUTCOMES[1:],), "says": ("defect", "hang")}
"""Outcomes that a kind may not have, by what it is held to."""

LISTED = 12
"""Cases of one kind that are listed at most."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run cases and print the page; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=200, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="decides where damage is done")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--only", default="", help="kinds, joined by commas")
    parser.add_argument("--phantoms", action="store_true", help="phantoms alone")
    parser.add_argument("--case", type=int, help="one case alone, in this process")
    parser.add_argument("--keep", type=Path, help="with --case: write the file here, its ending is added")
    given = parser.parse_args(arguments)
    only = [name for name in given.only.split(",") if name]
    if unknown := set(only) - set(KINDS):
        parser.error(f"no such kind: {', '.join(sorted(unknown))}")

    def make(number: int) -> Case:
        return case(number, given.seed, only, real=not given.phantoms)

    if given.case is not None:
        return _single(make(given.case), given.keep)
    cases = [make(number) for number in range(given.cases)]
    started = time.monotonic()
    verdicts = []
    for verdict in run(cases, given.jobs):
        verdicts.append(verdict)
        if sys.stderr.isatty() or len(verdicts) % 500 == 0:
            print(f"{len(verdicts)}/{len(cases)} {time.monotonic() - started:.0f} s", file=sys.stderr)
    print(page(cases, verdicts, _command(given)))
    return int(bool(failures(cases, verdicts)))


def _command(given: argparse.Namespace) -> str:
    words = [f"--cases {given.cases}", f"--seed {given.seed}", f"--only {given.only}" if given.only else ""]
    return " ".join(["python tools/damage.py", *filter(None, words), *(["--phantoms"] if given.phantoms else [])])


def _single(one: Case, keep: Path | None) -> int:
    print(f"{one.kind.name} of {one.molecule.name} as {one.form}")
    if keep is not None:
        path = keep.with_suffix(f".{one.form}")
        path.write_bytes(one.content())
        print(path)
    verdict = judged(one)
    print(f"{verdict.outcome}: {verdict.what}")
    return int(verdict.outcome in BAD[one.kind.must])


def failures(cases: Sequence[Case], verdicts: Sequence[Verdict]) -> list[tuple[Case, Verdict]]:
    """Cases whose outcome their kind may not have, by number."""
    by_number = {one.number: one for one in cases}
    pairs = [(by_number[verdict.number], verdict) for verdict in verdicts]
    bad = [(one, verdict) for one, verdict in pairs if verdict.outcome in BAD[one.kind.must]]
    return sorted(bad, key=lambda pair: (pair[0].kind.name, pair[0].number))


HEADER = """# Damaged files

{count} files, seed {seed}, written by `{command}`: cut-outs of {bases}, each damaged in one of {kinds} ways at a place
that chance decides, as PDB or mmCIF, measured as `nesgroove measure` does it. Beside each stands what its kind may be:

- `told`: where a number moves, or a cargo, compound, bond, direction, class or anchor is another, a warning or an error
  has to say so;
- `same`: the file means the same and nothing may move: the checks of motion, order, names, formats and copies;
- `says`: the file itself says another thing, of which no program can know that it is not meant.

What came of them: `same`, nothing moved; `refused`, nothing was measured and why is said; `emptied`, cells are empty
and why is said; `warned`, numbers are others and it is said; `SILENT`, without a word; `defect`, an error of the
program; `hang`, no answer within {patience:g} s. Numbers move where they differ by more than {tolerances}."""


def page(cases: Sequence[Case], verdicts: Sequence[Verdict], command: str) -> str:
    """Write the page: counts by kind and outcome, what the file itself says, and what failed, as Markdown."""
    kinds = {one.number: one.kind for one in cases}
    counts = Counter((kinds[verdict.number].name, verdict.outcome) for verdict in verdicts)
    used = sorted({kind.name for kind in kinds.values()})
    head = HEADER.format(
        count=len(verdicts), seed=cases[0].seed, command=command, kinds=len(used), patience=PATIENCE,
        bases=", ".join(f"`{base.name}`" for base in bases(real=cases[0].real)),
        tolerances=", ".join(f"`{name}` {limit:g}" for name, limit in TOLERANCE.items()),
    )  # fmt: skip
    lines = [
        head,
        "",
        f"| kind | what is done | may be | formats | {' | '.join(OUTCOMES)} |",
        "|---|---|---|---|" + "---:|" * len(OUTCOMES),
        *(_line(KINDS[name], counts) for name in used),
        f"| all | | | | {' | '.join(str(sum(counts[n, o] for n in used) or '') for o in OUTCOMES)} |",
        "",
        *_listed(failures(cases, verdicts)),
    ]
    return "\n".join(lines)


def _listed(bad: Sequence[tuple[Case, Verdict]]) -> list[str]:
    lines = [f"Outcomes that a kind may not have: {len(bad)}."]
    shown: Counter[str] = Counter()
    for one, verdict in bad:
        shown[one.kind.name] += 1
        if shown[one.kind.name] <= LISTED:
            what = " ".join(verdict.what.split()).replace("|", "/")[:160]
            lines.append(
                f"- {one.number} `{one.kind.name}` of {one.molecule.name} ({one.form}): {verdict.outcome} {what}"
            )
    return lines


def _line(kind: Kind, counts: Counter[tuple[str, Outcome]]) -> str:
    cells = [str(counts[kind.name, outcome] or "") for outcome in OUTCOMES]
    return f"| `{kind.name}` | {kind.about} | {kind.must} | {formats_of(kind)} | {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
