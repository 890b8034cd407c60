"""How to come back to the conversation that was open when the terminal app was left."""

import shlex

from app.api.endpoints import Origin
from app.settings import Settings

WAY_BACK = "To come back to this conversation: {}\n"
PROGRAM = "assistant-chat"


def describe_way_back(thread_id: str, settings: Settings) -> str:
    """Return the sentence with the command; it has the flags that say where the conversation is stored."""
    words = [PROGRAM]
    for field, flag in (("data_dir", "--data-dir"), ("server", "--server")):
        if settings.origin(field) is Origin.FLAG:
            words += [flag, str(getattr(settings, field))]
    return WAY_BACK.format(shlex.join([*words, thread_id]))
