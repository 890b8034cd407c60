"""Assistants on this machine: what a run is.

A run passes through these parts: an operation (one transaction), the runner, a run attempt (claim, model calls,
ending), a model call with its reader and writers, the journal (events to disk) and the event log (events to followers).
"""

from app.engine.opening import open_engine
from app.engine.running.runner import FIRST_RUN_NEEDS

__all__ = ["FIRST_RUN_NEEDS", "open_engine"]
