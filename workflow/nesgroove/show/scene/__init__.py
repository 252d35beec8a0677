"""Scenes: what of a complex is shown, told once, and written for each program."""
