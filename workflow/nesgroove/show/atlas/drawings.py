"""Figures that belong to one complex or one compound, made of the parts of the figures of a run."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Final

from nesgroove.compare.tables import RunTables
from nesgroove.model.target import XPO1
from nesgroove.show.figures import footprints, groove_panel, interactions, ligand2d
from nesgroove.show.figures.style import blank, figure_style
from nesgroove.show.size import WHOLE_PAGE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nesgroove.show.figures.footprints import Taken

LONG_NUMBER: Final = re.compile(r"-?\b\d+\.\d{3,}\b")
"""Numbers of points, of which two decimals are more than is seen."""

LINES: Final = re.compile(r' d="((?:[ML] -?[\d.]+ -?[\d.]+ \n|z\n){4,})"')
"""Outlines that consist of straight lines alone, the longest texts of a figure."""

TAG: Final = re.compile(r"<[^>]*>")

STEP: Final = re.compile(r"([MLz])(?: (-?[\d.]+) (-?[\d.]+))?")

METADATA: Final = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)

WIDTH: Final = 4.4
"""Of a groove map, inches."""

LEFT: Final = 0.42

SHADE: Final = 0.35
"""Of what the occupant covers, from 0 to 1."""

MAP_CAPTION: Final = (
    "The groove of this complex seen from the solvent. Coloured outlines are the pockets P0 to P4, bars helices "
    "H11A and H12A, which make the walls, and, paler, H11B, the floor; the diamond is position 528. Shaded is what the "
    "occupant covers in projection; dots are Cα atoms of the positions that it touches."
)
EMPTY_CAPTION: Final = (
    "The groove of this complex seen from the solvent; nothing is in it. Coloured outlines are the pockets P0 to P4, "
    "bars helices H11A and H12A, which make the walls, and, paler, H11B, the floor; dots are Cα atoms of the lining "
    "positions, the diamond is position 528."
)
REFERENCE_CAPTION: Final = " The dashed line is the outline of the reference cargo."

DIAGRAM_CAPTION: Final = (
    "What is in the groove in two dimensions. An inhibitor: its structure with the residues around it; lines are "
    "contacts by type with the shortest distance, an arc is a residue with hydrophobic contacts alone, the outline has "
    "the colour of the pocket that the atoms lie in and is open, and shaded, where they are open to the solvent. A "
    "cargo: its residues as they lie from P0 to P4, anchors in the colour of their pocket, and below the positions of "
    "XPO1, grouped by pocket, with a mark for each type of contact."
)
LIGAND_CAPTION: Final = (
    "Heavy atoms of the compound as it is bound, without stereo centres. The atom that reacts is on yellow, the bond "
    "to Cys528 is drawn with its length; a dashed ring is the atom that is expected to react and is not bonded. Lines "
    "lead to the positions that it touches or has contacts with, the nearest contact of each position and type."
)


def svg(figure: Figure, *, tight: bool = False) -> bytes:
    """Save a figure as SVG, half as large as matplotlib writes it; the same figure gives the same bytes."""
    out = BytesIO()
    figure.savefig(
        out, format="svg", metadata={"Date": None, "Creator": None},
        bbox_inches="tight" if tight else None, pad_inches=0.08,
    )  # fmt: skip
    text = LINES.sub(_shorter, METADATA.sub("", out.getvalue().decode()))
    # Within tags: words of a figure stay as they are.
    text = TAG.sub(lambda tag: LONG_NUMBER.sub(lambda match: f"{float(match[0]):.2f}", tag[0]), text)
    return re.sub(r"\s*\n\s*", " ", text).encode()


def _shorter(match: re.Match[str]) -> str:
    """Write the same lines by steps of a tenth of a point; what rounding takes from one step is in the next."""
    made, x, y = [], 0, 0
    for letter, right, down in STEP.findall(match[1]):
        if letter == "z":
            made.append("z")
            continue
        new_x, new_y = round(10 * float(right)), round(10 * float(down))
        place = (new_x, new_y) if letter == "M" else (new_x - x, new_y - y)
        made.append(f"{letter if letter == 'M' else 'l'}{place[0] / 10:g} {place[1] / 10:g}")
        x, y = new_x, new_y
    return f' d="{"".join(made)}"'


def reference_outline(run: RunTables) -> Taken | None:
    """Take the outline of the run's reference cargo, which the maps of single complexes show as a dashed line."""
    panels = footprints.panels(run)[:1]
    return panels[0] if panels and panels[0].kind == "cargo" else None


def complex_map(run: RunTables, reference: Taken | None) -> bytes:
    """Draw the groove of one complex with what is in it.

    Parameters
    ----------
    run
        Tables of this complex alone.
    reference
        Outline to draw for comparison.
    """
    with figure_style():
        return svg(_complex_map(run, reference))


def _complex_map(run: RunTables, reference: Taken | None) -> Figure:
    from matplotlib.figure import Figure

    base = footprints.groove(run)
    if base is None:
        return blank("No C-alpha atoms of the groove in the file", WIDTH)
    panels = []
    for key in run.occupants:
        alone = run.with_rows(occupancy=[r for r in run.occupancy if r.occupant == key.occupant])
        # One occupant covers all or nothing, and the darkest shade would hide the pockets' names.
        panels += [
            replace(panel, title=key.label, covered=panel.covered * SHADE) for panel in footprints.panels(alone)[-1:]
        ]
    span_x, span_y = (limits[1] - limits[0] for limits in (footprints.X_LIMITS, footprints.Y_LIMITS))
    tall, head, foot = WIDTH * span_y / span_x, 0.22, 0.34
    count = max(1, len(panels))
    size = (LEFT + WIDTH + 0.05, count * (tall + head) + foot)
    figure = Figure(figsize=size)
    for number in range(count):
        bottom = size[1] - (number + 1) * (tall + head)
        bounds = (LEFT / size[0], bottom / size[1], WIDTH / size[0], tall / size[1])
        axes = figure.add_axes(bounds, gid=f"panel {number}")
        if panels:
            taken = panels[number]
            mine = reference is not None and taken.keys == reference.keys
            groove_panel.draw_panel(axes, base, taken, None if mine else reference, WIDTH)
            axes.set_title("", loc="right")
        else:
            groove_panel.draw_groove(axes, base, WIDTH, dots=True)
            lining: dict[int, bool] = {
                position: position == XPO1.cysteine for position in XPO1.lining if position in base.ca
            }
            groove_panel.label_positions(axes, base, lining, list(lining), 5.5, WIDTH, helices=True)
        axes.set_ylabel("y across (Å)", fontsize=6, labelpad=0)
        axes.tick_params(labelsize=5.5, labelbottom=number == count - 1)
    axes.set_xlabel("x along the groove (Å)", fontsize=6, labelpad=1)
    return figure


def compound_diagram(run: RunTables) -> bytes:
    """Draw a compound in two dimensions, from the best of the complexes in these tables.

    The page of the figure of all compounds is cut down to the panels that are there.
    """
    with figure_style():
        figure = ligand2d.draw(run, WHOLE_PAGE)
        _centre(figure)
        for legend in figure.legends:
            legend.set_ncols(4)
        return svg(figure, tight=True)


def complex_diagram(run: RunTables) -> bytes:
    """Draw what is in the groove of one complex in two dimensions, with the residues around it.

    Parameters
    ----------
    run
        Tables of this complex alone.
    """
    with figure_style():
        return svg(interactions.draw(run, WHOLE_PAGE))


def _centre(figure: Figure) -> None:
    """Move each row of panels to the middle of the page."""
    rows: dict[float, list[int]] = {}
    boxes = [axes.get_position() for axes in figure.axes]
    for number, box in enumerate(boxes):
        rows.setdefault(round(float(box.y1), 4), []).append(number)
    for members in rows.values():
        shift = 0.5 - (min(boxes[n].x0 for n in members) + max(boxes[n].x1 for n in members)) / 2
        for n in members:
            box = boxes[n]
            figure.axes[n].set_position((box.x0 + shift, box.y0, box.width, box.height))
