"""What a picture holds, before anything is drawn: layers of complexes, words, keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nesgroove.compare.kinds import kind_mark, kinds_mark
from nesgroove.errors import ConfigError
from nesgroove.model.kinds import kinds_counted
from nesgroove.model.target import XPO1
from nesgroove.show import marks
from nesgroove.show.confidence import plddt_of
from nesgroove.show.look import (
    CONTACT_CARBON,
    CYS_COLOUR,
    HELICES_COLOUR,
    KIND_COLOURS,
    SERIES,
    TWO_GROOVES,
    contact_colour,
    contact_name,
    contact_order,
)
from nesgroove.show.pictures.paint import contact_tone, strongest_contacts
from nesgroove.show.pictures.views import VIEWS
from nesgroove.show.scene.model import Scene, SceneOccupant

HYDROGEN_BOND: Final = "hydrogen_bond"


@dataclass(frozen=True)
class Layer:
    """What is shown of one complex.

    Attributes
    ----------
    scene : Scene
    surface : bool
        The groove's surface.
    helices : str
        Colour of the four helices; empty where they are not shown.
    occupants : dict of str to str
        Colour of the carbons by name of the occupant.
    site : bool
        Sticks of the residue at 528, and of what the occupant has hydrogen bonds with.
    """

    scene: Scene
    surface: bool
    helices: str
    occupants: dict[str, str]
    site: bool = True

    @property
    def shown(self) -> tuple[SceneOccupant, ...]:
        """Occupants that are drawn."""
        return tuple(occupant for occupant in self.scene.occupants if occupant.name in self.occupants)


@dataclass(frozen=True)
class Picture:
    """One picture, from any view.

    Attributes
    ----------
    name : str
        Files are called ``NAME_VIEW.png``.
    layers : tuple of Layer
    scheme : str
        Colouring of the surface.
    title : str
    lines : tuple of str
        Below the title.
    keys : tuple of (str, str, str)
        Colour, kind (``box``, ``line``, ``dash``) and words.
    mark : str
        Which kind of thing it is: ``◐ composite, not observed``; of several complexes, what of
        them was not observed.
    views : tuple of str
        Those that it is made for, when none are asked for.
    plddt : float or None
        Confidence of the prediction that it shows: a badge beside the mark.
    notes : tuple of str
        Below the key: the title of the entry, how residues are numbered.
    observed : bool
        Whether all of it comes from experiments: the mark then does not stand out.
    """

    name: str
    layers: tuple[Layer, ...]
    scheme: str
    title: str
    lines: tuple[str, ...]
    keys: tuple[tuple[str, str, str], ...]
    mark: str
    views: tuple[str, ...] = tuple(VIEWS)
    plddt: float | None = None
    notes: tuple[str, ...] = ()
    observed: bool = False


def mark_of(scenes: Sequence[Scene]) -> str:
    """Say what is not observed: a phantom or a model is never to be taken for an experiment."""
    return kinds_mark(scene.source_kind for scene in scenes)


def groove_words(scene: Scene) -> str:
    """State and width of the groove."""
    state, width = scene.row.state, scene.row.groove_width
    words = f"groove {state}" if state else "groove"
    return f"{words}, Cα width {width:.1f} Å" if width is not None else words


def source_words(scene: Scene) -> str:
    """The complex, and how well it is known: ``3gjx-D: X-ray, 2.50 Å``."""
    return ": ".join(filter(None, [scene.id, marks.mark_of(scene.row).detail]))


def notes_of(scene: Scene) -> tuple[str, ...]:
    """What is said below the key: how residues are numbered where that is not the file's way, and the entry's title."""
    site = scene.site
    numbers = ""
    if site is not None and site.number != XPO1.cysteine:
        numbers = f"Residues of XPO1 have human numbers: {XPO1.cysteine} is {site.label[1:]} in the file."
    title = " ".join(scene.row.title.split())
    known = {scene.id, scene.row.entry, compound_title(scene)}
    return tuple(filter(None, [numbers, "" if title in known else title]))


def compound_title(scene: Scene) -> str:
    """What is in the groove, as a title."""
    return scene.compound if scene.occupants else "Empty groove"


def complex_picture(scene: Scene, scheme: str = "pocket") -> Picture:
    """Picture of one complex."""
    occupants = {occupant.name: KIND_COLOURS[occupant.kind] for occupant in scene.occupants}
    keys = [(KIND_COLOURS[occupant.kind], "line", occupant.label) for occupant in scene.occupants]
    inhibited = any(occupant.kind == "inhibitor" for occupant in scene.occupants)
    if inhibited or HYDROGEN_BOND in strongest_contacts(scene).values():
        keys.append((CONTACT_CARBON, "line", "XPO1"))
    if scene.site is not None:
        keys.append((CYS_COLOUR, "box", scene.site_label))
    if scheme != "contact" and HYDROGEN_BOND in strongest_contacts(scene).values():
        keys.append((contact_colour(HYDROGEN_BOND), "dash", "hydrogen bond"))
    if scheme == "contact":
        kinds = sorted(set(strongest_contacts(scene).values()) - {"covalent"}, key=contact_order)
        keys += [(contact_tone(kind), "box", contact_name(kind)) for kind in kinds]
    layer = Layer(scene, True, HELICES_COLOUR, occupants)
    lines = (source_words(scene), groove_words(scene))
    words = kind_mark(scene.source_kind) or scene.source_kind
    mark = f"{marks.mark_of(scene.row).glyph} {words}"
    return Picture(
        scene.id, (layer,), scheme, compound_title(scene), lines, tuple(keys), mark,
        plddt=plddt_of(scene.row), notes=notes_of(scene), observed=scene.observed,
    )  # fmt: skip


def occupant_words(occupant: SceneOccupant, scene: Scene) -> str:
    """Name an occupant among those of several complexes, with the mark of its own."""
    return f"{occupant.label}, {scene.id} ({marks.mark_of(scene.row).short})"


def over_picture(top: Scene, base: Scene, scheme: str = "pocket", name: str = "") -> Picture:
    """What lies in one groove, laid over another complex; two empty grooves: helices over helices."""
    name = name or f"superposition_{top.id}_over_{base.id}"
    if not top.occupants:
        return grooves_picture(top, base, name)
    below = {occupant.name: KIND_COLOURS[occupant.kind] for occupant in base.occupants}
    above = {occupant.name: KIND_COLOURS[occupant.kind] for occupant in top.occupants}
    if set(below.values()) & set(above.values()):  # two of a kind need different colours
        above = dict.fromkeys(above, SERIES[5] if KIND_COLOURS["cargo"] in above.values() else SERIES[1])
    keys = [(above[occupant.name], "line", occupant_words(occupant, top)) for occupant in top.occupants]
    keys += [(below[occupant.name], "line", occupant_words(occupant, base)) for occupant in base.occupants]
    keys += _shared_keys([top, base], base)
    layers = (Layer(base, True, HELICES_COLOUR, below), Layer(top, False, "", above))
    lines = (f"{top.id} over {base.id}", f"surface: {base.id}, {groove_words(base)}")
    title = f"{top.compound} over {base.compound if base.occupants else 'the empty groove'}"
    return Picture(name, layers, scheme, title, lines, tuple(keys), mark_of([top, base]), ("solvent", "cutaway"))


def _shared_keys(scenes: Sequence[Scene], base: Scene) -> list[tuple[str, str, str]]:
    """Keys of what is drawn alike of several complexes: the residue at 528 of the lowest, hydrogen bonds."""
    keys = [(CYS_COLOUR, "box", base.site_label)] if base.site is not None else []
    if any(HYDROGEN_BOND in strongest_contacts(scene).values() for scene in scenes):
        keys.append((contact_colour(HYDROGEN_BOND), "dash", "hydrogen bond"))
    return keys


def grooves_picture(first: Scene, second: Scene, name: str) -> Picture:
    """Two grooves by their helices alone: what moves between them."""
    keys = [
        (colour, "box", f"{scene.id}: {groove_words(scene).removeprefix('groove ')}")
        for scene, colour in zip((first, second), TWO_GROOVES, strict=True)
    ]
    layers = (Layer(second, False, TWO_GROOVES[1], {}), Layer(first, False, TWO_GROOVES[0], {}))
    states = [scene.row.state or "unknown" for scene in (first, second)]
    words = "Two grooves" if states[0] == states[1] else f"{states[0].capitalize()} over {states[1]} groove"
    lines = (f"{source_words(first)}; {source_words(second)}", "superposed in the groove frame")
    return Picture(name, layers, "plain", words, lines, tuple(keys), mark_of([first, second]), ("solvent", "along"))


def together_picture(scenes: Sequence[Scene], title: str, name: str, chosen: str = "") -> Picture:
    """Occupants of several complexes in the groove of the first.

    Parameters
    ----------
    scenes, title, name
        The complexes, and what the picture is called.
    chosen
        What was chosen of the run, in words.

    Raises
    ------
    ConfigError
        None of them has any.
    """
    layers: list[Layer] = []
    keys: list[tuple[str, str, str]] = []
    number = 0
    for scene in scenes:
        colours = {}
        for occupant in scene.occupants:
            colours[occupant.name] = SERIES[number % len(SERIES)]
            keys.append((SERIES[number % len(SERIES)], "line", occupant_words(occupant, scene)))
            number += 1
        first = not layers
        layers.append(Layer(scene, first, HELICES_COLOUR if first else "", colours, site=first))
    if not number:
        raise ConfigError(
            f"there is nothing in the grooves of {', '.join(scene.id for scene in scenes)}", step="picture",
            remedy="Compare empty grooves with --over COMPLEX --grooves",
        )  # fmt: skip
    base = scenes[0]
    keys += _shared_keys(scenes, base)
    counted = kinds_counted(scene.source_kind for scene in scenes)
    shown = f"shown: {chosen}" if chosen else f"{number} occupants of {counted}"
    lines = (f"{shown}, on the surface of {base.id}", groove_words(base))
    return Picture(
        name, tuple(layers), "plain", title, lines, tuple(keys), mark_of(scenes), ("solvent", "cutaway")
    )  # fmt: skip
