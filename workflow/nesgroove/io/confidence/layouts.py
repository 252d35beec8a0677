"""How writers name what they write: patterns of file names, by which a sample and its companions are known.

By pattern and never by directory alone, for people move and rename directories. Sources: the writers' own output code
and documentation (AlphaFold 3 ``docs/output.md`` and ``post_processing.py``, ColabFold ``batch.py``, Boltz
``docs/prediction.md`` and ``write.py``, Chai-1 ``chai1.py``, OpenFold3 ``writer.py``, Protenix ``dumper.py``).
AlphaFold-Multimer is in :mod:`nesgroove.io.confidence.multimer`, for which model a rank is stands in a file of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nesgroove.io.confidence.sample import (
    ALPHAFOLD_3,
    ALPHAFOLD_SERVER,
    BOLTZ,
    CHAI,
    COLABFOLD,
    OPENFOLD,
    PROTENIX,
    Companion,
    Sample,
)  # fmt: skip
from nesgroove.io.entry_names import unpacked_name

COORDINATES: Final = r"\.(?:cif|mmcif|pdb)"

BETWEEN: Final = re.compile(
    r"trunk_\d+|(?:.*_)?seed[-_]?\d+(?:[-_]sample[-_]?\d+)?|predictions?|samples?", re.IGNORECASE
)
"""Directories that lie between a job's and its samples."""

SEED: Final = re.compile(r"(?:^|_)seed[-_]?(\d+)$", re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """How one writer names a sample.

    Attributes
    ----------
    writer : str
        Empty where the name tells a sample of a job and not who wrote it.
    pattern : re.Pattern
        Of the coordinates, with the groups ``job``, ``seed``, ``sample``, ``model`` where the name has them.
    sample : str
        How the sample is called, with these groups in braces.
    companions : mapping of str to tuple of str
        Names of the files beside it.
    needed : bool
        Whether one of them must be there for the name to be this writer's.
    copy : bool
        Whether it is a copy of a sample that lies elsewhere.
    directory : re.Pattern or None
        What the directory's name must be, with more groups.
    """

    writer: str
    pattern: re.Pattern[str]
    sample: str
    companions: Mapping[Companion, tuple[str, ...]] = field(default_factory=dict)
    needed: bool = False
    copy: bool = False
    directory: re.Pattern[str] | None = None


LAYOUTS: Final = (
    Layout(
        ALPHAFOLD_3, re.compile(rf"(?P<job>.+)_seed-(?P<seed>\d+)_sample-(?P<sample>\d+)_model{COORDINATES}"),
        "seed-{seed}_sample-{sample}",
        {
            "summary": ("{job}_seed-{seed}_sample-{sample}_summary_confidences.json", "summary_confidences.json"),
            "full": ("{job}_seed-{seed}_sample-{sample}_confidences.json", "confidences.json"),
        },
    ),
    Layout(
        ALPHAFOLD_3, re.compile(rf"model{COORDINATES}"), "seed-{seed}_sample-{sample}",
        {"summary": ("summary_confidences.json",), "full": ("confidences.json",)},
        directory=re.compile(r"seed-(?P<seed>\d+)_sample-(?P<sample>\d+)"),
    ),
    Layout(
        ALPHAFOLD_SERVER, re.compile(rf"fold_(?P<job>.+)_model_(?P<sample>\d+){COORDINATES}"), "model_{sample}",
        {
            "summary": ("fold_{job}_summary_confidences_{sample}.json",),
            "full": ("fold_{job}_full_data_{sample}.json",),
        },
    ),
    Layout(
        OPENFOLD, re.compile(rf"(?P<job>.+)_seed_(?P<seed>\d+)_sample_(?P<sample>\d+)_model{COORDINATES}"),
        "seed-{seed}_sample-{sample}",
        {
            "summary": ("{job}_seed_{seed}_sample_{sample}_confidences_aggregated.json",),
            "full": (
                "{job}_seed_{seed}_sample_{sample}_confidences.json",
                "{job}_seed_{seed}_sample_{sample}_confidences.npz",
            ),
        },
    ),
    Layout(
        PROTENIX, re.compile(rf"(?P<job>.+?)(?:_seed_(?P<seed>\d+))?_sample_(?P<sample>\d+){COORDINATES}"),
        "seed-{seed}_sample-{sample}",
        {
            "summary": (
                "{job}_summary_confidence_sample_{sample}.json",
                "{job}_seed_{seed}_summary_confidence_sample_{sample}.json",
            ),
            "full": ("{job}_full_data_sample_{sample}.json", "{job}_seed_{seed}_full_data_sample_{sample}.json"),
        },
        needed=True,
    ),
    Layout(
        COLABFOLD,
        re.compile(
            r"(?P<job>.+)_(?P<relaxed>un)?relaxed_rank_(?P<rank>\d+)_(?P<model>.+?)(?:_seed_(?P<seed>\d+))?"
            rf"{COORDINATES}"
        ),
        "rank_{rank}",
        {
            "summary": (
                "{job}_scores_rank_{rank}_{model}_seed_{seed}.json", "{job}_scores_rank_{rank}_{model}.json",
                "{job}_unrelaxed_rank_{rank}_{model}_scores.json",
            )
        },
    ),
    Layout(
        CHAI, re.compile(rf"pred\.(?P<kind>model_idx|rank)_(?P<sample>\d+){COORDINATES}"), "model_{sample}",
        {"summary": ("scores.{kind}_{sample}.npz", "scores.{kind}_{sample}.json")},
    ),
    Layout(
        BOLTZ, re.compile(rf"(?P<job>.+)_model_(?P<sample>\d+){COORDINATES}"), "model_{sample}",
        {
            "summary": ("confidence_{job}_model_{sample}.json",),
            "pae": ("pae_{job}_model_{sample}.npz",),
            "plddt": ("plddt_{job}_model_{sample}.npz",),
        },
        needed=True,
    ),
    Layout(
        ALPHAFOLD_3, re.compile(rf"(?P<job>.+)_model{COORDINATES}"), "top",
        {"summary": ("{job}_summary_confidences.json",), "full": ("{job}_confidences.json",)},
        needed=True, copy=True,
    ),
    Layout("", re.compile(rf"(?P<job>.+?)_seed[-_]?(?P<seed>\d+)_sample[-_]?(?P<sample>\d+)(?:_model)?{COORDINATES}"),
           "seed-{seed}_sample-{sample}"),
    Layout(
        "", re.compile(rf"(?P<job>.+)_(?P<kind>model|sample|ranked|rank)[-_](?P<sample>\d+)(?:_model)?{COORDINATES}"),
        "{kind}_{sample}",
    ),
)  # fmt: skip
"""The more particular ones first: a name is the first's that it fits."""


class Listing:
    """Files of one directory, by their names without the endings of compression.

    Parameters
    ----------
    directory
        The directory.
    paths
        Its files.
    """

    def __init__(self, directory: Path, paths: list[Path]) -> None:
        self.directory = directory
        self.by_name: dict[str, Path] = {}
        for path in paths:
            # Where a file lies both packed and plain, the plain one is taken.
            name = unpacked_name(path)
            if name not in self.by_name or name == path.name:
                self.by_name[name] = path

    def first(self, names: tuple[str, ...]) -> Path | None:
        """Give the first of some files that is there.

        Parameters
        ----------
        names
            Of files, without the endings of compression.

        Returns
        -------
        Path or None
            None where none of them is.
        """
        return next((self.by_name[name] for name in names if name in self.by_name), None)


def recognised(listing: Listing, path: Path) -> Sample | None:
    """Tell whose sample a file of coordinates is.

    Parameters
    ----------
    listing
        What lies in its directory.
    path
        The file.

    Returns
    -------
    Sample or None
        None where its name tells neither a writer nor a job.
    """
    name = unpacked_name(path)
    for layout in LAYOUTS:
        match = layout.pattern.fullmatch(name)
        inside = layout.directory.fullmatch(listing.directory.name) if layout.directory else None
        if match is None or (layout.directory is not None and inside is None):
            continue
        groups = {**match.groupdict(), **(inside.groupdict() if inside else {})}
        files = dict(_companions(listing, layout, groups))
        if layout.needed and not files:
            continue
        return _sample(listing.directory, path, layout, groups, files)
    return None


def _companions(listing: Listing, layout: Layout, groups: Mapping[str, str | None]) -> Iterator[tuple[Companion, Path]]:
    known = {key: value or "" for key, value in groups.items()}
    for kind, names in layout.companions.items():
        path = listing.first(tuple(name.format_map({"seed": "", **known}) for name in names))
        if path is not None:
            yield kind, path


def _sample(
    directory: Path, path: Path, layout: Layout, groups: Mapping[str, str | None], files: Mapping[Companion, Path]
) -> Sample:
    root = job_directory(directory)
    seed = groups.get("seed") or _seed_of(directory)
    template = layout.sample.replace("seed-{seed}_", "")
    if seed and layout.writer != COLABFOLD:  # whose ranks are over all seeds
        template = f"seed-{{seed}}_{template}"
    own = template.format_map({**{key: value or "" for key, value in groups.items()}, "seed": seed})
    trunks = [part for part in directory.relative_to(root).parts if part.startswith("trunk_")]
    return Sample(
        path, groups.get("job") or root.name or "models", "_".join([*trunks, own]), root, layout.writer, seed,
        groups.get("model") or "", files, copy=layout.copy,
    )  # fmt: skip


def job_directory(directory: Path) -> Path:
    """Give the directory of a job, of one that may be of its samples.

    Parameters
    ----------
    directory
        Where a sample lies.

    Returns
    -------
    Path
        The nearest one that is not named as those between a job and its samples are.
    """
    while BETWEEN.fullmatch(directory.name):
        directory = directory.parent
    return directory


def _seed_of(directory: Path) -> str:
    """Read the seed from the directories above a sample: ``seed_101/predictions``."""
    for part in (directory.name, directory.parent.name):
        if match := SEED.search(part):
            return match[1]
    return ""
