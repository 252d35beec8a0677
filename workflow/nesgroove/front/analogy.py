"""``nesgroove.analogue``: a compound without a structure, modelled on the pose of a relative."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nesgroove.front.measuring import measure
from nesgroove.front.results import Results

if TYPE_CHECKING:
    from nesgroove.series.analogue.build import Analogue


@dataclass(frozen=True)
class Modelled:
    """A model by analogy that was written.

    Attributes
    ----------
    path : Path
        Its mmCIF file.
    rests_on : dict of str to str
        What it rests on, as the file has it (``_nesgroove_analogue``).
    like, into : Path
        The files of the relative and of the receptor.
    """

    path: Path
    rests_on: dict[str, str]
    like: Path
    into: Path

    def measure(self, *, superposed: bool = True) -> Results:
        """Measure the model, and the relative beside it.

        Parameters
        ----------
        superposed
            As for :func:`nesgroove.measure`.

        Returns
        -------
        Results
            As of :func:`nesgroove.measure`.
        """
        return measure([self.path, self.like], superposed=superposed)


# Long because its text describes every option.
def analogue(
    like: str | os.PathLike[str],
    smiles: str,
    into: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    name: str = "",
    conformers: int = 30,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Modelled:
    r"""Model the adduct of a compound that has no structure on the pose of its nearest relative.

    What both compounds have in common is held where the relative has it, in the groove frame; the rest is embedded and
    relaxed against the receptor, which stands still, with the bond to Cys528. The file is marked as modelled, and so
    is everything that is made of it.

    Parameters
    ----------
    like
        Structure of the relative, a path or the id of an entry in ``structures/local`` or ``structures/cache``; behind
        it, after a colon, the component where it is not the only inhibitor: ``6xjs.cif.gz:V6A``.
    smiles
        The compound before the reaction.
    into
        Structure of the receptor, which may be the same; behind it, after a colon, the chain of XPO1.
    out
        The file to write: ``.cif`` or ``.cif.gz``.
    name
        Of the compound; it is called so in tables, figures and the atlas.
    conformers, seed
        How many conformers are tried of each stereo isomer and each way to lay it on the relative, and the seed. The
        same give the same file, byte by byte.
    progress
        Called with the number of steps that are done, and of all.

    Returns
    -------
    Modelled
        The file, what it rests on, and how to measure it.

    Raises
    ------
    NesgrooveError
        A file is not there or has no XPO1; the relative has no pose in the groove; the SMILES is no molecule or no
        atom of it reacts; the two have fewer than 8 heavy atoms in common; the receptor has no free cysteine at 528;
        a clash is left. The message says which.

    Examples
    --------
    >>> import nesgroove
    >>> pose = nesgroove.phantom_path("phantom_k85")
    >>> smiles = "CC(C)OC(=O)/C=C\\n1cnc(-c2cccc(C(F)(F)F)c2)n1"  # KPT-185 without its methoxy group
    >>> out = pose.with_name("model.cif")
    >>> model = nesgroove.analogue(pose, smiles, pose, out, name="demethoxy KPT-185", conformers=4)
    >>> model.rests_on["scaffold_atoms"], model.rests_on["like_compound"]
    ('23', 'KPT-185')
    """
    from nesgroove.io.read import read_structure
    from nesgroove.series.analogue.build import Request
    from nesgroove.series.analogue.build import analogue as build
    from nesgroove.series.analogue.files import checked_target, source_and_part
    from nesgroove.series.analogue.written import rests_on, write_model

    pose, component = source_and_part(os.fspath(like), "like")
    receptor, chain = source_and_part(os.fspath(into), "into")
    path = checked_target(Path(out), (pose, receptor))
    request = Request(smiles, name, component, chain, conformers, seed)
    model: Analogue = build(read_structure(pose), read_structure(receptor), request, progress=progress)
    return Modelled(write_model(model, path), rests_on(model), pose, receptor)
