"""In which order a run shows its occupants, where it is not the usual one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Order:
    """In which order occupants are shown, where it is not the usual one.

    Attributes
    ----------
    places : dict
        (complex, occupant) -> place.
    grouped : bool
        Whether kinds of source and classes come first.
    words : str
        How they are sorted; empty for the usual order.
    """

    places: Mapping[tuple[str, str], int] = field(default_factory=dict)
    grouped: bool = True
    words: str = ""
