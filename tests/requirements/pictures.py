"""Pictures in messages (app/tui/pictures, app/tui/history)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "pictures.nothing-fetched": Requirement(
        "Nothing is fetched because its address is in a message: an image of the web shows its text and its address, "
        "which is a link.",
        "the terminal",
    ),
    "pictures.taken-out": Requirement(
        "A picture inside its address is shown as its text, kind and size, however long the address is: folding does "
        "not cut it, and what is copied, saved and shown as source is the whole; in code it stays code.",
        "the terminal",
    ),
    "pictures.viewer": Requirement(
        "A click or a key shows the pictures of a message, drawn as large as the window allows; what is broken, cut "
        "off, too large, of another kind, or needs Pillow says so in a sentence.",
        "the terminal",
    ),
}
