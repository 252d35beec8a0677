"""Run the pages of the documentation that give commands, and write what these print: python tools/run_pages.py PAGE...

Without ``--write`` it says what differs, and ends with 1 where something does.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from pages.page import Page, read_page, written
from pages.running import ROOT, differences, laid_out, renewed, run
from pages.served import archive


def all_pages() -> list[Page]:
    """Give the pages of ``docs/`` that are run."""
    return [page for path in sorted((ROOT / "docs").rglob("*.md")) if (page := read_page(path)) is not None]


def tried(page: Page, structures: Path, write: bool = False) -> list[str]:
    """Run a page in a directory that is deleted afterwards.

    Parameters
    ----------
    page
        What is run.
    structures
        The directory of structures that the page's files are taken from.
    write
        Put what came into the page, and its pictures beside it.

    Returns
    -------
    list of str
        What differs; pictures that did not come are named.
    """
    with tempfile.TemporaryDirectory(prefix="page-") as name, ExitStack() as stack:
        place = Path(name).resolve()
        directory = place / "new"
        directory.mkdir()
        laid_out(page, directory, structures)
        environment = {}
        if page.archive:
            environment["ARCHIVE"] = stack.enter_context(archive(structures))
            environment["NESGROOVE_MIRRORS"] = f"{environment['ARCHIVE']}/download/{{ID}}.cif.gz"
        came = run(page, directory, environment, failing=write)
        found = differences(page, came)
        found += [f"{file} was not made" for file, _ in page.pictures if not (directory / file).is_file()]
        if write:
            text = page.path.read_text(encoding="utf-8")
            page.path.write_text(written(text, renewed(page, came)), encoding="utf-8")
            for file, picture in page.pictures:
                shutil.copyfile(directory / file, ROOT / "docs" / "figures" / picture)
        return found


def main() -> int:
    """Run the pages that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("structures", type=Path, help="the directory of structures")
    parser.add_argument("pages", nargs="*", type=Path, help="pages; all without")
    parser.add_argument("--write", action="store_true", help="put what came into the pages, and their pictures beside")
    given = parser.parse_args()
    pages = all_pages()
    if given.pages:
        wanted = {path.resolve() for path in given.pages}
        pages = [page for page in pages if page.path.resolve() in wanted]
    failed = False
    for page in pages:
        print(page.path.relative_to(ROOT), flush=True)
        for text in tried(page, given.structures.resolve(), given.write):
            failed = not given.write
            print(text)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
