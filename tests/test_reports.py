"""Validation reports beside structures: both forms, what they are held against, and where their numbers go."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace

import pytest

from nesgroove import phantom_path
from nesgroove.errors import ConfigError
from nesgroove.identify.complexes import find_complexes
from nesgroove.io.opened import Limits
from nesgroove.io.read import read_structure
from nesgroove.io.reports.beside import with_report
from nesgroove.io.reports.contents import ReportError
from nesgroove.io.reports.names import is_report, report_of, reports_beside
from nesgroove.io.reports.read import report_contents
from nesgroove.io.run_files import look_through, run_files
from nesgroove.measure.cargo import AnchorRecord
from nesgroove.measure.complexes import ComplexRecord
from nesgroove.measure.groove import Settings
from nesgroove.measure.molecules import MoleculeRecord
from nesgroove.measure.reference import References
from nesgroove.model.problem import ProblemRecord
from nesgroove.model.report import CLASSES, seen_class
from nesgroove.reproduce.again import find_files, reproduce
from nesgroove.reproduce.results import read_results
from nesgroove.survey.provenance import run_options
from nesgroove.survey.run import measure_file, measure_files, write_results
from report_files import cif, put, told_of, xml

CARGO, INHIBITOR = "phantom_cargo_1c", "phantom_v6a"
SETTINGS = Settings({}, References(), (("*", "experiment"),))


def placed(folder, name=CARGO, entry="9xpa"):
    """A phantom under the name of an entry, which a report can be of."""
    path = folder / f"{entry}.cif.gz"
    shutil.copyfile(phantom_path(name), path)
    return path


def structure_of(path):
    return read_structure(path, source_kind="experiment")


def rows_of(path, kind):
    return [row for row in measure_file(path, SETTINGS).rows if isinstance(row, kind)]


def problems_of(path):
    return [(row.severity, row.message) for row in rows_of(path, ProblemRecord) if row.step == "density"]


@pytest.fixture(scope="module")
def told():
    """Rows of a report of the phantom with a cargo: its third residue in the groove is seen worse than the others."""
    return told_of(read_structure(phantom_path(CARGO)))


@pytest.mark.parametrize("form", ["xml", "cif", "cif of newer dictionaries"])
def test_both_forms_say_the_same(told, form):
    rows = [dict(row) for row in told[:40]]
    rows[3] |= {"rama": "OUTLIER", "rota": "OUTLIER", "rscc": "0.55", "icode": "B"}
    outliers = {3: ["mog-bond-outlier", "plane-outlier", "clash"], 4: ["clash", "clash"]}
    fit = "map_fitting" if "newer" in form else "density"
    data = xml("9xpa", rows, outliers=outliers) if form == "xml" else cif("9xpa", rows, outliers=outliers, fit=fit)
    contents = report_contents(data, Limits())
    assert (contents.entry, contents.revision) == ("9xpa", "1.2")
    assert "eds" in contents.steps
    residues = contents.of_model(1)
    key = (rows[3]["chain"], f"{rows[3]['resnum']}B")
    (bad,) = residues[key]
    assert (bad.component, bad.rscc, bad.rsr, bad.rsrz, bad.occupancy) == (rows[3]["resname"], 0.55, 0.112, 0.41, 1.0)
    assert (bad.outliers, bad.clashes) == (4, 1)
    (next_,) = residues[rows[4]["chain"], rows[4]["resnum"]]
    assert (next_.outliers, next_.clashes) == (0, 2)
    assert next_.phi == pytest.approx(float(told[4]["phi"]))


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (lambda rows: xml("9xpa", rows, head=BOMB), "document type"),
        (lambda rows: xml("9xpa", rows, head=OUTSIDE), "document type"),
        (lambda rows: xml("9xpa", rows, head="<!DOCTYPE wwPDB-validation-information>"), "document type"),
        (lambda rows: xml("9xpa", rows)[:-200], "damaged or cut short"),
        (lambda rows: xml("9xpa", []), "nothing of any residue"),
        (lambda rows: xml("", rows), "does not say which entry"),
        (lambda rows: b"<?xml version='1.0'?><html><body/></html>", "no validation report"),
        (lambda rows: b"<html><body>404</body></html>", "web page"),
        (lambda rows: cif("9xpa", rows)[:-300], "damaged or cut short"),
        (lambda rows: b"data_x\n_cell.length_a 1\n", "no validation report"),
        (lambda rows: b"\x89PNG\xff\xfe\x00", "no text"),
    ],
)
def test_what_is_no_whole_report_is_refused(told, data, why):
    with pytest.raises(ReportError, match=why):
        report_contents(data(told[:30]), Limits())


def test_a_report_of_too_many_residues_is_refused(told):
    for data in (xml("9xpa", told[:30]), cif("9xpa", told[:30])):
        with pytest.raises(ReportError, match="more than 29"):
            report_contents(data, Limits(atoms=29))


@pytest.mark.parametrize("cell", ["NotAvailable", "nan", "1e400", "", "1.7"])
def test_what_is_no_correlation_is_none(told, cell):
    rows = [{**told[0], "rscc": cell}]
    for data in (xml("9xpa", rows), cif("9xpa", [{**rows[0], "rscc": cell or "?"}])):
        assert report_contents(data, Limits()).rows[0][2].rscc is None


@pytest.mark.parametrize(
    "name",
    ["9xpa_validation.xml.gz", "9xpa-validation.cif", "9XPA_validation.xml", "9xpa_full_validation.xml.gz"],
)
def test_reports_are_known_by_their_names(tmp_path, told, name):
    path = placed(tmp_path)
    report = put(tmp_path / name, xml("9xpa", told) if ".xml" in name else cif("9xpa", told))
    assert report_of(name) == "9xpa"
    assert is_report(report)
    assert (report in reports_beside(path)) == ("full" not in name)
    listed = look_through(tmp_path)
    assert (listed.paths, listed.passed_over) == ([path], [])
    assert run_files([path, report]).paths == [path]


def test_what_is_called_like_a_report_and_is_none_is_measured(tmp_path):
    path = placed(tmp_path, entry="my_validation")
    assert not is_report(path)
    assert look_through(tmp_path).paths == [path]
    # Beside a structure of that name it is one.
    placed(tmp_path, entry="my")
    assert is_report(path)
    alone = put(tmp_path / "1abc_validation.cif", b"data_x\n")
    assert [why for _, why in look_through(tmp_path).passed_over] == [
        "it is a validation report, and its structure is not beside it"
    ]
    with pytest.raises(Exception, match="validation report of the wwPDB"):
        read_structure(put(alone, cif("1abc", told_of(read_structure(path))[:5])))


def test_the_cargo_s_residues_in_the_groove_are_what_counts(tmp_path, told):
    path = placed(tmp_path)
    structure = structure_of(path)
    anchors = {row.auth_seq_id: row for row in rows_of(path, AnchorRecord) if row.residue}
    cargo = next(row.cargo_chain for row in rows_of(path, AnchorRecord))
    worst = min(anchors)
    rows = [
        {**row, "rscc": "0.500" if (row["chain"], row["resnum"]) == (cargo, str(worst)) else "0.900"}
        if row["chain"] == cargo else row
        for row in told
    ]  # fmt: skip
    put(tmp_path / "9xpa_validation.xml.gz", xml("9xpa", rows))
    (molecule,) = [row for row in rows_of(path, MoleculeRecord) if row.role == "cargo"]
    near, of = map(int, molecule.seen_residues.split("/"))
    assert near == of <= molecule.residues
    assert molecule.rscc == pytest.approx((0.5 + 0.9 * (of - 1)) / of)
    assert (molecule.rscc_min, molecule.rsr, molecule.occupancy_reported) == (0.5, pytest.approx(0.112), 1.0)
    assert (molecule.n_outliers, molecule.n_clashes) == (0, 0)
    (complex_,) = rows_of(path, ComplexRecord)
    assert (complex_.rscc_cargo, complex_.rscc_inhibitor, complex_.q_cargo) == (molecule.rscc, None, None)
    told_by_anchor = {row.auth_seq_id: row.rscc for row in rows_of(path, AnchorRecord) if row.residue}
    assert told_by_anchor == {number: 0.5 if number == worst else 0.9 for number in anchors}
    assert structure.report is None  # whoever only reads a structure does not look for its report
    assert problems_of(path) == []


def test_a_ligand_that_is_poorly_seen_is_a_warning(tmp_path):
    path = placed(tmp_path, INHIBITOR)
    structure = structure_of(path)
    ligand = next(row.auth_seq_id for row in rows_of(path, MoleculeRecord) if row.role == "inhibitor")
    rows = told_of(structure, rscc=lambda residue: "0.612" if residue.number == ligand else "0.95")
    number = next(
        i for i, residue in enumerate(structure.residues) if residue.number == ligand and residue.kind == "ligand"
    )
    put(tmp_path / "9xpa-validation.cif", cif("9xpa", rows, outliers={number: ["mog-bond-outlier", "clash"]}))
    (molecule,) = [row for row in rows_of(path, MoleculeRecord) if row.role == "inhibitor"]
    assert (molecule.rscc, molecule.rscc_min, molecule.seen_residues) == (0.612, 0.612, "1/1")
    assert (molecule.n_outliers, molecule.n_clashes) == (1, 1)
    ((severity, message),) = problems_of(path)
    assert severity == "warning"
    assert "RSCC 0.61" in message
    # A well seen one is none.
    put(tmp_path / "9xpa-validation.cif", cif("9xpa", told_of(structure)))
    assert problems_of(path) == []


def test_of_alternate_locations_the_one_that_is_measured_counts(told):
    rows = [{**told[0], "altcode": label, "rscc": value, "avgoccu": part}
            for label, value, part in (("A", "0.9", "0.4"), ("B", "0.7", "0.6"))]  # fmt: skip
    contents = report_contents(xml("9xpa", rows), Limits())
    key = (rows[0]["chain"], rows[0]["resnum"])
    report = _report(contents)
    name = rows[0]["resname"]
    assert report.of(key, name, "A").rscc == 0.9
    assert report.of(key, name).rscc == 0.7  # that with the highest occupancy
    assert report.of(key, "XXX") is None
    assert report.of(("none", "1"), name) is None


def _report(contents):
    from nesgroove.model.report import Report

    return Report("", "", contents.entry, residues=contents.of_model(1))


def test_a_map_of_electron_microscopy_has_q_scores(tmp_path, told):
    path = placed(tmp_path)
    rows = [{**{k: v for k, v in row.items() if k not in ("rscc", "rsr", "rsrz")}, "Q_score": "0.61"} for row in told]
    put(tmp_path / "9xpa_validation.xml", xml("9xpa", rows, steps="molprobity,mogul,percentiles"))
    (molecule,) = [row for row in rows_of(path, MoleculeRecord) if row.role == "cargo"]
    assert (molecule.rscc, molecule.q_score, molecule.q_score_min) == (None, pytest.approx(0.61), 0.61)
    assert rows_of(path, ComplexRecord)[0].q_cargo == pytest.approx(0.61)
    ((severity, message),) = problems_of(path)
    assert severity == "note"
    assert "electron microscopy" in message


def test_a_report_without_the_data_says_so_once(tmp_path, told):
    path = placed(tmp_path)
    rows = [{k: v for k, v in row.items() if k not in ("rscc", "rsr", "rsrz")} for row in told]
    put(tmp_path / "9xpa_validation.xml", xml("9xpa", rows, steps="molprobity,mogul"))
    ((severity, message),) = problems_of(path)
    assert severity == "note"
    assert "molprobity,mogul" in message
    (molecule,) = [row for row in rows_of(path, MoleculeRecord) if row.role == "cargo"]
    assert (molecule.rscc, molecule.n_outliers) == (None, 0)
    assert molecule.seen_residues.startswith("0/")


def test_without_a_report_nothing_is_said(tmp_path):
    path = placed(tmp_path)
    (molecule,) = [row for row in rows_of(path, MoleculeRecord) if row.role == "cargo"]
    assert (molecule.rscc, molecule.n_outliers, molecule.seen_residues) == (None, None, "")
    assert problems_of(path) == []


def test_a_ligand_that_the_report_does_not_have_is_said(tmp_path):
    path = placed(tmp_path, INHIBITOR)
    rows = [row for row in told_of(structure_of(path)) if row["resname"] != "V6A"]
    put(tmp_path / "9xpa_validation.xml", xml("9xpa", rows))
    ((severity, message),) = problems_of(path)
    assert severity == "note"
    assert "V6A" in message


@pytest.mark.parametrize(
    ("data", "kind", "why"),
    [
        (lambda rows: xml("9xpb", rows), "experiment", "of the entry 9xpb, and the structure is 9xpa"),
        (lambda rows: xml("9xpa", rows[::2]), "experiment", "another model"),
        (lambda rows: xml("9xpa", [{**row, "resname": "GLY"} for row in rows]), "experiment", "another model"),
        (lambda rows: xml("9xpa", rows), "predicted", "the structure is predicted"),
        (lambda rows: xml("9xpa", rows), "composite", "the structure is composite"),
        (lambda rows: b"<?xml version='1.0'?><wwPDB-validation-information>", "experiment", "damaged"),
        (lambda rows: b"", "experiment", "cannot be read|no validation report"),
    ],
)
def test_a_report_of_something_else_is_refused_with_a_remark(tmp_path, told, data, kind, why):
    path = placed(tmp_path)
    put(tmp_path / "9xpa_validation.xml", data(told))
    structure = with_report(replace(structure_of(path), source_kind=kind), path)
    assert structure.report is None
    (finding,) = [finding for finding in structure.findings if finding.check == "report_refused"]
    assert re.search(why, finding.details["why"])
    if kind == "experiment":
        ((severity, message),) = problems_of(path)
        assert severity == "warning"
        assert "9xpa_validation.xml was not used" in message


def test_a_report_of_other_coordinates_is_refused(tmp_path, told):
    """A structure that was refined again keeps its id: the torsions of the backbone tell."""
    path = placed(tmp_path)
    structure = structure_of(path)

    def why(shift, revision="1.2", own=""):
        rows = [
            {**row, **{name: f"{float(row[name]) + shift:.1f}" for name in ("phi", "psi") if name in row}}
            for row in told
        ]
        put(tmp_path / "9xpa_validation.xml", xml("9xpa", rows, revision=revision))
        findings = with_report(replace(structure, revision=own), path).findings
        return [f.details["why"] for f in findings if f.check == "report_refused"]

    assert why(0.0) == why(0.1) == []
    (said,) = why(2.0)
    assert "2.0 degrees" in said
    assert why(0.0, "2.1", "2.0") == []  # the second figure is for what is no coordinate
    (said,) = why(0.0, "1.3", "2.0")
    assert said == "is of revision 1.3, and the structure is revision 2.0"


def test_the_next_report_is_taken_where_the_first_is_refused(tmp_path, told):
    path = placed(tmp_path)
    put(tmp_path / "9xpa_validation.xml.gz", xml("9xpb", told))
    put(tmp_path / "9xpa_validation.cif", cif("9xpa", told))
    structure = with_report(structure_of(path), path)
    assert structure.report.path.endswith(".cif")
    assert len([f for f in structure.findings if f.check == "report_refused"]) == 1


def test_a_report_that_comes_later_makes_a_kept_part_be_measured_again(tmp_path, told):
    path, parts = placed(tmp_path), tmp_path / "parts"

    def measured():
        (result,) = measure_files([path], SETTINGS, parts=parts)
        return result.kept, [row.rscc for row in result.rows if isinstance(row, MoleculeRecord) and row.role == "cargo"]

    assert measured() == (False, [None])
    assert measured() == (True, [None])
    put(tmp_path / "9xpa_validation.xml.gz", xml("9xpa", told))
    assert measured() == (False, [pytest.approx(0.934)])
    assert measured() == (True, [pytest.approx(0.934)])


def test_the_provenance_names_the_report(tmp_path, told):
    path = placed(tmp_path)
    report = put(tmp_path / "9xpa_validation.xml.gz", xml("9xpa", told))
    write_results(tmp_path / "out", measure_files([path], SETTINGS), {})
    provenance = json.loads((tmp_path / "out/provenance.json").read_text())
    (given,) = provenance["reports"]
    assert given["of"] == provenance["inputs"][0]["path"]
    assert given["path"].endswith(report.name)
    assert len(given["sha256"]) == 64
    assert list(provenance["files"]) == ["9xpa.cif.gz"]


def test_classes_have_one_limit_each():
    assert [limit for _, limit in CLASSES] == sorted((limit for _, limit in CLASSES), reverse=True)
    assert [seen_class(value) for value in (0.95, 0.9, 0.85, 0.8, 0.79, 0.6, 0.59, -1.0, -2.0)] == [
        "well seen", "well seen", "partly seen", "partly seen", "poorly seen", "poorly seen", "hardly seen",
        "hardly seen", "hardly seen",
    ]  # fmt: skip


def test_the_complexes_are_found_as_without_a_report(tmp_path, told):
    path = placed(tmp_path)
    put(tmp_path / "9xpa_validation.xml.gz", xml("9xpa", told))
    structure = structure_of(path)
    assert [c.id for c in find_complexes(with_report(structure, path))[0]] == [
        c.id for c in find_complexes(structure)[0]
    ]


def test_results_are_reproduced_with_the_report_or_found_to_lack_it(tmp_path, told):
    path = placed(tmp_path)
    report = put(tmp_path / "9xpa_validation.xml.gz", xml("9xpa", told))
    measured = measure_files([path], SETTINGS)
    write_results(tmp_path / "tables", measured, run_options(SETTINGS), SETTINGS)
    results = read_results(tmp_path / "tables")
    found = find_files(results, [])
    assert [file.state for file in found] == ["same", "same"]
    assert reproduce(results, found, tmp_path / "again").equal
    assert "\t0.934\t" in (tmp_path / "again/tables/molecules.tsv").read_text()
    report.unlink()
    with pytest.raises(ConfigError, match=r"9xpa_validation\.xml\.gz"):
        find_files(results, [])
