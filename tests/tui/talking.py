"""A conversation of several turns, and the choice of one of its messages."""

from tests.tui.terminal import Terminal


async def talk(t: Terminal, *turns: str) -> None:
    """Send messages, and wait for the replies: the script answers each with its capitals."""
    for text in turns:
        await t.send(text)
        await t.shows(text.upper())
        await t.until(lambda: not t.controller.conversation.is_busy, "the end")


async def choose(t: Terminal, text: str) -> None:
    """Choose a message with the keys of the history."""
    t.history.focus()
    await t.press("end")
    for _ in range(20):
        await t.press("up")
        chosen = t.history.cursor.chosen
        if chosen and chosen.source == text:
            return
    raise AssertionError(f"no message {text!r}")


async def edit(t: Terminal, text: str, new: str) -> None:
    """Edit a message: add other words to it."""
    await choose(t, text)
    await t.press("e")
    await t.shows("Edit your message")
    await t.type(new)
    await t.press("ctrl+s")
