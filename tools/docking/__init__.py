"""Docking of known compounds with Vina, the worked example of docs/docking.md."""
