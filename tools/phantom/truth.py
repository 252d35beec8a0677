"""What is planted in a phantom, computed from its coordinates by plain formulas.

Nothing here is shared with :mod:`nesgroove.measure`: the truth has to be independent of what it is held
against.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nesgroove.chem.components import ligand_of
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1
from phantom.backbone import axis_of
from phantom.build import CARGO_CHAIN, RAN_CHAIN, XPO1_CHAIN, Assembly, whole_alphas
from phantom.cargo import side_centre, signal_of
from phantom.groove import WIDTH_STATIONS
from phantom.inhibitor import attach_atom
from phantom.parts import Part

CLOSED_BELOW, OPEN_FROM = 9.9, 11.1
"""Limits between the states, A of width: closed below the first, open from the second."""

NEAR = 5.0
"""Atoms of an occupant nearer than this to a pocket's centre count as in the groove, A."""


def truth_of(assembly: Assembly) -> dict[str, Any]:
    """Say what is planted; see docs/phantom.md for each entry.

    Returns
    -------
    dict
        Plain numbers, strings and None, ready for JSON.
    """
    spec = assembly.spec
    alphas = assembly.xpo1.alphas()
    distances = {
        f"ca_{a}_{b}": _rounded(np.linalg.norm(alphas[a] - alphas[b])) if a in alphas and b in alphas else None
        for a, b in XPO1.stations
    }
    width = float(np.mean([np.linalg.norm(alphas[a] - alphas[b]) for a, b in WIDTH_STATIONS]))
    # Angles are those of the helices as built: what is left out of a file does not turn them.
    built = whole_alphas(spec) if spec.site == "missing" else alphas
    first, last = (
        axis_of(np.array([built[p] for p in range(start, stop + 1)]))[1]
        for start, stop in (XPO1.helices["H11A"], XPO1.helices["H12A"])
    )
    return {
        "entry": spec.name,
        "phantom": True,
        "xpo1_chain": XPO1_CHAIN,
        "species": {"human": "Homo sapiens", "yeast": "Saccharomyces cerevisiae"}[spec.species],
        "site528": site_528(assembly),
        "state": state_of(width),
        "groove_width": _rounded(width),
        **distances,
        "crossing_angle": _rounded(np.degrees(np.arccos(np.clip(first @ last, -1.0, 1.0)))),
        "ran_chain": RAN_CHAIN if assembly.ran is not None else "",
        "ran_nucleotide": spec.nucleotide,
        "cargo": _cargo(assembly),
        "inhibitor": _inhibitor(assembly),
        "occupant": _occupant(assembly),
        "frame": {
            # Rows are x, y and z of the groove in the file's coordinates.
            "rotation": np.round(assembly.rotation.T, 9).tolist(),
            "origin": np.round(assembly.origin, 6).tolist(),
        },
    }


def state_of(width: float) -> str:
    """State of a groove by its width."""
    if width < CLOSED_BELOW:
        return "closed"
    return "open" if width >= OPEN_FROM else "intermediate"


def site_528(assembly: Assembly) -> str:
    """Say what sits at position 528."""
    if XPO1.cysteine not in assembly.xpo1.numbers:
        return "missing"
    component = assembly.xpo1.components[assembly.xpo1.numbers.index(XPO1.cysteine)]
    if component == "CYS":
        bonded = assembly.inhibitor is not None and bool(attach_atom(assembly.spec.inhibitor))
        return "Cys bonded" if bonded else "Cys free"
    return component.capitalize()


def _cargo(assembly: Assembly) -> dict[str, Any] | None:
    if assembly.cargo is None:
        return None
    spec = assembly.spec
    signal = signal_of(spec.cargo, spec.direction)
    centres: dict[str, float | None] = dict.fromkeys(XPO1.pockets)
    for k, (name, number) in enumerate(zip(XPO1.pockets, signal.anchors, strict=True)):
        if number:
            centre = _in_frame(assembly, side_centre(assembly.cargo, number))
            centres[name] = _rounded(np.linalg.norm(centre - XPO1.centres[k]))
    return {
        "chain": CARGO_CHAIN,
        "direction": spec.direction,
        # No reversed signal of classes 2, 3 and 4 is described (Fung et al. 2015, 2017).
        "nes_class": spec.cargo if spec.direction == "plus" else f"{spec.cargo}-R" if spec.cargo[0] == "1" else "",
        "sequence": signal.sequence,
        "anchors": {name: signal.label(k) for k, name in enumerate(XPO1.pockets)},
        "anchor_distances": centres,
    }


def _inhibitor(assembly: Assembly) -> dict[str, Any] | None:
    ligand = assembly.inhibitor
    if ligand is None:
        return None
    spec = assembly.spec
    attach = attach_atom(spec.inhibitor)
    known = ligand_of(spec.inhibitor)
    length = angle = nearest = None
    if XPO1.cysteine in assembly.xpo1.numbers and "SG" in _names_at(assembly.xpo1, XPO1.cysteine):
        cb, sg = assembly.xpo1.atom(XPO1.cysteine, "CB"), assembly.xpo1.atom(XPO1.cysteine, "SG")
        nearest = _rounded(np.linalg.norm(ligand.xyz - sg, axis=1).min())
        if attach:
            carbon = ligand.atom(ligand.numbers[0], attach)
            length = _rounded(np.linalg.norm(carbon - sg))
            a, b = (cb - sg) / np.linalg.norm(cb - sg), (carbon - sg) / np.linalg.norm(carbon - sg)
            angle = _rounded(np.degrees(np.arccos(a @ b)))
    return {
        "component": ligand.components[0],
        "compound_component": spec.inhibitor,
        "compound": "unknown" if spec.written_as or known is None else known.compound,
        "attach_atom": attach,
        "bonded": bool(attach),
        "bond_length": length,
        "bond_angle": angle,
        "nearest_to_sg": nearest,
        "recorded": bool(attach) and spec.record_bond,
    }


def _occupant(assembly: Assembly) -> dict[str, Any] | None:
    part = assembly.cargo or assembly.inhibitor
    if part is None:
        return None
    xyz = _in_frame(assembly, part.xyz)
    distance = np.linalg.norm(xyz[:, None] - XPO1.centres[None], axis=-1)
    inside = xyz[distance.min(axis=1) < NEAR]
    return {
        "kind": "cargo" if assembly.cargo is not None else "inhibitor",
        "atoms": len(xyz),
        "atoms_near_pockets": len(inside),
        "atoms_near": {name: int((distance[:, k] < NEAR).sum()) for k, name in enumerate(XPO1.pockets)},
        "x_min": _rounded(inside[:, 0].min()) if len(inside) else None,
        "x_max": _rounded(inside[:, 0].max()) if len(inside) else None,
        "x_min_all": _rounded(xyz[:, 0].min()),
        "x_max_all": _rounded(xyz[:, 0].max()),
    }


def _in_frame(assembly: Assembly, xyz: FloatArray) -> FloatArray:
    return (xyz - assembly.origin) @ assembly.rotation


def _names_at(part: Part, number: int) -> list[str]:
    index = part.numbers.index(number)
    return [part.names[i] for i in np.nonzero(part.residue == index)[0].tolist()]


def _rounded(value: Any) -> float:  # noqa: ANN401 (any of numpy's scalars)
    return round(float(value), 4)
