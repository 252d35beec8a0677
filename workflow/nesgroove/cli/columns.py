"""The command ``nesgroove columns``."""

from __future__ import annotations

import typer

READING = """\
Tab-separated text in UTF-8, one header line. Cells that hold a quotation mark are quoted and their marks doubled, as
`csv` of Python, pandas, R and spreadsheets have it; no cell holds a tab or a line end, or has more than 32,100
characters. An empty cell is what could not be measured; `NA` is a chain of this name, `3e10` an entry and no number.

| | |
|---|---|
| Python | `csv.DictReader(open(path, encoding="utf-8", newline=""), delimiter="\\t")` |
| pandas | `pd.read_csv(path, sep="\\t", keep_default_na=False, na_values=[""])`, with `dtype={"entry": str}` |
| R | `read.delim(path, quote="\\"", na.strings="", colClasses=c(entry="character"), encoding="UTF-8")` |
| Excel, LibreOffice | Data > From Text, with the columns entry and complex as text |

A text that a spreadsheet would run as a formula (a file called `=cmd|...`, a title that begins with `@`; after `+` or
`-` only with `(`, `!` or `|` in it) has an apostrophe before it, which spreadsheets take for "this is text". nesgroove
takes it away when it reads its tables; elsewhere it is part of the cell. Symmetry operators (`-x,y,-z`) stay as they
are.

"""
FRAMES = """\
Parquet, beside the tables of the first frame: `pandas.read_parquet(path)`. Units and descriptions are in the metadata
of the columns. An empty cell (null) is what was not measured.

"""


def columns_command() -> None:
    """Describe every column of every table, every measure and every check, as Markdown.

    Example: `nesgroove columns > tables.md`
    """
    from nesgroove.compare.registry import comparison_records
    from nesgroove.measure.registry import records
    from nesgroove.measure.remarks import check_dictionary
    from nesgroove.measure.scalar import measure_dictionary
    from nesgroove.model.record import column_dictionary
    from nesgroove.series.models.run import RECORDS
    from nesgroove.series.poses.records import pose_records
    from nesgroove.series.signal.records import signal_records
    from nesgroove.series.trajectory.records import frame_records
    from nesgroove.series.trajectory.statistics.records import summary_records

    typer.echo("# Tables of a run\n\n" + READING + column_dictionary(records()), nl=False)
    typer.echo("\n" + measure_dictionary() + "\n" + check_dictionary(), nl=False)
    typer.echo("\n# Tables of the ensemble\n\n" + column_dictionary(comparison_records()), nl=False)
    typer.echo("\n# Tables of poses\n\n" + column_dictionary(pose_records()), nl=False)
    typer.echo("\n# Tables of predicted models\n\n" + column_dictionary(RECORDS), nl=False)
    typer.echo("\n# Tables of a trajectory\n\n" + column_dictionary(summary_records()), nl=False)
    typer.echo("\n# Tables of frames\n\n" + FRAMES + column_dictionary(frame_records()), nl=False)
    typer.echo("\n# Tables of `nesgroove signal`\n\n" + column_dictionary(signal_records()[:-1]), nl=False)
