"""One module a part of the benchmarks: what it measures, and what it shows of it."""
