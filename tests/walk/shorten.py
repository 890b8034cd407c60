"""Writes values into failures, without the middle of a long one."""

LONGEST = 400
"""Characters that a failure is to show of one value."""


def shorten(value: object) -> str:
    """Return a value as Python, without the middle of a long one."""
    text = repr(value)
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"
