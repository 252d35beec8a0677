"""What several commands take of a run: chemistry of ligands."""

from __future__ import annotations

from nesgroove.errors import ConfigError


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
