"""Responses that stream the events of a run."""
