"""The archive of a supplement: what is in it, what its metadata say, and that it can be made again."""

from __future__ import annotations

import copy
import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest

from again import run
from nesgroove import __version__
from nesgroove.cli.names import comparison_names, table_names

AUTHOR = ["--author", "Ada Lovelace 0000-0002-1825-0097"]
GIVEN = ["--license", "CC-BY-4.0", *AUTHOR, *AUTHOR, "--date", "2026-12-31"]

TYPES = {"CreativeWork", "Dataset", "File", "CreateAction", "SoftwareApplication", "ScholarlyArticle", "Person"}
TERMS = {
    "conformsTo", "about", "name", "description", "datePublished", "license", "hasPart", "mentions", "citation",
    "author", "encodingFormat", "contentSize", "instrument", "object", "result", "version", "softwareVersion",
    "softwareRequirements", "identifier",
}  # fmt: skip
"""Of what the context of RO-Crate 1.1 defines, all that is used here; ``sha256`` is defined beside it."""


@pytest.fixture
def project(reproducible, tmp_path, monkeypatch) -> Path:
    """A project with results, figures and a configuration, as working directory."""
    shutil.copytree(reproducible, tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    figures = tmp_path / "project/results/figures"
    figures.mkdir()
    for name in ("ruler.svg", "my figure <b> é.png", "con.png", "notes.txt"):
        (figures / name).write_bytes(b"drawn")
    (tmp_path / "project/config").mkdir()
    mirrors = [
        "'https://me:secret@mirror.example/{id}.cif.gz'",
        "[https://me:sec/secret@mirror.example/{id}, https://m.example/{id},https://me:a@secret@m.example/{id}]",
        '"https://mirror.example/get?entry={id}&token=secret"',
        "me:secret@mirror.example/",
    ]
    text = "".join(f"- {mirror}\n" for mirror in mirrors)
    (tmp_path / "project/config/config.yaml").write_text(f"mirrors:\n{text}about: https://a.example/b # rcsb\n")
    (tmp_path / "project/config/structures.lock.tsv").write_text("entry\trevision\n")
    return tmp_path / "project"


@pytest.fixture
def archive(project) -> Path:
    config = ["--config", "config/config.yaml", "--config", "config/structures.lock.tsv"]
    assert run("supplement", "--from", "results", *config, *GIVEN, "--out", "supplement.zip") == 0
    return project / "supplement.zip"


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def crate(path: Path) -> dict:
    return json.loads(contents(path)["ro-crate-metadata.json"])


def references_of(value: object) -> list[str]:
    """What a property refers to; anything deeper than a reference is no flat graph."""
    values = value if isinstance(value, list) else [value]
    given = [one for one in values if isinstance(one, dict)]
    assert all(one.keys() == {"@id"} for one in given)
    return [one["@id"] for one in given]


def check(crate: dict, files: dict[str, bytes]) -> None:
    """Hold metadata against the specification of RO-Crate 1.1, and against the files."""
    assert crate["@context"] == ["https://w3id.org/ro/crate/1.1/context", {"sha256": "http://schema.org/sha256"}]
    entities = {entity["@id"]: entity for entity in crate["@graph"]}
    assert len(entities) == len(crate["@graph"])
    for entity in entities.values():
        assert entity["@type"] in TYPES
        assert entity.keys() - {"@id", "@type", "sha256"} <= TERMS
        assert all(id_ in entities for value in entity.values() for id_ in references_of(value))
        assert re.fullmatch(r"[!-~]+", entity["@id"])
    descriptor = entities["ro-crate-metadata.json"]
    assert (descriptor["@type"], descriptor["about"]) == ("CreativeWork", {"@id": "./"})
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    root = entities["./"]
    assert root["@type"] == "Dataset"
    assert root["name"]
    assert root["description"]
    assert date.fromisoformat(root["datePublished"])
    licence = entities[root["license"]["@id"]]
    assert licence["name"]
    assert licence["description"]
    listed = {unquote(id_): entity for id_, entity in entities.items() if entity["@type"] == "File"}
    assert listed.keys() == files.keys() - {"ro-crate-metadata.json"}
    assert sorted(unquote(id_) for id_ in references_of(root["hasPart"])) == sorted(listed)
    for name, entity in listed.items():
        assert entity["contentSize"] == str(len(files[name]))
        assert entity["sha256"] == hashlib.sha256(files[name]).hexdigest()
        assert "/" in entity["encodingFormat"]
        assert entity["description"]
    for action in (entity for entity in entities.values() if entity["@type"] == "CreateAction"):
        assert entities[action["instrument"]["@id"]]["@type"] == "SoftwareApplication"
        assert action["object"]
        assert {entities[id_]["@type"] for id_ in references_of(action["result"])} == {"File"}


def test_metadata_are_those_of_a_ro_crate(archive):
    files = contents(archive)
    made = crate(archive)
    check(made, files)
    entities = {entity["@id"]: entity for entity in made["@graph"]}
    assert entities["./"]["datePublished"] == "2026-12-31"
    assert entities["./"]["description"].startswith("Measurements of 2 complexes (2 of unknown source) of the nuclear")
    assert entities["#nesgroove"]["softwareVersion"] == __version__
    assert {entities[id_]["name"] for id_ in references_of(entities["#nesgroove"]["softwareRequirements"])} >= {
        "Python", "gemmi", "numpy",
    }  # fmt: skip
    measured = [entities[id_]["name"] for id_ in references_of(entities["#measure"]["object"])]
    assert measured[:3] == ["broken.cif", "phantom_closed.cif.gz", "phantom_v6a.cif.gz"]
    assert {"references.json", "ligands/BNZ.sdf", "config/config.yaml"} <= set(measured)
    assert entities["https://orcid.org/0000-0002-1825-0097"]["name"] == "Ada Lovelace"


def of(crate: dict, id_: str) -> dict:
    return next(entity for entity in crate["@graph"] if entity["@id"] == id_)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda crate: crate.update({"@context": "https://w3id.org/ro/crate/1.1/context"}),
        lambda crate: crate["@graph"].pop(),
        lambda crate: crate["@graph"].append({"@id": "tables/omens.tsv", "@type": "File"}),
        lambda crate: of(crate, "./").pop("datePublished"),
        lambda crate: of(crate, "./")["hasPart"].pop(),
        lambda crate: of(crate, "./").update({"colour": "blue"}),
        lambda crate: of(crate, "#nesgroove").update({"license": {"@id": "#nothing"}}),
        lambda crate: of(crate, "#measure").update({"agent": {"@type": "Person", "name": "nested"}}),
        lambda crate: of(crate, "tables/geometry.tsv").update({"sha256": "0" * 64}),
    ],
)
def test_metadata_that_are_wrong_are_seen_by_the_check(archive, spoil: Callable[[dict], object]):
    made = copy.deepcopy(crate(archive))
    spoil(made)
    with pytest.raises((AssertionError, KeyError)):
        check(made, contents(archive))


def test_everything_that_belongs_to_a_run_is_in_it_under_safe_names(archive, project):
    files = contents(archive)
    expected = {f"tables/{name}.tsv" for name in table_names()} | {
        f"ensemble/{name}.tsv" for name in comparison_names()
    }
    expected |= {"tables/provenance.json", "references.json", "ligands/BNZ.sdf", "methods.txt", "columns.md"}
    expected |= {"config/config.yaml", "config/structures.lock.tsv", "requirements.txt", "README.md"}
    expected |= {"figures/ruler.svg", "figures/con_.png", "figures/my_figure_b_.png", "ro-crate-metadata.json"}
    assert files.keys() == expected
    for name in ("tables/geometry.tsv", "ensemble/means.tsv", "figures/ruler.svg"):
        assert files[name] == (project / "results" / name).read_bytes()
    assert b"secret" not in b"".join(files.values())
    for part in (
        "- 'https://***@mirror.example/{id}.cif.gz'\n",
        "?entry={id}&token=***",
        "https://a.example/b # rcsb\n",
    ):
        assert part in files["config/config.yaml"].decode()
    assert f"nesgroove=={__version__}\n" in files["requirements.txt"].decode()
    assert "nesgroove reproduce supplement.zip --structures" in files["README.md"].decode()
    assert run("measure", "files/phantom_v6a.cif.gz", "--references", "nothing.json", "--out", "x") == 1
    (project / "again.json").write_bytes(files["references.json"])
    assert run("measure", "files/phantom_v6a.cif.gz", "--references", "again.json", "--out", "x") == 0


def test_the_same_results_give_the_same_bytes(archive, project):
    words = ["--config", project / "config/config.yaml", "--config", "config/structures.lock.tsv", *GIVEN]
    assert run("supplement", "--from", project / "results", *words, "--out", "b/other.zip") == 0
    assert (project / "b/other.zip").read_bytes() == archive.read_bytes()


def test_tables_alone_do_and_what_is_not_in_it_is_said(project, monkeypatch, capsys):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    path = project / "results/tables/provenance.json"
    provenance = json.loads(path.read_text())
    provenance["inputs"][0]["path"] = "/mnt/somebody/files/broken.cif"
    provenance["options"]["ligands"] = {"BNZ": "/mnt/somebody/ben.sdf", "UNL": "/C=C/C"}
    path.write_text(json.dumps(provenance))
    with (project / "results/tables/problems.tsv").open("a") as stream:
        stream.write("a+2\t\tread\twarning\tx/broken.cif gives the name a, as /mnt/somebody/files/broken.cif has\t\n")
    shutil.rmtree(project / "results/ensemble")
    assert run("supplement", "--from", "results/tables", "--out", "s.zip") == 0
    said = capsys.readouterr().err
    assert "no figures in it; --figures" in said
    assert "no config in it; --config" in said
    assert "it states no licence; --license" in said
    files = contents(project / "s.zip")
    check(crate(project / "s.zip"), files)
    assert "ensemble/means.tsv" in files
    assert b"somebody" not in b"".join(files.values())
    assert b"gives the name a, as broken.cif has" in files["tables/problems.tsv"]
    assert json.loads(files["tables/provenance.json"])["options"]["ligands"] == {"BNZ": "ben.sdf", "UNL": "/C=C/C"}
    root = of(crate(project / "s.zip"), "./")
    assert root["datePublished"] == "1970-01-02"
    assert of(crate(project / "s.zip"), root["license"]["@id"])["name"] == "No licence stated"


def test_a_supplement_is_made_again_packed_or_not(archive, project, capsys):
    assert run("reproduce", archive) == 0
    said = capsys.readouterr().out
    assert "21 tables" in said
    assert said.endswith("Equal\n")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(project / "elsewhere")
    shutil.move(project / "files", project / "moved")
    geometry = project / "elsewhere/tables/geometry.tsv"
    geometry.write_text(geometry.read_text().replace("\t10.0", "\t10.1", 1))
    assert run("reproduce", "elsewhere", "--structures", "moved") == 1
    said = capsys.readouterr().out
    assert "  tables/geometry.tsv: changed since the supplement was made" in said
    assert "Cells that differ: 1" in said


def test_nothing_of_an_archive_is_written_outside_or_taken_for_a_table(archive, project, tmp_path, capsys):
    with zipfile.ZipFile(archive, "a") as packed:
        for name in ("../evil.tsv", "/evil.tsv", "tables/../../evil.tsv", "tables/sub/evil.tsv", "evil.tsv"):
            packed.writestr(name, "entry\nx\n")
    assert run("reproduce", archive) == 0
    assert not list(tmp_path.rglob("evil.tsv"))
    assert not Path("/evil.tsv").exists()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-400]), "no archive that can be read"),
        (lambda path: path.write_bytes(b"PK"), "no archive that can be read"),
        (lambda path: zipfile.ZipFile(path, "w").close(), "there is no tables/provenance.json in it"),
    ],
)
def test_an_archive_that_is_none_is_wrong_use(archive, spoil, message, capsys):
    spoil(archive)
    assert run("reproduce", archive) == 2
    assert message in capsys.readouterr().err


def test_tables_that_unpack_without_end_are_refused(archive, monkeypatch, capsys):
    monkeypatch.setattr("nesgroove.reproduce.results.MOST", 1000)
    assert run("reproduce", archive) == 2
    assert "its tables have more than" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--from", "nowhere"], 1, "nowhere: supplement: there is no such directory"),
        (["--from", "files"], 1, "files: supplement: there is no provenance.json in it"),
        (["--from", "results", "--config", "nothing.yaml"], 1, "nothing.yaml: supplement: No such file"),
        (["--from", "results", "--date", "tomorrow"], 2, "tomorrow is no date"),
        (["--from", "results", "--license", "CC BY 4.0"], 2, "'CC BY 4.0' is no licence"),
        (["--from", "results", "--author", " "], 2, "' ' is no author"),
        (["--from", "results", "--author", "0000-0002-1825-0097"], 2, "is no author"),
        (["--from", "results", *AUTHOR, "--author", "B 0000-0002-1825-0097"], 2, "have one ORCID"),
    ],
)
def test_what_cannot_be_put_together_is_an_error_and_leaves_nothing(project, words, code, message, capsys):
    assert run("supplement", *words, "--out", "s.zip") == code
    assert message in capsys.readouterr().err
    assert not (project / "s.zip").exists()


def test_results_of_another_version_are_refused(project, capsys):
    path = project / "results/tables/provenance.json"
    path.write_text(path.read_text().replace(f'"nesgroove": "{__version__}"', '"nesgroove": "0.1.0"'))
    assert run("supplement", "--from", "results", "--out", "s.zip") == 1
    assert "made by nesgroove 0.1.0, and this is nesgroove" in capsys.readouterr().err
