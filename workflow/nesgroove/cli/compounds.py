"""The command ``nesgroove compounds``."""

from __future__ import annotations

import typer


def compounds_command() -> None:
    """List the compounds that are known to bind the groove: names, component, class, reacting atom, source.

    A compound without a component, such as verdinexor, is in no structure that we know of; `nesgroove analogue` models
    it on the pose of a relative.

    Example: `nesgroove compounds | grep -i selinexor`
    """
    from nesgroove.chem.components import ligands

    typer.echo("compound\tsynonyms\tcomponent\tclass\treacting_atom\tmodelled_from\tstructure_known\tsource")
    for row in ligands():
        known = "yes" if row.structure_known else "no structure known"
        names = "; ".join(row.synonyms)
        cells = (row.compound, names, row.component, row.ligand_class, row.attach_atom, row.modelled_from, known)
        typer.echo("\t".join((*cells, row.source)))
