"""Contacts planted one by one: a pair of groups that makes a contact, and beside it a pair that just does not.

Each pair has a place of its own, far from everything else: the side chain of a residue of XPO1 at one side, a residue
of the cargo or a ligand at the other, both rigid as in the dictionary of components. What makes the pair a contact or
none (a distance, an angle, the atoms' chemistry) is what is stated here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1
from phantom.parts import ONE_LETTER, THREE_LETTERS, Part, component, ligand_of_component
from phantom.stage import FIRST, MAIN, sequence_of_stage, stage

BETWEEN = 25.0
"""Distance of the places from each other, A: no contact reaches a quarter of it."""

LIGAND = "Y87"
"""1-bromo-4-fluorobenzene: a halogen that bonds, and a fluorine that touches."""

ALONG, ASIDE, UP = np.eye(3)

RINGS = ("pi_stacking", "cation_pi")
"""Types between groups, not atoms."""


def turned(degrees: float) -> FloatArray:
    """Direction at an angle from x, towards y."""
    return np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees)), 0.0])


@dataclass(frozen=True)
class Pose:
    """How a residue is held: an atom in a place, a bond in a direction, a third atom to a side.

    Attributes
    ----------
    residue : str
        Component id.
    atom, behind, third : str
        The atom that is placed, the one before it, and one that says which way the group is turned. ``ring`` as
        ``atom``: the middle of a phenyl ring, ``behind`` is then left out and ``third`` is CB.
    direction : ndarray
        From ``behind`` to ``atom``; of a ring its normal.
    side : ndarray
        Where ``third`` lies, as far as the direction leaves it open.
    """

    residue: str
    atom: str
    behind: str
    third: str
    direction: FloatArray
    side: FloatArray

    def placed(self, at: FloatArray) -> dict[str, FloatArray]:
        """Coordinates of all atoms, A, with the chosen atom in a place."""
        template = component(self.residue)
        xyz = dict(zip(template.names, template.xyz, strict=True))
        if self.atom == "ring":
            ring = np.array([xyz[name] for name in PHENYL])
            middle = ring.mean(axis=0)
            first = np.linalg.svd(ring - middle)[2][2]
        else:
            middle = xyz[self.atom]
            first = middle - xyz[self.behind]
        own = _right_angled(first, xyz[self.third] - middle)
        wanted = _right_angled(self.direction, self.side)
        return {name: at + wanted.T @ own @ (place - middle) for name, place in xyz.items()}


PHENYL = ("CG", "CD1", "CE1", "CZ", "CE2", "CD2")


def _right_angled(first: FloatArray, second: FloatArray) -> FloatArray:
    x = first / np.linalg.norm(first)
    y = second - x * (second @ x)
    y = y / np.linalg.norm(y)
    return np.array([x, y, np.cross(x, y)])


@dataclass(frozen=True)
class Encounter:
    """A pair of groups.

    Attributes
    ----------
    type : str
        The contact in question.
    planted : bool
        Whether it is one.
    ours, theirs : Pose
        XPO1's residue, and the cargo's.
    apart : float
        From the one's placed atom (or ring) to the other's, A.
    why : str
        What decides.
    via : str
        Component between the two, a water or a metal ion; the other group is then placed from it on.
    via_distance : float
        From XPO1's atom to it, A.
    towards : ndarray
        From XPO1's atom (or what is between) to the other's.
    """

    type: str
    planted: bool
    ours: Pose
    theirs: Pose
    apart: float
    why: str
    via: str = ""
    via_distance: float = 0.0
    towards: FloatArray = field(default_factory=lambda: ALONG)


def _amide(angle: float, side: FloatArray, *, donor: bool) -> Pose:
    """Asparagine with its nitrogen or its oxygen at an angle CG-N...O or CG=O...N; XPO1's group is the donor."""
    toward = 180.0 - angle if donor else -angle
    atom, third = ("ND2", "OD1") if donor else ("OD1", "ND2")
    return Pose("ASN", atom, "CG", third, turned(toward), side)


def _end(residue: str, atom: str, behind: str, third: str, *, ours: bool) -> Pose:
    """A group whose last atom looks straight at the other."""
    return Pose(residue, atom, behind, third, ALONG if ours else -ALONG, ASIDE)


def _ring(normal: FloatArray, side: FloatArray) -> Pose:
    return Pose("PHE", "ring", "", "CB", normal, side)


def _hydrogen_bonds() -> Iterator[Encounter]:
    good, acceptor = _amide(120.0, ALONG, donor=True), _amide(120.0, -ALONG, donor=False)
    yield Encounter("hydrogen_bond", True, good, acceptor, 2.9, "2.9 A, both antecedent angles 120 degrees")
    yield Encounter("hydrogen_bond", False, good, acceptor, 3.7, "3.7 A")
    flat, bent = _amide(70.0, UP, donor=True), _amide(70.0, UP, donor=False)
    yield Encounter("hydrogen_bond", False, flat, acceptor, 3.3, "antecedent angle at the donor 70 degrees")
    yield Encounter("hydrogen_bond", False, good, bent, 3.3, "antecedent angle at the acceptor 70 degrees")
    yield Encounter(
        "water_bridge", True, good, acceptor, 2.8, "2.8 A from the water to either", "HOH", 2.8, turned(70.0)
    )
    yield Encounter(
        "water_bridge", False, good, acceptor, 4.3, "4.3 A from the water to one of them", "HOH", 2.8, turned(70.0)
    )


def _charges_and_rings() -> Iterator[Encounter]:
    lysine, acid = _end("LYS", "NZ", "CE", "CD", ours=True), _end("ASP", "OD1", "CG", "OD2", ours=False)
    other_acid = _end("ASP", "OD1", "CG", "OD2", ours=True)
    yield Encounter("metal", True, other_acid, acid, 2.2, "2.2 A from the ion to either", "MG", 2.2)
    yield Encounter("metal", False, other_acid, acid, 3.1, "3.1 A from the ion to one of them", "MG", 2.2)
    yield Encounter("ionic", True, lysine, acid, 4.2, "4.2 A")
    yield Encounter("ionic", False, lysine, acid, 4.9, "4.9 A")
    yield Encounter("ionic", False, lysine, _end("ASN", "OD1", "CG", "ND2", ours=False), 4.2, "one has no charge")
    facing, other = _ring(ALONG, ASIDE), _ring(-ALONG, -ASIDE)
    yield Encounter("pi_stacking", True, facing, other, 3.8, "parallel, face to face, 3.8 A")
    yield Encounter("pi_stacking", False, _ring(UP, -ALONG), _ring(UP, ALONG), 6.2, "side by side in one plane")
    yield Encounter("pi_stacking", False, facing, other, 7.0, "7.0 A")
    yield Encounter("cation_pi", True, lysine, other, 4.0, "4.0 A above the ring")
    yield Encounter("cation_pi", False, lysine, other, 5.3, "5.3 A above the ring")
    yield Encounter("cation_pi", False, lysine, _ring(UP, ALONG), 4.4, "beside the ring, in its plane")


def _surfaces() -> Iterator[Encounter]:
    methyl, other = (_end("LEU", "CD1", "CG", "CD2", ours=ours) for ours in (True, False))
    polar, hydroxyl = _end("SER", "CB", "CA", "OG", ours=False), _end("SER", "OG", "CB", "CA", ours=False)
    yield Encounter("hydrophobic", True, methyl, other, 3.9, "3.9 A")
    yield Encounter("hydrophobic", False, methyl, other, 4.8, "4.8 A")
    yield Encounter("hydrophobic", False, methyl, polar, 3.9, "one carbon carries oxygen")
    yield Encounter("van_der_waals", True, methyl, hydroxyl, 3.1, "3.1 A, the radii add up to 3.22")
    yield Encounter("van_der_waals", False, methyl, hydroxyl, 3.4, "3.4 A, the radii add up to 3.22")
    first, second = (_end("ALA", "CB", "CA", "N", ours=ours) for ours in (True, False))
    yield Encounter("clash", True, first, second, 2.4, "2.4 A, 0.71 of the radii")
    yield Encounter("clash", False, first, second, 2.7, "2.7 A, 0.79 of the radii")


ENCOUNTERS: tuple[Encounter, ...] = (*_hydrogen_bonds(), *_charges_and_rings(), *_surfaces())
"""Pairs between XPO1 and the cargo."""


@dataclass(frozen=True)
class Touch:
    """A side chain of XPO1 at one of a ligand's atoms.

    Attributes
    ----------
    type, planted, why
        As of an :class:`Encounter`.
    pocket : str
        Where the ligand is, its ring in the middle of the pocket.
    atom : str
        Of the ligand.
    ours : Pose
    apart, angle : float
        From the ligand's atom, A, and the angle there with the carbon that carries it, degrees.
    """

    type: str
    planted: bool
    pocket: str
    atom: str
    ours: Pose
    apart: float
    angle: float
    why: str


_BELOW = Pose("ASN", "OD1", "CG", "ND2", np.array([0.0, 0.866, 0.5]), UP)
_BESIDE = Pose("ASN", "OD1", "CG", "ND2", np.array([0.0, -0.5, 0.866]), -UP)
_ABOVE = Pose("LEU", "CD1", "CG", "CD2", -UP, ASIDE)

TOUCHES = (
    Touch("halogen_bond", True, "P0", "BR06", _BELOW, 3.2, 170.0, "3.2 A, C-Br...O 170 degrees"),
    Touch("halogen_bond", False, "P4", "BR06", _BESIDE, 3.2, 95.0, "C-Br...O 95 degrees"),
    Touch("hydrophobic", True, "P0", "F01", _ABOVE, 3.4, 180.0, "F of C-F, 3.4 A"),
    Touch("hydrophobic", False, "P4", "F01", _ABOVE, 4.8, 180.0, "F of C-F, 4.8 A"),
)
"""Side chains of XPO1 at two copies of the ligand."""


@dataclass(frozen=True)
class Planted:
    """Where everything is, and what is true of it."""

    xpo1: Part
    cargo: Part
    waters: Part
    ligands: tuple[Part, ...]
    truth: tuple[dict[str, Any], ...]


class _Positions:
    """Residues of XPO1 by kind, each given once; the lining of the groove keeps its side chains."""

    def __init__(self) -> None:
        self.free: dict[str, list[int]] = {}
        for position, letter in enumerate(sequence_of_stage(), start=FIRST):
            if position not in XPO1.lining:
                self.free.setdefault(THREE_LETTERS[letter], []).append(position)

    def take(self, residue: str) -> int:
        return self.free[residue].pop(0)


@cache
def encounters() -> Planted:
    """Place all pairs, in the groove frame."""
    positions, sides = _Positions(), dict[tuple[int, str], FloatArray]()
    chain: list[tuple[str, dict[str, FloatArray]]] = [
        ("PHE", _ring(UP, ASIDE).placed(np.array(XPO1.pocket_centres["P2"])))
    ]
    between: dict[str, list[FloatArray]] = {"HOH": [], "MG": []}
    truth = []

    def own(pose: Pose, at: FloatArray) -> int:
        position = positions.take(pose.residue)
        sides.update({(position, name): xyz for name, xyz in pose.placed(at).items() if name not in MAIN})
        return position

    for k, pair in enumerate(ENCOUNTERS):
        at = np.array([BETWEEN * (k % 6) - 60.0, BETWEEN * (k // 6) - 40.0, 50.0])
        position, start = own(pair.ours, at), at
        if pair.via:
            start = at + pair.via_distance * ALONG
            between[pair.via].append(start)
        chain.append((pair.theirs.residue, pair.theirs.placed(start + pair.apart * pair.towards)))
        label = f"{ONE_LETTER[pair.theirs.residue]}{len(chain)}"
        truth.append(_line(pair, position, pair.ours.atom, label, pair.theirs.atom, _measured(pair)))
    ligands = {pocket: _ligand(number, pocket) for number, pocket in ((1101, "P0"), (1102, "P4"))}
    for touch in TOUCHES:
        ligand = ligands[touch.pocket]
        number = ligand.numbers[0]
        atom = ligand.atom(number, touch.atom)
        away = atom - np.array(XPO1.pocket_centres[touch.pocket])
        away /= np.linalg.norm(away)
        bent = np.radians(180.0 - touch.angle)
        place = atom + touch.apart * (np.cos(bent) * away + np.sin(bent) * ASIDE)
        position = own(touch.ours, place)
        truth.append(_line(touch, position, touch.ours.atom, f"{LIGAND}:C:{number}", touch.atom, touch.apart))
    ions = tuple(_single("MG", 1200 + k, [at]) for k, at in enumerate(between["MG"], start=1))
    waters = _single("HOH", 1, between["HOH"])
    return Planted(stage(sides), _cargo(chain), waters, (*ligands.values(), *ions), tuple(truth))


def _measured(pair: Encounter) -> float | None:
    return None if pair.via else pair.apart


def _line(
    what: Encounter | Touch, position: int, atom: str, residue: str, other: str, distance: float | None
) -> dict[str, Any]:
    ring = what.type in RINGS
    return {
        "type": what.type,
        "planted": what.planted,
        "position": position,
        "atom": "" if ring else atom,
        "occupant_residue": residue,
        "occupant_atom": "" if ring else other,
        "distance": distance,
        "why": what.why,
    }


def _ligand(number: int, pocket: str) -> Part:
    """The ligand with its ring in the middle of a pocket: bromine down, fluorine up."""
    template = component(LIGAND)
    ring = np.array([xyz for xyz, element in zip(template.xyz, template.elements, strict=True) if element == "C"])
    middle = ring.mean(axis=0)
    across = np.linalg.svd(ring - middle)[2][2]
    bromine, fluorine = (template.xyz[template.names.index(name)] for name in ("BR06", "F01"))
    turn = _right_angled(UP, ALONG).T @ _right_angled(fluorine - bromine, across)
    return ligand_of_component(
        template, number, np.array(XPO1.pocket_centres[pocket]) + (template.xyz - middle) @ turn.T
    )


def _cargo(chain: list[tuple[str, dict[str, FloatArray]]]) -> Part:
    names = [name for _, atoms in chain for name in atoms]
    elements = [element for residue, _ in chain for element in component(residue).elements]
    owner = np.repeat(np.arange(len(chain)), [len(atoms) for _, atoms in chain])
    xyz = np.array([place for _, atoms in chain for place in atoms.values()])
    numbers = tuple(range(1, len(chain) + 1))
    return Part(tuple(residue for residue, _ in chain), numbers, tuple(names), tuple(elements), owner, xyz)


def _single(name: str, first: int, places: list[FloatArray]) -> Part:
    """Residues of one atom: waters, or an ion."""
    count = len(places)
    atom = {"HOH": "O", "MG": "MG"}[name]
    numbers = tuple(range(first, first + count))
    return Part(
        (name,) * count, numbers, (atom,) * count, (atom,) * count, np.arange(count, dtype=np.intp), np.array(places)
    )
