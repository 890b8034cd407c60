"""Pictures in messages (app/tui/pictures, app/tui/history)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "pictures.nothing-fetched": Requirement(
        "Nothing is fetched because its address is in a message: an image of the web shows its text and its address, "
        "which is a link.",
        "the terminal",
    ),
}
