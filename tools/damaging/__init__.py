"""What is done to good files, how they are measured again, and how the outcome is judged (``tools/damage.py``)."""
