"""What all commands have in common: ``--quiet``, and a help without the names of Python's types."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Collection, Sequence
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from nesgroove.cli.errors import NOT_UNDERSTOOD, be_quiet, say

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


UsageError: Final[Any] = typer.BadParameter.__mro__[1]
"""A command line that is not understood, in typer's own copy of click or in click."""


def _not_understood(error: Any, words: Sequence[str], commands: Collection[str]) -> str:  # noqa: ANN401
    """Put what is wrong with a command line into the words of all other messages."""
    path = error.ctx.command_path if error.ctx is not None else ""
    step = path.partition(" ")[2] or next(iter({*words[:1]} & {*commands}), "")
    message = " ".join(error.format_message().split()).rstrip(".")
    files = [word for word in words if word.startswith("-") and len(word) > 1 and Path(word).exists()]
    remedies = [f"Write ./{file} for the file" for file in files[:1]]
    remedies.append(f"See nesgroove {step} --help" if step else "See nesgroove --help")
    stop = "" if message.endswith("?") else "."
    return f"{step}{': ' if step else ''}{message}{stop} {'. '.join(remedies)}"


class NesgrooveGroup(TyperGroup):
    """The command line itself, which says what it does not understand as all else is said."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Run the command line."""
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except UsageError as error:
            if not standalone_mode:
                raise
            if type(error).__name__ == "NoArgsIsHelpError":
                error.show()
            else:
                say(_not_understood(error, list(sys.argv[1:] if args is None else args), self.commands))
            sys.exit(NOT_UNDERSTOOD)
        if not standalone_mode:
            return code
        sys.exit(code if isinstance(code, int) else 0)

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
    if isinstance(parameter, TyperArgument):
        metavar = parameter.metavar or (parameter.name or "").upper()
        many = MANY.match(metavar)
        parameter.metavar = many[1] if many else metavar
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
