"""The check against the archive, with a server on loopback in its place."""

import hashlib

import pytest

import archive_check
from archive_check import Entry, differs, main, markdown, printed, report, verdict, without
from fetch_server import FetchServer, archive_style, real_structure
from nesgroove.compare import validation
from nesgroove.compare.published import published
from nesgroove.fetch.lock import LockRow
from nesgroove.fetch.manifest import Record
from nesgroove.fetch.sheet import read_sheet
from structures import ROOT

HISTORY = """loop_
_pdbx_audit_revision_history.ordinal
_pdbx_audit_revision_history.data_content_type
_pdbx_audit_revision_history.major_revision
_pdbx_audit_revision_history.minor_revision
_pdbx_audit_revision_history.revision_date
1 'Structure model' 1 0 2009-05-12
10 'Structure model' 2 1 2024-02-21
2 'Structure model' 1 1 2011-07-13
#
"""


def row(verdict="reproduced", needs="any of 3gjx 3gb8", **cells):
    empty = dict.fromkeys(("published", "tolerance", "measured", "difference", "unit", "complexes"), "")
    return {**empty, "quantity": "width | depth", "verdict": verdict, "needs": needs, **cells}


def entry(name="3gjx", *, obtained=True, complexes=1):
    record = Record(name, f"{name}.cif.gz", "ab" * 32, 9, "http://me:pw@host/a", "", "") if obtained else None
    found = [{"complex": f"{name}-A", "method": "X-RAY DIFFRACTION", "resolution": "2.5"}] * complexes
    release = LockRow(name, "2.1", "2024-02-21", "cd" * 32, "9") if obtained else None
    return Entry(name, record, release, found)


def test_every_entry_of_a_published_quantity_is_asked_for():
    asked = {row.entry.short: row.note for row in read_sheet(archive_check.SHEET)}
    named = {name for quantity in published() for name in quantity.entries}
    named |= {word for quantity in published() for word in quantity.arguments if validation.ENTRY.fullmatch(word)}
    assert named <= set(asked)
    assert {"3gjx", "3gb8", "3nby", "3nc1", "4hb2", "4hat", "4gmx", "5dhf", "5dif", "5uwi", "6xjs"} <= set(asked)
    assert all(asked.values())
    assert list(asked) == sorted(asked)
    assert "tools/archive_check.py" in (ROOT / "Makefile").read_text()


@pytest.mark.parametrize(
    ("rows", "entries", "good"),
    [
        ([row()], [entry()], True),
        ([], [entry()], False),
        ([row("differs")], [entry()], False),
        ([row("not measurable")], [entry()], False),
        ([row("entry not at hand")], [entry()], False),
        ([row()], [entry(), entry("3gb8", obtained=False)], False),
        ([row()], [entry(), entry("3gb8", complexes=0)], False),
    ],
)
def test_good_is_only_what_is_obtained_measured_and_reproduced(rows, entries, good):
    assert verdict(rows, entries)[0] == good
    assert ("Everything is reproduced" in report(rows, entries, [])) == good


def test_the_report_has_what_a_reader_needs_and_no_password():
    rows = [row(), row("differs", measured="1.5", needs="any of 3gjx 3gb8, and 3nby")]
    missing = Entry("3gb8", remarks=[{"complex": "", "step": "fetch", "severity": "error", "message": "no such entry"}])
    text = report(rows, [entry(), missing], ["--mirror", "http://***@host/{id}"])
    for part in ("| 3gjx | measured | 2.1 of 2024-02-21 | " + "ab" * 32 + " | " + "cd" * 32, "| 3gb8 | not obtained |"):
        assert part in text
    for part in ("gemmi", "no such entry", "2.5", "1 of 2 entries obtained", "width \\| depth", "--mirror"):
        assert part in text
    assert "pw" not in text
    wrong = text.split("## All quantities")[0].split("## What is not reproduced")[1]
    assert wrong.count("width") == 1
    assert "| 3gb8 3nby |" in wrong
    assert without(rows[1], {"3gjx", "3gb8", "3nby"}) == ""


def test_tables_are_laid_out_with_what_is_to_be_looked_at():
    assert differs(row("differs"))
    assert not differs(row())
    lines = printed([row("differs"), row()]).splitlines()
    assert lines[0].startswith("quantity       published")
    assert lines[1].endswith("differs")
    assert markdown(["a"], [["x\ny|z"]]).splitlines() == ["| a |", "| --- |", "| x y\\|z |"]


@pytest.mark.shared_values
def test_the_whole_way_from_the_archive_to_the_report(tmp_path, monkeypatch, capsys):
    text = archive_style(real_structure("3gjx")) + HISTORY.encode()
    of_3gjx = tuple(quantity for quantity in published() if quantity.entries == ("3gjx",))
    sheet = tmp_path / "sheet.tsv"
    with FetchServer() as server:
        server.serve("rcsb", "3gjx", text)
        server.serve_removed({})
        options = ["--mirror", server.template("rcsb"), "--holdings", server.holdings_url]

        def run(quantities, entries):
            sheet.write_text("\n".join(["entry", *entries]) + "\n")
            monkeypatch.setattr(validation, "published", lambda: quantities)
            code = archive_check.check(tmp_path / "cache", tmp_path / "out", options, sheet=sheet)
            return code, (tmp_path / "out/report.md").read_text(), capsys.readouterr().out

        code, written, said = run(of_3gjx, ["3gjx"])
        assert (code, "Everything is reproduced" in written) == (0, True)
        assert "2.1 of 2024-02-21" in written
        assert hashlib.sha256(text).hexdigest() in written
        assert f"1 of 1 entries obtained, 1 measured; of {len(of_3gjx)} quantities: {len(of_3gjx)} reproduced" in said

        code, written, said = run(published(), ["3gjx", "4hat"])
        assert code == 1
        assert "| 4hat | not obtained |" in written
        assert "no such entry, no mirror has it" in written
        assert "entry not at hand" in said
    assert "0 files measured, 1 unchanged" in said  # what is there is not measured again


def test_a_request_that_is_not_understood_is_exit_code_2(tmp_path, capsys):
    code = main(["--to", str(tmp_path / "cache"), "--out", str(tmp_path / "out"), "--mirror", "rscb"])
    assert code == 2
    assert "'rscb'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_damaged_manifest_is_an_error_in_words(tmp_path, capsys):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache/manifest.tsv").write_text("nonsense\n")
    code = main(["--to", str(tmp_path / "cache"), "--out", str(tmp_path / "out"), "--mirror", str(tmp_path)])
    assert code == 1
    assert "archive_check: " in capsys.readouterr().err.splitlines()[-1]


def test_without_a_network_the_report_says_so(tmp_path, capsys):
    code = main(
        ["--to", str(tmp_path / "cache"), "--out", str(tmp_path / "out"), "--mirror", str(tmp_path / "nowhere")]
    )
    assert code == 1
    written = (tmp_path / "out/report.md").read_text()
    assert "No quantity was measured" in written
    assert written.count("| not obtained |") == len(read_sheet(archive_check.SHEET))
    assert "does not exist" in written
