"""What everything else works on: structures, complexes, the groove frame, the target, rows of tables."""
