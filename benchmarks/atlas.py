"""What an atlas of very many complexes costs: making it, its folder, and its pages in Chromium from a disk.

    python benchmarks/atlas.py TABLES [--count 1000] [--jobs 2]
    python benchmarks/atlas.py --site ATLAS

TABLES are multiplied (``many.py``); with --site an atlas that is there is measured. The first page is there when its
table of complexes is filled and can be filtered; memory is what the tab's process has of its own (Pss), after every row
was scrolled into the page, and with a structure drawn in 3-D.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from many import multiply

from nesgroove.show.atlas.site import write_atlas

SECONDS, TAB, FOLDER = 2.0, 500.0, 300.0
"""What is promised of 1,000 complexes: seconds to the first page, MB of the tab, MB of the folder without pictures."""

ARGUMENTS = [
    "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip

READY = """() => document.querySelector('#filters') && !document.querySelector('#filters').hidden
  && document.querySelectorAll('#table-complexes tbody tr').length > 1"""


def folder_size(site: Path) -> float:
    """Size of an atlas, MB on the disk, without pictures."""
    files = [path for path in site.rglob("*") if path.is_file() and path.relative_to(site).parts[0] != "pictures"]
    return sum(path.stat().st_blocks * 512 for path in files) / 1e6


def tab_memory() -> float:
    """Memory of the largest renderer of Chromium that this process began, MB."""
    most = 0.0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes()
            if b"--type=renderer" in words and b"chromium" in words:
                lines = (process / "smaps_rollup").read_text().splitlines()
                most = max(most, next(float(line.split()[1]) / 1000 for line in lines if line.startswith("Pss:")))
        except OSError:
            continue  # it has ended, or is another's
    return most


def browse(site: Path) -> dict[str, float]:
    """Open the first page and one complex as a reader does; seconds and MB."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome")
    measured = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, chromium_sandbox=False, args=ARGUMENTS)
        page = browser.new_context(offline=True, viewport={"width": 1280, "height": 900}).new_page()
        times = []
        for _ in range(3):
            page.goto("about:blank")
            start = time.perf_counter()
            page.goto(f"{site.resolve().as_uri()}/index.html", wait_until="commit")
            page.wait_for_function(READY)
            times.append(time.perf_counter() - start)
        measured["first page, s"] = min(times)
        measured["first page, first time, s"] = times[0]
        measured["tab, first page, MB"] = tab_memory()
        start = time.perf_counter()
        page.locator("#table-complexes thead th").nth(1).get_by_role("button").click()
        page.get_by_label("Find").fill("1")
        measured["sort and filter, s"] = time.perf_counter() - start
        page.get_by_label("Find").fill("")
        page.evaluate("document.querySelectorAll('tr.more button:last-child').forEach((one) => one.click())")
        page.wait_for_timeout(1000)
        measured["tab, all rows, MB"] = tab_memory()
        complex_ = next(iter(sorted((site / "complex").glob("*.html"))))
        page.goto(complex_.resolve().as_uri())
        page.wait_for_selector("#viewer[data-state=drawn]", timeout=300_000)
        measured["tab, a complex in 3-D, MB"] = tab_memory()
        browser.close()
    return measured


def main() -> None:
    """Run it as a command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", type=Path, nargs="?")
    parser.add_argument("--site", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        site = given.site
        measured = {}
        if site is None:
            start = time.perf_counter()
            many = multiply(given.tables, Path(place) / "tables", given.count)
            measured["multiplied, s"] = time.perf_counter() - start
            site, start = Path(place) / "atlas", time.perf_counter()
            write_atlas(many, site, jobs=given.jobs)
            measured["made, s"] = time.perf_counter() - start
        measured["folder without pictures, MB"] = folder_size(site)
        measured |= browse(site)
        for name, value in measured.items():
            print(f"{name:32} {value:8.2f}")
    kept = (
        measured["first page, s"] < SECONDS
        and measured["folder without pictures, MB"] < FOLDER
        and max(value for name, value in measured.items() if name.startswith("tab")) < TAB
    )
    print("as promised of 1,000 complexes" if kept else "MORE than promised of 1,000 complexes")
    raise SystemExit(0 if kept else 1)


if __name__ == "__main__":
    main()
