"""A model by analogy as a complex and as mmCIF, in the coordinates of the receptor's file, marked as modelled."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Final

import numpy as np

from nesgroove import __version__
from nesgroove.io.analogy import CATEGORY, ITEMS
from nesgroove.io.entry_names import entry_name
from nesgroove.io.files import gzipped, write_file
from nesgroove.io.mmcif import add_loop, quote
from nesgroove.model.complex import Complex, Molecule, Occupant, near_pockets
from nesgroove.model.frame import GrooveFrame
from nesgroove.model.structure import NO_ATOMS, Atoms, RecordedBond, Residue, Structure
from nesgroove.model.target import XPO1
from nesgroove.series.analogue.build import Analogue
from nesgroove.survey.complex_cif import complex_document

COMPONENT: Final = "LIG"
"""Component id of a modelled compound: the archive's for a ligand that has none yet, which it gives to no compound."""

ORDERS: Final = {1: "SING", 2: "DOUB", 3: "TRIP"}

NAME_LIMIT: Final = 80
"""Of a compound in a title, characters."""


def model_cif(model: Analogue, entry: str) -> str:
    """Lay out a model as mmCIF.

    The receptor's complex as its file has it (XPO1, Ran, what else is bound; no waters, ions and additives), the
    compound as component LIG with its bonds, and its bond to Cys528.

    Parameters
    ----------
    model
        The model.
    entry
        What the entry is called.

    Returns
    -------
    str
        The same for the same model and entry, byte by byte.
    """
    complex_ = model_complex(model, entry)
    where = GrooveFrame(np.eye(3), np.zeros(3), complex_.frame.axes)
    document, block = complex_document(replace(complex_, frame=where), "modelled by analogy (nesgroove analogue)")
    block.set_pair("_exptl.entry_id", block.find_value("_entry.id"))
    block.set_pair("_exptl.method", quote("THEORETICAL MODEL"))
    components = block.find("_chem_comp.", ["id", "type"])
    rows = [[*row, quote(_name(model)) if row[0] == COMPONENT else "?"] for row in components]
    components.erase()
    add_loop(block, "_chem_comp.", ["id", "type", "name"], rows)
    values = rests_on(model)
    for name in ITEMS:
        block.set_pair(f"{CATEGORY}{name}", quote(values[name]) if values[name] else "?")
    block.move_item(block.get_index("_atom_site.id"), -1)
    return str(document.as_string())


def write_model(model: Analogue, path: Path) -> Path:
    """Write a model in one step.

    Parameters
    ----------
    model
        The model.
    path
        ``.cif``, or ``.cif.gz``.

    Returns
    -------
    Path
        The same path.

    Raises
    ------
    WriteError
        It cannot be written.
    """
    text = model_cif(model, entry_name(path)).encode()
    return write_file(path, gzipped(text) if path.suffix == ".gz" else text)


def rests_on(model: Analogue) -> dict[str, str]:
    """Say what a model rests on.

    Parameters
    ----------
    model
        The model.

    Returns
    -------
    dict of str to str
        By the names of :data:`nesgroove.io.analogy.ITEMS`; empty where there is nothing to say.
    """
    like, into, laid = model.pose.complex, model.receptor.complex, model.laid
    return {
        "comp_id": COMPONENT,
        "name": model.request.name,
        "smiles": model.request.smiles.strip(),
        "adduct_smiles": model.adduct.smiles,
        "reacting_group": model.adduct.group,
        "reacting_atom": model.names[model.adduct.attach],
        "like_complex": like.id,
        "like_component": model.pose.occupant.name,
        "like_compound": model.pose.compound,
        "like_source_kind": like.structure.source_kind,
        "like_sha256": like.structure.sha256,
        "into_complex": into.id,
        "into_source_kind": into.structure.source_kind,
        "into_sha256": into.structure.sha256,
        "scaffold_atoms": str(model.scaffold.common),
        "held_atoms": str(len(model.scaffold.like_of)),
        "scaffold_rmsd": f"{model.scaffold_rmsd:.2f}",
        "stereo_isomers": str(model.isomers),
        "conformers": str(model.request.conformers),
        "seed": str(model.request.seed),
        "strain": f"{model.strain:.1f}",
        "bond_length": f"{laid.length:.2f}",
        "bond_angle": f"{laid.angle:.1f}",
        "sulphur_turned": f"{model.site.turned:.0f}" if model.site.turned else "",
        "left_out": ", ".join(model.receptor.left_out),
        "software": f"nesgroove {__version__}, RDKit {version('rdkit')}",
    }


def _name(model: Analogue) -> str:
    return model.request.name or f"adduct of {model.request.smiles.strip()}"


def model_complex(model: Analogue, entry: str) -> Complex:
    """Put a model together: the receptor's molecules and the compound, bonded.

    Parameters
    ----------
    model
        The model.
    entry
        What the entry is called.

    Returns
    -------
    Complex
        Of a structure in the coordinates of the receptor's file, whose kind is ``modelled``.
    """
    complex_ = model.receptor.complex
    structure = _with_compound(model, replace(complex_.structure, entry=entry))
    index = len(structure.residues) - 1
    record = structure.residues[index]
    near = len(near_pockets(complex_.frame, structure.atoms.xyz[record.start : record.stop]))
    own = Molecule(record.label, "inhibitor", (index,), atoms_near_pockets=near)
    return replace(
        complex_,
        structure=structure,
        molecules=(*complex_.molecules, own),
        occupants=(Occupant("inhibitor", record.label, (index,), near),),
    )


def _with_compound(model: Analogue, old: Structure) -> Structure:
    complex_, size = model.receptor.complex, model.adduct.size
    sulphur = complex_.atom_at(XPO1.cysteine, "SG")
    assert sulphur is not None  # the receptor was chosen for it
    xyz = old.atoms.xyz.copy()
    if model.site.turned:
        xyz[sulphur] = complex_.frame.from_frame(model.site.sulphur)
    chain = complex_.chain.name
    numbers = [r.auth_seq_id for r in old.residues if r.auth_chain == chain]
    start = len(old.atoms)
    residue = Residue(
        index=len(old.residues), component=COMPONENT, code="X", kind="ligand", auth_chain=chain,
        auth_seq_id=max(numbers) + 1, ins_code="", label_chain=_free_label(old), label_seq_id=None, start=start,
        stop=start + size,
    )  # fmt: skip
    molecule = model.adduct.molecule
    elements = np.array([molecule.GetAtomWithIdx(i).GetSymbol().upper() for i in range(size)])
    atoms = Atoms(
        xyz=np.vstack([xyz, complex_.frame.from_frame(model.laid.xyz[:size])]),
        name=np.concatenate([old.atoms.name, np.array(model.names)]),
        element=np.concatenate([old.atoms.element, elements]),
        altloc=np.concatenate([old.atoms.altloc, np.full(size, "")]),
        occupancy=np.concatenate([old.atoms.occupancy, np.ones(size)]),
        b_factor=np.concatenate([old.atoms.b_factor, np.full(size, np.nan)]),
        residue=np.concatenate([old.atoms.residue, np.full(size, residue.index)]),
    )
    name = _name(model)
    title = (
        f"MODEL BY ANALOGY, NOT AN EXPERIMENTAL STRUCTURE: {name[:NAME_LIMIT]} on the pose of {model.pose.compound} in "
        f"{model.pose.complex.id} ({model.pose.complex.structure.source_kind}), {model.scaffold.common} atoms of a "
        f"common scaffold, in the groove of {model.receptor.complex.id} ({old.source_kind})"
    )
    return replace(
        old,
        title=title,
        method="THEORETICAL MODEL",
        resolution=None,
        crystal=None,
        atoms=atoms,
        residues=(*old.residues, residue),
        bonds=(RecordedBond(sulphur, start + model.adduct.attach, model.laid.length),),
        component_bonds={**old.component_bonds, COMPONENT: _bonds(model)},
        left_out=NO_ATOMS,
        source_kind="modelled",
        findings=(),
        compounds={COMPONENT: model.request.name} if model.request.name else {},
    )


def _bonds(model: Analogue) -> list[tuple[str, str, str]]:
    from rdkit import Chem

    plain = Chem.Mol(model.adduct.molecule)
    Chem.Kekulize(plain, clearAromaticFlags=True)
    size, names = model.adduct.size, model.names
    return [
        (names[bond.GetBeginAtomIdx()], names[bond.GetEndAtomIdx()], ORDERS[round(bond.GetBondTypeAsDouble())])
        for bond in plain.GetBonds()
        if bond.GetBeginAtomIdx() < size and bond.GetEndAtomIdx() < size
    ]


def _free_label(structure: Structure) -> str:
    taken = {record.label_chain for record in structure.residues}
    return next(f"X{n}" for n in range(1, len(taken) + 2) if f"X{n}" not in taken)
