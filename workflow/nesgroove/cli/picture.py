"""The command ``nesgroove picture``."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nesgroove.cli import options
from nesgroove.cli.errors import request, tell, when_stopped
from nesgroove.cli.measured import counted
from nesgroove.cli.not_made import not_made
from nesgroove.cli.options import Jobs, KeepGoing, Only, Tables, Where
from nesgroove.cli.progress import Progress
from nesgroove.errors import ConfigError
from nesgroove.io.places import try_directory

if TYPE_CHECKING:
    from nesgroove.compare.tables import RunTables
    from nesgroove.show.pictures.content import Picture
    from nesgroove.show.pictures.family import Superposition
    from nesgroove.show.pictures.kept import Wanted


# Long because its options are declared in it, where typer reads them.
def picture_command(
    tables: Tables,
    complexes: Annotated[
        list[str] | None,
        typer.Argument(metavar="[COMPLEX]...", help="Ids of complexes; all of the run if none is named."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Directory for the pictures.")] = Path(),
    views: Annotated[
        list[str] | None,
        typer.Option(
            "--view",
            metavar="VIEW",
            help="solvent, along, cutaway, or one of your own: see below. Can be repeated, names also separated by"
            " commas. All three by default.",
        ),
    ] = None,
    colour: Annotated[
        str, typer.Option("--colour", metavar="SCHEME", help="Of the surface: pocket, contact or plain.")
    ] = "pocket",
    over: Annotated[
        str | None,
        typer.Option("--over", metavar="COMPLEX", help="Lay what is in the grooves over this complex, one by one."),
    ] = None,
    grooves: Annotated[
        bool, typer.Option("--grooves", help="With --over: the helices of both grooves, without what is in them.")
    ] = False,
    together: Annotated[
        str | None,
        typer.Option("--together", metavar="TITLE", help="Lay all named complexes over each other, in one picture."),
    ] = None,
    family: Annotated[bool, typer.Option("--family", help="Make the superpositions of a run: see below.")] = False,
    width: Annotated[
        str,
        typer.Option(
            "--width",
            metavar="WIDTH",
            help="Of the view from the solvent, whose scale the others have: 85mm (one column), 180mm (two columns),"
            " or pixels of a picture that fills one column.",
        ),
    ] = "85mm",
    dpi: Annotated[int, typer.Option("--dpi", metavar="DOTS", help="Dots an inch, of a width in mm.")] = 300,
    bare: Annotated[
        bool,
        typer.Option("--bare", help="Only what is traced, on a transparent ground: no title, labels, bar and key."),
    ] = False,
    labels: Annotated[
        list[str] | None,
        typer.Option(
            "--labels", metavar="WHAT", help="What is labelled: pockets, residues, helices or none. All by default."
        ),
    ] = None,
    fine: Annotated[bool, typer.Option("--fine", help="Finer surface, at three times the time.")] = False,
    jobs: Jobs = 1,
    parts: Annotated[
        Path | None,
        typer.Option(
            "--parts", metavar="DIR", help="Keep pictures in DIR, and next time draw only what is new or changed."
        ),
    ] = None,
    only: Only = None,
    where: Where = None,
    keep_going: KeepGoing = False,
) -> None:
    """Ray-trace pictures of complexes, all from the same places, as COMPLEX_VIEW.png.

    Views: solvent (onto the groove, P0 left, P4 right), along (along the groove, from P4), cutaway (from the side,
    cut along the groove: how deep the pockets are, and what is in them). All have the same scale.
    One of your own: turns of one of them ("turn x 20", "cutaway turn y -15 turn x 10"), the 18 numbers that PyMOL's
    get_view prints for a scene of the complex, or a file that holds them.

    --over and --together make superpositions: superposition_COMPLEX_over_COMPLEX_VIEW.png and
    superposition_TITLE_VIEW.png; --over with --grooves shows how helices differ. --family makes those of a run:
    all SINE compounds together, each compound over the reference cargo, the open over the closed groove; it says
    which the run cannot give, and why.

    Example: `nesgroove picture composite_v6a-C 3gjx-D --from tables --out pictures --view solvent --view cutaway`

    Example: `nesgroove picture composite_v6a-C --over 3gjx-D --from tables --out pictures`

    Example: `nesgroove picture 3gjx-D --from tables --out pictures --view "turn x 20" --width 180mm --bare`

    Example: `nesgroove picture --where "source_kind == 'predicted' and plddt_cargo >= 70" --from tables --out pictures`
    """
    from nesgroove.compare.chosen import Chosen
    from nesgroove.compare.tables import RunTables
    from nesgroove.show.pictures.kept import draw_kept, draw_wanted
    from nesgroove.show.pictures.manner import LABELS, Manner, chosen_labels
    from nesgroove.show.pictures.paint import chosen_scheme
    from nesgroove.show.pictures.paper import chosen_paper
    from nesgroove.show.pictures.viewpoint import chosen_views
    from nesgroove.survey.parts import Parts

    named = list(dict.fromkeys(complexes or []))
    with request():
        manner = Manner(
            tuple(chosen_views(views)) if views else (), chosen_scheme(colour), chosen_paper(width, dpi), fine, bare,
            chosen_labels(labels) if labels else tuple(LABELS),
        )  # fmt: skip
        chosen = Chosen.read(only, where, step="picture")
        options.refuse_both(named, chosen, step="picture")
        _exclusive(named, over=over, together=together, family=family, grooves=grooves, chosen=bool(chosen))
    try_directory(out)
    run = RunTables.read(tables)
    if chosen:
        part = chosen.of(run, step="picture")
        tell(f"shown: {part.chosen}")
        named, run = list(part.by_id), part if family else run.named(part.chosen)
    named = list(dict.fromkeys(complex_ for name in named for complex_ in _complexes(run, tables, name)))
    over = _complex(run, tables, over) if over else None
    if together is not None and len(named) < 2:
        raise _too_few()
    wanted = _wanted(run, tables, named, manner.scheme, over, together, family, grooves)
    ready: set[str] = set()
    when_stopped(partial(_go_on, ready, len(wanted), out, parts))
    with Progress("Ray-tracing", len(wanted), parts=parts) as progress:

        def step(name: str) -> None:
            ready.add(name)
            progress.step(name)

        if parts is None:
            drawn = draw_wanted(wanted, out, manner, jobs=jobs, progress=step)
        else:
            with Parts(parts).alone():
                drawn, kept = draw_kept(
                    wanted, out, manner, parts=Parts(parts), tables=tables, run=run, jobs=jobs, progress=step
                )
    tell(f"{counted(len(drawn.paths), 'picture')} in {out}")
    if bare:
        tell("bare pictures do not say what they show, nor what was not observed: say it in your caption")
    if parts is not None:
        tell(f"{len(wanted) - kept} drawn, {kept} unchanged and taken from {parts}")
    not_made(drawn.errors, out, keep_going=keep_going)


def _go_on(ready: Set[str], wanted: int, out: Path, parts: Path | None) -> str:
    if parts is None:
        done, how = f"{len(ready)} of {wanted} pictures are in {out}, each whole", "with --parts DIR it would go on"
        return f"{done}; the same command draws all of them anew, {how} from there the next time"
    return f"{len(ready)} of {wanted} pictures are kept in {parts}; the same command goes on from there"


def _exclusive(
    named: Sequence[str], *, over: str | None, together: str | None, family: bool, grooves: bool, chosen: bool
) -> None:
    """Refuse options that do not go together."""
    if sum((over is not None, together is not None, family)) > 1:
        raise ConfigError("--over, --together and --family exclude each other", step="picture", remedy="Choose one")
    if grooves and over is None:
        raise ConfigError("--grooves goes with --over", step="picture", remedy="Name the other groove with --over")
    if family and named:
        raise ConfigError(
            "--family is of the whole run, and complexes are named", step="picture",
            remedy="Leave the complexes out, or use --over or --together",
        )  # fmt: skip
    if together is not None and len(named) < 2 and not chosen:
        raise _too_few()


def _too_few() -> ConfigError:
    return ConfigError(
        "--together takes two complexes or more", step="picture",
        remedy="Name them: nesgroove picture A B C --together TITLE --from TABLES",
    )  # fmt: skip


def _wanted(
    run: RunTables,
    tables: Path,
    named: list[str],
    scheme: str,
    over: str | None,
    together: str | None,
    family: bool,
    grooves: bool,
) -> list[Wanted]:
    """List what is to be drawn."""
    from nesgroove.io.files import file_name
    from nesgroove.show.pictures.family import Superposition, family_of
    from nesgroove.show.pictures.kept import Wanted

    if family:
        of_run = family_of(run)
        for name, why in of_run.missing:
            tell(f"{name}: not made, {why}")
        superpositions = of_run.wanted
    elif over is not None:
        filled = list(dict.fromkeys(key.complex for key in run.occupants))
        tops = [one for one in named or sorted(filled) if one != over]
        if not tops:
            raise ConfigError(
                f"there is nothing to lay over {over}", step="picture", remedy="Name another complex"
            )  # fmt: skip
        kind, ending = ("grooves", "_grooves") if grooves else ("over", "")
        superpositions = [Superposition(f"superposition_{one}_over_{over}{ending}", kind, (one, over)) for one in tops]
    elif together is not None:
        name = f"superposition_{file_name(together, empty='picture')}"
        superpositions = [Superposition(name, "together", tuple(named), together)]
    else:
        rows = run.split()
        return [
            Wanted(one, "single", (one,), "", partial(_single, rows[one], tables, one, scheme)) for one in named or rows
        ]
    return [
        Wanted(
            one.name,
            one.kind,
            one.complexes,
            f"{one.title} {run.chosen}".strip(),
            partial(_superposed, run, tables, one, scheme),
        )
        for one in superpositions
    ]


def _single(run: RunTables, tables: Path, complex_: str, scheme: str) -> Picture:
    from nesgroove.show.pictures.content import complex_picture
    from nesgroove.show.scene.load import load_scene

    return complex_picture(load_scene(tables, complex_, run), scheme)


def _superposed(run: RunTables, tables: Path, one: Superposition, scheme: str) -> Picture:
    from nesgroove.show.pictures.content import grooves_picture, over_picture, together_picture
    from nesgroove.show.scene.load import load_scene

    scenes = [load_scene(tables, complex_, run) for complex_ in one.complexes]
    if one.kind == "grooves":
        return grooves_picture(scenes[0], scenes[1], one.name)
    if one.kind == "over":
        return over_picture(scenes[0], scenes[1], scheme, one.name)
    return together_picture(scenes, one.title, one.name, run.chosen)


def _complexes(run: RunTables, tables: Path, name: str) -> list[str]:
    """Complexes that a name stands for: the one of this id, or all of the entry."""
    if name in run.by_id:
        return [name]
    of_entry = [complex_ for complex_, row in run.by_id.items() if row.entry == name]
    if not of_entry:
        ids = list(run.by_id)
        raise ConfigError(
            f"there is no complex {name}", file=tables, step="picture",
            remedy=f"Name one of complexes.tsv: {', '.join(ids[:6])}{', ...' if len(ids) > 6 else ''}",
        )  # fmt: skip
    return of_entry


def _complex(run: RunTables, tables: Path, name: str) -> str:
    """Find the one complex that a name stands for."""
    complexes = _complexes(run, tables, name)
    if len(complexes) > 1:
        raise ConfigError(
            f"{name} has {len(complexes)} complexes", file=tables, step="picture",
            remedy=f"Name one of them: {', '.join(complexes)}",
        )  # fmt: skip
    return complexes[0]
