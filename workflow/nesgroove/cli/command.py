"""What all commands have in common: ``--quiet``, and a help without the names of Python's types."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Final

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from nesgroove.cli.errors import be_quiet

WORDS: Final = {"<path>": "PATH", "<file>": "FILE", "<directory>": "DIR", "<int>": "N", "<float>": "NUMBER"}
"""What is written after an option for a type; an option of text says by its name and help what it is."""

MANY: Final = re.compile(r"^\[?([^\[\].]+)\]?\.{3}$")
"""A placeholder that says itself that it can be repeated, which the usage says once more."""


TIDY: Final = "nesgroove_tidy"
"""Marks what was put in order."""

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what went wrong.")]


def with_quiet(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option ``--quiet``.

    Parameters
    ----------
    function
        The command, as typer takes it.

    Returns
    -------
    callable
        The same with one option more, the last.
    """
    signature = inspect.signature(function, eval_str=True)

    @wraps(function)
    def quietly(*args: object, quiet: bool = False, **kwargs: object) -> None:
        be_quiet(quiet)
        function(*args, **kwargs)

    option = inspect.Parameter("quiet", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Quiet)
    parameters = [*signature.parameters.values(), option]
    quietly.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    quietly.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return quietly


class NesgrooveCommand(TyperCommand):
    """A command whose help says what is to be written, and not of which type it is."""

    def get_params(self, ctx: Any) -> Any:  # noqa: ANN401 (typer's own copy of click)
        """Give the options and arguments."""
        return [tidy(parameter) for parameter in super().get_params(ctx)]


class NesgrooveGroup(TyperGroup):
    """The command line itself."""

    def get_params(self, ctx: Any) -> Any:  # noqa: ANN401 (typer's own copy of click)
        """Give the options and arguments."""
        return [tidy(parameter) for parameter in super().get_params(ctx)]


def tidy(parameter: Any) -> Any:  # noqa: ANN401
    """Have the help of an option or argument say what is to be written there.

    Parameters
    ----------
    parameter
        Changed in place.

    Returns
    -------
    object
        The parameter.
    """
    if isinstance(parameter, TyperArgument) and parameter.metavar and (many := MANY.match(parameter.metavar)):
        parameter.metavar = many[1]
    if getattr(parameter, TIDY, False):
        return parameter
    setattr(parameter, TIDY, True)
    shown = getattr(parameter, "display_type_rich", None)  # as newer versions of typer call it; older ones do as here
    if isinstance(parameter, TyperOption | TyperArgument) and shown is not None:

        def display(ctx: Any) -> str | None:  # noqa: ANN401
            given = shown(ctx=ctx) or ""
            if not given.startswith("<"):
                return given or None
            return "N" if given.startswith("<int range") else WORDS.get(given)

        parameter.display_type_rich = display  # type: ignore[method-assign]
    return parameter
