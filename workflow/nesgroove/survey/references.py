"""Which complexes are the references of a run, and how they are taken from their structures.

They are, first to last: what ``--references`` or the configuration names, complexes of the files given, and those
that come with the package, so that one file alone can be compared. Every table that depends on one says which it was.
They are kept as JSON between the step that measures them and the steps that use them, with their sources.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from nesgroove.errors import ConfigError
from nesgroove.identify.complexes import find_complexes
from nesgroove.measure.groove import Groove
from nesgroove.measure.occupancy import cargo_reference
from nesgroove.measure.reference import References
from nesgroove.model.complex import Complex
from nesgroove.model.structure import Structure


@dataclass(frozen=True)
class ReferenceNames:
    """Which complexes are the references: an entry (``3gjx``, its first complex) or a complex (``3gjx-D``).

    Attributes
    ----------
    open, closed : str
        The grooves that others are superposed with.
    cargo : str
        The cargo that others are compared with.
    """

    open: str = "3gjx"
    closed: str = "4hb2"
    cargo: str = "3gjx"

    def entries(self) -> set[str]:
        """Entries that have to be read to make the references."""
        begun = {name[:i] for name in self.names() for i, letter in enumerate(name) if letter == "-"}
        return begun | set(self.names())

    def names(self) -> tuple[str, str, str]:
        """All three names."""
        return (self.open, self.closed, self.cargo)


def make_references(structures: Iterable[Structure], names: ReferenceNames) -> tuple[References, list[str]]:
    """Take the references from structures, and from the package what they do not have.

    Parameters
    ----------
    structures
        Those that hold the named complexes; others do no harm.
    names
        Which complexes are references.

    Returns
    -------
    references : References
    missing : list of str
        Names that no structure has, or whose complex cannot serve (a cargo reference without a cargo).
    """
    taken, missing = references_among(structures, names)
    packaged, usual = packaged_references(), ReferenceNames()
    filled: dict[str, Any] = {"sources": dict(taken.sources)}
    for kind in missing:
        if kind == "cargo":
            filled["cargo"], id_ = packaged.cargo, packaged.cargo.complex_id
        else:
            filled[f"{kind}_groove"] = getattr(packaged, f"{kind}_groove")
            filled[f"{kind}_id"] = id_ = getattr(packaged, f"{kind}_id")
        filled["sources"][id_] = packaged.sources[id_]
    # The package has the re-refinements of the usual ones: no word is needed where nothing else was asked for.
    filled["instead"] = {kind: name for kind, name in missing.items() if name != getattr(usual, kind)}
    return replace(taken, **filled), list(dict.fromkeys(missing.values()))


def references_among(structures: Iterable[Structure], names: ReferenceNames) -> tuple[References, dict[str, str]]:
    """Take the references that structures have.

    Parameters
    ----------
    structures, names
        As for :func:`make_references`.

    Returns
    -------
    references : References
        Empty where none of the structures has the complex.
    missing : dict of str to str
        Names that cannot be served, by what they were to be: ``open``, ``closed`` or ``cargo``.
    """
    complexes: dict[str, Complex] = {}
    for structure in structures:
        for complex_ in find_complexes(structure)[0]:
            complexes[complex_.id] = complex_
            complexes.setdefault(structure.entry, complex_)
    taken: dict[str, Any] = {"sources": {}}
    missing = {}
    for kind, name in (("open", names.open), ("closed", names.closed)):
        if name in complexes:
            complex_ = complexes[name]
            taken[f"{kind}_groove"] = complex_.c_alphas()
            taken[f"{kind}_id"] = complex_.id
            taken["sources"][complex_.id] = complex_.structure.sha256
        else:
            missing[kind] = name
    cargo_complex = complexes.get(names.cargo)
    if cargo_complex is not None and cargo_complex.cargoes:
        taken["cargo"] = cargo_reference(Groove(cargo_complex), cargo_complex.cargoes[0])
        taken["sources"][cargo_complex.id] = cargo_complex.structure.sha256
    else:
        missing["cargo"] = names.cargo
    # Through the text, so that references at hand and references from a file are the same to the last digit.
    return References.from_json(References(**taken).to_json()), missing


@cache
def packaged_references() -> References:
    """Read the references that come with the package.

    Open groove and cargo: XPO1 copy D and snurportin E of 3GJX; closed groove: copy C of 4HB2; both as re-refined by
    PDB-REDO. ``data/references.json`` names source, checksum and licence; ``tools/make_references.py`` writes it.
    """
    return References.from_json((files("nesgroove.data") / "references.json").read_text(encoding="utf-8"))


def references_from_file(path: Path) -> References:
    """Read a file that ``nesgroove reference`` wrote.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    nesgroove.measure.reference.References
        What complexes are compared with.

    Raises
    ------
    ConfigError
        It cannot be read, or is no such file.
    """
    try:
        return References.from_json(path.read_text(encoding="utf-8"), file=path)
    except OSError as error:
        raise ConfigError(error.strerror or str(error), file=path, remedy="Check the path") from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            "this is no reference file (not UTF-8)", file=path, remedy="Make it with `nesgroove reference`"
        ) from error
