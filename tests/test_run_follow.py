"""How far the workflow is, where people call snakemake themselves."""

from __future__ import annotations

from itertools import islice

from nesgroove.cli.progress import EVERY, Intervals
from nesgroove.cli.run_follow import said
from nesgroove.cli.run_watch import Watch


def test_a_log_that_grows_is_followed(tmp_path, monkeypatch):
    monkeypatch.setenv(EVERY, "30")
    now, more = [0.0], ["figures 1\nrule fig", "ures:\n    jobid: 3\n3 of 5 steps (60%) done\n"]
    log = tmp_path / "snakemake.log"
    log.write_text("")

    def pause() -> None:
        """A moment in which snakemake says something, perhaps half a line."""
        now[0] += 16
        with log.open("a") as grows:
            grows.write(more.pop(0) if more else "")

    with log.open() as lines:
        first, second = islice(said(lines, Watch(tmp_path, 4), Intervals(lambda: now[0]), pause), 2)
    assert first == "nesgroove: figures; 3 of 5 steps done"
    assert second == first
    assert now[0] == 64
