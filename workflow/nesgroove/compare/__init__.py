"""The family compared: everything that is computed over all complexes, from the tables alone."""
