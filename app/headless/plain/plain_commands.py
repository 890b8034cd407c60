"""The commands of `--plain`, by the names that they have in the terminal app, and which text calls one.

`/name` and `/name text` call the command of that name; any other text is a message as it is. A message that would be a
command is sent with one more `/` in front, or between three quotes.
"""

import re

from msgspec import Struct

from app.headless.plain.typed_lines import Typed

CALL = re.compile(r"/([a-z]+)(?:\s+(.*))?", re.DOTALL)


class PlainCommand(Struct, frozen=True):
    """A command. `takes`: what is typed behind its name, empty for nothing; in brackets if it can be left out."""

    name: str
    takes: str
    does: str

    @property
    def usage(self) -> str:
        """The command as it is typed."""
        return f"/{self.name} {self.takes}".rstrip()


COMMANDS = (
    PlainCommand("retry", "", "Ask again after a reply that failed, was cancelled or was cut off"),
    PlainCommand("model", "[NAME]", "Say which model answers and list all, or choose one by its name or a part of it"),
    PlainCommand("assistant", "[NAME]", "List the assistants, or choose one by its name, a part of it or its id"),
    PlainCommand("list", "", "List the newest conversations, numbered"),
    PlainCommand("search", "WORDS", "List the conversations with these words, numbered"),
    PlainCommand("open", "NUMBER|ID", "Open a conversation of the last list, or one by its id"),
    PlainCommand("new", "", "Begin a new conversation"),
    PlainCommand("rename", "[TITLE]", "Give this conversation a title; without one, its first message is the title"),
    PlainCommand("pin", "", "Pin this conversation, or unpin it"),
    PlainCommand("archive", "", "Archive this conversation, or list it again"),
    PlainCommand("archived", "", "List the archived conversations, numbered"),
    PlainCommand("tag", "[TAGS]", "Say the tags of this conversation, or add some; -TAG removes one"),
    PlainCommand("edit", "TEXT", "Put another text in place of your last message, and ask again"),
    PlainCommand("fork", "", "Go on in a copy of this conversation"),
    PlainCommand("compact", "", "Go on in a new conversation, from a summary"),
    PlainCommand("usage", "", "Say the tokens and the cost of this conversation and of the month"),
    PlainCommand("help", "", "Show this list"),
    PlainCommand("quit", "", "Quit"),
)


class Call(Struct, frozen=True):
    """A command as typed, with the text behind its name."""

    command: PlainCommand
    text: str

    @property
    def problem(self) -> str:
        """What is wrong with the text, for people; empty if nothing is."""
        name, takes = self.command.name, self.command.takes
        if self.text and not takes:
            return f"/{name} takes no text. To send it as a message, type //{name} and the text."
        if not self.text and takes and not takes.startswith("["):
            return f"Usage: {self.command.usage}"
        return ""


def find_call(typed: Typed) -> Call | None:
    """Return the command that a text calls; None if it is a message."""
    found = CALL.fullmatch(typed.text.strip())
    if found is None or typed.is_quoted:
        return None
    name, text = found.groups(default="")
    return next((Call(command, text) for command in COMMANDS if command.name == name), None)


def text_to_send(typed: Typed) -> str:
    """Return the message that was typed: without the `/` that keeps it from being a command."""
    if typed.text.startswith("//") and find_call(Typed(typed.text[1:])) and not typed.is_quoted:
        return typed.text[1:]
    return typed.text


def help_lines() -> list[str]:
    """Return what can be typed, a line for each."""
    return [
        "Each line is a message. One that ends in \\ goes on in the next line.",
        'Lines between a line of """ and another one are one message, whatever they contain.',
        "Ctrl+C cancels a reply, or discards a message that you have begun. Ctrl+D quits.",
        *(f"{command.usage}: {command.does}." for command in COMMANDS),
    ]
