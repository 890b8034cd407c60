"""Fixtures of the tests of messages."""

from tests.tui.messages.tools import tools

__all__ = ["tools"]
