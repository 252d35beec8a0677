"""What is kept in the cache directory, and what survives kills and rivals."""

import gzip
import os
import re
import signal
import subprocess
import sys
import threading
import time

import pytest

from fetch_server import FetchServer, real_structure, tiny_mmcif
from nesgroove.fetch import EntryId
from nesgroove.fetch.errors import CorruptError, FetchError, NetworkError
from nesgroove.fetch.manifest import COLUMNS, locked, read_manifest
from nesgroove.fetch.store import Store
from nesgroove.fetch.verify import sha256_of


@pytest.fixture
def server():
    with FetchServer() as server:
        yield server


def test_the_manifest_is_the_files(server, tmp_path):
    for entry in ("2abc", "1abc"):
        server.serve("rcsb", entry, tiny_mmcif(entry))
    results = server.fetch(["2abc", "1abc"], tmp_path)
    lines = (tmp_path / "manifest.tsv").read_text().splitlines()
    assert lines[0].split("\t") == list(COLUMNS)
    assert [line.split("\t")[0] for line in lines[1:]] == ["1abc", "2abc"]
    for result in results:
        record = read_manifest(tmp_path)[result.entry]
        assert record.sha256 == result.sha256 == sha256_of(result.path)
        assert record.bytes == result.path.stat().st_size
        assert record.url == result.url
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", record.fetched_at)


def test_what_is_there_and_whole_is_not_fetched_again_unless_refreshed(server, tmp_path):
    path, reply = server.serve("rcsb", "1abc", tiny_mmcif())
    server.fetch(["1abc"], tmp_path)
    manifest = (tmp_path / "manifest.tsv").read_bytes()
    (again,) = server.fetch(["1ABC"], tmp_path)
    assert (again.status, server.asked[path]) == ("cached", 1)
    assert (tmp_path / "manifest.tsv").read_bytes() == manifest

    reply.body = gzip.compress(tiny_mmcif(note=" of a new version"))
    (new,) = server.fetch(["1abc"], tmp_path, refresh=True)
    assert (new.status, server.asked[path]) == ("fetched", 2)
    assert (tmp_path / "1abc.cif.gz").read_bytes() == reply.body
    assert new.sha256 != again.sha256


def test_a_refresh_that_fails_keeps_the_file(server, tmp_path):
    _, reply = server.serve("rcsb", "1abc", tiny_mmcif())
    (first,) = server.fetch(["1abc"], tmp_path)
    reply.status = 403
    (second,) = server.fetch(["1abc"], tmp_path, refresh=True)
    assert isinstance(second.error, NetworkError)
    assert sha256_of(tmp_path / "1abc.cif.gz") == first.sha256
    assert server.fetch(["1abc"], tmp_path)[0].status == "cached"


def test_a_kept_file_that_changed_is_set_aside_and_fetched_again(server, tmp_path):
    _, reply = server.serve("rcsb", "1abc", tiny_mmcif())
    server.fetch(["1abc"], tmp_path)
    # Another whole structure of the same entry: only the checksum can tell.
    (tmp_path / "1abc.cif.gz").write_bytes(gzip.compress(tiny_mmcif(note=" that was edited")))
    (result,) = server.fetch(["1abc"], tmp_path)
    assert result.status == "fetched"
    assert "corrupt (its sha256 differs" in result.message
    assert (tmp_path / "1abc.cif.gz").read_bytes() == reply.body

    (tmp_path / "1abc.cif.gz").write_bytes(b"")
    reply.status = 403
    (result,) = server.fetch(["1abc"], tmp_path)
    assert "the file in the cache was corrupt" in str(result.error)
    assert not (tmp_path / "1abc.cif.gz").exists()


def test_a_file_without_a_record_is_checked_and_recorded(server, tmp_path):
    (tmp_path / "1abc.cif.gz").write_bytes(gzip.compress(tiny_mmcif()))
    (tmp_path / "2abc.cif.gz").write_bytes(gzip.compress(tiny_mmcif("2abc"))[:-9])
    good, bad = server.fetch(["1abc", "2abc"], tmp_path)
    assert (good.status, good.url) == ("cached", "")
    assert read_manifest(tmp_path)["1abc"].sha256 == good.sha256
    assert "gzip trailer" in str(bad.error)
    assert server.asked["/download/1ABC.cif.gz"] == 0


def test_a_directory_serves_like_a_mirror_without_a_network(server, tmp_path, monkeypatch):
    tree = tmp_path / "archive" / "structures" / "divided" / "mmCIF" / "gj"
    tree.mkdir(parents=True)
    (tree / "3gjx.cif.gz").write_bytes(gzip.compress(real_structure("3gjx")))
    (tmp_path / "archive" / "1ABC.cif").write_bytes(tiny_mmcif())
    monkeypatch.setenv("PDB_DIR", str(tmp_path / "archive"))
    results = server.fetch(["3gjx", "1abc"], tmp_path / "cache", ["local"])
    assert [r.status for r in results] == ["fetched", "fetched"]
    assert results[0].url == (tree / "3gjx.cif.gz").as_uri()
    assert server.asked.total() == 0
    template = f"file://{tmp_path}/archive/{{ID}}.cif"
    assert server.fetch(["1abc"], tmp_path / "other", [template])[0].sha256 == results[1].sha256


def test_a_manifest_that_is_none_is_refused_by_line(server, tmp_path):
    server.serve("rcsb", "1abc", tiny_mmcif())
    server.fetch(["1abc"], tmp_path)
    manifest = tmp_path / "manifest.tsv"
    whole = manifest.read_text()
    manifest.write_text(whole + "2abc\n")
    (result,) = server.fetch(["1abc"], tmp_path)
    assert isinstance(result.error, CorruptError)
    assert "line 3" in str(result.error)
    manifest.write_text("something else\n")
    assert "header" in str(server.fetch(["1abc"], tmp_path)[0].error)
    manifest.unlink()
    assert server.fetch(["1abc"], tmp_path)[0].status == "cached"


def test_a_cache_that_cannot_be_made_is_named(server, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FetchError, match="cache directory cannot be used"):
        server.fetch(["1abc"], tmp_path / "file")


def test_parts_of_killed_processes_are_cleared_away_after_a_day(server, tmp_path):
    old, young = tmp_path / ".1abc.cif.gz.7.aa.part", tmp_path / ".1abc.cif.gz.8.bb.part"
    old.write_text("")
    young.write_text("")
    os.utime(old, (time.time() - 2 * 86400,) * 2)
    server.fetch([], tmp_path)
    assert not old.exists()
    assert young.exists()


FETCH = """
import sys
import threading
from nesgroove.fetch import fetch_entries
results = fetch_entries({}, sys.argv[1], mirrors=[sys.argv[2]]{})
sys.exit(not all(result.ok for result in results))
"""


def python(code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_a_killed_download_leaves_no_final_name(server, tmp_path):
    path, reply = server.serve("pdbe", "1abc", tiny_mmcif(), stall=20)
    process = python(FETCH.format("['1abc']", ""), tmp_path, server.template("pdbe"))
    deadline = time.monotonic() + 20
    while not server.asked[path] and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    process.communicate()
    assert server.asked[path] == 1
    assert not [p for p in tmp_path.iterdir() if not p.name.startswith(".")]
    reply.stall = 0
    assert server.fetch(["1abc"], tmp_path, ["pdbe"])[0].status == "fetched"


# A disk on which only the beginning of the file has arrived when the process is killed.
SLOW_DISK = """
import os, time
def slow(descriptor):
    os.ftruncate(descriptor, 40)
    print("half", flush=True)
    time.sleep(20)
os.fsync = slow
"""


@pytest.mark.parametrize("before", [b"", b"whole"])
def test_a_kill_while_writing_leaves_no_half_file_under_a_final_name(server, tmp_path, before):
    _, reply = server.serve("rcsb", "1abc", tiny_mmcif())
    if before:
        server.fetch(["1abc"], tmp_path)
    code = SLOW_DISK + FETCH.format("['1abc']", ", refresh=True")
    process = python(code, tmp_path, server.template("rcsb"))
    assert process.stdout.readline() == b"half\n"
    process.kill()
    process.communicate()
    assert list(tmp_path.glob(".1abc.cif.gz.*.part"))  # it was killed in the middle
    if before:
        assert (tmp_path / "1abc.cif.gz").read_bytes() == reply.body
    else:
        assert not (tmp_path / "1abc.cif.gz").exists()
    assert server.fetch(["1abc"], tmp_path)[0].ok


def test_two_processes_that_fetch_the_same_entries_agree(server, tmp_path):
    ids = [f"{n}abc" for n in range(1, 6)]
    for entry in ids:
        # Two mirrors whose files differ in their bytes: the record must be that of the file that stayed.
        server.serve("rcsb", entry, tiny_mmcif(entry), stall=0.02)
        server.serve("pdbe", entry, tiny_mmcif(entry, note=" differs"), stall=0.02)
    code = FETCH.format(ids, ", refresh=True, jobs=8")
    rivals = [python(code, tmp_path, server.template(name)) for name in ("rcsb", "pdbe") * 2]
    seen = 0
    while any(process.poll() is None for process in rivals):
        for path in tmp_path.glob("*.cif.gz"):
            assert gzip.decompress(path.read_bytes()).endswith(b"#\n")
            seen += 1
    assert [(p.wait(), p.communicate()[1]) for p in rivals] == [(0, b"")] * 4
    assert seen
    records = read_manifest(tmp_path)
    assert sorted(records) == ids
    for entry in ids:
        assert records[entry].sha256 == sha256_of(tmp_path / f"{entry}.cif.gz")
    assert not list(tmp_path.glob(".*.part"))


def test_a_link_in_the_cache_gives_way_and_what_it_leads_to_stays(server, tmp_path):
    server.serve("rcsb", "1abc", tiny_mmcif())
    mine = tmp_path / "archive/1abc.cif.gz"
    mine.parent.mkdir()
    mine.write_bytes(gzip.compress(tiny_mmcif(note=" of mine")))
    before = mine.read_bytes()
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache/1abc.cif.gz").symlink_to(mine)
    (tmp_path / "cache/2abc.cif.gz").symlink_to(tmp_path / "nowhere/2abc.cif.gz")
    assert server.fetch(["1abc"], tmp_path / "cache")[0].status == "cached"
    server.serve("rcsb", "2abc", tiny_mmcif("2abc"))
    results = server.fetch(["1abc", "2abc"], tmp_path / "cache", refresh=True)
    assert [result.status for result in results] == ["fetched", "fetched"]
    assert not any(result.path.is_symlink() for result in results)
    assert mine.read_bytes() == before
    assert not (tmp_path / "nowhere").exists()


def test_a_cache_that_another_process_keeps_is_not_waited_for_for_ever(tmp_path):
    store = Store(tmp_path)
    with locked(tmp_path):
        with pytest.raises(FetchError, match=r"keeps the cache directory, since 0\.1 s"), locked(tmp_path, longest=0.1):
            pass
        threading.Timer(0.1, store.close).start()  # as Ctrl-C does
        with pytest.raises(FetchError, match="another process keeps the cache directory"):
            store.kept(EntryId.parse("1abc"))


def test_a_file_is_put_in_place_only_together_with_its_record(tmp_path):
    store, entry = Store(tmp_path), EntryId.parse("1abc")
    rival = threading.Thread(target=store.put, args=(entry, b"new", "url", []))
    with locked(tmp_path):
        rival.start()
        rival.join(timeout=0.3)
        assert not store.path(entry).exists()
    rival.join()
    assert store.path(entry).read_bytes() == b"new"
    assert read_manifest(tmp_path)["1abc"].bytes == 3


def test_a_file_system_that_refuses_one_entry_is_named_and_the_others_are_fetched(server, tmp_path):
    for entry in ("1abc", "2abc"):
        server.serve("rcsb", entry, tiny_mmcif(entry))
    (tmp_path / "1abc.cif.gz").mkdir()
    bad, good = server.fetch(["1abc", "2abc"], tmp_path)
    assert isinstance(bad.error, FetchError)
    assert "1abc.cif.gz: fetch: the cache directory cannot be used" in str(bad.error)
    assert good.status == "fetched"
