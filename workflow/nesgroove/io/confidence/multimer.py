"""AlphaFold-Multimer's directories: files by rank and files by model, and the one file that says which is which.

``ranked_0.pdb`` and ``ranked_0.cif`` are the model that comes first in the ``order`` of ``ranking_debug.json``, and
everything else is named by the model: ``pae_<model>.json``, ``confidence_<model>.json``, ``relaxed_<model>.pdb``
(alphafold:run_alphafold.py, 2.3). ipTM is in ``result_<model>.pkl`` alone: a pickle runs what is in it, and is never
loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from nesgroove.errors import ReadError
from nesgroove.io.confidence.contents import number_of, read_json
from nesgroove.io.confidence.layouts import COORDINATES, Listing, job_directory
from nesgroove.io.confidence.sample import ALPHAFOLD_MULTIMER, Companion, Remark, Sample
from nesgroove.io.entry_names import unpacked_name

RANKING: Final = "ranking_debug.json"

RANKED: Final = re.compile(rf"ranked_(\d+){COORDINATES}")

BY_MODEL: Final = re.compile(rf"(un)?relaxed_(model_\d+.*?){COORDINATES}")

SCORES: Final = ("iptm+ptm", "plddts")
"""What a ranking is by: of multimers, and of monomers."""

HIGHEST: Final = {"iptm+ptm": 1.0, "plddts": 100.0}


def multimer_samples(listing: Listing) -> list[Sample]:
    """Find the samples of an AlphaFold-Multimer job.

    Parameters
    ----------
    listing
        A directory.

    Returns
    -------
    list of Sample
        Those that are ranked; where no file of coordinates is named by rank, those that are named by model. Empty
        where the directory is no job of this writer.
    """
    ranked: dict[int, list[Path]] = {}
    by_model: dict[str, list[Path]] = {}
    for name, path in listing.by_name.items():
        if match := RANKED.fullmatch(name):
            ranked.setdefault(int(match[1]), []).append(path)
        elif match := BY_MODEL.fullmatch(name):
            by_model.setdefault(match[2], []).append(path)
    if not ranked and RANKING not in listing.by_name:
        return []
    ranking, remarks = _ranking(listing)
    order: list[str] = ranking.get("order", [])
    samples = []
    for rank, paths in sorted(ranked.items()):
        model = order[rank] if rank < len(order) else ""
        samples.append(_sample(listing, f"ranked_{rank}", model, [*paths, *by_model.pop(model, [])], ranking, remarks))
    for model, paths in sorted(by_model.items()) if order or not ranked else ():
        samples.append(_sample(listing, model, model, paths, ranking, remarks))
    return samples


def _ranking(listing: Listing) -> tuple[dict[str, Any], tuple[Remark, ...]]:
    """Read which model is which rank, and by what."""
    path = listing.by_name.get(RANKING)
    why = f"{RANKING} is not there"
    if path is not None:
        try:
            ranking = read_json(path)
        except ReadError as error:
            why = f"{RANKING}: {error.message}"
        else:
            order = ranking.get("order") if isinstance(ranking, dict) else None
            if isinstance(order, list) and all(isinstance(model, str) for model in order):
                return ranking, ()
            why = f"{RANKING} has no order of models"
    remark = Remark(
        "warning", f"{why}: PAE is named by model and not by rank, and whose it is is not known",
        "Copy the whole directory that AlphaFold-Multimer wrote",
    )  # fmt: skip
    return {}, (remark,)


def _sample(
    listing: Listing, name: str, model: str, paths: list[Path], ranking: dict[str, Any], remarks: tuple[Remark, ...]
) -> Sample:
    ordered = sorted(paths, key=_preference)
    kinds: tuple[tuple[Companion, str], ...] = (
        ("pae", f"pae_{model}.json"), ("plddt", f"confidence_{model}.json"),
    )  # fmt: skip
    files = {kind: listing.by_name[file] for kind, file in kinds if model and file in listing.by_name}
    root = job_directory(listing.directory)
    between = listing.directory.relative_to(root).parts
    return Sample(
        path=ordered[0],
        job=root.name or "models",
        name="_".join([*between, name]),
        root=root,
        writer=ALPHAFOLD_MULTIMER,
        seed=_seed(model),
        model=model,
        files=files,
        ranking=_score(ranking, model),
        same=tuple(_same(path, ordered[0]) for path in ordered[1:]),
        remarks=(*remarks, *_about_iptm(listing, model)),
    )


def _preference(path: Path) -> tuple[int, bool, str]:
    """Ranked before relaxed before unrelaxed; mmCIF before PDB."""
    name = unpacked_name(path)
    place = 0 if name.startswith("ranked") else 1 if name.startswith("relaxed") else 2
    return place, name.endswith(".pdb"), name


def _same(path: Path, kept: Path) -> tuple[Path, str]:
    kind = "unrelaxed " if path.name.startswith("unrelaxed") else ""
    return path, f"it is the {kind}same model as {kept.name}"


def _seed(model: str) -> str:
    """Number of the prediction of a model: each has a seed of its own."""
    match = re.search(r"_pred_(\d+)$", model)
    return match[1] if match else ""


def _score(ranking: dict[str, Any], model: str) -> tuple[str, float] | None:
    for name in SCORES:
        value = number_of(ranking.get(name), model, 0.0, HIGHEST[name])
        if value is not None:
            return name, value
    return None


def _about_iptm(listing: Listing, model: str) -> Iterator[Remark]:
    there = f"result_{model}.pkl" in listing.by_name
    yield Remark(
        "note",
        f"ipTM of the pair is empty: AlphaFold-Multimer writes it into a pickle alone"
        f"{f' (result_{model}.pkl)' if there else ''}, and pickles are never loaded, for they run what is in them",
        "Have its ranking score, or write the ipTM out as JSON with AlphaFold's own code",
    )
