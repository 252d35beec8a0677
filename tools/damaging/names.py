"""Damage to names, numbers, elements, occupancies and B factors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from damaging.coordinates import some_residue
from damaging.kinds import Random, of_rows
from damaging.molecule import Molecule, Row


def _all(molecule: Molecule, how: Callable[[Row], Row]) -> None:
    molecule.change(lambda row: True, how)


@of_rows("same")
def _chain_of_all(molecule: Molecule, rng: Random) -> None:
    """One letter for all chains; numbers go on from the last residue of the chain before, as OpenMM writes them."""
    letter = rng.choice("AXZ")
    numbers = {residue: str(i) for i, residue in enumerate(molecule.residues(), start=1)}
    _all(molecule, lambda row: replace(row, chain=letter, number=numbers[row.residue], ins=""))


@of_rows("same")
def _same_letter(molecule: Molecule, rng: Random) -> None:
    """One letter for all chains, and the numbers that they had."""
    letter = rng.choice(["A", "X", ""])
    _all(molecule, lambda row: replace(row, chain=letter))


@of_rows("same")
def _renamed(molecule: Molecule, rng: Random) -> None:
    letters = rng.sample("abcdefghijklmnopqrstuvwxyz0123456789", 10)
    names = {name: letters[i] for i, name in enumerate(sorted({row.chain for row in molecule.rows}))}
    _all(molecule, lambda row: replace(row, chain=names[row.chain]))


@of_rows("same", forms=("cif",))
def _odd_letters(molecule: Molecule, rng: Random) -> None:
    odd = rng.sample(["A/B", "<b>", "a b", "$x^{", "'", "ÄÖ", "{input}", "..", "-", "=1+1", "A" * 40], 4)
    names = {name: odd[i % 4] + str(i) for i, name in enumerate(sorted({row.chain for row in molecule.rows}))}
    _all(molecule, lambda row: replace(row, chain=names[row.chain]))


@of_rows("same")
def _renumbered(molecule: Molecule, rng: Random) -> None:
    by = rng.choice([-600, -469, 1000, 4000])
    _all(molecule, lambda row: replace(row, number=str(int(row.number) + by)))


@of_rows("same")
def _numbers_restart(molecule: Molecule, rng: Random) -> None:
    counts: dict[str, int] = {}
    numbers = {}
    for residue in molecule.residues():
        counts[residue[0]] = counts.get(residue[0], 0) + 1
        numbers[residue] = str(counts[residue[0]])
    _all(molecule, lambda row: replace(row, number=numbers[row.residue]))


@of_rows()
def _numbers_shuffled(molecule: Molecule, rng: Random) -> None:
    residues = molecule.residues()
    shuffled = residues[:]
    rng.shuffle(shuffled)
    numbers = {a: b[1] for a, b in zip(residues, shuffled, strict=True)}
    _all(molecule, lambda row: replace(row, number=numbers[row.residue]))


@of_rows()
def _numbers_all_zero(molecule: Molecule, rng: Random) -> None:
    word = rng.choice(["0", "1", "?", "abc"])
    _all(molecule, lambda row: replace(row, number=word))


@of_rows()
def _number_of_one(molecule: Molecule, rng: Random) -> None:
    """One residue has another's number."""
    first, second = some_residue(molecule, rng), some_residue(molecule, rng)
    molecule.change(lambda row: row.residue == first, lambda row: replace(row, number=second[1]))


@of_rows()
def _residue_renamed(molecule: Molecule, rng: Random) -> None:
    chosen = some_residue(molecule, rng)
    word = rng.choice(["UNK", "GLY", "TRP", "ALA", "HOH", "XXX", "LIG", "A", "MSE", "", "NA", "ZN", "CSO"])
    molecule.change(lambda row: row.residue == chosen, lambda row: replace(row, component=word))


@of_rows("same")
def _force_field(molecule: Molecule, rng: Random) -> None:
    names = rng.choice(
        [
            {"HIS": "HIE", "CYS": "CYX", "LYS": "LYN", "GLU": "GLH", "ASP": "ASH", "HOH": "WAT"},
            {"HIS": "HSD", "HOH": "TIP"},
            {"HIS": "HID", "CYS": "CYM", "HOH": "SOL"},
            {"HIS": "HIP", "HOH": "SPC"},
            {"HIS": "HSE", "HOH": "T3P"},
        ]
    )
    charmm = "HSD" in names.values()
    _all(
        molecule,
        lambda row: replace(
            row, component=names.get(row.component, row.component),
            name="CD" if charmm and (row.component, row.name) == ("ILE", "CD1") else row.name,
        ),
    )  # fmt: skip


@of_rows("same", needs="ligand")
def _ligand_renamed(molecule: Molecule, rng: Random) -> None:
    word = rng.choice(["UNL", "LIG", "MOL", "UNK", "DRG", "INH", "L01", "001", "UNX", "lig", "X*1"])
    molecule.change(lambda row: row.component == molecule.ligand, lambda row: replace(row, component=word))


@of_rows(needs="ligand")
def _ligand_misnamed(molecule: Molecule, rng: Random) -> None:
    word = rng.choice(["HOH", "ALA", "NA", "GOL", "ATP", "CYS", "", " ", "GTP", "SO4", "K85", "LBF"])
    molecule.change(lambda row: row.component == molecule.ligand, lambda row: replace(row, component=word))


@of_rows("same", needs="ligand")
def _ligand_atoms_renamed(molecule: Molecule, rng: Random) -> None:
    counts: dict[str, int] = {}

    def named(row: Row) -> Row:
        counts[row.element] = counts.get(row.element, 0) + 1
        return replace(row, name=f"{row.element}{counts[row.element]}")

    molecule.change(lambda row: row.component == molecule.ligand, named)


@of_rows(needs="ligand")
def _ligand_atoms_by_element(molecule: Molecule, rng: Random) -> None:
    molecule.change(lambda row: row.component == molecule.ligand, lambda row: replace(row, name=row.element))


@of_rows("same", needs="ligand")
def _ligand_as_atom(molecule: Molecule, rng: Random) -> None:
    molecule.change(lambda row: row.component == molecule.ligand, lambda row: replace(row, record="ATOM"))


@of_rows("same", needs="ligand")
def _adduct(molecule: Molecule, rng: Random) -> None:
    """Cysteine and what is bonded to it are one residue, with a name of its own or the cysteine's."""
    site = next(row.residue for row in molecule.rows if row in {link[0] for link in molecule.links})
    word, record = rng.choice(["QQC", "CYS", "XCY", "LIG"]), rng.choice(["ATOM", "HETATM"])
    counts: dict[str, int] = {}

    def joined(row: Row) -> Row:
        name = row.name
        if row.residue != site:
            # No two atoms of the new residue may have one name.
            counts[row.element] = counts.get(row.element, 0) + 1
            name = f"{row.element}{counts[row.element] + 20}"
        return replace(row, record=record, component=word, chain=site[0], number=site[1], name=name)

    ligand = [row for row in molecule.rows if row.component == molecule.ligand]
    own = [row for row in molecule.rows if row.residue == site]
    first = molecule.rows.index(own[0])
    rest = [row for row in molecule.rows if row not in {*ligand, *own}]
    at = first if rng.random() < 0.7 else len(rest)
    molecule.rows = [*rest[:at], *map(joined, own), *map(joined, ligand), *rest[at:]]
    molecule.links = []


@of_rows("same")
def _site_renamed(molecule: Molecule, rng: Random) -> None:
    """Names that force fields have for the cysteine."""
    sites = {row.residue for row in molecule.rows if row.chain == molecule.receptor and row.name == "SG"}
    site = min(sites, key=lambda residue: abs(int(residue[1]) - molecule.offset - 528), default=None)
    if site is None or int(site[1]) - molecule.offset != 528:
        return
    word = rng.choice(["CYX", "CYM", "CYS2", "CYSX", "CYN", "CYH"])
    molecule.change(lambda row: row.residue == site, lambda row: replace(row, component=word))


@of_rows("same", needs="ligand")
def _ligand_first(molecule: Molecule, rng: Random) -> None:
    molecule.rows.sort(key=lambda row: row.component != molecule.ligand)


@of_rows("same")
def _protein_as_hetatm(molecule: Molecule, rng: Random) -> None:
    chain = rng.choice([molecule.receptor, molecule.cargo or molecule.receptor])
    molecule.change(lambda row: row.chain == chain, lambda row: replace(row, record="HETATM"))


@of_rows("same", forms=("pdb",))
def _no_elements(molecule: Molecule, rng: Random) -> None:
    _all(molecule, lambda row: replace(row, element=""))


@of_rows()
def _elements_wrong(molecule: Molecule, rng: Random) -> None:
    word = rng.choice(["C", "X", "H", "N", "*", "FE"])
    few = rng.random() < 0.5
    chosen = some_residue(molecule, rng)
    molecule.change(lambda row: not few or row.residue == chosen, lambda row: replace(row, element=word))


@of_rows("same")
def _elements_in_small_letters(molecule: Molecule, rng: Random) -> None:
    _all(molecule, lambda row: replace(row, element=row.element.lower()))


@of_rows()
def _element_of_one(molecule: Molecule, rng: Random) -> None:
    residue, word = some_residue(molecule, rng), rng.choice(["C", "N", "O", "S", "H", "CL", "CA", "ZN", "SE", "F"])
    chosen = rng.choice([row for row in molecule.rows if row.residue == residue])
    molecule.change(lambda row: row == chosen, lambda row: replace(row, element=word))


@of_rows()
def _atoms_exchanged(molecule: Molecule, rng: Random) -> None:
    """Two atoms of a residue have each other's name."""
    residue = some_residue(molecule, rng)
    rows = [row for row in molecule.rows if row.residue == residue]
    if len(rows) < 2:
        return
    a, b = rng.sample(rows, 2)
    names = {a: (b.name, b.element), b: (a.name, a.element)}
    molecule.change(lambda row: row in names, lambda row: replace(row, name=names[row][0], element=names[row][1]))


@of_rows()
def _atom_renamed(molecule: Molecule, rng: Random) -> None:
    residue, word = some_residue(molecule, rng), rng.choice(["X1", "CA", "", "?", "SG", "H", "1HB", "C", "OXT", "Q"])
    chosen = rng.choice([row for row in molecule.rows if row.residue == residue])
    molecule.change(lambda row: row == chosen, lambda row: replace(row, name=word))


@of_rows("same")
def _occupancy_of_all(molecule: Molecule, rng: Random) -> None:
    word = rng.choice(["0.00", "0.50", "1.00", ""])
    _all(molecule, lambda row: replace(row, occupancy=word))


@of_rows()
def _occupancy_wrong(molecule: Molecule, rng: Random) -> None:
    word = rng.choice(["nan", "-1.00", "2.50", "inf", "******", "abc"])
    few = rng.random() < 0.5
    chosen = some_residue(molecule, rng)
    molecule.change(lambda row: not few or row.residue == chosen, lambda row: replace(row, occupancy=word))


@of_rows()
def _b_wrong(molecule: Molecule, rng: Random) -> None:
    word = rng.choice(["nan", "-10.00", "", "999.99", "inf", "******", "abc"])
    few = rng.random() < 0.5
    chosen = some_residue(molecule, rng)
    molecule.change(lambda row: not few or row.residue == chosen, lambda row: replace(row, b=word))


@of_rows("same")
def _label_of_all(molecule: Molecule, rng: Random) -> None:
    """Every atom has the same alternate location."""
    _all(molecule, lambda row: replace(row, alt=rng.choice("A")))


@of_rows("says")
def _label_of_some(molecule: Molecule, rng: Random) -> None:
    """A residue has alternates 0.5 A apart, of which the better is measured: another model of it."""
    chosen, share = some_residue(molecule, rng), rng.choice(["0.30", "0.50", "0.70"])
    rest = f"{1 - float(share):.2f}"
    rows = [row for row in molecule.rows if row.residue == chosen]
    at = molecule.rows.index(rows[0])
    molecule.change(lambda row: row.residue == chosen, lambda row: replace(row, alt="A", occupancy=share))
    copies = [replace(row, alt="B", occupancy=rest).shifted((0.4, 0.3, 0.2)) for row in rows]
    molecule.rows[at + len(rows) : at + len(rows)] = copies


@of_rows("same")
def _insertion_codes(molecule: Molecule, rng: Random) -> None:
    """Numbers of a stretch are one number with insertion codes."""
    groove = molecule.groove()
    first = rng.randrange(len(groove) - 6)
    stretch = {
        residue: (groove[first][1], code) for residue, code in zip(groove[first : first + 5], " ABCD", strict=True)
    }
    molecule.change(
        lambda row: row.residue in stretch,
        lambda row: replace(row, number=stretch[row.residue][0], ins=stretch[row.residue][1].strip()),
    )


@of_rows("same", forms=("pdb",))
def _segments(molecule: Molecule, rng: Random) -> None:
    """No chain letters, but segments, as CHARMM and NAMD write them."""
    names = {name: f"PRO{name}"[:4] for name in {row.chain for row in molecule.rows}}
    _all(molecule, lambda row: replace(row, segment=names[row.chain], chain=""))
