"""Files: whole or not at all, safe names, the same bytes for the same content."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import gemmi
import pytest

from nesgroove.errors import WriteError
from nesgroove.io import files
from nesgroove.io.files import (
    LETTERS,
    file_name,
    gzipped,
    marked_file_name,
    safe_name,
    unique_file_names,
    write_file,
    write_zip,
)
from nesgroove.io.mmcif import add_loop, new_document, quote
from nesgroove.io.tables import write_tables
from nesgroove.io.writing import PART, new_file
from nesgroove.survey.superposed import superposed_name

HOSTILE = (
    "a b-C", "a/b-C", "../../etc/x", "/etc/x", "..", ".", "", "-rf", ".hidden", "con", "NUL.cif", "a\nb", "a\0b", "Å",
    "\udcff", "$(x)`y`;z", "a b#%\"<i>&'?", "x" * 300, "a\\b", "a:b", "~", "*", "trailing.", "trailing ",
)  # fmt: skip


def left_in(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.rglob("*"))


@pytest.mark.parametrize("content", ["text\r\nÅ\n", b"\x00\xff"])
def test_what_is_written_is_read_and_directories_are_made(tmp_path, content):
    path = write_file(tmp_path / "a" / "b" / "file", content)
    assert path.read_bytes() == (content.encode() if isinstance(content, str) else content)
    assert left_in(tmp_path / "a") == ["b", "file"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_interrupted_write_leaves_nothing(tmp_path, error):
    def begin(path: Path) -> None:
        with new_file(path) as stream:
            stream.write(b"half")
            assert not path.exists() or path.read_bytes() == b"old"
            raise error

    with pytest.raises(error):
        begin(tmp_path / "file")
    assert left_in(tmp_path) == []
    write_file(tmp_path / "file", "old")
    with pytest.raises(error):
        begin(tmp_path / "file")
    assert left_in(tmp_path) == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"


def test_content_that_is_no_content_leaves_nothing(tmp_path):
    with pytest.raises(TypeError):
        write_file(tmp_path / "file", 5)  # type: ignore[arg-type]
    assert left_in(tmp_path) == []


def test_a_rename_that_fails_leaves_nothing(tmp_path, monkeypatch):
    def refuse(self: Path, target: Path) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(WriteError, match="file: write: disk full"):
        write_file(tmp_path / "file", "text")
    assert left_in(tmp_path) == []


def test_a_killed_process_leaves_no_file_under_the_final_name(tmp_path):
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom nesgroove.io.writing import new_file\n"
        "with new_file(Path(sys.argv[1])) as stream:\n"
        "    stream.write(b'half'); stream.flush(); print('writing', flush=True); time.sleep(60)\n"
    )
    path = tmp_path / "complexes.tsv"
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        process.kill()
    assert not path.exists()
    (part,) = left_in(tmp_path)
    assert part.startswith(".complexes.tsv")
    assert part.endswith(PART)


def test_the_content_reaches_the_disk_before_the_name_where_that_is_asked_for(tmp_path, monkeypatch):
    order = []
    monkeypatch.setattr(os, "fsync", lambda _: order.append("sync"))
    replace = Path.replace
    monkeypatch.setattr(Path, "replace", lambda self, target: (order.append("rename"), replace(self, target))[1])
    write_file(tmp_path / "file", "text")
    write_file(tmp_path / "file", "text", sync=True)
    assert order == ["rename", "sync", "rename"]


def test_a_link_stays_a_link(tmp_path):
    write_file(tmp_path / "elsewhere" / "file", "old")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "elsewhere" / "file")
    write_file(link, "new")
    assert link.is_symlink()
    assert (tmp_path / "elsewhere" / "file").read_text() == "new"
    assert left_in(tmp_path / "elsewhere") == ["file"]


def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        write_file(pipe, "text")
        assert reader.communicate(timeout=10)[0] == b"text"
    assert pipe.is_fifo()


def test_a_name_as_long_as_may_be_is_written(tmp_path):
    write_file(tmp_path / ("x" * 255), "text")
    assert left_in(tmp_path) == ["x" * 255]


def test_interrupted_tables_and_archives_leave_nothing(tmp_path, monkeypatch):
    missing = tmp_path / "missing"
    with pytest.raises(FileNotFoundError):
        write_zip(tmp_path / "a.zip", [("first", "text"), ("second", missing)])
    assert left_in(tmp_path) == []
    monkeypatch.setattr("nesgroove.io.tables.format_table", lambda *_: 5)
    from nesgroove.measure.complexes import ComplexRecord

    with pytest.raises(TypeError):
        write_tables(tmp_path, [], [ComplexRecord])
    assert left_in(tmp_path) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_become_safe(text, tmp_path):
    for name in (file_name(text), marked_file_name(text), superposed_name(text)):
        assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", name), name
        assert len(name) < 100
        assert name.split(".")[0].lower() not in files.RESERVED
        write_file(tmp_path / name, text.encode(errors="replace"))
    assert all(path.parent == tmp_path for path in tmp_path.rglob("*"))


def test_plain_ids_are_their_own_names():
    for name in ("3gjx-D", "composite_v6a-C", "AF-P1-F1.model+2-A", "x" * 150):
        assert marked_file_name(name) == name
    assert superposed_name("3gjx-D") == "3gjx-D.cif.gz"
    marked = [marked_file_name(text) for text in HOSTILE]
    assert len(set(marked)) == len(HOSTILE), "no two alike"


def test_words_become_names():
    assert file_name("SINE compounds/2024 ../x") == "SINE_compounds_2024_.._x"
    assert file_name("///", empty="picture") == "picture"
    assert file_name("///") == "unnamed"
    assert safe_name("a  b", LETTERS) == "a_b"
    assert safe_name("a  b", LETTERS, runs=False) == "a__b"


def test_names_are_unique_and_do_not_depend_on_the_order():
    texts = ["3gjx-D", "3GJX-d", "a_b-C", "x" * 200, "x" * 201, *HOSTILE]
    names = unique_file_names(texts)
    assert names == unique_file_names(reversed(texts))
    assert len({name.casefold() for name in names.values()}) == len(texts)
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", name) and len(name) < 80 for name in names.values())
    assert {names["3gjx-D"], names["3GJX-d"]} == {"3GJX-d", "3gjx-D-2"}, "some file systems take these for one"
    assert names["a_b-C"] == "a_b-C"
    assert file_name("con.x") != "con.x"
    assert not any(name.endswith(".") for name in names.values())


def test_archives_are_the_same_twice(tmp_path, monkeypatch):
    source = write_file(tmp_path / "source", "from a file")
    members = [("folder/text", "Å"), ("folder/data", b"\x00" * 1000), ("folder/file", source)]
    first = write_zip(tmp_path / "first.zip", members).read_bytes()
    os.utime(source, (0, 0))
    source.chmod(0o600)
    monkeypatch.setattr(time, "time", lambda: 2e9)
    monkeypatch.setattr(sys, "platform", "win32")
    assert write_zip(tmp_path / "second.zip", members).read_bytes() == first
    with zipfile.ZipFile(tmp_path / "first.zip") as archive:
        assert {info.filename: archive.read(info) for info in archive.infolist()} == {
            "folder/text": "Å".encode(), "folder/data": b"\x00" * 1000, "folder/file": b"from a file",
        }  # fmt: skip


def test_compressed_data_are_the_same_with_every_python(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 2e9)
    packed = gzipped(b"text" * 1000)
    assert gzip.decompress(packed) == b"text" * 1000
    # No name, no time, no system.
    assert packed[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    assert gzipped(b"text" * 1000, level=9)[:8] == packed[:8]


def test_a_block_has_a_name_of_one_word_and_loops_without_rows_are_left_out():
    document, block = new_document("a b\nÅ\0-C")
    add_loop(block, "_empty.", ["id"], [])
    add_loop(block, "_some.", ["id", "text"], iter([["1", quote("it's #1")], ["2", quote("data_x")], ["3", quote("")]]))
    read = gemmi.cif.read_string(document.as_string()).sole_block()
    assert read.name == "a_b___-C"
    assert not read.find_mmcif_category("_empty.")
    assert [row.str(1) for row in read.find("_some.", ["id", "text"])] == ["it's #1", "data_x", ""]
