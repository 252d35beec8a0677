"""One complex of the atlas: its page, its data for the viewer, and its files to download."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from nesgroove.compare.tables import RunTables
from nesgroove.errors import Attempts
from nesgroove.model.problem import ProblemRecord
from nesgroove.model.target import XPO1
from nesgroove.show.atlas import drawings, facts
from nesgroove.show.atlas.downloads import complex_archive, table_texts
from nesgroove.show.atlas.families import Pose, poses
from nesgroove.show.atlas.linked import contact_lines, residue_names
from nesgroove.show.atlas.over_time import write_over_time
from nesgroove.show.atlas.pictures import PictureFile
from nesgroove.show.atlas.render import failed_page, page, write
from nesgroove.show.atlas.sequences import Strand, strands
from nesgroove.show.confidence import plddt_of
from nesgroove.show.figures.footprints import Taken
from nesgroove.show.javascript import script_json
from nesgroove.show.scene.load import load_scene
from nesgroove.show.scene.model import Scene
from nesgroove.show.scene.ngl import ngl_scene
from nesgroove.show.scene.ngl_structure import ngl_structure


@dataclass(frozen=True)
class Links:
    """Names and links that pages share.

    Attributes
    ----------
    complexes, compounds : dict of str to str
        Safe name by complex, by compound.
    pictures : dict of str to list of PictureFile
        By complex.
    neighbours : dict of str to tuple of (str or None)
        The complexes before and after.
    """

    complexes: dict[str, str]
    compounds: dict[str, str]
    pictures: dict[str, list[PictureFile]]
    neighbours: dict[str, tuple[str | None, str | None]]


@dataclass(frozen=True)
class Task:
    """What is needed to write one complex, in a process of its own."""

    tables: Path
    out: Path
    complex: str
    run: RunTables
    problems: list[ProblemRecord]
    provenance: dict[str, Any]
    reference: Taken | None
    links: Links
    work: Path
    over_time: Path | None = None
    whole: bool = True


@dataclass(frozen=True)
class Written:
    """What came of one complex.

    Attributes
    ----------
    complex : str
    poses : list of Pose
        Its export signals.
    strands : list of Strand
        Its sequences.
    remark : str
        Why something is missing; empty where nothing is.
    failed : bool
        Whether its page says only that.
    """

    complex: str
    poses: list[Pose]
    strands: list[Strand]
    remark: str
    failed: bool = False


def attempt_complex(task: Task) -> Written:
    """Write everything about one complex; where that fails, a page that says so, and the others lose nothing."""
    attempts = Attempts("atlas")
    written = attempts.make(task.complex, partial(write_complex, task))
    if written is not None:
        return written
    error = attempts.errors[0]
    return failed_complex(task, f"{error.message}. {error.remedy}")


def failed_complex(task: Task, why: str) -> Written:
    """Write the page of a complex that cannot be shown."""
    failed_page(task.out, f"complex/{task.links.complexes[task.complex]}.html", task.complex, why)
    return Written(task.complex, [], [], why, failed=True)


def write_complex(task: Task) -> Written:
    """Write everything about one complex but its links to pages of export signals' families."""
    row = task.run.by_id[task.complex]
    name = task.links.complexes[task.complex]
    scene = load_scene(task.tables, task.complex, task.run)
    drawing = ngl_scene(scene)
    words = facts.in_words(row, task.run)
    pictures = task.links.pictures.get(task.complex, [])
    write(task.out, f"data/{name}.js", data_script(name, scene, task.run, drawing, words, pictures))
    write(task.out, f"figures/{name}.svg", drawings.complex_map(task.run, task.reference))
    sequences = poses(scene, task.run)
    attempts = Attempts("atlas")
    # Not in an atlas of very many complexes, whose folder has no room for it.
    diagram = task.whole and task.run.occupancy and attempts.make("diagram", partial(_write_diagram, task, name))
    caption = drawings.MAP_CAPTION if task.run.occupancy else drawings.EMPTY_CAPTION
    dashed = task.reference is not None and [key.complex for key in task.reference.keys] != [task.complex]
    files = complex_archive(scene, task.run, task.problems, task.out, name, task.work, whole=task.whole)
    page(task.out, f"complex/{name}.html", "complex.html.j2", {
        "row": row, "name": name, "run": task.run, "words": words, "links": task.links, "pictures": pictures,
        "occupied": facts.occupied(task.run), "bound": scene.compound, "problems": task.problems,
        "caption": caption + (drawings.REFERENCE_CAPTION if dashed and task.run.occupancy else ""),
        "poses": sequences, "files": files, "whole": task.whole,
        "structure_file": scene.path.name.removesuffix(".gz"),
        "tables": list(table_texts(task.run, task.problems)),
        "provenance": task.provenance,
        "diagram": diagram, "diagram_caption": drawings.DIAGRAM_CAPTION,
        "contact_rows": [row for row in task.run.contacts if row.kind != "ran"],
        "over_time": None if task.over_time is None else write_over_time(task.out, name, task.over_time),
        "touched": facts.touched(task.run), "predictor_says": facts.predictor_says(task.run, task.complex),
        "source_file": _source_file(row.sha256, task.provenance),
    })  # fmt: skip
    return Written(task.complex, sequences, strands(scene), "; ".join(error.message for error in attempts.errors))


def _write_diagram(task: Task, name: str) -> bool:
    write(task.out, f"figures/diagram/{name}.svg", drawings.complex_diagram(task.run))
    return True


def data_script(
    name: str, scene: Scene, run: RunTables, drawing: dict[str, Any], words: str, pictures: list[PictureFile]
) -> str:
    """Make the script that holds a complex: its coordinates, how they are drawn, and its numbers for comparison.

    It is a script and not a file of data, because a page that is opened from a disk may load nothing else.
    """
    row = scene.row
    touched = facts.touched(run)
    data = {
        "id": row.complex,
        "name": name,
        "bound": scene.compound,
        "mark": facts.mark_of(row),
        "words": words,
        "facts": {
            "Species": row.species,
            "Position 528": row.site528,
            "State": row.state or None,
            "Groove width (Å)": row.groove_width,
            "Known by": scene.source,
            "pLDDT in the groove": plddt_of(row),
        },
        "occupants": [
            {
                "name": occupant.name,
                "detail": occupant.detail,
                "filled": {p: occupant.pockets[p].filled for p in (*XPO1.pockets, "all") if p in occupant.pockets},
                "occupied": {p: occupant.pockets[p].occupied for p in XPO1.pockets if p in occupant.pockets},
                "buried": {p: occupant.pockets[p].buried for p in (*XPO1.pockets, "all") if p in occupant.pockets},
            }
            for occupant in facts.occupied(run)
        ],
        "volumes": {pocket.pocket: pocket.volume for pocket in run.pockets},
        "touched": touched,
        "residues": {p: scene.residue_at[p].label for p in touched if p in scene.residue_at},
        "pictures": [
            {"path": p.path, "view": p.view, "width": p.width, "height": p.height} for p in pictures
        ],
        "scene": drawing,
        "lines": contact_lines(scene),
        "chains": residue_names(scene),
        "file": base64.b64encode(ngl_structure(scene)).decode("ascii"),
    }  # fmt: skip
    return (
        f"(window.nesgrooveComplexes = window.nesgrooveComplexes || {{}})[{script_json(name)}] = {script_json(data)};\n"
    )


def _source_file(sha256: str, provenance: dict[str, Any]) -> str:
    """Name the file that a complex was read from, by its checksum."""
    return next((name for name, digest in sorted(provenance.get("files", {}).items()) if digest == sha256), "")
