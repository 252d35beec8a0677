"""Reference data, each with its source: sequences, ligands, components, published values."""
