"""Reference data, each with its source: sequences, ligands, components, references, published values."""
