"""Metadata of an archive of results as an RO-Crate: what each file is, and which program made it from what.

After the specification of RO-Crate 1.1 (Sefton et al. 2020, doi:10.5281/zenodo.4031327; Soiland-Reyes et al. 2022,
doi:10.3233/DS-210053): a flat list of entities that refer to each other by ``@id``, with a descriptor of the file
itself, a root ``Dataset``, a ``File`` for each file, and actions that connect programs, inputs and results.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from nesgroove.show.methods import CITATIONS

Entity: TypeAlias = dict[str, Any]

METADATA: Final = "ro-crate-metadata.json"
"""Name of the metadata, at the top of the archive."""

SPECIFICATION: Final = "https://w3id.org/ro/crate/1.1"

CONTEXT: Final = (f"{SPECIFICATION}/context", {"sha256": "http://schema.org/sha256"})
"""Vocabulary; that of version 1.1 does not have the checksum yet."""

ENCODINGS: Final[Mapping[str, str]] = {
    ".tsv": "text/tab-separated-values",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".pdf": "application/pdf",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".sdf": "chemical/x-mdl-sdfile",
    ".mol": "chemical/x-mdl-molfile",
}
"""Media type by the ending of a name."""

LICENCES: Final[Mapping[str, str]] = {
    "CC0-1.0": "Creative Commons Zero v1.0 Universal",
    "CC-BY-4.0": "Creative Commons Attribution 4.0 International",
    "CC-BY-SA-4.0": "Creative Commons Attribution Share Alike 4.0 International",
    "CC-BY-NC-4.0": "Creative Commons Attribution Non Commercial 4.0 International",
    "ODbL-1.0": "Open Data Commons Open Database License v1.0",
    "MIT": "MIT License",
}
"""Names of licences by their identifiers at SPDX; others are taken by identifier or address alone."""


@dataclass(frozen=True)
class About:
    """What only the authors know.

    Attributes
    ----------
    title, description : str
    date : str
        Of publication, as 2026-12-31.
    licence : str
        Identifier at SPDX, or address; empty where none is stated.
    authors : tuple of str
        Names, each with an ORCID behind it or not: ``Ada Lovelace 0000-0002-1825-0097``.
    """

    title: str
    description: str
    date: str
    licence: str = ""
    authors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """Something that was done.

    Attributes
    ----------
    id, name : str
    objects, results : list of str
        What it was made from and what came of it, by ``@id``.
    """

    id: str
    name: str
    objects: list[str] = field(default_factory=list)
    results: list[str] = field(default_factory=list)


def crate_metadata(
    about: About,
    contents: Mapping[str, bytes],
    described: Mapping[str, str],
    provenance: Mapping[str, Any],
    steps: Sequence[Step],
) -> str:
    """Write the metadata of an archive.

    Parameters
    ----------
    about
        What the authors say.
    contents
        All files of the archive but the metadata, by their names.
    described
        What each of them is.
    provenance
        Of the results: versions, and the files that were measured.
    steps
        What was done.

    Returns
    -------
    str
        JSON-LD; the same results give the same text.
    """
    licence, licence_entity = _licence(about.licence)
    people = list({person["@id"]: person for person in map(_person, about.authors)}.values())
    software = _software(provenance)
    cited = [entity for entity in _papers() if entity["@id"]]
    root: Entity = {
        "@id": "./",
        "@type": "Dataset",
        "name": about.title,
        "description": about.description,
        "datePublished": about.date,
        "license": licence,
        "hasPart": [_ref(file_id(name)) for name in sorted(contents)],
        "mentions": [_ref(step.id) for step in steps],
        "citation": [_ref(entity["@id"]) for entity in cited],
    }
    if people:
        root["author"] = [_ref(person["@id"]) for person in people]
    graph = [
        {"@id": METADATA, "@type": "CreativeWork", "conformsTo": _ref(SPECIFICATION), "about": _ref("./")},
        root,
        {"@id": SPECIFICATION, "@type": "CreativeWork", "name": "RO-Crate Metadata Specification 1.1"},
        *(_file(name, contents[name], described[name]) for name in sorted(contents)),
        *structures(provenance),
        *(_action(step) for step in steps),
        *software,
        *cited,
        *people,
        licence_entity,
    ]
    return json.dumps({"@context": CONTEXT, "@graph": graph}, indent=1, ensure_ascii=False) + "\n"


def file_id(name: str) -> str:
    """Identify a file of the archive: its name as a relative address."""
    return quote(name, safe="/")


def structures(provenance: Mapping[str, Any]) -> list[Entity]:
    """Describe the files that were measured; they are not in the archive, and known by their checksums."""
    kinds = (
        ("inputs", "structure", "Structure that was measured"),
        ("reports", "report", "Validation report of the wwPDB that lay beside a structure"),
    )
    return [
        {
            "@id": f"#{name}-{number}",
            "@type": "CreativeWork",
            "name": PurePosixPath(given["path"]).name,
            "description": f"{what}; it is not in the archive. sha256 is that of the file",
            **({"sha256": given["sha256"]} if given["sha256"] else {}),
        }
        for key, name, what in kinds
        for number, given in enumerate(provenance[key], start=1)
    ]


def _ref(id_: str) -> Entity:
    return {"@id": id_}


def _file(name: str, content: bytes, description: str) -> Entity:
    return {
        "@id": file_id(name),
        "@type": "File",
        "name": name,
        "description": description,
        "encodingFormat": ENCODINGS.get(PurePosixPath(name).suffix.lower(), "application/octet-stream"),
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _action(step: Step) -> Entity:
    return {
        "@id": step.id,
        "@type": "CreateAction",
        "name": step.name,
        "instrument": _ref("#nesgroove"),
        "object": [_ref(id_) for id_ in step.objects],
        "result": [_ref(id_) for id_ in step.results],
    }


def _software(provenance: Mapping[str, Any]) -> list[Entity]:
    """Describe nesgroove, and what it measured with."""
    used = {"Python": str(provenance["python"]), **provenance["libraries"]}
    ids = {name: f"#software-{quote(name)}" for name in used}
    nesgroove = str(provenance["nesgroove"])
    return [
        {
            "@id": "#nesgroove",
            "@type": "SoftwareApplication",
            "name": "nesgroove",
            "description": "Measures the NES groove of XPO1 in structures",
            "version": nesgroove,
            "softwareVersion": nesgroove,
            "softwareRequirements": [_ref(id_) for id_ in ids.values()],
        },
        *(
            {
                "@id": ids[name],
                "@type": "SoftwareApplication",
                "name": name,
                "version": version,
                "softwareVersion": version,
                **({"citation": _ref(_doi(CITATIONS[name]))} if name in CITATIONS else {}),
            }
            for name, version in used.items()
        ),
    ]


def _papers() -> list[Entity]:
    return [
        {"@id": _doi(text), "@type": "ScholarlyArticle", "name": f"{text.partition(', doi:')[0]}, on {name}"}
        for name, text in CITATIONS.items()
    ]


def _doi(text: str) -> str:
    return f"https://doi.org/{text.partition('doi:')[2]}"


def _person(text: str) -> Entity:
    name, _, last = text.strip().rpartition(" ")
    orcid = last.removeprefix("https://orcid.org/")
    if name and len(orcid) == 19 and orcid.count("-") == 3:
        return {"@id": f"https://orcid.org/{orcid}", "@type": "Person", "name": name.strip()}
    return {"@id": f"#person-{quote(text.strip())}", "@type": "Person", "name": text.strip()}


def _licence(given: str) -> tuple[Entity, Entity]:
    """Refer to a licence and describe it."""
    if not given:
        text = "The authors state no licence for this archive; ask them before you use it for more than reading"
        entity: Entity = {"@id": "#licence", "@type": "CreativeWork", "name": "No licence stated", "description": text}
    elif "://" in given:
        entity = {"@id": given, "@type": "CreativeWork", "name": given, "description": f"The licence at {given}"}
    else:
        address = f"https://spdx.org/licenses/{quote(given)}"
        name = LICENCES.get(given, given)
        entity = {
            "@id": address, "@type": "CreativeWork", "name": name, "identifier": given,
            "description": f"This archive may be used under the {name} ({given})",
        }  # fmt: skip
    return _ref(entity["@id"]), entity
