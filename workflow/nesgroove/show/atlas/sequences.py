"""Sequences that a reader can search: those of cargoes as they are in the files, and XPO1's by position."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nesgroove.model.chain_order import chain_order, main_chain
from nesgroove.show.atlas.render import write
from nesgroove.show.javascript import script_json
from nesgroove.show.scene.model import ResidueRef, Scene

GAP: Final = "-"
"""Stands where residues are not in the file: no motif goes across."""


@dataclass(frozen=True)
class Strand:
    """A chain as letters.

    Attributes
    ----------
    complex, chain, name : str
        ``name`` is what a cargo is called, and XPO1's species.
    xpo1 : bool
        Whether it is XPO1; else a cargo.
    letters : str
        One a residue, a gap as ``-``.
    numbers : tuple of (int, str)
        Where a stretch begins, and what its first residue is numbered; the following count on from there.
    """

    complex: str
    chain: str
    name: str
    xpo1: bool
    letters: str
    numbers: tuple[tuple[int, str], ...]


def strands(scene: Scene) -> list[Strand]:
    """Read the chains of a complex that can be searched.

    Parameters
    ----------
    scene
        The complex.

    Returns
    -------
    list of Strand
        XPO1 by position, then each cargo in the order of its chain.
    """
    row = scene.row
    positions = sorted(scene.residue_at)
    found = []
    if positions:
        letters = "".join(
            scene.residue_at[p].code if p in scene.residue_at else GAP for p in range(positions[0], positions[-1] + 1)
        )
        species = row.species or "species not known"
        found.append(Strand(scene.id, row.xpo1_chain, species, True, letters, ((0, str(positions[0])),)))
    index_of = {(r.auth_chain, r.auth_seq_id, r.ins_code, r.component): r.index for r in scene.structure.residues}
    for occupant in scene.occupants:
        if occupant.kind == "cargo" and occupant.residues:
            chain = chain_order(main_chain(scene.structure, [index_of[ref.key] for ref in occupant.residues]))
            refs = [occupant.residues[n] for n in chain.order]
            letters, numbers = _laid(refs, chain.steps)
            found.append(Strand(scene.id, occupant.name, occupant.label, False, letters, numbers))
    return found


def _laid(refs: Sequence[ResidueRef], steps: Sequence[int | None]) -> tuple[str, tuple[tuple[int, str], ...]]:
    letters, numbers = "", list[tuple[int, str]]()
    before: ResidueRef | None = None
    for place, ref in enumerate(refs):
        if before is not None and steps[place - 1] != 1:
            letters += GAP
        follows = before is not None and letters[-1] != GAP and not ref.ins_code and ref.number == before.number + 1
        if not follows:
            numbers.append((len(letters), f"{ref.number}{ref.ins_code}"))
        letters += ref.code
        before = ref
    return letters, tuple(numbers)


def write_sequences(
    out: Path, every: Iterable[Strand], names: Mapping[str, str], pages: Mapping[tuple[str, str], str]
) -> None:
    """Write the script that holds all sequences, each once.

    Parameters
    ----------
    out
        Directory of the atlas.
    every
        Of all complexes.
    names
        Safe name by complex.
    pages
        Page of the export signal by complex and chain.
    """
    groups: dict[tuple[Any, ...], list[Strand]] = defaultdict(list)
    for strand in every:
        groups[
            strand.xpo1, strand.name.rpartition(", chain ")[0] or strand.name, strand.letters, strand.numbers
        ].append(strand)
    data = [
        {
            "xpo1": xpo1, "name": name, "letters": letters, "numbers": numbers,
            "where": [[names[one.complex], one.complex, one.chain] for one in members],
            "page": next((pages[one.complex, one.chain] for one in members if (one.complex, one.chain) in pages), ""),
        }
        for (xpo1, name, letters, numbers), members in groups.items()
    ]  # fmt: skip
    write(out, "data/sequences.js", f"window.nesgrooveSequences = {script_json(data)};\n")
