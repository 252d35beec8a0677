"""A PDB file as the pieces that it is made of: what follows END, and what stands in MODELs.

``cat receptor.pdb ligand.pdb`` gives a file with END in its middle, where parsers stop. Files of poses have a receptor
before their MODELs. Each stretch of rows is a piece with header lines of its own; which pieces belong together, and
which are other models of the same, is decided by :mod:`nesgroove.io.models` from where their atoms lie.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from nesgroove.io.pdb_rows import RECORDS

LEFT_OUT: Final = ("ANISOU", "SIGUIJ", "SIGATM")
"""Records of atoms that are not used; gemmi refuses the file where they do not follow their atom."""

NEW_FILE: Final = ("HEADER", "CRYST1", "TITLE")
"""Records with which another file begins, where they come behind atoms."""


@dataclass
class Piece:
    """A stretch of rows.

    Attributes
    ----------
    header : list of str
        Lines of other records, of the file that the piece is from.
    models : list of list of str
        Rows of atoms, and TER; several where they stood in MODELs that follow each other.
    numbers : list of str
        Numbers of its MODELs; empty where it stood in none.
    """

    header: list[str] = field(default_factory=list)
    models: list[list[str]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)


def pieces_of(lines: list[str]) -> list[Piece]:
    """Take a PDB file apart.

    Parameters
    ----------
    lines
        Its lines, with rows in order (:func:`nesgroove.io.pdb_rows.tidy`).

    Returns
    -------
    list of Piece
        In the order of the file; those without an atom are left out.
    """
    return _Cutter().run(lines)


def rows_of(lines: list[str]) -> list[str]:
    """Rows of atoms among lines.

    Parameters
    ----------
    lines
        Lines of a piece.

    Returns
    -------
    list of str
        In their order.
    """
    return [line for line in lines if line[:6] in RECORDS]


class _Cutter:
    """The state of :func:`pieces_of`."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.header: list[str] = []
        self.rows: list[str] | None = None
        self.numbered: Piece | None = None
        self.behind_atoms = False

    def run(self, lines: list[str]) -> list[Piece]:
        for line in lines:
            if line[:6] in RECORDS:
                self._rows().append(line)
                self.behind_atoms = True
            else:
                self._record(line)
        pieces = []
        for piece in self.pieces:
            kept = [i for i, model in enumerate(piece.models) if rows_of(model)]
            if kept:
                piece.models = [piece.models[i] for i in kept]
                piece.numbers = [piece.numbers[i] for i in kept] if piece.numbers else []
                pieces.append(piece)
        return pieces

    def _record(self, line: str) -> None:
        text = line.lstrip()
        record = text[:6].rstrip().upper()
        if record == "MODEL":
            self._begin_model(text[6:].strip())
        elif record == "ENDMDL":
            self.rows = None
        elif record[:3] == "END":
            if text.split()[0].upper() == "END":
                self._begin_file()
        elif record in NEW_FILE and self.behind_atoms:
            self._begin_file()
            self.header.append(text)
        elif record == "TER":
            if self.rows is not None:
                self.rows.append(f"TER{text[3:]}")
        # gemmi takes MODELLER for MODEL.
        elif record not in LEFT_OUT and record[:4] != "MODE":
            self.header.append(record.ljust(6) + text[6:])

    def _begin_file(self) -> None:
        self.header, self.rows, self.behind_atoms = [], None, False

    def _begin_model(self, number: str) -> None:
        self.rows = []
        if self.numbered is not None and number not in self.numbered.numbers:
            self.numbered.models.append(self.rows)
            self.numbered.numbers.append(number)
        else:
            # A number that was there is another file's: that of the ligand behind that of the receptor.
            self.numbered = Piece(self.header, [self.rows], [number])
            self.pieces.append(self.numbered)

    def _rows(self) -> list[str]:
        if self.rows is None:
            self.rows = []
            self.pieces.append(Piece(self.header, [self.rows]))
        return self.rows
