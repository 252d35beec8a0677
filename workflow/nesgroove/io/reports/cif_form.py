"""Validation reports in mmCIF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nesgroove.io.reports.contents import (
    Contents,
    ReportError,
    correlation_of,
    counted_outliers,
    entry_of,
    number_of,
    text_of,
)
from nesgroove.model.report import Reported

if TYPE_CHECKING:
    import gemmi

INSTANCES: Final = "_pdbx_vrpt_model_instance."

FITS: Final = ("_pdbx_vrpt_model_instance_density.", "_pdbx_vrpt_model_instance_map_fitting.")
"""Categories of the fit to the data; the second is for maps, and newer dictionaries have all of it there."""

GEOMETRY: Final = "_pdbx_vrpt_model_instance_geometry."

OUTLIERS: Final = (
    "count_angle_outliers", "count_bond_outliers", "count_chiral_outliers", "count_plane_outliers",
    "count_mogul_angle_outliers", "count_mogul_bond_outliers", "count_mogul_torsion_outliers",
    "count_mogul_ring_outliers",
)  # fmt: skip

CLASHES: Final = ("count_clashes", "count_symm_clashes")

Cells = dict[str, str]


def is_report_block(block: gemmi.cif.Block) -> bool:
    """Tell a validation report from other mmCIF files.

    Parameters
    ----------
    block
        Of the file.

    Returns
    -------
    bool
        Whether it has any category of a report.
    """
    return any(name.startswith("_pdbx_vrpt_") for name in block.get_mmcif_category_names())


def read_cif(text: str, most: int) -> Contents:
    """Read a report in mmCIF.

    Parameters
    ----------
    text
        The file.
    most
        Residues that it may have.

    Returns
    -------
    Contents
        All models.

    Raises
    ------
    ReportError
        It is not well formed, no report, or too large.
    """
    import gemmi  # late, for commands that only may need it

    try:
        blocks = [block for block in gemmi.cif.read_string(text) if is_report_block(block)]
    except (ValueError, RuntimeError, IndexError) as error:
        raise ReportError(f"is damaged or cut short ({' '.join(str(error).split())[:200]})") from error
    if not blocks:
        raise ReportError("is no validation report: there is no category pdbx_vrpt_*")
    contents = Contents()
    for block in blocks:
        _add_summary(block, contents)
        _add_residues(block, contents, most)
    return contents


def _add_summary(block: gemmi.cif.Block, contents: Contents) -> None:
    codes = [row.str(1) for row in block.find("_pdbx_vrpt_database.", ["id", "code"]) if row.str(0).upper() == "PDB"]
    for row in _rows(block, "_pdbx_vrpt_summary."):
        codes.insert(0, row.get("entry_id", ""))
        contents.revision = text_of(row.get("PDB_revision_number"))
        contents.revised = text_of(row.get("PDB_revision_date"))
        contents.created = text_of(row.get("report_creation_date"))
        contents.steps = text_of(row.get("attempted_validation_steps"))
    contents.entry = entry_of([*codes, contents.entry])


def _add_residues(block: gemmi.cif.Block, contents: Contents, most: int) -> None:
    instances = _rows(block, INSTANCES)
    if len(instances) + len(contents.rows) > most:
        raise ReportError(f"has more than {most} residues")
    said: dict[str, Cells] = {}
    for category in (*FITS, GEOMETRY):
        for row in _rows(block, category):
            # What one category leaves open another one may say.
            cells = {name: value for name, value in row.items() if text_of(value)}
            said.setdefault(row.get("instance_id", ""), {}).update(cells)
    for row in instances:
        own = said.get(row.get("id", ""), {})
        reported = Reported(
            component=text_of(row.get("label_comp_id")),
            altloc=text_of(row.get("label_alt_id")),
            rscc=correlation_of(own.get("RSRCC") or own.get("RSCC")),
            rsr=number_of(own.get("RSR")),
            rsrz=number_of(own.get("RSRZ")),
            q_score=correlation_of(own.get("Q_score")),
            occupancy=number_of(own.get("average_occupancy")),
            phi=number_of(own.get("phi")),
            psi=number_of(own.get("psi")),
            outliers=_count(row, OUTLIERS) + counted_outliers(own.get("ramachandran_class"), own.get("rotamer_class")),
            clashes=_count(row, CLASHES),
        )
        key = (text_of(row.get("auth_asym_id")), text_of(row.get("auth_seq_id")) + text_of(row.get("PDB_ins_code")))
        contents.rows.append((text_of(row.get("PDB_model_num")) or "1", key, reported))


def _count(row: Cells, names: tuple[str, ...]) -> int:
    return sum(int(number_of(row.get(name)) or 0) for name in names)


def _rows(block: gemmi.cif.Block, category: str) -> list[Cells]:
    """Rows of a category by the names of its items, whatever their order and whichever of them there are."""
    import gemmi

    table = block.find_mmcif_category(category)
    names = [tag[len(category) :] for tag in table.tags]
    return [dict(zip(names, map(gemmi.cif.as_string, row), strict=True)) for row in table]
