"""Traced pictures laid over each other."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nesgroove.show.colours import rgb
from nesgroove.show.look import SECTION_COLOUR, SECTION_EDGE

Pixels = npt.NDArray[np.float32]
"""Shape (height, width, 4), red, green, blue and how opaque, 0 to 1."""

DARKENED: Final = 0.6
"""How much an outline darkens what it lies on."""

LINE_WIDTH: Final = 0.08
"""Width of outlines, A."""

BLURRED: Final = 4
"""How many pixels beside a line its softened edge may reach."""


def over(top: Pixels, bottom: Pixels, opacity: float = 1.0) -> Pixels:
    """Lay a picture over another, which may be transparent in places."""
    pixels = bottom.copy()
    _lay(top, pixels, opacity)
    return pixels


def outlined(top: Pixels, bottom: Pixels, opacity: float, scale: float) -> Pixels:
    """Lay a picture over another, with a dark line around what is in it.

    Sticks of any colour stand out from a surface of any other.
    """
    from scipy.ndimage import maximum_filter1d

    pixels = bottom.copy()
    thick = max(1, round(LINE_WIDTH * scale))
    within = _drawn_in(top[..., 3], thick)
    alpha = top[within][..., 3]
    ring = alpha
    for axis in (0, 1):
        ring = maximum_filter1d(ring, size=1 + 2 * thick, axis=axis)
    line = np.zeros_like(top[within])
    line[..., 3] = ring - alpha
    _lay(line, pixels[within], DARKENED * opacity)
    _lay(top[within], pixels[within], opacity)
    return pixels


def _drawn_in(alpha: npt.NDArray[Any], margin: int = 0) -> tuple[slice, slice]:
    """Find the rows and columns in which anything is drawn, and so many more on each side."""
    drawn = alpha > 0
    lines = [np.flatnonzero(drawn.any(axis=axis)) for axis in (1, 0)]
    rows, columns = (slice(max(0, at[0] - margin), at[-1] + 1 + margin) if len(at) else slice(0) for at in lines)
    return rows, columns


def _lay(top: Pixels, pixels: Pixels, opacity: float) -> None:
    """Lay a picture over another in place, where anything of it is drawn."""
    within = _drawn_in(top[..., 3])
    top, bottom = top[within], pixels[within]
    alpha = top[..., 3:] * np.float32(opacity)
    covered = alpha + bottom[..., 3:] * (1 - alpha)
    part = np.divide(alpha, covered, out=np.zeros_like(alpha), where=covered > 0)
    bottom[..., :3] += part * (top[..., :3] - bottom[..., :3])
    bottom[..., 3:] = covered


def section_of(pixels: Pixels) -> npt.NDArray[np.bool_]:
    """Find where the face of a cut is seen."""
    target = np.array(rgb(SECTION_COLOUR), dtype=np.float32)
    colour = pixels[..., :3]
    brightness = colour.sum(axis=2, keepdims=True) / target.sum()
    off = np.abs(colour - brightness * target).max(axis=2)
    return np.asarray((off < 0.012) & (np.abs(brightness[..., 0] - 0.97) < 0.05))


def outlined_section(pixels: Pixels, scale: float) -> Pixels:
    """Draw a line around the face of a cut."""
    from scipy.ndimage import binary_closing, binary_dilation, binary_opening, gaussian_filter

    raw = section_of(pixels)
    thick = max(1, round(LINE_WIDTH * scale))
    within = _drawn_in(raw, thick + BLURRED)
    face = binary_opening(binary_closing(raw[within], iterations=1), iterations=2)
    # Beyond the picture's edge the cut goes on: no line there.
    line = binary_dilation(face, iterations=thick) & ~face
    soft = gaussian_filter(line.astype(np.float32), 0.6)[..., None]
    edged = pixels.copy()
    part = edged[within]
    part[..., :3] += np.clip(soft * 1.2, 0, 1) * (np.array(rgb(SECTION_EDGE), dtype=np.float32) - part[..., :3])
    return edged
