"""The configuration: complete, checked key by key, and refused by the name of the key and the file."""

from __future__ import annotations

import ast
import copy
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml

from nesgroove.fetch.sheet import read_sheet
from nesgroove.io.phantoms import phantom_names, phantom_truth
from test_workflow import snakemake

ROOT = Path(__file__).parents[1]
SCHEMAS = sorted((ROOT / "workflow/schemas").glob("*.schema.yaml"))


def load(path: str | Path) -> dict:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def objects(schema: dict, place: str = "") -> Iterator[tuple[str, dict]]:
    """Every level of a schema that has keys."""
    if schema.get("type") == "object" or "properties" in schema:
        yield place, schema
    for name, inner in schema.get("properties", {}).items():
        yield from objects(inner, f"{place}.{name}")
    if "items" in schema:
        yield from objects(schema["items"], f"{place}[]")


def errors(config: object) -> list[str]:
    validator = jsonschema.Draft202012Validator(load("workflow/schemas/config.schema.yaml"))
    return [error.message for error in validator.iter_errors(config)]


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.name)
def test_every_level_is_closed_and_has_no_default(schema):
    levels = list(objects(load(schema)))
    assert levels
    for place, level in levels:
        assert level["type"] == "object", place
        # `ligands` and `sources` have keys of the user's, and hold them to a pattern.
        assert level["additionalProperties"] is False or "propertyNames" in level, place
        optional = set(level.get("properties", {})) - set(level.get("required", []))
        assert optional <= {"note"}, place
    assert "default:" not in schema.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path", ["config/config.yaml", "config/demo.yaml", ".test/config/mirror.yaml", ".test/config/phantoms.yaml"]
)
def test_the_configurations_that_come_with_it_are_whole(path):
    assert errors(load(path)) == []


def test_the_phantoms_of_the_configurations_exist_and_serve_as_references():
    demo = load("config/demo.yaml")
    names = set(demo["phantom"]["names"])
    assert names <= set(phantom_names())
    assert set(demo["references"].values()) <= names
    assert set(load("config/config.yaml")["phantom"]["names"]) <= set(phantom_names())
    assert phantom_truth(demo["references"]["cargo"])["cargo"]


def test_the_references_of_the_archive_run_are_in_its_sheet():
    config = load("config/config.yaml")
    entries = {row.entry.short for row in read_sheet(ROOT / config["archive"]["sheet"])}
    assert set(config["references"].values()) <= entries


def test_every_key_is_described_in_the_readme():
    text = (ROOT / "config/README.md").read_text(encoding="utf-8")
    for place, level in objects(load("workflow/schemas/config.schema.yaml")):
        for key in level.get("properties", {}):
            name = f"{place}.{key}".removeprefix(".")
            assert f"`{name}`" in text, f"{name} is not described"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("source",), "internet", "'internet' is not one of"),
        (("archive", "mirrors"), "rcsb", "'rcsb' is not of type 'array', 'null'"),
        (("archive", "retries"), 3, "'retries' was unexpected"),
        (("references", "opened"), "3gjx", "'opened' was unexpected"),
        (("references", "open"), None, "None is not of type 'string'"),
        (("ligands",), {"UNL": 3}, "3 is not of type 'string'"),
        (("sources",), {"model_*": "model"}, "'model' is not one of"),
        (("ligands",), {123: "CCO"}, "123 is not of type 'string'"),
        (("ligands",), {"TOOLONG": "CCO"}, "'TOOLONG' does not match"),
        (("jobs",), 0, "0 is less than the minimum"),
        (("phantom", "names"), ["../x"], "'../x' does not match"),
        (("archive",), None, "None is not of type 'object'"),
    ],
)
def test_a_wrong_value_is_refused(path, value, said):
    config = copy.deepcopy(load("config/config.yaml"))
    level = config
    for key in path[:-1]:
        level = level[key]
    level[path[-1]] = value
    assert any(said in message for message in errors(config)), errors(config)


@pytest.fixture
def directory(tmp_path):
    shutil.copytree(ROOT / "config", tmp_path / "config")
    (tmp_path / "structures/local").mkdir(parents=True)
    return tmp_path


def refusal(directory: Path, *arguments: object) -> str:
    # Not a dry run: that one says everything on stdout.
    done = snakemake(directory, *arguments)
    assert done.returncode == 1
    return " ".join(done.stderr.split())


def test_an_unknown_key_is_refused_with_its_name_and_the_file(directory):
    path = directory / "config/config.yaml"
    path.write_text(path.read_text().replace("\njobs: 4", "\njosb: 4\njobs: 4"))
    said = refusal(directory)
    assert "config/config.yaml: Additional properties are not allowed ('josb' was unexpected)" in said
    assert "config/README.md" in said


@pytest.mark.full
def test_an_unknown_key_at_a_lower_level_is_refused_with_its_place(directory):
    path = directory / "config/config.yaml"
    path.write_text(path.read_text().replace("  timeout: 30", "  timeout: 30\n  timout: 3"))
    assert "config/config.yaml: archive: Additional properties are not allowed ('timout' was" in refusal(directory)


def test_a_key_that_has_gone_is_refused_with_what_replaces_it(directory):
    path = directory / "config/config.yaml"
    path.write_text(path.read_text().replace("\njobs: 4", "\nbatches: 8"))
    assert "config/config.yaml: batches is now called jobs, and counts" in refusal(directory)


def test_keys_that_have_gone_are_not_in_the_schema_and_what_replaces_them_is():
    common = (ROOT / "workflow/rules/common.smk").read_text(encoding="utf-8")
    table = ast.literal_eval(re.search(r"^GONE = (\{.*?^\})", common, re.MULTILINE | re.DOTALL)[1])
    known = {
        f"{level}.{key}".removeprefix(".")
        for level, schema in objects(load("workflow/schemas/config.schema.yaml"))
        for key in schema.get("properties", {})
    }
    assert table
    for key, instead in table.items():
        assert key not in known
        assert known & set(re.findall(r"[\w.]+", instead)), f"{key}: no key is named to write instead"


@pytest.mark.full
def test_a_key_that_is_missing_is_named(directory):
    path = directory / "config/config.yaml"
    path.write_text(path.read_text().replace("  cargo: 3gjx\n", ""))
    assert "config/config.yaml: references: 'cargo' is a required property" in refusal(directory)


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        pytest.param("entry\tnotes\n3gjx\tx\n", "'notes' was unexpected", marks=pytest.mark.full),
        pytest.param(
            "entry\tnote\n3gjx\nnonsense\n", "rows[1].entry: 'nonsense' does not match", marks=pytest.mark.full
        ),
        ("entry\tnote\n3gjx\tx\ty\n", "'(no header)' was unexpected"),
    ],
)
def test_a_wrong_sheet_is_refused_with_its_name(directory, sheet, said):
    (directory / "config/structures.tsv").write_text(sheet)
    message = refusal(directory)
    assert "config/structures.tsv: " in message
    assert said in message


@pytest.mark.full
def test_a_local_directory_that_is_not_there_is_said(directory):
    (directory / "structures/local").rmdir()
    assert "structures/local: there is no such directory" in refusal(directory, "--configfile", "config/demo.yaml")


def test_the_slurm_profile_names_the_plugin_and_leaves_the_account_to_the_user():
    text = (ROOT / "workflow/profiles/slurm/config.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)["executor"] == "slurm"
    assert "# slurm_account:" in text
    assert "# slurm_partition:" in text
    assert "pip install 'nesgroove[slurm]'" in text
