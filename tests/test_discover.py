"""What the archive has today against the sheet, asked of a server on loopback in the place of RCSB and PDBe."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner

from fetch_server import FetchServer, Reply
from nesgroove.cli.app import app
from nesgroove.errors import ConfigError
from nesgroove.fetch.search import E_VALUE, IDENTITY, questions
from nesgroove.fetch.sheet import read_sheet
from nesgroove.identify.sequences import reference_sequences

HUMAN, MOUSE, YEAST = "O14980", "Q6P5F9", "P30822"

SHEET = (
    "entry\tnote\n# human\n3gb8\thuman; no Ran\n3gjx\tmouse\n3nc1\n# removed\n1abc\tan old one\n2abc\tanother\n9oge\t\n"
)


class SearchServer(FetchServer):
    """Answers of both services. `mapped` are entries by accession, `alike` those that a search by sequence gives."""

    def __init__(self):
        super().__init__()
        self.mapped = {HUMAN: ["3GB8"], MOUSE: ["3GJX", "3NC1"], YEAST: ["4HB2"]}
        self.alike = ["3GB8", "3GJX", "3NC1", "4HB2", "4FGV"]
        self.rcsb = self.pdbe = None
        self.queries = []
        self.route = self.answer
        self.serve_removed({"1ABC": {"superseded_by": ["4HB2"]}, "2ABC": {"superseded_by": []}})

    def answer(self, path):
        parts = urlsplit(path)
        if parts.path == "/rcsbsearch/v2/query":
            query = json.loads(parse_qs(parts.query)["json"][0])
            self.queries.append(query)
            return self.rcsb or self.hits(query)
        if parts.path.startswith("/pdbe/"):
            accession = parts.path.rsplit("/", 1)[1]
            chains = [{"pdb_id": e.lower(), "chain_id": c} for e in self.mapped[accession] for c in "AD"]
            return self.pdbe or Reply(json.dumps({accession: chains}).encode())
        return None

    def hits(self, query):
        nodes = query["query"].get("nodes")
        ids = self.mapped[nodes[0]["parameters"]["value"]] if nodes else self.alike
        if not ids:
            return Reply(status=204)
        hits = [{"identifier": entry, "score": 1.0} for entry in ids]
        return Reply(json.dumps({"result_type": "entry", "total_count": len(ids), "result_set": hits}).encode())


@pytest.fixture
def server():
    with SearchServer() as server:
        yield server


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "sheet.tsv"
    path.write_text(SHEET)
    return path


def run(server, sheet, *arguments):
    words = ["discover", "--sheet", sheet, "--rcsb", f"{server.base}/rcsbsearch/v2/query"]
    words += ["--pdbe", f"{server.base}/pdbe/api/mappings/best_structures/{{accession}}"]
    words += ["--holdings", server.holdings_url, "--timeout", 2, "--max-seconds", 3, *arguments]
    return CliRunner().invoke(app, [str(word) for word in words])


def rows(result):
    return [line.split("\t") for line in result.stdout.splitlines()[1:]]


def test_every_entry_of_both_has_its_status(server, sheet):
    result = run(server, sheet)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "entry\tstatus\tspecies\tservice\tnote"
    assert rows(result) == [
        ["4fgv", "new", "relatives of human XPO1", "RCSB"],
        ["4hb2", "new", "Saccharomyces cerevisiae", "RCSB", "takes the place of 1abc"],
        ["1abc", "superseded", "", "", "by 4hb2"],
        ["2abc", "obsolete", "", "", "removed from the archive, without a successor"],
        ["9oge", "not found", "", "", "no search gives it: not released, or its chains are not known as XPO1"],
        ["3gb8", "known", "Homo sapiens", "RCSB"],
        ["3gjx", "known", "Mus musculus", "RCSB"],
        ["3nc1", "known", "Mus musculus", "RCSB"],
    ]
    assert "O14980 (Homo sapiens): 1 entry from RCSB" in result.stderr
    assert result.stderr.endswith("2 new, 1 superseded, 1 obsolete, 1 not found, 3 known\n")
    assert sheet.read_text() == SHEET


def test_the_questions_are_those_of_the_search_api(server, sheet):
    run(server, sheet)
    within = "rcsb_polymer_entity_container_identifiers.reference_sequence_identifiers"
    asked = [
        {node["parameters"]["attribute"]: node["parameters"]["value"] for node in query["query"]["nodes"]}
        for query in server.queries
        if "nodes" in query["query"]
    ]
    assert asked == [
        {f"{within}.database_accession": accession, f"{within}.database_name": "UniProt"}
        for accession in (HUMAN, MOUSE, YEAST)
    ]
    (by_sequence,) = [query["query"] for query in server.queries if "nodes" not in query["query"]]
    assert by_sequence["service"] == "sequence"
    assert by_sequence["parameters"]["value"] == reference_sequences()["XPO1_HUMAN"].sequence
    for query in server.queries:
        assert query["return_type"] == "entry"
        assert query["request_options"] == {"return_all_hits": True, "results_content_type": ["experimental"]}


def test_every_species_is_asked_for_by_accession_or_is_near_enough_to_be_found_by_sequence():
    from biotite.sequence import ProteinSequence, align

    packaged = reference_sequences()
    human = ProteinSequence(packaged["XPO1_HUMAN"].sequence)
    matrix = align.SubstitutionMatrix.std_protein_matrix()
    asked = {question.accession for question in questions()}

    def alike(sequence):
        other = ProteinSequence(sequence.sequence)
        best = align.align_optimal(human, other, matrix, gap_penalty=(-11, -1), local=True, max_number=1)[0]
        return align.get_sequence_identity(best, mode="all"), best.score

    for name in ("XPO1_ARATH", "XPO1_SCHPO"):  # the most distant ones without an accession
        assert packaged[name].accession not in asked - {""}
        assert alike(packaged[name])[0] > IDENTITY + 0.05
    assert alike(packaged["CSE1_YEAST"])[0] < IDENTITY - 0.05
    assert E_VALUE < 1e-10


def test_where_rcsb_does_not_answer_pdbe_does_and_it_is_said(server, sheet):
    server.rcsb = Reply(b"down", status=403)
    result = run(server, sheet)
    assert result.exit_code == 1  # nobody else searches by sequence
    assert ["4hb2", "new", "Saccharomyces cerevisiae", "PDBe", "takes the place of 1abc"] in rows(result)
    assert "P30822 (Saccharomyces cerevisiae): 1 entry from PDBe, after RCSB: HTTP 403" in result.stderr
    assert "not answered: by sequence (relatives of human XPO1): RCSB: HTTP 403" in result.stderr
    assert ["9oge", "not found", "", "", "not every search was answered"] in rows(result)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"<html>maintenance</html>", 200, "is not understood"),
        (b"[]", 200, "no result_set"),
        (b'{"result_set": "3GJX"}', 200, "no result_set"),
        (b'{"result_set": ["AF_AFO14980F1"], "total_count": 1}', 200, "is not the id of a PDB entry"),
        (b'{"result_set": ["3GJX"], "total_count": 90}', 200, "it has 1 of 90 entries"),
        (b"[" * 100_000, 200, "is not understood"),
        (b"", 200, "is not understood"),  # 204 is "no entry"; this is an answer that got lost
        (b"moved", 404, "HTTP 404, which says nothing"),
    ],
)
def test_an_answer_that_is_none_is_never_taken_for_no_entry(server, sheet, body, status, said):
    server.rcsb = Reply(body, status=status)
    server.pdbe = Reply(b'{"O14980": {}}', status=404 if status == 404 else 200)
    result = run(server, sheet, "--add")
    assert result.exit_code == 1
    assert said in result.stderr
    assert "PDBe: " in result.stderr
    assert "no sheet was written" in result.stderr
    assert sheet.read_text() == SHEET


def test_no_entry_is_an_answer_too(server, sheet):
    server.mapped[HUMAN] = []
    server.mapped["Q00000"] = ["5ABC"]
    result = run(server, sheet, "--accession", "q00000")
    assert result.exit_code == 0
    assert "O14980 (Homo sapiens): 0 entries from RCSB" in result.stderr
    assert ["5abc", "new", "Q00000", "RCSB"] in rows(result)


def test_without_the_list_of_removed_entries_it_says_so(server, sheet):
    server.replies.clear()
    result = run(server, sheet)
    assert result.exit_code == 1
    assert ["1abc", "not found", "", "", "no search gives it; whether it was removed is not known"] in rows(result)
    assert result.stderr.count("not answered: the list of removed entries") == 1


def test_new_entries_are_added_and_every_line_stays(server, sheet):
    result = run(server, sheet, "--add")
    assert result.exit_code == 0
    assert "2 new entries added" in result.stderr
    assert [line for line in sheet.read_text().splitlines() if line[:4] not in {"4fgv", "4hb2"}] == SHEET.splitlines()
    added = {str(row.entry): row.note for row in read_sheet(sheet)}
    assert re.fullmatch(r"Saccharomyces cerevisiae; takes the place of 1abc; RCSB, \d{4}-\d\d-\d\d", added["4hb2"])
    again = run(server, sheet, "--add")
    assert "nothing to add" in again.stderr
    assert "4hb2\tknown" in again.stdout


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("entry\n3gjx\n5abc", "entry\n3gjx\n4fgv\n4hb2\n5abc\n"),
        ("\ufeffentry\r\n3gjx\r\n", "\ufeffentry\r\n3gjx\r\n4fgv\r\n4hb2\r\n"),
        ("entry\n5abc\n3gjx\n", "entry\n5abc\n3gjx\n4fgv\n4hb2\n"),
        ("entry\n", "entry\n4fgv\n4hb2\n"),
        ("\ufeff# mine\nentry\n", "\ufeff# mine\nentry\n4fgv\n4hb2\n"),
    ],
)
def test_a_sheet_keeps_its_order_its_columns_and_its_line_ends(server, sheet, before, after):
    server.mapped, server.alike = {HUMAN: [], MOUSE: ["4HB2"], YEAST: []}, ["4FGV"]
    sheet.write_bytes(before.encode())
    assert run(server, sheet, "--add").exit_code == 0
    assert sheet.read_bytes().decode() == after


def test_a_new_sheet_has_what_the_archive_has_today(server, sheet, tmp_path):
    out = tmp_path / "new.tsv"
    result = run(server, sheet, "--out", out)
    assert result.exit_code == 0
    written = {str(row.entry): row.note for row in read_sheet(out)}
    assert list(written) == ["3gb8", "3gjx", "3nc1", "4fgv", "4hb2", "9oge"]
    assert written["3gb8"] == "human; no Ran"
    assert sheet.read_text() == SHEET
    # Never written over, and nobody is asked.
    server.queries.clear()
    result = run(server, sheet, "--out", out)
    assert (result.exit_code, server.queries) == (2, [])
    assert "not written over" in result.stderr
    assert {str(row.entry): row.note for row in read_sheet(out)} == written


def test_a_removed_entry_stays_where_its_successor_is_in_no_search(server, sheet, tmp_path):
    server.serve_removed({"1ABC": {"superseded_by": ["6ABC"]}, "2ABC": {}})
    run(server, sheet, "--out", tmp_path / "new.tsv")
    written = [str(row.entry) for row in read_sheet(tmp_path / "new.tsv")]
    assert ("1abc" in written, "2abc" in written) == (True, False)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--accession", "XPO1"], "'XPO1' is not a UniProt accession"),
        (["--rcsb", "ftp://host/"], "'ftp'"),
        (["--pdbe", "https:///x"], "names no host"),
        (["--holdings", "gopher://host"], "'gopher'"),
        (["--add", "--out", "x.tsv"], "cannot both be"),
        (["--sheet", "none.tsv"], "none.tsv"),
    ],
)
def test_a_request_that_is_not_understood_is_exit_code_2(server, sheet, arguments, named):
    result = run(server, sheet, *arguments)
    assert (result.exit_code, server.queries) == (2, [])
    assert named in result.stderr


def test_the_answer_of_a_service_that_drips_is_not_waited_for(server, sheet):
    server.rcsb = Reply(b"x" * 100, stall=30)
    result = run(server, sheet, "--max-seconds", 0.3)
    assert "4hb2\tnew\tSaccharomyces cerevisiae\tPDBe" in result.stdout
    assert "not finished after 0.3 s" in result.stderr


def test_help_has_an_example_and_questions_refuse_nonsense():
    assert "Example: nesgroove discover" in " ".join(CliRunner().invoke(app, ["discover", "--help"]).stdout.split())
    with pytest.raises(ConfigError):
        questions(["O1498"])
    assert len(questions([HUMAN, "A0A024R1R8"])) == len(questions()) + 1
