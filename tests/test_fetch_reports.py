"""Validation reports from the archive's layouts on a loopback server: whole, recorded, locked, or not there."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import typer
from typer.testing import CliRunner

from fetch_server import FetchServer, Reply, tiny_mmcif
from nesgroove.cli.fetch import fetch_command
from nesgroove.fetch.errors import CorruptError, LockedError, NetworkError
from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.lock import Lock, lock_row, read_lock, report_lock_row, write_lock
from nesgroove.fetch.manifest import read_manifest
from nesgroove.fetch.mirrors import NAMED_MIRRORS, parse_mirror
from nesgroove.fetch.reports import report_mirror
from nesgroove.io.reports.names import reports_beside
from report_files import xml

app = typer.Typer()
app.command("fetch")(fetch_command)

ROW = {"model": "1", "chain": "A", "resnum": "1", "icode": " ", "altcode": " ", "resname": "GLY", "rscc": "0.91"}


def report(entry="1abc", **more):
    return xml(entry, [ROW], **more)


@pytest.fixture
def server():
    with FetchServer() as server:
        yield server


def serve_report(server, name, entry, data, **faults):
    """Put a report where a mirror of this layout has it."""
    mirror = report_mirror(parse_mirror(server.template(name)))
    path = urlsplit(mirror.addresses(EntryId.parse(entry))[0]).path
    server.replies[path] = Reply(gzip.compress(data, mtime=1) if path.endswith(".gz") else data, **faults)
    return path


def test_the_archives_sites_have_their_own_addresses():
    entry = EntryId.parse("3gjx")
    addresses = {name: report_mirror(parse_mirror(name)).addresses(entry) for name in NAMED_MIRRORS}
    assert addresses == {
        "rcsb": ["https://files.rcsb.org/pub/pdb/validation_reports/gj/3gjx/3gjx_validation.xml.gz"],
        "wwpdb": ["https://files.wwpdb.org/pub/pdb/validation_reports/gj/3gjx/3gjx_validation.xml.gz"],
        "pdbj": ["https://data.pdbj.org/pub/pdb/validation_reports/gj/3gjx/3gjx_validation.xml.gz"],
        "pdbe": ["https://www.ebi.ac.uk/pdbe/entry-files/download/3gjx_validation.xml"],
    }


@pytest.mark.parametrize(
    ("template", "address"),
    [
        ("https://h/pub/pdb/data/structures/divided/mmCIF/{middle}/{id}.cif.gz",
         "https://h/pub/pdb/validation_reports/gj/3gjx/3gjx_validation.xml.gz"),
        ("https://h/files/{ID}.cif.gz", "https://h/files/3gjx_validation.xml.gz"),
        ("https://me:word@h/{id}.cif?token=abc", "https://me:word@h/3gjx_validation.xml.gz?token=abc"),
    ],
)  # fmt: skip
def test_a_template_of_structures_leads_to_reports(template, address):
    assert report_mirror(parse_mirror(template)).addresses(EntryId.parse("3gjx")) == [address]


def test_a_report_is_fetched_checked_and_recorded(server, tmp_path):
    server.serve("wwpdb", "1abc", tiny_mmcif())
    path = serve_report(server, "wwpdb", "1abc", report())
    (result,) = server.fetch(["1abc"], tmp_path, ["wwpdb"], validation=True)
    assert (result.status, result.report.status, result.complete) == ("fetched", "fetched", True)
    assert result.report.path == tmp_path / "1abc_validation.xml.gz"
    assert reports_beside(result.path) == [result.report.path]
    records = read_manifest(tmp_path)
    assert set(records) == {"1abc", "1abc_validation.xml.gz"}
    record = records["1abc_validation.xml.gz"]
    assert (record.entry, record.file) == ("1abc", "1abc_validation.xml.gz")
    assert record.sha256 == hashlib.sha256(result.report.path.read_bytes()).hexdigest()
    assert record.url.endswith(path)
    # Once more: neither is asked for again, and one that was changed since is.
    (again,) = server.fetch(["1abc"], tmp_path, ["wwpdb"], validation=True)
    assert (again.status, again.report.status, server.asked[path]) == ("cached", "cached", 1)
    result.report.path.write_bytes(b"something else")
    (mended,) = server.fetch(["1abc"], tmp_path, ["wwpdb"], validation=True)
    assert (mended.status, mended.report.status) == ("cached", "fetched")
    assert "was corrupt" in mended.report.message


def test_without_the_option_nothing_is_asked(server, tmp_path):
    server.serve("wwpdb", "1abc", tiny_mmcif())
    path = serve_report(server, "wwpdb", "1abc", report())
    (result,) = server.fetch(["1abc"], tmp_path, ["wwpdb"])
    assert (result.report, server.asked[path]) == (None, 0)


def test_an_unpacked_report_is_kept_packed(server, tmp_path):
    server.serve("wwpdb", "1abc", tiny_mmcif())
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "1ABC_validation.xml").write_bytes(report())
    (tree / "1abc.cif").write_bytes(tiny_mmcif())
    (result,) = server.fetch(["1abc"], tmp_path / "cache", [f"{tree}/"], validation=True)
    assert gzip.decompress(result.report.path.read_bytes()) == report()


@pytest.mark.parametrize("root", ["pdb", "pdb/data"])
def test_a_local_archive_has_reports_beside_its_structures(server, tmp_path, root):
    for path, data in (
        ("pdb/data/structures/divided/mmCIF/ab/1abc.cif.gz", tiny_mmcif()),
        ("pdb/validation_reports/ab/1abc/1abc_validation.xml.gz", report()),
    ):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_bytes(gzip.compress(data))
    (result,) = server.fetch(["1abc"], tmp_path / "cache", [f"{tmp_path / root}/"], validation=True)
    assert result.report.status == "fetched"


def test_no_report_is_a_note_and_no_failure(server, tmp_path):
    server.serve("wwpdb", "1abc", tiny_mmcif())
    problems = tmp_path / "problems.tsv"
    done = CliRunner().invoke(app, [
        "1abc", "--to", str(tmp_path / "cache"), "--mirror", server.template("wwpdb"), "--validation",
        "--problems", str(problems),
    ])  # fmt: skip
    assert (done.exit_code, done.stderr) == (0, "")
    assert "no such validation report" in done.stdout
    rows = problems.read_text().splitlines()[1:]
    assert [row.split("\t")[2:4] for row in rows] == [["fetch", "note"]]


BAD = {
    "another entry's": (lambda: gzip.compress(report("2abc")), "of the entry 2abc, not of 1abc"),
    "cut in the archive": (lambda: gzip.compress(report())[:-20], "cut short"),
    "cut before it was packed": (lambda: gzip.compress(report()[:-20]), "damaged or cut short"),
    "a page": (lambda: b"<html>not here</html>", "web page"),
    "a structure": (lambda: gzip.compress(tiny_mmcif()), "no validation report"),
    "a bomb of entities": (lambda: gzip.compress(report(head='<!DOCTYPE x [<!ENTITY a "aa">]>')), "document type"),
    "a bomb of zeros": (lambda: gzip.compress(b" " * 60_000_000), "times as large"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_not_the_whole_report_is_refused_and_the_structure_is_there(server, tmp_path, case):
    data, why = BAD[case]
    server.serve("wwpdb", "1abc", tiny_mmcif())
    path = serve_report(server, "wwpdb", "1abc", b"")
    server.replies[path] = Reply(data())
    (result,) = server.fetch(["1abc"], tmp_path, ["wwpdb"], validation=True)
    assert (result.ok, result.complete) == (True, False)
    assert why in result.report.error.message
    assert not (tmp_path / "1abc_validation.xml.gz").exists()
    if "bomb of zeros" not in case:
        assert isinstance(result.report.error, CorruptError)


def test_a_fault_of_the_network_is_none_of_the_archive(server, tmp_path):
    server.serve("wwpdb", "1abc", tiny_mmcif())
    serve_report(server, "wwpdb", "1abc", report(), fail_first=99, fail_status=503)
    problems = tmp_path / "problems.tsv"
    arguments = ["1abc", "--to", str(tmp_path / "cache"), "--mirror", server.template("wwpdb"), "--validation",
                 "--max-seconds", "1", "--problems", str(problems)]  # fmt: skip
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 1
    assert "no mirror delivered the validation report" in done.stderr
    assert "1 of 1 validation reports were not obtained" in done.stderr
    assert "entries were not obtained" not in done.stderr
    assert done.stdout.split("\t")[2].strip().endswith("1abc.cif.gz")
    assert "\tfetch\twarning\t" in problems.read_text()
    (result,) = server.fetch(["1abc"], tmp_path / "cache", ["wwpdb"], validation=True)
    assert isinstance(result.report.error, NetworkError)


def test_the_next_mirror_is_asked_for_a_report(server, tmp_path):
    server.serve("wwpdb", "1abc", tiny_mmcif())
    serve_report(server, "wwpdb", "1abc", report("2abc"))
    serve_report(server, "rcsb", "1abc", report())
    (result,) = server.fetch(["1abc"], tmp_path, ["wwpdb", "rcsb"], validation=True)
    assert result.report.status == "fetched"
    assert "/download/" in result.report.url


def test_of_an_obsolete_entry_the_successor_s_report_is_fetched(server, tmp_path):
    server.serve("wwpdb", "2abc", tiny_mmcif("2abc"))
    serve_report(server, "wwpdb", "2abc", report("2abc"))
    server.serve_removed({"1ABC": {"superseded_by": ["2ABC"]}})
    (result,) = server.fetch(["1abc"], tmp_path, ["wwpdb"], validation=True)
    assert (result.status, result.entry) == ("replaced", "2abc")
    assert result.report.path == tmp_path / "2abc_validation.xml.gz"


def test_a_lock_holds_reports_too(server, tmp_path):
    server.serve("wwpdb", "1abc", tiny_mmcif())
    path = serve_report(server, "wwpdb", "1abc", report())
    lock = tmp_path / "lock.tsv"
    arguments = [
        "1abc",
        "--to",
        str(tmp_path / "cache"),
        "--mirror",
        server.template("wwpdb"),
        "--lock-file",
        str(lock),
    ]
    done = CliRunner().invoke(app, [*arguments, "--validation", "--lock"])
    assert (done.exit_code, done.stderr) == (0, f"1 entries, and 1 validation report locked in {lock}\n")
    assert done.stdout.rstrip("\n").split("\t")[-1] == str(tmp_path / "cache/1abc_validation.xml.gz")
    rows = read_lock(lock)
    assert set(rows) == {"1abc", "1abc validation"}
    locked = rows["1abc validation"]
    assert (locked.revision, locked.date, locked.sha256) == ("1.2", "2011-07-13", hashlib.sha256(report()).hexdigest())
    # The archive makes its report again: another file, which the lock does not let in.
    server.replies[path] = Reply(gzip.compress(report(steps="molprobity,eds,percentiles")))
    again = CliRunner().invoke(app, [*arguments, "--validation", "--locked", "--refresh"])
    assert again.exit_code == 1
    assert "no mirror has the locked file" in again.stderr
    taken = CliRunner().invoke(app, [*arguments, "--validation", "--locked", "--accept", "--refresh"])
    assert taken.exit_code == 0
    assert "1abc validation: revision 1.2" in taken.stderr
    # One that is gone, and is locked, is missing.
    Path(tmp_path / "cache/1abc_validation.xml.gz").unlink()
    del server.replies[path]
    gone = CliRunner().invoke(app, [*arguments, "--validation", "--locked"])
    assert (gone.exit_code, "1abc: fetch: no such validation report" in gone.stderr) == (1, True)


def test_a_lock_of_structures_alone_has_its_five_columns(tmp_path):
    lock = tmp_path / "lock.tsv"
    structure = lock_row(EntryId.parse("1abc"), tiny_mmcif())
    write_lock(lock, [structure])
    assert lock.read_text().splitlines()[0] == "entry\trevision\tdate\tsha256\tsize"
    assert read_lock(lock) == {"1abc": structure}
    present = report_lock_row(EntryId.parse("1abc"), report())
    with pytest.raises(LockedError, match="not in the lock"):
        Lock({"1abc": structure}, lock).check(present, "here")
    Lock({present.key: present}, lock).check(present, "here")
    write_lock(lock, [present, structure])
    text = lock.read_text()
    assert [line.split("\t")[-1] for line in text.splitlines()] == ["what", "", "validation"]
    lock.write_text(text.replace("\tvalidation", "\tmap"))
    with pytest.raises(Exception, match="'map' is no kind of file"):
        read_lock(lock)
