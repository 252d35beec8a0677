"""A compound that has no structure, laid on the pose of its nearest relative."""
