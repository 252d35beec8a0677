"""What chains and compounds are called, and who says so; how a reader sees a name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

NAMELESS: Final = "unknown"
"""What tables have for a compound that nothing names."""

ACCESSION: Final = r"(?:[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2})"
"""What accessions look like, as UniProt has them (https://www.uniprot.org/help/accession_numbers)."""

ISOFORM: Final = r"(?:-[0-9]+)?"
"""What may follow one: the number of an isoform."""

LONGEST_LABEL: Final = 36
"""Letters of a compound's name that a label has room for: ``anguinomycin A``, ``KPT-185 analogue A1CBD``. Systematic
names are longer, and their compounds go by their component."""


LONGEST_CARGO: Final = 50
"""Letters of a cargo's name in a label: ``signal of topoisomerase II alpha in another chain`` has 49. Descriptions of
entities may be longer, and are cut."""


@dataclass(frozen=True)
class GivenName:
    """A name that the user gives.

    Attributes
    ----------
    entry : str
        An entry, a complex, or a pattern of entries.
    molecule : str
        A chain id, a component id, or a ligand as molecules.tsv has it.
    name : str
    """

    entry: str
    molecule: str
    name: str

    @property
    def is_pattern(self) -> bool:
        """Whether it is of any entry that fits."""
        return any(letter in self.entry for letter in "*?[")

    def fits(self, entries: Collection[str]) -> bool:
        """Whether it is of one of some entries or complexes.

        Parameters
        ----------
        entries
            Their names.
        """
        return any(fnmatchcase(name.lower(), self.entry.lower()) for name in entries)


def given_name(given: Iterable[GivenName], entries: Sequence[str], molecules: Sequence[str]) -> str:
    """Give the name that the user gave a chain or ligand.

    Parameters
    ----------
    given
        Names, in the order in which they are looked at.
    entries
        Its complex and its entry: what is said of one complex is stronger than what is said of all of an entry, and
        that is stronger than patterns.
    molecules
        How it may be called there: its name in molecules.tsv, then its chain or component.

    Returns
    -------
    str
        Empty where the user gave none.
    """

    def strength(each: GivenName) -> tuple[int, int]:
        whole = [name.lower() for name in entries]
        own = each.entry.lower()
        return (whole.index(own) if own in whole else len(whole), molecules.index(each.molecule))

    fitting = [each for each in given if each.molecule in molecules and each.fits(entries)]
    return min(fitting, key=strength).name if fitting else ""


@dataclass(frozen=True)
class Described:
    """What a file calls what is in it.

    Attributes
    ----------
    chains, accessions : mapping of str to str
        Description and UniProt accessions, parted by blanks, by the author's chain id.
    components : mapping of str to str
        Names of components.
    """

    chains: Mapping[str, str] = field(default_factory=dict)
    accessions: Mapping[str, str] = field(default_factory=dict)
    components: Mapping[str, str] = field(default_factory=dict)

    def with_others(self, other: Described) -> Described:
        """Add what another piece of the same structure says; where both name one thing this one holds.

        Parameters
        ----------
        other
            Of the other piece.
        """
        return Described(
            {**other.chains, **self.chains},
            {**other.accessions, **self.accessions},
            {**other.components, **self.components},
        )


@dataclass(frozen=True)
class Named:
    """What a chain or a ligand is called.

    Attributes
    ----------
    name : str
        Empty where nothing names it.
    source : str
        Who says so: ``names.tsv``, ``sequence``, ``graph``, ``component``, ``entity``, ``title`` or ``model``; empty
        without a name.
    uniprot : str
        Accession of a protein.
    inchikey, smiles : str
        Of a compound as it is before it reacts with Cys528; empty where its chemistry is not known.
    """

    name: str = ""
    source: str = ""
    uniprot: str = ""
    inchikey: str = ""
    smiles: str = ""


def cargo_words(name: str, chain: str = "") -> str:
    """Write a cargo as a reader sees it.

    Parameters
    ----------
    name
        Its name, or nothing.
    chain
        Its chain, where that is to be said.

    Returns
    -------
    str
        ``snurportin 1, chain E``; without a name ``cargo, chain E``.
    """
    if len(name) > LONGEST_CARGO:
        name = f"{name[: LONGEST_CARGO - 1].rstrip()}\u2026"
    return ", ".join(filter(None, [name or "cargo", chain and f"chain {chain}"]))


def compound_words(name: str, component: str) -> str:
    """Write a compound as a reader sees it, and as averages group it.

    Parameters
    ----------
    name
        As inhibitor_name of complexes.tsv has it.
    component
        Its component id.

    Returns
    -------
    str
        Its name; the component id where the name is too long for a label; ``UNL (unknown)`` where there is none.
    """
    if name in ("", NAMELESS):
        return f"{component} (unknown)"
    return name if len(name) <= LONGEST_LABEL else component


def is_named(words: str, component: str) -> bool:
    """Whether what :func:`compound_words` wrote is a name, and not a component that nothing names."""
    return words != compound_words("", component)
