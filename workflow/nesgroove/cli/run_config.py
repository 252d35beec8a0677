"""The configuration that ``nesgroove run`` makes of what it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from nesgroove.cli.run_asked import STEP, Asked
from nesgroove.errors import ConfigError
from nesgroove.io.workflow_files import workflow_file

KEYS: Final = "The keys are described in docs/run.md and in config/README.md of a project of `nesgroove init`"


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
            raise ConfigError(
                f"--config {setting}: {text!r} is no YAML", step=STEP,
                remedy="Close brackets and quotation marks, and put what has colons in it into quotation marks",
            ) from error  # fmt: skip
    check(config)
    return config


def brought_up(config: dict[str, Any]) -> dict[str, Any]:
    """Give a configuration that another version of nesgroove wrote the keys of this one.

    Parameters
    ----------
    config
        As it was written.

    Returns
    -------
    dict
        With the defaults for keys that it does not have, and without those that are gone.
    """
    import yaml

    known: dict[str, Any] = yaml.safe_load(workflow_file("config/config.yaml").read_text(encoding="utf-8"))
    for key, default in known.items():
        if isinstance(default, dict) and default and isinstance(config.get(key), dict):
            known[key] = {name: config[key].get(name, value) for name, value in default.items()}
        else:
            known[key] = config.get(key, default)
    return known


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
            raise ConfigError(f"--config {key}: {level} has no levels below it", step=STEP, remedy=KEYS)
    config[last] = value


def check(config: dict[str, Any]) -> None:
    """Hold a configuration against the schema, before anything is begun.

    Parameters
    ----------
    config
        All keys of it.

    Raises
    ------
    ConfigError
        Naming the key that is wrong.
    """
    import yaml
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    schema = yaml.safe_load(workflow_file("schemas/config.schema.yaml").read_text(encoding="utf-8"))
    error = best_match(Draft202012Validator(schema).iter_errors(config))
    if error is not None:
        where = ".".join(map(str, error.absolute_path)) or "the configuration"
        raise ConfigError(
            f"{where}: {error.message}", step=STEP, remedy=KEYS,
        )  # fmt: skip
