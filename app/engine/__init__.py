"""Assistants on this machine: what a run is. `cli` opens it; the fronts see `api.Assistants`.

The walk of a run: `engine` (operation, one transaction) → `runner` → `drive` (claim, settle) → `round` (one model
answer) → `written` (messages and steps) → `journal` (events on disk) and `run_log` (events to followers).
"""

from app.engine.opening import open_engine

__all__ = ["open_engine"]
