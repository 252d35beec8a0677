"""Phantoms in motion: trajectories of known truth, made by rules from the phantoms that the package holds."""
