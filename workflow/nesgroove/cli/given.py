"""What several commands take of a run: chemistry of ligands, references."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nesgroove.errors import ConfigError

if TYPE_CHECKING:
    from nesgroove.measure.reference import References


def given_ligands(given: list[str]) -> dict[str, str]:
    """Read ``--ligand ID=SMILES`` or ``ID=FILE.sdf``.

    Parameters
    ----------
    given
        The options.

    Returns
    -------
    dict of str to str
        Chemistry by component id.

    Raises
    ------
    ConfigError
        One is written otherwise.
    """
    chemistry_of = {}
    for text in given:
        component, sign, chemistry = text.partition("=")
        if not (sign and component and chemistry):
            raise ConfigError(
                f"--ligand {text} is not understood", remedy="Write it as ID=SMILES or ID=FILE.sdf: UNL=CCO"
            )
        chemistry_of[component] = chemistry
    return chemistry_of


def given_references(path: Path) -> References:
    """Read a file that ``nesgroove reference`` wrote.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    nesgroove.measure.reference.References
        What complexes are compared with.

    Raises
    ------
    ConfigError
        It cannot be read, or is no such file.
    """
    from nesgroove.measure.reference import References

    try:
        return References.from_json(path.read_text(encoding="utf-8"), file=path)
    except OSError as error:
        raise ConfigError(error.strerror or str(error), file=path, remedy="Check the path") from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            "this is no reference file (not UTF-8)", file=path, remedy="Make it with `nesgroove reference`"
        ) from error
