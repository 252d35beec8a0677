"""The command ``nesgroove trajectory``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nesgroove.cli import options
from nesgroove.cli.errors import FAILED, request, say, tell, when_stopped
from nesgroove.cli.given import given_ligands
from nesgroove.cli.progress import Progress
from nesgroove.io.places import try_directory

if TYPE_CHECKING:
    from nesgroove.series.trajectory.run import Walked


# Long because its options are declared in it, where typer reads them.
def trajectory_command(
    topology: Annotated[
        Path,
        typer.Argument(
            metavar="TOP",
            help="Topology: PDB, GRO, PSF, PRMTOP, TPR ...; a multi-model PDB alone is both.",
            show_default=False,
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="Directory for the results.", show_default=False)],
    trajectories: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="TRAJ",
            help="Trajectories: XTC, TRR, DCD, NetCDF ...; each is a replica of its own.",
            show_default=False,
        ),
    ] = None,
    continue_: Annotated[
        bool, typer.Option("--continue", help="The trajectories continue each other: they are one replica.")
    ] = False,
    start: Annotated[int, typer.Option("--start", min=0, help="First frame that is read, from 0.")] = 0,
    stop: Annotated[
        int | None, typer.Option("--stop", min=1, help="Frame before which reading ends.", show_default="all")
    ] = None,
    stride: Annotated[int, typer.Option("--stride", min=1, help="Read every N-th frame.")] = 1,
    stride_pockets: Annotated[
        int,
        typer.Option(
            "--stride-pockets",
            min=0,
            help="Pockets, occupancy and footprint in every N-th of the frames that are read; 0 for never.",
        ),
    ] = 1,
    stride_contacts: Annotated[
        int,
        typer.Option(
            "--stride-contacts",
            min=0,
            help="Exposure of SG, turn of the cargo and typed contacts in every N-th of them; 0 for never.",
        ),
    ] = 10,
    cargo: Annotated[
        str, typer.Option("--cargo", metavar="SELECTION", help="The cargo, in MDAnalysis' words: 'segid B'.")
    ] = "",
    inhibitor: Annotated[
        str, typer.Option("--inhibitor", metavar="SELECTION", help="The inhibitor: 'resname V6A'.")
    ] = "",
    reacting: Annotated[
        str,
        typer.Option("--reacting", metavar="ATOM", help="The inhibitor's atom that reacts with Cys528: C11, V6A:C11."),
    ] = "",
    complex_: Annotated[
        str, typer.Option("--complex", metavar="CHAIN", help="Which copy of XPO1, where there are several.")
    ] = "",
    atoms: Annotated[
        str,
        typer.Option("--atoms", metavar="SELECTION", help="The trajectories have these atoms of the topology only."),
    ] = "",
    dt: Annotated[
        float | None,
        typer.Option("--dt", metavar="PS", help="Time between frames, where the files give none or a wrong one."),
    ] = None,
    references: options.References = None,
    ligand: options.Ligands = None,
    source: Annotated[
        str, typer.Option("--source", metavar="KIND", help="What the system is.", show_default="modelled")
    ] = "",
    jobs: options.Jobs = 1,
    keep_going: Annotated[
        bool,
        typer.Option("--keep-going", help="Exit with 0 though some frames could not be measured; see problems.tsv."),
    ] = False,
) -> None:
    """Measure every frame of a trajectory.

    frames.parquet has a row for each frame: widths, state, RMSD, the warhead's distance and angle, volumes of the
    pockets; frame_occupancy, frame_footprint and frame_contacts have what each occupant does in it. Who is who is
    found in the first frame. The directory also holds the tables of that frame as `nesgroove measure` writes them, so
    that figures, pictures and the atlas show the trajectory as one complex.

    Example: `nesgroove trajectory top.pdb run1.xtc run2.xtc --out results --jobs 4`

    Example: `nesgroove trajectory system.psf part1.dcd part2.dcd --continue --inhibitor 'resname LIG' --out results`
    """
    from nesgroove.measure.groove import Settings
    from nesgroove.series.trajectory.first import Chosen
    from nesgroove.series.trajectory.levels import Strides
    from nesgroove.series.trajectory.run import TRAJECTORY, entry_of, measure_trajectory
    from nesgroove.series.trajectory.sources import kind_of_system
    from nesgroove.series.trajectory.start import Frames
    from nesgroove.survey.provenance import refuse_other_results
    from nesgroove.survey.references import packaged_references, references_from_file

    with request():
        refuse_other_results(out, TRAJECTORY)
        settings = Settings(
            given_ligands(ligand or []),
            packaged_references() if references is None else references_from_file(references),
        )
        entry = entry_of(topology)
        kind = kind_of_system(source, topology, entry)
        chosen = Chosen(entry, kind, complex_, cargo, inhibitor, reacting)
        frames = Frames(start, stop, stride, dt)
    try_directory(out)
    given = trajectories or []
    when_stopped(lambda: f"no frames are written to {out}; give the same command again")
    with Progress("Measuring frames") as progress:
        walked = measure_trajectory(
            topology, [given] if continue_ and given else [[path] for path in given], out, settings, chosen=chosen,
            strides=Strides(stride_pockets, stride_contacts), frames=frames, atoms=atoms,
            jobs=jobs, expect=progress.expect, done=progress.advance,
        )  # fmt: skip
    _summary(walked, out)
    if not walked.flags.measured or (walked.errors and not keep_going):
        raise typer.Exit(FAILED)


def _summary(walked: Walked, out: Path) -> None:
    flags = walked.flags
    total = sum(flags.read.values())
    count = len(walked.replicas)
    tell(f"{flags.measured} of {total} frames of {count} {'replicas' if count > 1 else 'replica'} measured: "
               f"{walked.complex_id}, in {out / 'frames.parquet'}")  # fmt: skip
    for row in walked.rows:
        if row.severity == "error":
            say(f"{row.step}: {row.message}. {row.remedy}")
    if not flags.measured:
        say("nothing was measured: not one frame could be")
