"""Checks of how a file was read: what was put in order, joined, or not taken."""

from __future__ import annotations

from nesgroove.measure.remarks.check import reading_check

reading_check("from_archive", "note", "read from {member} in the archive")


reading_check(
    "behind_end", "note",
    "{atoms} atoms stand behind END, or behind the header of a second file: they were read as parts of the same model",
)  # fmt: skip


reading_check(
    "outside_models", "note",
    "{atoms} atoms stand outside the MODELs, or in MODELs of a second file: they were read as parts of every model",
)  # fmt: skip


reading_check("blocks_joined", "note", "the data blocks {names} were read as one structure")


reading_check(
    "rows_shifted", "warning",
    "the columns of {rows} rows of atoms are shifted, by a chain id, a number or a name that is too long for its own: "
    "they were put back in place",
    "Look whether chains and residues are as they should be, or write the file as mmCIF, which has no columns",
)  # fmt: skip


reading_check(
    "rows_not_read", "warning",
    "{rows} rows of atoms in the file, and {atoms} of them were read",
    "Write the file again as mmCIF, and report it if this stays",
)  # fmt: skip


reading_check(
    "models_differ", "warning",
    "the {models} models in the file do not hold the same atoms: {what}, unlike model {model}, which was measured",
    "Measure each with --model all; molecules of one complex belong into one model",
)  # fmt: skip


reading_check(
    "models_apart", "warning",
    "the models {numbers} hold the molecules of model {model} in other places: copies of an assembly, of which one was "
    "measured without what the others have in its groove",
    "Measure the assembly as mmCIF (ENTRY-assembly1.cif), where the copies are chains of one model",
)  # fmt: skip


reading_check(
    "by_analogy", "note",
    "{what} is modelled by analogy and was not observed: {scaffold} atoms of its scaffold lie where {like} ({kind}) "
    "has them, the rest is where it fits",
    "Take numbers of what hangs on the scaffold as one possibility; docs/analogue.md says how far models can be off",
)  # fmt: skip
