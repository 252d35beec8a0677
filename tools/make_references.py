"""Write the references that come with the package: open groove, closed groove and cargo, with source and licence.

They are a few hundred coordinates in the groove frame, taken from PDB-REDO's re-refinements of 3GJX and 4HB2. Run again
when what a cargo fills of the pockets moves, or the frame:

    python tools/make_references.py ../shared/structures/experimental
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

from nesgroove.io.read import read_structure
from nesgroove.measure.reference import References
from nesgroove.survey.references import ReferenceNames, references_among

TARGET = Path(__file__).parents[1] / "workflow/nesgroove/data/references.json"

NAMES = {"3gjx-D": "package:3gjx-D-redo", "4hb2-C": "package:4hb2-C-redo"}
"""What the references are called in tables, by complex: no complex of a run can have such a name."""

ABOUT = {
    "what": {
        "package:3gjx-D-redo": "PDB entry 3GJX (Monecke et al. 2009, Science 324:1087, doi:10.1126/science.1173388; "
        "2.5 A), second copy of the asymmetric unit, as re-refined by PDB-REDO: C-alpha atoms of mouse CRM1 chain D, "
        "positions 510-594, and atoms of snurportin-1 chain E near the groove",
        "package:4hb2-C-redo": "PDB entry 4HB2 (Sun et al. 2013; 1.8 A), as re-refined by PDB-REDO: "
        "C-alpha atoms of yeast CRM1 chain C, positions 510-594 of human XPO1",
    },
    "changed": "Turned into the groove frame of nesgroove and cut down to the atoms named; radii, anchors and the "
    "parts of pockets that are filled were added. The coordinates are otherwise those of the files.",
    "parent files": "3gjx.cif.gz and 4hb2.cif.gz, whose SHA-256 is under 'sources'; written with gemmi from PDB-REDO's "
    "models (https://pdb-redo.eu/db/3gjx, https://pdb-redo.eu/db/4hb2)",
    "attribution": "PDB-REDO (Joosten et al. 2014, IUCrJ 1:213, doi:10.1107/S2052252514009324) and the authors of the "
    "entries",
    "licence": {
        "PDB-REDO": {
            "read in": "https://pdb-redo.eu/license, as docroot/license.html of "
            "https://github.com/PDB-REDO/pdb-redo-session-manager, commit 72d9bb9eb59de3ac72fc3d14442904447459b841",
            "quoted": "Data files contained in the PDB-REDO databank (rsync://rsync.pdb-redo.eu; "
            "https://pdb-redo.eu/db) are free of all copyright restrictions and made fully and freely available for "
            "both non-commercial and commercial use. Users of the data should attribute PDB-REDO and the original "
            "authors of that structural data. [...] Data files within the archive may be redistributed in original "
            "form without restriction. Redistribution of modified data files is allowed only if the parent data file "
            "is attributed. Where applicable, the usage policy of the parent PDB archive entries applies.",
        },
        "PDB": {
            "read in": "http://www.rcsb.org/pdb/static.do?p=general_information/about_pdb/policies_references.html",
            "quoted": "Data files contained in the PDB archive (ftp://ftp.wwpdb.org) are free of all copyright "
            "restrictions and made fully and freely available for both non-commercial and commercial use. Users of the "
            "data should attribute the original authors of that structural data.",
        },
    },
}


def packaged(directory: Path) -> str:
    """Make the text of the file.

    Parameters
    ----------
    directory
        Holds ``3gjx.cif.gz`` and ``4hb2.cif.gz``.
    """
    structures = [read_structure(directory / f"{entry}.cif.gz") for entry in ("3gjx", "4hb2")]
    taken, missing = references_among(structures, ReferenceNames())
    if missing:
        raise SystemExit(f"not among the files: {', '.join(missing.values())}")
    named = References(
        taken.open_groove, taken.closed_groove, NAMES[taken.open_id], NAMES[taken.closed_id],
        replace(taken.cargo, complex_id=NAMES[taken.cargo.complex_id]),
        {NAMES[complex_]: checksum for complex_, checksum in taken.sources.items()},
    )  # fmt: skip
    lines = [f'"about": {json.dumps(ABOUT, indent=1)}']
    lines += [f'"{key}": {json.dumps(value, sort_keys=True)}' for key, value in json.loads(named.to_json()).items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(packaged(Path(sys.argv[1])), encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
