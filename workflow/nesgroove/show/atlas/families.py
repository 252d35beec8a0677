"""Compounds and export signals of a run: what each page of a family shows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from nesgroove.chem.components import Ligand, ligands
from nesgroove.compare.tables import RunTables, cargo_name
from nesgroove.measure.cargo import AnchorRecord
from nesgroove.model.chain_order import chain_order, main_chain
from nesgroove.show.atlas.facts import Occupied, compound_key
from nesgroove.show.scene.model import Scene


@dataclass(frozen=True)
class Compound:
    """One compound: what is known of it, and where it is in this run.

    Attributes
    ----------
    name : str
    known : tuple of Ligand
        Its rows of the reference table, one for each component; empty for one that the table does not know.
    members : tuple of Occupied
        Where it is bound, by complex.
    """

    name: str
    known: tuple[Ligand, ...]
    members: tuple[Occupied, ...]

    @property
    def ligand_class(self) -> str:
        """Its chemical class."""
        return self.known[0].ligand_class if self.known else "unknown"

    @property
    def components(self) -> list[str]:
        """Component ids in this run, else those that are known."""
        here = sorted({member.detail for member in self.members})
        return here or [ligand.component for ligand in self.known if ligand.component]

    @property
    def synonyms(self) -> list[str]:
        """Other names."""
        return list(dict.fromkeys(name for ligand in self.known for name in ligand.synonyms))

    @property
    def structure_known(self) -> bool:
        """Whether any structure of it is known, here or elsewhere."""
        return bool(self.members) or any(ligand.structure_known for ligand in self.known)

    @property
    def modelled_only(self) -> bool:
        """Whether it is in the run though no structure of it is known: by models alone."""
        return bool(self.members) and bool(self.known) and not any(ligand.structure_known for ligand in self.known)


def compounds(bound: list[Occupied]) -> list[Compound]:
    """Collect the compounds that have a page: those of the run, and those without a known structure.

    An inhibitor whose component names no compound has none: nobody knows what it is.
    """
    members: dict[str, list[Occupied]] = defaultdict(list)
    for occupant in bound:
        name = compound_key(occupant.key)
        if name is not None:
            members[name].append(occupant)
    known: dict[str, list[Ligand]] = defaultdict(list)
    for ligand in ligands():
        known[ligand.compound].append(ligand)
    names = [name for name in known if name in members or not any(ligand.structure_known for ligand in known[name])]
    names += sorted(name for name in members if name not in known)
    return [Compound(name, tuple(known.get(name, ())), tuple(members.get(name, ()))) for name in names]


def absent(bound: list[Occupied]) -> list[Ligand]:
    """Compounds of the reference table whose structures are known and not in this run."""
    here = {occupant.key.group for occupant in bound}
    return [ligand for ligand in ligands() if ligand.structure_known and ligand.compound not in here]


@dataclass(frozen=True)
class Letter:
    """One residue of an export signal, and the pocket that it fills."""

    code: str
    label: str
    pocket: str
    anchor: str


@dataclass(frozen=True)
class Pose:
    """A cargo as it lies in one groove.

    Attributes
    ----------
    complex, chain : str
    letters : tuple of Letter
        Its residues in the groove, from the N terminus; a gap in the chain is a letter ``…``.
    anchors : tuple of AnchorRecord
        A row a pocket.
    residues : int
        Of the chain, those in the file.
    name : str
        What the cargo is called; empty where nothing names it.
    """

    complex: str
    chain: str
    letters: tuple[Letter, ...]
    anchors: tuple[AnchorRecord, ...]
    residues: int
    name: str = ""

    @property
    def signal(self) -> str:
        """Its sequence."""
        return "".join(letter.code for letter in self.letters)

    @property
    def direction(self) -> str:
        """``plus`` or ``minus``; empty where it is not assigned."""
        return self.anchors[0].direction if self.anchors else ""

    @property
    def nes_class(self) -> str:
        """Class of the export signal by the spacing of its anchors."""
        return self.anchors[0].nes_class if self.anchors else ""

    @property
    def spacing(self) -> str:
        """Residues from anchor to anchor."""
        return self.anchors[0].spacing if self.anchors else ""


@dataclass
class Cargo:
    """An export signal, and the complexes that it is seen in."""

    signal: str
    poses: list[Pose] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """What its cargoes are called."""
        return sorted({pose.name for pose in self.poses if pose.name})


def poses(scene: Scene, run: RunTables) -> list[Pose]:
    """Read the export signals of one complex: the residues of its cargoes between the first and the last in the groove.

    Parameters
    ----------
    scene
        The complex.
    run
        Its tables, those of this complex alone.
    """
    laid = []
    index_of = {(r.auth_chain, r.auth_seq_id, r.ins_code, r.component): r.index for r in scene.structure.residues}
    for occupant in scene.occupants:
        if occupant.kind != "cargo" or not occupant.in_groove:
            continue
        anchors = tuple(row for row in run.anchors if row.cargo_chain == occupant.name)
        held = {anchor.residue.key: anchor for anchor in scene.anchors if anchor.residue in occupant.residues}
        chain = chain_order(main_chain(scene.structure, [index_of[ref.key] for ref in occupant.residues]))
        refs = [occupant.residues[row] for row in chain.order]
        places = [place for place, ref in enumerate(refs) if ref in set(occupant.in_groove)]
        letters: list[Letter] = []
        for place in range(places[0], places[-1] + 1):
            ref = refs[place]
            if letters and chain.steps[place - 1] != 1:
                letters.append(Letter("…", "residues that are not in the file", "", ""))
            anchor = held.get(ref.key)
            letters.append(
                Letter(ref.code, ref.label, anchor.pocket if anchor else "", anchor.anchor if anchor else "")
            )
        name = cargo_name(scene.row, occupant.name)
        laid.append(Pose(scene.id, occupant.name, tuple(letters), anchors, len(occupant.residues), name))
    return laid


def cargoes(members: list[Pose]) -> list[Cargo]:
    """Put poses of one export signal together.

    Two are one signal where the sequence of one holds that of the other: of a second copy a residue more or less may
    be seen at the ends.
    """
    groups: list[Cargo] = []
    for pose in sorted(members, key=lambda pose: (-len(pose.signal), pose.complex, pose.chain)):
        group = next((known for known in groups if pose.signal in known.signal), None)
        if group is None:
            group = Cargo(pose.signal)
            groups.append(group)
        group.poses.append(pose)
    for group in groups:
        group.poses.sort(key=lambda pose: (pose.complex, pose.chain))
    return sorted(groups, key=lambda group: (group.poses[0].complex, group.poses[0].chain, group.signal))
