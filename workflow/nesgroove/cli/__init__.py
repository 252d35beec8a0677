"""The command line: options in, one call of the package, a line about what came of it."""
