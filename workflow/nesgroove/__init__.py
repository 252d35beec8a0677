"""nesgroove: the NES groove of XPO1 (CRM1), found, measured and compared in every structure alike.

What people who program start from: :func:`measure` and :func:`read_results` give :class:`Results`, whose tables are
data frames; :func:`compare` compares all complexes of them; :func:`view` shows one; :func:`read` reads a structure.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nesgroove.errors import NesgrooveError as NesgrooveError
    from nesgroove.front.analogy import analogue as analogue
    from nesgroove.front.comparison import Comparison as Comparison
    from nesgroove.front.comparison import compare as compare
    from nesgroove.front.files import motion_paths as motion_paths
    from nesgroove.front.files import phantom_path as phantom_path
    from nesgroove.front.files import read as read
    from nesgroove.front.measuring import measure as measure
    from nesgroove.front.posing import Poses as Poses
    from nesgroove.front.posing import poses as poses
    from nesgroove.front.predictions import Models as Models
    from nesgroove.front.predictions import models as models
    from nesgroove.front.results import Results as Results
    from nesgroove.front.results import read_results as read_results
    from nesgroove.front.signals import Signals as Signals
    from nesgroove.front.signals import signal as signal
    from nesgroove.front.trajectories import Trajectory as Trajectory
    from nesgroove.front.trajectories import trajectory as trajectory
    from nesgroove.front.viewing import view as view

    __version__: str

__all__ = [
    "Comparison", "Models", "NesgrooveError", "Poses", "Results", "Signals", "Trajectory", "__version__",
    "analogue", "compare", "measure", "models", "motion_paths", "phantom_path", "poses", "read", "read_results",
    "signal", "trajectory", "view",
]  # fmt: skip

_FROM = {
    "Comparison": "nesgroove.front.comparison",
    "Models": "nesgroove.front.predictions",
    "NesgrooveError": "nesgroove.errors",
    "Poses": "nesgroove.front.posing",
    "Results": "nesgroove.front.results",
    "Signals": "nesgroove.front.signals",
    "Trajectory": "nesgroove.front.trajectories",
    "analogue": "nesgroove.front.analogy",
    "models": "nesgroove.front.predictions",
    "motion_paths": "nesgroove.front.files",
    "phantom_path": "nesgroove.front.files",
    "poses": "nesgroove.front.posing",
    "read": "nesgroove.front.files",
    "read_results": "nesgroove.front.results",
    "signal": "nesgroove.front.signals",
    "trajectory": "nesgroove.front.trajectories",
    "view": "nesgroove.front.viewing",
}
"""Modules of what is imported when it is asked for: ``import nesgroove`` takes no time, and the command needs none."""


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name in ("compare", "measure"):  # packages that can be called: nesgroove.callable_module says why
        return import_module(f"nesgroove.{name}")
    if name in _FROM:
        return getattr(import_module(_FROM[name]), name)
    if name == "__version__":
        return globals().setdefault(name, _version())
    raise AttributeError(f"module 'nesgroove' has no attribute {name!r}")


def _version() -> str:
    """Ask for the version when it is asked for: what answers takes half of the time of starting a command."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("nesgroove")
    except PackageNotFoundError:  # run from a source tree that was never installed
        return "0+source"


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
