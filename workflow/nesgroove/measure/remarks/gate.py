"""Checks of what was read, applied before anything is made of it (:mod:`nesgroove.io.gate`)."""

from __future__ import annotations

from nesgroove.measure.remarks.check import reading_check

reading_check(
    "atoms_impossible", "warning",
    "{atoms} atoms cannot be where the file has them ({why}), and were left out as if they were not there: {residues}",
    "Look at the file: what depends on these atoms is empty or measured without them",
)  # fmt: skip


reading_check(
    "no_atoms", "note",
    "{atoms} rows of the file are no atoms, and were left out: {what}",
)  # fmt: skip


reading_check(
    "elements_by_name", "warning",
    "elements of {atoms} atoms are missing, or others than those of their names; those of the names were taken: "
    "{examples}",
    "Write element symbols in columns 77 and 78, or in type_symbol",
)  # fmt: skip


reading_check(
    "elements_doubtful", "warning",
    "{atoms} atoms of compounds have an element that their name does not begin with; the element was taken: {examples}",
    "Look which of the two is right",
)  # fmt: skip


reading_check(
    "occupancy_impossible", "warning",
    "{atoms} atoms have an occupancy below 0 or above 1: taken as not given",
    "Programs of docking write energies there; write the occupancies, or leave the column empty",
)  # fmt: skip


reading_check(
    "b_impossible", "warning",
    "{atoms} atoms have a B factor below 0: taken as not given",
    "Programs of docking write charges and energies there",
)  # fmt: skip


reading_check(
    "not_given", "note",
    "{values} are not given for {atoms} of {of} atoms: empty where they are asked for",
)  # fmt: skip


reading_check(
    "no_crystal", "warning",
    "the file gives a cell ({cell}) that no crystal of its chains has: {why}; nothing was looked for by symmetry",
    "Give the cell and space group of the crystal, or none",
)  # fmt: skip


reading_check(
    "placeholder_cell", "note",
    "the file's cell ({cell}) stands for none: nothing was looked for by symmetry",
)  # fmt: skip
