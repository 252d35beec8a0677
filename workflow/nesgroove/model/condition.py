"""Conditions on named values, as data: what a choice of rows says, and whether it holds.

What the words mean is here; how they are written is in :mod:`nesgroove.model.choice`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

NUMBER: Final = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
"""How a number is written; ``nan``, ``inf`` and ``1_000`` are text."""

TRUTHS: Final = {"yes": True, "true": True, "no": False, "false": False}
"""Text that stands for a truth value, in whatever case."""

UNDECIDED: Final = frozenset({"borderline"})
"""Text that says that neither can be said, as of a pocket that is not quite occupied: by itself it is not true."""


@dataclass(frozen=True)
class Literal:
    """A number, a text or a truth value that is written out.

    Attributes
    ----------
    value : float, str or bool
        The value.
    """

    value: float | str | bool

    def of(self, values: Mapping[str, object]) -> object:
        """Give the value, whatever the row."""
        return self.value


@dataclass(frozen=True)
class Name:
    """The value that a row has under a name.

    Attributes
    ----------
    name : str
        The name.
    """

    name: str

    def of(self, values: Mapping[str, object]) -> object:
        """Look the value up; None where the row has none."""
        return values.get(self.name)


Operand = Literal | Name


@dataclass(frozen=True)
class Truth:
    """A name by itself: true where its value is true, yes, a number that is not zero, or any other text.

    Attributes
    ----------
    operand : Name
        The name.
    """

    operand: Name

    def holds(self, values: Mapping[str, object]) -> bool:
        """Whether it is true of a row."""
        value = self.operand.of(values)
        if is_empty(value):
            return False
        if isinstance(value, str):
            word = value.strip().lower()
            return TRUTHS.get(word, word not in UNDECIDED)
        return bool(value)


@dataclass(frozen=True)
class Comparison:
    """One comparison; never true where a value is empty.

    Attributes
    ----------
    left, right : Name or Literal
        What is compared.
    operator : str
        One of :data:`OPERATORS`.
    """

    left: Operand
    operator: str
    right: Operand

    def holds(self, values: Mapping[str, object]) -> bool:
        """Whether it is true of a row."""
        left, right = self.left.of(values), self.right.of(values)
        return not is_empty(left) and not is_empty(right) and OPERATORS[self.operator](left, right)


@dataclass(frozen=True)
class Among:
    """One of several values, or none of them; never true where the value is empty.

    Attributes
    ----------
    left : Name or Literal
        What is looked for.
    items : tuple of Name or Literal
        Among these.
    negated : bool
        Whether it must be none of them.
    """

    left: Operand
    items: tuple[Operand, ...]
    negated: bool

    def holds(self, values: Mapping[str, object]) -> bool:
        """Whether it is true of a row."""
        left = self.left.of(values)
        if is_empty(left):
            return False
        items = [item.of(values) for item in self.items]
        return any(not is_empty(item) and equal(left, item) for item in items) != self.negated


@dataclass(frozen=True)
class Not:
    """What is true where the condition in it is not.

    Attributes
    ----------
    inner : Condition
        The condition in it.
    """

    inner: Condition

    def holds(self, values: Mapping[str, object]) -> bool:
        """Whether it is true of a row."""
        return not self.inner.holds(values)


@dataclass(frozen=True)
class All:
    """Conditions that are true together.

    Attributes
    ----------
    parts : tuple of Condition
        The conditions.
    """

    parts: tuple[Condition, ...]

    def holds(self, values: Mapping[str, object]) -> bool:
        """Whether all are true of a row."""
        return all(part.holds(values) for part in self.parts)


@dataclass(frozen=True)
class Any:
    """Conditions of which one is enough.

    Attributes
    ----------
    parts : tuple of Condition
        The conditions.
    """

    parts: tuple[Condition, ...]

    def holds(self, values: Mapping[str, object]) -> bool:
        """Whether one is true of a row."""
        return any(part.holds(values) for part in self.parts)


Condition = Truth | Comparison | Among | Not | All | Any


def operands(condition: Condition) -> Iterator[tuple[Operand, bool]]:
    """List all operands of a condition, in the order in which they are written.

    Parameters
    ----------
    condition
        The condition.

    Yields
    ------
    Name or Literal
        The operand.
    bool
        Whether it stands behind a sign of comparison, where text is often meant.
    """
    match condition:
        case Truth(operand):
            yield operand, False
        case Comparison(left, _, right):
            yield from ((left, False), (right, True))
        case Among(left, items, _):
            yield left, False
            yield from ((item, True) for item in items)
        case Not(inner):
            yield from operands(inner)
        case All(parts) | Any(parts):
            for part in parts:
                yield from operands(part)


def is_empty(value: object) -> bool:
    """Whether there is no value: None, text without a character, or not a number."""
    return value is None or (isinstance(value, str) and not value.strip()) or (
        isinstance(value, float) and math.isnan(value)
    )  # fmt: skip


def equal(left: object, right: object) -> bool:
    """Whether two values are the same: as truth values or numbers where one of them is, else letter by letter."""
    if isinstance(left, bool) or isinstance(right, bool):
        return _truth(left) is not None and _truth(left) == _truth(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    numbers = _number(left), _number(right)
    return None not in numbers and numbers[0] == numbers[1]


def _less(left: object, right: object) -> bool | None:
    """Whether a value is below another: as numbers where both are written as numbers, as text where both are text."""
    first, second = _number(left), _number(right)
    if first is not None and second is not None:
        return first < second
    if isinstance(left, str) and isinstance(right, str):
        return left < right
    return None


OPERATORS: Final[Mapping[str, Callable[[object, object], bool]]] = {
    "==": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": lambda left, right: _less(left, right) is True,
    ">": lambda left, right: _less(right, left) is True,
    "<=": lambda left, right: _less(right, left) is False,
    ">=": lambda left, right: _less(left, right) is False,
}
"""What each sign of comparison means for two values that are not empty. A number and a text that is no number are
neither the same nor in any order."""


def _number(value: object) -> float | None:
    if isinstance(value, str):
        return float(value) if re.fullmatch(NUMBER, value.strip()) else None
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return TRUTHS.get(value.strip().lower()) if isinstance(value, str) else None
