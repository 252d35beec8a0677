"""What came of one file, and of a run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from nesgroove.io.run_names import shown_path
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.molecules import MoleculeRecord
from nesgroove.model.problem import ProblemRecord
from nesgroove.model.record import Record
from nesgroove.model.structure import SourceKind


@dataclass(frozen=True)
class Measured:
    """What came of one file.

    Attributes
    ----------
    entry : str
    path : str
    sha256 : str
        Empty where the file could not be read.
    rows : list of Record
    kept : bool
        Whether it was measured by an earlier run.
    """

    entry: str
    path: str
    sha256: str
    rows: list[Record]
    kept: bool = False

    @property
    def errors(self) -> list[ProblemRecord]:
        """What was asked for and could not be measured at all."""
        return [row for row in self.rows if isinstance(row, ProblemRecord) and row.severity == "error"]

    @property
    def shown_path(self) -> str:
        """The path, fit to be shown."""
        return shown_path(self.path)

    @property
    def without_receptor(self) -> list[ProblemRecord]:
        """That there is no XPO1 in the file, where there is none."""
        if any(row.table == "complexes" for row in self.rows):
            return []
        return [row for row in self.rows if isinstance(row, ProblemRecord) and row.step == "identify"]


@dataclass
class Outcome:
    """What came of a run, without its rows.

    Attributes
    ----------
    files, kept, complexes : int
        Files that were gone through, those of them that an earlier run had measured, and complexes.
    sources : list of str
        Kind of source of each complex, by which they are counted.
    entries, with_complex, components : set of str
        Entries, those with a complex, and the components in these.
    kinds : Counter of (str, str)
        Rows of ``problems`` by severity and step.
    told : list of (str, ProblemRecord)
        What could not be measured, or where there is no XPO1 that there is none, with the path of its file.
    remarks : list of ProblemRecord
        Problems of the whole run.
    """

    files: int = 0
    kept: int = 0
    complexes: int = 0
    sources: list[SourceKind] = field(default_factory=list)
    entries: set[str] = field(default_factory=set)
    with_complex: set[str] = field(default_factory=set)
    components: set[str] = field(default_factory=set)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    told: list[tuple[str, ProblemRecord]] = field(default_factory=list)
    remarks: list[ProblemRecord] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether something could not be measured, or an option fits nothing that has to."""
        return any(severity == "error" for severity, _ in self.kinds) or any(
            row.severity == "error" for row in self.remarks
        )

    def count(self, measured: Measured) -> None:
        """Take in what came of one file."""
        self.files += 1
        self.kept += measured.kept
        self.entries.add(measured.entry)
        for row in measured.rows:
            if isinstance(row, ComplexRecord):
                self.complexes += 1
                self.sources.append(row.source_kind)
                self.with_complex.add(row.entry)
            elif isinstance(row, MoleculeRecord):
                self.components.add(row.component)
            elif isinstance(row, ProblemRecord):
                self.kinds[row.severity, row.step] += 1
        self.told += [(measured.shown_path, row) for row in measured.errors or measured.without_receptor]
