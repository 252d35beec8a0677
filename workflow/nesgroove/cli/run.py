"""The command ``nesgroove run``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from nesgroove.cli import options
from nesgroove.cli.command import NesgrooveCommand
from nesgroove.cli.errors import FAILED, INTERRUPTED, is_quiet, request, say, tell, when_stopped
from nesgroove.cli.given import given_ligands, no_files
from nesgroove.cli.run_asked import Asked, read_asked
from nesgroove.cli.run_config import configuration
from nesgroove.cli.run_failed import why
from nesgroove.cli.run_plan import go_on, read_plan, write_plan
from nesgroove.cli.run_profile import find_profile
from nesgroove.cli.run_snakemake import LOG, absolute_mirror, command, need_workflow, run_aloud, run_watched
from nesgroove.cli.run_watch import Watch
from nesgroove.cli.summary import say_errors, say_failed, tell_logs, tell_summary
from nesgroove.errors import ConfigError
from nesgroove.io.places import alone_in, try_directory
from nesgroove.io.workflow_files import workflow_file

PASSED_ON = "nesgroove.passed_on"
"""Where the words for snakemake are, in the context of the command."""


class RunCommand(NesgrooveCommand):
    """Passes on to snakemake what is snakemake's: options that it knows and this command does not, and all after --."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 (typer's own copy of click)
        """Part the words of the command line."""
        own, passed_on = self.parted(ctx, args)
        ctx.meta[PASSED_ON] = passed_on
        return super().parse_args(ctx, own)

    def parted(self, ctx: Any, words: list[str]) -> tuple[list[str], list[str]]:  # noqa: ANN401
        """Part words into those of this command and those of snakemake."""
        flags = {
            name: bool(getattr(option, "is_flag", False))
            for option in self.get_params(ctx)
            for name in (*option.opts, *option.secondary_opts)
            if name.startswith("-")
        }
        own: list[str] = []
        passed_on: list[str] = []
        rest = list(words)
        while rest:
            word = rest.pop(0)
            if word == "--":
                return own, passed_on + rest
            name = word.partition("=")[0] if word.startswith("--") else word[:2]
            taken = 0 if not word.startswith("-") or name in flags else _snakemake_takes(word, rest)
            if taken is not None and word.startswith("-") and name not in flags:
                passed_on += [word, *rest[:taken]]
                del rest[:taken]
                continue
            own.append(word)
            if word in flags and not flags[word]:
                own += rest[:1]
                del rest[:1]
        return own, passed_on


def _snakemake_takes(option: str, rest: list[str]) -> int | None:
    """Count the words after an option of snakemake that belong to it; None where snakemake has no such option."""
    try:
        from snakemake.cli import get_argument_parser
    except ImportError:
        return None
    name, sign, _ = option.partition("=")
    known = get_argument_parser()._option_string_actions
    action = known.get(name)
    if action is None:
        return 0 if option[:2] in known and not option.startswith("--") else None  # -j4
    following = next((number for number, word in enumerate(rest) if word.startswith("-")), len(rest))
    if sign or action.nargs == 0:
        return 0
    if isinstance(action.nargs, int):
        return action.nargs
    return min(1, following) if action.nargs in (None, "?") else following


# Long because its options are declared in it, where typer reads them.
def run_command(
    ctx: typer.Context,
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ENTRY|DIR|FILE",
            help="PDB ids, directories of structures, files, patterns ('models/*.cif'). Nothing: go on with OUT.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Directory for all that is made; the only one written to.")
    ] = Path("results"),
    cores: Annotated[
        int | None, typer.Option("--cores", "-c", metavar="N", min=1, help="Processors; all, where none are named.")
    ] = None,
    phantoms: Annotated[
        bool, typer.Option("--phantoms", help="Try it: structures of known truth, without network or files.")
    ] = False,
    archive: Annotated[
        bool, typer.Option("--archive", help="The archive set: all entries of XPO1 that this version knows.")
    ] = False,
    sheet: Annotated[
        list[Path] | None,
        typer.Option("--from", metavar="SHEET", help="Entries of this table (column 'entry') too. Can be repeated."),
    ] = None,
    pictures: Annotated[
        bool | None,
        typer.Option(
            "--pictures/--no-pictures",
            help="Ray-traced pictures, which take most of the time; made where PyMOL can be loaded, if not said.",
            show_default=False,
        ),
    ] = None,
    cache: Annotated[
        Path | None, typer.Option("--cache", metavar="DIR", help="Keep fetched files here, not in OUT/structures.")
    ] = None,
    mirror: Annotated[
        list[str] | None,
        typer.Option("--mirror", metavar="MIRROR", help="Where to fetch from, as in `nesgroove fetch`."),
    ] = None,
    ligand: options.Ligands = None,
    source: options.Sources = None,
    names: options.Names = None,
    validation: Annotated[
        bool, typer.Option("--validation", help="Fetch the wwPDB's validation reports too: how well ligands are seen.")
    ] = False,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--config",
            metavar="KEY=VALUE",
            help="Any key of the configuration, levels joined by a dot: references.open=4hb2-C. Can be repeated.",
        ),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile",
            metavar="NAME|DIR",
            help="Run as Snakemake's profile says: slurm, for a cluster, or the directory of one of your own.",
        ),
    ] = None,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Exit with 0 though some entries were not obtained or measured.")
    ] = False,
) -> None:
    """Run the whole workflow: fetch, measure, compare, draw, and make the atlas.

    The same command goes on where a run was stopped, and measures only what is new or changed when structures were
    added. Tables, figures, pictures, scenes and the atlas are in OUT, and nothing is written elsewhere. What this
    command does not know is passed on to snakemake, as is all behind `--`; paths are relative to OUT there.

    The exit code is 0 only if every entry was obtained and measured (or with --keep-going).

    Example: `nesgroove run 3gjx 4hb2 --out results`

    Example: `nesgroove run my_structures/ --cores 4 --no-pictures`

    Example: `nesgroove run --out results --dry-run`

    Example: `nesgroove run 3gjx 4hb2 --out results --profile slurm`
    """
    from nesgroove.survey.given_names import read_names

    need_workflow()
    passed_on: list[str] = ctx.meta[PASSED_ON]
    with request():
        profiled = None if profile is None else find_profile(profile)
        sheets = [*(sheet or []), *([workflow_file("config/structures.tsv")] if archive else [])]
        asked = read_asked(what or [], sheets, _demonstration() if phantoms else [])
        changes = _changes(cache, mirror, ligand, source)
        if names is not None:
            read_names(names)
            changes["names"] = str(names.absolute())
        if validation:
            changes["archive.validation"] = True
        if not asked and (changes or settings or pictures is not None):
            raise ConfigError(
                "options are given, and nothing to measure", step="run", remedy=f"Name the entries of {out} again"
            )
        config = _config(out, asked, changes, settings or [], pictures)
    try_directory(out)
    with alone_in(out, lambda: say(f"{out}: another run uses it; this one waits for its end")) as lock:
        when_stopped(lambda: f"what is in {out} is whole; the same command goes on from there")
        with request():
            plan = write_plan(out, asked, config) if asked else go_on(out)
        assert plan is not None
        words = command(out, cores, passed_on, profiled)
        if passed_on:
            code = run_aloud(words, out, lock)
            if code:
                raise typer.Exit(code if code == INTERRUPTED else FAILED)
            return
        watch = Watch(out, plan.count())
        code = run_watched(words, watch, lock, quiet=is_quiet())
    _end(watch, code, keep_going=keep_going)


def _changes(
    cache: Path | None, mirror: list[str] | None, ligand: list[str] | None, source: list[str] | None
) -> dict[str, Any]:
    """Say what options change in the configuration; paths are those of where the command was given."""
    from nesgroove.chem.given_chemistry import is_ligand_file
    from nesgroove.fetch.mirrors import parse_mirrors
    from nesgroove.survey.sources import read_sources

    changes: dict[str, Any] = {}
    if cache is not None:
        changes["archive.cache"] = str(cache.absolute())
    if mirror:
        parse_mirrors(mirror)
        changes["archive.mirrors"] = list(map(absolute_mirror, mirror))
    if ligand:
        chemistry = given_ligands(ligand)
        changes["ligands"] = {
            name: str(Path(text).absolute()) if is_ligand_file(text) else text for name, text in chemistry.items()
        }
    if source:
        changes["sources"] = dict(read_sources(source))
    return changes


def _demonstration() -> list[str]:
    """Name the phantoms of the demonstration."""
    import yaml

    config = yaml.safe_load(workflow_file("config/demo.yaml").read_text(encoding="utf-8"))
    return list(config["phantom"]["names"])


def _config(
    out: Path, asked: Asked, changes: dict[str, Any], settings: list[str], pictures: bool | None
) -> dict[str, Any]:
    """Make the configuration of a run, or read the one that is there; refuse what cannot be run before it begins."""
    from nesgroove.io.run_files import run_files

    there = read_plan(out)
    if not asked:
        if there is None:
            raise ConfigError(
                "nothing is named to be measured, and there is no run to go on with", file=out, step="run",
                remedy="Name PDB ids or a directory; or try it with --phantoms",
            )  # fmt: skip
        return there.config
    if not asked.entries and not asked.phantoms and not run_files(map(Path, asked.places)).paths:
        raise no_files(asked.places, "run")
    drawn = _can_draw() if pictures is None else pictures
    if not drawn and pictures is None:
        say("pictures: PyMOL cannot be loaded, so that no pictures are ray-traced. Install libGL (Debian: libgl1)")
    return configuration(asked, {"pictures": drawn, **changes}, settings)


def _can_draw() -> bool:
    """Try whether PyMOL can be loaded, in a process of its own: the library of graphics may be missing."""
    return subprocess.run([sys.executable, "-c", "import pymol2"], capture_output=True, check=False).returncode == 0


def _end(watch: Watch, code: int, *, keep_going: bool) -> None:
    """Say what came of it, and leave with the code for it."""
    from nesgroove.survey.summary import read_summary

    out = watch.out
    failed = watch.failures.steps
    for step in failed:
        say_failed(why(step, out, out / LOG))
    if code and not failed:
        say(f"{out}: run: the workflow did not come to its end: " + " ".join(watch.reason()))
    try:
        summary = read_summary(out)
    except ConfigError:
        summary = None
    if summary is not None and not (is_quiet() and code == 0):
        tell_summary(summary, out, stopped=code != 0, errors=False)
        tell_logs(out)
    if summary is not None:
        say_errors(summary)
    if code:
        say(f"{out / LOG}: this is all that snakemake said")
        raise typer.Exit(FAILED)
    if summary is not None and summary.atlas is not None:
        tell(f"To look at: open {summary.atlas} in a browser")
    wanting = summary is None or not summary.complexes or any(row.severity == "error" for row in summary.problems)
    if wanting and not keep_going:
        raise typer.Exit(FAILED)
