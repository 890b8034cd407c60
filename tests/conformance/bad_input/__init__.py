"""Requests that no program should send, generated from the description."""
