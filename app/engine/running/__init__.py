"""Runs under way in this process: claim, model calls, events on disk and to followers."""
