"""The measuring core: arrays and records in, records out. No files, no plots, no printing."""

from nesgroove.callable_module import make_callable

make_callable(__name__)  # nesgroove.measure("x.cif") is the front door's
