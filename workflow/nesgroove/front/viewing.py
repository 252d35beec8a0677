"""``nesgroove.view``: look at measured complexes, or at files, which are measured first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nesgroove.errors import ConfigError, NesgrooveError
from nesgroove.front.measuring import measure
from nesgroove.front.results import Results, read_results
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.model.problem import ProblemRecord
from nesgroove.show.notebook.view import GrooveView, view_scenes
from nesgroove.show.scene.load import load_scene

if TYPE_CHECKING:
    from nesgroove.show.scene.model import Scene

STEP: Final = "view"


# Long because its text describes every option.
def view(
    complexes: str | Path | Sequence[str | Path],
    tables: str | Path | Results | None = None,
    *,
    complex: str | None = None,
    show: str | Iterable[str] = (),
    hide: str | Iterable[str] = (),
    ligands: Mapping[str, str] | None = None,
    references: str | Path | None = None,
    height: int = 520,
    live: bool | None = None,
) -> GrooveView:
    """Look at complexes in the groove frame, from the solvent.

    Parameters
    ----------
    complexes
        Id of a complex in the tables (``"3gjx-D"``), or a structure file, which is measured first (``"pose.cif"``).
        Of several, all occupants are laid into the groove of the first.
    tables
        Results, or a directory of tables that ``nesgroove measure`` or the workflow wrote.
    complex
        Of a file that holds several complexes, the one that is meant; the first where none is named.
    show, hide
        Names of groups to show or hide from the start: ``xpo1``, ``surface``, ``pockets``, ``cys528``,
        ``occupant``, ``anchors``, ``contacts``, ``hydrophobic``, ``partners``.
    ligands
        Chemistry of components that the dictionary lacks, for files: SMILES or the path of an SDF file by id.
    references
        References made by ``nesgroove reference``, for files.
    height
        Of the view, pixels.
    live
        Whether it is shown as a widget, or as a picture only. Without an answer it is a widget where a person has
        the notebook open, and a picture where a program executes it, such as nbconvert.

    Returns
    -------
    GrooveView
        A notebook shows it.

    Raises
    ------
    NesgrooveError
        There is no such complex, file or group, or the file cannot be measured.

    Examples
    --------
    >>> import nesgroove
    >>> nesgroove.view(nesgroove.phantom_path("phantom_v6a"))
    phantom_v6a-C: selinexor (phantom, not observed)
    >>> nesgroove.view("3gjx-D", "results/tables")  # doctest: +SKIP
    >>> nesgroove.view(["my_pose.cif", "3gjx-D"], "results/tables", hide="surface")  # doctest: +SKIP
    """
    wanted = [complexes] if isinstance(complexes, str | Path) else list(complexes)
    if not wanted:
        raise ConfigError("nothing is named that could be shown", step=STEP, remedy="Name a complex or a file")
    scenes: list[Scene] = []
    measured: list[Results] = []
    if tables is not None:
        # Results of another version are refused here, as wherever they are read.
        measured.append(tables if isinstance(tables, Results) else read_results(tables))
    for source in wanted:
        if tables is not None and not Path(source).is_file():
            scenes.append(load_scene(measured[0]._directory, str(source)))
        else:
            measured.append(_measured(Path(source), ligands, references))
            scenes.append(_scene(measured[-1], Path(source), complex))
    return view_scenes(scenes, show=show, hide=hide, height=height, live=live, needs=measured)


def _measured(path: Path, ligands: Mapping[str, str] | None, references: str | Path | None) -> Results:
    if not path.is_file():
        raise ConfigError(
            "there is no such file",
            file=path,
            step=STEP,
            remedy='Name a structure file; or a complex and its tables, as in view("3gjx-D", "results/tables")',
        )
    return measure(path, ligands=ligands, references=references)


def _scene(results: Results, path: Path, complex_id: str | None) -> Scene:
    """Make the scene of one complex of a file."""
    known = [row.complex for row in results._rows(ComplexRecord)]
    if not known:
        # What could not be read or measured is graver than what was read and holds no XPO1.
        order = {"error": 0, "warning": 1, "note": 2}
        error = min(results._rows(ProblemRecord), key=lambda row: (order[row.severity], row.step != "identify"))
        raise NesgrooveError(error.message, file=path, step=error.step, remedy=error.remedy)
    if complex_id is not None and complex_id not in known:
        raise ConfigError(
            f"there is no complex {complex_id} in it", file=path, step=STEP, remedy=f"It has: {', '.join(known)}"
        )
    return load_scene(results._directory, complex_id or known[0])
