"""Residues and atoms are called as the archive calls them, whatever force field named them.

Everything behind reading knows the archive's names alone: tables, pictures and superposed files have them, and a note
says what was called otherwise in the file. Compounds keep the name that the file gives them; capitals apart, for the
archive has no others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from nesgroove.chem.elements import HYDROGEN, KNOWN
from nesgroove.chem.force_fields import (
    SIDE_CHAINS,
    amino_acid_of,
    archive_ion,
    archive_residue,
    force_field_names,
    is_known,
)
from nesgroove.chem.templates import packaged_template
from nesgroove.io.makes import makes_of
from nesgroove.io.source_atoms import HYDROGENS, SourceAtoms, SourceChain, SourceResidue
from nesgroove.model.problem import Finding

OXYGEN = re.compile(r"O(?:H?2|W\d?|_?W)?", re.IGNORECASE)
"""Names of a water's oxygen: O, OW, OH2."""

VIRTUAL = frozenset("MEDLX")
"""Letters that names of a water model's sites begin with which are no atoms: MW, EPW, LP1, DOH2, X."""

ATOMS = frozenset("CNOSPAHD0123456789'")
"""How names of atoms of amino acids begin; A are the ends of Asn and Gln that are oxygen or nitrogen (AD1, AE2)."""

CAPS = {"ACE": {"CH3", "C", "O"}, "NME": {"N", "C"}, "NH2": {"N"}}
"""Heavy atoms of the caps."""

NO_WATERS = frozenset({"O", "OH", "UNX", "OXO"})
"""Components of one oxygen atom that are not water."""


def archive_names(
    atoms: SourceAtoms, chains: Sequence[SourceChain]
) -> tuple[SourceAtoms, list[SourceChain], list[Finding]]:
    """Give residues and atoms the archive's names.

    Parameters
    ----------
    atoms, chains
        What a library read.

    Returns
    -------
    atoms : SourceAtoms
        Elements of ions are those of their components; virtual sites of waters count as hydrogens.
    chains : list of SourceChain
        Caps that are written within a residue are residues of their own; what is no atom is left out: sites of amino
        acids, spheres of pocket programs.
    findings : list of Finding
        What has another name in the file, and what is no atom.
    """
    renaming, makes = _Renaming(atoms), makes_of(atoms, chains)
    changed = makes.where(lambda residue: _has_other_names(renaming, residue))
    if not changed:
        return atoms, list(chains), []
    make = iter(makes.of)
    named = [
        replace(chain, residues=[
            own for residue in chain.residues
            for own in (renaming.residues([residue]) if next(make) in changed else (residue,))
        ]) for chain in chains
    ]  # fmt: skip
    if not (renaming.told or renaming.no_atoms):
        return atoms, list(chains), []
    findings = []
    if renaming.told:
        findings.append(Finding("force_field_names", {"what": _counted(renaming.told)}))
    if renaming.no_atoms:
        count = renaming.no_atoms.total()
        findings.append(Finding("no_atoms", {"atoms": count, "what": _counted(renaming.no_atoms)}))
    return renaming.atoms(), named, findings


def _has_other_names(renaming: _Renaming, residue: SourceResidue) -> bool:
    """Whether anything about a residue is called otherwise in the archive; it keeps its names for now."""
    names, elements = renaming.names, renaming.elements
    before = [(names[row], elements[row]) for row in residue.rows]
    parts = list(renaming.residues([residue]))
    same = len(parts) == 1 and parts[0] is residue and not (renaming.told or renaming.no_atoms)
    same = same and before == [(names[row], elements[row]) for row in residue.rows]
    for row, own in zip(residue.rows, before, strict=True):
        names[row], elements[row] = own
    renaming.told.clear()
    renaming.no_atoms.clear()
    return not same


def _counted(changes: Counter[str]) -> str:
    return ", ".join(f"{change} ({count})" for change, count in sorted(changes.items()))


class _Renaming:
    """What is renamed so far."""

    def __init__(self, atoms: SourceAtoms) -> None:
        self.source = atoms
        self.names: list[str] = atoms.name.tolist()
        self.elements: list[str] = atoms.element.tolist()
        self.table = force_field_names()
        self.told: Counter[str] = Counter()
        self.no_atoms: Counter[str] = Counter()

    def atoms(self) -> SourceAtoms:
        names, elements = np.array(self.names, dtype=np.str_), np.array(self.elements, dtype=np.str_)
        return replace(self.source, name=names, element=elements)

    def residues(self, residues: Sequence[SourceResidue]) -> Iterator[SourceResidue]:
        for residue in residues:
            own = residue.component.strip().upper()
            if own != residue.component and (is_known(own) or amino_acid_of(own) or own in self.table.waters):
                residue = self._called(residue, own)
            present = {self.names[row] for row in residue.rows}
            if present and present <= self.table.points.get(own, frozenset()):
                self.no_atoms[f"{own}, spheres in a pocket"] += len(residue.rows)
                continue
            if own == "HOH" and present == {"O"}:
                yield residue
            elif own in SIDE_CHAINS:
                yield from self._amino_acid(residue, own, present)
            else:
                yield from self._renamed(residue, own, present)

    def _renamed(self, residue: SourceResidue, own: str, present: set[str]) -> Iterator[SourceResidue]:
        heavy = [row for row in residue.rows if not self._is_hydrogen(row)]
        if self._is_water(own, heavy):
            yield self._water(residue, heavy)
        elif len(residue.rows) == 1 and (ion := archive_ion(own)) is not None:
            self.names[residue.rows[0]], self.elements[residue.rows[0]] = ion
            yield self._called(residue, ion[0])
        elif own in self.table.caps:
            yield self._cap(residue, self.table.caps[own], heavy)
        elif {"N", "CA", "C"} <= present and (amino := amino_acid_of(own)):
            for part in self._amino_acid(residue, amino, present):
                yield part if part.component != residue.component else self._by_atoms(part, own)
        else:
            self._without_asterisks(residue, own, present)
            yield self._by_atoms(residue, own)

    def _by_atoms(self, residue: SourceResidue, own: str) -> SourceResidue:
        heavy = {self.names[row] for row in residue.rows if not self._is_hydrogen(row)}
        return self._called(residue, archive_residue(own, heavy) or residue.component)

    def _called(self, residue: SourceResidue, component: str) -> SourceResidue:
        if component == residue.component:
            return residue
        self.told[f"{residue.component or 'no name'} to {component}"] += 1
        return replace(residue, component=component)

    def _without_sites(self, residue: SourceResidue, present: set[str]) -> SourceResidue:
        """Lone pairs, centroids and virtual atoms have no place in the chemistry of an amino acid, nor a volume."""
        odd = {name for name in present if name in self.table.sites or name[:1] not in ATOMS}
        sites = {
            row for row in residue.rows if self.names[row] in odd
            and (self.names[row] in self.table.sites or self.elements[row] not in KNOWN)
            and not self._is_hydrogen(row)
        } if odd else set()  # fmt: skip
        if not sites:
            return residue
        for row in sites:
            self.no_atoms[f"{self.names[row]} of amino acids"] += 1
        return replace(residue, rows=[row for row in residue.rows if row not in sites])

    def _is_hydrogen(self, row: int) -> bool:
        return self.elements[row] in HYDROGENS or HYDROGEN.match(self.names[row]) is not None

    def _is_water(self, own: str, heavy: Sequence[int]) -> bool:
        """One oxygen, and besides hydrogens the sites of a water model that are no atoms."""
        oxygens = [row for row in heavy if self._is_oxygen(row, heavy)]
        if len(oxygens) != 1:
            return False
        if own in self.table.waters:
            return all(row in oxygens or self.names[row][:1].upper() in VIRTUAL for row in heavy)
        return len(heavy) == 1 and own not in NO_WATERS and not is_known(own) and archive_ion(own) is None

    def _is_oxygen(self, row: int, heavy: Sequence[int]) -> bool:
        """By its name; where it is the only heavy atom by its element too, whatever it is called."""
        return OXYGEN.fullmatch(self.names[row]) is not None or (len(heavy) == 1 and self.elements[row] == "O")

    def _water(self, residue: SourceResidue, heavy: Sequence[int]) -> SourceResidue:
        for row in heavy:
            if not self._is_oxygen(row, heavy):
                self.told["sites of waters left out as hydrogens"] += 1
                self.elements[row] = "H"
            elif self.names[row] != "O":
                self.told[f"{self.names[row]} of waters to O"] += 1
                self.names[row], self.elements[row] = "O", "O"
        return residue if residue.component == "DOD" else self._called(residue, "HOH")

    def _cap(self, residue: SourceResidue, component: str, heavy: Sequence[int]) -> SourceResidue:
        renamed = self.table.atoms.get(component, {})
        if {renamed.get(self.names[row], self.names[row]) for row in heavy} != CAPS[component]:
            return residue
        for row in heavy:
            self.names[row] = renamed.get(self.names[row], self.names[row])
        return self._called(residue, component)

    def _amino_acid(self, residue: SourceResidue, amino: str, present: set[str]) -> Iterator[SourceResidue]:
        """Rename side-chain atoms and the oxygens of the chain's end, and take caps apart."""
        own, ends = self.table.atoms.get(amino, {}), self.table.atoms["end"]
        changes = {name: new for name, new in (*own.items(), *ends.items()) if name in present and new not in present}
        for row in residue.rows if changes else ():
            if (new := changes.get(self.names[row])) is not None:
                self.told[f"{self.names[row]} of {amino if self.names[row] in own else 'an end'} to {new}"] += 1
                self.names[row] = new
        residue = self._without_sites(residue, present)
        if present.isdisjoint(self.table.parts):
            yield residue
        else:
            yield from self._without_caps(residue)

    def _without_asterisks(self, residue: SourceResidue, own: str, present: set[str]) -> None:
        """Asterisks of old names of nucleotides."""
        starred = {name for name in present if "*" in name}
        template = packaged_template(own) if starred else None
        if template is None or not all(name.replace("*", "'") in template.atoms for name in starred):
            return
        self.told[f"* in atom names of {own} to '"] += 1
        for row in residue.rows:
            self.names[row] = self.names[row].replace("*", "'")

    def _without_caps(self, residue: SourceResidue) -> Iterator[SourceResidue]:
        """A residue, with the caps that CHARMM writes within it as residues of their own, in the chain's order."""
        rows_of: dict[str, list[int]] = {}
        for row in residue.rows:
            component = self.table.parts.get(self.names[row], ("",))[0]
            rows_of.setdefault(component, []).append(row)
        rest = rows_of.pop("")
        caps = {}
        for component, rows in rows_of.items():
            atoms = {self.table.parts[self.names[row]][1] for row in rows}
            component = "NH2" if atoms == CAPS["NH2"] else component
            if atoms != CAPS[component]:
                yield residue
                return
            caps[component] = replace(residue, component=component, rows=rows, label_seq_id=None)
        for component, cap in caps.items():
            self.told[f"a cap in {residue.component} to {component}"] += 1
            for row in cap.rows:
                self.names[row] = self.table.parts[self.names[row]][1]
        before, after = [caps.pop("ACE", None)], list(caps.values())
        yield from (part for part in (*before, replace(residue, rows=rest), *after) if part is not None)
