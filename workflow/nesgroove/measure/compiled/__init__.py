"""The heavy sums compiled, for series of coordinates; held equal to the plain ones by tests."""
