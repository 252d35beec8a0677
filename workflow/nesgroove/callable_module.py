"""Rooms of the package that can be called: ``nesgroove.measure("x.cif")`` beside ``nesgroove.measure.registry``.

Importing a module inside ``nesgroove/measure`` binds ``nesgroove.measure`` to the package of that name, and would
replace a function of the same name in ``nesgroove/__init__.py``: what a person calls would depend on what was imported
before. So the package itself is what is called, whatever is imported in whatever order. The function it stands for is
imported at the first call.

Type checkers see the function (``nesgroove/__init__.py``); what is inside a room is imported by name, ``from
nesgroove.measure.registry import records``, which they follow too.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any, Final

FRONT: Final = {
    "nesgroove.measure": ("nesgroove.front.measuring", "measure"),
    "nesgroove.compare": ("nesgroove.front.comparison", "compare"),
}
"""Packages that can be called, and module and name of the function that each stands for."""


class CallableModule(ModuleType):
    """A package that passes calls on to a function of the front door, and shows its text and signature."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Call the function."""
        return self._function(*args, **kwargs)

    @property
    def _function(self) -> Callable[..., Any]:
        module, name = FRONT[self.__name__]
        function: Callable[..., Any] = getattr(import_module(module), name)
        return function

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        return self._function.__doc__

    @property
    def __signature__(self) -> inspect.Signature:
        return inspect.signature(self._function)

    def __reduce__(self) -> tuple[Callable[[str], ModuleType], tuple[str]]:
        # Modules cannot be pickled; functions can, and processes are given them.
        return import_module, (self.__name__,)


def make_callable(name: str) -> None:
    """Make a package of :data:`FRONT`, which is being imported, callable."""
    sys.modules[name].__class__ = CallableModule
