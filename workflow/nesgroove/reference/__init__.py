"""What is known before a structure is read: positions, sequences, components. Each value has its source."""
