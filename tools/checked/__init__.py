"""The product beside independent code: what ``tools/check_product.py`` compares and writes to docs/checked.md.

One module for each kind of comparison. The other side of each is written here from the definitions in
docs/measures.md with gemmi and numpy alone, or is another program (pyKVFinder, PLIP, Biopython, biotite): none of
it imports :mod:`nesgroove.measure`, which a test reads. The product's side are rows of its tables.
"""
