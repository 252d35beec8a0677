"""Directories as programs that predict structures write them, made of a phantom: XPO1's groove, a cargo, and Ran.

PAE is one number for each pair of chains, so that whatever is laid on the wrong residues, or the wrong way round, is
seen: XPO1 aligned and the cargo scored is :data:`THERE`, the other way :data:`BACK`, within a chain 1, all else 25.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import gemmi
import numpy as np

import nesgroove

THERE, BACK = 4.0, 7.0

CHAINS = {"ran": "A", "xpo1": "C", "cargo": "D"}
"""Of the phantom."""

PLDDT = {"xpo1": 91.0, "cargo": 66.0, "ran": 80.0, "ligand": 50.0}


def model(
    parts: Sequence[str] = ("xpo1", "cargo"), names: str = "AB", *, scale: float = 1.0, number: int = 0
) -> gemmi.Structure:
    """Make a model of some parts in their order; ``number`` moves it a little, so that no two are the same."""
    source = gemmi.read_structure(str(nesgroove.phantom_path("phantom_cargo_1c")))
    made = gemmi.Structure()
    made.name = "model"
    inside = gemmi.Model(1)
    for part, name in zip(parts, names, strict=True):
        if part == "ligand":
            chain = gemmi.Chain(name)
            chain.add_residue(_ion())
        else:
            chain = source[0][CHAINS[part]].clone()
            chain.name = name
            for place in reversed([i for i, residue in enumerate(chain) if residue.find_atom("CA", "*") is None]):
                del chain[place]  # Ran's nucleotide
        for residue, value in zip(chain, plddt(part, len(chain)), strict=True):
            residue.subchain = name
            for atom in residue:
                atom.b_iso = value * scale
                atom.pos += gemmi.Position(0.01 * number, 0, 0)
        inside.add_chain(chain)
    made.add_model(inside)
    made.setup_entities()
    return made


def _ion() -> gemmi.Residue:
    residue = gemmi.Residue()
    residue.name, residue.seqid, residue.het_flag = "MG", gemmi.SeqId("1"), "H"
    atom = gemmi.Atom()
    atom.name, atom.element, atom.pos = "MG", gemmi.Element("Mg"), gemmi.Position(60, 60, 60)
    residue.add_atom(atom)
    return residue


def length(part: str) -> int:
    return {"xpo1": 96, "cargo": 15, "ran": 216, "ligand": 1}[part]


def plddt(part: str, count: int) -> list[float]:
    return [PLDDT[part] + (i % 5) for i in range(count)]


def tokens(parts: Sequence[str]) -> list[str]:
    return [part for part in parts for _ in range(length(part))]


def pae(parts: Sequence[str], there: float = THERE, back: float = BACK) -> list[list[float]]:
    known = {("xpo1", "cargo"): there, ("cargo", "xpo1"): back}
    own = tokens(parts)
    return [[1.0 if a == b else known.get((a, b), 25.0) for b in own] for a in own]


def all_plddt(parts: Sequence[str], scale: float = 1.0) -> list[float]:
    return [scale * value for part in parts for value in plddt(part, length(part))]


def put(path: Path, content: object) -> Path:
    """Write a model, JSON, or arrays, by the ending."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, gemmi.Structure):
        if path.name.endswith(".pdb"):
            content.write_pdb(str(path))
        else:
            content.make_mmcif_document().write_file(str(path))
    elif path.name.endswith(".npz"):
        np.savez(path, **content)  # type: ignore[arg-type]
    elif isinstance(content, str):
        path.write_text(content)
    else:
        path.write_text(json.dumps(content))
    return path


def multimer(root: Path) -> Path:
    """AlphaFold-Multimer: chains from B on, PAE by model, the better model being the second; ipTM in a pickle alone."""
    job = root / "p53"
    order = ["model_2_multimer_v3_pred_0", "model_1_multimer_v3_pred_0"]
    put(job / "ranking_debug.json", {"iptm+ptm": {order[1]: 0.51, order[0]: 0.83}, "order": order})
    for rank, name in enumerate(order):
        for ending in ("pdb", "cif"):
            put(job / f"ranked_{rank}.{ending}", model(names="BC", number=rank))
        put(job / f"unrelaxed_{name}.pdb", model(names="BC", number=rank + 7))
        table = pae(("xpo1", "cargo"), THERE + rank)
        put(job / f"pae_{name}.json", [{"predicted_aligned_error": table, "max_predicted_aligned_error": 25.0}])
        values = {"residueNumber": list(range(1, 112)), "confidenceScore": all_plddt(("xpo1", "cargo"))}
        put(job / f"confidence_{name}.json", values)
        put(job / f"result_{name}.pkl", "cos\nsystem\n(S'false'\ntR.")
    put(job / "msas" / "template.cif", model(number=50))
    return job


def colabfold(root: Path) -> Path:
    """ColabFold: relaxed and unrelaxed of one sample."""
    for rank, number in ((1, 3), (2, 1)):
        stem = f"alphafold2_multimer_v3_model_{number}_seed_000"
        scores = {"plddt": all_plddt(("xpo1", "cargo")), "pae": pae(("xpo1", "cargo")), "max_pae": 25.0,
                  "ptm": 0.7, "iptm": 0.9 - 0.2 * rank}  # fmt: skip
        put(root / f"p53_unrelaxed_rank_{rank:03}_{stem}.pdb", model(number=rank))
        put(root / f"p53_scores_rank_{rank:03}_{stem}.json", scores)
    put(root / "p53_relaxed_rank_001_alphafold2_multimer_v3_model_3_seed_000.pdb", model(number=9))
    put(root / "p53_env" / "templates_101" / "template.cif", model(number=50))
    return root


def by_atom(parts: Sequence[str], names: str) -> tuple[list[float], list[str]]:
    """PLDDT and chain of each atom, in the order of the parts."""
    made = model(parts, names)
    atoms = [(atom.b_iso, chain.name) for chain in made[0] for residue in chain for atom in residue]
    return [value for value, _ in atoms], [name for _, name in atoms]


def af3_scores(parts: Sequence[str], names: str, **more: object) -> tuple[dict[str, object], dict[str, object]]:
    """Summary and full confidences of AlphaFold 3, in the order of the input."""
    count = len(parts)
    table = [[0.9 if i == j else 0.1 * (i + j) for j in range(count)] for i in range(count)]
    summary = {"iptm": 0.66, "ptm": 0.7, "ranking_score": 0.8, "chain_pair_iptm": table, **more}
    full = {
        "pae": pae(parts),
        "token_chain_ids": [name for part, name in zip(parts, names, strict=True) for _ in tokens([part])],
    }
    full["atom_plddts"], full["atom_chain_ids"] = by_atom(parts, names)
    full["token_res_ids"] = [i + 1 for part in parts for i in range(length(part))]
    return summary, full


def alphafold3(root: Path) -> Path:
    """AlphaFold 3: cargo and ligand come first in the input, and the ligand last in the coordinates; a copy on top."""
    job, given = root / "p53", ("cargo", "ligand", "xpo1")
    for sample in (0, 1):
        name = f"seed-7_sample-{sample}"
        summary, full = af3_scores(given, "BLX", chain_ids=["B", "L", "X"], ranking_score=0.9 - sample / 10)
        coordinates = model(("cargo", "xpo1", "ligand"), "BXL", number=sample)
        put(job / name / f"p53_{name}_model.cif", coordinates)
        put(job / name / f"p53_{name}_summary_confidences.json", summary)
        put(job / name / f"p53_{name}_confidences.json", full)
    put(job / "p53_model.cif", model(("cargo", "xpo1", "ligand"), "BXL", number=0))
    put(job / "p53_summary_confidences.json", summary)
    put(job / "p53_ranking_scores.csv", "seed,sample,ranking_score\n7,0,0.9\n")
    return job


def alphafold3_old(root: Path) -> Path:
    """AlphaFold 3 before 2025: no prefix, no chain ids."""
    summary, full = af3_scores(("cargo", "xpo1"), "BA")
    place = root / "p53" / "seed-1_sample-0"
    put(place / "model.cif", model(("cargo", "xpo1"), "BA"))
    put(place / "summary_confidences.json", summary)
    put(place / "confidences.json", full)
    return root / "p53"


def server(root: Path) -> Path:
    """AlphaFold server."""
    for number in (0, 1, 10):
        summary, full = af3_scores(("xpo1", "cargo"), "AB")
        put(root / f"fold_p53_model_{number}.cif", model(number=number))
        put(root / f"fold_p53_summary_confidences_{number}.json", summary)
        put(root / f"fold_p53_full_data_{number}.json", full)
    return root


def boltz(root: Path, *, with_pae: bool = True) -> Path:
    """Boltz: arrays from 0 to 1, coordinates from 0 to 100; pairs by number, aligned last."""
    place = root / "boltz_results_x" / "predictions" / "p53"
    for number in (0, 1):
        put(place / f"p53_model_{number}.cif", model(number=number))
        pairs = {"0": {"0": 0.9, "1": 0.31}, "1": {"0": 0.62, "1": 0.8}}
        scores = {"confidence_score": 0.7 - number / 10, "iptm": 0.62, "ptm": 0.8, "pair_chains_iptm": pairs}
        put(place / f"confidence_p53_model_{number}.json", scores)
        put(place / f"plddt_p53_model_{number}.npz", {"plddt": np.array(all_plddt(("xpo1", "cargo"), 0.01))})
        if with_pae:
            put(place / f"pae_p53_model_{number}.npz", {"pae": np.array(pae(("xpo1", "cargo")), dtype=np.float32)})
    put(root / "boltz_results_x" / "processed" / "structures" / "p53.cif", model(number=50))
    return root / "boltz_results_x"


def chai(root: Path) -> Path:
    """Chai-1: scores as arrays, no PAE."""
    job = root / "p53"
    for trunk in (0, 1):
        put(job / f"trunk_{trunk}" / "pred.model_idx_0.cif", model(number=trunk))
        pairs = np.array([[[0.9, 0.55], [0.44, 0.8]]])
        scores = {"aggregate_score": np.array([0.61 + trunk / 10]), "ptm": np.array([0.7]), "iptm": np.array([0.55]),
                  "per_chain_pair_iptm": pairs, "has_inter_chain_clashes": np.array([False])}  # fmt: skip
        put(job / f"trunk_{trunk}" / "scores.model_idx_0.npz", scores)
    return job


def openfold(root: Path) -> Path:
    """OpenFold3: pLDDT from 0 to 1, pairs by letters, never a PAE."""
    place = root / "p53" / "seed_42"
    stem = "p53_seed_42_sample_1"
    put(place / f"{stem}_model.cif", model(scale=0.01))
    put(place / f"{stem}_confidences.json", {"plddt": all_plddt(("xpo1", "cargo"), 0.01)})
    scores = {"sample_ranking_score": 0.4, "iptm": 0.5, "ptm": 0.6, "chain_pair_iptm": {"(A, B)": 0.58}}
    put(place / f"{stem}_confidences_aggregated.json", scores)
    return root / "p53"


def protenix(root: Path) -> Path:
    """Protenix: no B column and no PAE unless asked for."""
    place = root / "p53" / "seed_101" / "predictions"
    put(place / "p53_sample_0.cif", model(scale=0.0))
    scores = {
        "ranking_score": 0.77,
        "iptm": 0.6,
        "ptm": 0.7,
        "chain_pair_iptm": [[0.9, 0.47], [0.47, 0.9]],
        "plddt": 80.0,
    }
    put(place / "p53_summary_confidence_sample_0.json", scores)
    return root / "p53"
