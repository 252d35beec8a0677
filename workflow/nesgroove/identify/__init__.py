"""Who is who: chains by sequence, positions, complexes, roles."""
