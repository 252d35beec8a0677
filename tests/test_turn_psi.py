"""psi in the turn of an export signal, against gemmi's torsions of the file."""

from __future__ import annotations

import gemmi
import numpy as np
import pytest

from nesgroove.identify.complexes import find_complexes
from nesgroove.io.read import read_structure
from nesgroove.measure.groove import Groove
from nesgroove.measure.scalar import scalars
from nesgroove.model.points import torsion

CASES = {
    # name: chain, and the residues of the turn as numbered in the file, from Phi2 and Phi3 of FIELD's sequences
    "phantom_cargo_1c": ("D", {"psi_phi2": 8, "psi_phi2_plus1": 9, "psi_phi2_plus2": 10, "psi_phi3": 12}),
    "phantom_cargo_1a_minus": (
        "D", {"psi_phi2_plus2": 395, "psi_phi2_plus1": 394, "psi_phi2": 393, "psi_phi2_minus1": 392},
    ),
    "3gjx": ("E", {"psi_phi2": 8, "psi_phi2_plus1": 9, "psi_phi2_plus2": 10, "psi_phi3": 12}),
}  # fmt: skip


def psis(path):
    """What the product measures of the turn."""
    values = dict(scalars(Groove(find_complexes(read_structure(path))[0][0])))
    return {name: value for name, value in values.items() if name.startswith("psi_")}


@pytest.mark.parametrize("name", CASES)
def test_psi_is_that_of_gemmi_at_the_residues_of_the_turn(path_of, name):
    chain, residues = CASES[name]
    model = gemmi.read_structure(str(path_of(name)))[0]
    wanted = {}
    for measure, number in residues.items():
        here = model[chain][str(number)][0]
        following = model[chain][str(number + 1)][0]
        wanted[measure] = np.degrees(gemmi.calculate_phi_psi(None, here, following)[1])
    assert psis(path_of(name)) == pytest.approx(wanted, abs=0.01)


@pytest.mark.shared_values
@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("model_hdac5", {"psi_phi2": -43.5, "psi_phi2_plus1": -21.7, "psi_phi2_plus2": -1.3, "psi_phi3": 133.8}),
        ("model_cpeb4", {"psi_phi2_plus2": -40.2, "psi_phi2_plus1": -31.0, "psi_phi2": 16.5, "psi_phi2_minus1": 111.5}),
    ],
)
def test_predicted_signals_turn_as_the_crystals_are_published_to(path_of, name, published):
    """The entries are not at hand; their predictions say that the residues are the ones meant."""
    assert psis(path_of(name)) == pytest.approx(published, abs=12.0)


def test_a_break_in_the_turn_leaves_what_needs_it_empty(edited):
    def cut(structure):
        chain = structure[0]["E"]
        del chain[next(i for i, residue in enumerate(chain) if residue.seqid.num == 10)]

    found = psis(edited("3gjx", cut))
    assert found["psi_phi2"] is not None
    assert found["psi_phi3"] is not None
    assert found["psi_phi2_plus1"] is None, "the next residue is missing"
    assert found["psi_phi2_plus2"] is None


def test_each_measure_is_one_number_of_a_complex_with_two_chains_in_the_groove(edited):
    """A signal in two chains, cut behind Leu4: one of them has a turn that the other has not."""

    def divide(structure):
        model = structure[0]
        rest = model["E"].clone()
        rest.name = "Y"
        for chain, numbers in ((model["E"], range(5, 400)), (rest, range(-20, 5))):
            for i in reversed(range(len(chain))):
                if chain[i].seqid.num in numbers:
                    del chain[i]
        model.add_chain(rest)

    complex_ = find_complexes(read_structure(edited("3gjx", divide)))[0][0]
    assert [cargo.name for cargo in complex_.cargoes] == ["Y", "E"]
    values = scalars(Groove(complex_))
    assert len(values) == len({name for name, _ in values})
    whole = dict(scalars(Groove(find_complexes(read_structure(edited("3gjx", lambda structure: None)))[0][0])))
    assert dict(values)["psi_phi3"] == pytest.approx(whole["psi_phi3"])
    assert dict(values)["k568_nz_o"] == pytest.approx(whole["k568_nz_o"])


def test_without_a_cargo_there_is_no_turn(path_of):
    assert psis(path_of("phantom_v6a")) == {}


def test_the_sign_of_a_torsion_is_that_of_a_right_handed_screw():
    a, b, c = np.array([1.0, 0, 0]), np.zeros(3), np.array([0, 0, 1.0])
    for angle in (-120.0, -30.0, 60.0, 179.0):
        d = c + np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle)), 0.5])
        assert torsion(a, b, c, d) == pytest.approx(angle)
