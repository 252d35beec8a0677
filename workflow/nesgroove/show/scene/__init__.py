"""Scenes: what of a complex is shown, described once and written for each program."""
