"""Poses one after the other, whatever wrote them."""

from __future__ import annotations

import glob
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from nesgroove.errors import ReadError
from nesgroove.io.entry_names import unpacked_name
from nesgroove.io.formats import BINARY, CIF_BEGIN, HEAD, PDBQT_RECORD, ROW, TEXTS, decoded
from nesgroove.io.opened import limits, opened
from nesgroove.io.poses import mol2, pdbqt, sdf, structure_poses
from nesgroove.io.poses.build import Built, built_of_bonds, built_of_parts
from nesgroove.io.poses.chemistry import Perceived, Templates
from nesgroove.io.poses.molecule import UnreadableError
from nesgroove.io.poses.pose import Pose, PoseProblem
from nesgroove.io.poses.scores import scores_of
from nesgroove.model.plain_text import natural

ENDINGS: Final = frozenset({
    "sdf", "sd", "mol", "mdl", "mol2", "ml2", "sy2", "pdbqt", "dlg", "pdb", "ent", "cif", "mmcif",
})  # fmt: skip
"""Endings of the files that are read in a directory."""

Raw = tuple[str, dict[str, str], Callable[[Any], Built]]
"""Title, properties and what makes the molecule, given a template."""


def read_poses(path: str | Path, *, template: str | Mapping[str, str] | None = None) -> Iterator[Pose | PoseProblem]:
    """Read poses.

    Parameters
    ----------
    path
        A file, packed or not; a directory; or a pattern such as ``out/rank*.sdf``. Files of a directory are read in
        the order of the numbers in their names.
    template
        Bond orders: SMILES, or the path of an SDF file, for all poses or by their titles (those of a file without
        titles: the file's name). An SDF file with several records is for the poses that have their titles.

    Yields
    ------
    Pose or PoseProblem
        In the order of the file; a record that cannot be read takes no other with it, nor does a file of several.

    Raises
    ------
    ReadError
        There is no such file, or it is no file of poses.
    ChemistryError
        The template is no molecule.
    """
    templates = Templates(template)
    files = pose_files(path)
    for file in files:
        try:
            yield from _of_file(file, templates)
        except ReadError as error:
            if len(files) == 1:
                raise
            yield PoseProblem(0, error.message, error.remedy, file)


def pose_files(path: str | Path) -> list[Path]:
    """List the files that a path means.

    Parameters
    ----------
    path
        A file, a directory or a pattern.

    Returns
    -------
    list of Path
        In the order of the numbers in their names (``rank2`` before ``rank10``).

    Raises
    ------
    ReadError
        There is none.
    """
    path = Path(path)
    if path.is_dir():
        files = [file for file in path.iterdir() if file.is_file() and _ending(file) in ENDINGS and file.name[0] != "."]
        if not files:
            endings = ", ".join(sorted(ENDINGS))
            raise ReadError("no file in it is one of poses", file=path, remedy=f"Read are the endings {endings}")
    elif not path.exists() and glob.has_magic(str(path)):
        files = [Path(name) for name in glob.glob(str(path), recursive=True) if Path(name).is_file()]  # noqa: PTH207
        if not files:
            raise ReadError("no file is of this pattern", file=path, remedy="Check the path")
    else:
        return [path]
    return sorted(files, key=lambda file: natural(str(file)))


def _ending(path: Path) -> str:
    return unpacked_name(path).rpartition(".")[2].lower()


def _of_file(path: Path, templates: Templates) -> Iterator[Pose | PoseProblem]:
    content = opened(path, limits())
    for offset, magic, name, _ in BINARY:
        if content.data.startswith(magic, offset):
            raise ReadError(f"this is {name}, not a file of poses", file=path, remedy="Name an SDF, PDBQT or PDB file")
    text = decoded(content.data, path)
    if not text.strip():
        raise ReadError("the file is empty", file=path, remedy="Write the poses again")
    stem = unpacked_name(path).rpartition(".")[0] or path.name
    count = 0
    for count, raw in enumerate(_records(text, path), start=1):
        yield _pose(raw, count, path, stem, templates)
    if not count:
        raise ReadError("there are no poses in it", file=path, remedy="Write the poses again")


def _pose(raw: Raw | tuple[str, UnreadableError], number: int, path: Path, stem: str, templates: Templates) -> Any:  # noqa: ANN401
    """A pose, or why there is none."""
    title = raw[0]

    def problem(message: str, remedy: str) -> PoseProblem:
        return PoseProblem(number, message, remedy, path, title)

    if len(raw) == 2:
        return problem(raw[1].message, raw[1].remedy)
    try:
        built = raw[2](templates.of(title or stem))
    except UnreadableError as error:
        return problem(error.message, error.remedy)
    properties = raw[1]
    return Pose(
        name=title or f"{stem}_{number}",
        record=number,
        path=path,
        molecule=built.molecule,
        chemistry=built.chemistry,
        scores=scores_of(properties, path),
        properties=MappingProxyType(properties),
        moved=tuple(built.moved),
        attached=built.attached,
        remarks=tuple(problem(*remark) for remark in built.remarks),
    )


def _records(text: str, path: Path) -> Iterator[Any]:
    """Records of a file, by its content; where that says nothing, by its ending."""
    ending = _ending(path)
    if pdbqt.is_dlg(text) or PDBQT_RECORD.search(text) or ending == "pdbqt":
        yield from _of_pdbqt(text)
    elif mol2.SECTION in text and ending not in ("sdf", "mol"):
        yield from _of_mol2(text)
    elif sdf.COUNTS.search(text) or ending in ("sdf", "sd", "mol", "mdl"):
        yield from _of_sdf(text)
    elif CIF_BEGIN.match(text):
        for title, found in structure_poses.cif_parts(text):
            yield (title, found) if isinstance(found, UnreadableError) else (title, {}, _maker([found], Perceived()))
    elif ROW.search(text):
        yield from _of_pdb(text)
    else:
        raise _no_poses(text, path)


def _no_poses(text: str, path: Path) -> ReadError:
    """Say what a text is that holds no poses, as far as that is known."""
    what = next((name for pattern, name, _ in TEXTS if re.match(pattern, text[:HEAD], re.IGNORECASE)), "")
    message = f"this is {what}, not a file of poses" if what else "it is no file of poses"
    return ReadError(
        message, file=path, remedy="Read are SDF, PDBQT, DLG, MOL2, PDB and mmCIF: export the poses as SDF"
    )


def _maker(parts: list[Any], perceived: Perceived) -> Callable[[Any], Built]:
    return lambda template: built_of_parts(parts, perceived, template)


def _of_sdf(text: str) -> Iterator[Any]:
    for record in sdf.sdf_records(text):
        yield record.title, record.properties, _sdf_maker(record)


def _sdf_maker(record: sdf.SdfRecord) -> Callable[[Any], Built]:
    def make(template: Any) -> Built:  # noqa: ANN401 (an RDKit molecule)
        molecule, moved = sdf.without_side_chains(sdf.sdf_molecule(record), record.properties.get("meeko", ""))
        built = built_of_bonds(molecule, template)
        built.moved = moved
        return built

    return make


def _of_mol2(text: str) -> Iterator[Any]:
    for record in mol2.mol2_records(text):
        yield record.title, record.properties, _mol2_maker(record)


def _mol2_maker(record: mol2.Mol2Record) -> Callable[[Any], Built]:
    return lambda template: built_of_bonds(mol2.mol2_molecule(record), template)


def _of_pdbqt(text: str) -> Iterator[Any]:
    perceived = Perceived()
    ligand = pdbqt.LIGAND_FILE.search(text) if pdbqt.is_dlg(text) else None
    for model in pdbqt.models(text):
        title = model.title or (ligand[1] if ligand else "")
        if not model.ended:
            yield title, UnreadableError(sdf.CUT, sdf.AGAIN)
        elif model.problem:
            yield title, UnreadableError(model.problem, "Write the pose again")
        else:
            yield title, model.properties, _maker(model.parts, perceived)


def _of_pdb(text: str) -> Iterator[Any]:
    perceived = Perceived()
    for model in structure_poses.pdb_models(text):
        if not model.ended:
            yield model.title, UnreadableError(sdf.CUT, sdf.AGAIN)
            continue
        try:
            part = structure_poses.pdb_part(model)
        except UnreadableError as error:
            yield model.title, error
        else:
            yield model.title, model.properties, _maker([part], perceived)
