"""Structures of known truth, built by the project itself.

A phantom is XPO1's groove on ideal helices in their measured places, at a stated width, with a stated cargo,
inhibitor or nothing in it. What is planted is written beside it, so that every measure can be held against
it. Start at :func:`build_phantom` and :data:`SUITE`; docs/phantom.md says what each phantom is and is not.
"""

from nesgroove.phantom.spec import Phantom
from nesgroove.phantom.suite import SUITE, build_phantom, write_phantom, write_phantoms

__all__ = ["SUITE", "Phantom", "build_phantom", "write_phantom", "write_phantoms"]
