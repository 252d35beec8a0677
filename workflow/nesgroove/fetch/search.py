"""Which entries of the archive hold XPO1, as its search services answer.

RCSB is asked by UniProt accession (``rcsb_polymer_entity_container_identifiers.reference_sequence_identifiers`` of its
search API, version 2) and once by sequence, which also finds species that no accession is known of here. Where it does
not answer, PDBe is asked by accession (``mappings/best_structures``, from SIFTS).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote

from nesgroove.errors import ConfigError
from nesgroove.fetch.client import Client, Delivery
from nesgroove.fetch.errors import EntryIdError, NotThereError, TooLargeError, UnreachableError
from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.mirrors import PDBE_SEARCH, RCSB_SEARCH
from nesgroove.identify.sequences import HUMAN_XPO1, reference_sequences
from nesgroove.model.named import ACCESSION

IDENTITY = 0.4
"""Least part of identical residues of a relative's sequence. Of the sequences that come with nesgroove, XPO1 of the
most distant species (yeast) has 0.47 of the human one's residues, and the nearest other karyopherin 0.29."""

E_VALUE = 1e-20
"""Largest e-value of a relative's sequence: a short stretch that is alike by chance is none."""


@dataclass(frozen=True)
class Question:
    """What the services are asked.

    Attributes
    ----------
    species
        Whose XPO1 is looked for, for the reader.
    accession
        UniProt accession; empty for a question by sequence.
    sequence
        Sequence whose relatives are looked for; empty for a question by accession.
    """

    species: str
    accession: str = ""
    sequence: str = ""

    @property
    def name(self) -> str:
        """The accession, or what stands in its place."""
        return self.accession or "by sequence"


@dataclass(frozen=True)
class Found:
    """What a question brought.

    Attributes
    ----------
    question
        What was asked.
    service
        Who answered; empty where nobody did.
    entries
        The entries, sorted.
    failures
        Why those did not answer that were asked before, or at all.
    """

    question: Question
    service: str
    entries: tuple[EntryId, ...] = ()
    failures: tuple[str, ...] = ()


def questions(more: Iterable[str] = ()) -> list[Question]:
    """Make the questions: each accession of the packaged data, those of the user's, and one by sequence.

    Parameters
    ----------
    more
        UniProt accessions of further species.

    Returns
    -------
    list of Question
        Without doubles.

    Raises
    ------
    ConfigError
        If a text is no accession.
    """
    packaged = reference_sequences()
    asked = {
        sequence.accession: Question(sequence.species, sequence.accession)
        for sequence in packaged.values()
        if sequence.kind == "xpo1" and sequence.accession
    }
    for text in more:
        accession = text.strip().upper()
        if not re.fullmatch(ACCESSION, accession):
            raise ConfigError(
                f"{text!r} is not a UniProt accession", step="discover", remedy="Write it as O14980 or A0A024R1R8"
            )
        asked.setdefault(accession, Question("", accession))
    return [*asked.values(), Question("relatives of human XPO1", sequence=packaged[HUMAN_XPO1].sequence)]


def ask(question: Question, client: Client, *, rcsb: str = RCSB_SEARCH, pdbe: str = PDBE_SEARCH) -> Found:
    """Ask RCSB, and PDBe where it does not answer.

    Parameters
    ----------
    question
        What to ask.
    client
        What asks; its limits hold.
    rcsb, pdbe
        The services' addresses; ``{accession}`` is filled in PDBe's.

    Returns
    -------
    Found
        Without a service where neither answered.
    """
    services: list[tuple[str, str, Callable[[Delivery], set[EntryId]]]] = [
        ("RCSB", f"{rcsb}?json={quote(json.dumps(_query(question), separators=(',', ':')))}", _read_rcsb)
    ]
    if question.accession:
        url = pdbe.replace("{accession}", question.accession)
        services.append(("PDBe", url, lambda sent: _read_pdbe(sent, question.accession)))
    failures: list[str] = []
    for service, url, read in services:
        try:
            return Found(question, service, tuple(sorted(read(client.get(url)))), tuple(failures))
        except NotThereError:
            failures.append(f"{service}: HTTP 404, which says nothing about entries")
        except (UnreachableError, TooLargeError) as error:
            failures.append(f"{service}: {error}")
        except (ValueError, RecursionError, EntryIdError) as error:
            words = error.message if isinstance(error, EntryIdError) else str(error)
            failures.append(f"{service}: its answer is not understood ({words[:200]})")
    return Found(question, "", failures=tuple(failures))


def _query(question: Question) -> dict[str, object]:
    """Write a query of RCSB's search API."""
    query: dict[str, object]
    if question.accession:
        within = "rcsb_polymer_entity_container_identifiers.reference_sequence_identifiers"
        values = {"database_accession": question.accession, "database_name": "UniProt"}
        query = {
            "type": "group",
            "logical_operator": "and",
            "nodes": [
                {
                    "type": "terminal",
                    "service": "text",
                    "parameters": {"attribute": f"{within}.{name}", "operator": "exact_match", "value": value},
                }
                for name, value in values.items()
            ],
        }
    else:
        query = {
            "type": "terminal",
            "service": "sequence",
            "parameters": {
                "evalue_cutoff": E_VALUE,
                "identity_cutoff": IDENTITY,
                "sequence_type": "protein",
                "value": question.sequence,
            },
        }
    options = {"return_all_hits": True, "results_content_type": ["experimental"]}
    return {"query": query, "return_type": "entry", "request_options": options}


def _read_rcsb(sent: Delivery) -> set[EntryId]:
    """Read an answer of RCSB; HTTP 204 means that there is no entry, an empty text of another status means nothing.

    Raises
    ------
    ValueError, EntryIdError
        If it is none, or not all of it.
    """
    if sent.nothing:
        return set()
    content = json.loads(sent.data)
    hits = content.get("result_set") if isinstance(content, dict) else None
    if not isinstance(hits, list):
        raise ValueError("it has no result_set")
    entries = {EntryId.parse(str(hit.get("identifier", "") if isinstance(hit, dict) else hit)) for hit in hits}
    total = content.get("total_count", len(hits))
    if total != len(hits):
        raise ValueError(f"it has {len(hits)} of {total} entries")
    return entries


def _read_pdbe(sent: Delivery, accession: str) -> set[EntryId]:
    """Read an answer of PDBe: chains of entries, by accession.

    Raises
    ------
    ValueError, EntryIdError
        If it is none.
    """
    content = json.loads(sent.data)
    chains = content.get(accession) if isinstance(content, dict) else None
    if not isinstance(chains, list) or not all(isinstance(chain, dict) for chain in chains):
        raise ValueError(f"it has no list of chains of {accession}")
    return {EntryId.parse(str(chain.get("pdb_id", ""))) for chain in chains}
