"""Which models of each file are measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nesgroove.errors import ConfigError

if TYPE_CHECKING:
    from nesgroove.measure.groove import ModelChoice

ALL: Final = "all"


def read_model(given: int | str) -> ModelChoice:
    """Understand which models are asked for.

    Parameters
    ----------
    given
        A number, counted from 1 in the order of the file, or ``all``.

    Returns
    -------
    int or 'all'
        The same.

    Raises
    ------
    ConfigError
        It is neither.
    """
    text = str(given).strip().lower()
    if text == ALL:
        return "all"
    if not text.isdecimal() or int(text) < 1:
        raise ConfigError(
            f"{given!r} is no model", step="measure", remedy="Give a number, counted from 1 in each file, or all"
        )
    return int(text)


def chosen_models(choice: ModelChoice, count: int) -> range:
    """Give the numbers of the models of a file that are measured.

    Parameters
    ----------
    choice
        What is asked for.
    count
        How many the file has.

    Returns
    -------
    range
        Counted from 1; a number that is asked for is among them though the file has it not.
    """
    return range(1, count + 1) if choice == ALL else range(int(choice), int(choice) + 1)
