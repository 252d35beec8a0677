"""A small picture of a sequence with the patterns of export signals in it, as SVG.

It is written without a library that draws, so that it is there wherever the command is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Final

from nesgroove.io.files import unique_file_names, write_file
from nesgroove.measure.signal_patterns import PHI, SignalPattern, expected_patterns
from nesgroove.model.plain_text import shown_title
from nesgroove.model.target import XPO1
from nesgroove.series.signal.run import Searched
from nesgroove.show.look import GREY, GRID, INK, LABEL_INK, POCKET_COLOURS, QUIET

ROW: Final = 60
"""Residues in a line, as in UniProt's and GenBank's flat files."""

STEP: Final = 11.0
LINE: Final = 30.0
LANE: Final = 13.0
"""Widths and heights, px: a letter, a line of letters with its numbers, a pattern."""

LEFT: Final = 62.0
TOP: Final = 34.0
KEY: Final = 46.0
"""Room for names of patterns, for the title, and for the key, px."""

LONGEST: Final = 5000
"""Residues of the longest sequence that is drawn: 84 lines."""

FONT: Final = "font-family='DejaVu Sans Mono, Menlo, Consolas, monospace'"


def signal_svg(found: Searched, phi: str = PHI) -> str:
    """Draw a sequence.

    Parameters
    ----------
    found
        A sequence with its patterns and matches.
    phi
        Letters that may be anchors.

    Returns
    -------
    str
        SVG: letters in lines of sixty, those that may be anchors dark; under each line its patterns, their anchors in
        the colours of the pockets, reversed ones dashed, those on which the anchors of a cargo of the run fall with a
        thick line.
    """
    letters = found.given.letters
    seen = {match.pattern for match in found.matches if match.falls_on}
    body, y = [_key(of_run=bool(seen))], TOP + KEY
    anchors = {place for pattern in found.patterns for place in pattern.places}
    for start in range(0, len(letters), ROW):
        stop = min(start + ROW, len(letters))
        body.append(_letters(letters[start:stop], start, y, anchors))
        y += LINE
        here = [p for p in found.patterns if any(start <= place < stop for place in _span(p))]
        for lane in _lanes(here, start):
            body += [_pattern(p, start, stop, y, thick=p in seen) for p in lane]
            y += LANE
        y += LANE / 2
    width = LEFT + (min(ROW, len(letters)) + 2) * STEP
    width = max(width, LEFT + 46 * STEP)
    title = escape(shown_title(found.given.name))
    count = len(found.patterns)
    chance = expected_patterns(len(letters), sum(letter in phi for letter in letters))
    said = f"{title}: {count} pattern{'s' if count != 1 else ''} in {len(letters)} residues, {chance:.1f} by chance"
    head = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width:.0f} {y:.0f}' width='{width:.0f}' "
        f"height='{y:.0f}' role='img' aria-label='{said}'><title>{said}</title>"
        f"<rect width='100%' height='100%' fill='white'/>"
        f"<text x='8' y='20' font-family='sans-serif' font-size='14' fill='{INK}'>{said}</text>"
    )
    return head + "".join(body) + "</svg>\n"


def _span(pattern: SignalPattern) -> range:
    return range(pattern.anchors[0][1], pattern.anchors[-1][1] + 1)


def _lanes(patterns: Iterable[SignalPattern], start: int) -> list[list[SignalPattern]]:
    """Put patterns of a line into as few lanes as hold them side by side, with room for their names."""
    lanes: list[list[SignalPattern]] = []
    for pattern in patterns:
        left = max(_span(pattern)[0], start) - _room(pattern)
        lane = next((lane for lane in lanes if _span(lane[-1])[-1] < left), None)
        if lane is None:
            lanes.append([pattern])
        else:
            lane.append(pattern)
    return lanes


def _room(pattern: SignalPattern) -> int:
    """Letters that the name before a pattern takes."""
    return len(pattern.nes_class) + 1


def _x(place: int, start: int) -> float:
    return LEFT + (place - start + 0.5) * STEP


def _letters(letters: str, start: int, y: float, anchors: Iterable[int]) -> str:
    """A line of residues with a number above every tenth."""
    marked = set(anchors)
    parts = [
        f"<text x='{LEFT - 10:.1f}' y='{y + 18:.1f}' font-size='9' text-anchor='end' fill='{GREY}'>{start + 1}</text>"
    ]
    for i in range(start, start + len(letters)):
        if (i + 1) % 10 == 0:
            parts.append(
                f"<text x='{_x(i, start):.1f}' y='{y + 5:.1f}' font-size='8' text-anchor='middle' "
                f"fill='{GREY}'>{i + 1}</text>"
            )
    for dark, group in groupby(range(start, start + len(letters)), key=lambda i: i in marked):
        places = list(group)
        xs = " ".join(f"{_x(i, start):.1f}" for i in places)
        text = "".join(letters[i - start] for i in places)
        style = f"fill='{LABEL_INK}' font-weight='bold'" if dark else f"fill='{GREY}'"
        parts.append(f"<text x='{xs}' y='{y + 18:.1f}' font-size='12' text-anchor='middle' {style}>{text}</text>")
    return f"<g {FONT}>{''.join(parts)}</g>"


def _pattern(pattern: SignalPattern, start: int, stop: int, y: float, *, thick: bool) -> str:
    """The part of a pattern that lies in a line: a bar, a dot for each anchor, its class before it."""
    first, last = max(_span(pattern)[0], start), min(_span(pattern)[-1], stop - 1)
    dashed = " stroke-dasharray='4 3'" if pattern.direction == "minus" else ""
    middle = y + LANE / 2
    weight = "bold" if thick else "normal"
    parts = [
        f"<line x1='{_x(first, start):.1f}' x2='{_x(last, start):.1f}' y1='{middle:.1f}' y2='{middle:.1f}' "
        f"stroke='{QUIET}' stroke-width='{4 if thick else 1.2}'{dashed}/>",
        f"<text x='{_x(first, start) - 6:.1f}' y='{middle + 3.5:.1f}' font-size='10' text-anchor='end' fill='{INK}' "
        f"font-weight='{weight}' {FONT}>{pattern.nes_class}</text>",
    ]
    for pocket, place in pattern.anchors:
        if start <= place < stop:
            parts.append(
                f"<circle cx='{_x(place, start):.1f}' cy='{middle:.1f}' r='4.2' fill='{POCKET_COLOURS[pocket]}' "
                f"stroke='white' stroke-width='0.8'><title>{pattern.phi(pocket)}, {pocket}</title></circle>"
            )
    return "".join(parts)


def _key(*, of_run: bool) -> str:
    """What colours and lines mean."""
    x, y = LEFT, TOP + 8
    parts = []
    for pocket in XPO1.pockets:
        parts.append(f"<circle cx='{x:.0f}' cy='{y:.0f}' r='4.2' fill='{POCKET_COLOURS[pocket]}'/>"
                     f"<text x='{x + 8:.0f}' y='{y + 4:.0f}'>{pocket}</text>")  # fmt: skip
        x += 38
    for text, style in _LINES[: 3 if of_run else 2]:
        parts.append(f"<line x1='{x:.0f}' x2='{x + 24:.0f}' y1='{y:.0f}' y2='{y:.0f}' stroke='{QUIET}' {style}/>"
                     f"<text x='{x + 29:.0f}' y='{y + 4:.0f}'>{text}</text>")  # fmt: skip
        x += 34 + 6.2 * len(text)
    rule = f"<line x1='{LEFT}' x2='{x:.0f}' y1='{y + 16:.0f}' y2='{y + 16:.0f}' stroke='{GRID}'/>"
    return f"<g font-family='sans-serif' font-size='11' fill='{INK}'>{''.join(parts)}{rule}</g>"


_LINES: Sequence[tuple[str, str]] = (
    ("plus", "stroke-width='1.2'"),
    ("reversed", "stroke-width='1.2' stroke-dasharray='4 3'"),
    ("anchors of a cargo of the run", "stroke-width='4'"),
)


def write_pictures(found: Iterable[Searched], out: Path, phi: str = PHI) -> int:
    """Write a picture of each sequence that is not longer than :data:`LONGEST`.

    Parameters
    ----------
    found
        Sequences.
    out
        A directory; pictures are called ``signal_NAME.svg``.
    phi
        Letters that may be anchors.

    Returns
    -------
    int
        How many there are.
    """
    drawn = [one for one in found if not one.refused and len(one.given.letters) <= LONGEST]
    count = Counter(one.given.name for one in drawn)
    texts = [f"{g.name}_{g.record}" if count[g.name] > 1 else g.name for g in (one.given for one in drawn)]
    names = unique_file_names(texts)
    for left in set(out.glob("signal_*.svg")) - {out / f"signal_{name}.svg" for name in names.values()}:
        left.unlink()  # of sequences that the tables beside it no longer have
    for text, one in zip(texts, drawn, strict=True):
        write_file(out / f"signal_{names[text]}.svg", signal_svg(one, phi))
    return len(drawn)
