"""Shapes of a description for NGL: texts, cylinders and dashed lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeAlias

import numpy as np

from nesgroove.show.look import contact_colour
from nesgroove.show.scene.model import SceneContact

Drawable: TypeAlias = dict[str, Any]
"""JSON of a shape, a representation, or a group of both."""

DASH_LENGTH: Final = 0.3
"""Length of a dash of a contact's line, A; the gaps are as long."""


def text(at: Iterable[float], size: float, colour: str, words: str) -> Drawable:
    """Write words at a point."""
    return {"kind": "text", "at": _rounded(at), "size": size, "colour": colour, "text": words}


def cylinder(start: Iterable[float], end: Iterable[float], radius: float, colour: str, words: str) -> Drawable:
    """Make a cylinder; its words are what the mouse shows on it."""
    return {"kind": "cylinder", "start": _rounded(start), "end": _rounded(end), "radius": radius, "colour": colour,
            "text": words}  # fmt: skip


def dashes(contact: SceneContact, radius: float) -> Drawable:
    """Make the line of a contact: so many short cylinders, beginning and ending with one."""
    length = float(np.linalg.norm(np.subtract(contact.end, contact.start)))
    line = cylinder(contact.start, contact.end, radius, contact_colour(contact.type), tooltip(contact))
    return {**line, "dashes": max(1, round((length / DASH_LENGTH + 1) / 2))}


def tooltip(contact: SceneContact) -> str:
    """Describe a contact: ``hydrogen bond K579 NZ - F12 O, 2.80 Å``."""
    return contact.label.removesuffix(" A") + " Å"


def _rounded(point: Iterable[float]) -> list[float]:
    return [round(float(value), 3) + 0.0 for value in point]
