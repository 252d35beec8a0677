"""Fetch structures: the only step that touches a network.

Start with :func:`fetch_entries`; the command line is in :mod:`nesgroove.cli.fetch`. What is named here is imported when
it is asked for: whoever only wants to know what an entry's id looks like needs no client.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nesgroove.fetch.entries import FetchResult as FetchResult
    from nesgroove.fetch.entries import fetch_entries as fetch_entries
    from nesgroove.fetch.exchange import RetryPolicy as RetryPolicy
    from nesgroove.fetch.ids import EntryId as EntryId
    from nesgroove.fetch.limits import Limits as Limits
    from nesgroove.fetch.mirrors import DEFAULT_MIRRORS as DEFAULT_MIRRORS
    from nesgroove.fetch.mirrors import HOLDINGS_URL as HOLDINGS_URL
    from nesgroove.fetch.mirrors import Mirror as Mirror
    from nesgroove.fetch.mirrors import parse_mirror as parse_mirror
    from nesgroove.fetch.sheet import SheetRow as SheetRow
    from nesgroove.fetch.sheet import read_sheet as read_sheet

__all__ = [
    "DEFAULT_MIRRORS", "HOLDINGS_URL", "EntryId", "FetchResult", "Limits", "Mirror", "RetryPolicy", "SheetRow",
    "fetch_entries", "parse_mirror", "read_sheet",
]  # fmt: skip

_FROM = {
    "DEFAULT_MIRRORS": "mirrors", "HOLDINGS_URL": "mirrors", "EntryId": "ids", "FetchResult": "entries",
    "Limits": "limits", "Mirror": "mirrors", "RetryPolicy": "exchange", "SheetRow": "sheet", "fetch_entries": "entries",
    "parse_mirror": "mirrors", "read_sheet": "sheet",
}  # fmt: skip


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name in _FROM:
        return getattr(import_module(f"nesgroove.fetch.{_FROM[name]}"), name)
    raise AttributeError(f"module 'nesgroove.fetch' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
