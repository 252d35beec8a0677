"""Reading mmCIF and PDB files into the records of :mod:`nesgroove.model.structure`.

gemmi reads; the format is recognised by content and not by name. The first model is taken unless another is asked
for; policies for hydrogens and alternate locations are those of :mod:`nesgroove.io.assemble`. Author and label
identifiers are both kept, insertion codes too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import gemmi

from nesgroove.errors import ReadError
from nesgroove.io.assemble import Assembled
from nesgroove.io.cell import crystal_of
from nesgroove.io.connections import recorded_bonds, recorded_ends, recorded_links
from nesgroove.io.declared import absent
from nesgroove.io.entry_names import entry_name
from nesgroove.io.formats import recognised
from nesgroove.io.from_gemmi import from_gemmi
from nesgroove.io.gate import gated
from nesgroove.io.labels import safe_labelled
from nesgroove.io.models import models_of
from nesgroove.io.opened import limits, opened
from nesgroove.io.other_models import about_other_models
from nesgroove.io.source import Source
from nesgroove.io.source_atoms import SourceChain
from nesgroove.model.problem import Finding
from nesgroove.model.structure import SourceKind, Structure


def read_structure(
    path: str | Path, *, entry: str | None = None, model: int = 1, source_kind: SourceKind | None = None
) -> Structure:
    """Read a structure file.

    Parameters
    ----------
    path
        File in mmCIF, PDB, BinaryCIF or mmJSON format, plain or packed.
    entry
        Name of the entry; by default the file's name without its endings.
    model
        Which model to take, counted from 1.
    source_kind
        What the file is, where its reader knows better than its header.

    Returns
    -------
    Structure
        One model of the file, with coordinates in A.

    Raises
    ------
    ReadError
        The file is missing, empty, damaged, too large, or is no structure; the message says which.
    """
    return StructureFile(path, entry=entry, source_kind=source_kind).structure(model)


def model_entry(entry: str, model: int) -> str:
    """Name a model of a file.

    Parameters
    ----------
    entry
        The file's entry.
    model
        Which, counted from 1.

    Returns
    -------
    str
        The entry itself for the first, so that its name does not depend on how many are measured.

    Examples
    --------
    >>> model_entry("pose", 1), model_entry("pose", 2)
    ('pose', 'pose.m2')
    """
    return entry if model == 1 else f"{entry}.m{model}"


class StructureFile:
    """A structure file that was opened, whose models are read one by one.

    Parameters
    ----------
    path, entry, source_kind
        As :func:`read_structure` takes them.

    Attributes
    ----------
    count : int
        Number of models.

    Raises
    ------
    ReadError
        The file is missing, empty, damaged, too large, or is no structure; the message says which.
    """

    def __init__(self, path: str | Path, *, entry: str | None = None, source_kind: SourceKind | None = None) -> None:
        self.path = Path(path)
        self._entry = entry or entry_name(path)
        self._kind = source_kind
        limit = limits()
        self._content = opened(self.path, limit)
        with _parsing(self.path):
            self._models = models_of(recognised(self._content.data, self.path), limit, self.path)
        self.count = self._models.count

    def structure(self, model: int, *, alone: bool = True) -> Structure:
        """Read one model.

        Parameters
        ----------
        model
            Which, counted from 1 in the order of the file, whatever numbers it gives them.
        alone
            Whether it is the only one that is measured: then what the others hold is worth a remark.

        Returns
        -------
        Structure
            Its entry is that of the file, for the first model; for the others with their number: ``pose.m2``.

        Raises
        ------
        ReadError
            There is no such model, no atom in it, or it is damaged.
        """
        if not 1 <= model <= self.count:
            raise ReadError(
                f"model {model} was asked for and the file has {self.count}",
                file=self.path,
                remedy=f"Choose a model from 1 to {self.count}",
            )
        with _parsing(self.path):
            source = self._models.source(model - 1)
            findings = [*self._models.findings, *self._members()]
            if alone:
                findings += about_other_models(self._models, model - 1)
        return self._built(source, model, findings)

    def _members(self) -> Iterator[Finding]:
        if self._content.members:
            yield Finding("from_archive", {"member": " / ".join(self._content.members)})

    def _built(self, source: Source, model: int, findings: list[Finding]) -> Structure:
        structure, info = source.structure, source.info
        atoms, chains = from_gemmi(structure, source.organisms)
        if not len(atoms.xyz):
            raise ReadError("there are no atoms in it", file=self.path, remedy="Fetch or export the file again")
        ends = recorded_ends(structure, atoms, chains)
        built, of_gate = gated(
            atoms, chains, recorded_links(ends), file=self.path, planted=source.kind == "phantom"
        )  # fmt: skip
        if not len(built.atoms):
            raise ReadError("there are no heavy atoms in it", file=self.path, remedy="Fetch or export the file again")
        read = len(built.atoms) + len(built.left_out) + built.hydrogens + built.repeated + _taken_out(of_gate)
        if not source.rows == len(atoms.xyz) == read:
            findings.append(Finding("rows_not_read", {"rows": source.rows, "atoms": min(read, len(atoms.xyz))}))
        crystal, of_cell = crystal_of(
            structure.cell, structure.find_spacegroup(), structure.spacegroup_hm, built.residues
        )  # fmt: skip
        whole = Structure(
            entry=model_entry(self._entry, model),
            file_id=info.get("_entry.id", ""),
            path=str(self.path),
            sha256=self._content.sha256,
            title=info.get("_struct.title", ""),
            method=info.get("_exptl.method", ""),
            resolution=structure.resolution or None,
            crystal=crystal,
            component_bonds=source.component_bonds,
            models=self.count,
            model=model,
            bonds=(*recorded_bonds(ends, built), *built.bonds),
            declared_missing=_declared_missing(structure, built, chains),
            absent=absent(source, built, chains, ends),
            copies_not_given=sum(not operator.given for operator in structure.ncs),
            source_kind=self._kind or source.kind,
            findings=(*findings, *of_gate, *of_cell, *([source.analogy.finding] if source.analogy else [])),
            compounds=source.analogy.compounds if source.analogy else {},
            described=source.described,
            doi=source.doi,
            revision=source.revision,
            **built.contents,
        )
        return safe_labelled(whole)


def _taken_out(findings: Iterable[Finding]) -> int:
    """Rows that were taken out, and told of."""
    return sum(int(str(f.details["atoms"])) for f in findings if f.check in ("atoms_impossible", "no_atoms"))


@contextmanager
def _parsing(path: Path) -> Iterator[None]:
    """Make one error of ours of whatever a parser raises."""
    try:
        yield
    except (ValueError, RuntimeError, IndexError, OSError) as error:
        raise ReadError(
            # gemmi quotes the line at fault on a line of its own; a message of ours is one line.
            f"it cannot be read as mmCIF or PDB ({' '.join(str(error).split())[:300]})",
            file=path,
            remedy="Check that the file is whole and is an mmCIF or PDB file",
        ) from error


def _declared_missing(structure: gemmi.Structure, built: Assembled, chains: Sequence[SourceChain]) -> tuple[str, ...]:
    # What the gate took out is told there.
    present = {residue.label_chain for residue in built.residues}
    present |= {residue.label_chain for chain in chains for residue in chain.residues}
    missing = set()
    for entity in structure.entities:
        if entity.entity_type == gemmi.EntityType.Polymer:
            missing |= {name for name in entity.subchains if name not in present}
            # A sequence of a PDB file (SEQRES) without a chain has the name of one alone.
            if not entity.subchains and entity.full_sequence:
                missing.add(entity.name)
    return tuple(sorted(missing))
