"""Which files an atlas consists of: written down, so that the next one in the same directory can remove them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from nesgroove.show.atlas.render import write

LISTING: Final = "files.txt"
"""Lists the files of an atlas, so that the next one in the same directory removes those that it does not write."""


def clear(out: Path) -> set[Path]:
    """Remove the files of an earlier atlas and nothing else; return those that are left."""
    listing = out / LISTING
    root = out.resolve()
    lines = listing.read_text(encoding="utf-8").splitlines() if listing.is_file() else []
    for line in lines:
        path = (out / line).resolve()
        if path.is_relative_to(root) and path.is_file():
            path.unlink()
            for folder in path.parents:
                if folder == root or any(folder.iterdir()):
                    break
                folder.rmdir()
    return {path for path in out.rglob("*") if path.is_file()}


def write_listing(out: Path, foreign: set[Path]) -> None:
    """Write down which files are the atlas."""
    mine = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file() and path not in foreign)
    write(out, LISTING, "".join(f"{path}\n" for path in mine if path != LISTING))
