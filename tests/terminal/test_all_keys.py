"""Every key of the table of keys, in each place, as xterm, kitty and tmux send it.

With tmux it is the real one, between the test and the program. Where it is not installed, the bytes that it sends are
sent without it.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.requirements import requirement
from tests.terminal.all_keys.dialog_effects import DIALOGS, ELSEWHERE
from tests.terminal.all_keys.effects import CHAT, Effect
from tests.terminal.all_keys.terminals import KEYBOARDS, LOG, Keyboard
from tests.terminal.all_keys.walk import KEYS, missing_keys, started
from tests.terminal.pty_session import Departure

XTERM, KITTY, TMUX = KEYBOARDS
WALKS = ((CHAT, XTERM), (CHAT, KITTY), (CHAT, TMUX), (DIALOGS, KITTY), (DIALOGS, TMUX))
"""In dialogs tmux sends what xterm sends, and two keys more."""


@requirement("input.every-key")
@pytest.mark.parametrize(("effects", "keyboard"), WALKS, ids=lambda one: getattr(one, "name", "keys"))
async def test_each_key_does_what_it_says_and_leaves_no_text_behind(
    home: Path, effects: Sequence[Effect], keyboard: Keyboard
) -> None:
    async with started(home, keyboard) as walk:
        await walk.check(effects)
        assert missing_keys(walk.pressed, keyboard.lacks, {effect.id for effect in effects}) == set()
        keyboard.press(walk.session, "ctrl+q")
        assert await walk.session.departed() == Departure(code=0, left_on=[])
    assert "Traceback" not in (home / LOG).read_text()


@requirement("input.every-key")
def test_no_command_with_a_key_is_left_out() -> None:
    walked = {effect.id for effect in (*CHAT, *DIALOGS)}
    assert walked | set(ELSEWHERE) == set(KEYS)
    assert not walked & set(ELSEWHERE)
