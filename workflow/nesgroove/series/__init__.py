"""Many of one kind, measured one after the other: docked poses, predicted models, frames of a trajectory."""
