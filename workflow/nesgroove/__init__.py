"""nesgroove: the NES groove of XPO1 (CRM1), found, measured and compared in every structure alike."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nesgroove.show.notebook.view import view as view

try:
    __version__ = version("nesgroove")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0+source"


def __getattr__(name: str) -> Any:  # noqa: ANN401
    # What notebooks start from is imported when it is asked for: the command needs none of it.
    if name == "view":
        from nesgroove.show.notebook.view import view

        return view
    raise AttributeError(f"module 'nesgroove' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), "view"]
