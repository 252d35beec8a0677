"""The user's own names of cargoes and compounds: a tab-separated table with the columns entry, molecule and name."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Final

from nesgroove.errors import ConfigError
from nesgroove.model.named import GivenName
from nesgroove.model.plain_text import clipped, shown

COLUMNS: Final = ("entry", "molecule", "name")
LONGEST: Final = 100
"""Letters of a name; labels have room for far fewer."""

REMEDY: Final = "Write the columns entry, molecule (chain or component) and name, parted by tabs"


def read_names(path: str | PathLike[str]) -> tuple[GivenName, ...]:
    """Read a table of names.

    Parameters
    ----------
    path
        One header line. ``entry`` is an entry, a complex or a pattern of entries with ``*`` and ``?``; ``molecule`` a
        chain id, a component id, or a component with chain and number as in molecules.tsv. Empty lines and lines
        that begin with ``#`` are passed over.

    Returns
    -------
    tuple of GivenName
        In the order in which they are looked at: whole names of entries and complexes before patterns.

    Raises
    ------
    ConfigError
        Naming the line: a missing column or cell, one thing with two names, or a name that no table can hold.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError(
            f"the names cannot be read ({reason})", file=Path(path), step="names", remedy="Check the path and the file"
        ) from error
    rows = [
        (number, [cell.strip() for cell in line.split("\t")])
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.startswith("#")
    ]
    if not rows or sorted(rows[0][1]) != sorted(COLUMNS):
        line = f"line {rows[0][0]} is no header of names" if rows else "there are no names in it"
        raise ConfigError(line, file=Path(path), step="names", remedy=REMEDY)
    names: dict[tuple[str, str], GivenName] = {}
    for number, cells in rows[1:]:
        row = dict(zip(rows[0][1], cells, strict=False))
        if len(cells) != len(COLUMNS) or not all(row.values()):
            raise ConfigError(
                f"line {number} has not three cells with something in them",
                file=Path(path),
                step="names",
                remedy=REMEDY,
            )
        given = GivenName(row["entry"], row["molecule"], row["name"])
        if ";" in given.name or shown(given.name) != given.name or len(given.name) > LONGEST:
            raise ConfigError(
                f"line {number}: a name cannot be {clipped(given.name, LONGEST)!r}",
                file=Path(path),
                step="names",
                remedy=f"Leave out ; and what is no letter, and take at most {LONGEST} letters",
            )
        other = names.setdefault((given.entry.lower(), given.molecule), given)
        if other != given:
            said = f"line {number}: {given.molecule} of {given.entry} is {other.name} in a line above"
            raise ConfigError(said, file=Path(path), step="names", remedy="Keep one of the two")
    return tuple(sorted(names.values(), key=lambda given: given.is_pattern))
