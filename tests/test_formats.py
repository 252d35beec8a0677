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

import pytest

from nesgroove.errors import ReadError
from nesgroove.io.opened import Limits, limits
from nesgroove.io.read import read_structure
from nesgroove.io.unpacked import PackingError, unpacked
from test_read import peptide, read_text  # noqa: F401 (a fixture)

TEXT = peptide().encode()
MB = 2**20


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
