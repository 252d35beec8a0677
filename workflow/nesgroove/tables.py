"""The tables that nesgroove writes: one record class a table, its fields documented where they are defined.

The documentation of the columns (``nesgroove columns``, docs/tables.md) is made from these classes, so that
it cannot say anything else than the code does. Empty cells mean "not measurable"; the reason is a row of
``problems.tsv``. Lengths are in A, areas in A^2, volumes in A^3, angles in degrees.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from nesgroove.errors import ConfigError

Severity = Literal["error", "warning", "note"]
YesNo = Literal["yes", "no", ""]


def number(description: str, unit: str = "", decimals: int = 2) -> Any:  # noqa: ANN401 (what pydantic's Field returns)
    """Describe a column of numbers; empty where there is no measurement."""
    return Field(default=None, description=description, json_schema_extra={"unit": unit, "decimals": decimals})


def text(description: str) -> Any:  # noqa: ANN401
    """Describe a column of text."""
    return Field(default="", description=description)


class Record(BaseModel):
    """One row of a table.

    Class attributes say which table it belongs to and by which columns its rows are sorted.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: ClassVar[str]
    about: ClassVar[str]
    sort_by: ClassVar[tuple[str, ...]]

    entry: str = Field(description="Archive id or name of the file")


class ComplexRecord(Record):
    """One XPO1 copy of an entry with what is bound to it."""

    table: ClassVar[str] = "complexes"
    about: ClassVar[str] = "One row per complex: an XPO1 copy and what is bound to it"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex")

    complex: str = Field(description="Entry and the author's id of the XPO1 chain: 3gjx-D")
    xpo1_chain: str = text("Author's chain id of XPO1")
    species: str = text("Species whose XPO1 the chain's sequence is closest to")
    site528: str = text(
        "What sits at position 528: 'Cys free', 'Cys bonded', 'Thr', 'Ser', another residue, or 'missing'"
    )
    state: str = text("Groove 'open', 'intermediate' or 'closed', from groove_width")
    state_margin: float | None = number("Distance of groove_width to the nearest limit between states", "A")
    groove_width: float | None = number("Mean C-alpha distance of the stations 518-561, 521-565 and 525-568", "A")
    ran_chain: str = text("Author's chain id of Ran")
    ran_nucleotide: str = text("Component id of the nucleotide bound to Ran")
    ran_state: str = text("'GTP' (analogues included), 'GDP', or 'none in the file'")
    ranbp_chain: str = text("Author's chain id of a Ran-binding protein (RanBP1, Yrb1, Yrb2)")
    cargo_chain: str = text("Author's chain id of the cargo in the groove")
    inhibitor: str = text("Component id of the inhibitor in the groove")
    inhibitor_name: str = text("Its compound name; 'unknown' where the component names no compound")
    inhibitor_class: str = text("Its chemical class")
    resolution: float | None = number("Resolution", "A")
    method: str = text("Experimental method as the file gives it")
    mutations: str = text("Differences from the species' own sequence, in that sequence's numbers")
    deletions: str = text("Stretches of the species' sequence that the construct lacks, where the file declares it")
    identity: float | None = number("Identical residues among those aligned to the species' sequence", "", 3)
    groove_observed: str = text("Positions 510-595 with a C-alpha, of those there are: 86/86")
    groove_atoms_missing: int | None = number("Side-chain heavy atoms missing at the 19 lining positions", "", 0)
    site528_reachable: YesNo = Field(default="", description="Whether a probe in the empty groove touches SG of Cys528")
    groove_b: float | None = number("Mean B factor of the 19 lining residues (pLDDT in predicted models)", "A^2")
    symmetry_in_groove: YesNo = Field(
        default="",
        description="Whether atoms of a symmetry image lie in the pockets; empty without a crystal",
    )
    phantom: YesNo = Field(default="no", description="Whether the entry is a phantom, built and not observed")
    title: str = text("Title of the entry")
    sha256: str = text("Checksum of the file's bytes")


class MoleculeRecord(Record):
    """One chain or ligand and the role it plays in a complex."""

    table: ClassVar[str] = "molecules"
    about: ClassVar[str] = "One row per chain or ligand of a complex: the role it plays, and why"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "role", "molecule")

    complex: str = Field(description="Complex")
    molecule: str = text("Chain id of a polymer; component, chain and number of a ligand")
    role: str = text("xpo1, ran, ranbp, cargo, inhibitor, nucleotide, additive or other")
    component: str = text("Component id of a ligand")
    reference: str = text("Reference sequence that a chain was recognised by")
    identity: float | None = number("Identity to it over the aligned residues", "", 3)
    residues: int | None = number("Residues in the file", "", 0)
    atoms: int | None = number("Heavy atoms in the file", "", 0)
    atoms_near_pockets: int | None = number("Heavy atoms within 5 A of a pocket centre", "", 0)
    auth_chain: str = text("Author's chain id")
    auth_seq_id: str = text("Author's number with insertion code, of a ligand")
    label_chain: str = text("Label chain id")


class GeometryRecord(Record):
    """One scalar measure of a complex."""

    table: ClassVar[str] = "geometry"
    about: ClassVar[str] = "One row per complex and measure"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "measure")

    complex: str = Field(description="Complex")
    measure: str = Field(description="Name of the measure; docs/measures.md explains each")
    value: float | None = number("Value", "see unit", 3)
    unit: str = text("A, A^2, deg, or empty for a pure number")


class PocketRecord(Record):
    """One pocket of the empty groove."""

    table: ClassVar[str] = "pockets"
    about: ClassVar[str] = "One row per complex and pocket P0 to P4, and 'all' for the whole groove"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "pocket")

    complex: str = Field(description="Complex")
    pocket: str = Field(description="P0 to P4, or 'all'")
    volume: float | None = number("Volume of the cavity with the occupants taken out", "A^3", 1)
    volume_sd: float | None = number("Standard deviation over sub-voxel shifts of the grid", "A^3", 1)
    mouth_area: float | None = number("Area of the mouth that the large probe closes", "A^2", 1)
    depth: float | None = number("Distance of the deepest part from the mouth", "A")
    hydrophobic_fraction: float | None = number("Part of the lining that belongs to carbon or sulphur", "", 3)
    lining: str = text("Positions of the lining residues that touch it")


class OccupancyRecord(Record):
    """How much of one pocket an occupant fills, in three independent ways."""

    table: ClassVar[str] = "occupancy"
    about: ClassVar[str] = "One row per complex, occupant and pocket; 'all' is the whole groove"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "kind", "occupant", "pocket")

    complex: str = Field(description="Complex")
    occupant: str = Field(description="Chain id of a cargo; component, chain and number of an inhibitor")
    kind: str = Field(description="cargo or inhibitor")
    pocket: str = Field(description="P0 to P4, or 'all'")
    filled: float | None = number("Part of the pocket's volume inside the occupant's van der Waals surface", "", 3)
    filled_sd: float | None = number("Standard deviation over sub-voxel shifts of the grid", "", 3)
    filled_vs_cargo: float | None = number("filled, divided by what the reference cargo fills", "", 3)
    buried: float | None = number("Area of the pocket's residues that the occupant buries", "A^2", 1)
    occupied: YesNo = Field(default="", description="Whether the pocket counts as filled (docs/measures.md)")
    x_min: float | None = number("Least x of the occupant's atoms in the groove, on the ruler", "A")
    x_max: float | None = number("Greatest x", "A")
    depth: float | None = number("Depth below the mouth of its deepest atom centre in this pocket", "A")
    volume: float | None = number("Volume of the occupant inside the pocket", "A^3", 1)
    cargo_volume_taken: float | None = number("Part of the reference cargo's volume in the groove that it takes", "", 3)
    anchors_displaced: str = text("Anchors of the reference cargo that it would clash with")
    atoms: int | None = number("Heavy atoms of the occupant in the pocket", "", 0)
    atoms_missing: int | None = number("Heavy atoms of the occupant that its chemistry has and the file lacks", "", 0)
    crystal_occupancy: float | None = number("Mean crystallographic occupancy of those atoms")
    b_factor: float | None = number("Mean B factor of those atoms (pLDDT in predicted models)", "A^2")
    reference: str = text("What filled_vs_cargo is relative to: a complex of the run, or 'published' values")


class ContactRecord(Record):
    """One contact between XPO1 and an occupant or Ran."""

    table: ClassVar[str] = "contacts"
    about: ClassVar[str] = "One row per contact between heavy atoms of XPO1 and an occupant or Ran"
    sort_by: ClassVar[tuple[str, ...]] = (
        "entry", "complex", "kind", "occupant", "position_key", "atom", "occupant_auth_chain",
        "occupant_auth_key", "occupant_atom", "type", "symmetry",
    )  # fmt: skip

    complex: str = Field(description="Complex")
    occupant: str = Field(description="Chain id, or component, chain and number of an inhibitor")
    kind: str = Field(description="cargo, inhibitor or ran")
    position: int | None = number("Position of the XPO1 residue; empty for residues outside the alignment", "", 0)
    residue: str = text("XPO1 residue as a paper names it, in the author's numbers: K579")
    atom: str = text("Atom of XPO1; for a ring, its first atom in alphabetical order")
    type: str = text(
        "hydrogen_bond, ionic, hydrophobic, pi_stacking, cation_pi, halogen_bond, covalent, van_der_waals, clash"
    )
    distance: float | None = number("Distance between the atoms, or the ring centres", "A")
    occupant_residue: str = text("Residue of the occupant: F12 for a cargo, V6A:C:1101 for an inhibitor")
    occupant_atom: str = text("Atom of the occupant; for a ring, its first atom in alphabetical order")
    component: str = text("Component id of the XPO1 residue")
    auth_chain: str = text("Author's chain id of XPO1")
    auth_seq_id: int | None = number("Author's number of the XPO1 residue", "", 0)
    ins_code: str = text("Its insertion code")
    label_chain: str = text("Label chain id of XPO1")
    label_seq_id: int | None = number("Label number of the XPO1 residue, where the file has one", "", 0)
    occupant_component: str = text("Component id of the occupant's residue")
    occupant_auth_chain: str = text("Author's chain id of the occupant")
    occupant_auth_seq_id: int | None = number("Author's number of the occupant's residue", "", 0)
    occupant_ins_code: str = text("Its insertion code")
    occupant_label_chain: str = text("Label chain id of the occupant")
    occupant_label_seq_id: int | None = number("Label number of the occupant's residue", "", 0)
    symmetry: str = text("Symmetry operator of the XPO1 atom (7_645); empty within the asymmetric unit")

    @property
    def position_key(self) -> tuple[int, int, str]:
        """Sort residues without a position after those that have one."""
        return (0, self.position, "") if self.position is not None else (1, self.auth_seq_id or 0, self.ins_code)

    @property
    def occupant_auth_key(self) -> tuple[int, str]:
        """Sort by number and insertion code."""
        return (self.occupant_auth_seq_id or 0, self.occupant_ins_code)


class AnchorRecord(Record):
    """The residue of a cargo that fills one pocket."""

    table: ClassVar[str] = "anchors"
    about: ClassVar[str] = "One row per complex, cargo and pocket"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "cargo_chain", "pocket")

    complex: str = Field(description="Complex")
    cargo_chain: str = Field(description="Author's chain id of the cargo")
    direction: str = text("'plus': N to C terminus along +x; 'minus': the other way")
    nes_class: str = text("Class by the spacing of the anchors (1a, 1b, 1c, 1d, 2, 3, 4; -R reversed)")
    pocket: str = Field(description="P0 to P4")
    anchor: str = text(
        "Phi0 to Phi4 along +x; for 'minus', Phi1 (P4) to Phi5 (P0), as Fung et al. 2015 count. Empty: no anchor"
    )
    residue: str = text("The anchor residue, in the author's numbers: F12")
    distance: float | None = number("Side-chain centre to pocket centre", "A")
    x: float | None = number("Side-chain centre on the ruler", "A")
    component: str = text("Component id of the residue")
    auth_seq_id: int | None = number("Author's number", "", 0)
    ins_code: str = text("Insertion code")
    label_chain: str = text("Label chain id")
    label_seq_id: int | None = number("Label number, where the file has one", "", 0)
    spacing: str = text("Residues from one anchor to the next, from the N terminus: 3-4-4-2")


class CovalentRecord(Record):
    """One bond between the residue at position 528 and something in the groove."""

    table: ClassVar[str] = "covalent"
    about: ClassVar[str] = "One row per covalent bond at position 528"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "inhibitor", "atom")

    complex: str = Field(description="Complex")
    inhibitor: str = Field(description="Component id of what is bonded")
    atom: str = text("Its atom")
    length: float | None = number("Bond length", "A")
    angle: float | None = number("Angle CB-SG-C at the sulphur", "deg", 1)
    source: str = text("'file': the file records the bond; 'distance': found by distance alone")
    in_file: YesNo = Field(default="", description="Whether the file records it")
    by_distance: YesNo = Field(default="", description="Whether its length is that of a bond")
    site_residue: str = text("The residue at 528, in the author's numbers: C539")
    site_atom: str = text("Its atom")
    occupant: str = text("Component, chain and number of what is bonded")
    expected_atom: str = text("The atom that the reference table expects to react, where it knows one")


class GrooveAtomRecord(Record):
    """One C-alpha atom of the groove, in the groove frame."""

    table: ClassVar[str] = "groove_ca"
    about: ClassVar[str] = "One row per complex and position 510-594: its C-alpha in the groove frame"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "position")

    complex: str = Field(description="Complex")
    position: int = Field(description="Position")
    residue: str = text("Residue in the author's numbers")
    x: float | None = number("Along the groove", "A", 3)
    y: float | None = number("Across the groove", "A", 3)
    z: float | None = number("Out to the solvent", "A", 3)


class OccupantAtomRecord(Record):
    """One atom of an occupant near the groove, in the groove frame."""

    table: ClassVar[str] = "occupant_atoms"
    about: ClassVar[str] = "One row per occupant's heavy atom within 7 A of a pocket centre, in the groove frame"
    sort_by: ClassVar[tuple[str, ...]] = (
        "entry", "complex", "kind", "occupant", "auth_seq_id", "ins_code", "atom",
    )  # fmt: skip

    complex: str = Field(description="Complex")
    occupant: str = Field(description="Chain id, or component, chain and number of an inhibitor")
    kind: str = Field(description="cargo or inhibitor")
    residue: str = text("Residue of the occupant: F12, V6A:C:1101")
    auth_seq_id: int | None = number("Author's number of that residue", "", 0)
    ins_code: str = text("Insertion code")
    atom: str = text("Atom name")
    element: str = text("Element symbol in capitals")
    x: float | None = number("Along the groove", "A", 3)
    y: float | None = number("Across the groove", "A", 3)
    z: float | None = number("Out to the solvent", "A", 3)
    pocket: str = text("Pocket whose centre is within 5 A and nearest; empty for none")
    anchor: str = text("For side-chain atoms of an anchor its name: Phi3")


class ProblemRecord(Record):
    """Something that could not be measured, or that a reader has to know."""

    table: ClassVar[str] = "problems"
    about: ClassVar[str] = "One row per problem of an entry or complex"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "step", "severity", "message")

    complex: str = text("Complex; empty where the whole entry is meant")
    step: str = text("read, identify, frame, geometry, site528, cavity, occupancy, contacts, cargo, fetch")
    severity: Severity = Field(description="'error': not measured; 'warning': measured with a reservation; 'note'")
    message: str = text("What is the matter")
    remedy: str = text("What to do about it")


RECORDS: tuple[type[Record], ...] = (
    ComplexRecord,
    MoleculeRecord,
    GeometryRecord,
    PocketRecord,
    OccupancyRecord,
    ContactRecord,
    AnchorRecord,
    CovalentRecord,
    GrooveAtomRecord,
    OccupantAtomRecord,
    ProblemRecord,
)
"""All tables, in the order in which they are documented."""


R = TypeVar("R", bound="Record")


def columns(record: type[Record]) -> list[str]:
    """Column names of a table, in order."""
    return list(record.model_fields)


def format_table(record: type[Record], rows: Iterable[Record]) -> str:
    """Lay out rows as tab-separated text: one header line, sorted, numbers with fixed decimals.

    Two tables with the same rows are the same text, whatever the order in which the rows were found.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, escapechar="\\")
    names = columns(record)
    writer.writerow(names)
    cells = [
        (
            [getattr(row, key) for key in record.sort_by],
            [_cell(record, name, getattr(row, name)) for name in names],
        )
        for row in rows
    ]
    for _, line in sorted(cells, key=lambda pair: ([_orderable(value) for value in pair[0]], pair[1])):
        writer.writerow(line)
    return out.getvalue()


def write_tables(directory: Path, rows: Iterable[Record], kinds: Sequence[type[Record]] = RECORDS) -> list[Path]:
    """Write every table of some kinds into a directory, empty ones too, and return their paths."""
    directory.mkdir(parents=True, exist_ok=True)
    by_table: dict[str, list[Record]] = {record.table: [] for record in kinds}
    for row in rows:
        by_table[row.table].append(row)
    paths = []
    for record in kinds:
        path = directory / f"{record.table}.tsv"
        path.write_text(format_table(record, by_table[record.table]), encoding="utf-8")
        paths.append(path)
    return paths


def read_table(record: type[R], path: Path) -> list[R]:
    """Read a table back.

    Raises
    ------
    ConfigError
        The header is not that of the table, or a row does not fit it; the message names the line.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE, escapechar="\\")
        header = next(reader, [])
        expected = columns(record)
        if header != expected:
            odd = sorted(set(header) ^ set(expected)) or ["the order of columns"]
            raise ConfigError(
                f"the columns are not those of {record.table}.tsv: {', '.join(odd)}",
                file=path,
                step="gather",
                remedy="Measure again with this version of nesgroove",
            )
        rows = []
        for number, line in enumerate(reader, start=2):
            try:
                values = {name: cell for name, cell in zip(header, line, strict=True) if cell != ""}
                rows.append(record.model_validate(values))
            except ValueError as error:
                raise ConfigError(
                    f"line {number} does not fit {record.table}.tsv ({error})", file=path, step="gather"
                ) from error
        return rows


def column_dictionary(kinds: Sequence[type[Record]] = RECORDS) -> str:
    """Document tables as Markdown, from their classes."""
    parts = []
    for record in kinds:
        parts.append(f"## {record.table}.tsv\n\n{record.about}.\n\n| column | unit | means |\n|---|---|---|")
        for name, info in record.model_fields.items():
            extra = info.json_schema_extra
            unit = extra.get("unit", "") if isinstance(extra, dict) else ""
            parts.append(f"| `{name}` | {unit} | {info.description} |")
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _cell(record: type[Record], name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        extra = record.model_fields[name].json_schema_extra
        decimals = extra.get("decimals", 2) if isinstance(extra, dict) else 2
        cell = f"{value:.{decimals}f}"
        # -0.00 and 0.00 are the same number and must be the same text.
        return cell.lstrip("-") if float(cell) == 0 else cell
    return " ".join(str(value).split())


def _orderable(value: object) -> tuple[int, Any]:
    """Make values comparable: empty first, tuples and numbers by value, the rest as text."""
    if value is None or value == "":
        return (0, "")
    return (1, value)


def problem(
    entry: str, step: str, severity: Severity, message: str, *, complex_id: str = "", remedy: str = ""
) -> ProblemRecord:
    """Shorten the making of a :class:`ProblemRecord`."""
    return ProblemRecord(entry=entry, complex=complex_id, step=step, severity=severity, message=message, remedy=remedy)
