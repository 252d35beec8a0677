"""The notebook in JupyterLab, in a browser: what a reader sees who opens it and runs all cells."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest

pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
pytest.importorskip("nglview", reason="nglview is not installed")

NOTEBOOKS = Path(__file__).parents[1] / "workflow" / "notebooks"
PATIENCE = 120_000
"""Milliseconds: two cores draw without a GPU, and other tests run beside."""


@dataclass
class Lab:
    url: str
    token: str
    folder: Path


@pytest.fixture
def lab(tmp_path: Path, phantom_tables: Path) -> Iterator[Lab]:
    """JupyterLab with a configuration of its own, that asks nobody for news, on a port that is free."""
    folder, settings = tmp_path / "work", tmp_path / "settings" / "@jupyterlab" / "apputils-extension"
    folder.mkdir()
    settings.mkdir(parents=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet))
    for notebook in NOTEBOOKS.glob("*.ipynb"):
        shutil.copy(notebook, folder)
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"), "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "JUPYTER_DATA_DIR": str(tmp_path / "data"), "IPYTHONDIR": str(tmp_path / "ipython"),
        "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"), "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "spaces"),
        "JUPYTER_PREFER_ENV_PATH": "1", "NESGROOVE_TABLES": str(phantom_tables),
    }  # fmt: skip
    token = "only-for-this-test"
    with (tmp_path / "lab.log").open("w") as log:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", "--port=0", "--allow-root",
                f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}",
            ],
            stdout=log, stderr=subprocess.STDOUT, env=environment, cwd=folder,
        )  # fmt: skip
        try:
            yield Lab(_address(process, tmp_path), token, folder)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(process: subprocess.Popen, place: Path) -> str:
    for _ in range(600):
        for path in (place / "runtime").glob("jpserver-*.json"):
            try:
                return json.loads(path.read_text())["url"]
            except (json.JSONDecodeError, KeyError):
                pass  # being written
        assert process.poll() is None, (place / "lab.log").read_text()
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{(place / 'lab.log').read_text()}")


@pytest.mark.full
def test_the_view_is_drawn_and_needs_no_network(lab: Lab, chromium) -> None:
    from PIL import Image

    context = chromium.new_context(viewport={"width": 1300, "height": 1000})
    abroad: list[str] = []

    def guard(route) -> None:
        if urlsplit(route.request.url).hostname == "127.0.0.1":
            route.continue_()
        else:
            abroad.append(route.request.url)
            route.abort()

    context.route("**/*", guard)
    page = context.new_page()
    try:
        page.goto(f"{lab.url}lab/tree/one_complex.ipynb?token={lab.token}")
        page.locator(".jp-RenderedMarkdown h1").first.wait_for(timeout=PATIENCE)
        page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").first.wait_for(timeout=PATIENCE)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        canvas = page.locator(".jp-OutputArea canvas").first
        canvas.wait_for(timeout=PATIENCE)
        output = page.locator(".jp-OutputArea", has=page.locator("canvas")).first
        canvas.scroll_into_view_if_needed()

        def picture() -> np.ndarray:
            return np.asarray(Image.open(io.BytesIO(canvas.screenshot())).convert("RGB")).astype(int)

        _until(lambda: _near(picture(), "#CC79A7") > 150, "carbon atoms of the inhibitor")
        shown = picture()
        assert _near(shown, "#F0E442") > 100, "Cys528 is not seen"
        whites = (shown > 250).all(axis=2).mean()
        assert 0.2 < whites < 0.95

        # The buttons reach the view: without the surface, the groove is white between the helices.
        output.get_by_role("button", name="Groove surface, by pocket").click()
        _until(lambda: (picture() > 250).all(axis=2).mean() > whites + 0.05, "the surface gone")
        assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
        assert not abroad, f"asked for what is not on this machine: {abroad}"
    finally:
        context.close()


def _near(pixels: np.ndarray, colour: str) -> int:
    """How many pixels have a hue, in light or shadow."""
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=float)
    length = np.linalg.norm(pixels, axis=2) + 1e-9
    alike = pixels @ wanted / length / np.linalg.norm(wanted) > 0.995
    return int((alike & (length > 120) & (np.ptp(pixels, axis=2) > 50)).sum())


def _until(happens, what: str) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while not happens():
        assert time.monotonic() < end, f"not seen in the view: {what}"
        time.sleep(0.5)
