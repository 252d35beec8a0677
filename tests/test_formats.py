"""Files as people have them: packed, on odd paths, of any format. Read as what they are, or refused by their names."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import socket
import sys
import tarfile
import types
import zipfile

import gemmi
import numpy as np
import pytest

from nesgroove.errors import ConfigError, ReadError
from nesgroove.io.opened import Limits, limits
from nesgroove.io.read import read_structure
from nesgroove.io.unpacked import PackingError, unpacked
from nesgroove.measure.groove import Settings
from nesgroove.survey.model_choice import read_model
from nesgroove.survey.provenance import run_options
from nesgroove.survey.run import measure_files
from test_read import peptide, read_text  # noqa: F401 (a fixture)

TEXT = peptide().encode()
MB = 1_000_000


def refused(call, *arguments, **options):
    """What is said of a file that is refused, with what to do."""
    with pytest.raises(ReadError) as caught:
        call(*arguments, **options)
    assert caught.value.remedy
    assert caught.value.step == "read"
    return caught.value


# --- packed files ----------------------------------------------------------------------------------------


def zipped(members, method=zipfile.ZIP_DEFLATED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def tarred(members, mode="w"):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


PACKED = {
    "gzip": gzip.compress(TEXT),
    "gzip of two members": gzip.compress(TEXT[:300]) + gzip.compress(TEXT[300:]),
    "gzip twice": gzip.compress(gzip.compress(TEXT)),
    "bzip2": bz2.compress(TEXT),
    "bzip2 of two streams": bz2.compress(TEXT[:300]) + bz2.compress(TEXT[300:]),
    "xz": lzma.compress(TEXT),
    "xz with padding": lzma.compress(TEXT) + bytes(4),
    "lzma": lzma.compress(TEXT, format=lzma.FORMAT_ALONE),
    "zip": zipped({"a.pdb": TEXT}),
    "zip, stored": zipped({"a.pdb": TEXT}, zipfile.ZIP_STORED),
    "zip of one without an ending": zipped({"model": TEXT}),
    "zip with what is no structure": zipped({"x/": b"", "x/a.pdb": TEXT, "x/a.json": b"{}", "__MACOSX/._a.pdb": b"?"}),
    "zip of gzip": zipped({"a.pdb.gz": gzip.compress(TEXT), "readme.txt": b"hello"}),
    "tar": tarred({"a.pdb": TEXT, "notes.txt": b"hello"}),
    "tar.gz": tarred({"./run/a.pdb": TEXT, "./run/.hidden.pdb": TEXT}, "w:gz"),
    "tar.bz2 of gzip": tarred({"a.pdb.gz": gzip.compress(TEXT)}, "w:bz2"),
}


@pytest.mark.parametrize("kind", PACKED)
def test_packed_files_are_unpacked_by_their_content(kind):
    assert unpacked(PACKED[kind], MB).data == TEXT


def encrypted():
    """A zip archive whose member says that it is encrypted."""
    data = bytearray(zipped({"a.pdb": TEXT}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def nested(depth):
    data = TEXT
    for _ in range(depth):
        data = gzip.compress(data)
    return data


NOT_UNPACKED = {
    "several": (zipped({"a.pdb": TEXT, "b.cif": TEXT}), "2 files that may be the structure: a.pdb, b.cif", "name the"),
    "several in tar": (
        tarred({f"{i}.pdb": TEXT for i in range(9)}),
        "9 files .*: 0.pdb, .*4.pdb \\.\\.\\.",
        "name the",
    ),
    "none": (zipped({}), "the zip archive is empty", "Pack"),
    "encrypted": (encrypted(), "a.pdb in the zip archive is encrypted", "with its password"),
    "zip in zip": (zipped({"a.zip": zipped({"a.pdb": TEXT})}), "an archive within an archive", "Unpack it"),
    "nested": (nested(5), "packed more than 4 times", "Unpack it"),
    "cut zip": (zipped({"a.pdb": TEXT})[:-30], "the zip archive is damaged", "again"),
    "cut tar": (tarred({"a.pdb": TEXT})[:900], "the tar archive is (damaged|cut)", "again"),
    "cut bz2": (bz2.compress(TEXT)[:-30], "the bzip2 file is damaged or cut short", "again"),
    "cut xz": (lzma.compress(TEXT)[:-30], "the xz file is damaged or cut short", "again"),
    "flipped xz": (lzma.compress(TEXT)[:60] + b"zz" + lzma.compress(TEXT)[62:], "the xz file is damaged", "again"),
    "compress": (b"\x1f\x9d\x90abc", r"compress \(\.Z\), which is not read", "gzip"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\4", "7-Zip, which is not read", "gzip"),
    "gzip bomb": (gzip.compress(bytes(3 * MB)), "unpacks to more than 1 MB", "NESGROOVE_MAX_MB"),
    "bz2 bomb": (bz2.compress(bytes(3 * MB)), "unpacks to more than 1 MB", "NESGROOVE_MAX_MB"),
    "xz bomb": (lzma.compress(bytes(3 * MB)), "unpacks to more than 1 MB", "NESGROOVE_MAX_MB"),
    "zip bomb": (zipped({"a.pdb": bytes(3 * MB)}), "unpacks to more than 1 MB", "NESGROOVE_MAX_MB"),
    "nested bomb": (gzip.compress(gzip.compress(bytes(3 * MB))), "unpacks to more than 1 MB", "NESGROOVE_MAX_MB"),
}


@pytest.mark.parametrize("kind", NOT_UNPACKED)
def test_what_cannot_be_unpacked_is_said_with_what_to_do(kind):
    data, message, remedy = NOT_UNPACKED[kind]
    with pytest.raises(PackingError, match=message) as caught:
        unpacked(data, MB)
    assert remedy in caught.value.remedy


def test_zstd_is_read_where_a_library_is_there_and_else_named(monkeypatch):
    data = b"\x28\xb5\x2f\xfd" + TEXT
    missing = {"compression.zstd": None, "zstandard": None}
    for name, module in missing.items():
        monkeypatch.setitem(sys.modules, name, module)
    with pytest.raises(PackingError, match="packed with zstd, for which the package zstandard is not") as caught:
        unpacked(data, MB)
    assert "pip install zstandard" in caught.value.remedy

    class Decompressor:
        def stream_reader(self, stream, read_across_frames):
            assert read_across_frames
            stream.seek(4)
            return stream

    monkeypatch.setitem(sys.modules, "zstandard", types.SimpleNamespace(ZstdDecompressor=Decompressor))
    assert unpacked(data, MB).data == TEXT


@pytest.mark.parametrize("data", [b"", b"PK", TEXT, b"data_x\n", bytes(512), bytes(range(256)) * 4])
def test_what_is_not_packed_stays(data):
    assert unpacked(data, MB).data == data


# --- paths and limits ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["directory", "pipe", "socket", "device", "link to a device"])
def test_what_is_no_regular_file_is_refused_at_once(tmp_path, monkeypatch, kind):
    path = tmp_path / "a.pdb"
    monkeypatch.chdir(tmp_path)
    if kind == "directory":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        socket.socket(socket.AF_UNIX).bind("a.pdb")
    else:
        path.symlink_to("/dev/zero")
    error = refused(read_structure, path)
    assert f"this is a {kind.removeprefix('link to a ')}, not a file" in error.message


def test_a_link_to_a_file_is_read(tmp_path):
    (tmp_path / "there.pdb").write_bytes(TEXT)
    (tmp_path / "here.pdb").symlink_to(tmp_path / "there.pdb")
    assert len(read_structure(tmp_path / "here.pdb").atoms) == 20


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b.pdb", "loop.pdb"])
def test_a_path_that_leads_nowhere_is_said(tmp_path, name):
    (tmp_path / "loop.pdb").symlink_to(tmp_path / "loop.pdb")
    assert refused(read_structure, tmp_path / name).remedy == "Check the path and its permissions"


def test_too_large_and_too_many_atoms_are_refused_and_the_limits_can_be_set(read_text, monkeypatch):  # noqa: F811
    assert limits() == Limits(512, 5_000_000)
    monkeypatch.setenv("NESGROOVE_MAX_ATOMS", "19")
    error = refused(read_text, peptide())
    assert error.message == "it has 20 atoms, more than 19"
    assert "its table _atom_site has 20 rows, more than 19" in refused(read_text, as_bcif()).message
    assert refused(read_text, as_cif()).message == "it has 20 atoms, more than 19"
    monkeypatch.setenv("NESGROOVE_MAX_ATOMS", "20")
    assert len(read_text(peptide()).atoms) == 20
    monkeypatch.setenv("NESGROOVE_MAX_MB", "1")
    assert "it has more than 1 MB" in refused(read_text, peptide() + " " * MB).message
    assert "unpacks to more than 1 MB" in refused(read_text, gzip.compress(TEXT + b" " * MB)).message
    monkeypatch.setenv("NESGROOVE_MAX_MB", "2")
    assert len(read_text(peptide() + " " * MB).atoms) == 20


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "much", "1e3"])
def test_a_limit_that_is_no_number_is_refused(read_text, monkeypatch, text):  # noqa: F811
    monkeypatch.setenv("NESGROOVE_MAX_MB", text)
    error = refused(read_text, peptide())
    assert error.file == "NESGROOVE_MAX_MB"
    assert repr(text) in error.message


# --- formats ---------------------------------------------------------------------------------------------


def as_cif(text=None):
    structure = gemmi.read_pdb_string(text or peptide())
    structure.setup_entities()
    return structure.make_mmcif_document().as_string()


def without(*columns):
    """The peptide as mmCIF whose table of atoms lacks columns."""
    document = gemmi.cif.read_string(as_cif())
    loop = document.sole_block().find_loop("_atom_site.Cartn_x").get_loop()
    for column in columns:
        loop.remove_column(f"_atom_site.{column}")
    return document.as_string()


def quoted(*columns):
    """The peptide as mmCIF with quotes around the numbers of some columns."""
    document = gemmi.cif.read_string(as_cif())
    for column in columns:
        cells = document.sole_block().find_loop(f"_atom_site.{column}")
        for i, cell in enumerate(cells):
            cells[i] = f"'{cell}'"
    return document.as_string()


def models_of_nothing():
    """The peptide as mmCIF whose models are nothing in quotes."""
    document = gemmi.cif.read_string(as_cif())
    cells = document.sole_block().find_loop("_atom_site.pdbx_PDB_model_num")
    for i in range(len(cells)):
        cells[i] = "''"
    return document.as_string()


def as_bcif():
    """The peptide as BinaryCIF, written by biotite."""
    from biotite.structure.io import pdbx

    written = pdbx.BinaryCIFFile()
    for name, block in pdbx.CIFFile.read(io.StringIO(as_cif())).items():
        written[name] = pdbx.BinaryCIFBlock(
            {
                category: pdbx.BinaryCIFCategory(
                    {
                        tag: pdbx.BinaryCIFColumn(
                            column.as_array(str), None if column.mask is None else column.mask.array
                        )
                        for tag, column in columns.items()
                    }
                )
                for category, columns in block.items()
            }
        )
    packed = io.BytesIO()
    pdbx.compress(written).write(packed)
    return packed.getvalue()


def rows_changed(change):
    return "".join(
        f"{change(line.rstrip())}\n" if line.startswith("ATOM") else line for line in peptide().splitlines(True)
    )


def shifted(line, column, extra):
    return line[:column] + extra + line[column:]


def parted_by_tabs(line):
    return "\t".join(line.split())


READ = {
    "mmCIF": as_cif(),
    "mark": "\ufeff" + as_cif(),
    "blanks and a comment": "\n  \n# made by hand\n\n" + as_cif(),
    "capitals": as_cif().replace("data_", "DATA_").replace("loop_", "Loop_").replace("_atom_site.", "_ATOM_SITE."),
    "Windows": as_cif().replace("\n", "\r\n"),
    "old Mac": as_cif().replace("\n", "\r"),
    "UTF-16": as_cif().encode("utf-16"),
    "UTF-16 without its mark": as_cif().encode("utf-16-le"),
    "UTF-32": as_cif().encode("utf-32"),
    "no label_asym_id": without("label_asym_id"),
    "no label_seq_id": without("label_seq_id"),
    "no label ids": without("label_asym_id", "label_seq_id", "label_entity_id"),
    "no auth_asym_id": without("auth_asym_id").replace(" Axp ", " A "),
    "no auth_seq_id": without("label_seq_id").replace("auth_seq_id", "label_seq_id"),
    "auth_comp_id alone": as_cif().replace("label_comp_id", "auth_comp_id"),
    "auth_atom_id alone": as_cif().replace("label_atom_id", "auth_atom_id"),
    "no chain ids": without("auth_asym_id", "label_asym_id"),
    "no group, id, model": without("group_PDB", "id", "pdbx_PDB_model_num"),
    "no elements": without("type_symbol"),
    "no alternates": without("label_alt_id"),
    "numbers in quotes": quoted("Cartn_x", "Cartn_y", "Cartn_z", "auth_seq_id", "occupancy"),
    "models of nothing in quotes": models_of_nothing(),
    "elements with charges": as_cif().replace(" N N ", " N+1 N ").replace(" O O ", " O1- O "),
    "BinaryCIF": as_bcif,
    "mmJSON": gemmi.cif.read_string(as_cif()).as_json(mmjson=True),
    "PDB": peptide(),
    "PDB, mark": "\ufeff" + peptide(),
    "PDB, old Mac": peptide().replace("\n", "\r"),
    "PDB, UTF-16": peptide().encode("utf-16"),
    "PDB, end of DOS": peptide() + "\x1a",
    "PDB, latin-1": b"REMARK   1 G\xfcnther\n" + peptide().encode(),
    "PDB, a title of 200,000 letters": f"TITLE     {'x' * 200_000}\n{peptide()}",
    "small letters": rows_changed(lambda line: line[:21].lower() + line[21:].lower().replace("a", "A")),
    "indented": rows_changed(lambda line: f"  {line}"),
    "short": rows_changed(lambda line: line[:54]),
    "tabs": rows_changed(parted_by_tabs),
    "serial numbers of six digits": rows_changed(lambda line: f"ATOM  100{line[8:11].replace(' ', '0')}{line[11:]}"),
    "serial numbers that push": rows_changed(lambda line: f"ATOM  1000{line[9:11].replace(' ', '0')}{line[11:]}"),
    "serial numbers in base 36": rows_changed(lambda line: f"ATOM  A0000{line[11:]}"),
    "serial numbers as asterisks": rows_changed(lambda line: f"ATOM  *****{line[11:]}"),
    "four decimals": rows_changed(
        lambda line: line[:30] + "".join(f"{float(line[i : i + 8]):8.4f}" for i in (30, 38, 46)) + line[54:]
    ),
    "a word that begins with END": "MODELLER 10.4\nENDING\n" + peptide(),
}


@pytest.mark.parametrize("how", READ)
def test_one_structure_written_in_many_ways_is_read_as_one(read_text, how):  # noqa: F811
    written = READ[how]() if callable(READ[how]) else READ[how]
    structure, plain = read_text(written, "x"), read_text(peptide(), "plain")
    assert structure.atoms.xyz.round(3).tolist() == plain.atoms.xyz.tolist()
    assert structure.atoms.name.tolist() == plain.atoms.name.tolist()
    assert structure.atoms.element.tolist() == plain.atoms.element.tolist()
    assert [(r.auth_chain, r.number, r.component, r.kind) for r in structure.residues] == [
        (r.auth_chain, r.number, r.component, r.kind) for r in plain.residues
    ]
    assert structure.chains[0].sequence == "ALSGV"
    checks = {finding.check for finding in structure.findings}
    assert "rows_not_read" not in checks
    assert how != "elements with charges" or "elements_by_name" not in checks


TABLE = "data_x\nloop_\n"
OTHER = {
    "SDF": ("x\n  RDKit\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n   0 0 0 C\nM  END\n$$$$\n", "SDF", "receptor"),
    "MOL2": ("# x\n@<TRIPOS>MOLECULE\nx\n@<TRIPOS>ATOM\n 1 C1 0.0 0.0 0.0 C.3\n", "MOL2", "receptor"),
    "PDBQT": (
        "ROOT\nATOM      1  C1  LIG A   1      10.000  11.000  12.000  1.00  0.00    +0.100 C \nENDROOT\n",
        "PDBQT", "receptor",
    ),
    "PDBQT of a receptor": (
        "ATOM      1  N   VAL A 480      10.000  11.000  12.000  1.00  0.00    -0.346 NA\n" * 5, "PDBQT", "receptor",
    ),
    "PQR": ("ATOM      1  N   VAL A 480      10.000  11.000  12.000 -0.3000 1.8500\n" * 5, "PQR", "PDB"),
    "GRO": ("x\n    1\n    1ALA      N    1   1.000   2.000   3.000\n   5.0 5.0 5.0\n", "GRO", "frames"),
    "XTC": (b"\0\0\x07\xcb" + bytes(50), "trajectory (XTC)", "frames"),
    "TRR": (b"\0\0\x07\xc9" + bytes(50), "trajectory (TRR)", "frames"),
    "DCD": (b"T\0\0\0CORD" + bytes(50), "trajectory (DCD)", "frames"),
    "NetCDF": (b"CDF\x02" + bytes(50), "trajectory (NetCDF)", "frames"),
    "TPR": (b"\0\0\0\x15\0\0\0\x14VERSION 2021.4" + bytes(50), "topology (TPR)", "frames"),
    "PSF": ("PSF EXT CMAP\n\n 1 !NTITLE\n", "topology (PSF)", "frames"),
    "PRMTOP": ("%VERSION  VERSION_STAMP = V1\n%FLAG TITLE\n", "topology (PRMTOP)", "frames"),
    "CRD": ("* TITLE\n*\n   10\n", "CHARMM", "frames"),
    "PyMOL": (b"\x80\x02}q\x01(U\x07session", "PyMOL session", "save the structure"),
    "FASTA": (">sp|O14980\nMPAIMTMLADHAARQLLDFSQ\nKLDINL\n", "FASTA", "Fold"),
    "PDBML": ('<?xml version="1.0"?>\n<PDBx:datablock datablockName="3GJX">', "PDBML", "mmCIF"),
    "a page with rows": ("<html><pre>\n" + peptide(), "web page", "mmCIF"),
    "JSON": ('{"chains": ["A"], "pae": [[0.1]]}', "JSON", "mmCIF"),
    "PNG": (b"\x89PNG\r\n\x1a\n" + bytes(50), "image", "mmCIF"),
    "PDF": (b"%PDF-1.4\n%\xe2\xe3", "PDF", "mmCIF"),
    "LFS": ("version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "Git LFS", "git lfs pull"),
    "MMTF": (b"\xde\0\x20\xabmmtfVersion\xa51.0.0", "MMTF", "mmCIF"),
    "XYZ": ("3\nwater\nO 0.0 0.0 0.0\nH 0.9 0.0 0.0\nH 0.0 0.9 0.0\n", "XYZ", "residues"),
    "nulls": (peptide().encode() + bytes(512), "null or control characters", "again"),
    "zeros": (bytes(512), "empty", "again"),
    "structure factors": (f"{TABLE}_refln.index_h\n_refln.index_k\n1 2\n", "structure factors", "Check"),
    "component": (f"{TABLE}_chem_comp_atom.comp_id\nV6A\n", "description of a component", "Check"),
    "small molecule": (f"{TABLE}_atom_site_label\n_atom_site_fract_x\nC1 0.1\n", "small molecule", "Check"),
    "fractions": (as_cif().replace("Cartn_", "fract_"), "fractions of a cell", "Check"),
    "no numbers": (without("auth_seq_id", "label_seq_id"), "residues have no numbers", "Check"),
    "no names": (without("label_atom_id"), "atoms have no name", "Check"),
    "damaged BinaryCIF": (lambda: as_bcif()[:900], "BinaryCIF is damaged", "Check"),
    "damaged mmJSON": ('{"data_x": {"atom_site": {"id": [1, 2', "mmJSON", "Check"),
}  # fmt: skip


@pytest.mark.parametrize("what", OTHER)
def test_what_is_no_structure_is_refused_by_its_name_with_what_to_do(read_text, what):  # noqa: F811
    content, name, remedy = OTHER[what]
    error = refused(read_text, content() if callable(content) else content, "x.pdb")
    assert name in error.message
    assert remedy in error.remedy


# --- columns of PDB files --------------------------------------------------------------------------------


def ligand(chain="B", number=1, dx=0.0, name="LIG"):
    """Three atoms that touch nothing, in two-letter chains written as programs do that think of one."""
    return [
        f"HETATM   9{i}  C{i}  {name:<3} {chain}{number:>4}    {30 + 1.5 * i + dx:8.3f}{5:8.3f}{5:8.3f}"
        "  1.00 20.00           C  \n"
        for i in (1, 2, 3)
    ]


def parted(rows):
    """Rows parted by tabs where there were blanks: chain and number stay together."""
    return [f"{parted_by_tabs(row)}\n" for row in rows]


@pytest.mark.parametrize(
    ("rows", "chain", "component"),
    [
        (ligand("B1"), "B1", "LIG"), (ligand("Lig"), "Lig", "LIG"), (ligand("B", 10_000), "B", "LIG"),
        (ligand("B1", 1) + ligand("B1", 1101, 9), "B1", "LIG"),
        (ligand("B", 10_999) + ligand("B", 11_000, 9), "B", "LIG"),
        ([row.replace("LIG B", "TIP3B") for row in ligand()], "B", "TIP3"),
        ([row.replace("LIG B", "LIGAB") for row in ligand()], "AB", "LIG"),
        (parted(ligand("B", 1101)), "B", "LIG"),
        ([row.replace("  1.00 20.00", "  1.001000.00") for row in ligand()], "B", "LIG"),
    ],
)  # fmt: skip
def test_shifted_columns_are_read_where_their_meaning_is_plain(read_text, rows, chain, component):  # noqa: F811
    structure = read_text(peptide().replace("END\n", "".join(rows) + "END\n"))
    found = [r for r in structure.residues if r.kind != "polymer"]
    assert {(r.auth_chain, r.component) for r in found} == {(chain, component)}
    xyz = np.concatenate([structure.atoms.xyz[r.start : r.stop] for r in found])
    assert xyz.tolist() == [[30 + 1.5 * i + dx, 5, 5] for dx in (0, 9) for i in (1, 2, 3)][: len(rows)]
    moved = {finding.check for finding in structure.findings} & {"rows_shifted"}
    assert bool(moved) == ("\t" in rows[0] or (len(rows[0]) > 81 and "1000.00" not in rows[0]))


def test_numbers_above_9999_stay_numbers(read_text):  # noqa: F811
    for number, written in ((10_000, "A000"), (10_010, "271a"), (12_345, "12345"), (100_001, "****")):
        row = ligand()[0].replace("B   1 ", f"B{written:<5}")
        (found,) = [r for r in read_text(peptide().replace("END\n", f"{row}END\n")).residues if r.kind != "polymer"]
        assert (found.auth_chain, found.auth_seq_id, found.ins_code) == ("B", number, "")


@pytest.mark.parametrize(
    "row",
    [
        "".join(ligand("B1", 1101)[:1]),  # chain B1 and 1101, or chain B and 11101
        "".join(ligand("B", 123_456)[:1]),
        ligand()[0][:50] + "\n",
        "HETATM   91  C1  LIG B   1    here it is\n",
    ],
)
def test_rows_that_may_mean_anything_are_refused_with_the_line(read_text, row):  # noqa: F811
    error = refused(read_text, peptide().replace("END\n", f"{row}END\n"))
    assert "line 21: " in error.message
    assert "HETATM 91 C1 LIG" in error.message


@pytest.mark.parametrize("row", ["ATOM", "HETATM", "atom", " hetatm"])
def test_a_record_without_its_row_is_refused_with_the_line(read_text, row):  # noqa: F811
    error = refused(read_text, peptide().replace("END\n", f"{row}\nEND\n"))
    assert f"line 21: it is no row of an atom in the columns of the format: {row.strip()}" in error.message


@pytest.mark.parametrize(("column", "sign"), [(8, "\xe9"), (16, "\xe9"), (36, "\u0663")])
def test_signs_of_several_bytes_before_coordinates_are_refused_with_the_line(read_text, column, sign):  # noqa: F811
    row = ligand()[0]
    error = refused(read_text, peptide().replace("END\n", f"{row[:column]}{sign}{row[column + 1 :]}END\n"))
    assert "line 21: a character of it is not ASCII: HETATM" in error.message


@pytest.mark.parametrize("column", [20, 21, 56, 78])
def test_signs_of_several_bytes_elsewhere_move_no_coordinates(read_text, column):  # noqa: F811
    row = ligand()[0]
    structure = read_text(peptide().replace("END\n", f"{row[:column]}\xe9{row[column + 1 :]}END\n"))
    assert structure.atoms.xyz[-1].tolist() == [31.5, 5, 5]


# --- END, MODEL, data blocks -----------------------------------------------------------------------------


def moved(text, dx):
    return "".join(
        f"{line[:30]}{float(line[30:38]) + dx:8.3f}{line[38:]}" if line[:6] in ("ATOM  ", "HETATM") else line
        for line in text.splitlines(True)
    )


SHORT = "".join(peptide().splitlines(True)[:8])
"""Two residues, so that two copies are too few atoms for the gate to look at the shape of the whole."""

BODY, LIG = peptide().removesuffix("END\n"), "".join(ligand())
SECOND_HEADER = (
    "HEADER    A LIGAND\nREMARK   1\nCRYST1   50.000   50.000   50.000  90.00  90.00  90.00 P 1           1\n"
)


def models(*bodies):
    return "".join(f"MODEL     {i:4d}\n{body}ENDMDL\n" for i, body in enumerate(bodies, start=1)) + "END\n"


@pytest.mark.parametrize(
    ("text", "check"),
    [
        (f"{BODY}END\n{LIG}END\n", "behind_end"),
        (f"{BODY}END\nCONECT   91   92\n{SECOND_HEADER}{LIG}END\n", "behind_end"),
        (f"{BODY}{SECOND_HEADER}{LIG}END\n", "behind_end"),
        (f"{LIG}END\n{BODY}END\n", "behind_end"),
        (f"{models(BODY)}{models(LIG)}", "outside_models"),
        (f"{models(BODY)}{LIG}END\n", "outside_models"),
        (f"{LIG}{models(BODY)}", "outside_models"),
        (f"{LIG}{models(BODY, moved(BODY, 0.1))}", "outside_models"),
        (f"MODEL        1\n{BODY}{LIG}END\n", ""),
        (f"{BODY}{LIG}", ""),
    ],
)
def test_what_stands_behind_end_or_outside_models_is_read(read_text, text, check):  # noqa: F811
    structure = read_text(text)
    assert len(structure.atoms) == 23
    assert {r.component for r in structure.residues if r.kind != "polymer"} == {"LIG"}
    checks = {finding.check for finding in structure.findings}
    assert checks & {"behind_end", "outside_models", "rows_not_read"} == ({check} if check else set())
    assert structure.crystal is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"{BODY}END\n{moved(BODY, 0.2)}END\n{moved(BODY, 0.4)}END\n", 3),
        (models(BODY, moved(BODY, 0.2)), 2),
        (models(BODY, BODY).replace("MODEL        2", "MODEL        7"), 2),
        (f"{BODY}END\n{LIG}END\n{moved(LIG, 0.3)}END\n", 2),
        (f"{SHORT}END\n{moved(SHORT, 90)}END\n", 1),
        (f"{BODY}{models(LIG, moved(LIG, 0.3), moved(LIG, 20))}", 3),
    ],
)
def test_states_of_one_molecule_are_models_and_copies_beside_it_are_not(read_text, text, count):  # noqa: F811
    structure = read_text(text)
    assert structure.models == count
    every = [read_text(text, model=number).atoms.xyz for number in range(1, count + 1)]
    assert all(len(xyz) == len(structure.atoms) for xyz in every)
    assert all(not np.array_equal(every[0], xyz) for xyz in every[1:] if "MODEL        7" not in text)
    with pytest.raises(ReadError, match=f"model {count + 1} was asked for and the file has {count}"):
        read_text(text, model=count + 1)


@pytest.mark.parametrize(
    ("text", "check", "words"),
    [
        (models(BODY, BODY + LIG), "models_differ", "model 2 holds LIG:B:1"),
        (models(BODY + LIG, BODY), "models_differ", "model 2 lacks LIG:B:1"),
        (models(BODY + LIG, BODY + LIG.replace("LIG", "ABC")), "models_differ", "model 2 holds ABC:B:1"),
        (models(BODY, moved(BODY, 90)), "models_apart", ""),
        (models(BODY, moved(BODY, 0.5)), "", ""),
    ],
)
def test_other_molecules_in_other_models_are_told(read_text, measured, text, check, words):  # noqa: F811
    for content in (text, as_cif(text)):
        structure = read_text(content)
        told = [finding for finding in structure.findings if finding.check.startswith("models_")]
        assert [finding.check for finding in told] == ([check] if check else [])
        assert words in (str(told[0].details.get("what", "")) if told else "")


def blocks(*texts):
    return "".join(as_cif(text).replace("data_", f"data_{name}", 1) for name, text in zip("abc", texts, strict=False))


def test_data_blocks_are_joined_where_they_do_not_share_places(read_text):  # noqa: F811
    for text in (blocks(BODY, LIG), blocks(LIG, BODY), blocks(BODY, LIG).replace("data_b", "data_a")):
        structure = read_text(text)
        assert [len(structure.atoms), len(structure.chains)] == [23, 1]
        assert "blocks_joined" in {finding.check for finding in structure.findings}
    # Two chains of one id stay two.
    for text in (blocks(SHORT, moved(SHORT, 90)), f"{SHORT}END\n{moved(SHORT, 90)}END\n"):
        twice = read_text(text)
        assert [chain.sequence for chain in twice.chains] == ["AL", "AL"]
        assert len({r.label_chain for r in twice.residues}) == 2


def test_a_chain_that_goes_on_in_another_piece_is_one_chain(read_text):  # noqa: F811
    rows = BODY.splitlines(True)
    for cut in (8, 10):  # between residues, and within one
        first, rest = "".join(rows[:cut]), "".join(rows[cut:])
        for text in (blocks(first, rest), blocks(rest, first), f"{first}END\n{rest}END\n"):
            assert [chain.sequence for chain in read_text(text).chains] == ["ALSGV"]


def test_data_blocks_that_share_places_are_refused_with_their_names(read_text):  # noqa: F811
    for text in (blocks(BODY, moved(BODY, 0.3)), blocks(BODY, LIG, LIG.replace("LIG", "ABC"))):
        error = refused(read_text, text)
        assert "data blocks a" in error.message
        assert "same places" in error.message
    assert (
        "different numbers of models"
        in refused(read_text, blocks(models(BODY, BODY), models(*[moved(BODY, 90)] * 3))).message
    )


def test_rows_that_were_not_read_are_counted(read_text, monkeypatch):  # noqa: F811
    monkeypatch.setattr(
        "nesgroove.io.source.marked_absent_pdb", lambda text, _: text.replace("ATOM      7", "REMARK     7")
    )
    (finding,) = [f for f in read_text(peptide()).findings if f.check == "rows_not_read"]
    assert finding.details == {"rows": 20, "atoms": 19}


# --- models of a run -------------------------------------------------------------------------------------


def test_all_models_are_entries_of_their_own_and_the_first_keeps_its_name(edited, tmp_path):
    def twice(structure):
        structure.add_model(structure[0])
        structure[1].num = 2
        for chain in structure[1]:
            for residue in chain:
                if residue.name == "V6A":
                    residue.name = "UNL"

    path = edited("phantom_v6a", twice, ending=".pdb")
    inhibitors = {}
    for model in (1, 2, "all", 3):
        (result,) = measure_files([path], Settings(model=model), superposed=tmp_path / str(model), parts=tmp_path / "p")
        rows = [row for row in result.rows if row.table == "complexes"]
        inhibitors[model] = [(row.entry, row.complex, row.inhibitor) for row in rows]
        assert len(list((tmp_path / str(model)).glob("*"))) == len(rows)
    entry = path.stem
    first, second = (entry, f"{entry}-C", "V6A"), (f"{entry}.m2", f"{entry}.m2-C", "UNL")
    assert inhibitors == {1: [first], 2: [second], "all": [first, second], 3: []}
    assert result.errors[0].message == "model 3 was asked for and the file has 2"
    assert result.errors[0].entry == f"{entry}.m3"
    assert run_options(Settings(model="all"))["models"] == {"measured": "all"}


@pytest.mark.parametrize("given", [0, -1, "first", "1.5", ""])
def test_a_model_is_a_number_or_all(given):
    with pytest.raises(ConfigError, match="is no model"):
        read_model(given)
    assert [read_model(text) for text in (1, "2", " ALL ")] == [1, 2, "all"]
