"""What a step may do to the drafts, by what is on the screen before it."""

from enum import IntEnum

from tests.walk.drawing import EDITING_KEYS, VIM_KEYS
from tests.walk.seen import Seen
from tests.walk.steps import Call, Home, LookAway, Mouse, Paste, Press, Resize, Restart, Send, Step, Type, Wait


class Effect(IntEnum):
    """The drafts stay as they are; or text may go elsewhere, but not away; or it may be deleted."""

    KEEPS = 0
    MOVES = 1
    EDITS = 2


MOVING_KEYS = ("enter", "tab", "ctrl+c", "f3", "ctrl+g", "ctrl+j", "shift+enter", "alt+enter", "ctrl+enter")
CARET_KEYS = ("left", "right", "up", "down", "home", "end", "ctrl+a", "ctrl+e", "ctrl+left", "ctrl+right")
DELETING_KEYS = {*EDITING_KEYS, "space", "ctrl+z"} - {*CARET_KEYS, *(f"shift+{key}" for key in CARET_KEYS)}
SELECTING_KEYS = ("f6", "f7")
"""Beside those with Shift: Textual's text area selects the line and the whole text with them."""
NAMED_CHARACTERS = ("question_mark", "slash", "left_square_bracket", "right_square_bracket")
LEADING_KEYS = ("q", "f")
"""Keys of the message history that lead to the message box: what is typed behind them is text."""
INSERTING_DIALOGS = ("FirstRun", "TemplateList", "VariableValue", "EditMessage")
"""Dialogs that put text into the message box; the last one what could not be sent."""
COMMANDING_DIALOGS = ("CommandsDialog",)
"""Dialogs that run any command."""

ENDING_DIALOGS = ("RunPanel", "RunPage")
"""Dialogs that end by themselves, when a run has begun in a fork: the rest of what is typed is for the message box."""


def find_effect(step: Step, before: Seen) -> Effect:
    """Return what a step may do."""
    match step:
        case Resize() | Wait() | LookAway() | Home() | Restart():
            return Effect.KEEPS
        case Press(keys):
            return max(of_keys(keys, before), of_dialog(before))
        case Mouse():
            return max(of_dialog(before), Effect.MOVES if before.completes else Effect.KEEPS)
        case Type(text):
            return max(of_text(text, before), of_dialog(before))
        case Paste():
            return max(of_text("", before), of_dialog(before))
        case Send(text):  # in a dialog, Enter may close it, and the word behind it is for the message box
            return max(of_text(text, before), of_dialog(before), of_insertion(before))
        case Call(text):
            return max(of_text(text, before), of_dialog(before), Effect.MOVES)


def may_split_words(step: Step) -> bool:
    """Whether a step may type a letter amid the words of a draft: behind a key that moves the caret."""
    keys = step.keys if isinstance(step, Press) else ()
    return any(key in CARET_KEYS for key in keys) and any(len(key) == 1 or key in NAMED_CHARACTERS for key in keys)


def of_dialog(before: Seen) -> Effect:
    """Return what keys may do in the dialog on top."""
    if before.dialog in COMMANDING_DIALOGS:
        return Effect.EDITS
    if before.dialog in INSERTING_DIALOGS:
        return of_insertion(before)
    if before.compares:  # the draft is sent from there
        return Effect.MOVES
    return Effect.KEEPS


def of_insertion(before: Seen) -> Effect:
    """Return what text may do that is put into the message box. What was selected is replaced."""
    return Effect.MOVES if before.selected[0] == before.selected[1] else Effect.EDITS


def of_text(text: str, before: Seen) -> Effect:
    """Return what typed text may do: in the other modes of vim it is commands."""
    if not before.in_box and not leads_to_box(text, before):
        return Effect.KEEPS
    return of_insertion(before) if before.mode in ("", "INSERT") else Effect.EDITS


def leads_to_box(text: str, before: Seen) -> bool:
    """Whether a letter in this text may quote a message, or fork the conversation."""
    return before.in_history and any(key in text for key in LEADING_KEYS)


def of_keys(keys: tuple[str, ...], before: Seen) -> Effect:
    """Return what keys pressed together may do: one may bring the focus to the box, and the next delete there."""
    if len(keys) > 1:
        if any(key.startswith("shift+") or key in SELECTING_KEYS for key in keys):  # what is selected is replaced
            return Effect.EDITS
        return max((of_key(key, before._replace(in_box=True)) for key in keys), default=Effect.KEEPS)
    return of_key("".join(keys), before)


def of_key(key: str, before: Seen) -> Effect:
    """Return what a key may do."""
    if key == "ctrl+c":  # stashes the draft from anywhere in the chat
        return Effect.MOVES
    if not before.in_box:
        return of_text(key * (len(key) == 1), before)
    if key in DELETING_KEYS:
        return Effect.EDITS
    if len(key) == 1 or key in MOVING_KEYS or key in (*NAMED_CHARACTERS, *VIM_KEYS):
        return max(of_text(key, before), Effect.MOVES)
    return Effect.KEEPS
