"""Assistants on this machine: what a run is.

The walk of a run: an operation (one transaction), the runner, a run attempt (claim, model calls, ending), a model call
with its reader and writers, the journal (events on disk) and the event log (events to followers).
"""

from app.engine.opening import open_engine

__all__ = ["open_engine"]
