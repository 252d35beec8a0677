"""The one small grammar by which rows are chosen: ``state == 'open' and ca_525_568 > 11``.

It is parsed, never evaluated. Names (a letter first, then letters, digits, ``_`` and ``.``; others between backquotes),
numbers, and text in quotes are compared by ``== != < <= > >=`` and ``in ('a', 'b')``; ``and``, ``or`` and ``not``
(also ``&``, ``|`` and ``~`` or ``!``) join them, and parentheses group. ``not`` binds before ``and``, ``and`` before
``or``, and all comparisons before these, whichever way they are written. A name by itself is true where its value is
true, yes, a number that is not zero, or any other text. Of an empty cell no comparison is true, ``!=`` included:
``not state`` finds the rows that have none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from nesgroove.errors import ConfigError
from nesgroove.model.choice_parser import Parser
from nesgroove.model.condition import Condition, Name, operands
from nesgroove.model.plain_text import first_few, shown

MOST_NAMED: Final = 200
"""Of the known names that an error lists."""


@dataclass(frozen=True)
class Choice:
    """A condition that rows meet or do not.

    Attributes
    ----------
    text : str
        As it was written.
    condition : Condition
        What it says.
    """

    text: str
    condition: Condition

    @property
    def names(self) -> tuple[str, ...]:
        """The names in it, each once, in the order in which they are written."""
        return tuple(
            dict.fromkeys(operand.name for operand, _ in operands(self.condition) if isinstance(operand, Name))
        )

    def holds(self, values: Mapping[str, object]) -> bool:
        """Whether a row meets it.

        Parameters
        ----------
        values
            Text, numbers or truth values by name; what is missing, None, not a number or blank is empty.

        Returns
        -------
        bool
            True where it does.
        """
        return self.condition.holds(values)

    def check(self, known: Collection[str], *, step: str, option: str = "--where") -> None:
        """Refuse names that no row has.

        Parameters
        ----------
        known
            The names that there are.
        step, option
            The step and the option that an error names.

        Raises
        ------
        ConfigError
            A name is not known; the nearest of those that are, and all of them, are named.
        """
        unknown = [name for name in self.names if name not in known]
        if not unknown:
            return
        quote = ""
        for operand, behind in operands(self.condition):
            if isinstance(operand, Name) and operand.name == unknown[0] and behind:
                quote = f"; as text it is written '{operand.name}'"
        near = nearest_name(unknown[0], known)
        hint = f"Did you mean {near}{quote}? " if near else f"Text is written in quotes{quote}. " if quote else ""
        raise ConfigError(
            f"there is no {', '.join(shown(name) for name in unknown)} to choose by", file=option, step=step,
            remedy=f"{hint}There are: {first_few(sorted(known), MOST_NAMED)}",
        )  # fmt: skip


def nearest_name(name: str, known: Iterable[str]) -> str:
    """Find the name that is nearest to one that is not known; empty where none is near."""
    by_lower = {one.lower(): one for one in sorted(known, reverse=True)}
    close = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else ""


def parse_choice(text: str, *, step: str = "choice", option: str = "--where") -> Choice:
    """Read a choice.

    Parameters
    ----------
    text
        As the user writes it: ``state == 'open' and (ca_525_568 > 11 or not cargo_chain)``.
    step, option
        The step and the option that an error names.

    Returns
    -------
    Choice
        What it says.

    Raises
    ------
    ConfigError
        It is not of the grammar; the error says where.

    Examples
    --------
    >>> choice = parse_choice("state == 'open' & ca_525_568 > 11")
    >>> choice.names, choice.holds({"state": "open", "ca_525_568": 12.75}), choice.holds({"state": "open"})
    (('state', 'ca_525_568'), True, False)
    """
    text = unicodedata.normalize("NFC", text)
    return Choice(text.strip(), Parser(text, step, option).whole())
