"""The whole atlas: every page, from the tables of a run."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from nesgroove.compare.competition import competition
from nesgroove.compare.data import RunTables
from nesgroove.compare.records import ENSEMBLE_RECORDS, CompetitionRecord
from nesgroove.errors import ConfigError
from nesgroove.io.files import unique_file_names
from nesgroove.io.tables import read_table
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.registry import records
from nesgroove.model.problem import ProblemRecord
from nesgroove.show.atlas import drawings, facts, families
from nesgroove.show.atlas.complexes import Links, Task, Written, write_complex
from nesgroove.show.atlas.downloads import family_archive
from nesgroove.show.atlas.ngl import REMEDY, ngl_licences, ngl_script
from nesgroove.show.atlas.pictures import copy_pictures, copy_superpositions
from nesgroove.show.atlas.render import page, static_files, write
from nesgroove.show.methods import methods_paragraph
from nesgroove.show.scene.model import evidence_of
from nesgroove.survey.superposed import FOLDER, superposed_name

LISTING: Final = "files.txt"
"""Lists the files of an atlas, so that the next one in the same place removes those that it does not write."""

NEEDED: Final = {"jinja2": "templates", "matplotlib": "figures", "PIL": "small pictures"}
"""Libraries that only the atlas and the figures need, and for what."""

Step = Callable[[str], None]


def write_atlas(
    tables: Path,
    out: Path,
    *,
    pictures: Sequence[Path] = (),
    figures: Path | None = None,
    ensemble: Path | None = None,
    jobs: int = 1,
    begin: Callable[[int], None] | None = None,
    step: Step | None = None,
) -> list[str]:
    """Write the atlas of a run.

    Parameters
    ----------
    tables
        Directory of tables, with the superposed files in it.
    out
        Where it goes; what an earlier atlas left there is removed.
    pictures, figures, ensemble
        Directories of `nesgroove picture`, `figure` and `ensemble`; without them there are no pictures, the ruler
        is drawn, and competition is computed.
    jobs
        Processes. The result does not depend on it.
    begin, step
        Called with the number of complexes, and with the id of each that is done.

    Returns
    -------
    list of str
        Remarks: what could not be shown, and why.

    Raises
    ------
    ConfigError
        A directory has not what it should have, or nglview is not installed.
    """
    _check_installed()
    run = RunTables.read(tables)
    problems = read_table(ProblemRecord, tables / "problems.tsv")
    provenance = _provenance(tables)
    _check_superposed(tables, run)
    competitors = _competitors(run, ensemble)
    script = ngl_script()
    methods = methods_paragraph(tables)
    foreign = _clear(out)
    for path, content in static_files().items():
        write(out, path, content)
    write(out, "assets/ngl.js", script)
    write(out, "assets/ngl.LICENSE.txt", ngl_licences())
    from nesgroove.show.scene.ngl import draw_js

    write(out, "assets/draw.js", draw_js())

    bound = facts.occupied(run)
    found = families.compounds(bound)
    links = _links(run, found, pictures, out)
    parts = run.split()
    entries: dict[str, list[ProblemRecord]] = defaultdict(list)
    for row in problems:
        entries[row.entry].append(row)
    reference = drawings.reference_outline(run)
    if begin is not None:
        begin(len(parts))
    with TemporaryDirectory(prefix="nesgroove-atlas-") as work:
        tasks = [
            Task(tables, out, id_, part, _of(run.by_id[id_], entries), provenance, reference, links, Path(work))
            for id_, part in parts.items()
        ]
        written: list[Written] = []
        for one in _run(tasks, jobs):
            written.append(one)
            if step is not None:
                step(one.complex)
        family = family_archive(tables, parts, out, Path(work))
    signals = families.cargoes([pose for one in written for pose in one.poses])
    kinds = [evidence_of(row) for row in run.complexes]
    shared: dict[str, Any] = {
        "kinds": {kind: kinds.count(kind) for kind in ("experiment", "model", "phantom")},
        "run": run, "links": links, "compounds": found, "cargoes": signals, "bound": bound, "provenance": provenance,
        "cargo_names": _cargo_names(signals), "gallery": _gallery(figures, out),
    }  # fmt: skip
    _write_families(out, shared, parts, competitors)
    _write_overview(out, shared, run, figures, pictures)
    page(out, "compare.html", "compare.html.j2", shared)
    page(out, "about.html", "about.html.j2", {
        **shared, "methods": _paragraphs(methods), "problems": problems, "family": family,
        "options": json.dumps(provenance["options"], indent=2, sort_keys=True),
    })  # fmt: skip
    page(out, "columns.html", "columns.html.j2", {**shared, "records": records(), "ensemble_records": ENSEMBLE_RECORDS})
    _list(out, foreign)
    return [f"{one.complex}: {one.remark}" for one in written if one.remark]


def _check_installed() -> None:
    missing = [f"{name} ({use})" for name, use in NEEDED.items() if find_spec(name) is None]
    if missing:
        raise ConfigError(f"the atlas needs {', '.join(missing)}", step="atlas", remedy=REMEDY)


def _provenance(tables: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((tables / "provenance.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            "there is no provenance.json", file=tables, step="atlas", remedy="Measure again with this version"
        ) from error
    return found


def _check_superposed(tables: Path, run: RunTables) -> None:
    """Find out before anything is written."""
    missing = [row.complex for row in run.complexes if not (tables / FOLDER / superposed_name(row.complex)).is_file()]
    if missing:
        raise ConfigError(
            f"{len(missing)} of {len(run.complexes)} complexes have no superposed structure, {missing[0]} for example",
            file=tables / FOLDER,
            step="atlas",
            remedy="Measure again with this version of nesgroove, without --no-superposed",
        )


def _competitors(run: RunTables, ensemble: Path | None) -> list[CompetitionRecord]:
    if ensemble is None:
        return competition(run)
    path = ensemble / "competition.tsv"
    if not path.is_file():
        raise ConfigError(
            "there is no competition.tsv", file=ensemble, step="atlas",
            remedy="Name the directory that `nesgroove ensemble` wrote, or leave --ensemble out",
        )  # fmt: skip
    return [row for row in read_table(CompetitionRecord, path) if row.complex in run.by_id]


def _links(run: RunTables, found: list[families.Compound], pictures: Sequence[Path], out: Path) -> Links:
    names = unique_file_names(run.by_id)
    order: list[str | None] = [None, *run.by_id, None]
    return Links(
        names,
        unique_file_names(one.name for one in found),
        copy_pictures(pictures, out, names),
        {id_: (order[n], order[n + 2]) for n, id_ in enumerate(run.by_id)},
    )


def _of(row: ComplexRecord, problems: dict[str, list[ProblemRecord]]) -> list[ProblemRecord]:
    """Problems of a complex, and those of its whole entry."""
    return [one for one in problems.get(row.entry, ()) if one.complex in ("", row.complex)]


def _run(tasks: list[Task], jobs: int) -> Iterable[Written]:
    with ExitStack() as stack:
        if jobs > 1 and len(tasks) > 1:
            yield from stack.enter_context(ProcessPoolExecutor(jobs)).map(write_complex, tasks)
        else:
            yield from map(write_complex, tasks)


def _cargo_names(signals: list[families.Cargo]) -> dict[str, str]:
    return unique_file_names(one.signal for one in signals)


def _gallery(figures: Path | None, out: Path) -> list[tuple[str, str]]:
    """Copy the figures of the run that are there; name and caption of each."""
    if figures is None:
        return []
    from nesgroove.show.figures.registry import figures as known

    found = []
    for kind in known().values():
        source = figures / f"{kind.name}.svg"
        if source.is_file():
            write(out, f"figures/run/{kind.name}.svg", source.read_bytes())
            found.append((kind.name, kind.caption))
    return found


def _write_families(
    out: Path, shared: dict[str, Any], parts: dict[str, RunTables], competitors: list[CompetitionRecord]
) -> None:
    run: RunTables = shared["run"]
    links: Links = shared["links"]
    for compound in shared["compounds"]:
        name = links.compounds[compound.name]
        ids = {one.key.complex for one in compound.members}
        occupants = {(one.key.complex, one.key.occupant) for one in compound.members}
        if compound.members:
            write(out, f"figures/compound/{name}.svg", drawings.compound_diagram(_only(run, ids, occupants)))
        rows = [row for row in competitors if (row.complex, row.occupant) in occupants]
        touched: dict[int, list[str]] = defaultdict(list)
        for id_ in sorted(ids):
            for position in facts.contact_types(parts[id_]):
                touched[position].append(id_)
        page(out, f"compound/{name}.html", "compound.html.j2", {
            **shared, "compound": compound, "name": name, "competition": families.strongest(rows),
            "touched": sorted(touched.items()), "ids": sorted(ids), "caption": drawings.LIGAND_CAPTION,
        })  # fmt: skip
    for cargo in shared["cargoes"]:
        places = {(pose.complex, pose.chain) for pose in cargo.poses}
        rows = [row for row in competitors if (row.cargo_complex, row.cargo) in places]
        page(out, f"cargo/{shared['cargo_names'][cargo.signal]}.html", "cargo.html.j2", {
            **shared, "cargo": cargo, "competition": families.strongest(rows),
            "places": {(one.key.complex, one.key.occupant): one for one in shared["bound"]},
        })  # fmt: skip


def _only(run: RunTables, ids: set[str], occupants: set[tuple[str, str]]) -> RunTables:
    """Tables that hold these occupants and no others."""
    return replace(
        run,
        complexes=[row for row in run.complexes if row.complex in ids],
        occupancy=[row for row in run.occupancy if (row.complex, row.occupant) in occupants],
        contacts=[row for row in run.contacts if (row.complex, row.occupant) in occupants],
        covalent=[row for row in run.covalent if (row.complex, row.occupant) in occupants],
        occupant_atoms=[row for row in run.occupant_atoms if (row.complex, row.occupant) in occupants],
    )


def _write_overview(
    out: Path, shared: dict[str, Any], run: RunTables, figures: Path | None, pictures: Sequence[Path]
) -> None:
    from nesgroove.show.figures.registry import draw
    from nesgroove.show.figures.registry import figures as known

    if not any(name == "ruler" for name, _ in shared["gallery"]):
        draw("ruler", run, [out / "figures" / "run" / "ruler.svg"])
    if shared["gallery"]:
        page(out, "figures.html", "figures.html.j2", shared)
    rows_of: dict[str, list[facts.Occupied]] = defaultdict(list)
    for one in shared["bound"]:
        rows_of[one.key.complex].append(one)
    page(out, "index.html", "index.html.j2", {
        **shared, "rows_of": rows_of, "caption": known()["ruler"].caption,
        "absent": families.absent(shared["bound"]), "superpositions": copy_superpositions(pictures, out),
    })  # fmt: skip


def _paragraphs(markdown: str) -> list[list[str]]:
    """Part a text by paragraphs, and each by its backticks: every second piece is code."""
    blocks = [block for block in markdown.split("\n\n") if block.strip() and not block.startswith("#")]
    return [" ".join(block.split()).split("`") for block in blocks]


def _clear(out: Path) -> set[Path]:
    """Remove the files of an earlier atlas and nothing else; return those that are left."""
    listing = out / LISTING
    root = out.resolve()
    lines = listing.read_text(encoding="utf-8").splitlines() if listing.is_file() else []
    for line in lines:
        path = (out / line).resolve()
        if path.is_relative_to(root) and path.is_file():
            path.unlink()
            for folder in path.parents:
                if folder == root or any(folder.iterdir()):
                    break
                folder.rmdir()
    return {path for path in out.rglob("*") if path.is_file()}


def _list(out: Path, foreign: set[Path]) -> None:
    """Write down which files are the atlas."""
    mine = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file() and path not in foreign)
    write(out, LISTING, "".join(f"{path}\n" for path in mine if path != LISTING))
