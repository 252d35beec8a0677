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
        One is written otherwise, or a component is given twice.
    ChemistryError
        What is given is no molecule, or the file is not there.
    """
    from nesgroove.chem.given_chemistry import given_molecule

    chemistry_of = {}
    for text in given:
        component, sign, chemistry = text.partition("=")
        if not (sign and component and chemistry):
            raise ConfigError(
                f"--ligand {text} is not understood", remedy="Write it as ID=SMILES or ID=FILE.sdf: UNL=CCO"
            )
        if component in chemistry_of:
            raise ConfigError(f"--ligand {component} is given twice", remedy="Give each component once")
        given_molecule(component, chemistry)
        chemistry_of[component] = chemistry
    return chemistry_of
