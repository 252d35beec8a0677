"""One predicted model with the files that its writer put beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from nesgroove.model.record import Severity

Companion = Literal["summary", "full", "pae", "plddt"]
"""Scores of the whole model; all in one file; the PAE alone; pLDDT alone."""

ALPHAFOLD_MULTIMER: Final = "AlphaFold-Multimer"
COLABFOLD: Final = "ColabFold"
ALPHAFOLD_3: Final = "AlphaFold 3"
ALPHAFOLD_SERVER: Final = "AlphaFold server"
BOLTZ: Final = "Boltz"
CHAI: Final = "Chai-1"
OPENFOLD: Final = "OpenFold3"
PROTENIX: Final = "Protenix"


@dataclass(frozen=True)
class Remark:
    """Something to say of a sample, which becomes a row of ``problems``.

    Attributes
    ----------
    severity : {'error', 'warning', 'note'}
    message, remedy : str
    """

    severity: Severity
    message: str
    remedy: str = ""


@dataclass(frozen=True)
class Sample:
    """One predicted model.

    Attributes
    ----------
    path : Path
        Its coordinates.
    job, name : str
        What was predicted, and which sample of it this is (``seed-1_sample-0``); the name is empty where a file is a
        job of its own.
    root : Path
        Directory of the job, which tells apart jobs of one name.
    writer : str
        The program by its layout; empty where the layout is none.
    seed, model : str
        Of the sample, where its name says them.
    files : mapping of str to Path
        What lies beside it: ``summary``, ``full``, ``pae``, ``plddt``.
    ranking : (str, float) or None
        Name and value of the score by which its writer ranks it, where that is not in one of these files.
    same : tuple of (Path, str)
        Other files of the same sample, and why they are not measured.
    copy : bool
        Whether it is one of those that a writer copies to the top.
    remarks : tuple of Remark
        What recognising the layout came upon.
    """

    path: Path
    job: str
    name: str
    root: Path
    writer: str = ""
    seed: str = ""
    model: str = ""
    files: Mapping[Companion, Path] = field(default_factory=dict)
    ranking: tuple[str, float] | None = None
    same: tuple[tuple[Path, str], ...] = ()
    copy: bool = False
    remarks: tuple[Remark, ...] = ()
