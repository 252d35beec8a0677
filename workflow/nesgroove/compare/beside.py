"""What a directory of results says of its complexes beside the tables that every run has: of models and of poses.

These tables are of a room above this one, and their columns are read by name.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

MODELS: Final = "model_samples.tsv"

POSES: Final = "poses.tsv"

OF_MODELS: Final = ("job", "sample", "writer", "leads", "ranking_name", "pae", "signal_in_model")

NUMBERS_OF_MODELS: Final = (
    "ranking_score", "iptm", "ptm", "iptm_pair", "plddt_whole", "pae_groove_cargo", "pae_cargo_groove",
    "pae_groove_signal", "pae_signal_groove", "ipsae_xpo1_cargo", "ipsae_cargo_xpo1", "lis", "pdockq2", "clashes",
)  # fmt: skip
"""Columns of model_samples.tsv by which complexes can be chosen, besides those that complexes.tsv has too."""

OF_POSES: Final = (
    "file", "score_name", "score_writer", "score_meaningful", "reach", "reacting_group", "pockets", "like_best_name",
    "required",
)  # fmt: skip

NUMBERS_OF_POSES: Final = (
    "record", "rank", "title_rank", "groove_rank", "score", "reacting_distance", "attack_angle", "like_best",
    "like_selinexor", "like_leptomycin_b", "clashes", "busted",
)  # fmt: skip
"""The same of poses.tsv."""

TEXTS: Final = (*OF_MODELS, *OF_POSES)

NUMBERS: Final = tuple(dict.fromkeys((*NUMBERS_OF_MODELS, *NUMBERS_OF_POSES)))

TABLES: Final = {MODELS: (OF_MODELS, NUMBERS_OF_MODELS), POSES: (OF_POSES, NUMBERS_OF_POSES)}

Beside: TypeAlias = Mapping[str, Mapping[str, object]]
"""Complex -> name -> value."""


def read_beside(directory: Path) -> Beside:
    """Read what model_samples.tsv and poses.tsv say of complexes.

    Parameters
    ----------
    directory
        Of results.

    Returns
    -------
    dict of str to dict
        Complex -> column -> text, number, or None where the cell is empty, or where cargoes of a complex differ.
        Without these tables, nothing.
    """
    beside: dict[str, dict[str, object]] = defaultdict(dict)
    for name, (texts, numbers) in TABLES.items():
        for complex_, values in _read(directory / name, texts, numbers).items():
            beside[complex_] |= values
    return dict(beside)


def _read(path: Path, texts: Sequence[str], numbers: Sequence[str]) -> dict[str, dict[str, object]]:
    if not path.is_file():
        return {}
    rows: dict[str, list[dict[str, object]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as stream:
        for cells in csv.DictReader(stream, delimiter="\t"):
            words: dict[str, object] = {name: cells.get(name) or None for name in texts}
            rows[cells.get("complex") or ""].append(words | {name: _number(cells.get(name)) for name in numbers})
    return {
        complex_: {name: of[0][name] if all(row[name] == of[0][name] for row in of) else None for name in of[0]}
        for complex_, of in rows.items()
        if complex_
    }


def _number(cell: str | None) -> float | None:
    try:
        value = float(cell or "nan")
    except ValueError:
        return None
    return value if math.isfinite(value) else None
