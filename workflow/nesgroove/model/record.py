"""Rows of tables: one record class a table, its columns documented where they are defined.

The documentation of the columns (``nesgroove columns``, docs/tables.md) is made from these classes, so that
it cannot say anything else than the code does. Empty cells mean "not measurable"; the reason is a row of
``problems.tsv``. Lengths are in A, areas in A^2, volumes in A^3, angles in degrees.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Severity = Literal["error", "warning", "note"]


YesNo = Literal["yes", "no", ""]


def yes_no(value: bool | None) -> YesNo:
    """Write a truth value; empty where it is not known."""
    return "" if value is None else "yes" if value else "no"


def number(description: str, unit: str = "", decimals: int = 2) -> Any:  # noqa: ANN401 (what pydantic's Field returns)
    """Describe a column of numbers; empty where there is no measurement."""
    return Field(default=None, description=description, json_schema_extra={"unit": unit, "decimals": decimals})


def text(description: str) -> Any:  # noqa: ANN401
    """Describe a column of text."""
    return Field(default="", description=description)


class Record(BaseModel):
    """One row of a table.

    Class attributes say which table it belongs to and by which columns its rows are sorted.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: ClassVar[str]
    ending: ClassVar[str] = "tsv"
    about: ClassVar[str]
    sort_by: ClassVar[tuple[str, ...]]

    entry: str = Field(description="Archive id or name of the file")


R = TypeVar("R", bound="Record")


def columns(record: type[Record]) -> list[str]:
    """Column names of a table, in order."""
    return list(record.model_fields)


def column_dictionary(kinds: Sequence[type[Record]]) -> str:
    """Document tables as Markdown, from their classes."""
    parts = []
    for record in kinds:
        parts.append(
            f"## {record.table}.{record.ending}\n\n{record.about}.\n\n| column | unit | means |\n|---|---|---|"
        )
        for name, info in record.model_fields.items():
            extra = info.json_schema_extra
            unit = extra.get("unit", "") if isinstance(extra, dict) else ""
            parts.append(f"| `{name}` | {unit} | {info.description} |")
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"
