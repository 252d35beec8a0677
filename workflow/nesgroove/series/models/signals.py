"""Annotated export signals of cargoes, and whether the anchors of a model lie in them."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nesgroove.errors import ConfigError
from nesgroove.io.run_names import same_name
from nesgroove.series.models.records import InModel

STEP: Final = "signals"

NAMES: Final = ("job", "cargo", "name")
"""How the first column may be called."""

LEAST: Final = 5
"""Residues of a signal that are looked for at the end of a chain, where the model has a part of it only: as many as lie
from one anchor to the next at most. Shorter words are found anywhere."""


@dataclass(frozen=True)
class Signal:
    """One annotated export signal.

    Attributes
    ----------
    first, last : int
        Numbers of its residues.
    sequence : str
        Its letters; where they are known, it is found by them, and its numbers may be those of the whole protein.
    """

    first: int
    last: int
    sequence: str = ""

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


Signals = Mapping[str, Sequence[Signal]]
"""By the job's name, without its case."""


def read_signals(path: Path) -> Signals:
    """Read a table of annotated signals.

    Parameters
    ----------
    path
        Tab-separated, with the columns ``job`` (or ``cargo``, ``name``), ``first``, ``last`` and, if wanted,
        ``sequence``; others are not read. A job may have several rows.

    Returns
    -------
    dict of str to list of Signal

    Raises
    ------
    ConfigError
        It cannot be read, a column is missing, or a row is not understood; the message names the line.
    """
    remedy = "Write the columns job, first, last and, if wanted, sequence, parted by tabs"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = getattr(error, "strerror", None) or str(error)
        raise ConfigError(message, file=path, step=STEP, remedy="Check the path") from error
    rows = csv.DictReader(text.splitlines(), delimiter="\t", restval="", restkey="", quoting=csv.QUOTE_NONE)
    name = next((name for name in NAMES if name in (rows.fieldnames or ())), None)
    if name is None or not {"first", "last"} <= set(rows.fieldnames or ()):
        raise ConfigError("there are no columns job, first and last", file=path, step=STEP, remedy=remedy)
    signals: dict[str, list[Signal]] = defaultdict(list)
    for number, row in enumerate(rows, start=2):
        if not any(str(cell).strip() for cell in row.values()):
            continue
        try:
            signal = Signal(int(row["first"]), int(row["last"]), row.get("sequence", "").strip().upper())
        except ValueError:
            signal = Signal(1, 0)
        if not row[name].strip() or signal.last < signal.first:
            raise ConfigError(f"line {number} is no signal", file=path, step=STEP, remedy=remedy)
        length = signal.last - signal.first + 1
        if signal.sequence and len(signal.sequence) != length:
            message = f"line {number}: {len(signal.sequence)} letters for {length} residues ({signal})"
            raise ConfigError(message, file=path, step=STEP, remedy="Give the letters of just these residues")
        signals[same_name(row[name].strip())].append(signal)
    if not signals:
        raise ConfigError("there is no signal in it", file=path, step=STEP, remedy=remedy)
    return signals


def in_chain(signals: Sequence[Signal], letters: str, numbers: Sequence[str]) -> tuple[frozenset[str], InModel]:
    """Find the residues of a chain that are in annotated signals.

    Parameters
    ----------
    signals
        Of the cargo.
    letters, numbers
        Letters and author's numbers of the chain's residues.

    Returns
    -------
    numbers : frozenset of str
        Of the residues that are in a signal.
    extent : str
        Whether the chain has all residues of a signal, a part, or none of any; empty without signals.
    """
    if not signals:
        return frozenset(), ""
    own: set[str] = set()
    whole = False
    for signal in signals:
        places = _places(signal, letters, numbers)
        whole = whole or len(places) >= signal.last - signal.first + 1
        own |= {numbers[place] for place in places}
    return frozenset(own), "all" if whole else "part" if own else "none"


def number_offset(signals: Sequence[Signal], letters: str, numbers: Sequence[str]) -> int | None:
    """Find what is added to a chain's numbers to have those of the whole protein.

    Parameters
    ----------
    signals, letters, numbers
        As for :func:`in_chain`.

    Returns
    -------
    int or None
        None where no signal with letters lies in the chain as a whole, or two say different things.
    """
    offsets = set()
    for signal in signals:
        place = letters.find(signal.sequence) if signal.sequence else -1
        if place >= 0 and numbers[place].lstrip("-").isdecimal():
            offsets.add(signal.first - int(numbers[place]))
    return offsets.pop() if len(offsets) == 1 else None


def _places(signal: Signal, letters: str, numbers: Sequence[str]) -> list[int]:
    if not signal.sequence:
        wanted = {str(number) for number in range(signal.first, signal.last + 1)}
        return [place for place, number in enumerate(numbers) if number in wanted]
    start = letters.find(signal.sequence)
    if start >= 0:
        return list(range(start, start + len(signal.sequence)))
    for size in range(min(len(signal.sequence), len(letters)), LEAST - 1, -1):
        if letters.endswith(signal.sequence[:size]):
            return list(range(len(letters) - size, len(letters)))
        if letters.startswith(signal.sequence[-size:]):
            return list(range(size))
    start = signal.sequence.find(letters) if len(letters) >= LEAST else -1
    return list(range(len(letters))) if start >= 0 else []
