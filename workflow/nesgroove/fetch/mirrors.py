"""Where entries come from: named mirrors, URL templates, directories."""

from __future__ import annotations

import os
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nesgroove.fetch.errors import MirrorError
from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.shown import expanded, scrubbed, shown

_ARCHIVE = "structures/divided/mmCIF/{middle}/{id}.cif.gz"

#: Templates of the named mirrors. PDBe serves its files uncompressed.
NAMED_MIRRORS: Mapping[str, str] = {
    "rcsb": "https://files.rcsb.org/download/{ID}.cif.gz",
    "wwpdb": f"https://files.wwpdb.org/pub/pdb/data/{_ARCHIVE}",
    "pdbj": f"https://data.pdbj.org/pub/pdb/data/{_ARCHIVE}",
    "pdbe": "https://www.ebi.ac.uk/pdbe/entry-files/download/{id}_updated.cif",
}

#: The name of the archive tree under the directory that the environment variable ``PDB_DIR`` names.
LOCAL = "local"

#: The order in which mirrors are asked unless the caller says otherwise.
DEFAULT_MIRRORS: tuple[str, ...] = tuple(NAMED_MIRRORS)

#: The environment variable that names other mirrors for where none are named, parted by blanks, for example a copy of
#: the archive that a whole laboratory uses.
MIRRORS_VARIABLE = "NESGROOVE_MIRRORS"

#: The archive's list of removed entries and their successors.
HOLDINGS_URL = "https://files.wwpdb.org/pub/pdb/holdings/all_removed_entries.json.gz"

#: The search API of RCSB, version 2; the query is in its parameter ``json``.
RCSB_SEARCH = "https://search.rcsb.org/rcsbsearch/v2/query"

#: The entries that PDBe maps to a UniProt accession.
PDBE_SEARCH = "https://www.ebi.ac.uk/pdbe/api/mappings/best_structures/{accession}"

# Where a directory may keep an entry: an archive tree (as gemmi and as BioJava root it), its mmCIF branch
# alone, or files side by side.
_IN_DIRECTORY = (
    _ARCHIVE,
    f"data/{_ARCHIVE}",
    "{middle}/{id}.cif.gz",
    "{id}.cif.gz",
    "{ID}.cif.gz",
    "{id}.cif",
    "{ID}.cif",
)

# Without one of these every entry would have the same address.
_IDENTIFYING = frozenset({"id", "ID", "extended"})
_FIELDS = _IDENTIFYING | {"middle"}


@dataclass(frozen=True)
class Mirror:
    """One source that entries are fetched from.

    Attributes
    ----------
    name
        What messages call it; without user and password.
    templates
        Addresses to try, in order, with the fields ``{id}`` (3gjx), ``{ID}`` (3GJX), ``{middle}`` (gj) and
        ``{extended}`` (pdb_00003gjx). More than one only for a directory.
    directory
        The directory that must exist for the mirror to be there; None for a mirror on the network.
    """

    name: str
    templates: tuple[str, ...]
    directory: Path | None = None

    def addresses(self, entry: EntryId) -> list[str]:
        """Fill the templates for one entry.

        Parameters
        ----------
        entry
            The entry.

        Returns
        -------
        list of str
            URLs (``http``, ``https``), or paths of files when :attr:`directory` is set.
        """
        fields = {
            "id": entry.short,
            "ID": entry.short.upper(),
            "middle": entry.middle,
            "extended": entry.extended,
        }
        filled = [template.format_map(fields) for template in self.templates]
        return filled if self.directory is None else [str(self.directory / path) for path in filled]


def parse_mirror(text: str, environment: Mapping[str, str] | None = None) -> Mirror:
    """Understand a mirror as it is written on the command line or in a configuration.

    Parameters
    ----------
    text
        A name (``rcsb``, ``wwpdb``, ``pdbj``, ``pdbe``, ``local``), a template that begins with ``https://``,
        ``http://`` or ``file://``, or the path of a directory. An address may name variables of the environment,
        see :mod:`nesgroove.fetch.shown`.
    environment
        Where ``PDB_DIR`` is looked up for ``local``, and other variables; the process's environment by default.

    Returns
    -------
    Mirror
        The mirror. A directory need not exist yet: one that is missing when an entry is asked for is
        reported as not reachable.

    Raises
    ------
    MirrorError
        If the name, a field of the template or the environment is not understood.
    """
    if not text.strip() or not text.isprintable():
        raise MirrorError(
            f"{shown(text)!r} is no mirror",
            remedy="Name a mirror, a directory or a template, without control characters",
        )
    if text in NAMED_MIRRORS:
        return Mirror(text, (NAMED_MIRRORS[text],))
    if text == LOCAL:
        root = (os.environ if environment is None else environment).get("PDB_DIR", "")
        if not root:
            raise MirrorError(
                "PDB_DIR is not set",
                file=text,
                remedy="Set PDB_DIR to the root of the archive tree, or name the directory as the mirror",
            )
        return Mirror(LOCAL, _IN_DIRECTORY, Path(root))
    if "://" in text:
        return _template(text, environment)
    if "{" in text:
        raise MirrorError(
            "a template needs a scheme", file=shown(text), remedy="Begin it with https://, http:// or file://"
        )
    try:
        is_directory = "/" in text or Path(text).is_dir()
    except OSError:  # the name is too long for one
        is_directory = False
    if is_directory:
        return Mirror(text, _IN_DIRECTORY, Path(text))
    raise MirrorError(
        f"there is no mirror and no directory of the name {scrubbed(text)!r}",
        file=shown(text),
        remedy=f"Use one of {', '.join([*NAMED_MIRRORS, LOCAL])}, a URL template or the path of a directory",
    )


def _template(text: str, environment: Mapping[str, str] | None) -> Mirror:
    """Understand a template with a scheme."""
    scheme = checked_scheme(text, environment)
    _check_fields(text)
    if scheme == "file":
        # The whole path is one template below the root, so that it is reported like any directory.
        path = Path(unquote(urlsplit(text).path))
        fixed = _fixed_part(path)
        return Mirror(text, (str(path.relative_to(fixed)),), fixed)
    return Mirror(shown(text), (text,))


def checked_scheme(url: str, environment: Mapping[str, str] | None = None) -> str:
    """Check what can be known of an address before it is asked.

    Parameters
    ----------
    url
        An address or a template of one, with its scheme.
    environment
        Where the variables are looked up that it names; the process's environment by default.

    Returns
    -------
    str
        ``http``, ``https`` or ``file``.

    Raises
    ------
    MirrorError
        If the scheme is another one, the host or the port is none, a variable that it names is not set, or the
        address cannot be read at all.
    """
    scheme = url.partition("://")[0].lower()
    if scheme not in {"http", "https", "file"}:
        raise MirrorError(
            f"the scheme {scheme!r} is not supported",
            file=shown(url),
            remedy="Use https, http or file; the archive's FTP services are closed",
        )
    try:
        parts = urlsplit(expanded(url, environment) if scheme != "file" else url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        # Not the library's words: they quote what it could not read, which may be part of a password.
        raise MirrorError(
            "the address cannot be read: its host or its port is none", file=shown(url), remedy="Check both"
        ) from error
    if scheme == "file" and host not in {None, "localhost"}:
        raise MirrorError(
            f"a file of the host {host!r} cannot be read",
            file=url,
            remedy="Write file:/// with three slashes before a path of this machine",
        )
    if scheme != "file" and (not host or any(sign in host for sign in " {}\\")):
        raise MirrorError("the address names no host", file=shown(url), remedy="Write it as https://host/...")
    return scheme


def parse_mirrors(texts: Sequence[str]) -> list[Mirror]:
    """Understand several mirrors and keep their order; see :func:`parse_mirror`.

    Parameters
    ----------
    texts
        At least one.

    Returns
    -------
    list of Mirror
        In the order given.

    Raises
    ------
    MirrorError
        If there is none, or one is not understood.
    """
    if not texts:
        raise MirrorError("no mirror is configured", remedy=f"Name at least one, e.g. {', '.join(DEFAULT_MIRRORS)}")
    return [parse_mirror(text) for text in texts]


def _check_fields(template: str) -> None:
    try:
        fields = [
            name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
            for _, name, spec, conversion in string.Formatter().parse(template)
            if name is not None
        ]
    except ValueError as error:
        raise MirrorError(
            f"the template cannot be read ({error})", file=shown(template), remedy="Check its braces"
        ) from error
    known = "{id} (3gjx), {ID} (3GJX), {middle} (gj) and {extended} (pdb_00003gjx)"
    unknown = [name for name in fields if name not in _FIELDS]
    if unknown:
        named = ", ".join("{" + name + "}" for name in unknown)
        raise MirrorError(f"the template has the unknown field {named}", file=shown(template), remedy=f"Use {known}")
    if not _IDENTIFYING.intersection(fields):
        raise MirrorError(
            "the template does not contain the entry's id",
            file=shown(template),
            remedy="Put {id}, {ID} or {extended} into it",
        )


def _fixed_part(path: Path) -> Path:
    """Return the directories of a template that stand before its first field."""
    fixed = Path(path.anchor)
    for part in path.parent.relative_to(path.anchor).parts:
        if "{" in part:
            break
        fixed /= part
    return fixed
