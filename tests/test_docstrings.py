"""Docstrings of what is public: numpydoc's sections are there, and say shapes and what is raised."""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass

import pytest
from numpydoc.docscrape import FunctionDoc
from numpydoc.validate import ERROR_MSGS, validate

import nesgroove

LEFT_OUT = {
    "ES01": "a summary that says all needs no second paragraph",
    "SA01": "related things stand in the same module",
    "EX01": "examples are in the notebooks and in the documentation, where they are run",
    "PR04": "types are annotations, which mypy checks",
    "PR08": "mmCIF and names of code begin with a small letter",
    "SS05": "takes nouns in the plural (Indices, Bonds) for verbs",
    "SS06": "so does ruff, which allows what a long name needs",
}
"""Checks of numpydoc that nothing public has to pass, and why. All others hold."""

FIELDS = "PR01"
"""Of a class: its fields stand under Attributes (checked here) or describe themselves, as in a record class."""

ROOMS = ("identify", "chem", "io", "model", "measure", "survey")

SHORT = ("model", "measure", "survey")
"""Rooms where a function may still say in its summary alone what it takes and returns."""

SECTIONS = ("PR01", "RT01", "RT03", "YD01")


def public_objects(module: str) -> Iterator[tuple[str, object]]:
    """Public functions and classes of a module, with public methods and properties, by dotted name."""
    for name, value in vars(importlib.import_module(module)).items():
        if name.startswith("_") or getattr(value, "__module__", None) != module:
            continue
        if inspect.isfunction(value):
            yield f"{module}.{name}", value
        elif inspect.isclass(value):
            yield f"{module}.{name}", value
            for key, member in vars(value).items():
                if not key.startswith("_") and isinstance(member, (classmethod, staticmethod, property)):
                    yield f"{module}.{name}.{key}", getattr(member, "__func__", getattr(member, "fget", None))
                elif not key.startswith("_") and inspect.isfunction(member):
                    yield f"{module}.{name}.{key}", member


def modules(room: str) -> Iterator[str]:
    package = importlib.import_module(f"nesgroove.{room}")
    yield package.__name__
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield info.name


def front_door() -> dict[str, object]:
    """What ``import nesgroove`` offers, and the classes of ours that it returns, with their methods."""
    offered = [getattr(nesgroove, name) for name in getattr(nesgroove, "__all__", ["view"])]
    ours = [value for value in offered if inspect.isfunction(value) or inspect.isclass(value)]
    for function in [value for value in ours if inspect.isfunction(value)]:
        returned = function.__globals__.get(str(inspect.signature(function).return_annotation))
        if inspect.isclass(returned) and returned not in ours:
            ours.append(returned)
    named = {f"{value.__module__}.{value.__qualname__}": value for value in ours}
    members = {name: value for own in named.values() for name, value in public_objects(own.__module__)}
    return {name: value for name, value in members.items() if name in named or name.rpartition(".")[0] in named}


def faults(name: str, value: object, *, short: bool) -> list[str]:
    """Say what is wrong with one docstring."""
    left_out = LEFT_OUT.keys() | (set(SECTIONS) if short else set())
    if inspect.isclass(value):
        left_out |= {FIELDS}
    wrong = [f"{name}: {code} {text}" for code, text in validate(name)["errors"] if code not in left_out]
    if inspect.isclass(value):
        return wrong + undocumented_fields(name, value)
    if inspect.isfunction(value):
        return wrong + unspoken_raises(name, value) + shapeless(name, value)
    return wrong


def undocumented_fields(name: str, value: type) -> list[str]:
    text = inspect.getdoc(value) or ""
    if not is_dataclass(value):
        return []
    attributes = text.partition("Attributes\n----------\n")[2]
    documented = {word.strip() for line in attributes.splitlines() for word in line.partition(" : ")[0].split(",")}
    return [f"{name}: {field.name} is not under Attributes" for field in fields(value) if field.name not in documented]


def unspoken_raises(name: str, value: Callable[..., object]) -> list[str]:
    """Errors that a function raises itself and does not document."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(value)))
    caught = {
        inner
        for block in ast.walk(tree)
        if isinstance(block, ast.Try)
        for line in block.body
        for inner in ast.walk(line)
    }
    raised = {
        node.exc.func.id
        for node in set(ast.walk(tree)) - caught
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name)
    }
    told = {entry.type for entry in FunctionDoc(value)["Raises"]}
    known = vars(importlib.import_module(value.__module__)) | vars(builtins)
    bases = {error: {base.__name__ for base in getattr(known.get(error), "__mro__", ())} | {error} for error in raised}
    return [f"{name}: raises {error} and does not say so" for error in sorted(raised) if not bases[error] & told]


def shapeless(name: str, value: Callable[..., object]) -> list[str]:
    """Arrays among the documented parameters and results of which no shape is told."""
    annotations = {k for k, v in value.__annotations__.items() if re.match(r"(npt\.ND|Float|Int|Bool)Array", str(v))}
    document = FunctionDoc(value)
    told = {part.strip(): (entry, "Parameters") for entry in document["Parameters"] for part in entry.name.split(",")}
    wrong = []
    for parameter in annotations - {"return"}:
        entry = told.get(parameter, (None, ""))[0]
        if entry is not None and not _says_shape(" ".join([entry.type, *entry.desc])):
            wrong.append(f"{name}: no shape of {parameter}")
    returns = " ".join(text for entry in document["Returns"] for text in (entry.type, *entry.desc))
    if "return" in annotations and document["Returns"] and not _says_shape(returns):
        wrong.append(f"{name}: no shape of what is returned")
    return wrong


def _says_shape(text: str) -> bool:
    return any(word in text for word in ("shape", "Indices", "ndices of"))


@pytest.mark.parametrize("room", ROOMS)
def test_docstrings_of_a_room(room):
    checked = [item for module in modules(room) for item in public_objects(module)]
    assert len(checked) >= 5
    wrong = [fault for name, value in checked for fault in faults(name, value, short=room in SHORT)]
    assert not wrong, "\n".join(wrong)


def test_docstrings_of_the_front_door():
    checked = front_door()
    assert checked
    wrong = [fault for name, value in checked.items() for fault in faults(name, value, short=False)]
    assert not wrong, "\n".join(wrong)


def test_what_is_left_out_is_a_check_of_numpydoc():
    assert LEFT_OUT.keys() | {FIELDS, *SECTIONS} <= ERROR_MSGS.keys()
