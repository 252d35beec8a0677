"""Pages of the documentation whose commands are run, each page in an empty directory, and whose output is what came."""
