"""Each writer's form of poses: what is in it, and what would mislead."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import AllChem

from nesgroove.errors import ConfigError, ReadError
from nesgroove.io.poses.adduct import tethered_apart
from nesgroove.io.poses.atoms import ResidueId, residue_of_tag
from nesgroove.io.poses.pose import Pose, PoseProblem
from nesgroove.io.poses.read import read_poses
from nesgroove.io.poses.scores import counted_scores, known_scores, named_score, numeric_properties, scores_of
from pose_files import (
    ADDUCT,
    MICHAEL,
    dlg_text,
    embedded,
    mol2_text,
    pdb_text,
    pdbqt_atoms,
    sdf_text,
    smiles_remarks,
    tethered_lines,
    vina_text,
)
from structures import shared_structures, structure_path


def written(tmp_path, text, name="poses.sdf"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def smiles(pose):
    return Chem.MolToSmiles(pose.molecule, isomericSmiles=False)


@pytest.mark.parametrize(
    ("properties", "name", "value", "better"),
    [
        ({"meeko": '{"is_sidechain": [false], "free_energy": -6.979}'}, "free_energy", -6.979, "lower"),
        ({"minimizedAffinity": "-7.1", "CNNscore": "0.9", "CNNaffinity": "6.2"}, "CNNscore", 0.9, "higher"),
        ({"minimizedAffinity": "-7.1", "minimizedRMSD": "0.4"}, "minimizedAffinity", -7.1, "lower"),
        ({"Uni-Dock RESULT": "ENERGY=  -8.5  LOWER_BOUND= 0.0\nINTER=1"}, "ENERGY", -8.5, "lower"),
        ({"r_i_docking_score": "-6.5"}, "docking_score", -6.5, "lower"),
        ({"Gold.PLP.Fitness": "72.31"}, "PLP.Fitness", 72.31, "higher"),
        ({"SCORE": "-21.4", "SCORE.INTER": "-19"}, "SCORE", -21.4, "lower"),
    ],
)
def test_scores_of_each_writer_of_sdf(tmp_path, properties, name, value, better):
    (pose,) = read_poses(written(tmp_path, sdf_text("CCO", "x", properties)))
    first = pose.scores[0]
    assert (first.name, first.value, first.better) == (name, value, better)
    assert not first.covalent_meaning
    assert pose.properties == properties


@pytest.mark.parametrize(
    "properties",
    [
        {"docking_score": "-7.0"}, {"SCORE": "-21.4"}, {"Affinity": "-7"}, {"meeko": "not JSON"}, {"CNNscore": "nan"},
        {"meeko": '{"note": "\\"free_energy\\": 1"}'}, {"r_i_docking_score": ""}, {"meeko": '{"free_energy": true}'},
        {"meeko": f'{{"free_energy": {10**400}}}'}, {"meeko": "[" * 200_000},
    ],
)  # fmt: skip
def test_no_number_is_guessed_to_be_a_score(properties, tmp_path):
    assert scores_of(properties, tmp_path / "rank1.sdf") == ()


def test_covdock_compares_bonded_poses_and_glide_does_not(tmp_path):
    path = tmp_path / "poses.sdf"
    both = scores_of({"r_i_docking_score": "-6", "r_cdock_cdock_affinity": "-6"}, path)
    assert [(score.writer, score.covalent_meaning) for score in both] == [("CovDock", True)] * 2
    (alone,) = scores_of({"r_i_docking_score": "-6"}, path)
    assert (alone.writer, alone.covalent_meaning) == ("Glide", False)


def test_every_known_score_has_its_source_and_a_direction_that_was_read():
    assert all(known.source and known.better in ("lower", "higher") for known in known_scores())
    assert {known.better for known in known_scores() if known.writer == "GOLD"} == {"higher"}
    assert not any(known.covalent for known in known_scores() if known.writer in ("AutoDock", "AutoDock Vina", "gnina"))


def test_a_user_names_a_score():
    named = named_score("POSIT::Probability:higher")
    assert named.of({"POSIT::Probability": "0.7"}).value == 0.7
    assert named.of({"POSIT::Probability": "good"}) is None
    assert numeric_properties({"a": " 1.5 ", "b": "1 2", "c": "x"}) == {"a": 1.5}
    for wrong in ("docking_score", "docking_score:best", ":lower"):
        with pytest.raises(ConfigError, match="names no score"):
            named_score(wrong)


def test_of_a_record_without_the_score_that_the_user_names_no_other_counts():
    writers = scores_of({"minimizedAffinity": "-7"}, Path("p.sdf"))
    named = named_score("mine:lower")
    assert counted_scores(writers, {"other": "1"}, named) == []
    assert [score.value for score in counted_scores(writers, {"mine": "1"}, named)] == [1.0, -7.0]
    assert counted_scores(writers, {}, None) == list(writers)


def test_diffdock_says_its_score_in_the_file_name_alone(tmp_path):
    for name in ("rank10_confidence-2.10.sdf", "rank2_confidence0.35.sdf", "rank1.sdf", "log.txt"):
        written(tmp_path, sdf_text("CCO"), name)
    poses = list(read_poses(tmp_path))
    assert [pose.path.name for pose in poses] == ["rank1.sdf", "rank2_confidence0.35.sdf", "rank10_confidence-2.10.sdf"]
    assert [[score.value for score in pose.scores] for pose in poses] == [[], [0.35], [-2.1]]
    assert next(pose.name for pose in read_poses(tmp_path / "rank*_confidence*.sdf")) == "rank2_confidence0.35_1"


def test_a_bad_file_takes_no_other_of_a_directory_with_it(tmp_path):
    written(tmp_path, "", "a.sdf")
    written(tmp_path, sdf_text("CCO"), "b.sdf")
    problem, pose = read_poses(tmp_path)
    assert (problem.record, problem.path.name) == (0, "a.sdf")
    assert isinstance(pose, Pose)


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        ("", "a.sdf", "empty"),
        ("some notes\n", "a.txt", "no file of poses"),
        ("{\n  s_m_m2io_version\n", "a.mae", "Maestro file, not a file of poses"),
        (">pki\nNELALKLAGLDI\n", "a.fasta", "sequence"),
        ("\x89PNG", "a.png", "image"),
        ("REMARK nothing\n", "a.pdbqt", "no poses"),
    ],
)
def test_what_is_no_file_of_poses_is_refused(tmp_path, content, name, message):
    path = tmp_path / name
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(ReadError, match=message):
        list(read_poses(path))


def test_no_file_and_an_empty_directory_are_refused(tmp_path):
    for path in (tmp_path, tmp_path / "no.sdf", tmp_path / "*.sdf"):
        with pytest.raises(ReadError):
            list(read_poses(path))


# ---- flexible side chains, tethered ligands


def with_side_chain(is_sidechain: object) -> str:
    ligand, chain = embedded(MICHAEL), embedded("CCS")
    both = Chem.CombineMols(ligand, chain)
    return f"{Chem.MolToMolBlock(both)}> <meeko>\n{json.dumps({'is_sidechain': is_sidechain})}\n\n$$$$\n"


def test_meeko_writes_side_chains_into_the_record_of_the_ligand(tmp_path):
    (pose,) = read_poses(written(tmp_path, with_side_chain([False, True])))
    assert smiles(pose) == MICHAEL
    (moved,) = pose.moved
    assert moved.elements == ("C", "C", "S")
    assert moved.xyz.shape == (3, 3)


@pytest.mark.parametrize("said", [[False, True, True], [True, True], [False, False]])
def test_side_chains_that_cannot_be_told_from_the_ligand(tmp_path, said):
    (result,) = read_poses(written(tmp_path, with_side_chain(said)))
    if any(said):
        assert isinstance(result, PoseProblem)
    else:
        assert result.molecule.GetNumAtoms() == 14


def test_vina_with_the_smiles_of_meeko(tmp_path):
    side_chain = pdbqt_atoms(embedded("CCS"), names=["CA", "CB", "SG", *"HHHHHH"])
    flexible = f"BEGIN_RES CYS A 528\nROOT\n{side_chain}END_RES CYS A 528\n"
    text = vina_text(MICHAEL, [-5.59, -5.1], remarks=smiles_remarks(MICHAEL), flexible=flexible)
    first, second = read_poses(written(tmp_path, text, "out.pdbqt"))
    assert smiles(first) == smiles(second) == MICHAEL
    assert (first.chemistry, first.scores[0].value, second.scores[0].value) == ("file", -5.59, -5.1)
    assert np.allclose(second.xyz[:, 0] - first.xyz[:, 0], 1.0)
    assert [(m.name, m.chain, m.number, m.atom_names) for m in first.moved] == [("CYS", "A", 528, ("CA", "CB", "SG"))]
    assert first.attached is None


def test_a_ligand_may_follow_the_flexible_residue(tmp_path):
    side_chain = pdbqt_atoms(embedded("CCS"), names=["CA", "CB", "SG", *"HHHHHH"], residue="CYS A 528")
    text = f"BEGIN_RES CYS A 528\n{side_chain}END_RES CYS A 528\n{pdbqt_atoms(embedded(MICHAEL), shift=9.0)}"
    (pose,) = read_poses(written(tmp_path, text, "out.pdbqt"))
    assert (smiles(pose), pose.moved[0].atom_names) == (MICHAEL, ("CA", "CB", "SG"))


def test_a_residue_with_two_things_on_its_sulphur_is_not_taken_apart(tmp_path):
    molecule = embedded("CC[S+](C)CCC(=O)Nc1ccccc1")
    names = ["CA", "CB", "SG", *(f"{atom.GetSymbol()}X" for atom in molecule.GetAtoms())][: molecule.GetNumAtoms()]
    text = f"BEGIN_RES CYS A 528\nROOT\n{pdbqt_atoms(molecule, names=names)}ENDROOT\nEND_RES CYS A 528\n"
    (problem,) = read_poses(written(tmp_path, text, "out.pdbqt"))
    assert "no compound" in problem.message


def test_vina_without_smiles_is_perceived_and_with_a_template_is_that(tmp_path):
    path = written(tmp_path, vina_text(MICHAEL, [-5.59]), "out.pdbqt")
    (pose,) = read_poses(path)
    assert (pose.chemistry, smiles(pose)) == ("perceived", MICHAEL)
    (pose,) = read_poses(path, template=MICHAEL)
    assert (pose.chemistry, smiles(pose), pose.remarks) == ("template", MICHAEL, ())
    (pose,) = read_poses(path, template={"out": MICHAEL})
    assert pose.chemistry == "template"
    (pose,) = read_poses(path, template={"another": MICHAEL})
    assert (pose.chemistry, pose.remarks) == ("perceived", ())
    (pose,) = read_poses(path, template="CCO")
    assert pose.chemistry == "perceived"
    assert "3 heavy atoms and the pose 11" in pose.remarks[0].message


def test_a_smiles_that_is_of_another_molecule_is_not_believed(tmp_path):
    remarks = smiles_remarks(MICHAEL.replace("N", "O"))
    (pose,) = read_poses(written(tmp_path, vina_text(MICHAEL, [-5.0], remarks=remarks), "out.pdbqt"))
    assert (pose.chemistry, smiles(pose)) == ("perceived", MICHAEL)
    assert "does not fit" in pose.remarks[0].message


def test_what_nothing_says_surely_has_no_chemistry_and_a_remark(tmp_path):
    molecule = embedded(MICHAEL)
    types = ["C" if atom.GetSymbol() == "O" else "Zn" for atom in molecule.GetAtoms()]
    (pose,) = read_poses(written(tmp_path, pdbqt_atoms(molecule, types=types), "out.pdbqt"))
    assert pose.chemistry == "none"
    assert "--template" in pose.remarks[0].remedy


@pytest.mark.parametrize(
    ("tag", "chain", "number"),
    [
        ("CYS A 528", "A", 528), ("CYS   528", "", 528), ("A CYS 528", "A", 528), ("CYS A528", "A", 528),
        ("CYS 1 528", "1", 528),
    ],
)  # fmt: skip
@pytest.mark.parametrize("remarks", ["", smiles_remarks(ADDUCT)])
def test_a_tethered_pose_is_taken_apart(tmp_path, tag, chain, number, remarks):
    text = dlg_text(tethered_lines(tag, remarks=remarks, named=not remarks), ["  +0.00"])
    (pose,) = read_poses(written(tmp_path, text, "out.dlg"))
    assert smiles(pose) == "CCC(=O)Nc1ccccc1"
    assert pose.chemistry == ("file" if remarks else "perceived")
    (moved,) = pose.moved
    assert (moved.name, moved.chain, moved.number, moved.atom_names) == ("CYS", chain, number, ("CA", "CB", "SG"))
    assert (pose.attached.chain, pose.attached.number) == (chain, number)
    assert np.linalg.norm(pose.xyz[pose.attached.atom] - moved.xyz[2]) == pytest.approx(1.8, abs=0.1)
    assert pose.scores[0].covalent_meaning is False


def test_a_template_of_the_free_compound_is_bound_in_a_tethered_pose(tmp_path):
    path = written(tmp_path, tethered_lines("CYS A 528"), "out.pdbqt")
    (pose,) = read_poses(path, template=MICHAEL)
    assert (pose.chemistry, smiles(pose)) == ("template", "CCC(=O)Nc1ccccc1")


def test_residue_tags():
    assert residue_of_tag("HIS B 17A") == ResidueId("HIS", "B", 17, "A")
    assert residue_of_tag("CYX A 3").amino_acid == "CYS"
    assert residue_of_tag("") == ResidueId()


def test_a_log_above_100_has_no_blank_before_the_energy(tmp_path):
    body = f"ROOT\n{pdbqt_atoms(embedded(MICHAEL))}ENDROOT\n"
    first, second = read_poses(written(tmp_path, dlg_text(body, ["+110.92", "  -7.30"]), "kpt.dlg"))
    assert [pose.scores[0].value for pose in (first, second)] == [110.92, -7.3]
    assert first.name == "kpt"
    assert first.properties["cluster"] == "1"
    assert second.properties["Run"] == "2"


def test_the_real_covalent_docking(tmp_path):
    poses = list(read_poses(structure_path("C528_my_docking.pdbqt")))
    assert len(poses) == 10
    for pose in poses:
        assert smiles(pose) == "C#CC(C)C(=O)N1CCCc2cc(OC)ccc21"
        assert pose.moved[0].atom_names == ("CA", "CB", "SG")
        assert np.linalg.norm(pose.xyz[pose.attached.atom] - pose.moved[0].xyz[2]) == pytest.approx(1.81, abs=0.02)
        assert (pose.attached.chain, pose.attached.number) == ("A", 528)
    (adduct,) = read_poses(shared_structures() / "docked/C528_ligcovalent.pdb")
    assert smiles(adduct) == smiles(poses[0])
    assert set(adduct.moved[0].atom_names) == {"N", "CA", "C", "O", "CB", "SG"}


def test_a_macrocycle_is_closed_and_its_pseudo_atoms_are_none(tmp_path):
    molecule = embedded("O=C1CCCCCCCCCCCN1")
    heavy = [atom.GetIdx() for atom in molecule.GetAtoms() if atom.GetAtomicNum() > 1]
    types = ["HD"] * molecule.GetNumAtoms()
    for i in heavy:
        types[i] = {"O": "OA"}.get(molecule.GetAtomWithIdx(i).GetSymbol(), molecule.GetAtomWithIdx(i).GetSymbol())
    types[5] = types[6] = "CG0"
    pseudo = pdbqt_atoms(molecule).splitlines(keepends=True)[5].replace("ATOM      6", "ATOM     20")
    pseudo = f"{pseudo.rsplit(maxsplit=1)[0]} G0\n"
    # Apart, as the two ends are where the ring does not quite close.
    positions = molecule.GetConformer().GetPositions()
    ends = positions[6] - positions[5]
    positions[6] += 0.6 * ends / np.linalg.norm(ends)
    molecule.GetConformer().SetPositions(positions)
    (pose,) = read_poses(written(tmp_path, pdbqt_atoms(molecule, types=types) + pseudo, "m.pdbqt"))
    assert smiles(pose) == "O=C1CCCCCCCCCCCN1"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace(text[text.index("ATOM") + 30 :][:8], "     nan", 1), "no numbers"),
        (lambda text: text.replace(text[text.index("ATOM") + 30 :][:8], "********", 1), "no numbers"),
        (lambda text: text.replace(" OA\n", " XQ\n", 1), "type XQ"),
        (lambda text: text.replace("ENDMDL\n", "", 1), None),
        (lambda text: text[: text.rindex("TORSDOF")], "cut short"),
    ],
)
def test_broken_models_are_refused_alone(tmp_path, change, message):
    results = list(read_poses(written(tmp_path, change(vina_text(MICHAEL, [-5.0, -4.0])), "out.pdbqt")))
    problems = [result for result in results if isinstance(result, PoseProblem)]
    assert len(results) == 2
    assert len(problems) == 1
    assert message is None or message in problems[0].message


def test_two_ligands_docked_together_are_refused(tmp_path):
    text = vina_text(MICHAEL, [-5.0]).replace(
        "TORSDOF 3\n", f"TORSDOF 3\nROOT\n{pdbqt_atoms(embedded('CCCCO'), shift=30)}"
    )
    (problem,) = read_poses(written(tmp_path, text, "out.pdbqt"))
    assert "holds 2 compounds" in problem.message


# ---- PDB, mmCIF, MOL2


def test_models_of_a_pdb_file(tmp_path):
    molecule = Chem.RemoveHs(embedded(MICHAEL))
    text = "".join(f"MODEL        {n}\nREMARK  minimizedAffinity -{n}.5\n{pdb_text(molecule)}ENDMDL\n" for n in (1, 2))
    first, second = read_poses(written(tmp_path, text + "END\n", "poses.pdb"))
    assert (first.chemistry, smiles(first)) == ("perceived", MICHAEL)
    assert [pose.scores[0].value for pose in (first, second)] == [-1.5, -2.5]
    assert first.names[0] == "C1"


def test_a_compound_beside_the_receptor_is_the_pose_unless_two_may_be(tmp_path):
    receptor = pdb_text(embedded("CC(N)C=O"), residue="ALA", record="ATOM")
    water = "HETATM  900  O   HOH A 900      50.000  50.000  50.000  1.00  0.00           O\n"
    ligand = pdb_text(Chem.RemoveHs(embedded(MICHAEL)))
    (pose,) = read_poses(written(tmp_path, receptor + ligand + water, "a.pdb"))
    assert smiles(pose) == MICHAEL
    another = ligand.replace("UNL A 528", "LIG A 529")
    (problem,) = read_poses(written(tmp_path, receptor + ligand + another, "b.pdb"))
    assert "cannot be told" in problem.message
    (problem,) = read_poses(written(tmp_path, receptor + water, "c.pdb"))
    assert "no compound" in problem.message


def test_a_pdb_file_with_coordinates_that_are_none(tmp_path):
    ligand = pdb_text(Chem.RemoveHs(embedded(MICHAEL)))
    lines = ligand.splitlines(keepends=True)
    lines[2] = f"{lines[2][:30]}{'':8s}{lines[2][38:]}"
    (problem,) = read_poses(written(tmp_path, "".join(lines), "a.pdb"))
    assert "no numbers" in problem.message


def test_mmcif_with_one_compound(tmp_path):
    import gemmi

    structure = gemmi.read_pdb_string(pdb_text(Chem.RemoveHs(embedded(MICHAEL))))
    structure.setup_entities()
    (pose,) = read_poses(written(tmp_path, structure.make_mmcif_document().as_string(), "a.cif"))
    assert smiles(pose) == MICHAEL


AZOLE = "C=CC(=O)Nc1nnn(C)c1"


@pytest.mark.parametrize("compound", [MICHAEL, AZOLE, "Cn1ccnc1-c1ccncc1", "NC(=[NH2+])NCCc1c[nH]c2ccccc12"])
def test_mol2_of_gold(tmp_path, compound):
    terms = "@<TRIPOS>COMMENT\n> <Gold.PLP.Fitness>\n72.31\n\n> <Gold.PLP.S(hb)>\n1.0\n"
    text = mol2_text(embedded(compound), "kpt|lig|dock1", after=terms)
    first, second = read_poses(written(tmp_path, text * 2, "gold_soln_kpt_m1_1.mol2"))
    assert smiles(first) == Chem.CanonSmiles(compound)
    assert first.chemistry == "file"
    assert (first.name, first.scores[0].value, first.scores[0].better) == ("kpt|lig|dock1", 72.31, "higher")
    assert first.names == second.names


def test_mol2_of_dock_has_its_score_before_the_molecule(tmp_path):
    text = "".join(
        mol2_text(
            embedded(MICHAEL), f"m{n}", before=f"##########    Name:   m{n}\n##########    Grid_Score:   -4{n}.5\n\n"
        )
        for n in (1, 2)
    )
    assert [(pose.name, pose.scores[0].value) for pose in read_poses(written(tmp_path, text, "out.mol2"))] == [
        ("m1", -41.5),
        ("m2", -42.5),
    ]


def test_mol2_without_hydrogens_keeps_them_in_the_valences(tmp_path):
    (pose,) = read_poses(written(tmp_path, mol2_text(Chem.RemoveHs(embedded(MICHAEL)), "x"), "x.mol2"))
    assert smiles(pose) == MICHAEL


def test_mol2_that_is_cut(tmp_path):
    text = mol2_text(embedded(MICHAEL), "x")
    first, problem = read_poses(written(tmp_path, text + text[: len(text) // 2], "x.mol2"))
    assert isinstance(first, Pose)
    assert "cut short" in problem.message


def test_lone_pairs_are_no_atoms(tmp_path):
    text = sdf_text("CO", "x", hydrogens=False).replace("  2  1  0", "  3  2  0", 1)
    lines = text.splitlines(keepends=True)
    lines.insert(6, "    1.9000    0.1000    0.2000 LP  0  0  0  0  0  0  0  0  0  0  0  0\n")
    lines.insert(8, "  2  3  1  0\n")
    (pose,) = read_poses(written(tmp_path, "".join(lines)))
    assert pose.elements == ("C", "O")


def test_valences_that_cannot_be_are_perceived_instead(tmp_path):
    text = sdf_text(MICHAEL, "x", hydrogens=False)
    wrong = text.replace("  3  4  2  0", "  3  4  3  0")
    assert wrong != text
    (pose,) = read_poses(written(tmp_path, wrong))
    assert (pose.chemistry, smiles(pose)) == ("perceived", MICHAEL)
    assert "bond orders" in pose.remarks[0].message


def test_bonds_that_are_all_single_in_a_flat_molecule_are_no_bond_orders(tmp_path):
    flat, saturated = (sdf_text(text, hydrogens=False) for text in (MICHAEL, "OC1CCCCC1CC(N)C"))
    lines = [
        f"{line[:6]}  1{line[9:]}" if len(line) == 12 and line[8] in "1234" else line for line in flat.splitlines()
    ]
    (pose,) = read_poses(written(tmp_path, "\n".join(lines) + "\n"))
    assert (pose.chemistry, smiles(pose)) == ("perceived", MICHAEL)
    assert "all its bonds are single" in pose.remarks[0].message
    (pose,) = read_poses(written(tmp_path, saturated))
    assert (pose.chemistry, pose.remarks) == ("file", ())


def test_a_bond_that_no_molecule_has_is_remarked(tmp_path):
    lines = sdf_text(MICHAEL).splitlines(keepends=True)
    lines[6] = f"   19.0000{lines[6][10:]}"
    (pose,) = read_poses(written(tmp_path, "".join(lines)))
    assert "A long" in pose.remarks[0].message
    (pose,) = read_poses(written(tmp_path, sdf_text(MICHAEL)))
    assert pose.remarks == ()


def test_gnina_writes_its_remarks_into_one_line(tmp_path):
    line = "REMARK minimizedAffinity -7.5REMARK minimizedRMSD 1.2REMARK CNNscore 0.81REMARK CNNaffinity 6.1"
    text = vina_text(MICHAEL, [-5.0]).replace("REMARK INTER:   -6.570", line)
    (pose,) = read_poses(written(tmp_path, text, "g.pdbqt"))
    assert {s.name: s.value for s in pose.scores} == {
        "affinity": -5.0, "CNNscore": 0.81, "CNNaffinity": 6.1, "minimizedAffinity": -7.5,
    }  # fmt: skip


def test_a_peptide_of_several_residues_is_one_compound(tmp_path):
    peptide = Chem.MolFromSequence("LALK")
    whole = Chem.AddHs(peptide)
    assert AllChem.EmbedMolecule(whole, randomSeed=7) == 0
    (pose,) = read_poses(written(tmp_path, Chem.MolToPDBBlock(Chem.RemoveHs(whole)), "p.pdb"))
    assert smiles(pose) == Chem.MolToSmiles(peptide, isomericSmiles=False)


def test_letters_that_are_not_ascii_do_not_shift_the_columns_of_a_pdb_file(tmp_path):
    text = pdb_text(Chem.RemoveHs(embedded(MICHAEL))).replace("UNL", "Ünl").replace("C1 ", "Cé ")
    (pose,) = read_poses(written(tmp_path, text, "p.pdb"))
    assert smiles(pose) == MICHAEL


# ---- adducts that only the receptor tells


def test_an_adduct_of_an_sdf_is_taken_apart_where_it_lies_on_the_receptor(tmp_path):
    (pose,) = read_poses(written(tmp_path, sdf_text(ADDUCT, "x")))
    cysteine = ResidueId("CYS", "A", 528)
    receptor = {"CA": pose.xyz[0] + 0.01, "CB": pose.xyz[1] + 0.1, "SG": pose.xyz[2] + 2.0}
    apart = tethered_apart(pose, cysteine, receptor)
    assert smiles(apart) == "CCC(=O)Nc1ccccc1"
    assert apart.moved[0].atom_names == ("CA", "CB", "SG")
    assert (apart.attached.atom, apart.attached.number) == (0, 528)
    elsewhere = {name: xyz + 5 for name, xyz in receptor.items()}
    assert tethered_apart(pose, cysteine, elsewhere) is pose


def test_gold_keeps_the_sulphur_alone(tmp_path):
    (pose,) = read_poses(written(tmp_path, sdf_text("SCCC(=O)Nc1ccccc1", "x")))
    apart = tethered_apart(pose, ResidueId("CYS", "A", 528), {"SG": pose.xyz[0], "CB": pose.xyz[0] + 1.05})
    assert (smiles(apart), apart.moved[0].atom_names) == ("CCC(=O)Nc1ccccc1", ("SG",))
    # A thioether of the compound's own that passes by is none of the receptor's.
    (own,) = read_poses(written(tmp_path, sdf_text(ADDUCT, "x")))
    assert tethered_apart(own, ResidueId("CYS", "A", 528), {"CB": own.xyz[1], "SG": own.xyz[2]}) is own
    (own,) = read_poses(written(tmp_path, sdf_text("CSCCC(=O)Nc1ccccc1", "x")))
    assert tethered_apart(own, ResidueId("CYS", "A", 528), {"SG": own.xyz[1]}) is own


def test_the_page_lists_every_known_score():
    page = (Path(__file__).parents[1] / "docs/pose-files.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.count("|") == 8]
    listed = {(row[0], row[2], row[3], row[4], row[5], row[6]) for row in rows[2:]}
    assert listed == {
        (k.writer, k.name, k.unit, k.better, "yes" if k.covalent else "no", k.source) for k in known_scores()
    }
