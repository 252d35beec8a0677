"""Several complexes in one view: the groove of the first, and the occupants of all."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from nesgroove.show.look import EMPTY_COLOUR, KIND_COLOURS, SERIES_OVER_POCKETS

if TYPE_CHECKING:
    from nesgroove.show.scene.model import Scene

OF_ALL: Final = frozenset({"occupant"})
"""Groups that are shown of each complex; the others of the first only, unless they are asked for."""

ONCE: Final = frozenset({"pockets"})
"""Groups that are the same for all."""


def accent(scenes: Sequence[Scene], number: int) -> str:
    """Colour of a complex: that of its occupant."""
    if len(scenes) > 1:
        return SERIES_OVER_POCKETS[number % len(SERIES_OVER_POCKETS)]
    occupants = scenes[0].occupants
    return KIND_COLOURS[occupants[0].kind] if occupants else EMPTY_COLOUR


def overlay(descriptions: Sequence[dict[str, Any]], scenes: Sequence[Scene]) -> list[dict[str, Any]]:
    """Fit descriptions of several complexes together.

    Parameters
    ----------
    descriptions
        Of each complex by itself (:func:`nesgroove.show.scene.ngl.ngl_scene`).
    scenes
        The complexes.

    Returns
    -------
    list of dict
        New descriptions; of a single complex, the same as given.
    """
    copies = deepcopy(list(descriptions))
    if len(copies) == 1:
        return copies
    for number, description in enumerate(copies):
        if number:
            description["groups"] = [group for group in description["groups"] if group["name"] not in ONCE]
        for group in description["groups"]:
            if group["name"] == "occupant":
                group["label"] = "Occupants"
                _recolour(group, accent(scenes, number))
            group["shown"] = group["shown"] and (not number or group["name"] in OF_ALL)
    return copies


def _recolour(group: dict[str, Any], colour: str) -> None:
    for representation in group["representations"]:
        params = representation["params"]
        params["colorValue" if params.get("colorScheme") == "element" else "color"] = colour
