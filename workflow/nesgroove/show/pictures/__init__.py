"""Ray-traced pictures of complexes in the groove frame, always from the same directions."""
