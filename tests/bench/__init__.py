"""The figures to hold, ours beside the bare ones, measured in one run on one machine: `python -m tests.bench`.

A benchmark is a module with `measure(bench)`, which gives `Row`s; `__main__` runs them and prints the table.
Never part of the tests: a figure is read by a person. Linux only.
"""
