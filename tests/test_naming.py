"""Names of cargoes and compounds: by sequence, by graph, by the file, by the user; and what must have none."""

from __future__ import annotations

import csv
import random
import re
from dataclasses import replace
from importlib.resources import files

import gemmi
import pytest
from rdkit import Chem
from rdkit.Chem import AllChem

import nesgroove
from nesgroove.chem.components import ligands
from nesgroove.chem.identity import identity_of
from nesgroove.chem.templates import Template
from nesgroove.errors import ConfigError
from nesgroove.identify.cargoes import cargo_by_sequence, known_cargoes
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.described import described_in_block, described_in_header
from nesgroove.measure.groove import Groove
from nesgroove.measure.naming import names as names_of
from nesgroove.model.named import ACCESSION, cargo_words, compound_words, given_name
from nesgroove.survey.given_names import read_names

PKI = "NSNELALKLAGLDINKTEGE"
MBP = "KIEEGKLVIWINGDKGYNGLAEVGKKFEKDTGIKVTVEHPDKLEEKFPQVAATGDGPDIIFWAHDRFGGYAQSGLLAEITPDKAFQDKLYPFTWDAVRYNGKLI"
SNUPN = "".join(piece for _, piece in next(c for c in known_cargoes() if c.name == "snurportin 1").pieces)


def in_groove(sequence, signal):
    """Places of the residues of a signal, as if they lay in the groove."""
    start = sequence.index(signal)
    return range(start, start + len(signal))


def cargo(sequence, signal=None, first=1):
    found = cargo_by_sequence(sequence, range(first, first + len(sequence)), in_groove(sequence, signal or sequence))
    return (found.name, found.uniprot) if found else None


class TestCargoBySequence:
    @pytest.mark.parametrize(
        ("sequence", "signal", "expected"),
        [
            (PKI, None, ("PKI alpha", "P61925")),
            ("GGSY" + PKI, PKI, ("PKI alpha", "P61925")),  # a tag
            ("MGSSHHHHHHSSGLVPRGSHM" + PKI, PKI, ("PKI alpha", "P61925")),
            (PKI + "LEHHHHHH", PKI, ("PKI alpha", "P61925")),
            ("LGS" + SNUPN, "MEELSQALASSFSV", ("snurportin 1", "O95149")),
            ("LSQALASSFSVS", None, ("snurportin 1", "O95149")),  # what is seen of it in some copies
            ("LPPLERLTLS", None, ("HIV-1 Rev", "")),
            ("RSFEMTEFNQALEEI", None, ("hRio2", "Q9BVS4")),
            ("GGSYGKIEELAQNFETMEFSR", None, ("hRio2-R", "")),  # the reverse of hRio2 is a peptide of its own
            ("GGSYRSFDMNELALKLAGLD", None, ("PKI-Flip3", "")),  # with eleven residues of PKI in it
            ("VEPPLSQETFSDLWKLLPEN", None, ("p53", "P04637")),
            ("VEPPLSQETASDLWKLLPEN", None, ("p53", "P04637")),  # a point mutant
            ("VEPPASQETASDLWKALPEN", None, None),  # too little of it is left in a row
            ("NSNELALKLAGLDINKTAGE", None, ("PKI alpha", "P61925")),
        ],
    )
    def test_a_known_cargo_has_its_name(self, sequence, signal, expected) -> None:
        assert cargo(sequence, signal) == expected

    def test_neither_reversed_nor_shuffled_nor_short_is_it(self) -> None:
        letters = list(PKI)
        random.Random(1).shuffle(letters)
        for sequence in (PKI[::-1], "".join(letters), "LALKLAGLD", "A" * 20, "X" * 20, MBP, ""):
            assert cargo(sequence) is None, sequence

    def test_a_fusion_is_not_called_after_its_signal_alone(self) -> None:
        assert cargo(MBP + PKI, PKI) == ("signal of PKI alpha in another chain", "")
        assert cargo("HHHHHH" + MBP + PKI, PKI) == ("signal of PKI alpha in another chain", "")
        assert cargo("LALKLAGLDI" + SNUPN[20:], "LALKLAGLDI") == ("signal of PKI alpha on snurportin 1", "")

    def test_a_known_protein_with_something_else_in_the_groove_has_no_name_of_its_signal(self) -> None:
        assert cargo("AELALKLAGLDIRRTRGR") == ("signal of PKI alpha in another chain", "")
        chimera = "AVDEFRLKNWQ" + SNUPN[20:]
        assert cargo(chimera, "AVDEFRLKNWQ") is None

    def test_a_long_chain_that_numbers_the_piece_as_the_protein_does_is_the_protein(self) -> None:
        long = "A" * 263 + "RELDELMASLSDFKFMAQ" + "G" * 200
        assert cargo(long, "RELDELMASLSDFKFMAQ") == ("paxillin", "P49023")
        assert cargo(long, "RELDELMASLSDFKFMAQ", first=2) == ("signal of paxillin in another chain", "")

    def test_the_table_says_where_everything_is_from(self) -> None:
        rows = list(csv.DictReader((files("nesgroove.data") / "cargoes.tsv").read_text().splitlines(), delimiter="\t"))
        for row in rows:
            assert row["source"], row
            assert re.fullmatch("[ACDEFGHIKLMNPQRSTVWY]{10,}", row["sequence"]), row
            assert not row["uniprot"] or re.fullmatch(ACCESSION, row["uniprot"]), row
        assert len({(row["name"], row["uniprot"]) for row in rows if row["uniprot"]}) == len(
            {row["name"] for row in rows if row["uniprot"]}
        )


ARYL = "c1cc(cc(c1)C(F)(F)F)C(F)(F)F"
SELINEXOR = f"O=C(/C=C\\n1cnc(n1){ARYL})NNc1cnccn1"
VERDINEXOR = f"O=C(/C=C\\n1cnc(n1){ARYL})NNc1ccccn1"
GRAPHS = {
    row["compound"]: row
    for row in csv.DictReader((files("nesgroove.data") / "compounds.tsv").read_text().splitlines(), delimiter="\t")
}


def identity(smiles, *, source="file", bonded=""):
    """What the graph of a compound says, from coordinates that RDKit makes."""
    molecule = Chem.AddHs(Chem.MolFromSmiles(smiles))
    assert AllChem.EmbedMolecule(molecule, randomSeed=7) == 0
    molecule = Chem.RemoveHs(molecule)
    Chem.Kekulize(molecule, clearAromaticFlags=True)
    names = [f"{atom.GetSymbol()}{atom.GetIdx()}" for atom in molecule.GetAtoms()]
    atoms = {
        name: (atom.GetSymbol(), atom.GetFormalCharge()) for name, atom in zip(names, molecule.GetAtoms(), strict=True)
    }
    bonds = tuple(
        (names[b.GetBeginAtomIdx()], names[b.GetEndAtomIdx()], round(b.GetBondTypeAsDouble()))
        for b in molecule.GetBonds()
    )
    xyz = dict(zip(names, molecule.GetConformer().GetPositions(), strict=True))
    return identity_of(Template("LIG", atoms, bonds, source), xyz, bonded)


class TestCompoundByGraph:
    @pytest.mark.parametrize(
        ("smiles", "bonded", "compound", "inchikey"),
        [
            (SELINEXOR, "", "selinexor", "DEVSOMFAQLZNKR-RJRFIUFISA-N"),
            (SELINEXOR + ".Cl", "", "selinexor", "DEVSOMFAQLZNKR-RJRFIUFISA-N"),
            (SELINEXOR + ".CC", "", "", None),
            (VERDINEXOR, "", "verdinexor", "OPAKEJZFFCECPN-XQRVVYSFSA-N"),
            (f"O=C(CCn1cnc(n1){ARYL})NNc1ccccn1", "C3", "verdinexor", "OPAKEJZFFCECPN-XQRVVYSFSA-N"),
            (f"O=C(CCn1cnc(n1){ARYL})NNc1ccccn1", "", "bound form of verdinexor", "LEAROXVGRUFMGM-UHFFFAOYSA-N"),
            (f"O=C(/C=C/n1cnc(n1){ARYL})NNc1cnccn1", "", "E isomer of selinexor", "DEVSOMFAQLZNKR-DAFODLJHSA-N"),
            ("COc1cc(cc(c1)-c1ncn(/C=C/C(=O)OC(C)C)n1)C(F)(F)F", "", "E isomer of KPT-185",
             "NLNGWFLRRRYNIL-SNAWJCMRSA-N"),
            (f"O=C(/C=C\\n1cnc(n1){ARYL})NNc1cccnc1", "", "", "SMHXVEGIERYLDT-HYXAFXHYSA-N"),  # pyridin-3-yl
            (f"O=C(CCn1cnc(n1){ARYL})NNCc1cnccn1", "C3", "", None),
            (GRAPHS["leptomycin B"]["smiles"], "", "leptomycin B", "YACHGFWEQXFSBS-XYERBDPFSA-N"),
            (GRAPHS["leptomycin B"]["smiles"].replace("[C@@H](C)C(=O)", "[C@H](C)C(=O)"), "",
             "stereo isomer of leptomycin B", None),
            ("CC1=CC(=O)c2c(O)cccc2C1=O", "", "plumbagin", "VCMMXZQDRFWYSE-UHFFFAOYSA-N"),
            ("CC1=CC(=O)c2c(OC)cccc2C1=O", "", "", None),  # its methyl ether
        ],
    )  # fmt: skip
    def test_free_and_bound_alike_and_no_other(self, smiles, bonded, compound, inchikey) -> None:
        found = identity(smiles, bonded=bonded)
        assert found.compound == compound
        assert inchikey is None or found.inchikey == inchikey
        if not compound and not bonded:
            assert Chem.MolToInchiKey(Chem.MolFromSmiles(found.smiles)) == found.inchikey

    def test_perceived_bonds_count_for_known_compounds_alone(self) -> None:
        assert identity(VERDINEXOR, source="coordinates").compound == "verdinexor"
        found = identity(VERDINEXOR.replace("ccccn", "cccnc"), source="coordinates")
        assert (found.compound, found.inchikey, found.smiles) == ("", "", "")

    def test_bonds_of_a_known_compound_alone_are_not_enough(self, structure_of) -> None:
        """Selinexor's bonds under another name, bent so that its orders are those of nothing known."""
        structure = structure_of("composite_v6a")
        index = next(r.index for r in structure.residues if r.component == "V6A")
        record = structure.residues[index]
        residues = tuple(replace(r, component="LIG") if r.index == index else r for r in structure.residues)
        xyz = structure.atoms.xyz.copy()
        span = slice(record.start, record.stop)
        names = structure.atoms.name[span].tolist()
        carbon, oxygen = (record.start + names.index(name) for name in ("C13", "O01"))
        for bent in (False, True):  # C=O of the hydrazide: so long a bond is no double bond
            if bent:
                xyz[oxygen] += 0.15 * (xyz[oxygen] - xyz[carbon])
            changed = replace(structure, residues=residues, atoms=replace(structure.atoms, xyz=xyz.copy()))
            (complex_,) = find_complexes(changed)[0]
            (own,) = [o.name for o in complex_.occupants]
            assert names_of(Groove(complex_))[own].name == ("" if bent else "selinexor")

    def test_what_cannot_be_restored_has_no_key(self) -> None:
        # A cysteine that opened an epoxide or replaced a halogen: nobody can tell which it was.
        assert identity("OCCNC(=O)c1ccccc1", bonded="C1").inchikey == ""

    def test_the_table_of_graphs_is_of_the_table_of_compounds(self) -> None:
        assert GRAPHS.keys() == {ligand.compound for ligand in ligands()}
        for row in GRAPHS.values():
            assert Chem.MolToInchiKey(Chem.MolFromSmiles(row["smiles"])) == row["inchikey"], row["compound"]


CIF = """data_x
loop_
_entity.id
_entity.type
_entity.pdbx_description
1 polymer 'SNURPORTIN-1 OF CRM1'
2 polymer 'Chain B'
3 polymer ?
loop_
_struct_ref.entity_id
_struct_ref.db_name
_struct_ref.pdbx_db_accession
1 UNP O95149
2 UNP P61925
2 GB AAA1234
3 UNP nonsense
loop_
_chem_comp.id
_chem_comp.name
LIG 'compound 7'
UNL ?
loop_
_atom_site.group_PDB
_atom_site.id
_atom_site.type_symbol
_atom_site.label_atom_id
_atom_site.label_alt_id
_atom_site.label_comp_id
_atom_site.label_asym_id
_atom_site.label_entity_id
_atom_site.label_seq_id
_atom_site.auth_asym_id
_atom_site.Cartn_x
_atom_site.Cartn_y
_atom_site.Cartn_z
ATOM 1 C CA . ALA A 1 1 E 0 0 0
ATOM 2 C CA . ALA B 2 1 F 9 0 0
ATOM 3 C CA . ALA C 3 1 G 0 9 0
"""

PDB = """COMPND    MOL_ID: 1;
COMPND   2 MOLECULE: CAMP-DEPENDENT PROTEIN KINASE INHIBITOR ALPHA;
COMPND   3 CHAIN: B, E;
COMPND   4 MOL_ID: 2;
COMPND   5 MOLECULE: PEPTIDE;
COMPND   6 CHAIN: D
DBREF  3GJX B    1   360  UNP    O95149   SPN1_HUMAN       1    360
DBREF  3GJX D    1    10  PDB    3GJX     3GJX             1     10
HETNAM     LIG COMPOUND
HETNAM   2 LIG  SEVEN
"""


class TestWhatTheFileSays:
    def test_entities_of_mmcif(self) -> None:
        block = gemmi.cif.read_string(CIF).sole_block()
        structure = gemmi.make_structure_from_block(block)
        structure.setup_entities()
        told = described_in_block(block, structure)
        assert told.chains == {"E": "Snurportin-1 OF CRM1"}
        assert told.accessions == {"E": "O95149", "F": "P61925"}
        assert told.components == {"LIG": "compound 7"}

    def test_a_description_without_an_end_is_cut(self) -> None:
        block = gemmi.cif.read_string(CIF.replace("compound 7", "compound " * 10_000)).sole_block()
        told = described_in_block(block, gemmi.make_structure_from_block(block))
        assert told.components["LIG"].startswith("compound compound")
        assert len(told.components["LIG"]) < 250

    def test_header_of_pdb(self) -> None:
        told = described_in_header(PDB)
        assert told.chains == dict.fromkeys("BE", "CAMP-dependent protein kinase inhibitor alpha")
        assert told.accessions == {"B": "O95149"}
        assert set(told.components) == {"LIG"}

    def test_words_for_readers(self) -> None:
        assert cargo_words("snurportin 1", "E") == "snurportin 1, chain E"
        assert cargo_words("", "E") == "cargo, chain E"
        assert cargo_words("maltose-binding protein " * 9, "E").endswith("protein m\u2026, chain E")
        assert len(cargo_words("maltose-binding protein " * 9)) == 50
        assert compound_words("selinexor", "V6A") == "selinexor"
        assert compound_words("unknown", "UNL") == "UNL (unknown)"
        assert compound_words("N-[(E)-3-[3,5-bis(trifluoromethyl)phenyl]sulfinylprop-2-enyl]-x", "G6U") == "G6U"


class TestNamesOfTheUser:
    def write(self, tmp_path, *rows):
        path = tmp_path / "names.tsv"
        path.write_text("\n".join("\t".join(row) for row in rows) + "\n", encoding="utf-8")
        return path

    def test_they_are_stronger_than_all_others(self, tmp_path) -> None:
        path = self.write(
            tmp_path, ("entry", "molecule", "name"), ("phantom_*", "V6A", "any"), ("phantom_v6a-C", "V6A", "mine"),
            ("nobody", "A", "nothing"),
        )  # fmt: skip
        run = nesgroove.measure(nesgroove.phantom_path("phantom_v6a"), names=path)
        (row,) = run.complexes.to_dict("records")
        assert (row["inhibitor_name"], row["inhibitor_class"]) == ("mine", "SINE")
        assert row["inhibitor_inchikey"] == "DEVSOMFAQLZNKR-RJRFIUFISA-N"
        (own,) = run.molecules[run.molecules.role == "inhibitor"].to_dict("records")
        assert (own["name"], own["name_source"]) == ("mine", "names.tsv")

    def test_what_is_said_of_less_is_stronger(self, tmp_path) -> None:
        head = ("entry", "molecule", "name")
        rows = [
            ("3*", "LIG", "pattern"),
            ("3GJX", "LIG", "entry"),
            ("3gjx-D", "LIG", "complex"),
            ("3gjx-D", "LIG-X-1", "one"),
        ]
        for count, expected in enumerate(("pattern", "entry", "complex", "one"), start=1):
            given = read_names(self.write(tmp_path, head, *rows[:count]))
            assert given_name(given, ("3gjx-D", "3gjx"), ("LIG-X-1", "LIG")) == expected
            assert given_name(given, ("4hb2-C", "4hb2"), ("LIG-X-1", "LIG")) == ""

    def test_without_them_a_phantom_has_what_its_graph_or_its_sequence(self) -> None:
        run = nesgroove.measure(
            [nesgroove.phantom_path(name) for name in ("phantom_unl", "phantom_cargo_1d", "phantom_cargo_1c")]
        )
        assert run.complexes.inhibitor_name.fillna("").tolist() == ["", "", "selinexor"]
        assert run.complexes.cargo_name.fillna("").tolist() == ["snurportin 1", "", ""]
        own = run.molecules[run.molecules.role.isin(["cargo", "inhibitor"])]
        assert own.name_source.fillna("").tolist() == ["sequence", "", "graph"]

    @pytest.mark.parametrize(
        ("rows", "message"),
        [
            ([("entry", "name")], "line 1 is no header"),
            ([("entry", "molecule", "name"), ("3gjx", "E")], "line 2 has not three cells"),
            ([("entry", "molecule", "name"), ("3gjx", "", "x")], "line 2 has not three cells"),
            ([("entry", "molecule", "name"), ("3gjx", "E", "a;b")], "line 2: a name cannot be"),
            ([("entry", "molecule", "name"), ("3gjx", "E", "a" * 101)], "line 2: a name cannot be"),
            ([("entry", "molecule", "name"), ("3gjx", "E", "a"), ("3GJX", "E", "b")], "line 3: E of 3GJX is a"),
            ([], "there are no names in it"),
        ],
    )
    def test_errors_name_file_line_and_remedy(self, tmp_path, rows, message) -> None:
        path = self.write(tmp_path, *rows)
        with pytest.raises(ConfigError, match=re.escape(message)) as caught:
            read_names(path)
        assert str(caught.value.file) == str(path)
        assert caught.value.remedy

    def test_columns_in_another_order_and_comments(self, tmp_path) -> None:
        path = self.write(tmp_path, ("# mine",), ("name", "entry", "molecule"), ("p53 of mine", "x", "B"))
        (given,) = read_names(path)
        assert (given.entry, given.molecule, given.name) == ("x", "B", "p53 of mine")
