"""Complexes in a notebook: a widget to turn, and a picture wherever no widget can be shown."""
