"""Where the real structures are that tests need: one search for all of them.

They are taken from ``../shared/structures`` beside the repository, else from the directory that
``$NESGROOVE_STRUCTURES`` names, with its folders ``experimental``, ``composite`` and so on; else from
``structures/cache``, where ``make structures`` puts the deposited entries. The files of the first two are not
all what is deposited: some were refined again, and of 3gjx they hold one copy of two.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nesgroove.fetch.sheet import read_sheet

ROOT = Path(__file__).parents[1]
SHARED = (ROOT.parent / "shared" / "structures", Path(os.environ.get("NESGROOVE_STRUCTURES", "/nowhere")))
FETCHED = ROOT / "structures" / "cache"
SHEET = Path(__file__).with_name("structures.tsv")
DEPOSITED = frozenset(str(row.entry) for row in read_sheet(SHEET))
"""Entries of the archive that tests need."""

MISSING = "no real structures"
"""Begins the reason of every test that is skipped for want of one."""
FETCHABLE = "`make structures` fetches it"
"""Ends that reason where there is a remedy."""


def shared_structures() -> Path | None:
    """The directory with the files that the values in tests are of, if there is one."""
    return next((place for place in SHARED if (place / "experimental").is_dir()), None)


def structure_path(name: str) -> Path:
    """Where a real structure is: of ``3gjx`` any file, of ``3m1i.pdb`` that one; skips the test without it."""
    root = shared_structures()
    if root is not None:
        paths = sorted(root.glob(f"*/{name}.gz" if "." in name else f"*/{name}.*.gz"))
        assert paths, f"{name} is not among the structures in {root}"
        return paths[0]
    path = FETCHED / f"{name.removesuffix('.cif')}.cif.gz"
    if path.is_file():
        return path
    remedy = FETCHABLE if name.removesuffix(".cif") in DEPOSITED else "it is in no archive"
    return pytest.skip(f"{MISSING}: {name} is not here; {remedy}")


def need_shared_structures() -> None:
    """Skip a test of values that hold for the shared files only."""
    if shared_structures() is None:
        pytest.skip(f"{MISSING}: its values are those of the shared files, not of the deposited entries")


def skipped_lines(reasons: list[str]) -> list[str]:
    """Say in the end how many tests were skipped for want of real structures, and the remedy.

    Parameters
    ----------
    reasons
        Why each skipped test was skipped.
    """
    missing = [reason for reason in reasons if MISSING in reason]
    if not missing:
        return []
    fetchable = sum(reason.endswith(FETCHABLE) for reason in missing)
    lines = [f"{len(missing)} tests skipped: no real structures."]
    if fetchable:
        lines.append(f"`make structures` fetches the entries that {fetchable} of them need first.")
    if fetchable < len(missing):
        lines.append("The others need files that are in no archive: name their directory in $NESGROOVE_STRUCTURES.")
    return lines
