"""Scenes for Mol*: held against MolViewSpec's own models, and drawn by Mol* 4.12 in a browser.

Mol* is the copy in the package ipymolstar. Scenes are served from 127.0.0.1 beside their structures, so that the
relative address in them is tried as it is used; everything else that the page asks for is refused.
"""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gemmi
import numpy as np
import pytest

from nesgroove.show.scene import plan
from nesgroove.show.scene.load import load_scene, load_scenes
from nesgroove.show.scene.model import Scene
from nesgroove.show.scene.mvs_nodes import selector
from nesgroove.show.scene.write import write_family, write_scene

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGE = """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/molstar/molviewspec.css">
<div id="viewer" style="width:900px;height:640px;position:relative"></div>
<script type="module">
import widget from "/molstar/molviewspec.js";
const asked = new URLSearchParams(location.search).get("scene");
const data = asked ? await (await fetch(asked)).text() : "";
const values = {
  msvj_data: data, width: "900px", height: "640px",
  viewer_options: {layoutIsExpanded: false, layoutShowControls: false},
  mvs_load_options: {replaceExisting: true, sanityChecks: true, sourceUrl: new URL(asked, location).href},
};
widget.render({model: {get: key => values[key], set: () => {}, on: () => {}}, el: document.getElementById("viewer")});
</script>"""

DROP = """async (url) => {
  const data = await (await fetch(url)).arrayBuffer();
  const transfer = new DataTransfer();
  transfer.items.add(new File([data], url.split("/").pop()));
  document.querySelector(".msp-drag-drop-overlay").dispatchEvent(
    new DragEvent("drop", {dataTransfer: transfer, bubbles: true, cancelable: true}));
}"""

SERVERS = ("molstarvolseg.ncbr.muni.cz",)
"""What the stock viewer asks for on its own, whatever it shows."""


def nodes(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield tree
    for child in tree.get("children", []):
        yield from nodes(child)


def chosen(scene: Scene, expressions: list[dict[str, Any]], path: Path) -> set[int]:
    """Numbers of the atoms that a selector takes from a file, by the rules of MolViewSpec."""
    table = (
        gemmi.cif.read(str(path))
        .sole_block()
        .find(
            "_atom_site.",
            ["id", "label_asym_id", "label_seq_id", "auth_seq_id", "pdbx_PDB_ins_code", "label_atom_id", "type_symbol"],
        )
    )
    found = set()
    for row in table:
        serial, chain, label, auth, code, name, element = (row.str(i) for i in range(7))
        for one in expressions:
            low, high = one.get("beg_label_seq_id"), one.get("end_label_seq_id")
            fits = (
                one.get("label_asym_id", chain) == chain
                and (low is None or (label not in {"", "."} and low <= int(label) <= high))
                and str(one.get("auth_seq_id", auth)) == auth
                and one.get("pdbx_PDB_ins_code", code) == code
                and one.get("label_atom_id", name) == name
                and one.get("type_symbol", element) == element
            )
            if fits:
                found.add(int(serial))
    return found


def check(scene: Scene, directory: Path) -> None:
    """Hold a scene's file against its Scene."""
    name = scene.id
    text = (directory / f"{name}.mvsj").read_text()
    document = json.loads(text)
    assert "\u0000" not in text
    assert text.isascii()
    first = document["snapshots"][0]["root"]
    by_ref = {node["ref"]: node for node in nodes(first) if "ref" in node}
    (download,) = [node for node in nodes(first) if node["kind"] == "download"]
    assert download["params"]["url"] == f"{name}.cif"
    path = directory / f"{name}.cif"
    residues = scene.structure.residues

    def serials(members: Any) -> set[int]:
        return {a + 1 for i in members for a in range(residues[i].start, residues[i].stop)}

    index = scene.indices
    for part in plan.parts(scene):
        if part.name != "others":
            assert chosen(scene, by_ref[part.name]["params"]["selector"], path) == serials(part.members), part.name
    for pocket, refs in scene.pockets.items():
        wanted = serials(index[r] for r in refs)
        assert chosen(scene, by_ref[pocket]["params"]["selector"], path) == wanted
    wanted = serials(index[r] for r in plan.groove(scene))
    assert chosen(scene, by_ref["groove"]["params"]["selector"], path) == wanted
    if scene.site is not None:
        site = chosen(scene, by_ref["cys528"]["params"]["selector"], path)
        assert site > serials([index[scene.site]]) if scene.bonds else site == serials([index[scene.site]])
    for kind, contacts in plan.contact_groups(scene).items():
        lines = [n for n in nodes(document["snapshots"][1]["root"]) if n.get("ref") == plan.group_name(kind)]
        if kind in plan.HIDDEN:
            assert plan.group_name(kind) not in by_ref
        else:
            lines = [by_ref[plan.group_name(kind)]]
        drawn = {(*n["params"]["start"], *n["params"]["end"]) for n in lines[0]["children"]}
        assert drawn == {tuple(round(v, 3) for v in (*c.start, *c.end)) for c in contacts}
    (camera,) = [node["params"] for node in nodes(first) if node["kind"] == "camera"]
    assert camera["target"] == list(plan.VIEW_CENTRE)
    assert camera["up"] == [0, 1, 0]
    assert np.subtract(camera["position"], camera["target"]) == pytest.approx((0, 0, plan.VIEW_HEIGHT))


def validated(path: Path) -> Any:
    pytest.importorskip("molviewspec", reason="molviewspec is not installed: pip install molviewspec")
    from molviewspec.nodes import States

    return States.model_validate(json.loads(path.read_text()))


@pytest.mark.slow
def test_real_complexes(real_tables: Path, tmp_path: Path) -> None:
    for scene in load_scenes(real_tables):
        write_scene(scene, tmp_path)
        check(scene, tmp_path)
        assert len(validated(tmp_path / f"{scene.id}.mvsj").snapshots) >= 3


@pytest.mark.slow
def test_phantoms_and_their_family(phantom_tables: Path, tmp_path: Path) -> None:
    scenes = load_scenes(phantom_tables)
    for scene in scenes:
        write_scene(scene, tmp_path)
        check(scene, tmp_path)
    write_family(scenes, tmp_path)
    states = validated(tmp_path / "family.mvsj")
    assert len(states.snapshots) == 1 + len(plan.by_compound(scenes))
    with zipfile.ZipFile(tmp_path / "family.mvsx") as archive:
        urls = {
            node["params"]["url"]
            for snapshot in json.loads(archive.read("index.mvsj"))["snapshots"]
            for node in nodes(snapshot["root"])
            if node["kind"] == "download"
        }
        assert urls == set(archive.namelist()) - {"index.mvsj"} == {f"{s.id}.cif" for s in scenes}
        assert archive.read("phantom_v6a-C.cif") == (tmp_path / "phantom_v6a-C.cif").read_bytes()


def test_the_test_of_selectors_can_fail(phantom_tables: Path, tmp_path: Path) -> None:
    scene = load_scene(phantom_tables, "phantom_v6a-C")
    write_scene(scene, tmp_path)
    one = scene.indices[scene.pockets["P0"][0]]
    record = scene.structure.residues[one]
    found = chosen(scene, selector(scene, [one]), tmp_path / "phantom_v6a-C.cif")
    assert found == set(range(record.start + 1, record.stop + 1))


@dataclass
class Served:
    """A directory, served, and a page of a browser that sees nothing else."""

    url: str
    page: Page
    errors: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    got: list[str] = field(default_factory=list)

    def picture(self, done: Any) -> np.ndarray:
        """Wait until the page looks as it should, and return its pixels."""
        from PIL import Image

        for _ in range(45):
            self.page.wait_for_timeout(1000)
            shot = self.page.locator("#viewer").screenshot()
            pixels = np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")).astype(int)
            if done(pixels):
                return pixels
        raise AssertionError(f"not drawn: {self.errors}")


@pytest.fixture
def served(chromium: Browser, tmp_path: Path) -> Iterator[Served]:
    """Scenes in a directory, as on a web server, with Mol* beside them."""
    package = find_spec("ipymolstar")
    if package is None or package.origin is None:
        pytest.skip("Mol* is not at hand: pip install ipymolstar")
    static = Path(package.origin).parent / "static"

    class Handler(SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            name = path.partition("?")[0]
            return str(static / Path(name).name) if name.startswith("/molstar/") else super().translate_path(path)

        def log_message(self, *_: object) -> None:
            pass

    (tmp_path / "page.html").write_text(PAGE)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    context = chromium.new_context(viewport={"width": 940, "height": 680})
    page = context.new_page()
    tab = Served(url, page)

    def route(request: Any) -> None:
        address = request.request.url
        if address.startswith((url, "data:", "blob:")):
            tab.got.append(address)
            request.continue_()
        else:
            tab.refused.append(address)
            request.abort()

    context.route("**/*", route)
    page.on("console", lambda message: tab.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: tab.errors.append(str(error)))
    yield tab
    context.close()
    server.shutdown()


def pink(pixels: np.ndarray) -> np.ndarray:
    """Where the colour of inhibitors is, #CC79A7, lighter or darker by its shading."""
    r, g, b = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    return (r > 120) & (r - g > 45) & (b - g > 15) & (r - b > 10) & (b > 90)


def blue(pixels: np.ndarray) -> np.ndarray:
    """Where the surface of P0 and P1 is."""
    return pixels[..., 2] - pixels[..., 0] > 60


def orange(pixels: np.ndarray) -> np.ndarray:
    """Where the surface of P3 and P4 is."""
    return pixels[..., 0] - pixels[..., 2] > 90


@pytest.mark.full
def test_molstar_draws_it(phantom_tables: Path, tmp_path: Path, served: Served) -> None:
    scene = load_scene(phantom_tables, "phantom_v6a-C")
    write_scene(scene, tmp_path)
    served.page.goto(f"{served.url}/page.html?scene=phantom_v6a-C.mvsj")
    pixels = served.picture(lambda p: pink(p).sum() > 200 and orange(p).sum() > 2000)
    assert f"{served.url}/phantom_v6a-C.cif" in served.got  # the address in the scene is relative
    assert all(any(server in address for server in SERVERS) for address in served.refused)
    assert not [text for text in served.errors if "FETCH" not in text.upper() and "ERR_FAILED" not in text]
    # Seen from the solvent with x to the right: P0 and P1 on the left, P3 and P4 on the right.
    assert np.argwhere(blue(pixels))[:, 1].mean() + 100 < np.argwhere(orange(pixels))[:, 1].mean()

    # The same scene without the inhibitor has none of its colour: it was the inhibitor that was seen.
    document = json.loads((tmp_path / "phantom_v6a-C.mvsj").read_text())
    for snapshot in document["snapshots"]:
        for node in nodes(snapshot["root"]):
            if "children" in node:
                node["children"] = [child for child in node["children"] if child.get("ref") != "occupant"]
    (tmp_path / "empty.mvsj").write_text(json.dumps(document))
    served.page.goto(f"{served.url}/page.html?scene=empty.mvsj")
    assert pink(served.picture(lambda p: orange(p).sum() > 2000)).sum() < 20


@pytest.mark.full
def test_molstar_opens_a_dropped_archive(phantom_tables: Path, tmp_path: Path, served: Served) -> None:
    write_scene(load_scene(phantom_tables, "phantom_v6a-C"), tmp_path)
    (tmp_path / "phantom_v6a-C.cif").unlink()  # all that is needed is in the archive
    served.page.goto(f"{served.url}/page.html")
    served.page.locator(".msp-drag-drop-overlay").wait_for(state="attached", timeout=30000)
    served.page.evaluate(DROP, f"{served.url}/phantom_v6a-C.mvsx")
    served.picture(lambda p: pink(p).sum() > 200 and orange(p).sum() > 2000)
    assert not [address for address in served.got if address.endswith(".cif")]
