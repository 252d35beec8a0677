"""What a simulated system is: what the user says, else what its topology says of itself."""

from __future__ import annotations

from pathlib import Path

from nesgroove.io.marker import says_phantom
from nesgroove.model.structure import SourceKind
from nesgroove.survey.sources import read_sources, source_of


def kind_of_system(source: str, topology: Path, entry: str) -> SourceKind:
    """Decide what kind of source a system is.

    Parameters
    ----------
    source
        What the user says, KIND or PATTERN=KIND; empty where nothing is said.
    topology, entry
        Its file, and the name of its entry.

    Returns
    -------
    str
        Where nothing is said ``phantom`` for the topology of one, else ``modelled``: a simulation is no experiment,
        whatever it began with.

    Raises
    ------
    ConfigError
        What the user says is no kind.
    """
    if not source:
        return "phantom" if says_phantom(topology) else "modelled"
    return source_of(read_sources(source), entry) or "unknown"
