"""Sequences as people give them: in the command line, or in FASTA files, with gaps, lower case and odd letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nesgroove.errors import ReadError
from nesgroove.io.entry_names import unpacked_name
from nesgroove.io.formats import decoded
from nesgroove.io.opened import limits, opened
from nesgroove.model.plain_text import first_few, shown

STANDARD: Final = frozenset("ACDEFGHIKLMNPQRSTVWY")

OTHER: Final = frozenset("BJOUXZ")
"""Letters of IUPAC that stand for several residues (B, J, X, Z), pyrrolysine and selenocysteine."""

GAPS: Final = frozenset("-.~")

NUCLEOTIDES: Final = frozenset("ACGTUN")
NUCLEOTIDES_FROM: Final = 20
"""A text of this many letters, all of nucleotides, is no protein."""

GIVEN: Final = "sequence"
"""Name of a sequence that is given without one."""

SHOWN: Final = 5
"""Odd letters that a message lists."""

LONGEST_PATH: Final = 4096
"""Characters of a path; what is longer is a sequence."""


@dataclass(frozen=True)
class GivenSequence:
    """A sequence, or why it is none.

    Attributes
    ----------
    name, description : str
        First word of the header and all of it.
    record : int
        Place in the file, from 1.
    letters : str
        Residues in capitals, without gaps; empty where it is refused.
    notes : tuple of str
        What was left out.
    problem, remedy : str
        Why it is refused; empty where it is not.
    """

    name: str
    record: int
    description: str = ""
    letters: str = ""
    notes: tuple[str, ...] = ()
    problem: str = ""
    remedy: str = ""


def given_sequences(given: str) -> list[GivenSequence]:
    """Read what a user gives.

    Parameters
    ----------
    given
        A sequence, or the path of a FASTA file, packed or not.

    Returns
    -------
    list of GivenSequence
        In the order of the file.

    Raises
    ------
    ReadError
        There is no such file, or there are no sequences in it.
    """
    is_file = Path(given).exists() if len(given) < LONGEST_PATH and "\0" not in given else False
    if not is_file and re.search(r"[./\\]", given.rstrip("*-.~")) is None:
        return [checked_sequence(GIVEN, given, 1)]
    path = Path(given)
    text = decoded(opened(path, limits()).data, path)
    if not text.strip():
        raise ReadError("the file is empty", file=path, remedy="Name a FASTA file")
    stem = unpacked_name(path).rpartition(".")[0] or path.name
    return [checked_sequence(name, body, n, header) for n, (name, header, body) in enumerate(_records(text, stem), 1)]


def _records(text: str, stem: str) -> Iterator[tuple[str, str, str]]:
    """Name, header and letters of each record; a file without headers is one sequence."""
    header, body = "", list[str]()
    begun = False
    for line in text.split("\n"):
        if line.startswith(">"):
            if begun or "".join(body).strip():
                yield (header.split() or [stem])[0], header, "".join(body)
            header, body, begun = shown(line[1:]), [], True
        elif not line.startswith(";"):
            body.append(line)
    yield (header.split() or [stem])[0], header, "".join(body)


def checked_sequence(name: str, text: str, record: int, description: str = "") -> GivenSequence:
    """Take a sequence as a protein's, or say why it is none.

    Parameters
    ----------
    name
        What it is called.
    text
        Its letters, blanks and gaps.
    record
        Place in the file.
    description
        More of what it is called.

    Returns
    -------
    GivenSequence
        Refused where it is empty, holds what is no residue or a stop, or is of nucleotides.
    """
    letters = "".join(text.split()).upper()
    notes = []
    bare = "".join(letter for letter in letters if letter not in GAPS)
    if len(bare) < len(letters):
        notes.append(f"{len(letters) - len(bare)} gaps were taken out: numbers count residues")
    if bare.endswith("*"):
        bare = bare[:-1]
        notes.append("the stop at its end was taken off")
    problem, remedy = _wrong(bare)
    if problem:
        return GivenSequence(name, record, description, notes=tuple(notes), problem=problem, remedy=remedy)
    unsure = sorted(set(bare) & OTHER)
    if unsure:
        notes.append(f"{', '.join(unsure)} in it {'is' if len(unsure) == 1 else 'are'} no anchor")
    return GivenSequence(name, record, description, bare, tuple(notes))


def _wrong(letters: str) -> tuple[str, str]:
    if not letters:
        return "there are no residues in it", "Give its sequence in one-letter codes"
    if "*" in letters:
        return f"there is a stop at residue {letters.index('*') + 1}", "Give the protein, one reading frame"
    odd = [f"{letter!r} at {i}" for i, letter in enumerate(letters, 1) if letter not in STANDARD | OTHER]
    if odd:
        return f"it holds what is no residue: {first_few(odd, SHOWN)}", "Give its sequence in one-letter codes"
    if len(letters) >= NUCLEOTIDES_FROM and set(letters) <= NUCLEOTIDES:
        return "these are nucleotides", "Translate it, and give the protein"
    return "", ""
