"""Limits that a test reaches soon. The time is long: only the tests that wait for its end shorten it."""

from app.sandbox.outcome import Limits

SMALL = Limits(
    time_s=60.0,
    memory_bytes=256 << 20,
    output_bytes=5_000,
    folder_bytes=10 << 20,
    folder_files=100,
)
