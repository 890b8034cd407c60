"""Slash commands: what is one, what is a message, and what becomes of the text of both."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.models.script import Gate, Reply, Script
from app.settings import Settings
from app.tui.keys.slash import find_call, text_to_send
from app.tui.keys.table import COMMANDS
from app.tui.screens.commands.help import HelpScreen
from app.tui.text.draft import Draft, full_text
from app.tui.widgets.box.slash_names import SlashNames
from app.tui.widgets.line_input import LineInput
from tests.requirements import requirement
from tests.tui.terminal import Terminal, stored, terminal

NAMES = [one.slash for one in COMMANDS if one.slash]
TEXTS = st.one_of(
    st.text(),
    st.text().map(lambda text: f"/{text}"),
    st.tuples(
        st.sampled_from(["/", "//", "///"]),
        st.sampled_from(NAMES),
        st.sampled_from(["", " ", "\n", "\t ", "/"]),
        st.text(),
    ).map("".join),
)


@requirement("commands.other-text-is-sent")
@given(TEXTS)
@example("/new")
@example("//new")
@example("/etc/hosts is what?")
@example("// a comment")
def test_every_text_that_begins_with_a_slash_can_be_sent(text: str) -> None:
    draft = Draft(text=text)
    if find_call(text) is None:
        sent = text_to_send(draft)
        assert sent == full_text(draft) or (text.startswith("//") and find_call(f"/{text.lstrip('/')}"))
    if text.startswith("/") and find_call(f"/{text.lstrip('/')}"):
        escaped = Draft(text=f"/{text}")
        assert find_call(escaped.text) is None
        assert text_to_send(escaped) == full_text(draft)


@requirement("commands.other-text-is-sent")
@given(st.text())
def test_a_word_that_is_no_name_calls_nothing(text: str) -> None:
    call = find_call(f"/{text}")
    assert (call is not None) == ((text.rstrip().split(maxsplit=1) or [""])[0] in NAMES and not text[:1].isspace())


@requirement("commands.slash")
@pytest.mark.parametrize("name", NAMES)
async def test_every_slash_name_has_an_action(settings: Settings, name: str) -> None:
    command = next(one for one in COMMANDS if one.slash == name)
    async with terminal(settings, Script()) as t:
        owners = {"app": t.app, "chat": t.chat, "box": t.box}
        place, _, name = command.action.rpartition(".")
        owner, method = owners[place or command.place], f"action_{name}"
        assert callable(getattr(owner, method, None)), method


@requirement("commands.slash")
async def test_a_command_runs_and_leaves_an_empty_box(settings: Settings) -> None:
    await stored(settings, ["Pears?", "Green."])
    async with terminal(settings, Script()) as t:
        await t.shows("Green.")
        await t.send("/new")
        await t.until(lambda: t.controller.current.id is None, "the new conversation")
        assert t.box.text == ""
        await t.send("/help")
        await t.until(lambda: isinstance(t.app.screen, HelpScreen), "the help")


@requirement("commands.slash")
async def test_quitting_does_not_wait(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await t.send("/quit")
        await t.until(lambda: t.app.return_code == 0, "the end")


@requirement("commands.slash")
async def test_text_behind_a_name_is_its_argument(settings: Settings) -> None:
    await stored(settings, ["Pears?", "Green."], ["Apples?", "Red."])
    async with terminal(settings, Script()) as t:
        await t.shows("Red.")
        await t.send("/rename All about\nfruit  ")
        await t.shows("All about fruit")
        row = await t.controller.pages.get(t.thread_id)
        assert row.title == "All about fruit"
        await t.send("/search pears")
        await t.until(lambda: len(t.threads.rows) == 1, "the hits")
        assert isinstance(t.chat.focused, LineInput)
        assert t.chat.focused.text == "pears"


@requirement("commands.other-text-is-sent")
async def test_a_path_and_an_escaped_command_are_sent(settings: Settings) -> None:
    script = Script(["A file.", "A word."])
    async with terminal(settings, script) as t:
        await t.type("/etc/hosts is what?")
        await t.press("enter")
        await t.shows("A file.")
        await t.until(lambda: not t.controller.conversation.is_busy)
        await t.send("//new")
        await t.shows("A word.")
        sent = [one.messages[-1].text for one in script.requests]
        assert sent == ["/etc/hosts is what?", "/new"]


@requirement("commands.no-draft-is-lost")
async def test_a_command_keeps_text_that_it_does_not_take(settings: Settings) -> None:
    script = Script()
    async with terminal(settings, script) as t:
        await t.send("/new what is a monad?")
        await t.shows("/new takes no text")
        assert t.box.text == "/new what is a monad?"
        assert script.requests == []
        await t.press("ctrl+c")
        await t.send("/rename Monads")
        await t.shows("Send a message first")
        await t.press("up")
        assert t.box.text == "/rename Monads"
        await t.press("up")
        assert t.box.text == "/new what is a monad?"


@requirement("commands.no-draft-is-lost")
async def test_an_escaped_message_that_comes_back_is_no_command(settings: Settings) -> None:
    async with terminal(settings, Script([Reply("Once ", Gate())])) as t:
        await t.send("A story")
        await t.shows("Once")
        await t.send("//quit")
        await t.shows("queued 1")
        await t.press("up")
        await t.until(lambda: t.box.text, "the draft")
        assert find_call(t.box.text) is None
        assert t.app.is_running


async def open_list(t: Terminal) -> None:
    await t.press("slash")
    await t.shows("/rename")


@requirement("commands.completion")
async def test_a_slash_opens_the_list_of_commands(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        popup = t.box.completion
        assert not popup.display
        await open_list(t)
        await t.shows("Rename this conversation")
        await t.shows("F2")
        assert popup.region.bottom == t.box.region.y
        await t.type("hlp")
        await t.shows_not("/rename")
        await t.press("tab")
        assert t.box.text == "/help"
        await t.press("enter")
        await t.until(lambda: isinstance(t.app.screen, HelpScreen), "the help")


@requirement("commands.completion")
async def test_enter_runs_the_chosen_command(settings: Settings) -> None:
    await stored(settings, ["Pears?", "Green."])
    async with terminal(settings, Script()) as t:
        await t.shows("Green.")
        await open_list(t)
        await t.type("ne")
        await t.press("enter")
        await t.until(lambda: t.controller.current.id is None, "the new conversation")
        assert t.box.text == ""
        assert not t.box.completion.display


@requirement("commands.completion")
@pytest.mark.parametrize("name", NAMES)
async def test_a_name_typed_in_full_is_the_one_that_runs(settings: Settings, name: str) -> None:
    async with terminal(settings, Script()) as t:
        await t.type(f"/{name}")
        entry = t.box.completion.entry
        assert entry
        assert entry.label == f"/{name}"


@requirement("commands.completion")
async def test_arrows_and_the_mouse_choose(settings: Settings) -> None:
    await stored(settings, ["Pears?", "Green."])
    async with terminal(settings, Script()) as t:
        await t.shows("Green.")
        await open_list(t)
        first = t.box.completion.entry
        await t.press("down", "down", "up")
        assert t.box.completion.entry not in (None, first)
        rows = t.text().split("\n")
        at = next(y for y, row in enumerate(rows) if "/new" in row)
        await t.pilot.click(offset=(rows[at].index("/new"), at))
        await t.until(lambda: t.controller.current.id is None, "the new conversation")
        assert t.box.text == ""


@requirement("commands.completion")
async def test_escape_closes_only_the_list(settings: Settings) -> None:
    async with terminal(settings, Script([Reply("Once ", Gate())])) as t:
        await t.send("A story")
        await t.shows("Once")
        await open_list(t)
        await t.press("escape")
        await t.shows_not("/rename")
        assert t.box.text == "/"
        assert t.controller.conversation.is_busy
        await t.type("n")
        await t.pilot.pause()
        assert not t.box.completion.display
        await t.press("escape")
        await t.shows("cancelled")


@requirement("commands.completion-takes-no-text")
@given(text=st.text(st.sampled_from("/ nexwquit-\t1é"), max_size=8))
def test_the_list_is_closed_for_text_that_is_no_name(text: str) -> None:
    names = SlashNames({})
    start = names.find_start(text, "")
    if start is None:
        return
    assert text[:1] == "/"
    assert not set(" \t/") & set(text[1:])
    assert {one.label[1:] for one in names.find_entries(text)} <= set(NAMES)


@requirement("commands.completion-takes-no-text")
async def test_no_key_of_a_text_is_taken(settings: Settings) -> None:
    script = Script(["Yes."])
    async with terminal(settings, script) as t:
        await t.type("/usr/bin and / and 1/2")
        assert t.box.text == "/usr/bin and / and 1/2"
        assert not t.box.completion.display
        await t.press("tab")
        assert t.chat.focused is not t.box
        await t.press("escape", "enter")
        await t.shows("Yes.")
        assert script.requests[0].messages[-1].text == "/usr/bin and / and 1/2"


@requirement("commands.completion-takes-no-text")
@pytest.mark.parametrize("size", [(40, 10), (110, 34), (200, 60)])
async def test_the_list_fits_any_window(settings: Settings, size: tuple[int, int]) -> None:
    async with terminal(settings, Script(), size=size) as t:
        await open_list(t)
        popup = t.box.completion
        assert t.app.screen.region.contains_region(popup.region)
        assert popup.region.bottom == t.box.region.y
        await t.press("up")
        assert f"›  {popup.entries[-1].label}" in t.text()
