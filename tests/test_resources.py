"""What the rules ask a cluster for: every rule has its numbers, they grow, and a run is held against them."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path

import pytest
import yaml

import resources

RULES = Path(__file__).parents[1] / "workflow/rules"
ASKED = runpy.run_path(str(RULES / "resources.smk"))


def rules() -> dict[str, str]:
    """Rules that may run on a node, and their text."""
    texts = {}
    for path in RULES.glob("*.smk"):
        for part in re.split(r"^(?=rule |checkpoint )", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            texts[re.split(r"[ :]", part)[1]] = part
    return {name: text for name, text in texts.items() if name != "fetch"}


def test_every_rule_asks_for_memory_and_minutes_of_its_own_name():
    assert set(rules()) == set(ASKED["TAKES"])
    for name, text in rules().items():
        files = ", asked_by_batch" if name in resources.BATCHED else ""
        assert f'mem_mb=memory("{name}"{files}),\n        runtime=minutes("{name}"{files}),' in text


def test_what_is_asked_for_grows_with_files_and_with_attempts():
    few, many = (ASKED["memory"]("atlas", lambda files=files: files) for files in (10, 1000))
    assert few(None, 1) < many(None, 1)
    assert [few(None, attempt) / few(None, 1) for attempt in (1, 2, 3)] == [1, 2, 3]
    assert few(None, 1) == ASKED["SNAKEMAKE_MB"] + round(resources.asked("atlas", 10)[0])
    late = ASKED["minutes"]("measure", lambda: 100)
    assert late(None, 2) == 2 * late(None, 1) > 0


def test_the_profile_groups_rules_that_there_are_and_lets_them_run_in_turn():
    profile = yaml.safe_load((RULES.parent / "profiles/slurm/config.yaml").read_text(encoding="utf-8"))
    assert set(profile["groups"]) <= set(rules())
    together = {rule for rule, group in profile["groups"].items() if group == "together"}
    assert set(profile["set-resources"]) == together - {"gather"}  # all others begin when it has ended
    assert profile["retries"] >= 1


def results(directory: Path, megabytes: float, seconds: float) -> Path:
    (directory / "tables").mkdir(parents=True)
    (directory / "tables/provenance.json").write_text(json.dumps({"inputs": [{}] * 8}))
    for name, taken in {"measure/batch_0": "NA", "measure/batch_1": megabytes, "atlas": 100, "fetch": 90000}.items():
        path = directory / f"benchmarks/{name}.tsv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"s\th:m:s\tmax_rss\n{seconds}\t0:00:01\t{taken}\n")
    return directory


@pytest.mark.parametrize(
    ("megabytes", "seconds", "code", "note"),
    [
        (100, 60, 0, ""),
        (ASKED["TAKES"]["measure"][0] - 9, 60, 0, "above 80%"),
        (5000, 60, 1, "MORE"),
        (100, 36000, 1, "MORE"),
    ],
)
def test_a_run_that_took_more_than_its_rules_ask_for_is_told(tmp_path, capsys, megabytes, seconds, code, note):
    assert resources.main([str(results(tmp_path / "r", megabytes, seconds))]) == code
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert note in lines["measure"]
    assert lines["measure"].split()[1:4] == ["2", str(megabytes), str(ASKED["TAKES"]["measure"][0])]
    assert "fetch" not in lines
    assert "8" in lines
