"""Recipes of containers: both do the same, with files that there are; their steps are what a shell can try."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from recipe_steps import docker_steps, steps_of

ROOT = Path(__file__).parents[1]
RECIPES = [ROOT / "recipes/container" / name for name in ("Dockerfile", "nesgroove.def")]


def installed(steps: list[str]) -> tuple[set[str], str]:
    """Debian's packages, and how nesgroove is installed."""
    text = "\n".join(steps)
    packages = re.search(r"apt-get install -y --no-install-recommends ([^&\n]+)", text)
    package = re.search(r"pip install .*?\]\"", text)
    assert packages is not None
    assert package is not None
    return set(packages[1].split()), package[0]


def copied(steps: list[str]) -> set[str]:
    return {match[1] for step in steps if (match := re.search(r'"\$SOURCE/([^"]+)"', step))}


def test_both_recipes_install_the_same_from_files_that_there_are():
    docker, apptainer = map(steps_of, RECIPES)
    assert installed(docker) == installed(apptainer)
    assert copied(docker) == copied(apptainer)
    assert all((ROOT / name).exists() for name in copied(docker))
    assert docker[0] == apptainer[0] == "# begins with python:3.11-slim-bookworm"


def test_everything_but_the_cluster_is_inside():
    extras = set(
        tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    )
    inside = re.search(r"\[(.+)\]", installed(steps_of(RECIPES[0]))[1])
    assert inside is not None
    assert set(inside[1].split(",")) == extras - {"slurm"}


def test_the_steps_of_a_recipe_come_in_its_order_and_an_unknown_one_is_refused():
    text = 'FROM base\n# why\nRUN one \\\n && two\nCOPY a b /srv/x/\nENV K=1 L=2\nWORKDIR /data\nCMD ["x"]\n'
    assert docker_steps(text) == [
        "# begins with base", "one && two", 'mkdir -p /srv/x && cp -r "$SOURCE/a" /srv/x/',
        'mkdir -p /srv/x && cp -r "$SOURCE/b" /srv/x/', "export K=1", "export L=2", "mkdir -p /data && cd /data",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="ADD"):
        docker_steps("FROM base\nADD a b\n")
