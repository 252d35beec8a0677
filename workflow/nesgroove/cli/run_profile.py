"""Profiles of snakemake, as ``nesgroove run`` takes them: where and how jobs are run."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from nesgroove.errors import ConfigError
from nesgroove.io.workflow_files import workflow_file

OWN_EXECUTORS: Final = ("local", "dryrun", "touch")
"""Ways to run jobs that Snakemake has by itself; the others are plugins."""


def find_profile(given: str) -> Path:
    """Find a profile: one that comes with the workflow, by its name, or a directory.

    Parameters
    ----------
    given
        ``slurm``, or the path of a directory with a ``config.yaml``.

    Returns
    -------
    Path
        Absolute.

    Raises
    ------
    ConfigError
        If there is none, or it asks for a plugin that is not installed.
    """
    import yaml

    known = workflow_file("profiles")
    path = known / given if given in {each.name for each in known.iterdir()} else Path(given).absolute()
    if not (path / "config.yaml").is_file():
        names = ", ".join(sorted(each.name for each in known.iterdir()))
        raise ConfigError(
            "there is no config.yaml of a profile", file=given, step="run",
            remedy=f"Name the directory of one, or one of those that come with the workflow: {names}",
        )  # fmt: skip
    read = yaml.safe_load((path / "config.yaml").read_text(encoding="utf-8"))
    executor = str(read.get("executor", "local") if isinstance(read, dict) else "local")
    plugin = f"snakemake_executor_plugin_{executor.replace('-', '_')}"
    if executor not in OWN_EXECUTORS and find_spec(plugin) is None:
        raise ConfigError(
            f"its executor {executor} is not installed", file=path, step="run",
            remedy=f"Install its plugin: pip install {plugin.replace('_', '-')}",
        )  # fmt: skip
    return path
