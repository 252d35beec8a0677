"""Text from files made fit to be shown: the one place where names, titles and ids of any kind are made safe.

File names, titles, chain ids and names of components and atoms are written by strangers. What they say is kept and
shown as it is; what no table, page or figure can hold, or would show as something else, is not: bytes that are no text,
control characters, line ends, marks that turn the direction of writing. Whoever writes a format (HTML, mathtext, a
script of PyMOL ...) still escapes what its own syntax gives a meaning; nobody has to think of these characters again.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

UNSEEN: Final = re.compile("[\u200b\u200e\u200f\u061c\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u00ad]")
"""Characters that show nothing, and marks that turn the direction of the text behind them: taken out. The joiners of
Persian, of Indian scripts and of emoji (U+200C, U+200D) mean something and stay."""

NO_CHARACTER: Final = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Code points that are no characters: UTF-8 has no bytes, and XML no place, for them."""

SPACE: Final = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
"""Blanks, line ends and control characters: one blank stands for any number of them."""

SEPARATORS: Final = str.maketrans(":;", "__")
"""``:`` joins the parts of a ligand's name (``V6A:C:1101``) and ``;`` names in a cell; a part holds neither."""

LONGEST_LABEL: Final = 60
"""Of an id of a chain, component or atom, characters; the archive's have at most five."""

LONGEST_TITLE: Final = 1000
"""Of a title, characters; the archive's stay below 600."""


def shown(text: str) -> str:
    r"""Make text fit to be shown, in one line.

    Parameters
    ----------
    text
        Any text; bytes of a file name that are no UTF-8 are in it as Python has them (PEP 383).

    Returns
    -------
    str
        The same text without blanks at its ends, composed (NFC): every run of blanks, line ends and control
        characters is one blank; bytes that are no text are written as in a link (``%E9``).

    Examples
    --------
    >>> shown("a\tb\n"), shown("caf\udce9"), shown("<b> $x^{")
    ('a b', 'caf%E9', '<b> $x^{')
    """
    if text.isascii() and text.isprintable() and "  " not in text and text == text.strip():
        return text
    text = re.sub("[\udc80-\udcff]", lambda byte: f"%{ord(byte[0]) - 0xDC00:02X}", text)
    text = NO_CHARACTER.sub("\ufffd", UNSEEN.sub("", text))
    return SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def shown_title(text: str) -> str:
    """Make a title fit to be shown: as :func:`shown`, and cut where it is longer than :data:`LONGEST_TITLE`."""
    return clipped(shown(text), LONGEST_TITLE)


def clipped(text: str, longest: int) -> str:
    """Cut a text that is too long and say at its end how much is gone.

    Parameters
    ----------
    text
        Any text.
    longest
        Characters that are kept.

    Returns
    -------
    str
        The text itself where it is not longer.
    """
    if len(text) <= longest:
        return text
    return f"{text[:longest].rstrip()} ... ({len(text) - longest} more characters)"


def first_few(labels: Sequence[str], most: int) -> str:
    """Name the first ones in a message, and say how many more there are.

    Parameters
    ----------
    labels
        What is named.
    most
        How many are, at most.

    Returns
    -------
    str
        Parted by commas.

    Examples
    --------
    >>> first_few(["A1", "A2"], 8), first_few(["A1", "A2", "A3"], 1)
    ('A1, A2', 'A1 and 2 more')
    """
    return ", ".join(labels[:most]) + (f" and {len(labels) - most} more" if len(labels) > most else "")


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Key to sort names by as people do, numbers by their value.

    Parameters
    ----------
    text
        A name.

    Returns
    -------
    tuple
        For ``sorted``; different names have different keys.

    Examples
    --------
    >>> sorted(["model_10", "Model_2", "model_2"], key=natural)
    ['Model_2', 'model_2', 'model_10']
    """
    parts = re.split(r"([0-9]+)", text.lower())
    numbers = [(1, int(part), "") if n % 2 else (0, 0, part) for n, part in enumerate(parts)]
    return (*numbers, (0, 0, text))


def safe_labels(labels: Iterable[str], *, empty: str) -> dict[str, str]:
    """Make ids of chains, components or atoms fit to be shown, and to be parts of names.

    Parameters
    ----------
    labels
        As a file has them.
    empty
        What stands for a blank one.

    Returns
    -------
    dict of str to str
        Those that change, with what they become: :func:`shown`, ``:`` and ``;`` replaced, the longest cut and
        marked with their checksum. Different labels stay different; a number tells apart those that would not be.
    """
    every = dict.fromkeys(labels)
    odd = {label: _safe_label(label) or empty for label in every}
    taken = {label for label, safe in odd.items() if label == safe}
    changed = {}
    for label, safe in odd.items():
        if label == safe:
            continue
        name, number = safe, 2
        while name in taken:
            name, number = f"{safe}_{number}", number + 1
        taken.add(name)
        changed[label] = name
    return changed


def _safe_label(label: str) -> str:
    if label.isascii() and label.isalnum() and len(label) <= LONGEST_LABEL:
        return label
    safe = shown(label).translate(SEPARATORS)
    if len(safe) <= LONGEST_LABEL:
        return safe
    mark = hashlib.sha256(label.encode(errors="surrogatepass")).hexdigest()[:6]
    return f"{safe[: LONGEST_LABEL - len(mark) - 1]}_{mark}"
