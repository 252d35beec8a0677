"""Scenes for PyMOL, run by PyMOL itself, headless and from another working directory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import gemmi
import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from nesgroove.cli.scene import scene_command
from nesgroove.io.files import marked_file_name
from nesgroove.io.phantoms import write_phantoms
from nesgroove.measure.groove import Settings
from nesgroove.show.colours import rgb
from nesgroove.show.look import CYS_COLOUR, ELEMENT_COLOURS, KIND_COLOURS
from nesgroove.show.scene import ids, plan
from nesgroove.show.scene.load import load_scene, load_scenes
from nesgroove.show.scene.model import ResidueRef, Scene
from nesgroove.show.scene.pymol_select import selection
from nesgroove.show.scene.write import write_family, write_scene
from nesgroove.survey.references import ReferenceNames
from nesgroove.survey.run import measure_files, references_from, write_results
from nesgroove.survey.superposed import FOLDER

pymol2 = pytest.importorskip("pymol2", reason="PyMOL cannot be loaded", exc_type=ImportError)

HOSTILE = 'C";\\'
"""A chain id that ends a string and a command, wherever it is written as it is."""


CHIMERAX = {
    "", "set", "lighting", "graphics", "camera", "open", "rename", "hide", "name", "show", "color", "surface",
    "transparency", "marker", "2dlabels", "label", "style", "pbond", "view",
}  # fmt: skip
"""All commands that a scene for ChimeraX has use for."""


@contextmanager
def opened(script: Path, capfd: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """Run a script as `@script` does, and see that PyMOL finds no fault in it and asks no server."""
    with pymol2.PyMOL() as session:
        cmd = session.cmd
        asked: list[Any] = []
        cmd.download_chem_comp = lambda *arguments, **_: asked.append(arguments) or ""
        cmd.feedback("disable", "all", "actions results details")
        cmd.do(f"@{script}")
        said = "\n".join(line for line in capfd.readouterr().out.splitlines() if not line.startswith("PyMOL>"))
        assert "rror" not in said, said
        assert not asked
        yield cmd


def serials(scene: Scene, refs: tuple[ResidueRef, ...]) -> set[int]:
    """Numbers in the file of all atoms of some residues."""
    wanted = {ref.key for ref in refs}
    return {
        atom + 1
        for r in scene.structure.residues
        if (r.auth_chain, r.auth_seq_id, r.ins_code, r.component) in wanted
        for atom in range(r.start, r.stop)
    }


def lines(cmd: Any, name: str) -> np.ndarray:
    """Ends of the lines of a distance object, shape (n, 6)."""
    sets = cmd.get_session(name, partial=1)["names"][0][5][2]
    return np.concatenate([np.array(one[1]).reshape(-1, 6) for one in sets])


def check(cmd: Any, scene: Scene) -> None:
    """Hold what PyMOL has against the scene."""
    chosen = lambda name: set(cmd.identify(name))  # noqa: E731
    for name, refs in {**scene.helices, **scene.pockets, "groove": plan.groove(scene)}.items():
        assert chosen(name) == serials(scene, refs), name
    objects = set(cmd.get_names("objects"))
    for part in plan.parts(scene):
        members = [scene.structure.residues[i] for i in part.members]
        assert chosen(part.name) == {a + 1 for r in members for a in range(r.start, r.stop)}, part.name
        assert part.name in objects
    assert sum(len(part.members) for part in plan.parts(scene)) == len(scene.structure.residues)
    for r in scene.structure.residues:
        if r.auth_seq_id < 1:  # PyMOL takes an unmarked -1 for the end of a range
            assert chosen(selection(scene, [r.index])) == set(range(r.start + 1, r.stop + 1))
    assert ("mark" in objects) == (not scene.observed)
    if scene.site is not None:
        assert chosen("cys528") == serials(scene, (scene.site,))
        assert len(cmd.get_model("cys528").bond) == cmd.count_atoms("cys528") - 1
        assert colour(cmd, "cys528 and name CB") == CYS_COLOUR
    for bond in scene.bonds:
        model = cmd.get_model("bond528")
        assert len(model.bond) == 1
        ends = np.array([atom.coord for atom in model.atom])
        assert np.linalg.norm(ends[0] - ends[1]) == pytest.approx(bond.length, abs=0.01)
    for occupant in scene.occupants:
        if occupant.kind == "cargo":
            assert chosen("signal") >= serials(scene, occupant.in_groove)
            assert chosen("anchors") == serials(scene, tuple(a.residue for a in scene.anchors))
            assert colour(cmd, "signal and name CA") == KIND_COLOURS["cargo"]
            assert cmd.count_atoms("rep sticks and anchors")
            assert cmd.count_atoms("rep cartoon and occupant")
        else:
            assert colour(cmd, "occupant and elem C") == KIND_COLOURS["inhibitor"]
            assert chosen("occupant and rep sticks") == serials(scene, occupant.residues)
    shown = set(cmd.get_names("objects", enabled_only=1))
    for kind, contacts in plan.contact_groups(scene).items():
        drawn = lines(cmd, plan.group_name(kind))
        wanted = np.array([(*c.start, *c.end) for c in contacts])
        assert len(drawn) == len(wanted), kind
        assert np.abs(drawn[:, None] - wanted[None]).max(axis=2).min(axis=0).max() < 0.01, kind
        assert (plan.group_name(kind) in shown) == (kind not in plan.HIDDEN)
    assert cmd.count_atoms("rep surface and not groove_surface") == 0
    assert set(cmd.identify("rep surface")) == serials(scene, plan.groove(scene))
    for name, place in plan.label_points().items():
        assert cmd.get_model(f"label_{name}").atom[0].coord == pytest.approx(place, abs=0.01)


def colour(cmd: Any, selection: str) -> str:
    """The one colour of a selection."""
    numbers: set[int] = set()
    cmd.iterate(selection, "add(color)", space={"add": numbers.add})
    assert len(numbers) == 1, selection
    return "#" + "".join(f"{round(255 * part):02X}" for part in cmd.get_color_tuple(numbers.pop()))


def check_camera(cmd: Any) -> None:
    view = cmd.get_view()
    assert view[:9] == pytest.approx((1, 0, 0, 0, 1, 0, 0, 0, 1))  # along -z, x to the right
    assert view[9:11] == pytest.approx((0, 0))
    assert view[11] < 0
    assert view[12:15] == pytest.approx(plan.VIEW_CENTRE)
    assert view[17] > 0, "not orthographic"


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory for scenes, which is not the working directory; its name has a space."""
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    return tmp_path / "my scenes"


@pytest.mark.slow
def test_real_complexes_in_pymol(real_tables: Path, elsewhere: Path, capfd: pytest.CaptureFixture[str]) -> None:
    # Component ids 51K and A1CBD; a cargo with residues -2 to 0; a closed empty groove; a predicted cargo.
    for scene in load_scenes(real_tables):
        files = write_scene(scene, elsewhere)
        with opened(next(p for p in files if p.suffix == ".pml"), capfd) as cmd:
            check(cmd, scene)
            check_camera(cmd)


@pytest.mark.slow  # the first test with phantoms waits for them
def test_phantoms_in_pymol(phantom_tables: Path, elsewhere: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for name in ("phantom_cargo_1a_minus-C", "phantom_v6a-C", "phantom_closed-C"):
        scene = load_scene(phantom_tables, name)
        script = elsewhere / f"{name}.pml"
        write_scene(scene, elsewhere)
        with opened(script, capfd) as cmd:
            check(cmd, scene)
            check_camera(cmd)
        assert "phantom, not observed" in script.read_text().splitlines()[0]


def test_bonds_of_all_components(phantom_tables: Path, elsewhere: Path, capfd: pytest.CaptureFixture[str]) -> None:
    # PyMOL bonds by chem_comp_bond alone where the file has any: it had those of the inhibitor and no others.
    scene = load_scene(phantom_tables, "phantom_v6a-C")
    write_scene(scene, elsewhere)
    with opened(elsewhere / "phantom_v6a-C.pml", capfd) as cmd:
        assert len(cmd.get_model("xpo1").bond) > cmd.count_atoms("xpo1")
        assert {2, 4} & {bond.order for bond in cmd.get_model("occupant").bond}


@pytest.mark.slow
def test_family_in_pymol(real_tables: Path, elsewhere: Path, capfd: pytest.CaptureFixture[str]) -> None:
    scenes = load_scenes(real_tables)
    write_family(scenes, elsewhere)
    names = ids.object_names([scene.id for scene in scenes])
    with opened(elsewhere / "family.pml", capfd) as cmd:
        check_camera(cmd)
        assert set(cmd.identify("rep surface")) == serials(scenes[0], plan.groove(plan.reference_of(scenes)))
        for scene in scenes:
            name = names[scene.id]
            assert cmd.get_object_list(name) == [name]
            for occupant in scene.occupants:
                mine = occupant.residues if occupant.kind == "inhibitor" else plan.signal(scene, occupant)
                helices = {r for refs in scene.helices.values() for r in refs}
                site = {scene.site} if scene.site else set()
                assert set(cmd.identify(name)) == serials(scene, (*helices, *site, *mine))
        groups = plan.by_compound(scenes)
        assert [*groups][-3:] == ["cargo", "cargo, unknown", "empty groove"]
        assert "cargo_unknown_group" not in cmd.get_names("all", enabled_only=1)
        for compound, members in groups.items():
            group = ids.object_names(list(groups))[compound]
            assert set(cmd.get_object_list(f"{group}_group")) == {names[s.id] for s in members}


@pytest.fixture(scope="module")
def hostile_scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A phantom whose title, chain ids, insertion codes and file name are up to no good."""
    tmp_path = tmp_path_factory.mktemp("hostile")
    path = next(p for p in write_phantoms(tmp_path / "made", ("phantom_v6a",)) if ".cif" in p.suffixes)
    document = gemmi.cif.read(str(path))
    block = document.sole_block()
    block.set_pair("_struct.title", gemmi.cif.quote('x"; pseudoatom broken; quit'))
    table = block.find("_atom_site.", ["auth_asym_id", "auth_seq_id", "pdbx_PDB_ins_code", "group_PDB"])
    for row in table:
        if row.str(0) == "C":
            row[0] = gemmi.cif.quote(HOSTILE)
            if row.str(1) == "525":
                row[1], row[2] = "524", "A"  # as in antibodies: 524 and 524A
    name = tmp_path / "a pose; pseudoatom broken#1.cif"
    document.write_file(str(name))
    found, _ = references_from([name], ReferenceNames())
    written = measure_files([name], Settings(references=found), superposed=tmp_path / "tables" / FOLDER)
    write_results(tmp_path / "tables", written, {})
    (scene,) = load_scenes(tmp_path / "tables")
    return scene


@pytest.mark.slow
def test_nothing_in_a_file_becomes_a_command(
    hostile_scene: Scene, elsewhere: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    scene = hostile_scene
    assert scene.xpo1_chain == HOSTILE.replace(";", "_")  # it parts names within a cell
    assert any(ref.ins_code for ref in scene.residue_at.values())
    files = write_scene(scene, elsewhere)
    assert all(marked_file_name(path.name) == path.name for path in files)
    texts = {path.suffix: path.read_text() for path in files if path.suffix in {".pml", ".cxc", ".mvsj"}}
    assert ";" not in texts[".cxc"] + texts[".pml"]
    assert texts[".cxc"].count('"') == 2  # "phantom - not observed"
    assert {line.split(" ")[0] for line in texts[".cxc"].splitlines() if line[:1] != "#"} <= CHIMERAX
    json.loads(texts[".mvsj"])
    with opened(next(p for p in files if p.suffix == ".pml"), capfd) as cmd:
        assert "broken" not in cmd.get_names("all")
        check(cmd, scene)
        check_camera(cmd)
    write_family([scene, scene], elsewhere, name="x; pseudoatom broken")
    with opened(next(elsewhere.glob("x_*.pml")), capfd) as cmd:
        assert "broken" not in cmd.get_names("all")


@pytest.mark.slow
def test_one_number_for_two_residues(phantom_tables: Path, hostile_scene: Scene) -> None:
    # 524 and 524A: no run of numbers holds both, and no program has to know insertion codes.
    index = hostile_scene.indices
    first, second = (index[hostile_scene.residue_at[p]] for p in (524, 525))
    for one in (first, second):
        record = hostile_scene.structure.residues[one]
        assert ids.spans(hostile_scene.structure, [one], negative=True) == [ids.Serials(record.start + 1, record.stop)]
    scene = load_scene(phantom_tables, "phantom_v6a-C")
    groove = [scene.indices[r] for r in plan.groove(scene)]
    assert ids.spans(scene.structure, groove, negative=True) == [ids.Stretch("C", 510, 594)]


def test_same_scene_same_bytes(phantom_tables: Path, tmp_path: Path) -> None:
    scenes: Callable[[], list[Scene]] = lambda: load_scenes(phantom_tables)  # noqa: E731
    for directory in ("one", "two"):
        for scene in scenes():
            write_scene(scene, tmp_path / directory)
        write_family(scenes(), tmp_path / directory)
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / d).iterdir()} for d in ("one", "two"))
    assert one == two
    assert len(one) == 5 * len(scenes()) + 4
    assert not any(str(tmp_path).encode() in data for name, data in one.items() if not name.endswith(".mvsx"))


@pytest.mark.slow
def test_the_command(phantom_tables: Path, tmp_path: Path) -> None:
    app = typer.Typer()
    app.command("scene")(scene_command)
    run = partial(CliRunner().invoke, app)
    two = ["phantom_v6a-C", "phantom_lmb-C"]
    done = run([*two, "--from", str(phantom_tables), "--out", str(tmp_path / "two")])
    assert (done.exit_code, done.stdout.strip()) == (0, f"scenes of 2 complexes and of all together in {tmp_path}/two")
    endings = {".cif", ".cxc", ".mvsj", ".mvsx", ".pml"}
    wanted = {f"{name}{ending}" for name in two for ending in endings}
    assert {p.name for p in (tmp_path / "two").iterdir()} == wanted | {f"family{e}" for e in endings - {".cif"}}
    done = run([*two[:1], "--from", str(phantom_tables), "--out", str(tmp_path / "one")])
    assert done.stdout.strip() == f"scenes of 1 complex in {tmp_path}/one"
    assert len(list((tmp_path / "one").iterdir())) == 5
    run(["--no-family", "--from", str(phantom_tables), "--out", str(tmp_path / "all")])
    assert len(list((tmp_path / "all").iterdir())) == 5 * len(load_scenes(phantom_tables))
    unknown = run(["1abc-A", "--from", str(phantom_tables), "--out", str(tmp_path / "none")])
    assert unknown.exit_code == 1
    assert "1abc-A" in unknown.stderr


def test_a_session_alone_holds_all_that_the_script_makes(phantom_tables, tmp_path, capfd):
    scene = load_scene(phantom_tables, "phantom_v6a-C")
    paths = {path.suffix: path for path in write_scene(scene, tmp_path / "scenes", session=True)}
    alone = tmp_path / "alone" / "given.pse"
    alone.parent.mkdir()
    paths[".pse"].rename(alone)
    with opened(paths[".pml"], capfd) as cmd:
        names, view = cmd.get_names("all"), cmd.get_view()
        atoms = {name: cmd.count_atoms(name) for name in cmd.get_object_list("all")}
    with pymol2.PyMOL() as session:
        session.cmd.feedback("disable", "all", "everything")
        session.cmd.load(str(alone), quiet=1)
        assert session.cmd.get_names("all") == names
        assert {name: session.cmd.count_atoms(name) for name in atoms} == atoms
        assert session.cmd.get_view() == pytest.approx(view, abs=1e-3)
        assert session.cmd.get_color_tuple("fluorine") == pytest.approx(rgb(ELEMENT_COLOURS["F"]), abs=0.01)
    assert "residue_K568" in names
    assert alone.stat().st_size < 3_000_000
    assert ".pse" not in {path.suffix for path in write_scene(scene, tmp_path / "without")}


def test_names_of_residues_keep_off_each_other(phantom_tables):
    for scene in load_scenes(phantom_tables):
        labels = plan.residue_labels(scene)
        points = [xyz[:2] for _, xyz in labels.values()] + [xyz[:2] for xyz in plan.label_points().values()]
        for i, (x, y) in enumerate(points[: len(labels)]):
            assert all(abs(x - a) > 3.0 or abs(y - b) > 1.4 for a, b in points[i + 1 :]), scene.id
        assert all(name == f"{ref.code}{ref.position}" for name, (ref, _) in labels.items())
        assert bool(labels) == any(o.kind == "inhibitor" for o in scene.occupants), scene.id
