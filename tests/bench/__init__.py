"""Benchmarks: our figures beside those of a bare program, measured in one run on one machine: `python -m tests.bench`.

A benchmark is a module with `measure(bench)`, which returns `Row`s. Benchmarks are not tests: a person reads the
figures. Linux only.
"""
