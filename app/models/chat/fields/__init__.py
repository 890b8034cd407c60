"""One event of an answer, read by field: a field that cannot be used is as if it were not there."""
