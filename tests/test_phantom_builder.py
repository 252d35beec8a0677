"""The builder of phantoms gives what the package holds, and what else it is asked for."""

from __future__ import annotations

import ast
import gzip
import json
import lzma
import os
import subprocess
import sys
from pathlib import Path

import gemmi
import numpy as np
import pytest
from typer.testing import CliRunner

import make_phantoms
import phantom
from nesgroove.errors import ChemistryError, ConfigError
from nesgroove.io import phantoms as frozen
from nesgroove.io.phantoms import phantom_cif, phantom_description, phantom_names, phantom_truth
from nesgroove.io.read import read_structure
from phantom import SUITE, Phantom, build_phantom, write_phantom
from phantom.frozen import compact
from phantom.linkage import Hinge, Linkage
from phantom.minimise import minimise
from phantom.parts import component

ROOM = Path(phantom.__file__).parent

ALL = [*phantom_names(), *phantom_names(calibration=True)]

SAME = 0.002
"""Coordinates may differ by this between machines, A: the last of three decimals, twice."""

SAME_ANGLE = 0.1
"""What that makes of an angle at a bond, degrees."""

ROUNDS_ALIKE = any(np._core._multiarray_umath.__cpu_features__.get(name) for name in ("X86_V4", "AVX512_SKX"))
"""Whether numpy's sines and cosines are those that the set was built with, to the last bit. What they differ in
elsewhere grows while side chains are packed."""


# --- what the package holds ----------------------------------------------------------------------------


def tables_of(cif: str) -> dict[str, list[str]]:
    """Columns of an mmCIF by tag."""
    block = gemmi.cif.read_string(cif).sole_block()
    columns = {"data_": [block.name]}
    for item in block:
        if item.pair is not None:
            columns[item.pair[0]] = [item.pair[1]]
        elif item.loop is not None:
            for tag in item.loop.tags:
                columns[tag] = list(block.find_values(tag))
    return columns


def differences(built: object, held: object, path: str = "") -> list[str]:
    """Where two truths differ by more than coordinates may."""
    if isinstance(held, dict) and isinstance(built, dict) and built.keys() == held.keys():
        return [text for key in held for text in differences(built[key], held[key], f"{path}/{key}")]
    if isinstance(held, list) and isinstance(built, list) and len(built) == len(held):
        return [
            text for k, pair in enumerate(zip(built, held, strict=True)) for text in differences(*pair, f"{path}/{k}")
        ]
    if isinstance(held, float) and isinstance(built, float):
        allowed = SAME_ANGLE if path.endswith("_angle") else 1e-6 if path.startswith("/frame") else SAME
        return [] if abs(built - held) <= allowed else [f"{path}: {built} instead of {held}"]
    return [] if type(built) is type(held) and built == held else [f"{path}: {built!r} instead of {held!r}"]


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory):
    """The whole set, built anew as ``make phantoms`` does: mmCIF and truth by name."""
    directory = tmp_path_factory.mktemp("rebuilt")
    subprocess.run([sys.executable, make_phantoms.__file__, "freeze", "--out", directory], check=True)
    structures = lzma.decompress((directory / frozen.STRUCTURES).read_bytes()).decode()
    records = json.loads((directory / frozen.TRUTHS).read_text())
    texts = {name: frozen.expanded(compact) for name, compact in frozen.by_name(structures).items()}
    assert list(texts) == list(records)
    return {name: (texts[name], records[name]) for name in texts}


@pytest.mark.full
def test_the_set_is_whole(rebuilt):
    assert list(rebuilt) == ALL


@pytest.mark.full
@pytest.mark.parametrize("name", ALL)
def test_the_builder_gives_what_the_package_holds(rebuilt, name):
    cif, record = rebuilt[name]
    assert list(tables_of(cif)) == list(tables_of(phantom_cif(name)))
    compare(name, cif)
    assert record["description"] == phantom_description(name)
    if ROUNDS_ALIKE:
        assert differences(record["truth"], phantom_truth(name)) == []


def compare(name, cif):
    """Hold a phantom that was built now against the one of the package."""
    built, held = tables_of(cif), tables_of(phantom_cif(name))
    assert set(held) <= set(built)
    measured = {"_atom_site.Cartn_x", "_atom_site.Cartn_y", "_atom_site.Cartn_z", "_struct_conn.pdbx_dist_value"}
    for tag in set(held) - measured:
        assert built[tag] == held[tag], tag
    if not ROUNDS_ALIKE:
        pytest.skip("coordinates are not compared: this processor has no AVX-512, with which they were built")
    for tag in measured & set(held):
        assert np.array(built[tag], float) == pytest.approx(np.array(held[tag], float), abs=SAME), tag


def test_the_comparison_of_truths_can_fail():
    truth = phantom_truth("phantom_v6a")
    assert differences(truth, truth) == []
    other = phantom_truth("phantom_v6a")
    other["inhibitor"]["bond_length"] += 0.003
    other["frame"]["rotation"][1][2] += 1e-5
    other["occupant"]["atoms"] += 1
    other["site528"] = "Cys free"
    assert len(differences(other, truth)) == 4
    del other["cargo"]
    assert len(differences(other, truth)) == 1


@pytest.mark.parametrize("name", ALL)
def test_a_structure_is_the_same_after_packing_and_unpacking(name):
    assert compact(phantom_cif(name)) == frozen.by_name(frozen.packed())[name]


def test_nothing_that_is_measured_with_goes_into_the_truth():
    shared = {"errors", "identify.sequences", "model.structure", "model.target", "model.frame", "chem.components"}
    shared |= {"io.phantoms"}
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            module = node.module if isinstance(node, ast.ImportFrom) else ""
            names = [module] if module else [name.name for name in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                assert not name.startswith("nesgroove") or name.removeprefix("nesgroove.") in shared, (path.name, name)


# --- the same every time -------------------------------------------------------------------------------


@pytest.mark.full
def test_another_process_writes_the_same_bytes_and_the_package_holds_them(tmp_path):
    names = ["phantom_cargo_1c", "phantom_v6a"]
    code = (
        "from pathlib import Path; from phantom import SUITE, write_phantom\n"
        f"for name in {names!r}: write_phantom(SUITE[name], Path({str(tmp_path / 'other')!r}))"
    )
    # Another hash seed and another number of threads must not show.
    environment = {**os.environ, "PYTHONHASHSEED": "7", "OPENBLAS_NUM_THREADS": "3"}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    for name in names:
        for path in write_phantom(SUITE[name], tmp_path / "here"):
            assert (tmp_path / "other" / path.name).read_bytes() == path.read_bytes()
        written = gzip.decompress((tmp_path / "here" / f"{name}.cif.gz").read_bytes()).decode()
        compare(name, written)


# --- custom ones, and refusals -------------------------------------------------------------------------


@pytest.mark.slow
def test_a_station_can_be_asked_for_instead_of_the_width():
    _, truth = build_phantom(Phantom(name="by_station", ca_525_568=11.05))
    assert truth["ca_525_568"] == pytest.approx(11.05, abs=0.01)


@pytest.mark.slow
def test_a_bond_of_another_length_is_planted():
    _, truth = build_phantom(Phantom(name="stretched", inhibitor="K85", bond_length=1.95, bond_angle=99.0))
    assert truth["inhibitor"]["bond_length"] == pytest.approx(1.95, abs=0.003)
    assert truth["inhibitor"]["bond_angle"] == pytest.approx(99.0, abs=0.2)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"width": 20.0}, "20 A wide cannot be built"),
        ({"ca_525_568": 3.0}, "525-568 of 3 A cannot be built"),
        ({"cargo": "9z"}, "no cargo of class '9z'"),
        ({"cargo": "1a", "direction": "up"}, "in direction 'up'"),
        ({"inhibitor": "ATP"}, "'ATP' is not an inhibitor"),
        ({"cargo": "1a", "inhibitor": "V6A"}, "the groove holds one"),
        ({"written_as": "UNL"}, "no inhibitor to be written as UNL"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(wanted, message):
    with pytest.raises(ConfigError, match=message) as caught:
        build_phantom(Phantom(name="wrong", **wanted))
    assert caught.value.remedy


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"inhibitor": "V6A", "site": "Ser"}, "position 528 has none"),
        ({"inhibitor": "V6A", "site": "missing"}, "position 528 has none"),
        ({"inhibitor": "V6A", "species": "yeast"}, "position 528 has none"),
        ({"species": "yeast", "site": "Ser"}, "serine at 528 is made of cysteine"),
        ({"inhibitor": "V6A", "bond_length": 3.0}, "a bond length of 3 A"),
        ({"nucleotide": "ATP"}, "'ATP' is not a nucleotide of Ran"),
    ],
)
def test_what_does_not_fit_together_is_refused(wanted, message):
    with pytest.raises(ConfigError, match=message):
        build_phantom(Phantom(name="wrong", **wanted))


@pytest.mark.parametrize("name", ["", "Capital", "../up", "a b"])
def test_a_name_has_to_be_one_of_a_file(name):
    with pytest.raises(ValueError, match="name"):
        Phantom(name=name)


def test_unknown_components_are_refused():
    with pytest.raises(ChemistryError, match="no coordinates of 'QQQQQ'"):
        component("QQQQQ")


# --- the tools -----------------------------------------------------------------------------------------


def test_the_gradient_on_turns_is_that_of_finite_differences():
    random = np.random.default_rng(1)
    xyz, goal = random.normal(size=(2, 8, 3)) * 3
    hinges = [
        Hinge(0, 1, -1, np.arange(2, 8)),
        Hinge(1, 2, 3, np.arange(3, 8)),
        Hinge(2, 3, -1, np.arange(4, 8)),
    ]
    linkage = Linkage(xyz, hinges, free=True)
    at = random.normal(size=linkage.size)
    at[1] *= 0.1  # beyond a straight angle the axis of a bond angle points the other way

    def energy(parameters):
        return float(((linkage.pose(parameters) - goal) ** 2).sum())

    pose = linkage.pose(at)
    gradient = linkage.pull_back(at, pose, 2 * (pose - goal))
    steps = np.eye(linkage.size) * 1e-6
    numeric = [(energy(at + step) - energy(at - step)) / 2e-6 for step in steps]
    assert gradient == pytest.approx(np.array(numeric), abs=1e-5)


def test_the_minimiser_finds_the_bottom_of_a_bent_valley():
    def rosenbrock(x):
        value = 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2
        slope = [-400 * x[0] * (x[1] - x[0] ** 2) - 2 * (1 - x[0]), 200 * (x[1] - x[0] ** 2)]
        return float(value), np.array(slope)

    found, minimum = minimise(rosenbrock, np.array([-1.2, 1.0]), steps=200, tolerance=1e-14)
    assert found == pytest.approx([1.0, 1.0], abs=1e-4)
    assert minimum < 1e-8


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing option '--out'"),
        (["--out", "x", "phantom_open"], "unexpected extra argument"),
        (["--out", "x", "--width", "11", "--direction", "plus"], "a direction is given and no cargo"),
        (["--out", "x", "--width", "11", "--bond-length", "1.8"], "a bond length is given and no inhibitor"),
        (["--out", "x", "--width", "11", "--name", "../up"], "'../up' is not a name"),
    ],
)
def test_a_request_that_is_not_understood_exits_with_2(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(make_phantoms.app, ["build", *arguments])
    assert result.exit_code == 2
    assert message in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_built_exits_with_1_and_leaves_nothing(tmp_path):
    result = CliRunner().invoke(make_phantoms.app, ["build", "--out", str(tmp_path), "--width", "20"])
    assert result.exit_code == 1
    assert "phantom_custom: phantom: a groove 20 A wide cannot be built. Ask for" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_phantom_of_ones_own_from_the_command_line(tmp_path):
    arguments = ["--out", str(tmp_path), "--width", "11.4", "--cargo", "1d", "--direction", "minus", "--name", "mine"]
    result = CliRunner().invoke(make_phantoms.app, ["build", *arguments])
    assert result.exit_code == 0, result.stderr
    truth = json.loads((tmp_path / "mine.truth.json").read_text())
    assert truth["groove_width"] == pytest.approx(11.4, abs=0.01)
    assert truth["cargo"]["nes_class"] == "1d-R"
    assert read_structure(tmp_path / "mine.cif.gz").chain("D").sequence == truth["cargo"]["sequence"]


@pytest.mark.slow
def test_one_phantom_can_be_written_by_its_specification(tmp_path):
    coordinates, truth = write_phantom(SUITE["phantom_c528s"], tmp_path / "new" / "place")
    assert coordinates.name == "phantom_c528s.cif.gz"
    assert json.loads(truth.read_text())["site528"] == "Ser"
