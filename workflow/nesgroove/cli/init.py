"""The command ``nesgroove init``."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import Annotated, Final

import typer

from nesgroove.cli.errors import request, tell
from nesgroove.cli.run_snakemake import need_workflow
from nesgroove.errors import ConfigError
from nesgroove.io.files import write_file
from nesgroove.io.places import try_directory
from nesgroove.io.workflow_files import workflow_file
from nesgroove.io.writing import together

COPIED: Final = (
    "config/config.yaml",
    "config/demo.yaml",
    "config/structures.tsv",
    "config/README.md",
    "profiles/default/config.yaml",
    "profiles/slurm/config.yaml",
)
"""Files of the workflow that are a project's own from the beginning."""

SNAKEFILE: Final = """\
# The workflow of the nesgroove that is installed beside snakemake. Rules of your own may follow it; what stands before
# it, or another default target, is yours to choose.
from nesgroove.io.workflow_files import workflow_file


include: str(workflow_file("Snakefile"))


if workflow.default_target is None:
    workflow.default_target = rules.all.rule.name
"""

GITIGNORE: Final = """\
.snakemake/
results/
structures/cache/
"""

README: Final = """\
# Structures of XPO1, measured by nesgroove

```
snakemake                                        # the entries of config/structures.tsv, and structures/local/
snakemake --configfile config/demo.yaml          # the demonstration, without a network
snakemake --dry-run                              # what would be done
snakemake --cores 2 --config pictures=False      # no ray-traced pictures, which take most of the time
snakemake --workflow-profile profiles/slurm      # on a cluster; fill in account and partition first
```

The results are in `results/`: tables, figures, pictures, scenes, and `results/atlas/index.html` for a browser.

* `config/structures.tsv` names the entries of the PDB. Take out those that you do not want.
* `structures/local/` is for files of your own: mmCIF or PDB, plain or packed.
* `config/config.yaml` says what is done; `config/README.md` describes its keys.
* `Snakefile` includes the workflow of the nesgroove that is installed. Rules of your own may follow.

The same command goes on where a run was stopped, and measures only what is new or changed.

Snakemake keeps a cache in your home. Where that cannot be written to: `XDG_CACHE_HOME=$PWD/.cache snakemake`.
"""


def init_command(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Directory of the project; made if need be.")],
) -> None:
    """Lay out a project: a Snakefile, its configuration, and a directory for structures of your own.

    `snakemake` runs it as it is. Its Snakefile includes the workflow of the installed nesgroove; the configuration and
    the list of entries are yours to change. For a run without a project: `nesgroove run`.

    Nothing is overwritten: a directory that holds one of the files already is refused, with exit code 2.

    Example: `nesgroove init family && cd family && snakemake --cores 2`
    """
    need_workflow()
    contents = {name: workflow_file(name).read_bytes() for name in COPIED}
    contents |= {
        "Snakefile": SNAKEFILE.encode(),
        "README.md": README.encode(),
        ".gitignore": GITIGNORE.encode(),
        "structures/local/.gitkeep": b"",
    }
    with request():
        there = [name for name in contents if (directory / name).exists() or (directory / name).is_symlink()]
        if there:
            raise ConfigError(
                f"{', '.join(there[:3])}{' and more' if len(there) > 3 else ''} are there already", file=directory,
                step="init", remedy="Name another directory; nothing was written",
            )  # fmt: skip
    try_directory(directory)
    with together():
        for name, content in contents.items():
            write_file(directory / name, content)
    for name in sorted(contents):
        tell(str(directory / name))
    tell(f"The project is ready: cd {quote(str(directory))} && snakemake", err=True)
