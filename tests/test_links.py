"""Links out, and the citation that one of them comes from."""

from __future__ import annotations

import gemmi
import pytest

from nesgroove.io.citation import doi_of_cif, doi_of_pdb
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.show.links import compound_links, entry_links, protein_links

SELINEXOR = "DEVSOMFAQLZNKR-RJRFIUFISA-N"


def row(entry="3gjx", kind="experiment", **values):
    return ComplexRecord(entry=entry, complex=f"{entry}-D", source_kind=kind, **values)


def test_an_entry_leads_to_the_archive_and_to_its_paper():
    links = entry_links(row(doi="10.1126/science.1173388"))
    assert [link.url for link in links] == [
        "https://www.rcsb.org/structure/3GJX", "https://www.ebi.ac.uk/pdbe/entry/pdb/3gjx",
        "https://doi.org/10.1126/science.1173388",
    ]  # fmt: skip
    assert all("3GJX" in link.leads_to for link in links[:2])
    assert "10.1126/science.1173388" in links[2].leads_to


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ("3gjx", "predicted"),
        ("3gjx", "composite"),
        ("3gjx+2", "experiment"),
        ("my_pose", "experiment"),
        ("0abc", "unknown"),
    ],
)
def test_what_is_no_entry_leads_nowhere(entry, kind):
    assert entry_links(row(entry, kind)) == []


def test_an_extended_id_is_an_entry():
    assert entry_links(row("pdb_10003gjx"))[0].url == "https://www.rcsb.org/structure/pdb_10003gjx"


def test_a_doi_cannot_leave_its_address():
    (link,) = entry_links(row("mine", doi='10.1000/a"onclick=x#<b>'))
    assert not set(link.url) & set('"<>#')


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("O95149", 1),
        ("O95149;P61925;O95149", 2),
        ("A0A024RBG1", 1),
        ("P61925 O95149;P0AEX9", 3),
        ("Q9Y5X1-2;Q9Y5X1", 1),
        ("chain B", 0),
        ("", 0),
    ],
)
def test_a_protein_leads_to_uniprot(text, count):
    assert len(protein_links(text)) == count


def test_a_compound_leads_to_pubchem_chembl_and_its_component():
    assert [link.label for link in compound_links(SELINEXOR, "V6A")] == ["PubChem", "ChEMBL", "PDB component"]
    assert all(SELINEXOR in link.url for link in compound_links(SELINEXOR))
    assert [link.label for link in compound_links("", "A1CBD")] == ["PDB component"]
    assert compound_links("no key", "UNL") == compound_links("", "my ligand") == []


CITED = """data_x
loop_
_citation.id
_citation.title
_citation.pdbx_database_id_DOI
1 'methods' 10.1000/methods
primary 'the entry' 10.1126/science.1173388
"""


def test_the_paper_is_that_of_the_primary_citation():
    assert doi_of_cif(gemmi.cif.read_string(CITED).sole_block()) == "10.1126/science.1173388"
    unpublished = CITED.replace("10.1126/science.1173388", "?")
    assert doi_of_cif(gemmi.cif.read_string(unpublished).sole_block()) == ""
    assert doi_of_cif(gemmi.cif.read_string("data_x\n_citation.id primary\n").sole_block()) == ""


def test_a_pdb_file_cites_too():
    lines = [
        "JRNL        REF    SCIENCE                       V. 324  1087 2009",
        "JRNL        DOI    10.1126/SCIENCE.1173388",
    ]
    assert doi_of_pdb(lines) == "10.1126/science.1173388"
    assert doi_of_pdb(["REMARK   1  DOI    10.1126/SCIENCE.1173388"]) == ""
