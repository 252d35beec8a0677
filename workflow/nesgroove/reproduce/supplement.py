"""One archive of results for a paper's supplement, with all that it takes to make them again but the structures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import nesgroove
from nesgroove.chem.given_chemistry import is_ligand_file
from nesgroove.compare.registry import comparison_records
from nesgroove.compare.run import write_ensemble
from nesgroove.compare.tables import RunTables
from nesgroove.errors import ConfigError
from nesgroove.fetch.shown import published
from nesgroove.io.files import unique_file_names, write_zip
from nesgroove.io.run_names import shown_path
from nesgroove.measure.reference import References
from nesgroove.measure.registry import records
from nesgroove.model.kinds import kinds_counted
from nesgroove.model.record import column_dictionary
from nesgroove.reproduce.crate import METADATA, About, Step, crate_metadata, file_id, structures
from nesgroove.show.figures.registry import figures
from nesgroove.show.methods import methods_paragraph
from nesgroove.survey.provenance import CONTENTS, LIGANDS, NAME, REFERENCES, read_provenance

STEP: Final = "supplement"

DRAWN: Final = frozenset({".svg", ".png", ".pdf"})
"""Endings of figures."""

README: Final = "README.md"


@dataclass
class Supplement:
    """Files of an archive and what they are.

    Attributes
    ----------
    contents : dict of str to bytes
        By their names in the archive.
    described : dict of str to str
        What each of them is.
    """

    contents: dict[str, bytes] = field(default_factory=dict)
    described: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, content: bytes | str, about: str) -> None:
        """Add a file."""
        self.contents[name] = content.encode(errors="surrogateescape") if isinstance(content, str) else content
        self.described[name] = about

    def named(self, *begins: str) -> list[str]:
        """Give the ``@id`` of all files whose names begin so."""
        return [file_id(name) for name in sorted(self.contents) if name.startswith(begins)]


def write_supplement(
    results: Path, out: Path, about: About, *, configuration: Sequence[Path] = (), drawn: Path | None = None
) -> list[str]:
    """Write results, and all that it takes to make them again, into one archive.

    Parameters
    ----------
    results
        Directory of results of the workflow, or of tables.
    out
        The archive; the same results and the same ``about`` give the same bytes.
    about
        What the authors say.
    configuration
        Configuration, sheet of entries, lock. Users and passwords in addresses are left out.
    drawn
        Directory of figures; by default ``figures`` in the results.

    Returns
    -------
    list of str
        Names of the files in the archive.

    Raises
    ------
    ConfigError
        There are no results, they are of another version of nesgroove, or a file cannot be read.
    """
    tables = _tables(results)
    provenance = read_provenance(tables, step=STEP)
    names = _outside(provenance)
    made_by = provenance.get("nesgroove", "an unknown version")
    if made_by != nesgroove.__version__ or REFERENCES not in provenance["options"].get(CONTENTS, {}):
        raise ConfigError(
            f"these results were made by nesgroove {made_by}, and this is nesgroove {nesgroove.__version__}",
            file=tables, step=STEP, remedy=f"Measure again, or use nesgroove {made_by}",
        )  # fmt: skip
    made = Supplement()
    _add_tables(made, tables, results / "ensemble", names)
    provenance = _public(provenance, names)
    _add_provenance(made, provenance)
    _add_figures(made, drawn or results / "figures")
    methods = results / "methods.txt"
    text = _read(methods).decode() if methods.is_file() else methods_paragraph(tables)
    made.add("methods.txt", text, "How it was done, with versions and citations, ready to paste")
    for path, name in _names(configuration).items():
        content = published(_read(path).decode(errors="surrogateescape"))
        made.add(f"config/{name}", content, "Configuration of the run: what was asked for, or the lock of the archive")
    made.add(README, _readme(about, made, provenance), "What is in this archive, and how to make it again")
    metadata = crate_metadata(about, made.contents, made.described, provenance, _steps(made, provenance))
    write_zip(out, sorted({**made.contents, METADATA: metadata.encode()}.items()))
    return [*sorted(made.contents), METADATA]


def in_numbers(results: Path) -> str:
    """Describe results by what they hold.

    Parameters
    ----------
    results
        As for :func:`write_supplement`.

    Returns
    -------
    str
        One sentence.

    Raises
    ------
    ConfigError
        There are no results.
    """
    rows = RunTables.read(_tables(results)).complexes
    entries = len({row.entry for row in rows})
    counted = f"{_counted(len(rows), 'complex', 'complexes')} ({kinds_counted(row.source_kind for row in rows)})"
    return (
        f"Measurements of {counted} of the nuclear export receptor XPO1 (CRM1) from "
        f"{_counted(entries, 'entry', 'entries')}, made with nesgroove {nesgroove.__version__}, and what it takes to "
        "make them again"
    )


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _tables(results: Path) -> Path:
    """Find the tables of a directory of results."""
    for directory in (results, results / "tables"):
        if (directory / NAME).is_file():
            return directory
    raise ConfigError(
        f"there is no {NAME} in it" if results.is_dir() else "there is no such directory", file=results, step=STEP,
        remedy="Name what `nesgroove measure` or the workflow wrote",
    )  # fmt: skip


def _add_tables(made: Supplement, tables: Path, ensemble: Path, names: Mapping[str, str]) -> None:
    for record in records():
        text = _read(tables / f"{record.table}.tsv").decode(errors="surrogateescape")
        made.add(f"tables/{record.table}.tsv", _public(text, names), record.about)
    with TemporaryDirectory(prefix="nesgroove-") as name:
        if not ensemble.is_dir():
            ensemble = Path(name)
            write_ensemble(tables, ensemble)
        for comparison in comparison_records():
            made.add(f"ensemble/{comparison.table}.tsv", _read(ensemble / f"{comparison.table}.tsv"), comparison.about)
    described = column_dictionary([*records(), *comparison_records()])
    made.add("columns.md", f"# Tables and their columns\n\n{described}", "Every table and every column")


def _add_provenance(made: Supplement, provenance: dict[str, Any]) -> None:
    text = json.dumps(provenance, indent=1, sort_keys=True) + "\n"
    made.add(f"tables/{NAME}", text, "Files with their checksums, versions, options, references, ligand chemistry")
    given = provenance["options"][CONTENTS]
    references = References.from_json(given[REFERENCES]).to_json()
    made.add(REFERENCES, references, "Open groove, closed groove and reference cargo that complexes are compared with")
    for name, content in given.items():
        if name.startswith(LIGANDS):
            made.add(name, content, "Chemistry of a ligand, as it was given")
    versions = [f"nesgroove=={provenance['nesgroove']}"]
    versions += [f"{name}=={version}" for name, version in provenance["libraries"].items()]
    made.add(
        "requirements.txt", "\n".join([f"# Python {provenance['python']}", *versions, ""]), "Versions that measured"
    )


def _add_figures(made: Supplement, directory: Path) -> None:
    captions = {name: kind.caption for name, kind in figures().items()}
    paths = sorted(path for path in directory.glob("*") if path.suffix.lower() in DRAWN) if directory.is_dir() else []
    for path, name in _names(paths).items():
        made.add(f"figures/{name}", _read(path), captions.get(path.stem, "Figure"))


def _names(paths: Iterable[Path]) -> dict[Path, str]:
    """Give files safe names of their own; two that are called the same get a number before the ending."""
    named: dict[Path, str] = {}
    for path in dict.fromkeys(paths):
        safe = Path(unique_file_names([path.name])[path.name])
        name, number = safe.name, 2
        while name.casefold() in {other.casefold() for other in named.values()}:
            name, number = f"{safe.stem}-{number}{safe.suffix}", number + 1
        named[path] = name
    return named


def _outside(provenance: dict[str, Any]) -> dict[str, str]:
    """Give the names of files that lay outside the project, by their paths, as they are and as tables show them."""
    ligands = filter(is_ligand_file, provenance["options"].get("ligands", {}).values())
    files = (given["path"] for given in [*provenance["inputs"], *provenance["reports"]])
    paths = {path for path in [*files, *ligands] if path.startswith("/")}
    names = {written: Path(path).name for path in paths for written in (path, shown_path(path))}
    return {path: names[path] for path in sorted(names, key=len, reverse=True)}


def _public(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 (whatever JSON holds)
    """Leave out where files lay outside the project: their names and checksums say which they are."""
    if isinstance(value, dict):
        return {key: _public(content, names) for key, content in value.items()}
    if isinstance(value, list):
        return [_public(content, names) for content in value]
    if isinstance(value, str):
        for path, name in names.items():
            value = value.replace(path, name)
    return value


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(
            error.strerror or str(error), file=path, step=STEP, remedy="Check the path, or make the results again"
        ) from error


def _steps(made: Supplement, provenance: dict[str, Any]) -> list[Step]:
    """Say what was made from what."""
    tables = made.named("tables/")
    measured = [entity["@id"] for entity in structures(provenance)]
    steps = [
        Step("#measure", "Measuring every complex", [*measured, *made.named(REFERENCES, LIGANDS, "config/")], tables),
        Step("#compare", "Comparing all complexes", tables, made.named("ensemble/")),
        Step(
            "#describe", "Writing how it was done", tables, made.named("methods.txt", "requirements.txt", "columns.md")
        ),
    ]
    drawn = made.named("figures/")
    return [*steps, Step("#draw", "Drawing the figures", tables, drawn)] if drawn else steps


def _readme(about: About, made: Supplement, provenance: dict[str, Any]) -> str:
    """Say to people what the metadata says to programs."""
    listed = "\n".join(f"| {name} | {text.partition('. ')[0]} |" for name, text in sorted(made.described.items()))
    return f"""# {about.title}

{about.description}

| file | is |
|---|---|
{listed}

{METADATA} describes the same for programs ([RO-Crate 1.1](https://w3id.org/ro/crate/1.1)), with checksums.

## To make it again
The structure files that were measured ({len(provenance["inputs"])}) are not in here; `tables/{NAME}` lists them with
their SHA-256. With nesgroove {provenance["nesgroove"]} installed, and the files in a directory `structures`:

```
nesgroove reproduce supplement.zip --structures structures
```

It measures them again and lists every cell that differs.
"""
