"""NGL, the viewer of the atlas: taken out of the installed nglview package, so that no page needs a network."""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from nesgroove.errors import ConfigError

REMEDY: Final = 'Install what belongs to it: pip install "nesgroove[atlas]"'

BUNDLE: Final = "nbextensions/nglview-js-widgets/index.js"
"""NGL and all that it needs in one script; nglview ships it for the notebook."""

LICENCES: Final = "labextensions/nglview-js-widgets/static/third-party-licenses.json"

IMPORT: Final = re.compile(r"\bNGL\s*=\s*(__webpack_require__\(\s*[\w\"'./-]+\s*\))")
"""Where the bundle takes NGL in."""

HEAD: Final = """\
/* NGL Viewer and its parts, out of the package nglview {version}. Licences: ngl.LICENSE.txt */
(() => {{
const define = (needs, make) => make({{
  DOMWidgetModel: class {{}}, DOMWidgetView: class {{}}, WidgetModel: class {{}}, WidgetView: class {{}}
}});
"""
"""The bundle expects a notebook; these are as much of one as it looks at while it is loaded."""


def ngl_script() -> str:
    """Make a classic script that defines ``window.NGL``.

    Raises
    ------
    ConfigError
        nglview is not installed, or is laid out otherwise than we know.
    """
    viewer = _nglview()
    path = _locate(viewer, BUNDLE)
    if path is None:
        raise ConfigError("nglview has no script of the viewer", file=BUNDLE, step="atlas", remedy=REMEDY)
    bundle = path.read_text(encoding="utf-8")
    script, count = IMPORT.subn(r"NGL = window.NGL = \1", bundle)
    if not count:
        raise ConfigError(
            f"the NGL viewer is not found in the script of nglview {viewer.version}",
            file=BUNDLE,
            step="atlas",
            remedy='Install a version that is known to work: pip install "nglview==4.0.1"',
        )
    # A map of the source would be asked for when a reader opens the developer tools.
    script = re.sub(r"^//# sourceMappingURL=.*$", "", script, flags=re.MULTILINE)
    return HEAD.format(version=viewer.version) + script.rstrip() + "\n})();\n"


def ngl_licences() -> str:
    """Collect the licences of what :func:`ngl_script` holds."""
    viewer = _nglview()
    parts = [f"nglview {viewer.version}\n\n{_own_licence(viewer)}"]
    path = _locate(viewer, LICENCES)
    packages = json.loads(path.read_text(encoding="utf-8"))["packages"] if path is not None else []
    for package in sorted(packages, key=lambda package: (package["name"] != "ngl", package["name"])):
        text = package.get("extractedText") or f"Licence: {package.get('licenseId', 'not given')}"
        parts.append(f"{package['name']} {package['versionInfo']}\n\n{text.strip()}")
    notes = _locate(viewer, f"{BUNDLE}.LICENSE.txt")
    if notes is not None:
        parts.append(f"Notices in the script\n\n{notes.read_text(encoding='utf-8').strip()}")
    return f"\n\n{'-' * 78}\n\n".join(parts) + "\n"


def _nglview() -> Distribution:
    try:
        return distribution("nglview")
    except PackageNotFoundError as error:
        raise ConfigError(
            "the 3-D viewer needs nglview, which is not installed", step="atlas", remedy=REMEDY
        ) from error


def _locate(viewer: Distribution, ending: str) -> Path | None:
    """Find a file of the package; where it does not list its files, in the directory where Jupyter looks."""
    for file in viewer.files or []:
        if file.as_posix().endswith(ending):
            path = Path(str(file.locate()))
            if path.is_file():
                return path
    path = Path(sys.prefix) / "share" / "jupyter" / ending
    return path if path.is_file() else None


def _own_licence(viewer: Distribution) -> str:
    for file in viewer.files or []:
        if file.name.upper().startswith("LICENSE") and "dist-info" in file.as_posix():
            return Path(str(file.locate())).read_text(encoding="utf-8").strip()
    return "MIT"
