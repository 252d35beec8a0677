"""Names of force fields and modelling programs against the archive's: one table, ``data/force_field_names.tsv``.

A name alone decides nothing, for the archive has compounds of many of these names (CLA is chlorophyll, LYN an amide of
lysine, NHE a buffer): what is called by the archive's name must have its atoms.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from nesgroove.chem.components import additives, ligand_of, nucleotide_states
from nesgroove.chem.templates import packaged_template

SIDE_CHAINS: Final = frozenset((
    "ALA", "ARG", "ASN", "ASP", "CYS", "GLN", "GLU", "GLY", "HIS", "ILE", "LEU", "LYS", "MET", "PHE", "PRO", "SER",
    "THR", "TRP", "TYR", "VAL",
))  # fmt: skip
"""The standard amino acids."""

CYSTEINE: Final = frozenset({"N", "CA", "C", "O", "OXT", "CB", "SG"})
"""Heavy atoms of cysteine: what has all but the ends of them, and no others, is one, whatever it is called."""

MAIN_CHAIN: Final = frozenset({"N", "CA", "C"})

TERMINAL: Final = re.compile(r"[NC](?=[A-Z]{3})")
"""Amber's names of residues at the ends of a chain: N or C and the residue's own name (NALA, CCYX)."""

CHARGED: Final = re.compile(r"([A-Z]{1,2})(?:\d?[+-]|[+-]\d)")
"""Names of ions with their charge: NA+, CA2+, MG+2, CL-."""

ION_ELEMENTS: Final = {"IOD": "I"}
"""Components of ions that are not called by their element."""


LIPIDS: Final = re.compile(r"CHL1|CLGR|[DP][ADLMOPSY]P[ACEGS]")
"""Names of lipids in CHARMM and GROMACS that take a fourth column, in which others write the first letter of a chain
id. Those of residues, waters and ions are in the table."""


@dataclass(frozen=True)
class ForceFieldNames:
    """The table.

    Attributes
    ----------
    residues : mapping of str to str
        Amino acids: a force field's name -> the archive's.
    waters : frozenset of str
    ions : mapping of str to str
    caps : mapping of str to str
        Caps of a chain's ends that are residues of their own.
    parts : mapping of str to (str, str)
        Atoms of caps that are written within the residue they cap: name -> component and atom of the archive.
    sites : frozenset of str
        Names within amino acids that are no atoms, though they begin as those do.
    points : mapping of str to frozenset of str
        By component: names of what a program that looks for pockets writes there.
    atoms : mapping of str to mapping of str to str
        By component, ``end`` for the last residue of a chain: a force field's atom name -> the archive's.
    """

    residues: Mapping[str, str]
    waters: frozenset[str]
    ions: Mapping[str, str]
    caps: Mapping[str, str]
    parts: Mapping[str, tuple[str, str]]
    sites: frozenset[str]
    points: Mapping[str, frozenset[str]]
    atoms: Mapping[str, Mapping[str, str]]


@cache
def force_field_names() -> ForceFieldNames:
    """Read the table."""
    text = (files("nesgroove.data") / "force_field_names.tsv").read_text(encoding="utf-8")
    by_kind: dict[str, dict[str, str]] = {}
    atoms: dict[str, dict[str, str]] = {}
    points: dict[str, set[str]] = {}
    for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["kind"] == "atom":
            atoms.setdefault(row["component"], {})[row["name"]] = row["archive"]
        elif row["kind"] == "point":
            points.setdefault(row["component"], set()).add(row["name"])
        else:
            by_kind.setdefault(row["kind"], {})[row["name"]] = row["archive"]
    parts = {name: (part.split()[0], part.split()[1]) for name, part in by_kind["part"].items()}
    return ForceFieldNames(
        by_kind["residue"], frozenset(by_kind["water"]), by_kind["ion"], by_kind["cap"], parts,
        frozenset(by_kind["site"]), {component: frozenset(names) for component, names in points.items()}, atoms,
    )  # fmt: skip


@cache
def amino_acid_of(name: str) -> str:
    """The amino acid that a name of a force field means.

    Parameters
    ----------
    name
        In capitals.

    Returns
    -------
    str
        Component id; empty where it means none, and for the archive's own names.

    Examples
    --------
    >>> amino_acid_of("HIE"), amino_acid_of("CCYX"), amino_acid_of("NALA"), amino_acid_of("ALA"), amino_acid_of("CLA")
    ('HIS', 'CYS', 'ALA', '', '')
    """
    residues = force_field_names().residues
    if name in residues:
        return residues[name]
    own = TERMINAL.sub("", name, count=1)
    return "" if own == name else residues.get(own, own if own in SIDE_CHAINS else "")


def archive_residue(name: str, heavy: Collection[str]) -> str:
    """The archive's component of a residue of a chain, told by its name and its atoms.

    Parameters
    ----------
    name
        Component id in the file, in capitals.
    heavy
        Names of its heavy atoms, those of its ends as the archive has them.

    Returns
    -------
    str
        Empty where it is to keep its name.
    """
    own = amino_acid_of(name)
    present = set(heavy)
    if not own:
        whole = present >= CYSTEINE - {"O", "OXT", "C"} and present <= CYSTEINE
        return "CYS" if whole and not _known_with(name, present) else ""
    template = packaged_template(own)
    if template is None or not present >= MAIN_CHAIN & present or "CA" not in present:
        return ""
    if present <= template.atoms.keys():
        return own
    # A cysteine may hold what is bonded to its sulphur.
    return own if own == "CYS" and present >= CYSTEINE - {"O", "OXT"} else ""


def _known_with(name: str, present: Collection[str]) -> bool:
    """Whether a component id is a known one that may have these atoms: not cyanide (CYN) with those of a cysteine."""
    import gemmi

    template = packaged_template(name)
    if template is not None:
        return set(present) <= template.atoms.keys()
    return is_known(name) and gemmi.find_tabulated_residue(name).is_amino_acid()


def archive_ion(name: str) -> tuple[str, str] | None:
    """The archive's component of a residue of one atom that is no oxygen, and its element.

    Parameters
    ----------
    name
        Component id in the file, in capitals.

    Returns
    -------
    (str, str) or None
        None where it is to keep its name.
    """
    own = force_field_names().ions.get(name, "")
    if not own and (match := CHARGED.fullmatch(name)) is not None:
        own = {"I": "IOD"}.get(match[1], match[1])
        own = own if additives().get(own) == "ion" else ""
    return (own, ION_ELEMENTS.get(own, own)) if own else None


def four_letters(name: str) -> bool:
    """Whether a force field calls a residue by these four letters.

    Parameters
    ----------
    name
        Columns 18 to 21.

    Returns
    -------
    bool
        By the table of names, and for lipids.

    Examples
    --------
    >>> four_letters("NALA"), four_letters("HISA"), four_letters("LEUA")
    (True, True, False)
    """
    table = force_field_names()
    known = amino_acid_of(name) or name in table.waters or name in table.ions
    return bool(known) or LIPIDS.fullmatch(name) is not None


@cache
def is_known(name: str) -> bool:
    """Whether a component id is one of the archive's that the program knows without opening the whole dictionary."""
    import gemmi

    return (
        gemmi.find_tabulated_residue(name).found() or packaged_template(name) is not None
        or ligand_of(name) is not None or name in additives() or name in nucleotide_states()
    )  # fmt: skip
