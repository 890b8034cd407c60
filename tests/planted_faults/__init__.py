"""Small faults planted on purpose in a copy of the program, to see that the tests notice them.

`python -m tests.planted_faults` plants those of `faults.toml`.
"""
