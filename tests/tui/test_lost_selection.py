"""What was selected with the mouse, and is not there any more."""

from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.line import QUIET_S, Line
from tests.tui.terminal import terminal
from tests.walk.terminal_bytes import mouse

LEFT, MOVED = 0, 32


@requirement("selection.outlives-its-text")
async def test_keys_when_the_text_that_was_selected_is_gone(settings: Settings) -> None:
    """A message that waits in the queue is selected, is sent, and has no row any more."""
    gate = Gate()
    script = Script([Reply("Once ", gate, "upon a time."), Reply("Pears."), Reply("Plums."), Reply("Yes.")])
    async with terminal(settings, script) as t:
        await t.send("A story")
        await t.shows("Once")
        for text in ("Which fruit?", "And which one then?"):
            await t.send(text)
            await t.until(lambda text=text: text in t.text() and not t.box.text, "the queue")
        rows = t.chat.panes.status.region
        second = rows.y + 1
        pressed, moved = mouse(LEFT, rows.x + 4, second), mouse(MOVED, rows.x + 9, second)
        for event in Line().feed(pressed + moved + mouse(LEFT, rows.x + 9, second, released=True), QUIET_S):
            t.app.post_message(event)
        await t.until(t.chat.get_selected_text, "the selection")
        gate.open()
        await t.until(lambda: "Plums." in t.text() and t.chat.panes.status.region.height == 1, "the end of the queue")
        for key in ("ctrl+c", "escape"):
            await t.press(key)
        await t.send("Still there?")
        await t.shows("Yes.")
