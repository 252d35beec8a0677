"""What complexes are compared with: an open groove, a closed groove, a reference cargo."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from nesgroove.errors import ConfigError
from nesgroove.measure.cavity import painted_voxels
from nesgroove.model.structure import BoolArray, FloatArray

FORMAT = 2
"""Version of the JSON layout."""


@dataclass(frozen=True)
class PaintedCargo:
    """The reference cargo on one grid.

    Attributes
    ----------
    whole : ndarray of bool, shape (m,)
        Voxels inside it.
    sides : dict of str to ndarray of bool, shape (m,)
        Voxels inside the side chain of each anchor, by its label.
    """

    whole: BoolArray
    sides: dict[str, BoolArray]


@dataclass(frozen=True)
class CargoReference:
    """The reference cargo in its own groove frame.

    Attributes
    ----------
    complex_id : str
        The complex it was taken from; empty where there is no reference cargo.
    filled : dict of str to float
        Part of each pocket's volume, and of ``all``, that it fills.
    xyz, radii : ndarray
        Its atoms near the groove, groove frame, shapes (n, 3) and (n,), A.
    anchor : tuple of str, length n
        For atoms of an anchor's side chain its label (``L8``), empty for the others.
    pockets : dict of str to str
        Pocket of each anchor: ``{"L8": "P2"}``.
    """

    complex_id: str
    filled: dict[str, float]
    xyz: FloatArray
    radii: FloatArray
    anchor: tuple[str, ...]
    pockets: dict[str, str] = field(default_factory=dict)

    @cached_property
    def painted(self) -> tuple[PaintedCargo, ...]:
        """The cargo on each grid of :func:`nesgroove.measure.reach.reaches`; painted once for all complexes."""
        labels = list(dict.fromkeys(filter(None, self.anchor)))
        members = [np.array([name == label for name in self.anchor], dtype=bool) for label in labels]
        sides = [painted_voxels(self.xyz[of], self.radii[of]) for of in members]
        return tuple(
            PaintedCargo(whole, dict(zip(labels, own, strict=True)))
            for whole, *own in zip(painted_voxels(self.xyz, self.radii), *sides, strict=True)
        )


NO_CARGO = CargoReference("", {}, np.empty((0, 3)), np.empty(0), ())
"""What stands for the reference cargo where there is none: what depends on it is empty."""


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
        The reference cargo; :data:`NO_CARGO` where none is at hand.
    sources : dict of str to str
        Checksum of the file of each complex that is a reference.
    instead : dict of str to str
        Names that were asked for and are not at hand, by what they were asked as (``open``, ``closed``, ``cargo``):
        the references of the package stand in their place.
    """

    open_groove: dict[int, FloatArray] = field(default_factory=dict)
    closed_groove: dict[int, FloatArray] = field(default_factory=dict)
    open_id: str = ""
    closed_id: str = ""
    cargo: CargoReference = NO_CARGO
    sources: dict[str, str] = field(default_factory=dict)
    instead: dict[str, str] = field(default_factory=dict)

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
                "pockets": cargo.pockets,
            },
            "sources": self.sources,
            "instead": self.instead,
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
            data = json.loads(text, parse_constant=_refuse)
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
                    cargo["pockets"],
                ),
                sources=data["sources"],
                instead=data["instead"],
            )
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise ConfigError(
                f"this is no reference file ({error})", file=file, remedy="Make it with `nesgroove reference`"
            ) from error


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} for a number")


def _rounded(groove: dict[int, FloatArray]) -> dict[str, list[float]]:
    return {str(position): np.round(xyz, 4).tolist() for position, xyz in groove.items()}


def _grooves(data: dict[str, list[float]]) -> dict[int, FloatArray]:
    return {int(position): np.array(xyz, dtype=float) for position, xyz in data.items()}
