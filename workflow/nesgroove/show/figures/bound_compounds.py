"""The compounds of a run, each once: the occupant that stands for it, its chemistry, what it touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from nesgroove.chem.components import UNKNOWN_COMPONENTS, ligand_of
from nesgroove.chem.perceive import formal_charges
from nesgroove.chem.templates import Template, component_template
from nesgroove.compare.by_occupant import rows_of
from nesgroove.compare.kinds import best_known
from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.measure.contacts import ContactRecord
from nesgroove.measure.covalent import CovalentRecord
from nesgroove.measure.footprint import FootprintRecord
from nesgroove.measure.groove_ca import GrooveAtomRecord
from nesgroove.measure.molecules import MoleculeRecord, bonds_of_cell
from nesgroove.measure.occupant_atoms import OccupantAtomRecord
from nesgroove.model.structure import SourceKind
from nesgroove.model.target import XPO1
from nesgroove.show.figures.sketch import SULPHUR
from nesgroove.show.look import TOUCH_ALONE, contact_order


@dataclass(frozen=True)
class Touch:
    """The nearest contact of one type at one position, or ``touch`` where it is touched without one."""

    label: str
    position: int | None
    type: str
    atom: str
    distance: float | None


@dataclass(frozen=True)
class BoundCompound:
    """What is drawn for one compound.

    Attributes
    ----------
    key : OccupantKey
        The occupant that stands for the compound.
    component : str
    source_kind : str
        What its complex is.
    others : int
        How many more occupants of the run are the same compound.
    template : Template or None
        Its chemistry; None where it is not known.
    bonds : list of CovalentRecord
        Its bonds to the residue at 528.
    expected : str
        The atom that is expected to react.
    touches : list of Touch
        By position and type.
    xyz : mapping of str to tuple of float
        Where its atoms are, in the groove frame, and ``*`` for the sulphur at 528, A; of those that the tables have.
    """

    key: OccupantKey
    component: str
    source_kind: SourceKind
    others: int
    template: Template | None
    bonds: list[CovalentRecord]
    expected: str
    touches: list[Touch]
    xyz: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)


def bound_compounds(run: RunTables) -> list[BoundCompound]:
    """Collect what is drawn: every compound once, experiments before models, the best resolution first."""
    return [bound_compound(run, key, others) for key, others in standing_for(run).items()]


def standing_for(run: RunTables) -> dict[OccupantKey, int]:
    """Choose the occupant that stands for each compound, the best known, and count how many more are the same."""
    compounds: dict[tuple[str, str], list[OccupantKey]] = {}
    for key in run.occupants:
        if key.kind == "inhibitor":
            compounds.setdefault((key.group, key.component), []).append(key)
    return {min(members, key=lambda member: _rank(run, member)): len(members) - 1 for members in compounds.values()}


def bound_compound(run: RunTables, key: OccupantKey, others: int = 0) -> BoundCompound:
    """Collect what is drawn of one inhibitor, which stands for some others."""
    molecule = next(iter(rows_of(run, "molecules", key)), None)
    known = ligand_of(key.component)
    bonds: list[CovalentRecord] = rows_of(run, "covalent", key)
    return BoundCompound(
        key=key,
        component=key.component,
        source_kind=run.by_id[key.complex].source_kind,
        others=others,
        template=_template(run, key, molecule),
        bonds=bonds,
        expected=known.attach_atom if known is not None else "",
        touches=touches(run, key, bonded=bool(bonds)),
        xyz=_coordinates(run, key),
    )


def _coordinates(run: RunTables, key: OccupantKey) -> dict[str, tuple[float, float, float]]:
    """Look up where atoms are; the atom of a cysteine's side chain that is farthest from its C-alpha is the sulphur."""
    xyz = {
        row.atom: (row.x, row.y, row.z)
        for row in rows_of(run, "occupant_atoms", key)
        if row.x is not None and row.y is not None and row.z is not None
    }
    for site in _sites(run).get(key.complex, ()):
        if (
            site.residue.startswith("C")
            and site.tip_x is not None
            and site.tip_y is not None
            and site.tip_z is not None
        ):
            xyz[SULPHUR] = (site.tip_x, site.tip_y, site.tip_z)
    return xyz


@lru_cache(maxsize=4)
def _sites(run: RunTables) -> dict[str, list[GrooveAtomRecord]]:
    """Residues at 528 by complex."""
    sites: dict[str, list[GrooveAtomRecord]] = defaultdict(list)
    for row in run.groove_ca:
        if row.position == XPO1.cysteine:
            sites[row.complex].append(row)
    return sites


def _rank(run: RunTables, key: OccupantKey) -> tuple[int, float, str, str]:
    row = run.by_id[key.complex]
    return (*best_known(row), key.complex, key.occupant)


def _template(run: RunTables, key: OccupantKey, molecule: MoleculeRecord | None) -> Template | None:
    """The chemistry that is drawn: of a component, or what the file itself says of it, as models by analogy do.

    What has other atoms than the component of its name, or names them otherwise, is not drawn as that.
    """
    if molecule is None or molecule.chemistry in ("", "dictionary", "user"):
        return chemistry_of(key.component)
    atoms: list[OccupantAtomRecord] = rows_of(run, "occupant_atoms", key)
    if not molecule.bonds or len(atoms) != molecule.atoms:  # those far from the groove are not in the table
        return None
    names = [row.atom for row in atoms]
    place, triples = {name: i for i, name in enumerate(names)}, bonds_of_cell(molecule.bonds)
    if not {name for first, second, _ in triples for name in (first, second)} <= place.keys():
        return None
    elements = [row.element for row in atoms]
    orders = {(min(place[a], place[b]), max(place[a], place[b])): order for a, b, order in triples}
    charges = formal_charges(elements, orders)
    kinds = {n: (e.capitalize(), c) for n, e, c in zip(names, elements, charges, strict=True)}
    return Template(key.component, kinds, tuple(triples), "file")


def chemistry_of(component: str) -> Template | None:
    """Find the chemistry of a component that has a name; None where none is known."""
    return None if component in UNKNOWN_COMPONENTS else component_template(component)


def touches(run: RunTables, key: OccupantKey, *, bonded: bool) -> list[Touch]:
    """Keep the nearest contact of each position and type; those of a bonded Cys528 are its bond.

    A position that is touched without a contact of any type has the two atoms that are nearest to each other.
    """
    nearest: dict[tuple[str, str], ContactRecord | FootprintRecord] = {}
    contacts: list[ContactRecord] = rows_of(run, "contacts", key)
    for row in contacts:
        if row.symmetry or row.type == "clash" or (bonded and row.position == XPO1.cysteine):
            continue
        name = residue_label(row)
        held = nearest.get((name, row.type))
        if held is None or _far(row) < _far(held):
            nearest[name, row.type] = row
    typed = {name for name, _ in nearest}
    footprint: list[FootprintRecord] = rows_of(run, "footprint", key)
    for touched in footprint:
        name = residue_label(touched)
        if touched.touches and name not in typed and not (bonded and touched.position == XPO1.cysteine):
            nearest[name, TOUCH_ALONE] = touched
    rows = sorted(nearest.items(), key=lambda pair: (pair[1].position_key, contact_order(pair[0][1])))
    return [Touch(name, row.position, kind, row.occupant_atom, row.distance) for (name, kind), row in rows]


def _far(row: ContactRecord | FootprintRecord) -> float:
    return row.distance if row.distance is not None else float("inf")


def residue_label(row: ContactRecord | FootprintRecord) -> str:
    """Name a residue by its letter in the structure and its position; by the author's number where it has none."""
    letter = row.residue[:1]
    return f"{letter}{row.position}" if row.position is not None else f"{row.residue} (author)"


def site_name(bond: CovalentRecord) -> str:
    """Name the residue that a compound is bonded to: ``Cys528``, whatever its number in the file."""
    return f"Cys{XPO1.cysteine}" if bond.site_residue.startswith("C") or not bond.site_residue else bond.site_residue
