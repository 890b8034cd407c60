"""Assistants on this machine: what a run is.

A run passes through these parts: an operation (one transaction), the runner, a run attempt (claim, model calls,
ending), a model call with its reader and writers, the journal (events to disk) and the event log (events to followers).
"""

from app.engine.opening import open_engine

__all__ = ["open_engine"]
