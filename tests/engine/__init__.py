"""Tests of the engine with several processes, some of which are killed. A single process: `tests/behaviour`."""
