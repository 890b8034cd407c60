"""Tests of an earlier commit, run against the program of this checkout: `python -m tests.earlier REVISION`.

They enter as users and clients do: HTTP, the SDK, a terminal in a pty, processes. What they name that has changed on
purpose since then is listed in `sentences.toml`, and nowhere else.
"""
