"""Predicted models: what their writers say of them, how sure they are of the groove and its cargo, and who agrees."""
