"""The figure of docked poses."""
