"""Scenes and atlas of complexes whose occupants are unlike others: residues without a letter, a bonded additive."""

from __future__ import annotations

import gemmi
import pytest

from nesgroove.show.scene.load import load_scene


def without_letters(structure: gemmi.Structure) -> None:
    """A cargo that was built as UNK, as poor density is."""
    for residue in structure[0]["D"]:
        residue.name = "UNK"
        for i in reversed(range(len(residue))):
            if residue[i].name not in {"N", "CA", "C", "O", "CB"}:
                del residue[i]


def bonded_additive(structure: gemmi.Structure) -> None:
    """Mercaptoethanol, of which every buffer for proteins may have some, at Cys528."""
    cysteine = next(r for chain in structure[0] for r in chain if r.name == "CYS" and r.seqid.num == 528)
    sulphur = cysteine["SG"][0].pos
    along = sulphur - cysteine["CB"][0].pos
    along *= 1 / along.length()
    residue = gemmi.Residue()
    residue.name, residue.het_flag, residue.seqid = "BME", "H", gemmi.SeqId("900")
    for name, distance in (("S2", 2.05), ("C2", 3.85), ("C1", 5.35), ("O1", 6.75)):
        atom = gemmi.Atom()
        atom.name, atom.element, atom.occ, atom.b_iso = name, gemmi.Element(name[0]), 1.0, 20.0
        atom.pos = gemmi.Position(*(sulphur + along * distance).tolist())
        residue.add_atom(atom)
    chain = gemmi.Chain("Z")
    chain.add_residue(residue)
    structure[0].add_chain(chain)


@pytest.mark.parametrize("change", [without_letters, pytest.param(bonded_additive, marks=pytest.mark.full)])
def test_scene_and_atlas_of_an_unusual_complex_are_made(edited, run_command, tmp_path, change):
    path = edited("phantom_cargo_1c", change, as_name="unusual")
    tables = tmp_path / "tables"
    for words in (
        ("measure", path, "--out", tables),
        ("scene", "--from", tables, "--out", tmp_path / "scenes"),
        ("atlas", "--from", tables, "--out", tmp_path / "atlas"),
    ):
        done = run_command(*words)
        assert done.returncode == 0, done.stderr[-600:]
    scene = load_scene(tables, "unusual-C")
    cargo = next(o for o in scene.occupants if o.kind == "cargo")
    assert len(cargo.residues) > 10
    assert cargo.in_groove
    bonded = change is bonded_additive
    assert [(b.other.residue.component, b.other.name) for b in scene.bonds] == [("BME", "S2")] * bonded
