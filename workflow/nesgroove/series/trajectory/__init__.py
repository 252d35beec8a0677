"""Frames of a trajectory, measured one after the other."""
