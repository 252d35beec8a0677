"""Which files an atlas consists of: written down, so that the next one in the same directory can remove them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from nesgroove.show.atlas.render import write

LISTING: Final = "files.txt"
"""Lists the files of an atlas, so that the next one in the same directory removes those that it does not write."""


def clear(out: Path) -> None:
    """Remove the files of an earlier atlas and nothing else; its first page first, by which it is opened."""
    file = out / LISTING
    root = out.resolve()
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    for line in sorted(lines, key=lambda line: line != "index.html"):
        path = (out / line).resolve()
        if path.is_relative_to(root) and path.is_file():
            path.unlink()
            for folder in path.parents:
                if folder == root or any(folder.iterdir()):
                    break
                folder.rmdir()


def listing(site: Path) -> list[str]:
    """Write down which files are the atlas.

    Parameters
    ----------
    site
        A directory with nothing else in it.

    Returns
    -------
    list of str
        Their paths in it, the list itself first: it has to be in place before what it lists.
    """
    paths = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    names = [path for path in paths if path != LISTING]
    write(site, LISTING, "".join(f"{name}\n" for name in names))
    return [LISTING, *names]
