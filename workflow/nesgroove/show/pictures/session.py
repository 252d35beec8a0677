"""One PyMOL session: what is shown of the complexes in it, and pictures of that as pixels.

Atoms are never chosen by selection language: ids come from files, and a chain named ``or`` would be a word of the
language. They are matched by their ids and handed over by index.
"""

from __future__ import annotations

import io
import math
import signal
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nesgroove.errors import ConfigError
from nesgroove.io.writing import uninterrupted
from nesgroove.show.colours import rgb
from nesgroove.show.look import SECTION_COLOUR
from nesgroove.show.pictures.compose import Pixels
from nesgroove.show.pictures.paint import AtomKey
from nesgroove.show.pictures.views import View
from nesgroove.show.scene.model import Scene
from nesgroove.show.scene.plan import FIELD_OF_VIEW

if TYPE_CHECKING:
    from PIL.Image import Image

SETTINGS: Final = {
    "max_threads": 1,  # pictures are made in several processes; one thread gives the same bytes each time
    "orthoscopic": 1,
    "field_of_view": FIELD_OF_VIEW,
    "depth_cue": 0,
    "ray_trace_fog": 0,
    "antialias": 1,
    "hash_max": 150,  # a finer grid of rays: a fifth less time
    "ray_hint_shadow": 1.44,  # and a coarser one of shadows, of which none is lost: an eighth less
    "cartoon_sampling": 6,
    "surface_quality": 0,
    "surface_color_smoothing": 3,
    "ambient": 0.42,
    "direct": 0.38,
    "reflect": 0.45,
    "specular": 0.12,
    "light_count": 2,
    "shininess": 30,
    "ray_shadow_decay_factor": 0.1,
    "ray_shadow_decay_range": 2.0,
    "stick_radius": 0.25,
    "cartoon_fancy_helices": 0,
    "cartoon_oval_length": 0.9,
    "cartoon_oval_width": 0.2,
    "cartoon_loop_radius": 0.28,
    "cartoon_side_chain_helper": 0,
    "valence": 0,
    "auto_zoom": 0,
    "retain_order": 1,
}


FINE: Final = {"surface_quality": 1, "antialias": 2, "cartoon_sampling": 14}
"""For print: smoother, at three times the time."""


def load_pymol() -> ModuleType:
    """Import PyMOL.

    Raises
    ------
    ConfigError
        It is not installed, or a library of the system that it needs is not.
    """
    try:
        with uninterrupted():
            import pymol2

            take_back_interrupt()
    except ImportError as error:
        raise ConfigError(
            f"PyMOL cannot be loaded ({error})", step="picture",
            remedy='Install it: pip install "nesgroove[pictures]"; if libGL is missing, that too (Debian: libgl1)',
        ) from error  # fmt: skip
    return pymol2  # type: ignore[no-any-return, unused-ignore]


def take_back_interrupt() -> None:
    """Have Ctrl-C answered by this program again: PyMOL sees to it, when it starts, that the process ends at once."""
    with suppress(ValueError):  # not in the main thread, where no signal arrives
        signal.signal(signal.SIGINT, signal.getsignal(signal.SIGINT))


class Session:
    """A PyMOL of its own, without a window and without a network.

    Use as a context: ``with Session() as session``.

    Parameters
    ----------
    fine
        With a finer surface.

    Raises
    ------
    ConfigError
        PyMOL is not installed.
    """

    def __init__(self, *, fine: bool = False) -> None:
        self._pymol = load_pymol().PyMOL()
        self.cmd: Any = None
        self._fine = fine
        self._settings = {**SETTINGS, **(FINE if fine else {})}
        self._colours: set[str] = set()
        self._atoms: dict[str, list[tuple[int, AtomKey]]] = {}

    def __enter__(self) -> Session:
        with uninterrupted():
            self._pymol.start()
            take_back_interrupt()
        self.cmd = self._pymol.cmd
        # PyMOL asks the archive for components that a file does not describe; no step but `fetch` uses a network.
        self.cmd.download_chem_comp = lambda *_, **__: ""
        self.cmd.feedback("disable", "all", "everything")
        for name, value in self._settings.items():
            self.cmd.set(name, value)
        self.cmd.bg_color("white")
        self._colour(SECTION_COLOUR)
        self.cmd.set("ray_interior_color", self._name(SECTION_COLOUR))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pymol.stop()

    def load(self, scene: Scene, name: str) -> None:
        """Load the superposed file of a complex; nothing of it is shown."""
        self.cmd.load(str(scene.path), name, format="cif", quiet=1)
        self.cmd.hide("everything", name)
        self.cmd.disable(name)

    def atoms(self, name: str) -> list[tuple[int, AtomKey]]:
        """Index and ids of every atom of an object."""
        if name not in self._atoms:
            atoms: list[tuple[int, AtomKey]] = []
            self.cmd.iterate(name, "add((index, (chain, resi, resn, name)))", space={"add": atoms.append})
            self._atoms[name] = atoms
        return self._atoms[name]

    def part(self, source: str, name: str, keys: Collection[AtomKey]) -> int:
        """Make an object of some atoms of another, hidden, and return how many there are."""
        wanted = set(keys)
        indices = [index for index, key in self.atoms(source) if key in wanted]
        if indices:
            self.cmd.select_list("picked", source, indices, mode="index")
            self.cmd.create(name, "picked", 1, 1, quiet=1)
            self.cmd.delete("picked")
            self.cmd.hide("everything", name)
            self.cmd.enable(name)
        return len(indices)

    def colour(self, name: str, base: str, own: Mapping[AtomKey, str] | None = None) -> None:
        """Colour an object, some atoms in colours of their own."""
        numbers = {name_: self._colour(name_) for name_ in {base, *(own or {}).values()}}
        paint = {key: numbers[name_] for key, name_ in (own or {}).items()}
        self.cmd.alter(
            name, "color = paint.get((chain, resi, resn, name), base)",
            space={"paint": paint, "base": numbers[base]},
        )  # fmt: skip
        self.cmd.recolor(name)

    def bonds(self, name: str) -> set[frozenset[AtomKey]]:
        """Bonds of an object, each by its two atoms."""
        model = self.cmd.get_model(name)
        keys = [(a.chain, a.resi, a.resn, a.name) for a in model.atom]
        return {frozenset((keys[b.index[0]], keys[b.index[1]])) for b in model.bond}

    def secondary_structure(self, name: str, kind: str | None) -> None:
        """Make all of an object helix (``H``), or find out what it is."""
        if kind is None:
            self.cmd.dss(name)
        else:
            self.cmd.alter(name, f"ss='{kind}'")
            self.cmd.rebuild(name)

    def dashes(self, name: str, lines: Iterable[tuple[Sequence[float], Sequence[float]]], colour: str) -> None:
        """Draw dashed lines as an object."""
        drawn = _cylinders(lines, rgb(colour))
        if drawn:
            self.cmd.load_cgo(drawn, name, zoom=0, quiet=1)

    def show(self, shown: Mapping[str, str]) -> None:
        """Show objects in representations, and nothing else."""
        for name in self.cmd.get_names("objects"):
            if name in shown:
                self.cmd.enable(name)
            else:
                self.cmd.disable(name)
        for name, kinds in shown.items():
            for kind in kinds.split():
                self.cmd.show(kind, name)

    def trace(
        self, view: View, scale: float, *, cut: bool = False, shadows: bool = True, opaque: bool = False
    ) -> Pixels:
        """Ray-trace what is shown, on white where opaque; else what is not covered is transparent."""
        width, height = view.pixels(scale)
        self._ray(view, width, height, cut=cut, shadows=shadows, opaque=opaque)
        return _opaque_pixels(self, width, height) if opaque else _as_pixels(_image(self))

    def trace_faint(self, view: View, scale: float) -> Pixels:
        """Ray-trace, without shadows, what will be laid faintly over something: at half the pixels, in half the time.

        In a fine session every pixel is traced.
        """
        if self._fine:
            return self.trace(view, scale, shadows=False)
        width, height = view.pixels(scale)
        high = math.ceil(height / 2)
        self._ray(view, math.ceil(width * high / height), high, cut=False, shadows=False, opaque=False)
        return _as_pixels(_enlarged(_image(self), width, height))

    def _ray(self, view: View, width: int, height: int, *, cut: bool, shadows: bool, opaque: bool) -> None:
        self.cmd.set("ray_shadows", int(shadows))
        self.cmd.set("ray_opaque_background", int(opaque))
        self.cmd.set_view(view.camera(cut=cut))
        self.cmd.ray(width, height, quiet=1)

    @staticmethod
    def _name(colour: str) -> str:
        return f"nes_{colour.lstrip('#').lower()}"

    def _colour(self, colour: str) -> int:
        name = self._name(colour)
        if name not in self._colours:
            self.cmd.set_color(name, list(rgb(colour)), quiet=1)
            self._colours.add(name)
        return int(self.cmd.get_color_index(name))


def _image(session: Session) -> Image:
    from PIL.Image import open as opened

    return opened(io.BytesIO(session.cmd.png(None, prior=1, quiet=1)))


def _opaque_pixels(session: Session, width: int, height: int) -> Pixels:
    """Pixels by way of a plain file: to pack and unpack a PNG takes a tenth of the time of the picture."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / "traced.ppm"
        session.cmd.png(str(path), prior=1, format=1, quiet=1)
        data = path.read_bytes()[-3 * width * height :]
    pixels = np.ones((height, width, 4), dtype=np.float32)
    pixels[..., :3] = np.frombuffer(data, dtype=np.uint8).reshape(height, width, 3) / np.float32(255)
    return pixels


def _enlarged(image: Image, width: int, height: int) -> Image:
    """Enlarge a picture that shows the same from top to bottom, and at least as much from left to right."""
    from PIL.Image import Resampling

    premultiplied = image.convert("RGBa")  # with colours times opacity, so that none comes in from the ground
    margin = (image.width - width * image.height / height) / 2  # the middles of both are the same point
    part = (margin, 0.0, image.width - margin, float(image.height))
    return premultiplied.resize((width, height), Resampling.BICUBIC, part).convert("RGBA")


def _as_pixels(image: Image) -> Pixels:
    return np.asarray(image, dtype=np.float32) / np.float32(255)


def _cylinders(
    lines: Iterable[tuple[Sequence[float], Sequence[float]]], colour: tuple[float, float, float]
) -> list[float]:
    """Short cylinders along lines, as PyMOL's graphics objects."""
    from pymol.cgo import CYLINDER

    drawn: list[float] = []
    for start, end in lines:
        a, b = np.array(start), np.array(end)
        count = max(2, round(float(np.linalg.norm(b - a)) / 0.55))
        for number in range(count):
            p, q = a + (b - a) * (number + 0.15) / count, a + (b - a) * (number + 0.75) / count
            drawn += [CYLINDER, *p.tolist(), *q.tolist(), 0.09, *colour, *colour]
    return drawn
