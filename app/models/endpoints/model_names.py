"""Which model answers a run that asks for a name, or for none. `connected` calls it.

The name asked for, if the endpoint has it; else what `[models]` in config.toml says for it; else the model that the
user set; else the endpoint's own choice: a documented default for OpenAI, the first of its list elsewhere.
"""

import re
from collections.abc import Mapping, Sequence

from app.api.errors import NoEndpoint

# Lists name these beside the models that chat, and often first.
NOT_CHAT = re.compile(
    r"embed|whisper|tts|dall-e|moderation|rerank|image|audio|realtime|transcribe|sora|babbage|davinci", re.I
)


def answering_model(
    asked: str,
    names: Sequence[str],
    *,
    setting: str | None,
    mapped: Mapping[str, str],
    default: str | None,
    no_list: str = "",
) -> str:
    """The name to send. `names`: the endpoint's list; where there is none, `no_list` says why. Raises `NoEndpoint`."""
    if asked and (asked in names or asked == setting):
        return asked
    if asked in mapped:
        return mapped[asked]
    if asked and not names:
        return asked  # nobody knows better; the endpoint will say
    if setting:
        return setting
    if own := own_choice(names, default):
        return own
    raise NoEndpoint(no_list or "The endpoint lists no models. Name one with --model or ASSISTANT_CHAT_MODEL.")


def own_choice(names: Sequence[str], default: str | None) -> str | None:
    """The endpoint's own choice."""
    if default and (not names or default in names):
        return default
    return next((name for name in names if not NOT_CHAT.search(name)), names[0] if names else None)
