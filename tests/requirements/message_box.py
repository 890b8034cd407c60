"""The message box: earlier prompts, pastes, files, the user's editor, vi keys."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "box.draft-is-kept": Requirement(
        "What the user was writing is never lost while an earlier prompt is shown, changed, sent or searched for.",
        "the terminal",
    ),
    "box.prompt-search": Requirement(
        "Ctrl+R searches the earlier prompts with each letter; Enter takes the hit, Esc restores the draft.",
        "the terminal",
    ),
}
