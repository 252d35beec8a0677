"""What ``nesgroove run`` is asked to measure: entries of the PDB, directories, files, patterns of files, phantoms."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nesgroove.errors import ConfigError

STEP: Final = "run"


@dataclass(frozen=True)
class Asked:
    """What is to be measured.

    Attributes
    ----------
    entries : dict of str to str
        Entries of the PDB, with the note that the sheet has of each.
    places : list of str
        Directories and files, absolute.
    phantoms : list of str
        Structures of known truth.
    """

    entries: dict[str, str] = field(default_factory=dict)
    places: list[str] = field(default_factory=list)
    phantoms: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.entries or self.places or self.phantoms)

    def names(self) -> set[str]:
        """Everything that is named."""
        return {*self.entries, *self.places, *self.phantoms}


def read_asked(words: Sequence[str], sheets: Sequence[Path] = (), phantoms: Sequence[str] = ()) -> Asked:
    """Understand what is to be measured.

    Parameters
    ----------
    words
        PDB ids, directories, files, patterns of files, names of phantoms.
    sheets
        Tables of entries.
    phantoms
        Further phantoms.

    Returns
    -------
    Asked

    Raises
    ------
    ConfigError
        A word is none of these, or may mean two of them; entries and phantoms are asked for together.
    """
    from nesgroove.fetch.sheet import read_sheet
    from nesgroove.io.phantoms import phantom_names
    from nesgroove.io.run_files import expanded

    known = {*phantom_names(), *phantom_names(calibration=True)}
    asked = Asked(phantoms=list(dict.fromkeys([*phantoms, *(word for word in words if word in known)])))
    for word in words:
        if word not in known:
            entry = _entry(word)
            if entry is not None:
                asked.entries.setdefault(entry, "")
            else:
                paths = expanded(Path(word)).paths
                if not all(path.exists() for path in paths):
                    raise ConfigError(
                        "this is no PDB id, no file or directory that is there, and no phantom", file=word, step=STEP,
                        remedy="Write a PDB id (3gjx), or the path of structures",
                    )  # fmt: skip
                asked.places.extend(str(path.absolute()) for path in paths)
    for sheet in sheets:
        asked.entries.update({row.entry.short: row.note for row in read_sheet(sheet)})
    asked.places[:] = dict.fromkeys(map(os.path.normpath, asked.places))
    if asked.entries and asked.phantoms:
        raise ConfigError(
            "entries of the PDB and phantoms are asked for together", step=STEP,
            remedy="Measure them apart: phantoms are no structures to be compared with real ones",
        )  # fmt: skip
    return asked


def _entry(word: str) -> str | None:
    """Read a PDB id; None where the word is none."""
    from nesgroove.fetch.errors import EntryIdError
    from nesgroove.fetch.ids import EntryId

    try:
        entry = EntryId.parse(word).short
    except EntryIdError:
        return None
    if Path(word).exists():
        raise ConfigError(
            "this is a PDB id, and something here is called so", file=word, step=STEP,
            remedy=f"Write ./{word} for what is here, or run the command in another directory",
        )  # fmt: skip
    return entry
