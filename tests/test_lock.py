"""The lock: the release of each entry is written down, and next year the same is fetched or none."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from again import run
from fetch_server import tiny_mmcif
from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.lock import SHORT, lock_row, read_lock

OLD = (("Structure model", "1", "0", "2009-05-19"), ("Structure model", "1", "9", "2011-07-13"))
NEW = (*OLD, ("Structure model", "1", "10", "2024-02-21"))
HISTORY = "_pdbx_audit_revision_history."


def release(entry: str, history: tuple = OLD, note: str = "") -> bytes:
    """A file of the archive with a history of revisions."""
    rows = "".join(f"{n} '{kind}' {major} {minor} {date}\n" for n, (kind, major, minor, date) in enumerate(history, 1))
    names = ("ordinal", "data_content_type", "major_revision", "minor_revision", "revision_date")
    loop = "loop_\n" + "".join(f"{HISTORY}{name}\n" for name in names) + rows + "#\n" if history else ""
    text = tiny_mmcif(entry, note=note)
    assert b"_struct.title" in text
    return text.replace(b"_struct.title", loop.encode() + b"_struct.title")


@pytest.fixture
def archive(tmp_path, monkeypatch) -> Path:
    """A directory with two entries, as a mirror beside the working directory, and the lock of them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mirror").mkdir()
    put(tmp_path / "mirror", "2abc")
    put(tmp_path / "mirror", "1abc")
    assert fetch("--lock") == 0
    return tmp_path / "mirror"


def put(mirror: Path, entry: str, history: tuple = OLD, note: str = "", level: int = 9) -> bytes:
    text = release(entry, history, note)
    (mirror / f"{entry}.cif.gz").write_bytes(gzip.compress(text, level, mtime=level))
    return text


def fetch(*words: str, ids: tuple[str, ...] = ("2ABC", "1abc"), mirrors: tuple[str, ...] = ("mirror/",)) -> int:
    given = [word for mirror in mirrors for word in ("--mirror", mirror)]
    return run("fetch", *ids, "--to", "cache", *given, "--holdings", "nothing.json", *words)


def lock_text() -> str:
    return Path("config/structures.lock.tsv").read_text()


def test_a_lock_names_release_date_and_content(archive, capsys):
    texts = {entry: release(entry) for entry in ("1abc", "2abc")}
    rows = [
        f"{entry}\t1.9\t2011-07-13\t{hashlib.sha256(text).hexdigest()}\t{len(text)}\n" for entry, text in texts.items()
    ]
    assert lock_text() == "entry\trevision\tdate\tsha256\tsize\n" + "".join(rows)
    before = lock_text()
    assert fetch("--lock", ids=("2abc",)) == 0  # rows of other entries stay
    assert lock_text() == before
    assert capsys.readouterr().err.splitlines() == ["1 entries locked in config/structures.lock.tsv"]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (OLD, ("1.9", "2011-07-13")),
        (NEW, ("1.10", "2024-02-21")),  # numbers, not text
        (tuple(reversed(NEW)), ("1.10", "2024-02-21")),
        ((*OLD, ("EM metadata", "3", "1", "2025-01-01")), ("1.9", "2011-07-13")),
        ((*OLD, ("Structure model", "2", "0", "2020-01-01")), ("2.0", "2020-01-01")),
        ((("Structure model", "?", "?", "2020-01-01"),), ("", "")),
        ((), ("", "")),
    ],
)
def test_the_revision_is_the_newest_of_the_structure_model(history, expected):
    row = lock_row(EntryId.parse("1abc"), release("1abc", history))
    assert (row.revision, row.date) == expected


def test_a_file_that_says_its_revision_without_a_loop_or_a_kind_is_read():
    single = (
        f"{HISTORY}ordinal 1\n{HISTORY}major_revision 1\n{HISTORY}minor_revision 2\n{HISTORY}revision_date 2020-02-02"
    )
    text = tiny_mmcif("1abc").replace(b"_struct.title", f"{single}\n#\n_struct.title".encode())
    row = lock_row(EntryId.parse("1abc"), text)
    assert (row.revision, row.date) == ("1.2", "2020-02-02")


def test_the_locked_files_are_taken_however_they_are_compressed(archive):
    put(archive, "1abc", level=1)
    Path("cache/1abc.cif.gz").unlink()
    before = lock_text()
    assert fetch("--locked") == 0
    assert gzip.decompress(Path("cache/1abc.cif.gz").read_bytes()) == release("1abc")
    assert lock_text() == before


def test_another_release_is_refused_by_name_and_the_others_are_there(archive, capsys):
    put(archive, "1abc", NEW)
    Path("cache/1abc.cif.gz").unlink()
    assert fetch("--locked", "--problems", "problems.tsv") == 1
    wrong = capsys.readouterr().err
    assert "1abc: fetch: locked, no mirror has the locked file" in wrong
    assert "revision 1.9 of 2011-07-13 (sha256 " in wrong
    assert "has revision 1.10 of 2024-02-21 (sha256 " in wrong
    assert "--locked --accept" in wrong
    assert "1 of 2 entries were not obtained" in wrong
    assert not Path("cache/1abc.cif.gz").exists()
    assert Path("cache/2abc.cif.gz").exists()
    assert "1abc\t\tfetch\terror\tlocked" in Path("problems.tsv").read_text()


def test_the_same_revision_with_other_content_is_refused(archive, capsys):
    put(archive, "1abc", note=" changed in silence")
    Path("cache/1abc.cif.gz").unlink()
    assert fetch("--locked") == 1
    assert capsys.readouterr().err.count("revision 1.9 of 2011-07-13") == 2


def test_a_mirror_that_has_the_locked_file_is_asked_too(archive):
    Path("other").mkdir()
    put(archive, "1abc", NEW)
    put(Path("other"), "1abc")
    Path("cache/1abc.cif.gz").unlink()
    assert fetch("--locked", mirrors=("mirror/", "other/")) == 0
    assert gzip.decompress(Path("cache/1abc.cif.gz").read_bytes()) == release("1abc")


def test_a_kept_file_is_held_against_the_lock_and_left_as_it_is(archive, capsys):
    new = put(archive, "1abc", NEW)
    assert fetch("--refresh") == 0  # without a lock, what the archive has now
    assert fetch("--locked") == 1
    wrong = capsys.readouterr().err
    assert "1abc: fetch: not the locked file: revision 1.9" in wrong
    assert "the cache has revision 1.10" in wrong
    assert gzip.decompress(Path("cache/1abc.cif.gz").read_bytes()) == new
    put(archive, "1abc")
    assert fetch("--locked") == 0  # a mirror has the locked one again
    assert "the file in the cache was another release, and is now the locked one" in capsys.readouterr().out
    assert gzip.decompress(Path("cache/1abc.cif.gz").read_bytes()) == release("1abc")


def test_accepted_releases_are_said_and_locked(archive, capsys):
    put(archive, "1abc", NEW)
    put(archive, "2abc", note=" changed in silence")
    put(archive, "3abc", ())
    old = read_lock(Path("config/structures.lock.tsv"))
    assert fetch("--locked", "--accept", "--refresh", ids=("1abc", "2abc", "3abc")) == 0
    lines = capsys.readouterr().err.splitlines()
    assert lines[-4].startswith(f"1abc: revision 1.9 of 2011-07-13 (sha256 {old['1abc'].sha256[:12]}..., ")
    assert " -> revision 1.10 of 2024-02-21 (sha256 " in lines[-4]
    assert lines[-3].count("revision 1.9 of 2011-07-13") == 2  # the same revision with other content is seen
    assert lines[-2].startswith("3abc: now locked: a file without revision (sha256 ")
    assert lines[-1] == "3 entries locked in config/structures.lock.tsv"
    new = read_lock(Path("config/structures.lock.tsv"))
    assert [new[entry].revision for entry in sorted(new)] == ["1.10", "1.9", ""]
    assert fetch("--locked", ids=("1abc", "2abc", "3abc")) == 0


def test_an_entry_that_is_not_in_the_lock_is_refused(archive, capsys):
    put(archive, "3abc")
    assert fetch("--locked", ids=("1abc", "3abc")) == 1
    wrong = capsys.readouterr().err
    assert "3abc: fetch: locked, " in wrong
    assert "it is not in the lock config/structures.lock.tsv" in wrong
    assert not Path("cache/3abc.cif.gz").exists()


@pytest.mark.parametrize("words", [("--lock", "--locked"), ("--accept",), ("--lock", "--accept")])
def test_options_that_do_not_go_together_are_wrong_use(archive, words, capsys):
    before = lock_text()
    assert fetch(*words) == 2
    assert "--lock and --locked exclude each other" in capsys.readouterr().err
    assert lock_text() == before


HEADER = "\t".join(SHORT)
ROW = f"1abc\t1.9\t2011-07-13\t{'0' * 64}\t12"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "the lock cannot be read (No such file or directory)"),
        ("", "its header is not entry revision date sha256 size"),
        ("entry\tsha256\n", "its header is not"),
        (f"{HEADER}\n{ROW}\n{ROW[:-3]}\n", "line 3 is not a row"),
        (f"{HEADER}\n{ROW.replace('0' * 64, 'abc')}\n", "line 2 is not a row"),
        (f"{HEADER}\n{ROW.replace('1abc', 'no id')}\n", "line 2: "),
        (f"{HEADER}\n\n{ROW}\n{ROW.replace('1abc', 'PDB_00001ABC')}\n", "line 4: the entry 1abc stands there twice"),
        (b"\xff\xfe", "not UTF-8 text"),
    ],
)
def test_what_is_no_lock_is_wrong_use(archive, text, message, capsys):
    path = Path("other.lock.tsv")
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert fetch("--locked", "--lock-file", str(path)) == 2
    wrong = capsys.readouterr().err
    assert f"{path}: fetch: " in wrong
    assert message in wrong


def test_without_any_entry_no_lock_is_written(archive, capsys):
    before = lock_text()
    for name, said in (("other.tsv", "not written"), ("config/structures.lock.tsv", "as it was")):
        assert fetch("--lock", "--lock-file", name, ids=("7xyz",)) == 1
        assert f"no entry is there, and {name} is {said}" in capsys.readouterr().err
    assert not Path("other.tsv").exists()
    assert lock_text() == before


def test_a_lock_may_lie_elsewhere_and_have_empty_lines_and_remarks(archive):
    assert fetch("--lock", "--lock-file", "deep/er/my.lock") == 0
    path = Path("deep/er/my.lock")
    assert path.read_text() == lock_text()
    path.write_text("# ours\n" + path.read_text().replace("\n", "\r\n") + "\n")
    assert fetch("--locked", "--lock-file", "deep/er/my.lock") == 0
