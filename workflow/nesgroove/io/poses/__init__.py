"""Docked poses as the programs write them: SDF, PDBQT, DLG, MOL2, PDB and mmCIF, many in a file.

:func:`nesgroove.io.poses.read.read_poses` gives one :class:`nesgroove.io.poses.pose.Pose` after the other.
"""
