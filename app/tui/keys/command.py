"""A command of the terminal, the one object that bindings, the palette, F1 and README's table of keys are made from."""

from typing import Literal, NamedTuple

Place = Literal[
    "app",
    "chat",
    "box",
    "list",
    "history",
    "choices",
    "picker",
    "search line",
    "first run",
    "help",
    "palette",
    "line",
    "find line",
    "assistants",
    "models",
    "templates",
    "links",
    "picture",
    "option",
    "dialog",
    "value",
    "runs",
    "run",
    "run page",
    "usage",
    "waiting",
    "answer",
    "compare",
    "text",
    "long text",
]
"""The widget or screen with the action. `app` and `chat` work at any focus, except in a dialog above the chat."""

HEADINGS: dict[Place, str] = {
    "app": "Everywhere",
    "chat": "Everywhere",
    "box": "In the message box",
    "list": "In the conversation list",
    "history": "In the history",
    "text": "In the texts of dialogs",
    "long text": "In the texts of dialogs",
}
"""The places that F1 and README list. The others show their keys on screen."""

KEY_LABELS = {
    "up": "↑",
    "down": "↓",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "escape": "Esc",
    "slash": "/",
    "question_mark": "?",
    "underscore": "_",
}
"""What keyboards call the keys that Textual names otherwise."""

OTHER_NAMES = {
    "shift+backspace": "backspace",
    "shift+space": "space",
    "shift+\r": "shift+enter",
    **dict.fromkeys(("ctrl+shift+underscore", "ctrl+shift+minus", "ctrl+slash"), "ctrl+underscore"),
}
"""Keys that the kitty protocol, and modifyOtherKeys of xterm and tmux, name otherwise (measured)."""

NO_KEY = "<ignore>"
"""Textual's name for a key that nothing sends. In its keymaps an empty text would leave the default key."""


class Command(NamedTuple):
    """A command. `id` is its name in the user's keymap and never changes.

    `keys`: Textual key names, separated by commas; empty for a command of the palette without a key. `description`:
    what users read. `action`: the Textual action, a method `action_…` of the widget or screen at `place`. `slash`: its
    name as a slash command. `priority`: it runs before the focused widget gets the key. `takes_text`: the text typed
    behind the slash name is the argument of its action, which works without it too. `takes_pastes`: long pastes in the
    box are a part of that text; they stay in the box for any other command. `opens`: it opens a dialog, or leads to
    another conversation, and what is typed right behind it belongs there.
    """

    place: Place
    id: str
    keys: str
    description: str
    action: str
    slash: str = ""
    priority: bool = False
    takes_text: bool = False
    takes_pastes: bool = False
    opens: bool = False


def format_ways(command: Command) -> str:
    """Format the ways to run a command: its keys, and the name that is typed."""
    ways = [format_keys(command.keys)] if command.keys else []
    if command.slash:
        ways.append(f"/{command.slash}")
    return ", ".join(ways)


def format_keys(keys: str) -> str:
    """Format `ctrl+n,f3` as `Ctrl+N, F3`; a single letter stays as it is typed."""
    return ", ".join(_format_key(key.strip()) for key in keys.split(","))


def _format_key(key: str) -> str:
    *modifiers, last = key.split("+")
    if not modifiers and len(last) == 1:
        return last
    return "+".join(KEY_LABELS.get(part, part.title()) for part in (*modifiers, last))
