"""What the pages say of a complex: its tables apart from all others, and the words for what is in them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from nesgroove.chem.components import UNKNOWN_COMPONENTS
from nesgroove.compare.kinds import kind_mark
from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.occupancy import OccupancyRecord
from nesgroove.model.confidence import confidence_class
from nesgroove.model.named import is_named
from nesgroove.model.target import XPO1
from nesgroove.show.confidence import plddt_of
from nesgroove.show.look import CONFIDENCE_WORDS, contact_name, contact_order

MEASURE_WORDS: Final = {
    "crossing_angle": "angle between H11A and H12A",
    "helix_distance": "distance between H11A and H12A",
    "k568_e571": "Lys568 NZ to the carboxylate of Glu571",
    "k568_nz_o": "Lys568 NZ to the cargo's nearest backbone oxygen",
    "rmsd_open": "Cα RMSD to the open reference",
    "rmsd_closed": "Cα RMSD to the closed reference",
    "sg_area": "exposed area of Cys528 SG",
    "sg_area_empty": "the same with the occupants taken out",
    "chi1_528": "χ1 of position 528",
    "psi_phi2": "ψ of the cargo's Φ2",
    "psi_phi2_plus1": "ψ of the residue after Φ2",
    "psi_phi2_plus2": "ψ of the second residue after Φ2",
    "psi_phi3": "ψ of the cargo's Φ3",
    "psi_phi2_minus1": "ψ of the residue before Φ2",
    "sg_neighbours": "atoms of other residues within 5.5 Å of SG",
}
"""Words for the measures of geometry.tsv; those at a station are made from its positions."""


NAMING: Final = {
    "names.tsv": "the user's names.tsv", "sequence": "its sequence, which is that of a known cargo",
    "graph": "its graph, elements and bonds of a known compound",
    "component": "its component, as the table of compounds or the file calls it",
    "entity": "the file's description of it", "title": "the title that it was given with",
    "model": "the model by analogy that it is of",
}  # fmt: skip
"""Who names a cargo or a compound, in words, by ``name_source`` of molecules.tsv."""


def inchi_of(smiles: str) -> str:
    """InChI of a SMILES; empty where there is none."""
    from rdkit import Chem, RDLogger
    from rdkit.Chem.inchi import MolToInchi

    molecule: Any = Chem.MolFromSmiles(smiles)
    if molecule is None:
        return ""
    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]
    try:
        return str(MolToInchi(molecule))  # type: ignore[no-untyped-call]
    finally:
        RDLogger.EnableLog("rdApp.*")  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Occupied:
    """What one occupant does to the pockets.

    Attributes
    ----------
    key : OccupantKey
    name : str
        As :attr:`nesgroove.compare.tables.OccupantKey.name` has it.
    detail : str
        Component id of an inhibitor; class and direction of a cargo.
    pockets : dict of str to OccupancyRecord
        By pocket; ``all`` is the whole groove.
    """

    key: OccupantKey
    name: str
    detail: str
    pockets: dict[str, OccupancyRecord]

    @property
    def taken(self) -> list[str]:
        """Pockets that are occupied."""
        return self._with("yes")

    @property
    def borderline(self) -> list[str]:
        """Pockets of which neither occupied nor empty can be said."""
        return self._with("borderline")

    @property
    def decided(self) -> bool:
        """Whether any pocket could be judged, which needs a reference cargo."""
        return any(self.pockets[name].occupied for name in XPO1.pockets if name in self.pockets)

    def _with(self, word: str) -> list[str]:
        return [name for name in XPO1.pockets if name in self.pockets and self.pockets[name].occupied == word]


def occupied(run: RunTables) -> list[Occupied]:
    """Collect what each occupant of a run does to the pockets."""
    rows: dict[tuple[str, str], dict[str, OccupancyRecord]] = defaultdict(dict)
    for row in run.occupancy:
        rows[row.complex, row.occupant][row.pocket] = row
    directions = {(a.complex, a.cargo_chain): a.direction for a in run.anchors}
    occupants = []
    for key in run.occupants:
        if key.kind == "inhibitor":
            detail = key.component
        else:
            direction = directions.get((key.complex, key.occupant), "")
            nes_class = key.nes_class or "class not assigned"
            detail = f"NES {nes_class}, {direction}" if direction else f"NES {nes_class}"
        occupants.append(Occupied(key, key.name, detail, rows[key.complex, key.occupant]))
    return occupants


def mark_of(row: ComplexRecord) -> str:
    """Words that mark what was not observed; empty for an experiment."""
    return kind_mark(row.source_kind)


def confidence_of(row: ComplexRecord) -> str:
    """Facet of the overview: class of that confidence with its limit; ``no pLDDT`` where there is none."""
    plddt = plddt_of(row)
    return "no pLDDT" if plddt is None else CONFIDENCE_WORDS[confidence_class(plddt)]


INTERFACE: Final = (
    ("iptm_pair", "ipTM of the pair", ""),
    ("ipsae_cargo_xpo1", "ipSAE with the cargo aligned", ""), ("ipsae_xpo1_cargo", "with XPO1 aligned", ""),
    ("pae_groove_signal", "PAE from the groove to the residues in it", " \u00c5"),
)  # fmt: skip
"""Columns of model_samples.tsv that a page names: name, words, unit."""


def predictor_says(run: RunTables, complex_: str) -> str:
    """Say what the files beside a prediction hold of its interface; empty where the run is none of models."""
    values = run.beside.get(complex_, {})
    said = [f"{words} {values[name]:.2f}{unit}" for name, words, unit in INTERFACE if values.get(name) is not None]
    if values.get("pae") not in (None, "read"):
        said.append(f"no PAE: {str(values['pae']).removeprefix('none: ')}")
    return ": ".join(filter(None, (str(values.get("writer") or ""), ", ".join(said))))


def method_of(row: ComplexRecord) -> str:
    """Write the method as a reader would: ``X-ray diffraction``."""
    words = row.method.strip().lower().replace("x-ray", "X-ray")
    return words[:1].upper() + words[1:]


def bound_of(row: ComplexRecord) -> str:
    """Facet of the overview: inhibitor, cargo, both, or empty."""
    parts = [name for name, there in (("inhibitor", row.inhibitor), ("cargo", row.cargo_chain)) if there]
    return " and ".join(parts) or "empty"


def compound_key(key: OccupantKey) -> str | None:
    """Compound of an inhibitor that may have a page; None for what names no compound, such as UNL.

    A model by analogy is under such a component too, and names its compound.
    """
    unnamed = key.component in UNKNOWN_COMPONENTS and not is_named(key.group, key.component)
    return None if unnamed or key.kind != "inhibitor" else key.group


def measure_words(name: str) -> str:
    """Words for a measure of geometry.tsv."""
    kind, _, rest = name.partition("_")
    if kind in ("ca", "clear") and rest.replace("_", "").isdigit():
        pair = rest.replace("_", "–")
        return f"Cα distance {pair}" if kind == "ca" else f"clear width {pair}"
    return MEASURE_WORDS.get(name, name.replace("_", " "))


def touched(run: RunTables) -> dict[int, list[str]]:
    """List positions that the occupants touch, each with its types of contact, if it has any.

    Clashes and contacts with symmetry images are left out of the types; what only they touch is not in it.
    """
    types: dict[int, set[str]] = {row.position: set() for row in run.footprint if row.touches and row.position}
    for row in run.contacts:
        if row.position in types and row.kind != "ran" and row.type != "clash" and not row.symmetry:
            types[row.position].add(row.type)
    return {
        position: [contact_name(kind) for kind in sorted(kinds, key=contact_order)]
        for position, kinds in sorted(types.items())
    }


def listed(words: list[str]) -> str:
    """Join words as a sentence does: ``P2, P3 and P4``."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _filled_in_words(occupant: Occupied) -> str:
    """Say which pockets an occupant fills: ``fills P2 and P3, and P4 on the borderline``."""
    if not occupant.decided:
        return "lies in the groove"
    borderline = f"{listed(occupant.borderline)} on the borderline" if occupant.borderline else ""
    if not occupant.taken:
        return f"fills none of the five pockets{', ' if borderline else ''}{borderline}"
    return f"fills {listed(occupant.taken)}{', and ' if borderline else ''}{borderline}"


def in_words(row: ComplexRecord, run: RunTables) -> str:
    """Say what is seen of a complex: the text alternative of its pictures."""
    state = f"{row.state} " if row.state else ""
    width = f", {row.groove_width:.2f} Å wide" if row.groove_width is not None else ""
    species = row.species or f"species not known, closest {row.closest}"
    sentences = [f"The {state}groove of XPO1 chain {row.xpo1_chain} ({species}){width}."]
    bonds = {bond.occupant: bond for bond in run.covalent if bond.by_distance == "yes"}
    for occupant in occupied(run):
        pockets = _filled_in_words(occupant)
        what = occupant.name
        if occupant.key.kind == "cargo":
            what = f"{'' if what.startswith('cargo, ') else 'cargo '}{what},"
            what = f"the {what}"
        bond = bonds.get(occupant.key.occupant)
        length = f" ({bond.length:.2f} Å)" if bond is not None and bond.length is not None else ""
        bonded = f", its {bond.atom} bonded to {bond.site_residue} at position 528{length}" if bond is not None else ""
        sentences.append(f"{what[:1].upper()}{what[1:]} {pockets}{bonded}.")
    if not run.occupancy:
        sentences.append("Nothing is in the groove.")
    positions = touched(run)
    if positions:
        sentences.append(f"What is bound touches {len(positions)} positions of XPO1.")
    return " ".join(sentences)
