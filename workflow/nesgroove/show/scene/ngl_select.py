"""Residues and atoms in the selection language of NGL."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from nesgroove.errors import ConfigError
from nesgroove.show.scene.model import ResidueRef

SAFE_CHAIN: Final = re.compile(r"[^/%.:()\s]+")
"""Chain ids that NGL's selection language can name; it has no way to quote others."""


def selection(refs: Iterable[ResidueRef], atoms: Iterable[str] = ()) -> str:
    """Select residues in NGL's language, and no others.

    Parameters
    ----------
    refs
        The residues.
    atoms
        Names of the atoms of each of them that are meant; all where none is given.

    Returns
    -------
    str
        ``none`` for no residues.

    Notes
    -----
    Component ids stand in brackets, as NGL takes ``51K`` for a number otherwise. A number goes with its insertion
    code even where it has none (``^``), as NGL takes ``12`` for ``12A`` too.
    """
    ordered = sorted(set(refs), key=lambda r: (r.code == "X", r.chain, r.ins_code, r.number, r.component))
    parts: list[str] = []
    run: list[ResidueRef] = []

    def close() -> None:
        if run:
            first, last = run[0], run[-1]
            numbers = f"{first.number}" if first is last else f"{first.number}-{last.number}"
            parts.append(f"{numbers}^{first.ins_code}{_chain(first.chain)}")
            run.clear()

    for ref in ordered:
        if ref.label_number is None:
            close()
            parts.append(f"([{ref.component}] and {ref.number}^{ref.ins_code}{_chain(ref.chain)})")
            continue
        if run and (run[-1].chain, run[-1].ins_code, run[-1].number + 1) != (ref.chain, ref.ins_code, ref.number):
            close()
        run.append(ref)
    close()
    if not parts:
        return "none"
    residues = " or ".join(parts)
    names = " or ".join(f".{name}" for name in atoms)
    return f"({residues}) and ({names})" if names else residues


def _chain(name: str) -> str:
    if not SAFE_CHAIN.fullmatch(name):
        raise ConfigError(
            f"chain {name!r} has an id that the viewer NGL cannot select",
            step="scene",
            remedy="Rename the chain with letters and digits only, and measure again",
        )
    return f":{name}"
