"""What ``nesgroove run`` is asked for, and the configuration that it makes of it in the directory of results.

The directory is one that Snakemake runs in by itself too: ``config/config.yaml`` says what is measured and how, and the
results lie beside it (``results: .``).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from nesgroove.errors import ConfigError, NesgrooveError
from nesgroove.io.files import write_file
from nesgroove.io.workflow_files import workflow_file

STEP: Final = "run"

CONFIG: Final = "config/config.yaml"
SHEET: Final = "config/structures.tsv"

WRITTEN: Final = "# Written by `nesgroove run`, with the checksum "
"""How a configuration begins that the command wrote; the checksum says whether somebody changed it since."""

RESUME: Final = "go on with what is there by `nesgroove run --out {out}`, without anything else"


@dataclass(frozen=True)
class Asked:
    """What is to be measured.

    Attributes
    ----------
    entries : dict of str to str
        Entries of the PDB, with the note that the sheet has of each.
    places : list of str
        Directories and files, absolute.
    phantoms : list of str
        Structures of known truth.
    """

    entries: dict[str, str] = field(default_factory=dict)
    places: list[str] = field(default_factory=list)
    phantoms: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.entries or self.places or self.phantoms)

    def names(self) -> set[str]:
        """Everything that is named."""
        return {*self.entries, *self.places, *self.phantoms}


def read_asked(words: Sequence[str], sheets: Sequence[Path] = (), phantoms: Sequence[str] = ()) -> Asked:
    """Understand what is to be measured.

    Parameters
    ----------
    words
        PDB ids, directories, files, patterns of files, names of phantoms.
    sheets
        Tables of entries.
    phantoms
        Further phantoms.

    Returns
    -------
    Asked

    Raises
    ------
    ConfigError
        A word is none of these, or may mean two of them; entries and phantoms are asked for together.
    """
    from nesgroove.fetch.sheet import read_sheet
    from nesgroove.io.phantoms import phantom_names
    from nesgroove.io.run_files import expanded

    known = {*phantom_names(), *phantom_names(calibration=True)}
    asked = Asked(phantoms=list(dict.fromkeys([*phantoms, *(word for word in words if word in known)])))
    for word in words:
        if word not in known:
            entry = _entry(word)
            if entry is not None:
                asked.entries.setdefault(entry, "")
            else:
                paths = expanded(Path(word)).paths
                if not all(path.exists() for path in paths):
                    raise ConfigError(
                        "this is no PDB id, no file or directory that is there, and no phantom", file=word, step=STEP,
                        remedy="Write a PDB id (3gjx), or the path of structures",
                    )  # fmt: skip
                asked.places.extend(str(path.absolute()) for path in paths)
    for sheet in sheets:
        asked.entries.update({row.entry.short: row.note for row in read_sheet(sheet)})
    asked.places[:] = dict.fromkeys(map(os.path.normpath, asked.places))
    if asked.entries and asked.phantoms:
        raise ConfigError(
            "entries of the PDB and phantoms are asked for together", step=STEP,
            remedy="Measure them apart: phantoms are no structures to be compared with real ones",
        )  # fmt: skip
    return asked


def _entry(word: str) -> str | None:
    """Read a PDB id; None where the word is none."""
    from nesgroove.fetch.errors import EntryIdError
    from nesgroove.fetch.ids import EntryId

    try:
        entry = EntryId.parse(word).short
    except EntryIdError:
        return None
    if Path(word).exists():
        raise ConfigError(
            "this is a PDB id, and something here is called so", file=word, step=STEP,
            remedy=f"Write ./{word} for what is here, or run the command in another directory",
        )  # fmt: skip
    return entry


def configuration(asked: Asked, changes: Mapping[str, Any], settings: Sequence[str] = ()) -> dict[str, Any]:
    """Make the configuration of a run.

    Parameters
    ----------
    asked
        What is measured.
    changes
        Keys that options set, with levels joined by a dot.
    settings
        ``KEY=VALUE`` as people write them, the value in YAML; after all others.

    Returns
    -------
    dict
        As ``config/config.yaml`` has it: paths are relative to the directory of results, or absolute.

    Raises
    ------
    ConfigError
        A setting is not understood, or does not fit the schema.
    """
    import yaml

    config: dict[str, Any] = yaml.safe_load(workflow_file("config/config.yaml").read_text(encoding="utf-8"))
    source = "archive" if asked.entries else "phantom" if asked.phantoms else "directory"
    set_key(config, "source", source)
    set_key(config, "results", ".")
    set_key(config, "local", asked.places or None)
    if source == "directory":
        set_key(config, "directory.path", asked.places)
        set_key(config, "local", None)
    if asked.phantoms:
        set_key(config, "phantom.names", asked.phantoms)
        demo = yaml.safe_load(workflow_file("config/demo.yaml").read_text(encoding="utf-8"))
        if {demo["references"][kind] for kind in demo["references"]} <= set(asked.phantoms):
            set_key(config, "references", demo["references"])
    for key, value in changes.items():
        set_key(config, key, value)
    for setting in settings:
        key, sign, text = setting.partition("=")
        if not (key and sign):
            raise ConfigError(
                f"--config {setting} is not understood", step=STEP,
                remedy="Write it as KEY=VALUE, with levels joined by a dot: references.open=4hb2-C",
            )  # fmt: skip
        try:
            set_key(config, key, yaml.safe_load(text))
        except yaml.YAMLError as error:
            raise ConfigError(f"--config {setting}: {text!r} is no YAML", step=STEP) from error
    _check(config)
    return config


def set_key(config: dict[str, Any], key: str, value: object) -> None:
    """Set a key of a configuration, with levels joined by a dot.

    Parameters
    ----------
    config
        Changed in place.
    key, value
        What.

    Raises
    ------
    ConfigError
        A level above it is no mapping.
    """
    *levels, last = key.split(".")
    for level in levels:
        config = config.setdefault(level, {})
        if not isinstance(config, dict):
            raise ConfigError(f"--config {key}: {level} has no levels below it", step=STEP)
    config[last] = value


def _check(config: dict[str, Any]) -> None:
    """Hold a configuration against the schema, before anything is begun."""
    import yaml
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    schema = yaml.safe_load(workflow_file("schemas/config.schema.yaml").read_text(encoding="utf-8"))
    error = best_match(Draft202012Validator(schema).iter_errors(config))
    if error is not None:
        where = ".".join(map(str, error.absolute_path)) or "the configuration"
        raise ConfigError(
            f"{where}: {error.message}", step=STEP,
            remedy="The keys are described in docs/run.md and in config/README.md of a project of `nesgroove init`",
        )  # fmt: skip


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

    def places(self) -> list[Path]:
        """Directories and files of the user's."""
        given = _listed(self.config["local"])
        if self.config["source"] == "directory":
            given = [*_listed(self.config["directory"]["path"]), *given]
        return [self.out / place for place in given]


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
        config = yaml.safe_load(text)
        _check(config)
        entries = _sheet_entries(out / config["archive"]["sheet"]) if config["source"] == "archive" else []
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        message = f"it cannot be read: {error}"
        raise ConfigError(message, file=path, step=STEP, remedy="Mend it, or remove it") from error
    except NesgrooveError as error:
        raise ConfigError(error.message, file=error.file or path, step=STEP, remedy=error.remedy) from error
    head, _, body = text.partition("\n")
    return Plan(out, config, entries, edited=head != WRITTEN + checksum(body))


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
    import yaml

    body = yaml.safe_dump(config, sort_keys=False, allow_unicode=True, width=120)
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
    _write(out / CONFIG, f"{WRITTEN}{checksum(body)}\n{body}")
    return plan


def _write(path: Path, text: str) -> None:
    """Write a file that says something else than before; a new time alone would have the workflow begin again."""
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        write_file(path, text)


def _some(names: list[str], count: int = 3) -> str:
    more = f" and {len(names) - count} more" if len(names) > count else ""
    return ", ".join(names[:count]) + more
