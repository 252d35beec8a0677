# Configuration, where files are, and which of them each rule takes.
# Nothing heavy is imported here: every job on a cluster reads these files again.
import csv
import re
from importlib.metadata import version
from pathlib import Path
from zlib import crc32

from snakemake.exceptions import WorkflowError
from snakemake.utils import validate

TABLES = (
    "complexes",
    "anchors",
    "contacts",
    "covalent",
    "geometry",
    "groove_ca",
    "molecules",
    "occupancy",
    "occupant_atoms",
    "pockets",
    "problems",
)

COMPARISONS = (
    "occupancy_matrix",
    "means",
    "competition",
    "fingerprints",
    "conformations",
    "components",
    "ran_interface",
    "validation",
)

FIGURES = (
    "ruler",
    "map",
    "occupancy",
    "competition",
    "width",
    "clear-width",
    "fingerprints",
    "conformations",
    "ligands",
    "validation",
)

STRUCTURE = re.compile(r"(?P<entry>[^.].*?)\.(cif|mmcif|pdb|ent)(\.gz)?", re.IGNORECASE)


def check(data, schema, file):
    """Hold data against a schema; say in one line which key of which file is wrong."""
    try:
        validate(data, schema, set_default=False)
    except WorkflowError as error:
        cause = error.__context__
        place = cause.json_path.removeprefix("$").removeprefix(".")
        where = f"{file}: {place}" if place else file
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


check(
    config, "../schemas/config.schema.yaml", " or ".join(map(str, workflow.configfiles))
)
if config["source"] == "archive":
    check(
        {"rows": read_sheet(config["archive"]["sheet"])},
        "../schemas/structures.schema.yaml",
        config["archive"]["sheet"],
    )


def result(path):
    """A path in the directory of results."""
    return f"{config['results']}/{path}"


def structures_in(directory):
    """Structure files in a directory, told by their names; hidden and other files are passed over."""
    if not Path(directory).is_dir():
        raise WorkflowError(
            f"{directory}: there is no such directory. Make it, or name another in the configuration"
        )
    return sorted(
        str(path)
        for path in Path(directory).iterdir()
        if STRUCTURE.fullmatch(path.name)
    )


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


def batch(path):
    """The batch that a file is measured in: the same today and tomorrow, whatever else is there."""
    return f"batch_{crc32(Path(path).name.encode()) % config['batches']}"


def part_files(wildcards):
    """Files that are measured in one job: a batch of the source's, or one of the user's own."""
    if wildcards.part.startswith("local/"):
        return [f"{config['local']}/{wildcards.part.removeprefix('local/')}"]
    return [path for path in source_files() if batch(path) == wildcards.part]


def part_names():
    """Everything that is measured. The source comes first: it wins where a file of the user's has the same name."""
    own = [f"local/{Path(path).name}" for path in structures_in(config["local"])]
    return sorted({batch(path) for path in source_files()}) + own


def parts(wildcards):
    """Where the tables of all parts are."""
    return [result(f"measured/{part}") for part in part_names()]


def picture_directories(wildcards):
    """Where pictures are made, one directory a part and one for superpositions; none where they are not wanted."""
    if not config["pictures"]:
        return []
    return [result(f"pictures/{part}") for part in [*part_names(), "superpositions"]]


def reference_files(wildcards):
    """Those of all files that hold a reference. A name is that of an entry, or of a complex: entry-chain."""
    names = config["references"].values()
    wanted = set(names) | {name.rpartition("-")[0] for name in names}
    files = source_files() + structures_in(config["local"])
    return [
        path
        for path in files
        if STRUCTURE.fullmatch(Path(path).name)["entry"] in wanted
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


def final_output():
    """What a run makes."""
    return (
        expand(result("tables/{table}.tsv"), table=TABLES)
        + expand(result("ensemble/{table}.tsv"), table=COMPARISONS)
        + expand(result("figures/{name}.{ending}"), name=FIGURES, ending=["svg", "png"])
        + [result("methods.txt"), result("scenes"), result("atlas")]
    )
