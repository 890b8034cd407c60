"""Tests of app/models, through `Models` and against servers of the tests' own."""
