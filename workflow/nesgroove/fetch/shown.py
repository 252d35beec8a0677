"""Addresses as they may be shown: in the manifest, in messages and in tables there is no password and no token."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from nesgroove.fetch.errors import EntryIdError
from nesgroove.fetch.ids import EntryId

HIDDEN = "***"
"""What stands in the place of a password, a user or a token."""

_TEMPLATE = re.compile(r"\{(id|ID|extended|middle)\}")
_ENDING = re.compile(r"(_updated)?(\.(cif|mmcif|bcif))?(\.gz)?$", re.IGNORECASE)
_USER = re.compile(r"(//)[^\s'\"<>]*@")
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
        return scrubbed(url) if "://" in url else url
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
    return _QUERY.sub(rf"\1?{HIDDEN}", _USER.sub(rf"\1{HIDDEN}@", text))


def _names_entry(value: str) -> bool:
    bare = _ENDING.sub("", value)
    if _TEMPLATE.fullmatch(bare):
        return True
    try:
        EntryId.parse(bare)
    except EntryIdError:
        return False
    return True
