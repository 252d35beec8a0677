"""The atlas as files: every link leads somewhere, every text is a text, and the same run gives the same bytes."""

from __future__ import annotations

import base64
import gzip
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import gemmi
import numpy as np
import pytest
from matplotlib.figure import Figure

from nesgroove.compare.run import write_ensemble
from nesgroove.compare.tables import OccupantKey, RunTables
from nesgroove.errors import ConfigError
from nesgroove.io.files import unique_file_names
from nesgroove.io.phantoms import write_phantoms
from nesgroove.measure.groove import Settings
from nesgroove.measure.occupancy import OccupancyRecord
from nesgroove.measure.reference import References
from nesgroove.model.target import XPO1
from nesgroove.show.atlas import drawings, facts, inputs, ngl
from nesgroove.show.atlas.families import Letter, Pose, cargoes
from nesgroove.show.atlas.render import environment, number, shade
from nesgroove.show.atlas.site import write_atlas
from nesgroove.show.figures.style import figure_style
from nesgroove.show.javascript import script_json
from nesgroove.show.scene.load import load_scene
from nesgroove.show.scene.ngl_structure import ngl_structure
from nesgroove.survey.gather import gather
from nesgroove.survey.run import measure_files, write_results
from nesgroove.survey.superposed import FOLDER

TITLE = "<script>window.hacked=1</script>\"'><img src=x onerror=window.hacked=1></title></script>&amp;{{ 7*7 }}"
ODD = "a b#%\"<i>&'?"
"""A file name that has whatever means something in HTML, in a link, or to a shell."""

VOID = frozenset(["area", "base", "br", "circle", "col", "hr", "img", "input", "link", "meta", "path", "source"])
OUTSIDE = frozenset(["www.rcsb.org", "www.ebi.ac.uk", "doi.org", "www.uniprot.org", "pubchem.ncbi.nlm.nih.gov"])
"""Where links out of the atlas may lead, and only those that say so."""
INSIDE_P = frozenset(["ul", "ol", "dl", "table", "div", "section", "p", "figure", "h1", "h2", "h3", "pre"])


class Page(HTMLParser):
    """Reads a page strictly: tags close in order, ids are unique, no block lies in a paragraph."""

    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.path = path
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.outside: list[str] = []
        self.labels: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))
        self.close()
        assert not self.open, f"{path}: not closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        assert len(found) == len(attrs), f"{self.path}: an attribute twice in {tag} {attrs}"
        assert not any(name.startswith("on") for name in found), f"{self.path}: {tag} {attrs}"
        assert not ("p" in self.open and tag in INSIDE_P), f"{self.path}: {tag} in a paragraph"
        self.tags.append((tag, found))
        if found.get("id"):
            self.ids.append(found["id"])
        self.labels += (found.get("aria-labelledby") or "").split() + (found.get("aria-describedby") or "").split()
        self.labels += [found["for"]] if found.get("for") else []
        if "external" in (found.get("rel") or ""):
            assert tag == "a", f"{self.path}: {tag} {attrs}"
            assert "noreferrer" in found["rel"]
            self.outside.append(found["href"])
        else:
            self.links += [(name, found[name]) for name in ("href", "src", "srcset") if found.get(name) is not None]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag, f"{self.path}: </{tag}> where <{self.open[-1:]}> is open"

    def handle_data(self, data):
        if not {"script", "style"} & set(self.open):
            self.text += data


def pages(site: Path) -> dict[str, Page]:
    return {path.relative_to(site).as_posix(): Page(path) for path in sorted(site.rglob("*.html"))}


def check(site: Path) -> dict[str, Page]:
    """Hold a whole atlas to what every atlas has to be."""
    found = pages(site)
    for name, page in found.items():
        assert len(page.ids) == len(set(page.ids)), f"{name}: an id twice"
        assert set(page.labels) <= set(page.ids), f"{name}: labelled by nothing: {set(page.labels) - set(page.ids)}"
        assert [tag for tag, _ in page.tags].count("h1") == 1, name
        for tag, attributes in page.tags:
            if tag == "img":
                assert attributes.get("alt"), f"{name}: a picture without words: {attributes}"
        for link in page.outside:
            assert urlsplit(link).scheme == "https", f"{name}: {link}"
            assert urlsplit(link).netloc in OUTSIDE, f"{name}: {link}"
            assert urlsplit(link).netloc in page.text, f"{name}: {link} does not say where it leads"
        for _, link in page.links:
            parts = urlsplit(link)
            if parts.scheme == "data":
                continue
            assert not parts.scheme, f"{name}: {link}"
            assert not parts.netloc, f"{name}: {link}"
            assert not link.startswith("/"), f"{name}: {link}"
            target = (site / name).parent / unquote(parts.path) if parts.path else site / name
            assert target.resolve().is_file(), f"{name}: {link} leads nowhere"
            there = target.resolve().relative_to(site.resolve()).as_posix()
            if there == "index.html" and "=" in parts.fragment:
                continue  # a choice that the table of complexes reads
            if there == "compare.html" and parts.fragment and name != there:
                for one in parts.fragment.split(","):
                    assert (site / f"data/{one}.js").is_file(), f"{name}: {link}"
            elif parts.fragment:
                assert unquote(parts.fragment) in found[there].ids, f"{name}: {link} has no such place"
    for path in site.rglob("*.css"):
        assert "url(" not in path.read_text(encoding="utf-8")
        assert "@import" not in path.read_text(encoding="utf-8")
    return found


def hostile_tables(directory: Path) -> Path:
    """Measure files whose names, titles, chains and components are meant to do harm.

    An odd file name and title; a chain that no viewer has words for; a ligand that nobody knows, in a file that calls
    itself verdinexor.
    """
    (source,) = write_phantoms(directory / "phantoms", ["phantom_v6a"])
    files = directory / "files"
    files.mkdir()

    def write(name, change):
        structure = gemmi.read_structure(str(source))
        structure.setup_entities()
        change(structure)
        (files / name).write_bytes(gzip.compress(structure.make_mmcif_document().as_string().encode(), mtime=0))
        return files / name

    def title(structure):
        structure.info["_struct.title"] = TITLE

    def chain(structure):
        title(structure)
        structure.rename_chain("C", "<b>&")

    def unknown(structure):
        structure.info["_struct.title"] = "verdinexor bound to XPO1"
        for residue in (r for model in structure for one in model for r in one if r.name == "V6A"):
            residue.name = "UNL"
            fluorine = next(atom for atom in residue if atom.element.name == "F")
            residue.remove_atom(fluorine.name, "\0", fluorine.element)  # a graph of no compound that is known

    paths = [write(f"{ODD}.cif.gz", title), write("odd_chain.cif.gz", chain), write("verdinexor.cif.gz", unknown)]
    measured = list(measure_files(paths, Settings(references=References()), superposed=directory / "tables" / FOLDER))
    write_results(directory / "tables", measured, {"note": TITLE})
    assert sum(row.table == "complexes" for one in measured for row in one.rows) == 3, measured
    return directory / "tables"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    directory = tmp_path_factory.mktemp("hostile")
    write_atlas(hostile_tables(directory), directory / "atlas")
    return directory / "atlas"


@pytest.fixture
def phantoms(phantom_atlas):
    return phantom_atlas


def files_of(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}


def data_of(site: Path, name: str) -> dict:
    text = (site / f"data/{name}.js").read_text(encoding="utf-8")
    match = re.fullmatch(r'\(window\.nesgrooveComplexes = .*?\)\["[^"]+"\] = (\{.*\});\n', text, re.DOTALL)
    assert match is not None, text[:200]
    return json.loads(match.group(1))


@pytest.mark.slow
def test_every_link_of_an_atlas_leads_somewhere(phantoms):
    found = check(phantoms)
    assert {"index.html", "compare.html", "about.html", "columns.html", "compound/selinexor.html"} <= set(found)
    assert {f"complex/{name}.html" for name in ("phantom_v6a-C", "phantom_closed-C", "phantom_cargo_1c-C")} <= set(
        found
    )
    reached, waiting = set(), ["index.html"]
    while waiting:
        name = waiting.pop()
        reached.add(name)
        for _, link in found[name].links:
            target = (phantoms / name).parent / unquote(urlsplit(link).path)
            there = target.resolve().relative_to(phantoms.resolve()).as_posix() if urlsplit(link).path else name
            if there in found and there not in reached:
                waiting.append(there)
    assert reached == set(found), "pages that nothing leads to"


@pytest.mark.slow
def test_the_listing_names_every_file_and_a_second_atlas_leaves_nothing_of_the_first(
    phantom_tables, phantoms, tmp_path
):
    listed = (phantoms / "files.txt").read_text(encoding="utf-8").splitlines()
    assert set(listed) | {"files.txt"} == set(files_of(phantoms))
    site = tmp_path / "atlas"
    site.mkdir()
    (site / "files.txt").write_text("gone/gone.html\n../outside.txt\n", encoding="utf-8")
    (site / "gone").mkdir()
    for path in (site / "gone/gone.html", tmp_path / "outside.txt", site / "mine.txt"):
        path.write_text("x", encoding="utf-8")
    write_atlas(phantom_tables, site, jobs=2)
    assert not (site / "gone").exists()
    assert (tmp_path / "outside.txt").exists()
    assert (site / "mine.txt").exists()
    (site / "mine.txt").unlink()
    again, once = files_of(site), files_of(phantoms)
    assert again.keys() == once.keys()
    assert [name for name in once if once[name] != again[name]] == [], "the number of processes changes the atlas"


@pytest.mark.slow
def test_phantoms_are_marked_on_every_page_that_shows_them(phantoms):
    for name, page in pages(phantoms).items():
        shows = re.search(r"phantom_\w+-C", page.text) and name not in ("compare.html",)
        marks = [a for tag, a in page.tags if tag == "span" and "phantom" in (a.get("class") or "").split()]
        assert bool(marks) == bool(shows), name
    assert "(phantom)" in (phantoms / "compare.html").read_text(encoding="utf-8")
    assert data_of(phantoms, "phantom_v6a-C")["mark"] == "phantom, not observed"


@pytest.mark.slow
def test_a_page_shows_what_the_tables_say(phantoms, phantom_tables):
    run = RunTables.read(phantom_tables)
    text = pages(phantoms)["complex/phantom_v6a-C.html"].text
    row = run.by_id["phantom_v6a-C"]
    assert f"{row.groove_width:.2f} Å wide" in text
    for one in run.occupancy:
        if one.complex == row.complex:
            assert f"{one.filled:.3f}" in text
    for one in run.geometry:
        if one.complex == row.complex and one.value is not None:
            assert number(one.value) in text, one.measure
    page = pages(phantoms)["cargo/" + next(p.name for p in (phantoms / "cargo").iterdir())]
    assert "selinexor" in page.text
    assert "Phi" in page.text


@pytest.mark.slow
def test_the_archive_of_a_complex_holds_its_structure_its_scenes_and_its_rows(phantoms, phantom_tables):
    with zipfile.ZipFile(phantoms / "downloads/phantom_v6a-C.zip") as archive:
        names = archive.namelist()
        for ending in (".cif", ".pml", ".cxc", ".mvsj"):
            name = f"phantom_v6a-C/phantom_v6a-C{ending}"
            assert name in names
            assert archive.read(name), f"{name} is empty"
        rows = archive.read("phantom_v6a-C/tables/contacts.tsv").decode().splitlines()
        block = gemmi.cif.read_string(archive.read("phantom_v6a-C/phantom_v6a-C.cif").decode()).sole_block()
    whole = (phantom_tables / "contacts.tsv").read_text(encoding="utf-8").splitlines()
    assert rows == [whole[0], *(line for line in whole if "\tphantom_v6a-C\t" in line)]
    assert block.find_values("_atom_site.id")
    with zipfile.ZipFile(phantoms / "downloads/family.zip") as archive:
        assert "family/family.pml" in archive.namelist()
        assert sum(name.endswith(".cif") for name in archive.namelist()) == 5


@pytest.mark.slow
def test_data_for_the_viewer_are_the_superposed_structure_and_the_scene(phantoms, phantom_tables):
    data = data_of(phantoms, "phantom_v6a-C")
    scene = load_scene(phantom_tables, "phantom_v6a-C")
    assert base64.b64decode(data["file"]) == ngl_structure(scene)
    rows = [row for row in RunTables.read(phantom_tables).contacts if row.complex == scene.id and row.kind != "ran"]
    names = scene.structure.atoms.name
    assert len(data["lines"]) == len(rows) > 10
    for row, (first, second, words, *_) in zip(rows, data["lines"], strict=True):
        assert (names[first], names[second]) == (row.atom, row.occupant_atom)
        assert f"{row.distance:.2f} Å" in words
    assert {group["name"] for group in data["scene"]["groups"]} >= {"xpo1", "surface", "pockets", "cys528", "occupant"}
    assert data["occupants"][0]["name"] == "selinexor"


@pytest.mark.slow
def test_harmful_texts_are_shown_and_do_nothing(hostile):
    found = check(hostile)
    for name in found:
        source = (hostile / name).read_text(encoding="utf-8")
        assert "<script>window" not in source, name
        assert "<img src=x" not in source, name
        assert "<i>" not in source, name
        assert "<b>&" not in source, name
    odd = found[f"complex/{unique_file_names([f'{ODD}-C'])[f'{ODD}-C']}.html"]
    assert TITLE in odd.text
    assert f"{ODD}-C" in odd.text
    assert json.dumps(TITLE)[1:-1] in found["about.html"].text
    for path in (hostile / "data").iterdir():
        text = path.read_text(encoding="ascii")
        assert "<" not in text, path
    assert all(re.fullmatch(r"[A-Za-z0-9._/-]+", name) for name in files_of(hostile)), "a file name that needs quoting"


@pytest.mark.slow
def test_an_unknown_ligand_is_not_named_after_a_compound(hostile):
    found = pages(hostile)
    assert "No structure is known" in found["compound/verdinexor.html"].text
    assert "verdinexor-C" not in found["compound/verdinexor.html"].text
    assert not [link for _, link in found["complex/verdinexor-C.html"].links if "compound/" in link]
    assert "UNL (unknown)" in found["complex/verdinexor-C.html"].text
    assert not (hostile / "compound/unknown.html").exists()
    assert not list((hostile / "compound").glob("UNL*"))


@pytest.mark.slow
def test_an_atlas_of_nothing_and_one_of_empty_grooves(phantom_tables, tmp_path):
    write_results(tmp_path / "none", [], {})
    write_atlas(tmp_path / "none", tmp_path / "none_atlas")
    found = check(tmp_path / "none_atlas")
    assert "There are no complexes in this run" in found["index.html"].text
    assert "compound/verdinexor.html" in found

    (closed,) = write_phantoms(tmp_path / "files", ["phantom_closed"])
    measured = measure_files([closed], Settings(references=References()), superposed=tmp_path / "empty" / FOLDER)
    write_results(tmp_path / "empty", measured, {})
    write_atlas(tmp_path / "empty", tmp_path / "empty_atlas")
    found = check(tmp_path / "empty_atlas")
    assert "Nothing is in the groove" in found["complex/phantom_closed-C.html"].text
    assert "No groove of this run holds anything" in found["index.html"].text


@pytest.mark.slow
def test_an_atlas_of_real_structures(real_tables, tmp_path):
    pictures, figures, site = tmp_path / "pictures", tmp_path / "figures", tmp_path / "atlas"
    _paint(pictures / "3gjx-D_solvent.png")
    _paint(pictures / "superposition_all.png")
    figures.mkdir()
    (figures / "ruler.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    write_ensemble(real_tables, tmp_path / "ensemble")
    write_atlas(real_tables, site, pictures=[pictures], figures=figures, ensemble=tmp_path / "ensemble")
    found = check(site)
    text = found["complex/3gjx-D.html"].text
    assert "GSMEELSQALASSFSVSQ" in text
    assert (site / "figures/run/ruler.svg").read_bytes() == (figures / "ruler.svg").read_bytes()
    alts = [a["alt"] for tag, a in found["complex/3gjx-D.html"].tags if tag == "img"]
    assert any("from the solvent" in alt and "fills P0, P1, P2, P3 and P4" in alt for alt in alts)
    assert "composite_lmb-C" in found["compound/leptomycin_B.html"].text
    signal = found["cargo/GSMEELSQALASSFSVSQ.html"]
    assert re.findall(
        r'<b class="aa p\d"[^>]*>(\w)</b>',
        (site / "cargo/GSMEELSQALASSFSVSQ.html").read_text(encoding="utf-8").split("</h1>")[0],
    ) == ["M", "L", "L", "F", "V"]
    assert "leptomycin B" in signal.text
    assert "unknown" in [
        a.get("class", "").split()[-1] for tag, a in found["complex/model_pkia-A.html"].tags if a.get("class")
    ]
    assert not [a for tag, a in found["complex/3gjx-D.html"].tags if (a.get("class") or "") == "badge unknown"]
    sizes = sum(len(content) for content in files_of(site).values())
    assert sizes < 25e6, "too large for seven complexes"


def _paint(path: Path) -> None:
    from PIL import Image

    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (600, 400), "#336699").save(path)


def test_missing_parts_are_named_with_a_remedy(phantom_tables, tmp_path):
    with pytest.raises(ConfigError, match="no tables"):
        write_atlas(tmp_path, tmp_path / "atlas")
    with pytest.raises(ConfigError, match=r"no competition\.tsv"):
        write_atlas(phantom_tables, tmp_path / "atlas", ensemble=tmp_path)
    gather([phantom_tables], tmp_path / "bare")
    for path in (tmp_path / "bare" / FOLDER).iterdir():
        path.unlink()
    with pytest.raises(ConfigError, match="no superposed structure") as caught:
        write_atlas(tmp_path / "bare", tmp_path / "atlas")
    assert "Measure again" in caught.value.remedy
    assert not (tmp_path / "atlas").exists(), "something is written before everything is known to be there"


def test_ngl_that_is_not_there_or_is_another_is_refused(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(ngl, "IMPORT", re.compile("(not in any bundle)"))
        with pytest.raises(ConfigError, match="not found in the script of nglview"):
            ngl.ngl_script()
    with monkeypatch.context() as patch:
        patch.setattr(ngl, "BUNDLE", "nowhere/index.js")
        with pytest.raises(ConfigError, match="no script of the viewer") as caught:
            ngl.ngl_script()
        assert "nesgroove[atlas]" in caught.value.remedy


def test_a_library_that_is_not_installed_is_named(phantom_tables, tmp_path, monkeypatch):
    monkeypatch.setattr(inputs, "NEEDED", {**inputs.NEEDED, "no_such_library": "nothing"})
    with pytest.raises(ConfigError, match="no_such_library") as caught:
        write_atlas(phantom_tables, tmp_path / "atlas")
    assert "nesgroove[atlas]" in caught.value.remedy


def test_the_viewer_comes_with_its_licences():
    script = ngl.ngl_script()
    assert "window.NGL = __webpack_require__" in script
    assert "sourceMappingURL" not in script.rsplit("\n", 3)[-1]
    assert "Alexander S Rose" in ngl.ngl_licences()


def test_data_cannot_end_a_script():
    value = {"</script>": "<!--<script>&\u2028\u2029'\""}
    text = script_json(value)
    assert json.loads(text) == value
    assert not set(text) & set("<>&\u2028\u2029")
    with pytest.raises(ValueError, match="not JSON compliant"):
        script_json(float("nan"))


def test_everything_is_escaped_whatever_the_template_is_called():
    made = environment()
    assert made.autoescape is True
    assert made.from_string("{{ x }}").render(x="<b>\"'") == "&lt;b&gt;&#34;&#39;"


def test_shades_keep_words_legible():
    def luminance(rgb):
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for words, ground in (((28, 33, 40), (255, 255, 255)), ((228, 232, 238), (20, 23, 28))):
        for pocket in ("P0", "P1", "P2", "P3", "P4"):
            for value in (0.05, 0.5, 1.0, 2.0):
                red, green, blue, part = map(float, re.findall(r"[\d.]+", shade(pocket, value)))
                mixed = [c * part + g * (1 - part) for c, g in zip((red, green, blue), ground, strict=True)]
                light, dark = sorted((luminance(words), luminance(mixed)), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (pocket, value, words)
    assert shade("P0", None) == ""


def test_one_signal_seen_twice_is_one_page():
    def pose(complex_, sequence):
        return Pose(complex_, "B", tuple(Letter(c, c, "", "") for c in sequence), (), 20)

    found = cargoes([pose("b-A", "LALKLAGL"), pose("a-A", "NELALKLAGLDI"), pose("c-A", "PLQLPPLERL")])
    assert [(one.signal, [p.complex for p in one.poses]) for one in found] == [
        ("NELALKLAGLDI", ["a-A", "b-A"]),
        ("PLQLPPLERL", ["c-A"]),
    ]


def test_a_page_says_what_is_touched_and_how(phantom_tables, phantom_atlas):
    run = RunTables.read(phantom_tables)
    for complex_, part in run.split().items():
        positions = {row.position for row in part.footprint if row.pairs and row.position}
        page = (phantom_atlas / "complex" / f"{complex_}.html").read_text(encoding="utf-8")
        assert (f"What is bound touches {len(positions)} positions of XPO1." in page) is bool(positions)
        assert facts.touched(part).keys() == positions
        for row in part.footprint:
            assert f"<td>{row.residue}</td>" in page
    typed = facts.touched(run.split()["phantom_v6a-C"])
    assert "covalent" in typed[528]


def test_the_sentence_about_a_complex_tells_borderline_from_filled():
    def occupant(**words: str) -> facts.Occupied:
        key = OccupantKey("a-A", "V6A:A:1", "inhibitor", "selinexor a-A", "selinexor")
        rows = {
            pocket: OccupancyRecord(entry="a", complex="a-A", occupant="V6A:A:1", kind="inhibitor", pocket=pocket,
                                    occupied=words.get(pocket, words.get("others", "no")))
            for pocket in XPO1.pockets
        }  # fmt: skip
        return facts.Occupied(key, "selinexor", "V6A", rows)

    say = facts._filled_in_words
    assert say(occupant(P2="yes", P3="yes")) == "fills P2 and P3"
    assert say(occupant(P2="yes", P4="borderline")) == "fills P2, and P4 on the borderline"
    assert say(occupant(P4="borderline")) == "fills none of the five pockets, P4 on the borderline"
    assert say(occupant()) == "fills none of the five pockets"
    assert say(occupant(others="")) == "lies in the groove"


def test_a_smaller_svg_has_the_same_words_and_lines_that_end_where_they_did():
    with figure_style():
        figure = Figure(figsize=(3, 3))
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 1), ylim=(0, 1))
        axes.plot(np.linspace(0, 1, 300), np.linspace(0, 1, 300) ** 2 / 2, gid="curve", clip_on=False)
        axes.set_axis_off()
        axes.text(0.2, 0.8, "3.14159 is a word")
        text = drawings.svg(figure).decode()
    assert "3.14159 is a word" in text
    (path,) = re.findall(r'<g id="curve">\s*<path d="(M[^"]*)"', text)
    start, *steps = [np.array([float(v) for v in part.split()]) for part in re.split("[Ml]", path)[1:]]
    assert start.tolist() == [0.0, 216.0]
    assert len(steps) > 20
    assert np.sum([start, *steps], axis=0).tolist() == pytest.approx([216.0, 108.0], abs=0.1)
