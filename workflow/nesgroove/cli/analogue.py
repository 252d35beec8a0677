"""The command ``nesgroove analogue``."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from nesgroove.cli.errors import request, tell
from nesgroove.cli.progress import Progress
from nesgroove.io.places import try_directory


# Long because its options are declared in it, where typer reads them.
def analogue_command(
    like: Annotated[
        str,
        typer.Option(
            "--like",
            metavar="FILE[:COMPONENT]",
            help="Structure of the nearest relative: a file, or an entry of structures/local or structures/cache; its "
            "component where it is not the only inhibitor in a groove.",
            show_default=False,
        ),
    ],
    smiles: Annotated[
        str, typer.Option("--smiles", help="The compound before it reacts with Cys528.", show_default=False)
    ],
    into: Annotated[
        str,
        typer.Option(
            "--into",
            metavar="FILE[:CHAIN]",
            help="Structure of the receptor, which may be the same; XPO1's chain where it has several.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE.cif", help="The model (.cif, .cif.gz).", show_default=False)
    ],
    name: Annotated[str, typer.Option("--name", help="What the compound is called in tables, figures, atlas.")] = "",
    conformers: Annotated[
        int, typer.Option("--conformers", min=1, help="Tried of each isomer and each way to lay it on the relative.")
    ] = 30,
    seed: Annotated[int, typer.Option("--seed", min=0, max=2**31 - 1, help="Of the conformers.")] = 1,
    measure: Annotated[
        Path | None,
        typer.Option("--measure", metavar="DIR", help="Write tables of the model and the relative, for the atlas too."),
    ] = None,
) -> None:
    r"""Model a compound that has no structure on the pose of its nearest relative.

    The largest scaffold that both have in common (8 heavy atoms or more) is held where the relative has it; the rest is
    tried in several conformers, bonded to Cys528 and relaxed against the receptor, which stands still. The model is
    marked as modelled, says what it rests on, and is measured at once beside the relative.

    Example: `nesgroove analogue --like 6xjs:V6A --into 6xjs --smiles "O=C(/C=C\n1cnc(n1)-c1cc(cc(c1)C(F)(F)F)C(F)(F)F)NNc1ccccn1" --name verdinexor --out verdinexor.cif`
    """  # noqa: E501 (an example is one line)
    from nesgroove.compare.tables import RunTables
    from nesgroove.front.analogy import analogue
    from nesgroove.series.analogue.compound import compound_of
    from nesgroove.series.analogue.files import checked_target, source_and_part
    from nesgroove.series.analogue.summary import about_model, measured_model

    with request():
        compound_of(smiles)
        inputs = (source_and_part(like, "--like")[0], source_and_part(into, "--into")[0])
        checked_target(out, inputs)
        if measure is not None:
            try_directory(measure)
    with Progress("Relaxing") as progress:

        def step(_done: int, total: int) -> None:
            progress.expect(total)
            progress.step("Relaxing")

        model = analogue(like, smiles, into, out, name=name, conformers=conformers, seed=seed, progress=step)
    tell("\n".join(about_model(model.rests_on)))
    tell("")
    with TemporaryDirectory() as temporary:
        directory = measure or Path(temporary)
        model.measure(superposed=measure is not None).write(directory)
        words = measured_model(RunTables.read(directory), model.path, model.rests_on)
    tell("\n".join(words))
    tell(f"{model.path}" + (f", tables in {measure}" if measure is not None else ""))
