"""``nesgroove.signal``: patterns of export signals in sequences."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from nesgroove.front.results import Results, read_results
from nesgroove.front.tables import Tables
from nesgroove.measure.signal_patterns import PHI
from nesgroove.model.record import Record
from nesgroove.series.signal.records import signal_records
from nesgroove.survey.provenance import NAME as PROVENANCE

if TYPE_CHECKING:
    from nesgroove.io.sequences import GivenSequence


class Signals(Tables):
    """Patterns of export signals in sequences.

    Each table is an attribute, and a data frame as those of :class:`nesgroove.Results` are: ``signal`` (the patterns),
    ``signal_sequences`` (how many, and how many by chance), ``signal_complexes`` (cargoes of the results that are
    pieces of a sequence), ``problems`` (what was refused). ``docs/signal.md`` says what they mean.

    Made by :func:`nesgroove.signal`. A notebook shows the pictures.
    """

    _step: ClassVar[str] = "signal"

    @classmethod
    def _records(cls) -> Sequence[type[Record]]:
        return signal_records()

    @property
    def pictures(self) -> tuple[Path, ...]:
        """SVG files, one a sequence; they go when this object does, :meth:`write` keeps them."""
        return tuple(sorted(self._directory.glob("signal_*.svg")))

    def _contents(self) -> list[Path]:
        return [*super()._contents(), self._directory / PROVENANCE, *self.pictures]

    def _repr_html_(self) -> str:
        return "".join(path.read_text(encoding="utf-8") for path in self.pictures)


def signal(
    sequences: str | os.PathLike[str] | Mapping[str, str],
    *,
    results: Results | str | os.PathLike[str] | None = None,
    phi: str = PHI,
) -> Signals:
    """Find the patterns of export signals in sequences.

    Parameters
    ----------
    sequences
        One-letter codes, the path of a FASTA file, or sequences by name.
    results
        What :func:`nesgroove.measure` or :func:`nesgroove.read_results` gave, or a directory of tables: which of its
        cargoes are pieces of the sequences, and whether their anchors fall on the patterns.
    phi
        Residues that may be anchors.

    Returns
    -------
    Signals
        Tables as data frames. A pattern is no evidence of a signal.

    Raises
    ------
    NesgrooveError
        There is no such file, ``phi`` names no residues, or there are no tables in the directory.

    Examples
    --------
    >>> import nesgroove
    >>> found = nesgroove.signal({"PKI": "NSNELALKLAGLDINKTEGE"})
    >>> found.signal[["entry", "start", "end", "nes_class", "P1", "P4"]]
      entry  start  end nes_class  P1   P4
    0   PKI      5   14        1a  L5  I14
    1   PKI      7   14         2  L7  I14
    """
    from nesgroove.compare.tables import RunTables
    from nesgroove.series.signal.run import checked_phi, searched, write_signal
    from nesgroove.show.signal import write_pictures

    letters = checked_phi(phi)
    source = results if results is None or isinstance(results, Results) else read_results(os.fspath(results))
    run = None if source is None else RunTables.read(source._directory)
    found = searched(_given(sequences), run, letters)

    def fill(directory: Path) -> None:
        given = "" if isinstance(sequences, Mapping) else os.fspath(sequences)
        write_signal(found, directory, letters, given=given, results=None if source is None else source._directory)
        write_pictures(found, directory, letters)

    return Signals._in_temporary(fill)


def _given(sequences: str | os.PathLike[str] | Mapping[str, str]) -> list[GivenSequence]:
    from nesgroove.io.sequences import checked_sequence, given_sequences

    if isinstance(sequences, Mapping):
        return [checked_sequence(name, text, n) for n, (name, text) in enumerate(sequences.items(), start=1)]
    return given_sequences(os.fspath(sequences))
