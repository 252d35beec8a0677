"""The widget: nglview, a caption above it and switches below it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from html import escape
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from nesgroove.errors import ConfigError
from nesgroove.show.javascript import script_json
from nesgroove.show.look import GREY, MARK_COLOUR
from nesgroove.show.notebook.overlay import accent
from nesgroove.show.scene.ngl import draw_js
from nesgroove.show.scene.ngl_structure import ngl_text

if TYPE_CHECKING:
    from nesgroove.show.scene.model import Scene

EXTENSION: Final = "labextensions/nglview-js-widgets/package.json"

DRAW: Final = """\
(() => {
%(function)s
  const stage = this.stage;
  const structures = stage.compList.filter((one) => one.type === "structure");
  const scenes = %(scenes)s;
  stage.setParameters(scenes[0].stage);
  stage.nesgroove = scenes.map((scene, i) => nesgrooveDraw(NGL, stage, structures[i], scene));
  stage.viewerControls.orient(scenes[0].orientation);
})()"""

SWITCH: Final = """\
for (const groups of this.stage.nesgroove || []) if (groups[%(name)s]) groups[%(name)s].setVisibility(%(shown)s);"""


class ViewBox:
    """The widget with its surroundings.

    Parameters
    ----------
    scenes
        The complexes.
    descriptions
        How NGL draws each.
    height
        Of the view, pixels.

    Attributes
    ----------
    inner : nglview.NGLWidget
    box : ipywidgets.VBox
        Caption, view and switches.

    Raises
    ------
    ConfigError
        nglview is not installed.
    """

    def __init__(self, scenes: Sequence[Scene], descriptions: Sequence[dict[str, Any]], height: int) -> None:
        ipywidgets, nglview, version = _libraries()
        self.inner = nglview.NGLWidget(**version)
        for scene in scenes:
            # As mmCIF: component ids of more than three letters do not survive the PDB format.
            self.inner.add_component(nglview.TextStructure(ngl_text(scene), ext="cif"), default_representation=False)
        self.inner._execute_js_code(DRAW % {"function": draw_js(), "scenes": script_json(list(descriptions))})
        self.inner.layout.width = "100%"
        self.inner.layout.height = f"{height}px"
        self._buttons = self._make_buttons(ipywidgets, descriptions)
        row = ipywidgets.HBox(list(self._buttons.values()), layout=ipywidgets.Layout(flex_flow="row wrap"))
        self.box = ipywidgets.VBox([ipywidgets.HTML(caption(scenes)), self.inner, row])

    def switch(self, names: Iterable[str], *, shown: bool) -> None:
        """Show or hide groups."""
        for name in names:
            self._buttons[name].value = shown  # its change reaches the view

    def _make_buttons(self, ipywidgets: Any, descriptions: Sequence[dict[str, Any]]) -> dict[str, Any]:  # noqa: ANN401
        labels: dict[str, str] = {}
        shown: dict[str, bool] = {}
        for description in descriptions:
            for group in description["groups"]:
                labels.setdefault(group["name"], group["label"])
                shown[group["name"]] = shown.get(group["name"], False) or group["shown"]
        buttons = {}
        for name, label in labels.items():
            button = ipywidgets.ToggleButton(
                value=shown[name], description=label, layout=ipywidgets.Layout(width="auto")
            )
            button.observe(partial(self._changed, name), "value")
            buttons[name] = button
        return buttons

    def _changed(self, name: str, change: dict[str, Any]) -> None:
        self.inner._execute_js_code(SWITCH % {"name": json.dumps(name), "shown": json.dumps(change["new"])})


def _libraries() -> tuple[ModuleType, ModuleType, dict[str, str]]:
    """Import what widgets are made of, and return the version of nglview's front end that is installed.

    nglview 4.0 and 4.0.1 ask JupyterLab for another version of their front end than they bring along, and nothing is
    shown (https://github.com/nglviewer/nglview/issues/1172). So what is installed is asked for; where the two agree,
    that changes nothing.
    """
    version = _front_end_version()
    name = "nglview._frontend"
    if version and "nglview" not in sys.modules and find_spec("nglview") is not None:
        # nglview makes one widget while it is imported, too early for us to set it up.
        module = ModuleType(name)
        module.__dict__["__frontend_version__"] = version
        sys.modules[name] = module
    try:
        import ipywidgets
        import nglview
    except ImportError as error:
        sys.modules.pop(name, None)
        raise ConfigError(
            "The 3-D view needs nglview, which is not installed",
            step="view",
            remedy='Install it: pip install "nesgroove[notebook]"',
        ) from error
    versions = {"_model_module_version": version, "_view_module_version": version} if version else {}
    return ipywidgets, nglview, versions


def _front_end_version() -> str:
    """Version of the JupyterLab extension that nglview installed; empty where that is not known."""
    try:
        files = distribution("nglview").files or []
    except PackageNotFoundError:
        return ""
    for file in files:
        if str(file).endswith(EXTENSION):
            try:
                return str(json.loads(file.read_text(encoding="utf-8"))["version"])
            except (OSError, ValueError, KeyError):
                return ""
    return ""


def caption(scenes: Sequence[Scene]) -> str:
    """Say what is shown, in HTML: each complex, in the colour of its occupant."""
    lines = []
    for number, scene in enumerate(scenes):
        source = f'<span style="color:{GREY if scene.observed else MARK_COLOUR}">{escape(scene.source)}</span>'
        lines.append(
            f'<span style="display:inline-block;width:0.8em;height:0.8em;border-radius:50%;'
            f'background:{accent(scenes, number)}"></span> '
            f"<b>{escape(scene.id)}</b>: {escape(scene.compound)}; {source}"
        )
    return "<br>".join(lines)
