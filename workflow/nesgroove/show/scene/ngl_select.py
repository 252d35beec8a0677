"""Residues and atoms in the selection language of NGL."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from string import ascii_letters, digits
from typing import Final

from nesgroove.errors import ConfigError
from nesgroove.show.scene.model import ResidueRef

SAFE_CHAIN: Final = re.compile(r"[A-Za-z0-9_+*-]{1,4}")
"""Chain ids that NGL keeps, four letters, and that its selection language can name; it has no way to quote others."""

LETTERS: Final = ascii_letters + digits + "_+"
"""Of other names, 64."""


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


def chain_name(name: str) -> str:
    """Name a chain so that NGL can select it.

    Parameters
    ----------
    name
        The author's id, of any letters.

    Returns
    -------
    str
        The id; where NGL cannot name it, ``~`` and three letters that are made from it.
    """
    if SAFE_CHAIN.fullmatch(name):
        return name
    number = int.from_bytes(sha256(name.encode()).digest()[:4], "big")
    return "~" + "".join(LETTERS[number >> shift & 63] for shift in (0, 6, 12))


def chain_names(names: Iterable[str]) -> dict[str, str]:
    """Name the chains of one structure (:func:`chain_name`).

    Raises
    ------
    ConfigError
        Two have one name, which is as good as never: of ten odd ids once in 6000 files.
    """
    made = {name: chain_name(name) for name in sorted(set(names))}
    if len(set(made.values())) < len(made):
        raise ConfigError(
            "two chains have ids that the viewer NGL cannot tell apart", step="scene",
            remedy="Rename the chains with up to four letters and digits, and measure again",
        )  # fmt: skip
    return made


def _chain(name: str) -> str:
    return f":{chain_name(name)}"
