"""Write the bond tables of amino acids, known inhibitors, nucleotides and additives from the component dictionary.

The dictionary ships inside biotite; opening it costs two seconds and 850 MB a process, so that the few
components every run needs are kept beside the package. Run again when a ligand is added:

    python tools/make_components.py
"""

from __future__ import annotations

from pathlib import Path

from nesgroove.chem.components import additives, ligands, nucleotide_states
from nesgroove.chem.templates import dictionary_template

AMINO_ACIDS = (
    "ALA", "ARG", "ASN", "ASP", "CYS", "GLN", "GLU", "GLY", "HIS", "ILE", "LEU", "LYS", "MET", "MSE", "PHE", "PRO",
    "SER", "THR", "TRP", "TYR", "VAL", "CSO", "CME",
)  # fmt: skip


def main() -> None:
    """Write ``components.tsv``: a row per heavy atom, then a row per bond, for each component."""
    wanted = list(AMINO_ACIDS) + sorted(entry.component for entry in ligands() if entry.component)
    wanted += sorted({*nucleotide_states(), *additives()} - set(wanted))
    lines = ["component\tkind\tfirst\tsecond\tvalue"]
    for component in wanted:
        template = dictionary_template(component)
        if template is None:
            raise SystemExit(f"{component} is not in the dictionary of this biotite")
        lines += [
            f"{component}\tatom\t{name}\t{element}\t{charge}" for name, (element, charge) in template.atoms.items()
        ]
        lines += [f"{component}\tbond\t{a}\t{b}\t{order}" for a, b, order in template.bonds]
    path = Path(__file__).parents[1] / "workflow/nesgroove/data/components.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(wanted)} components, {len(lines) - 1} rows: {path.name}")


if __name__ == "__main__":
    main()
