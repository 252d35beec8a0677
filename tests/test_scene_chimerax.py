"""Scenes for ChimeraX, held against a grammar of its commands.

ChimeraX itself is not at hand: no script has been run by it here. What can be told without the program is told: every
line is a command and keywords as its user's guide has them (https://www.rbvi.ucsf.edu/chimerax/docs/user/index.html;
written down here by hand, so that an error in the reading would be an error in both), and every specifier, resolved
against the structure as the page "Target Specification" says, takes the atoms that it should.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from nesgroove.show.look import ELEMENT_COLOURS
from nesgroove.show.scene import plan
from nesgroove.show.scene.load import load_scene, load_scenes
from nesgroove.show.scene.model import Scene
from nesgroove.show.scene.write import write_family, write_scene

MODEL = r"#\d+(?:\.\d+)?"
NUMBERS = r"\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*"
RESIDUES = rf"{MODEL}/[A-Za-z0-9]+:{NUMBERS}"
SERIALS = rf"\({MODEL}@@serial_number>=\d+ & {MODEL}@@serial_number<=\d+\)"
TERM = rf"(?:{RESIDUES}|{SERIALS}|{MODEL}|[A-Za-z][A-Za-z0-9_]*)"
SPEC = rf"(?P<spec>{TERM}(?: \| {TERM})*)"
ATOM = rf"(?:{RESIDUES}@[A-Za-z0-9]+|{MODEL}@@serial_number=\d+)"
NUMBER = r"-?\d+(?:\.\d+)?"
POINT = rf"{NUMBER},{NUMBER},{NUMBER}"
COLOUR = r"#[0-9a-f]{6}"
WORD = r"[A-Za-z][A-Za-z0-9_]*"

COMMANDS = {
    "set": r"bgColor white",
    "lighting": r"soft",
    "graphics": r"silhouettes true",
    "camera": r"ortho",
    "open": r"[A-Za-z0-9._+-]+\.cif id (?P<id>\d+(?:\.\d+)?)",
    "rename": rf'{MODEL} (?:[A-Za-z0-9._+-]+|"[A-Za-z0-9 .,:()+_/-]+")',
    "hide": rf"(?:##name=(?P<named>{WORD}) models|#\d+ models|{SPEC} (?:atoms|cartoons))",
    "show": rf"{SPEC} (?:atoms|cartoons)",
    "name": rf"(?P<name>{WORD}) {SPEC}",
    "color": rf"(?:{SPEC} (?:{COLOUR}|byhetero)|(?P<atom>{ATOM}) {COLOUR}) target [acs]",
    "style": rf"{SPEC} stick",
    "surface": rf"{SPEC} enclose (?P<second>{TERM}(?: \| {TERM})*)",
    "transparency": rf"{SPEC} \d+ target s",
    "marker": rf"(?P<markers>#2) position {POINT} radius {NUMBER} color {COLOUR}",
    "2dlabels": (
        r'text "(?:(?:phantom|composite|predicted|modelled) - not observed|unknown source)" '
        r"color #a00000 size 20 xpos 0.03 ypos 0.94"
    ),
    "label": (
        rf"{SPEC} residues text [A-Za-z0-9]+ height {NUMBER} color (?:black|{COLOUR})"
        rf"(?: offset {POINT})? onTop true"
    ),
    "label_marker": rf"(?P<marker>#2:[1-5]) residues text P[0-4] height {NUMBER} color black onTop true",
    "pbond": rf"(?P<first>{ATOM}) (?P<other>{ATOM}) color {COLOUR} radius {NUMBER} dashes \d+ name (?P<group>{WORD})",
    "view": rf"(?:matrix camera {NUMBER}(?:,{NUMBER}){{11}}|{SPEC} clip false)",
}
"""Commands and their arguments, as far as scenes use them."""


@dataclass
class Read:
    """A script, read as ChimeraX would."""

    names: dict[str, set[tuple[str, int]]] = field(default_factory=dict)
    bonds: dict[str, list[tuple[set[tuple[str, int]], set[tuple[str, int]]]]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    models: dict[str, Scene] = field(default_factory=dict)
    coloured: list[tuple[set[tuple[str, int]], str]] = field(default_factory=list)
    markers: int = 0


def resolve(read: Read, spec: str) -> set[tuple[str, int]]:
    """Atoms of a specifier, each by its model and its number in the file."""
    found: set[tuple[str, int]] = set()
    for term in spec.split(" | "):
        if term in read.names:
            found |= read.names[term]
        elif re.fullmatch(MODEL, term):
            found |= {(term, n + 1) for n in range(len(read.models[term].structure.atoms.name))}
        elif serials := re.findall(rf"({MODEL})@@serial_number(>=|<=|=)(\d+)", term):
            model = serials[0][0]
            numbers = {sign: int(number) for _, sign, number in serials}
            first, last = numbers.get(">=", numbers.get("=")), numbers.get("<=", numbers.get("="))
            assert first is not None
            assert last is not None
            assert 1 <= first <= last <= len(read.models[model].structure.atoms.name)
            found |= {(model, n) for n in range(first, last + 1)}
        else:
            match = re.fullmatch(rf"({MODEL})/(\w+):({NUMBERS})(?:@(\w+))?", term)
            assert match is not None, f"{term} is neither a name that was given nor a specifier"
            model, chain, numbers_, atom = match.groups()
            found |= by_number(read.models[model], model, chain, numbers_, atom)
    return found


def by_number(scene: Scene, model: str, chain: str, numbers: str, atom: str | None) -> set[tuple[str, int]]:
    """Atoms by chain and number: a number without a code takes the residue without one; ends of a run are there."""
    structure = scene.structure
    found = set()
    # Case counts only where a structure has both; it has to be one of the chains in any case.
    assert chain in {r.auth_chain for r in structure.residues}
    for part in numbers.split(","):
        first, _, last = part.partition("-")
        low, high = int(first), int(last or first)
        inside = [r for r in structure.residues if r.auth_chain == chain and low <= r.auth_seq_id <= high]
        assert {low, high} <= {r.auth_seq_id for r in inside}, f"{part} is not in chain {chain}"
        assert not any(r.ins_code for r in inside)
        found |= {
            (model, i + 1)
            for r in inside
            for i in range(r.start, r.stop)
            if atom is None or str(structure.atoms.name[i]) == atom
        }
    return found


def read(text: str, scenes: dict[str, Scene]) -> Read:
    """Read a script; whatever is not in the grammar fails."""
    assert text.isascii()
    script = Read()
    for line in text.split("\n"):
        if not line or line.startswith("# "):
            assert ";" not in line
            continue
        command, _, arguments = line.partition(" ")
        assert command in COMMANDS, line
        key = "label_marker" if line.startswith("label #2:") else command
        match = re.fullmatch(COMMANDS[key], arguments)
        assert match is not None, line
        given = {k: v for k, v in match.groupdict().items() if v is not None}
        if command == "open":
            script.models[f"#{given['id']}"] = scenes[arguments.split(".cif")[0]]
        if command == "marker":
            script.markers += 1
        if "marker" in given:
            assert int(given["marker"][3:]) <= script.markers
        atoms = resolve(script, given["spec"]) if "spec" in given else set()
        assert atoms or "spec" not in given, line
        if "second" in given:
            assert atoms <= resolve(script, given["second"])
        if "name" in given:
            script.names[given["name"]] = atoms
        if "group" in given:
            ends = resolve(script, given["first"]), resolve(script, given["other"])
            assert [len(end) for end in ends] == [1, 1], line
            script.bonds.setdefault(given["group"], []).append(ends)
        if "named" in given:
            assert given["named"] in script.bonds
            script.hidden.add(given["named"])
        if "atom" in given:
            atoms = resolve(script, given["atom"])
            assert len(atoms) == 1, line
        if command == "color" and "byhetero" not in line:
            script.coloured.append((atoms, line.rsplit(" ", 3)[1]))
    return script


def check(scene: Scene, text: str) -> None:
    script = read(text, {scene.id: scene})
    residues = scene.structure.residues
    index = scene.indices

    def atoms(members: object) -> set[tuple[str, int]]:
        return {("#1", a + 1) for i in members for a in range(residues[i].start, residues[i].stop)}  # type: ignore[attr-defined]

    for part in plan.parts(scene):
        if part.name != "others":
            assert script.names[part.name] == atoms(part.members), part.name
    for name, refs in {**scene.helices, **scene.pockets, "groove": plan.groove(scene)}.items():
        assert script.names[name] == atoms(index[r] for r in refs), name
    if scene.site is not None:
        assert script.names["cys528"] == atoms([index[scene.site]])
    if scene.anchors:
        assert script.names["anchors"] == atoms(index[a.residue] for a in scene.anchors)
    groups = plan.contact_groups(scene)
    assert set(script.bonds) == {plan.group_name(kind) for kind in groups}
    for kind, contacts in groups.items():
        wanted = [
            tuple({("#1", 1 + scene.structure.atom_of(index[a.residue], a.name))} for a in (c.first, c.second))  # type: ignore[operator]
            for c in contacts
        ]
        assert script.bonds[plan.group_name(kind)] == wanted
    assert script.hidden == {plan.group_name(kind) for kind in groups if kind in plan.HIDDEN}
    for occupant in scene.occupants:
        if occupant.kind == "inhibitor":
            assert (script.names["occupant"], "#cc79a7") in script.coloured
            first = residues[index[occupant.residues[0]]]
            for number in range(first.start, first.stop):
                element = str(scene.structure.atoms.element[number])
                colour = ELEMENT_COLOURS.get(element, "").lower()
                assert (({("#1", number + 1)}, colour) in script.coloured) == bool(colour)
    for words in plan.residue_labels(scene):
        assert f" residues text {words} " in text
    assert script.markers == 5
    assert ("2dlabels" in text) == (not scene.observed)


@pytest.mark.slow
def test_real_complexes(real_tables: Path, tmp_path: Path) -> None:
    # 51K and A1CBD, and a cargo with residues -2 to 0: by number, or by the numbers of their atoms.
    scenes = load_scenes(real_tables)
    for scene in scenes:
        write_scene(scene, tmp_path)
        text = (tmp_path / f"{scene.id}.cxc").read_text()
        check(scene, text)
        assert not re.search(r":\d+[A-Za-z]", re.sub(r"#.*", "", text)), "a component taken for an insertion code"
    write_family(scenes, tmp_path)
    script = read((tmp_path / "family.cxc").read_text(), {scene.id: scene for scene in scenes})
    assert len(script.models) == len(scenes) + 1


@pytest.mark.slow
def test_phantoms(phantom_tables: Path, tmp_path: Path) -> None:
    scenes = load_scenes(phantom_tables)
    for scene in scenes:
        write_scene(scene, tmp_path)
        check(scene, (tmp_path / f"{scene.id}.cxc").read_text())
    write_family(scenes, tmp_path)
    read((tmp_path / "family.cxc").read_text(), {scene.id: scene for scene in scenes})


@pytest.mark.parametrize(
    "line",
    [
        "name occupant #1/C:1101K",  # residue 1101 with insertion code K
        "name occupant #1/C:51K",
        "name occupant #1/Q:1101",
        "name occupant #1/C:4000",
        "name occupant #1/C:1101; close",
        "hide nobody cartoons",
        "paint #1/C:1101 red",
        "color #1/C:1101 red target a",
        "pbond #1/C:528 #1/C:1101@C1 color #000000 radius 0.05 dashes 6 name x",
        "hide ##name=contacts_none models",
    ],
)
@pytest.mark.slow  # waits for the phantoms
def test_the_grammar_finds_faults(phantom_tables: Path, line: str) -> None:
    scene = load_scene(phantom_tables, "phantom_v6a-C")
    begin = "open phantom_v6a-C.cif id 1\n"
    read(begin, {scene.id: scene})
    with pytest.raises(AssertionError):
        read(f"{begin}{line}\n", {scene.id: scene})
