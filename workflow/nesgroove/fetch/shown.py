"""Addresses as they may be shown: in the manifest, in messages and in tables there is no password and no token.

Where an address is written ``https://$PDB_USER:$PDB_PASSWORD@host/{id}.cif.gz``, the variables of the environment are
filled in when it is asked and at no other time, so that what they hold stands in no configuration and in no log.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from nesgroove.fetch.errors import EntryIdError, MirrorError
from nesgroove.fetch.ids import EntryId

HIDDEN = "***"
"""What stands in the place of a password, a user or a token."""

_TEMPLATE = re.compile(r"\{(id|ID|extended|middle)\}")
_ENDING = re.compile(r"(_updated)?(\.(cif|mmcif|bcif))?(\.gz)?$", re.IGNORECASE)
_USER = re.compile(r"//[^\s'\"<>]*@")
_USER_WITHOUT_SCHEME = re.compile(r"(?<![^\s'\"<>])[^\s'\"<>/:@]+:(?!//)[^\s'\"<>]*@")
_VARIABLE = re.compile(r"\$([A-Z_][A-Z0-9_]*)")
_ADDRESS = re.compile(r"[A-Za-z][\w+.-]*://[^\s'\"<>]+")
_QUERY = re.compile(r"(\w://[^\s'\"<>?]*)\?[^\s'\"<>]*")


def shown(url: str) -> str:
    """Write an address, or the template of one, without what gives access.

    Parameters
    ----------
    url
        Any text; what is no URL is returned as it is.

    Returns
    -------
    str
        User and password, and every value of the query but an entry's id, are ``***``; a fragment is left out.
    """
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 (an invalid one raises: then a password with a slash or an at sign is likely)
    except ValueError:
        return scrubbed(url)
    if not parts.netloc:
        return scrubbed(url)
    _, at, host = parts.netloc.rpartition("@")
    netloc = f"{HIDDEN}@{host}" if at else host
    query = "&".join(
        f"{name}={value if _names_entry(value) else HIDDEN}"
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    )
    if parts.query and not query:
        query = HIDDEN
    return urlunsplit((parts.scheme, netloc, parts.path, query, ""))


def scrubbed(text: str) -> str:
    """Take passwords and queries out of addresses that stand in any text, such as another library's message.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        The same text; where an address is not understood, more is hidden rather than less.
    """
    text = _USER_WITHOUT_SCHEME.sub(f"{HIDDEN}@", _USER.sub(f"//{HIDDEN}@", text))
    return _QUERY.sub(rf"\1?{HIDDEN}", text)


def published(text: str) -> str:
    """Write a configuration as everybody may read it: every address in it as :func:`shown` has it.

    Parameters
    ----------
    text
        Any text with addresses in it.

    Returns
    -------
    str
        The same text; where an address is not understood, more is hidden rather than less.
    """
    return _USER_WITHOUT_SCHEME.sub(f"{HIDDEN}@", _ADDRESS.sub(lambda match: _public(match[0]), text))


def _public(address: str) -> str:
    words = shown(address)
    return scrubbed(words) if "@" in words.replace(f"//{HIDDEN}@", "//") else words


def expanded(url: str, environment: Mapping[str, str] | None = None) -> str:
    """Fill in the variables of the environment that an address names; what it gives is to be asked, never shown.

    Parameters
    ----------
    url
        An address; ``$NAME`` is a variable, of capital letters, digits and ``_``.
    environment
        The process's environment by default.

    Returns
    -------
    str
        The address, with the values written as a URL needs them.

    Raises
    ------
    MirrorError
        If a variable is not set.
    """
    values = os.environ if environment is None else environment
    for name in _VARIABLE.findall(url):
        if name not in values:
            raise MirrorError(
                f"${name} is not set",
                file=shown(url),
                remedy="Set it, or write %24 for a dollar sign that means itself",
            )
    return _VARIABLE.sub(lambda match: quote(values[match[1]], safe=""), url)


def _names_entry(value: str) -> bool:
    bare = _ENDING.sub("", value)
    if _TEMPLATE.fullmatch(bare) or _VARIABLE.fullmatch(bare):
        return True
    try:
        EntryId.parse(bare)
    except EntryIdError:
        return False
    return True
