"""What a phantom is asked to be."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Species = Literal["human", "yeast"]
Site = Literal["wild-type", "Ser", "missing"]


class Phantom(BaseModel):
    """A structure to be built, and the truth that is planted in it.

    Examples
    --------
    >>> Phantom(name="wide", width=12.4, cargo="1c").direction
    'plus'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Name of the file and of the entry")
    width: float = Field(
        default=11.83,
        description="Mean C-alpha distance of the stations 518-561, 521-565 and 525-568, A; 11.83 is 3GJX's",
    )
    ca_525_568: float | None = Field(
        default=None, description="C-alpha distance 525-568, A, asked for instead of the width"
    )
    species: Species = Field(default="human", description="Whose sequence and numbering XPO1 has")
    site: Site = Field(default="wild-type", description="What is made of position 528")
    cargo: str = Field(default="", description="NES class of the cargo; empty for none")
    direction: str = Field(default="plus", description="Direction of the cargo: plus or minus")
    inhibitor: str = Field(default="", description="Component of the inhibitor; empty for none")
    written_as: str = Field(default="", description="Component id that the inhibitor is written under")
    bond_length: float = Field(default=1.81, description="From SG of Cys528 to the inhibitor, A")
    bond_angle: float = Field(default=104.0, description="CB-SG-C, degrees")
    record_bond: bool = Field(default=True, description="Whether the file records the bond in struct_conn")
    ran: bool = Field(default=False, description="Whether Ran is there")
    nucleotide: str = Field(default="", description="Component of Ran's nucleotide; brings Ran with it")

    @property
    def has_ran(self) -> bool:
        """Whether Ran is there, asked for by itself or by its nucleotide."""
        return self.ran or bool(self.nucleotide)

    @property
    def description(self) -> str:
        """What it is asked to be, in one line."""
        words = [f"{self.species}, width {self.width:g} A"]
        if self.site != "wild-type":
            words.append(f"528 {self.site}")
        if self.cargo:
            words.append(f"cargo {self.cargo} {self.direction}")
        if self.inhibitor:
            words.append(f"inhibitor {self.inhibitor}" + (f" written as {self.written_as}" if self.written_as else ""))
            if not self.record_bond:
                words.append("bond not recorded")
        if self.has_ran:
            words.append(f"Ran {self.nucleotide}".rstrip())
        return ", ".join(words)
