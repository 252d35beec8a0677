"""What poses are measured by: the receptor and what is asked for, as every process of a run has it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nesgroove.io.poses.scores import named_score
from nesgroove.measure.groove import Settings
from nesgroove.measure.reference import References
from nesgroove.model.named import GivenName
from nesgroove.series.poses.assess import Assessor
from nesgroove.series.poses.busted import Busters
from nesgroove.series.poses.placing import Bench
from nesgroove.series.poses.receptor import read_receptor
from nesgroove.series.poses.records import PoseReferenceRecord
from nesgroove.series.poses.required import read_required
from nesgroove.survey.sources import Sources


@dataclass(frozen=True)
class Task:
    """What poses are measured by; the same for all of them, and for all processes.

    Attributes
    ----------
    receptor : Path
    references : str
        Of measuring, as their JSON text.
    sources : tuple of (str, str)
        What the receptor is, where its header does not say it.
    against : tuple of PoseReferenceRecord
        What poses are compared with.
    require, score : str
        What the user asks for; empty where nothing is.
    busted : bool
        Whether PoseBusters is asked.
    names : tuple of GivenName
        What the user calls compounds.
    """

    receptor: Path
    references: str
    sources: Sources
    against: tuple[PoseReferenceRecord, ...]
    require: str = ""
    score: str = ""
    busted: bool = False
    names: tuple[GivenName, ...] = ()

    @property
    def settings(self) -> Settings:
        """How structures are measured."""
        return Settings(references=References.from_json(self.references), sources=self.sources, names=self.names)


@lru_cache(maxsize=1)
def assessor_of(task: Task) -> Assessor:
    """Make what measures the poses of a task, once in each process.

    Parameters
    ----------
    task
        The task.

    Returns
    -------
    Assessor
        With the receptor read.

    Raises
    ------
    NesgrooveError
        The receptor cannot be read, has no groove, or a request is not understood.
    """
    from rdkit import RDLogger

    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]  # what it says of a pose is said in problems.tsv
    receptor = read_receptor(task.receptor, task.settings)
    busters = None
    if task.busted:
        busters = []
        for groove in receptor.grooves:
            own = {i for molecule in groove.complex.molecules for i in molecule.residues}
            busters.append(Busters(receptor.structure, own))
    return Assessor(
        Bench(receptor),
        task.against,
        read_required(task.require) if task.require else None,
        named_score(task.score) if task.score else None,
        busters,
    )
