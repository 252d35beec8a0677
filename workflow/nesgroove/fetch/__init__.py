"""Fetch structures: the only step that touches a network.

Start with :func:`fetch_entries`; the command line is in :mod:`nesgroove.cli.fetch`.
"""

from nesgroove.fetch.entries import FetchResult, fetch_entries
from nesgroove.fetch.exchange import RetryPolicy
from nesgroove.fetch.ids import EntryId
from nesgroove.fetch.limits import Limits
from nesgroove.fetch.mirrors import DEFAULT_MIRRORS, HOLDINGS_URL, Mirror, parse_mirror
from nesgroove.fetch.sheet import SheetRow, read_sheet

__all__ = [
    "DEFAULT_MIRRORS",
    "HOLDINGS_URL",
    "EntryId",
    "FetchResult",
    "Limits",
    "Mirror",
    "RetryPolicy",
    "SheetRow",
    "fetch_entries",
    "parse_mirror",
    "read_sheet",
]
