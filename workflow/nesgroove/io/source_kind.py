"""What a file is, as the file itself says it: experiment, predicted, modelled, composite, phantom, or unknown.

In rising right: the method (``_exptl.method``, EXPDTA), the categories of ModelCIF (``_ma_*``), the keywords of a
file that this program wrote. What the user says is stronger than all of them (:mod:`nesgroove.survey.sources`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import gemmi

from nesgroove.io.marker import keywords_of
from nesgroove.model.structure import SOURCE_KINDS, SourceKind

METHODS: Final = (
    "DIFFRACTION", "CRYSTALLOGRAPHY", "NMR", "MICROSCOPY", "SCATTERING", "SPECTROSCOPY", "FLUORESCENCE TRANSFER", "EPR",
)  # fmt: skip
"""Words of the experimental methods of the archive's dictionary (``_exptl.method``, EXPDTA), old spellings included."""

NO_EXPERIMENT: Final = "MODEL"
"""In the method of what was not observed: ``THEORETICAL MODEL``, ``COMPUTATIONAL MODEL``."""

COMPOSITE: Final = "COMPOSITE MODEL"
"""Keywords (``_struct_keywords.pdbx_keywords``, HEADER) of a model that is put together from several structures."""

PREDICTION: Final = re.compile(r"(ALPHAFOLD|ESMFOLD)\b.*\bPREDICTION\b", re.IGNORECASE)
"""Titles of the PDB files of the AlphaFold and ESM databases, which say in no other record what they are."""


def declared_kind(info: Mapping[str, str], block: gemmi.cif.Block | None) -> SourceKind:
    """Read from its header what a file is.

    Parameters
    ----------
    info
        What gemmi reads from the header, by the names of mmCIF items, of PDB files too.
    block
        The mmCIF block with the atoms; None for a PDB file.

    Returns
    -------
    str
        One of :data:`nesgroove.model.structure.SOURCE_KINDS`; ``unknown`` where nothing says it.
    """
    keywords = info.get("_struct_keywords.pdbx_keywords", "").strip().upper()
    for kind in SOURCE_KINDS:
        if keywords == keywords_of(kind):
            return kind
    model = _model_cif(block) if block is not None else None
    if model is not None:
        return model
    method = info.get("_exptl.method", "").upper()
    if NO_EXPERIMENT in method:
        return "composite" if keywords.startswith(COMPOSITE) else "modelled"
    if any(word in method for word in METHODS):
        return "experiment"
    return "predicted" if PREDICTION.match(info.get("_struct.title", "").strip()) else "unknown"


def _model_cif(block: gemmi.cif.Block) -> SourceKind | None:
    """Kind of a ModelCIF file, None for another: built on the structure of a relative, or predicted from sequence."""
    if not any(name.startswith("_ma_") for name in block.get_mmcif_category_names()):
        return None
    types = {gemmi.cif.as_string(value).lower() for value in block.find_values("_ma_model_list.model_type")}
    return "modelled" if types == {"homology model"} else "predicted"
