"""Pictures that `nesgroove picture` made: brought into the atlas under safe names, with small ones for lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from nesgroove.io.files import marked_file_name, unique_file_names
from nesgroove.show.atlas.render import write

VIEW_WORDS: Final = {
    "solvent": "from the solvent",
    "along": "along the groove",
    "cutaway": "cut open along the groove",
}
"""Views by the endings of the files, and what an alternative text calls them."""

SMALL: Final = 320
"""Longest edge of a small picture, pixels."""


@dataclass(frozen=True)
class PictureFile:
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


def copy_pictures(sources: Sequence[Path], out: Path, names: Mapping[str, str]) -> dict[str, list[PictureFile]]:
    """Copy the pictures of complexes.

    Parameters
    ----------
    sources
        Directories of `nesgroove picture`. Of a picture that several have, the first one's is taken.
    out
        Directory of the atlas.
    names
        Safe name by complex.

    Returns
    -------
    dict of str to list of PictureFile
        By complex, in the order of :data:`VIEW_WORDS`; without complexes that have none.
    """
    copied: dict[str, list[PictureFile]] = {}
    for complex_, name in names.items():
        stem = marked_file_name(complex_)
        for view, words in VIEW_WORDS.items():
            path = next((p for source in sources if (p := source / f"{stem}_{view}.png").is_file()), None)
            if path is not None:
                copied.setdefault(complex_, []).append(_copy(path, out, f"{name}_{view}", words))
    return copied


def copy_superpositions(sources: Sequence[Path], out: Path) -> list[PictureFile]:
    """Copy the pictures of several complexes together: ``superposition_NAME.png``."""
    paths: dict[str, Path] = {}
    for path in (path for source in sources for path in sorted(source.glob("superposition_*.png"))):
        paths.setdefault(path.stem, path)
    names = unique_file_names(paths)
    return [
        _copy(path, out, names[stem], stem.removeprefix("superposition_").replace("_", " "))
        for stem, path in paths.items()
    ]


def _copy(path: Path, out: Path, name: str, view: str) -> PictureFile:
    from PIL import Image

    write(out, f"pictures/{name}.png", path.read_bytes())
    with Image.open(path) as image:
        width, height = image.size
        small = image.convert("RGB") if image.mode not in ("RGB", "RGBA") else image.copy()
    small.thumbnail((SMALL, SMALL))
    packed = BytesIO()
    small.save(packed, format="PNG", optimize=True)
    write(out, f"pictures/small/{name}.png", packed.getvalue())
    return PictureFile(f"pictures/{name}.png", f"pictures/small/{name}.png", view, width, height)
