"""Where the files of the workflow are: beside the package in the repository, within it where it was installed."""

from __future__ import annotations

from pathlib import Path

import nesgroove
from nesgroove.errors import ConfigError


def workflow_file(name: str) -> Path:
    """Find a file or directory that belongs to the workflow.

    A wheel holds them in ``nesgroove/workflow``; in a clone of the repository, and where it is installed from one to
    be edited, they lie in ``workflow`` and ``config`` as Snakemake's catalogue wants them.

    Parameters
    ----------
    name
        Its path: ``Snakefile``, ``profiles/default``, ``notebooks/family.ipynb``, ``config/config.yaml`` ...

    Returns
    -------
    Path
        The file, absolute.

    Raises
    ------
    ConfigError
        It is not there: nesgroove was installed by halves, or the name is wrong.
    """
    package = Path(nesgroove.__file__).resolve().parent
    for home in (package / "workflow", package.parent, package.parent.parent):
        path = home / name
        if (home / "Snakefile").is_file() and path.exists():
            return path
    raise ConfigError(
        f"the workflow's {name} is not there", file=package, step="workflow",
        remedy="Install nesgroove again: pip install --force-reinstall 'nesgroove[workflow]'",
    )  # fmt: skip
