"""A phantom from its specification: parts put together in the groove frame, then turned away from it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from nesgroove.errors import ConfigError
from nesgroove.identify.sequences import reference_sequences
from nesgroove.model.structure import FloatArray
from nesgroove.model.target import XPO1
from phantom.cargo import build_cargo, signal_of
from phantom.groove import FIRST, LAST, groove_chain, mean_width, width_for_station
from phantom.inhibitor import attach_atom, build_inhibitor
from phantom.linkage import rotation
from phantom.parts import ONE_LETTER, Part
from phantom.ran import build_nucleotide, build_ran
from phantom.sidechain import Surroundings, pack, polymer
from phantom.spec import Phantom

YEAST_OFFSET = 11
"""Yeast numbers are the positions plus this, over the groove."""

XPO1_CHAIN, RAN_CHAIN, CARGO_CHAIN = "C", "A", "D"
"""Chain letters, those that most entries have."""

_THIOL_TARGET = np.array([10.0, -1.0, 1.5])
"""Where SG of Cys528 points: between P3 and P4."""

_CO_LENGTH = 1.417
"""C-O bond of serine, A."""


@dataclass(frozen=True)
class Assembly:
    """The parts of a phantom, in the coordinates of its file.

    Attributes
    ----------
    spec : Phantom
    sequence : str
        One-letter codes of XPO1's chain, residues that are missing included.
    xpo1 : Part
        Numbered by position.
    cargo, inhibitor, ran, nucleotide : Part or None
    rotation, origin : ndarray
        Carry the groove frame into the file: ``xyz @ rotation.T + origin``.
    """

    spec: Phantom
    sequence: str
    xpo1: Part
    cargo: Part | None
    inhibitor: Part | None
    ran: Part | None
    nucleotide: Part | None
    rotation: FloatArray
    origin: FloatArray

    @property
    def width(self) -> float:
        """Width of the groove as built, A."""
        return mean_width(self.xpo1.alphas())


@cache
def xpo1_sequence(species: str) -> str:
    """One-letter codes of positions 505 to 600."""
    if species == "yeast":
        return reference_sequences()["XPO1_YEAST"].sequence[FIRST + YEAST_OFFSET - 1 : LAST + YEAST_OFFSET]
    return reference_sequences()["XPO1_HUMAN"].sequence[FIRST - 1 : LAST]


@cache
def _empty_xpo1(species: str, width: float) -> Part:
    """XPO1 with an empty groove, numbered by position."""
    sequence = xpo1_sequence(species)
    part = polymer(sequence, FIRST, groove_chain(width, sequence))
    return pack(part, _kept_free(width, has_thiol=sequence[XPO1.cysteine - FIRST] == "C"))


def _kept_free(width: float, *, has_thiol: bool) -> Surroundings:
    """Points in the pockets and above them that side chains leave to the occupant, in a groove wide enough."""
    centres = XPO1.centres
    between = np.vstack([centres, (centres[1:] + centres[:-1]) / 2])
    points = np.vstack([centres, *(between + np.array([0.0, 0.0, up]) for up in (3.0, 6.0, 9.0))])
    free = float(np.interp(width, [9.9, 11.1], [1.0, 2.5]))
    towards = {XPO1.cysteine: ("SG", _THIOL_TARGET)} if has_thiol else {}
    return Surroundings(points, np.full(len(points), free), towards)


@cache
def assemble(spec: Phantom) -> Assembly:
    """Build the parts of a phantom.

    Raises
    ------
    ConfigError
        The specification asks for something that cannot be.
    """
    _check(spec)
    receptor = (spec.species, _width(spec), spec.site)
    xpo1 = _receptor(*receptor)
    cargo = inhibitor = ran = nucleotide = None
    if spec.cargo:
        cargo, xpo1 = _with_cargo(*receptor, spec.cargo, spec.direction)
    if spec.inhibitor:
        inhibitor, xpo1 = _with_inhibitor(*receptor, spec.inhibitor, spec.bond_length, spec.bond_angle)
        if spec.written_as:
            inhibitor = replace(inhibitor, components=(spec.written_as,))
    if spec.has_ran:
        ran = build_ran(xpo1)
        if spec.nucleotide:
            nucleotide = build_nucleotide(spec.nucleotide, ran, xpo1)
    turn, origin = somewhere(spec.name)

    def moved(part: Part) -> Part:
        # Three decimals, as in the file: what is computed from here is computed from what is written.
        return part.moved(np.round(part.xyz @ turn.T + origin, 3))

    sequence = xpo1_sequence(spec.species)
    if spec.site == "Ser":
        sequence = sequence[: XPO1.cysteine - FIRST] + "S" + sequence[XPO1.cysteine - FIRST + 1 :]
    return Assembly(
        spec=spec,
        sequence=sequence,
        xpo1=moved(xpo1),
        cargo=None if cargo is None else moved(cargo),
        inhibitor=None if inhibitor is None else moved(inhibitor),
        ran=None if ran is None else moved(ran),
        nucleotide=None if nucleotide is None else moved(nucleotide),
        rotation=turn,
        origin=origin,
    )


def whole_alphas(spec: Phantom) -> dict[int, FloatArray]:
    """C-alpha atoms of the helices as they were built, in the groove frame, those left out of the file too."""
    return _receptor(spec.species, _width(spec), "wild-type").alphas()


def _width(spec: Phantom) -> float:
    return spec.width if spec.ca_525_568 is None else width_for_station(spec.ca_525_568)


@cache
def _receptor(species: str, width: float, site: str) -> Part:
    return _mutated(_empty_xpo1(species, width), site)


@cache
def _with_cargo(species: str, width: float, site: str, nes_class: str, direction: str) -> tuple[Part, Part]:
    return build_cargo(nes_class, direction, _receptor(species, width, site))


@cache
def _with_inhibitor(species: str, width: float, site: str, name: str, length: float, angle: float) -> tuple[Part, Part]:
    return build_inhibitor(name, _receptor(species, width, site), length=length, angle=angle)


def _check(spec: Phantom) -> None:
    if spec.cargo:
        signal_of(spec.cargo, spec.direction)
    if spec.cargo and spec.inhibitor:
        raise ConfigError(
            "a cargo and an inhibitor were asked for, and the groove holds one of them",
            step="phantom",
            remedy="Ask for two phantoms",
        )
    if spec.inhibitor:
        attach_atom(spec.inhibitor)
    if spec.written_as and not spec.inhibitor:
        raise ConfigError(
            f"there is no inhibitor to be written as {spec.written_as}",
            step="phantom",
            remedy="Name an inhibitor too",
        )


def _mutated(part: Part, site: str) -> Part:
    """XPO1 with serine at 528, or with nothing there."""
    index = part.numbers.index(XPO1.cysteine)
    if site == "missing":
        keep = np.nonzero(part.residue != index)[0]
        renumbered = {int(old): new for new, old in enumerate(keep)}
        residue = part.residue[keep]
        return Part(
            components=part.components[:index] + part.components[index + 1 :],
            numbers=part.numbers[:index] + part.numbers[index + 1 :],
            names=tuple(part.names[i] for i in keep),
            elements=tuple(part.elements[i] for i in keep),
            residue=np.where(residue > index, residue - 1, residue),
            xyz=part.xyz[keep],
            bonds=tuple((renumbered[a], renumbered[b]) for a, b in part.bonds if a in renumbered and b in renumbered),
        )
    if site == "Ser" and ONE_LETTER[part.components[index]] != "S":
        if part.components[index] != "CYS":
            raise ConfigError(
                "serine at 528 is made of cysteine, and this sequence has none there",
                step="phantom",
                remedy="Ask for the human sequence",
            )
        sulphur, carbon = part.index(XPO1.cysteine, "SG"), part.index(XPO1.cysteine, "CB")
        arm = part.xyz[sulphur] - part.xyz[carbon]
        xyz = part.xyz.copy()
        xyz[sulphur] = xyz[carbon] + _CO_LENGTH * arm / np.linalg.norm(arm)
        names, elements, components = list(part.names), list(part.elements), list(part.components)
        names[sulphur], elements[sulphur], components[index] = "OG", "O", "SER"
        return replace(part, xyz=xyz, names=tuple(names), elements=tuple(elements), components=tuple(components))
    return part


def somewhere(name: str) -> tuple[FloatArray, FloatArray]:
    """A rotation and an origin of the phantom's own, so that nothing can rely on the groove frame."""
    random = np.random.default_rng(zlib.crc32(name.encode()))
    axis = random.normal(size=3)
    turn = rotation(axis / np.linalg.norm(axis), float(random.uniform(0.5, np.pi)))
    return turn, random.uniform(-60.0, 60.0, 3)
