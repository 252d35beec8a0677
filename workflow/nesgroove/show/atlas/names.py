"""File names of pages: safe on every file system, unique, and the same each time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

LONGEST: Final = 60
"""Of a name before what makes it unique, characters."""

RESERVED: Final = frozenset({"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))})
"""Names that Windows keeps for devices."""


def slug(text: str) -> str:
    """Make a name of letters, digits, ``.``, ``_`` and ``-`` out of any text.

    Such a name needs no quoting in a link, a selector, a script or a shell.
    """
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", text)[:LONGEST].strip("._-")
    if not plain:
        return "unnamed"
    return f"{plain}_" if plain.split(".", 1)[0].lower() in RESERVED else plain


def unique_slugs(texts: Iterable[str]) -> dict[str, str]:
    """Give each text a name of its own, also where a file system does not tell ``A`` from ``a``.

    Texts that need no change keep themselves as names.

    Parameters
    ----------
    texts
        What is to be named; the names do not depend on the order.

    Returns
    -------
    dict of str to str
        Text -> name.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for text in sorted(set(texts), key=lambda text: (slug(text) != text, text)):
        base = name = slug(text)
        number = 2
        while name.casefold() in taken:
            name = f"{base}-{number}"
            number += 1
        taken.add(name.casefold())
        names[text] = name
    return names
