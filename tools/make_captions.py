"""Write the captions of figures, which stand beside their code, where the report of the workflow reads them.

python tools/make_captions.py
"""

from __future__ import annotations

from pathlib import Path
from textwrap import fill

from nesgroove.show.figures.registry import figures


def main() -> None:
    """Write ``workflow/report/NAME.rst`` for every figure."""
    directory = Path(__file__).parents[1] / "workflow/report"
    for kind in figures().values():
        (directory / f"{kind.name}.rst").write_text(fill(kind.caption, 110) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
