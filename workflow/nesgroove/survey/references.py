"""What complexes are compared with: an open groove, a closed groove, a reference cargo.

References are complexes of the run, named in the configuration. They are kept as JSON between the step that
measures them and the steps that use them, with where they came from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from nesgroove.chem.radii import radii
from nesgroove.errors import ConfigError
from nesgroove.identify.complexes import Complex, find_complexes
from nesgroove.measure.cargo import cargo_pose
from nesgroove.measure.cavity import groove_grids
from nesgroove.measure.geometry import groove_c_alphas
from nesgroove.measure.occupancy import PUBLISHED_CARGO, CargoReference, cargo_reference
from nesgroove.model.structure import FloatArray, Structure

FORMAT = 1
"""Version of the JSON layout."""


@dataclass(frozen=True)
class ReferenceNames:
    """Which complexes are the references: an entry (``3gjx``, its first complex) or a complex (``3gjx-D``)."""

    open: str = "3gjx"
    closed: str = "4hb2"
    cargo: str = "3gjx"

    def entries(self) -> set[str]:
        """Entries that have to be read to make the references."""
        return {name.rsplit("-", 1)[0] for name in self.names()} | set(self.names())

    def names(self) -> tuple[str, str, str]:
        """All three names."""
        return (self.open, self.closed, self.cargo)


@dataclass(frozen=True)
class References:
    """References at hand.

    Attributes
    ----------
    open_groove, closed_groove : dict of int to ndarray
        C-alpha atoms by position, groove frame, A; empty where the reference is not at hand.
    open_id, closed_id : str
        Complexes they were taken from.
    cargo : CargoReference
        The reference cargo; the values in the package where no complex of the run is one.
    sources : dict of str to str
        Checksum of the file of each complex that is a reference.
    """

    open_groove: dict[int, FloatArray] = field(default_factory=dict)
    closed_groove: dict[int, FloatArray] = field(default_factory=dict)
    open_id: str = ""
    closed_id: str = ""
    cargo: CargoReference = PUBLISHED_CARGO
    sources: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """Lay out as JSON; the same references give the same text."""
        cargo = self.cargo
        data = {
            "format": FORMAT,
            "open": {"complex": self.open_id, "ca": _rounded(self.open_groove)},
            "closed": {"complex": self.closed_id, "ca": _rounded(self.closed_groove)},
            "cargo": {
                "complex": cargo.complex_id,
                "filled": {key: round(value, 6) for key, value in cargo.filled.items()},
                "xyz": np.round(cargo.xyz, 4).tolist(),
                "radii": np.round(cargo.radii, 3).tolist(),
                "anchor": list(cargo.anchor),
            },
            "sources": self.sources,
        }
        return json.dumps(data, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str, *, file: str | Path = "") -> References:
        """Read back what :meth:`to_json` wrote.

        Raises
        ------
        ConfigError
            The text is not such a file.
        """
        try:
            data = json.loads(text)
            if data["format"] != FORMAT:
                raise ValueError(f"format {data['format']}, expected {FORMAT}")
            cargo = data["cargo"]
            return cls(
                open_groove=_grooves(data["open"]["ca"]),
                closed_groove=_grooves(data["closed"]["ca"]),
                open_id=data["open"]["complex"],
                closed_id=data["closed"]["complex"],
                cargo=CargoReference(
                    cargo["complex"],
                    cargo["filled"],
                    np.array(cargo["xyz"], dtype=float).reshape(-1, 3),
                    np.array(cargo["radii"], dtype=float),
                    tuple(cargo["anchor"]),
                ),
                sources=data["sources"],
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ConfigError(
                f"this is no reference file ({error})", file=file, remedy="Make it with `nesgroove reference`"
            ) from error


def make_references(structures: Iterable[Structure], names: ReferenceNames) -> tuple[References, list[str]]:
    """Take the references from structures.

    Parameters
    ----------
    structures
        Those that hold the named complexes; others do no harm.
    names
        Which complexes are references.

    Returns
    -------
    references : References
    missing : list of str
        Names that no structure has, or whose complex cannot serve (a cargo reference without a cargo).
    """
    complexes: dict[str, Complex] = {}
    for structure in structures:
        for complex_ in find_complexes(structure)[0]:
            complexes[complex_.id] = complex_
            complexes.setdefault(structure.entry, complex_)
    found: dict[str, Any] = {"sources": {}}
    missing = []
    for kind, name in (("open", names.open), ("closed", names.closed)):
        if name in complexes:
            complex_ = complexes[name]
            found[f"{kind}_groove"] = groove_c_alphas(complex_)
            found[f"{kind}_id"] = complex_.id
            found["sources"][complex_.id] = complex_.structure.sha256
        else:
            missing.append(name)
    cargo_complex = complexes.get(names.cargo)
    cargo = next((o for o in cargo_complex.occupants if o.kind == "cargo"), None) if cargo_complex else None
    if cargo_complex is not None and cargo is not None:
        structure = cargo_complex.structure
        xyz = cargo_complex.frame.to_frame(structure.atoms.xyz)
        receptor = structure.atom_indices(cargo_complex.chain.residues)
        grids = groove_grids(xyz[receptor], radii(structure.atoms.element[receptor]))
        pose = cargo_pose(cargo_complex, cargo, xyz)
        found["cargo"] = cargo_reference(cargo_complex, cargo, pose, xyz, grids)
        found["sources"][cargo_complex.id] = structure.sha256
    else:
        missing.append(names.cargo)
    # Through the text, so that references at hand and references from a file are the same to the last digit.
    return References.from_json(References(**found).to_json()), list(dict.fromkeys(missing))


def _rounded(groove: dict[int, FloatArray]) -> dict[str, list[float]]:
    return {str(position): np.round(xyz, 4).tolist() for position, xyz in groove.items()}


def _grooves(data: dict[str, list[float]]) -> dict[int, FloatArray]:
    return {int(position): np.array(xyz, dtype=float) for position, xyz in data.items()}
