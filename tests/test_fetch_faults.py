"""What each fault of a server becomes."""

import gzip
import itertools
import os
import re
import socket
import time
import tracemalloc
from dataclasses import replace

import pytest

from fetch_server import QUICK, FetchServer, archive_style, cut_in_atoms, real_structure, tiny_mmcif
from nesgroove.fetch import Limits, exchange
from nesgroove.fetch.client import Client
from nesgroove.fetch.errors import (
    CorruptError,
    EntryIdError,
    LimitError,
    NetworkError,
    NoSuchEntryError,
    ObsoleteEntryError,
    UnreachableError,
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
    (result,) = server.fetch(["1abc"], tmp_path, limits=Limits(seconds=0.1))
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
        port = deaf.getsockname()[1]
        first = socket.create_connection(("127.0.0.1", port))  # now its queue is full
        mirror = f"http://127.0.0.1:{port}/{{id}}.cif"
        policy = replace(QUICK, connect=0.2)
        results = server.fetch([f"{n}abc" for n in range(1, 5)], tmp_path, [mirror], jobs=1, policy=policy)
        first.close()
    assert all(isinstance(r.error, NetworkError) for r in results)
    assert ["not asked again" in str(r.error) for r in results] == [False, True, True, True]


OK = b"HTTP/1.1 200 OK\r\n"


def dripped(pieces, pause=0.05):
    """Pieces with pauses, each shorter than any time-out of one operation."""
    for piece in pieces:
        yield piece
        time.sleep(pause)


def one_by_one(text):
    return (bytes([byte]) for byte in text)


ENDLESS = {
    "header": lambda: dripped(itertools.chain(one_by_one(OK + b"X-Slow: "), itertools.repeat(b"x"))),
    "header lines": lambda: dripped(itertools.chain([OK], itertools.repeat(b"X-Slow: 1\r\n"))),
    "continue": lambda: dripped(itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n")),
    "body": lambda: dripped(itertools.chain([OK + b"Content-Length: 1000000\r\n\r\n"], itertools.repeat(b"#"))),
    "chunks": lambda: dripped(
        itertools.chain([OK + b"Transfer-Encoding: chunked\r\n\r\n"], itertools.repeat(b"1\r\n#\r\n"))
    ),
}


@pytest.mark.parametrize("what", ENDLESS)
def test_one_deadline_ends_what_drips(server, tmp_path, what):
    path, reply = server.serve("rcsb", "1abc", tiny_mmcif())
    reply.raw = ENDLESS[what]
    begin = time.monotonic()
    (result,) = server.fetch(["1abc"], tmp_path, limits=Limits(seconds=0.25))
    assert time.monotonic() - begin < 1.5
    assert isinstance(result.error, NetworkError)
    assert "not finished after 0.25 s" in str(result.error)
    assert server.asked[path] == 1
    assert names(tmp_path) == []


def test_the_deadline_holds_for_retries_and_waits_together(server, tmp_path):
    path, _ = server.serve("rcsb", "1abc", tiny_mmcif(), fail_first=99, retry_after="1")
    begin = time.monotonic()
    (result,) = server.fetch(["1abc"], tmp_path, limits=Limits(seconds=0.5))
    assert time.monotonic() - begin < 1.5
    assert "not finished after 0.5 s, the limit (--max-seconds), before that HTTP 500" in str(result.error)
    assert server.asked[path] == 1


def test_what_drips_makes_its_host_slow_for_others_but_spoils_none(server, tmp_path):
    ids = [f"{n}abc" for n in range(1, 7)]
    for entry in ids:
        _, reply = server.serve("rcsb", entry, tiny_mmcif(entry))
        if entry != "5abc":
            reply.raw = ENDLESS["header"]
    policy = replace(QUICK, connect=0.25)
    results = server.fetch(ids, tmp_path, jobs=1, limits=Limits(seconds=0.3), policy=policy)
    assert [r.ok for r in results] == [False, False, False, False, True, False]
    waited = [re.search(r"after (\S+ s, \w+ \w+)", str(r.error))[1] for r in results if not r.ok]
    assert waited == [*["0.3 s, the limit"] * 3, "0.25 s, for it", "0.3 s, the limit"]


def test_a_redirect_to_a_dead_host_is_no_fault_of_the_mirror(server, tmp_path):
    server.serve("rcsb", "1abc", b"", status=302, headers={"Location": "http://127.0.0.1:1/"})
    server.serve("rcsb", "2abc", tiny_mmcif("2abc"))
    bad, good = server.fetch(["1abc", "2abc"], tmp_path, jobs=1)
    assert "no connection" in str(bad.error)
    assert good.ok


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
def test_more_than_the_limit_on_the_wire_is_not_taken(server, tmp_path, framing):
    path, reply = server.serve("rcsb", "1abc", tiny_mmcif())
    server.serve("rcsb", "2abc", tiny_mmcif("2abc"))
    sent = []

    def endless():
        yield (
            OK
            + {
                "length": b"Content-Length: 99999999999\r\n\r\n",
                "chunked": b"Transfer-Encoding: chunked\r\n\r\n",
                "close": b"\r\n",
            }[framing]
        )
        for _ in range(4000):
            sent.append(1)
            yield b"10000\r\n" + b"#" * 65536 + b"\r\n" if framing == "chunked" else b"#" * 65536

    reply.raw = endless
    bad, good = server.fetch(["1abc", "2abc"], tmp_path, limits=Limits(wire=1_000_000))
    assert isinstance(bad.error, LimitError)
    assert "more than 1 MB, the limit (--max-download-mb)" in str(bad.error)
    assert server.asked[path] == 1
    assert len(sent) < 400  # what the system's buffers hold, not all of it
    assert good.status == "fetched"
    server.serve("pdbe", "1abc", tiny_mmcif())
    assert server.fetch(["1abc"], tmp_path, ["rcsb", "pdbe"], limits=Limits(wire=1_000_000))[0].ok


def test_a_bomb_is_stopped_before_it_is_unpacked(server, tmp_path):
    _, reply = server.serve("rcsb", "1abc", tiny_mmcif())
    reply.body = gzip.compress(bytes(60_000_000), 9)
    tracemalloc.start()
    try:
        (result,) = server.fetch(["1abc"], tmp_path, limits=Limits(unpacked=20_000_000))
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
    assert isinstance(result.error, LimitError)
    assert "more than 20 MB unpacked, the limit (--max-unpacked-mb)" in str(result.error)
    assert names(tmp_path) == []
    # Within the limit, and so small that it can be no structure.
    assert "more than 200 times as large unpacked" in str(server.fetch(["1abc"], tmp_path)[0].error)
    reply.body = gzip.compress(reply.body)
    assert "compressed twice" in str(server.fetch(["1abc"], tmp_path)[0].error)


def test_a_file_as_large_as_the_limits_is_taken_and_a_byte_more_is_not(server, tmp_path):
    _, reply = server.serve("rcsb", "1abc", tiny_mmcif())
    wire, unpacked = len(reply.body), len(tiny_mmcif())
    assert server.fetch(["1abc"], tmp_path, limits=Limits(wire, unpacked))[0].ok
    for limits in (Limits(wire - 1, unpacked), Limits(wire, unpacked - 1)):
        assert isinstance(server.fetch(["1abc"], tmp_path, limits=limits, refresh=True)[0].error, LimitError)
    # Not compressed, and from a directory, the same limits hold.
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "1abc.cif").write_bytes(tiny_mmcif())
    for limits in (Limits(unpacked - 1, unpacked), Limits(unpacked, unpacked - 1)):
        (result,) = server.fetch(["1abc"], tmp_path / "other", [tmp_path / "mirror"], limits=limits)
        assert isinstance(result.error, LimitError)
    assert server.fetch(["1abc"], tmp_path / "other", [tmp_path / "mirror"], limits=Limits(unpacked, unpacked))[0].ok


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "broke off"),
        (b"\x00\x01\x02 nonsense\r\n\r\n", "broke off"),
        (b"SSH-2.0-OpenSSH\r\n", "broke off"),
        (OK + b"Content-Length: -5\r\n\r\n", "broke off"),
        (OK + b"Content-Length: many\r\n\r\n", "broke off"),
        (OK + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n", "more than 256 MB|broke off"),
        (OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n12345", "broke off"),
        (OK + b"Content-Length: 9999\r\n\r\n" + tiny_mmcif(), "broke off"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nnonsense", "broke off"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nabc", "broke off"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcdefgh\r\n", "broke off"),
        (OK + b"X-Long: " + b"x" * 300_000 + b"\r\n\r\n", "broke off"),
        (OK + b"Content-Encoding: br\r\nContent-Length: 3\r\n\r\nabc", "encoded as 'br'"),
        (OK + b"Content-Length: 100\r\n\r\n" + tiny_mmcif(), "cut short|not readable"),
        (b"HTTP/1.1 206 Partial Content\r\nContent-Length: 3\r\n\r\nabc", "HTTP 206"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "the file is empty"),
        (b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", "HTTP 302"),
    ],
)
def test_a_nonsensical_answer_is_a_fault_of_its_entry_alone(server, tmp_path, answer, said):
    _, reply = server.serve("rcsb", "1abc", tiny_mmcif())
    server.serve("rcsb", "2abc", tiny_mmcif("2abc"))
    reply.raw = lambda: [answer]
    bad, good = server.fetch(["1abc", "2abc"], tmp_path)
    assert isinstance(bad.error, NetworkError | CorruptError | LimitError)
    assert re.search(said, str(bad.error))
    assert len(str(bad.error)) < 600
    assert good.status == "fetched"
    assert names(tmp_path) == ["2abc.cif.gz", "manifest.tsv"]


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("/download/1ABC.cif.gz", "redirects more than 10 times"),
        ("file:///etc/passwd", "scheme 'file', which is not followed"),
        ("ftp://127.0.0.1/1abc", "scheme 'ftp', which is not followed"),
        ("gopher://x", "scheme 'gopher', which is not followed"),
        ("http://host:nonsense/", "Invalid URL|broke off"),
        ("http://127.0.0.1:1/", "no connection"),
    ],
)
def test_a_redirect_that_leads_nowhere_is_refused(server, tmp_path, location, said):
    path, _ = server.serve("rcsb", "1abc", tiny_mmcif(), status=302, headers={"Location": location})
    (result,) = server.fetch(["1abc"], tmp_path)
    assert isinstance(result.error, NetworkError)
    assert re.search(said, str(result.error))
    assert server.asked[path] <= 11
    assert names(tmp_path) == []


def test_a_redirect_is_followed_but_never_out_of_https(server, tmp_path):
    path, _ = server.serve("pdbe", "1abc", tiny_mmcif())
    server.serve("rcsb", "1abc", b"", status=301, headers={"Location": path})
    assert server.fetch(["1abc"], tmp_path)[0].ok
    import httpx

    before, after = httpx.Request("GET", "https://host/a"), httpx.Request("GET", "http://host/a")
    assert exchange._followed(after, before) is before
    with pytest.raises(UnreachableError, match="from https to http"):
        exchange._followed(before, after)


SECRETS = ("hunter2", "s3cr3t", "someone")


def test_no_password_and_no_token_is_written_anywhere(server, tmp_path, capsys):
    server.serve("rcsb", "1abc", tiny_mmcif())
    server.replies["/files?name=1abc&token=s3cr3t"] = server.replies.pop("/download/1ABC.cif.gz")
    host = server.base.removeprefix("http://")
    mirror = f"http://someone:hunter2@{host}/files?name={{id}}&token=s3cr3t"
    holdings = f"http://someone:hunter2@{host}/removed?token=s3cr3t"
    good, bad = server.fetch(["1abc", "2abc"], tmp_path, [mirror], holdings_url=holdings)
    assert good.status == "fetched"
    assert good.url == f"http://***@{host}/files?name=1abc&token=***"
    assert "name={id}&token=***: not there" in str(bad.error)
    assert "http://***@" in str(bad.error)
    written = [str(good), str(bad), (tmp_path / "manifest.tsv").read_text()]
    closed = "http://someone:hunter2@127.0.0.1:1/{id}?token=s3cr3t"
    written += [str(r) + str(r.error) for r in server.fetch(["3abc"], tmp_path, [closed], holdings_url=holdings)]
    for text in written:
        assert not [secret for secret in SECRETS if secret in text]


def test_a_secret_of_the_environment_is_sent_and_not_written(server, tmp_path, monkeypatch):
    server.serve("rcsb", "1abc", tiny_mmcif())
    server.replies["/s3cr3t/1abc"] = server.replies.pop("/download/1ABC.cif.gz")
    monkeypatch.setenv("PDB_TOKEN", "s3cr3t")
    good, bad = server.fetch(["1abc", "2abc"], tmp_path, [f"{server.base}/$PDB_TOKEN/{{id}}"])
    assert good.url == f"{server.base}/$PDB_TOKEN/1abc"
    assert "s3cr3t" not in (tmp_path / "manifest.tsv").read_text() + str(bad) + str(bad.error)


def test_a_manifest_of_an_earlier_version_loses_its_password(server, tmp_path):
    server.serve("rcsb", "1abc", tiny_mmcif())
    server.fetch(["1abc"], tmp_path)
    manifest = tmp_path / "manifest.tsv"
    manifest.write_text(manifest.read_text().replace("http://", "http://someone:hunter2@"))
    server.serve("rcsb", "2abc", tiny_mmcif("2abc"))
    assert [r.ok for r in server.fetch(["1abc", "2abc"], tmp_path)] == [True, True]
    assert "hunter2" not in manifest.read_text()


def test_an_exception_in_one_entry_ends_no_other(server, tmp_path, monkeypatch):
    for entry in ("1abc", "2abc"):
        server.serve("rcsb", entry, tiny_mmcif(entry))
    whole = Client.deliver

    def breaking(self, mirror, entry):
        if entry.short == "1abc":
            raise RuntimeError("out of ideas at http://someone:hunter2@host/")
        return whole(self, mirror, entry)

    monkeypatch.setattr(Client, "deliver", breaking)
    bad, good = server.fetch(["1abc", "2abc"], tmp_path)
    assert "a defect of nesgroove (RuntimeError: out of ideas" in str(bad.error)
    assert "hunter2" not in str(bad.error)
    assert good.status == "fetched"


def test_a_nonsensical_environment_is_named_and_the_next_mirror_helps(server, tmp_path, monkeypatch):
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "1abc.cif").write_bytes(tiny_mmcif())
    monkeypatch.setenv("HTTP_PROXY", "nonsense://someone:hunter2@proxy")
    monkeypatch.setenv("ALL_PROXY", "nonsense://someone:hunter2@proxy")
    (result,) = server.fetch(["1abc"], tmp_path / "cache")
    assert "proxies or certificates that the environment names" in str(result.error)
    assert "hunter2" not in str(result.error)
    assert server.fetch(["1abc"], tmp_path / "cache", ["rcsb", tmp_path / "mirror"])[0].ok


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[" * 200_000, "nested too deeply"),
        (b"\xff\xfe\x00", "not a list of removed entries"),
        (b"<html>", "not a list of removed entries"),
        (b'{"monday": {}, "tuesday": {}}', "none of its keys"),
        (b"42", "not a JSON object"),
        (gzip.compress(b"{}", mtime=0)[:-4], "gzip"),
        (gzip.compress(bytes(3_000_000), mtime=0), "more than 2 MB unpacked"),
    ],
)
def test_a_nonsensical_list_of_removed_entries_is_refused_in_words(server, tmp_path, content, said):
    server.serve_removed({})
    server.replies["/pub/pdb/holdings/all_removed_entries.json.gz"].body = content
    (result,) = server.fetch(["1abc"], tmp_path, limits=Limits(unpacked=2_000_000))
    assert isinstance(result.error, NoSuchEntryError)
    assert "whether it was removed is not known" in str(result.error)
    assert said in str(result.error)


def test_a_chain_of_successors_without_an_end_is_left(server, tmp_path):
    server.serve_removed({f"1a{n:02d}": [f"1a{n + 1:02d}"] for n in range(90)})
    (result,) = server.fetch(["1a00"], tmp_path)
    assert "more than 10 times" in str(result.error)


@pytest.mark.parametrize(
    "mirror", [f"http://{'x' * 70}.example/{{id}}", "http://\u2603\u2603..x/{id}", f"/{'x' * 300}/"]
)
def test_a_mirror_that_cannot_even_be_asked_is_passed_over(server, tmp_path, mirror):
    server.serve("rcsb", "1abc", tiny_mmcif())
    (result,) = server.fetch(["1abc"], tmp_path, [mirror])
    assert isinstance(result.error, NetworkError)
    assert re.search("cannot be asked|no connection|cannot be used", str(result.error))
    assert server.fetch(["1abc"], tmp_path, [mirror, "rcsb"])[0].ok


def test_a_server_that_never_ends_its_handshake_is_left(server, tmp_path):
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen(5)
        mirror = f"https://127.0.0.1:{mute.getsockname()[1]}/{{id}}"
        begin = time.monotonic()
        (result,) = server.fetch(
            ["1abc"], tmp_path, [mirror], limits=Limits(seconds=0.4), policy=replace(QUICK, connect=9)
        )
    assert time.monotonic() - begin < 2
    assert "not finished after 0.4 s" in str(result.error)


def test_a_pipe_in_a_directory_is_not_waited_for(server, tmp_path):
    (tmp_path / "mirror").mkdir()
    os.mkfifo(tmp_path / "mirror" / "1abc.cif.gz")
    (result,) = server.fetch(["1abc"], tmp_path / "cache", [tmp_path / "mirror"])
    assert "is not a regular file" in str(result.error)
    os.mkfifo(tmp_path / "cache" / "1abc.cif.gz")
    (result,) = server.fetch(["1abc"], tmp_path / "cache", [tmp_path / "mirror"])
    assert "is not a regular file" in str(result.error)


@pytest.mark.parametrize("value", ["-5", "soon", "9" * 400, "1e9", "Mon, 99 Foo 99999 99:99:99 GMT", "\u0662"])
def test_a_nonsensical_retry_after_is_passed_over_or_too_long(value):
    assert exchange.retry_after(value) >= 0


def test_an_interruption_waits_for_no_server_and_leaves_the_cache_whole(server, tmp_path):
    for entry in ("1abc", "2abc", "3abc", "4abc"):
        server.serve("rcsb", entry, tiny_mmcif(entry))
        server.replies[f"/download/{entry.upper()}.cif.gz"].stall = 0 if entry == "1abc" else 20

    def interrupt(result):
        raise KeyboardInterrupt

    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        server.fetch(
            ["1abc", "2abc", "3abc", "4abc"], tmp_path, progress=interrupt, jobs=3, policy=replace(QUICK, read=30)
        )
    assert time.monotonic() - begin < 5
    assert names(tmp_path) == ["1abc.cif.gz", "manifest.tsv"]
    assert list(read_manifest(tmp_path)) == ["1abc"]
    assert not list(tmp_path.glob(".*.part"))
    assert server.fetch(["1abc"], tmp_path)[0].status == "cached"
