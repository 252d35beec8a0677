"""Pictures that `nesgroove picture` made: brought into the atlas under safe names, with small ones for lists."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from nesgroove.atlas.render import write

VIEWS: Final = {
    "solvent": "from the solvent",
    "along": "along the groove",
    "cutaway": "cut open along the groove",
}
"""Views by the endings of the files, and what an alternative text calls them."""

SMALL: Final = 320
"""Longest edge of a small picture, pixels."""


@dataclass(frozen=True)
class Picture:
    """One picture of a complex.

    Attributes
    ----------
    path, small : str
        In the atlas; ``small`` is the same with fewer pixels.
    view : str
        ``from the solvent``.
    width, height : int
        Pixels.
    """

    path: str
    small: str
    view: str
    width: int
    height: int


def copy_pictures(source: Path | None, out: Path, names: Mapping[str, str]) -> dict[str, list[Picture]]:
    """Copy the pictures of complexes.

    Parameters
    ----------
    source
        Directory of `nesgroove picture`, or None.
    out
        Directory of the atlas.
    names
        Safe name by complex.

    Returns
    -------
    dict of str to list of Picture
        By complex, in the order of :data:`VIEWS`; without complexes that have none.
    """
    found: dict[str, list[Picture]] = {}
    for complex_, name in names.items():
        for view, words in VIEWS.items() if source is not None else ():
            assert source is not None
            path = source / f"{complex_}_{view}.png"
            if path.is_file():
                found.setdefault(complex_, []).append(_copy(path, out, f"{name}_{view}", words))
    return found


def copy_superpositions(source: Path | None, out: Path) -> list[Picture]:
    """Copy the pictures of several complexes together: ``superposition_NAME.png``."""
    from nesgroove.atlas.names import unique_slugs

    paths = {path.stem: path for path in sorted(source.glob("superposition_*.png"))} if source is not None else {}
    names = unique_slugs(paths)
    return [
        _copy(path, out, names[stem], stem.removeprefix("superposition_").replace("_", " "))
        for stem, path in paths.items()
    ]


def _copy(path: Path, out: Path, name: str, view: str) -> Picture:
    from PIL import Image

    target = out / "pictures" / f"{name}.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)
    with Image.open(path) as image:
        width, height = image.size
        small = image.convert("RGB") if image.mode not in ("RGB", "RGBA") else image.copy()
    small.thumbnail((SMALL, SMALL))
    packed = BytesIO()
    small.save(packed, format="PNG", optimize=True)
    write(out, f"pictures/small/{name}.png", packed.getvalue())
    return Picture(f"pictures/{name}.png", f"pictures/small/{name}.png", view, width, height)
