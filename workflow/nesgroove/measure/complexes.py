"""One row per complex: who is bound, what sits at 528, the state of the groove."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from pydantic import Field

from nesgroove.chem.components import class_of, nucleotide_states
from nesgroove.chem.residue_chemistry import known_ligand
from nesgroove.measure.completeness import incomplete_wall
from nesgroove.measure.confidence import groove_confidence
from nesgroove.measure.groove import Groove
from nesgroove.measure.naming import names
from nesgroove.measure.registry import Measure
from nesgroove.measure.seen import lowest_seen
from nesgroove.measure.site528 import site528, site_states
from nesgroove.measure.state import groove_state
from nesgroove.measure.symmetry import images_in_groove
from nesgroove.model.averages import mean_given
from nesgroove.model.complex import Complex, Occupant, groove_coverage
from nesgroove.model.named import NAMELESS, Named
from nesgroove.model.record import Record, YesNo, number, text, yes_no
from nesgroove.model.structure import SourceKind
from nesgroove.model.target import XPO1


class ComplexRecord(Record):
    """One XPO1 copy of an entry with what is bound to it."""

    table: ClassVar[str] = "complexes"
    about: ClassVar[str] = "One row per complex: an XPO1 copy and what is bound to it"
    sort_by: ClassVar[tuple[str, ...]] = ("entry", "complex")

    complex: str = Field(description="Entry and the author's id of the XPO1 chain: 3gjx-D")
    xpo1_chain: str = text("Author's chain id of XPO1")
    species: str = text(
        "Species as the file names it, else of the reference that fits at 98 % identity or more, several where they "
        "fit alike; empty where none does"
    )
    closest: str = text(
        "Reference sequence by whose numbers mutations are named, and identity to it: XPO1_YEAST 99.8 %"
    )
    site528: str = text(
        "What sits at position 528: 'Cys free', 'Cys bonded' (to protein where site528_states says so), 'Cys' (SG not "
        "in the file), 'Thr', 'Ser', another residue, or 'missing'"
    )
    site528_states: str = text(
        "States of that residue with their occupancies and alternate locations, bonded ones first: "
        "'bonded 0.45 (B), free 0.55 (A)'; a disulphide is 'bonded to protein'; the first is the one that is measured"
    )
    state: str = text("Groove 'open', 'intermediate' or 'closed', from groove_width")
    state_margin: float | None = number("Distance of groove_width to the nearest limit between states", "A")
    groove_width: float | None = number("Mean C-alpha distance of the stations 518-561, 521-565 and 525-568", "A")
    ran_chain: str = text("Author's chain id of Ran")
    ran_nucleotide: str = text("Component id of the nucleotide bound to Ran")
    ran_state: str = text("'GTP' (analogues included), 'GDP', or 'none in the file'")
    ranbp_chain: str = text("Author's chain id of a Ran-binding protein (RanBP1, Yrb1, Yrb2)")
    cargo_chain: str = text("Author's chain id of the cargo in the groove")
    cargo_name: str = text(
        "Its name, by names.tsv, its sequence, or the file; molecules.tsv says by which. Empty where nothing names it"
    )
    cargo_uniprot: str = text("Its UniProt accession, where its sequence or the file says it")
    cargo_symmetry: str = text(
        "Symmetry operator of the cargo where it lies in the groove by symmetry (7_645) and the file has it elsewhere; "
        "empty within the file"
    )
    inhibitor: str = text("Component id of the inhibitor in the groove")
    inhibitor_name: str = text("Its compound name; 'unknown' where nothing names it; molecules.tsv says who does")
    inhibitor_inchikey: str = text("Its InChIKey as it is before it reacts; empty where its chemistry is not known")
    inhibitor_symmetry: str = text("The same for the inhibitor")
    inhibitor_class: str = text("Its chemical class")
    resolution: float | None = number("Resolution", "A")
    method: str = text("Experimental method as the file gives it")
    mutations: str = text(
        "Differences of the coordinates from the closest sequence, in its numbers; empty below 90 % identity"
    )
    deletions: str = text("Stretches of the closest sequence that the construct lacks, where the file declares it")
    identity: float | None = number("Identical residues among those aligned to the closest sequence", "", 3)
    groove_observed: str = text("Positions 510-595 with a C-alpha, of those there are: 86/86")
    frame_completed: str = text(
        "Positions of the groove helices whose C-alpha is not in the file: the frame was completed there from a "
        "template of each helix, laid on the others; empty where none is missing"
    )
    groove_atoms_missing: int | None = number("Heavy atoms missing of the residues that touch a pocket", "", 0)
    site528_reachable: YesNo = Field(default="", description="Whether a probe in the empty groove touches SG of Cys528")
    groove_b: float | None = number("Mean B factor of the 19 lining residues (pLDDT in predicted models)", "A^2")
    plddt_groove: float | None = number(
        "Predictions: mean pLDDT of the residues 510-595, 0 to 100; empty where the structure is no prediction, or its "
        "B factors are no confidence"
    )
    plddt_cargo: float | None = number(
        "The same of the residues of the cargo with an atom within 5 A of a pocket's centre; of several cargoes, that "
        "with most atoms there"
    )
    plddt_inhibitor: float | None = number("The same of the atoms of the inhibitor")
    rscc_cargo: float | None = number(
        "Real-space correlation of the cargo with the electron density, by the validation report beside the file: mean "
        "over its residues in the groove; of several cargoes the lowest; empty without a report",
        "", 3,
    )  # fmt: skip
    rscc_inhibitor: float | None = number("The same of the inhibitor", "", 3)
    q_cargo: float | None = number("Q-score of the cargo's residues in the groove, of electron microscopy", "", 3)
    q_inhibitor: float | None = number("The same of the inhibitor", "", 3)
    symmetry_in_groove: YesNo = Field(
        default="",
        description="Whether atoms of a symmetry image lie in the pockets; empty without a crystal",
    )
    source_kind: SourceKind = Field(
        default="unknown",
        description="What the structure is: experiment, predicted, modelled, composite, phantom or unknown",
    )
    phantom: YesNo = Field(default="no", description="Whether source_kind is phantom, built and not observed")
    title: str = text("Title of the entry")
    doi: str = text("DOI of the entry's paper, as its file cites it; empty where it cites none")
    sha256: str = text("Checksum of the file's bytes")


class Complexes(Measure):
    """The complex as a whole."""

    record = ComplexRecord

    def rows(self, groove: Groove) -> Iterator[ComplexRecord]:
        """Make the row of the complex."""
        complex_ = groove.complex
        site, state, symmetry = groove.once(site528), groove.once(groove_state), groove.once(images_in_groove)
        structure, confidence = complex_.structure, groove.once(groove_confidence)
        ran = complex_.with_role("ran")
        nucleotides = [structure.residues[m.residues[0]].component for m in complex_.with_role("nucleotide")]
        inhibitors = [o for o in complex_.occupants if o.kind == "inhibitor"]
        bound = {structure.residues[o.residues[0]].component: o for o in reversed(inhibitors)}
        components = list(dict.fromkeys(structure.residues[o.residues[0]].component for o in inhibitors))
        observed, there = groove_coverage(complex_)
        lining = structure.atom_indices([complex_.residue_at[p] for p in XPO1.lining if p in complex_.residue_at])
        state_of_ran = ""
        if ran:
            state_of_ran = nucleotide_states()[nucleotides[0]] if nucleotides else "none in the file"
        yield ComplexRecord(
            entry=structure.entry,
            complex=complex_.id,
            xpo1_chain=complex_.chain.name,
            species=complex_.recognition.species,
            closest=f"{complex_.recognition.reference.key} {100 * complex_.recognition.identity:.1f} %",
            site528=site.name,
            site528_states=", ".join(map(str, groove.once(site_states))),
            state=state.state if state else "",
            state_margin=state.margin if state else None,
            groove_width=state.width if state else None,
            ran_chain=";".join(m.name for m in ran),
            ran_nucleotide=";".join(nucleotides),
            ran_state=state_of_ran,
            ranbp_chain=";".join(m.name for m in complex_.with_role("ranbp")),
            cargo_chain=";".join(o.name for o in complex_.occupants if o.kind == "cargo"),
            **_called(groove, [bound[component] for component in components]),
            cargo_symmetry=_symmetry(complex_, "cargo"),
            inhibitor=";".join(components),
            inhibitor_symmetry=_symmetry(complex_, "inhibitor"),
            resolution=structure.resolution,
            method=structure.method,
            mutations=" ".join(complex_.recognition.mutations),
            deletions=" ".join(complex_.recognition.deletions),
            identity=complex_.recognition.identity,
            groove_observed=f"{observed}/{there}",
            frame_completed=" ".join(map(str, complex_.frame.completed)),
            groove_atoms_missing=sum(len(names) for _, names in groove.once(incomplete_wall)),
            site528_reachable=yes_no(site.reachable),
            groove_b=mean_given(structure.atoms.b_factor[lining]),
            plddt_groove=confidence.groove,
            plddt_cargo=confidence.cargo,
            plddt_inhibitor=confidence.inhibitor,
            **_seen(groove),
            symmetry_in_groove=yes_no(None if symmetry is None else len(symmetry) > 0 or _has_image(complex_)),
            source_kind=structure.source_kind,
            phantom=yes_no(structure.source_kind == "phantom") or "no",
            title=structure.title,
            doi=structure.doi,
            sha256=structure.sha256,
        )


def _called(groove: Groove, inhibitors: Sequence[Occupant]) -> dict[str, Any]:
    """Columns of names: of every cargo, and of one inhibitor for each component."""
    called = groove.once(names)
    cargoes = [called[o.name] for o in groove.complex.occupants if o.kind == "cargo"]
    compounds = [called[o.name] for o in inhibitors]
    return {
        "cargo_name": _joined(cargo.name for cargo in cargoes),
        "cargo_uniprot": _joined(cargo.uniprot for cargo in cargoes),
        "inhibitor_class": ";".join(
            _class(groove, o, compound) for o, compound in zip(inhibitors, compounds, strict=True)
        ),
        "inhibitor_name": ";".join(compound.name or NAMELESS for compound in compounds),
        "inhibitor_inchikey": _joined(compound.inchikey for compound in compounds),
    }


def _seen(groove: Groove) -> dict[str, Any]:
    """Columns of how well the occupants are seen."""
    return {
        "rscc_cargo": lowest_seen(groove, "cargo", "rscc"),
        "rscc_inhibitor": lowest_seen(groove, "inhibitor", "rscc"),
        "q_cargo": lowest_seen(groove, "cargo", "q_score"),
        "q_inhibitor": lowest_seen(groove, "inhibitor", "q_score"),
    }


def _class(groove: Groove, inhibitor: Occupant, compound: Named) -> str:
    """Class of a compound, by its component or by its name."""
    known = known_ligand(groove.structure, inhibitor.residues[0])
    return known.ligand_class if known is not None else class_of(compound.name)


def _joined(values: Iterable[str]) -> str:
    """One cell, empty where there is no value at all."""
    cell = ";".join(values)
    return cell if cell.strip(";") else ""


def _has_image(complex_: Complex) -> bool:
    return any(occupant.symmetry for occupant in complex_.occupants)


def _symmetry(complex_: Complex, kind: str) -> str:
    """Operators of the occupants of a kind that lie in the groove by symmetry."""
    return ";".join(sorted({o.symmetry for o in complex_.occupants if o.kind == kind and o.symmetry}))
