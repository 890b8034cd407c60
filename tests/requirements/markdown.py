"""Replies as models write them: emphasis, fences, line ends; and reasoning above them."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "markdown.cjk-emphasis": Requirement(
        "Emphasis and strikethrough beside Chinese, Japanese and Korean letters and punctuation are shown as such.",
        "the terminal",
    ),
    "markdown.western-emphasis": Requirement(
        "Emphasis in text without such letters is what CommonMark says.", "the terminal"
    ),
    "markdown.nested-fences": Requirement(
        "A code block that contains code blocks of the same length is one block, on screen and in a copy.",
        "the terminal",
    ),
    "markdown.fences-in-a-row": Requirement(
        "Blocks one after another stay apart, also when code has a fence in it or a closing fence is missing.",
        "the terminal",
    ),
    "markdown.line-ends": Requirement(
        "A line end of a message is a line end on screen; a copy of the message has its source.", "the terminal"
    ),
    "markdown.no-flash": Requirement(
        "While a reply grows, its last line does not change those above; they look as the finished lines make them.",
        "the terminal",
    ),
    "markdown.formulas": Requirement(
        "A formula is Unicode where that says exactly the same, else its source as a whole; prices and variables "
        "between dollars stay, and a copy of the message has the source.",
        "the terminal",
    ),
    "markdown.linear": Requirement("No line of a reply takes more than linear time to read.", "speed"),
    "reasoning.line": Requirement(
        "Reasoning is one line above the reply, with its seconds: while it goes on, after it, and when opened later.",
        "the terminal",
    ),
    "reasoning.opened": Requirement(
        "Space or a click opens and closes the reasoning, which is shown dim, as plain text.", "the terminal"
    ),
    "reasoning.not-copied": Requirement("Copies and titles never have the reasoning.", "the terminal"),
    "reasoning.taken-over": Requirement(
        "A run that is taken over drops its unfinished reasoning from the screen.", "the terminal"
    ),
    "reasoning.bounded": Requirement("A megabyte of reasoning costs little until it is read.", "speed"),
}
