"""Rows of a table as a data frame, with the types and units of the column dictionary.

pandas is imported here alone, when a table is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from nesgroove.model.record import Record

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped, unused-ignore]


def frame(record: type[Record], rows: Sequence[Record]) -> pd.DataFrame:
    """Lay rows of one table out as a data frame.

    Parameters
    ----------
    record
        Class of the rows.
    rows
        The rows, in the order in which they shall stand.

    Returns
    -------
    DataFrame, shape (len(rows), number of columns)
        Columns in the order of the file. Text is ``string``, numbers are ``Float64`` and ``Int64``, and columns
        of a few fixed values (yes and no, severities) are categories. A cell that is empty in the file is ``<NA>``.
        ``attrs`` has the dictionaries ``units`` and ``columns``: unit and description by column; the unit of what
        has none is empty.
    """
    import pandas as pd

    data = {
        name: pd.Series([_value(getattr(row, name)) for row in rows], dtype=_dtype(info.annotation))
        for name, info in record.model_fields.items()
    }
    made = pd.DataFrame(data, columns=list(data))
    made.attrs["units"] = {name: _unit(info.json_schema_extra) for name, info in record.model_fields.items()}
    made.attrs["columns"] = {name: info.description or "" for name, info in record.model_fields.items()}
    return made


def _value(value: object) -> object:
    return None if value == "" else value


def _dtype(annotation: Any) -> Any:  # noqa: ANN401
    """Type of a column from that of the record's field."""
    import pandas as pd

    kinds = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    kind = next(option for option in kinds if option is not type(None))
    if get_origin(kind) is Literal:
        return pd.CategoricalDtype([value for value in get_args(kind) if value != ""])
    return {float: "Float64", int: "Int64", str: "string"}[kind]


def _unit(extra: Any) -> str:  # noqa: ANN401
    return str(extra.get("unit", "")) if isinstance(extra, dict) else ""
