"""``nesgroove.view``: what is in the widget and in the picture, without a front end."""

from __future__ import annotations

import gc
import io
import subprocess
import sys
from base64 import b64decode
from dataclasses import replace

import numpy as np
import pytest

import nesgroove
from nesgroove.errors import ConfigError, NesgrooveError
from nesgroove.show.look import CYS_COLOUR, KIND_COLOURS, MARK_COLOUR, SERIES_OVER_POCKETS
from nesgroove.show.notebook.overlay import accent

WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def alone(monkeypatch):
    """As nbconvert has it: nobody there."""
    for name in ("JPY_SESSION_NAME", "VSCODE_PID", "COLAB_RELEASE_TAG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def with_reader(monkeypatch):
    """As JupyterLab has it."""
    monkeypatch.setenv("JPY_SESSION_NAME", "one_complex.ipynb")


def pixels(png: bytes) -> np.ndarray:
    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def has_colour(png: bytes, colour: str, top: float = 1.0) -> int:
    """How many pixels of the picture's upper part have a colour."""
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    picture = pixels(png)
    part = picture[: int(top * len(picture))]
    return int((np.abs(part - wanted).max(axis=2) < 6).sum())


def messages(view) -> list[dict]:
    """What the widget will tell its front end, in this order."""
    return [callback._ngl_msg for callback in view.widget._callbacks_before_loaded]


def test_the_widget_holds_the_structure_as_mmcif_and_draws_the_scene(phantom_tables):
    pytest.importorskip("nglview", reason="nglview is not installed")
    view = nesgroove.view("phantom_v6a-C", phantom_tables, show="hydrophobic", hide=["surface", "pockets"])
    load, draw = (m for m in messages(view) if m["methodName"] in ("loadFile", "executeCode"))
    assert load["methodName"] == "loadFile"
    assert load["kwargs"]["ext"] == "cif"
    assert load["kwargs"]["defaultRepresentation"] is False
    assert "_atom_site.label_comp_id" in load["args"][0]["data"]
    assert "V6A" in load["args"][0]["data"]
    assert draw["methodName"] == "executeCode"
    assert "nesgrooveDraw(NGL" in draw["args"][0]
    assert '"id":"phantom_v6a-C"' in draw["args"][0]
    assert view.groups["hydrophobic"]
    assert not view.groups["surface"]
    assert not view.groups["pockets"]
    assert view.groups["occupant"]


def test_nglview_is_asked_for_the_front_end_that_is_installed(phantom_tables):
    """nglview 4.0 asks JupyterLab for a version that it does not install, and then nothing is shown."""
    pytest.importorskip("nglview", reason="nglview is not installed")
    code = f"""
import nesgroove
from nesgroove.show.notebook.widget import _front_end_version
version = _front_end_version()
assert version
widget = nesgroove.view("phantom_closed-C", {str(phantom_tables)!r}).widget
from nglview.color import ColormakerRegistry
for widget in widget, ColormakerRegistry:
    state = widget.get_state()
    assert state["_model_module_version"] == state["_view_module_version"] == version, state
"""
    # In a process of its own: what is asked for is settled when nglview is imported.
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
    # A reader who has imported nglview before sees our widget none the less.
    code = "import nglview" + code.replace("for widget in widget, ColormakerRegistry:", "for widget in [widget]:")
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_groups_are_switched_with_buttons_and_from_python(phantom_tables):
    pytest.importorskip("nglview", reason="nglview is not installed")
    view = nesgroove.view("phantom_v6a-C", phantom_tables)
    before = len(messages(view))
    assert view.hide("surface").show("hydrophobic") is view
    told = [message["args"][0] for message in messages(view)[before:]]
    assert 'groups["surface"].setVisibility(false)' in told[0]
    assert 'groups["hydrophobic"].setVisibility(true)' in told[1]
    buttons = {button.description: button for button in view._made().box.children[-1].children}
    assert buttons["Hydrophobic contacts"].value
    assert not buttons["Groove surface, by pocket"].value
    assert buttons["Selinexor"].value
    with pytest.raises(ConfigError, match=r"no group surfaces.*Choose of: xpo1, surface"):
        view.hide("surfaces")


def test_a_reader_gets_widget_and_picture_and_a_program_the_picture(phantom_tables, with_reader):
    pytest.importorskip("nglview", reason="nglview is not installed")
    bundle = nesgroove.view("phantom_v6a-C", phantom_tables)._repr_mimebundle_()
    assert set(bundle) == {WIDGET, "image/png", "text/plain"}
    assert bundle["text/plain"] == "phantom_v6a-C: selinexor (phantom, not observed)"
    bundle = nesgroove.view("phantom_v6a-C", phantom_tables, live=False)._repr_mimebundle_()
    assert set(bundle) == {"image/png", "text/plain"}


def test_the_picture_shows_the_occupant_and_is_the_same_each_time(phantom_tables, alone):
    bundle = nesgroove.view("phantom_v6a-C", phantom_tables)._repr_mimebundle_()
    assert set(bundle) == {"image/png", "text/plain"}
    png = b64decode(bundle["image/png"])
    assert has_colour(png, KIND_COLOURS["inhibitor"]) > 200
    assert has_colour(png, CYS_COLOUR) > 100
    assert has_colour(png, MARK_COLOUR, top=0.12) > 50, "a phantom is not called one"
    assert png == nesgroove.view("phantom_v6a-C", phantom_tables).still()
    empty = nesgroove.view("phantom_closed-C", phantom_tables).still()
    assert has_colour(empty, KIND_COLOURS["inhibitor"]) == 0


def test_several_complexes_lie_in_the_groove_of_the_first(phantom_tables, alone):
    names = ["phantom_cargo_1c-C", "phantom_v6a-C"]
    view = nesgroove.view(names, phantom_tables)
    first, second = (
        {g["name"]: g for g in description["groups"]} for description in view.descriptions
    )  # fmt: skip
    assert first["xpo1"]["shown"]
    assert not second["xpo1"]["shown"]
    assert "pockets" not in second
    assert [first["occupant"]["shown"], second["occupant"]["shown"]] == [True, True]
    assert first["occupant"]["representations"][0]["params"]["color"] == SERIES_OVER_POCKETS[0]
    assert second["occupant"]["representations"][0]["params"]["colorValue"] == SERIES_OVER_POCKETS[1]
    assert [accent(view.scenes, i) for i in (0, 1)] == list(SERIES_OVER_POCKETS[:2])
    for colour in SERIES_OVER_POCKETS[:2]:
        assert has_colour(view.still(), colour) > 150
    assert repr(view).count("phantom, not observed") == 2


def test_a_file_is_measured_first_and_nothing_of_it_is_left(phantom_tables, path_of, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    file = path_of("phantom_lmb")
    view = nesgroove.view([file, "phantom_v6a-C"], phantom_tables)
    assert [scene.id for scene in view.scenes] == ["phantom_lmb-C", "phantom_v6a-C"]
    assert view.scenes[0].compound == "leptomycin B"
    assert view.scenes[0].path.is_file()
    with pytest.raises(ConfigError, match=r"no complex phantom_lmb-Z in it.*It has: phantom_lmb-C"):
        nesgroove.view(file, complex="phantom_lmb-Z")
    view.still()
    del view
    assert not list(tmp_path.iterdir())


def test_results_are_shown_as_their_tables_are(phantom_tables, alone):
    m = nesgroove.read_results(phantom_tables)
    expected = nesgroove.view("phantom_v6a-C", phantom_tables, hide="surface")
    for view in (nesgroove.view("phantom_v6a-C", m, hide="surface"), m.view("phantom_v6a-C", hide="surface")):
        assert view.descriptions == expected.descriptions
        assert view.still() == expected.still()
    assert m.view().scenes[0].id == m.complexes.complex[0]
    assert [scene.id for scene in m.view(["phantom_v6a-C", "phantom_lmb-C"]).scenes] == [
        "phantom_v6a-C", "phantom_lmb-C",
    ]  # fmt: skip


def test_a_view_keeps_the_results_that_it_shows(path_of, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    file = path_of("phantom_closed")
    view = nesgroove.measure(file).view()
    gc.collect()
    assert view.scenes[0].path.is_file()
    view.still()
    del view
    gc.collect()
    assert not list(tmp_path.iterdir())


def test_what_is_not_there_is_said(phantom_tables, tmp_path):
    with pytest.raises(ConfigError, match=r"no complex 1abc-A.*phantom_cargo_1a_minus-C"):
        nesgroove.view("1abc-A", phantom_tables)
    with pytest.raises(ConfigError, match=r"3gjx-D: view: there is no such file.*results/tables"):
        nesgroove.view("3gjx-D")
    with pytest.raises(ConfigError, match="nothing is named"):
        nesgroove.view([], phantom_tables)
    with pytest.raises(ConfigError, match="no group anchors in this view"):
        nesgroove.view("phantom_closed-C", phantom_tables, hide="anchors")
    other = tmp_path / "other.pdb"
    other.write_text("ATOM      1  CA  ALA A   1       0.000   0.000   0.000  1.00  0.00           C\nEND\n")
    with pytest.raises(NesgrooveError, match=r"other\.pdb"):
        nesgroove.view(other)


def test_without_nglview_there_is_the_picture(phantom_tables, with_reader, monkeypatch):
    monkeypatch.setitem(sys.modules, "nglview", None)
    view = nesgroove.view("phantom_v6a-C", phantom_tables)
    bundle = view._repr_mimebundle_()
    assert "image/png" in bundle
    assert WIDGET not in bundle
    assert 'pip install "nesgroove[notebook]"' in bundle["text/plain"]
    with pytest.raises(ConfigError, match="nglview, which is not installed"):
        _ = view.widget


def test_words_from_files_are_no_html_and_no_script(phantom_tables):
    from nesgroove.show.notebook.widget import caption

    scene = nesgroove.view("phantom_v6a-C", phantom_tables).scenes[0]
    row = scene.row.model_copy(update={"complex": "<script>alert(1)</script>"})

    assert "<script" not in caption([replace(scene, row=row)])


def test_tables_of_another_version_are_refused(tmp_path):
    directory = tmp_path / "tables"
    nesgroove.measure(nesgroove.phantom_path("phantom_closed")).write(directory)
    assert "phantom_closed-C" in repr(nesgroove.view("phantom_closed-C", directory))
    path = directory / "provenance.json"
    path.write_text(path.read_text().replace(nesgroove.__version__, "0.0.1"))
    with pytest.raises(NesgrooveError, match=r"0\.0\.1"):
        nesgroove.view("phantom_closed-C", directory)
