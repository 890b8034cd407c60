"""The keys that README names: its example of a keymap works, on a key that nothing else uses."""

import re

from textual.app import App
from textual.screen import Screen
from textual.widgets import TextArea

from app.models.script import Script
from app.settings import Settings
from app.tui.keys.keymap import find_mistakes, is_key, split_keys, types_text
from app.tui.keys.table import COMMANDS
from tests.readme import README
from tests.requirements import requirement
from tests.tui.terminal import stored, terminal

EXAMPLE = re.compile(r'`\[keymap\]` in `config\.toml`: `"([\w.-]+)" = "([^"]+)"`')


def example() -> tuple[str, str]:
    found = EXAMPLE.search(README.read_text(encoding="utf-8"))
    assert found
    return found[1], found[2]


@requirement("cli.readme", "commands.readme-key-is-free")
async def test_the_example_of_a_keymap_uses_a_free_key(settings: Settings) -> None:
    name, key = example()
    assert is_key(key)
    assert not types_text(key)
    assert find_mistakes({name: key}) == []
    ours = {one for command in COMMANDS for one in split_keys(command.keys)}
    textuals = {
        one
        for owner in (App, Screen, TextArea)
        for binding in owner.BINDINGS
        for one in split_keys(binding[0] if isinstance(binding, tuple) else binding.key)
    }
    assert key not in ours | textuals


@requirement("cli.readme", "commands.readme-key-is-free")
async def test_the_example_of_a_keymap_works(settings: Settings) -> None:
    name, key = example()
    assert name == "threads.new"
    await stored(settings, ["Pears?", "Green."])
    with_key = Settings(data_dir=settings.data_dir, config_dir=settings.config_dir, keymap={name: key})
    async with terminal(with_key, Script()) as t:
        await t.shows("Green.")
        await t.press(key)
        await t.until(lambda: t.controller.current.id is None, "the new conversation")
