"""Clicks and keys in each pane, and several windows on one data folder."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "windows.retry-replaces": Requirement(
        "A retry replaces the reply that broke off, on the screen, when the thread is opened again, and in what the "
        "model is given; the thread keeps it.",
        "the terminal",
    ),
    "windows.newest-end": Requirement(
        "A thread opens at the newest end of its last message, however long that is; space or a click shows what is "
        "above.",
        "the terminal",
    ),
}
