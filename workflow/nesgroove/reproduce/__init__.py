"""The same next year: results measured again and compared cell by cell, and one archive that holds all it takes."""
