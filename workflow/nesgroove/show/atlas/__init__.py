"""The atlas: a static site of all complexes of a run, read in a browser without a network."""
