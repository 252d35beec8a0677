"""nesgroove: the NES groove of XPO1 (CRM1), found, measured and compared in every structure alike."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("nesgroove")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0+source"
