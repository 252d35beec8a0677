"""The command ``nesgroove columns``."""

from __future__ import annotations

import typer


def columns_command() -> None:
    """Describe every column of every table, every measure and every check, as Markdown.

    Example: `nesgroove columns > tables.md`
    """
    from nesgroove.compare.registry import comparison_records
    from nesgroove.measure.registry import records
    from nesgroove.measure.remarks import check_dictionary
    from nesgroove.measure.scalar import measure_dictionary
    from nesgroove.model.record import column_dictionary

    typer.echo("# Tables of a run\n\n" + column_dictionary(records()), nl=False)
    typer.echo("\n" + measure_dictionary() + "\n" + check_dictionary(), nl=False)
    typer.echo("\n# Tables of the ensemble\n\n" + column_dictionary(comparison_records()), nl=False)
