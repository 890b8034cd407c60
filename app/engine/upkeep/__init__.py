"""Runs without a living owner: which processes are alive, and what happens to the runs of dead ones."""
