"""What may change nothing: motion, order, what is added far away; and copies, models and cells."""

from __future__ import annotations

import math
from dataclasses import replace

from damaging.coordinates import direction
from damaging.kinds import Random, of_rows, of_text
from damaging.molecule import Molecule, Row


@of_rows("same")
def _motion(molecule: Molecule, rng: Random) -> None:
    q = [rng.gauss(0, 1) for _ in range(4)]
    w, x, y, z = (value / math.hypot(*q) for value in q)
    turn = (
        (1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
        (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
        (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
    )
    shift = [rng.uniform(-80, 80) for _ in range(3)]

    def moved(row: Row) -> Row:
        own = row.place
        return row.at(
            sum(a * b for a, b in zip(line, own, strict=True)) + s for line, s in zip(turn, shift, strict=True)
        )

    molecule.change(lambda row: True, moved)


@of_rows("same")
def _atoms_in_any_order(molecule: Molecule, rng: Random) -> None:
    """Within residues."""
    order = {residue: i for i, residue in enumerate(molecule.residues())}
    molecule.rows.sort(key=lambda row: (order[row.residue], rng.random()))


@of_rows("same")
def _residues_in_any_order(molecule: Molecule, rng: Random) -> None:
    order = {residue: rng.random() for residue in molecule.residues()}
    chains = {name: rng.random() for name in {row.chain for row in molecule.rows}}
    molecule.rows.sort(key=lambda row: (chains[row.chain], order[row.residue]))


@of_rows("same")
def _backwards(molecule: Molecule, rng: Random) -> None:
    """Residues of a chain in the reverse order."""
    chain = rng.choice([molecule.receptor, molecule.cargo or molecule.receptor])
    order = {residue: -i if residue[0] == chain else i for i, residue in enumerate(molecule.residues())}
    chains = {name: i for i, name in enumerate(dict.fromkeys(row.chain for row in molecule.rows))}
    molecule.rows.sort(key=lambda row: (chains[row.chain], order[row.residue]))


@of_rows("same")
def _chains_in_any_order(molecule: Molecule, rng: Random) -> None:
    chains = {name: rng.random() for name in sorted({row.chain for row in molecule.rows})}
    molecule.rows.sort(key=lambda row: chains[row.chain])


def _water(number: int, place: tuple[float, ...], name: str = "HOH", atom: str = "O", element: str = "O") -> Row:
    return Row("HETATM", atom, "", name, "W", str(number), "", "0", "0", "0", "1.00", "30.00", element).at(place)


@of_rows("same")
def _far_waters(molecule: Molecule, rng: Random) -> None:
    name = rng.choice(["HOH", "WAT", "SOL", "TIP", "DOD", "SPC", "T3P"])
    middle = molecule.rows[0].place
    molecule.rows += [
        _water(i, tuple(a + b for a, b in zip(middle, direction(rng, 150.0), strict=True)), name) for i in range(1, 40)
    ]


@of_rows("same")
def _far_ions(molecule: Molecule, rng: Random) -> None:
    name, atom, element = rng.choice([("NA", "NA", "NA"), ("CL", "CL", "CL"), ("K", "K", "K"), ("SO4", "S", "S")])
    middle = molecule.rows[0].place
    molecule.rows += [
        _water(i, tuple(a + b for a, b in zip(middle, direction(rng, 150.0), strict=True)), name, atom, element)
        for i in range(1, 10)
    ]


@of_rows("same")
def _hydrogens(molecule: Molecule, rng: Random) -> None:
    """Every carbon and nitrogen has a hydrogen somewhere, named as programs do it."""
    element = rng.choice(["H", "H", "D"])
    rows = []
    for row in molecule.rows:
        rows.append(row)
        if row.element in ("C", "N"):
            name = f"{element}{row.name[1:]}"[:4] if rng.random() < 0.8 else f"1{element}{row.name[1:]}"[:4]
            rows.append(replace(row.shifted(direction(rng, 1.0)), name=name, element=element))
    molecule.rows = rows


@of_rows("same", adds=1)
def _far_copy(molecule: Molecule, rng: Random) -> None:
    """A second copy with letters of its own; the first complex is the same."""
    by = direction(rng, 200.0)
    names = {name: f"{name.lower()}" for name in {row.chain for row in molecule.rows}}
    molecule.rows += [replace(row.shifted(by), chain=names[row.chain]) for row in molecule.rows]


@of_rows(adds=1)
def _far_copy_of_the_same_letters(molecule: Molecule, rng: Random) -> None:
    by = direction(rng, 200.0)
    molecule.rows += [row.shifted(by) for row in molecule.rows]


@of_rows(needs="ligand")
def _two_poses(molecule: Molecule, rng: Random) -> None:
    """Of a ligand, under one id or with numbers of their own."""
    by, own = direction(rng, rng.choice([1.5, 4.0])), rng.random() < 0.5
    copies = [row.shifted(by) for row in molecule.rows if row.component == molecule.ligand]
    molecule.rows += [replace(row, number=str(int(row.number) + 1)) if own else row for row in copies]


@of_rows()
def _cell(molecule: Molecule, rng: Random) -> None:
    molecule.cell = rng.choice(
        [
            "0.000 0.000 0.000 0.00 0.00 0.00 P 1", "1.000 1.000 1.000 90.00 90.00 90.00 P 1",
            "5.000 5.000 5.000 90.00 90.00 90.00 P 21 21 21", "20.000 20.000 20.000 90.00 90.00 90.00 P 1",
            "80.000 90.000 100.000 nan 90.00 90.00 P 1", "-80.000 90.000 100.000 90.00 90.00 90.00 P 1",
            "90.000 90.000 90.000 10.00 10.00 90.00 P 1", "90.000 90.000 90.000 90.00 90.00 0.00 P 21",
            "99999.000 99999.000 99999.000 90.00 90.00 90.00 P 21 21 21",
            "30.000 30.000 30.000 90.00 90.00 90.00 P 43 21 2",
            "inf 90.000 90.000 90.00 90.00 90.00 P 1", "300.000 300.000 300.000 90.00 90.00 90.00 Q 99",
            "1e30 90.000 90.000 90.00 90.00 90.00 P 1", "90.000 90.000 90.000 179.00 179.00 179.00 P 1",
        ]
    )  # fmt: skip


@of_text("same", forms=("pdb",))
def _in_models(text: str, rng: Random) -> str:
    """One model, said to be one."""
    lines = text.splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith(("ATOM", "HETATM")))
    return "\n".join([*lines[:first], f"MODEL     {rng.choice([1, 1, 7]):>4}", *lines[first:-1], "ENDMDL", "END", ""])


@of_text(forms=("pdb",))
def _models_of_parts(text: str, rng: Random) -> str:
    """What belongs together stands in models of its own."""
    lines = [line for line in text.splitlines() if line.startswith(("ATOM", "HETATM"))]
    chains = list(dict.fromkeys(line[21] for line in lines))
    rng.shuffle(chains)
    out = []
    for number, chain in enumerate(chains, start=1):
        out += [f"MODEL     {number:>4}", *(line for line in lines if line[21] == chain), "ENDMDL"]
    return "\n".join([*out, "END", ""])


@of_text(forms=("pdb",))
def _end_early(text: str, rng: Random) -> str:
    """END stands before the last chain or compound, or anywhere."""
    lines = text.splitlines()
    rows = [i for i, line in enumerate(lines) if line.startswith(("ATOM", "HETATM"))]
    starts = [i for i in rows if lines[i - 1][21:22] != lines[i][21:22] or lines[i - 1][:6] != lines[i][:6]]
    at = rng.choice(starts[1:] or rows) if rng.random() < 0.7 else rng.choice(rows)
    return "\n".join([*lines[:at], rng.choice(["END", "END   ", "ENDMDL"]), *lines[at:], ""])


@of_text(forms=("cif",))
def _two_blocks(text: str, rng: Random) -> str:
    """Chains in two data blocks."""
    lines = text.splitlines()
    rows = [i for i, line in enumerate(lines) if line.startswith(("ATOM", "HETATM"))]
    head = lines[next(i for i, line in enumerate(lines) if line.startswith("_atom_site.")) - 1 : rows[0]]
    at = rng.choice([i for i in rows[1:] if lines[i].split()[17] != lines[i - 1].split()[17]] or rows[1:])
    return "\n".join([*lines[:at], "#", "data_other", *head, *lines[at:], ""])
