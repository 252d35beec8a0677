"""What an atlas costs its reader: its pages in Chromium, opened from a disk, and its folder."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

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
    """Memory that the largest renderer of Chromium has of its own (Pss), MB."""
    most = 0.0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes()
            if b"--type=renderer" in words and b"chromium" in words:
                lines = (process / "smaps_rollup").read_text(encoding="utf-8").splitlines()
                most = max(most, next(float(line.split()[1]) / 1000 for line in lines if line.startswith("Pss:")))
        except OSError:
            continue  # it has ended, or is another's
    return most


def browse(site: Path) -> dict[str, float] | None:
    """Open the first page and one complex as a reader does.

    The first page is there when its table of complexes is filled and can be filtered; memory is that of the tab, after
    every row was scrolled into the page, and with a structure drawn in 3-D.

    Returns
    -------
    dict of str to float or None
        Seconds and MB by what they are of; None where there is no browser.
    """
    program = shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    if program is None:
        return None
    measured = {"folder": folder_size(site)}
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
        measured["first page"] = min(times)
        measured["tab, first page"] = tab_memory()
        page.evaluate("document.querySelectorAll('tr.more button:last-child').forEach((each) => each.click())")
        page.wait_for_timeout(1000)
        measured["tab, all rows"] = tab_memory()
        page.goto(sorted((site / "complex").glob("*.html"))[0].resolve().as_uri())
        page.wait_for_selector("#viewer[data-state=drawn]", timeout=300_000)
        measured["tab, a complex in 3-D"] = tab_memory()
        browser.close()
    return measured
