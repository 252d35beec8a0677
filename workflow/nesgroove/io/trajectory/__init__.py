"""Topologies and trajectories as MDAnalysis reads them, and tables of frames as Parquet."""
