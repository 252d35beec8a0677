"""Ends of a command: exit codes, closed pipes, full disks, places that cannot be written to, kills, and going on."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nesgroove.cli.app import main
from nesgroove.errors import WriteError
from nesgroove.io.files import write_file
from nesgroove.io.places import LOCK, alone_in, clear_abandoned, try_directory, try_file
from nesgroove.io.writing import PART, new_file, part_of, together
from nesgroove.model.problem import problem
from nesgroove.survey.parts import KEPT, Parts
from nesgroove.survey.summary import read_summary, summary_of
from nesgroove.survey.unused import unused_options

ROOT = Path(__file__).parents[1]


def left(arguments, capsys) -> tuple[int, str, str]:
    """Call a command in this process: exit code, stdout, stderr."""
    with pytest.raises(SystemExit) as left_with:
        main([str(word) for word in arguments])
    said = capsys.readouterr()
    return left_with.value.code or 0, said.out, said.err


def names_in(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.rglob("*"))


COMMAND = [sys.executable, "-c", "from nesgroove.cli.app import main; main()"]


def test_a_reader_that_goes_away_is_no_failure_and_no_traceback():
    words = f"{' '.join(COMMAND[:2])} '{COMMAND[2]}' columns | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "# Tables of a run\n")
    assert done.stderr == "nesgroove: standard output was closed by its reader; the rest of the text is left out\n"


def test_a_full_disk_behind_standard_output_is_a_failure_that_says_so():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*COMMAND, "compounds"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "nesgroove: standard output: No space left on device. Write to another place\n"


class Full:
    """A disk that takes so many bytes and no more."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
        self.room = room
        opened = Path.open

        def open_(path: Path, mode: str = "r", *rest: object, **more: object):
            stream = opened(path, mode, *rest, **more)
            if mode in ("xb", "wb"):
                write = stream.write

                class Stream:
                    def __enter__(self):
                        return self

                    def __exit__(self, *at: object):
                        stream.close()

                    def __getattr__(self, name: str):
                        return getattr(stream, name)

                    def write(_, data: bytes) -> int:  # noqa: N805
                        self.room -= len(data)
                        if self.room < 0:
                            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                        return write(data)

                return Stream()
            return stream

        monkeypatch.setattr(Path, "open", open_)


@pytest.mark.parametrize(("room", "held"), [(70_000, 8000), (130_000, 50)])
def test_measuring_onto_a_full_disk_names_file_and_reason_and_leaves_nothing(
    room, held, path_of, tmp_path, monkeypatch, capsys
):
    files = [path_of("phantom_v6a"), path_of("phantom_closed")]
    monkeypatch.setattr("nesgroove.io.places.ROOM", 10)
    monkeypatch.setattr("nesgroove.io.sorted_tables.HELD", held)  # with few, rows go to the disk as they come
    Full(monkeypatch, room)
    code, _, said = left(["measure", *files, "--out", tmp_path / "out"], capsys)
    assert code == 1
    assert said.startswith(f"nesgroove: {tmp_path}/out/")
    assert "write: No space left on device after " in said
    assert "kB left in" in said
    assert "None" not in said
    assert names_in(tmp_path) == []


def test_tables_of_an_earlier_run_stay_as_they_were_where_new_ones_have_no_room(path_of, tmp_path, monkeypatch, capsys):
    out = tmp_path / "out"
    assert left(["measure", path_of("phantom_v6a"), "--out", out], capsys)[0] == 0
    before = {path: path.read_bytes() for path in out.glob("*.*")}
    monkeypatch.setattr("nesgroove.io.places.ROOM", 10)
    Full(monkeypatch, 15_000)
    assert left(["measure", path_of("phantom_closed"), "--no-superposed", "--out", out], capsys)[0] == 1
    assert {path: path.read_bytes() for path in out.glob("*.*")} == before


def test_files_written_together_appear_together_or_not_at_all(tmp_path):
    write_file(tmp_path / "a", "old")

    def fail() -> None:
        with together():
            write_file(tmp_path / "a", "new")
            write_file(tmp_path / "b", "new")
            assert (tmp_path / "a").read_text() == "old", "not before all of them are there"
            raise ValueError("on the way")

    with pytest.raises(ValueError, match="on the way"):
        fail()
    assert names_in(tmp_path) == ["a"]
    with together(), together():
        write_file(tmp_path / "a", "new")
        write_file(tmp_path / "b", "new")
    assert [(tmp_path / name).read_text() for name in names_in(tmp_path)] == ["new", "new"]


@pytest.mark.parametrize(
    "words",
    [
        ["measure", "missing.cif"], ["gather"], ["ensemble", "--from", "x"], ["figure", "--from", "x"],
        ["scene", "--from", "x"], ["atlas", "--from", "x"], ["picture", "--from", "x"], ["phantom", "phantom_open"],
        ["fetch", "1abc", "--mirror", "./m"],
    ],
    ids=lambda words: words[0],
)  # fmt: skip
def test_a_file_in_the_way_is_told_before_anything_is_done(words, tmp_path, capsys):
    (tmp_path / "file").write_text("mine")
    option = "--to" if words[0] == "fetch" else "--out"
    code, said, wrong = left([*words, option, tmp_path / "file"], capsys)
    assert (code, said) == (1, "")
    assert f"{tmp_path}/file" in wrong
    assert wrong.count("\n") == 1
    assert (tmp_path / "file").read_text() == "mine"


def test_places_are_tried_and_nothing_is_left_of_it(tmp_path, monkeypatch):
    try_directory(tmp_path / "new/below")
    try_file(tmp_path / "new/file")
    assert names_in(tmp_path) == []
    with pytest.raises(WriteError, match="there is a directory of this name"):
        try_file(tmp_path)
    try_file(Path("/dev/stdout"))

    def refuse(*_: object, **__: object):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(tmp_path / ".probe.part"))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(WriteError) as raised:
        try_directory(tmp_path)
    assert str(raised.value) == (
        f"{tmp_path}: write: Read-only file system. Choose a directory that can be written to"
    )  # fmt: skip


def test_what_dead_processes_left_is_removed_and_what_is_being_written_stays(tmp_path):
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    mine = part_of(tmp_path / "complexes.tsv")
    mine.touch()
    left_by_it = tmp_path / mine.name.replace(f".{os.getpid()}.", f".{int(dead.stdout)}.")
    elsewhere = tmp_path / f".x.ffffff.1.00000000{PART}"
    left_by_it.touch()
    elsewhere.touch()
    clear_abandoned(tmp_path)
    assert mine.exists()
    assert elsewhere.exists(), "of another machine, and young"
    assert not left_by_it.exists()
    os.utime(elsewhere, (0, 0))
    clear_abandoned(tmp_path)
    assert not elsewhere.exists()


def test_a_directory_of_parts_is_for_one_run_at_a_time(tmp_path):
    code = (
        "import sys\nfrom pathlib import Path\nfrom nesgroove.io.places import alone_in\n"
        "with alone_in(Path(sys.argv[1]), lambda: print('waiting', flush=True)):\n    print('mine', flush=True)\n"
    )
    with alone_in(tmp_path):
        other = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert other.stdout is not None
        assert other.stdout.readline() == "waiting\n"
    assert other.communicate(timeout=30)[0] == "mine\n"
    assert names_in(tmp_path) == [LOCK]


def test_a_stopped_run_says_what_is_there_and_the_same_command_goes_on(path_of, tmp_path, monkeypatch, capsys):
    from nesgroove.survey import run

    files = [path_of("phantom_closed"), path_of("phantom_v6a"), path_of("phantom_lmb")]
    out = tmp_path / "out"
    survey, seen = run.survey, []

    def stop_at_third(structure, *rest):
        seen.append(structure.entry)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return survey(structure, *rest)

    monkeypatch.setattr(run, "survey", stop_at_third)
    code, _, said = left(["measure", *files, "--out", out], capsys)
    assert code == 130
    assert said == (
        f"nesgroove: interrupted: 2 of 3 files are measured and kept in {out / KEPT}, the tables in {out} are not "
        "written; the same command goes on from there\n"
    )
    assert not list(out.glob("*.tsv"))
    code, said, _ = left(["measure", *files, "--out", out], capsys)
    assert code == 0
    assert "1 file measured, 2 taken over from the run that was stopped" in said
    assert len(seen) == 4, "the two that were measured are not measured again"
    assert not (out / KEPT).exists()
    monkeypatch.setattr(run, "survey", survey)
    left(["measure", *files, "--out", tmp_path / "undisturbed"], capsys)
    tables = [{path.name: path.read_bytes() for path in d.glob("*.*")} for d in (out, tmp_path / "undisturbed")]
    assert tables[0] == tables[1]


@pytest.mark.slow
def test_a_stopped_atlas_is_not_there_and_goes_on(phantom_tables, phantom_atlas, tmp_path, monkeypatch):
    from nesgroove.show.atlas import site

    write, done = site.attempt_complex, []

    def stop_at_third(task):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(task.complex)
        return write(task)

    out = tmp_path / "atlas"
    monkeypatch.setattr(site, "attempt_complex", stop_at_third)
    with pytest.raises(KeyboardInterrupt):
        site.write_atlas(phantom_tables, out)
    assert [path.name for path in out.iterdir()] == [KEPT]
    monkeypatch.setattr(site, "attempt_complex", lambda task: (done.append(task.complex), write(task))[1])
    site.write_atlas(phantom_tables, out)
    assert len(done) == len(set(done)) == 5, "what was done is not done again"
    made = [{p.relative_to(d): p.read_bytes() for p in d.rglob("*") if p.is_file()} for d in (out, phantom_atlas)]
    assert made[0] == made[1]


def test_an_atlas_of_other_tables_is_begun_anew(tmp_path):
    from nesgroove.show.atlas.kept import Unfinished, checksum_of

    (tmp_path / "tables").mkdir()
    write_file(tmp_path / "tables/complexes.tsv", "a")
    first = checksum_of([tmp_path / "tables", None], [])
    write_file(Unfinished(tmp_path / "kept", first).site / "index.html", "x")
    assert (Unfinished(tmp_path / "kept", first).site / "index.html").exists()
    write_file(tmp_path / "tables/complexes.tsv", "b")
    second = checksum_of([tmp_path / "tables", None], [])
    assert not (Unfinished(tmp_path / "kept", second).site / "index.html").exists()


def test_sigterm_ends_a_command_with_its_word_and_its_code_and_leaves_nothing_half_written(tmp_path):
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom nesgroove.cli.errors import report_errors\n"
        "from nesgroove.io.writing import new_file\n"
        "def slow():\n    with new_file(Path(sys.argv[1])) as stream:\n"
        "        stream.write(b'half'); print('writing', flush=True); time.sleep(60)\n"
        "report_errors(slow)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "file")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=30)[1].startswith("nesgroove: stopped from outside: ")
    assert process.returncode == 143
    assert names_in(tmp_path) == []


def test_workers_end_when_their_parent_is_killed():
    code = (
        "import os, time\nfrom nesgroove.io.workers import workers\n"
        "with workers(2) as pool:\n    print(*pool.map(pid, range(2)), flush=True)\n    time.sleep(60)\n"
    )
    code = f"def pid(_):\n    import os, time\n    time.sleep(0.2)\n    return os.getpid()\n{code}"
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    children = {int(word) for word in parent.stdout.readline().split()}
    parent.kill()
    parent.wait()
    until = time.monotonic() + 20
    while any(
        Path(f"/proc/{child}/cmdline").exists() and Path(f"/proc/{child}/cmdline").read_bytes() for child in children
    ):
        assert time.monotonic() < until, "they wait for more work for ever"
        time.sleep(0.1)


def test_patterns_that_fit_nothing_are_warnings_ligands_errors_and_those_that_fit_neither():
    sources = {"*": "modelled", "model_*": "predicted", "3GJX": "experiment", "4hb2": "experiment"}
    rows = unused_options(sources, ["UNL", "ZZZ"], {"3gjx", "my"}, {"UNL"})
    assert [(row.entry, row.step, row.severity) for row in rows] == [
        ("", "options", "warning"), ("", "options", "warning"), ("", "options", "error"),
    ]  # fmt: skip
    assert [word for row in rows for word in ("model_*", "4hb2", "ZZZ") if word in row.message] == [
        "model_*", "4hb2", "ZZZ",
    ]  # fmt: skip
    assert all(row.remedy for row in rows)


def test_options_are_looked_at_over_all_parts_of_a_run_and_not_in_each(path_of, tmp_path, capsys):
    options = ["--source", "*v6a=modelled", "--source", "zzz=predicted", "--ligand", "V6A=CCO"]
    for name in ("phantom_v6a", "phantom_closed"):
        left(["measure", path_of(name), "--out", tmp_path / name, "--keep-going", *options], capsys)
    parts = [tmp_path / name for name in ("phantom_v6a", "phantom_closed")]
    assert [len([row for row in read_summary(part).problems if row.step == "options"]) for part in parts] == [1, 3]
    left(["gather", *parts, "--out", tmp_path / "all"], capsys)
    (row,) = [row for row in read_summary(tmp_path / "all").problems if row.step == "options"]
    assert "zzz" in row.message


def test_the_summary_counts_entries_and_problems_by_kind(path_of, tmp_path, capsys):
    rows = [
        problem("a", "fetch", "error", "no such entry"), problem("b", "fetch", "note", "replaced"),
        problem("c", "read", "error", "cut"), problem("d", "read", "warning", "odd"),
        problem("", "options", "warning", "x"),
    ]  # fmt: skip
    summary = summary_of(rows, [("d", "experiment"), ("d", "predicted")], ["d"])
    text = "\n".join(summary.lines())
    assert (summary.asked, summary.obtained, summary.measured) == ({"a", "c", "d"}, {"c", "d"}, {"d"})
    for line in (
        "obtained           2, 1 not",
        "complexes          1 experiment, 1 predicted",
        "errors             2 (fetch 1, read 1)",
    ):
        assert line in text
    left(["measure", path_of("phantom_v6a"), "--out", tmp_path / "results/tables"], capsys)
    code, said, _ = left(["summary", "--from", tmp_path / "results"], capsys)
    assert code == 0
    assert "complexes          1 phantom" in said
    assert f"tables             {tmp_path}/results/tables" in said
    assert "atlas              not made" in said
    assert left(["summary", "--from", tmp_path / "nowhere"], capsys)[0] == 1


def test_fetch_counts_the_runs_that_asked_in_vain_and_no_others(tmp_path, capsys):
    (tmp_path / "mirror").mkdir()
    count = tmp_path / "count"
    words = ["fetch", "9xyz", "--to", tmp_path / "cache", "--mirror", tmp_path / "mirror", "--keep-going"]
    words += ["--holdings", "file:///nowhere.json", "--in-vain", count]
    for number in ("1", "2"):
        assert left(words, capsys)[0] == 0
        assert count.read_text().strip() == number
    count.write_text("nonsense")
    left(words, capsys)
    assert count.read_text() == "1\n"
    from fetch_server import tiny_mmcif

    (tmp_path / "mirror/1abc.cif").write_bytes(tiny_mmcif())
    assert left([word if word != "9xyz" else "1abc" for word in words], capsys)[0] == 0
    assert count.read_text() == "1\n", "all arrived: the workflow has nothing to do again"


def test_a_profile_stands_where_snakemake_looks_and_lets_a_killed_run_go_on():
    for directory in (ROOT, ROOT / "workflow"):
        text = (directory / "profiles/default/config.yaml").read_text(encoding="utf-8")
        assert "rerun-incomplete: true" in text
    assert not any("unlock" in path.read_text() for path in (ROOT / "workflow/profiles").glob("*/config.yaml"))


def test_parts_that_are_being_made_are_not_counted(tmp_path):
    parts = Parts(tmp_path)
    with parts.making("a", {}) as work:
        (work / "x").touch()
        assert parts.count() == 0
    assert parts.count() == 1
    assert json.loads((parts.path("a") / "stamp.json").read_text()) == {}


def test_an_error_of_reading_within_writing_is_not_said_to_be_one_of_writing(tmp_path):
    with pytest.raises(FileNotFoundError), new_file(tmp_path / "file") as stream:
        stream.write((tmp_path / "missing").read_bytes())
    assert names_in(tmp_path) == []


@pytest.mark.full
@pytest.mark.parametrize("command", ["measure", "atlas", "picture", "snakemake"])
def test_ten_kills_end_equal_after_the_command_is_given_again(command, tmp_path):
    tool = [sys.executable, str(ROOT / "tools/kills.py"), command, "--kills", "10", "--seed", "7"]
    done = subprocess.run(
        tool, capture_output=True, text=True, check=False, env={**os.environ, "TMPDIR": str(tmp_path)}
    )
    assert done.returncode == 0, done.stdout + done.stderr
