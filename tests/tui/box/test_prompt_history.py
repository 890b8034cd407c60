"""Earlier prompts in the message box: the arrow keys at its edges, Ctrl+R, and the draft that is never lost."""

from pathlib import Path

import msgspec

from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import Terminal, terminal


def keep_prompts(settings: Settings, *prompts: str) -> None:
    """Write the file of an earlier session, in which these were sent."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    drafts_of(settings).write_bytes(msgspec.json.encode({"prompts": prompts}))


def drafts_of(settings: Settings) -> Path:
    return settings.data_dir / "drafts.json"


def saved_texts(settings: Settings) -> list[str]:
    """The texts of the drafts in the file."""
    return [draft.get("text", "") for draft in msgspec.json.decode(drafts_of(settings).read_bytes())["drafts"].values()]


async def quits(t: Terminal) -> None:
    await t.press("ctrl+q")
    await t.until(lambda: t.app.return_code == 0, "the end")


@requirement("box.draft-is-kept")
async def test_a_draft_behind_a_recalled_prompt_survives_a_quit_and_stays_with_its_thread(settings: Settings) -> None:
    keep_prompts(settings, "old")
    async with terminal(settings, Script()) as t:
        await t.type("draft")
        await t.press("up")
        assert t.box.text == "old"
        await quits(t)
    async with terminal(settings, Script()) as t:
        assert t.box.text == "draft"


@requirement("box.draft-is-kept")
async def test_a_changed_prompt_and_the_draft_are_both_kept(settings: Settings) -> None:
    keep_prompts(settings, "older", "old")
    async with terminal(settings, Script()) as t:
        await t.type("draft")
        await t.press("up")
        await t.type("!")
        await t.press("up")
        assert t.box.text == "older"
        await t.press("down")
        assert t.box.text == "old!"
        await t.press("down")
        assert t.box.text == "draft"
        await t.press("up")
        await quits(t)
    assert saved_texts(settings) == ["draft\nold!"]


@requirement("box.draft-is-kept")
async def test_sending_a_recalled_prompt_brings_the_draft_back(settings: Settings) -> None:
    keep_prompts(settings, "old")
    script = Script(["One.", "Two."])
    async with terminal(settings, script) as t:
        await t.type("draft")
        await t.press("up", "enter")
        await t.shows("One.")
        await t.shows("completed")
        assert [message.text for message in script.requests[0].messages] == ["old"]
        assert t.box.text == "draft"
        await t.press("enter")
        await t.shows("Two.")
        await t.press("up", "up")
        assert t.box.text == "old"


@requirement("box.draft-is-kept")
async def test_ctrl_c_on_a_recalled_prompt_returns_to_the_draft(settings: Settings) -> None:
    keep_prompts(settings, "old")
    async with terminal(settings, Script()) as t:
        await t.type("draft")
        await t.press("up", "ctrl+c")
        assert t.box.text == "draft"
        await t.press("ctrl+c")
        assert t.box.text == ""
        await t.press("up")
        assert t.box.text == "draft"


@requirement("box.prompt-search")
async def test_ctrl_r_finds_a_prompt_as_letters_are_typed(settings: Settings) -> None:
    keep_prompts(settings, "Boil rice", "Fry an egg", "Boil eggs for\nten minutes", "Bake bread")
    script = Script(["Done."])
    async with terminal(settings, script) as t:
        await t.type("draft")
        await t.press("ctrl+r")
        await t.shows("Search prompts:")
        assert t.box.text == "draft"
        await t.type("boil")
        assert t.box.text == "Boil eggs for\nten minutes"
        assert t.box.selected_text == "Boil"
        await t.press("ctrl+r")
        assert t.box.text == "Boil rice"
        await t.press("ctrl+r")
        assert t.box.text == "Boil rice"
        await t.press("backspace", "backspace", "backspace", "backspace")
        await t.type("egg")
        await t.press("ctrl+r")
        assert t.box.text == "Fry an egg"
        await t.press("enter")
        assert (t.box.text, t.box.selected_text) == ("Fry an egg", "")
        await t.shows_not("Search prompts:")
        await t.type("!")
        await t.press("enter")
        await t.shows("Done.")
        assert [message.text for message in script.requests[0].messages] == ["Fry an egg!"]
        assert t.box.text == "draft"


@requirement("box.prompt-search")
async def test_esc_in_the_search_restores_the_draft_and_leaves_the_run_alone(settings: Settings) -> None:
    keep_prompts(settings, "old")
    async with terminal(settings, Script([Reply("Half ", Gate())])) as t:
        await t.send("Go")
        await t.shows("Half")
        await t.type("draft")
        await t.press("ctrl+r", "o", "l")
        assert t.box.text == "old"
        await t.press("escape")
        await t.until(lambda: t.box.text == "draft", "the draft")
        await t.press("ctrl+r", "x", "x")
        await t.shows("No earlier prompt has: xx")
        assert t.box.text == "draft"
        await t.press("ctrl+c")
        assert t.box.text == "draft"
        assert t.controller.conversation.run
        assert t.controller.conversation.run.status == "in_progress"
        await t.press("escape")
        await t.shows("cancelled")


@requirement("box.prompt-search", "box.draft-is-kept")
async def test_a_quit_or_another_thread_in_mid_search_keeps_the_draft(settings: Settings) -> None:
    keep_prompts(settings, "old")
    async with terminal(settings, Script(["Yes."])) as t:
        await t.send("Go")
        await t.shows("Yes.")
        await t.type("draft")
        await t.press("ctrl+r", "o", "l")
        assert t.box.text == "old"
        await t.press("ctrl+n")
        assert t.box.text == ""
        await t.press("ctrl+up")
        await t.until(lambda: t.box.text == "draft", "the draft")
        await t.press("ctrl+r", "o", "l")
        await quits(t)
    assert saved_texts(settings) == ["draft"]
    async with terminal(settings, Script()) as t:
        assert t.box.text == "draft"
        await t.press("ctrl+r", "o", "l", "left")
        assert t.box.text == "old"
        await t.press("x")
        assert t.box.text == "olxd"
