"""Scores of poses: which of a record's numbers are scores, and what they mean, by ``data/pose_scores.tsv``.

Nothing is guessed. Whether lower or higher is better, and whether a score compares poses that are tethered to a
residue, is what the writer documents; a number that is not in the table is a property until the user says what it is.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, get_args

from nesgroove.errors import ConfigError
from nesgroove.io.json_numbers import finite_number
from nesgroove.io.poses.pose import Better, Score

NUMBER: Final = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
"""A number in a text."""

FILE_NAME: Final = "file name"
"""Field of the table that stands for the name of the file."""

NAMED_BY_USER: Final = "named by the user"
"""Writer of a score that the user names."""


@dataclass(frozen=True)
class KnownScore:
    """A row of the table.

    Attributes
    ----------
    writer : str
        The program.
    field : str
        Name of the property, or :data:`FILE_NAME`.
    number : str
        Regular expression that begins where the value does, with the number as its group.
    requires : str
        Another property of the same record by which the writer is known, for names that many use.
    name, unit : str
    better : {'lower', 'higher'}
    covalent : bool
        Whether it compares poses that are tethered to a residue.
    source : str
        Where this was read.
    """

    writer: str
    field: str
    number: str
    requires: str
    name: str
    unit: str
    better: Better
    covalent: bool
    source: str


@cache
def known_scores() -> tuple[KnownScore, ...]:
    """Read the table: of each writer first the score by which it sorts its poses."""
    text = (files("nesgroove.data") / "pose_scores.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(
        KnownScore(
            writer=row["writer"],
            field=row["field"],
            number=row["number"].replace("{number}", NUMBER),
            requires=row["requires"],
            name=row["name"],
            unit=row["unit"],
            better="lower" if row["better"] == "lower" else "higher",
            covalent=row["covalent"] == "yes",
            source=row["source"],
        )
        for row in rows
    )


def scores_of(properties: Mapping[str, str], path: Path) -> tuple[Score, ...]:
    """Find the scores of a record.

    Parameters
    ----------
    properties
        What the record says by name.
    path
        The file.

    Returns
    -------
    tuple of Score
        In the order of the table, the one by which the writer sorts first; one for each field. Numbers that are not
        finite are none.
    """
    said = {**properties, FILE_NAME: path.name}
    scores: dict[str, Score] = {}
    for known in known_scores():
        if known.field not in said or known.field in scores or (known.requires and known.requires not in said):
            continue
        value = _value(known, said[known.field])
        if value is not None:
            scores[known.field] = Score(
                known.name, value, known.unit, known.better, known.covalent, known.writer
            )  # fmt: skip
    return tuple(scores.values())


def _value(known: KnownScore, text: str) -> float | None:
    text = text.strip()
    if known.field == "meeko":
        # A name of a molecule within the JSON could hold what looks like the key.
        try:
            value = json.loads(text).get(known.name)
        except (ValueError, AttributeError, RecursionError):
            return None
        return finite_number(value)
    match = re.match(known.number, text) or (re.search(known.number, text) if known.field == FILE_NAME else None)
    value = float(match[1]) if match else math.nan
    return value if math.isfinite(value) else None


def numeric_properties(properties: Mapping[str, str]) -> dict[str, float]:
    """List the properties that are numbers: those that a user may name as a score.

    Parameters
    ----------
    properties
        What a record says by name.

    Returns
    -------
    dict of str to float
        By name.
    """
    return {name: float(text) for name, text in properties.items() if re.fullmatch(NUMBER, text.strip())}


@dataclass(frozen=True)
class NamedScore:
    """A property that the user names as a score.

    Attributes
    ----------
    name : str
        Of the property.
    better : {'lower', 'higher'}
    """

    name: str
    better: Better

    def of(self, properties: Mapping[str, str]) -> Score | None:
        """Read it from a record.

        Parameters
        ----------
        properties
            What the record says by name.

        Returns
        -------
        Score or None
            None where the record does not have it as a number. What it means for a tethered pose is not known, so it
            counts as meaning nothing there.
        """
        value = numeric_properties(properties).get(self.name)
        if value is None or not math.isfinite(value):
            return None
        return Score(self.name, value, "", self.better, covalent_meaning=False, writer=NAMED_BY_USER)


def counted_scores(scores: Sequence[Score], properties: Mapping[str, str], named: NamedScore | None) -> list[Score]:
    """Give the scores of a record that count, the first before the others.

    Parameters
    ----------
    scores, properties
        What the table of writers knows of the record, and all that it says by name.
    named
        The score that the user names; None where the writers decide.

    Returns
    -------
    list of Score
        As they are given. Where the user names one that one first; of a record that does not have it none counts, for
        it would be ranked among others by another number.
    """
    if named is None:
        return list(scores)
    own = named.of(properties)
    return [] if own is None else [own, *scores]


def named_score(text: str) -> NamedScore:
    """Read what a user says of a score.

    Parameters
    ----------
    text
        ``NAME:lower`` or ``NAME:higher``; the name may hold colons.

    Returns
    -------
    NamedScore
        The property and its direction.

    Raises
    ------
    ConfigError
        It is not of that form.
    """
    name, colon, better = text.rpartition(":")
    if not (name.strip() and colon and better.strip() in get_args(Better)):
        raise ConfigError(
            f"{text!r} names no score",
            file="--score",
            remedy="Give the property and which values are better: NAME:lower or NAME:higher",
        )
    return NamedScore(name.strip(), "lower" if better.strip() == "lower" else "higher")
