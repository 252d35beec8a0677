"""How far long work is: lines in a log, time left, and the file for who watches from outside."""

from __future__ import annotations

import json

import pytest

from nesgroove.cli.errors import be_quiet
from nesgroove.cli.progress import (
    EVERY,
    FILE,
    FIRST,
    WINDOW,
    HowFar,
    Intervals,
    Progress,
    TimeLeft,
    in_words,
    read_how_far,
)


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.delenv(EVERY)  # tests have no lines, so that none waits for a slow machine
    return Clock()


def test_short_work_says_nothing_and_long_work_a_line_now_and_then(clock, capsys):
    with Progress("Measuring", 47, clock=clock) as progress:
        for number in range(12):
            clock.now += 5
            progress.step(f"entry_{number}")
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "Measuring: 6 of 47 (entry_5), about 3 min left",
        "Measuring: 12 of 47 (entry_11), about 3 min left",
    ]
    with Progress("Measuring", 2, clock=clock) as progress:
        clock.now += FIRST - 1
        progress.step("entry")
    assert capsys.readouterr().err == ""


def test_quiet_work_says_nothing(clock, capsys):
    be_quiet(True)
    try:
        with Progress("Measuring", 3, clock=clock) as progress:
            clock.now += 2 * FIRST
            progress.step("entry")
    finally:
        be_quiet(False)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("given", "lines"), [("600", 1), ("0", 0), ("-1", 0), ("odd", 12), ("", 12)])
def test_the_environment_may_say_how_often(clock, monkeypatch, given, lines):
    monkeypatch.setenv(EVERY, given)
    intervals, said = Intervals(clock), 0
    for _ in range(600):
        clock.now += 1
        said += intervals.due()
    assert said == pytest.approx(lines, abs=8 if lines > 1 else 0)


def test_a_day_of_work_has_some_hundred_lines(clock):
    intervals, lines = Intervals(clock), 0
    for _ in range(24 * 3600):
        clock.now += 1
        lines += intervals.due()
    assert 50 < lines < 200


def test_time_left_is_that_of_the_last_steps(clock):
    left = TimeLeft(clock)
    assert left.seconds(200) is None
    left.at(100)  # taken over from an earlier run, in no time
    for number in range(101, 101 + WINDOW):
        clock.now += 10
        left.at(number)
    assert left.seconds(200) == pytest.approx(10 * (200 - 100 - WINDOW))
    clock.now += 4
    assert left.seconds(200) == pytest.approx(10 * (200 - 100 - WINDOW) - 4)
    left.at(200)
    assert left.seconds(200) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "10 s"),
        (38, "40 s"),
        (58, "1 min"),
        (200, "3 min"),
        (3600, "1 h"),
        (7900, "2 h 12 min"),
        (300_000, "3 days"),
    ],
)
def test_times_are_written_as_people_say_them(seconds, words):
    assert in_words(seconds) == words


def test_who_watches_reads_how_far_it_is(tmp_path, clock):
    parts = tmp_path / "parts"
    with Progress("Measuring", 3, parts=parts, clock=clock) as progress:
        assert read_how_far(parts) == HowFar(0, 3)
        progress.step("a")  # within a second of the last writing
        assert read_how_far(parts) == HowFar(0, 3)
        clock.now += 2
        progress.step("b")
        assert read_how_far(parts) == HowFar(2, 3, "b")
        progress.step("c")
    assert read_how_far(parts) == HowFar(3, 3, "c")
    assert read_how_far(parts, since=(parts / FILE).stat().st_mtime + 1) is None


@pytest.mark.parametrize("text", ["", "[]", '{"done": 1}', '{"done": "x", "total": 2, "name": ""}'])
def test_a_file_that_is_half_written_says_nothing(tmp_path, text):
    assert read_how_far(tmp_path) is None
    (tmp_path / FILE).write_text(text)
    assert read_how_far(tmp_path) is None
    (tmp_path / FILE).write_text(json.dumps({"done": 1, "total": 2, "name": "x"}))
    assert read_how_far(tmp_path) == HowFar(1, 2, "x")


def test_a_directory_that_cannot_be_written_stops_nothing(tmp_path):
    (tmp_path / "parts").write_text("a file")
    with Progress("Measuring", 3, parts=tmp_path / "parts") as progress:
        progress.step("a")
