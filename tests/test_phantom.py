"""Phantoms are what they say: geometry that chemistry allows, and the truth that is written beside them.

Everything is recomputed here from the files that the package holds, with formulas of this file's own; what was
asked of the builder is :data:`phantom.SUITE`.
"""

from __future__ import annotations

import gzip
import itertools
import json
import subprocess
import sys
from dataclasses import dataclass
from importlib.resources import files

import gemmi
import numpy as np
import pytest
from scipy.spatial import cKDTree
from typer.testing import CliRunner

from nesgroove.cli.app import app
from nesgroove.errors import ConfigError, WriteError
from nesgroove.identify.sequences import reference_sequences
from nesgroove.io.motion.schedules import MOTIONS
from nesgroove.io.phantoms import phantom_names, phantom_truth, write_phantoms
from nesgroove.io.read import read_structure
from nesgroove.model.frame import groove_frame
from nesgroove.model.structure import Structure
from nesgroove.model.target import XPO1
from phantom import SUITE, Phantom
from phantom.calibration import CALIBRATION
from phantom.parts import component

OFFSETS = {"Homo sapiens": 0, "Saccharomyces cerevisiae": 11}


@dataclass(frozen=True)
class Built:
    """A phantom as written: what was asked for, its truth, and the structure as read back."""

    spec: Phantom
    truth: dict
    structure: Structure
    raw: bytes

    @property
    def offset(self):
        return OFFSETS[self.truth["species"]]

    def residue(self, chain, number):
        found = [r for r in self.structure.residues if r.auth_chain == chain and r.auth_seq_id == number]
        assert len(found) == 1
        return found[0]

    def atom(self, chain, number, name):
        index = self.structure.atom_of(self.residue(chain, number).index, name)
        assert index is not None, f"{chain} {number} {name}"
        return self.structure.atoms.xyz[index]

    def alphas(self):
        chain = self.structure.chain(self.truth["xpo1_chain"])
        residues = [self.structure.residues[i] for i in chain.residues]
        return {
            r.auth_seq_id - self.offset: self.structure.atoms.xyz[self.structure.atom_of(r.index, "CA")]
            for r in residues
        }

    def in_frame(self, xyz):
        frame = self.truth["frame"]
        return (xyz - np.array(frame["origin"])) @ np.array(frame["rotation"]).T

    def of_chain(self, chain, kind):
        return self.structure.atom_indices(
            [r.index for r in self.structure.residues if r.auth_chain == chain and r.kind == kind]
        )


@pytest.fixture(scope="session")
def phantoms(tmp_path_factory):
    """The whole set, written once."""
    directory = tmp_path_factory.mktemp("phantoms")
    built = {}
    for path in write_phantoms(directory):
        name = path.name.removesuffix(".cif.gz")
        truth = json.loads((directory / f"{name}.truth.json").read_text())
        built[name] = Built(SUITE[name], truth, read_structure(path), path.read_bytes())
    return built


@pytest.fixture(scope="session", params=sorted(SUITE))
def built(request, phantoms):
    return phantoms[request.param]


def angle(a, b, c):
    u, v = (a - b) / np.linalg.norm(a - b), (c - b) / np.linalg.norm(c - b)
    return np.degrees(np.arccos(np.clip(u @ v, -1, 1)))


def contacts_below(structure, limit):
    """Pairs of atoms of residues that are not bonded to each other, nearer than a limit."""
    atoms, residues = structure.atoms, structure.residues
    bonded = {frozenset((int(atoms.residue[b.first]), int(atoms.residue[b.second]))) for b in structure.bonds}
    for a, b in cKDTree(atoms.xyz).query_pairs(limit):
        first, second = residues[atoms.residue[a]], residues[atoms.residue[b]]
        neighbours = first.kind == second.kind == "polymer" and (
            first.auth_chain == second.auth_chain and abs(first.auth_seq_id - second.auth_seq_id) <= 1
        )
        if first is second or neighbours or frozenset((first.index, second.index)) in bonded:
            continue
        yield f"{first.label}.{atoms.name[a]}", f"{second.label}.{atoms.name[b]}"


# --- what is built -------------------------------------------------------------------------------------


def test_main_chains_have_the_bonds_and_angles_of_proteins(built):
    structure = built.structure
    for chain in structure.chains:
        places = [
            {n: structure.atoms.xyz[structure.atom_of(i, n)] for n in ("N", "CA", "C", "O")} for i in chain.residues
        ]
        for at in places:
            assert np.linalg.norm(at["N"] - at["CA"]) == pytest.approx(1.458, abs=0.02)
            assert np.linalg.norm(at["CA"] - at["C"]) == pytest.approx(1.525, abs=0.02)
            assert np.linalg.norm(at["C"] - at["O"]) == pytest.approx(1.231, abs=0.02)
            assert angle(at["N"], at["CA"], at["C"]) == pytest.approx(111, abs=5)
        numbers = [structure.residues[i].auth_seq_id for i in chain.residues]
        for (one, two), (a, b) in zip(itertools.pairwise(places), itertools.pairwise(numbers), strict=True):
            if b == a + 1:
                assert np.linalg.norm(one["C"] - two["N"]) == pytest.approx(1.329, abs=0.03)
                assert np.linalg.norm(one["CA"] - two["CA"]) == pytest.approx(3.80, abs=0.12), "peptides are trans"
                assert angle(one["CA"], one["C"], two["N"]) == pytest.approx(117, abs=8)


def test_residues_are_whole_l_and_bonded_as_the_dictionary_says(built):
    structure = built.structure
    for residue in structure.residues:
        source = built.spec.inhibitor if residue.component == "UNL" else residue.component
        template = component(source)
        names = structure.atoms.name[residue.start : residue.stop].tolist()
        assert sorted(names) == sorted(template.names), residue.label
        at = dict(zip(names, structure.atoms.xyz[residue.start : residue.stop], strict=True))
        for a, b, _ in template.bonds:
            ideal = np.linalg.norm(template.xyz[a] - template.xyz[b])
            real = np.linalg.norm(at[template.names[a]] - at[template.names[b]])
            assert real == pytest.approx(ideal, abs=0.06), f"{residue.label} {template.names[a]}-{template.names[b]}"
        if residue.kind == "polymer" and residue.component != "GLY":
            hand = np.linalg.det([at["N"] - at["CA"], at["C"] - at["CA"], at["CB"] - at["CA"]])
            assert 2.0 < hand < 3.2, f"{residue.label} is not an L-amino acid"


def test_nothing_clashes(built):
    unrecorded = {"phantom_v6a_unrecorded"}
    clashes = list(contacts_below(built.structure, 2.5))
    if built.spec.name in unrecorded:
        # The bond that the file does not record is the only thing nearer.
        assert clashes
        assert all("V6A" in a + b and "C528" in a + b for a, b in clashes)
    else:
        assert clashes == []


@pytest.mark.parametrize("name", [n for n, s in SUITE.items() if s.cargo or s.inhibitor])
def test_occupants_keep_clear_of_xpo1(phantoms, name):
    built = phantoms[name]
    structure, truth = built.structure, built.truth
    atoms = structure.atoms
    xpo1 = built.of_chain(truth["xpo1_chain"], "polymer")
    kind = "polymer" if truth["cargo"] else "ligand"
    occupant = built.of_chain(truth["cargo"]["chain"] if truth["cargo"] else truth["xpo1_chain"], kind)
    distance = np.linalg.norm(atoms.xyz[occupant][:, None] - atoms.xyz[xpo1][None], axis=-1)
    if truth["inhibitor"] and truth["inhibitor"]["bonded"]:
        attach = truth["inhibitor"]["attach_atom"]
        site = [structure.residues[atoms.residue[i]].auth_seq_id == 528 for i in xpo1]
        # The bond, and the atoms next to it on either side.
        near_bond = np.linalg.norm(atoms.xyz[occupant] - built.atom(truth["xpo1_chain"], 1101, attach), axis=1) < 1.9
        distance[np.ix_(near_bond, np.array(site))] = np.inf
    assert distance.min() > 2.7


def test_the_pockets_of_an_open_groove_are_free(phantoms):
    built = phantoms["phantom_open"]
    xyz = built.in_frame(built.structure.atoms.xyz)
    for name, centre in XPO1.pocket_centres.items():
        assert np.linalg.norm(xyz - centre, axis=1).min() > 3.4, name


# --- sequences and identifiers -------------------------------------------------------------------------


def test_sequences_are_those_of_the_references_number_by_number(built):
    structure, truth = built.structure, built.truth
    key = {"Homo sapiens": "XPO1_HUMAN", "Saccharomyces cerevisiae": "XPO1_YEAST"}[truth["species"]]
    reference = reference_sequences()[key].sequence
    differences = {
        structure.residues[i].auth_seq_id: structure.residues[i].code
        for i in structure.chain(truth["xpo1_chain"]).residues
        if structure.residues[i].code != reference[structure.residues[i].auth_seq_id - 1]
    }
    assert differences == ({528: "S"} if truth["site528"] == "Ser" else {})
    numbers = [structure.residues[i].auth_seq_id - built.offset for i in structure.chain(truth["xpo1_chain"]).residues]
    missing = {528} if truth["site528"] == "missing" else set()
    assert set(range(505, 601)) - set(numbers) == missing
    assert len(structure.chain(truth["xpo1_chain"]).declared) == 96
    if truth["ran_chain"]:
        assert structure.chain(truth["ran_chain"]).sequence == reference_sequences()["RAN_HUMAN"].sequence


def test_label_ids_follow_the_declared_sequence(phantoms):
    structure = phantoms["phantom_no528"].structure
    labels = {r.auth_seq_id: r.label_seq_id for r in structure.residues}
    assert labels[527] == 23
    assert labels[529] == 25
    assert structure.declared_missing == ()


def test_files_say_that_they_are_phantoms(built):
    assert built.structure.title.startswith("nesgroove phantom: ")
    assert built.structure.method == "THEORETICAL MODEL"
    assert built.structure.crystal is None
    assert built.structure.file_id == built.spec.name


# --- planted truth, recomputed -------------------------------------------------------------------------


def test_the_groove_is_as_wide_as_asked(built):
    alphas = built.alphas()
    pairs = ((518, 561), (521, 565), (525, 568))
    width = np.mean([np.linalg.norm(alphas[a] - alphas[b]) for a, b in pairs])
    assert width == pytest.approx(built.spec.width, abs=0.01)
    assert built.truth["groove_width"] == pytest.approx(width, abs=0.001)
    for a, b in XPO1.stations:
        planted = built.truth[f"ca_{a}_{b}"]
        if a in alphas and b in alphas:
            assert planted == pytest.approx(np.linalg.norm(alphas[a] - alphas[b]), abs=0.001)
        else:
            assert planted is None
    assert built.truth["state"] == ("closed" if width < 9.9 else "intermediate" if width < 11.1 else "open")


def test_the_crossing_angle_is_that_of_the_axes(built):
    alphas, directions = built.alphas(), []
    for name in ("H11A", "H12A"):
        first, last = XPO1.helices[name]
        points = np.array([alphas[p] for p in range(first, last + 1) if p in alphas])
        values, vectors = np.linalg.eigh(np.cov((points - points.mean(axis=0)).T))
        directions.append(vectors[:, values.argmax()] * np.sign(vectors[:, values.argmax()] @ (points[-1] - points[0])))
    crossing = np.degrees(np.arccos(directions[0] @ directions[1]))
    if built.truth["site528"] == "missing":
        # The truth is that of the helix as built; one atom less turns its axis.
        assert built.truth["crossing_angle"] == pytest.approx(phantom_truth("phantom_open")["crossing_angle"], abs=0.01)
        return
    assert built.truth["crossing_angle"] == pytest.approx(crossing, abs=0.01)
    assert 25 < crossing < 40


def test_the_groove_frame_is_found_again_and_the_file_is_not_in_it(built):
    planted = built.truth["frame"]
    assert np.abs(np.array(planted["rotation"]) - np.eye(3)).max() > 0.2
    if built.truth["site528"] == "missing":
        return
    frame = groove_frame(built.alphas())
    assert np.abs(frame.rotation - np.array(planted["rotation"])).max() < 1e-3
    assert np.abs(frame.origin - np.array(planted["origin"])).max() < 5e-3


def test_helices_stand_where_they_were_measured(phantoms):
    measured = {
        "phantom_open": {"H11A": (-1.5, -7.3, 1.9), "H11B": (8.8, -4.2, -5.1), "H12A": (2.2, 7.7, -1.6)},
        "phantom_closed": {"H11A": (-1.3, -6.5, 1.9), "H11B": (9.2, -4.5, -5.3), "H12A": (2.4, 6.7, -1.1)},
    }
    for name, centres in measured.items():
        frame = groove_frame(phantoms[name].alphas())
        for helix, centre in centres.items():
            assert np.linalg.norm(frame.axes[helix].centre - centre) < 0.5, f"{name} {helix}"


@pytest.mark.parametrize("name", [n for n, s in SUITE.items() if s.cargo])
def test_anchors_sit_in_their_pockets(phantoms, name):
    built = phantoms[name]
    cargo, structure = built.truth["cargo"], built.structure
    taken = []
    for pocket, label in cargo["anchors"].items():
        if not label:
            assert cargo["anchor_distances"][pocket] is None
            continue
        residue = built.residue(cargo["chain"], int(label[1:]))
        assert residue.label == label
        assert residue.code in "LIVMF"
        atoms = [i for i in range(residue.start, residue.stop) if structure.atoms.name[i] not in ("N", "CA", "C", "O")]
        centre = built.in_frame(structure.atoms.xyz[atoms]).mean(axis=0)
        miss = np.linalg.norm(centre - XPO1.pocket_centres[pocket])
        assert miss < 1.5
        assert cargo["anchor_distances"][pocket] == pytest.approx(miss, abs=0.01)
        taken.append(residue.auth_seq_id)
    ascending = taken == sorted(taken)
    assert ascending == (cargo["direction"] == "plus")
    assert cargo["direction"] == built.spec.direction
    assert len(taken) == (4 if built.spec.cargo == "3" else 5)


SPACINGS = {"1a": [4, 3, 2], "1b": [3, 3, 2], "1c": [4, 4, 2], "1d": [3, 4, 2], "2": [2, 3, 2], "4": [4, 3, 4]}


@pytest.mark.parametrize("nes_class", sorted(SPACINGS))
def test_anchors_have_the_spacing_of_the_class(phantoms, nes_class):
    anchors = phantoms[f"phantom_cargo_{nes_class}"].truth["cargo"]["anchors"]
    numbers = [int(anchors[p][1:]) for p in ("P1", "P2", "P3", "P4")]
    assert np.diff(numbers).tolist() == SPACINGS[nes_class]


def test_class_3_leaves_p4_without_an_anchor_and_1a_minus_runs_backwards(phantoms):
    assert phantoms["phantom_cargo_3"].truth["cargo"]["anchors"]["P4"] == ""
    minus = phantoms["phantom_cargo_1a_minus"].truth["cargo"]
    assert minus["anchors"] == {"P4": "F391", "P3": "M393", "P2": "F396", "P1": "L400", "P0": "I403"}
    assert minus["nes_class"] == "1a-R"


@pytest.mark.parametrize("name", [n for n, s in SUITE.items() if s.inhibitor and s.inhibitor != "G6U"])
def test_inhibitors_are_bonded_at_the_length_and_angle_asked_for(phantoms, name):
    built = phantoms[name]
    planted, chain = built.truth["inhibitor"], built.truth["xpo1_chain"]
    carbon = built.atom(chain, 1101, planted["attach_atom"])
    sg, cb = built.atom(chain, 528, "SG"), built.atom(chain, 528, "CB")
    assert np.linalg.norm(carbon - sg) == pytest.approx(built.spec.bond_length, abs=0.003)
    assert angle(cb, sg, carbon) == pytest.approx(built.spec.bond_angle, abs=0.2)
    assert planted["bond_length"] == pytest.approx(np.linalg.norm(carbon - sg), abs=0.001)
    assert planted["bond_angle"] == pytest.approx(angle(cb, sg, carbon), abs=0.01)
    assert built.truth["site528"] == "Cys bonded"
    assert [b.length for b in built.structure.bonds] == (
        [pytest.approx(planted["bond_length"], abs=0.001)] if built.spec.record_bond else []
    )


def test_one_bond_is_not_recorded_and_one_compound_has_no_name(phantoms):
    assert phantoms["phantom_v6a"].truth["inhibitor"]["recorded"] is True
    assert phantoms["phantom_v6a_unrecorded"].truth["inhibitor"]["recorded"] is False
    unnamed = phantoms["phantom_unl"].truth["inhibitor"]
    assert (unnamed["component"], unnamed["compound"]) == ("UNL", "unknown")
    assert phantoms["phantom_unl"].residue("C", 1101).component == "UNL"


def test_a_compound_that_does_not_react_lies_beside_the_sulphur(phantoms):
    built = phantoms["phantom_g6u"]
    ligand = built.of_chain("C", "ligand")
    nearest = np.linalg.norm(built.structure.atoms.xyz[ligand] - built.atom("C", 528, "SG"), axis=1).min()
    assert nearest > 3.0
    assert built.truth["inhibitor"]["nearest_to_sg"] == pytest.approx(nearest, abs=0.001)
    assert built.truth["site528"] == "Cys free"
    assert built.structure.bonds == ()


def test_inhibitors_reach_where_their_class_does(phantoms):
    for name, built in phantoms.items():
        if built.spec.inhibitor in ("LMB", "LBF", "AA8", "RJA"):
            assert built.truth["occupant"]["x_min_all"] < -6, name
            assert 9 < built.truth["occupant"]["x_max_all"] < 18, name
        elif built.spec.inhibitor and built.spec.inhibitor != "G6U":
            assert 0 < built.truth["occupant"]["x_min_all"] < 5, name
            assert 12 < built.truth["occupant"]["x_max_all"] < 18, name


@pytest.mark.parametrize("name", [n for n, s in SUITE.items() if s.cargo or s.inhibitor])
def test_the_span_of_an_occupant_is_that_of_its_atoms_near_the_pockets(phantoms, name):
    built = phantoms[name]
    truth = built.truth
    if truth["cargo"]:
        atoms = built.of_chain(truth["cargo"]["chain"], "polymer")
    else:
        atoms = built.of_chain(truth["xpo1_chain"], "ligand")
    xyz = built.in_frame(built.structure.atoms.xyz[atoms])
    centres = np.array(list(XPO1.pocket_centres.values()))
    near = xyz[np.linalg.norm(xyz[:, None] - centres[None], axis=-1).min(axis=1) < 5.0]
    assert truth["occupant"]["x_min"] == pytest.approx(near[:, 0].min(), abs=0.002)
    assert truth["occupant"]["x_max"] == pytest.approx(near[:, 0].max(), abs=0.002)
    assert truth["occupant"]["atoms_near_pockets"] == len(near)


@pytest.mark.parametrize("name", [n for n, s in SUITE.items() if s.has_ran])
def test_ran_is_far_from_the_groove_with_its_nucleotide_beside_it(phantoms, name):
    built = phantoms[name]
    structure, chain = built.structure, built.truth["ran_chain"]
    ran = structure.atoms.xyz[built.of_chain(chain, "polymer")]
    centres = np.array(list(XPO1.pocket_centres.values()))
    assert np.linalg.norm(built.in_frame(ran)[:, None] - centres[None], axis=-1).min() > 25
    nucleotide = [r for r in structure.residues if r.auth_chain == chain and r.kind == "ligand"]
    assert [r.component for r in nucleotide] == [built.truth["ran_nucleotide"]]
    atoms = structure.atoms.xyz[nucleotide[0].start : nucleotide[0].stop]
    assert 2.5 < np.linalg.norm(atoms[:, None] - ran[None], axis=-1).min() < 3.5
    xpo1 = structure.atoms.xyz[built.of_chain(built.truth["xpo1_chain"], "polymer")]
    assert np.linalg.norm(atoms[:, None] - xpo1[None], axis=-1).min() > 6
    to_xpo1 = np.linalg.norm(ran[:, None] - xpo1[None], axis=-1)
    assert (to_xpo1.min(axis=1) < 5).sum() >= 20, "Ran touches the XPO1 that it belongs to"


# --- as files --------------------------------------------------------------------------------------------


def test_the_gzip_header_has_no_time_and_gemmi_reads_the_text(phantoms):
    raw = phantoms["phantom_open"].raw
    assert raw[4:8] == bytes(4)
    block = gemmi.cif.read_string(gzip.decompress(raw).decode()).sole_block()
    assert block.find_value("_exptl.method") == "'THEORETICAL MODEL'"


def test_the_truth_beside_a_structure_is_the_one_asked_for_by_name(built):
    truth = phantom_truth(built.spec.name)
    assert truth == built.truth
    truth["frame"]["origin"][0] += 1
    assert phantom_truth(built.spec.name) == built.truth, "one reader changes what the next one gets"


def test_the_set_is_that_of_the_builder_and_small():
    assert phantom_names() == list(SUITE)
    assert len(SUITE) == 28
    sizes = [path.stat().st_size for path in (files("nesgroove.data") / "phantoms").iterdir()]
    assert 0 < sum(sizes) < 300_000


def test_names_that_are_not_in_the_set_are_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(ConfigError, match="no phantom named phantom_opn"):
        write_phantoms(tmp_path / "out", ["phantom_open", "phantom_opn"])
    assert not (tmp_path / "out").exists()


# --- the command ---------------------------------------------------------------------------------------


def test_the_list_names_the_set_and_what_is_in_each():
    result = CliRunner().invoke(app, ["phantom", "--list"])
    assert result.exit_code == 0
    listed = [f"{item.name}\t{item.description}" for item in (*SUITE.values(), *CALIBRATION.values())]
    moving = [f"{item.name}\tin motion: {item.description}" for item in MOTIONS.values()]
    assert result.stdout.splitlines() == [*listed, *moving]
    assert "phantom_unl\thuman, width 11.83 A, inhibitor V6A written as UNL\n" in result.stdout


def test_the_command_writes_those_named_and_says_where(tmp_path, phantoms):
    out = tmp_path / "new" / "folder"
    result = CliRunner().invoke(app, ["phantom", "--out", str(out), "phantom_v6a", "phantom_open"])
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"{name}\t{out}/{name}.cif.gz\t{out}/{name}.truth.json" for name in ("phantom_v6a", "phantom_open")
    ]
    assert sorted(path.name for path in out.iterdir()) == [
        f"{name}.{ending}" for name in ("phantom_open", "phantom_v6a") for ending in ("cif.gz", "truth.json")
    ]
    assert (out / "phantom_v6a.cif.gz").read_bytes() == phantoms["phantom_v6a"].raw


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "no directory is named"),
        (["--out", "x", "phantom_opn"], "no phantom named phantom_opn"),
        (["--out", "x", "--width", "11"], "No such option: --width"),
    ],
)
def test_requests_that_are_not_understood_exit_with_2(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["phantom", *arguments])
    assert result.exit_code == 2
    assert message in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_directory_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    result = CliRunner().invoke(app, ["phantom", "--out", str(tmp_path / "file" / "below"), "phantom_open"])
    assert isinstance(result.exception, WriteError)
    assert f"{tmp_path}/file is in the way, which is no directory. Remove it" in str(result.exception)


def test_writing_phantoms_loads_no_chemistry_and_no_parser(tmp_path):
    code = (
        "import sys; from nesgroove.io.phantoms import write_phantoms; "
        f"write_phantoms({str(tmp_path)!r}, ['phantom_open']); "
        "print(sorted({'biotite', 'gemmi', 'MDAnalysis', 'numpy', 'rdkit', 'scipy', 'phantom'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
