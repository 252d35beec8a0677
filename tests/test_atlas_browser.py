"""The atlas as a reader has it: opened from a disk, without a network, with mouse, keyboard and telephone."""

from __future__ import annotations

import io
import json
import re
from itertools import pairwise

import gemmi
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from scipy import ndimage

from nesgroove.io.files import unique_file_names
from nesgroove.show.atlas import render
from nesgroove.show.atlas import site as atlas_site
from nesgroove.show.atlas.site import write_atlas
from nesgroove.show.look import TWO_GROOVES
from nesgroove.survey.superposed import FOLDER, superposed_name
from speed.multiplied import multiply
from test_atlas import ODD, hostile_tables

pytestmark = pytest.mark.slow

DRAWN = "#viewer[data-state=drawn]"
PINK = (0.80, 0.47, 0.65)
"""Carbon of inhibitors."""

CONTRAST = """() => {
  const parse = (text) => {
    const numbers = text.match(/[\\d.]+/g).map(Number);
    return numbers.length < 4 ? [...numbers.slice(0, 3), 1] : numbers;
  };
  const over = (top, under) => top.slice(0, 3).map((c, i) => c * top[3] + under[i] * (1 - top[3]));
  const light = (rgb) => rgb.map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) layers.push(parse(getComputedStyle(one).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const element = text.parentElement;
    if (!text.data.trim() || !element.checkVisibility()) continue;
    if (["SCRIPT", "STYLE", "OPTION"].includes(element.tagName)) continue;
    const under = ground(element);
    const both = [light(over(parse(getComputedStyle(element).color), under)), light(under)].sort((x, y) => y - x);
    const ratio = (both[0] + 0.05) / (both[1] + 0.05);
    if (ratio < 4.5) bad.push([ratio.toFixed(2), element.tagName, element.className, text.data.slice(0, 30)].join(" "));
  }
  return bad;
}"""
"""Texts whose contrast to what is behind them is too small."""


@pytest.fixture
def site(phantom_atlas):
    return phantom_atlas


@pytest.fixture(scope="module")
def crowd(phantom_tables, tmp_path_factory):
    """An atlas that is made as one of very many complexes: rows in pieces, structures kept once; one page failed."""
    place = tmp_path_factory.mktemp("crowd")
    multiply(phantom_tables, place / "tables", 12)
    (place / "tables" / FOLDER / superposed_name("phantom_lmb-copy1-C")).unlink()
    (place / "figures").mkdir()
    (place / "figures" / "width.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render, "PIECE", 4)
        patch.setattr(atlas_site, "ARCHIVED", 6)
        write_atlas(place / "tables", place / "atlas", figures=place / "figures")
    return place / "atlas"


def go(tab, site, path, *, drawn=False):
    tab.page.goto(f"{site.as_uri()}/{path}")
    if drawn:
        tab.page.wait_for_selector(DRAWN, timeout=120_000)
        settle(tab)


def without_viewer(tab):
    """Leave the 3-D view out of what follows: it has tests of its own, and takes long without a graphics card."""
    tab.page.route("**/assets/ngl.js", lambda route: route.fulfill(body=""))


def settle(tab):
    """Wait until what has been asked of the 3-D view is on the screen."""
    tab.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    tab.page.wait_for_timeout(150)


def seen(tab):
    """The 3-D view as an image, shape (height, width, 3), 0 to 1."""
    from PIL import Image

    tab.page.mouse.move(2, 2)
    settle(tab)
    return np.asarray(Image.open(io.BytesIO(tab.page.locator(".stage canvas").screenshot())).convert("RGB")) / 255


def until(tab, holds, words):
    """Wait for the 3-D view to look as it should: without a graphics card a frame takes its time."""
    for _ in range(30):
        image = seen(tab)
        if holds(image):
            return image
        tab.page.wait_for_timeout(200)
    raise AssertionError(words)


def coloured(image, colour, reach=0.16):
    """Find pixels of a colour, whatever light falls on it, amid others of it: at edges colours mix into any."""
    bright = image / np.maximum(image.max(axis=2, keepdims=True), 0.25)
    near = np.abs(bright - np.array(colour) / max(colour)).max(axis=2) < reach
    return ndimage.binary_erosion(near, np.ones((3, 3)))


def like(image, colour):
    return int(coloured(image, colour).sum())


def across(image):
    """Width of the inhibitor on the screen, pixels; the inhibitor lies along the groove."""
    columns = np.flatnonzero(coloured(image, PINK).any(axis=0))
    return int(np.ptp(columns)) if columns.size else 0


def differ(one, other):
    return float((np.abs(one - other).max(axis=2) > 0.1).mean())


def nothing_wrong(tab):
    assert tab.errors == []
    outside = [url for url in tab.requests if not url.startswith(("file:", "data:", "blob:"))]
    assert outside == []


def test_the_overview_is_sorted_and_filtered(site, offline_tab):
    go(offline_tab, site, "index.html")
    page = offline_tab.page
    head = page.locator("#table-complexes thead th", has_text="Width")
    column = head.evaluate("(one) => one.cellIndex")

    def widths():
        cells = page.locator(f"#table-complexes tbody tr:visible > :nth-child({column + 1})").all_inner_texts()
        return [float(text) for text in cells]

    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert widths() == sorted(widths())
    assert len(set(widths())) > 1
    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert widths() == sorted(widths(), reverse=True)

    rows = page.locator("#table-complexes tbody tr:visible")
    page.get_by_label("Find").fill("selinexor")
    assert rows.count() == 1
    assert "phantom_v6a-C" in rows.first.inner_text()
    assert page.locator("#filter-count").inner_text() == "1 of 5 complexes"
    page.get_by_label("Find").fill("nothing like it")
    assert page.locator("#filter-none").is_visible()
    page.get_by_role("button", name="Show all").click()
    assert rows.count() == 5
    page.get_by_label(re.compile(r"^\s*empty")).check()
    assert [text for text in rows.all_inner_texts() if "phantom_closed" not in text] == []
    page.get_by_label(re.compile(r"^\s*cargo")).check()
    assert rows.count() == 3
    nothing_wrong(offline_tab)


def test_a_complex_is_drawn_switched_and_turned(site, offline_tab):
    go(offline_tab, site, "complex/phantom_v6a-C.html", drawn=True)
    page = offline_tab.page

    def box(name):
        return page.get_by_role("checkbox", name=name)

    for name in ("Groove surface", "Pockets"):  # they shine through everything
        box(name).uncheck()
    first = until(offline_tab, lambda image: like(image, PINK) > 300, "selinexor is not seen")
    there = like(first, PINK)
    # As a reader without a mouse does.
    box("Selinexor").focus()
    page.keyboard.press("Space")
    box("XPO1").uncheck()  # with it go the words that it is a phantom, whose red is near
    until(offline_tab, lambda image: like(image, PINK) < there / 20, "selinexor is not switched off")
    box("XPO1").check()
    box("Selinexor").check()

    def as_before(words):
        # NGL smooths edges in further passes while nothing moves: on a busy machine there are fewer of them.
        return until(offline_tab, lambda image: differ(image, first) < 0.02, words)

    def other(words):
        return until(offline_tab, lambda image: differ(image, first) > 0.03, words)

    as_before("selinexor is not switched on again")
    page.locator("#stage").focus()
    page.keyboard.press("ArrowRight")
    other("an arrow key does not turn it")
    page.keyboard.press("ArrowLeft")
    as_before("the other arrow does not turn it back")
    place = page.locator(".stage canvas").bounding_box()
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y + 20, steps=4)
    page.mouse.up()
    other("the mouse does not turn it")
    page.get_by_role("button", name="Along the groove").click()
    along = until(offline_tab, lambda image: 10 < across(image) < 0.7 * across(first), "one does not look along it")
    page.get_by_role("button", name="From the side").click()
    until(offline_tab, lambda image: differ(image, along) > 0.03, "there is no view from the side")
    page.get_by_role("button", name="From the solvent").click()
    as_before("the view from the solvent is not the first")
    page.get_by_role("button", name="Zoom in").click()
    until(offline_tab, lambda image: like(image, PINK) > 1.1 * there, "it is not larger")
    page.get_by_role("button", name="Reset").click()
    assert box("Groove surface").is_checked()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save picture").click()
    assert saved.value.suggested_filename == "phantom_v6a-C.png"
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("() => document.fullscreenElement && document.fullscreenElement.id === 'viewer'")
    page.keyboard.press("Escape")
    nothing_wrong(offline_tab)


FIRST, SECOND = (tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)) for colour in TWO_GROOVES)


def test_two_complexes_are_compared(site, offline_tab):
    go(offline_tab, site, "compare.html#phantom_cargo_1c-C,phantom_v6a-C", drawn=True)
    page = offline_tab.page
    page.get_by_role("checkbox", name="XPO1").uncheck()
    until(offline_tab, lambda image: like(image, FIRST) > 500, "the first is not in its colour")
    until(offline_tab, lambda image: like(image, SECOND) > 300, "the second is not in its colour")
    assert page.get_by_label("First complex").input_value() == "phantom_cargo_1c-C"
    words = page.locator("#compare-tables").inner_text()
    assert "selinexor" in words
    assert re.search(r"\d+ shared, \d+ only in phantom_cargo_1c-C, \d+ only in phantom_v6a-C", words)
    assert page.locator("#view-words .badge.phantom").count() == 2
    page.get_by_role("button", name="Swap").click()
    page.wait_for_selector(DRAWN, timeout=120_000)
    assert page.url.endswith("#phantom_v6a-C,phantom_cargo_1c-C")
    page.get_by_label("Second complex").select_option("phantom_closed-C")
    page.wait_for_selector(DRAWN, timeout=120_000)
    assert "nothing in the groove" in page.locator("#compare-tables").inner_text()
    nothing_wrong(offline_tab)


@pytest.mark.full
def test_every_page_of_a_hostile_run_opens_and_is_harmless(tmp_path, offline_tab):
    write_atlas(hostile_tables(tmp_path), tmp_path / "atlas")
    site = tmp_path / "atlas"
    name = unique_file_names([f"{ODD}-C"])[f"{ODD}-C"]
    go(offline_tab, site, f"complex/{name}.html", drawn=True)
    assert f"{ODD}-C" in offline_tab.page.locator("h1").inner_text()
    go(offline_tab, site, f"compare.html#{name},verdinexor-C", drawn=True)
    assert f"{ODD}-C" in offline_tab.page.locator("#compare-tables").inner_text()
    without_viewer(offline_tab)
    visited, waiting = set(), [f"{site.as_uri()}/index.html"]
    while waiting:
        address = waiting.pop()
        if address in visited:
            continue
        visited.add(address)
        answer = offline_tab.page.goto(address, wait_until="load")
        assert answer is None or answer.ok, address
        assert offline_tab.page.evaluate("window.hacked") is None, address
        links = offline_tab.page.evaluate(
            "[...document.querySelectorAll('a[href]:not([download]):not(.out)')].map((a) => a.href)"
        )
        assert all(link.startswith("file:") for link in links), address
        waiting += [link.split("#")[0] for link in links if link.split("#")[0].endswith(".html")]
    assert len(visited) == len(list(site.rglob("*.html")))
    nothing_wrong(offline_tab)


PAGES = (
    "index.html", "occupancy.html", "downloads.html", "figures.html", "compound/selinexor.html",
    "compound/verdinexor.html", "about.html", "columns.html",
)  # fmt: skip
TWO_PAGES = ("index.html", "complex/phantom_v6a-C.html")


FAILED = "complex/phantom_lmb-copy1-C.html"


def barriers(page):
    """What axe finds that is serious or worse."""
    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
    return [
        (one["id"], [node["html"][:120] for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def test_barriers_are_found(offline_tab):
    offline_tab.page.set_content("<html lang='en'><title>x</title><main><h1>x</h1><button></button></main>")
    assert [name for name, _ in barriers(offline_tab.page)] == ["button-name"]


def test_pages_are_legible_named_and_fit_a_telephone(crowd, offline_tab):
    page = offline_tab.page
    signal = next((crowd / "cargo").iterdir()).name
    without_viewer(offline_tab)
    for path in (*PAGES, f"cargo/{signal}", "complex/phantom_v6a-C.html", FAILED, "compare.html"):
        go(offline_tab, crowd, path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((one) => Number(one.tagName[1]))")
        assert levels[0] == 1, path
        assert all(after - before <= 1 for before, after in pairwise(levels)), path
        for landmark in ("header", "nav", "main", "footer"):
            assert page.locator(landmark).count() >= 1, path
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate(CONTRAST) == [], f"{path} {scheme}"
        page.emulate_media(color_scheme="light")
        assert barriers(page) == [], path
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, f"{path} is wider than a telephone"
        if path in TWO_PAGES:  # a narrow window changes places and nothing else
            assert barriers(page) == [], f"{path} on a telephone"
        page.set_viewport_size({"width": 1200, "height": 900})
    assert "could not be drawn" in page.locator("#stage").inner_text()
    nothing_wrong(offline_tab)


def test_the_choice_of_colours_is_kept(site, offline_tab):
    page = offline_tab.page
    page.emulate_media(color_scheme="light")
    go(offline_tab, site, "index.html")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.get_by_role("button", name="Switch to dark colours").click()
    assert page.evaluate(ground) == "rgb(20, 23, 28)"
    go(offline_tab, site, "about.html")
    assert page.evaluate(ground) == "rgb(20, 23, 28)"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    nothing_wrong(offline_tab)


def test_without_scripts_tables_and_pictures_are_there(site, chromium):
    context = chromium.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/index.html")
    assert page.locator("#table-complexes tbody tr:visible").count() == 5
    assert not page.locator("#filters").is_visible()
    page.goto(f"{site.as_uri()}/complex/phantom_v6a-C.html")
    assert page.locator("#table-occupancy").is_visible()
    assert page.locator("figure img").first.is_visible()
    context.close()


def test_the_table_of_contacts_and_the_view_talk_to_each_other(site, offline_tab):
    go(offline_tab, site, "complex/phantom_v6a-C.html", drawn=True)
    page = offline_tab.page
    row = page.locator("#table-contacts tbody tr").nth(3)
    button = row.locator("button.show")
    far = page.evaluate("() => nesgrooveView.stage.viewerControls.getCameraDistance()")
    page.emulate_media(reduced_motion="reduce")
    button.focus()
    page.keyboard.press("Enter")
    assert row.get_attribute("aria-selected") == "true"
    settle(offline_tab)
    shown = page.evaluate(
        """() => { const view = nesgrooveView, line = view.parts[0].complex.lines[3];
          const atom = (n) => { const a = view.parts[0].component.structure.getAtomProxy(n); return [a.x, a.y, a.z]; };
          const ends = [atom(line[0]), atom(line[1])], at = view.stage.viewerControls.position;
          return [view.stage.compList.map((one) => one.name), view.stage.viewerControls.getCameraDistance(),
                  [0, 1, 2].map((k) => (ends[0][k] + ends[1][k]) / 2 + [at.x, at.y, at.z][k])]; }"""
    )
    assert "chosen contact" in shown[0]
    assert shown[1] < far / 1.5
    assert np.abs(shown[2]).max() < 0.1, "the contact is not in the middle"
    assert button.get_attribute("aria-label").removeprefix("Show ") in page.locator(".status").inner_text()
    page.keyboard.press("Escape")
    assert row.get_attribute("aria-selected") is None
    assert "chosen contact" not in page.evaluate("() => nesgrooveView.stage.compList.map((one) => one.name)")

    # An atom under the mouse marks its rows, and the box of the table scrolls to the first of them.
    last = page.locator("#table-contacts tbody tr").last
    point = """(end) => { const view = nesgrooveView, line = view.parts[0].complex.lines.at(-1);
      const atom = view.parts[0].component.structure.getAtomProxy(line[end]);
      view.stage.signals.hovered.dispatch({ atom, canvasPosition: { x: 40, y: 40 } });
      return atom.atomname; }"""
    name = page.evaluate(point, 0)
    assert "pointed" in last.get_attribute("class")
    assert page.locator(".tip").inner_text().startswith(f"{name} of ")
    assert "of XPO1" in page.locator(".tip").inner_text()
    assert page.locator("#linked").evaluate("(box) => box.scrollTop") > 0
    page.evaluate("() => nesgrooveView.stage.signals.hovered.dispatch(undefined)")
    assert page.locator("tr.pointed").count() == 0
    assert not page.locator(".tip").is_visible()
    nothing_wrong(offline_tab)


def test_rows_come_in_pieces_and_choices_are_in_the_address(crowd, offline_tab):
    go(offline_tab, crowd, "index.html")
    page = offline_tab.page
    rows = page.locator("#table-complexes tbody tr:not(.more)")

    def names():
        return page.locator("#table-complexes tbody tr th a").all_inner_texts()

    assert rows.count() < 12, "all rows are there at once"
    assert page.locator("#table-complexes tr.more").is_visible()
    page.locator("#table-complexes tr.more button").last.dispatch_event("click")  # it moves as it is scrolled to
    assert rows.count() == 12
    width = page.locator("#table-complexes thead th", has_text="Width").get_by_role("button")
    width.click()
    rising = names()
    width.click()
    assert page.url.endswith("#sort=width-a:desc")
    assert names()[0] == rising[-1], "rows of the other pieces are not sorted"
    page.get_by_label(re.compile(r"^\s*empty")).check()
    assert page.url.endswith("#sort=width-a:desc&bound=empty")
    empty = names()
    assert {name.split("-")[0] for name in empty} == {"phantom_closed"}
    page.get_by_label("Find").fill("copy1")
    assert names() == ["phantom_closed-copy1-C"]
    address = page.url
    page.go_back()
    assert names() == empty
    page.go_back()
    assert page.locator("#filter-count").inner_text() == "12 of 12 complexes"
    assert page.locator("#table-complexes th[aria-sort=descending]").inner_text().startswith("Width")
    page.goto("about:blank")
    page.goto(address)
    assert names() == ["phantom_closed-copy1-C"]
    assert page.get_by_label("Find").input_value() == "copy1"
    nothing_wrong(offline_tab)


def test_a_motif_is_found_in_cargoes_and_in_xpo1(crowd, offline_tab):
    go(offline_tab, crowd, "index.html")
    page = offline_tab.page
    field, result = page.get_by_label("Sequence"), page.locator("#motif-result")
    sequence = next((crowd / "cargo").iterdir()).stem
    peptide = max(re.findall(r"[A-Z]+", sequence), key=len)[:8]

    def seek(motif, wait):
        field.fill(motif)
        result.get_by_text(wait).first.wait_for(timeout=10_000)
        return result.inner_text()

    assert peptide in seek(peptide, "In the cargo of")
    held = page.locator("#filter-count").inner_text()
    assert held.endswith(" of 12 complexes")
    assert not held.startswith(("0", "12"))
    loose = peptide[0] + "x" + f"[{peptide[2]}W]" + "-" + "x(2,3)"
    assert peptide[:5] in seek(loose, peptide[0])
    assert "is no part of a motif" in seek("L(<b>", "no part")
    assert "In no cargo, and nowhere in XPO1" in seek("WWWWWWWW", "nowhere")
    assert page.locator("#filter-none").is_visible()
    text = (crowd / "data/sequences.js").read_text(encoding="utf-8")
    strands = json.loads(text.removeprefix("window.nesgrooveSequences = ").removesuffix(";\n"))
    cargoes = [strand["letters"] for strand in strands if not strand["xpo1"]]
    receptor = next(strand["letters"] for strand in strands if strand["xpo1"])
    pieces = [receptor[n : n + 9] for n in range(len(receptor) - 9)]
    piece = next(one for one in pieces if "-" not in one and not any(one in cargo for cargo in cargoes))
    assert re.search(rf"XPO1 {piece} at positions \d+–\d+, in \d+ complexes", seek(piece, "In no cargo; in XPO1"))
    assert page.locator("#filter-count").inner_text() == "12 of 12 complexes"
    assert f"seq={piece}" in page.url
    nothing_wrong(offline_tab)


def test_a_structure_that_is_kept_once_is_written_out_of_the_page(crowd, phantom_tables, offline_tab):
    go(offline_tab, crowd, "complex/phantom_v6a-C.html", drawn=True)
    with offline_tab.page.expect_download() as saved:
        offline_tab.page.get_by_role("button", name="Save phantom_v6a-C.cif").click()
    written = gemmi.read_structure(str(saved.value.path()), format=gemmi.CoorFormat.Mmcif)
    given = gemmi.read_structure(str(phantom_tables / FOLDER / superposed_name("phantom_v6a-C")))

    def atoms(structure):
        return [
            (chain.name, str(residue.seqid), residue.name, atom.name, *(round(v, 3) for v in atom.pos.tolist()))
            for chain in structure[0]
            for residue in chain
            for atom in residue
        ]

    assert sorted(atoms(written)) == sorted(atoms(given))
    nothing_wrong(offline_tab)


def test_what_is_to_be_copied_is_copied(site, chromium):
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site.as_uri()}/about.html")
    page.evaluate(
        """() => { document.querySelector("main").innerHTML =
          "<dd><code>CC(=O)O</code> <button class='copy'>Copy</button></dd>";
          const again = document.createElement("script");
          again.src = "assets/atlas.js";
          document.body.append(again); }"""
    )
    page.wait_for_function("() => document.querySelectorAll('script[src*=atlas]').length > 1")
    page.wait_for_timeout(200)
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "CC(=O)O"
    context.close()
