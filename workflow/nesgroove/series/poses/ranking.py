"""The two orders of poses: by the score of their program, and by what the groove says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from nesgroove.series.poses.records import PoseRecord


@dataclass(frozen=True)
class Place:
    """What decides where a pose comes.

    Attributes
    ----------
    copy : bool
        Whether it is a copy of another, which has no place.
    kind : tuple of str
        Program, name and direction of its score: only scores of one kind are compared.
    score : float or None
        The lower the better, whatever its direction; None without one that means something for this pose.
    groove : tuple
        What the groove says, the lower the better.
    title : str
        Of the pose.
    file, record : str, int
        Where it is, by which ties are decided.
    """

    copy: bool
    kind: tuple[str, str, str]
    score: float | None
    groove: tuple[float, ...]
    title: str
    file: str
    record: int


def place_of(row: PoseRecord) -> Place:
    """Say what decides where a pose comes.

    Parameters
    ----------
    row
        Its row without ranks.

    Returns
    -------
    Place
        By the groove: it has what is required; it lies in the groove; its reacting atom is bonded or in reach; it has
        no clash; then the number of pockets that it occupies, and the likeness to the reference that is nearest.
        Nothing is weighed against anything else: what comes first decides.
    """
    meaningful = row.score is not None and row.score_meaningful != "no"
    score = (row.score if row.score_better == "lower" else -row.score) if meaningful and row.score is not None else None
    return Place(
        copy=bool(row.duplicate_of),
        kind=(row.score_writer, row.score_name, row.score_better),
        score=score,
        groove=(
            row.required == "no",
            row.in_groove != "yes",
            row.reach != "yes",
            row.clashes != 0,
            -len(row.pockets.split()),
            -round(row.like_best or 0.0, 3),
        ),
        title=row.title,
        file=row.file,
        record=row.record,
    )


def ranks(places: Sequence[Place]) -> list[dict[str, int | None]]:
    """Rank poses.

    Parameters
    ----------
    places
        What decides, of each.

    Returns
    -------
    list of dict of str to (int or None)
        ``rank``, by score among those with the same kind of score; ``title_rank``, the same among those of one title;
        and ``groove_rank``, by the groove, poses that are alike there by ``rank``; each from 1, what is still alike in
        the order of the files. None for
        copies, the first two also without a score.
    """
    by_score: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for index, place in enumerate(places):
        if not place.copy and place.score is not None:
            by_score[place.kind].append(index)
    first: dict[int, int] = {}
    own: dict[int, int] = {}
    for members in by_score.values():
        members.sort(key=lambda index: (places[index].score or 0.0, places[index].file, places[index].record))
        first |= {index: rank for rank, index in enumerate(members, start=1)}
        count: Counter[str] = Counter()
        for index in members:
            count[places[index].title] += 1
            own[index] = count[places[index].title]
    kept = [index for index, place in enumerate(places) if not place.copy]
    kept.sort(key=lambda i: (*places[i].groove, first.get(i, len(places) + 1), places[i].file, places[i].record))
    second = {index: rank for rank, index in enumerate(kept, start=1)}
    return [
        {"rank": first.get(index), "title_rank": own.get(index), "groove_rank": second.get(index)}
        for index in range(len(places))
    ]
