"""The measuring core: arrays and records in, records out. No files, no plots, no printing."""
