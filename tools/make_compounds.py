"""Write the graphs of known inhibitors: free, on the sulphur of a cysteine, and as their components have them.

Run again when a ligand is added:

    python tools/make_compounds.py

Graphs are those of the component dictionary, the free compound by the rules of ``chem/free_form.py``. Stereochemistry
of centres is that of the components' ideal coordinates. The double bond that reacts is saturated in the components, so
that cis and trans of the free compound are stated here. For those under STATED the InChIKey of the SMILES is the one
that is recalled of the compound's public record, letter by letter: a key is a checksum, and agrees by no accident. No
source at hand has the others (analogues of KPT-185), whose double bond is left open.
"""

from __future__ import annotations

from pathlib import Path

from rdkit import Chem, RDLogger

from nesgroove.chem.components import ligands
from nesgroove.chem.free_form import free_form, molecule_of
from nesgroove.chem.reacting import adduct_of, reacting_sites
from nesgroove.chem.templates import packaged_template

ARYL = "c1cc(cc(c1)C(F)(F)F)C(F)(F)F"
STATED = {
    "selinexor": (f"O=C(/C=C\\n1cnc(n1){ARYL})NNc1cnccn1", "DEVSOMFAQLZNKR-RJRFIUFISA-N"),
    "verdinexor": (f"O=C(/C=C\\n1cnc(n1){ARYL})NNc1ccccn1", "OPAKEJZFFCECPN-XQRVVYSFSA-N"),
    "eltanexor": (f"NC(=O)/C(=C/n1cnc(n1){ARYL})c1cncnc1", "JFBAVWVBLRIWHM-AWNIVKPZSA-N"),
    "KPT-276": (f"O=C(/C=C\\n1cnc(n1){ARYL})N1CC(F)(F)C1", "JCHAWRDHMUSLMM-UPHRSURJSA-N"),
    "KPT-251": (f"C(=C\\n1cnc(n1){ARYL})\\c1nnco1", "LDFXTRYMMZGKIC-UPHRSURJSA-N"),
    "KPT-185": ("COc1cc(cc(c1)-c1ncn(/C=C\\C(=O)OC(C)C)n1)C(F)(F)F", "NLNGWFLRRRYNIL-PLNGDYQASA-N"),
    "plumbagin": ("CC1=CC(=O)c2c(O)cccc2C1=O", "VCMMXZQDRFWYSE-UHFFFAOYSA-N"),
}
"""Free compounds: SMILES, and the InChIKey that is recalled."""


def ideal(component: str) -> Chem.Mol | None:
    """A component as the dictionary draws it, with the stereochemistry of its coordinates."""
    from biotite.structure.info import residue

    template = packaged_template(component)
    if template is None:
        return None
    atoms = residue(component)
    return molecule_of(template, dict(zip(atoms.atom_name.tolist(), atoms.coord, strict=True)))


def key_of(molecule: Chem.Mol) -> str:
    """InChIKey of a molecule."""
    return str(Chem.MolToInchiKey(molecule))  # type: ignore[no-untyped-call]


def free_compounds() -> dict[str, tuple[Chem.Mol, list[Chem.Mol]]]:
    """Each compound as it is before it reacts, with its components."""
    compounds: dict[str, tuple[Chem.Mol, list[Chem.Mol]]] = {}
    for ligand in ligands():
        molecule = ideal(ligand.component) if ligand.component else None
        before = molecule
        template = packaged_template(ligand.component)
        if molecule is not None and template is not None and ligand.attach_atom:
            before = free_form(molecule, list(template.atoms).index(ligand.attach_atom))
        if ligand.compound in STATED:
            smiles, key = STATED[ligand.compound]
            stated = Chem.MolFromSmiles(smiles)
            derived = key if before is None or not ligand.attach_atom else key_of(before)
            if key_of(stated) != key or derived[:14] != key[:14]:
                raise SystemExit(f"{ligand.compound}: its SMILES is not what its key and component say")
            before = stated
        if before is None:
            raise SystemExit(f"{ligand.compound}: no graph is known")
        components = compounds.setdefault(ligand.compound, (before, []))[1]
        components += [molecule] if molecule is not None else []
    return compounds


def main() -> None:
    """Write ``compounds.tsv``."""
    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]
    rows: dict[str, tuple[str, str]] = {}
    for compound, (molecule, components) in free_compounds().items():
        forms = [("free", molecule)]
        forms += [("bound", adduct_of(molecule, site)) for site in reacting_sites(molecule)]
        forms += [("component", component) for component in components]
        for form, each in forms:
            line = f"{form}\t{key_of(each)[:14]}\t{key_of(molecule)}\t{Chem.MolToSmiles(molecule)}"
            other, _ = rows.setdefault(key_of(each)[:14], (compound, line))
            if other != compound:
                raise SystemExit(f"{compound} and {other} have one graph")
    lines = ["compound\tform\tblock\tinchikey\tsmiles", *(f"{name}\t{line}" for name, line in rows.values())]
    path = Path(__file__).parents[1] / "workflow/nesgroove/data/compounds.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines) - 1} graphs: {path.name}")


if __name__ == "__main__":
    main()
