"""Damage to where atoms are, and to which are there."""

from __future__ import annotations

import math
from dataclasses import replace

from damaging.kinds import Random, of_rows
from damaging.molecule import Molecule, Row

BACKBONE = frozenset({"N", "CA", "C", "O"})

ResidueId = tuple[str, str, str, str]


def some_residue(molecule: Molecule, rng: Random) -> ResidueId:
    """A residue of the groove, or of what lies in it; one time in four any other."""
    where = rng.random()
    chosen = molecule.groove() if where < 0.5 else molecule.occupant() if where < 0.75 else molecule.residues()
    return rng.choice(chosen or molecule.groove())


def direction(rng: Random, length: float) -> tuple[float, float, float]:
    """A vector of a length (A) in any direction."""
    vector = [rng.gauss(0, 1) for _ in range(3)]
    norm = math.hypot(*vector)
    x, y, z = (length * value / norm for value in vector)
    return x, y, z


def _move(molecule: Molecule, which: ResidueId, by: tuple[float, float, float], *, backbone: bool = True) -> None:
    molecule.change(
        lambda row: row.residue == which and (backbone or row.name not in BACKBONE), lambda row: row.shifted(by)
    )


@of_rows()
def _residue_moved(molecule: Molecule, rng: Random) -> None:
    _move(molecule, some_residue(molecule, rng), direction(rng, rng.choice([4.0, 8.0, 20.0, 60.0, 900.0])))


@of_rows()
def _side_chain_moved(molecule: Molecule, rng: Random) -> None:
    _move(molecule, some_residue(molecule, rng), direction(rng, rng.choice([1.5, 3.0, 8.0, 20.0])), backbone=False)


@of_rows()
def _atom_moved(molecule: Molecule, rng: Random) -> None:
    residue, by = some_residue(molecule, rng), direction(rng, rng.choice([1.0, 2.0, 5.0, 15.0, 5000.0]))
    chosen = rng.choice([row for row in molecule.rows if row.residue == residue])
    molecule.change(lambda row: row == chosen, lambda row: row.shifted(by))


@of_rows("says")
def _atom_nudged(molecule: Molecule, rng: Random) -> None:
    """One atom by 0.1 or 0.3 A, as far as refinements differ: a file may say so."""
    residue, by = some_residue(molecule, rng), direction(rng, rng.choice([0.1, 0.3]))
    chosen = rng.choice([row for row in molecule.rows if row.residue == residue])
    molecule.change(lambda row: row == chosen, lambda row: row.shifted(by))


@of_rows()
def _residue_at_the_origin(molecule: Molecule, rng: Random) -> None:
    chosen = some_residue(molecule, rng)
    molecule.change(lambda row: row.residue == chosen, lambda row: row.at((0.0, 0.0, 0.0)))


@of_rows()
def _atom_at_the_origin(molecule: Molecule, rng: Random) -> None:
    residue = some_residue(molecule, rng)
    chosen = rng.choice([row for row in molecule.rows if row.residue == residue])
    molecule.change(lambda row: row == chosen, lambda row: row.at((0.0, 0.0, 0.0)))


@of_rows()
def _dummy_coordinates(molecule: Molecule, rng: Random) -> None:
    chosen, value = some_residue(molecule, rng), rng.choice([9999.0, 999.999, -999.0])
    molecule.change(lambda row: row.residue == chosen, lambda row: row.at((value, value, value)))


@of_rows()
def _coordinate_no_number(molecule: Molecule, rng: Random) -> None:
    word, axis = (
        rng.choice(["nan", "NaN", "inf", "-inf", "********", "1e30", "abc", "", "1,234", "?"]),
        rng.choice("xyz"),
    )
    residue = some_residue(molecule, rng)
    chosen = rng.choice([row for row in molecule.rows if row.residue == residue])
    whole = rng.random() < 0.3
    molecule.change(
        lambda row: row.residue == residue if whole else row == chosen, lambda row: replace(row, **{axis: word})
    )


@of_rows()
def _digit_changed(molecule: Molecule, rng: Random) -> None:
    residue, axis, digit = some_residue(molecule, rng), rng.choice("xyz"), str(rng.randrange(10))
    chosen = rng.choice([row for row in molecule.rows if row.residue == residue])
    text = getattr(chosen, axis)
    places = [i for i, letter in enumerate(text[: text.index(".") + 1]) if letter.isdigit()]
    at = rng.choice(places)
    molecule.change(
        lambda row: row == chosen, lambda row: replace(row, **{axis: f"{text[:at]}{digit}{text[at + 1 :]}"})
    )


@of_rows()
def _sign_lost(molecule: Molecule, rng: Random) -> None:
    residue, axis = some_residue(molecule, rng), rng.choice("xyz")
    whole = rng.random() < 0.5
    chosen = rng.choice([row for row in molecule.rows if row.residue == residue])
    molecule.change(
        lambda row: row.residue == residue if whole else row == chosen,
        lambda row: replace(row, **{axis: f"{-float(getattr(row, axis)):.3f}"}),
    )


@of_rows()
def _mirrored(molecule: Molecule, rng: Random) -> None:
    axis = rng.choice("xyz")
    molecule.change(lambda row: True, lambda row: replace(row, **{axis: f"{-float(getattr(row, axis)):.3f}"}))


@of_rows()
def _axes_exchanged(molecule: Molecule, rng: Random) -> None:
    a, b = rng.sample("xyz", 2)
    molecule.change(lambda row: True, lambda row: replace(row, **{a: getattr(row, b), b: getattr(row, a)}))


@of_rows()
def _scaled(molecule: Molecule, rng: Random) -> None:
    factor = rng.choice([0.1, 0.01, 10.0, 1.8897, 0.529177, 1.1, 0.9])
    molecule.change(lambda row: True, lambda row: row.at(factor * value for value in row.place))


@of_rows()
def _one_axis_scaled(molecule: Molecule, rng: Random) -> None:
    axis, factor = rng.choice("xyz"), rng.choice([0.5, 2.0, 1.15])
    molecule.change(lambda row: True, lambda row: replace(row, **{axis: f"{factor * float(getattr(row, axis)):.3f}"}))


@of_rows()
def _chain_moved_onto(molecule: Molecule, rng: Random) -> None:
    """Something else is moved into XPO1."""
    others = sorted({row.chain for row in molecule.rows} - {molecule.receptor})
    moved = rng.choice(others) if others else ""
    residue = rng.choice(molecule.groove())
    target = rng.choice([row for row in molecule.rows if row.residue == residue])
    rows = [row for row in molecule.rows if row.chain == moved] if moved else molecule.rows[:0]
    if not rows:
        rows = [row for row in molecule.rows if row.component == molecule.ligand]
    if not rows:
        return
    by = [b - a for a, b in zip(rows[0].place, target.place, strict=True)]
    chosen = set(rows)
    molecule.change(lambda row: row in chosen, lambda row: row.shifted(by))


@of_rows("says", needs="ligand")
def _ligand_moved(molecule: Molecule, rng: Random) -> None:
    """The whole compound, and no bond is recorded: another pose, or one that is not bound."""
    by = direction(rng, rng.choice([2.0, 6.0, 30.0]))
    molecule.change(lambda row: row.component == molecule.ligand, lambda row: row.shifted(by))
    molecule.links = []


@of_rows(needs="ligand")
def _ligand_moved_but_recorded(molecule: Molecule, rng: Random) -> None:
    by = direction(rng, rng.choice([3.0, 6.0, 30.0]))
    molecule.change(lambda row: row.component == molecule.ligand, lambda row: row.shifted(by))


@of_rows("says")
def _rounded(molecule: Molecule, rng: Random) -> None:
    """Coordinates with one or two decimals: bonds are still bonds."""
    digits = rng.choice([1, 2])
    molecule.change(lambda row: True, lambda row: row.at(round(value, digits) for value in row.place))


@of_rows()
def _rounded_to_whole_numbers(molecule: Molecule, rng: Random) -> None:
    molecule.change(lambda row: True, lambda row: row.at(round(value) for value in row.place))


@of_rows()
def _two_residues_exchanged(molecule: Molecule, rng: Random) -> None:
    first, second = (some_residue(molecule, rng) for _ in range(2))
    ends = {id_: [row.place for row in molecule.rows if row.residue == id_] for id_ in (first, second)}
    by = [b - a for a, b in zip(ends[first][0], ends[second][0], strict=True)]
    back = [-value for value in by]
    molecule.change(
        lambda row: row.residue in (first, second), lambda row: row.shifted(by if row.residue == first else back)
    )


def _away(molecule: Molecule, rows: set[Row]) -> None:
    molecule.rows = [row for row in molecule.rows if row not in rows]


@of_rows()
def _side_chain_gone(molecule: Molecule, rng: Random) -> None:
    chosen = some_residue(molecule, rng)
    _away(molecule, {row for row in molecule.rows if row.residue == chosen and row.name not in BACKBONE | {"CB"}})


@of_rows()
def _atom_gone(molecule: Molecule, rng: Random) -> None:
    residue = some_residue(molecule, rng)
    _away(molecule, {rng.choice([row for row in molecule.rows if row.residue == residue])})


@of_rows()
def _residue_gone(molecule: Molecule, rng: Random) -> None:
    chosen = rng.choice(molecule.groove())
    _away(molecule, {row for row in molecule.rows if row.residue == chosen})


@of_rows()
def _residues_gone(molecule: Molecule, rng: Random) -> None:
    groove = molecule.groove()
    first = rng.randrange(len(groove))
    chosen = set(groove[first : first + rng.choice([2, 4, 8, 20])])
    _away(molecule, {row for row in molecule.rows if row.residue in chosen})


@of_rows(needs="cargo")
def _cargo_residue_gone(molecule: Molecule, rng: Random) -> None:
    cargo = [r for r in molecule.residues() if r[0] == molecule.cargo]
    chosen = rng.choice(cargo[1:-1])
    _away(molecule, {row for row in molecule.rows if row.residue == chosen})


@of_rows("says")
def _cut_at_an_end(molecule: Molecule, rng: Random) -> None:
    """Residues at an end of a cargo, or all of a cargo or compound, and no trace of them: they were never there."""
    chosen = set(molecule.occupant()[-rng.choice([1, 3, 1000]) :])
    _away(molecule, {row for row in molecule.rows if row.residue in chosen})
    molecule.links = [link for link in molecule.links if link[0] in molecule.rows and link[1] in molecule.rows]


@of_rows(needs="ligand")
def _ligand_gone_but_recorded(molecule: Molecule, rng: Random) -> None:
    _away(molecule, {row for row in molecule.rows if row.component == molecule.ligand})


@of_rows()
def _backbone_gone(molecule: Molecule, rng: Random) -> None:
    names = set(rng.sample(sorted(BACKBONE), rng.choice([1, 2, 4])))
    everywhere = rng.random() < 0.3
    chosen = some_residue(molecule, rng)
    _away(molecule, {row for row in molecule.rows if row.name in names and (everywhere or row.residue == chosen)})


@of_rows()
def _only_backbone(molecule: Molecule, rng: Random) -> None:
    kept = rng.choice([{"CA"}, BACKBONE, BACKBONE | {"CB"}])
    molecule.rows = [row for row in molecule.rows if row.name in kept]


@of_rows("says")
def _halves(molecule: Molecule, rng: Random) -> None:
    """A file that stops anywhere, but properly ends, and declares no more: what is beyond was never there."""
    molecule.rows = molecule.rows[: rng.randrange(1, len(molecule.rows))]


@of_rows()
def _atoms_twice(molecule: Molecule, rng: Random) -> None:
    chosen, by = some_residue(molecule, rng), direction(rng, rng.choice([0.0, 0.0, 0.2, 1.0]))
    copies = [row.shifted(by) for row in molecule.rows if row.residue == chosen]
    at = molecule.rows.index(next(row for row in molecule.rows if row.residue == chosen))
    molecule.rows[at:at] = copies if rng.random() < 0.5 else []
    if molecule.rows[at : at + len(copies)] != copies:
        molecule.rows += copies


@of_rows()
def _everything_twice(molecule: Molecule, rng: Random) -> None:
    by = direction(rng, rng.choice([0.0, 0.0, 0.5, 90.0]))
    molecule.rows += [row.shifted(by) for row in molecule.rows]
