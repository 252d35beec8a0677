"""The family compared: everything that is computed over all complexes, from the tables alone."""

from nesgroove.callable_module import make_callable

make_callable(__name__)  # nesgroove.compare(results) is the front door's
