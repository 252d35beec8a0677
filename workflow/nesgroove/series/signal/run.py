"""From sequences to the tables of ``nesgroove signal``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nesgroove.compare.tables import RunTables
from nesgroove.errors import ConfigError
from nesgroove.io.sequences import LONGEST_PATH, STANDARD, GivenSequence
from nesgroove.io.tables import write_tables
from nesgroove.io.writing import together
from nesgroove.measure.signal_patterns import PHI, SignalPattern, expected_patterns, signal_patterns, within
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.record import Record
from nesgroove.model.target import XPO1
from nesgroove.series.signal.matching import Match, Piece, anchors_text, matched, pieces, shifts
from nesgroove.series.signal.records import (
    SignalComplexRecord,
    SignalRecord,
    SignalSequenceRecord,
    signal_records,
)
from nesgroove.survey.provenance import COMMAND, input_of, listed_path, write_provenance

STEP: Final = "signal"


@dataclass(frozen=True)
class Searched:
    """A sequence with its patterns and the cargoes that are pieces of it.

    Attributes
    ----------
    given : GivenSequence
    patterns : tuple of SignalPattern
    matches : tuple of Match
    problems : tuple of ProblemRecord
    """

    given: GivenSequence
    patterns: tuple[SignalPattern, ...] = ()
    matches: tuple[Match, ...] = ()
    problems: tuple[ProblemRecord, ...] = field(default=())

    @property
    def refused(self) -> bool:
        """Whether it is no sequence."""
        return bool(self.given.problem)


def checked_phi(letters: str) -> str:
    """Read which residues may be anchors.

    Parameters
    ----------
    letters
        One-letter codes.

    Returns
    -------
    str
        In capitals, each once.

    Raises
    ------
    ConfigError
        One is no residue, or there are none.
    """
    wanted = "".join(dict.fromkeys("".join(letters.split()).upper()))
    if not wanted or set(wanted) - STANDARD:
        raise ConfigError(
            f"{letters!r} names no residues", file="--phi", step=STEP, remedy=f"Give one-letter codes, such as {PHI}"
        )
    return wanted


def searched(given: Iterable[GivenSequence], run: RunTables | None = None, phi: str = PHI) -> list[Searched]:
    """Look for patterns in sequences.

    Parameters
    ----------
    given
        Sequences.
    run
        Tables of a run, where its cargoes are to be compared.
    phi
        Letters that may be anchors.

    Returns
    -------
    list of Searched
        One for each sequence, refused ones too.
    """
    cargoes = list(pieces(run)) if run is not None else []
    found = []
    for sequence in given:
        if sequence.problem:
            row = problem(sequence.name, STEP, "error", sequence.problem, remedy=sequence.remedy)
            found.append(Searched(sequence, problems=(row,)))
            continue
        patterns = signal_patterns(sequence.letters, phi)
        matches, problems = _of_run(sequence, patterns, cargoes, asked=run is not None)
        found.append(Searched(sequence, patterns, matches, problems))
    return found


def _of_run(
    sequence: GivenSequence, patterns: Sequence[SignalPattern], cargoes: Sequence[Piece], *, asked: bool
) -> tuple[tuple[Match, ...], tuple[ProblemRecord, ...]]:
    """Cargoes that are pieces of a sequence, and what cannot be told of them."""
    matches, problems = [], []
    for piece in cargoes:
        places = shifts(piece, sequence.letters)
        if len(places) == 1:
            matches.append(matched(piece, places[0], patterns))
        elif places:
            message = f"chain {piece.chain} of {piece.complex} fits in {len(places)} places of it"
            problems.append(problem(sequence.name, STEP, "warning", message, complex_id=piece.complex,
                                    remedy="Give the sequence of the fragment alone"))  # fmt: skip
    if asked and not (matches or problems):
        problems.append(
            problem(sequence.name, STEP, "note", "no cargo of the run is a piece of it",
                    remedy="Measure a structure or a model of it; numbers that jump are not followed")
        )  # fmt: skip
    return tuple(matches), tuple(problems)


def signal_rows(found: Iterable[Searched], phi: str = PHI) -> list[Record]:
    """Make the rows of all tables.

    Parameters
    ----------
    found
        As :func:`searched` gives it.
    phi
        The same letters.

    Returns
    -------
    list of Record
        Of the kinds of :func:`nesgroove.series.signal.records.signal_records`.
    """
    rows: list[Record] = []
    for one in found:
        rows += one.problems
        if one.refused:
            continue
        longer = within(one.patterns)
        rows += [_pattern_row(one, pattern, longer[pattern]) for pattern in one.patterns]
        rows.append(_sequence_row(one, phi))
        rows += [_complex_row(one, match) for match in one.matches]
    return rows


def refuse_a_run(out: Path) -> None:
    """Refuse a directory that holds the results of a run, whose problems and provenance would be replaced.

    Parameters
    ----------
    out
        Where tables are to go.

    Raises
    ------
    ConfigError
        It holds ``complexes.tsv``.
    """
    if (out / "complexes.tsv").exists():
        raise ConfigError(
            "the tables of a run lie in it", file=out, step=STEP, remedy="Choose another directory for --out"
        )


def write_signal(
    found: Sequence[Searched], out: Path, phi: str = PHI, *, given: str = "", results: Path | None = None
) -> None:
    """Write the tables into a directory, all at once, and from what they were made.

    Parameters
    ----------
    found, phi
        As for :func:`signal_rows`.
    out
        Made where it does not exist.
    given
        What the user gave: a file or a sequence.
    results
        Tables of the run that was compared.
    """
    letters = "\n".join(one.given.letters for one in found)
    is_file = len(given) < LONGEST_PATH and Path(given).is_file()
    options = {
        COMMAND: "nesgroove signal",
        "phi": phi,
        "sequences": hashlib.sha256(letters.encode()).hexdigest(),
        "in": "" if results is None else listed_path(results),
    }
    with together():
        write_tables(out, signal_rows(found, phi), signal_records())
        write_provenance(out, {}, options, inputs=[input_of(given, "")] if is_file else [])


def _pattern_row(one: Searched, pattern: SignalPattern, longer: tuple[str, ...]) -> SignalRecord:
    letters = one.given.letters
    residue = {pocket: f"{letters[place]}{place + 1}" for pocket, place in pattern.anchors}
    first, last = pattern.anchors[0][1], pattern.anchors[-1][1]
    seen = sorted(match.piece.complex for match in one.matches if match.falls_on and match.pattern == pattern)
    return SignalRecord(
        entry=one.given.name,
        record=one.given.record,
        start=first + 1,
        end=last + 1,
        nes_class=pattern.nes_class,
        direction=pattern.direction,
        **{pocket: residue.get(pocket, "") for pocket in XPO1.pockets},
        anchors="; ".join(f"{pattern.phi(pocket)} {residue[pocket]}" for pocket, _ in pattern.anchors),
        peptide=letters[first : last + 1],
        within="; ".join(longer),
        seen_in="; ".join(dict.fromkeys(seen)),
    )


def _sequence_row(one: Searched, phi: str) -> SignalSequenceRecord:
    letters = one.given.letters
    possible = sum(letter in phi for letter in letters)
    expected = expected_patterns(len(letters), possible)
    return SignalSequenceRecord(
        entry=one.given.name,
        record=one.given.record,
        description=one.given.description,
        length=len(letters),
        possible_anchors=possible,
        patterns=len(one.patterns),
        expected=expected,
        per_100=100 * len(one.patterns) / len(letters),
        expected_per_100=100 * expected / len(letters),
        note="; ".join(one.given.notes),
    )


def _complex_row(one: Searched, match: Match) -> SignalComplexRecord:
    piece, pattern = match.piece, match.pattern
    numbers = sorted(piece.letters)
    where = ""
    if pattern is not None:
        where = f"{pattern.nes_class} {pattern.anchors[0][1] + 1}-{pattern.anchors[-1][1] + 1}"
    return SignalComplexRecord(
        entry=one.given.name,
        record=one.given.record,
        complex=piece.complex,
        cargo_chain=piece.chain,
        source_kind=piece.source_kind,
        start=numbers[0] + match.shift + 1,
        end=numbers[-1] + match.shift + 1,
        direction=piece.direction,
        nes_class=piece.nes_class,
        anchors=anchors_text(match, one.given.letters),
        pattern=where,
        pattern_anchors=match.wanted if pattern else None,
        shared=match.shared if pattern else None,
        falls_on="yes" if match.falls_on else "no",
    )
