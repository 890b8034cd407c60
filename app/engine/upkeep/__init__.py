"""Runs without a living owner: who is alive, and what becomes of the runs of dead processes."""
