"""How to come back to the conversation that was open when the terminal app was left."""

from app.settings import Settings
from app.settings.origins import program_words

WAY_BACK = "To come back to this conversation: {} {}\n"


def describe_way_back(thread_id: str, settings: Settings) -> str:
    """Return the sentence with the command."""
    return WAY_BACK.format(program_words(settings), thread_id)
