"""How pictures are drawn, whatever they show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from nesgroove.errors import ConfigError
from nesgroove.show.pictures.paper import Paper
from nesgroove.show.pictures.views import View

LABELS: Final = {
    "pockets": ("pocket",),
    "residues": ("site", "residue", "contact", "anchor", "end"),
    "helices": ("helix",),
}
"""What can be labelled, with the styles of its labels."""

NO_LABELS: Final = "none"


@dataclass(frozen=True)
class Manner:
    """How pictures are drawn.

    Attributes
    ----------
    views : tuple of View
        Where from; each picture has views of its own where none are given.
    scheme : str
        Colouring of the surface.
    paper : Paper
        How large.
    fine : bool
        With a finer surface.
    bare : bool
        Nothing but what is traced, on a transparent ground: no title, labels, bar, axes and key.
    labels : tuple of str
        What is labelled, of :data:`LABELS`.
    """

    views: tuple[View, ...] = ()
    scheme: str = "pocket"
    paper: Paper = field(default_factory=Paper)
    fine: bool = False
    bare: bool = False
    labels: tuple[str, ...] = tuple(LABELS)

    @property
    def styles(self) -> frozenset[str]:
        """Styles of the labels that are written."""
        return frozenset(style for name in self.labels for style in LABELS[name])


def chosen_labels(words: Sequence[str]) -> tuple[str, ...]:
    """Read what a reader wants to have labelled: names, also several in one word, separated by commas.

    Raises
    ------
    ConfigError
        There is no such thing.
    """
    names = [name.strip() for word in words for name in word.split(",")]
    unknown = [name for name in names if name not in LABELS and name != NO_LABELS]
    if unknown or (NO_LABELS in names and len(set(names)) > 1):
        wrong = f"there are no labels of {unknown[0]!r}" if unknown else "labels of none and of others"
        choice = f"{', '.join(LABELS)} or {NO_LABELS}"
        raise ConfigError(wrong, step="picture", remedy=f"Choose from {choice}")
    return tuple(name for name in LABELS if name in names)
