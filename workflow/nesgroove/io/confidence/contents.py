"""Confidence files as objects: JSON, and arrays of ``.npz`` without pickles; packed or plain, up to a limit."""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from nesgroove.errors import ReadError
from nesgroove.io.json_numbers import finite_number
from nesgroove.io.opened import file_bytes, limits, opened
from nesgroove.model.structure import FloatArray

STEP: Final = "confidence"

AGAIN: Final = "Copy it again, or take it away: the model is measured without it"

NPY: Final = ".npy"


def read_json(path: Path) -> Any:  # noqa: ANN401 (what JSON holds)
    """Read a JSON file.

    Parameters
    ----------
    path
        The file, plain or packed.

    Returns
    -------
    object
        What it holds.

    Raises
    ------
    ReadError
        It is missing, too large, cut short, or no JSON.
    """
    data = opened(path, limits()).data
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ReadError(f"it is no JSON ({_line(error)})", file=path, step=STEP, remedy=AGAIN) from error


def read_arrays(path: Path, wanted: Iterable[str]) -> dict[str, FloatArray]:
    """Read arrays of numbers of an ``.npz`` file. Nothing that is pickled is loaded.

    Parameters
    ----------
    path
        The file.
    wanted
        Names of the arrays; those that are not in it are left out.

    Returns
    -------
    dict of str to ndarray
        As they are shaped there.

    Raises
    ------
    ReadError
        It is missing, damaged, too large unpacked, or an array holds objects.
    """
    limit = limits()
    data = file_bytes(path, limit)
    arrays = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
            for name in wanted:
                member = name + NPY
                if member not in sizes:
                    continue
                if sizes[member] > limit.bytes:
                    raise ValueError(f"{name} has more than {limit.megabytes} MB")
                with archive.open(member) as stream:
                    arrays[name] = _array(stream.read(limit.bytes + 1), name)
    except (OSError, ValueError, EOFError, KeyError, RuntimeError, zipfile.BadZipFile) as error:
        raise ReadError(
            f"it is no file of arrays that can be read ({_line(error)})", file=path, step=STEP, remedy=AGAIN
        ) from error
    return arrays


def _array(data: bytes, name: str) -> FloatArray:
    stream = io.BytesIO(data)
    version = np.lib.format.read_magic(stream)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = read(stream)
    if dtype.kind not in "fiub":
        raise ValueError(f"{name} holds {dtype}, no numbers: nothing pickled is loaded")
    # Or the header alone would decide how much memory is set aside.
    if math.prod(shape) * dtype.itemsize != len(data) - stream.tell():
        raise ValueError(f"{name} is cut short")
    array: FloatArray = np.load(io.BytesIO(data), allow_pickle=False).astype(np.float64)
    return array


def number_of(values: object, name: str, low: float = 0.0, high: float = 1.0) -> float | None:
    """Take a score out of what a file holds.

    Parameters
    ----------
    values
        A mapping, or anything else.
    name
        Of the score.
    low, high
        What it may be.

    Returns
    -------
    float or None
        None where there is none, or where it is no number between the limits.
    """
    value = values.get(name) if isinstance(values, Mapping) else None
    if isinstance(value, np.ndarray):
        value = value.ravel()[0].item() if value.size == 1 else None
    number = finite_number(value)
    return number if number is not None and low <= number <= high else None


def table_of(values: object) -> FloatArray | None:
    """Make an array of numbers of nested lists.

    Parameters
    ----------
    values
        Lists, or an array; empty places (null) become nan.

    Returns
    -------
    ndarray or None, shape as the lists are nested
        None where they are no lists of numbers of one length.
    """
    if not isinstance(values, list | np.ndarray) or not len(values):
        return None
    try:
        return np.array(values, dtype=np.float64)
    except (ValueError, TypeError, OverflowError):
        return None


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
