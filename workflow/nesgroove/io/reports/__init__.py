"""Validation reports of the wwPDB: where they lie beside structures, how they are read, and whether they fit."""
