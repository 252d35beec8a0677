"""The description of a scene for NGL: what it selects and draws, looked at in NGL itself, in a browser."""

from __future__ import annotations

import base64
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import gemmi
import numpy as np
import pytest

from nesgroove.io.read import read_structure
from nesgroove.show.look import CYS_COLOUR, KIND_COLOURS, POCKET_COLOURS
from nesgroove.show.scene.load import load_scene, load_scenes
from nesgroove.show.scene.model import ResidueRef, Scene
from nesgroove.show.scene.ngl import draw_js, ngl_scene, orientation
from nesgroove.show.scene.ngl_select import chain_name, selection
from nesgroove.show.scene.ngl_structure import ngl_structure, ngl_text

GROUPS = [
    "xpo1", "surface", "pockets", "cys528", "occupant", "anchors", "contacts", "hydrophobic", "partners",
]  # fmt: skip

COUNT = """
async ([cif, selections]) => {
  window.stage = window.stage || new NGL.Stage("view");
  stage.removeAllComponents();
  const blob = new Blob([cif], {type: "text/plain"});
  const component = await stage.loadFile(blob, {ext: "cif", defaultRepresentation: false});
  const counts = selections.map((sele) => {
    const selection = new NGL.Selection(sele);
    return selection.selection.error || component.structure.getView(selection).atomCount;
  });
  return counts;
}
"""

DRAW = """
async ([cif, description]) => {
  window.stage = window.stage || new NGL.Stage("view");
  stage.removeAllComponents();
  stage.setParameters(description.stage);
  const blob = new Blob([cif], {type: "text/plain"});
  window.component = await stage.loadFile(blob, {ext: "cif", defaultRepresentation: false});
  window.groups = nesgrooveDraw(NGL, stage, component, description);
  stage.viewerControls.orient(description.orientation);
  return Object.keys(window.groups);
}
"""


def ref(number: int, chain: str = "C", component: str = "LEU", ins_code: str = "", label: int | None = 1) -> ResidueRef:
    return ResidueRef(component, "X" if label is None else "L", chain, number, ins_code, chain, label)


def cif_of(scene: Scene) -> str:
    return gzip.decompress(scene.path.read_bytes()).decode()


@pytest.fixture(scope="session")
def ngl_html(tmp_path_factory) -> Path:
    """A page with NGL, out of the installed nglview, and our drawing function."""
    pytest.importorskip("nglview", reason="nglview, which brings NGL, is not installed")
    from nesgroove.show.atlas.ngl import ngl_script

    place = tmp_path_factory.mktemp("ngl")
    (place / "ngl.js").write_text(ngl_script(), encoding="utf-8")
    (place / "draw.js").write_text(draw_js(), encoding="utf-8")
    (place / "page.html").write_text(
        '<!doctype html><meta charset="utf-8"><body style="margin:0"><div id="view" style="width:900px;height:560px">'
        '</div><script src="ngl.js"></script><script src="draw.js"></script>'
    )
    return place / "page.html"


@pytest.fixture(scope="module")
def page(chromium, ngl_html) -> Iterator[SimpleNamespace]:
    """NGL takes seconds to start without a GPU: once for all tests, in a page without a network."""
    context = chromium.new_context(offline=True, viewport={"width": 1000, "height": 600})
    tab = SimpleNamespace(page=context.new_page(), errors=[], requests=[])
    tab.page.on("console", lambda message: tab.errors.append(message.text) if message.type == "error" else None)
    tab.page.on("pageerror", lambda error: tab.errors.append(str(error)))
    tab.page.on("request", lambda request: tab.requests.append(request.url))
    tab.page.goto(ngl_html.as_uri())
    yield tab
    context.close()


@pytest.fixture
def ngl(page):
    page.errors.clear()
    page.requests.clear()
    return page


@pytest.mark.parametrize(
    ("refs", "text"),
    [
        ([], "none"),
        ([ref(520), ref(522), ref(521), ref(530)], "520-522^:C or 530^:C"),
        ([ref(-3), ref(-2), ref(-1), ref(0), ref(1)], "-3-1^:C"),
        ([ref(-5), ref(-4)], "-5--4^:C"),
        ([ref(5, ins_code="A"), ref(5), ref(6)], "5-6^:C or 5^A:C"),
        ([ref(5, "AA"), ref(5, "A-2")], "5^:A-2 or 5^:AA"),
        ([ref(1108, component="51K", label=None)], "([51K] and 1108^:C)"),
        ([ref(9), ref(10, component="A1CBD", label=None)], "9^:C or ([A1CBD] and 10^:C)"),
    ],
)
def test_the_text_of_a_selection(refs, text):
    assert selection(refs) == text


ODD_CHAINS = [
    "A",
    "a",
    "AA",
    "Aa",
    "A.2",
    "A/B",
    "A B",
    "'",
    '"',
    "~41",
    "A+B",
    "Å",
    "A:1",
    "(x)",
    "and",
    "not",
    "Chain1",
    "Chain2",
]
"""Ids of chains that a file may have; some differ in case alone, some are words or marks of NGL's language."""


def test_chains_that_ngl_cannot_name_have_other_names_and_no_two_the_same():
    names = [chain_name(name) for name in ODD_CHAINS]
    assert len(set(names)) == len(ODD_CHAINS)
    assert all(len(name) <= 4 for name in names), "NGL keeps four letters"
    assert [name for name, other in zip(ODD_CHAINS, names, strict=True) if name == other] == [
        "A", "a", "AA", "Aa", "A+B", "and", "not",
    ]  # fmt: skip


def test_the_description_is_json_and_has_its_groups_in_order(phantom_tables):
    for scene in load_scenes(phantom_tables):
        description = ngl_scene(scene)
        assert json.loads(json.dumps(description)) == description
        assert description == ngl_scene(load_scene(phantom_tables, scene.id))
        names = [group["name"] for group in description["groups"]]
        assert names == [name for name in GROUPS if name in names]
        assert "surface" in names
        assert ("anchors" in names) == bool(scene.anchors)
        assert ("occupant" in names) == bool(scene.occupants)
        hidden = {group["name"] for group in description["groups"] if not group["shown"]}
        assert hidden <= {"hydrophobic", "partners"}
        texts = [shape["text"] for group in description["groups"] for shape in group["shapes"]]
        assert "phantom, not observed" in texts


def test_contacts_are_dashed_from_end_to_end_and_say_what_they_are(phantom_tables):
    scene = load_scene(phantom_tables, "phantom_cargo_1c-C")
    group = next(g for g in ngl_scene(scene)["groups"] if g["name"] == "contacts")
    inside = set(scene.occupants[0].in_groove)
    polar = [c for c in scene.contacts if c.type == "hydrogen_bond" and c.second.residue in inside]
    assert polar
    for contact in polar:
        words = f"{contact.label.removesuffix(' A')} Å"
        (line,) = [shape for shape in group["shapes"] if shape["text"] == words]
        assert line["dashes"] >= 3
        assert line["start"] == pytest.approx(contact.start, abs=1e-3)
        assert line["end"] == pytest.approx(contact.end, abs=1e-3)
    assert not [shape for shape in group["shapes"] if "hydrophobic" in shape["text"]]
    bridge = replace(polar[0], type="water_bridge", via="HOH:C:9")
    assert bridge.label.startswith("water bridge ")
    group = next(g for g in ngl_scene(replace(scene, contact_rows=(bridge,)))["groups"] if g["name"] == "contacts")
    assert {shape["text"] for shape in group["shapes"] if "through HOH:C:9" in shape["text"]}


def test_the_camera_looks_from_the_solvent():
    matrix = np.array(orientation((3.0, 0.0, 0.0), 50.0)).reshape(4, 4).T
    assert matrix[:3, 3] == pytest.approx([-3.0, 0.0, 0.0])
    # NGL's camera looks along +z, with x to the left.
    assert matrix[:3, :3] @ [0, 0, 1] == pytest.approx([0, 0, -50])
    assert matrix[:3, :3] @ [1, 0, 0] == pytest.approx([-50, 0, 0])
    assert matrix[:3, :3] @ [0, 1, 0] == pytest.approx([0, 50, 0])


def check_counts(ngl, scene: Scene) -> None:
    """NGL finds the atoms that the scene means, for everything that is selected."""
    records = {(r.auth_chain, r.auth_seq_id, r.ins_code, r.component): r for r in scene.structure.residues}

    def atoms(refs) -> int:
        return sum(records[one.key].stop - records[one.key].start for one in set(refs))

    wanted = {"all": ("*", len(scene.structure.atoms.xyz))}
    wanted["xpo1"] = selection(scene.residue_at.values()), atoms(scene.residue_at.values())
    for name, refs in {**scene.helices, **scene.pockets, "lining": scene.lining}.items():
        wanted[name] = selection(refs), atoms(refs)
    for occupant in scene.occupants:
        wanted[occupant.name] = selection(occupant.residues), atoms(occupant.residues)
        wanted[f"{occupant.name} in groove"] = selection(occupant.in_groove), atoms(occupant.in_groove)
    for one in (*scene.nucleotides, *(anchor.residue for anchor in scene.anchors), scene.site):
        wanted[one.label] = selection([one]), atoms([one])
    description = ngl_scene(scene)
    surface = next(group for group in description["groups"] if group["name"] == "surface")["representations"][0]
    parts = [sele for _, sele in surface["colours"]]
    drawn = [one["params"]["sele"] for group in description["groups"] for one in group["representations"]]
    texts = [sele for sele, _ in wanted.values()]
    counts = ngl.page.evaluate(COUNT, [cif_of(scene), [*texts, surface["params"]["filterSele"], *parts, *drawn]])
    assert dict(zip(wanted, counts[: len(texts)], strict=True)) == {name: n for name, (_, n) in wanted.items()}
    whole, *by_pocket = counts[len(texts) : len(texts) + 1 + len(parts)]
    assert whole == sum(by_pocket) > 50, "an atom of the surface has two pockets, or none"
    assert all(isinstance(n, int) and n > 0 for n in counts), "a selection that NGL does not read, or that is empty"
    assert not ngl.errors


def test_selections_in_ngl_for_phantoms(ngl, phantom_tables):
    for scene in load_scenes(phantom_tables):
        check_counts(ngl, scene)


@pytest.mark.slow
def test_selections_in_ngl_for_real_structures(ngl, real_tables):
    scenes = {scene.id: scene for scene in load_scenes(real_tables)}
    assert scenes["composite_51k-C"].occupants[0].residues[0].component == "51K"
    assert scenes["composite_a1cbd-C"].occupants[0].residues[0].component == "A1CBD"
    for scene in scenes.values():
        check_counts(ngl, scene)


def test_numbers_that_are_negative_or_have_insertion_codes(ngl, phantom_tables):
    """A cargo numbered from -3, with 5, 5A and 5B, in a chain of several letters."""
    scene = load_scene(phantom_tables, "phantom_cargo_1c-C")
    chain = scene.occupants[0].name
    document = gemmi.cif.read_string(cif_of(scene))
    table = document.sole_block().find(
        "_atom_site.", ["auth_asym_id", "auth_seq_id", "pdbx_PDB_ins_code", "label_comp_id"]
    )
    old = sorted({int(row[1]) for row in table if row[0] == chain})
    numbers = [(n, "") for n in range(-3, 6)] + [(5, "A"), (5, "B")] + [(n, "") for n in range(6, 100)]
    new = dict(zip(old, numbers, strict=False))
    atoms: dict[ResidueRef, int] = {}
    for row in table:
        if row[0] == chain:
            number, code = new[int(row[1])]
            one = ref(number, "AB-2", row[3], code)
            atoms[one] = atoms.get(one, 0) + 1
            row[0], row[1], row[2] = "AB-2", str(number), code or "?"
    cases = [[one] for one in atoms] + [list(atoms), [one for one in atoms if one.number < 0]]
    counts = ngl.page.evaluate(COUNT, [document.as_string(), [selection(case) for case in cases]])
    assert counts == [sum(atoms[one] for one in case) for case in cases]


LOADED = """
async ([file, ext, selections]) => {
  window.stage = window.stage || new NGL.Stage("view");
  stage.removeAllComponents();
  const blob = new Blob([Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0))]);
  const component = await stage.loadFile(blob, {ext, compressed: "gz", defaultRepresentation: false});
  const atoms = (sele) => component.structure.getView(new NGL.Selection(sele));
  return selections.map((sele) => {
    const sum = [0, 0, 0];
    atoms(sele).eachAtom((atom) => { sum[0] += atom.x; sum[1] += atom.y; sum[2] += atom.z; });
    return [atoms(sele).atomCount, ...sum.map((value) => value / atoms(sele).atomCount)];
  });
}
"""


def test_chains_of_any_id_are_selected_and_lie_where_they_are(ngl, phantom_tables, tmp_path):
    scene = load_scene(phantom_tables, "phantom_v6a-C")
    document = gemmi.cif.read_string(cif_of(scene))
    columns = ["auth_asym_id", "auth_seq_id", "label_comp_id", "Cartn_x", "Cartn_y", "Cartn_z", "label_asym_id"]
    table = document.sole_block().find("_atom_site.", columns)
    numbers = sorted({int(row[1]) for row in table})
    where: dict[ResidueRef, list[list[float]]] = {}
    for row in table:
        chain = ODD_CHAINS[numbers.index(int(row[1])) % len(ODD_CHAINS)]
        where.setdefault(ref(int(row[1]), chain, row[2]), []).append([float(row[n]) for n in (3, 4, 5)])
        row[0], row[6] = gemmi.cif.quote(chain), gemmi.cif.quote(f"{chain}xp")
    (tmp_path / "odd.cif.gz").write_bytes(gzip.compress(document.as_string().encode()))
    odd = SimpleNamespace(path=tmp_path / "odd.cif.gz", structure=read_structure(tmp_path / "odd.cif.gz"))
    refs = list(where)[:60]
    for content, kind in ((ngl_structure(odd), "bcif"), (gzip.compress(ngl_text(odd).encode()), "cif")):
        found = ngl.page.evaluate(
            LOADED, [base64.b64encode(content).decode(), kind, [selection([one]) for one in refs]]
        )
        for one, (count, *centre) in zip(refs, found, strict=True):
            assert count == len(where[one]), (kind, one.chain)
            assert np.allclose(centre, np.mean(where[one], axis=0), atol=0.002), (kind, one.chain)
    assert ngl_structure(odd) == ngl_structure(odd)
    assert len(ngl_structure(odd)) < 0.6 * odd.path.stat().st_size


def test_the_bond_to_the_inhibitor_is_read(ngl, phantom_tables):
    """NGL reads no file at all with bonds whose order is not given."""
    scene = load_scene(phantom_tables, "phantom_v6a-C")
    ngl.page.evaluate(DRAW, [cif_of(scene), ngl_scene(scene)])
    bonded = ngl.page.evaluate(
        """(sele) => { const names = [];
          component.structure.eachAtom((atom) => atom.eachBondedAtom((other) => names.push(other.atomname)),
                                       new NGL.Selection(sele));
          return names; }""",
        f"({selection([scene.site])}) and .SG",
    )
    assert set(bonded) == {"CB", scene.bonds[0].other.name}


def pixels(ngl) -> np.ndarray:
    from PIL import Image

    # NGL counts what it still has to make; then a frame has to come.
    ngl.page.evaluate("() => new Promise((done) => stage.tasks.onZeroOnce(() => done()))")
    ngl.page.wait_for_timeout(400)
    return np.asarray(Image.open(io.BytesIO(ngl.page.locator("canvas").screenshot())).convert("RGB")).astype(float)


def hue(picture: np.ndarray, colour: str) -> np.ndarray:
    """Where a picture has a colour, in light or in shadow; and not white, grey or black."""
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=float)
    length = np.linalg.norm(picture, axis=2) + 1e-9
    alike = picture @ wanted / length / np.linalg.norm(wanted) > 0.99
    return alike & (length > 100) & (np.ptp(picture, axis=2) > 45)


def tint(picture: np.ndarray, colour: str) -> np.ndarray:
    """Where a translucent thing of a colour lies over white."""
    wanted = 255.0 - np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    missing = 255.0 - picture
    length = np.linalg.norm(missing, axis=2) + 1e-9
    return (missing @ wanted / length / np.linalg.norm(wanted) > 0.995) & (length > 60)


@pytest.mark.slow
def test_what_is_described_is_seen(ngl, phantom_tables):
    scene = load_scene(phantom_tables, "phantom_v6a-C")
    names = ngl.page.evaluate(DRAW, [cif_of(scene), ngl_scene(scene)])
    full = pixels(ngl)
    pink, yellow = KIND_COLOURS["inhibitor"], CYS_COLOUR
    assert hue(full, pink).sum() > 300, "the inhibitor is not seen through the surface"
    assert hue(full, yellow).sum() > 300

    # The view from the solvent: P0 to P4 from left to right.
    ngl.page.evaluate("names => names.forEach((name) => groups[name].setVisibility(name === 'surface'))", names)
    surface = pixels(ngl)
    seen = {name: np.argwhere(tint(surface, colour)) for name, colour in POCKET_COLOURS.items()}
    assert {name for name, where in seen.items() if len(where) > 500} == set(POCKET_COLOURS)
    places = [float(where[:, 1].mean()) for where in seen.values()]
    assert places == sorted(places)
    assert hue(surface, pink).sum() == 0

    ngl.page.evaluate("names => names.forEach((name) => groups[name].setVisibility(name === 'occupant'))", names)
    occupant = pixels(ngl)
    assert hue(occupant, pink).sum() > 300
    assert hue(occupant, yellow).sum() == 0
    # The inhibitor lies at P2 to P4, in the right half.
    assert np.argwhere(hue(occupant, pink))[:, 1].mean() > occupant.shape[1] / 2
    # H11A is on the lower side.
    ngl.page.evaluate("names => names.forEach((name) => groups[name].setVisibility(name === 'cys528'))", names)
    assert np.argwhere(hue(pixels(ngl), yellow))[:, 0].mean() > occupant.shape[0] / 2
    assert not ngl.errors
    assert not [url for url in ngl.requests if not url.startswith(("file:", "blob:", "data:"))]


def test_names_from_files_are_data_and_no_script(ngl, phantom_tables):
    scene = load_scene(phantom_tables, "phantom_v6a-C")
    wild = replace(scene, row=scene.row.model_copy(update={"complex": 'x"><img src=x onerror=alert(1)>'}))
    description = ngl_scene(wild)
    ngl.page.evaluate(DRAW, [cif_of(scene), description])
    assert ngl.page.locator("img").count() == 0
    assert not ngl.errors
