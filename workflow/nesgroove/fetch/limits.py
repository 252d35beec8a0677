"""How much one request may bring and how long it may take, so that no server can fill the memory or hang a run."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nesgroove.errors import ConfigError
from nesgroove.io.unpacked import MEGABYTE


@dataclass(frozen=True)
class Limits:
    """What is accepted of one request.

    The largest entries of the archive (virus capsids of some million atoms) are below 100 MB compressed.

    Attributes
    ----------
    wire
        Bytes of a body as it is sent, and of a file of a mirror that is a directory.
    unpacked
        Bytes of its content, unpacked.
    seconds
        From the first attempt to the last byte: looking up the host, connecting, redirects, headers, the body,
        and all waits between attempts.
    """

    wire: int = 256 * MEGABYTE
    unpacked: int = 1000 * MEGABYTE
    seconds: float = 300.0


def limits_of(*, download_mb: float, unpacked_mb: float, seconds: float) -> Limits:
    """Make limits from numbers that a user gave.

    Parameters
    ----------
    download_mb, unpacked_mb
        Megabytes on the wire, and unpacked.
    seconds
        Of one request.

    Returns
    -------
    Limits
        The same in bytes.

    Raises
    ------
    ConfigError
        If one of them is not a number above zero, or infinite.
    """
    given = {"--max-download-mb": download_mb, "--max-unpacked-mb": unpacked_mb, "--max-seconds": seconds}
    for name, value in given.items():
        if not (math.isfinite(value) and value > 0):
            raise ConfigError(f"{name} is {value}", step="fetch", remedy="Give a number above zero")
    return Limits(round(download_mb * MEGABYTE), round(unpacked_mb * MEGABYTE), seconds)


def megabytes(size: int) -> str:
    """Write a number of bytes as people name a limit.

    Parameters
    ----------
    size
        Bytes.

    Returns
    -------
    str
        ``256 MB``; small ones in bytes.
    """
    return f"{size / MEGABYTE:g} MB" if size >= MEGABYTE // 10 else f"{size} bytes"
