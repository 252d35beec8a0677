"""What a validation report of the wwPDB says of a structure, and how well seen is well enough.

RSCC is the real-space correlation coefficient of a residue: of the density that its atoms would make with the density
from the diffraction data, over the volume that it fills (Jones et al. 1991, doi:10.1107/S0108767390010224; as the
archive computes it: Smart et al. 2018, doi:10.1107/S2059798318002541). RSR is the real-space R value of the same, RSRZ
its Z-score among residues of the type at the resolution. A map of electron microscopy has a Q-score instead, which
falls with the resolution (Pintilie et al. 2020, doi:10.1038/s41592-020-0731-1; Pintilie et al. 2025,
doi:10.1107/S2059798325005923), so that no one number parts good from bad: it is shown and not judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

SeenClass = Literal["well seen", "partly seen", "poorly seen", "hardly seen"]

CLASSES: Final[tuple[tuple[SeenClass, float], ...]] = (
    ("well seen", 0.9),
    ("partly seen", 0.8),
    ("poorly seen", 0.6),
    ("hardly seen", -1.0),
)
"""Classes of RSCC with their lower limits. From 0.9 on a ligand fits its density, below 0.8 significant parts of it are
not in it and the model is to be used with caution, below 0.6 the density is almost absent (Deller and Rupp 2015,
doi:10.1007/s10822-015-9833-8, table 1). 0.9 is also what Warren et al. 2012 ask of a structure that computations start
from (doi:10.1016/j.drudis.2012.06.011), and 0.80 what the dictionary of the reports calls a poor fit
(mmcif_pdbx_vrpt, RSRCC)."""


LIMITS: Final = dict(CLASSES)
"""Lower limits by class."""


def seen_class(rscc: float) -> SeenClass:
    """Class of an RSCC from -1 to 1; a value on a limit is of the higher class."""
    return next(name for name, limit in CLASSES if rscc >= limit or name == CLASSES[-1][0])


ResidueKey = tuple[str, str]
"""The author's chain, and the author's number with insertion code."""


@dataclass(frozen=True)
class Reported:
    """What a report says of one residue, or of one of its alternate locations.

    Attributes
    ----------
    component : str
        Component id.
    altloc : str
        Label of the alternate location; empty where there is none.
    rscc, rsr, rsrz : float or None
        Fit to the electron density; None where the report has none.
    q_score : float or None
        Fit to a map of electron microscopy.
    occupancy : float or None
        Mean occupancy.
    phi, psi : float or None
        Torsions of the backbone, degrees, by which a report is known to be of these coordinates.
    outliers, clashes : int
        Unusual bonds, angles, torsions, rings, planes and centres, Ramachandran and rotamer outliers; and clashes
        within the entry and with symmetry images.
    """

    component: str
    altloc: str = ""
    rscc: float | None = None
    rsr: float | None = None
    rsrz: float | None = None
    q_score: float | None = None
    occupancy: float | None = None
    phi: float | None = None
    psi: float | None = None
    outliers: int = 0
    clashes: int = 0


@dataclass(frozen=True)
class Report:
    """A validation report of one entry.

    Attributes
    ----------
    path, sha256 : str
        Where it was read from, and the checksum of the bytes on disk.
    entry : str
        The id that it gives itself, in small letters.
    revision, created : str
        Revision of the entry that it is of, as ``1.3``, and when it was made; empty where it does not say.
    steps : str
        What was computed for it, as it says itself.
    residues : mapping of (str, str) to tuple of Reported
        Of the first model, or the model that is measured.
    """

    path: str
    sha256: str
    entry: str
    revision: str = ""
    created: str = ""
    steps: str = ""
    residues: Mapping[ResidueKey, tuple[Reported, ...]] = field(default_factory=dict)

    def of(self, key: ResidueKey, component: str, altloc: str = "") -> Reported | None:
        """Find what it says of a residue.

        Parameters
        ----------
        key
            The author's chain and number.
        component
            Component id; another one at this place is another residue.
        altloc
            Label of the alternate location that is measured; empty where there is none.

        Returns
        -------
        Reported or None
            Of several alternate locations that with this label, else that without one, else the one with the highest
            occupancy; None where the report has nothing on it.
        """
        rows = [row for row in self.residues.get(key, ()) if row.component == component]
        labelled = [row for row in rows if row.altloc == altloc] or [row for row in rows if not row.altloc]
        return max(labelled or rows, key=lambda row: row.occupancy or 0.0, default=None)

    @property
    def has_density(self) -> bool:
        """Whether any residue has an RSCC."""
        return any(row.rscc is not None for rows in self.residues.values() for row in rows)

    @property
    def has_map(self) -> bool:
        """Whether any residue has a Q-score."""
        return any(row.q_score is not None for rows in self.residues.values() for row in rows)
