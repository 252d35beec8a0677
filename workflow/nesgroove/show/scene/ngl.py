"""How NGL draws a scene: one description, from which the atlas and the Jupyter widget both draw.

The description is plain JSON. ``draw.js`` beside this module draws it, given NGL, a stage and the loaded structure;
nothing that decides what is seen is said anywhere else.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Final

from nesgroove.model.target import Point
from nesgroove.show.look import WHITE
from nesgroove.show.scene.model import Scene
from nesgroove.show.scene.ngl_groups import (
    anchors_group,
    contacts_group,
    hydrophobic_group,
    occupants_group,
    partners_group,
    pockets_group,
    site_group,
    surface_group,
    xpo1_group,
)

CENTRE: Final = (3.0, -0.5, 0.0)
"""What the camera looks at."""

DISTANCE: Final = 46.0
"""From there to the camera, A: the groove, 45 A long with its helices, fills a view that is wider than high."""

STAGE: Final = {
    "backgroundColor": WHITE,
    "cameraType": "perspective",
    "clipNear": 0,
    "clipFar": 100,
    "clipDist": 5,
    "fogNear": 52,
    "fogFar": 90,
    "tooltip": True,
}
"""Parameters of NGL's stage: fog takes what lies far behind the groove out of sight."""


def draw_js() -> str:
    """JavaScript of the function that draws a description.

    Returns
    -------
    str
        ``nesgrooveDraw(NGL, stage, component, scene)``, which returns an object with the switchable parts by name
        of their group: ``groups.surface.setVisibility(false)``.
    """
    return (files("nesgroove.show.scene") / "draw.js").read_text(encoding="utf-8")


def ngl_scene(scene: Scene) -> dict[str, Any]:
    """Describe how NGL draws a complex.

    Parameters
    ----------
    scene
        The complex.

    Returns
    -------
    dict
        JSON-able: ``id``; ``title`` and ``source``, for a caption; ``stage``, parameters of the stage; ``groups``,
        what can be switched, in the order of a menu, each with ``name``, ``label``, ``shown``,
        ``representations`` of the structure and ``shapes``; ``orientation``, the matrix of NGL's camera for the
        view from the solvent: x right, y up.

        A representation has ``type`` and ``params``, and where it has ``colours``, a list of colour and selection,
        those are to be made a selection scheme and given as ``params.color``. A shape is a ``cylinder``, a
        ``sphere`` or a ``text``; one with an ``opacity`` is translucent.
    """
    groups = [
        xpo1_group(scene), surface_group(scene), pockets_group(), site_group(scene), occupants_group(scene),
        anchors_group(scene), contacts_group(scene), hydrophobic_group(scene), partners_group(scene),
    ]  # fmt: skip
    return {
        "id": scene.id,
        "title": f"{scene.id}: {scene.compound}",
        "source": scene.source,
        "stage": dict(STAGE),
        "groups": [group for group in groups if group["representations"] or group["shapes"]],
        "orientation": orientation(),
    }


def orientation(centre: Point = CENTRE, distance: float = DISTANCE) -> list[float]:
    """Matrix of NGL's camera for the view from the solvent.

    Parameters
    ----------
    centre
        What is in the middle, A in the groove frame.
    distance
        From there to the camera, A.

    Returns
    -------
    list of float
        16 numbers, column by column.
    """
    # NGL's camera stands at -z and looks along +z; half a turn about y brings the solvent, +z, before it.
    x, y, z = centre
    return [-distance, 0.0, 0.0, 0.0, 0.0, distance, 0.0, 0.0, 0.0, 0.0, -distance, 0.0, -x, -y, -z, 1.0]
