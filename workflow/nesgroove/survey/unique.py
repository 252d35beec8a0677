"""Ids that no two files share: the first in order keeps an id, the others get a number and a warning names both."""

from __future__ import annotations

from collections.abc import Iterable

from nesgroove.io.run_names import numbered, same_name
from nesgroove.model.problem import ProblemRecord, problem

REMEDY = "Rename one of the files to have another id"


def same_entry(entry: str, name: str, path: str, first: str) -> ProblemRecord:
    """Warn that a file gives an entry name that another one has.

    Parameters
    ----------
    entry
        What it is called instead.
    name
        The name.
    path, first
        The file, and the one that keeps the name.
    """
    return problem(
        entry, "read", "warning",
        f"{path} gives the entry name {name}, which {first} has: both were measured, and this one is {entry}",
        remedy=REMEDY,
    )  # fmt: skip


class UniqueIds:
    """Ids of the complexes of a run, taken file by file in the order of the paths."""

    def __init__(self) -> None:
        self._file_of: dict[str, str] = {}
        self._taken: set[str] = set()

    def take(self, entry: str, path: str, complexes: Iterable[str]) -> tuple[dict[str, str], list[ProblemRecord]]:
        """Take the ids of a file's complexes.

        Parameters
        ----------
        entry, path
            The file.
        complexes
            Ids that its complexes have by themselves.

        Returns
        -------
        new : dict of str to str
            Other ids, of the complexes whose own is taken.
        warnings : list of ProblemRecord
            One for each of them.
        """
        new, warnings = {}, []
        for id_ in complexes:
            first = self._file_of.setdefault(id_, path)
            if first == path:
                self._taken.add(same_name(id_))
                continue
            new[id_] = other = numbered(id_, self._taken)
            self._file_of[other] = path
            message = f"{path} has a complex {id_}, as {first} has: both were measured, and this one is {other}"
            warnings.append(problem(entry, "read", "warning", message, complex_id=other, remedy=REMEDY))
        return new, warnings
