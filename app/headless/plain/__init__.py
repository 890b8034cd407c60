"""`assistant-chat --plain`: a conversation line by line that only appends, as screen readers and logs need it."""

from app.headless.plain.plain_chat import converse
from app.headless.plain.typed_lines import read_lines

__all__ = ["converse", "read_lines"]
