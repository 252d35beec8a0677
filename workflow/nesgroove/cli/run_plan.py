"""The configuration in a directory of results, as ``nesgroove run`` writes it and goes on with it.

The directory is one that Snakemake runs in by itself too: ``config/config.yaml`` says what is measured and how, and the
results lie beside it (``results: .``).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nesgroove.cli.run_asked import STEP, Asked
from nesgroove.cli.run_config import brought_up, check
from nesgroove.errors import ConfigError, NesgrooveError
from nesgroove.io.files import write_file

CONFIG: Final = "config/config.yaml"
SHEET: Final = "config/structures.tsv"

WRITTEN: Final = "# Written by `nesgroove run`, with the checksum "
"""How a configuration begins that the command wrote; the checksum says whether somebody changed it since."""

RESUME: Final = "go on with what is there by `nesgroove run --out {out}`, without anything else"


@dataclass(frozen=True)
class Plan:
    """A directory of results, and what is in its configuration.

    Attributes
    ----------
    out : Path
    config : dict
    entries : list of str
        Those of the sheet.
    edited : bool
        Whether somebody changed the configuration since it was written.
    """

    out: Path
    config: dict[str, Any]
    entries: list[str]
    edited: bool = False

    def names(self) -> set[str]:
        """Everything that is measured."""
        config = self.config
        if config["source"] == "archive":
            named = set(self.entries)
        elif config["source"] == "phantom":
            named = set(config["phantom"]["names"])
        else:
            named = set(_listed(config["directory"]["path"]))
        return named | set(_listed(config["local"]))

    def count(self) -> int:
        """How many entries, phantoms and files there are to be measured; those in a directory are counted."""
        from nesgroove.io.run_files import run_files

        given = _listed(self.config["local"])
        if self.config["source"] == "directory":
            given = [*_listed(self.config["directory"]["path"]), *given]
        files = run_files(self.out / path for path in given).paths
        return len(self.names() - set(given)) + len(files)


def _listed(given: str | list[str] | None) -> list[str]:
    return [given] if isinstance(given, str) else given or []


def read_plan(out: Path) -> Plan | None:
    """Read the configuration of a directory of results.

    Parameters
    ----------
    out
        The directory.

    Returns
    -------
    Plan or None
        None where there is nothing in the directory.

    Raises
    ------
    ConfigError
        Something else is in it, or the configuration cannot be read.
    """
    import yaml

    path = out / CONFIG
    if not path.is_file():
        if out.is_dir() and any(not there.name.startswith(".") for there in out.iterdir()):
            raise ConfigError(
                f"there is something in it that is no run: it has no {CONFIG}", file=out, step=STEP,
                remedy="Choose another directory for --out",
            )  # fmt: skip
        return None
    try:
        text = path.read_text(encoding="utf-8")
        head, _, body = text.partition("\n")
        edited = head != WRITTEN + checksum(body)
        config = yaml.safe_load(text)
        if not edited:
            config = brought_up(config)
        check(config)
        entries = _sheet_entries(out / config["archive"]["sheet"]) if config["source"] == "archive" else []
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        message = f"it cannot be read: {error}"
        raise ConfigError(message, file=path, step=STEP, remedy="Mend it, or remove it") from error
    except NesgrooveError as error:
        raise ConfigError(error.message, file=error.file or path, step=STEP, remedy=error.remedy) from error
    return Plan(out, config, entries, edited)


def go_on(out: Path) -> Plan | None:
    """Read the configuration of a run to go on with it; one of another version of nesgroove gets the keys of this one.

    Parameters
    ----------
    out
        Directory of results.

    Returns
    -------
    Plan or None
        As :func:`read_plan`, which says what is raised.
    """
    plan = read_plan(out)
    if plan is not None and not plan.edited:
        _write(out / CONFIG, _as_written(plan.config))
    return plan


def _sheet_entries(path: Path) -> list[str]:
    from nesgroove.fetch.sheet import read_sheet

    return [row.entry.short for row in read_sheet(path)]


def checksum(text: str) -> str:
    """Give the checksum of a configuration, a line of it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def write_plan(out: Path, asked: Asked, config: dict[str, Any]) -> Plan:
    """Write the configuration of a run, where it takes nothing away from what is there.

    Parameters
    ----------
    out
        Directory of results.
    asked, config
        What is measured, and how.

    Returns
    -------
    Plan

    Raises
    ------
    ConfigError
        Something else is in the directory; the configuration there was changed by hand; it names what is not asked
        for any more.
    WriteError
        It cannot be written.
    """
    plan = Plan(out, config, list(asked.entries))
    there = read_plan(out)
    if there is not None:
        how = RESUME.format(out=out)
        if there.edited and json.dumps(there.config, sort_keys=True) != json.dumps(config, sort_keys=True):
            raise ConfigError(
                "it was changed by hand, and says something else than the command", file=out / CONFIG, step=STEP,
                remedy=f"To use it as it is, {how}; or choose another directory for --out",
            )  # fmt: skip
        lost = sorted(there.names() - plan.names())
        if lost:
            raise ConfigError(
                f"its results are also of {_some(lost)}, which would be lost", file=out, step=STEP,
                remedy=f"Name them too, or choose another directory for --out; or {how}",
            )  # fmt: skip
        if there.edited:
            return there
    if asked.entries:
        lines = ["entry\tnote", *(f"{entry}\t{note}" for entry, note in asked.entries.items())]
        _write(out / SHEET, "\n".join(lines) + "\n")
    _write(out / CONFIG, _as_written(config))
    return plan


def _as_written(config: dict[str, Any]) -> str:
    import yaml

    body = yaml.safe_dump(config, sort_keys=False, allow_unicode=True, width=120)
    return f"{WRITTEN}{checksum(body)}\n{body}"


def _write(path: Path, text: str) -> None:
    """Write a file that says something else than before; a new time alone would have the workflow begin again."""
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        write_file(path, text)


def _some(names: list[str], count: int = 3) -> str:
    more = f" and {len(names) - count} more" if len(names) > count else ""
    return ", ".join(names[:count]) + more
