import re

import pytest
import typer
from typer.testing import CliRunner

from fetch_server import FetchServer, tiny_mmcif
from nesgroove.cli.fetch import fetch_command

app = typer.Typer()
app.command("fetch")(fetch_command)


@pytest.fixture
def server():
    with FetchServer() as server:
        yield server


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_all_obtained_is_exit_code_0(server, tmp_path):
    server.serve("rcsb", "1abc", tiny_mmcif())
    server.serve("pdbe", "2abc", tiny_mmcif("2abc"))
    sheet = tmp_path / "sheet.tsv"
    sheet.write_text("entry\n2abc\n1abc\n")
    mirrors = ["--mirror", server.template("rcsb"), "--mirror", server.template("pdbe")]
    result = run("1ABC", "--from", sheet, "--to", tmp_path / "cache", *mirrors, "--holdings", server.holdings_url)
    assert (result.exit_code, result.stderr) == (0, "")
    assert [line.split("\t")[:2] for line in result.stdout.splitlines()] == [
        ["1abc", "fetched"],
        ["2abc", "fetched"],
    ]
    again = run("1ABC", "--to", tmp_path / "cache", *mirrors)
    assert again.stdout.split("\t")[1] == "cached"
    fresh = run("1ABC", "--to", tmp_path / "cache", *mirrors, "--refresh")
    assert fresh.stdout.split("\t")[1] == "fetched"


def test_the_environment_names_mirrors_where_no_option_does(server, tmp_path, monkeypatch):
    server.serve("rcsb", "1abc", tiny_mmcif())
    server.serve("pdbe", "2abc", tiny_mmcif("2abc"))
    monkeypatch.setenv("NESGROOVE_MIRRORS", f"{server.template('pdbj')} {server.template('rcsb')}")
    result = run("1abc", "--to", tmp_path / "cache")
    assert (result.exit_code, result.stdout.split("\t")[:2]) == (0, ["1abc", "fetched"])
    named = run("2abc", "--to", tmp_path / "cache", "--mirror", server.template("pdbe"))
    assert (named.exit_code, named.stdout.split("\t")[:2]) == (0, ["2abc", "fetched"])


def test_one_not_obtained_is_exit_code_1_and_the_others_are_there(server, tmp_path):
    server.serve("rcsb", "1abc", tiny_mmcif())
    server.serve_removed({})
    mirror = ["--mirror", server.template("rcsb"), "--holdings", server.holdings_url]
    result = run("9xyz", "1abc", "--to", tmp_path, *mirror, "--timeout", 2, "--jobs", 2)
    assert result.exit_code == 1
    assert "9xyz: fetch: no such entry" in result.stderr
    assert "Check the id" in result.stderr
    assert "1 of 2 entries were not obtained" in result.stderr
    assert result.stdout.startswith("1abc\tfetched\t")
    assert (tmp_path / "1abc.cif.gz").exists()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["3gjx"], "--to"),
        (["--to", "{tmp}"], "no entry"),
        (["nonsense", "--to", "{tmp}"], "'nonsense'"),
        (["3gjx", "--to", "{tmp}", "--mirror", "rscb"], "'rscb'"),
        (["3gjx", "--to", "{tmp}", "--jobs", "0"], "--jobs"),
        (["--from", "{tmp}/none.tsv", "--to", "{tmp}"], "none.tsv"),
    ],
)
def test_a_request_that_is_not_understood_is_exit_code_2(tmp_path, arguments, named):
    result = run(*[argument.format(tmp=tmp_path) for argument in arguments])
    assert result.exit_code == 2
    assert named in re.sub(r"\x1b\[[0-9;]*m", "", result.stderr)
    assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_help_has_an_example():
    result = run("--help")
    assert result.exit_code == 0
    assert "Example: nesgroove fetch 3GJX" in " ".join(result.stdout.split())
