"""Ids for residues, files and objects that mean the same to every program, and nothing else to any.

Ids, names and titles come from files, so that any text may be in them. Here they become selections, names and comments
that hold no quotes, separators or line ends.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from nesgroove.io.files import LETTERS, safe_name
from nesgroove.model.structure import Residue, Structure
from nesgroove.show.scene.model import AtomRef, ResidueRef, Scene

PLAIN: Final = re.compile(r"[A-Za-z0-9]+", re.ASCII)
"""Ids that mean the same in every program, without quotes."""

COMMENT_LETTERS: Final = "A-Za-z0-9 .,:()+_/-"
"""Alphabet of comments and names for readers."""


@dataclass(frozen=True)
class Stretch:
    """Residues of a chain from one number to another, all that lie between; no insertion codes, none negative twice.

    Attributes
    ----------
    chain : str
        The author's chain id, letters and digits alone.
    first, last : int
        The author's numbers.
    """

    chain: str
    first: int
    last: int


@dataclass(frozen=True)
class Serials:
    """Atoms by their numbers in the file, for residues that no plain id identifies."""

    first: int
    last: int


def spans(structure: Structure, members: Iterable[int], *, negative: bool) -> list[Stretch | Serials]:
    """Write residues as few ids, which fit no other residue.

    Parameters
    ----------
    structure
        The structure that they are of.
    members
        Their indices.
    negative
        Whether runs may hold negative numbers, which not every program reads.

    Returns
    -------
    list of Stretch or Serials
        Runs of author's numbers; numbers of atoms for residues with insertion codes, for those that share their
        number with another residue of the chain, and for chains whose id is not letters and digits.
    """
    wanted = set(members)
    reach: dict[str, list[int]] = defaultdict(list)
    for index in wanted:
        reach[structure.residues[index].auth_chain].append(structure.residues[index].auth_seq_id)
    bounds = {chain: (min(numbers), max(numbers)) for chain, numbers in reach.items()}
    chains: dict[str, dict[int, list[Residue]]] = {}
    for record in structure.residues:
        if record.auth_chain in bounds:
            low, high = bounds[record.auth_chain]
            if low <= record.auth_seq_id <= high:
                numbers = chains.setdefault(record.auth_chain, {})
                numbers.setdefault(record.auth_seq_id, []).append(record)
    runs: list[Stretch | Serials] = []
    odd: list[Residue] = []
    for chain, by_number in chains.items():
        opened: int | None = None
        last = 0
        for number in sorted(by_number):
            records = by_number[number]
            mine = [r for r in records if r.index in wanted]
            simple = (
                len(records) == 1 and not records[0].ins_code and (negative or number >= 0)
                and PLAIN.fullmatch(chain) is not None
            )  # fmt: skip
            if mine and not simple:
                odd += mine
            if opened is not None and not (mine and simple):
                runs.append(Stretch(chain, opened, last))
                opened = None
            if mine and simple:
                opened, last = number if opened is None else opened, number
        if opened is not None:
            runs.append(Stretch(chain, opened, last))
    return [*runs, *_serials(odd)]


def numbers_by_chain(
    structure: Structure, members: Iterable[int], *, negative: bool, number: Callable[[int], str] = str
) -> tuple[dict[str, list[str]], list[Serials]]:
    """Write residues as ranges of numbers: ``510-514``.

    Parameters
    ----------
    structure, members, negative
        As of :func:`spans`.
    number
        Writes one number.

    Returns
    -------
    chains : dict of str to list of str
        Ranges by the author's chain.
    serials : list of Serials
        Atoms of the residues that only these identify.
    """
    chains: dict[str, list[str]] = {}
    serials = []
    for span in spans(structure, members, negative=negative):
        if isinstance(span, Serials):
            serials.append(span)
        else:
            ends = dict.fromkeys((number(span.first), number(span.last)))
            chains.setdefault(span.chain, []).append("-".join(ends))
    return chains, serials


def _serials(records: Sequence[Residue]) -> list[Serials]:
    """Join atoms that follow each other; a superposed file numbers its atoms from 1 in the order of its rows."""
    ranges: list[Serials] = []
    for record in sorted(records, key=lambda r: r.start):
        if ranges and ranges[-1].last == record.start:
            ranges[-1] = Serials(ranges[-1].first, record.stop)
        else:
            ranges.append(Serials(record.start + 1, record.stop))
    return ranges


def serial(scene: Scene, atom: AtomRef, index: dict[ResidueRef, int]) -> int:
    """Number of an atom in the file."""
    at = scene.structure.atom_of(index[atom.residue], atom.name)
    assert at is not None, f"{atom} is not in {scene.path}"
    return at + 1


def plain(text: str) -> str:
    """Text for comments and names: no character in it ends a line, a string or a command.

    Titles and ids come from files. What is neither a letter, a digit nor one of a few marks becomes ``_``.
    """
    ascii_ = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(safe_name(" ".join(ascii_.split()), COMMENT_LETTERS, runs=False).split())


def object_names(ids: Sequence[str]) -> dict[str, str]:
    """Name things within a program: letters, digits and ``_``, no two alike."""
    names: dict[str, str] = {}
    for id_ in ids:
        name = safe_name(plain(id_), LETTERS).strip("_") or "unnamed"
        number = sum(re.fullmatch(rf"{name}(_again\d+)?", taken) is not None for taken in names.values())
        names[id_] = f"{name}_again{number + 1}" if number else name
    return names
