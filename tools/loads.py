"""What each command imports of the libraries that take time: each in a process of its own, for docs/start-up.md.

``python tools/loads.py`` prints the table, ``--write`` puts it into the page. What is counted is modules and no time:
a library that a command does not need is one too many on every machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).parents[1] / "docs/start-up.md"
BEGIN: Final = "<!-- Written by `python tools/loads.py --write`. -->"

SLOW: Final = (
    "numpy", "gemmi", "scipy", "Bio", "biotite", "matplotlib", "rdkit", "MDAnalysis", "prolif", "pandas", "numba",
    "httpx", "rich", "jinja2", "yaml", "jsonschema", "snakemake", "pymol2",
)  # fmt: skip
"""Libraries that take time to import, in the order in which the page names them."""

COMPLETION: Final = "completion"
"""Stands for what a shell asks when the tab key is pressed."""


@dataclass(frozen=True)
class Row:
    """One row of the table.

    Attributes
    ----------
    what : str
        As the page has it.
    commands : tuple of tuple of str
        Words of commands that are run one after the other; ``IN``, ``TABLES`` and ``OUT`` are directories.
    """

    what: str
    commands: tuple[tuple[str, ...], ...]


def rows(names: Sequence[str]) -> list[Row]:
    """Give what is tried, the lightest first, so that all of it can be tried in one process too.

    Parameters
    ----------
    names
        All commands.

    Returns
    -------
    list of Row
    """
    out = ("--out", "OUT")
    return [
        Row("`--version`, completion in the shell", (("--version",), (COMPLETION,))),
        Row(
            "options that are not understood",
            (
                ("measure", "--nonsense"), ("measure", "IN", "--batch", "9/3", *out), ("figure", "--widht", "85mm"),
                ("measure", "IN", "--model", "x", *out), ("fetch", "3gj", "--to", "OUT"),
            ),
        ),
        Row("`--help`, of every command too", (("--help",), *((name, "--help") for name in names))),
        Row("`compounds`, `phantom`", (("compounds",), ("phantom", "phantom_open", *out))),
        Row("`columns`, `signal`", (("columns",), ("signal", "MLQLPPLERLTL"))),
        Row(
            "`gather`, `summary`, `methods`",
            (("gather", "TABLES", *out), ("summary", "--from", "TABLES"), ("methods", "--from", "TABLES")),
        ),
        Row("`ensemble`", (("ensemble", "--from", "TABLES", *out),)),
        Row("`figure`, one without molecules", (("figure", "width", "--from", "TABLES", *out),)),
        Row("`measure`, an empty groove", (("measure", "IN/phantom_open.cif.gz", *out),)),
        Row("`measure`, a cargo", (("measure", "IN/phantom_cargo_1c.cif.gz", *out),)),
        Row("`measure`, an inhibitor", (("measure", "IN/phantom_v6a.cif.gz", *out),)),
    ]  # fmt: skip


IMPORTED: Final = """\
import json, os, sys
from nesgroove.cli.app import main
rows, slow, forgotten = json.loads(sys.argv[1])
said, loaded = sys.stdout, []
for commands in rows:
    for words in commands:
        sys.stdout = sys.stderr
        if words == ["completion"]:
            os.environ.update(_NESGROOVE_COMPLETE="complete_bash", COMP_WORDS="nesgroove me", COMP_CWORD="1")
            words = []
        try:
            main(words)
        except SystemExit:
            pass
        os.environ.pop("_NESGROOVE_COMPLETE", None)
    sys.stdout = said
    loaded.append([name for name in slow if name in sys.modules])
    for name in [name for name in sys.modules if name.split(".")[0] in forgotten or name == "typer.rich_utils"]:
        del sys.modules[name]
print(json.dumps(loaded))
"""
"""Run by Python: rows of commands, and what is imported after each row; rich is forgotten again, which can be."""


def imported(rows: Sequence[Row], places: dict[str, Path]) -> list[list[str]]:
    """Run rows of commands in one process.

    Parameters
    ----------
    rows
        The lightest first.
    places
        Directories by their name in the commands.

    Returns
    -------
    list of list of str
        Of :data:`SLOW`, what is imported after each row.
    """

    def word(text: str) -> str:
        name, slash, rest = text.partition("/")
        return f"{places[name]}{slash}{rest}" if name in places else text

    asked = [[[word(text) for text in words] for words in row.commands] for row in rows]
    code = [sys.executable, "-c", IMPORTED, json.dumps([asked, SLOW, ["rich"]])]
    done = subprocess.run(code, capture_output=True, text=True, check=True)
    loaded: list[list[str]] = json.loads(done.stdout.splitlines()[-1])
    return loaded


def table(rows: Sequence[Row], loaded: Sequence[Sequence[str]]) -> str:
    """Write the table of the page."""
    lines = [f"| {row.what} | {', '.join(names) or 'nothing'} |" for row, names in zip(rows, loaded, strict=True)]
    return "\n".join(["| command | imports |", "|---|---|", *lines]) + "\n"


def read_table(text: str) -> dict[str, frozenset[str]]:
    """Read back what the page says that each row imports."""
    rows = (line.strip("| ").split(" | ") for line in text.partition(BEGIN)[2].splitlines() if line.startswith("| "))
    return {row[0]: frozenset(row[1].replace("nothing", "").split(", ")) - {""} for row in rows if row[0] != "command"}


def measured() -> str:
    """Run each row in a process of its own, and write the table."""
    from nesgroove.cli.app import COMMANDS

    with tempfile.TemporaryDirectory() as directory:
        places = {name: Path(directory) / name.lower() for name in ("IN", "TABLES", "OUT")}
        python = [sys.executable, "-m", "nesgroove"]
        names = ("phantom_open", "phantom_cargo_1c", "phantom_v6a")
        subprocess.run([*python, "phantom", *names, "--out", places["IN"]], check=True, capture_output=True)
        subprocess.run([*python, "measure", places["IN"], "--out", places["TABLES"]], check=True, capture_output=True)
        tried = rows(COMMANDS)
        return table(tried, [imported([row], places)[0] for row in tried])


if __name__ == "__main__":
    text = measured()
    if "--write" in sys.argv[1:]:
        before = PAGE.read_text(encoding="utf-8").partition(BEGIN)[0]
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}", encoding="utf-8")
    else:
        print(text, end="")
