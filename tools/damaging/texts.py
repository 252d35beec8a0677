"""Damage to the text of a file: cut, shifted, with other line ends, with columns that are not there."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable

from damaging.kinds import Random, of_text

ATOMS = ("ATOM", "HETATM")

PACKERS: tuple[Callable[[bytes], bytes], ...] = (gzip.compress, bz2.compress, lzma.compress)


def _rows(lines: list[str]) -> list[int]:
    return [i for i, line in enumerate(lines) if line.startswith(ATOMS)]


@of_text()
def _cut(text: str, rng: Random) -> str:
    return text[: rng.randrange(len(text) // 20, len(text))]


@of_text()
def _cut_by_lines(text: str, rng: Random) -> str:
    lines = text.splitlines()
    return "\n".join([*lines[: rng.randrange(len(lines) // 20, len(lines))], ""])


@of_text()
def _hole(text: str, rng: Random) -> str:
    """Some bytes in the middle are not there."""
    at = rng.randrange(len(text))
    return text[:at] + text[at + rng.choice([1, 3, 10, 81, 400, 5000]) :]


@of_text()
def _lines_gone(text: str, rng: Random) -> str:
    lines = text.splitlines()
    rows = _rows(lines)
    for i in sorted(rng.sample(rows, rng.choice([1, 2, 20])), reverse=True):
        del lines[i]
    return "\n".join([*lines, ""])


@of_text()
def _lines_twice(text: str, rng: Random) -> str:
    lines = text.splitlines()
    for i in sorted(rng.sample(_rows(lines), rng.choice([1, 5, 40])), reverse=True):
        lines.insert(i, lines[i])
    return "\n".join([*lines, ""])


@of_text()
def _letter_changed(text: str, rng: Random) -> str:
    lines = text.splitlines()
    i = rng.choice(_rows(lines))
    at = rng.randrange(len(lines[i]))
    lines[i] = lines[i][:at] + rng.choice("0129ACNX .-'\"\t") + lines[i][at + 1 :]
    return "\n".join([*lines, ""])


@of_text()
def _bytes_changed(text: str, rng: Random) -> bytes:
    content = bytearray(text.encode())
    for _ in range(rng.choice([1, 10, 100])):
        content[rng.randrange(len(content))] = rng.randrange(256)
    return bytes(content)


@of_text()
def _zeros(text: str, rng: Random) -> bytes:
    """A block of zero bytes, as a file system leaves it after a crash."""
    content = text.encode()
    at = rng.randrange(len(content))
    return content[:at] + bytes(min(4096, len(content) - at)) + content[at + 4096 :]


@of_text(forms=("pdb",))
def _columns_shifted(text: str, rng: Random) -> str:
    lines = text.splitlines()
    rows = _rows(lines)
    at, by = rng.choice([12, 20, 26, 30, 38, 54]), rng.choice([-1, 1, 1, 2])
    some = rng.random() < 0.5
    chosen = set(rng.sample(rows, len(rows) // 10)) if some else set(rows)
    for i in chosen:
        lines[i] = lines[i][:at] + (" " * by if by > 0 else "") + lines[i][at + max(-by, 0) :]
    return "\n".join([*lines, ""])


@of_text("same")
def _line_ends(text: str, rng: Random) -> str:
    return text.replace("\n", rng.choice(["\r\n", "\r", "\n\n", "  \n"]))


@of_text("same")
def _mark_before(text: str, rng: Random) -> bytes:
    return rng.choice([b"\xef\xbb\xbf", b"\n\n", b"# made by hand\n", b"   \n"]) + text.encode()


@of_text()
def _in_utf16(text: str, rng: Random) -> bytes:
    return text.encode(rng.choice(["utf-16", "utf-8-sig"]))


@of_text("same")
def _packed(text: str, rng: Random) -> bytes:
    return rng.choice(PACKERS)(text.encode())


@of_text()
def _packed_and_cut(text: str, rng: Random) -> bytes:
    content = rng.choice(PACKERS)(text.encode())
    at = rng.randrange(1, len(content))
    return content[:at] if rng.random() < 0.5 else content[:at] + bytes([content[at] ^ 255]) + content[at + 1 :]


@of_text("same")
def _long_title(text: str, rng: Random) -> str:
    title = rng.choice(["A" * 200_000, "\tx\ty" * 50, "<b>$x^{</b>", "\u202ereversed", "=cmd|' /C calc'!A0"])
    if text.startswith("data_"):
        return text.replace("_entry.id", f"_struct.title\n;{title}\n;\n_entry.id", 1)
    return f"TITLE     {title}\n{text}"


@of_text("same", forms=("pdb",))
def _short_lines(text: str, rng: Random) -> str:
    """Lines end after the coordinates, the occupancy or the B factor."""
    end = rng.choice([54, 60, 66])
    return "\n".join(line[:end] if line.startswith(ATOMS) else line for line in text.splitlines()) + "\n"


@of_text(forms=("pdb",))
def _tabs(text: str, rng: Random) -> str:
    return "\n".join("\t".join(line.split()) if line.startswith(ATOMS) else line for line in text.splitlines()) + "\n"


@of_text("same", forms=("pdb",))
def _names_to_the_left(text: str, rng: Random) -> str:
    """Atom names begin in column 13, and there is no element: CA could be calcium."""
    lines = text.splitlines()
    for i in _rows(lines):
        lines[i] = f"{lines[i][:12]}{lines[i][12:16].strip():<4}{lines[i][16:76].rstrip()}"
    return "\n".join([*lines, ""])


@of_text(forms=("pdb",))
def _small_letters(text: str, rng: Random) -> str:
    return text.lower()


@of_text(forms=("pdb",))
def _two_letter_chain(text: str, rng: Random) -> str:
    """A chain id of two letters moves all that follows by a column."""
    lines = text.splitlines()
    rows = _rows(lines)
    letter = lines[rng.choice(rows)][21]
    for i in rows:
        if lines[i][21] == letter:
            lines[i] = f"{lines[i][:21]}{letter}1{lines[i][22:]}"
    return "\n".join([*lines, ""])


@of_text(forms=("pdb",))
def _not_a_line(text: str, rng: Random) -> str:
    lines = text.splitlines()
    word = rng.choice(["ATOM", "HETATM garbage", "ATOM      1  CA  LEU A 525 ", "TER" * 30, "\x00\x01", "CONECT x y z"])
    lines.insert(rng.choice(_rows(lines)), word)
    return "\n".join([*lines, ""])


@of_text("same", forms=("pdb",))
def _ends_of_chains(text: str, rng: Random) -> str:
    """TER everywhere, or nowhere."""
    lines = [line for line in text.splitlines() if not line.startswith("TER")]
    if rng.random() < 0.3:
        return "\n".join([*lines, ""])
    rows = _rows(lines)
    for i in sorted(rng.sample(rows, 5), reverse=True):
        if lines[i][22:27] != lines[i - 1][22:27]:
            lines.insert(i, "TER")
    return "\n".join([*lines, ""])


def _loop(lines: list[str]) -> tuple[int, list[str], list[int]]:
    """Line of the first column of atom_site, names of columns, and lines of rows."""
    first = next(i for i, line in enumerate(lines) if line.startswith("_atom_site."))
    names = [line.strip() for line in lines if line.startswith("_atom_site.")]
    return first, names, _rows(lines)


@of_text("same", forms=("cif",))
def _columns_in_any_order(text: str, rng: Random) -> str:
    lines = text.splitlines()
    first, names, rows = _loop(lines)
    order = list(range(len(names)))
    rng.shuffle(order)
    lines[first : first + len(names)] = [names[k] for k in order]
    for i in rows:
        cells = lines[i].split()
        if len(cells) != len(names):
            return text
        lines[i] = " ".join(cells[k] for k in order)
    # A row begins with a word that no reader may rely on.
    return "\n".join([*lines, ""])


@of_text(forms=("cif",))
def _column_gone(text: str, rng: Random) -> str:
    lines = text.splitlines()
    first, names, rows = _loop(lines)
    gone = rng.randrange(len(names))
    del lines[first + gone]
    for i in rows:
        cells = lines[i - 1].split()
        lines[i - 1] = " ".join(cells[:gone] + cells[gone + 1 :])
    return "\n".join([*lines, ""])


@of_text(forms=("cif",))
def _cell_gone(text: str, rng: Random) -> str:
    """A row has a cell too few, or one too many."""
    lines = text.splitlines()
    *_, rows = _loop(lines)
    i = rng.choice(rows)
    cells = lines[i].split()
    at = rng.randrange(len(cells))
    lines[i] = " ".join(cells[:at] + cells[at + 1 :] if rng.random() < 0.5 else [*cells[:at], "x", *cells[at:]])
    return "\n".join([*lines, ""])


@of_text(forms=("cif",))
def _cell_unknown(text: str, rng: Random) -> str:
    lines = text.splitlines()
    *_, rows = _loop(lines)
    column, word, every = rng.randrange(20), rng.choice(["?", "."]), rng.random() < 0.5
    for i in rows if every else rng.sample(rows, 3):
        cells = lines[i].split()
        cells[column] = word
        lines[i] = " ".join(cells)
    return "\n".join([*lines, ""])


@of_text(forms=("cif",))
def _quote_open(text: str, rng: Random) -> str:
    lines = text.splitlines()
    *_, rows = _loop(lines)
    i = rng.choice(rows)
    lines[i] = lines[i].replace(" ", rng.choice([" '", ' "', "\n;"]), 1)
    return "\n".join([*lines, ""])


@of_text("same", forms=("cif",))
def _capitals(text: str, rng: Random) -> str:
    how = rng.choice(["DATA_", "LOOP_", "_ATOM_SITE."])
    return text.replace(how.lower(), how)


@of_text(forms=("cif",))
def _block_twice(text: str, rng: Random) -> str:
    return text + (text if rng.random() < 0.5 else text.replace("data_case", "data_again", 1))
