"""The user's keys win over all other bindings of a key: over those of Textual's own widgets too, which no table lists.

A text area of Textual has Ctrl+E for the end of the line, a list that scrolls has Ctrl+PgDn. Textual asks the focused
widget first, so that a command of the screen on such a key would never run.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from textual.actions import parse
from textual.binding import BindingsMap
from textual.dom import DOMNode


def prefer_users_keys(chain: Sequence[tuple[DOMNode, BindingsMap]], users_ids: AbstractSet[str]) -> None:
    """Remove from the bindings of a focused widget and of all above it what else is on a key of the user.

    `chain`: the widget first. What is above a dialog gets no keys but those with priority.
    """
    taken: set[str] = set()
    is_reached = True
    for node, own in chain:
        for key, found in own.key_to_bindings.items():
            for one in found:
                if one.id in users_ids and (is_reached or one.priority) and can_run(node, one.action):
                    taken.add(key)
        is_reached = is_reached and not node.is_modal
    for _, own in chain:
        for key in taken & own.key_to_bindings.keys():
            kept = [one for one in own.key_to_bindings.pop(key) if one.id in users_ids]
            if kept:
                own.key_to_bindings[key] = kept


def can_run(node: DOMNode, action: str) -> bool:
    """Whether the widget takes the key now: Tab completes only where something can be completed."""
    place, name, parameters = parse(action)
    return bool(place) or node.check_action(name, parameters) is not False
