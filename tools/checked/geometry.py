"""Frame, distances, angles, the bond at 528, superpositions: coordinates from gemmi, formulas in numpy."""

from __future__ import annotations

from collections.abc import Iterator

import gemmi
import numpy as np

from checked.page import Case, Comparison, Pair
from checked.plain import BACKBONE, CENTRES, HELICES, STATIONS, Array, Plain

GROOVE = range(510, 595)


def _frame(case: Case) -> Iterator[Pair]:
    rotation, origin = case.plain.frame
    for row in case.rows["groove_ca"]:
        alpha = case.plain.atom(row.position, "CA")
        if alpha is not None:
            for axis, ours, theirs in zip("xyz", (row.x, row.y, row.z), rotation @ (alpha - origin), strict=True):
                yield Pair(f"{row.position} {axis}", ours, float(theirs))


def _distances(case: Case) -> Iterator[Pair]:
    for a, b in STATIONS:
        ours = case.value(f"ca_{a}_{b}")
        first, second = case.plain.atom(a, "CA"), case.plain.atom(b, "CA")
        if ours is not None and first is not None and second is not None:
            yield Pair(f"ca_{a}_{b}", ours, float(np.linalg.norm(first - second)))


def _axis(plain: Plain, helix: str) -> tuple[Array, Array]:
    first, last = HELICES[helix]
    points = np.array(list(plain.alphas(range(first, last + 1)).values()))
    direction = np.linalg.eigh(np.cov(points.T))[1][:, -1]
    return points.mean(axis=0), direction * np.sign(direction @ (points[-1] - points[0]))


def _crossing(case: Case) -> Iterator[Pair]:
    (_, first), (_, second) = _axis(case.plain, "H11A"), _axis(case.plain, "H12A")
    ours = case.value("crossing_angle")
    if ours is not None:
        yield Pair("crossing_angle", ours, float(np.degrees(np.arccos(first @ second))))


def _helix_distance(case: Case) -> Iterator[Pair]:
    (first, _), (second, _) = _axis(case.plain, "H11A"), _axis(case.plain, "H12A")
    ours = case.value("helix_distance")
    if ours is not None:
        yield Pair("helix_distance", ours, float(np.linalg.norm(first - second)))


def _clear(case: Case) -> Iterator[Pair]:
    plain = case.plain
    for a, b in STATIONS:
        ours = case.value(f"clear_{a}_{b}")
        sides = []
        for position in (a, b):
            atoms = plain.at((position,))
            side = [i for i in atoms if plain.name[i] not in BACKBONE]
            sides.append(side or [i for i in atoms if plain.component[i] == "GLY" and plain.name[i] == "CA"])
        if ours is not None and all(sides):
            gaps = [
                np.linalg.norm(plain.xyz[i] - plain.xyz[j]) - plain.radius[i] - plain.radius[j]
                for i in sides[0]
                for j in sides[1]
            ]
            yield Pair(f"clear_{a}_{b}", ours, float(min(gaps)))


def _bond_atoms(case: Case) -> tuple[Array, Array, Array] | None:
    """CB, SG and the nearest atom of the occupant, where that is bonded by its distance."""
    plain = case.plain
    cb, sg = plain.atom(528, "CB"), plain.atom(528, "SG")
    if cb is None or sg is None or not len(plain.occupant):
        return None
    distance = np.linalg.norm(plain.xyz[plain.occupant] - sg, axis=1)
    nearest = plain.xyz[plain.occupant[distance.argmin()]]
    return (cb, sg, nearest) if distance.min() < 2.2 else None


def _bond_length(case: Case) -> Iterator[Pair]:
    atoms = _bond_atoms(case)
    for row in case.rows["covalent"]:
        theirs = float("inf") if atoms is None else float(np.linalg.norm(atoms[1] - atoms[2]))
        yield Pair("SG to the inhibitor", row.length, theirs)


def _bond_angle(case: Case) -> Iterator[Pair]:
    atoms = _bond_atoms(case)
    for row in case.rows["covalent"]:
        theirs = float("inf") if atoms is None else _angle(*atoms)
        yield Pair("CB-SG-C", row.angle, theirs)


def _angle(a: Array, b: Array, c: Array) -> float:
    # By the law of cosines.
    p, q, r = (float(np.linalg.norm(v)) for v in (a - b, c - b, a - c))
    return float(np.degrees(np.arccos((p * p + q * q - r * r) / (2 * p * q))))


def _bonds_counted(case: Case) -> Iterator[Pair]:
    if len(case.plain.occupant):
        yield Pair("bonds at 528", len(case.rows["covalent"]), float(_bond_atoms(case) is not None))


def _side_chains(case: Case) -> Iterator[Pair]:
    plain = case.plain
    ours = case.value("k568_e571")
    nz = plain.atom(568, "NZ")
    oxygens = [xyz for name in ("OE1", "OE2") if (xyz := plain.atom(571, name)) is not None]
    if ours is not None and nz is not None and oxygens:
        yield Pair("k568_e571", ours, float(min(np.linalg.norm(xyz - nz) for xyz in oxygens)))


def _chi1(case: Case) -> Iterator[Pair]:
    ours = case.value("chi1_528")
    atoms = [case.plain.atom(528, name) for name in ("N", "CA", "CB", "SG")]
    if ours is not None and all(atom is not None for atom in atoms):
        places = [gemmi.Position(*atom.tolist()) for atom in atoms if atom is not None]
        yield Pair("chi1_528", ours, float(np.degrees(gemmi.calculate_dihedral(*places))))


def _anchors(case: Case) -> Iterator[Pair]:
    """Mean of an anchor's side-chain atoms to the centre of its pocket."""
    plain = case.plain
    for row in case.rows["anchors"]:
        if row.residue:
            number = int(row.residue[1:])
            side = [i for i in plain.occupant if plain.residue[i][1] == number and plain.name[i] not in BACKBONE]
            centre = plain.placed[side].mean(axis=0)
            yield Pair(row.residue, row.distance, float(np.linalg.norm(centre - np.array(CENTRES[row.pocket]))))


def _rmsd_gemmi(case: Case) -> Iterator[Pair]:
    for kind in ("open", "closed"):
        ours = case.value(f"rmsd_{kind}")
        here, there = case.plain.alphas(GROOVE), case.shared[kind].alphas(GROOVE)
        shared = sorted(here.keys() & there.keys())
        if ours is not None:
            first, second = ([gemmi.Position(*groove[p].tolist()) for p in shared] for groove in (here, there))
            yield Pair(f"rmsd_{kind}", ours, float(gemmi.superpose_positions(first, second).rmsd))


def _rmsd_biotite(case: Case) -> Iterator[Pair]:
    import biotite.structure as biotite

    for kind in ("open", "closed"):
        ours = case.value(f"rmsd_{kind}")
        here, there = case.plain.alphas(GROOVE), case.shared[kind].alphas(GROOVE)
        shared = sorted(here.keys() & there.keys())
        if ours is not None:
            first, second = (np.array([groove[p] for p in shared]) for groove in (here, there))
            # biotite 2 gives the transformation alone.
            placed = biotite.superimpose(first, second)
            moved = placed[0] if isinstance(placed, tuple) else placed.apply(second)
            yield Pair(f"rmsd_{kind}", ours, float(biotite.rmsd(first, moved)))


ROUNDED = "Both are exact; what is left is rounding."

COMPARISONS = (
    Comparison(
        "C-alpha atoms of the groove in its frame, x y z (groove_ca.tsv)", "brute force: eigenvectors of covariance",
        "A", 1e-3, ROUNDED, _frame,
    ),
    Comparison("C-alpha distances of six stations", "brute force", "A", 1e-3, ROUNDED, _distances),
    Comparison("crossing angle of H11A and H12A", "brute force: eigenvectors of covariance", "deg", 1e-3, ROUNDED,
               _crossing),
    Comparison("distance of the centres of H11A and H12A", "brute force", "A", 1e-3, ROUNDED, _helix_distance),
    Comparison("clear widths of six stations", "brute force: all pairs of side-chain atoms", "A", 1e-3, ROUNDED,
               _clear),
    Comparison("number of bonds at position 528", "brute force: nearest atom of the occupant below 2.2 A", "", 0.0,
               "They do not.", _bonds_counted),
    Comparison("length of the bond at 528", "brute force: nearest atom of the occupant", "A", 1e-3, ROUNDED,
               _bond_length),
    Comparison("angle CB-SG-C", "brute force: law of cosines", "deg", 1e-2, ROUNDED, _bond_angle),
    Comparison("Lys568 NZ to Glu571", "brute force", "A", 1e-3, ROUNDED, _side_chains),
    Comparison("chi1 of Cys528", "gemmi", "deg", 1e-2, ROUNDED, _chi1),
    Comparison("side-chain centre of each anchor to the centre of its pocket (anchors.tsv)", "brute force", "A", 1e-3,
               ROUNDED, _anchors),
    Comparison("groove RMSD to the open and the closed reference", "gemmi: superpose_positions", "A", 1e-3, ROUNDED,
               _rmsd_gemmi),
    Comparison("the same", "biotite: superimpose and rmsd", "A", 1e-3,
               "biotite superimposes in single precision.", _rmsd_biotite),
)  # fmt: skip
"""What this module compares."""
