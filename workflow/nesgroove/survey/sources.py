"""What the user says the files are: a kind of source for all of them, or by name or pattern of the entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Final, TypeAlias, cast

from nesgroove.errors import ConfigError
from nesgroove.model.structure import SOURCE_KINDS, SourceKind

Sources: TypeAlias = tuple[tuple[str, SourceKind], ...]
"""Patterns of entries and the kind of each, the weakest first."""

EVERY: Final = "*"


def read_sources(given: str | Mapping[str, str] | Iterable[str]) -> Sources:
    """Understand what is said of the files.

    Parameters
    ----------
    given
        ``KIND`` for all files, ``PATTERN=KIND`` for those whose entry fits, or a mapping of patterns to kinds. A
        pattern is the name of an entry, in which ``*`` and ``?`` stand for any letters.

    Returns
    -------
    tuple of (str, str)
        Pattern and kind. The name of an entry is stronger than a pattern, and of two patterns the later one.

    Raises
    ------
    ConfigError
        A kind is none of :data:`nesgroove.model.structure.SOURCE_KINDS`.
    """
    if isinstance(given, str):
        given = [given]
    if isinstance(given, Mapping):
        pairs = list(given.items())
    else:
        parts = [text.rpartition("=") for text in given]
        pairs = [(pattern if sign else EVERY, kind) for pattern, sign, kind in parts]
    for pattern, kind in pairs:
        if kind not in SOURCE_KINDS or not pattern:
            raise ConfigError(
                f"{kind!r} for {pattern!r} is no kind of source",
                step="measure",
                remedy=f"Write KIND or PATTERN=KIND; the kinds are {', '.join(SOURCE_KINDS)}",
            )
    pairs.sort(key=lambda pair: not any(letter in pair[0] for letter in "*?["))
    return tuple((pattern, cast(SourceKind, kind)) for pattern, kind in pairs)


def source_of(sources: Sources, entry: str) -> SourceKind | None:
    """Give the kind that the user said an entry is, None where nothing was said of it."""
    kinds = [kind for pattern, kind in sources if fnmatchcase(entry.lower(), pattern.lower())]
    return kinds[-1] if kinds else None
