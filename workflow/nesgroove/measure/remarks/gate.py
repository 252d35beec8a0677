"""Checks of what was read, applied before anything is made of it (:mod:`nesgroove.io.gate`)."""

from __future__ import annotations

from collections.abc import Iterator

from nesgroove.measure.remarks.check import Details, check
from nesgroove.measure.remarks.entries import noted
from nesgroove.model.structure import Structure


@check(
    "atoms_impossible", "entry", "read", "warning",
    "{atoms} atoms cannot be where the file has them ({why}), and were left out as if they were not there: {residues}",
    "Look at the file: what depends on these atoms is empty or measured without them",
)  # fmt: skip
def _atoms_impossible(structure: Structure) -> Iterator[Details]:
    return noted(structure, "atoms_impossible")


@check(
    "elements_by_name", "entry", "read", "warning",
    "elements of {atoms} atoms are missing, or others than those of their names; those of the names were taken: "
    "{examples}",
    "Write element symbols in columns 77 and 78, or in type_symbol",
)  # fmt: skip
def _elements_by_name(structure: Structure) -> Iterator[Details]:
    return noted(structure, "elements_by_name")


@check(
    "elements_doubtful", "entry", "read", "warning",
    "{atoms} atoms of compounds have an element that their name does not begin with; the element was taken: {examples}",
    "Look which of the two is right",
)  # fmt: skip
def _elements_doubtful(structure: Structure) -> Iterator[Details]:
    return noted(structure, "elements_doubtful")


@check(
    "occupancy_impossible", "entry", "read", "warning",
    "{atoms} atoms have an occupancy below 0 or above 1: taken as not given",
    "Programs of docking write energies there; write the occupancies, or leave the column empty",
)  # fmt: skip
def _occupancy_impossible(structure: Structure) -> Iterator[Details]:
    return noted(structure, "occupancy_impossible")


@check(
    "b_impossible", "entry", "read", "warning",
    "{atoms} atoms have a B factor below 0: taken as not given",
    "Programs of docking write charges and energies there",
)  # fmt: skip
def _b_impossible(structure: Structure) -> Iterator[Details]:
    return noted(structure, "b_impossible")


@check(
    "not_given", "entry", "read", "note",
    "{values} are not given for {atoms} of {of} atoms: empty where they are asked for",
)  # fmt: skip
def _not_given(structure: Structure) -> Iterator[Details]:
    return noted(structure, "not_given")


@check(
    "no_crystal", "entry", "read", "warning",
    "the file gives a cell ({cell}) that no crystal of its chains has: {why}; nothing was looked for by symmetry",
    "Give the cell and space group of the crystal, or none",
)  # fmt: skip
def _no_crystal(structure: Structure) -> Iterator[Details]:
    return noted(structure, "no_crystal")


@check(
    "placeholder_cell", "entry", "read", "note",
    "the file's cell ({cell}) stands for none: nothing was looked for by symmetry",
)  # fmt: skip
def _placeholder_cell(structure: Structure) -> Iterator[Details]:
    return noted(structure, "placeholder_cell")
