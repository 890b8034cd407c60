"""Tests of app/models, through `Models` and with servers of the tests."""
