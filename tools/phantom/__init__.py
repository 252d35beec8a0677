"""The builder of phantoms: structures of known truth, built by the project itself.

A phantom is XPO1's groove on ideal helices where they were measured, at a stated width, with a stated cargo,
inhibitor or nothing in it. What is planted is written beside it, so that every measure can be held against
it: nothing here uses :mod:`nesgroove.measure`. The package holds the phantoms of :data:`SUITE` as data
(:mod:`nesgroove.io.phantoms`); ``tools/make_phantoms.py`` writes them. Start at :func:`build_phantom`;
docs/phantom.md says what each phantom is and is not.
"""

from phantom.spec import Phantom
from phantom.suite import SUITE, build_phantom, write_phantom

__all__ = ["SUITE", "Phantom", "build_phantom", "write_phantom"]
