"""The keys of a dialog as a line of text: the ones that its bindings have now, also where the user has changed them."""

from collections.abc import Mapping

from textual.binding import ActiveBinding

from app.tui.keys.command import NO_KEY, format_keys


def describe_keys(active: Mapping[str, ActiveBinding], names: Mapping[str, str]) -> str:
    """Return `Enter Choose · Esc Close` for ids of commands, each with the word for what it does here.

    `active`: the active bindings of the screen. Of a command with several keys the first is shown.
    """
    keys = {active[key].binding.id: key for key in reversed(list(active)) if key != NO_KEY}
    return " · ".join(f"{format_keys(keys[name])} {word}" for name, word in names.items() if name in keys)
