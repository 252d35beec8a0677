"""Patterns of export signals in sequences, and what a run has of the same sequences."""
