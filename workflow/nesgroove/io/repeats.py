"""Residues that share chain id, number and name with another one elsewhere in the file.

Where a letter is used for two chains, residues of both may have the same number and name. gemmi takes them for one
residue that is written in two places. Before it reads, such residues are marked; afterwards the marks go. A residue
whose atoms are written in two places, none of them twice, stays one.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import gemmi

MARK = "\u0002"
"""Stands in chain ids of mmCIF before the number of the copy."""

SEGMENT = "~"
"""Stands in segment ids of PDB files before the number of the copy; these ids are read nowhere else."""


def marked_pdb(text: str) -> str:
    """Give residues of a PDB file that repeat others a segment id of their own.

    Parameters
    ----------
    text
        The file.

    Returns
    -------
    str
        The same text where nothing repeats.
    """
    if not _may_repeat(line[17:27] for line in text.split("\n") if line[:6] in ("ATOM  ", "HETATM")):
        return text
    lines = text.split("\n")
    rows: list[int] = []
    keys: list[tuple[str, ...]] = []
    model = 0
    for i, line in enumerate(lines):
        if line[:6] in ("ATOM  ", "HETATM"):
            rows.append(i)
            keys.append((str(model), line[20:22], line[17:20], line[22:27]))
        elif line.startswith("MODEL "):
            model += 1
    for first, stop, copy in _repeats(keys, [lines[i][12:17] for i in rows]):
        for i in rows[first:stop]:
            line = lines[i].ljust(80)
            lines[i] = f"{line[:72]}{SEGMENT}{copy:<3d}{line[76:]}"
    return "\n".join(lines)


def marked_cif(block: gemmi.cif.Block) -> None:
    """Give chains of an mmCIF block whose residues repeat others a chain id of their own, in place.

    Parameters
    ----------
    block
        The block.
    """
    few = [block.find_values(f"_atom_site.{name}") for name in ("auth_asym_id", "auth_seq_id")]
    if not _may_repeat(zip(*few, strict=False)):
        return
    names = ("auth_asym_id", "auth_comp_id", "auth_seq_id", "pdbx_PDB_ins_code", "pdbx_PDB_model_num")
    columns: dict[str, list[str]] = {name: list(block.find_values(f"_atom_site.{name}")) for name in names}
    chain, number = columns["auth_asym_id"], columns["auth_seq_id"]
    size = len(chain)
    if not size or len(number) != size:
        return
    filled = (column if len(column) == size else [""] * size for column in columns.values())
    keys: list[tuple[str, ...]] = [
        (model, asym, component, n, code) for asym, component, n, code, model in zip(*filled, strict=True)
    ]
    atoms = [
        list(block.find_values(f"_atom_site.{name}")) for name in ("label_atom_id", "label_alt_id", "label_asym_id")
    ]
    if any(len(column) != size for column in atoms):
        return
    repeats = _repeats(keys, [f"{name} {label}" for name, label in zip(*atoms[:2], strict=True)])
    if not repeats:
        return
    column = block.find_values("_atom_site.auth_asym_id")
    for first, stop, copy in _whole_molecules(keys, atoms[2], repeats):
        for i in range(first, stop):
            if keys[i][:2] == keys[first][:2]:
                column[i] = gemmi.cif.quote(f"{gemmi.cif.as_string(chain[i])}{MARK}{copy}")


def without_marks(structure: gemmi.Structure) -> None:
    """Take the marks away again, in place.

    Parameters
    ----------
    structure
        As it was read from marked text.
    """
    for model in structure:
        for chain in model:
            chain.name = chain.name.partition(MARK)[0]
            for residue in chain:
                if residue.segment.startswith(SEGMENT):
                    residue.segment = ""


def _may_repeat(keys: Iterable[object]) -> bool:
    """Whether a residue is written in two places, or two residues are alike in this."""
    runs = [key for key, _ in groupby(keys)]
    return len(runs) > len(set(runs))


def _repeats(keys: list[tuple[str, ...]], atoms: list[str]) -> list[tuple[int, int, int]]:
    """Runs of rows of one residue that hold an atom which another run of the same residue has: first, stop, copy."""
    runs = []
    first = 0
    for key, group in groupby(keys):
        stop = first + sum(1 for _ in group)
        runs.append((first, stop, key))
        first = stop
    if len(runs) == len({key for *_, key in runs}):
        return []
    seen: dict[tuple[str, ...], list[set[str]]] = {}
    repeats = []
    for first, stop, key in runs:
        mine = set(atoms[first:stop])
        copies = seen.setdefault(key, [])
        copy = next((i for i, known in enumerate(copies) if not known & mine), len(copies))
        if copy == len(copies):
            copies.append(set())
        copies[copy] |= mine
        if copy:
            repeats.append((first, stop, copy + 1))
    return repeats


def _whole_molecules(
    keys: list[tuple[str, ...]], labels: list[str], repeats: Iterable[tuple[int, int, int]]
) -> list[tuple[int, int, int]]:
    """Stretches of rows from where numbers start again, or the label chain is another, to where they do once more."""
    starts = [0]
    last: dict[tuple[str, ...], tuple[int, str]] = {}
    for i, (key, label) in enumerate(zip(keys, labels, strict=True)):
        number = int(key[3]) if key[3].lstrip("-").isdigit() else 0
        before = last.get(key[:2])
        if before is not None and (number < before[0] or label != before[1]) and starts[-1] != i:
            starts.append(i)
        last[key[:2]] = number, label
    starts.append(len(keys))
    whole: dict[int, tuple[int, int, int]] = {}
    for first, _, copy in repeats:
        start = max(s for s in starts if s <= first)
        whole[start] = (start, min(s for s in starts if s > first), max(copy, whole.get(start, (0, 0, 0))[2]))
    return list(whole.values())
