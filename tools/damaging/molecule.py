"""A structure as rows of text, which can be damaged and written as PDB or mmCIF."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal

import gemmi

Format = Literal["pdb", "cif"]

FORMATS: Final[tuple[Format, ...]] = ("pdb", "cif")

GROOVE: Final = range(510, 595)
"""Positions of human XPO1 that its groove is of: helices 11A to 12B and what is between them."""


@dataclass(frozen=True)
class Row:
    """One atom as a file has it: text in every field, so that any nonsense can stand there.

    Attributes
    ----------
    record : str
        ``ATOM`` or ``HETATM``.
    name, alt, component, chain, number, ins, element
        Identifiers; ``alt`` and ``ins`` are empty where there is none.
    x, y, z, occupancy, b : str
        Numbers.
    segment : str
        Of PDB files.
    """

    record: str
    name: str
    alt: str
    component: str
    chain: str
    number: str
    ins: str
    x: str
    y: str
    z: str
    occupancy: str
    b: str
    element: str
    segment: str = ""

    @property
    def residue(self) -> tuple[str, str, str, str]:
        """What tells residues apart."""
        return self.chain, self.number, self.ins, self.component

    @property
    def place(self) -> tuple[float, float, float]:
        """Coordinates as numbers, A."""
        return float(self.x), float(self.y), float(self.z)

    def at(self, place: Iterable[float]) -> Row:
        """The same atom elsewhere."""
        x, y, z = (f"{value:.3f}" for value in place)
        return replace(self, x=x, y=y, z=z)

    def shifted(self, by: Iterable[float]) -> Row:
        """The same atom moved by a vector, A."""
        return self.at(a + b for a, b in zip(self.place, by, strict=True))


@dataclass
class Molecule:
    """A structure and what is known of it.

    Attributes
    ----------
    name : str
    rows : list of Row
    receptor, cargo, ligand : str
        Chain ids of XPO1 and of what lies in its groove, and the component of a compound there; empty where there is
        none.
    offset : int
        The author's numbers of XPO1 minus human ones: 11 in yeast.
    title : str
    cell : str
        Lengths and angles as a PDB file has them, with the space group; empty where there is none.
    links : list of (Row, Row)
        Bonds that the file records.
    """

    name: str
    rows: list[Row]
    receptor: str
    cargo: str = ""
    ligand: str = ""
    offset: int = 0
    title: str = ""
    cell: str = ""
    links: list[tuple[Row, Row]] = field(default_factory=list)

    def copy(self) -> Molecule:
        """A molecule of its own."""
        return replace(self, rows=list(self.rows), links=list(self.links))

    def residues(self) -> list[tuple[str, str, str, str]]:
        """Residues in the order of the file."""
        return list(dict.fromkeys(row.residue for row in self.rows))

    def groove(self) -> list[tuple[str, str, str, str]]:
        """Residues of the groove of XPO1."""
        own = [r for r in self.residues() if r[0] == self.receptor]
        return [r for r in own if r[1].isdigit() and int(r[1]) - self.offset in GROOVE]

    def occupant(self) -> list[tuple[str, str, str, str]]:
        """Residues of what lies in the groove."""
        return [r for r in self.residues() if (self.cargo and r[0] == self.cargo) or r[3] == self.ligand]

    def change(self, which: Callable[[Row], bool], how: Callable[[Row], Row | None]) -> None:
        """Change rows, links too; None takes a row away."""
        changed = {row: how(row) for row in self.rows if which(row)}
        kept = [changed.get(row, row) for row in self.rows]
        self.rows = [row for row in kept if row is not None]
        self.links = [(changed.get(a, a) or a, changed.get(b, b) or b) for a, b in self.links]

    def write(self, form: Format) -> str:
        """Write it as a file of a format."""
        return self.pdb() if form == "pdb" else self.cif()

    def pdb(self) -> str:
        """A PDB file."""
        lines = ["HEADER    PROTEIN TRANSPORT"]
        lines += [f"TITLE     {self.title}"] if self.title else []
        lines += [_pdb_link(a, b) for a, b in self.links]
        lines += [_pdb_cell(self.cell)] if self.cell else []
        before = None
        for serial, row in enumerate(self.rows, start=1):
            if before is not None and before.record == "ATOM" and row.chain != before.chain:
                lines.append("TER")
            lines.append(pdb_line(row, serial))
            before = row
        return "\n".join([*lines, "END", ""])

    def cif(self) -> str:
        """An mmCIF file."""
        quote = gemmi.cif.quote
        lines = ["data_case", f"_entry.id {quote(self.name)}"]
        lines += [f"_struct.title {quote(self.title)}"] if self.title else []
        if self.cell:
            *numbers, group = self.cell.split(maxsplit=6)
            names = ("length_a", "length_b", "length_c", "angle_alpha", "angle_beta", "angle_gamma")
            lines += [f"_cell.{name} {number}" for name, number in zip(names, numbers, strict=True)]
            lines += [f"_symmetry.space_group_name_H-M {quote(group)}"]
        if self.links:
            lines += ["loop_", *(f"_struct_conn.{name}" for name in LINK_COLUMNS)]
            lines += [_cif_link(number, a, b) for number, (a, b) in enumerate(self.links, start=1)]
        lines += ["loop_", *(f"_atom_site.{name}" for name in COLUMNS)]
        lines += [" ".join(_cif_cells(row, serial)) for serial, row in enumerate(self.rows, start=1)]
        return "\n".join([*lines, "#", ""])


COLUMNS: Final = (
    "group_PDB", "id", "type_symbol", "label_atom_id", "label_alt_id", "label_comp_id", "label_asym_id",
    "label_entity_id", "label_seq_id", "pdbx_PDB_ins_code", "Cartn_x", "Cartn_y", "Cartn_z", "occupancy",
    "B_iso_or_equiv", "auth_seq_id", "auth_comp_id", "auth_asym_id", "auth_atom_id", "pdbx_PDB_model_num",
)  # fmt: skip
"""Of atom_site, as the archive has them."""

_END: Final = ("asym_id", "comp_id", "seq_id", "atom_id")
LINK_COLUMNS: Final = (
    "id", "conn_type_id", *(f"ptnr1_auth_{n}" for n in _END[:3]), "ptnr1_label_asym_id", "ptnr1_label_comp_id",
    "ptnr1_label_seq_id", "ptnr1_label_atom_id", *(f"ptnr2_auth_{n}" for n in _END[:3]), "ptnr2_label_asym_id",
    "ptnr2_label_comp_id", "ptnr2_label_seq_id", "ptnr2_label_atom_id",
)  # fmt: skip


def pdb_line(row: Row, serial: int) -> str:
    """An atom in the columns of the PDB format; what does not fit shifts the others, as programs do it."""
    name = row.name if len(row.name) > 3 or len(row.element) == 2 else f" {row.name}"
    # Residue names of four letters, as force fields have them, take the column before the chain.
    residue = f"{row.component:>3}{row.chain:>2}" if len(row.component) < 4 else f"{row.component}{row.chain or ' '}"
    return (
        f"{row.record:<6}{serial % 100000:>5} {name:<4}{row.alt or ' '}{residue}{row.number:>4}{row.ins or ' '}   "
        f"{row.x:>8}{row.y:>8}{row.z:>8}{row.occupancy:>6}{row.b:>6}      {row.segment:<4}{row.element:>2}"
    )


def _pdb_link(a: Row, b: Row) -> str:
    def end(row: Row) -> str:
        name = row.name if len(row.name) > 3 or len(row.element) == 2 else f" {row.name}"
        return f"{name:<4}{row.alt or ' '}{row.component:>3}{row.chain:>2}{row.number:>4}{row.ins or ' '}"

    return f"LINK        {end(a)}               {end(b)}     1555   1555{math.dist(a.place, b.place):6.2f}"


def _pdb_cell(cell: str) -> str:
    a, b, c, alpha, beta, gamma, group = cell.split(maxsplit=6)
    return f"CRYST1{a:>9}{b:>9}{c:>9}{alpha:>7}{beta:>7}{gamma:>7} {group:<11}"


def _label(row: Row) -> tuple[str, str]:
    """Label chain and number: those of polymers, or of what is none."""
    return (row.chain, row.number) if row.record == "ATOM" else (f"{row.chain}{row.component}", ".")


def _cif_link(number: int, a: Row, b: Row) -> str:
    cells = [f"covale{number}", "covale"]
    for row in (a, b):
        asym, seq = _label(row)
        cells += [row.chain, row.component, row.number, asym, row.component, seq, row.name]
    return " ".join(gemmi.cif.quote(cell) if cell != "." else "." for cell in cells)


def _cif_cells(row: Row, serial: int) -> list[str]:
    asym, seq = _label(row)
    texts = [
        row.record, str(serial), row.element, row.name, row.alt, row.component, asym, "1", seq, row.ins, row.x, row.y,
        row.z, row.occupancy, row.b, row.number, row.component, row.chain, row.name, "1",
    ]  # fmt: skip
    return [text if text == "." else gemmi.cif.quote(text) if text else "?" for text in texts]


@dataclass(frozen=True)
class Source:
    """Where a molecule is cut out of.

    Attributes
    ----------
    file : str
        Path below the directory of structures.
    receptor : str
        Chain of XPO1.
    cargo : str
        Chain of what lies in the groove, and its residues; empty where there is none.
    ligand : str
        Component of a compound in the groove.
    offset : int
        See :class:`Molecule`.
    kept : range
        Positions of human XPO1 that are kept.
    others : dict
        Other chains, and the author's numbers of their residues that are kept.
    """

    file: str
    receptor: str
    cargo: str = ""
    ligand: str = ""
    offset: int = 0
    kept: range = range(470, 651)
    others: Mapping[str, range] = field(default_factory=dict)


NEAR: Final = 6.0
"""Waters are kept within this distance (A) of the groove's C-alpha atoms."""


def load(path: Path, source: Source) -> Molecule:
    """Cut a molecule out of a structure file.

    Parameters
    ----------
    path
        The file.
    source
        What is kept of it.

    Returns
    -------
    Molecule
        Heavy atoms of the first model; of alternates those of the first label.
    """
    structure = gemmi.read_structure(str(path))
    structure.remove_hydrogens()
    own = range(source.kept.start + source.offset, source.kept.stop + source.offset)
    kept = {source.receptor: own, **source.others}
    rows: list[Row] = []
    for chain in structure[0]:
        for residue in chain if chain.name in {*kept, source.cargo} else ():
            polymer = gemmi.find_tabulated_residue(residue.name).is_amino_acid()
            if not polymer or chain.name == source.cargo or residue.seqid.num in kept[chain.name]:
                rows += [_row(chain.name, residue, atom, polymer=polymer) for atom in residue if atom.altloc in "\0A"]
    name = path.name.partition(".")[0]
    molecule = Molecule(name, rows, source.receptor, source.cargo, source.ligand, source.offset)
    groove = set(molecule.groove())
    trace = [row.place for row in rows if row.residue in groove and row.name == "CA"]
    molecule.rows = [
        row for row in rows if row.component != "HOH" or min(math.dist(row.place, place) for place in trace) < NEAR
    ]
    near = [
        (a, b) for a in rows if a.chain == source.receptor and a.name == "SG"
        for b in rows if b.component == source.ligand and b.element == "C" and math.dist(a.place, b.place) < 2.0
    ]  # fmt: skip
    molecule.links = sorted(near, key=lambda pair: math.dist(pair[0].place, pair[1].place))[:1]
    return molecule


def _row(chain: str, residue: gemmi.Residue, atom: gemmi.Atom, *, polymer: bool) -> Row:
    x, y, z = (f"{value:.3f}" for value in atom.pos.tolist())
    return Row(
        "ATOM" if polymer else "HETATM", atom.name, "", residue.name, chain, str(residue.seqid.num),
        residue.seqid.icode.strip(), x, y, z, f"{atom.occ:.2f}", f"{atom.b_iso:.2f}", atom.element.name.upper(),
    )  # fmt: skip
