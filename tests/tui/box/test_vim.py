"""The vim keys: the table against a simple model, known edits, and the message box with them."""

import string

import msgspec.structs
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from app.models.script import Gate, Reply, Script
from app.settings import Settings
from app.tui.text.vim.machine import step
from app.tui.text.vim.state import VimState
from tests.requirements import requirement
from tests.tui.box import vim_model
from tests.tui.terminal import terminal

TEXTS = st.text(st.sampled_from("ab. \nあ_"), max_size=30)
MOTIONS = ["h", "l", "j", "k", "w", "b", "e", "0", "$", "gg", "G", "fa", "ta", "f."]
KEYS = st.lists(st.one_of(st.sampled_from([*string.printable, "escape"]), st.sampled_from("dcyhjklwbe0$gGftpuv2")))


def normal(text: str, at: int) -> VimState:
    return VimState(text=text, caret=vim_model.on_character(text, min(at, len(text))), mode="normal")


def pressed(state: VimState, keys: str) -> VimState:
    for key in keys:
        state = step(state, "escape" if key == "~" else key) or state
    return state


@requirement("box.vim")
@given(text=TEXTS, at=st.integers(0, 30), motions=st.lists(st.sampled_from(MOTIONS), max_size=5))
@effort(max_examples=400)
def test_motions_lead_where_the_model_says(text: str, at: int, motions: list[str]) -> None:
    state = normal(text, at)
    for motion in motions:
        expected = vim_model.moved(text, state.caret, motion)
        state = pressed(state._replace(column=None), motion)  # the model remembers no column
        assert (state.caret, state.text, state.mode) == (expected, text, "normal"), motion


@requirement("box.vim")
@given(text=TEXTS, at=st.integers(0, 30), motion=st.sampled_from(["h", "0", "fa", "ta", "j", "k", "gg", "G"]))
@effort(max_examples=400)
def test_operators_take_what_the_motion_passes(text: str, at: int, motion: str) -> None:
    before = normal(text, at)
    target = vim_model.moved(text, before.caret, motion)
    yanked, deleted = pressed(before, f"y{motion}"), pressed(before, f"d{motion}")
    assert yanked.text == text
    assert yanked.register == deleted.register
    rows = sorted([vim_model.place(text, before.caret)[0], vim_model.place(text, target)[0]])
    if motion in ("gg", "G") or (motion in ("j", "k") and rows[0] < rows[1]):
        assert deleted.text == vim_model.lines_deleted(text, *rows)
    elif motion in ("h", "0"):
        assert deleted.text == text[:target] + text[before.caret :]
        assert pressed(before, f"c{motion}")[:3] == (deleted.text, target, "insert")
    elif target > before.caret:
        assert deleted.text == text[: before.caret] + text[target + 1 :]


@requirement("box.vim")
@given(text=TEXTS, at=st.integers(0, 30), keys=KEYS)
@effort(max_examples=400)
def test_no_keys_lead_out_of_the_text(text: str, at: int, keys: list[str]) -> None:
    state = normal(text, at)
    for key in keys:
        after = step(state, key)
        if after is None:
            continue
        assert 0 <= after.caret <= len(after.text)
        if after.mode == "normal":
            assert after.caret == vim_model.on_character(after.text, after.caret)
        if key in "hjklwbe$Ggvy" and not state.operator:
            assert after.text == state.text
        state = after


@requirement("box.vim")
@pytest.mark.parametrize(
    ("text", "keys", "result"),
    [
        # As vim 9 does; "|" is the caret, "~" is Esc.
        ("|one two three", "dw", "|two three"),
        ("one |two", "dw", "one| "),
        ("a|b\ncd", "dw", "|a\ncd"),
        ("|one two", "cw", "| two"),
        ("|one two three four", "2d1w", "|three four"),
        ("o|ne\ntwo\nthree", "dd", "|two\nthree"),
        ("one\nt|wo", "dd", "|one"),
        ("|one\ntwo", "ddp", "two\n|one"),
        ("|one two", "yep", "oon|ene two"),
        ("|one(two)", "dt(", "|(two)"),
        ("|one(two)", "df(", "|two)"),
        ("|a\nb\nc", "2dd", "|c"),
        ("|a\nb\nc", "5dd", "|"),
        ("a\nb\n|c", "5dd", "a\nb\n|c"),
        ("one |two", "vld", "one |o"),
        ("|one two", "vec", "| two"),
        ("o|ne", "A", "one|"),
        ("  o|ne", "I", "  |one"),
        ("o|ne", "a", "on|e"),
        ("|a", "o", "a\n|"),
        ("|a", "O", "|\na"),
        ("|x", "yyp", "x\n|x"),
        ("a\n|b\nc", "dG", "|a"),
        ("a\n|b\nc", "dgg", "|c"),
        ("|a b c", "3x", "| c"),
        ("|one two", "2~x", "|ne two"),
        ("|one two", "d~w", "one |two"),
        ("|one two", "dzw", "one |two"),
        ("a b\n  |c d", "cc", "a b\n|"),
        ("|", "ddxyy", "|"),
    ],
)
def test_edits_are_those_of_vim(text: str, keys: str, result: str) -> None:
    state = pressed(normal(text.replace("|", ""), text.index("|")), keys)
    assert state.text[: state.caret] + "|" + state.text[state.caret :] == result


@requirement("box.vim")
async def test_the_box_has_modes_and_shows_them(settings: Settings) -> None:
    script = Script(["Yes."])
    async with terminal(msgspec.structs.replace(settings, vim=True), script) as t:
        await t.shows("INSERT")
        await t.type("one two djk")
        await t.press("escape")
        await t.shows("NORMAL")
        await t.type("bd")
        await t.shows("NORMAL d")
        await t.type("b")
        assert t.box.text == "one djk"
        await t.type("u")
        await t.until(lambda: t.box.text == "one two djk", "the undo")
        await t.press("0", "v", "e")
        await t.shows("VISUAL")
        assert t.box.selected_text == "one"
        await t.type("cuno")
        await t.press("escape")
        await t.type("zQ")
        assert t.box.text == "uno two djk"
        await t.press("enter")
        await t.shows("Yes.")
        assert script.requests[0].messages[0].text == "uno two djk"
        await t.shows("INSERT")


@requirement("box.vim")
async def test_esc_leaves_one_layer_and_only_then_cancels(settings: Settings) -> None:
    async with terminal(msgspec.structs.replace(settings, vim=True), Script([Reply("Half ", Gate())])) as t:
        await t.send("Go")
        await t.shows("Half")
        assert t.controller.conversation.run
        await t.type("a @")
        await t.until(lambda: t.box.completion.is_open, "the popup")
        await t.press("escape")
        await t.until(lambda: not t.box.completion.is_open, "the end of the popup")
        await t.shows("INSERT")
        await t.press("escape", "2", "d", "escape")
        await t.shows("NORMAL")
        await t.shows_not("2d")
        await t.press("v", "escape")
        await t.shows("NORMAL")
        assert t.controller.conversation.run.status == "in_progress"
        await t.press("escape")
        await t.shows("cancelled")
        assert t.box.text == "a @"


@requirement("box.vim")
async def test_vim_turns_the_keys_on_and_off(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await t.type("/vim")
        await t.press("enter")
        await t.shows("INSERT")
        await t.shows("vim = true in config.toml")
        await t.type("ab")
        await t.press("escape", "i")
        await t.type("/")
        assert t.box.text == "a/b"
        t.box.clear()
        await t.type("/vim")
        await t.press("enter")
        await t.shows_not("INSERT")
        await t.type("hjkl")
        assert t.box.text == "hjkl"
