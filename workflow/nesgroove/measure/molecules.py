"""Chains and ligands of a complex and the roles they play."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from nesgroove.measure.completeness import LigandAtoms, ligand_atoms
from nesgroove.measure.groove import Groove
from nesgroove.measure.naming import names
from nesgroove.measure.registry import Measure
from nesgroove.measure.seen import molecule_seen
from nesgroove.model.complex import Molecule
from nesgroove.model.record import Record, number, text


class MoleculeRecord(Record):
    """One chain or ligand and the role it plays in a complex."""

    table: ClassVar[str] = "molecules"
    about: ClassVar[str] = "One row per chain or ligand of a complex: the role it plays, and why"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex", "role", "molecule")

    complex: str = Field(description="Complex")
    molecule: str = text("Chain id of a polymer; component, chain and number of a ligand")
    role: str = text("xpo1, ran, ranbp, cargo, inhibitor, nucleotide, additive or other")
    component: str = text("Component id of a ligand")
    name: str = text("What it is called; empty where nothing names it")
    name_source: str = text(
        "Who names it: names.tsv (the user), sequence (a known cargo), graph (elements and bonds of a known compound), "
        "component (its id in the table of compounds, or the file's own name for it), entity (the file's description "
        "of a chain), title (of a pose or a file of --ligand) or model (a model by analogy)"
    )
    uniprot: str = text("UniProt accession of a protein, where its sequence or the file says it")
    inchikey: str = text("InChIKey of an inhibitor as it is before it reacts; empty where its chemistry is not known")
    smiles: str = text("SMILES of the same")
    reference: str = text("Reference sequence that a chain was recognised by")
    identity: float | None = number("Identity to it over the aligned residues", "", 3)
    residues: int | None = number("Residues in the file", "", 0)
    atoms: int | None = number("Heavy atoms in the file", "", 0)
    atoms_near_pockets: int | None = number("Heavy atoms within 5 A of a pocket centre", "", 0)
    auth_chain: str = text("Author's chain id")
    auth_seq_id: str = text("Author's number with insertion code, of a ligand")
    label_chain: str = text("Label chain id")
    chemistry: str = text(
        "Where an inhibitor's bond orders come from: user, dictionary (renamed where the file has other atom names), "
        "file, a compound of the reference table that has its elements and bonds, coordinates; empty where none are"
    )
    bonds: str = text(
        "Bonds of an inhibitor whose chemistry is the file's, or that is known by its graph, as it is bound: 'C1 C2 1; "
        "C2 N1 2', an order of 4 is aromatic; empty for others"
    )
    rscc: float | None = number(
        "Real-space correlation of the molecule with the electron density, by the validation report beside the file: "
        "mean over its residues, of a cargo over those with an atom within 5 A of a pocket's centre; empty without a "
        "report",
        "", 3,
    )  # fmt: skip
    rscc_min: float | None = number("The same of the residue that is seen worst", "", 3)
    rsr: float | None = number("Real-space R value, mean over the same residues", "", 3)
    rsrz: float | None = number("Z-score of RSR among residues of the type, mean; amino acids and nucleotides", "", 2)
    q_score: float | None = number("Q-score, of entries of electron microscopy: mean over the same residues", "", 3)
    q_score_min: float | None = number("The same of the residue that is seen worst", "", 3)
    seen_residues: str = text("Of how many of these residues the report has RSCC or Q-score: 9/9")
    occupancy_reported: float | None = number("Mean occupancy, as the report has it", "", 2)
    n_outliers: int | None = number(
        "Unusual bonds, angles, torsions, rings, planes and centres, Ramachandran and rotamer outliers, as reported",
        "", 0,
    )  # fmt: skip
    n_clashes: int | None = number("Atoms in clashes, as reported; with symmetry images too", "", 0)
    symmetry: str = text("Operator of the image that lies in the groove (7_645); empty where it is there in the file")


class Molecules(Measure):
    """What is bound to XPO1."""

    record = MoleculeRecord

    def rows(self, groove: Groove) -> Iterator[MoleculeRecord]:
        """Make a row for each chain and ligand."""
        structure = groove.structure
        operators = {occupant.name: occupant.symmetry for occupant in groove.complex.occupants}
        inhibitors = {
            occupant.name: groove.once(ligand_atoms, occupant)
            for occupant in groove.complex.occupants
            if occupant.kind == "inhibitor"
        }
        for molecule in groove.complex.molecules:
            first = structure.residues[molecule.residues[0]]
            ligand = first.kind == "ligand"
            known = molecule.recognition
            called = groove.once(names)[molecule.name]
            fit = molecule_seen(groove, molecule)
            yield MoleculeRecord(
                entry=structure.entry,
                complex=groove.complex.id,
                molecule=molecule.name,
                role=molecule.role,
                component=first.component if ligand else "",
                name=called.name,
                name_source=called.source,
                uniprot=called.uniprot,
                inchikey=called.inchikey,
                smiles=called.smiles,
                reference=known.reference.key if known else "",
                identity=known.identity if known else None,
                residues=len(molecule.residues),
                atoms=len(structure.atom_indices(molecule.residues)),
                atoms_near_pockets=molecule.atoms_near_pockets if molecule.role != "xpo1" else None,
                auth_chain=first.auth_chain,
                auth_seq_id=first.number if ligand else "",
                label_chain=first.label_chain,
                chemistry=inhibitors[molecule.name].source if molecule.name in inhibitors else "",
                bonds=_bonds(groove, molecule, inhibitors.get(molecule.name), called.source),
                rscc=fit.rscc,
                rscc_min=fit.rscc_min,
                rsr=fit.rsr,
                rsrz=fit.rsrz,
                q_score=fit.q_score,
                q_score_min=fit.q_score_min,
                seen_residues=fit.residues,
                occupancy_reported=fit.occupancy,
                n_outliers=fit.outliers,
                n_clashes=fit.clashes,
                symmetry=operators.get(molecule.name, ""),
            )


def bonds_of_cell(cell: str) -> list[tuple[str, str, int]]:
    """Read the bonds of a molecule.

    Parameters
    ----------
    cell
        As :attr:`MoleculeRecord.bonds` has them.

    Returns
    -------
    list of (str, str, int)
        Pairs of atom names with their order; what has another form is left out.
    """
    parts = [bond.split() for bond in cell.split(";")]
    return [(part[0], part[1], int(part[2])) for part in parts if len(part) == 3 and part[2].isdigit()]


def _bonds(groove: Groove, molecule: Molecule, atoms: LigandAtoms | None, named_by: str) -> str:
    """Write the bonds of an inhibitor that no component's are; names with a blank or a semicolon are in no cell."""
    if atoms is None or atoms.chemistry is None or (atoms.chemistry.source != "file" and named_by != "graph"):
        return ""
    structure = groove.structure
    ends = [bond.other_atom for bond in groove.site_bonds]
    own = [str(structure.atoms.name[e]) for e in ends if structure.atoms.residue[e] in molecule.residues]
    bonds = atoms.chemistry.bonds_when_bonded(own)
    if any(len(name.split()) != 1 or ";" in name for first, second, _ in bonds for name in (first, second)):
        return ""
    return "; ".join(f"{first} {second} {order}" for first, second, order in bonds)
