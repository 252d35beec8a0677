"""What there is to say of one pose: its rows of every table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nesgroove.io.poses.pose import Better, Pose, Score
from nesgroove.io.poses.scores import NamedScore, counted_scores
from nesgroove.io.run_names import shown_path
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.contacts import ContactRecord
from nesgroove.measure.groove import Groove
from nesgroove.measure.groove_ca import GrooveAtomRecord
from nesgroove.measure.molecules import MoleculeRecord
from nesgroove.measure.occupancy import OccupancyRecord
from nesgroove.model.named import NAMELESS
from nesgroove.model.plain_text import shown
from nesgroove.model.problem import ProblemRecord, problem
from nesgroove.model.record import Record, yes_no
from nesgroove.model.structure import Structure
from nesgroove.series.poses import known
from nesgroove.series.poses.busted import Busters
from nesgroove.series.poses.known import Fingerprint, fingerprint, likeness
from nesgroove.series.poses.placing import Bench, Placed
from nesgroove.series.poses.reach import Reach, reach
from nesgroove.series.poses.records import PoseLikenessRecord, PoseRecord, PoseReferenceRecord, PoseScoreRecord
from nesgroove.series.poses.required import Required
from nesgroove.survey.entry import finite, measured

STEP = "poses"

NAMED = {"like_selinexor": "selinexor", "like_leptomycin_b": "leptomycin B"}
"""Columns of likeness to one compound."""

GIVE = "Give its bond orders with --template"
"""What to do about the chemistry of a pose; of a structure it is another option."""

PEPTIDE = 4
"""Peptide bonds from which a pose is a peptide: a signal has ten and more, small molecules have hardly any."""

Compared = Sequence[tuple[PoseReferenceRecord, Fingerprint]]
"""References, each with its contacts."""

OUTSIDE = "it is not in the groove: {near} of its atoms are near a pocket, and nothing is bonded to Cys528"


@dataclass
class Assessed:
    """What came of one pose.

    Attributes
    ----------
    pose : PoseRecord
        Without its ranks.
    rows : list of Record
        Rows of all other tables.
    better : str
        Which values of its score are better.
    """

    pose: PoseRecord
    rows: list[Record] = field(default_factory=list)
    better: Better = "lower"


class Assessor:
    """Measures poses in one receptor and compares them with references.

    Parameters
    ----------
    bench
        Where poses are put into the receptor.
    references
        What they are compared with.
    required
        What they have to have, or None.
    score
        The property that is the score, or None for what the table of writers says.
    busters
        PoseBusters for each copy of XPO1 of the receptor; None where it is not asked for.
    """

    def __init__(
        self,
        bench: Bench,
        references: Sequence[PoseReferenceRecord],
        required: Required | None = None,
        score: NamedScore | None = None,
        busters: Sequence[Busters] | None = None,
    ) -> None:
        self.bench = bench
        self.references = [(row, known.read(row.fingerprint)) for row in references]
        self.required = required
        self.score = score
        self.busters = busters
        remarks = (row for row in bench.receptor.remarks if row.complex)
        self._said = {(row.step, row.message) for row in remarks}

    def assess(self, pose: Pose, entry: str) -> Assessed:
        """Measure a pose.

        Parameters
        ----------
        pose
            As it was read.
        entry
            Name of its rows.

        Returns
        -------
        Assessed
            Rows of all tables; of a pose outside the groove one row of poses.tsv, and one of problems.tsv.
        """
        placed = self.bench.place(pose, entry)
        empty = self.bench.receptor.grooves[placed.copy]
        near = reach(placed, empty.complex)
        scores = self._scores(placed.pose, near)
        values: dict[str, Any] = {
            "entry": entry,
            **_of_the_file(pose),
            **_of_the_compound(placed),
            **_of_the_reach(near),
            **_of_the_score(scores, placed.pose, near),
            "moved": " ".join(_label(placed, index) for index in placed.moved),
            "receptor": empty.complex.id,
            "receptor_kind": self.bench.receptor.kind,
            "source_kind": self.bench.receptor.structure.source_kind,
        }
        rows: list[Record] = [*_score_rows(entry, pose, scores, near), *_remarks(placed, entry)]
        bits: Fingerprint = frozenset()
        own: list[Record] = []
        if placed.groove is not None:
            own = list(self._own_rows(placed.groove, placed.pose.name))
            bits = fingerprint(row for row in own if isinstance(row, ContactRecord) and row.kind == "inhibitor")
            values["complex"] = placed.groove.complex.id
            values |= _of_the_groove(own)
            compared = self._comparable(bits, own)
            values |= _of_the_likeness(bits, compared)
            rows += own
            rows += _likeness_rows(entry, placed.groove.complex.id, bits, compared)
        values |= self._of_the_busters(placed, near)
        row = PoseRecord.model_validate(values)
        if self.required is not None:
            holds = placed.groove is not None and self.required.holds(row, own)
            row = row.model_copy(update={"required": yes_no(holds)})
        return Assessed(row, rows, scores[0].better if scores else "lower")

    def _scores(self, pose: Pose, near: Reach) -> list[Score]:
        """Scores of a pose, the one that counts first; among the writer's, one that means something for it."""
        scores = counted_scores(pose.scores, pose.properties, self.score)
        return scores if self.score else sorted(scores, key=lambda score: not _meaningful(score, pose, near))

    def _own_rows(self, groove: Groove, title: str) -> Iterator[Record]:
        """Rows of the tables of a run; what is said of the receptor is said once. What nothing names has its title."""
        name = shown(title).replace(";", ",")
        for row in finite(measured(groove)):
            if isinstance(row, ComplexRecord) and row.inhibitor_name == NAMELESS and name:
                yield row.model_copy(update={"inhibitor_name": name})
            elif isinstance(row, MoleculeRecord) and row.role == "inhibitor" and not row.name and name:
                yield row.model_copy(update={"name": name, "name_source": "title"})
            elif not isinstance(row, ProblemRecord):
                yield row
            elif (row.step, row.message) not in self._said:
                yield row.model_copy(update={"remedy": GIVE}) if "--ligand" in row.remedy else row

    def _comparable(self, bits: Fingerprint, rows: Sequence[Record]) -> Compared:
        """References with the contacts that the receptor could show: a side chain that is not there touches nothing."""
        whole = {row.position for row in rows if isinstance(row, GrooveAtomRecord) and not row.missing}
        return [(row, frozenset(b for b in own if b in bits or b[0] in whole)) for row, own in self.references]

    def _of_the_busters(self, placed: Placed, near: Reach) -> dict[str, Any]:
        if self.busters is None:
            return {}
        sulphur = self.bench.receptor.sulphurs[placed.copy]
        size = len(self.bench.receptor.structure.atoms)
        checks = self.busters[placed.copy].checks(
            placed.pose.molecule, placed.xyz[:size], without=[sulphur] if near.covalent and sulphur is not None else []
        )
        known_ = {name: passed for name, passed in checks.items() if passed is not None}
        return {
            "busted": sum(known_.values()),
            "busted_of": len(known_),
            "busted_failed": " ".join(name for name, passed in known_.items() if not passed),
        }


def _of_the_likeness(bits: Fingerprint, compared: Compared) -> dict[str, Any]:
    alike = [(value, row) for row, own in compared if (value := likeness(bits, own)) is not None]
    if not alike:
        return {}
    best, row = max(alike, key=lambda pair: pair[0])  # of several the first
    values = {
        column: max((value for value, row in alike if row.compound == compound), default=None)
        for column, compound in NAMED.items()
    }
    return {
        "like_best": best, "like_best_name": row.compound, "like_best_complex": row.complex,
        "like_best_kind": row.source_kind, **values,
    }  # fmt: skip


def _likeness_rows(entry: str, complex_id: str, bits: Fingerprint, compared: Compared) -> Iterator[PoseLikenessRecord]:
    for row, own in compared:
        yield PoseLikenessRecord(
            entry=entry,
            complex=complex_id,
            reference=row.complex,
            reference_occupant=row.occupant,
            compound=row.compound,
            reference_kind=row.source_kind,
            likeness=likeness(bits, own),
            common=len(bits & own),
            pose_only=len(bits - own),
            reference_only=len(own - bits),
        )


def _of_the_file(pose: Pose) -> dict[str, Any]:
    return {
        "title": shown(pose.name), "file": shown_path(pose.path.name), "record": pose.record,
    }  # fmt: skip


def _of_the_compound(placed: Placed) -> dict[str, Any]:
    from rdkit import Chem

    pose = placed.pose
    smiles = "" if pose.chemistry == "none" else Chem.MolToSmiles(pose.molecule)
    return {
        "chemistry": pose.chemistry, "smiles": smiles, "heavy_atoms": len(pose.names),
        "in_groove": yes_no(placed.groove is not None), "atoms_near_pockets": placed.near,
        "attached": yes_no(pose.attached is not None),
    }  # fmt: skip


def _of_the_reach(near: Reach) -> dict[str, Any]:
    return {
        "covalent": yes_no(near.covalent), "reach": yes_no(near.within), "reacting_atom": near.atom,
        "reacting_group": near.group, "reacting_distance": near.distance, "reacting_x": near.x,
        "angle_cb_sg_c": near.angle, "attack_angle": near.attack,
    }  # fmt: skip


def _meaningful(score: Score, pose: Pose, near: Reach) -> bool:
    """Whether a score compares poses such as this one: a tethered one, or one that is bonded by its distance."""
    return score.covalent_meaning or not (near.covalent or pose.attached is not None)


def _of_the_score(scores: Sequence[Score], pose: Pose, near: Reach) -> dict[str, Any]:
    if not scores:
        return {}
    score = scores[0]
    return {
        "score_name": score.name, "score": score.value, "score_unit": score.unit, "score_better": score.better,
        "score_meaningful": yes_no(_meaningful(score, pose, near)), "score_writer": score.writer,
    }  # fmt: skip


def _score_rows(entry: str, pose: Pose, scores: Sequence[Score], near: Reach) -> Iterator[PoseScoreRecord]:
    for score in scores:
        yield PoseScoreRecord(
            entry=entry,
            title=shown(pose.name),
            file=shown_path(pose.path.name),
            record=pose.record,
            name=score.name,
            value=score.value,
            unit=score.unit,
            better=score.better,
            meaningful=yes_no(_meaningful(score, pose, near)),
            writer=score.writer,
        )


def _remarks(placed: Placed, entry: str) -> Iterator[ProblemRecord]:
    """What reading and placing a pose came upon."""
    pose, own = placed.pose, placed.groove.complex.id if placed.groove is not None else ""
    for remark in pose.remarks:
        yield problem(entry, "read", "warning", remark.message, complex_id=own, remedy=remark.remedy)
    if placed.groove is not None and _peptide_bonds(pose) >= PEPTIDE:
        yield problem(
            entry, STEP, "note", "it is a peptide and measured as a compound: there are no anchors and no direction",
            complex_id=own, remedy="Write it into the receptor as a chain, and give that to `nesgroove measure`",
        )  # fmt: skip
    for message, remedy in placed.remarks:
        yield problem(entry, STEP, "warning", message, complex_id=own, remedy=remedy)
    if placed.groove is None:
        yield problem(
            entry, STEP, "warning", OUTSIDE.format(near=placed.near),
            remedy="Look whether receptor and poses are of one frame; such a pose is measured no further",
        )  # fmt: skip


def _peptide_bonds(pose: Pose) -> int:
    from rdkit import Chem

    bond = Chem.MolFromSmarts("[NX3][CX4]C(=O)[NX3][CX4]C(=O)")
    return 0 if pose.chemistry == "none" else len(pose.molecule.GetSubstructMatches(bond))


def _label(placed: Placed, index: int) -> str:
    """A residue by its letter and position."""
    if placed.groove is None:
        return str(index)
    structure: Structure = placed.groove.structure
    position = placed.groove.complex.position_of.get(index)
    record = structure.residues[index]
    return record.label if position is None else f"{record.code}{position}"


def _of_the_groove(rows: Sequence[Record]) -> dict[str, Any]:
    """Columns that summarise the pose's rows of the tables of a run."""
    shares: Mapping[str, OccupancyRecord] = {row.pocket: row for row in rows if isinstance(row, OccupancyRecord)}
    contacts = [row for row in rows if isinstance(row, ContactRecord) and row.kind == "inhibitor"]
    whole = shares["all"]
    called = next(row for row in rows if isinstance(row, MoleculeRecord) and row.role == "inhibitor")
    return {
        "compound": called.name,
        "name_source": called.name_source,
        "inchikey": called.inchikey,
        **known.shares_of(shares),
        "anchors_displaced": whole.anchors_displaced,
        "cargo_volume_taken": whole.cargo_volume_taken,
        "x_min": whole.x_min,
        "x_max": whole.x_max,
        "contacts": sum(row.type != "clash" for row in contacts),
        "clashes": sum(row.type == "clash" for row in contacts),
    }
