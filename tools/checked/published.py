"""Numbers that were read in papers, for the entries at hand. What was recalled, or computed by us, is not here."""

from __future__ import annotations

from checked.page import Case, PublishedNumber

FUNG_2017 = "Fung et al. 2017, doi:10.7554/eLife.23961"
KOYAMA = "Koyama and Matsuura 2010, doi:10.1038/emboj.2010.89"
LI = "Li et al. 2019, doi:10.7554/eLife.41331"


def rows(cases: list[Case]) -> list[PublishedNumber]:
    """Make the rows of the second table.

    Parameters
    ----------
    cases
        The experimental structures.
    """
    by_name = {case.plain.source.complex: case for case in cases}
    cargo, yeast = by_name["3gjx-D"], by_name["4hb2-C"]
    anchors = {row.pocket: row.residue for row in cargo.rows["anchors"] if row.residue}
    lysine = sorted(
        (row.distance, row.occupant_residue)
        for row in cargo.rows["contacts"]
        if (row.position, row.atom, row.occupant_atom, row.type) == (568, "NZ", "O", "hydrogen_bond")
        and row.kind == "cargo"
    )
    ran = [
        row for row in yeast.rows["contacts"] if row.kind == "ran" and row.type == "hydrogen_bond" and not row.symmetry
    ]
    width = {name: _width(case) for name, case in by_name.items()}
    closed = max(width["4hb2-C"], width["3m1i-C"])
    return [
        PublishedNumber(
            "anchors of snurportin, class 1c, in P0 to P4",
            "M1 L4 L8 F12 V14",
            " ".join(anchors[pocket] for pocket in sorted(anchors)),
            "3gjx",
            FUNG_2017,
            "They do not.",
        ),
        PublishedNumber(
            "Lys568 NZ is hydrogen-bonded to the backbone of every NES",
            "yes",
            ", ".join(f"{residue} O {distance:.2f} A" for distance, residue in lysine) or "no",
            "3gjx",
            FUNG_2017,
            "They do not.",
        ),
        PublishedNumber(
            "hydrogen bonds between human Ran and yeast CRM1",
            "26 (in 4HAT)",
            str(len(ran)),
            "4hb2",
            LI,
            "Another entry of the same crystal form, refined anew, counted by another program that adds hydrogens.",
        ),
        PublishedNumber(
            "the groove is closed where RanBP1 is bound, open with a cargo",
            "narrower",
            f"{closed:.2f} A at most, {width['3gjx-D']:.2f} A with snurportin",
            "3m1i, 4hb2; 3gjx",
            KOYAMA,
            "Published as a statement, without a number.",
        ),
    ]


def _width(case: Case) -> float:
    return float(case.rows["complexes"][0].groove_width)
