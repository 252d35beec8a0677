"""The table of all kinds of damage, and what each is held to."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from damaging.molecule import FORMATS, Format, Molecule

Random = random.Random

Must = Literal["told", "same", "says"]
"""``told``: a moved number needs a word; ``same``: nothing may move at all, the file means the same; ``says``: the file
itself says another thing, of which no program can know that it is not meant."""

OfRows = Callable[[Molecule, Random], None]
OfText = Callable[[str, Random], str | bytes]


@dataclass(frozen=True)
class Kind:
    """One kind of damage.

    Attributes
    ----------
    name : str
    must : str
        See :data:`Must`.
    forms : tuple of str
        Formats that it is done to.
    about : str
        What is done, in a sentence; of kinds that a file says, why no program can know; empty where the name says it.
    rows, text : callable or None
        It changes a molecule before it is written, or the text of the file.
    needs : str
        ``cargo`` or ``ligand`` where it is done to one; else empty.
    adds : int
        Complexes that it adds.
    """

    name: str
    must: Must
    forms: tuple[Format, ...]
    about: str
    rows: OfRows | None = None
    text: OfText | None = None
    needs: str = ""
    adds: int = 0


KINDS: Final[dict[str, Kind]] = {}
"""All kinds by their names."""


def of_rows(
    must: Must = "told", *, forms: tuple[Format, ...] = FORMATS, needs: str = "", adds: int = 0
) -> Callable[[OfRows], OfRows]:
    """Declare damage to a molecule; the kind has the name of the function."""

    def declare(change: OfRows) -> OfRows:
        name = change.__name__.strip("_")
        KINDS[name] = Kind(name, must, forms, _about(change.__doc__), rows=change, needs=needs, adds=adds)
        return change

    return declare


def of_text(must: Must = "told", *, forms: tuple[Format, ...] = FORMATS) -> Callable[[OfText], OfText]:
    """Declare damage to the text of a file; the kind has the name of the function."""

    def declare(change: OfText) -> OfText:
        name = change.__name__.strip("_")
        KINDS[name] = Kind(name, must, forms, _about(change.__doc__), text=change)
        return change

    return declare


def _about(doc: str | None) -> str:
    return " ".join((doc or "").split())


def damaged(kind: Kind, molecule: Molecule, form: Format, rng: Random) -> bytes:
    """Do the damage.

    Parameters
    ----------
    kind
        Which.
    molecule
        The good structure; it is not changed.
    form
        Format of the file.
    rng
        Decides where.

    Returns
    -------
    bytes
        The file.
    """
    own = molecule.copy()
    if kind.rows is not None:
        kind.rows(own, rng)
    text = own.write(form)
    if kind.text is None:
        return text.encode()
    content = kind.text(text, rng)
    return content if isinstance(content, bytes) else content.encode()
