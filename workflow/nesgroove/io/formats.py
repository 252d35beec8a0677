"""What a file is, told by its content: a structure in a format that is read, or something else, refused by its name.

Read are mmCIF, BinaryCIF, mmJSON and PDB. Whatever else people have beside their structures is named in what is said
of it, with what to do instead: a pose needs its receptor, a trajectory its topology, a session has to be saved as a
structure.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, NoReturn

from nesgroove.errors import ReadError

Format = Literal["mmCIF", "PDB", "BinaryCIF", "mmJSON"]

POSE: Final = (
    "It has no receptor: write receptor and ligand into one PDB or mmCIF file (cat receptor.pdb ligand.pdb), and give "
    "the ligand's chemistry with --ligand ID=FILE.sdf"
)
FRAMES: Final = (
    "Write the frames that you want to measure as PDB or mmCIF, with the program that made them (gmx trjconv, cpptraj, "
    "catdcd, MDAnalysis)"
)
SESSION: Final = "Open it in its program and save the structure as mmCIF"
AGAIN: Final = "Fetch the mmCIF file of the entry again"
CHECK: Final = "Name an mmCIF or PDB file"

BINARY: Final = (
    (0, b"%PDF", "a PDF document", CHECK), (0, b"\x89PNG", "an image (PNG)", CHECK),
    (0, b"\xff\xd8\xff", "an image (JPEG)", CHECK), (0, b"GIF8", "an image (GIF)", CHECK),
    (0, b"II*\0", "an image (TIFF)", CHECK), (0, b"MM\0*", "an image (TIFF)", CHECK),
    (0, b"\xd0\xcf\x11\xe0", "an Office document", CHECK), (0, b"\x89HDF", "an HDF5 file", FRAMES),
    (0, b"CDF\x01", "a trajectory (NetCDF)", FRAMES), (0, b"CDF\x02", "a trajectory (NetCDF)", FRAMES),
    (0, b"CDF\x05", "a trajectory (NetCDF)", FRAMES), (0, b"\0\0\x07\xcb", "a trajectory (XTC)", FRAMES),
    (0, b"\0\0\x07\xe7", "a trajectory (XTC)", FRAMES), (0, b"\0\0\x07\xc9", "a trajectory (TRR)", FRAMES),
    (4, b"CORD", "a trajectory (DCD)", FRAMES), (4, b"VELD", "a file of velocities (DCD)", FRAMES),
    (8, b"VERSION", "a topology (TPR)", FRAMES), (208, b"MAP ", "a map (CCP4, MRC)", CHECK),
    (0, b"MTZ ", "a file of reflections (MTZ)", CHECK), (0, b"SQLite format 3", "a database", CHECK),
    (0, b"\x80\x02", "a pickle, such as a PyMOL session (.pse)", SESSION),
    (0, b"\x80\x03", "a pickle, such as a PyMOL session (.pse)", SESSION),
    (0, b"\x80\x04", "a pickle, such as a PyMOL session (.pse)", SESSION),
    (0, b"\x80\x05", "a pickle, such as a PyMOL session (.pse)", SESSION),
)  # fmt: skip
"""Where in a file which bytes stand, what it is then, and what to do."""

TEXTS: Final = (
    (r"\s*<(?:!doctype\s+html|html|head|body)", "a web page", AGAIN),
    (r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:PDBx:|datablock)", "PDBML (XML)", AGAIN),
    (r"\s*<(?:\?xml|svg|!doctype)", "XML, such as a web page", AGAIN),
    (r"version https://git-lfs", "a pointer of Git LFS", "Run `git lfs pull`"),
    (r"(?:.*\n){0,40}?@<TRIPOS>", "a molecule in MOL2 format", POSE),
    (r"(?:[^\n]*\n){3}[^\n]{33,}V[23]000 *\n", "a molecule in SDF or MOL format", POSE),
    (r"(?:.*\n){3,4000}?(?:M  END|\$\$\$\$)\s*$", "a molecule in SDF or MOL format", POSE),
    (r"[^\n]*\n *\d+ *\n *\d{1,5}[^\n]{10}[ \d]{5} *-?\d+\.\d+", "a file of GROMACS (GRO), in nanometres", FRAMES),
    (r"PSF\b", "a topology (PSF)", FRAMES), (r"%(?:VERSION|FLAG)", "a topology (PRMTOP)", FRAMES),
    (r"(?:[ \t]*(?:[;#].*)?\n)*[ \t]*\[ *\w+ *\]", "a topology of GROMACS, or a configuration", FRAMES),
    (r" *\d+ *\n[^\n]*\n *[A-Za-z]{1,2}\d*(?: +-?\d+\.\d+){3}", "a file of atoms without residues (XYZ)",
     "Write them as PDB or mmCIF, with chains and residues"),
    (r"\*[^\n]*\n(?:\*[^\n]*\n)*\*\s*\n", "a file of CHARMM (CRD, RTF)", FRAMES),
    (r"(?:.*\n){0,5}?\s*s_m_m2io_version", "a Maestro file", SESSION),
    (r"\s*>[^\n]*\n[A-Za-z*\s-]+$", "a sequence (FASTA)", "Fold it, and give the model as mmCIF or PDB"),
    (r"\s*[{\[](?!\\)", "JSON of another kind than mmJSON", CHECK),
)  # fmt: skip
"""How texts of other formats begin, what they are, and what to do. Looked for where no atoms of ours are in a text."""

HEAD: Final = 60_000
"""Characters in which the beginning of a text is looked for."""

ROW: Final = re.compile(r"^[ \t]*(?:ATOM|HETATM)[ \t\d]", re.IGNORECASE | re.MULTILINE)
"""Begin of a row of an atom in a PDB file, and in most mmCIF files."""

PDB_RECORD: Final = re.compile(
    r"^(?:HEADER|TITLE|COMPND|SOURCE|KEYWDS|EXPDTA|AUTHOR|REVDAT|REMARK|SEQRES|CRYST1|MODEL|TER|CONECT|END)\b",
    re.IGNORECASE | re.MULTILINE,
)

CIF_BEGIN: Final = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*(?:data_|loop_|global_|save_|_\w)", re.IGNORECASE)

PDBQT_ROW: Final = re.compile(r"^(?:ATOM  |HETATM).{60} {1,5}[ +-]?\d+\.\d{3} [A-Za-z]{1,2}\s*$", re.MULTILINE)
PDBQT_RECORD: Final = re.compile(r"^(?:ROOT|ENDROOT|BRANCH|TORSDOF)\b", re.MULTILINE)
PQR_ROW: Final = re.compile(
    r"^(?:ATOM|HETATM)[^\n]{0,40}(?: {1,9}-?\d+\.\d+){3} {1,9}-?\d+\.\d{3,4} {1,9}\d+\.\d{3,4}[ \t]*$", re.MULTILINE
)

MOST: Final = 0.9
"""Part of the rows that look like those of another format where the file is of that format."""


@dataclass(frozen=True)
class Content:
    r"""What a file is.

    Attributes
    ----------
    format : {'mmCIF', 'PDB', 'BinaryCIF', 'mmJSON'}
    data : bytes
        Of BinaryCIF.
    text : str
        Of the others: lines end with ``\n``, without a byte order mark.
    """

    format: Format
    data: bytes = b""
    text: str = ""


def recognised(data: bytes, path: object) -> Content:
    """Tell by its content what a file is.

    Parameters
    ----------
    data
        Its bytes, unpacked.
    path
        The file, for messages.

    Returns
    -------
    Content
        A format that is read.

    Raises
    ------
    ReadError
        It is empty, or is something else.
    """
    if not data.strip(b"\0 \t\r\n\x1a\xef\xbb\xbf"):
        raise ReadError("the file is empty", file=str(path), remedy="Fetch or copy it again")
    if _is_message_pack(data):
        if b"mmtfVersion" in data[:4000]:
            _refuse("MMTF, which the archive gave up in 2024", AGAIN, path)
        return Content("BinaryCIF", data=data)
    for offset, magic, name, remedy in BINARY:
        if data.startswith(magic, offset):
            _refuse(name, remedy, path)
    text = _structure_text(data, path)
    if CIF_BEGIN.match(text):
        return Content("mmCIF", text=text)
    head = text[:HEAD]
    if re.match(r"\s*\{\s*\"data_", head, re.IGNORECASE):
        return Content("mmJSON", text=text)
    for pattern, name, remedy in TEXTS:
        if re.match(pattern, head, re.IGNORECASE):
            _refuse(name, remedy, path)
    rows = [line for line in head.split("\n") if ROW.match(line)]
    if PDBQT_RECORD.search(head) or _most(rows, PDBQT_ROW):
        _refuse("PDBQT, in which elements are types of AutoDock", POSE, path)
    if _most(rows, PQR_ROW):
        _refuse("PQR, with charges and radii for occupancies", "Name the PDB file that it was made of", path)
    if not (rows or ROW.search(text) or PDB_RECORD.search(text)):
        _refuse("text", CHECK, path)
    return Content("PDB", text=text)


def _most(rows: Sequence[str], pattern: re.Pattern[str]) -> bool:
    """Whether most of the rows are of a pattern; after as many others as are too many it is not looked further."""
    others = 0
    for row in rows:
        others += pattern.match(row) is None
        if len(rows) - others <= MOST * len(rows):
            return False
    return bool(rows)


def _refuse(name: str, remedy: str, path: object) -> NoReturn:
    raise ReadError(f"this is {name}, not a structure", file=str(path), remedy=remedy)


def _is_message_pack(data: bytes) -> bool:
    """Whether the outermost object is a map of MessagePack, with a key of BinaryCIF or of MMTF."""
    return (data[0] >> 4 == 8 or data[0] == 0xDE) and (b"dataBlocks" in data[:400] or b"mmtfVersion" in data[:4000])


MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
"""Byte order marks and what they mean, those that begin as others do before these."""


def decoded(data: bytes, path: object) -> str:
    r"""Decode a text, and end its lines in one way.

    Parameters
    ----------
    data
        Unpacked, in UTF-8, UTF-16 or UTF-32, else in one byte a character.
    path
        The file, for messages.

    Returns
    -------
    str
        Lines end with ``\n``, without a byte order mark.

    Raises
    ------
    ReadError
        It begins with a mark and goes on as no text.
    """
    encoding = ""
    for mark, name in MARKS:
        if data.startswith(mark):
            encoding, data = name, data[len(mark) :]
            break
    else:
        begin = data[:1000]
        if begin[1::2].count(0) > MOST * len(begin[1::2]):
            encoding = "utf-16-le"  # without its mark: letters of ASCII have a null for their second byte
        elif begin[::2].count(0) > MOST * len(begin[::2]):
            encoding = "utf-16-be"
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if encoding:
            message = f"this is damaged text ({encoding})"
            raise ReadError(message, file=str(path), remedy="Save it again as plain text") from error
        text = data.decode("latin-1")  # names and titles of older programs; what decides is ASCII
    text = text.rstrip("\x1a")  # the end of a text, for DOS
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _structure_text(data: bytes, path: object) -> str:
    """Decode a text that may be a structure: one without null and control characters."""
    text = decoded(data, path)
    if "\0" in text or CONTROL.search(text, 0, HEAD):
        if ROW.search(text):
            raise ReadError(
                "there are null or control characters among its lines: the file is damaged",
                file=str(path),
                remedy="Fetch or copy it again",
            )
        _refuse("a binary file of no known kind", CHECK, path)
    return text


CONTROL: Final = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")
"""Characters that no text has."""
