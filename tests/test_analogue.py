"""A compound without a structure, laid on the pose of its nearest relative."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import nesgroove
from nesgroove.cli.app import app
from nesgroove.errors import AnalogueError, ConfigError, NesgrooveError
from nesgroove.io.read import read_structure
from nesgroove.series.analogue.build import Request, analogue
from nesgroove.series.analogue.compound import Adduct, adducts, compound_of
from nesgroove.series.analogue.conformers import other_hand
from nesgroove.series.analogue.files import checked_target, source_and_part
from nesgroove.series.analogue.pose import known_pose
from nesgroove.series.analogue.receptor import Site, receptor_of
from nesgroove.series.analogue.relax import ANGLE, BOND
from nesgroove.series.analogue.scaffold import scaffolds
from nesgroove.series.analogue.written import COMPONENT, model_cif
from structures import structure_path

ARYL = "c1cc(C(F)(F)F)cc(C(F)(F)F)c1"
SELINEXOR = f"O=C(/C=C\\n1cnc(n1)-{ARYL.replace('1', '2')})NNc1cnccn1"
VERDINEXOR = f"O=C(/C=C\\n1cnc(n1)-{ARYL.replace('1', '2')})NNc1ccccn1"
NO_OXYGEN = "CC(C)OC(=O)/C=C\\n1cnc(-c2cccc(C(F)(F)F)c2)n1"
"""KPT-185 without its methoxy group."""


def phantom(name: str):
    return read_structure(nesgroove.phantom_path(name))


@pytest.fixture(scope="module")
def model():
    k85 = phantom("phantom_k85")
    return analogue(k85, k85, Request(NO_OXYGEN, name="demethoxy KPT-185", conformers=4))


@pytest.fixture(scope="module")
def written(model, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("analogue") / "model.cif"
    path.write_text(model_cif(model, "model"))
    return path


def test_the_scaffold_stays_where_the_relative_has_it(model) -> None:
    known = known_pose(phantom("phantom_k85")).molecule.GetConformer().GetPositions()
    away = [np.linalg.norm(model.laid.xyz[here] - known[there]) for here, there in model.scaffold.like_of.items()]
    assert model.scaffold.common == 23 == model.adduct.size
    assert max(away) < 0.8
    assert model.scaffold_rmsd == pytest.approx(np.sqrt(np.mean(np.square(away))))


def test_bond_and_angle_at_the_cysteine_are_those_of_a_thioether(model) -> None:
    assert BOND[0] - 0.005 < model.laid.length < BOND[1] + 0.005
    assert ANGLE[0] < model.laid.angle < ANGLE[1]
    assert model.laid.clashes == ()


def test_the_compound_has_the_hand_that_its_scaffold_has(model) -> None:
    # Both are tried; the phantom's bonds at the beta carbon decide.
    assert model.isomers == 2
    assert "@" in model.adduct.smiles


def test_the_file_is_marked_and_measured_as_a_whole(written) -> None:
    run = nesgroove.measure(written)
    (row,) = run.complexes.to_dict("records")
    assert (row["source_kind"], row["site528"], row["inhibitor"]) == ("modelled", "Cys bonded", COMPONENT)
    assert row["inhibitor_name"] == "demethoxy KPT-185"
    assert row["title"].startswith("MODEL BY ANALOGY, NOT AN EXPERIMENTAL STRUCTURE: demethoxy KPT-185")
    (bond,) = run.covalent.to_dict("records")
    assert (bond["in_file"], bond["by_distance"], bond["atom"]) == ("yes", "yes", "C3")
    assert BOND[0] - 0.01 <= bond["length"] <= BOND[1] + 0.01
    assert run.molecules.set_index("role").loc["inhibitor", "chemistry"] == "file"
    notes = run.problems[run.problems.message.str.contains("modelled by analogy")]
    assert notes.severity.tolist() == ["note"]
    assert "23 atoms of its scaffold lie where KPT-185 in phantom_k85-C (phantom) has them" in notes.message.iloc[0]
    assert "P3" in set(run.occupancy[run.occupancy.occupied == "yes"].pocket)


def test_only_files_of_this_program_name_their_compound(written, tmp_path) -> None:
    other = tmp_path / "other.cif"
    other.write_text(written.read_text().replace("NESGROOVE MODELLED", "SOMETHING ELSE"))
    structure = read_structure(other)
    assert structure.compounds == {}
    assert nesgroove.measure(other).complexes.inhibitor_name.tolist() == ["unknown"]


def test_the_same_request_gives_the_same_bytes(model, written) -> None:
    k85 = phantom("phantom_k85")
    again = analogue(k85, k85, Request(NO_OXYGEN, name="demethoxy KPT-185", conformers=4))
    assert model_cif(again, "model") == written.read_text()


def test_the_spelling_of_a_smiles_decides_nothing(model) -> None:
    k85 = phantom("phantom_k85")
    other = "FC(F)(F)c1cccc(c1)-c1nn(cn1)/C=C\\C(=O)OC(C)C"
    again = analogue(k85, k85, Request(other, conformers=4))
    assert np.array_equal(again.laid.xyz, model.laid.xyz)


def test_another_receptor_stays_where_its_file_has_it(tmp_path) -> None:
    into = phantom("phantom_open")
    turned = into.with_xyz(into.atoms.xyz @ np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]]) + 10.0)
    made = analogue(phantom("phantom_k85"), turned, Request(NO_OXYGEN, conformers=2))
    path = tmp_path / "x.cif"
    path.write_text(model_cif(made, "x"))
    structure = read_structure(path)
    first, second = (
        np.array([s.atoms.xyz[s.atom_of(r.index, "CA")] for r in s.residues if r.kind == "polymer"])
        for s in (turned, structure)
    )
    assert first.shape == second.shape
    assert np.abs(first - second).max() < 0.001
    # Nothing hangs on how the receptor's file lies in space.
    plain = analogue(phantom("phantom_k85"), into, Request(NO_OXYGEN, conformers=2))
    assert np.abs(plain.laid.xyz - made.laid.xyz).max() < 0.05


@pytest.mark.parametrize(
    ("smiles", "like", "into", "message"),
    [
        ("no molecule", "k85", "k85", "the SMILES is no molecule"),
        ("", "k85", "k85", "the SMILES is no molecule"),
        (f"{NO_OXYGEN}.Cl", "k85", "k85", "of several pieces"),
        ("C=CC(=O)[Fe]", "k85", "k85", "no force field for Fe"),
        ("C=CC(=O)NCB(O)O", "k85", "k85", "no force field for B"),
        ("C=CC(=O)NCS(F)(F)(F)(F)F", "k85", "k85", "no parameters for an atom"),
        ("C" * 120 + "C=CC(=O)N", "k85", "k85", "more than 100"),
        ("CC(C)OC(=O)CCn1cnc(-c2cccc(C(F)(F)F)c2)n1", "k85", "k85", "no atom of it reacts"),
        ("C=CC(=O)NC", "k85", "k85", "no scaffold of 8 heavy atoms in common with KPT-185: the largest has 4"),
        ("CC(C)CC=CC(=O)OC(C)C(F)C(Cl)C(O)C(N)C", "k85", "k85", "stereo isomers fit the SMILES"),
        (NO_OXYGEN, "open", "k85", "no inhibitor is in the groove"),
        (NO_OXYGEN, "cargo_1a", "k85", "no inhibitor is in the groove"),
        (NO_OXYGEN, "k85", "c528s", "no cysteine at 528 is free: it is Ser"),
        (NO_OXYGEN, "k85", "yeast_thr", "no cysteine at 528 is free: it is Thr"),
        (NO_OXYGEN, "k85", "no528", "no cysteine at 528 is free: the residue is not in the file"),
    ],
)
def test_what_is_refused_and_why(smiles, like, into, message) -> None:
    with pytest.raises(AnalogueError) as error:
        analogue(phantom(f"phantom_{like}"), phantom(f"phantom_{into}"), Request(smiles, conformers=1))
    assert message in str(error.value)
    assert error.value.remedy


def test_a_carbon_with_a_hand_is_not_forced_where_a_flat_nitrogen_lay() -> None:
    smiles = r"O=C(/C=C\n1cnc(-c2cc(C(F)(F)F)cc(C(F)(F)F)c2)n1)N[C@@H](C)c1ccccc1"
    composite = read_structure(structure_path("composite_v6a"))
    made = analogue(composite, composite, Request(smiles, conformers=4))
    assert made.scaffold.common == len(made.scaffold.like_of) == 24
    assert "N[C@@H](C)c1ccccc1" in made.adduct.smiles


def test_a_cage_has_no_hands_of_its_own() -> None:
    smiles = "C=CC(=O)NC12CC3CC(CC(C3)C1)C2"
    assert len(adducts(compound_of(smiles), smiles)) <= 8


def test_a_component_that_is_not_there_is_refused_and_the_one_there_named() -> None:
    with pytest.raises(AnalogueError, match="V6A is not in the groove; there is K85:"):
        known_pose(phantom("phantom_k85"), "V6A")
    assert known_pose(phantom("phantom_k85"), "K85").component == "K85"


def test_a_chain_that_is_no_receptor_is_refused() -> None:
    k85 = phantom("phantom_k85")
    with pytest.raises(AnalogueError, match="chain Z is no XPO1"):
        analogue(k85, k85, Request(NO_OXYGEN, chain="Z"))


@pytest.mark.full
def test_a_clash_that_is_left_is_refused_with_the_atoms() -> None:
    # A group that no wall lets through: on the triazole, which lies at the bottom of the groove.
    bulky = "CC(C)OC(=O)/C=C\\n1c(C(C)(C)C)nc(-c2cc(C(C)(C)C)c(C(C)(C)C)c(C(C)(C)C)c2)n1"
    with pytest.raises(AnalogueError, match=r"clashes are left after relaxing, the worst \d\.\d\d A between"):
        analogue(phantom("phantom_k85"), phantom("phantom_closed"), Request(bulky, conformers=1))


def test_a_cargo_in_the_receptor_makes_room() -> None:
    pose = known_pose(phantom("phantom_k85"))
    assert receptor_of(phantom("phantom_cargo_1a"), pose).left_out == ("cargo D",)
    assert receptor_of(phantom("phantom_k85"), pose).left_out[0].startswith("K85:")


def test_a_free_cysteine_with_another_rotamer_is_tried_both_ways() -> None:
    pose = known_pose(phantom("phantom_k85"))
    other = phantom("phantom_open")
    sites = receptor_of(other, pose).sites
    assert sites[0].turned == 0.0
    for site in sites[1:]:
        bond = np.linalg.norm(site.sulphur - site.carbon)
        assert bond == pytest.approx(np.linalg.norm(sites[0].sulphur - sites[0].carbon), abs=1e-6)
        assert isinstance(site, Site)


@pytest.mark.parametrize("smiles", ["C[C@H](N)S", "F[C@](Cl)(Br)C", "O=C(C[C@H](SC)N1C=NC=N1)N", "N[C@@H]1CCCO1"])
def test_a_hand_is_known_by_the_places_of_its_neighbours(smiles: str) -> None:
    from rdkit import Chem
    from rdkit.Chem import rdDistGeom

    molecule = Chem.MolFromSmiles(smiles)
    whole = Chem.AddHs(molecule)
    rdDistGeom.EmbedMolecule(whole, randomSeed=1)
    places = {i: whole.GetConformer().GetPositions()[i] for i in range(molecule.GetNumAtoms())}
    adduct = Adduct(molecule, 0, "")
    assert not other_hand(adduct, places)
    assert other_hand(adduct, {i: xyz * [1, 1, -1] for i, xyz in places.items()})


def test_a_ring_of_other_elements_lies_where_the_ring_lay() -> None:
    pose = known_pose(phantom("phantom_v6a"))
    adduct = adducts(compound_of(VERDINEXOR), "")[0]
    (scaffold,) = scaffolds(pose, adduct)
    assert (scaffold.common, len(scaffold.like_of), scaffold.tethered) == (30, 31, True)


def test_a_ring_that_can_be_turned_is_tried_both_ways() -> None:
    pose = known_pose(phantom("phantom_v6a"))
    adduct = adducts(compound_of(NO_OXYGEN), "")[0]
    ways = scaffolds(pose, adduct)
    assert len(ways) == 2
    assert {len(way.like_of) for way in ways} == {len(ways[0].like_of)}


def test_entries_are_found_by_their_id_and_colons_in_names_are_kept(tmp_path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "6XJS.cif.gz").write_bytes(b"")
    assert source_and_part("6xjs:V6A", "--like", places=(str(cache),)) == (cache / "6XJS.cif.gz", "V6A")
    odd = tmp_path / "a:b.cif"
    odd.write_text("")
    assert source_and_part(str(odd), "--like") == (odd, "")
    assert source_and_part(f"{odd}:V6A:C:1101", "--like") == (odd, "V6A:C:1101")
    with pytest.raises(ConfigError, match="no such entry"):
        source_and_part("9xyz:V6A", "--like", places=(str(cache),))
    (cache / "6xjs.pdb").write_bytes(b"")
    with pytest.raises(ConfigError, match="Name the file"):
        source_and_part("6xjs", "--like", places=(str(cache),))


def test_a_model_never_takes_the_place_of_what_it_is_made_of(tmp_path) -> None:
    path = tmp_path / "x.cif"
    path.write_text("")
    with pytest.raises(ConfigError, match="take the place"):
        checked_target(path, (path,))
    with pytest.raises(ConfigError, match="ends in"):
        checked_target(tmp_path / "x.pdb", ())
    assert checked_target(tmp_path / "y.cif.gz", (path,)) == tmp_path / "y.cif.gz"


def test_the_command_writes_measures_and_sums_up(tmp_path) -> None:
    k85 = str(nesgroove.phantom_path("phantom_k85"))
    out, tables = tmp_path / "model.cif.gz", tmp_path / "tables"
    arguments = ["analogue", "--like", f"{k85}:K85", "--smiles", NO_OXYGEN, "--into", k85, "--out", str(out)]
    result = CliRunner().invoke(app, [*arguments, "--name", "new", "--conformers", "1", "--measure", str(tables)])
    assert result.exit_code == 0, result.output
    assert "new: modelled, not observed, on KPT-185 in phantom_k85-C (phantom)" in result.output
    assert "23 heavy atoms in common" in result.output
    assert "new model-C (modelled)" in result.output
    assert "clashes: none" in result.output
    assert (tables / "complexes.tsv").is_file()
    assert gzip.decompress(out.read_bytes()).startswith(b"data_model-C")


def test_the_command_refuses_before_anything_is_done(tmp_path) -> None:
    k85 = str(nesgroove.phantom_path("phantom_k85"))
    out = tmp_path / "model.cif"
    bad = CliRunner().invoke(app, ["analogue", "--like", k85, "--smiles", "(", "--into", k85, "--out", str(out)])
    assert bad.exit_code == 2
    with pytest.raises(NesgrooveError, match="no atom of it reacts"):
        nesgroove.analogue(k85, "CCO", k85, out)
    assert not out.exists()


def test_verdinexor_comes_to_lie_as_the_composite_has_it() -> None:
    selinexor = read_structure(structure_path("composite_v6a"))
    made = analogue(selinexor, selinexor, Request(VERDINEXOR, name="verdinexor", conformers=10))
    known = known_pose(read_structure(structure_path("composite_verdinexor")))
    xyz, there = known.molecule.GetConformer().GetPositions(), {n: i for i, n in enumerate(known.names)}
    away = [np.linalg.norm(made.laid.xyz[i] - xyz[there[n]]) for i, n in enumerate(made.names) if n in there]
    assert len(away) >= 30
    assert np.sqrt(np.mean(np.square(away))) < 0.5
    assert (made.laid.bonded_well(made.adduct), made.laid.clashes) == (True, ())


def test_a_pose_from_which_the_sulphur_cannot_be_reached_is_refused() -> None:
    # NCI-1 lies in the groove without a bond; its relative with an isothiocyanate has to make one.
    g6u = read_structure(structure_path("composite_g6u"))
    assert known_pose(g6u).attach is None
    smiles = "O=S(/C=C/CCN=C=S)c1cc(C(F)(F)F)cc(C(F)(F)F)c1"
    with pytest.raises(AnalogueError, match=r"the bond to Cys528 comes out at|clashes are left"):
        analogue(g6u, g6u, Request(smiles, conformers=2))


@pytest.mark.parametrize("group", ["[N+](=O)[O-]", "C#N", "Cl"])
def test_charges_of_what_the_file_says_are_kept(group, tmp_path) -> None:
    k85 = nesgroove.phantom_path("phantom_k85")
    smiles = f"CC(C)OC(=O)/C=C\\n1cnc(-c2cccc({group})c2)n1"
    made = nesgroove.analogue(k85, smiles, k85, tmp_path / "x.cif", conformers=1)
    run = nesgroove.measure(made.path)
    # Of a compound whose chemistry makes no sense no contact has a type.
    assert "hydrophobic" in set(run.contacts[run.contacts.kind == "inhibitor"].type)
    assert not run.problems.message.str.contains("chemistry").any()


def test_the_page_of_a_compound_without_a_structure_shows_its_model(tmp_path) -> None:
    k85 = nesgroove.phantom_path("phantom_k85")
    nesgroove.analogue(k85, NO_OXYGEN, k85, tmp_path / "verdinexor.cif", name="KPT-335", conformers=1)
    run = nesgroove.measure([tmp_path / "verdinexor.cif", nesgroove.phantom_path("phantom_unl")])
    assert run.complexes.inhibitor_name.tolist() == ["selinexor", "verdinexor"]  # by its graph, and by its synonym
    run.write(tmp_path / "tables")
    result = CliRunner().invoke(app, ["atlas", "--from", str(tmp_path / "tables"), "--out", str(tmp_path / "atlas")])
    assert result.exit_code == 0, result.output
    page = (tmp_path / "atlas/compound/verdinexor.html").read_text()
    assert "Modelled, not observed." in page
    assert "verdinexor-C" in page
    assert "No structure is known." not in page
    assert not list((tmp_path / "atlas/compound").glob("*UNL*"))
    drawn = (tmp_path / "atlas/figures/compound/verdinexor.svg").read_text()
    assert "panel verdinexor-C LIG" in drawn
    assert "words verdinexor-C" not in drawn  # a diagram, not a list of words
