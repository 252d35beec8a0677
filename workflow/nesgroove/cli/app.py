"""The command line. Each command is a module of its own and thin: options in, one call of the package, a summary out.

The module of a command is imported when the command is asked for, and imports of what takes time are inside the
functions, so that ``nesgroove --help`` and every job of the workflow begin at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Annotated, Any, Final

import typer

from nesgroove.cli.command import NesgrooveCommand, NesgrooveGroup, with_quiet
from nesgroove.cli.errors import report_errors

COMMANDS: Final = (
    "run", "init", "discover", "fetch", "phantom", "measure", "poses", "trajectory", "models", "analogue", "reference",
    "gather", "ensemble", "figure", "picture", "scene", "atlas", "summary", "methods", "supplement", "reproduce",
    "signal", "compounds", "columns",
)  # fmt: skip
"""The whole first, then its parts in the order of a run, as ``--help`` shows them.

``NAME`` is ``NAME_command`` in the module ``nesgroove.cli.NAME``, of the class ``NameCommand`` where there is one.
"""


class Commands(Mapping[str, Any]):
    """All commands by name, each imported and read when it is first asked for."""

    def __init__(self) -> None:
        self._read: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 (typer's own copy of click)
        if name not in COMMANDS:
            raise KeyError(name)
        if name not in self._read:
            module = import_module(f"nesgroove.cli.{name}")
            alone = typer.Typer(rich_markup_mode="markdown", pretty_exceptions_enable=False, add_completion=False)
            kind = getattr(module, f"{name.title()}Command", NesgrooveCommand)
            alone.command(name, cls=kind)(with_quiet(getattr(module, f"{name}_command")))
            self._read[name] = typer.main.get_command(alone)
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in COMMANDS

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class NesgrooveApp(NesgrooveGroup):
    """The command line with its commands, none of which is imported yet."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(**settings)
        self.commands = Commands()  # type: ignore[assignment]


app = typer.Typer(
    name="nesgroove",
    help="Find and measure the NES groove of XPO1 (CRM1), and what occupies it, in any structure.\n\n"
    "Example: `nesgroove run 3gjx 4hb2 --out results`\n\n"
    "Example: `nesgroove measure my_structures/ --out tables`",
    no_args_is_help=True,
    cls=NesgrooveApp,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        from nesgroove import __version__

        typer.echo(f"nesgroove {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; exit codes and messages are those of :mod:`nesgroove.cli.errors`."""
    report_errors(lambda: app(arguments, prog_name="nesgroove"))


if __name__ == "__main__":
    main()
