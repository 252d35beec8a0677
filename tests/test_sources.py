"""What the user says that files are."""

from __future__ import annotations

import csv
import json

import pytest

import nesgroove
from nesgroove.errors import ConfigError
from nesgroove.model.structure import SOURCE_KINDS
from nesgroove.survey.sources import read_sources, source_of


@pytest.mark.parametrize(
    ("given", "entry", "kind"),
    [
        ("predicted", "anything", "predicted"),
        (["predicted", "model_*=composite"], "model_1", "composite"),
        (["model_*=composite", "predicted"], "model_1", "predicted"),
        (["model_1=composite", "predicted"], "model_1", "composite"),
        (["MODEL_?=composite"], "model_1", "composite"),
        ({"model_*": "composite"}, "3gjx", None),
        ({"3gjx": "experiment", "*": "predicted"}, "3gjx", "experiment"),
        ([], "3gjx", None),
    ],
)
def test_names_are_stronger_than_patterns_and_later_ones_than_earlier(given, entry, kind):
    assert source_of(read_sources(given), entry) == kind


@pytest.mark.parametrize("given", ["model", "model_*=models", "=predicted", {"x": ""}, {"": "predicted"}])
def test_what_is_no_kind_is_refused_with_those_that_are(given):
    with pytest.raises(ConfigError) as raised:
        read_sources(given)
    assert all(kind in raised.value.remedy for kind in SOURCE_KINDS)


def test_measure_takes_the_kind_from_the_user_before_the_file(phantom_files):
    files = [phantom_files / "phantom_v6a.cif.gz", phantom_files / "phantom_closed.cif.gz"]
    found = nesgroove.measure(files, source={"*closed": "modelled"}, superposed=False)
    assert dict(zip(found.complexes.complex, found.complexes.source_kind, strict=True)) == {
        "phantom_closed-C": "modelled", "phantom_v6a-C": "phantom",
    }  # fmt: skip
    assert list(found.complexes.phantom) == ["no", "yes"]
    assert found.provenance["options"]["sources"] == {"*closed": "modelled"}
    with pytest.raises(ConfigError, match="no kind of source"):
        nesgroove.measure(files, source="model")


def test_only_the_files_whose_kind_is_another_are_measured_again(phantom_files, tmp_path, run_command):
    files = [str(phantom_files / f"phantom_{name}.cif.gz") for name in ("v6a", "closed")]

    def measure(*more):
        options = ["--out", str(tmp_path / "out"), "--parts", str(tmp_path / "parts"), "--no-superposed"]
        done = run_command("measure", *files, *options, *more)
        assert done.returncode == 0, done.stderr
        with (tmp_path / "out/complexes.tsv").open(newline="") as handle:
            kinds = {row["entry"]: row["source_kind"] for row in csv.DictReader(handle, delimiter="\t")}
        return kinds, done.stdout

    assert measure()[0] == {"phantom_v6a": "phantom", "phantom_closed": "phantom"}
    kinds, said = measure("--source", "phantom_closed=modelled")
    assert kinds == {"phantom_v6a": "phantom", "phantom_closed": "modelled"}
    assert "1 file measured, 1 unchanged" in said
    assert json.loads((tmp_path / "out/provenance.json").read_text())["options"]["sources"] == {
        "phantom_closed": "modelled"
    }


def test_a_kind_that_there_is_not_is_refused_before_anything_is_read(run_command, tmp_path):
    done = run_command("measure", str(tmp_path / "missing.cif"), "--out", str(tmp_path / "out"), "--source", "model")
    assert done.returncode == 2
    assert "'model' for '*' is no kind of source" in done.stderr
    assert not (tmp_path / "out").exists()
