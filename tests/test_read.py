"""Reading: what is kept of a file, and what is said of a file that is no structure."""

from __future__ import annotations

import gzip

import gemmi
import numpy as np
import pytest

from nesgroove.errors import ReadError
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.entry_names import entry_name, is_structure_name
from nesgroove.io.read import read_structure
from nesgroove.survey.superposed import write_superposed

PEPTIDE = ("ALA", "LEU", "SER", "GLY", "VAL")


def atom_line(serial, name, residue, number, xyz, *, altloc=" ", occupancy=1.0, element="C"):
    label = f"{name:<4}" if len(name) == 4 else f" {name:<3}"
    x, y, z = xyz
    return (
        f"ATOM  {serial:5d} {label}{altloc}{residue:>3} A{number:4d}    {x:8.3f}{y:8.3f}{z:8.3f}"
        f"{occupancy:6.2f} 20.00          {element:>2}\n"
    )


def peptide(extra="", *, skip=()):
    """Backbone atoms of five residues, 3.8 A apart."""
    lines = []
    for number, residue in enumerate(PEPTIDE, start=1):
        for name, dx in (("N", 0.0), ("CA", 1.4), ("C", 2.6), ("O", 3.1)):
            if (number, name) not in skip:
                xyz = (3.8 * number + dx, 0.3 * dx, 0.0)
                lines.append(atom_line(len(lines) + 1, name, residue, number, xyz, element=name[0]))
    return "".join(lines) + extra + "END\n"


@pytest.fixture
def read_text(tmp_path):
    def read(text, name="made.pdb", **options):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_structure(path, **options)

    return read


def kept(structure, number, name="CA"):
    """Atoms with a name in the residues with a number."""
    return [
        i
        for residue in structure.residues
        if residue.auth_seq_id == number
        for i in range(residue.start, residue.stop)
        if structure.atoms.name[i] == name
    ]


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("3GJX.cif.gz", "3gjx"), ("3gjx.CIF", "3gjx"), ("pdb3gjx.ent.gz", "3gjx"), ("model_PKIa.pdb", "model_PKIa"),
        ("a.b.cif", "a.b"), ("7ABC.mmcif", "7abc"), ("ABCD.pdb", "ABCD"), ("no_ending", "no_ending"),
        ("3gjx.pdb1", "3gjx"), ("3GJX.pdb12.gz", "3gjx"), ("3gjx-assembly1.cif.gz", "3gjx"), ("3gjx.bcif", "3gjx"),
        ("3gjx-assembly-1.cif.gz", "3gjx"), ("3gjx_updated.cif", "3gjx"), ("3gjx.json.gz", "3gjx"),
        ("3gjx.cif.zst", "3gjx"), ("PDB3GJX.ENT", "3gjx"), ("pdb_00003gjx.cif", "3gjx"),
        ("pdb_00003gjx_xyz_v1-2.cif.gz", "3gjx"), ("pdb_10003GJX.cif", "pdb_10003gjx"), ("pose.pdb.tar.gz", "pose"),
        # What somebody made of an entry is not the entry.
        ("3gjx_final.cif", "3gjx_final"), ("3gjx-D.pdb", "3gjx-D"), ("my3gjx.pdb", "my3gjx"),
        ("pdb3gjx_fixed.pdb", "pdb3gjx_fixed"), ("3gjxa.pdb", "3gjxa"), (".cif", ".cif"), ("x.txt.gz", "x.txt"),
    ],
)  # fmt: skip
def test_entry_is_the_file_name_without_its_endings(name, entry):
    assert entry_name(f"/some/where/{name}") == entry


@pytest.mark.parametrize(
    ("name", "structure"),
    [
        *((name, True) for name in (
            "a.cif", "A.PDB.GZ", "a.mmcif", "a.ent.Z.gz", "3gjx.pdb1.gz", "a.bcif.gz", "a.cif.zst", "a.pdb.bz2",
            "a.zip", "models.tar.gz", "3gjx.json.gz", "a.mmjson",
        )),
        *((name, False) for name in (
            ".a.cif", "a.cif.part", "a.txt", "README", "phantom.truth.json", "scores.json", "pose.pdbqt", "a.gz",
            "a.pdb~", ".zip", "a.sdf", "a.cif.txt",
        )),
    ],
)  # fmt: skip
def test_a_directory_of_structures_is_read_by_the_names_of_its_files(name, structure):
    assert is_structure_name(name) == structure


BAD = {
    "empty.cif": (b"", "the file is empty", "Fetch or copy it again"),
    "blank.pdb": (b"\n  \n", "the file is empty", "Fetch or copy it again"),
    "page.cif": (b"<!DOCTYPE html><html><body>503</body></html>", "this is a web page", "Fetch the mmCIF"),
    "page.pdb.gz": (gzip.compress(b"<html>no</html>"), "this is a web page", "Fetch the mmCIF"),
    "cut.cif.gz": (gzip.compress(b"data_x\n" * 999)[:20], "damaged or cut short", "Fetch or copy it again"),
    "not_gzip.cif.gz": (b"\x1f\x8bnothing of the kind", "damaged or cut short", "Fetch or copy it again"),
    "flipped.cif.gz": (gzip.compress(b"data_x\n#\n")[:-8] + b"\0" * 8, "damaged or cut short", "Fetch or copy"),
    "words.pdb": (
        b"ATOM  what is this, it is no coordinate\n",
        "cannot be read as mmCIF or PDB",
        "Check that the file",
    ),
    "text.txt": (b"Dear Sir or Madam\n", "this is text, not a structure", "Name an mmCIF"),
    "no_atoms.cif": (b"data_x\n_entry.id x\n", "no atom_site table", "Check that the file"),
    "binary.pdb": (bytes(range(256)) * 4, "this is a binary file of no known kind", "Name an mmCIF or PDB file"),
    "water.pdb": (b"REMARK nothing\nEND\n", "there are no atoms in it", "Fetch or export the file again"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_an_error_with_file_step_and_remedy(read_text, tmp_path, name):
    content, message, remedy = BAD[name]
    with pytest.raises(ReadError) as caught:
        read_text(content, name)
    error = caught.value
    assert error.file == str(tmp_path / name)
    assert error.step == "read"
    assert message in error.message
    assert error.remedy.startswith(remedy)
    assert str(error).startswith(f"{tmp_path / name}: read: ")


@pytest.mark.parametrize("kind", ["missing", "directory"])
def test_path_that_is_no_file_is_an_error(tmp_path, kind):
    path = tmp_path / "there.cif"
    if kind == "directory":
        path.mkdir()
    with pytest.raises(ReadError, match="No such file" if kind == "missing" else "directory") as caught:
        read_structure(path)
    assert caught.value.remedy


@pytest.mark.parametrize("where", ["name", "middle of a number", "half an atom"])
def test_mmcif_cut_within_a_line_is_an_error(tmp_path, path_of, where):
    text = gzip.decompress(path_of("3nc1").read_bytes()).decode()
    lines = text.splitlines(keepends=True)
    atom = next(i for i, line in enumerate(lines) if line.startswith("ATOM")) + 4000
    keep = {"name": 12, "middle of a number": len(lines[atom]) // 2, "half an atom": len(lines[atom]) - 20}[where]
    path = tmp_path / "3nc1.cif"
    path.write_text("".join(lines[:atom]) + lines[atom][:keep])
    with pytest.raises(ReadError, match="cannot be read as mmCIF or PDB"):
        read_structure(path)


@pytest.mark.parametrize(
    ("entry", "chain", "part", "severity", "message"),
    [
        # Every parser reads such a file without a word (ANCHORS F.6), so the coverage must tell.
        ("4hb2", "C", 0.6, "warning", "chain C has 599 of its 1023 declared residues; disordered, or the file is cut"),
        ("3nc1", "A", 0.5, "error", "XPO1 chain A covers positions 10-529: the groove is not in the file"),
        ("3gjx", "D", 0.5, "error", "XPO1 chain D covers positions 12-534: the groove is not in the file"),
        ("3wyf", "C", 1.0, "warning", "chains declared without any atom: Dxp, Exp, Fxp; the file may be cut short"),
    ],
)
def test_mmcif_cut_at_a_line_end_shows_itself(tmp_path, path_of, measured, entry, chain, part, severity, message):
    lines = gzip.decompress(path_of(entry).read_bytes()).decode().splitlines(keepends=True)
    atoms = [i for i, line in enumerate(lines) if line.startswith("ATOM") and line.split()[17] == chain]
    path = tmp_path / f"{entry}.cif"
    path.write_text("".join(lines[: atoms[0] + int(part * (len(atoms) - 1)) + 1]))
    rows = measured(read_structure(path)).table("problems", severity=severity)
    assert any(row.message.startswith(message) for row in rows)


def test_whole_mmcif_has_no_such_warning(survey_of):
    assert not survey_of("4hb2").table("problems", severity="warning")


def test_format_is_told_by_content_and_not_by_name(read_text, tmp_path):
    assert len(read_text(peptide(), "wrong.cif").atoms) == 20
    document = gemmi.read_pdb_string(peptide())
    document.setup_entities()
    assert len(read_text(document.make_mmcif_document().as_string(), "wrong.pdb").atoms) == 20
    assert len(read_text(gzip.compress(peptide().encode()), "plain_name.pdb").atoms) == 20


@pytest.mark.parametrize(
    ("occupancies", "label"),
    [
        ((0.5, 0.5), "A"), ((0.4, 0.6), "B"), ((0.6, 0.4), "A"), ((0.33, 0.33), "A"), ((0.0, 0.0), "A"),
        ((0.0, 0.1), "B"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("reverse", [False, True])
def test_alternate_location_with_highest_occupancy_is_kept_and_ties_go_to_the_first(
    read_text, occupancies, label, reverse
):
    rows = [
        atom_line(90 + i, "CA", "LEU", 2, (20.0 + i, 9, 9), altloc=name, occupancy=occupancies[i])
        for i, name in enumerate("AB")
    ]
    # Cut out residue 2's own CA and put the two copies after the peptide; the order of lines must not matter.
    structure = read_text(peptide("".join(rows[::-1] if reverse else rows), skip={(2, "CA")}))
    (atom,) = kept(structure, 2)
    assert structure.atoms.altloc[atom] == label
    assert structure.atoms.xyz[atom, 0] == 20.0 + "AB".index(label)
    assert len(structure.left_out) == 1


def test_one_label_is_kept_for_a_whole_residue_not_atom_by_atom(read_text):
    extra = "".join(
        atom_line(80 + 2 * i + j, name, "LEU", 2, (20.0 + j, i, 9), altloc=label, occupancy=occupancy)
        for i, (name, pair) in enumerate((("CB", (0.7, 0.3)), ("CG", (0.4, 0.6)), ("CD1", (0.7, 0.3))))
        for j, (label, occupancy) in enumerate(zip("AB", pair, strict=True))
    )
    structure = read_text(peptide(extra))
    assert [structure.atoms.altloc[kept(structure, 2, name)[0]] for name in ("CB", "CG", "CD1")] == ["A", "A", "A"]


def test_atom_without_a_copy_in_the_kept_label_stays(read_text):
    extra = atom_line(80, "CB", "LEU", 2, (20, 0, 9), altloc="A", occupancy=0.8) + atom_line(
        81, "CG", "LEU", 2, (20, 1, 9), altloc="B", occupancy=0.2
    )
    structure = read_text(peptide(extra))
    assert len(kept(structure, 2, "CB")) == len(kept(structure, 2, "CG")) == 1
    assert len(structure.left_out) == 0


@pytest.mark.parametrize(("share", "expected"), [((0.3, 0.7), "ALA"), ((0.7, 0.3), "SER"), ((0.5, 0.5), "SER")])
def test_microheterogeneity_keeps_one_component(read_text, share, expected):
    rows = [line for line in peptide().splitlines(keepends=True) if line[22:26] != "   3"]
    both = [
        atom_line(50 + i, name, component, 3, (11.4 + i, j, 0), altloc="AB"[j], occupancy=share[j], element=name[0])
        for j, component in enumerate(("SER", "ALA"))
        for i, name in enumerate(("N", "CA", "C", "O"))
    ]
    structure = read_text("".join(rows[:8] + both + rows[8:]))
    residues = [r for r in structure.residues if r.auth_seq_id == 3]
    assert [r.component for r in residues] == [expected]
    assert len(structure.left_out) == 4
    assert structure.chains[0].sequence == f"AL{'S' if expected == 'SER' else 'A'}GV"


def test_hydrogens_and_deuterium_are_counted_and_left_out(read_text):
    extra = atom_line(90, "HA", "ALA", 1, (1, 1, 1), element="H") + atom_line(
        91, "DB", "ALA", 1, (2, 1, 1), element="D"
    )
    with_them, without = read_text(peptide(extra), "with.pdb"), read_text(peptide(), "without.pdb")
    assert with_them.hydrogens == 2
    assert without.hydrogens == 0
    assert with_them.atoms.name.tolist() == without.atoms.name.tolist()


def test_insertion_codes_make_residues_of_their_own(read_text):
    rows = [line for line in peptide().splitlines(keepends=True) if line.startswith("ATOM")]
    inserted = [row[:22] + "   2A" + row[27:30] + f"{float(row[30:38]) + 1.9:8.3f}" + row[38:] for row in rows[4:8]]
    structure = read_text("".join([*rows[:8], *inserted, *rows[8:]]))
    assert [r.number for r in structure.residues] == ["1", "2", "2A", "3", "4", "5"]
    assert structure.residues[2].label == "L2A"
    assert structure.residues[1].label == "L2"


def test_first_model_is_taken_unless_another_is_asked_for(read_text):
    second = peptide().replace("ALA", "GLY")
    text = f"MODEL        1\n{peptide()[:-4]}ENDMDL\nMODEL        2\n{second[:-4]}ENDMDL\nEND\n"
    structure = read_text(text)
    assert (structure.models, structure.chains[0].sequence) == (2, "ALSGV")
    assert read_text(text, model=2).chains[0].sequence == "GLSGV"
    with pytest.raises(ReadError, match="model 3 was asked for and the file has 2"):
        read_text(text, model=3)


@pytest.mark.parametrize("component", ["A1CBD", "51K", "6L8", "UNL"])
def test_component_ids_survive_reading(structure_of, component):
    structure = structure_of(f"composite_{'verdinexor' if component == 'UNL' else component.lower()}")
    found = [r for r in structure.residues if r.component == component]
    assert [r.kind for r in found] == ["ligand"]
    assert found[0].label == f"{component}:C:{found[0].number}"


def test_zero_occupancy_is_kept_and_counted(read_text):
    text = peptide().replace("  1.00 20.00           N", "  0.00 20.00           N", 2)
    structure = read_text(text)
    assert structure.zero_occupancy == 2
    assert len(structure.atoms) == 20


def test_columns_agree_with_plain_gemmi(structure_of, path_of):
    ours = structure_of("3nc1")
    model = gemmi.read_structure(str(path_of("3nc1")))[0]
    theirs = {
        (cra.chain.name, str(cra.residue.seqid), cra.residue.name, cra.atom.name): (
            cra.atom.pos.tolist(),
            cra.atom.b_iso,
        )
        for cra in model.all()
    }
    assert len(ours.atoms) == len(theirs)
    for i, (name, xyz, b) in enumerate(zip(ours.atoms.name, ours.atoms.xyz, ours.atoms.b_factor, strict=True)):
        residue = ours.residues[ours.atoms.residue[i]]
        pos, b_iso = theirs[residue.auth_chain, residue.number, residue.component, str(name)]
        assert np.array_equal(xyz, pos)
        assert b == pytest.approx(b_iso, abs=1e-3)


@pytest.mark.parametrize(("name", "crystal"), [("4hb2", True), ("3gjx", False), ("model_pkia", False), ("3wyf", True)])
def test_placeholder_cell_is_no_crystal(structure_of, name, crystal):
    assert (structure_of(name).crystal is not None) is crystal


def test_chains_with_long_names_are_read_and_recognised(edited, measured):
    """gemmi's columns refuse names of eight characters and more."""

    def rename(structure):
        for chain in structure[0]:
            if chain.name == "A":
                chain.name = "exportin-one"
        # Label ids are made again from the new names.
        for residue in (r for chain in structure[0] for r in chain):
            residue.subchain = ""

    structure = read_structure(edited("3nc1", rename))
    assert "exportin-one" in [chain.name for chain in structure.chains]
    assert measured(structure).one("complexes").xpo1_chain == "exportin-one"


# --- what a file is --------------------------------------------------------------------------------------

MODEL_CIF = "_ma_model_list.ordinal_id 1\n_ma_model_list.model_type '{}'\n"


def cif(header="", title="made"):
    """The peptide as mmCIF, with more items in its header."""
    structure = gemmi.read_pdb_string(peptide())
    structure.setup_entities()
    document = structure.make_mmcif_document()
    block = document.sole_block()
    for category in ("_exptl.", "_struct.", "_struct_keywords."):
        block.find_mmcif_category(category).erase()
    return f"{document.as_string()}\n_struct.title '{title}'\n{header}"


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("_exptl.method 'X-RAY DIFFRACTION'\n", "experiment"),
        ("_exptl.method 'ELECTRON MICROSCOPY'\n", "experiment"),
        ("loop_\n_exptl.entry_id\n_exptl.method\nx 'X-RAY DIFFRACTION'\nx 'NEUTRON DIFFRACTION'\n", "experiment"),
        ("_exptl.method 'THEORETICAL MODEL'\n", "modelled"),
        ("_exptl.method 'THEORETICAL MODEL'\n_struct_keywords.pdbx_keywords 'COMPOSITE MODEL'\n", "composite"),
        ("_struct_keywords.pdbx_keywords 'COMPOSITE MODEL'\n", "unknown"),
        (MODEL_CIF.format("Ab initio model"), "predicted"),
        (MODEL_CIF.format("Homology model"), "modelled"),
        ("_exptl.method 'X-RAY DIFFRACTION'\n" + MODEL_CIF.format("Ab initio model"), "predicted"),
        ("_ma_qa_metric.id 1\n", "predicted"),
        ("_struct_keywords.pdbx_keywords 'NESGROOVE PHANTOM'\n_exptl.method 'THEORETICAL MODEL'\n", "phantom"),
        ("_exptl.method ?\n", "unknown"),
        ("_exptl.method 'NOT SAID'\n", "unknown"),
        ("", "unknown"),
    ],
)
def test_kind_of_source_of_an_mmcif_file(read_text, header, kind):
    assert read_text(cif(header), name="made.cif").source_kind == kind


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("EXPDTA    X-RAY DIFFRACTION\n", "experiment"),
        ("EXPDTA    SOLUTION NMR\n", "experiment"),
        ("EXPDTA    THEORETICAL MODEL (SWISS-MODEL SERVER)\n", "modelled"),
        ("TITLE     ALPHAFOLD V2.0 PREDICTION FOR EXPORTIN-1 (O14980)\n", "predicted"),
        ("TITLE     ESMFOLD V1 PREDICTION FOR INPUT\n", "predicted"),
        ("EXPDTA    X-RAY DIFFRACTION\nTITLE     ALPHAFOLD V2.0 PREDICTION SOLVED IT\n", "experiment"),
        ("TITLE     AN EXPERIMENT AND ITS ALPHAFOLD PREDICTION\n", "unknown"),
        ("TITLE     NESGROOVE PHANTOM: NOT ONE OF OURS\n", "unknown"),
        ("", "unknown"),
    ],
)
def test_kind_of_source_of_a_pdb_file(read_text, header, kind):
    assert read_text(header + peptide()).source_kind == kind


def test_the_reader_knows_better_than_the_header(read_text):
    assert read_text(cif("_exptl.method 'X-RAY DIFFRACTION'\n"), name="a.cif", source_kind="composite").source_kind == (
        "composite"
    )


def test_a_phantom_says_what_it_is_in_every_format(edited, measured):
    for ending in (".cif", ".pdb"):
        structure = read_structure(edited("phantom_v6a", lambda _: None, ending=ending))
        assert structure.source_kind == "phantom"
    row = measured(structure).one("complexes")
    assert (row.source_kind, row.phantom) == ("phantom", "yes")


def test_a_superposed_complex_is_what_its_file_was(path_of, tmp_path):
    for name, kind in (("phantom_v6a", "phantom"), ("3gjx", "experiment"), ("composite_v6a", "composite")):
        complex_ = find_complexes(read_structure(path_of(name)))[0][0]
        (path,) = write_superposed(tmp_path, [complex_])
        assert read_structure(path).source_kind == kind
