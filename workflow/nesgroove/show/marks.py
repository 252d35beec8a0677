"""What marks a complex wherever it is shown: the kind of thing it is, and how well it is known.

Figures, pictures, scenes, pages and terminal take a complex's mark from here, so that a model looks like a model
everywhere. How complexes are counted by kind is in :mod:`nesgroove.compare.kinds`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nesgroove.compare.kinds import NOT_OBSERVED
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.model.structure import SourceKind
from nesgroove.show.confidence import plddt_of, plddt_words
from nesgroove.show.look import SOURCE_GLYPHS

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
        confidence of a prediction (``pLDDT 57``), else the kind.
    detail : str
        The same in words: ``X-ray, 2.50 \u00c5``; ``pLDDT of the cargo 57, low``; empty where nothing is known.
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
    detail = ", ".join(filter(None, (method, length, plddt_words(row))))
    return Mark(kind, KIND_WORDS[kind], SOURCE_GLYPHS[kind], badge, detail)


def method_word(method: str) -> str:
    """Say an experimental method in short: ``X-ray``, ``cryo-EM``, ``NMR``; one that is not known as it is.

    Of several that were used together the names are joined: ``X-ray, neutron``.
    """
    words = [next((short for long, short in METHODS if long in part.upper()), part.strip().lower())
             for part in method.replace(",", ";").split(";")]  # fmt: skip
    return ", ".join(dict.fromkeys(filter(None, words)))


def legend(kinds: set[SourceKind]) -> list[tuple[str, str]]:
    """Glyph and words of some kinds, experiments first: what a legend of a page or of a terminal lists."""
    return [(SOURCE_GLYPHS[kind], words) for kind, words in KIND_WORDS.items() if kind in kinds]
