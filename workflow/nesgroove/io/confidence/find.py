"""All predicted models below some directories: which job and which sample each of them is, and what was passed over."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from nesgroove.errors import ConfigError
from nesgroove.io.confidence.layouts import Listing, recognised
from nesgroove.io.confidence.multimer import BY_MODEL, multimer_samples
from nesgroove.io.confidence.sample import Sample
from nesgroove.io.entry_names import FORMAT, is_structure_name, unpacked_name
from nesgroove.io.run_names import NamedFile, own_name, same_name, shown_path
from nesgroove.model.plain_text import natural

STEP: Final = "models"

BY_PRODUCTS: Final = re.compile(r"msas?|templates?(?:_\d+)?|.+_env|processed|lightning_logs|mmseqs2?.*", re.IGNORECASE)
"""Directories with what a prediction was made from: the structures in them are templates."""

RESULTS: Final = ("complexes.tsv", "provenance.json")
"""Files by which results of earlier runs are known: what was measured once is not predicted twice."""

ARCHIVE: Final = re.compile(r"\.(?:zip|tar|tgz|tbz2?|txz)(?:\.\w+)?$", re.IGNORECASE)


@dataclass
class Models:
    """Samples, and what was passed over.

    Attributes
    ----------
    samples : list of Sample
        In natural order of job and sample.
    passed_over : list of (Path, str)
        What may be meant and is not measured, and why.
    """

    samples: list[Sample] = field(default_factory=list)
    passed_over: list[tuple[Path, str]] = field(default_factory=list)


def find_models(places: Iterable[Path]) -> Models:
    """Find predicted models, in directories and all that are below them.

    Parameters
    ----------
    places
        Directories, or files of coordinates.

    Returns
    -------
    Models
        Jobs of one name in several directories are told apart by the names of these.

    Raises
    ------
    ConfigError
        A place does not exist, or there is no model in any.
    """
    places = [Path(os.path.normpath(Path.cwd() / place)) for place in places]
    found = Models()
    for place in dict.fromkeys(places):
        if not place.exists():
            raise ConfigError("there is no such file or directory", file=place, step=STEP, remedy="Check the path")
        listings = list(_listings(place, found)) if place.is_dir() else [_of_file(place)]
        for listing, only in listings:
            _take(listing, only, found)
    if not found.samples:
        shown = ", ".join(shown_path(place) for place in places) or "no directory"
        raise ConfigError(
            f"there is no model in {shown}", step=STEP,
            remedy="Name the directories that a predictor wrote, or directories of mmCIF or PDB files, unpacked",
        )  # fmt: skip
    unique = {sample.path: sample for sample in found.samples}
    found.samples = sorted(_apart(list(unique.values())), key=_order)
    found.passed_over.sort(key=lambda pair: natural(str(pair[0])))
    return found


def _order(sample: Sample) -> tuple[object, ...]:
    return natural(sample.job), sample.writer, str(sample.root), sample.copy, natural(sample.name), str(sample.path)


def _listings(place: Path, found: Models) -> Iterator[tuple[Listing, None]]:
    def unreadable(error: OSError) -> None:
        found.passed_over.append((Path(error.filename), f"it cannot be looked through: {error.strerror}"))

    for top, directories, names in os.walk(place, onerror=unreadable):
        here = Path(top)
        for name in list(directories):
            why = _why_not(here / name)
            if why or name.startswith("."):
                directories.remove(name)
            if why:
                found.passed_over.append((here / name, why))
        directories.sort()
        yield Listing(here, [here / name for name in sorted(names) if not name.startswith(".")]), None


def _why_not(directory: Path) -> str:
    """Say why a directory is not looked through; nothing where it is."""
    if directory.name.startswith("."):
        return ""
    if BY_PRODUCTS.fullmatch(directory.name):
        return "it is named as what a prediction was made from"
    if all((directory / name).is_file() for name in RESULTS):
        return "it holds results of nesgroove, whose superposed structures are no samples"
    return "it is a link to a directory: name what it leads to" if directory.is_symlink() else ""


def _of_file(path: Path) -> tuple[Listing, Path]:
    """Give the listing that a single file lies in, with the file that was meant."""
    return Listing(path.parent, [p for p in sorted(path.parent.iterdir()) if p.is_file()]), path


def _take(listing: Listing, only: Path | None, found: Models) -> None:
    multimer = multimer_samples(listing)
    known = {path for sample in multimer for path in (sample.path, *(other for other, _ in sample.same))}
    samples = list(multimer)
    for path in listing.by_name.values():
        name = unpacked_name(path)
        if path in known:
            continue
        if multimer and BY_MODEL.fullmatch(name):
            found.passed_over.append((path, "the ranked files beside it are the same models"))
        elif ARCHIVE.search(path.name) and only is None:
            found.passed_over.append((path, "it is an archive: unpack it to have what is in it"))
        elif (is_structure_name(path.name) and FORMAT.search(name)) or path == only:
            samples.append(recognised(listing, path) or Sample(path, own_name(path), "", path.parent))
    samples = _one_each(samples)
    found.samples += samples if only is None else [s for s in samples if only in (s.path, *(p for p, _ in s.same))]


def _one_each(samples: Sequence[Sample]) -> list[Sample]:
    """Make one sample of what is there relaxed and unrelaxed, or as mmCIF and PDB: the relaxed one, as mmCIF."""
    forms: dict[tuple[str, ...], list[Sample]] = defaultdict(list)
    others = []
    for sample in samples:
        if sample.name and not sample.same:
            forms[sample.writer, sample.job, sample.name, sample.model].append(sample)
        else:
            others.append(sample)
    for members in forms.values():
        members.sort(key=lambda sample: (_is_unrelaxed(sample), ".pdb" in sample.path.name, sample.path.name))
        first, rest = members[0], members[1:]
        others.append(replace(first, same=tuple((sample.path, _form(sample, first)) for sample in rest)))
    return others


def _is_unrelaxed(sample: Sample) -> bool:
    return "unrelaxed_" in sample.path.name


def _form(sample: Sample, kept: Sample) -> str:
    kind = "the unrelaxed form" if _is_unrelaxed(sample) and not _is_unrelaxed(kept) else "another form"
    return f"it is {kind} of {kept.path.name}"


def _apart(samples: Sequence[Sample]) -> list[Sample]:
    """Tell apart jobs of one name that lie in several directories, or are of several writers."""
    roots: dict[str, set[tuple[Path, str]]] = defaultdict(set)
    for sample in samples:
        roots[same_name(sample.job)].add((sample.root, sample.writer))
    renamed = []
    for sample in samples:
        homes = roots[same_name(sample.job)]
        if len({root for root, _ in homes}) > 1:
            sample = replace(sample, job=_longer(sample, [root for root, _ in homes]))
        elif len(homes) > 1:
            sample = replace(sample, job=f"{sample.job}_{sample.writer or 'other'}".replace(" ", "-"))
        renamed.append(sample)
    return renamed


def _longer(sample: Sample, roots: Sequence[Path]) -> str:
    """Put before the name of a job as many directories as tell it from the others of that name."""
    parts = sample.root.parts[1:]
    others = [root.parts[1:] for root in roots if root != sample.root]
    count = next((n for n in range(1, len(parts) + 1) if all(other[-n:] != parts[-n:] for other in others)), len(parts))
    before = parts[len(parts) - count :]
    return "_".join((*before, sample.job) if before[-1:] != (sample.job,) else before)


def named_models(samples: Iterable[Sample]) -> Mapping[str, tuple[NamedFile, Sample]]:
    """Give each sample the name of its entry: job and sample, of letters that every file system and shell takes.

    Parameters
    ----------
    samples
        In any order.

    Returns
    -------
    dict of str to (NamedFile, Sample)
        By entry, in the order of the samples; names that would be one have a number.
    """
    taken: set[str] = set()
    named = {}
    for sample in samples:
        plain = re.sub(r"[^\w.+-]+", "_", "_".join(filter(None, (sample.job, sample.name)))).strip("_.-") or "model"
        entry, number = plain, 2
        while same_name(entry) in taken:
            entry, number = f"{plain}+{number}", number + 1
        taken.add(same_name(entry))
        named[entry] = (NamedFile(sample.path, entry, entry), sample)
    return named
