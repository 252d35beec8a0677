"""Files in and out: structures from other libraries, mmCIF, tables."""
