"""The rules of the API as plain functions of values: no task, no lock, no I/O."""
