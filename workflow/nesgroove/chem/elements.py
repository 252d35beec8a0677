"""Which element an atom is: by its component and name, whatever stands in the element column.

Names of the archive's components say it without doubt: CA of an amino acid is its C-alpha and no calcium. Programs that
write atom names left-justified without an element column, or one letter for all elements, are read right so.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from nesgroove.chem.components import UNKNOWN_COMPONENTS
from nesgroove.chem.templates import Template, packaged_template
from nesgroove.model.structure import ResidueKind

HYDROGEN: Final = re.compile(r"[0-9']*[HD]")
"""How names of hydrogens and deuteriums begin in a polymer or a water: HA, 1HB, D, HO2', HW1."""

TWO_LETTERS: Final = re.compile(r"(CL|BR|SE|SI)(?![B-Z])", re.IGNORECASE)
"""Elements of two letters that compounds have, as their names begin: CL1, BR, CLA and CLAA, but not CLX."""

ORGANIC: Final = frozenset("CNOSPFIHDB")
"""Elements of one letter that compounds have."""

KNOWN: Final = frozenset((
    "H", "D", "HE", "LI", "BE", "B", "C", "N", "O", "F", "NE", "NA", "MG", "AL", "SI", "P", "S", "CL", "AR", "K",
    "CA", "SC", "TI", "V", "CR", "MN", "FE", "CO", "NI", "CU", "ZN", "GA", "GE", "AS", "SE", "BR", "KR", "RB", "SR",
    "Y", "ZR", "NB", "MO", "TC", "RU", "RH", "PD", "AG", "CD", "IN", "SN", "SB", "TE", "I", "XE", "CS", "BA", "LA",
    "CE", "PR", "ND", "PM", "SM", "EU", "GD", "TB", "DY", "HO", "ER", "TM", "YB", "LU", "HF", "TA", "W", "RE", "OS",
    "IR", "PT", "AU", "HG", "TL", "PB", "BI", "TH", "U",
))  # fmt: skip
"""Symbols of elements, in capitals; ``X`` and an empty column are none."""


@cache
def element_by_name(component: str, name: str, kind: ResidueKind, given: str) -> str:
    """Tell the element of an atom from its component and name.

    Parameters
    ----------
    component, name
        Component id and atom name.
    kind
        What the residue is.
    given
        Symbol of the element column, in capitals; it decides where the name leaves a choice (SE of MSE is selenium).

    Returns
    -------
    str
        In capitals; empty where the name does not say it.

    Examples
    --------
    >>> element_by_name("LEU", "CA", "polymer", "CA")
    'C'
    >>> element_by_name("LEU", "1HB", "polymer", "C")
    'H'
    >>> element_by_name("CA", "CA", "ligand", "C")
    'CA'
    """
    if (template := _template(component)) is not None and name in template.atoms:
        return template.atoms[name][0].upper()
    if kind != "ligand":
        if HYDROGEN.match(name):
            return "D" if given == "D" else "H"
        # Selenomethionine, and residues with a halogen; no side chain's CL or BR is a carbon or a boron.
        if (two := TWO_LETTERS.match(name)) and two[1].upper() == given:
            return given
        first = name.lstrip("0123456789'")[:1].upper()
        return first if first in "CNOSP" else ""
    letters = name.lstrip("0123456789'").upper()
    if two := TWO_LETTERS.match(letters):
        return two[1]
    return letters[:1] if letters[:1] in ORGANIC else ""


def in_template(component: str, name: str) -> bool:
    """Whether the part of the component dictionary beside the package has an atom.

    Parameters
    ----------
    component, name
        Component id and atom name.

    Returns
    -------
    bool
        False for components that it does not know.
    """
    template = _template(component)
    return template is not None and name in template.atoms


def _template(component: str) -> Template | None:
    return None if component in UNKNOWN_COMPONENTS else packaged_template(component)


def contradicts(name: str, element: str) -> bool:
    """Whether an element and the name of a compound's atom cannot both be right.

    Parameters
    ----------
    name
        Atom name.
    element
        Symbol, in capitals.

    Returns
    -------
    bool
        True where the name begins with another element than the one given: C12 that is oxygen.

    Examples
    --------
    >>> contradicts("C12", "O"), contradicts("CA1", "CA"), contradicts("CL1", "C"), contradicts("X1", "C")
    (True, False, False, False)
    """
    letters = name.lstrip("0123456789'").upper()
    return letters[:1] in ORGANIC and not letters.startswith(("H", "D") if element in ("H", "D") else element)
