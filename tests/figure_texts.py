"""Figures as tests look at them: their artists by id, their words, and what is wrong with their texts."""

from __future__ import annotations

import itertools

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text


def by_gid(figure: Figure, gid: str, kind: type) -> list:
    return [artist for artist in figure.findobj(kind) if (artist.get_gid() or "").startswith(gid)]


def shown_texts(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


def words(figure: Figure) -> list[str]:
    return [text.get_text() for text in shown_texts(figure)]


def text_faults(figure: Figure, smallest: float, shared: tuple[float, float]) -> list[str]:
    """Texts that are cut by the figure's edge, that lie on another, or that are too small to read.

    Parameters
    ----------
    figure
        Drawn.
    smallest
        Points that a letter must have.
    shared
        Pixels, across and up, that two texts may have in common.
    """
    renderer = FigureCanvasAgg(figure).get_renderer()
    texts = shown_texts(figure)
    boxes = [(text.get_text(), Text.get_window_extent(text, renderer)) for text in texts]
    width, height = figure.bbox.width, figure.bbox.height
    found = [f"small: {text.get_text()}" for text in texts if text.get_fontsize() < smallest]
    for label, box in boxes:
        # Glyphs are placed on whole pixels: half of one is no cut.
        if box.x0 < -0.5 or box.y0 < -0.5 or box.x1 > width + 0.5 or box.y1 > height + 0.5:
            found.append(f"cut: {label}")
    across, up = shared
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        if min(a.x1, b.x1) - max(a.x0, b.x0) > across and min(a.y1, b.y1) - max(a.y0, b.y0) > up:
            found.append(f"overlap: {one} / {other}")
    return found
