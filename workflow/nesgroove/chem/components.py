"""Chemical components that the field knows: inhibitors, nucleotides, crystallisation additives."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal

WATER = frozenset({"HOH", "DOD", "WAT", "H2O"})

UNKNOWN_COMPONENTS = frozenset({"UNL", "UNX", "UNK", "LIG", "DRG", "INH"})
"""Ids that say "some ligand" and name no compound, though the dictionary may use one of them for another."""


@dataclass(frozen=True)
class Ligand:
    """A compound known to bind XPO1's groove.

    Attributes
    ----------
    component : str
        Component id of the wwPDB dictionary; empty where no structure of the compound is known.
    compound : str
        The name used in tables.
    synonyms : tuple of str
        Other names.
    ligand_class : str
        ``SINE``, ``polyketide lactone`` ...
    attach_atom : str
        The atom bonded to Cys528, empty where none or not known.
    modelled_from : str
        The entry that the component was first modelled from.
    structure_known : bool
        False for compounds such as verdinexor that are in no entry.
    source : str
        Where these facts were read.
    """

    component: str
    compound: str
    synonyms: tuple[str, ...]
    ligand_class: str
    attach_atom: str
    modelled_from: str
    structure_known: bool
    source: str


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("nesgroove.data") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))


@cache
def ligands() -> tuple[Ligand, ...]:
    """All compounds of the reference table, those without a known structure included."""
    return tuple(
        Ligand(
            component=row["component"],
            compound=row["compound"],
            synonyms=tuple(name.strip() for name in row["synonyms"].split(";") if name.strip()),
            ligand_class=row["class"],
            attach_atom=row["attach_atom"],
            modelled_from=row["modelled_from"],
            structure_known=row["structure_known"] == "yes",
            source=row["source"],
        )
        for row in _rows("ligands.tsv")
    )


@cache
def ligand_of(component: str) -> Ligand | None:
    """The compound of a component id, or None where the table does not know it."""
    return next((entry for entry in ligands() if entry.component and entry.component == component), None)


def modelled_compound(component: str, name: str) -> Ligand:
    """The compound that a model by analogy says it is of.

    Parameters
    ----------
    component, name
        Its component id in the file, and the name that it was given.

    Returns
    -------
    Ligand
        Class and synonyms of the reference table where that has the name, or the synonym, of a compound; under the
        table's name. Else nothing is known of it.
    """
    wanted = name.casefold()
    for entry in ligands():
        if wanted in (entry.compound.casefold(), *(synonym.casefold() for synonym in entry.synonyms)):
            return replace(entry, component=component, attach_atom="")
    return Ligand(component, name, (), "unknown", "", "", False, "")


@cache
def class_of(compound: str) -> str:
    """Chemical class of a compound of the reference table by its name; ``unknown`` for others."""
    return next((entry.ligand_class for entry in ligands() if entry.compound == compound), "unknown")


@cache
def nucleotide_states() -> dict[str, Literal["GTP", "GDP"]]:
    """Ran's state by the component bound to it; analogues of GTP count as GTP."""
    return {row["component"]: "GDP" if row["state"] == "GDP" else "GTP" for row in _rows("nucleotides.tsv")}


@cache
def additives() -> dict[str, str]:
    """Components that come from the crystallisation, with their kind (``additive`` or ``ion``)."""
    return {row["component"]: row["kind"] for row in _rows("additives.tsv")}
