"""What ``nesgroove.view`` gives: complexes as a notebook shows them."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from nesgroove.errors import ConfigError
from nesgroove.show.notebook.overlay import overlay
from nesgroove.show.scene.ngl import ngl_scene

if TYPE_CHECKING:
    from nesgroove.show.notebook.widget import ViewBox
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
        self,
        scenes: Sequence[Scene],
        descriptions: Sequence[dict[str, Any]],
        height: int,
        live: bool | None,
        needs: Iterable[object] = (),
    ) -> None:
        self.scenes = list(scenes)
        self.descriptions = list(descriptions)
        self.height = height
        self.live = live
        self._needs = tuple(needs)
        self._box: ViewBox | None = None
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
        """Show groups: ``groove.show("hydrophobic", "partners")``.

        Parameters
        ----------
        *names
            Of the groups; :attr:`groups` has them all.

        Returns
        -------
        GrooveView
            This view.

        Raises
        ------
        ConfigError
            There is no group of that name.
        """
        return self._switch(names, shown=True)

    def hide(self, *names: str) -> GrooveView:
        """Hide groups: ``groove.hide("surface")``.

        Parameters
        ----------
        *names
            Of the groups.

        Returns
        -------
        GrooveView
            This view.

        Raises
        ------
        ConfigError
            There is no group of that name.
        """
        return self._switch(names, shown=False)

    def still(self) -> bytes:
        """Draw the groove and its occupants flat, as PNG.

        Returns
        -------
        bytes
            The same for the same complexes.
        """
        from nesgroove.show.notebook.still import still_png

        if self._still is None:
            self._still = still_png(self.scenes)
        return self._still

    def __repr__(self) -> str:
        return "; ".join(f"{scene.id}: {scene.compound} ({scene.source})" for scene in self.scenes)

    def _made(self) -> ViewBox:
        from nesgroove.show.notebook.widget import ViewBox

        if self._box is None:
            self._box = ViewBox(self.scenes, self.descriptions, self.height)
        return self._box

    def _switch(self, names: Sequence[str], *, shown: bool) -> GrooveView:
        switch_groups(self.descriptions, names, shown=shown)
        if self._box is not None:
            self._box.switch(names, shown=shown)
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
    """Whether a person can turn a widget here: False where a program executes the notebook."""
    return any(os.environ.get(name) for name in FRONT_ENDS)


def view_scenes(
    scenes: Sequence[Scene],
    *,
    show: str | Iterable[str] = (),
    hide: str | Iterable[str] = (),
    height: int = 520,
    live: bool | None = None,
    needs: Iterable[object] = (),
) -> GrooveView:
    """Lay scenes into one view.

    Parameters
    ----------
    scenes
        The complexes; of several, all occupants are laid into the groove of the first.
    show, hide, height, live
        As in :func:`nesgroove.view`.
    needs
        What has to live as long as the view does: the results that the scenes' files belong to.

    Returns
    -------
    GrooveView
        A notebook shows it.

    Raises
    ------
    ConfigError
        There is no such group.
    """
    descriptions = overlay([ngl_scene(scene) for scene in scenes], scenes)
    switch_groups(descriptions, _names(show), shown=True)
    switch_groups(descriptions, _names(hide), shown=False)
    return GrooveView(scenes, descriptions, height, live, needs)


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
