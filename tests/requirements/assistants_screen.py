"""Assistants on screen, the instructions of one conversation, and prompt templates (app/tui/screens/assistants)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "assistants.listed": Requirement(
        "F4 lists the assistants with name, model and the first words of the instructions, page by page; a search "
        "finds words in any of the three, also on pages that were not on screen.",
        "assistants on screen",
    ),
    "assistants.chosen": Requirement(
        "The assistant chosen in the list answers from the next message on, also after a restart; its name is in the "
        "message box and in the status line.",
        "assistants on screen",
    ),
    "assistants.edited": Requirement(
        "The editor creates and changes an assistant: name, instructions, model, temperature, top_p, reasoning effort, "
        "response format, JSON schema and metadata. Only what was changed is saved.",
        "assistants on screen",
    ),
    "assistants.refused-fields": Requirement(
        "What the API would refuse is said at its field, in the API's words; nothing is saved, and the text stays.",
        "assistants on screen",
    ),
    "assistants.model-chosen": Requirement(
        "The editor offers the models of all profiles that match what is typed, as PROFILE::MODEL where the profile "
        "is not the one in use; any other name can be typed, and an empty field goes back to the default model.",
        "assistants on screen",
    ),
    "assistants.changes-kept": Requirement(
        "Esc in the editor asks once before it drops changes, and so does Ctrl+Q.", "assistants on screen"
    ),
    "assistants.duplicated": Requirement(
        "A copy of an assistant has all of its settings, also those without a field.", "assistants on screen"
    ),
    "assistants.deleted": Requirement(
        "An assistant is deleted after one question, and the default one answers in its conversations; the default one "
        "cannot be deleted.",
        "assistants on screen",
    ),
    "assistants.elsewhere": Requirement(
        "The list shows what another window has changed when it is opened. What two windows change in one assistant is "
        "kept from both, and one that was deleted meanwhile is saved anew; where it was to answer, it is said once "
        "that the default one does.",
        "assistants on screen",
    ),
    "assistants.small-window": Requirement(
        "List and editor can be used at 40 x 10 cells with the keyboard alone.", "assistants on screen"
    ),
    "assistants.any-text": Requirement(
        "Names, instructions, models, metadata and templates may have markup, escapes, overrides of the writing "
        "direction and long lines: they are shown as text, and an editor that is opened and saved changes nothing.",
        "assistants on screen",
    ),
    "instructions.sent": Requirement(
        "The instructions of a conversation are added to those of its assistant in each run, from the first message "
        "on, in `ask --thread` too; they are seen below the message box.",
        "assistants on screen",
    ),
    "instructions.kept": Requirement(
        "The instructions of a conversation survive a restart, also before its first message; an empty text removes "
        "them, one that is too long comes back.",
        "assistants on screen",
    ),
    "templates.filled": Requirement(
        "A template is put into the message box below what is there and is not sent; the values of its variables are "
        "asked for one after the other, and Esc inserts nothing, after a question where values were typed.",
        "assistants on screen",
    ),
    "templates.found": Requirement(
        "Templates are the Markdown files in the folder `templates` of the config folder, chosen from a list or by "
        "name; without any the folder is named.",
        "assistants on screen",
    ),
}
