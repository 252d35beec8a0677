"""The steps of a container recipe as a script for a shell, to be tried where there is neither Docker nor Apptainer.

``python tools/recipe_steps.py recipes/container/Dockerfile`` prints what the recipe does, as commands for a root
directory of its own (a chroot); files are copied from the directory that the variable SOURCE names. The image that the
recipe begins with is a comment: another system with the same Python has to stand for it.
"""

from __future__ import annotations

import argparse
import re
import shlex
import sys
from pathlib import Path

PASSED_OVER = ("ENTRYPOINT", "CMD")
"""Instructions that say how a container is used, and do nothing when it is built."""


def docker_steps(text: str) -> list[str]:
    """Read a Dockerfile.

    Parameters
    ----------
    text
        The whole of it.

    Returns
    -------
    list of str
        One command a step.

    Raises
    ------
    ValueError
        On an instruction that is not known here.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    steps = []
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        instruction, _, rest = line.partition(" ")
        if instruction == "FROM":
            steps.append(f"# begins with {rest}")
        elif instruction == "RUN":
            steps.append(rest)
        elif instruction == "COPY":
            *sources, target = rest.split()
            steps += [_copied(source, target, within=target.endswith("/")) for source in sources]
        elif instruction == "ENV":
            steps += [f"export {word}" for word in shlex.split(rest)]
        elif instruction == "WORKDIR":
            steps.append(f"mkdir -p {rest} && cd {rest}")
        elif instruction not in PASSED_OVER:
            raise ValueError(f"{instruction}: an instruction that is not known here")
    return steps


def apptainer_steps(text: str, *, test: bool = True) -> list[str]:
    """Read a definition file of Apptainer.

    Parameters
    ----------
    text
        The whole of it.
    test
        With the commands of its section %test, which the build ends with.

    Returns
    -------
    list of str
        One command a step.
    """
    head, *parts = re.split(r"^%(\w+)\n", text, flags=re.MULTILINE)
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    base = re.search(r"^From: (.+)$", head, re.MULTILINE)
    steps = [f"# begins with {base[1]}"] if base else []
    for line in _lines(sections.get("files", "")):
        source, target = line.split()
        steps.append(_copied(source, target, within=False))
    for name in ("post", "environment", *(["test"] if test else [])):
        steps += _lines(sections.get(name, ""))
    return steps


def _lines(section: str) -> list[str]:
    return [line.strip() for line in section.splitlines() if line.strip() and not line.strip().startswith("#")]


def _copied(source: str, target: str, *, within: bool) -> str:
    directory = target.rstrip("/") if within else str(Path(target).parent)
    return f'mkdir -p {directory} && cp -r "$SOURCE/{source}" {target}'


def steps_of(path: Path) -> list[str]:
    """Read a recipe of either kind."""
    text = path.read_text(encoding="utf-8")
    return apptainer_steps(text) if path.suffix == ".def" else docker_steps(text)


def main() -> None:
    """Print the script."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recipe", type=Path, help="a Dockerfile, or a definition file of Apptainer (.def)")
    sys.stdout.write("\n".join(["set -eux", *steps_of(parser.parse_args().recipe), ""]))


if __name__ == "__main__":
    main()
