"""What the scripts for PyMOL and ChimeraX share: how they begin, their headings, their line ends."""

from __future__ import annotations

from collections.abc import Iterable

from nesgroove.show.scene.ids import plain


def opening(title: str, program: str, hint: str, structures: str) -> list[str]:
    """Comments at the top of a script.

    Parameters
    ----------
    title
        What the scene shows; safe already.
    program
        That the script is for.
    hint
        What follows ``Open it with File > Open``.
    structures
        Subject of the sentence about the files that the script reads: ``The structures have``.
    """
    return [
        f"# {title}",
        f"# A scene for {program}, written by nesgroove. Open it with File > Open{hint}",
        f"# {structures} to lie beside this file.",
    ]


def heading(words: str) -> list[str]:
    """A comment with an empty line before it."""
    return ["", f"# {plain(words)}"]


def joined(lines: Iterable[str]) -> str:
    """The script as a text."""
    return "\n".join(lines) + "\n"
