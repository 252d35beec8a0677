"""Look at measured complexes: ``nesgroove.view("3gjx-D", "results/tables")``."""

from __future__ import annotations

import os
import shutil
import weakref
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, Final

from nesgroove.errors import ConfigError, NesgrooveError
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.show.notebook.overlay import overlay
from nesgroove.show.scene.ngl import ngl_scene

if TYPE_CHECKING:
    from nesgroove.measure.reference import References
    from nesgroove.show.notebook.widget import Panel
    from nesgroove.show.scene.model import Scene

STEP: Final = "view"

REMEDY: Final = 'Install it: pip install "nesgroove[notebook]"'


FRONT_ENDS: Final = ("JPY_SESSION_NAME", "VSCODE_PID", "COLAB_RELEASE_TAG")
"""Environment variables of kernels behind which somebody sits: started by a Jupyter server, VS Code, Colab. Kernels
that nbconvert, nbclient or papermill start have none of them."""


class GrooveView:
    """A view of one complex, or of several in one frame; a notebook shows it.

    Attributes
    ----------
    scenes : list of Scene
        What is shown.
    descriptions : list of dict
        How NGL draws them (:func:`nesgroove.show.scene.ngl.ngl_scene`).
    """

    def __init__(
        self, scenes: Sequence[Scene], descriptions: Sequence[dict[str, Any]], height: int, live: bool | None
    ) -> None:
        self.scenes = list(scenes)
        self.descriptions = list(descriptions)
        self.height = height
        self.live = live
        self._panel: Panel | None = None
        self._still: bytes | None = None

    @property
    def widget(self) -> Any:  # noqa: ANN401
        """The ``nglview.NGLWidget``, with all that nglview can do with it.

        Raises
        ------
        ConfigError
            nglview is not installed.
        """
        return self._made().inner

    @property
    def groups(self) -> dict[str, bool]:
        """Names of what can be shown or hidden, and whether it is shown."""
        shown: dict[str, bool] = {}
        for description in self.descriptions:
            for group in description["groups"]:
                shown[group["name"]] = shown.get(group["name"], False) or group["shown"]
        return shown

    def show(self, *names: str) -> GrooveView:
        """Show groups: ``groove.show("hydrophobic", "partners")``."""
        return self._switch(names, shown=True)

    def hide(self, *names: str) -> GrooveView:
        """Hide groups: ``groove.hide("surface")``."""
        return self._switch(names, shown=False)

    def still(self) -> bytes:
        """Draw the groove and its occupants flat, as PNG."""
        from nesgroove.show.notebook.still import still_png

        if self._still is None:
            self._still = still_png(self.scenes)
        return self._still

    def __repr__(self) -> str:
        return "; ".join(f"{scene.id}: {scene.compound} ({scene.source})" for scene in self.scenes)

    def _made(self) -> Panel:
        from nesgroove.show.notebook.widget import Panel

        if self._panel is None:
            self._panel = Panel(self.scenes, self.descriptions, self.height)
        return self._panel

    def _switch(self, names: Sequence[str], *, shown: bool) -> GrooveView:
        switch_groups(self.descriptions, names, shown=shown)
        if self._panel is not None:
            self._panel.switch(names, shown=shown)
        return self

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Show the widget, and a picture for whoever opens the saved notebook where no kernel is behind it."""
        bundle: dict[str, Any] = {}
        missing = ""
        if self.live or (self.live is None and has_front_end()):
            try:
                bundle.update(self._made().box._repr_mimebundle_())
            except ConfigError as error:
                missing = f"\n{error.message}. {error.remedy}"
        try:
            bundle["image/png"] = b64encode(self.still()).decode("ascii")
        except ImportError:
            missing += f"\nThe picture needs matplotlib, which is not installed. {REMEDY}"
        bundle["text/plain"] = repr(self) + missing
        return bundle


def has_front_end() -> bool:
    """Tell whether somebody is there who can turn a widget, or the notebook is executed by a program."""
    return any(os.environ.get(name) for name in FRONT_ENDS)


def view(
    complexes: str | Path | Sequence[str | Path],
    tables: str | Path | None = None,
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
        Directory of tables that ``nesgroove measure`` or the workflow wrote.
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
    >>> nesgroove.view("3gjx-D", "results/tables")  # doctest: +SKIP
    >>> nesgroove.view("my_pose.cif", hide="surface")  # doctest: +SKIP
    >>> nesgroove.view(["my_pose.cif", "3gjx-D"], "results/tables")  # doctest: +SKIP
    """
    wanted = [complexes] if isinstance(complexes, str | Path) else list(complexes)
    if not wanted:
        raise ConfigError("nothing is named that could be shown", step=STEP, remedy="Name a complex or a file")
    directory = Path(tables) if tables is not None else None
    files = _Files(complex, ligands or {}, Path(references) if references is not None else None)
    try:
        scenes = [
            _from_tables(str(one), directory) if directory is not None and not Path(one).is_file()
            else files.measure(Path(one))
            for one in wanted
        ]  # fmt: skip
        descriptions = overlay([ngl_scene(scene) for scene in scenes], scenes)
        switch_groups(descriptions, _names(show), shown=True)
        switch_groups(descriptions, _names(hide), shown=False)
        made = GrooveView(scenes, descriptions, height, live)
    except BaseException:
        files.remove()
        raise
    weakref.finalize(made, files.remove)
    return made


def switch_groups(descriptions: Iterable[dict[str, Any]], names: Iterable[str], *, shown: bool) -> None:
    """Show or hide groups in descriptions.

    Raises
    ------
    ConfigError
        There is no group of that name.
    """
    groups = [group for description in descriptions for group in description["groups"]]
    for name in names:
        meant = [group for group in groups if group["name"] == name]
        if not meant:
            known = ", ".join(dict.fromkeys(group["name"] for group in groups))
            raise ConfigError(f"there is no group {name} in this view", step=STEP, remedy=f"Choose of: {known}")
        for group in meant:
            group["shown"] = shown


def _names(given: str | Iterable[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def _from_tables(complex_id: str, tables: Path) -> Scene:
    from nesgroove.show.scene.load import load_scene

    return load_scene(tables, complex_id)


class _Files:
    """Measures files, as the command would, into directories that last as long as the view does."""

    def __init__(self, complex_id: str | None, ligands: Mapping[str, str], references: Path | None) -> None:
        self.complex_id, self.ligands, self.references = complex_id, dict(ligands), references
        self.places: list[str] = []

    def remove(self) -> None:
        """Remove what was written."""
        for place in self.places:
            shutil.rmtree(place, ignore_errors=True)

    def measure(self, path: Path) -> Scene:
        """Measure a file and make the scene of one complex in it."""
        from nesgroove.measure.groove import Settings
        from nesgroove.show.scene.load import load_scene
        from nesgroove.survey.run import measure_files, write_results
        from nesgroove.survey.superposed import FOLDER

        if not path.is_file():
            raise ConfigError(
                "there is no such file",
                file=path,
                step=STEP,
                remedy='Name a structure file; or a complex and its tables, as in view("3gjx-D", "results/tables")',
            )
        self.places.append(mkdtemp(prefix="nesgroove-"))
        out = Path(self.places[-1])
        measured = measure_files([path], Settings(self.ligands, self._references(path)), superposed=out / FOLDER)
        found = [row.complex for row in measured[0].rows if isinstance(row, ComplexRecord)]
        for problem in measured[0].errors:
            if not found:
                raise NesgrooveError(problem.message, file=path, step=problem.step, remedy=problem.remedy)
        complex_id = self.complex_id or found[0]
        if complex_id not in found:
            raise ConfigError(
                f"there is no complex {complex_id} in it", file=path, step=STEP, remedy=f"It has: {', '.join(found)}"
            )
        write_results(out, measured, {})
        return load_scene(out, complex_id)

    def _references(self, path: Path) -> References:
        from nesgroove.measure.reference import References
        from nesgroove.survey.references import ReferenceNames
        from nesgroove.survey.run import references_from

        if self.references is None:
            return references_from([path], ReferenceNames())[0]
        try:
            return References.from_json(self.references.read_text(encoding="utf-8"), file=self.references)
        except OSError as error:
            message = error.strerror or str(error)
            raise ConfigError(message, file=self.references, step=STEP, remedy="Check the path") from error
