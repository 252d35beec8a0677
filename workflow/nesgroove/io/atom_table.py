"""The table of atoms of an mmCIF block, with columns as lists that are taken from the parser once each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import gemmi

ATOMS: Final = "_atom_site."


class AtomTable:
    """A block's table of atoms.

    Parameters
    ----------
    block
        The block; it may be without atoms.

    Attributes
    ----------
    block : gemmi.cif.Block
    names : dict of str to int
        Columns by their names in small letters, without the category's, and where they stand.
    """

    def __init__(self, block: gemmi.cif.Block) -> None:
        self.block = block
        self._table = block.find_mmcif_category(ATOMS)
        self.names = {tag[len(ATOMS) :].lower(): i for i, tag in enumerate(self._table.tags)}
        self._columns: dict[str, list[str]] = {}

    def __len__(self) -> int:
        return len(self._table)

    def column(self, name: str) -> list[str]:
        """Give a column.

        Parameters
        ----------
        name
            In small letters; one that the table has.

        Returns
        -------
        list of str
            As it is written, quotes included. It is the table's own: nobody changes it.
        """
        if name not in self._columns:
            self._columns[name] = list(self._table.column(self.names[name]))
        return self._columns[name]

    def first(self, name: str) -> str:
        """Give the first cell of a column.

        Parameters
        ----------
        name
            Of the column, in small letters; the table has it, and a row at least.

        Returns
        -------
        str
            As it is written.
        """
        cell: str = self._table.column(self.names[name])[0]
        return cell

    def put(self, name: str, cells: Mapping[int, str]) -> None:
        """Write cells.

        Parameters
        ----------
        name
            Of the column, in small letters.
        cells
            Row -> what stands there from now on.
        """
        column = self._table.column(self.names[name])
        for row, cell in cells.items():
            column[row] = cell
        self._columns.pop(name, None)

    def completed(self, added: Mapping[str, list[str]]) -> AtomTable:
        """Write the table again, as a loop, with other columns.

        Parameters
        ----------
        added
            Columns that it lacks, and such that replace its own.

        Returns
        -------
        AtomTable
            The same where nothing is to be written.
        """
        if not added and self._table.loop:
            return self
        columns = {tag[len(ATOMS) :]: self.column(tag[len(ATOMS) :].lower()) for tag in self._table.tags}
        names = {name.lower(): name for name in columns}
        for name, values in added.items():
            columns[names.get(name.lower(), name)] = values
        self._table.erase()
        self.block.init_loop(ATOMS, list(columns)).set_all_values(list(columns.values()))
        return AtomTable(self.block)
