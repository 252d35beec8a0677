"""What complexes are compared with: an open groove, a closed groove, a reference cargo."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from nesgroove.errors import ConfigError
from nesgroove.model.structure import FloatArray

FORMAT = 1
"""Version of the JSON layout."""


@dataclass(frozen=True)
class CargoReference:
    """The reference cargo in its own groove frame.

    Attributes
    ----------
    complex_id : str
        The complex it was taken from, or ``published`` for the values in the package.
    filled : dict of str to float
        Part of each pocket's volume, and of ``all``, that it fills.
    xyz, radii : ndarray
        Its atoms near the groove, groove frame, shapes (n, 3) and (n,), A; empty for ``published``.
    anchor : tuple of str, length n
        For atoms of an anchor's side chain its label (``L8``), empty for the others.
    """

    complex_id: str
    filled: dict[str, float]
    xyz: FloatArray
    radii: FloatArray
    anchor: tuple[str, ...]


PUBLISHED_CARGO = CargoReference(
    "published",
    {"P0": 0.324, "P1": 0.365, "P2": 0.299, "P3": 0.450, "P4": 0.349, "all": 0.360},
    np.empty((0, 3)),
    np.empty(0),
    (),
)
"""What snurportin fills in 3GJX (chains D and E as re-refined by PDB-REDO), measured with this program: what
``measure`` compares with when the run has no reference cargo of its own."""


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


def _rounded(groove: dict[int, FloatArray]) -> dict[str, list[float]]:
    return {str(position): np.round(xyz, 4).tolist() for position, xyz in groove.items()}


def _grooves(data: dict[str, list[float]]) -> dict[int, FloatArray]:
    return {int(position): np.array(xyz, dtype=float) for position, xyz in data.items()}
