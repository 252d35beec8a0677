"""Figures of a trajectory, from its frames and what was made of them."""
