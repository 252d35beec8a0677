"""The structure of a complex as NGL loads it: chains that its selection language can name, and packed small."""

from __future__ import annotations

import gzip
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import gemmi
import numpy as np

from nesgroove.io.files import gzipped
from nesgroove.show.scene.model import Scene
from nesgroove.show.scene.ngl_select import chain_name, chain_names

if TYPE_CHECKING:
    from biotite.structure.io import pdbx

COORDINATES: Final = ("Cartn_x", "Cartn_y", "Cartn_z")

DECIMALS: Final = 3
"""Of coordinates, as mmCIF has them."""

NUMBERS: Final = ("id", "auth_seq_id", "pdbx_PDB_model_num")
"""Columns of atoms that are whole numbers and never empty."""

CHAINS: Final = {
    "_struct_asym.": ("id",),
    "_struct_conn.": ("ptnr1_auth_asym_id", "ptnr2_auth_asym_id", "ptnr1_label_asym_id", "ptnr2_label_asym_id"),
    "_atom_site.": ("auth_asym_id", "label_asym_id"),
}
"""Columns that hold ids of chains: NGL selects by the author's, and its reader of text parts a line at any space."""

NEEDED: Final = (
    "_entry.", "_struct.", "_entity.", "_struct_asym.", "_struct_conn.", "_chem_comp.", "_chem_comp_bond.",
    "_atom_site.",
)  # fmt: skip
"""What NGL draws by; the bond at position 528 and bond orders are among it."""


def ngl_text(scene: Scene) -> str:
    """Give the mmCIF text that NGL is to load.

    Parameters
    ----------
    scene
        The complex.

    Returns
    -------
    str
        The superposed file; with other names for the chains that NGL cannot name.
    """
    text = gzip.decompress(scene.path.read_bytes()).decode("utf-8")
    if all(name == other for name, other in _checked(scene).items()):
        return text
    document = gemmi.cif.read_string(text)
    block = document.sole_block()
    for tag in (prefix + name for prefix, tags in CHAINS.items() for name in tags):
        column = block.find_values(tag)
        for row in range(len(column)):
            column[row] = chain_name(gemmi.cif.as_string(column[row]))
    return document.as_string()


def ngl_structure(scene: Scene) -> bytes:
    """Pack a complex for the viewer of the atlas.

    Parameters
    ----------
    scene
        The complex.

    Returns
    -------
    bytes
        BinaryCIF (Sehnal et al. 2020, doi:10.1371/journal.pcbi.1008247), gzipped: less than half of the mmCIF.
        Coordinates have three decimals, as there. The same for the same file, byte by byte.
    """
    from biotite.structure.io import pdbx

    _checked(scene)
    text = gzip.decompress(scene.path.read_bytes()).decode("utf-8")
    block = gemmi.cif.read_string(text).sole_block()
    packed = pdbx.BinaryCIFBlock()
    for prefix in NEEDED:
        table = block.find_mmcif_category(prefix)
        if len(table):
            columns = {tag.partition(".")[2]: list(table.column(n)) for n, tag in enumerate(table.tags)}
            packed[prefix[1:-1]] = pdbx.BinaryCIFCategory(
                {name: _column(prefix, name, values) for name, values in columns.items()}
            )
    file = pdbx.BinaryCIFFile()
    file[block.name] = packed
    out = BytesIO()
    pdbx.compress(file).write(out)
    return gzipped(out.getvalue())


def _checked(scene: Scene) -> dict[str, str]:
    return chain_names(record.auth_chain for record in scene.structure.residues)


def _column(prefix: str, name: str, values: list[str]) -> pdbx.BinaryCIFColumn:
    """Pack one column; chains get the names by which they are selected."""
    from biotite.structure.io import pdbx

    array: Any
    atoms = prefix == "_atom_site."
    if atoms and name in COORDINATES:
        array = np.array(values, dtype=np.float64)
        codes = [
            pdbx.FixedPointEncoding(10**DECIMALS, src_type=np.float64), pdbx.DeltaEncoding(),
            pdbx.IntegerPackingEncoding(2, is_unsigned=False), pdbx.ByteArrayEncoding(),
        ]  # fmt: skip
        return pdbx.BinaryCIFColumn(pdbx.BinaryCIFData(array, codes))
    if atoms and name in NUMBERS:
        return pdbx.BinaryCIFColumn(pdbx.BinaryCIFData(np.array(values, dtype=np.int32)))
    texts = [gemmi.cif.as_string(value) for value in values]
    array = np.array([chain_name(text) for text in texts] if name in CHAINS.get(prefix, ()) else texts)
    return pdbx.BinaryCIFColumn(pdbx.BinaryCIFData(array))
