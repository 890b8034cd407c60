"""Puts an answer together: bytes to pieces, without I/O and without losing what came.

A line that cannot be read is passed over. A failure is a value that stands behind the pieces before it.
"""
