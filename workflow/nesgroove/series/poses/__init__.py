"""Docked poses measured in one receptor and compared with what is known."""
