"""Write the compounds of known pose that come with the package, for poses to be compared with.

They are measured in composites, real coordinates of a compound in a receptor that was crystallised without it, and in
whatever deposited entries are at hand; each row says what it was measured in. Run again when contacts, occupancy or
the frame move:

    python tools/make_likeness.py ../shared/structures/composite/*.cif.gz
"""

from __future__ import annotations

import sys
from pathlib import Path

from nesgroove.compare.tables import RunTables
from nesgroove.errors import NesgrooveError
from nesgroove.io.tables import format_table
from nesgroove.series.poses.known import PACKAGE, TABLE, package_settings, references_of
from nesgroove.series.poses.records import PoseReferenceRecord
from nesgroove.survey.run import measure_file

TARGET = Path(__file__).parents[1] / "workflow/nesgroove/data" / TABLE


def packaged(paths: list[Path]) -> str:
    """Make the text of the file.

    Parameters
    ----------
    paths
        Structures. What no component names is left out: a compound that was modelled is no reference.
    """
    rows: list[PoseReferenceRecord] = []
    for path in paths:
        measured = measure_file(path, package_settings())
        if measured.errors:
            raise NesgrooveError(measured.errors[0].message, file=path)
        own = references_of(RunTables.of(measured.rows), PACKAGE)
        rows += [row for row in own if row.kind == "inhibitor" and row.modelled_from]
    return format_table(PoseReferenceRecord, rows)


if __name__ == "__main__":
    TARGET.write_text(packaged([Path(name) for name in sys.argv[1:]]), encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
