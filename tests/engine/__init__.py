"""Tests of the engine alone: processes that are killed, full disks, actions at the same instant, faults of models.

The API of a single engine is tested in `tests/behaviour`.
"""
