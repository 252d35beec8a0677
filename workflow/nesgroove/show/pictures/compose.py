"""Traced pictures laid over each other."""

from __future__ import annotations

from typing import Final

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


def over(top: Pixels, bottom: Pixels, opacity: float = 1.0) -> Pixels:
    """Lay a picture over another, which may be transparent in places."""
    alpha = top[..., 3:] * np.float32(opacity)
    covered = alpha + bottom[..., 3:] * (1 - alpha)
    part = np.divide(alpha, covered, out=np.zeros_like(alpha), where=covered > 0)
    pixels = bottom.copy()
    pixels[..., :3] += part * (top[..., :3] - bottom[..., :3])
    pixels[..., 3:] = covered
    return pixels


def outlined(top: Pixels, bottom: Pixels, opacity: float, scale: float) -> Pixels:
    """Lay a picture over another, with a dark line around what is in it.

    Sticks of any colour stand out from a surface of any other.
    """
    from scipy.ndimage import maximum_filter

    size = 1 + 2 * max(1, round(LINE_WIDTH * scale))
    ring = maximum_filter(top[..., 3], size=size) - top[..., 3]
    line = np.zeros_like(top)
    line[..., 3] = ring
    return over(top, over(line, bottom, DARKENED * opacity), opacity)


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

    face = binary_opening(binary_closing(section_of(pixels), iterations=1), iterations=2)
    thick = max(1, round(LINE_WIDTH * scale))
    # Beyond the picture's edge the cut goes on: no line there.
    line = binary_dilation(face, iterations=thick) & ~face
    soft = gaussian_filter(line.astype(np.float32), 0.6)[..., None]
    edged = pixels.copy()
    edged[..., :3] += np.clip(soft * 1.2, 0, 1) * (np.array(rgb(SECTION_EDGE), dtype=np.float32) - edged[..., :3])
    return edged
