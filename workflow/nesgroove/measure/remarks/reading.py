"""Checks of how a file was read: what was put in order, joined, or not taken."""

from __future__ import annotations

from collections.abc import Iterator

from nesgroove.measure.remarks.check import Details, check
from nesgroove.measure.remarks.entries import noted
from nesgroove.model.structure import Structure


@check("from_archive", "entry", "read", "note", "read from {member} in the archive")
def _from_archive(structure: Structure) -> Iterator[Details]:
    yield from noted(structure, "from_archive")


@check(
    "behind_end", "entry", "read", "note",
    "{atoms} atoms stand behind END, or behind the header of a second file: they were read as parts of the same model",
)  # fmt: skip
def _behind_end(structure: Structure) -> Iterator[Details]:
    yield from noted(structure, "behind_end")


@check(
    "outside_models", "entry", "read", "note",
    "{atoms} atoms stand outside the MODELs, or in MODELs of a second file: they were read as parts of every model",
)  # fmt: skip
def _outside_models(structure: Structure) -> Iterator[Details]:
    yield from noted(structure, "outside_models")


@check("blocks_joined", "entry", "read", "note", "the data blocks {names} were read as one structure")
def _blocks_joined(structure: Structure) -> Iterator[Details]:
    yield from noted(structure, "blocks_joined")


@check(
    "rows_shifted", "entry", "read", "warning",
    "the columns of {rows} rows of atoms are shifted, by a chain id, a number or a name that is too long for its own: "
    "they were put back in place",
    "Look whether chains and residues are as they should be, or write the file as mmCIF, which has no columns",
)  # fmt: skip
def _rows_shifted(structure: Structure) -> Iterator[Details]:
    yield from noted(structure, "rows_shifted")


@check(
    "rows_not_read", "entry", "read", "warning",
    "{rows} rows of atoms in the file, and {atoms} of them were read",
    "Write the file again as mmCIF, and report it if this stays",
)  # fmt: skip
def _rows_not_read(structure: Structure) -> Iterator[Details]:
    yield from noted(structure, "rows_not_read")


@check(
    "models_differ", "entry", "read", "warning",
    "the {models} models in the file do not hold the same atoms: {what}, unlike model {model}, which was measured",
    "Measure each with --model all; molecules of one complex belong into one model",
)  # fmt: skip
def _models_differ(structure: Structure) -> Iterator[Details]:
    yield from noted(structure, "models_differ")


@check(
    "models_apart", "entry", "read", "warning",
    "the models {numbers} hold the molecules of model {model} in other places: copies of an assembly, of which one was "
    "measured without what the others have in its groove",
    "Measure the assembly as mmCIF (ENTRY-assembly1.cif), where the copies are chains of one model",
)  # fmt: skip
def _models_apart(structure: Structure) -> Iterator[Details]:
    yield from noted(structure, "models_apart")
