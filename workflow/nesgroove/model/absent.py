"""What a file declares and does not hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Absent:
    """A ligand, or the partner of a recorded bond, that a file names and that has no atoms in it.

    Attributes
    ----------
    component : str
        Component id; empty where the file gives a serial number alone.
    chain : str
        Author's chain id.
    number : str
        Author's number with insertion code.
    atom : str
        Atom name of the partner of a bond; empty for a ligand that is declared.
    partner : int or None
        Index of the atom at the other end of the bond, where that is in the file.
    """

    component: str
    chain: str
    number: str
    atom: str = ""
    partner: int | None = None

    @property
    def label(self) -> str:
        """Component, chain and number, with the atom: ``V6A:C:1101 C11``."""
        return f"{self.component}:{self.chain}:{self.number} {self.atom}".strip()
