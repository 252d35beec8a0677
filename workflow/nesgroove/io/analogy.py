"""What a model by analogy rests on, as the file itself says it: one category of ours.

A title is cut and a name changed; the category stays with the coordinates. Only a file that says by its keywords that
this program modelled it is believed (:mod:`nesgroove.io.marker`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import gemmi

from nesgroove.io.marker import keywords_of
from nesgroove.model.problem import Finding

CATEGORY: Final = "_nesgroove_analogue."

ITEMS: Final = (
    "comp_id", "name", "smiles", "adduct_smiles", "reacting_group", "reacting_atom", "like_complex", "like_component",
    "like_compound", "like_source_kind", "like_sha256", "into_complex", "into_source_kind", "into_sha256",
    "scaffold_atoms", "held_atoms", "scaffold_rmsd", "stereo_isomers", "conformers", "seed", "strain", "bond_length",
    "bond_angle", "sulphur_turned", "left_out", "software",
)  # fmt: skip
"""What is written of a model, in this order."""


@dataclass(frozen=True)
class Analogy:
    """What a model rests on.

    Attributes
    ----------
    items : dict of str to str
        By the names of :data:`ITEMS`; what is not given is not in it.
    """

    items: Mapping[str, str]

    @property
    def compounds(self) -> dict[str, str]:
        """Component -> name of the compound; empty where it was given none."""
        component, name = self.items.get("comp_id", ""), self.items.get("name", "")
        return {component: name} if component and name else {}

    @property
    def finding(self) -> Finding:
        """What its reader has to know."""
        item = self.items.get
        return Finding(
            "by_analogy",
            {
                "what": item("name") or item("comp_id", "the ligand"),
                "scaffold": item("scaffold_atoms", "?"),
                "like": f"{item('like_compound', '?')} in {item('like_complex', '?')}",
                "kind": item("like_source_kind", "unknown"),
            },
        )


def analogy_of(block: gemmi.cif.Block) -> Analogy | None:
    """Read what a model rests on.

    Parameters
    ----------
    block
        Of an mmCIF file.

    Returns
    -------
    Analogy or None
        None for every other file.
    """
    keywords = block.find_value("_struct_keywords.pdbx_keywords")
    if not keywords or gemmi.cif.as_string(keywords).strip().upper() != keywords_of("modelled"):
        return None
    values = {name: block.find_value(f"{CATEGORY}{name}") for name in ITEMS}
    items = {name: gemmi.cif.as_string(value) for name, value in values.items() if value}
    return Analogy({name: value for name, value in items.items() if value}) if items else None
