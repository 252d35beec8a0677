"""Statistics over the frames of a trajectory: arrays in, plain numbers out."""
