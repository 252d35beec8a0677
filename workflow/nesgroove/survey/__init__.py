"""All measures of one entry, of many files, and the references that they are compared with."""
