"""Looks for a server on this machine until the program has found it, and clicks a row that may just have moved.

The program gives such a server 0.3 s to answer. On a busy machine the fake one, which shares its loop with the emulator
of the screen, may take longer: the user, too, would look again.
"""

from tests.terminal.pty_session import PtySession

TRIES = 20
LOOK_S = 2.0
"""How long the lists may take to arrive before the next try."""
LAST_ENTRY = "Add another endpoint"


async def open_picker(session: PtySession, pattern: str) -> None:
    """Press Ctrl+L, again until the pattern is on the screen; fail with the screen after the last try."""
    for _ in range(TRIES - 1):
        session.press("ctrl+l")
        await session.wait(LAST_ENTRY)
        if await session.until(lambda: session.shows_frame and session.shows(pattern), LOOK_S) is not None:
            return
        session.press("escape")
        await session.wait_gone(LAST_ENTRY)
    session.press("ctrl+l")
    await session.wait(pattern)


async def look_again(session: PtySession, pattern: str) -> None:
    """Press R among the ways to a model until the pattern is on the screen; fail with the screen after the last try."""
    await session.wait("Another server")
    for _ in range(TRIES - 1):
        if await session.until(lambda: session.shows_frame and session.shows(pattern), LOOK_S) is not None:
            return
        session.press("r")
    await session.wait(pattern)


async def click_again(session: PtySession, cell: tuple[int, int], pattern: str) -> None:
    """Click until the pattern is on the screen: a click right after a row moved there means what was there before."""
    for _ in range(TRIES):
        session.click(*cell)
        if await session.until(lambda: session.shows(pattern), LOOK_S) is not None:
            return
    await session.wait(pattern)
