"""Names of tables and figures, read from the package's sources without importing them.

Importing them takes most of a second (numpy, scipy, matplotlib), which ``--help`` and every job of the workflow on a
cluster would pay. Tests hold the names to those of the registries.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import nesgroove

TABLE = re.compile(r'^    table: ClassVar\[str\] = "(\w+)"$', re.MULTILINE)
FIGURE = re.compile(r'^NAME(?:: Final)? = "([\w-]+)"$', re.MULTILINE)


@cache
def table_names() -> tuple[str, ...]:
    """Tables of a run: complexes first, problems last, as :func:`nesgroove.measure.registry.records` has them."""
    middle = sorted(_declared("measure", TABLE), key=lambda name: (name != "complexes", name))
    return (*middle, "problems")


@cache
def comparison_names() -> tuple[str, ...]:
    """Tables of the ensemble, by name."""
    return tuple(sorted(_declared("compare", TABLE)))


@cache
def figure_names() -> tuple[str, ...]:
    """All figures, by name."""
    return tuple(sorted(_declared("show/figures", FIGURE)))


@cache
def figure_names_over_time() -> tuple[str, ...]:
    """Figures of trajectories, by name."""
    return tuple(sorted(_declared("show/trajectory", FIGURE)))


def _declared(room: str, pattern: re.Pattern[str]) -> list[str]:
    """Give what the modules of a room declare."""
    modules = sorted((Path(nesgroove.__file__).parent / room).rglob("*.py"))
    return [name for module in modules for name in pattern.findall(module.read_text(encoding="utf-8"))]
