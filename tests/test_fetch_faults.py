"""What each fault of a server becomes."""

import gzip
import socket
import time
from dataclasses import replace

import pytest

from fetch_server import QUICK, FetchServer, archive_style, cut_in_atoms, real_structure, tiny_mmcif
from nesgroove.fetch.errors import (
    CorruptError,
    EntryIdError,
    NetworkError,
    NoSuchEntryError,
    ObsoleteEntryError,
)
from nesgroove.fetch.manifest import read_manifest


@pytest.fixture
def server():
    with FetchServer() as server:
        yield server


def names(cache):
    """The visible files of a cache directory."""
    return sorted(path.name for path in cache.iterdir() if not path.name.startswith("."))


@pytest.mark.parametrize("mirror", ["rcsb", "wwpdb", "pdbj", "pdbe"])
def test_a_real_entry_from_every_layout(server, tmp_path, mirror):
    text = archive_style(real_structure("4hb2"))
    path, _ = server.serve(mirror, "4hb2", text)
    (result,) = server.fetch(["4HB2"], tmp_path, [mirror])
    assert (result.status, result.entry, result.url) == ("fetched", "4hb2", server.base + path)
    assert gzip.decompress((tmp_path / "4hb2.cif.gz").read_bytes()) == text
    assert not list(tmp_path.glob(".*.part"))


def test_the_order_of_the_mirrors_is_kept(server, tmp_path):
    second, _ = server.serve("pdbj", "1abc", tiny_mmcif())
    third, _ = server.serve("pdbe", "1abc", tiny_mmcif())
    (result,) = server.fetch(["1abc"], tmp_path, ["rcsb", "pdbj", "pdbe"])
    assert result.url == server.base + second
    assert server.asked["/download/1ABC.cif.gz"] == 1  # 404 is not asked again
    assert server.asked[third] == 0


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_passing_fault_is_tried_again(server, tmp_path, status):
    path, _ = server.serve("rcsb", "1abc", tiny_mmcif(), fail_first=2, fail_status=status)
    (result,) = server.fetch(["1abc"], tmp_path)
    assert result.status == "fetched"
    assert server.asked[path] == 3


def test_a_lasting_fault_is_a_network_error_with_every_mirror(server, tmp_path):
    server.serve("rcsb", "1abc", tiny_mmcif(), fail_first=99)
    server.serve("pdbe", "1abc", tiny_mmcif(), status=403)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{unused.getsockname()[1]}/{{id}}.cif"
        (result,) = server.fetch(["1abc"], tmp_path, ["rcsb", "pdbe", closed, tmp_path / "nowhere"])
    assert isinstance(result.error, NetworkError)
    for part in ("1abc", "fetch", "HTTP 500, 3 attempts", "HTTP 403", "no connection", "does not exist"):
        assert part in str(result.error)
    assert server.asked["/pdbe/entry-files/download/1abc_updated.cif"] == 1
    assert result.error.remedy
    assert names(tmp_path) == []


def test_waits_grow_and_retry_after_is_kept_to(server, tmp_path):
    path, _ = server.serve("rcsb", "1abc", tiny_mmcif(), fail_first=1, fail_status=429, retry_after="1")
    assert server.fetch(["1abc"], tmp_path)[0].ok
    first, second = server.times[path]
    assert 0.9 < second - first < 3

    path, _ = server.serve("rcsb", "2abc", tiny_mmcif("2abc"), fail_first=2)
    policy = replace(QUICK, backoff=0.2)
    assert server.fetch(["2abc"], tmp_path, policy=policy)[0].ok
    first, second, third = server.times[path]
    assert 0.2 <= second - first < 0.4 <= third - second


def test_a_wait_that_is_too_long_goes_on_to_the_next_mirror(server, tmp_path):
    path, _ = server.serve("rcsb", "1abc", tiny_mmcif(), fail_first=1, fail_status=429, retry_after="3600")
    server.serve("pdbe", "1abc", tiny_mmcif())
    begin = time.monotonic()
    assert "_updated.cif" in server.fetch(["1abc"], tmp_path, ["rcsb", "pdbe"])[0].url
    assert time.monotonic() - begin < 3
    assert server.asked[path] == 1


def test_a_stalled_body_times_out(server, tmp_path):
    _, reply = server.serve("rcsb", "1abc", tiny_mmcif(), stall=1.5)
    (result,) = server.fetch(["1abc"], tmp_path)
    assert isinstance(result.error, NetworkError)
    assert "no data for 0.4 s, 3 attempts" in str(result.error)
    assert names(tmp_path) == []
    reply.stall = 0.1
    assert server.fetch(["1abc"], tmp_path)[0].ok


def test_a_body_that_only_trickles_ends_too(server, tmp_path):
    server.serve("rcsb", "1abc", tiny_mmcif(), stall=0.3)
    (result,) = server.fetch(["1abc"], tmp_path, policy=replace(QUICK, whole=0.1))
    assert "not finished after 0.1 s" in str(result.error)
    assert server.fetch(["1abc"], tmp_path)[0].ok


@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_a_body_shorter_than_promised_is_a_broken_transfer(server, tmp_path, framing):
    text = tiny_mmcif()
    _, reply = server.serve("pdbe", "1abc", text, framing=framing, cut=len(cut_in_atoms(text)))
    (result,) = server.fetch(["1abc"], tmp_path, ["pdbe"])
    assert isinstance(result.error, NetworkError)
    assert "broke off" in str(result.error)
    assert names(tmp_path) == []
    reply.cut = None
    assert server.fetch(["1abc"], tmp_path, ["pdbe"])[0].ok


def test_a_cut_that_the_server_does_not_betray_is_seen_in_the_file(server, tmp_path):
    text = archive_style(real_structure("3gjx"))
    _, reply = server.serve("pdbe", "3gjx", text, framing="close", cut=len(cut_in_atoms(text)))
    (result,) = server.fetch(["3gjx"], tmp_path, ["pdbe"])
    assert isinstance(result.error, CorruptError)
    assert "cut short" in str(result.error)
    assert names(tmp_path) == []
    reply.cut = None
    assert server.fetch(["3gjx"], tmp_path, ["pdbe"])[0].ok


def test_without_a_length_a_file_must_show_its_end(server, tmp_path):
    # Cut in the last chain, and no sequence in the file: nothing in it tells that atoms are missing.
    text = real_structure("3gjx")
    _, reply = server.serve("pdbe", "3gjx", text, framing="close", cut=len(cut_in_atoms(text, 0.9)))
    (result,) = server.fetch(["3gjx"], tmp_path, ["pdbe"])
    assert isinstance(result.error, CorruptError)
    assert "nothing shows where the file ends" in str(result.error)
    assert names(tmp_path) == []
    reply.cut, reply.framing = None, "length"
    assert server.fetch(["3gjx"], tmp_path, ["pdbe"])[0].ok


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (b"<html><title>503 Service Unavailable</title></html>", "web page"),
        (gzip.compress(tiny_mmcif("4hb2"), mtime=0), "of the entry 4HB2"),
        (gzip.compress(tiny_mmcif(), mtime=0)[:-8] + b"\0" * 8, "CRC"),
        (gzip.compress(tiny_mmcif(), mtime=0)[:-30], "gzip trailer"),
        (b"", "empty"),
    ],
)
def test_a_wrong_body_is_corrupt_and_the_next_mirror_helps(server, tmp_path, body, wrong):
    _, reply = server.serve("rcsb", "1abc", tiny_mmcif())
    reply.body = body
    (result,) = server.fetch(["1abc"], tmp_path)
    assert isinstance(result.error, CorruptError)
    assert wrong in str(result.error)
    assert result.path is None
    assert names(tmp_path) == []
    server.serve("pdbe", "1abc", tiny_mmcif())
    assert server.fetch(["1abc"], tmp_path, ["rcsb", "pdbe"])[0].ok


def test_a_file_declared_as_compressed_transfer_is_kept_as_it_is(server, tmp_path):
    _, reply = server.serve("rcsb", "1abc", tiny_mmcif(), headers={"Content-Encoding": "gzip"})
    assert server.fetch(["1abc"], tmp_path)[0].ok
    assert (tmp_path / "1abc.cif.gz").read_bytes() == reply.body


def test_no_such_entry_only_if_every_mirror_says_so(server, tmp_path):
    server.serve_removed({})
    (result,) = server.fetch(["1abc"], tmp_path, ["rcsb", "pdbe"])
    assert isinstance(result.error, NoSuchEntryError)
    assert str(result.error).count("not there") == 2

    server.serve("pdbe", "1abc", tiny_mmcif(), fail_first=99)
    (result,) = server.fetch(["1abc"], tmp_path, ["rcsb", "pdbe"])
    assert isinstance(result.error, NetworkError)


def test_without_the_list_of_removed_entries_it_says_so(server, tmp_path):
    (result,) = server.fetch(["1abc"], tmp_path)
    assert isinstance(result.error, NoSuchEntryError)
    assert "whether it was removed is not known" in str(result.error)


@pytest.mark.parametrize(
    "removed",
    [
        {"1ABC": {"status_code": "OBS", "superseded_by": ["2ABC"]}},
        {"pdb_00001abc": {"Superseded_By": "pdb_00002abc"}},
        {"1abc": ["2abc"]},
        {"1abc": {"superseded_by": ["1XYZ"]}, "1xyz": {"superseded_by": ["2abc"]}},
    ],
)
def test_an_obsolete_entry_leads_to_its_successor(server, tmp_path, removed):
    server.serve_removed(removed)
    server.serve("rcsb", "2abc", tiny_mmcif("2abc"))
    (result,) = server.fetch(["1abc"], tmp_path)
    assert (result.asked, result.status, result.entry) == ("1abc", "replaced", "2abc")
    assert "1abc is obsolete and superseded by 2abc" in result.message
    assert names(tmp_path) == ["2abc.cif.gz", "manifest.tsv"]
    assert "1abc" in read_manifest(tmp_path)["2abc"].obsolete_of.split(",")

    asked = server.asked.total()
    (again,) = server.fetch(["1abc"], tmp_path)
    assert (again.status, again.entry, server.asked.total()) == ("replaced", "2abc", asked)


@pytest.mark.parametrize(
    ("removed", "said"),
    [
        ({"1ABC": {"superseded_by": []}}, "no successor"),
        ({"1ABC": {}}, "no successor"),
        ({"1ABC": {"superseded_by": ["2abc", "3abc"]}}, "2abc, 3abc"),
        ({"1ABC": {"superseded_by": ["2abc"]}, "2ABC": {"superseded_by": ["1ABC"]}}, "circle"),
    ],
)
def test_an_obsolete_entry_without_one_successor_is_an_error_of_its_own(server, tmp_path, removed, said):
    server.serve_removed(removed)
    (result,) = server.fetch(["1abc"], tmp_path)
    assert isinstance(result.error, ObsoleteEntryError)
    assert said in str(result.error)
    assert result.error.remedy
    assert names(tmp_path) == []


def test_a_broken_list_of_removed_entries_is_named(server, tmp_path):
    server.serve_removed(["1abc"])
    assert "not a JSON object" in server.fetch(["1abc"], tmp_path)[0].message


def test_one_failure_does_not_stop_the_others_and_the_order_is_that_of_asking(server, tmp_path):
    server.serve_removed({})
    server.serve("rcsb", "3abc", tiny_mmcif("3abc"), fail_first=2)  # comes last
    server.serve("rcsb", "1abc", tiny_mmcif())
    seen = []
    results = server.fetch(["3abc", "2abc", "nonsense", "1ABC", "pdb_00003abc"], tmp_path, progress=seen.append)
    assert [(r.asked, r.status) for r in results] == [
        ("3abc", "fetched"),
        ("2abc", "failed"),
        ("nonsense", "failed"),
        ("1abc", "fetched"),
    ]
    assert isinstance(results[2].error, EntryIdError)
    assert {r.asked for r in seen} == {r.asked for r in results}
    assert len(seen) == 4


def test_a_host_that_never_answers_is_not_asked_for_every_entry(server, tmp_path):
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        mirror = f"http://127.0.0.1:{deaf.getsockname()[1]}/{{id}}.cif"
        policy = replace(QUICK, connect=0.2)
        results = server.fetch([f"{n}abc" for n in range(1, 5)], tmp_path, [mirror], jobs=1, policy=policy)
    assert all(isinstance(r.error, NetworkError) for r in results)
    assert "not asked again" in str(results[-1].error)
    assert str(results).count("3 attempts") == 2  # once as a message, once in the error
