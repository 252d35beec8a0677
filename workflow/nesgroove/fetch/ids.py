"""The identifier of an entry in the PDB archive: a type of its own, so that no caller cuts strings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nesgroove.fetch.errors import EntryIdError

_SHORT = re.compile(r"[1-9][a-z0-9]{3}")
_EXTENDED = re.compile(r"pdb_[a-z0-9]{8}")
_PADDING = "pdb_0000"


@dataclass(frozen=True, order=True)
class EntryId:
    """An entry of the PDB archive; make one with :meth:`parse`.

    Two ids are equal when they name the same entry, whichever way they were written.

    Attributes
    ----------
    extended
        Twelve characters in lower case, e.g. ``pdb_00003gjx``.
    """

    extended: str

    @classmethod
    def parse(cls, text: str) -> EntryId:
        """Read an id written as ``3gjx``, ``3GJX`` or ``pdb_00003gjx``.

        Parameters
        ----------
        text
            The id; case and surrounding blanks do not matter.

        Returns
        -------
        EntryId
            The id of the entry.

        Raises
        ------
        EntryIdError
            If the text is not an entry id.
        """
        given = text.strip().lower()
        if _SHORT.fullmatch(given):
            return cls(_PADDING + given)
        if _EXTENDED.fullmatch(given):
            return cls(given)
        raise EntryIdError(
            f"{text!r} is not the id of a PDB entry",
            file=text,
            remedy="Write four characters that begin with a digit (3gjx) or the extended id (pdb_00003gjx)",
        )

    @property
    def short(self) -> str:
        """The canonical id: ``3gjx``, or the extended id where no four-character id exists."""
        code = self.extended.removeprefix(_PADDING)
        return code if _SHORT.fullmatch(code) else self.extended

    @property
    def middle(self) -> str:
        """The two letters that name the archive's directory of the entry, ``gj`` for ``3gjx``."""
        return self.extended[-3:-1]

    def matches(self, text: str) -> bool:
        """Whether a text taken from a file names this entry.

        Parameters
        ----------
        text
            E.g. the value of ``_entry.id``; anything is allowed.

        Returns
        -------
        bool
            False also for a text that is no entry id at all.
        """
        try:
            return EntryId.parse(text) == self
        except EntryIdError:
            return False

    def __str__(self) -> str:
        return self.short
