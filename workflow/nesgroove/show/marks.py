"""What marks a complex wherever it is shown: the kind of thing it is, and how well it is known.

Figures, pictures, scenes, pages and terminal take a complex's mark from here, so that a model looks like a model
everywhere. How complexes are counted by kind is in :mod:`nesgroove.model.kinds`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nesgroove.compare.kinds import NOT_OBSERVED
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.model.kinds import kinds_counted
from nesgroove.model.report import LIMITS, SeenClass, seen_class
from nesgroove.model.structure import SOURCE_KINDS, SourceKind
from nesgroove.show.confidence import plddt_of, plddt_words
from nesgroove.show.look import SOURCE_GLYPHS

if TYPE_CHECKING:
    from nesgroove.compare.tables import OccupantKey, RunTables

KIND_WORDS: Final[dict[SourceKind, str]] = {
    "experiment": "experiment",
    "predicted": f"predicted, {NOT_OBSERVED}",
    "modelled": f"modelled, {NOT_OBSERVED}",
    "composite": f"composite of several structures, {NOT_OBSERVED}",
    "phantom": f"phantom, built for tests, {NOT_OBSERVED}",
    "unknown": "unknown source",
}
"""What a reader is told of a kind."""

METHODS: Final = (
    ("MICROSCOPY", "cryo-EM"), ("ELECTRON CRYSTALLOGRAPHY", "electron diffraction"), ("X-RAY", "X-ray"),
    ("NEUTRON", "neutron"), ("NMR", "NMR"), ("POWDER", "powder"), ("FIBER", "fibre"), ("SCATTERING", "scattering"),
)  # fmt: skip
"""Words of the archive's dictionary (``_exptl.method``), and how the field says it in short."""


@dataclass(frozen=True)
class Mark:
    """What marks a complex.

    Attributes
    ----------
    kind : str
        One of :data:`nesgroove.model.structure.SOURCE_KINDS`.
    words : str
        The kind in words: ``predicted, not observed``.
    glyph : str
        One sign for it, as :data:`nesgroove.show.look.SOURCE_GLYPHS` has it.
    badge : str
        A few signs that fit into a label: resolution of an experiment (``2.5 \u00c5``, ``cryo-EM 3.2 \u00c5``),
        confidence of a prediction (``pLDDT 57``), else the kind; with the RSCC of an occupant that is poorly seen.
    detail : str
        The same in words: ``X-ray, 2.50 \u00c5, RSCC of the cargo 0.93, well seen``; ``pLDDT of the cargo 57, low``;
        empty where nothing is known.
    """

    kind: SourceKind
    words: str
    glyph: str
    badge: str
    detail: str

    @property
    def observed(self) -> bool:
        """Whether it comes from an experiment."""
        return self.kind == "experiment"

    @property
    def short(self) -> str:
        """Sign and badge, for labels: ``\u25cf 2.5 \u00c5``."""
        return f"{self.glyph} {self.badge}"

    @property
    def sentence(self) -> str:
        """Kind and detail, for tooltips and captions: ``experiment: X-ray, 2.50 \u00c5``."""
        return ": ".join(filter(None, (self.words, self.detail)))


def mark_of(row: ComplexRecord) -> Mark:
    """Make the mark of a complex.

    A resolution counts for what was observed alone: that of a model is the one of the structure it was built on.

    Parameters
    ----------
    row
        The complex.

    Returns
    -------
    Mark
    """
    kind = row.source_kind
    resolved = row.resolution if kind in ("experiment", "unknown") else None
    method = method_word(row.method) if kind in ("experiment", "unknown") else ""
    plddt = plddt_of(row)
    length = f"{resolved:.2f} \u00c5" if resolved is not None else ""
    if kind == "experiment":
        usual = method == "X-ray"  # of most entries, so that the others are named
        in_short = f"{resolved:.1f} \u00c5" if resolved is not None else ""
        badge = " ".join(filter(None, ("" if usual and in_short else method, in_short))) or "experiment"
    else:
        badge = f"pLDDT {int(plddt)}" if plddt is not None else "unknown source" if kind == "unknown" else kind
    lowest = _lowest(row)
    if lowest is not None and seen_sign(lowest):
        badge = f"{badge}, RSCC {in_two(lowest)}"
    detail = ", ".join(filter(None, (method, length, plddt_words(row), seen_words(row))))
    return Mark(kind, KIND_WORDS[kind], SOURCE_GLYPHS[kind], badge, detail)


SEEN_SIGNS: Final[dict[SeenClass, str]] = {
    "well seen": "", "partly seen": "", "poorly seen": "\u2020", "hardly seen": "\u2021",
}  # fmt: skip
"""Daggers behind the name of an occupant that is poorly seen, for labels in which there is no room for a number."""

SIGNS_SAY: Final = (
    f"\u2020 poorly seen, RSCC below {LIMITS['partly seen']:g}",
    f"\u2021 hardly seen, RSCC below {LIMITS['poorly seen']:g}",
)
"""What the daggers mean, for legends."""


def seen_sign(rscc: float | None) -> str:
    """Sign of how well an occupant is seen; none where that is good, or not known."""
    return "" if rscc is None else SEEN_SIGNS[seen_class(rscc)]


def in_two(value: float) -> str:
    """Write a correlation with two digits, cut and not rounded, so that it is of the class that is named."""
    return f"{math.floor(round(value * 100, 6)) / 100:.2f}"


def seen_words(row: ComplexRecord) -> str:
    """Say how well the occupants of a complex are seen: ``RSCC of the inhibitor 0.61, poorly seen``.

    Of an entry of electron microscopy the Q-score, which has no classes; nothing where no report says it.
    """
    said = []
    for name, rscc, q_score in (
        ("inhibitor", row.rscc_inhibitor, row.q_inhibitor), ("cargo", row.rscc_cargo, row.q_cargo),
    ):  # fmt: skip
        if rscc is not None:
            said.append(f"RSCC of the {name} {in_two(rscc)}, {seen_class(rscc)}")
        elif q_score is not None:
            said.append(f"Q-score of the {name} {in_two(q_score)}")
    return ", ".join(said)


def poorly_seen(row: ComplexRecord) -> str:
    """Say which occupants of a complex are poorly seen, for what is written across a scene; nothing where none is."""
    return seen_words(row) if seen_sign(_lowest(row)) else ""


def _lowest(row: ComplexRecord) -> float | None:
    """RSCC of the occupant that is seen worst."""
    return min((value for value in (row.rscc_cargo, row.rscc_inhibitor) if value is not None), default=None)


def marked_label(run: RunTables, key: OccupantKey, label: str = "", *, seen: bool = False) -> str:
    """Write the name of an occupant with its marks: ``\u25d0 selinexor x-C``, ``selinexor 6xjs-C \u2020``.

    Parameters
    ----------
    run, key
        The tables, and the occupant.
    label
        Its name where it is not that of figures.
    seen
        Whether a dagger says that it is poorly seen, in figures that say what daggers mean (:func:`signs_said`).

    Returns
    -------
    str
        With the sign of its kind where the run has complexes of several kinds.
    """
    row = run.by_id.get(key.complex)
    if row is None:  # what sums several up has a name of its own
        return label or key.label
    mixed = len({other.source_kind for other in run.complexes}) > 1
    before = f"{SOURCE_GLYPHS[row.source_kind]} " if mixed else ""
    sign = seen_sign(row.rscc_inhibitor if key.kind == "inhibitor" else row.rscc_cargo) if seen else ""
    return f"{before}{label or key.label}{' ' if sign else ''}{sign}"


def signs_said(run: RunTables) -> str:
    """Say what the daggers mean that :func:`marked_label` puts behind names of a run; nothing where there are none."""
    fits = [value for row in run.complexes for value in (row.rscc_cargo, row.rscc_inhibitor)]
    signs = {seen_sign(value) for value in fits}
    return "; ".join(words for words in SIGNS_SAY if words[0] in signs)


def kinds_line(kinds: Iterable[SourceKind]) -> str:
    """Count what is shown together, with the signs that mark it: ``\u25cf 5 experiments, \u25cb 27 predicted; ...``.

    Returns
    -------
    str
        Nothing where all are experiments, which need no mark.
    """
    every = list(kinds)
    there = [kind for kind in SOURCE_KINDS if kind in every]
    if there in ([], ["experiment"]):
        return ""
    counts = ", ".join(f"{SOURCE_GLYPHS[kind]} {kinds_counted(k for k in every if k == kind)}" for kind in there)
    models = [kind for kind in there if kind not in ("experiment", "unknown")]
    if not models:
        return counts
    which = "" if models == there else " ".join(SOURCE_GLYPHS[kind] for kind in models) + " "
    return f"{counts}{'; ' if which else ', '}{which}{NOT_OBSERVED}"


def method_word(method: str) -> str:
    """Say an experimental method in short: ``X-ray``, ``cryo-EM``, ``NMR``; one that is not known as it is.

    Of several that were used together the names are joined: ``X-ray, neutron``.
    """
    words = [next((short for long, short in METHODS if long in part.upper()), part.strip().lower())
             for part in method.replace(",", ";").split(";")]  # fmt: skip
    return ", ".join(dict.fromkeys(filter(None, words)))
