# Configuration, where files are, and which of them each rule takes.
# Nothing heavy is imported here: every job on a cluster reads these files again.
import csv
import json
import shlex
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path
from zlib import crc32

from nesgroove.cli.names import (
    comparison_names,
    figure_names,
    figure_names_over_time,
    table_names,
)
from nesgroove.io.entry_names import entry_name
from nesgroove.io.reports.names import reports_beside
from nesgroove.io.run_files import batches, is_plain, run_files
from snakemake.exceptions import WorkflowError
from snakemake.utils import validate

# The command of the package that these files belong to, whatever is on PATH: rules call it in the interpreter that
# runs snakemake.
nesgroove = shlex.join([sys.executable, "-m", "nesgroove"])

# Keys that earlier versions had, with levels joined by a dot, and what to write instead.
GONE = {
    "batches": "is now called jobs, and counts the jobs for files in `local` too",
}


def refuse_gone(data, file, level=""):
    """Refuse a key that earlier versions had, with what to write instead."""
    for key, value in data.items():
        name = f"{level}{key}"
        if name in GONE:
            raise WorkflowError(f"{file}: {name} {GONE[name]}")
        if isinstance(value, dict):
            refuse_gone(value, file, f"{name}.")


def check(data, schema, file):
    """Hold data against a schema; say in one line which key of which file is wrong."""
    if not workflow.is_main_process:
        return  # a job on a cluster: the process that sent it has checked, and what checks takes a second to import
    try:
        validate(data, schema, set_default=False)
    except WorkflowError as error:
        cause = error.__context__
        level = cause.json_path.removeprefix("$").removeprefix(".")
        where = f"{file}: {level}" if level else file
        raise WorkflowError(
            f"{where}: {cause.message}. The keys are described in config/README.md"
        ) from None


def read_sheet(path):
    """Rows of the sheet of entries, as `nesgroove fetch` reads them."""
    with open(path, encoding="utf-8-sig", newline="") as handle:
        lines = [line for line in handle if line.strip() and not line.startswith("#")]
    rows = csv.DictReader(
        lines, delimiter="\t", quoting=csv.QUOTE_NONE, restkey="(no header)"
    )
    return [
        {column: cell for column, cell in row.items() if cell is not None}
        for row in rows
    ]


CONFIG_FILE = " or ".join(map(str, workflow.configfiles)) or "the configuration"
refuse_gone(config, CONFIG_FILE)
check(config, "../schemas/config.schema.yaml", CONFIG_FILE)
if config["source"] == "archive":
    check(
        {"rows": read_sheet(config["archive"]["sheet"])},
        "../schemas/structures.schema.yaml",
        config["archive"]["sheet"],
    )
    lock = config["archive"]["lock"]
    if lock is not None and not Path(lock).is_file():
        raise WorkflowError(
            f"{lock}: there is no such lock. Make it with `nesgroove fetch --lock`, or write archive.lock: null"
        )


def result(path):
    """A path in the directory of results, which may be the one that the workflow runs in."""
    return str(Path(config["results"]) / path)


def places(given):
    """Directories and files that a key of the configuration names: one, several, or none."""
    return [given] if isinstance(given, str) else given or []


def structures_in(given):
    """Structure files that are named or lie in directories; what is passed over there, `measure` says."""
    return list(looked_through(tuple(places(given))))


@cache
def looked_through(given):
    """The same, looked for once: every job asks."""
    for place in given:
        if not Path(place).exists():
            raise WorkflowError(
                f"{place}: there is no such directory or file. Make it, or name another in the configuration;"
                " local: null is none"
            )
    return tuple(map(str, run_files(map(Path, given)).paths))


def given_files():
    """What is measured, as commands take it: files, directories and lists. A line of a shell has no room for all."""
    source = {
        "phantom": [
            result(f"phantoms/{name}.cif.gz") for name in config["phantom"]["names"]
        ],
        "directory": places(config["directory"]["path"]),
        "archive": ["--from-list", result("fetch/entries.tsv")],
    }[config["source"]]
    return source + places(config["local"])


def source_files():
    """Structures of the configured source. Those of the archive are known once they are fetched."""
    if config["source"] == "phantom":
        return [
            result(f"phantoms/{name}.cif.gz") for name in config["phantom"]["names"]
        ]
    if config["source"] == "directory":
        return structures_in(config["directory"]["path"])
    with checkpoints.fetch.get().output.entries.open() as handle:
        return sorted({line.rstrip("\n").split("\t")[2] for line in handle})


def all_files():
    """Everything that is measured."""
    return source_files() + structures_in(config["local"])


def said_in(log):
    """The file with what snakemake says, of which it gives one or a list."""
    return str(log) if isinstance(log, (str, Path)) else str(next(iter(log), ""))


def asked():
    """How many entries and files are asked for, whether they were obtained or not."""
    if config["source"] == "archive":
        entries = len(read_sheet(config["archive"]["sheet"]))
    else:
        entries = len(source_files())
    return entries + len(structures_in(config["local"]))


def asked_by_batch():
    """How many of them are in one job, where there are jobs for each batch."""
    return asked() / config["jobs"]


def by_batch():
    """The files of each batch: the same whatever else is there, and one batch for all files of an entry."""
    return parted(tuple(all_files()), config["jobs"])


@cache
def parted(files, jobs):
    """Files by batch. Asked for by every job, and worked out once."""
    inside = {}
    for path, number in batches(list(map(Path, files)), jobs).items():
        inside.setdefault(f"batch_{number - 1}", []).append(path)
    return inside


def batch_option(wildcards):
    """Which part of the files a job measures, as the command takes it."""
    number = int(wildcards.batch.removeprefix("batch_")) + 1
    return f"{number}/{config['jobs']}"


def batch_files(wildcards):
    """Files that are measured in one job, those that can be named in a workflow."""
    return [str(path) for path in by_batch().get(wildcards.batch, []) if is_plain(path)]


def batch_reports(wildcards):
    """Validation reports beside them: where one comes or changes, its structure is measured again."""
    reports = [
        str(report)
        for path in batch_files(wildcards)
        for report in reports_beside(Path(path))
    ]
    return [path for path in reports if is_plain(Path(path))]


def other_files(wildcards):
    """A mark of those of a batch that cannot be named: another one where one of them is new or changed."""
    marks = []
    for path in by_batch().get(wildcards.batch, []):
        if not is_plain(path) and path.exists():
            state = path.stat()
            marks.append(f"{path!r} {state.st_size} {state.st_mtime_ns}")
    return f"{crc32(repr(marks).encode()):08x}" if marks else ""


def batch_names():
    """Batches that have any files."""
    return sorted(by_batch())


def measured(wildcards):
    """Where the tables of all batches are."""
    return [result(f"measured/{batch}") for batch in batch_names()]


def picture_directories(wildcards):
    """Where pictures are made, one directory a batch and one for superpositions; none where they are not wanted."""
    if not config["pictures"]:
        return []
    return [result(f"pictures/{name}") for name in [*batch_names(), "superpositions"]]


def kept(path):
    """Where a job keeps what it made of each entry, for its next run. Not an output: those are deleted before a run."""
    return result(f"parts/{path}")


def asked_in_vain():
    """How often `fetch` did not obtain every entry: another number than at its last run makes it ask again."""
    path = Path(kept("fetch/in_vain"))
    return path.read_text().strip() if path.is_file() else "0"


def reference_files(wildcards):
    """Those of all files that hold a reference. A name is that of an entry, or of a complex: entry-chain."""
    names = config["references"].values()
    wanted = set(names) | {name.rpartition("-")[0] for name in names}
    return [
        path
        for path in all_files()
        if entry_name(path) in wanted and is_plain(Path(path))
    ]


def ligand_files(wildcards):
    """Ligand chemistry that is given as a file."""
    return [
        value
        for value in config["ligands"].values()
        if value.lower().endswith((".sdf", ".mol"))
    ]


def fetch_problems(wildcards):
    """What was not obtained, where something is fetched at all."""
    return [result("fetch/problems.tsv")] if config["source"] == "archive" else []


def repeated(option, values):
    """Give an option once for each value."""
    return [word for value in values for word in (option, value)]


def figure_options():
    """How figures are drawn, as commands take it."""
    given = config["figures"]
    words = [
        f"--{key}={given[key]}" for key in ("width", "sort") if given[key] is not None
    ]
    return words if given["grouped"] else [*words, "--ungrouped"]


def trajectory_files(wildcards):
    """Topology and trajectories of one of them; those of a phantom in motion are made."""
    given = config["trajectories"][wildcards.trajectory]
    if given == "phantom":
        return [
            result(f"motion/{wildcards.trajectory}.{ending}")
            for ending in ("pdb", "xtc")
        ]
    return [given["topology"], *given["trajectories"]]


def trajectory_options(wildcards):
    """Further options of `nesgroove trajectory`, as the configuration has them."""
    given = config["trajectories"].get(wildcards.trajectory)
    return given["options"] if isinstance(given, dict) else []


def lock_files():
    """The lock of the archive's releases, where there is one."""
    lock = config["archive"]["lock"]
    return [lock] if lock is not None else []


def supplement_entries():
    """What says which entries were asked for: the sheet of the archive's, and their lock."""
    if config["source"] != "archive":
        return []
    return [config["archive"]["sheet"], *lock_files()]


def final_output():
    """What a run makes."""
    return (
        expand(result("tables/{table}.tsv"), table=table_names())
        + expand(result("ensemble/{table}.tsv"), table=comparison_names())
        + expand(
            result("figures/{name}.{ending}"),
            name=figure_names(),
            ending=["svg", "png"],
        )
        + [result(made) for made in ("methods.txt", "scenes", "atlas", "overview.rst")]
        + expand(
            result("over_time/{trajectory}/{what}"),
            trajectory=config["trajectories"],
            what=["figures", "atlas"],
        )
    )
