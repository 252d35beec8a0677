"""Every figure at the widths of one and of two columns: letters, edges, axes, ticks, and colours with one meaning."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from nesgroove.compare.tables import RunTables
from nesgroove.show.figures.registry import figures
from nesgroove.show.figures.style import figure_style
from nesgroove.show.look import POCKET_COLOURS
from nesgroove.show.size import FigureSize

LEAST = 6.0
"""Points."""

RAW = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
"""A name of a column."""

CHOSEN = ("phantom_v6a-C", "phantom_lmb-C", "phantom_cargo_1c-C", "phantom_cargo_1a_minus-C", "phantom_closed-C")


@pytest.fixture(scope="module")
def run(phantom_tables) -> RunTables:
    return RunTables.read(phantom_tables).only(CHOSEN)


@pytest.fixture(
    scope="module", params=[pytest.param("85mm", marks=pytest.mark.slow), pytest.param("180mm", marks=pytest.mark.full)]
)
def every(request, run) -> dict[str, list[Figure]]:
    """All figures with their pages, drawn."""
    size = FigureSize.read(request.param)
    made = {}
    with figure_style():
        for name, kind in figures().items():
            made[name] = [kind.draw(run, size), *(page.figure for page in kind.pages(run, size))]
            for figure in made[name]:
                FigureCanvasAgg(figure).draw()
    return made


def shown(figure: Figure) -> list[Text]:
    """All texts that are seen: those of ticks outside of their axis are none."""
    hidden = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if not axes.axison or not low - 1e-9 <= tick.get_loc() <= high + 1e-9:
                    hidden |= {tick.label1, tick.label2}
            if not axes.axison:
                hidden.add(axis.label)
    return [
        text for text in figure.findobj(Text) if text not in hidden and text.get_visible() and text.get_text().strip()
    ]


def box(figure: Figure, text: Text):
    return text.get_window_extent(figure.canvas.get_renderer())


def small(figure: Figure) -> list[str]:
    return [text.get_text() for text in shown(figure) if text.get_fontsize() < LEAST]


def outside(figure: Figure) -> list[str]:
    wide, tall = figure.get_size_inches() * figure.dpi
    boxes = [(text.get_text(), box(figure, text)) for text in shown(figure) if text.get_gid() != "notes"]
    return [words for words, b in boxes if b.x0 < -1 or b.y0 < -1 or b.x1 > wide + 1 or b.y1 > tall + 1]


def raw_names(figure: Figure) -> list[str]:
    labels = [label for axes in figure.axes for label in (axes.get_xlabel(), axes.get_ylabel())]
    return [label for label in labels if RAW.search(label)]


def ticks_on_each_other(figure: Figure) -> list[tuple[str, str]]:
    found = []
    seen = set(shown(figure))
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            labels = [label for label in axis.get_ticklabels() if label in seen]
            boxes = [(label.get_text(), box(figure, label)) for label in labels]
            found += [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if shared(one, other)]
    return found


def shared(one, other) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    along = min(one.y1, other.y1) - max(one.y0, other.y0)
    return across > 1.0 and along > 1.0


def with_two_meanings(figure: Figure) -> list[tuple[str, str, str]]:
    """Colours of the legends that stand for two things, or for one thing and a pocket that is in the figure."""
    meanings: dict[str, set[str]] = {}
    for legend in figure.findobj(lambda artist: type(artist).__name__ == "Legend"):
        for handle, words in zip(legend.legend_handles, legend.get_texts(), strict=True):
            if isinstance(handle, Line2D):
                colours = [handle.get_markerfacecolor() if handle.get_linestyle() == "None" else handle.get_color()]
            else:
                colours = [handle.get_facecolor()]
            for colour in colours:
                red, green, blue, opaque = to_rgba(colour)
                if opaque > 0.3 and max(red, green, blue) - min(red, green, blue) > 0.12:
                    meanings.setdefault(to_hex((red, green, blue)), set()).add(words.get_text())
    words = {text.get_text() for text in shown(figure)}
    for pocket, colour in POCKET_COLOURS.items():
        if pocket in words:
            others = {name for name in meanings.get(colour.lower(), set()) if pocket not in name}
            meanings[colour.lower()] = {pocket, *others}
    return [(colour, *sorted(names)) for colour, names in meanings.items() if len(names) > 1]


@pytest.mark.parametrize("fault", [small, outside, raw_names, ticks_on_each_other, with_two_meanings])
def test_no_figure_has_it_at_either_width(every, fault):
    found = {f"{name} {n}": bad for name, made in every.items() for n, one in enumerate(made) if (bad := fault(one))}
    assert not found


def test_a_figure_with_all_faults_is_seen():
    figure = Figure(figsize=(1.0, 1.0))
    axes = figure.add_axes((0.2, 0.2, 0.6, 0.6))
    axes.set_xlabel("groove_width (Å)", fontsize=4)
    axes.set_xticks([0.0, 0.05, 1.0], ["10.00", "10.05", "11.00"])
    figure.text(0.9, 0.5, "beyond the edge")
    figure.text(0.1, 0.9, "P0")
    axes.plot([0, 1], [0, 1], color=POCKET_COLOURS["P0"], label="hydrogen bond")
    axes.legend()
    FigureCanvasAgg(figure).draw()
    assert small(figure) == ["groove_width (Å)"]
    assert "beyond the edge" in outside(figure)
    assert raw_names(figure) == ["groove_width (Å)"]
    assert ticks_on_each_other(figure) == [("10.00", "10.05")]
    assert with_two_meanings(figure) == [(POCKET_COLOURS["P0"].lower(), "P0", "hydrogen bond")]
