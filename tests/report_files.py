"""Validation reports as the archive writes them, made of a structure, in both forms, with the numbers a test wants."""

from __future__ import annotations

import gzip
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np

from nesgroove.model.points import torsion

STEPS = "molprobity,xtriage,eds,mogul,percentiles,writexml,writecif,writepdf"


def told_of(structure, **more):
    """What a report says of each residue of a structure: attributes of ModelledSubgroup, in the archive's manner.

    ``more`` are functions of a residue that give further attributes.
    """
    torsions = _torsions(structure)
    rows = []
    for residue in structure.residues:
        row = {
            "model": "1", "said": residue.label_chain, "ent": "1", "seq": str(residue.label_seq_id or "."),
            "chain": residue.auth_chain, "resnum": str(residue.auth_seq_id), "icode": residue.ins_code or " ",
            "altcode": " ", "resname": residue.component, "avgoccu": "1.000", "rsr": "0.112", "rscc": "0.934",
            "NatomsEDS": str(residue.stop - residue.start), "owab": "31.20",
        }  # fmt: skip
        if residue.kind == "polymer":
            row |= {"rsrz": "0.41", "rama": "Favored", "rota": "mt"}
            row |= {name: f"{value:.1f}" for name, value in torsions.get(residue.index, {}).items()}
        for name, value in more.items():
            told = value(residue)
            row = {key: cell for key, cell in row.items() if key != name} | ({name: told} if told is not None else {})
        rows.append(row)
    return rows


def xml(entry, rows, *, outliers=None, revision="1.2", steps=STEPS, head="", extra=""):
    """A report in XML. ``outliers`` are elements by the number of the row."""
    said = {
        "pdbid": entry.upper(), "PDB-revision-number": revision, "PDB-revision-date": "2011-07-13",
        "XMLcreationDate": "Feb 2, 2024 -- 07:15 AM EST", "attemptedValidationSteps": steps,
        "percentilebins": "all,2.50,xray",
    }  # fmt: skip
    body = [f"<Entry{_attributes(said)} {extra}/>"]
    for number, row in enumerate(rows):
        within = "".join(f'<{name} atoms="C1" />' for name in (outliers or {}).get(number, ()))
        body.append(f"<ModelledSubgroup{_attributes(row)}>{within}</ModelledSubgroup>")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', head, "<wwPDB-validation-information>", *body,
             "</wwPDB-validation-information>", ""]  # fmt: skip
    return "\n".join(lines).encode()


def cif(entry, rows, *, outliers=None, revision="1.2", steps=STEPS, fit="density"):
    """The same in mmCIF, as the archive's converter makes it; ``fit`` names the category of the fit."""
    lines = [
        f"data_valid_{entry}", "loop_", "_pdbx_vrpt_database.id", "_pdbx_vrpt_database.code", f"PDB {entry}", "#",
        f"_pdbx_vrpt_summary.entry_id {entry}", f"_pdbx_vrpt_summary.PDB_revision_number {revision}",
        f"_pdbx_vrpt_summary.attempted_validation_steps '{steps}'", "#",
    ]  # fmt: skip
    counts = {"mog-bond-outlier": "count_mogul_bond_outliers", "plane-outlier": "count_plane_outliers",
              "clash": "count_clashes"}  # fmt: skip
    items = {"PDB_model_num": "model", "auth_asym_id": "chain", "auth_seq_id": "resnum", "label_comp_id": "resname",
             "label_alt_id": "altcode", "PDB_ins_code": "icode"}  # fmt: skip
    lines += _loop(
        "model_instance",
        [{"id": str(n), **{item: row[name] for item, name in items.items()},
          **{column: str((outliers or {}).get(n - 1, ()).count(name) or "?") for name, column in counts.items()}}
         for n, row in enumerate(rows, 1)],
    )  # fmt: skip
    for category, names in (
        (fit, {"RSRCC": "rscc", "RSR": "rsr", "RSRZ": "rsrz", "Q_score": "Q_score"}),
        ("geometry", {"average_occupancy": "avgoccu", "phi": "phi", "psi": "psi", "ramachandran_class": "rama",
                      "rotamer_class": "rota"}),
    ):  # fmt: skip
        lines += _loop(
            f"model_instance_{category}",
            [{"ordinal": str(n), "instance_id": str(n), **{item: row.get(name, "?") for item, name in names.items()}}
             for n, row in enumerate(rows, 1)],
        )  # fmt: skip
    return "\n".join([*lines, ""]).encode()


def put(path: Path, data: bytes) -> Path:
    """Write a report, packed where its name says so."""
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    return path


def _loop(category, rows):
    head = ["loop_", *(f"_pdbx_vrpt_{category}.{item}" for item in rows[0])]
    return [*head, *(" ".join(cell.strip() or "?" for cell in row.values()) for row in rows), "#"]


def _attributes(values):
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items())


def _torsions(structure):
    told = {}
    for chain in structure.chains:
        for before, here, after in zip(chain.residues, chain.residues[1:], chain.residues[2:], strict=False):
            names = [(before, "C"), (here, "N"), (here, "CA"), (here, "C"), (after, "N")]
            atoms = [structure.atom_of(index, name) for index, name in names]
            if None not in atoms:
                xyz = np.asarray(structure.atoms.xyz[atoms])
                told[here] = {"phi": torsion(*xyz[:4]), "psi": torsion(*xyz[1:])}
    return told
