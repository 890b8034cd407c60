"""The events of runs: passed on at once, and written in batches."""
