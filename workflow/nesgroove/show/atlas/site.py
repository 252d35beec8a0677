"""The whole atlas: every page, from the tables of a run."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from nesgroove.compare.chosen import Chosen
from nesgroove.compare.registry import comparison_records
from nesgroove.compare.tables import RunTables
from nesgroove.errors import Attempts, NesgrooveError
from nesgroove.io.files import unique_file_names
from nesgroove.measure.registry import records
from nesgroove.model.kinds import KIND_NOUNS
from nesgroove.model.structure import SOURCE_KINDS
from nesgroove.show.atlas import drawings, facts, families
from nesgroove.show.atlas.complexes import Links, Task, Written, attempt_complex, failed_complex
from nesgroove.show.atlas.downloads import ARCHIVED, family_archive, whole_tables
from nesgroove.show.atlas.family_pages import write_families
from nesgroove.show.atlas.inputs import Inputs, read_inputs
from nesgroove.show.atlas.kept import Unfinished, checksum_of
from nesgroove.show.atlas.ngl import ngl_licences
from nesgroove.show.atlas.over_time import trajectories_of
from nesgroove.show.atlas.overview import copy_figures, write_overview
from nesgroove.show.atlas.pictures import copy_pictures
from nesgroove.show.atlas.render import failed_page, page, static_files, write
from nesgroove.show.atlas.sequences import write_sequences
from nesgroove.show.look import SOURCE_GLYPHS
from nesgroove.survey.parts import resumable
from nesgroove.survey.processes import in_order
from nesgroove.survey.provenance import CONTENTS


def write_atlas(
    tables: Path,
    out: Path,
    *,
    pictures: Sequence[Path] = (),
    figures: Path | None = None,
    ensemble: Path | None = None,
    trajectories: Sequence[Path] = (),
    jobs: int = 1,
    parts: Path | None = None,
    begin: Callable[[int], None] = lambda _: None,
    step: Callable[[str], None] = lambda _: None,
    chosen: Chosen | None = None,
) -> list[str | NesgrooveError]:
    """Write the atlas of a run; it appears in its place when it is whole.

    Parameters
    ----------
    tables
        Directory of tables, with the superposed files in it.
    out
        Where it goes; what an earlier atlas left there is removed when this one is whole.
    pictures, figures, ensemble
        Directories of `nesgroove picture`, `figure` and `ensemble`; without them there are no pictures, the ruler
        is drawn, and competition is computed.
    trajectories
        Directories of `nesgroove trajectory`, whose complexes are among the tables: their pages have figures over time.
        The directory of tables is one by itself where it has frames.
    jobs
        Processes. The result does not depend on it.
    parts
        Where it is made; in ``out`` without it. One that was stopped goes on there, if nothing that it is made from
        has changed; one that is whole is moved and leaves nothing.
    begin, step
        Called with the number of complexes, and with the id of each that is done.
    chosen
        Which complexes of the run it shows; all without it.

    Returns
    -------
    list of str or NesgrooveError
        Remarks: what could not be shown, and why; errors where a page or a figure could not be made.

    Raises
    ------
    ConfigError
        A directory has not what it should have, nothing is left by the choice, or nglview is not installed.
    """
    inputs = read_inputs(tables, ensemble, chosen)
    over_time = trajectories_of([tables, *trajectories])
    with resumable(out, parts, several=True) as kept:
        assert kept is not None, "an atlas always has parts"
        sources = [tables, figures, ensemble, *pictures, *trajectories]
        made_from = checksum_of(sources, [figures is None, ensemble is None, inputs.run.chosen])
        unfinished = Unfinished(kept.directory, made_from)
        remarks = _write_site(tables, unfinished, inputs, pictures, figures, over_time, jobs, begin, step)
        unfinished.publish(out)
        kept.remove_all()
    return remarks


def _write_site(
    tables: Path,
    unfinished: Unfinished,
    inputs: Inputs,
    pictures: Sequence[Path],
    figures: Path | None,
    over_time: Mapping[str, Path],
    jobs: int,
    begin: Callable[[int], None],
    step: Callable[[str], None],
) -> list[str | NesgrooveError]:
    """Write all pages; what an earlier run finished of them is taken over."""
    out = unfinished.site
    _write_assets(out, inputs.viewer)
    run = inputs.run
    bound = facts.occupied(run)
    compounds = families.compounds(bound)
    links = _links(run, compounds, pictures, out)
    parts = run.split()
    begin(len(parts))
    written: dict[str, Written] = {}
    for id_ in parts:
        if (before := unfinished.done(id_)) is not None:
            written[id_] = before
            step(id_)
    every = _tasks(tables, unfinished, inputs, parts, links, over_time)
    tasks = [task for task in every if task.complex not in written]
    with closing(_run(tasks, jobs)) as results:
        for result in results:
            written[result.complex] = result
            if not result.failed:
                unfinished.finish(result)
            step(result.complex)
    attempts = Attempts("atlas")
    there = {id_: part for id_, part in parts.items() if not written[id_].failed}
    family = attempts.make("family", lambda: family_archive(tables, there, out, unfinished.work)) or []
    signals = families.cargoes([pose for id_ in parts for pose in written[id_].poses])
    shared = _shared(inputs, links, bound, compounds, signals, copy_figures(figures, out))
    write_families(out, shared, parts, inputs.competitors, attempts)
    write_sequences(
        out, [strand for id_ in parts for strand in written[id_].strands], links.complexes,
        {(p.complex, p.chain): shared["cargo_names"][s.signal] for s in signals for p in s.poses},
    )  # fmt: skip
    tables_there = whole_tables(out, inputs, unfinished.work)
    write_overview(out, shared, run, pictures, attempts)
    _write_about(out, {**shared, "family": family, "whole": tables_there}, inputs, attempts)
    return [*(_remark(written[id_]) for id_ in parts if written[id_].remark), *attempts.errors]


def _remark(written: Written) -> str | NesgrooveError:
    if written.failed:
        return NesgrooveError(written.remark, file=written.complex, step="atlas")
    return f"{written.complex}: {written.remark}"


def _shared(
    inputs: Inputs,
    links: Links,
    bound: list[facts.Occupied],
    compounds: list[families.Compound],
    signals: list[families.Cargo],
    gallery: list[tuple[str, str]],
) -> dict[str, Any]:
    """Collect what all pages may show."""
    kinds = [row.source_kind for row in inputs.run.complexes]
    return {
        "archived": len(kinds) <= ARCHIVED,
        "competes": inputs.competitors.count > 0,
        "counts": [
            (SOURCE_GLYPHS[kind], kind, count, KIND_NOUNS[kind][count != 1])
            for kind in SOURCE_KINDS if (count := kinds.count(kind))
        ],
        "kinds": {kind: kinds.count(kind) for kind in SOURCE_KINDS},
        "run": inputs.run, "links": links, "compounds": compounds, "cargoes": signals, "bound": bound,
        "provenance": inputs.provenance, "cargo_names": unique_file_names(signal.signal for signal in signals),
        "gallery": gallery,
    }  # fmt: skip


def _write_assets(out: Path, viewer: str) -> None:
    """Write what all pages share."""
    from nesgroove.show.scene.ngl import draw_js

    for path, content in static_files().items():
        write(out, path, content)
    write(out, "assets/ngl.js", viewer)
    write(out, "assets/ngl.LICENSE.txt", ngl_licences())
    write(out, "assets/draw.js", draw_js())


def _tasks(
    tables: Path,
    unfinished: Unfinished,
    inputs: Inputs,
    parts: dict[str, RunTables],
    links: Links,
    over_time: Mapping[str, Path],
) -> list[Task]:
    reference = drawings.reference_outline(inputs.run)
    return [
        Task(
            tables, unfinished.site, id_, part, inputs.problems_of(id_), inputs.provenance, reference, links,
            unfinished.work, over_time.get(id_), len(parts) <= ARCHIVED,
        )
        for id_, part in parts.items()
    ]  # fmt: skip


def _write_about(out: Path, shared: dict[str, Any], inputs: Inputs, attempts: Attempts) -> None:
    """Write the pages that are about the run and the program."""
    options = {name: value for name, value in inputs.provenance["options"].items() if name != CONTENTS}
    values: dict[str, dict[str, Any]] = {
        "compare.html": {},
        "downloads.html": {},
        "about.html": {
            "methods": _paragraphs(inputs.methods), "problems": inputs.problems,
            "options": json.dumps(options, indent=2, sort_keys=True),
        },
        "columns.html": {"records": records(), "ensemble_records": comparison_records()},
    }  # fmt: skip
    for name, own in values.items():
        before = len(attempts.errors)
        attempts.make(name, partial(page, out, name, f"{name}.j2", {**shared, **own}))
        if len(attempts.errors) > before:
            failed_page(out, name, name, attempts.errors[-1].message)


def _links(run: RunTables, compounds: list[families.Compound], pictures: Sequence[Path], out: Path) -> Links:
    names = unique_file_names(run.by_id)
    order: list[str | None] = [None, *run.by_id, None]
    return Links(
        names,
        unique_file_names(compound.name for compound in compounds),
        copy_pictures(pictures, out, names),
        {id_: (order[n], order[n + 2]) for n, id_ in enumerate(run.by_id)},
    )


def _run(tasks: list[Task], jobs: int) -> Generator[Written]:
    yield from in_order(attempt_complex, tasks, jobs if len(tasks) > 1 else 1, _ended)


def _ended(task: Task) -> Written:
    return failed_complex(task, "the process that made it was ended, most likely for want of memory. Use fewer --jobs")


def _paragraphs(markdown: str) -> list[list[str]]:
    """Part a text by paragraphs, and each by its backticks: every second piece is code."""
    blocks = [block for block in markdown.split("\n\n") if block.strip() and not block.startswith("#")]
    return [" ".join(block.split()).split("`") for block in blocks]
