"""What the files beside a model say of it, in one form whoever wrote them.

A PAE matrix is kept as all writers have it: ``pae[i, j]`` is the error (A) of token ``j`` where the model is laid on
token ``i`` (AlphaFold, Boltz#635). In a matrix of pair ipTM Boltz has it the other way round; both directions are kept,
and ipTM is the larger one, for it is the best aligned residue's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Final

import numpy as np

from nesgroove.errors import ReadError
from nesgroove.io.confidence.contents import AGAIN, number_of, read_arrays, read_json, table_of
from nesgroove.io.confidence.sample import (
    ALPHAFOLD_3,
    ALPHAFOLD_SERVER,
    BOLTZ,
    CHAI,
    COLABFOLD,
    OPENFOLD,
    PROTENIX,
    Companion,
    Remark,
    Sample,
)  # fmt: skip
from nesgroove.io.json_numbers import finite_number
from nesgroove.model.structure import FloatArray

PAE_KEYS: Final = ("pae", "predicted_aligned_error", "token_pair_pae")

LARGEST_PAE: Final = 100.0
"""A. Writers cut at 32."""

NEVER: Final = frozenset({CHAI, OPENFOLD})
"""Writers that write no PAE, whatever they are asked for (Chai-1; OpenFold3 writer.py)."""

OPTIONS: Final = {BOLTZ: "--write_full_pae", PROTENIX: "--need_atom_confidence true"}
"""What others have to be asked with."""

RANKINGS: Final = {
    ALPHAFOLD_3: ("ranking_score",), ALPHAFOLD_SERVER: ("ranking_score",), BOLTZ: ("confidence_score",),
    CHAI: ("aggregate_score",), OPENFOLD: ("sample_ranking_score",), PROTENIX: ("ranking_score",),
}  # fmt: skip
"""Score by which a writer ranks its samples, higher being better."""

COLABFOLD_RANKING: Final = "0.8 iptm + 0.2 ptm"
"""How ColabFold ranks complexes (``multimer``); its files have the parts."""

SCORE_LIMITS: Final = (-101.0, 101.0)
"""Of ranking scores: AlphaFold 3 and Chai-1 take 100 off for clashes."""

PAIR_KEYS: Final = ("chain_pair_iptm", "pair_chains_iptm", "per_chain_pair_iptm", "pairwise_iptm")
"""ipTM of pairs, as writers call it; the last one is ColabFold's, which has it with ``--calc-extra-ptm``."""


@dataclass(frozen=True)
class PairScores:
    """Pairs of chains and their ipTM.

    Attributes
    ----------
    values : ndarray, shape (n, n)
        nan where there is none.
    chains : tuple of str
        Ids of the chains; empty where the writer counts them instead.
    """

    values: FloatArray
    chains: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scores:
    """What a writer says of one model. What it does not say is None or empty.

    Attributes
    ----------
    iptm, ptm : float or None
        Of the whole model.
    ranking : (str, float) or None
        Name and value of the score that its writer ranks by; higher is better.
    pairs : PairScores or None
    pairs_given : bool
        Whether the files have pairs at all, be they what they should be or not.
    pae : ndarray or None, shape (tokens, tokens)
        A; aligned token first.
    token_chains, token_numbers : tuple of str, tuple of int
        Chain and residue of each token, where the file says it.
    plddt : ndarray or None, shape (tokens,)
        As written, 0 to 1 or 0 to 100.
    atom_plddt : ndarray or None, shape (atoms,)
    atom_chains : tuple of str
    chains_by_input : bool
        Whether the writer's chains are in the order of its input, which the coordinates need not keep.
    pae_state : str
        ``read``, or why there is none.
    remarks : tuple of Remark
    """

    iptm: float | None = None
    ptm: float | None = None
    ranking: tuple[str, float] | None = None
    pairs: PairScores | None = None
    pairs_given: bool = False
    pae: FloatArray | None = None
    token_chains: tuple[str, ...] = ()
    token_numbers: tuple[int, ...] = ()
    plddt: FloatArray | None = None
    atom_plddt: FloatArray | None = None
    atom_chains: tuple[str, ...] = ()
    chains_by_input: bool = False
    pae_state: str = ""
    remarks: tuple[Remark, ...] = field(default=())


def read_scores(sample: Sample) -> Scores:
    """Read the confidence files of a sample. One that cannot be read is told, and the others are used.

    Parameters
    ----------
    sample
        The sample.

    Returns
    -------
    Scores
        With remarks about what is wrong.
    """
    contents: dict[Companion, Mapping[str, Any]] = {}
    remarks: list[Remark] = list(sample.remarks)
    for kind, path in sample.files.items():
        try:
            contents[kind] = _content(kind, path)
        except ReadError as error:
            remarks.append(Remark("warning", f"{path.name}: {error.message}", error.remedy or AGAIN))
    merged: dict[str, Any] = {}
    for kind in ("plddt", "full", "summary", "pae"):
        merged.update(contents.get(kind, {}))
    scores = _scores(sample, merged, remarks)
    if scores.pae is None and not scores.pae_state:
        failed = any(kind in sample.files and kind not in contents for kind in ("pae", "full"))
        scores = replace(scores, pae_state="not readable" if failed else _why_no_pae(sample))
    return replace(scores, remarks=tuple(remarks))


ARRAYS: Final[Mapping[Companion, tuple[str, ...]]] = {
    "pae": ("pae",),
    "plddt": ("plddt",),
    "summary": ("aggregate_score", "ptm", "iptm", *PAIR_KEYS),
    "full": (*PAE_KEYS, "plddt", "atom_plddt"),
}


def _content(kind: Companion, path: Any) -> Mapping[str, Any]:  # noqa: ANN401
    if ".npz" in path.name:
        return read_arrays(path, ARRAYS[kind])
    content = read_json(path)
    if isinstance(content, list) and len(content) == 1:
        content = content[0]  # AlphaFold-Multimer's PAE, as the AlphaFold database has it
    if not isinstance(content, dict):
        raise ReadError("it holds no names and values", file=path, remedy=AGAIN)
    return content


def _why_no_pae(sample: Sample) -> str:
    if sample.writer in NEVER:
        return f"none: {sample.writer} writes none"
    if not sample.writer:
        return "none: no confidence files"
    option = OPTIONS.get(sample.writer)
    return f"none: not written without {option}" if option else "none: not among the files"


def _scores(sample: Sample, values: Mapping[str, Any], remarks: list[Remark]) -> Scores:
    pae, state = _pae(values, remarks)
    plddt = next(
        (table for key in ("plddt", "confidenceScore") if (table := table_of(values.get(key))) is not None), None
    )
    atoms = next((t for key in ("atom_plddts", "atom_plddt") if (t := table_of(values.get(key))) is not None), None)
    token_chains, numbers = values.get("token_chain_ids"), values.get("token_res_ids")
    iptm, ptm = number_of(values, "iptm"), number_of(values, "ptm")
    return Scores(
        iptm=iptm,
        ptm=ptm,
        ranking=_ranking(sample, values, iptm, ptm),
        pairs=_pairs(values, remarks),
        pairs_given=any(values.get(key) is not None for key in PAIR_KEYS),
        pae=pae,
        token_chains=tuple(map(str, token_chains)) if isinstance(token_chains, list) else (),
        token_numbers=tuple(numbers) if isinstance(numbers, list) and all(isinstance(n, int) for n in numbers) else (),
        plddt=plddt if plddt is not None and plddt.ndim == 1 else None,
        atom_plddt=atoms if atoms is not None and atoms.ndim == 1 else None,
        atom_chains=tuple(map(str, values["atom_chain_ids"])) if isinstance(values.get("atom_chain_ids"), list) else (),
        chains_by_input=sample.writer in (ALPHAFOLD_3, ALPHAFOLD_SERVER),
        pae_state=state,
    )


def _ranking(
    sample: Sample, values: Mapping[str, Any], iptm: float | None, ptm: float | None
) -> tuple[str, float] | None:
    if sample.ranking is not None:
        return sample.ranking
    for name in RANKINGS.get(sample.writer, ()):
        value = number_of(values, name, *SCORE_LIMITS)
        if value is not None:
            return name, value
    if sample.writer == COLABFOLD and iptm is not None and ptm is not None:
        return COLABFOLD_RANKING, 0.8 * iptm + 0.2 * ptm
    return None


def _pae(values: Mapping[str, Any], remarks: list[Remark]) -> tuple[FloatArray | None, str]:
    key = next((key for key in PAE_KEYS if key in values), None)
    if key is None:
        return None, ""
    pae = table_of(values[key])
    if pae is not None and pae.ndim == 3 and len(pae) == 1:
        pae = pae[0]
    if pae is None or pae.ndim != 2 or pae.shape[0] != pae.shape[1]:
        wrong = "is no square of numbers"
    elif not (np.isfinite(pae).all() and pae.min() >= 0 and pae.max() <= LARGEST_PAE):
        wrong = f"holds values that are none: below 0, above {LARGEST_PAE:g} A, or no numbers"
    elif np.ptp(pae) == 0:
        wrong = f"is {pae[0, 0]:g} A everywhere, which nobody predicts"
    else:
        return pae, "read"
    remarks.append(Remark("warning", f"the PAE ({key}) {wrong}: refused", AGAIN))
    return None, "refused: damaged"


def _pairs(values: Mapping[str, Any], remarks: list[Remark]) -> PairScores | None:
    key = next((key for key in PAIR_KEYS if values.get(key) is not None), None)
    if key is None:
        return None
    given = values[key]
    pairs = _of_mapping(given) if isinstance(given, Mapping) else _of_table(given, values.get("chain_ids"))
    if pairs is not None and not (np.nan_to_num(pairs.values) < 0).any() and not (pairs.values > 1).any():
        return pairs
    remarks.append(Remark("warning", f"{key} is no table of ipTM between chains, from 0 to 1: refused", AGAIN))
    return None


def _of_table(given: object, chains: object) -> PairScores | None:
    table = table_of(given)
    if table is None:
        return None
    if table.ndim == 3 and len(table) == 1:
        table = table[0]
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        return None
    named = tuple(map(str, chains)) if isinstance(chains, list) and len(chains) == len(table) else ()
    return PairScores(table, named)


PAIRS: Final = (
    re.compile(r"\(\s*'?([^,']+?)'?\s*,\s*'?([^,']+?)'?\s*\)"),
    re.compile(r"(\w+)-(\w+)"),
)
"""How pairs are named: ``(A, B)`` by OpenFold3, ``A-B`` by ColabFold."""


def _of_mapping(given: Mapping[str, Any]) -> PairScores | None:
    """Read pairs by name: ``{"0": {"1": 0.8}}`` of Boltz, ``{"(A, B)": 0.8}`` of OpenFold3, ``{"A-B": 0.8}``."""
    cells: dict[tuple[str, str], object] = {}
    for key, value in given.items():
        if isinstance(value, Mapping):
            cells |= {(str(key), str(other)): cell for other, cell in value.items()}
        elif match := next(filter(None, (pair.fullmatch(str(key).strip()) for pair in PAIRS)), None):
            cells[match[1], match[2]] = value
        else:
            return None
    names = sorted(dict.fromkeys(chain.from_iterable(cells)), key=_counted)
    table = np.full((len(names), len(names)), np.nan)
    for (one, other), value in cells.items():
        if value is None or value != value:
            continue  # this pair has none, as in a table
        number = finite_number(value)
        if number is None:
            return None
        table[names.index(one), names.index(other)] = number
    counted = names == [str(number) for number in range(len(names))]
    return PairScores(table, () if counted else tuple(names)) if names else None


def _counted(name: str) -> tuple[bool, int, str]:
    return (not name.isdecimal(), int(name) if name.isdecimal() else 0, name)
