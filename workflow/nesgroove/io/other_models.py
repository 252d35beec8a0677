"""What the models of a file that are not measured hold, where that is not what the measured one holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from nesgroove.io.models import Contents, Models
from nesgroove.io.overlap import Placed
from nesgroove.model.problem import Finding

NAMED: Final = 4
"""Models, and residues of each, that a message names."""

LOOKED_AT: Final = 20
"""Models whose places are compared with the first one's."""

TOUCHING: Final = 3.0
"""A: copies of a molecule that lie beside each other have few atoms so near, states of one molecule most."""

APART: Final = 0.1
"""Part of a model's atoms that are so near to another model's, below which the two lie in different places."""


def about_other_models(models: Models, chosen: int) -> Iterator[Finding]:
    """Compare the other models with the one that is measured.

    Parameters
    ----------
    models
        Of a file.
    chosen
        Which of them is measured, counted from 0.

    Yields
    ------
    Finding
        That others hold other molecules; that others are copies in other places, as the archive's assemblies in PDB
        format have them.
    """
    if models.count == 1:
        return
    mine = models.contents(chosen)
    others = [i for i in range(models.count) if i != chosen]
    held = {i: contents for i in others if (contents := models.contents(i)) != mine}
    if held:
        named = [f"model {i + 1} {_difference(mine, held[i])}" for i in list(held)[:NAMED]]
        rest = f", and {len(held) - NAMED} more" if len(held) > NAMED else ""
        yield Finding("models_differ", {"models": models.count, "what": "; ".join(named) + rest, "model": chosen + 1})
    same = [i for i in others if i not in held][:LOOKED_AT]
    if same:
        placed = Placed.of(models.source(chosen).structure[0])
        apart = [i + 1 for i in same if _apart(placed, Placed.of(models.source(i).structure[0]))]
        if apart:
            yield Finding("models_apart", {"numbers": ", ".join(map(str, apart)), "model": chosen + 1})


def _apart(first: Placed, second: Placed) -> bool:
    return bool(np.isfinite(second.xyz).any()) and first.share_near(second.xyz, TOUCHING) < APART


def _difference(mine: Contents, others: Contents) -> str:
    more = [name for name in others if name not in mine]
    if more:
        return f"holds {', '.join(more[:NAMED])}" + (" ..." if len(more) > NAMED else "")
    less = [name for name in mine if name not in others]
    if less:
        return f"lacks {', '.join(less[:NAMED])}" + (" ..." if len(less) > NAMED else "")
    changed = [name for name in others if others[name] != mine[name]]
    return f"has other atoms in {', '.join(changed[:NAMED])}" + (" ..." if len(changed) > NAMED else "")
