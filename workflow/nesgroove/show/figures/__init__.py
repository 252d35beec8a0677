"""Figures: one module a figure, data in and a matplotlib figure out, each with its caption.

All share :mod:`nesgroove.show.figures.style`; none of them computes a measure.
"""
